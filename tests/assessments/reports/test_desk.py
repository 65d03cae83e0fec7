from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments import reports, services
from assessments.enums import DeskStatus
from assessments.models import Attempt
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, answer, make_exam
from tests.assessments.sessions import MINUTE, candidate, make_session, sit, sitting, staff, street
from tests.people.factories import UnitFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


def rows(session):
    return list(reports.desk_of(session).rows)


def seen(attempt, device="phone"):
    services.note_seen(attempt=attempt.pk, device=device)


def test_a_desk_shows_everybody_by_admission_number_with_how_far_they_are(at):
    with at(NOON):
        session = make_session(NOON, people=2)
        first, second = session.entries.order_by("admission_number")
        attempt = sit(first)
    with at(NOON + 2 * MINUTE):
        answer(attempt, 1, "A")
        answer(attempt, 2, ["A", "B"])
        answer(attempt, 2, None)
        answer(attempt, 1, "B")
        seen(attempt)
        services.note_leaving(attempt=attempt, by=first.person)
        one, other = rows(session)
        assert one.is_under_way
    assert (one.entry, one.attempt, one.status, one.answered, one.questions) == (
        first,
        attempt,
        DeskStatus.ANSWERING,
        1,
        3,
    )
    assert (one.seen_at, one.times_left, one.receipt) == (NOON + 2 * MINUTE, 1, "")
    assert one.unit == first.person.placements.get().unit.full_name
    assert (other.entry, other.attempt, other.status, other.seen_at) == (second, None, DeskStatus.MISSING, None)
    assert not other.is_under_way


def test_a_save_counts_as_contact_where_the_cache_lost_it(at):
    with at(NOON):
        session = make_session(NOON, people=1)
        [attempt] = sitting(session)
    with at(NOON + 3 * MINUTE):
        answer(attempt, 1, "A")
        cache.clear()
    with at(NOON + 3 * MINUTE + 50 * SECOND):
        [row] = rows(session)
    assert (row.status, row.seen_at) == (DeskStatus.ANSWERING, NOON + 3 * MINUTE)


@pytest.mark.both_databases
def test_every_way_it_can_go_is_told_and_counted(at):
    with at(NOON):
        session = make_session(NOON, people=12, exam=make_exam(minutes=60), ends=NOON + 90 * MINUTE)
        entries = list(session.entries.order_by("admission_number"))
        services.defer_entry(entry=entries[0], reason="住院", by=None)
        services.exempt_entry(entry=entries[1], reason="退休", by=None)
        attempts = {entry: sit(entry) for entry in entries[3:]}
    handed_in, voided, called_in, away, still, left, moved, fine, gone = (attempts[entry] for entry in entries[3:])
    with at(NOON + 9 * MINUTE):
        services.submit_attempt(attempt=handed_in, submit_key=None, by=handed_in.entry.person)
        services.void_attempt(attempt=voided, reason="替考", by=None)
        services.call_in_attempt(attempt=called_in, reason="身体不适", by=None, seconds=0)
        Attempt.objects.filter(pk=left.pk).update(times_left=4, seconds_away=192)
        for attempt in (still, left, moved, fine):
            seen(attempt)
        for attempt in (left, moved, fine):
            answer(attempt, 1, "A")
    with at(NOON + 12 * MINUTE):
        for attempt in (still, left, fine):
            seen(attempt)
        seen(moved, "tablet")
        answer(away, 1, "A")
        answer(gone, 1, "A")
    with at(NOON + 12 * MINUTE + 50 * SECOND):
        for attempt in (still, left, moved, fine):
            seen(attempt, "tablet" if attempt == moved else "phone")
    with at(NOON + 13 * MINUTE + 30 * SECOND):
        desk = reports.desk_of(session)
    told = [(row.status, row.minutes) for row in desk.rows]
    assert told == [
        (DeskStatus.DEFERRED, 0),
        (DeskStatus.EXEMPT, 0),
        (DeskStatus.MISSING, 0),
        (DeskStatus.SUBMITTED, 0),
        (DeskStatus.VOIDED, 0),
        (DeskStatus.CLOSED, 0),
        (DeskStatus.OFFLINE, 1),
        (DeskStatus.STILL, 13),
        (DeskStatus.LEFT, 0),
        (DeskStatus.OTHER_DEVICE, 0),
        (DeskStatus.ANSWERING, 0),
        (DeskStatus.OFFLINE, 1),
    ]
    assert desk.counts == {
        "expected": 10,
        "answering": 6,
        "offline": 2,
        "look": 3,
        "handed_in": 2,
        "missing": 1,
        "paused": 0,
    }
    assert [row.needs_a_look for row in desk.rows].count(True) == 3
    assert desk.rows[0].remark == "住院"
    assert desk.rows[3].receipt == f"{session.exam.code}-{handed_in.pk}"
    with at(session.ends + SECOND):
        assert rows(session)[2].status == DeskStatus.ABSENT


