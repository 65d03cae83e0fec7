"""The half year of residents' answers in the demo."""

from datetime import date

import pytest

from core import clock
from lms.demo.awareness import build_awareness
from lms.demo.population import Town, build_units
from policies.models import AwarenessAnswer, UsefulnessVote
from policies.reports import policy_awareness
from tests.policies.quizzes import make_quizzed

pytestmark = pytest.mark.django_db


def test_awareness_rises_small_communities_are_hidden_and_the_same_day_gives_the_same_answers():
    town, today = Town(), clock.today()
    build_units(town, opened=date(2020, 1, 1))
    policy = make_quizzed(slug="ebike-safety")
    build_awareness(town, today)
    first = list(AwarenessAnswer.objects.order_by("pk").values_list("device", "right", "week"))
    report = policy_awareness(policy=policy, place=None, weeks=26)
    shares = [total.share for total in report.totals if total.share]
    cells = [cell for row in report.rows for cell in row.cells]

    assert len(shares) > 10 and shares[-1].low > shares[0].value
    assert any(cell.share for cell in cells) and any(cell.is_hidden for cell in cells)
    assert {row.name for row in report.rows} == {unit.name for unit in town.communities}
    assert UsefulnessVote.objects.filter(useful="clear").exists()

    AwarenessAnswer.objects.all().delete()
    UsefulnessVote.objects.all().delete()
    build_awareness(town, today)
    assert list(AwarenessAnswer.objects.order_by("pk").values_list("device", "right", "week")) == first
