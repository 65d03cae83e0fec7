from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.standing import AttemptFact, Hall, Rules, Standing, judge

NOW = datetime(2026, 6, 25, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OPEN = AttemptFact(ended_at=None, passed=None)
FAILED = AttemptFact(ended_at=NOW - 2 * DAY, passed=False)
PASSED = AttemptFact(ended_at=NOW - 2 * DAY, passed=True)
UNRELEASED = AttemptFact(ended_at=NOW - 2 * DAY, passed=None)
JUST_FAILED = AttemptFact(ended_at=NOW - timedelta(hours=1), passed=False)


def rules(**changes):
    usual = {"opens": None, "closes": None, "attempts_allowed": 3, "resit_hours": 24, "ends_when_passed": True}
    return Rules(**{**usual, **changes})


@pytest.mark.parametrize(
    ("attempts", "changes", "expected"),
    [
        ([], {}, Standing.READY),
        ([], {"opens": NOW}, Standing.READY),
        ([], {"opens": NOW + DAY}, Standing.NOT_OPEN),
        ([], {"closes": NOW}, Standing.CLOSED),
        ([], {"closes": NOW + DAY}, Standing.READY),
        ([OPEN], {}, Standing.SITTING),
        ([OPEN], {"closes": NOW}, Standing.SITTING),
        ([FAILED], {}, Standing.READY),
        ([JUST_FAILED], {}, Standing.WAITING),
        ([JUST_FAILED], {"resit_hours": 1}, Standing.READY),
        ([UNRELEASED], {}, Standing.PENDING),
        ([PASSED], {}, Standing.PASSED),
        ([PASSED], {"ends_when_passed": False}, Standing.READY),
        ([FAILED] * 3, {}, Standing.USED_UP),
        ([FAILED, PASSED], {"closes": NOW}, Standing.PASSED),
        ([], {"state": "absent"}, Standing.ABSENT),
        ([FAILED], {"state": "deferred"}, Standing.DEFERRED),
        ([FAILED] * 3, {"state": "exempt"}, Standing.EXEMPT),
        ([OPEN], {"state": "deferred"}, Standing.SITTING),
        ([PASSED], {"state": "exempt"}, Standing.PASSED),
        ([], {"needs_session": True}, Standing.UNPLACED),
        ([], {"needs_session": True, "hall": Hall(NOW)}, Standing.READY),
        ([], {"hall": Hall(NOW - timedelta(seconds=1))}, Standing.TOO_LATE),
        ([], {"hall": Hall(NOW + DAY, paused=True)}, Standing.PAUSED),
        ([], {"hall": Hall(NOW + DAY, over=True)}, Standing.OVER),
        ([], {"hall": Hall(NOW + DAY), "closes": NOW}, Standing.OVER),
        ([], {"hall": Hall(NOW + DAY), "opens": NOW + DAY}, Standing.NOT_OPEN),
        ([OPEN], {"hall": Hall(NOW - DAY, over=True)}, Standing.SITTING),
    ],
)
def test_the_standing_follows_from_attempts_window_and_rules(attempts, changes, expected):
    assert judge(attempts, rules(**changes), NOW).standing is expected


def test_a_resit_says_from_when_it_is_possible():
    assert judge([JUST_FAILED], rules(), NOW).at == JUST_FAILED.ended_at + DAY


def test_an_unreleased_pass_looks_like_an_unreleased_failure():
    """Otherwise the list of exams would tell the result before its release."""
    assert judge([UNRELEASED], rules(), NOW) == judge([AttemptFact(UNRELEASED.ended_at, None)], rules(), NOW)
