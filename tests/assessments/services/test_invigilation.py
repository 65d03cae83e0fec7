from datetime import timedelta

import pytest
from django.conf import settings

from assessments import services
from assessments.enums import AttemptState
from assessments.models import Attempt
from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from people.enums import Role, UnitKind
from tests.assessments.factories import NOON, EntryFactory, answer, make_attempt, make_exam
from tests.assessments.sessions import MINUTE, candidate, make_session, sitting, staff, street
from tests.people.factories import UnitFactory
from tests.support.shared import made_once

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def make_hall():
    with clock.at(NOON):
        session = make_session(NOON, people=3, exam=make_exam(minutes=60), ends=NOON + 120 * MINUTE)
        sitting(session)
        return session, staff()


hall_of_module = made_once(make_hall)


@pytest.fixture
def hall_and_staff(hall_of_module, db):
    return hall_of_module()


@pytest.fixture
def hall(hall_and_staff):
    """Three people begin at noon: sixty minutes, a minute of grace; the session ends two hours later."""
    return hall_and_staff[0]


@pytest.fixture
def invigilator(hall_and_staff):
    return hall_and_staff[1]


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def attempts(session):
    return list(Attempt.objects.filter(session=session).order_by("pk"))


def limits(session):
    """Deadline and end of the grace of each attempt, from noon."""
    return {(attempt.deadline - NOON, attempt.final_at - NOON) for attempt in attempts(session)}


def lines(action):
    return AuditEntry.objects.filter(action=f"assessments.{action}").order_by("id")


# --- pausing ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_a_pause_stops_every_clock_and_what_it_took_is_added(at, hall, invigilator):
    with at(NOON + 20 * MINUTE):
        services.pause_session(session=hall, message="楼里停电，请坐在原位。", by=invigilator)
    for attempt in attempts(hall):
        assert attempt.paused_at == NOON + 20 * MINUTE
        with at(NOON + 300 * MINUTE):
            assert attempt.time_left == 40 * MINUTE
            assert not attempt.is_finished
    with at(NOON + 32 * MINUTE):
        services.resume_session(session=hall, by=invigilator)
    assert limits(hall) == {(72 * MINUTE, 73 * MINUTE)}
    assert {(a.paused_at, a.added_seconds) for a in attempts(hall)} == {(None, 720)}
    assert fresh(hall).ends == NOON + 132 * MINUTE
    [line] = lines("session_paused")
    assert (line.actor, line.after) == (invigilator, {"message": "楼里停电，请坐在原位。", "attempts": 3})
    assert lines("session_resumed").get().after == {"seconds": 720, "attempts": 3}


def test_nothing_is_taken_during_a_pause_and_everything_after_it(at, hall):
    one = attempts(hall)[0]
    with at(NOON + 5 * MINUTE):
        answer(one, 1, "A")
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 6 * MINUTE):
        for refused in (lambda: answer(one, 1, "B"), lambda: hand_in(one)):
            with pytest.raises(DomainError, match="attempt_paused"):
                refused()
        assert fresh(one).sequence == 1
        services.resume_session(session=hall, by=None)
        answer(one, 1, "B")
        assert hand_in(one).state == AttemptState.RELEASED


def hand_in(attempt):
    return services.submit_attempt(attempt=attempt, submit_key=None, by=attempt.entry.person)


def test_a_save_that_was_taken_before_the_pause_is_acknowledged_again_during_it(at, hall):
    one, key = attempts(hall)[0], "11111111-2222-4333-8444-555555555555"
    with at(NOON):
        taken = answer(one, 1, "A", client_id=key)
        services.pause_session(session=hall, message="", by=None)
        again = answer(one, 1, "A", client_id=key, base=0)
    assert again.sequence == taken.sequence


def test_the_sweep_leaves_paused_attempts_alone(at, hall):
    with at(NOON + 59 * MINUTE):
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 600 * MINUTE):
        assert services.close_expired() == 0
        services.resume_session(session=hall, by=None)
        assert services.close_expired() == 0
    with at(NOON + 602 * MINUTE + SECOND):
        assert services.close_expired() == 3


