"""The pictures that come with the product: covers of courses and diagrams of lessons."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent.parent / "static" / "courses"


@cache
def diagram_names() -> list[str]:
    """Names of the diagrams that come with the product: `<course code>-<lesson slug>`."""
    return sorted(path.stem for path in (STATIC / "lessons").glob("*.svg"))


@cache
def cover_names() -> frozenset[str]:
    """Codes of the courses that have a cover of their own."""
    return frozenset(path.stem for path in (STATIC / "covers").glob("*.svg"))
