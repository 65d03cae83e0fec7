"""Answers that came after the grace and about which nobody has decided yet: a loss that must not stay unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Count, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Cast

from assessments.enums import AttemptState
from assessments.models import AnswerStep, Attempt
from core.models import AuditEntry

# What is written down when somebody has decided.
DECISIONS = ("assessments.late_answers_counted", "assessments.late_answers_left")


@dataclass(frozen=True)
class LateLine:
    """An attempt (with entry, exam and person), how many such answers, and when the last of them came."""

    attempt: Attempt
    answers: int
    last_at: datetime


def undecided_steps(attempts: QuerySet[Attempt]) -> QuerySet[AnswerStep]:
    """Late steps of these attempts that came after the last decision about them; those of void attempts left out."""
    decided = AuditEntry.objects.filter(
        object_type=Attempt._meta.label_lower,
        object_id=Cast(OuterRef("attempt_id"), CharField()),
        action__in=DECISIONS,
        at__gte=OuterRef("received_at"),
    )
    steps = AnswerStep.objects.filter(counted=False, attempt__in=attempts)
    return steps.exclude(attempt__state=AttemptState.VOIDED).exclude(Exists(decided))


def late_attempts(attempts: QuerySet[Attempt]) -> Any:
    """Attempts with undecided late answers as rows (attempt, answers, last_at), the latest first; for a paginator."""
    counted = undecided_steps(attempts).order_by().values("attempt")
    return counted.annotate(answers=Count("item", distinct=True), last_at=Max("received_at")).order_by("-last_at")


def late_lines(rows: Sequence[dict[str, Any]]) -> list[LateLine]:
    """One page of `late_attempts`. One query."""
    found = Attempt.objects.select_related("entry__exam", "entry__person").in_bulk([row["attempt"] for row in rows])
    return [LateLine(found[row["attempt"]], row["answers"], row["last_at"]) for row in rows]
