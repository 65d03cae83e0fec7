"""What courses does when something below it is announced."""

from __future__ import annotations

from typing import Any

from core.jobs import enqueue
from courses.models import CardPage, CoursePage, LessonPage
from courses.reports.kept import owners_of_lessons
from policies.reports.bases import page_usages
from policies.services.bases import bases_of, forget_bases, replace_bases, set_bases
from policies.signals import Usage

# What names the laws and policies it rests on.
RESTING = (CoursePage, LessonPage, CardPage)


def on_attempt_marked(sender, attempt_id: int, **kwargs) -> None:
    """A passed exam may complete the course that holds it."""
    from courses.services import complete_after_exam

    complete_after_exam(attempt_id=attempt_id)


def on_page_unpublished(sender, instance, **kwargs) -> None:
    """Who has finished every other lesson need not wait for one that is gone; what is withdrawn rests on nothing."""
    if isinstance(instance, RESTING):
        forget_bases(model=type(instance), object_id=instance.pk)
    if isinstance(instance, LessonPage):
        key = instance.course.pk
        enqueue("courses.finish_waiting", {"course_id": key}, key=f"waiting-{key}-{instance.pk}")


def on_page_move(sender, instance, parent_page_before, parent_page_after, **kwargs) -> None:
    """Whatever way a move comes (screens, many at once, Wagtail's API): what has records stays in its course."""
    from wagtail.actions.move_page import MovePagePermissionError

    from courses.reports.records import leaves_its_course

    if parent_page_before != parent_page_after and leaves_its_course(instance, parent_page_after):
        raise MovePagePermissionError("records_keep_it_in_its_course")


def on_page_published(sender, instance, **kwargs) -> None:
    """Write down what a course, lesson or card rests on."""
    if isinstance(instance, RESTING):
        set_bases(model=type(instance), bases=[bases_of(instance)])


def tell_usage(sender: Any, things: dict[str, set[str]], viewer: Any, **kwargs: Any) -> list[Usage]:
    """Courses, lessons and cards among `things`; a lesson without an owner is its course's."""
    return [
        *page_usages(CoursePage, things, viewer),
        *page_usages(LessonPage, things, viewer, owners_of_lessons),
        *page_usages(CardPage, things, viewer),
    ]


def write_bases(sender: Any, **kwargs: Any) -> int:
    """The links of all courses, lessons and cards that are published."""
    return sum(replace_bases(model=model, bases=[bases_of(page) for page in model.objects.live()]) for model in RESTING)
