"""学时: how many hours the finished lesson, the passed exam and the whole course give, and what counts below the caps.

Minutes here are those an editor planned for a lesson; nobody's reading time is known (domain.md 7.9).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

# The longest planned minutes of a lesson (None: longer than all before) and its hours, shortest first.
Steps = Sequence[tuple[int | None, Decimal]]
# 学时 are given in quarters (glossary, domain.md 2).
QUARTER = Decimal("0.25")


def steps_of(stored: Iterable[Sequence[Any]]) -> list[tuple[int | None, Decimal]]:
    """The steps as a rule stores them: [[15, "0.25"], [29, "0.5"], [null, "1.0"]]."""
    return [(None if longest is None else int(longest), Decimal(str(hours))) for longest, hours in stored]


def lesson_hours(minutes: int, steps: Steps) -> Decimal:
    """The hours of a finished lesson of so many planned minutes: those of the first step it fits in."""
    return next((hours for longest, hours in steps if longest is None or minutes <= longest), Decimal(0))


def course_hours(lessons: Iterable[int], steps: Steps, exam_hours: Decimal) -> Decimal:
    """The hours of a whole course: of its lessons by their planned minutes, and of its exam (0 without one)."""
    return sum((lesson_hours(minutes, steps) for minutes in lessons), Decimal(0)) + exam_hours


def counting(
    earned: Decimal,
    *,
    in_year: Decimal,
    in_source: Decimal,
    yearly_cap: Decimal | None,
    source_cap: Decimal | None,
) -> Decimal:
    """What counts of `earned` when so much counts already, in the year and from the same source (None: no cap)."""
    room = [earned]
    if yearly_cap is not None:
        room.append(yearly_cap - in_year)
    if source_cap is not None:
        room.append(source_cap - in_source)
    return max(Decimal(0), min(room))


def is_quarter(hours: Decimal) -> bool:
    """Whether these are whole quarters."""
    return hours % QUARTER == 0


def steps_problem(steps: Steps) -> str:
    """What is wrong with the steps of a rule, as a code; "" when nothing is.

    no_steps, not_ascending (each step reaches further and gives more), open_end (the last alone has no end), not_quarters.
    """
    ends = [longest for longest, _hours in steps]
    hours = [hours for _longest, hours in steps]
    if not steps:
        return "no_steps"
    if ends[-1] is not None or None in ends[:-1]:
        return "open_end"
    limits = [end for end in ends if end is not None]
    if limits != sorted(set(limits)) or hours != sorted(set(hours)) or any(end < 1 for end in limits):
        return "not_ascending"
    return "" if all(hour > 0 and is_quarter(hour) for hour in hours) else "not_quarters"
