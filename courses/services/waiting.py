"""Whoever waits for a lesson that is no longer published goes on without it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from courses.models import CoursePage, Enrolment, LessonPage, LessonProgress
from courses.services.learning import current_cycle, finish_course_if_done


def finish_waiting(*, course: CoursePage) -> int:
    """Open the exam, or complete the course, for everybody who has now finished every published lesson of it.

    Called after a lesson was unpublished; returns how many people were looked at. Safe to run twice.
    """
    lessons = LessonPage.objects.descendant_of(course).live()
    begun = LessonProgress.objects.filter(person=OuterRef("person"), lesson__in=lessons, finished_at__isnull=False)
    keys = list(Enrolment.objects.filter(Exists(begun), course=course).values_list("pk", flat=True))
    for pk in keys:
        _go_on(pk)
    return len(keys)


@transaction.atomic
def _go_on(pk: int) -> None:
    enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("person", "course").get(pk=pk)
    cycle = current_cycle(enrolment.person, enrolment.course)
    if not enrolment.person.completions.filter(course=enrolment.course, cycle=cycle).exists():
        finish_course_if_done(enrolment.person, enrolment.course, cycle)
