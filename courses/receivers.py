"""What courses does when something below it is announced."""

from core.jobs import enqueue
from courses.models import LessonPage


def on_attempt_marked(sender, attempt_id: int, **kwargs) -> None:
    """A passed exam may complete the course that holds it."""
    from courses.services import complete_after_exam

    complete_after_exam(attempt_id=attempt_id)


def on_page_unpublished(sender, instance, **kwargs) -> None:
    """Who has finished every other lesson need not wait for one that is gone."""
    if isinstance(instance, LessonPage):
        key = instance.course.pk
        enqueue("courses.finish_waiting", {"course_id": key}, key=f"waiting-{key}-{instance.pk}")


def on_page_move(sender, instance, parent_page_before, parent_page_after, **kwargs) -> None:
    """Whatever way a move comes (screens, many at once, Wagtail's API): what has records stays in its course."""
    from wagtail.actions.move_page import MovePagePermissionError

    from courses.reports.records import leaves_its_course

    if parent_page_before != parent_page_after and leaves_its_course(instance, parent_page_after):
        raise MovePagePermissionError("records_keep_it_in_its_course")
