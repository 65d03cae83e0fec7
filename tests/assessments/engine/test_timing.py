from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.timing import Arrival, Limits, added_by_pause, limits

START = datetime(2026, 6, 25, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_deadline_is_start_plus_minutes_and_the_grace_follows():
    limit = limits(started=START, minutes=60, grace_seconds=90, closes=None)
    assert limit.deadline == START + HOUR
    assert limit.final_at == START + HOUR + timedelta(seconds=90)


@pytest.mark.parametrize("closes_after", [timedelta(minutes=20), HOUR, HOUR * 5])
def test_a_window_that_closes_earlier_cuts_the_time_and_never_lengthens_it(closes_after):
    limit = limits(started=START, minutes=60, grace_seconds=0, closes=START + closes_after)
    assert limit.deadline == START + min(HOUR, closes_after)


@pytest.mark.anchor_05
@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, Arrival.IN_TIME),
        (0, Arrival.IN_TIME),
        (1, Arrival.LATE),
        (60, Arrival.LATE),
        (61, Arrival.TOO_LATE),
    ],
)
def test_an_answer_is_judged_by_the_second(seconds, expected):
    limit = limits(started=START, minutes=60, grace_seconds=60, closes=None)
    assert limit.judge(limit.deadline + timedelta(seconds=seconds)) is expected


def at(seconds):
    return START + timedelta(seconds=seconds)


def done(steps, deadline=3600, grace=60):
    """The limits (seconds from the start) after what an invigilator did: ("add", seconds) or ("call", moment)."""
    limit = Limits(at(deadline), at(deadline + grace))
    for what, number in steps:
        limit = limit.later(number) if what == "add" else limit.called_in(at(number))
    return (limit.deadline - START).total_seconds(), (limit.final_at - START).total_seconds()


@pytest.mark.parametrize(
    ("steps", "deadline", "final_at"),
    [
        ([], 3600, 3660),
        ([("add", 300)], 3900, 3960),
        ([("add", 0)], 3600, 3660),
        ([("add", 300), ("add", 120)], 4020, 4080),
        # called in: never later than it would have ended, and with its grace
        ([("call", 1000)], 1000, 1060),
        ([("call", 3599)], 3599, 3659),
        ([("call", 3600)], 3600, 3660),
        ([("call", 5000)], 3600, 3660),
        # twice: the earlier moment holds
        ([("call", 1000), ("call", 1200)], 1000, 1060),
        ([("call", 1200), ("call", 1000)], 1000, 1060),
        # time that is given after it was called in counts from there
        ([("call", 1000), ("add", 300)], 1300, 1360),
        ([("add", 300), ("call", 3700)], 3700, 3760),
    ],
)
def test_time_is_added_and_papers_are_called_in_with_the_grace_unchanged(steps, deadline, final_at):
    assert done(steps) == (deadline, final_at)


def test_nothing_is_called_in_without_a_moment():
    assert Limits(at(60), at(90)).called_in(None) == Limits(at(60), at(90))


@pytest.mark.parametrize(
    ("lasted", "added"),
    [
        (timedelta(0), 0),
        (timedelta(seconds=1), 1),
        (timedelta(microseconds=1), 1),
        (timedelta(seconds=119, milliseconds=400), 120),
        (timedelta(hours=2), 7200),
        (timedelta(seconds=-1), 0),
    ],
)
def test_a_pause_gives_back_all_it_took_and_never_less(lasted, added):
    assert added_by_pause(START, START + lasted) == added
