"""Rows put into a sheet as XML say what xlsxwriter would have said: the same row stands in a table by both ways."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.container import unpack
from pipeline.report import sheet_rows
from pipeline.report.pen import Pen
from pipeline.report.sheet_rows import Head, Value
from pipeline.xlsx.drawn import Workbook
from tests.amount import some

HEADS: tuple[Head, ...] = (
    ("Chữ", 12, "text"), ("Dài", 20, "wrap"), ("Số", 10, "number"), ("Tỷ lệ", 10, "share"), ("Ngày", 12, "date"),
    ("Lúc", 16, "time"),
)  # fmt: skip
values = st.tuples(
    st.text(max_size=40) | st.sampled_from(["=1+1", "@x", "_x0041_", "a\nb", "00123", " hai  ", "<a>&\"'", "+84"]),
    st.text(max_size=300),
    st.none() | st.integers(0, 10**15) | st.fractions(0, 10**9),
    st.none() | st.fractions(0, 2),
    st.none() | st.dates(date(1990, 1, 1), date(2099, 12, 31)),
    st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)).map(
        lambda t: t.replace(microsecond=0, tzinfo=timezone(timedelta(hours=7)))
    ),
)  # fmt: skip


def file_of(rows: list[tuple[Value, ...]]) -> bytes:
    """The rows as a table, and on a sheet of their own as xlsxwriter writes them."""
    with Workbook() as book:
        pen = Pen(book)
        other = book.add_worksheet("xlsxwriter")
        for number, row in enumerate(rows):
            for column, ((_, _, form), value) in enumerate(zip(HEADS, row, strict=True)):
                pen.write(other, number, column, value, form)
        pen.sheet("Trước", HEADS, rows[:1])
        pen.sheet("Bảng", HEADS, rows)
    return pen.bound().packed()


def book_of(rows: list[tuple[Value, ...]]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(file_of(rows)))


def sheet_of(rows: list[tuple[Value, ...]]) -> openpyxl.worksheet.worksheet.Worksheet:
    return book_of(rows)["Bảng"]


@given(values)
@settings(max_examples=some(60))
def test_a_row_reads_the_same_whoever_wrote_it(row: tuple[Value, ...]) -> None:
    book = book_of([row, row, row])
    sheet, other = book["Bảng"], book["xlsxwriter"]
    written = list(sheet.iter_rows(min_row=2))
    assert len(written) == 3
    for cells, expected in zip(written, other.iter_rows(), strict=True):
        for a, b in zip(expected, cells, strict=True):
            assert (a.value, a.data_type, a.number_format, a.style_id) == (
                b.value, b.data_type, b.number_format, b.style_id,
            )  # fmt: skip
    heights = [sheet.row_dimensions[n].height for n in (2, 3, 4)]
    assert heights[0] and heights[0] == heights[1] == heights[2]


def test_a_text_stands_once_and_in_its_cells_where_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    rows: list[tuple[Value, ...]] = [(f"đơn vị {n % 3}", "chung", n, None, None, None) for n in range(9)]
    file = unpack(file_of(rows))
    assert b"inlineStr" not in file["xl/worksheets/sheet3.xml"]
    texts = file["xl/sharedStrings.xml"].decode()
    assert texts.count("<t>chung</t>") == 2  # once of all tables, once of the sheet that xlsxwriter wrote
    monkeypatch.setattr(sheet_rows, "_MOST_TEXTS", 2)
    assert unpack(file_of(rows))["xl/worksheets/sheet3.xml"].count(b"inlineStr") == 6  # đơn vị 1, đơn vị 2
    said = [[c.value for c in row] for row in sheet_of(rows).iter_rows(min_row=2)]
    assert said == [[f"đơn vị {n % 3}", "chung", n, None, None, None] for n in range(9)]


def test_text_from_units_stays_text() -> None:
    """No formula, link or command can enter by it, however it begins."""
    texts = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "https://x.vn", "'=1"]
    sheet = sheet_of([(t, t, None, None, None, None) for t in texts])
    for row in sheet.iter_rows(min_row=2, max_col=2):
        for cell in row:
            assert cell.data_type in ("s", "inlineStr") and cell.hyperlink is None
    assert [c.value for c in sheet["A"][1:]] == [t.strip() for t in texts]


def test_an_exact_day_and_hour_and_long_numbers() -> None:
    when = datetime(2022, 9, 14, 8, 30, tzinfo=timezone(timedelta(hours=7)))
    row = ("x", "y", 123_456_789_012_345, Fraction(1, 3), date(2022, 9, 14), when)
    sheet = sheet_of([row, row])
    said = [c.value for c in next(iter(sheet.iter_rows(min_row=3)))]
    assert said[2] == 123_456_789_012_345
    assert said[3] == pytest.approx(1 / 3, abs=1e-15)
    assert said[4:] == [datetime(2022, 9, 14), datetime(2022, 9, 14, 8, 30)]


@pytest.mark.parametrize("count", [0, 1, 2, 1200])
def test_every_row_is_there_and_the_filter_covers_them(count: int) -> None:
    sheet = sheet_of([(f"d{n}", "", n, None, None, None) for n in range(count)])
    assert [c.value for c in sheet["A"]] == ["Chữ", *(f"d{n}" for n in range(count))]
    assert sheet.auto_filter.ref == f"A1:F{max(count, 1) + 1}"
    assert sheet.dimensions == f"A1:F{count + 1}"
