"""What two versions of a text say differently, part by part and word by word. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

SAME, ADDED, GONE = "same", "added", "gone"
# Two lines are one line that was changed when this much of them is alike; else one went and another came.
ALIKE = 0.4
# Fewer equal characters than this between two changes are read as changed too: single characters are no words.
SHORTEST_SAME = 2
# A number and a Latin word are read whole.
WORD = re.compile(r"\d[\d.,:]*|[A-Za-z]+|.", re.DOTALL)


@dataclass(frozen=True)
class Piece:
    """A run of characters that is the `same`, was `added` or is `gone`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line with pieces; `kind` is same, added or gone for a whole line, `changed` when pieces differ."""

    kind: str
    pieces: tuple[Piece, ...]


def changed_parts(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Line]]:
    """Name of each part that differs → its lines, in the order of `new`; parts only in `old` come last.

    Values are plain data: text, lists of text, lists of mappings of text.
    """
    names = [*new, *(name for name in old if name not in new)]
    both = {name: (lines_of(old.get(name)), lines_of(new.get(name))) for name in names}
    return {name: compare(before, after) for name, (before, after) in both.items() if before != after}


def lines_of(value: Any) -> list[str]:
    """A part as lines: one per row, the fields of a row joined by a colon-like gap."""
    if not value:
        return []
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return ["　".join(str(part) for part in value.values() if part)]
    return [line for row in value for line in lines_of(row)]


def compare(old: list[str], new: list[str]) -> list[Line]:
    """The lines of both, the old ones that went before the new ones that came."""
    found: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [Line(SAME, (Piece(SAME, line),)) for line in new[c:d]]
        else:
            found += _replaced(old[a:b], new[c:d])
    return found


def _replaced(gone: list[str], came: list[str]) -> list[Line]:
    """Each new line beside the old line most like it; the rest as gone or added."""
    found, left = [], list(gone)
    for line in came:
        scored = [(SequenceMatcher(None, other, line, autojunk=False).ratio(), other) for other in left]
        best = max(scored, default=(0.0, ""))
        if best[0] >= ALIKE:
            left.remove(best[1])
            found.append(Line("changed", tuple(pieces(best[1], line))))
        else:
            found.append(Line(ADDED, (Piece(ADDED, line),)))
    return [*(Line(GONE, (Piece(GONE, line),)) for line in left), *found]


def pieces(old: str, new: str) -> list[Piece]:
    """One line beside the other: what stayed, what went, what came."""
    steps: list[tuple[str, str]] = []
    before, after = WORD.findall(old), WORD.findall(new)
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        inner = a > 0 and b < len(before)
        if tag == "equal" and not (inner and b - a < SHORTEST_SAME):
            steps.append((SAME, "".join(after[c:d])))
        else:
            steps += [(GONE, "".join(before[a:b])), (ADDED, "".join(after[c:d]))]
    return _joined(steps)


def _joined(steps: list[tuple[str, str]]) -> list[Piece]:
    """Neighbouring changes as one: everything that went, then everything that came."""
    found: list[Piece] = []
    waiting = {GONE: "", ADDED: ""}
    for kind, text in [*steps, (SAME, "")]:
        if kind != SAME:
            waiting[kind] += text
            continue
        found += [Piece(changed, waiting[changed]) for changed in (GONE, ADDED) if waiting[changed]]
        waiting = {GONE: "", ADDED: ""}
        if text:
            found.append(Piece(SAME, text))
    return found
