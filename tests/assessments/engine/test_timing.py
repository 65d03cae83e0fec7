from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.timing import Arrival, limits

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
