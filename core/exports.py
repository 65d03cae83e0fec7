"""Tables out of the product: CSV and XLSX whose cells can never run as formulas (OWASP ASVS 1.2.10)."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

# A spreadsheet program may take a text that starts so for a formula; full-width forms are normalised by some of them.
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠", '"', "'")
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 13)}


@dataclass(frozen=True)
class Table:
    """A table to export. `rows` hold values; `notes` are lines of description printed above (filter, time, counts)."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    notes: Sequence[str] = field(default_factory=tuple)


def safe_text(value: Any) -> str:
    """Text that no spreadsheet program runs: risky beginnings get an apostrophe before them; control characters go."""
    text = str(value)
    risky = text.startswith(_RISKY)
    text = text.translate(_CONTROL)
    return "'" + text if risky else text


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if timezone.is_aware(value) else value
    if isinstance(value, int | float) or hasattr(value, "isoformat"):
        return value
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


def to_xlsx(table: Table) -> bytes:
    """The table as XLSX: a title row, the notes, the header, the rows; every text cell is typed as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(safe_text(table.title)[:31].translate({ord(c): " " for c in "[]:*?/\\'"}))

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
    for row in table.rows:
        sheet.append([cell(value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
