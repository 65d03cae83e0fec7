"""Which course has to be learnt before which: the chain between two of them, so that none ends where it began."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def chain(start: int, goal: int, requires: Mapping[int, Collection[int]]) -> list[int]:
    """The shortest way from `start` to `goal`, both included, along what each course requires; empty where there is none.

    Arguments: `requires` the keys of the courses that each course requires. A ring that does not hold `goal` ends too.
    """
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == goal:
            return way
        for following in requires.get(way[-1], ()):
            if following not in seen:
                seen.add(following)
                ways.append([*way, following])
    return []
