"""What the schedule does for courses; safe to run twice and in parallel."""

from typing import Any

from celery import shared_task
from django.urls import reverse

from core.jobs import JobHandle, job
from courses.models import CoursePage
from courses.services import complete_missing, finish_waiting, remind, settle_credits
from courses.services.copying import copy_course
from courses.services.reviews import tell_review_due
from people.models import User


@shared_task(name="courses.tasks.complete_missing")
def complete_missing_courses() -> int:
    """Courses whose exam was passed by a person whose announcement was lost."""
    return complete_missing()


@shared_task(name="courses.tasks.tell_review_due")
def tell_owners() -> int:
    """Each week: owners hear what of theirs has to be looked at again."""
    return tell_review_due()


@shared_task(name="courses.tasks.settle_credits")
def settle_the_ledger() -> int:
    """学时 of what was finished before there was a ledger, and of completions withdrawn since."""
    return settle_credits().total


@shared_task(name="courses.tasks.remind")
def remind_learners() -> int:
    """Each morning: what is due, overdue or about to end, in one message a person."""
    return remind()


@job("courses.finish_waiting")
def finish_waiting_learners(handle: JobHandle, course_id: int) -> dict[str, Any]:
    """A lesson was unpublished: whoever has finished all others goes on."""
    course = CoursePage.objects.filter(id=course_id).first()
    return {"people": finish_waiting(course=course) if course else 0}


@job("courses.copy_course")
def copy_whole_course(handle: JobHandle, course_id: int, code: str, title: str, user_id: int) -> dict[str, str]:
    """A draft copy of a course; its editing screen is where the person goes next."""
    course = CoursePage.objects.get(pk=course_id)
    by = User.objects.get(pk=user_id)
    copy = copy_course(course=course, code=code, title=title, by=by, progress=handle.progress)
    return {"url": reverse("wagtailadmin_explore", args=[copy.pk])}
