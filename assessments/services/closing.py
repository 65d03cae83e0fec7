"""The end of an attempt: handed in, closed by the clock, marked, released, voided."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.engine import scoring
from assessments.engine.life import next_state
from assessments.engine.receipt import digest
from assessments.enums import AttemptState, MarkSource, Release
from assessments.models import AnswerStep, Attempt, AttemptItem, Entry, Exam, Mark
from assessments.permissions import can_act_on
from assessments.services.evidence import record_exam_evidence, withdraw_exam_evidence
from assessments.services.notices import tell_voided
from assessments.services.release import done_at, everybody_done_at
from assessments.signals import attempt_marked
from core import clock
from core.audit import record
from core.errors import DomainError
from people.services import notify


@transaction.atomic
def submit_attempt(*, attempt: Attempt | int, submit_key: UUID | None, by: Any) -> Attempt:
    """Hand in, mark, and release if the rules say at once. Safe to repeat, with the same key or another one.

    An attempt whose time is over is closed by the clock instead. Raises Attempt.DoesNotExist (missing or foreign),
    DomainError: attempt_paused, too_early_to_submit (with `at`; the session says from when).
    """
    pk = attempt if isinstance(attempt, int) else attempt.pk
    locked = _locked().get(pk=pk, entry__person=by)
    if locked.state != AttemptState.IN_PROGRESS:
        return locked
    if not close_if_expired(locked):
        _check_handing_in(locked)
        _finish(locked, AttemptState.SUBMITTED, clock.now(), by=by, submit_key=submit_key)
    return locked


def _check_handing_in(attempt: Attempt) -> None:
    if attempt.paused_at is not None:
        raise DomainError("attempt_paused")
    earliest = attempt.may_submit_from
    if earliest is not None and clock.now() < earliest:
        raise DomainError("too_early_to_submit", at=earliest)


def close_if_expired(attempt: Attempt) -> bool:
    """Close a locked attempt (with its entry, exam and person) if nothing counts any more; says whether it did."""
    if attempt.moment <= attempt.final_at:
        return False
    _finish(attempt, AttemptState.CLOSED, attempt.final_at, by=None)
    return True


def close_expired(*, limit: int = 500) -> int:
    """Close every attempt whose time is over, each in a transaction of its own; returns how many. Safe to run twice."""
    done = 0
    for pk in list(Attempt.objects.expired().order_by("final_at").values_list("pk", flat=True)[:limit]):
        with transaction.atomic():
            locked = _locked(skip_locked=True).filter(pk=pk, state=AttemptState.IN_PROGRESS).first()
            done += bool(locked and close_if_expired(locked))
    return done


def close_expired_of(entry: Entry) -> None:
    """Close what the clock has ended of one entry, in the caller's transaction; the sweep may be at it too."""
    for locked in _locked().filter(entry=entry, state=AttemptState.IN_PROGRESS):
        close_if_expired(locked)


def release_due(*, limit: int = 500) -> int:
    """Release what waited until everybody was done; returns how many. Safe to run twice.

    Asks anew for each exam when that is, so that what was granted meanwhile counts, and notes it for those who wait.
    """
    done = 0
    waiting = Attempt.objects.awaiting_release()
    for exam in Exam.objects.with_ends().filter(Exists(waiting.filter(entry__exam=OuterRef("pk")))).order_by("pk"):
        moment, of_exam = done_at(exam), waiting.filter(entry__exam=exam)
        if moment is not None and moment < clock.now():
            done += _release_all(of_exam.order_by("pk").values_list("pk", flat=True)[: limit - done])
        else:
            of_exam.exclude(release_at=moment).update(release_at=moment)
    return done


def _release_all(ids: Iterable[int]) -> int:
    done = 0
    for pk in list(ids):
        with transaction.atomic():
            locked = _locked(skip_locked=True).filter(pk=pk, state=AttemptState.MARKED).first()
            if locked:
                _release(locked, clock.now())
                done += 1
    return done


