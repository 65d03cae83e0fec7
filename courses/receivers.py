"""What courses does when something below it is announced."""


def on_attempt_marked(sender, attempt_id: int, **kwargs) -> None:
    """A passed exam may complete the course that holds it."""
    from courses.services import complete_after_exam

    complete_after_exam(attempt_id=attempt_id)
