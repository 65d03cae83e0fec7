"""What a person may do with an entry now: sit, go on, wait, or nothing more; and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


class Standing(Enum):
    READY = "ready"
    SITTING = "sitting"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    WAITING = "waiting"
    PENDING = "pending"
    PASSED = "passed"
    USED_UP = "used_up"


# The stable code with which a start is refused.
REFUSALS = {
    Standing.NOT_OPEN: "entry_not_open",
    Standing.CLOSED: "entry_closed",
    Standing.WAITING: "resit_too_early",
    Standing.PENDING: "result_pending",
    Standing.PASSED: "already_passed",
    Standing.USED_UP: "no_attempts_left",
}


@dataclass(frozen=True)
class AttemptFact:
    """One attempt that is not void: `ended_at` None while it can be answered; `passed` None while not released."""

    ended_at: datetime | None
    passed: bool | None


@dataclass(frozen=True)
class Rules:
    opens: datetime | None
    closes: datetime | None
    attempts_allowed: int
    resit_hours: int
    # A formal exam that was passed is not sat again in the same cycle.
    ends_when_passed: bool


@dataclass(frozen=True)
class Verdict:
    """`at` is when it changes by itself (opens, resit possible); `attempts_used` counts void ones out."""

    standing: Standing
    attempts_used: int
    at: datetime | None = None


def judge(attempts: Sequence[AttemptFact], rules: Rules, now: datetime) -> Verdict:
    """Where an entry stands at `now`, given its attempts in order and its rules."""
    used = len(attempts)
    if any(attempt.ended_at is None for attempt in attempts):
        return Verdict(Standing.SITTING, used)
    if rules.ends_when_passed and any(attempt.passed for attempt in attempts):
        return Verdict(Standing.PASSED, used)
    if any(attempt.passed is None for attempt in attempts):
        return Verdict(Standing.PENDING, used)
    if used >= rules.attempts_allowed:
        return Verdict(Standing.USED_UP, used)
    if rules.closes is not None and rules.closes <= now:
        return Verdict(Standing.CLOSED, used, rules.closes)
    if rules.opens is not None and now < rules.opens:
        return Verdict(Standing.NOT_OPEN, used, rules.opens)
    again = _resit_from(attempts, rules)
    if again is not None and now < again:
        return Verdict(Standing.WAITING, used, again)
    return Verdict(Standing.READY, used)


def _resit_from(attempts: Sequence[AttemptFact], rules: Rules) -> datetime | None:
    ends = [attempt.ended_at for attempt in attempts if attempt.ended_at is not None]
    return max(ends) + timedelta(hours=rules.resit_hours) if ends else None
