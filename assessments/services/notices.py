"""What candidates are told when somebody decides about their exam: what was done, why, and how to ask for a review."""

from collections.abc import Iterable
from typing import Any

from assessments.engine.deadline import Allowance
from assessments.enums import AttemptState, EntryState
from assessments.models import Attempt, Entry, Exam
from core import clock
from core.jobs import enqueue
from people.models import User
from people.services import notify


def tell_voided(attempt: Attempt, reason: str) -> None:
    """The attempt counts for nothing; its try is given back."""
    _tell(attempt, "attempt_voided", f"attempt_voided:{attempt.pk}", reason=reason)


def tell_late_counted(attempt: Attempt, positions: list[int], reason: str) -> None:
    """Late answers count now; the new result is told only where it may be seen already."""
    result = {"passed": attempt.passed, "score": str(attempt.score)} if attempt.is_released else {}
    _tell_late(attempt, "late_answers_counted", positions, reason, **result)


def tell_late_left(attempt: Attempt, positions: list[int], reason: str) -> None:
    """Late answers stay uncounted."""
    _tell_late(attempt, "late_answers_left", positions, reason)


def tell_accommodation(person: User, percent: int, minutes: int) -> None:
    """How much more time the person has in every exam from now on. The reason is left out: it may be about health."""
    context = {"percent": percent, "minutes": minutes, "url": "/assessments/"}
    notify(person, "accommodation_set", context, f"accommodation:{clock.now().isoformat()}")


def announce_times(exam: Exam, people: Iterable[int]) -> None:
    """Let a worker tell those of these people who still have to sit the exam how long they have now.

    Whoever sits it at this moment sees it on their page. What they are told is worked out then (`tell_times`).
    """
    waiting = Entry.objects.filter(exam=exam, person__in=people, state=EntryState.DUE)
    waiting = waiting.exclude(attempts__state=AttemptState.IN_PROGRESS).exclude(attempts__passed=True)
    entries = sorted(waiting.values_list("pk", flat=True))
    if entries:
        enqueue("assessments.tell_times", {"entries": entries, "at": clock.now().isoformat()})


def tell_times(entry: Entry, allowance: Allowance, at: str) -> None:
    """What holds for the owner of this entry since the change at the moment `at`."""
    context = {
        "title": entry.exam.title,
        "minutes": allowance.minutes,
        "opens": allowance.opens.isoformat() if allowance.opens else "",
        "closes": allowance.closes.isoformat() if allowance.closes else "",
        "url": f"/assessments/entries/{entry.pk}/",
    }
    notify(entry.person, "exam_times_changed", context, f"times:{entry.pk}:{at}")


def _tell_late(attempt: Attempt, template: str, positions: list[int], reason: str, **more: Any) -> None:
    key = f"{template}:{attempt.pk}:{clock.now().isoformat()}"
    _tell(attempt, template, key, reason=reason, positions=[str(number) for number in positions], **more)


def _tell(attempt: Attempt, template: str, key: str, **context: Any) -> None:
    exam = attempt.entry.exam
    url = f"/assessments/attempts/{attempt.pk}/result/"
    notify(attempt.entry.person, template, {"title": exam.title, "number": attempt.number, "url": url, **context}, key)
