import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services

pytestmark = pytest.mark.django_db
PATH = "/manage/exams/late/"


@pytest.fixture
def look(client, street):
    """`look("invigilator")`: what that member of staff reads."""

    def read(who="invigilator"):
        client.force_login(street.staff[who])
        return client.get(PATH)

    return read


@pytest.mark.parametrize(("who", "status"), [("trainer", 200), ("manager", 200), ("viewer", 403), ("editor", 403)])
def test_whoever_runs_exams_may_look_and_nobody_else(look, who, status):
    assert look(who).status_code == status


@pytest.mark.both_databases
def test_late_answers_of_ones_own_area_are_listed_until_they_are_counted(look, street, late_attempt):
    attempt = late_attempt(street.worker("周敏"))
    late_attempt(street.worker("邻街人", foreign=True))
    lines = look().context["lines"]
    assert [(line.attempt, line.answers) for line in lines] == [(attempt, 1)]
    assert "周敏" in look().content.decode()
    services.count_late_answers(attempt=attempt, reason="考场断网", by=None)
    assert look().context["lines"] == []


def test_ones_own_answers_are_not_ones_own_to_judge(look, street, late_attempt):
    from tests.people.factories import PlacementFactory

    invigilator = street.staff["invigilator"]
    PlacementFactory(person=invigilator, unit=street.grid)
    late_attempt(invigilator)
    assert look().context["lines"] == []
    assert len(look("manager").context["lines"]) == 1


def test_a_void_attempt_loses_nothing_more(look, late_attempt):
    services.void_attempt(attempt=late_attempt(), reason="他人代考，监考记录为证", by=None)
    assert look().context["lines"] == []


def test_three_attempts_cost_as_many_queries_as_one(look, street, late_attempt):
    look()
    counts = []
    for new, listed in ((1, 1), (2, 3)):
        for _ in range(new):
            late_attempt()
        with CaptureQueriesContext(connection) as captured:
            assert len(look().context["lines"]) == listed
        counts.append(len(captured))
    assert counts[0] == counts[1]
