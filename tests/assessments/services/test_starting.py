"""Beginning: who may, when, with which code; what is frozen then. The paper itself is in test_attempts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments import services
from assessments.enums import EntryState, Occasion
from assessments.models import Entry
from core import clock
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, make_attempt, make_exam
from tests.assessments.sessions import make_session
from tests.people.factories import PersonFactory, UnitFactory
from tests.support.refusals import refused
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def start(entry, code=""):
    return services.start_attempt(entry=entry, by=entry.person, code=code)


def arranged():
    with clock.at(NOON - timedelta(days=1)):
        return make_session(NOON, people=[PersonFactory()], late_entry_minutes=15, early_submit_minutes=20)


session_of_module = made_once(arranged)


@pytest.fixture
def session(session_of_module, db):
    """One hour from noon; the door closes a quarter past, papers are taken from twenty past on."""
    return session_of_module()


@pytest.fixture
def entry(session):
    return session.entries.get()


# --- the session's window --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("minute", "code"),
    [(-1, "entry_not_open"), (0, None), (15, None), (15.1, "entry_too_late"), (59, "entry_too_late")],
)
def test_the_door_opens_with_the_session_and_closes_for_those_who_are_late(at, session, entry, minute, code):
    with at(NOON + minute * MINUTE):
        if code is None:
            assert start(entry, session.code).session == session
            return
        with refused(code):
            start(entry, session.code)
    assert not entry.attempts.exists()


def test_where_nobody_is_too_late_the_door_stays_open_until_the_end(at):
    with at(NOON - MINUTE):
        session = make_session(NOON, people=[PersonFactory()], late_entry_minutes=None)
    with at(NOON + 59 * MINUTE):
        assert start(session.entries.get(), session.code).deadline == session.ends


def test_an_attempt_ends_with_its_session_and_keeps_its_moments(at, session, entry):
    with at(NOON + 10 * MINUTE):
        attempt = start(entry, session.code)
    assert attempt.deadline == session.ends
    assert attempt.rules["closes"] == session.ends.isoformat()
    assert attempt.rules["submit_from"] == (NOON + 20 * MINUTE).isoformat()


def test_extra_time_goes_beyond_the_end_of_the_session(at, session, entry):
    with at(NOON):
        services.set_accommodation(person=entry.person, extra_minutes=20, reason="手部受伤", by=None)
        assert start(entry, session.code).deadline == session.ends + 20 * MINUTE


def test_while_a_session_is_paused_and_once_it_is_called_in_nobody_begins(at, session, entry):
    with at(NOON + MINUTE):
        services.pause_session(session=session, message="停电", by=None)
        with refused("session_paused"):
            start(entry, session.code)
        services.resume_session(session=session, by=None)
        services.call_in_session(session=session, by=None, seconds=60)
        with refused("session_over"):
            start(entry, session.code)


@pytest.mark.parametrize(
    ("state", "code"), [("deferred", "entry_deferred"), ("exempt", "entry_exempt"), ("absent", "entry_absent")]
)
def test_who_is_not_expected_does_not_begin(at, session, entry, state, code):
    Entry.objects.filter(pk=entry.pk).update(state=state)
    with at(NOON), refused(code):
        start(entry, session.code)


def test_after_a_missed_session_the_words_are_about_the_absence(at, session, entry):
    with at(NOON + timedelta(days=1)), refused("entry_absent"):
        start(entry, session.code)


def test_who_was_taken_out_of_a_session_waits_for_another(at, session, entry):
    with at(NOON + timedelta(days=1)):
        services.mark_absences()
        services.expect_entry(entry=entry, reason="有证明", by=None)
        with refused("entry_not_placed"):
            start(entry)


# --- the code --------------------------------------------------------------------------------------------------------


def test_the_code_of_the_session_opens_the_door_also_in_wide_digits(at, session, entry):
    wide = session.code.translate({ord(digit): 0xFEE0 + ord(digit) for digit in "0123456789"})
    with at(NOON):
        assert start(entry, f" {wide} ")


def wrong(session):
    return f"{(int(session.code) + 1) % 10**6:06}"


def test_without_a_code_nothing_begins_and_nothing_is_counted(at, session, entry):
    with at(NOON), refused("code_missing"):
        start(entry, "  ")
    entry.refresh_from_db()
    assert entry.code_failures == 0


def test_the_fifth_wrong_code_in_a_row_locks_the_door_for_ten_minutes(at, session, entry):
    with at(NOON):
        for left in (4, 3, 2, 1):
            with refused("code_wrong") as caught:
                start(entry, wrong(session))
            assert caught.value.context["left"] == left
        with refused("code_locked") as caught:
            start(entry, wrong(session))
        assert caught.value.context["until"] == NOON + 10 * MINUTE
    with at(NOON + 9 * MINUTE), refused("code_locked"):
        start(entry, session.code)
    with at(NOON + 10 * MINUTE):
        with refused("code_wrong") as caught:
            start(entry, wrong(session))
        assert caught.value.context["left"] == 4, "after a lock one begins anew"
        assert start(entry, session.code)
    assert AuditEntry.objects.filter(action="assessments.entry_locked").count() == 1
    entry.refresh_from_db()
    assert (entry.code_failures, entry.code_locked_until) == (0, None)


def test_right_in_between_forgives_the_wrong_ones(at, session, entry):
    with at(NOON):
        for _ in range(4):
            with refused("code_wrong"):
                start(entry, wrong(session))
        attempt = start(entry, session.code)
        services.void_attempt(attempt=attempt, reason="停电", by=None)
        with refused("code_wrong") as caught:
            start(entry, wrong(session))
    assert caught.value.context["left"] == 4


def test_whoever_runs_the_session_unlocks_and_nobody_their_own(at, session, entry):
    Entry.objects.filter(pk=entry.pk).update(code_failures=5, code_locked_until=NOON + timedelta(days=1))
    invigilator = PersonFactory(role=Role.INVIGILATOR, unit=session.unit)
    elsewhere = PersonFactory(role=Role.INVIGILATOR, unit=UnitFactory(kind=UnitKind.COUNTY))
    for by in (entry.person, PersonFactory(), elsewhere):
        with refused("not_allowed"):
            services.unlock_entry(entry=entry, by=by)
    services.unlock_entry(entry=entry, by=invigilator)
    assert AuditEntry.objects.get(action="assessments.entry_unlocked").actor == invigilator
    with at(NOON):
        assert start(entry, session.code)


def test_going_on_needs_no_code(at, session, entry):
    with at(NOON):
        attempt = start(entry, session.code)
    with at(NOON + 30 * MINUTE):
        assert start(entry) == attempt


def test_an_exam_without_sessions_may_have_a_password():
    entry = EntryFactory(exam=make_exam(password="柳岸2026"))
    with refused("code_wrong"):
        start(entry, "柳岸")
    assert start(entry, "柳岸２０２６")


def test_outside_of_the_hours_no_guess_is_taken(at, session, entry):
    with at(NOON - MINUTE), refused("entry_not_open"):
        start(entry, wrong(session))
    entry.refresh_from_db()
    assert entry.code_failures == 0


def test_starting_in_a_session_takes_at_most_six_statements(at, session, entry):
    reverse("assessments:exams")
    skipped = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    person = entry.person
    with at(NOON), CaptureQueriesContext(connection) as captured:
        services.start_attempt(entry=entry, by=person, code=session.code)
    assert len([query for query in captured if not query["sql"].startswith(skipped)]) <= 6


# --- first, or again -------------------------------------------------------------------------------------------------


def test_the_first_attempt_is_a_first_one_and_the_next_a_resit():
    entry = EntryFactory(exam=make_exam(resit_hours=0))
    first = make_attempt(entry=entry, answers="wrong", submitted=True)
    assert (first.occasion, start(entry).occasion) == (Occasion.FIRST, Occasion.RESIT)


def test_after_a_void_attempt_it_is_still_the_first():
    entry = EntryFactory(exam=make_exam(resit_hours=0))
    services.void_attempt(attempt=make_attempt(entry=entry), reason="停电", by=None)
    assert start(entry).occasion == Occasion.FIRST


@pytest.mark.parametrize(("settle", "occasion"), [(False, Occasion.RESIT), (True, Occasion.FIRST)])
def test_an_absence_makes_the_next_one_a_resit_and_an_excuse_does_not(at, session, entry, settle, occasion):
    with at(NOON + timedelta(hours=2)):
        services.mark_absences()
        if settle:
            services.defer_entry(entry=entry, reason="住院", by=None)
        again = make_session(NOON + timedelta(days=1), exam=session.exam, people=[entry.person])
    entry.refresh_from_db()
    assert entry.state == EntryState.DUE
    with at(again.starts):
        assert start(entry, again.code).occasion == occasion


# --- handing in early ------------------------------------------------------------------------------------------------


def hand_in(attempt):
    return services.submit_attempt(attempt=attempt.pk, submit_key=None, by=attempt.entry.person)


def test_before_its_moment_no_paper_is_taken(at, session, entry):
    with at(NOON):
        attempt = start(entry, session.code)
    with at(NOON + 19 * MINUTE), refused("too_early_to_submit") as caught:
        hand_in(attempt)
    assert caught.value.context["at"] == NOON + 20 * MINUTE
    with at(NOON + 20 * MINUTE):
        assert hand_in(attempt).is_finished


def test_whose_time_is_up_may_hand_in_whatever_the_session_says(at):
    with at(NOON):
        session = make_session(
            NOON, exam=make_exam(minutes=10, grace_seconds=60), early_submit_minutes=20, people=[PersonFactory()]
        )
        attempt = start(session.entries.get(), session.code)
    with at(attempt.deadline):
        assert hand_in(attempt).is_finished
