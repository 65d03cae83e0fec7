"""From when, until when and how long a person may sit an exam, once everything that was granted is taken together.

Order of the rules, each with its reason:

1. The exam's window and the entry's window cut each other: an entry narrows for one person, never widens.
2. A group override replaces what the exam says. Of several groups the most lenient wins, field by field: nobody is
   worse off for belonging to one group more. A personal override beats every group, also where it is stricter: somebody
   looked at this very person.
3. A longer time limit moves the end of the window along by the same minutes, unless an override names that end itself.
   Extra time that the closing bell swallows is no extra time.
4. An accommodation belongs to the person and comes on top in every exam, again with the window: of its percent and its
   minutes whichever is more, since both were certified and the lower one must not undo the higher.
5. Nothing goes beyond the configured maxima, but what the exam itself says is never cut.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TypeVar

from assessments.engine.timing import Limits, limits

T = TypeVar("T")


@dataclass(frozen=True)
class Override:
    """What was granted for one exam to a person or a group; None says nothing."""

    opens: datetime | None = None
    closes: datetime | None = None
    minutes: int | None = None


@dataclass(frozen=True)
class ExtraTime:
    """A person's accommodation in every exam."""

    percent: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class Window:
    """An exam's or an entry's bounds; None: no bound."""

    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True)
class Maxima:
    """How far anything granted may go: the time limit, extra time, days that an end may be put off."""

    minutes: int = 480
    extra_percent: int = 100
    extra_minutes: int = 120
    days_after_close: int = 60


@dataclass(frozen=True)
class Allowance:
    """What holds for one person: the window in which to begin, the minutes from the start."""

    opens: datetime | None
    closes: datetime | None
    minutes: int

    def limits(self, *, started: datetime, grace_seconds: int) -> Limits:
        """The deadline of an attempt that began at `started`, and the last moment at which anything counts."""
        return limits(started=started, minutes=self.minutes, grace_seconds=grace_seconds, closes=self.closes)


def effective(
    *,
    minutes: int,
    windows: Sequence[Window] = (),
    personal: Override | None = None,
    groups: Sequence[Override] = (),
    extra: ExtraTime | None = None,
    maxima: Maxima | None = None,
) -> Allowance:
    """Take everything together (the rules are in the module's docstring).

    Arguments: `minutes` is the exam's own limit, `windows` are the exam's and the entry's.
    """
    maxima = maxima or Maxima()
    personal = personal or Override()
    closes = _earliest(window.closes for window in windows)
    granted_opens = _first(personal.opens, _earliest(group.opens for group in groups))
    granted_closes = _first(personal.closes, _latest(group.closes for group in groups))
    granted_minutes = _first(personal.minutes, max((g.minutes for g in groups if g.minutes), default=None))
    limit = min(granted_minutes or minutes, max(maxima.minutes, minutes))
    shift = max(limit - minutes, 0) if granted_closes is None else 0
    added = _added(limit, extra or ExtraTime(), maxima)
    return Allowance(
        opens=_first(granted_opens, _latest(window.opens for window in windows)),
        closes=_put_off(_first(granted_closes, closes), shift + added, closes, maxima),
        minutes=limit + added,
    )


def _added(limit: int, extra: ExtraTime, maxima: Maxima) -> int:
    percent = min(extra.percent, maxima.extra_percent)
    return max(ceil(limit * percent / 100), min(extra.minutes, maxima.extra_minutes))


def _put_off(end: datetime | None, minutes: int, own: datetime | None, maxima: Maxima) -> datetime | None:
    """`end` and the minutes that go on top, at most so many days after the exam's own end (none: no bound)."""
    if end is None:
        return None
    end += timedelta(minutes=minutes)
    return end if own is None else min(end, own + timedelta(days=maxima.days_after_close))


def _first(*values: T | None) -> T | None:
    return next((value for value in values if value is not None), None)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _latest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((moment for moment in moments if moment is not None), default=None)


def changed_limits(old: Limits, new: Limits, now: datetime) -> Limits:
    """The limits of an attempt under way after a change.

    Time that has passed is not taken back: a deadline that would now lie in the past lies at `now`, so that what was
    answered until this moment stays in time.
    """
    deadline = max(new.deadline, min(old.deadline, now))
    return Limits(deadline, deadline + (new.final_at - new.deadline))