def test_a_session_paused_twice_is_one_pause_and_goes_on_once(at, hall):
    for minute, message in ((10, "停电"), (14, "再等五分钟")):
        with at(NOON + minute * MINUTE):
            services.pause_session(session=hall, message=message, by=None)
    assert fresh(hall).pause_message == "再等五分钟"
    for _time in range(2):
        with at(NOON + 20 * MINUTE):
            services.resume_session(session=hall, by=None)
    assert limits(hall) == {(70 * MINUTE, 71 * MINUTE)}
    assert (lines("session_paused").count(), lines("session_resumed").count()) == (1, 1)


def test_whoever_began_in_the_moment_of_the_pause_is_caught_by_the_second_one(at, hall):
    with at(NOON + 10 * MINUTE):
        services.pause_session(session=hall, message="", by=None)
    Attempt.objects.filter(pk=attempts(hall)[0].pk).update(paused_at=None)
    with at(NOON + 11 * MINUTE):
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 15 * MINUTE):
        services.resume_session(session=hall, by=None)
    assert limits(hall) == {(64 * MINUTE, 65 * MINUTE), (65 * MINUTE, 66 * MINUTE)}


@pytest.mark.parametrize(
    ("paused", "deadline", "final_at"),
    [
        # (seconds after the deadline; the pause lasts ten minutes): what is left of time and grace afterwards
        (-30, 30, 90),
        (0, 0, 60),
        (20, -20, 40),
        (60, -60, 0),
        # the clock had ended it: nothing is given back
        (61, None, None),
    ],
)
def test_a_pause_in_the_last_seconds_keeps_what_was_left_of_time_and_grace(at, hall, paused, deadline, final_at):
    end = NOON + 60 * MINUTE + timedelta(seconds=paused)
    with at(end):
        services.pause_session(session=hall, message="", by=None)
    with at(end + 10 * MINUTE):
        services.resume_session(session=hall, by=None)
        now = clock.now()
    if deadline is None:
        assert limits(hall) == {(60 * MINUTE, 61 * MINUTE)}
    else:
        left = {(a.deadline - now, a.final_at - now) for a in attempts(hall)}
        assert left == {(timedelta(seconds=deadline), timedelta(seconds=final_at))}


def test_whoever_waits_at_the_door_during_a_pause_is_not_too_late_for_it(at, hall):
    with at(NOON + 14 * MINUTE):
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 24 * MINUTE):
        services.resume_session(session=hall, by=None)
        assert fresh(hall).last_entry == NOON + 25 * MINUTE
    with at(NOON + 30 * MINUTE):
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 40 * MINUTE):
        services.resume_session(session=hall, by=None)
    assert fresh(hall).last_entry == NOON + 25 * MINUTE


def test_leaving_the_page_during_a_pause_is_not_counted(at, hall):
    one = attempts(hall)[0]
    with at(NOON + MINUTE):
        services.pause_session(session=hall, message="", by=None)
        services.note_leaving(attempt=one, by=one.entry.person)
    assert fresh(one).times_left == 0


def test_time_granted_during_a_pause_counts_beside_it(at, hall, invigilator):
    one = attempts(hall)[0]
    with at(NOON + 20 * MINUTE):
        services.pause_session(session=hall, message="", by=invigilator)
    with at(NOON + 90 * MINUTE):
        services.extend_attempt(attempt=one, minutes=5, reason="手机坏了", by=invigilator)
        services.set_override(exam=hall.exam, person=one.entry.person, minutes=70, reason="延迟发卷", by=None)
    with at(NOON + 100 * MINUTE):
        services.resume_session(session=hall, by=invigilator)
    assert fresh(one).deadline == NOON + (70 + 5 + 80) * MINUTE
    assert fresh(one).final_at == fresh(one).deadline + MINUTE


# --- more time -------------------------------------------------------------------------------------------------------


@pytest.mark.anchor_11
def test_more_time_reaches_the_attempt_at_once_and_says_who_and_why(at, hall, invigilator):
    one, *others = attempts(hall)
    with at(NOON + 30 * MINUTE):
        services.extend_attempt(attempt=one, minutes=5, reason="断网2分钟", by=invigilator)
    assert fresh(one).deadline == NOON + 65 * MINUTE
    assert fresh(one).final_at == NOON + 66 * MINUTE
    assert {fresh(other).deadline for other in others} == {NOON + 60 * MINUTE}
    line = lines("attempt_extended").get()
    assert (line.actor, line.reason, line.after["minutes"]) == (invigilator, "断网2分钟", 5)
    assert line.before["deadline"] == (NOON + 60 * MINUTE).isoformat()


