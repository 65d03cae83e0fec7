from datetime import date, timedelta

import pytest

from courses.engine.reminders import DUE_STEPS, EXPIRY_STEPS, step

TODAY = date(2026, 6, 1)
LONG_AGO = date(2025, 1, 1)


@pytest.mark.parametrize(
    ("days_left", "expected"),
    [(8, None), (7, 7), (5, 7), (2, 7), (1, 1), (0, 1), (-1, -1), (-30, -1), (-31, None)],
)
def test_an_assignment_is_spoken_of_a_week_before_a_day_before_and_when_it_is_over(days_left, expected):
    assert step(TODAY + timedelta(days=days_left), LONG_AGO, TODAY, DUE_STEPS) == expected


@pytest.mark.parametrize(("days_left", "expected"), [(91, None), (90, 90), (31, 90), (30, 30), (7, 7), (0, 7)])
def test_what_ends_is_spoken_of_at_90_30_and_7_days(days_left, expected):
    assert step(TODAY + timedelta(days=days_left), LONG_AGO, TODAY, EXPIRY_STEPS) == expected


def test_a_step_before_the_person_knew_of_it_is_none():
    last_day = TODAY + timedelta(days=5)
    assert step(last_day, TODAY - timedelta(days=1), TODAY, DUE_STEPS) is None
    assert step(last_day, TODAY - timedelta(days=3), TODAY, DUE_STEPS) == 7
