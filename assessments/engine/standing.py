"""What a person may do with an entry now: sit, go on, wait, or nothing more; and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from assessments.enums import EntryState


class Standing(Enum):
    READY = "ready"
    SITTING = "sitting"
    NOT_OPEN = "not_open"
    CLOSED = "closed"
    WAITING = "waiting"
    PENDING = "pending"
    PASSED = "passed"
    USED_UP = "used_up"
    # Not expected to sit it now.
    ABSENT = "absent"
    DEFERRED = "deferred"
    EXEMPT = "exempt"
    # Sat together with others: not placed yet, too late to come in, standing still, over.
    UNPLACED = "unplaced"
    TOO_LATE = "too_late"
    PAUSED = "paused"
    OVER = "over"


# The stable code with which a start is refused.
REFUSALS = {
    Standing.NOT_OPEN: "entry_not_open",
    Standing.CLOSED: "entry_closed",
    Standing.WAITING: "resit_too_early",
    Standing.PENDING: "result_pending",
    Standing.PASSED: "already_passed",
    Standing.USED_UP: "no_attempts_left",
    Standing.ABSENT: "entry_absent",
    Standing.DEFERRED: "entry_deferred",
    Standing.EXEMPT: "entry_exempt",
    Standing.UNPLACED: "entry_not_placed",
    Standing.TOO_LATE: "entry_too_late",
    Standing.PAUSED: "session_paused",
    Standing.OVER: "session_over",
}


@dataclass(frozen=True)
class AttemptFact:
    """One attempt that is not void: `ended_at` None while it can be answered; `passed` None while not released."""

    ended_at: datetime | None
    passed: bool | None


@dataclass(frozen=True)
class Hall:
    """The session: until when one may come in, whether its clock stands still, whether it is over or called in."""

    last_entry: datetime
    paused: bool = False
    over: bool = False


@dataclass(frozen=True)
class Rules:
    opens: datetime | None
    closes: datetime | None
    attempts_allowed: int
    resit_hours: int
    # A formal exam that was passed is not sat again in the same cycle.
    ends_when_passed: bool
    state: str = EntryState.DUE
    # Only for those who are placed in a session.
    needs_session: bool = False
    hall: Hall | None = None


@dataclass(frozen=True)
class Verdict:
    """`at` is when it changes by itself (opens, resit possible), or when it did; `attempts_used` counts void ones out."""

    standing: Standing
    attempts_used: int
    at: datetime | None = None


def judge(attempts: Sequence[AttemptFact], rules: Rules, now: datetime) -> Verdict:
    """Where an entry stands at `now`, given its attempts in order and its rules."""
    if any(attempt.ended_at is None for attempt in attempts):
        return Verdict(Standing.SITTING, len(attempts))
    verdict = _settled(attempts, rules) or _shut(attempts, rules, now)
    return verdict or Verdict(Standing.READY, len(attempts))


def _settled(attempts: Sequence[AttemptFact], rules: Rules) -> Verdict | None:
    """What no hour changes: passed, not expected, the last result awaited, no try left."""
    used = len(attempts)
    if rules.ends_when_passed and any(attempt.passed for attempt in attempts):
        return Verdict(Standing.PASSED, used)
    if rules.state != EntryState.DUE:
        return Verdict(Standing(rules.state), used, rules.closes)
    if any(attempt.passed is None for attempt in attempts):
        return Verdict(Standing.PENDING, used)
    if used >= rules.attempts_allowed:
        return Verdict(Standing.USED_UP, used)
    return Verdict(Standing.UNPLACED, used) if rules.needs_session and rules.hall is None else None


def _shut(attempts: Sequence[AttemptFact], rules: Rules, now: datetime) -> Verdict | None:
    """What the clock and those who run the session decide."""
    used, hall = len(attempts), rules.hall
    if hall is not None and hall.over:
        return Verdict(Standing.OVER, used)
    if rules.closes is not None and rules.closes <= now:
        return Verdict(Standing.OVER if hall else Standing.CLOSED, used, rules.closes)
    if rules.opens is not None and now < rules.opens:
        return Verdict(Standing.NOT_OPEN, used, rules.opens)
    again = _resit_from(attempts, rules)
    if again is not None and now < again:
        return Verdict(Standing.WAITING, used, again)
    if hall is not None and hall.paused:
        return Verdict(Standing.PAUSED, used)
    if hall is not None and hall.last_entry < now:
        return Verdict(Standing.TOO_LATE, used, hall.last_entry)
    return None


def _resit_from(attempts: Sequence[AttemptFact], rules: Rules) -> datetime | None:
    ends = [attempt.ended_at for attempt in attempts if attempt.ended_at is not None]
    return max(ends) + timedelta(hours=rules.resit_hours) if ends else None
