"""A try that a device kept while there was no network: sent later, perhaps twice, perhaps after something changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from assessments.models import Question
from core.errors import DomainError
from courses.models import CheckResult, LessonPage
from people.models import User

# The codes that say: the lesson is not what it was when the try was made.
CHANGED = {"cycle_changed", "check_changed", "version_unknown"}


@dataclass(frozen=True)
class Kept:
    """What the device says of one try: its name for it, the cycle and the versions (by question id) that were shown,
    and when it was by the device's own clock, which is only noted."""

    client_id: UUID
    cycle: int
    versions: Mapping[int, int]
    device_at: datetime | None = None


def sent_before(person: User, lesson: LessonPage, kept: Kept) -> CheckResult | None:
    """The result of this very try, if it came before; call it with the enrolment locked.

    Errors: client_id_reused (by another lesson).
    """
    known = CheckResult.objects.filter(person=person, client_id=kept.client_id).first()
    if known is not None and known.lesson_id != lesson.pk:
        raise DomainError("client_id_reused")
    return known


def refuse_if_changed(kept: Kept, questions: Sequence[Question], cycle: int) -> None:
    """A try counts in the cycle and for the questions it was made for, or not at all.

    Errors: cycle_changed, check_changed. A question that was only reworded is the same question.
    """
    if kept.cycle != cycle:
        raise DomainError("cycle_changed")
    if kept.versions.keys() != {question.pk for question in questions}:
        raise DomainError("check_changed")
