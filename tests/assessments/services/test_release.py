"""When everybody is done: one moment from window, sessions, whatever was granted to anybody, and attempts under way."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import services
from assessments.enums import AttemptState
from assessments.services.release import everybody_done_at
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import make_session
from tests.people.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.anchor_37]
MINUTE = timedelta(minutes=1)
GRACE = MINUTE
CLOSES = NOON + 60 * MINUTE


@pytest.fixture(autouse=True)
def noon(at):
    with at(NOON):
        yield


@pytest.fixture
def exam():
    return make_exam(minutes=30, closes=CLOSES, release="after_close")


def grant(exam, **what):
    person = EntryFactory(exam=exam).person
    services.set_override(exam=exam, person=person, reason="值班", by=None, **what)
    return person


def test_the_window_of_the_exam_and_the_grace(exam):
    EntryFactory(exam=exam, closes=NOON + 10 * MINUTE)
    assert everybody_done_at(exam) == CLOSES + GRACE


@pytest.mark.parametrize(
    ("what", "minutes"),
    [({"closes": CLOSES + 90 * MINUTE}, 90), ({"minutes": 45}, 15), ({"closes": CLOSES - 30 * MINUTE}, 0)],
)
def test_what_was_granted_to_anybody(exam, what, minutes):
    grant(exam, **what)
    assert everybody_done_at(exam) == CLOSES + minutes * MINUTE + GRACE


def test_extra_time_of_anybody_who_may_sit_it_and_of_nobody_else(exam):
    stranger = PersonFactory()
    services.set_accommodation(person=stranger, extra_minutes=40, reason="手部受伤", by=None)
    assert everybody_done_at(exam) == CLOSES + GRACE
    EntryFactory(exam=exam, person=stranger)
    assert everybody_done_at(exam) == CLOSES + 40 * MINUTE + GRACE


def test_everything_granted_comes_together(exam):
    grant(exam, closes=CLOSES + 90 * MINUTE)
    services.set_accommodation(person=EntryFactory(exam=exam).person, extra_percent=50, reason="视力", by=None)
    assert everybody_done_at(exam) == CLOSES + 105 * MINUTE + GRACE, "an upper bound: too late does no harm"


def test_an_attempt_that_was_given_more_time_is_waited_for(exam, at):
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    with at(NOON + 20 * MINUTE):
        services.extend_attempt(attempt=attempt, minutes=60, reason="停电", by=None)
    attempt.refresh_from_db()
    assert everybody_done_at(exam) == attempt.final_at == NOON + 90 * MINUTE + GRACE


def test_without_an_end_nobody_can_tell():
    exam = make_exam(release="after_close")
    assert everybody_done_at(exam) is None
    EntryFactory(exam=exam)
    assert everybody_done_at(exam) is None


def test_entries_that_end_and_sessions_end_an_exam_that_has_no_end_itself():
    exam = make_exam(release="after_close", minutes=30)
    EntryFactory(exam=exam, closes=NOON + 20 * MINUTE)
    assert everybody_done_at(exam) == NOON + 20 * MINUTE + GRACE
    session = make_session(NOON, exam=exam, people=[PersonFactory()])
    assert everybody_done_at(exam) == session.ends + GRACE


def test_while_a_session_stands_still_nobody_can_tell_and_afterwards_it_is_later(at):
    exam = make_exam(release="after_close", minutes=30)
    session = make_session(NOON, exam=exam, people=[PersonFactory()])
    services.pause_session(session=session, message="", by=None)
    assert everybody_done_at(exam) is None
    with at(NOON + 5 * MINUTE):
        services.resume_session(session=session, by=None)
    assert everybody_done_at(exam) == NOON + 65 * MINUTE + GRACE


def test_it_is_one_query_whatever_was_granted(exam):
    grant(exam, minutes=45)
    make_session(NOON, exam=exam, people=[PersonFactory()])
    with CaptureQueriesContext(connection) as captured:
        everybody_done_at(exam)
    assert len(captured) == 1


# --- what waits for it -----------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(exam):
    return make_attempt(entry=EntryFactory(exam=exam), answers="right", submitted=True)


def released(attempt):
    services.release_due()
    attempt.refresh_from_db()
    return attempt.state == AttemptState.RELEASED


def test_a_result_waits_until_its_last_second(waiting, at):
    assert waiting.release_at == CLOSES + GRACE
    with at(CLOSES + GRACE):
        assert not released(waiting)
    with at(CLOSES + GRACE + timedelta(seconds=1)):
        assert released(waiting)


def test_what_is_granted_later_moves_it_along(waiting, exam, at):
    grant(exam, closes=CLOSES + 90 * MINUTE)
    assert not released(waiting)
    assert waiting.release_at == CLOSES + 90 * MINUTE + GRACE
    with at(CLOSES + 2 * MINUTE):
        assert not released(waiting), "somebody still sits it"
    with at(CLOSES + 92 * MINUTE):
        assert released(waiting)


def test_an_exam_that_gets_an_end_later_is_released_then(at):
    exam = make_exam(release="after_close")
    attempt = make_attempt(entry=EntryFactory(exam=exam), submitted=True)
    assert (released(attempt), attempt.release_at) == (False, None)
    exam.closes = CLOSES
    exam.save()
    assert (released(attempt), attempt.release_at) == (False, CLOSES + GRACE)
    with at(CLOSES + 2 * MINUTE):
        assert released(attempt)


def test_the_rules_of_the_start_decide_not_those_of_today(exam):
    attempt = make_attempt(entry=EntryFactory(exam=exam))
    exam.release = "at_once"
    exam.save()
    attempt = services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
    assert attempt.state == AttemptState.MARKED
