from datetime import UTC, datetime, timedelta

from competencies.enums import Standing
from competencies.models import CompetencyStatus
from competencies.tasks import refresh_due
from tests.competencies.factories import EvidenceFactory


def test_the_task_refreshes_what_is_due_and_may_run_twice(framework, at):
    then = datetime(2026, 6, 25, 1, 0, tzinfo=UTC)
    with at(then):
        EvidenceFactory()
        assert refresh_due() == 0
    with at(then + timedelta(days=700)):
        assert (refresh_due(), refresh_due()) == (1, 0)
        assert CompetencyStatus.objects.get().state == Standing.DUE
