"""Answers that came after the grace: kept and shown; somebody who oversees the exam may let them count, with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from assessments.engine import scoring
from assessments.enums import SCORED_STATES, AttemptState, MarkSource
from assessments.models import Attempt, Mark
from assessments.permissions import can_act_on
from assessments.services.closing import as_scored, mark_item
from assessments.services.evidence import marking_of, record_exam_evidence, withdraw_exam_evidence
from assessments.services.notices import tell_late_counted, tell_late_left
from assessments.signals import attempt_marked
from core.audit import record
from core.errors import DomainError


@dataclass(frozen=True)
class LateAnswer:
    """One answer that came after the grace: what its question earns now, and what it would earn."""

    position: int
    received_at: datetime
    now: Decimal
    then: Decimal

    @property
    def helps(self) -> bool:
        """Whether letting it count changes anything."""
        return self.then > self.now


@dataclass(frozen=True)
class Foreseen:
    """What counting the late answers of an attempt would do; nothing of it is written."""

    answers: Sequence[LateAnswer]
    score: Decimal
    passed: bool

    @property
    def helps(self) -> bool:
        return any(answer.helps for answer in self.answers)


def foresee_late_answers(*, attempt: Attempt) -> Foreseen:
    """What `count_late_answers` would change. Raises DomainError("attempt_not_marked")."""
    if attempt.state not in SCORED_STATES:
        raise DomainError("attempt_not_marked")
    current, late = _marks(attempt)
    total = _total(attempt, current, _better(current, late))
    answers = [
        LateAnswer(mark.item.position, mark.answer_step.received_at, current[mark.item_id].points, mark.points)
        for mark in sorted(late, key=lambda mark: mark.item.position)
        if mark.answer_step
    ]
    return Foreseen(answers, total.score, total.passed)


@transaction.atomic
def count_late_answers(*, attempt: Attempt, reason: str, by: Any) -> Attempt:
    """Mark the answers again that came after the grace, and the whole attempt with them. Safe to repeat.

    The steps stay as they came (not counted): the new mark names the step it was given for, and who let it count. An
    answer that earns less than what counts already changes nothing. A released result changes at once, and its evidence
    with it; it is announced again, since a course may now be complete. The candidate is told.
    Raises DomainError: reason_missing, not_allowed, attempt_not_marked, no_late_answers.
    """
    attempt = _judged(attempt, reason, by)
    current, late = _marks(attempt)
    better = _better(current, late)
    if not better:
        raise DomainError("no_late_answers")
    before = {"score": str(attempt.score), "passed": attempt.passed}
    for mark in better:
        Mark.objects.filter(item=mark.item, superseded=False).update(superseded=True)
        mark.source, mark.marker = MarkSource.PERSON, by
        mark.save()
    total = _total(attempt, current, better)
    attempt.points, attempt.score, attempt.passed = total.points, total.score, total.passed
    attempt.save(update_fields=["points", "score", "passed"])
    positions = sorted(mark.item.position for mark in better)
    after = {"score": str(attempt.score), "passed": attempt.passed, "items": positions}
    record("assessments.late_answers_counted", attempt, by=by, before=before, after=after, reason=reason)
    if attempt.state == AttemptState.RELEASED:
        _announce_again(attempt, as_scored(_with(current, better)), reason, by)
    tell_late_counted(attempt, positions, reason)
    return attempt


@transaction.atomic
def leave_late_answers(*, attempt: Attempt, reason: str, by: Any) -> Attempt:
    """Decide that late answers stay uncounted: they are no longer asked about, and the candidate is told why.

    Raises DomainError: reason_missing, not_allowed, attempt_not_marked, no_late_answers.
    """
    attempt = _judged(attempt, reason, by)
    steps = attempt.steps.filter(counted=False)
    positions = sorted(set(steps.values_list("item__position", flat=True)))
    if not positions:
        raise DomainError("no_late_answers")
    record("assessments.late_answers_left", attempt, by=by, after={"items": positions}, reason=reason)
    tell_late_left(attempt, positions, reason)
    return attempt


def _judged(attempt: Attempt, reason: str, by: Any) -> Attempt:
    """The attempt, locked, about whose late answers `by` may decide."""
    if not reason.strip():
        raise DomainError("reason_missing")
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry__exam", "entry__person")
    attempt = locked.get(pk=attempt.pk)
    if not can_act_on(by, attempt):
        raise DomainError("not_allowed")
    if attempt.state not in SCORED_STATES:
        raise DomainError("attempt_not_marked")
    return attempt


def _marks(attempt: Attempt) -> tuple[dict[int, Mark], list[Mark]]:
    """The current mark of each item, and the unsaved marks of its late answers. Two queries."""
    marks = Mark.objects.filter(item__attempt=attempt, superseded=False).select_related("item__version")
    steps = attempt.steps.filter(counted=False).select_related("item__version").order_by("sequence")
    late = [mark_item(step.item, step) for step in steps]
    return {mark.item_id: mark for mark in marks}, [mark for mark in late if mark is not None]


def _better(current: dict[int, Mark], late: list[Mark]) -> list[Mark]:
    """The marks that earn more than what counts now: letting late answers count is no punishment."""
    return [mark for mark in late if mark.points > current[mark.item_id].points]


def _with(current: dict[int, Mark], better: list[Mark]) -> list[Mark]:
    return list({**current, **{mark.item_id: mark for mark in better}}.values())


def _total(attempt: Attempt, current: dict[int, Mark], better: list[Mark]) -> scoring.Total:
    return scoring.total(as_scored(_with(current, better)), attempt.rules["pass_mark"])


def _announce_again(attempt: Attempt, scored: list[scoring.ScoredItem], reason: str, by: Any) -> None:
    """The evidence of a released result follows, and who listens is told once more."""
    withdraw_exam_evidence(attempt=attempt, reason=reason, by=by)
    superseded = Mark.objects.filter(item__attempt=attempt, superseded=True).count()
    record_exam_evidence(attempt, scored, marking=marking_of(superseded))
    pk = attempt.pk
    transaction.on_commit(lambda: attempt_marked.send(sender=Attempt, attempt_id=pk))
