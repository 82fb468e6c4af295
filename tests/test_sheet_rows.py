"""Rows put into a sheet as XML say what xlsxwriter would have said: the same row stands in a table by both ways."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.report.pen import Pen
from pipeline.report.sheet_rows import Head, Value
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


def sheet_of(rows: list[tuple[Value, ...]]) -> openpyxl.worksheet.worksheet.Worksheet:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        pen = Pen(book)
        pen.sheet("Trước", HEADS, rows[:1])
        pen.sheet("Bảng", HEADS, rows)
    return openpyxl.load_workbook(BytesIO(pen.packed(buffer.getvalue())))["Bảng"]


def unescaped(value: object) -> object:
    """openpyxl undoes the escape of a literal _x0041_ in shared strings only."""
    return value.replace("_x005F_", "_") if isinstance(value, str) else value


@given(values)
@settings(max_examples=some(60))
def test_a_row_reads_the_same_whoever_wrote_it(row: tuple[Value, ...]) -> None:
    sheet = sheet_of([row, row, row])
    first, *others = list(sheet.iter_rows(min_row=2))
    assert len(others) == 2
    for other in others:
        for a, b in zip(first, other, strict=True):
            assert unescaped(a.value) == unescaped(b.value)
            assert (a.data_type, a.number_format, a.style_id) == (b.data_type, b.number_format, b.style_id)
    heights = [sheet.row_dimensions[n].height for n in (2, 3, 4)]
    assert heights[0] == heights[1] == heights[2]


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
