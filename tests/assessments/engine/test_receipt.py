from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assessments.engine.receipt import digest

AT = datetime(2026, 6, 25, 6, 0, tzinfo=UTC)
USUAL = {"attempt": 7, "sequence": 3, "answers": {1: "A", 2: ["A", "B"]}, "at": AT}


def test_the_same_answers_give_the_same_receipt_in_any_order():
    assert digest(**USUAL) == digest(**{**USUAL, "answers": {2: ["A", "B"], 1: "A"}})


@pytest.mark.parametrize(
    "change", [{"attempt": 8}, {"sequence": 4}, {"answers": {1: "B", 2: ["A", "B"]}}, {"at": AT.replace(second=1)}]
)
def test_any_change_gives_another_receipt(change):
    assert digest(**USUAL) != digest(**{**USUAL, **change})


def test_the_receipt_is_of_the_moment_wherever_its_clock_hangs():
    there = AT.astimezone(ZoneInfo("Asia/Shanghai"))
    assert digest(**USUAL) == digest(**{**USUAL, "at": there})
