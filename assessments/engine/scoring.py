"""From what each item earned to points, a score out of 100 and pass or fail; in decimals throughout."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class ScoredItem:
    """`points` are what the item is worth, `earned` what the answer got; `group` is the competency, if any."""

    points: Decimal
    earned: Decimal
    must_pass: bool = False
    group: int | str | None = None

    @property
    def full(self) -> bool:
        return self.earned == self.points


@dataclass(frozen=True)
class Total:
    points: Decimal
    possible: Decimal
    score: Decimal
    passed: bool


@dataclass(frozen=True)
class Share:
    """What one group of items earned; `critical_error` when a must-pass item among them was not full."""

    points: Decimal
    possible: Decimal
    critical_error: bool

    @property
    def value(self) -> Decimal:
        """0–1 with four places."""
        return (self.points / self.possible).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def earned(points: Decimal, share: Decimal) -> Decimal:
    """Points for a share of an item, to the cent, halves up."""
    return (points * share).quantize(CENT, ROUND_HALF_UP)


def total(items: Iterable[ScoredItem], pass_mark: int) -> Total:
    """The result: score = points ÷ possible × 100, to the cent.

    Passed = the score as shown is at least `pass_mark`, and every must-pass item is full.
    """
    items = list(items)
    points = sum((item.earned for item in items), Decimal(0))
    possible = sum((item.points for item in items), Decimal(0))
    score = (points * 100 / possible).quantize(CENT, ROUND_HALF_UP) if possible else Decimal(0)
    saved = all(item.full for item in items if item.must_pass)
    return Total(points, possible, score, score >= pass_mark and saved)


def shares(items: Iterable[ScoredItem]) -> dict[int | str, Share]:
    """What each group earned; items without a group or without points are left out."""
    groups: dict[int | str, list[ScoredItem]] = {}
    for item in items:
        if item.group is not None and item.points:
            groups.setdefault(item.group, []).append(item)
    return {
        group: Share(
            sum((item.earned for item in members), Decimal(0)),
            sum((item.points for item in members), Decimal(0)),
            any(item.must_pass and not item.full for item in members),
        )
        for group, members in groups.items()
    }