def test_more_time_and_an_override_add_up_in_either_order(at, hall):
    first, second, _third = attempts(hall)
    with at(NOON + MINUTE):
        services.extend_attempt(attempt=first, minutes=5, reason="断网", by=None)
        services.set_override(exam=hall.exam, person=first.entry.person, minutes=80, reason="延迟发卷", by=None)
        services.set_override(exam=hall.exam, person=second.entry.person, minutes=80, reason="延迟发卷", by=None)
        services.extend_attempt(attempt=second, minutes=5, reason="断网", by=None)
    assert fresh(first).deadline == fresh(second).deadline == NOON + 85 * MINUTE


def test_more_time_in_the_grace_opens_the_paper_again_and_after_it_does_not(at, hall):
    one = attempts(hall)[0]
    with at(NOON + 60 * MINUTE + 30 * SECOND):
        services.extend_attempt(attempt=one, minutes=5, reason="断网", by=None)
        assert not answer(one, 1, "A").late
    with at(NOON + 66 * MINUTE + SECOND), pytest.raises(DomainError, match="attempt_finished"):
        services.extend_attempt(attempt=one, minutes=5, reason="断网", by=None)


@pytest.mark.parametrize("minutes", [-5, 0, settings.EXAM_MAXIMA["extra_minutes"] + 1])
def test_nobody_gives_less_than_a_minute_or_more_than_the_maximum(at, hall, minutes):
    with at(NOON), pytest.raises(DomainError, match="beyond_maximum"):
        services.extend_attempt(attempt=attempts(hall)[0], minutes=minutes, reason="断网", by=None)
    with at(NOON), pytest.raises(DomainError, match="beyond_maximum"):
        services.extend_session(session=hall, minutes=minutes, reason="断网", by=None)


def test_however_often_time_is_given_no_attempt_passes_the_maximum(at, hall):
    one, most = attempts(hall)[0], settings.EXAM_MAXIMA
    longest = most["minutes"] + most["extra_minutes"]
    with at(NOON):
        with pytest.raises(DomainError, match="beyond_maximum"):
            for _time in range(20):
                services.extend_attempt(attempt=one, minutes=most["extra_minutes"], reason="断网", by=None)
        services.extend_session(session=hall, minutes=most["extra_minutes"], reason="断网", by=None)
    assert fresh(one).deadline == NOON + longest * MINUTE
    assert fresh(attempts(hall)[1]).deadline == NOON + (60 + most["extra_minutes"]) * MINUTE


def test_the_whole_session_gets_more_time_and_lasts_longer(at, hall, invigilator):
    with at(NOON + 30 * MINUTE):
        handed_in = hand_in(attempts(hall)[0])
        assert services.extend_session(session=hall, minutes=10, reason="停电", by=invigilator) == 2
    assert fresh(handed_in).deadline == NOON + 60 * MINUTE
    assert {fresh(a).deadline for a in attempts(hall)[1:]} == {NOON + 70 * MINUTE}
    assert fresh(hall).ends == NOON + 130 * MINUTE
    assert lines("session_extended").get().reason == "停电"
    assert lines("attempt_extended").count() == 2


# --- calling in ------------------------------------------------------------------------------------------------------


def test_a_paper_that_is_called_in_ends_by_the_clock_with_its_grace(at, hall, invigilator):
    one = attempts(hall)[0]
    with at(NOON + 20 * MINUTE):
        services.call_in_attempt(attempt=one, reason="身体不适，自愿结束", by=invigilator)
    assert fresh(one).deadline == NOON + 21 * MINUTE
    with at(NOON + 21 * MINUTE + 30 * SECOND):
        assert answer(one, 1, "A").late
        assert services.close_expired() == 0
    with at(NOON + 22 * MINUTE + SECOND):
        assert fresh(one).ended_by_clock
        assert services.close_expired() == 1
    assert fresh(one).submitted_at == NOON + 22 * MINUTE
    assert lines("attempt_called_in").get().reason == "身体不适，自愿结束"


@pytest.mark.both_databases
def test_the_whole_session_is_called_in_and_whoever_has_less_time_keeps_it(at, hall, invigilator):
    short = attempts(hall)[0]
    Attempt.objects.filter(pk=short.pk).update(deadline=NOON + 20 * MINUTE, final_at=NOON + 21 * MINUTE)
    with at(NOON + 20 * MINUTE - 10 * SECOND):
        services.call_in_session(session=hall, by=invigilator, seconds=120)
    collected = NOON + 22 * MINUTE - 10 * SECOND
    assert fresh(short).deadline == NOON + 20 * MINUTE
    assert {fresh(a).deadline for a in attempts(hall)[1:]} == {collected}
    assert fresh(hall).called_in_at == collected
    with at(collected + SECOND):
        assert fresh(hall).is_over


