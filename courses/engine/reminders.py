"""When somebody is reminded of a last day, and how often: seldom, and once for each step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

# Days left at which an assignment is spoken of, and a completion that ends (domain.md 7.2, 7.5). -1: the day after.
DUE_STEPS = (7, 1, -1)
EXPIRY_STEPS = (90, 30, 7)
# What has been overdue for longer than this is no news.
STALE_DAYS = 30


def step(last_day: date, known_since: date, today: date, steps: Iterable[int]) -> int | None:
    """The latest step reached, or None: before the first, before it was known at all, or long over.

    Arguments: `last_day` of the assignment or completion, `known_since` the day on which the person was told of it
    (a step before that day is none), `steps` days left.
    """
    if (today - last_day).days > STALE_DAYS:
        return None
    reached = [days for days in steps if (last_day - today).days <= days]
    latest = min(reached, default=None)
    if latest is None or last_day - timedelta(days=latest) <= known_since:
        return None
    return latest
