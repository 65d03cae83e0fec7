"""A person's exams: what can be sat now, what cannot and why, what was reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Count, Prefetch, Q

from assessments.engine.deadline import Allowance
from assessments.engine.standing import Standing
from assessments.enums import AttemptState
from assessments.models import Attempt, Entry, ExamSession
from assessments.reports.scores import Scores, scores_of
from assessments.services.admission import tries_left
from assessments.services.allowances import allowance_of
from assessments.services.starting import standing_of


class Door(Enum):
    """What somebody who begins has to know."""

    CODE = "code"
    PASSWORD = "password"  # noqa: S105 - a kind of door, no secret


@dataclass(frozen=True)
class EntryLine:
    """One entry as its owner sees it. `at` is when the standing changes by itself, if it does."""

    entry: Entry
    standing: Standing
    at: datetime | None
    attempts_used: int
    # The attempt to go on with, or the last one that ended; void ones are left out.
    attempt: Attempt | None
    scores: Scores
    questions: int
    must_pass: int

    allowance: Allowance
    # Made void: each is told of with its reason.
    voided: Sequence[Attempt] = ()

    @property
    def opens(self) -> datetime | None:
        return self.allowance.opens

    @property
    def closes(self) -> datetime | None:
        return self.allowance.closes

    @property
    def extra_minutes(self) -> int:
        """How much longer than for others."""
        return max(self.allowance.minutes - self.entry.exam.minutes, 0)

    @property
    def can_sit(self) -> bool:
        return self.standing in (Standing.READY, Standing.SITTING)

    @property
    def first_score(self) -> Decimal | None:
        return self.scores.first

    @property
    def first_passed(self) -> bool | None:
        return self.scores.first_passed

    @property
    def best_score(self) -> Decimal | None:
        return self.scores.best

    @property
    def is_resit(self) -> bool:
        """Whether the next attempt would be a 补考."""
        return bool(self.attempts_used or self.entry.absences)

    @property
    def session(self) -> ExamSession | None:
        """Where and when it is sat together with others; without its code."""
        return self.entry.session

    @property
    def door(self) -> Door | None:
        """What is asked for before a new attempt begins."""
        if self.standing is not Standing.READY:
            return None
        if self.session is not None:
            return Door.CODE
        return Door.PASSWORD if self.entry.exam.password else None

    @property
    def tries_left(self) -> int:
        """How many wrong codes are still taken."""
        return tries_left(self.entry)

    @property
    def next_number(self) -> int:
        """Which try the next one would be."""
        return self.attempts_used + 1


def exam_lines(person: Any) -> list[EntryLine]:
    """Every entry of the person: what can be sat first, soonest to close; then the rest, newest first. Three queries."""
    lines = [_line(entry) for entry in _entries(Entry.objects.visible_to(person))]
    now = sorted((line for line in lines if line.can_sit), key=_closing)
    return now + [line for line in lines if not line.can_sit]


def _closing(line: EntryLine) -> tuple[bool, datetime]:
    """Soonest first, exams that never close last."""
    return line.closes is None, line.closes or line.entry.created_at


def exam_start(entry_id: int, person: Any) -> EntryLine:
    """One entry, for its start page. Raises Entry.DoesNotExist (missing or foreign)."""
    return _line(_entries(Entry.objects.visible_to(person)).get(pk=entry_id))


def _entries(entries: Any) -> Any:
    counted = Q(exam__paper__items__question__retired=False)
    return (
        entries.with_allowances()
        .defer("session__code")
        .annotate(
            questions=Count("exam__paper__items", filter=counted),
            must_pass=Count("exam__paper__items", filter=counted & Q(exam__paper__items__must_pass=True)),
        )
        .prefetch_related(Prefetch("attempts", Attempt.objects.order_by("number")))
    )


def _line(entry: Any) -> EntryLine:
    attempts = list(entry.attempts.all())
    verdict = standing_of(entry, attempts)
    valid = [attempt for attempt in attempts if attempt.state != AttemptState.VOIDED]
    return EntryLine(
        entry=entry,
        standing=verdict.standing,
        at=verdict.at,
        attempts_used=verdict.attempts_used,
        attempt=valid[-1] if valid else None,
        scores=scores_of(valid),
        questions=entry.questions,
        must_pass=entry.must_pass,
        allowance=allowance_of(entry),
        voided=[attempt for attempt in attempts if attempt.state == AttemptState.VOIDED],
    )