def test_the_earlier_of_two_calls_holds_and_time_given_afterwards_moves_it(at, hall):
    with at(NOON + 20 * MINUTE):
        services.call_in_session(session=hall, by=None, seconds=60)
        services.call_in_session(session=hall, by=None, seconds=300)
        assert limits(hall) == {(21 * MINUTE, 22 * MINUTE)}
        services.extend_session(session=hall, minutes=5, reason="收早了", by=None)
    assert limits(hall) == {(26 * MINUTE, 27 * MINUTE)}
    assert fresh(hall).called_in_at == NOON + 26 * MINUTE


def test_an_override_does_not_bring_back_what_was_called_in(at, hall):
    one = attempts(hall)[0]
    with at(NOON + 20 * MINUTE):
        services.call_in_attempt(attempt=one, reason="代考嫌疑", by=None, seconds=0)
        services.set_override(exam=hall.exam, person=one.entry.person, minutes=90, reason="延迟发卷", by=None)
    assert fresh(one).deadline == NOON + 20 * MINUTE


def test_a_pause_after_the_call_moves_the_moment_along(at, hall):
    with at(NOON + 20 * MINUTE):
        services.call_in_session(session=hall, by=None, seconds=60)
    with at(NOON + 20 * MINUTE + 30 * SECOND):
        services.pause_session(session=hall, message="", by=None)
    with at(NOON + 30 * MINUTE + 30 * SECOND):
        services.resume_session(session=hall, by=None)
    assert limits(hall) == {(31 * MINUTE, 32 * MINUTE)}
    assert fresh(hall).called_in_at == NOON + 31 * MINUTE
    assert {a.called_in_at for a in attempts(hall)} == {NOON + 31 * MINUTE}


def test_calling_in_ends_a_pause(at, hall):
    with at(NOON + 20 * MINUTE):
        services.pause_session(session=hall, message="停电", by=None)
    with at(NOON + 40 * MINUTE):
        services.call_in_session(session=hall, by=None)
    assert fresh(hall).paused_at is None
    assert limits(hall) == {(41 * MINUTE, 42 * MINUTE)}
    with at(NOON + 42 * MINUTE + SECOND):
        assert services.close_expired() == 3


def test_one_paper_can_be_called_in_out_of_a_pause(at, hall):
    one = attempts(hall)[0]
    with at(NOON + 20 * MINUTE):
        services.pause_session(session=hall, message="停电", by=None)
        services.call_in_attempt(attempt=one, reason="身体不适", by=None)
    with at(NOON + 22 * MINUTE + SECOND):
        assert services.close_expired() == 1
        assert fresh(one).is_finished


@pytest.mark.parametrize("seconds", [-1, 601])
def test_papers_are_called_in_within_ten_minutes(at, hall, seconds):
    with at(NOON):
        for refused in (
            lambda: services.call_in_session(session=hall, by=None, seconds=seconds),
            lambda: services.call_in_attempt(attempt=attempts(hall)[0], reason="x", by=None, seconds=seconds),
        ):
            with pytest.raises(DomainError, match="beyond_maximum"):
                refused()


def test_a_paper_that_is_voided_in_a_pause_is_no_longer_paused(at, hall, invigilator):
    one = attempts(hall)[0]
    with at(NOON + MINUTE):
        services.pause_session(session=hall, message="", by=invigilator)
        voided = services.void_attempt(attempt=one, reason="替考，14:50 当场核实", by=invigilator)
    assert (voided.state, voided.paused_at) == (AttemptState.VOIDED, None)


# --- who may ---------------------------------------------------------------------------------------------------------


def acts(session, by):
    """Every act on this session and on an attempt in it, each undone by nothing: called until it is refused or done."""
    one = attempts(session)[0]
    return {
        "pause": lambda: services.pause_session(session=session, message="", by=by),
        "resume": lambda: services.resume_session(session=session, by=by),
        "extend": lambda: services.extend_attempt(attempt=one, minutes=1, reason="断网", by=by),
        "extend all": lambda: services.extend_session(session=session, minutes=1, reason="断网", by=by),
        "code": lambda: services.renew_code(session=session, by=by),
        "call in": lambda: services.call_in_attempt(attempt=one, reason="断网", by=by),
        "call in all": lambda: services.call_in_session(session=session, by=by),
        "void": lambda: services.void_attempt(attempt=one, reason="替考", by=by),
    }


