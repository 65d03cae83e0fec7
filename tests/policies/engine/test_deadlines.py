from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import yaml
from django.conf import settings

from policies.engine import deadlines

ZONE = ZoneInfo("Asia/Shanghai")


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("came", "until"),
    [
        ("2026-11-23T09:00", "2026-11-25T17:30"),  # Monday → Wednesday
        ("2026-11-23T23:59", "2026-11-25T17:30"),
        ("2026-11-26T08:00", "2026-11-30T17:30"),  # Thursday → Monday
        ("2026-11-27T18:00", "2026-12-01T17:30"),  # Friday → Tuesday
        ("2026-11-28T10:00", "2026-12-01T17:30"),  # Saturday → Tuesday
    ],
)
def test_two_working_days_to_accept(came, until):
    assert deadlines.accept_by(local(came), {}) == local(until)


def test_holidays_are_left_out_and_weekend_days_that_are_worked_count():
    special = {date(2026, 11, 24): False, date(2026, 11, 28): True}
    assert deadlines.accept_by(local("2026-11-23T09:00"), special) == local("2026-11-26T17:30")
    assert deadlines.accept_by(local("2026-11-26T09:00"), special) == local("2026-11-28T17:30")


def test_fifteen_days_to_answer_as_the_content_says():
    rows = yaml.safe_load((settings.CONTENT_DIR / "resident_questions.yaml").read_text())["questions"]
    for row in rows:
        came = datetime.fromisoformat(row["asked_at"]).astimezone(ZONE)
        assert deadlines.answer_by(came) == datetime.fromisoformat(row["due_at"]), row["id"]
        if row["extended"]:
            longer = deadlines.extended(deadlines.answer_by(came), row["extended"]["days"])
            assert longer == datetime.fromisoformat(row["extended"]["new_due"])


def test_a_deadline_is_amber_three_days_before_and_red_after():
    until = local("2026-12-08T17:30")
    ahead = {
        timedelta(days=3, seconds=1): "info",
        timedelta(days=3): "due",
        timedelta(0): "due",
        -timedelta(seconds=1): "overdue",
    }
    assert {left: deadlines.light(until, until - left, accepting=False) for left in ahead} == ahead
    assert deadlines.light(until, until - timedelta(days=2), accepting=True) == "info"
    assert deadlines.light(until, until - timedelta(days=1), accepting=True) == "due"
