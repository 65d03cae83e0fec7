"""A course begun anew before its round has ended; the old round stays as it was."""

from __future__ import annotations

from django.db import transaction

from core import audit, clock
from core.errors import DomainError
from courses.models import Assignment, Completion, CoursePage, Enrolment, LessonProgress, Restart
from courses.services.learning import current_cycle
from people.models import User
from people.services import notify


@transaction.atomic
def restart(*, person: User, course: CoursePage, cycle: int, reason: str, by: User) -> Restart:
    """Begin a new round of a course. Lessons, checks, the exam and the completion of the old one stay and stay valid.

    Arguments: `cycle` the round to leave, as the page showed it: sent again it changes nothing. `by` the person, who may
    begin again what they have completed; or whoever manages the person (the caller has asked), who says why. Training that
    was arranged and is not done goes on in the new round, with the same date.
    Errors: course_not_published, not_enrolled, reason_required, nothing_to_restart, not_completed, changed_meanwhile.
    """
    if not course.live:
        raise DomainError("course_not_published")
    # The lock that lessons and checks take: what is finished at this moment belongs to the old round or to the new one.
    if Enrolment.objects.select_for_update().filter(person=person, course=course).first() is None:
        raise DomainError("not_enrolled")
    begun = Restart.objects.filter(person=person, course=course, cycle=cycle + 1).first()
    if begun is not None:
        return begun
    _may_leave(person, course, cycle, reason, by)
    row = Restart.objects.create(
        person=person, course=course, cycle=cycle + 1, reason=reason.strip()[:200], by=by, restarted_at=clock.now()
    )
    _take_along(person, course, cycle)
    audit.record("courses.restarted", row, by=by, after={"course": course.code, "cycle": row.cycle}, reason=row.reason)
    if by != person:
        context = {"course": course.title, "reason": row.reason, "url": course.get_url()}
        notify(person, "course_restarted", context, dedupe_key=f"restarted-{course.pk}-{row.cycle}")
    return row


def _may_leave(person: User, course: CoursePage, cycle: int, reason: str, by: User) -> None:
    if current_cycle(person, course) != cycle:
        raise DomainError("changed_meanwhile")
    completed = Completion.objects.standing().filter(person=person, course=course, cycle=cycle).exists()
    if by == person:
        if not completed:
            raise DomainError("not_completed")
        return
    if not reason.strip():
        raise DomainError("reason_required")
    lessons = LessonProgress.objects.filter(person=person, cycle=cycle, lesson__path__startswith=course.path)
    if not completed and not lessons.exists():
        raise DomainError("nothing_to_restart")


def _take_along(person: User, course: CoursePage, cycle: int) -> None:
    """Whoever still has to train still has to: an assignment that was not fulfilled holds for the new round."""
    rows = Assignment.objects.filter(person=person, course=course, excused_at=None)
    old = rows.filter(cycle=cycle).first()
    done = Completion.objects.standing().filter(person=person, course=course, cycle=cycle).exists()
    if old is not None and not done:
        same = {"due": old.due, "by": old.by, "reason": old.reason, "created_at": old.created_at}
        Assignment.objects.get_or_create(person=person, course=course, cycle=cycle + 1, defaults=same)
