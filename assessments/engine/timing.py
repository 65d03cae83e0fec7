"""Until when an answer counts (the server's clock decides) and what became of one that came at a given moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from math import ceil


class Arrival(Enum):
    IN_TIME = "in_time"
    # After the deadline, within the grace: counts, and is marked as late.
    LATE = "late"
    # After the grace: kept and shown, never counted.
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Limits:
    """`deadline` is what the candidate is told; until `final_at` what was under way is still taken."""

    deadline: datetime
    final_at: datetime

    def judge(self, moment: datetime) -> Arrival:
        """What becomes of an answer that arrives at `moment`; both bounds belong to the better side."""
        if moment <= self.deadline:
            return Arrival.IN_TIME
        return Arrival.LATE if moment <= self.final_at else Arrival.TOO_LATE

    def later(self, seconds: int) -> "Limits":
        """Both bounds put off."""
        shift = timedelta(seconds=seconds)
        return Limits(self.deadline + shift, self.final_at + shift)

    def called_in(self, moment: datetime | None) -> "Limits":
        """Ends at `moment` if it would last longer; the grace stays, for what is on its way. None changes nothing."""
        if moment is None or moment >= self.deadline:
            return self
        return Limits(moment, moment + (self.final_at - self.deadline))


def limits(*, started: datetime, minutes: int, grace_seconds: int, closes: datetime | None) -> Limits:
    """The limits of an attempt: its minutes from the start, cut off where the window closes; then the grace."""
    deadline = started + timedelta(minutes=minutes)
    if closes is not None:
        deadline = min(deadline, closes)
    return Limits(deadline, deadline + timedelta(seconds=grace_seconds))


def added_by_pause(paused_at: datetime, now: datetime) -> int:
    """Whole seconds that a pause gives back: a begun second counts as one, so that nobody loses any."""
    return max(ceil((now - paused_at).total_seconds()), 0)
