"""What certificates does when a completion is announced."""


def on_course_completed(sender, completion_id: int, **kwargs) -> None:
    """Ask for the certificate in the background; issuing is idempotent per completion."""
    from certificates.services import request_certificate

    request_certificate(completion_id=completion_id)
