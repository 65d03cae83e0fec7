"""A pause against everything else that wants the same attempt, on PostgreSQL with real connections, with its controls."""

import time
from contextlib import nullcontext
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db.models import QuerySet

from assessments import services
from assessments.enums import AttemptState
from assessments.models import Attempt
from assessments.services import invigilation, saving, starting
from core import clock
from core.models import AuditEntry
from tests.assessments.factories import make_exam
from tests.assessments.services.test_races import meanwhile, save, slowly, together, without_locks
from tests.assessments.sessions import make_session, sitting

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("needs_postgres")]
MINUTE = timedelta(minutes=1)


def hall(people=1, **rules):
    starts = clock.now()
    session = make_session(starts, people=people, exam=make_exam(kinds=["single"], **rules), ends=starts + 180 * MINUTE)
    return session, sitting(session)


def pause(session):
    return lambda: services.pause_session(session=session, message="停电", by=None).pk and "paused"


def begin_while(act):
    """Somebody has read the session and writes their attempt a moment later; `act` comes in between."""
    session = make_session(clock.now(), people=1, exam=make_exam(kinds=["single"]), ends=clock.now() + 180 * MINUTE)
    entry = session.entries.get()

    def begin():
        return services.start_attempt(entry=entry, by=entry.person, code=session.code)

    with meanwhile(starting, "_freeze", lambda: act(session)):
        together(begin)
    return Attempt.objects.get(session=session)


def call_in(session):
    return services.call_in_session(session=session, by=None)


def test_a_pause_catches_who_begins_in_its_moment(size):
    for _time in range(size(2, 50)):
        assert begin_while(lambda session: pause(session)()).paused_at is not None


def test_calling_in_catches_who_begins_in_its_moment():
    attempt = begin_while(call_in)
    assert attempt.called_in_at == attempt.session.called_in_at


def test_control_without_a_second_look_they_go_on():
    with patch.object(invigilation, "_catch_starts", lambda pk, by: None):
        assert begin_while(lambda session: pause(session)()).paused_at is None
        assert begin_while(call_in).called_in_at is None


def slow_pause():
    """Between choosing the attempts and writing to them."""
    original = QuerySet.update

    def slowed(self, **values):
        if "paused_at" in values:
            time.sleep(0.6)
        return original(self, **values)

    return patch.object(QuerySet, "update", slowed)


def test_a_save_and_a_pause_at_once_agree_on_whether_it_was_taken(size):
    told = set()
    for number in range(size(4, 200)):
        session, [attempt] = hall()
        calls = [save(attempt, attempt.entry.person, "A"), pause(session)]
        results = together(*(calls if number % 2 else reversed(calls)))
        saved = next(result for result in results if result != "paused")
        assert saved in ("A", "attempt_paused")
        assert attempt.steps.count() == (1 if saved == "A" else 0), "acknowledged means taken"
        told.add(saved)
    assert told


def test_a_save_that_was_judged_before_the_pause_is_judged_again():
    session, [attempt] = hall()
    with meanwhile(saving, "_write", pause(session)):
        [saved] = together(save(attempt, attempt.entry.person, "A"))
    assert (saved, attempt.steps.count()) == ("attempt_paused", 0)


def test_control_without_comparison_an_answer_is_taken_in_a_pause():
    session, [attempt] = hall()
    with patch.object(saving, "UNCHANGED", "%s::xid IS NOT NULL"), meanwhile(saving, "_write", pause(session)):
        [saved] = together(save(attempt, attempt.entry.person, "A"))
    assert (saved, attempt.steps.count()) == ("A", 1)


def in_the_last_moment():
    """An attempt that ends while the sweep has already chosen it: the pause comes between choosing and closing."""
    session, [attempt] = hall()
    ends = clock.now() + timedelta(milliseconds=300)
    Attempt.objects.filter(pk=attempt.pk).update(deadline=ends, final_at=ends)
    return session, attempt


def sweep_while_pausing(guard):
    """The sweep looks a moment late, the pause holds the row that long."""
    session, attempt = in_the_last_moment()

    def late_sweep():
        time.sleep(0.4)
        return services.close_expired()

    with guard, slow_pause():
        together(pause(session), late_sweep)
    attempt.refresh_from_db()
    return attempt


def test_a_sweep_during_a_pause_closes_nothing_that_is_paused(size):
    for _time in range(size(3, 50)):
        attempt = sweep_while_pausing(nullcontext())
        assert (attempt.state, attempt.paused_at is None) == (AttemptState.IN_PROGRESS, False)
        assert services.close_expired() == 0


def test_control_without_locks_a_paused_attempt_is_closed():
    attempt = sweep_while_pausing(without_locks())
    assert attempt.state != AttemptState.IN_PROGRESS


def go_on_and_extend():
    """Three press "go on" and one gives five minutes, all at once; the attempt, and how often it went on."""
    with clock.at(clock.now() - 20 * MINUTE):
        session, [attempt] = hall()
        services.pause_session(session=session, message="", by=None)

    def resume():
        services.resume_session(session=session, by=None)

    def extend():
        services.extend_attempt(attempt=attempt, minutes=5, reason="断网", by=None)

    with slowly(invigilation, "_add", parties=4):
        together(resume, resume, resume, extend)
    attempt.refresh_from_db()
    return attempt, AuditEntry.objects.filter(action="assessments.session_resumed").count()


def test_a_session_goes_on_once_and_time_given_in_that_moment_is_not_lost():
    attempt, times = go_on_and_extend()
    assert 25 * 60 <= attempt.added_seconds <= 25 * 60 + 30
    assert times == 1


def test_control_without_locks_it_goes_on_several_times_and_time_is_lost():
    with without_locks():
        attempt, times = go_on_and_extend()
    assert times > 1
    assert attempt.added_seconds < 25 * 60
