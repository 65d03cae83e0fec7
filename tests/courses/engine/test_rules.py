from datetime import date
from decimal import Decimal

import pytest

from courses.engine.rules import check_passed, next_cycle, valid_until

TODAY = date(2026, 6, 25)


@pytest.mark.parametrize(
    ("last", "withdrawn", "until", "cycle"),
    [
        (0, False, None, 1),
        (1, False, None, 1),
        (1, False, date(2027, 6, 25), 1),
        (1, False, date(2026, 9, 24), 1),  # 91 days left
        (1, False, date(2026, 9, 23), 2),  # 90 days left: the renewal window
        (1, False, date(2026, 1, 1), 2),
        (3, False, date(2026, 1, 1), 4),
        (1, True, None, 2),
        (1, True, date(2027, 6, 25), 2),
    ],
)
def test_a_new_cycle_begins_in_the_last_ninety_days_and_never_before(last, withdrawn, until, cycle):
    assert next_cycle(last, withdrawn, until, TODAY) == cycle


@pytest.mark.parametrize(
    ("day", "months", "last_day"),
    [
        (date(2026, 6, 25), 24, date(2028, 6, 25)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 6, 25), None, None),
    ],
)
def test_validity_counts_calendar_months_and_ends_on_a_day_that_exists(day, months, last_day):
    assert valid_until(day, months) == last_day


@pytest.mark.parametrize(
    ("shares", "passed"),
    [
        ([], False),
        (["1", "0"], False),
        (["1", "1", "0"], True),
        (["1", "0.5", "0.5", "0.5", "0.5"], True),
        (["1", "0.5", "0.5", "0.5", "0.4"], False),
    ],
)
def test_a_check_is_passed_from_sixty_per_cent_on(shares, passed):
    assert check_passed([Decimal(share) for share in shares]) is passed
