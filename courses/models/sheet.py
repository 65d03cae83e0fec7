"""How much stands on the printed sheet of a handling card, and so how large its type may be.

The figures were measured in a browser over the eighteen cards of `content/`: a unit is about a line of small print on the
A4 sheet of `courses/card.css`. They err on the safe side; tests/courses/test_card_browser.py measures anew.
"""

from __future__ import annotations

from collections.abc import Sequence

ROOMY, SNUG, MOST = 22.0, 31.0, 36.0
NOTICE = 2.2


def weight(*, first: Sequence[str], then: Sequence[str], never: Sequence[str], say: Sequence[str], small: str) -> float:
    """How much of a sheet the parts of a card take; `small` is the small print at its foot."""
    pairs = [then[place : place + 2] for place in range(0, len(then), 2)]
    return (
        2.0 * _lines(first, 27)
        + sum(1.6 + 1.1 * (max(_lines([text], 19) for text in pair) - 1) for pair in pairs)
        + 1.25 * max(_lines(never, 18), _lines(say, 15))
        + 0.8 * max(4, _lines([small], 50))
    )


def density(weight: float) -> str:
    """The classes of the sheet: none, a smaller type, the smallest."""
    if weight <= ROOMY:
        return ""
    return "handling--snug" if weight <= SNUG else "handling--snug handling--tight"


def _lines(texts: Sequence[str], width: int) -> int:
    """Lines that these take where so many characters stand in one."""
    return sum(-(-len(text) // width) for text in texts)
