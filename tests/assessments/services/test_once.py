"""The same form sent twice at once gives time once; the control shows that both would."""

from unittest.mock import patch

import pytest

from assessments import services
from assessments.models import Attempt
from assessments.services import invigilation, once
from core import clock
from core.errors import DomainError
from tests.assessments.services.test_races import slowly, together
from tests.assessments.sessions import candidate, make_session, sit, sitting


@pytest.fixture
def attempt():
    [made] = sitting(make_session(clock.now(), people=1))
    return made


def extend(attempt, seen):
    with once.as_seen(attempt.session, seen, attempt):
        return services.extend_attempt(attempt=attempt, minutes=5, reason="断网", by=None).pk


@pytest.mark.django_db
def test_what_was_given_meanwhile_makes_a_form_old(attempt):
    seen = once.time_given(attempt.session, attempt)
    extend(attempt, seen)
    with pytest.raises(DomainError, match="changed_meanwhile"):
        extend(attempt, seen)
    with pytest.raises(DomainError, match="changed_meanwhile"):
        extend(attempt, "")
    assert Attempt.objects.get(pk=attempt.pk).added_seconds == 300


@pytest.mark.django_db
def test_time_for_one_makes_the_form_for_everybody_old_and_that_of_another_not(attempt):
    [entry] = services.place_entries(session=attempt.session, people=[candidate()], by=None)
    other = sit(entry)
    everybody, one = once.time_given(attempt.session), once.time_given(attempt.session, attempt)
    services.extend_attempt(attempt=other, minutes=5, reason="断网", by=None)
    assert once.time_given(attempt.session) != everybody
    assert once.time_given(attempt.session, attempt) == one


def twice_at_once(attempt):
    seen = once.time_given(attempt.session, attempt)
    with slowly(invigilation, "_act_on"):
        results = together(*[lambda: extend(attempt, seen)] * 2)
    return results, Attempt.objects.get(pk=attempt.pk).added_seconds


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("needs_postgres")
def test_sent_twice_at_once_a_form_gives_time_once(attempt):
    results, seconds = twice_at_once(attempt)
    assert set(results) == {attempt.pk, "changed_meanwhile"}
    assert seconds == 300


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("needs_postgres")
def test_control_without_looking_at_what_holds_both_give_time(attempt):
    with patch.object(once, "time_given", lambda *_: "0"):
        _results, seconds = twice_at_once(attempt)
    assert seconds == 600
