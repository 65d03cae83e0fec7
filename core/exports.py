"""Tables out of the product: CSV and XLSX whose cells can never run as formulas (OWASP ASVS 1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from math import isfinite
from typing import Any
from unicodedata import east_asian_width

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

# What starts a formula in some spreadsheet program; full-width forms are normalised by some of them.
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
# What such a program may drop before it looks for a formula: space of any kind, invisible characters, quotes.
_SKIPPED = (
    "".join(map(chr, [*range(9, 14), 0x20, 0xA0, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF]))
    + "'\"‘’“”"
)
# Columns are as wide as what the first rows hold, within these, in digits: a date in a narrower one shows as ####.
_LOOKED_AT, _NARROWEST, _WIDEST = 200, 8, 48
_CONTROL = {code: None for code in (*range(32), 127) if code not in (9, 10, 13)}


@dataclass(frozen=True)
class Table:
    """A table to export. `rows` hold values; `notes` are lines of description printed above (filter, time, counts)."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=tuple)


def _risky(text: str) -> bool:
    return text.startswith(("\t", "\r", "\n")) or text.lstrip(_SKIPPED).startswith(_FORMULA)


def safe_text(value: Any) -> str:
    """Text that no spreadsheet program runs: an apostrophe before a risky beginning, no control characters."""
    text = str(value).translate(_CONTROL)
    return "'" + text if _risky(text) else text


def plain_text(text: str) -> str:
    """The text that `safe_text` was given: for reading back what was exported."""
    return text[1:] if text.startswith("'") and _risky(text[1:]) else text


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, int | float | Decimal | date):
        return value if not isinstance(value, float) or isfinite(value) else ""
    return safe_text(value)


def to_csv(table: Table) -> bytes:
    """The table as UTF-8 CSV with a byte-order mark, so that Excel and WPS read the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe_text(table.title)])
    writer.writerows([[safe_text(note)] for note in table.notes])
    writer.writerow([safe_text(column) for column in table.columns])
    writer.writerows([[_plain(value) for value in row] for row in table.rows])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _width(value: Any) -> int:
    """How many digits wide a cell is; a Chinese character takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in str(_plain(value)))


def _widths(rows: Iterable[Sequence[Any]]) -> list[int]:
    columns = zip(*rows, strict=True)
    return [min(max(_NARROWEST, *map(_width, column)) + 2, _WIDEST) for column in columns]


def to_xlsx(table: Table) -> bytes:
    """The table as XLSX: a title row, the notes, the header, the rows; every text cell is typed as text, every
    column wide enough to be read."""
    book = Workbook(write_only=True)
    name = safe_text(table.title).translate({ord(c): " " for c in "[]:*?/\\'\t\r\n"}).strip()[:31]
    sheet = book.create_sheet(name or None)
    rows = iter(table.rows)
    first = list(islice(rows, _LOOKED_AT))
    for number, width in enumerate(_widths([table.columns, *first]), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width

    def cell(value: Any, *, bold: bool = False) -> WriteOnlyCell:
        plain = _plain(value)
        made = WriteOnlyCell(sheet, value=plain)
        if isinstance(plain, str):
            made.data_type = "s"
        if bold:
            made.font = Font(bold=True)
        return made

    sheet.append([cell(table.title, bold=True)])
    for note in table.notes:
        sheet.append([cell(note)])
    sheet.append([cell(column, bold=True) for column in table.columns])
    for row in chain(first, rows):
        sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
