"""What certificates does when a completion is announced."""

from typing import Any

from certificates.services import request_certificate


def on_course_completed(sender: Any, completion_id: int, **kwargs: Any) -> None:
    """Ask for the certificate in the background; issuing is idempotent per completion."""
    request_certificate(completion_id=completion_id)
