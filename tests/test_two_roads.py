"""A long plain list goes down a fast road; whatever is odd goes down the careful one; both agree."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from drawing import fill, read, shipped_plan, template
from hypothesis import given
from hypothesis import strategies as st

from pipeline import workbook
from pipeline.workbook import Sheet, read_book

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
texts = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn", "Co"]), min_size=1, max_size=12)
numbers = st.integers(-(10**14), 10**14) | st.decimals(-9999, 9999, places=3).map(float)
values = st.none() | texts | days | numbers | st.booleans()


def written(rows: list[list[Any]], **cell_format: str) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Danh sách")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        plain = book.add_format(cell_format) if cell_format else None
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(r, c, datetime(value.year, value.month, value.day), day)
                elif isinstance(value, str):
                    sheet.write_string(r, c, value)
                elif value is not None:
                    sheet.write(r, c, value, plain)
    return buffer.getvalue()


def only_sheet(data: bytes) -> Sheet:
    (sheet,) = read_book(data).sheets.values()
    return sheet


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FAST_BYTES", 0)


@given(st.lists(st.lists(values, min_size=4, max_size=4), min_size=1, max_size=6))
def test_both_roads_give_the_same_cells(fast: None, rows: list[list[Any]]) -> None:
    data = written(rows)
    by_fast = only_sheet(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "FAST_BYTES", 10**9)
        by_care = only_sheet(data)
    assert by_care.grid is None
    seen = {place: (cell.kind, cell.value) for place, cell in by_fast.cells.items()}
    assert seen == {place: (cell.kind, cell.value) for place, cell in by_care.cells.items()}


@pytest.mark.parametrize(
    ("what", "data"),
    [
        ("an ordinary list", written([["H1", date(2022, 1, 3)]])),
        ("a percentage", written([["H1", 0.9]], num_format="0%")),
        ("a text with a stored escape", written([["H\r1", 1]])),
    ],
)
def test_only_a_plain_list_goes_down_the_fast_road(fast: None, what: str, data: bytes) -> None:
    assert (only_sheet(data).grid is not None) == (what == "an ordinary list")


def test_a_formula_sends_the_sheet_down_the_careful_road(fast: None) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write_formula(0, 0, "=1+1", None, 2)
    sheet = only_sheet(buffer.getvalue())
    assert sheet.grid is None and sheet.cells[1, 1].formula


def test_one_far_cell_does_not_ask_for_memory_for_the_whole_sheet(fast: None) -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "đầu")
        sheet.write_string(1_048_575, 16_383, "cuối")
    read = only_sheet(buffer.getvalue())
    assert read.grid is None and len(read.cells) == 2


def test_a_case_list_reads_the_same_on_both_roads(fast: None) -> None:
    rows = [
        ["H1", date(2022, 3, 1), date(2022, 3, 10), date(2022, 3, 9)],
        ["  H2 ", date(2022, 3, 1), date(2022, 3, 10), None],
        [103, "01/03/2022", date(2022, 3, 10), date(2022, 3, 9)],
        [None, date(2022, 3, 1), date(2022, 3, 10), None],
    ]
    data = fill(template(shipped_plan(), "A.IV.5", "VP"), rows_A_IV_5_1=rows)
    by_fast = read(data, shipped_plan())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workbook, "FAST_BYTES", 10**9)
        by_care = read(data, shipped_plan())
    assert by_fast.cases[0].ids == ("H1", "H2", "103")
    assert by_fast == by_care
