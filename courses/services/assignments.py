"""Who should train what, by when."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from core import audit, clock
from core.errors import DomainError
from courses.models import Assignment, CoursePage
from courses.services.learning import current_cycle
from people.models import User
from people.services import notify


@transaction.atomic
def assign(*, person: User, course: CoursePage, due: date | None, by: User | None, reason: str = "") -> Assignment:
    """Say that a person should complete a course in their current cycle, by `due` (its last day; None: no date).

    A second call moves the date and takes back an excuse; the person is told once per date.
    """
    cycle = current_cycle(person, course)
    assignment, created = Assignment.objects.get_or_create(
        person=person,
        course=course,
        cycle=cycle,
        defaults={"due": due, "by": by, "reason": reason[:200], "created_at": clock.now()},
    )
    if not created and assignment.due == due and assignment.excused_at is None:
        return assignment
    before = {} if created else {"due": _iso(assignment.due), "excused": assignment.excused_at is not None}
    assignment.due, assignment.excused_at, assignment.excused_reason = due, None, ""
    assignment.save(update_fields=["due", "excused_at", "excused_reason"])
    audit.record("courses.assigned", assignment, by=by, before=before, after={"due": _iso(due)}, reason=reason)
    context = {"course": course.title, "due": _iso(due), "url": course.get_url()}
    notify(person, "course_assigned", context, dedupe_key=f"assigned-{course.pk}-{cycle}-{_iso(due)}")
    return assignment


@transaction.atomic
def excuse(*, assignment: Assignment, reason: str, by: User | None) -> Assignment:
    """Excuse a person from an assignment: they count as not having to train. Errors: reason_required, already_excused."""
    if not reason.strip():
        raise DomainError("reason_required")
    due = Assignment.objects.filter(pk=assignment.pk, excused_at=None)
    if not due.update(excused_at=clock.now(), excused_reason=reason.strip()[:200]):
        raise DomainError("already_excused")
    assignment.refresh_from_db()
    audit.record("courses.excused", assignment, by=by, after={"excused": True}, reason=reason)
    return assignment


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