def refused(session, by):
    """The acts that are refused to somebody."""
    return {name for name, act in acts(session, by).items() if code_of(act) == "not_allowed"}


def code_of(act):
    try:
        return act() and ""
    except DomainError as error:
        return error.code


@pytest.mark.parametrize("role", [Role.INVIGILATOR, Role.TRAINER, Role.STREET_ADMIN, Role.SYSTEM_ADMIN])
def test_roles_at_the_unit_of_the_session_may_do_everything(at, hall, role):
    with at(NOON + MINUTE):
        assert refused(hall, staff(role)) == set()


def test_a_role_above_the_unit_may_too(at, hall):
    with at(NOON + MINUTE):
        assert refused(hall, staff(Role.INVIGILATOR, street().get_parent())) == set()


def test_whoever_is_named_as_invigilator_may_without_any_role(at, hall):
    with at(NOON + MINUTE):
        named = candidate()
        hall.invigilators.add(named)
        assert refused(hall, named) == set()


@pytest.mark.parametrize("role", [Role.DATA_VIEWER, Role.MARKER, Role.LEARNER, Role.QUESTION_AUTHOR])
def test_other_roles_at_the_unit_may_do_nothing(at, hall, role):
    with at(NOON + MINUTE):
        assert refused(hall, staff(role)) == set(acts(hall, None))


def test_roles_at_a_sibling_unit_or_below_the_session_may_do_nothing_to_it(at, hall):
    with at(NOON + MINUTE):
        sibling = UnitFactory(kind=UnitKind.STREET, parent=street().get_parent())
        assert refused(hall, staff(Role.INVIGILATOR, sibling)) == set(acts(hall, None))
        below = staff(Role.INVIGILATOR, street().get_children().first())
        # Below the unit they oversee its people, not the session.
        assert refused(hall, below) == {"pause", "resume", "extend all", "code", "call in all"}


def test_a_candidate_may_not_invigilate_the_session_whatever_their_role(at, hall):
    with at(NOON + MINUTE):
        trainer = staff(Role.TRAINER)
        services.place_entries(session=hall, people=[candidate()], by=trainer)
        entry = hall.entries.last()
        entry.person = trainer
        entry.save()
        assert {"pause", "resume", "extend all", "call in all"} <= refused(hall, trainer)


def test_nobody_acts_on_their_own_attempt(at):
    with at(NOON):
        trainer = staff(Role.SYSTEM_ADMIN, street().get_parent())
        own = make_attempt(entry=EntryFactory(exam=make_exam(), person=trainer))
        for act in (services.extend_attempt, services.call_in_attempt, services.void_attempt):
            given = {"minutes": 5} if act is services.extend_attempt else {}
            with pytest.raises(DomainError, match="not_allowed"):
                act(attempt=own, reason="断网", by=trainer, **given)


def test_without_a_session_whoever_oversees_the_person_may(at, invigilator):
    with at(NOON):
        attempt = make_attempt(entry=EntryFactory(exam=make_exam(minutes=60), person=candidate()))
        services.extend_attempt(attempt=attempt, minutes=5, reason="断网", by=invigilator)
        stranger = staff(Role.INVIGILATOR, UnitFactory(kind=UnitKind.STREET, parent=street().get_parent()))
        with pytest.raises(DomainError, match="not_allowed"):
            services.extend_attempt(attempt=attempt, minutes=5, reason="断网", by=stranger)
    assert fresh(attempt).deadline == NOON + 65 * MINUTE


@pytest.mark.parametrize("reason", ["", "  "])
def test_what_concerns_one_person_needs_a_reason(at, hall, reason):
    one = attempts(hall)[0]
    with at(NOON):
        for act in (
            lambda: services.extend_attempt(attempt=one, minutes=5, reason=reason, by=None),
            lambda: services.extend_session(session=hall, minutes=5, reason=reason, by=None),
            lambda: services.call_in_attempt(attempt=one, reason=reason, by=None),
            lambda: services.void_attempt(attempt=one, reason=reason, by=None),
        ):
            with pytest.raises(DomainError, match="reason_missing"):
                act()
