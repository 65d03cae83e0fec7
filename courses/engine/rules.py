"""Cycles, validity and the rule of a lesson check."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from courses.enums import RENEWAL_DAYS

# A lesson check is passed from this share on (domain.md 3, L1: 课后小测 ≥ 60%).
CHECK_PASS_SHARE = Decimal("0.6")


def next_cycle(last_cycle: int, withdrawn: bool, valid_until: date | None, day: date) -> int:
    """The cycle in which a person learns on `day`.

    Arguments: the last cycle completed (0: none yet), whether that completion was withdrawn, its last valid day (None:
    does not expire). While it holds and is not about to end, its cycle goes on; then the next one begins.
    """
    if last_cycle == 0:
        return 1
    if withdrawn:
        return last_cycle + 1
    if valid_until is None or valid_until > day + timedelta(days=RENEWAL_DAYS):
        return last_cycle
    return last_cycle + 1


def locked_lessons(order: Sequence[int], done: Collection[int], ever_done: Collection[int]) -> frozenset[int]:
    """The lessons that wait for an earlier one, in a course that is learnt in order.

    Arguments: `order` the published lessons; `done` those finished in this cycle, `ever_done` in whatever cycle: what was
    finished once stays open, also for those who only look something up.
    """
    first_open = next((place for place, lesson in enumerate(order) if lesson not in done), len(order))
    return frozenset(lesson for lesson in order[first_open + 1 :] if lesson not in ever_done)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last day on which a completion holds: the same day so many months later, or the last of that month."""
    if not months:
        return None
    years, month = divmod(completed_on.month - 1 + months, 12)
    year, month = completed_on.year + years, month + 1
    return completed_on.replace(year=year, month=month, day=min(completed_on.day, monthrange(year, month)[1]))


def check_passed(shares: Sequence[Decimal]) -> bool:
    """Whether the shares (0–1) of the questions of a lesson check together reach the pass share."""
    return bool(shares) and sum(shares) >= CHECK_PASS_SHARE * len(shares)