def test_a_pause_is_told_of_everybody_under_way(at):
    with at(NOON):
        session = make_session(NOON, people=3)
        entries = list(session.entries.order_by("admission_number"))
        for entry in entries[:2]:
            sit(entry)
        services.pause_session(session=session, message="停电", by=None)
    with at(NOON + 300 * MINUTE):
        desk = reports.desk_of(session)
    assert [row.status for row in desk.rows] == [DeskStatus.PAUSED, DeskStatus.PAUSED, DeskStatus.ABSENT]
    assert desk.counts["paused"] == desk.counts["answering"] == 2


def test_after_a_void_attempt_the_next_one_is_shown(at):
    with at(NOON):
        session = make_session(NOON, people=1)
        [entry] = session.entries.all()
        services.void_attempt(attempt=sit(entry), reason="设备故障", by=None)
        again = sit(entry)
        [row] = rows(session)
    assert (row.attempt, row.status) == (again, DeskStatus.ANSWERING)


def test_only_attempts_of_this_session_are_shown(at):
    with at(NOON):
        exam = make_exam(attempts_allowed=2, resit_hours=0)
        first = make_session(NOON, people=1, exam=exam)
        [attempt] = sitting(first)
        services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)
        second = make_session(NOON, exam=exam, people=[attempt.entry.person])
        [row] = rows(second)
    assert (row.attempt, row.status) == (None, DeskStatus.MISSING)


@pytest.mark.parametrize("looked_at", [reports.desk_of, reports.acts_of])
def test_the_number_of_queries_does_not_grow_with_the_candidates(at, looked_at):
    taken = []
    for number in (1, 3, 50):
        with at(NOON):
            session = make_session(NOON, people=number)
            for attempt in sitting(session):
                answer(attempt, 1, "A")
            services.pause_session(session=session, message="", by=None)
            with CaptureQueriesContext(
                connection,
            ) as captured:
                looked_at(session)
            taken.append(len(captured))
    assert len(set(taken)) == 1, taken
    assert taken[0] <= 6


def test_sessions_are_listed_newest_first_with_how_many_sit_there(at):
    with at(NOON):
        exam = make_exam()
        old = make_session(NOON - timedelta(days=7), exam=exam)
        new = make_session(NOON, exam=exam, people=2)
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        make_session(NOON, exam=exam, unit=sibling)
        with CaptureQueriesContext(connection) as captured:
            listed = [(session, session.people) for session in reports.sessions_for(staff(Role.INVIGILATOR))]
    assert listed == [(new, 2), (old, 0)]
    assert captured.captured_queries[-1]["sql"].count("COUNT") == 1


def test_the_acts_of_today_say_who_did_what_to_whom_and_why(at):
    with at(NOON - timedelta(days=1)):
        session = make_session(NOON, people=2)
        trainer = staff(Role.TRAINER)
    with at(NOON):
        attempt, _other = sitting(session)
    with at(NOON + MINUTE):
        services.extend_attempt(attempt=attempt, minutes=5, reason="网络中断", by=trainer)
    with at(NOON + 2 * MINUTE):
        services.extend_session(session=session, minutes=5, reason="停电", by=trainer)
        acts = reports.acts_of(session)
    assert [(act.action, act.person, act.by, act.reason, act.details["minutes"]) for act in acts] == [
        ("session_extended", "", str(trainer), "停电", 5),
        ("attempt_extended", str(attempt.entry.person), str(trainer), "网络中断", 5),
    ]
    with at(NOON + timedelta(days=1)):
        assert reports.acts_of(session) == []


def test_nothing_of_another_session_is_among_the_acts(at):
    with at(NOON):
        mine = make_session(NOON, people=[candidate()])
        other = make_session(NOON, exam=mine.exam, people=[candidate()])
        services.pause_session(session=other, message="", by=None)
        assert "session_paused" not in {act.action for act in reports.acts_of(mine)}
