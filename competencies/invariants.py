"""What must be true of evidence and statuses (core.invariants)."""

from collections.abc import Iterator
from datetime import timedelta

from competencies.engine import rules
from competencies.models import CompetencyStatus, Evidence
from competencies.services import facts_of, status_differences
from core import clock
from core.invariants import batches, holds
from people.models import User


@holds("competencies.statuses_follow_from_evidence")
def statuses_follow_from_evidence() -> Iterator[str]:
    """A rebuild would change no status; what the date changed follows within the hour."""
    yesterday = clock.today() - timedelta(days=1)
    waiting = CompetencyStatus.objects.filter(next_change__lte=clock.today(), next_change__gte=yesterday)
    skipped = set(waiting.values_list("person", "competency"))
    for batch in batches(User.objects.only("pk")):
        for found in status_differences(batch):
            if (found.person_id, found.competency_id) not in skipped:
                yield (
                    f"person {found.person_id}, competency {found.competency_id}: {found.field} is {found.stored!r}, "
                    f"the evidence makes {found.computed!r}"
                )


@holds("competencies.evidence_supports_its_level")
def evidence_supports_its_level() -> Iterator[str]:
    """The level stored with a fact is the one that the rules of its version give it."""
    for batch in batches(Evidence.objects.filter(rule_version=rules.VERSION)):
        for row, fact in zip(batch, facts_of(batch), strict=True):
            level = rules.supported_level(fact)
            if level != row.level:
                yield f"evidence {row.pk} is stored with level {row.level}, the rules give {level}"
