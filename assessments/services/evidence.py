"""What a released formal exam says about a person's competencies."""

from collections.abc import Iterable
from typing import Any

from assessments.engine import scoring
from assessments.enums import Mode
from assessments.models import Attempt
from competencies.enums import EvidenceKind, EvidenceState
from competencies.models import Competency, Evidence
from competencies.services import record_evidence, withdraw_evidence


def record_exam_evidence(attempt: Attempt, scored: Iterable[scoring.ScoredItem], *, marking: int = 1) -> None:
    """One piece of evidence per competency of a formal exam: the share of points its items earned.

    Once per attempt and `marking`: the evidence of an earlier marking was withdrawn before.
    """
    if attempt.rules["mode"] != Mode.FORMAL:
        return
    shares = scoring.shares(scored)
    exam = attempt.entry.exam
    for competency in Competency.objects.filter(pk__in=list(shares)):
        share = shares[competency.pk]
        record_evidence(
            person=attempt.entry.person,
            competency=competency,
            kind=EvidenceKind.EXAM,
            source=f"exam:{exam.code}",
            source_label=exam.title,
            value=share.value,
            observed_at=attempt.submitted_at or attempt.final_at,
            dedupe_key=f"attempt:{attempt.pk}:{competency.code}" + (f":{marking}" if marking > 1 else ""),
            critical_error=share.critical_error,
        )


def withdraw_exam_evidence(*, attempt: Attempt, reason: str, by: Any) -> None:
    """Take back what an attempt that became void had shown."""
    for evidence in Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:", state=EvidenceState.VALID):
        withdraw_evidence(evidence=evidence, reason=reason, by=by)
