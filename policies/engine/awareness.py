"""Awareness (知晓率) as a share with its interval, and which counts and totals may be shown together.

n is the number of people who answered (one per device and week), not the number of answers: the three answers of one person
are not independent, so counting them as three would make the interval too narrow. With n people it is wider than it need
be, never narrower (the design effect of a cluster of three lies between 1 and 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

# Below this many people nothing but the fact is shown (domain.md 7.6).
LEAST = 10
# A hidden count must stay possible within a range at least this wide, whatever totals stand beside it.
BLUR = 3
# 95 %, two-sided.
Z = 1.959964


@dataclass(frozen=True)
class Share:
    """Of `asked` answers by `n` people `right` were right; `low` and `high` (0 to 1) bound the 95 % interval."""

    n: int
    asked: int
    right: int
    low: float
    high: float

    @property
    def value(self) -> float:
        return self.right / self.asked

    @property
    def percent(self) -> int:
        return round(100 * self.value)

    @property
    def low_percent(self) -> int:
        return round(100 * self.low)

    @property
    def high_percent(self) -> int:
        return round(100 * self.high)


@dataclass(frozen=True)
class Tally:
    """What was counted somewhere: people, answers, right answers."""

    n: int = 0
    asked: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.n + other.n, self.asked + other.asked, self.right + other.right)

    @property
    def is_hidden(self) -> bool:
        """Somebody answered, and too few to be shown."""
        return 0 < self.n < LEAST

    @property
    def share(self) -> Share | None:
        """The share, or None where nobody answered or too few did."""
        if self.n < LEAST or not self.asked:
            return None
        low, high = wilson(self.right / self.asked, self.n)
        return Share(self.n, self.asked, self.right, low, high)


NOTHING = Tally()


def wilson(share: float, n: int, z: float = Z) -> tuple[float, float]:
    """The score interval of a `share` (0 to 1) among `n`, as two shares; `n` is at least 1.

    Source: E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, JASA 22 (1927), 209–212.
    """
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def total(tallies: Iterable[Tally]) -> Tally:
    """Everything counted together."""
    return sum(tallies, NOTHING)


def is_safe(hidden: Sequence[int]) -> bool:
    """Whether the sum of these hidden counts may be known: none can be worked out from it.

    Each is known to lie between 1 and `LEAST` - 1. One of k that add up to s then lies between s - (k-1)(LEAST-1) and
    s - (k-1): that range has to stay wide. And fewer than `LEAST` people together are too few like fewer anywhere.
    """
    if not hidden:
        return True
    most, others, added = LEAST - 1, len(hidden) - 1, sum(hidden)
    low, high = max(1, added - others * most), min(most, added - others)
    return added >= LEAST and high - low >= BLUR


@dataclass(frozen=True)
class Sum:
    """The total of a place, and whether it may be shown."""

    tally: Tally
    is_shown: bool


def add_up_tree(cells: Mapping[str, Tally], step: int, unsaid: Tally = NOTHING) -> dict[str, Sum]:
    """The totals of every place above `cells`, by tree path; "" is everything, with what named no place (`unsaid`).

    `cells` are by tree path, `step` is the length of one level of it. From the top down, a total is shown if it splits the
    hidden counts that the shown total above it holds together into two parts that are both safe (`is_safe`). The hidden cells
    are the same for every reader, so nobody has anything else to subtract.
    """
    inside: dict[str, dict[str, Tally]] = {"": {**cells, "": unsaid}}
    for path, tally in cells.items():
        for end in range(step, len(path) + 1, step):
            inside.setdefault(path[:end], {})[path] = tally
    sums: dict[str, Sum] = {}
    # Place with a shown total → the hidden cells known only together with one another.
    together: dict[str, dict[str, int]] = {}
    for place in sorted(inside, key=lambda path: (len(path), path)):
        hidden = {path: tally.n for path, tally in inside[place].items() if tally.is_hidden}
        ends = range(len(place) - step, -1, -step)
        above = next((together[place[:end]] for end in ends if place[:end] in together), {})
        rest = [count for path, count in above.items() if path not in hidden]
        is_shown = is_safe([*hidden.values()]) and is_safe(rest)
        if is_shown:
            together[place] = hidden
            for path in hidden:
                above.pop(path, None)
        sums[place] = Sum(total(inside[place].values()), is_shown)
    return sums


def week_of(day: date) -> date:
    """The Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def weeks_until(day: date, number: int) -> list[date]:
    """The Mondays of the `number` weeks up to the one of `day`, the oldest first."""
    return [week_of(day) - timedelta(weeks=back) for back in range(number - 1, -1, -1)]
