"""What a change of times would do, before anybody answers for it: it is done and taken back, so that the two never differ."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from assessments.enums import EntryState
from assessments.models import Attempt, Entry, Exam, ExamOverride
from assessments.services.allowances import remove_override, set_override


@dataclass(frozen=True)
class Reach:
    """`people` for whom it holds today, `expected` of them still to sit the exam or sitting it, `running` attempts under
    way among them, `changed` of those whose deadline moves at once."""

    people: int
    expected: int
    running: int
    changed: int


def rehearse_override(*, exam: Exam, **given: Any) -> Reach:
    """What `set_override` with the same arguments would do. Raises what that raises."""
    return _rehearse(exam, lambda: _people(set_override(exam=exam, **given)))


def rehearse_removal(*, override: ExamOverride, reason: str, by: Any) -> Reach:
    """What `remove_override` would do. Raises what that raises."""

    def remove() -> set[int]:
        people = _people(override)
        remove_override(override=ExamOverride.objects.get(pk=override.pk), reason=reason, by=by)
        return people

    return _rehearse(override.exam, remove)


def _rehearse(exam: Exam, change: Callable[[], set[int]]) -> Reach:
    with transaction.atomic():
        before = _deadlines(exam)
        people = change()
        after = _deadlines(exam)
        expected = Entry.objects.filter(exam=exam, person__in=people, state=EntryState.DUE).exclude(
            attempts__passed=True
        )
        reach = Reach(
            people=len(people),
            expected=expected.count(),
            running=Attempt.objects.open().filter(entry__exam=exam, entry__person__in=people).count(),
            changed=sum(before[pk] != deadline for pk, deadline in after.items()),
        )
        transaction.set_rollback(True)
    return reach


def _people(override: ExamOverride) -> set[int]:
    return set(override.reached().values_list("pk", flat=True))


def _deadlines(exam: Exam) -> dict[int, datetime]:
    return dict(Attempt.objects.open().filter(entry__exam=exam).values_list("pk", "deadline"))