@transaction.atomic
def void_attempt(*, attempt: Attempt, reason: str, by: Any) -> Attempt:
    """Make an attempt count for nothing: its evidence is withdrawn, and it does not use up a try.

    Raises DomainError: reason_missing, not_allowed (who runs its session, or oversees the person; never one's own),
    illegal_transition.
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    locked = _locked().get(pk=attempt.pk)
    if not can_act_on(by, locked):
        raise DomainError("not_allowed")
    before = locked.state
    locked.state, locked.paused_at = next_state(before, AttemptState.VOIDED), None
    locked.save(update_fields=["state", "paused_at"])
    withdraw_exam_evidence(attempt=locked, reason=reason, by=by)
    after = {"state": locked.state}
    record("assessments.attempt_voided", locked, by=by, before={"state": before}, after=after, reason=reason)
    tell_voided(locked, reason)
    return locked


def _locked(*, skip_locked: bool = False) -> Any:
    return Attempt.objects.select_for_update(of=("self",), skip_locked=skip_locked).select_related(
        "entry__exam", "entry__person"
    )


def _finish(attempt: Attempt, state: str, moment: datetime, *, by: Any, submit_key: UUID | None = None) -> None:
    """From in progress to handed in or closed, and on to marked and released as far as it goes by itself."""
    answers = counted_answers(attempt)
    items = list(attempt.items.select_related("version"))
    attempt.state = next_state(attempt.state, state)
    attempt.submitted_at, attempt.submit_key = moment, submit_key
    attempt.receipt = digest(
        attempt=attempt.pk,
        sequence=attempt.sequence,
        answers={item.position: answers[item.pk].value for item in items if item.pk in answers},
        at=moment,
    )
    record(f"assessments.attempt_{state}", attempt, by=by, after={"receipt": attempt.receipt})
    _mark(attempt, items, answers)
    attempt.save()


def counted_answers(attempt: Attempt) -> dict[int, AnswerStep]:
    """The current answer of each item by the item's id: its last counted step; answers taken back are left out."""
    steps = {step.item_id: step for step in attempt.steps.filter(counted=True).order_by("sequence")}
    return {item: step for item, step in steps.items() if step.value is not None}


def _mark(attempt: Attempt, items: list[AttemptItem], answers: dict[int, AnswerStep]) -> None:
    marks, scored = [], []
    for item in items:
        step = answers.get(item.pk)
        mark = mark_item(item, step)
        if mark is None:
            continue
        marks.append(mark)
        group = item.version.competency_id
        scored.append(scoring.ScoredItem(item.points, mark.points, item.must_pass, group))
    Mark.objects.bulk_create(marks)
    if len(marks) < len(items):
        attempt.state = next_state(attempt.state, AttemptState.NEEDS_MARKING)
        return
    total = scoring.total(scored, attempt.rules["pass_mark"])
    attempt.points, attempt.score, attempt.passed = total.points, total.score, total.passed
    attempt.marked_at = clock.now()
    attempt.state = next_state(attempt.state, AttemptState.MARKED)
    if _may_be_seen(attempt):
        _release(attempt, clock.now(), scored)


def _may_be_seen(attempt: Attempt) -> bool:
    """At once, or not before everybody is done; then it is noted when that will be, as far as anybody knows today."""
    exam = attempt.entry.exam
    if attempt.rules["release"] != Release.AFTER_CLOSE:
        return True
    if exam.closes is not None and clock.now() < exam.closes:
        # Many hand in at once, and it is too early in any case: the sweep asks who has more time than others.
        attempt.release_at = exam.closes + timedelta(seconds=exam.grace_seconds)
        return False
    attempt.release_at = everybody_done_at(exam)
    return attempt.release_at is not None and attempt.release_at < clock.now()


def mark_item(item: AttemptItem, step: AnswerStep | None) -> Mark | None:
    """The automatic mark of an item (with its version and key), unsaved; None where a person has to decide.

    No answer earns nothing. The same rows always give the same mark, so that marks can be checked by doing it again.
    """
    version = item.version
    if step is None:
        return Mark(item=item, source=MarkSource.AUTOMATIC, points=Decimal(0))
    result = version.kind.mark(version.content, version.key, step.value)
    if result is None:
        return None
    points = scoring.earned(item.points, result.share)
    return Mark(item=item, source=MarkSource.AUTOMATIC, points=points, feedback=result.feedback, answer_step=step)


def _release(attempt: Attempt, moment: datetime, scored: list[scoring.ScoredItem] | None = None) -> None:
    """Let the result be seen, and say so once: evidence, a message, the signal after commit."""
    attempt.state = next_state(attempt.state, AttemptState.RELEASED)
    attempt.released_at = moment
    attempt.save()
    record_exam_evidence(attempt, scored if scored is not None else scored_items(attempt))
    exam = attempt.entry.exam
    context = {"title": exam.title, "passed": attempt.passed, "score": str(attempt.score)}
    notify(
        attempt.entry.person,
        "exam_result",
        {**context, "url": f"/assessments/attempts/{attempt.pk}/result/"},
        f"attempt:{attempt.pk}",
    )
    pk = attempt.pk
    transaction.on_commit(lambda: attempt_marked.send(sender=Attempt, attempt_id=pk))


def scored_items(attempt: Attempt) -> list[scoring.ScoredItem]:
    """What each item earned by its current mark."""
    marks = Mark.objects.filter(item__attempt=attempt, superseded=False).select_related("item__version")
    marks = marks.defer("item__version__key", "item__version__content")
    return as_scored(marks)


def as_scored(marks: Iterable[Mark]) -> list[scoring.ScoredItem]:
    """What these marks (with item and version) say each item earned."""
    return [
        scoring.ScoredItem(mark.item.points, mark.points, mark.item.must_pass, mark.item.version.competency_id)
        for mark in marks
    ]
