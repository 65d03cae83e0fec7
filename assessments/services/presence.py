"""When a candidate's page was last heard of, and on which device: kept in the cache only, where losing it costs nothing.

The desk falls back on the last answer where the cache knows nothing.
"""

from collections.abc import Iterable
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.core.cache import cache

from core import clock

# Longer than any sitting with its pauses.
KEPT = 24 * 3600
# Answers come faster than the desk looks: a contact this young is not written again.
FRESH = timedelta(seconds=3)


@dataclass(frozen=True)
class Seen:
    """The last contact, the device it came from, and when that device took over from another one (None: never)."""

    at: datetime
    device: str
    changed_at: datetime | None = None


def note_seen(*, attempt: int, device: str) -> Seen:
    """Note that a page of this attempt was heard of now.

    Arguments: `attempt` its id; `device` any text that stays the same on one device, "" where nothing is known: that is
    no other device. No query.
    """
    kept = cache.get(_key(attempt))
    now, old = clock.now(), Seen(*kept) if kept else None
    changed = bool(old and device and old.device and device != old.device)
    if old and not changed and now - old.at < FRESH:
        return old
    seen = Seen(now, device or (old.device if old else ""), now if changed else (old.changed_at if old else None))
    cache.set(_key(attempt), astuple(seen), KEPT)
    return seen


def note_left(attempt: int) -> None:
    """Note that the page of this attempt was left now."""
    cache.set(_left_key(attempt), clock.now(), KEPT)


def take_time_away(attempt: int) -> timedelta:
    """How long ago the page was left; asked once, and nothing where it was not left or the cache has forgotten."""
    left_at = cache.get(_left_key(attempt))
    cache.delete(_left_key(attempt))
    return clock.now() - left_at if left_at else timedelta()


def last_seen(attempt_ids: Iterable[int]) -> dict[int, Seen]:
    """The last contact of each attempt that the cache knows, by its id. No query."""
    found = cache.get_many([_key(attempt) for attempt in attempt_ids])
    return {int(key.rsplit(":", 1)[1]): Seen(*kept) for key, kept in found.items()}


def _left_key(attempt: int) -> str:
    return f"assessments.left:{attempt}"


def _key(attempt: int) -> str:
    return f"assessments.seen:{attempt}"
