"""Answers that came after the grace: kept and shown; somebody who oversees the exam may let them count, with a reason."""

from typing import Any

from django.db import transaction
from django.db.models import Count

from assessments.engine import scoring
from assessments.enums import SCORED_STATES, AttemptState, MarkSource
from assessments.models import Attempt, Mark
from assessments.permissions import can_count_late
from assessments.services.closing import mark_item, scored_items
from assessments.services.evidence import record_exam_evidence, withdraw_exam_evidence
from assessments.signals import attempt_marked
from core.audit import record
from core.errors import DomainError


@transaction.atomic
def count_late_answers(*, attempt: Attempt, reason: str, by: Any) -> Attempt:
    """Mark the answers again that came after the grace, and the whole attempt with them. Safe to repeat.

    The steps stay as they came (not counted): the new mark names the step it was given for, and who let it count. An
    answer that earns less than what counts already changes nothing. A released result changes at once, and its evidence
    with it; it is announced again, since a course may now be complete.
    Raises DomainError: reason_missing, not_allowed, attempt_not_marked, no_late_answers.
    """
    if not reason.strip():
        raise DomainError("reason_missing")
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("entry__exam", "entry__person")
    attempt = locked.get(pk=attempt.pk)
    if not can_count_late(by, attempt.entry.person):
        raise DomainError("not_allowed")
    if attempt.state not in SCORED_STATES:
        raise DomainError("attempt_not_marked")
    better = _better_marks(attempt)
    if not better:
        raise DomainError("no_late_answers")
    before = {"score": str(attempt.score), "passed": attempt.passed}
    for mark in better:
        Mark.objects.filter(item=mark.item, superseded=False).update(superseded=True)
        mark.source, mark.marker = MarkSource.PERSON, by
        mark.save()
    scored = scored_items(attempt)
    total = scoring.total(scored, attempt.rules["pass_mark"])
    attempt.points, attempt.score, attempt.passed = total.points, total.score, total.passed
    attempt.save(update_fields=["points", "score", "passed"])
    after = {"score": str(attempt.score), "passed": attempt.passed, "items": [mark.item.position for mark in better]}
    record("assessments.late_answers_counted", attempt, by=by, before=before, after=after, reason=reason)
    if attempt.state == AttemptState.RELEASED:
        withdraw_exam_evidence(attempt=attempt, reason=reason, by=by)
        markings = Mark.objects.filter(item__attempt=attempt).values("item").annotate(times=Count("pk"))
        record_exam_evidence(attempt, scored, marking=max(row["times"] for row in markings))
        pk = attempt.pk
        transaction.on_commit(lambda: attempt_marked.send(sender=Attempt, attempt_id=pk))
    return attempt


def _better_marks(attempt: Attempt) -> list[Mark]:
    """Unsaved marks of the late answers that earn more than what counts now: letting them count is no punishment."""
    current = dict(Mark.objects.filter(item__attempt=attempt, superseded=False).values_list("item", "points"))
    steps = attempt.steps.filter(counted=False).select_related("item__version")
    marks = [mark_item(step.item, step) for step in steps]
    return [mark for mark in marks if mark is not None and mark.points > current[mark.item_id]]
