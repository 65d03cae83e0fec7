"""First and best score of an entry, kept apart: the first shows how the teaching went, the best what the person can do."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch

from assessments.enums import AttemptState, EntryState, Mode, Occasion
from assessments.models import Attempt, Entry
from assessments.services.attendance import state_now


@dataclass(frozen=True)
class Scores:
    """Of released attempts that count; None where there is none. Who was absent the first time has no first score."""

    first: Decimal | None = None
    first_passed: bool | None = None
    best: Decimal | None = None
    passed: bool = False

    @property
    def improved(self) -> bool:
        return self.first is not None and self.best is not None and self.best > self.first


def scores_of(attempts: Iterable[Attempt]) -> Scores:
    """The scores among all attempts of one entry, in order. No query."""
    known = [attempt for attempt in attempts if attempt.is_released and attempt.score is not None]
    first = next((attempt for attempt in known if attempt.occasion == Occasion.FIRST), None)
    return Scores(
        first=first.score if first else None,
        first_passed=first.passed if first else None,
        best=max((attempt.score for attempt in known if attempt.score is not None), default=None),
        passed=any(attempt.passed for attempt in known),
    )


@dataclass(frozen=True)
class ExamRecord:
    """One formal exam of a person as those see it who are responsible for them: scores, tries, attendance."""

    entry: Entry
    state: str
    scores: Scores
    attempts: int

    @property
    def state_name(self) -> Any:
        return EntryState(self.state).label


def exam_records(person: Any) -> list[ExamRecord]:
    """The formal exams that a person sat, missed, or was excused from; newest first. Two queries."""
    entries = Entry.objects.filter(person=person, exam__mode=Mode.FORMAL).with_allowances()
    attempts = Attempt.objects.exclude(state=AttemptState.VOIDED).order_by("number")
    records = []
    for entry in entries.defer("session__code").prefetch_related(Prefetch("attempts", attempts)).order_by("-pk"):
        own = list(entry.attempts.all())
        records.append(ExamRecord(entry, state_now(entry, own), scores_of(own), len(own)))
    return [record for record in records if record.attempts or record.state != EntryState.DUE]
