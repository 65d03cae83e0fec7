from datetime import UTC, datetime, timedelta

import pytest

from assessments.engine.arrival import Fate, Sheet, judge_arrival
from assessments.enums import AttemptState
from core.errors import DomainError

NOON = datetime(2026, 6, 25, 4, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def sheet(**change):
    """A paper of which three answers were taken, due at noon with a minute of grace."""
    facts = {
        "id": 1,
        "state": AttemptState.IN_PROGRESS,
        "sequence": 3,
        "deadline": NOON,
        "final_at": NOON + MINUTE,
        "submitted_at": None,
        "paused_at": None,
        "rules": {},
        "reached": 1,
        "item": 1,
        "position": 2,
        "type_code": "single",
        "content": {},
    }
    return Sheet(**{**facts, **change})


def judged(now, base=3, **change):
    try:
        return judge_arrival(sheet(**change), base_sequence=base, now=now)
    except DomainError as error:
        return error.code


@pytest.mark.parametrize(
    ("now", "fate"),
    [
        (NOON, Fate.COUNTS),
        (NOON + timedelta(microseconds=1), Fate.LATE),
        (NOON + MINUTE, Fate.LATE),
        (NOON + MINUTE + timedelta(microseconds=1), Fate.KEPT),
    ],
)
def test_both_bounds_belong_to_the_better_side(now, fate):
    assert judged(now) == fate


@pytest.mark.parametrize("base", [2, 4])
def test_an_answer_must_follow_the_last_one(base):
    assert judged(NOON, base) == "stale_answer"


def test_what_the_clock_cut_off_is_kept_even_when_it_was_written_on_top_of_something_else():
    assert judged(NOON + 2 * MINUTE, base=0) == Fate.KEPT


@pytest.mark.parametrize("now", [NOON - MINUTE, NOON + 2 * MINUTE])
def test_after_handing_in_nothing_is_taken(now):
    assert judged(now, state=AttemptState.RELEASED, submitted_at=NOON - 2 * MINUTE) == "attempt_finished"


def test_what_the_clock_collected_is_no_handing_in():
    assert judged(NOON + 2 * MINUTE, state=AttemptState.RELEASED, submitted_at=NOON + MINUTE) == Fate.KEPT


def test_a_void_paper_takes_nothing():
    assert judged(NOON + 2 * MINUTE, state=AttemptState.VOIDED) == "attempt_finished"


@pytest.mark.parametrize(("reached", "fate"), [(1, "not_this_question"), (2, Fate.COUNTS), (3, "not_this_question")])
@pytest.mark.parametrize("late", [False, True])
def test_where_the_order_is_held_only_the_question_reached_takes_an_answer(reached, fate, late):
    now = NOON + 2 * MINUTE if late else NOON
    expected = Fate.KEPT if late and fate is Fate.COUNTS else fate
    assert judged(now, rules={"sequential": True}, reached=reached) == expected


@pytest.mark.parametrize("now", [NOON - MINUTE, NOON + 30 * MINUTE])
@pytest.mark.parametrize("base", [2, 3])
def test_a_paused_paper_takes_nothing_however_long_it_lasts_and_nothing_is_too_late(now, base):
    assert judged(now, base, paused_at=NOON - 2 * MINUTE) == "attempt_paused"


def test_a_pause_in_the_grace_takes_nothing_either():
    assert judged(NOON + 30 * MINUTE, paused_at=NOON + MINUTE / 2) == "attempt_paused"
