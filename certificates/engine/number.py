"""The number of a certificate: `370102-2026-EMG101-00037` = division, year, course, serial (domain.md 7.5)."""

import re
import unicodedata

_SHAPE = re.compile(r"(\d{6})-(\d{4})-([A-Z0-9]{2,20})-(\d{5,})")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－﹣", "-"))


def series_prefix(division: str, year: int, course_code: str) -> str:
    """What all numbers of one series begin with; serials of a series are strictly increasing."""
    return f"{division}-{year:04d}-{course_code.upper()}"


def number(prefix: str, serial: int) -> str:
    """The number with this serial, of five digits or more."""
    return f"{prefix}-{serial:05d}"


def tidy(typed: str) -> str:
    """What a person typed, as it is printed: full-width characters, spaces and other dashes made plain."""
    plain = unicodedata.normalize("NFKC", typed).translate(_DASHES)
    return re.sub(r"\s+", "", plain).upper()


def has_shape(tidied: str) -> bool:
    """Whether this can be a number at all."""
    return _SHAPE.fullmatch(tidied) is not None


def serial_digits(tidied: str) -> int:
    """How many digits the last of four parts has; 0 when there are not four parts or it is not digits."""
    parts = tidied.split("-")
    return len(parts[3]) if len(parts) == 4 and parts[3].isdigit() else 0
