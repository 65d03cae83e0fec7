from datetime import timedelta

import pytest

from assessments import services
from assessments.models import Attempt
from assessments.reports import slip_of
from tests.assessments.factories import make_attempt

pytestmark = pytest.mark.django_db


def finished(**kwargs):
    attempt = make_attempt(submitted=True, **kwargs)
    return Attempt.objects.select_related("entry__exam").get(pk=attempt.pk)


def test_a_slip_counts_what_was_answered_and_how_often_it_was_saved(settings):
    settings.BASE_URL = "https://learn.example"
    attempt = finished(answers={1: "A", 2: ["A"]})
    slip = slip_of(attempt)
    assert (slip.questions, slip.answered, slip.saves) == (3, 2, 2)
    assert slip.number == f"KS-1-{attempt.pk}"
    assert slip.check_code.replace(" ", "").lower() == attempt.receipt[:8]
    assert slip.address == f"https://learn.example/assessments/attempts/{attempt.pk}/receipt/"


def test_the_time_used_ends_when_it_was_handed_in_or_at_the_deadline(at):
    attempt = make_attempt(minutes=10)
    with at(attempt.started_at + timedelta(minutes=2, seconds=5)):
        services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    attempt.refresh_from_db()
    assert slip_of(attempt).used == (2, 5)
    attempt.submitted_at = None
    assert slip_of(attempt).used == (10, 0)


@pytest.mark.parametrize("kinds", [["single"], ["single", "multiple", "truefalse"]])
def test_a_slip_takes_three_queries(django_assert_num_queries, kinds):
    attempt = finished(kinds=kinds)
    with django_assert_num_queries(3):
        slip_of(attempt)
