"""What a released formal exam says about a person's competencies."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from assessments.engine import scoring
from assessments.enums import Mode
from assessments.models import Attempt
from competencies.enums import EvidenceKind, EvidenceState
from competencies.models import Competency, Evidence
from competencies.services import NewFact, record_facts, withdraw_evidence


def evidence_key(attempt_id: int, code: str, marking: int) -> str:
    """Names the evidence about one competency that one marking of an attempt gave."""
    return f"attempt:{attempt_id}:{code}" + (f":{marking}" if marking > 1 else "")


def marking_of(superseded: int) -> int:
    """Which marking of an attempt its current marks are, from how many marks they have superseded: every one adds some."""
    return superseded + 1


def record_exam_evidence(attempt: Attempt, scored: Iterable[scoring.ScoredItem], *, marking: int = 1) -> None:
    """One piece of evidence per competency of a formal exam: the share of points its items earned.

    Once per attempt and `marking` (`marking_of`): the evidence of an earlier marking was withdrawn before.
    """
    if attempt.rules["mode"] != Mode.FORMAL:
        return
    shares = scoring.shares(scored)
    exam = attempt.entry.exam
    facts = [
        NewFact(
            competency=competency,
            kind=EvidenceKind.EXAM,
            source=f"exam:{exam.code}",
            source_label=exam.title,
            value=shares[competency.pk].value,
            observed_at=attempt.submitted_at or attempt.final_at,
            dedupe_key=evidence_key(attempt.pk, competency.code, marking),
            critical_error=shares[competency.pk].critical_error,
        )
        for competency in Competency.objects.filter(pk__in=list(shares))
    ]
    record_facts(person=attempt.entry.person, facts=facts)


def valid_evidence(attempt: Attempt) -> QuerySet[Evidence]:
    """What an attempt shows about its candidate now."""
    return Evidence.objects.filter(dedupe_key__startswith=f"attempt:{attempt.pk}:", state=EvidenceState.VALID)


def withdraw_exam_evidence(*, attempt: Attempt, reason: str, by: Any) -> None:
    """Take back what an attempt that became void had shown."""
    for evidence in valid_evidence(attempt):
        withdraw_evidence(evidence=evidence, reason=reason, by=by)
