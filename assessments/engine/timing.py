"""Until when an answer counts (the server's clock decides) and what became of one that came at a given moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum


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


def limits(*, started: datetime, minutes: int, grace_seconds: int, closes: datetime | None) -> Limits:
    """The limits of an attempt: its minutes from the start, cut off where the window closes; then the grace."""
    deadline = started + timedelta(minutes=minutes)
    if closes is not None:
        deadline = min(deadline, closes)
    return Limits(deadline, deadline + timedelta(seconds=grace_seconds))
