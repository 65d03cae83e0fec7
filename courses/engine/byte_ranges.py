"""The part of a file that a request asks for (RFC 9110, 14): players seek and downloads go on with it."""

from __future__ import annotations

import re

ASKED = re.compile(r"bytes=[ \t]*([0-9]{0,19})-([0-9]{0,19})[ \t]*", re.IGNORECASE)


class Unsatisfiable(Exception):
    """Nothing of the file lies in the range."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """The first and the last byte asked for, of a file of `size` bytes; None where the whole file is the answer.

    Several ranges at once, other units and what cannot be read are answered with the whole, as the standard allows.
    Errors: Unsatisfiable.
    """
    found = ASKED.fullmatch(header.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(size - int(last), 0)
    if start >= size:
        raise Unsatisfiable
    return start, min(int(last), size - 1) if first and last else size - 1
