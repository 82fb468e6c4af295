"""What people do to a template and to its values: read as meant and said, or asked back, never as something else."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from copy import copy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import forms
from pipeline.intake.cells import read_cell
from pipeline.model import Finding, Submission
from pipeline.old_letters import from_tcvn3, from_vni
from pipeline.ooxml import Cell
from pipeline.report.evidence import Evidence
from pipeline.second import ground
from pipeline.second.typed import day, in_unit, number
from pipeline.vietnamese import fold
from tests.amount import long_walk, some
from tests.drawing import (
    bundle,
    codes,
    fill,
    fill_sheets,
    open_workbook,
    place,
    put,
    read,
    resave,
    save,
    template,
    type_in,
    values_of,
)
from tests.office import Office, one
from tests.rendering import needs_libreoffice
from tests.second_office import roads

D = date
AMOUNT, MONEY, WHOLE = (forms.Field("x", "Ô", form) for form in ("number", "money", "whole"))
DAY_FIELD, TEXT = forms.Field("x", "Ô", "date"), forms.Field("x", "Ô", "text")


def cell(value: Any, *, percent: bool = False) -> Cell:
    kind = "text" if isinstance(value, str) else "date" if isinstance(value, date) else "number"
    return Cell(5, 3, kind, str(value), value, percent=percent)  # type: ignore[arg-type]


def told(value: Any, field: forms.Field, uom: str = "", *, percent: bool = False) -> tuple[Any, list[str]]:
    read_as, findings = read_cell(cell(value, percent=percent), field, "Nhập liệu", uom)
    assert all((f.sheet, f.cell, f.label) == ("Nhập liệu", "C5", "Ô") for f in findings)
    return read_as, codes(findings)


# --- one cell: must read as ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "uom", "expected"),
    [
        ("56 nhiệm vụ", "nhiệm vụ", 56),
        ("56 Nhiệm vụ", "nhiệm vụ", 56),
        ("1.234 hồ sơ", "hồ sơ", 1234),
        ("12 tin, bài", "tin, bài", 12),
        ("5 nghìn lượt người", "lượt người", 5000),
        ("2 triệu người", "nghìn người", 2000),
        ("12,5 tỷ đồng", "đồng", 12_500_000_000),
        ("12,5 tỷ", "triệu đồng", 12_500),
        ("300 triệu", "triệu đồng", 300),
        ("300", "triệu đồng", 300),
        ("300 triệu đồng", "triệu đồng", 300),
        ("92,5%", "%", Decimal("92.5")),
        ("100 %", "%", 100),
        ("１２３", "", 123),
        ("１．２３４．５６７", "", 1_234_567),
        ("1\u00a0234\u00a0567", "", 1_234_567),
        ("1\u200b2\u00ad3", "", 123),
        ("2 trường hợp", "trường hợp", 2),
        ("7 thu\u031b\u0323c hie\u0323\u0302n", "thực hiện", 7),
    ],
)
def test_a_number_beside_its_unit_is_read_and_said_on_both_roads(text: str, uom: str, expected: Any) -> None:
    assert told(text, AMOUNT, uom) == (expected, ["CELL_TEXT_NUMBER"])
    assert number(in_unit(text, uom)) == expected


def test_a_share_counts_as_its_percentage_where_percent_is_the_unit() -> None:
    assert told(Decimal("0.925"), AMOUNT, "%", percent=True) == (Decimal("92.5"), [])
    assert told(Decimal("92.5"), AMOUNT, "%") == (Decimal("92.5"), [])
    assert told(Decimal(0), AMOUNT, "%") == (0, [])
    assert number(in_unit(Decimal("0.925"), "%", shows_percent=True)) == Decimal("92.5")


@pytest.mark.parametrize(
    "text",
    ["05/08/2022", "5/8/2022", "05.08.2022", "5-8-2022", "ngày 5/8/2022", "Ngày 05 tháng 8 năm 2022", "2022-08-05",
     "05 / 08 / 2022", "０５/０８/２０２２", "05/08/2022 10:30", "05/\u200b08/2022", "ngày\u00a05/8/2022"],
)  # fmt: skip
def test_a_day_in_vietnamese_habits_is_read_on_both_roads(text: str) -> None:
    assert told(text, DAY_FIELD) == (D(2022, 8, 5), ["CELL_TEXT_DATE"])
    assert day(text) == D(2022, 8, 5)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ủy b\u0430n nhân dân", "Ủy ban nhân dân"),  # a Cyrillic a
        ("12/Q\u00d0-UBND", "12/QĐ-UBND"),
        ("12/QĐ-UB\u039dD", "12/QĐ-UBND"),  # a Greek capital nu
        ("ＵＢＮＤ tỉnh", "UBND tỉnh"),
    ],
)
def test_look_alikes_inside_a_word_are_mended_and_said(text: str, expected: str) -> None:
    value, (finding,) = read_cell(cell(text), TEXT, "Nhập liệu")
    assert (value, finding.code) == (expected, "CELL_LETTERS")
    assert text in finding.message and expected in finding.message
    assert fold(text) == fold(expected)


# --- must ask back ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "uom", "code"),
    [
        ("-", "", "CELL_NO_NUMBER"),
        ("–", "", "CELL_NO_NUMBER"),
        ("không", "", "CELL_NO_NUMBER"),
        ("Không có", "", "CELL_NO_NUMBER"),
        ("1O", "", "CELL_LOOKALIKE"),
        ("l5", "", "CELL_LOOKALIKE"),
        ("1О nhiệm vụ", "nhiệm vụ", "CELL_LOOKALIKE"),  # a Cyrillic O
        ("56 hồ sơ", "nhiệm vụ", "CELL_NUMBER"),
        ("12 tin", "tin, bài", "CELL_NUMBER"),
        ("12,5 tỷ", "nhiệm vụ", "CELL_NUMBER"),
        ("300 đồng", "triệu đồng", "CELL_NUMBER"),
        ("1.234 tỷ", "đồng", "CELL_NUMBER"),
        ("1,234", "", "CELL_NUMBER"),
        ("12/54", "", "CELL_NUMBER"),
        ("12-15", "", "CELL_NUMBER"),
        ("khoảng 56", "", "CELL_NUMBER"),
        ("56 (năm mươi sáu)", "", "CELL_NUMBER"),
        ("5²", "", "CELL_NUMBER"),
        ("92,5%", "nhiệm vụ", "CELL_PERCENT"),
        ("0,9", "%", "CELL_SHARE"),
        (Decimal("0.9"), "%", "CELL_SHARE"),
        (Decimal(1), "%", "CELL_SHARE"),
    ],
)
def test_what_is_no_number_or_could_be_two_is_asked_back(value: Any, uom: str, code: str) -> None:
    read_as, findings = read_cell(cell(value), AMOUNT, "Nhập liệu", uom)
    assert (read_as, codes(findings)) == (None, [code])
    assert findings[0].severity == "error"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Tháng 8/2022", "CELL_DATE_NO_DAY"),
        ("Quý III/2022", "CELL_DATE_NO_DAY"),
        ("quý 3 năm 2022", "CELL_DATE_NO_DAY"),
        ("8/2022", "CELL_DATE_NO_DAY"),
        ("O5/08/2022", "CELL_LOOKALIKE"),
        ("5-8-22", "CELL_DATE"),
        ("31/02/2022", "CELL_DATE"),
        ("8/25/2022", "CELL_DATE"),
        ("hôm qua", "CELL_DATE"),
    ],
)
def test_what_is_no_day_or_could_be_two_is_asked_back(text: str, code: str) -> None:
    assert told(text, DAY_FIELD) == (None, [code])


# --- must stay silent ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "field", "uom"),
    [
        (Decimal(56), AMOUNT, "nhiệm vụ"),
        (Decimal(0), AMOUNT, ""),
        (D(2022, 8, 5), DAY_FIELD, ""),
        ("Hòa Bình, Hoà Bình", TEXT, ""),
        ("Москва", TEXT, ""),  # a foreign word is a word
        ("Δt = 5 μm", TEXT, ""),
        ("", AMOUNT, ""),
        (" \u200b\u00a0", AMOUNT, ""),
    ],
)
def test_an_honest_cell_says_nothing(value: Any, field: forms.Field, uom: str) -> None:
    assert told(value, field, uom)[1] == []


# --- any honest value in any Vietnamese way of writing it --------------------------------------------------

UNITS = ["", "nhiệm vụ", "hồ sơ", "đồng", "triệu đồng", "%", "trường hợp", "lượt người"]
SIZES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}
BLANKS = ["", " ", "\u00a0", "\u202f", "\u200b", "\u00ad"]


def grouped(digits: str, separator: str) -> str:
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", lambda _: separator, digits)


@st.composite
def written(draw: st.DrawFn) -> tuple[Decimal, str, str]:
    """(what is meant, how it is written, the unit asked)."""
    whole, places = draw(st.integers(0, 10**12)), draw(st.integers(0, 4))
    fraction = draw(st.text("0123456789", min_size=places, max_size=places))
    uom = draw(st.sampled_from(UNITS))
    shown = grouped(str(whole), draw(st.sampled_from(["", ".", " ", "\u00a0"])))
    meant = Decimal(f"{whole}.{fraction}" if fraction else whole)
    text = f"{shown},{fraction}" if fraction else shown
    size = draw(st.sampled_from([None, None, *SIZES])) if uom in ("đồng", "triệu đồng") else None
    blank = draw(st.sampled_from(BLANKS))
    if size:
        meant = meant.scaleb(SIZES[size] - (6 if uom == "triệu đồng" else 0))
        text += f"{blank}{size}{draw(st.sampled_from(['', ' đồng', ' đ']))}"
    elif draw(st.booleans()):
        text += f"{blank}{uom}"
    text = draw(st.sampled_from(["", " ", "\ufeff"])) + text + draw(st.sampled_from(["", " ", "\u200b"]))
    if draw(st.booleans()):
        text = text.replace("đ", "Đ").replace("t", "T")
    return meant, text, uom


@given(written())
@settings(max_examples=some(400))
def test_any_honest_number_reads_as_itself_or_is_asked_back(drawn: tuple[Decimal, str, str]) -> None:
    meant, text, uom = drawn
    for field in (AMOUNT, WHOLE):
        value, findings = read_cell(cell(text), field, "Nhập liệu", uom)
        if value is None:
            assert findings and findings[0].severity == "error"
        else:
            assert value == meant and codes(findings) == ["CELL_TEXT_NUMBER"]
            assert number(in_unit(text, uom)) == meant  # the second road says the same


@given(written(), st.sampled_from(["O", "o", "l", "I", "О", "Ο"]), st.integers(0, 30))
def test_a_letter_among_the_digits_is_never_read_as_one(drawn: tuple[Decimal, str, str], letter: str, at: int) -> None:
    _, text, uom = drawn
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    i = digits[at % len(digits)]
    assert read_cell(cell(text[:i] + letter + text[i + 1 :]), AMOUNT, "Nhập liệu", uom)[0] is None


@given(st.dates(D(2000, 1, 1), D(2099, 12, 31)), st.data())
def test_any_honest_day_reads_as_itself_or_is_asked_back(meant: date, data: st.DataObject) -> None:
    d, m, y = meant.day, meant.month, meant.year
    forms_of = [
        f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"{d}.{m}.{y}", f"{d:02}-{m:02}-{y}", f"ngày {d}/{m}/{y}", f"{d}/{m}",
        f"{d} tháng {m} năm {y}", f"Ngày {d:02} tháng {m:02} năm {y}", f"{y}-{m:02}-{d:02}", f"{d}/{m}/{y % 100:02}",
        f"{d:02}/{m:02}/{y} 10:30", f"tháng {m}/{y}", f"{m}/{y}", f"năm {y}", f"{d:02}{m:02}{y}",
    ]  # fmt: skip
    text = data.draw(st.sampled_from(forms_of)).replace(" ", data.draw(st.sampled_from([" ", "\u00a0", "  "])))
    value, findings = read_cell(cell(text), DAY_FIELD, "Nhập liệu")
    assert value == meant if value is not None else codes(findings)[0].startswith("CELL_")
    if value is not None:
        assert day(text) == meant


# --- books that people worked on -------------------------------------------------------------------------------

KINDS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "tỷ lệ": ({}, {"in_T_1_1_numerator": 45, "in_T_1_1_denominator": 54}),
    "số lượng": ({"target": 3}, {"in_T_1_1_count": 7}),
    "so với năm trước": ({"op": "<", "target": "năm 2021"}, {"in_T_1_1_current": 4, "in_T_1_1_baseline": 5}),
    "văn bản": ({"target": 1}, {"rows_T_1_1": [["1/KH", D(2022, 8, 20), "Một"], ["2/KH", D(2022, 9, 1), "Hai"]]}),
    "danh mục": ({"target": "50%"}, {"rows_T_1_1": [[None, "Có"], [None, "Không", "chưa mua"]]}),
    "giải ngân": (
        {"target": "90%", "uom": "đồng"},
        {"in_T_1_1_decision": "12/QĐ", "rows_T_1_1": [["Kho", 5_000_000, 4_000_000], ["Sân", 2_000_000, 0]]},
    ),
    "khảo sát": ({"op": ">", "target": "60%"}, {"rows_T_1_1": [[None, 1, 2, 3, 4, 5], [None, 0, 0, 1, 5, 9]]}),
    "hồ sơ": (
        {"op": ">", "target": "năm 2021"},
        {"in_T_1_1_baseline_numerator": 8, "in_T_1_1_baseline_denominator": 9,
         "rows_T_1_1": [["H1", D(2022, 7, 1), D(2022, 7, 9), D(2022, 7, 8)], ["H2", D(2022, 7, 1), D(2022, 7, 9)]]},
    ),
}  # fmt: skip
STATUS = {"in_as_of": D(2022, 9, 5), "in_result": "Đã làm tốt", "in_status": "Đang thực hiện"}
LISTS = ["văn bản", "danh mục", "giải ngân", "khảo sát", "hồ sơ"]
Change = Callable[[Workbook], None]


def desk_of(kind: str) -> Office:
    return Office(one(kind=kind, **KINDS[kind][0]), items=("Ghế", "Bàn"))


def sent(kind: str, change: Change) -> tuple[Submission, Submission]:
    """A filled template as it is, and after somebody worked on it; both roads agree on the latter."""
    desk = desk_of(kind)
    form = fill(template(desk.plan, "T.1", "VP"), **KINDS[kind][1], **STATUS)
    book = open_workbook(form)
    change(book)
    data = save(book)
    before, after = read(form, desk.plan), read(data, desk.plan)
    desk.take(data)
    if desk.submissions()[0].accepted:
        assert [d.words for d in roads(desk)] == []
    return before, after


def said(after: Submission) -> list[Finding]:
    return [f for f in after.findings if f.severity != "info"]


def same(before: Submission, after: Submission) -> bool:
    lists = [[(c.ids, c.received, c.due, c.returned) for c in s.cases] for s in (before, after)]
    return values_of(before) == values_of(after) and lists[0] == lists[1]


def sheet_of(book: Workbook) -> Worksheet:
    return next(s for s in book.worksheets if any(str(c.value).startswith("BÁO CÁO KẾT QUẢ") for c in s["A"]))


def shift(book: Workbook, sheet: Worksheet, at: int, by: int, *, rows: bool) -> None:
    """Rows or columns inserted as Excel does it: names and merged cells move along."""
    for name in list(book.defined_names):
        where, top, left, bottom, right = place(book, name)
        if where.title != sheet.title:
            continue
        if rows:
            top, bottom = top + by * (top >= at), bottom + by * (bottom >= at)
        else:
            left, right = left + by * (left >= at), right + by * (right >= at)
        cells = f"${get_column_letter(left)}${top}:${get_column_letter(right)}${bottom}"
        book.defined_names[name].attr_text = f"'{sheet.title}'!{cells}"
    merged = [copy(r) for r in sheet.merged_cells.ranges]
    for area in merged:
        sheet.unmerge_cells(str(area))
    (sheet.insert_rows if rows else sheet.insert_cols)(at, by)
    for area in merged:
        top, left, bottom, right = area.min_row, area.min_col, area.max_row, area.max_col
        if rows:
            top, bottom = top + by * (top >= at), bottom + by * (bottom >= at)
        else:
            left, right = left + by * (left >= at), right + by * (right >= at)
        sheet.merge_cells(str(CellRange(min_row=top, min_col=left, max_row=bottom, max_col=right)))


def drop_names(book: Workbook) -> None:
    for name in list(book.defined_names):
        if name.startswith(("in_", "rows_")):
            del book.defined_names[name]


def break_names(book: Workbook) -> None:
    for name, text in zip(list(book.defined_names), ["#REF!", "'Nhập liệu'!#REF!", "#ref!"] * 20, strict=False):
        if name.startswith(("in_", "rows_")):
            book.defined_names[name].attr_text = text


def rename(book: Workbook) -> None:
    sheet = sheet_of(book)
    old, sheet.title = sheet.title, "Sheet1 (2)"
    for defined in book.defined_names.values():
        defined.attr_text = defined.attr_text.replace(f"'{old}'", "'Sheet1 (2)'")


def rename_and_drop(book: Workbook) -> None:
    sheet_of(book).title = "Bản cuối"
    drop_names(book)


def reverse_sheets(book: Workbook) -> None:
    book._sheets.reverse()  # type: ignore[attr-defined]


def insert_column(book: Workbook) -> None:
    shift(book, sheet_of(book), 1, 1, rows=False)


def insert_rows_as_excel(book: Workbook) -> None:
    for at in (12, 9, 1):
        shift(book, sheet_of(book), at, 2, rows=True)


SILENT: list[Change] = [rename, reverse_sheets, insert_rows_as_excel, insert_column]


@pytest.mark.parametrize("kind", KINDS)
def test_renamed_and_moved_sheets_and_inserted_rows_and_columns_change_nothing(kind: str) -> None:
    for change in SILENT:
        before, after = sent(kind, change)
        assert same(before, after) and said(after) == [], change.__name__


@pytest.mark.parametrize("kind", KINDS)
def test_lost_names_are_made_good_by_the_words_on_the_sheet_and_that_is_said(kind: str) -> None:
    for change in (drop_names, break_names, rename_and_drop):
        before, after = sent(kind, change)
        assert same(before, after), change.__name__
        assert {f.code for f in said(after)} == {"ID_NAME_FOUND"}, change.__name__
        assert all(f.cell and f.sheet and f.severity == "warning" for f in said(after))
        told_of = {f.cell for f in said(after)}
        assert {f.source.cell for f in after.facts if f.row is None} <= told_of


@pytest.mark.parametrize("kind", KINDS)
def test_rows_inserted_by_a_program_that_forgets_the_names_are_noticed(kind: str) -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        for area in [copy(r) for r in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(3, 1)

    before, after = sent(kind, change)
    assert same(before, after)
    assert {f.code for f in said(after)} <= {"ID_NAME_MOVED"}


@pytest.mark.parametrize("kind", LISTS)
def test_columns_of_a_list_may_stand_in_any_order(kind: str) -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, bottom, right = place(book, "rows_T_1_1")
        for row in range(top - 1, bottom + 1 if bottom < 100 else top + 5):
            values = [sheet.cell(row, c).value for c in range(left, right + 1)]
            for column, value in zip(range(left, right + 1), reversed(values), strict=True):
                sheet.cell(row, column).value = value

    before, after = sent(kind, change)
    assert same(before, after)
    (finding,) = said(after)
    assert finding.code == "ID_COLUMNS_MOVED" and finding.cell


@pytest.mark.parametrize("kind", LISTS)
def test_a_column_inserted_inside_a_list_moves_the_others(kind: str) -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        shift(book, sheet, left + 1, 1, rows=False)
        put(sheet, top, left + 1, "ghi thêm")

    before, after = sent(kind, change)
    assert same(before, after)
    assert "ID_COLUMNS_MOVED" in codes(said(after))


def test_a_row_inserted_between_the_headings_and_a_list_belongs_to_it() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        shift(book, sheet, top, 1, rows=True)
        for column, value in enumerate(["0/KH", D(2022, 8, 18), "Không"], left):
            put(sheet, top, column, value)

    _, after = sent("văn bản", change)
    assert [f.value for f in after.facts if f.field == "number"] == ["0/KH", "1/KH", "2/KH"]
    assert codes(said(after)) == ["ID_ROWS_ABOVE"]


def test_a_heading_that_is_gone_where_columns_moved_is_asked_back() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        put(sheet, top - 1, left, "Ngày ban hành")
        put(sheet, top - 1, left + 1, "Gì đó")

    _, after = sent("văn bản", change)
    assert "ID_HEADING" in codes(after.findings)


def test_a_heading_that_was_only_rewritten_keeps_its_column() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        put(sheet, top - 1, left + 1, "Ngày ký")

    before, after = sent("văn bản", change)
    assert same(before, after)


def test_an_input_with_values_in_two_places_is_asked_back() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        book.defined_names["in_T_1_1_count"].attr_text = f"'{sheet.title}'!$H$40"
        put(sheet, 40, 8, 9)

    _, after = sent("số lượng", change)
    assert "ID_TWO_PLACES" in codes(after.findings)


def test_an_input_that_was_cut_and_pasted_elsewhere_is_read_there() -> None:
    def change(book: Workbook) -> None:
        sheet, row, column, _, _ = place(book, "in_T_1_1_count")
        book.defined_names["in_T_1_1_count"].attr_text = f"'{sheet.title}'!$H$40"
        put(sheet, 40, 8, sheet.cell(row, column).value)
        sheet.cell(row, column).value = None

    before, after = sent("số lượng", change)
    assert values_of(before) == values_of(after)


def test_merged_inputs_are_asked_back() -> None:
    def change(book: Workbook) -> None:
        sheet, row, column, _, _ = place(book, "in_T_1_1_numerator")
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)

    _, after = sent("tỷ lệ", change)
    (finding,) = [f for f in after.findings if f.severity == "error"]
    assert (finding.code, finding.label) == ("CELL_MERGED", "Tổng số (mẫu số)") and "C" in finding.found


def test_a_name_merged_over_two_rows_of_a_list_is_asked_back() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=left + 1, end_column=left + 1)

    _, after = sent("văn bản", change)
    assert "CELL_MERGED" in codes(after.findings)


def test_what_is_hidden_counts_and_is_said_once() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        for row in (top, top + 1, top + 7):  # as a filter does; the last is blank
            sheet.row_dimensions[row].hidden = True
        sheet.auto_filter.ref = f"A{top - 1}:D{top + 10}"
        sheet.column_dimensions[get_column_letter(left + 2)].hidden = True
        book["Hướng dẫn"].sheet_state = "visible"
        sheet.sheet_state = "hidden"

    before, after = sent("văn bản", change)
    assert same(before, after)
    assert sorted(codes(said(after))) == ["COLUMN_HIDDEN", "ROW_HIDDEN", "SHEET_HIDDEN"]
    (rows,) = [f for f in after.findings if f.code == "ROW_HIDDEN"]
    assert "–" in rows.found


def test_a_book_counted_from_1904_with_text_days_keeps_its_days() -> None:
    desk = desk_of("văn bản")
    book = open_workbook(template(desk.plan, "T.1", "VP"))
    book.epoch = CALENDAR_MAC_1904
    type_in(book, {"rows_T_1_1": [["1/KH", "20/8/2022", "Một"], ["2/KH", D(2022, 9, 1), "Hai"]]})
    desk.take(save(book))
    days = [f.value for f in desk.submissions()[0].facts if f.field == "date"]
    assert days == [D(2022, 8, 20), D(2022, 9, 1)] and roads(desk) == ()


def test_units_and_magnitudes_give_the_same_figures_on_both_roads() -> None:
    desk = Office(
        one(uom="nhiệm vụ"), one(kind="giải ngân", target="90%", uom="đồng"),
        one(kind="số lượng", target=3, uom="tin, bài"),
        one(kind="so với năm trước", op="<", target="năm 2021", uom="%"),
        one(kind="số lượng", target=3, uom="triệu đồng"),
        one(kind="khảo sát", op=">", target="60%", uom="lượt trả lời"), items=("Ghế",),
    )  # fmt: skip
    desk.send(numerator="45 nhiệm vụ", denominator="１.０５４ Nhiệm vụ")
    desk.send(task="T.2", rows=[["Kho", "12,5 tỷ đồng", "300 triệu"]], decision="1/QĐ")
    desk.send(task="T.3", count="12 tin, bài").send(task="T.5", count="1,5 tỷ")
    desk.send(task="T.4", current="92,5%", baseline="94")
    desk.send(task="T.6", rows=[[None, "1 lượt trả lời", 0, "2", 0, "7 lượt trả lời"]])
    assert [s.state for s in desk.submissions()] == ["accepted_with_warnings"] * 6
    assert [d.words for d in roads(desk)] == []
    figures = {c: desk.judge(f"{c}.1").figure for c in ("T.1", "T.2", "T.3", "T.4", "T.5", "T.6")}
    assert (figures["T.1"].numerator, figures["T.1"].denominator) == (45, 1054)
    assert figures["T.2"].denominator == 12_500_000_000 and figures["T.3"].value == 12
    assert figures["T.4"].value == Decimal("92.5") and figures["T.5"].value == 1500
    assert figures["T.6"].denominator == 10


def test_the_second_road_knows_every_label_and_heading_of_the_templates() -> None:
    fields = [f for k in forms.KINDS.values() for f in k.columns]
    assert {f.key: fold(f.label) for f in fields} == {k: fold(v) for k, v in ground.HEADINGS.items()}
    desk = Office(*(one(kind=k, **KINDS[k][0]) for k in KINDS), items=("Ghế", "Bàn"))
    asked = [f for m in desk.plan.measures.values() for f in forms.input_fields(m)]
    for field in (*asked, *forms.STATUS_FIELDS):
        assert re.fullmatch(ground.LABELS[field.key], fold(field.label)), field.label


def test_a_tick_whose_name_is_lost_is_asked_back() -> None:
    desk = desk_of("tỷ lệ").send(period="2022-08", numerator=1, denominator=2)
    book = open_workbook(fill(desk.issue("T.1", "VP", "2022-09"), in_unchanged="Có"))
    del book.defined_names["in_unchanged"]
    after = read(save(book), desk.plan)
    (lost,) = [f for f in after.findings if f.severity == "error"]
    assert (lost.code, lost.label, lost.sheet) == ("ID_NAME_LOST", "Không thay đổi so với kỳ trước", "Nhập liệu")


def test_a_sheet_that_was_copied_is_asked_about() -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(sheet_of(book)).title = "Nhập liệu (2)"

    _, after = sent("số lượng", change)
    (twice,) = [f for f in after.findings if f.severity == "error"]
    assert (twice.code, twice.sheet, twice.found) == ("ID_TASK_TWICE", "Nhập liệu (2)", "Nhập liệu")


def bundled(change: Change) -> tuple[Office, Office]:
    """A filled bundle as it is, and after somebody worked on it."""
    desk = Office(*(one(kind=k, **KINDS[k][0]) for k in ("tỷ lệ", "văn bản", "hồ sơ")), items=("Ghế",))
    typed = {
        f"T.{n}": {name.replace("T_1", f"T_{n}"): value for name, value in KINDS[kind][1].items()} | STATUS
        for n, kind in enumerate(("tỷ lệ", "văn bản", "hồ sơ"), 1)
    }
    form = fill_sheets(bundle(desk.plan, "VP"), typed)
    book = open_workbook(form)
    change(book)
    return Office.of(desk.plan).take(form), Office.of(desk.plan).take(save(book))


def drop_scoped_names(book: Workbook) -> None:
    for sheet in book.worksheets:
        for name in [n for n in sheet.defined_names if n.startswith(("in_", "rows_"))]:
            del sheet.defined_names[name]


def reverse_scoped_columns(book: Workbook) -> None:
    for task in ("T.2", "T.3"):
        sheet, top, left, _, right = place(book, f"rows_{task.replace('.', '_')}_1", task)
        for row in range(top - 1, top + 3):
            values = [sheet.cell(row, c).value for c in range(left, right + 1)]
            for column, value in zip(range(left, right + 1), reversed(values), strict=True):
                sheet.cell(row, column).value = value


@pytest.mark.parametrize(
    ("change", "code"), [(drop_scoped_names, "ID_NAME_FOUND"), (reverse_scoped_columns, "ID_COLUMNS_MOVED")]
)
def test_each_sheet_of_a_bundle_is_mended_by_itself(change: Change, code: str) -> None:
    before, after = bundled(change)
    pairs = list(zip(before.submissions(), after.submissions(), strict=True))
    assert len(pairs) == 3 and all(same(one_, other) for one_, other in pairs)
    mended = [other for _, other in pairs if said(other)]
    assert mended and all({f.code for f in said(other)} == {code} for other in mended)
    assert roads(after) == ()


def test_a_repair_stands_in_the_registry_beside_its_source_cell() -> None:
    desk = desk_of("tỷ lệ").send(numerator="45 việc", denominator=54)
    (after,) = desk.submissions()
    (fact,) = [f for f in after.facts if f.field == "numerator"]
    evidence = Evidence(desk.results(), ())
    reading = evidence.reading(evidence.number(fact.source))
    assert reading.source.raw == "45 việc" and reading.value == "45"
    assert [r.partition(",")[0] for r in reading.repairs] == ["Số được gõ dạng chữ “45 việc”"]


# --- old encodings ------------------------------------------------------------------------------------------

OLD = {
    "TCVN3": ["C¶i c¸ch hµnh chÝnh, b¸o c¸o kÕt qu¶ thùc hiÖn", "QuyÕt ®Þnh giao nhiÖm vô", "KÕ ho¹ch cña tØnh"],
    "VNI": [
        "Caûi caùch haønh chính, baùo caùo keát quaû thöïc hieän",
        "Quyeát ñònh giao nhieäm vuï",
        "Keá hoaïch cuûa tænh",
    ],
}  # fmt: skip
NEW = ["Cải cách hành chính, báo cáo kết quả thực hiện", "Quyết định giao nhiệm vụ", "Kế hoạch của tỉnh"]


@pytest.mark.parametrize("encoding", OLD)
def test_a_sheet_typed_in_an_old_encoding_is_read_and_every_text_said(encoding: str) -> None:
    rows = [[f"{n}/KH", D(2022, 8, 20), text] for n, text in enumerate(OLD[encoding][1:], 1)]
    desk = desk_of("văn bản")
    desk.send(rows=rows, result=OLD[encoding][0], difficulty="Giữ nguyên chữ mới", proposal="Là cái bàn có đủ")
    (after,) = desk.submissions()
    assert after.accepted and after.status("result") == NEW[0]
    assert [f.value for f in after.facts if f.field == "subject"] == NEW[1:]
    assert after.status("difficulty") == "Giữ nguyên chữ mới" and after.status("proposal") == "Là cái bàn có đủ"
    changed = [f for f in after.findings if f.code == "CELL_OLD_LETTERS"]
    assert [f.found for f in changed] == [*OLD[encoding][1:], OLD[encoding][0]] and all(f.cell for f in changed)
    assert all(encoding in f.message and new in f.message for f, new in zip(changed, [*NEW[1:], NEW[0]], strict=True))
    assert roads(desk) == ()


@pytest.mark.parametrize(
    "text",
    ["Café Crème, Université de Genève", "là và có cái này", "Tổ chức hội nghị", "10 m² × 3", "Köln, Malmö, España",
     "5 °C ± 2", "«Một» Windows®"],
)  # fmt: skip
def test_texts_that_only_look_old_stay_as_they_are_and_nothing_is_said(text: str) -> None:
    desk = desk_of("số lượng").send(count=1, result=text)
    (after,) = desk.submissions()
    assert after.status("result") == text and after.findings == ()


def test_a_text_too_short_to_be_sure_of_stays_and_is_asked_about() -> None:
    desk = desk_of("số lượng").send(count=1, result="Xu©n Mü")
    (after,) = desk.submissions()
    assert after.status("result") == "Xu©n Mü"
    assert codes(after.findings) == ["CELL_OLD_DOUBT"]


@given(st.lists(st.sampled_from([*NEW, "Đã đăng tin bài", "Sửa chữa trụ sở, nhà kho", "Thiếu kinh phí cấp huyện"])))
def test_both_old_encodings_are_turned_back_letter_by_letter(texts: list[str]) -> None:
    for text in texts:
        for convert, old in ((from_tcvn3, to_tcvn3(text)), (from_vni, to_vni(text))):
            assert convert(old) == text


def to_tcvn3(text: str) -> str:
    """By the published table of TCVN 5712:1993, VN3, as bytes of Latin-1."""
    letters = "ăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵĂÂÊÔƠƯĐ"
    codes_of = (
        "a8a9aaabacadaeb5b6b7b8b9bbbcbdbec6c7c8c9cacbcccecfd0d1d2d3d4d5d6d7d8dcdddedfe1e2e3e4e5e6e7e8e9eaebecedee"
        "eff1f2f3f4f5f6f7f8f9fafbfcfdfea1a2a3a4a5a6a7"
    )
    return text.translate(dict(zip(map(ord, letters), map(chr, bytes.fromhex(codes_of)), strict=True)))


def to_vni(text: str) -> str:
    """A vowel, then its mark, as VNI-Times draws it."""
    whole = dict(zip("ơưđĩịỉỵƠƯĐ", "ôöñóòæîÔÖÑ", strict=True))
    marks = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
    roof = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
    bow = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
    found = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        tone = next((c for c in parts if c in marks), "")
        base = unicodedata.normalize("NFC", "".join(c for c in parts if c not in marks))
        if letter in whole or letter in "ìí":
            found.append(whole.get(letter, letter))
        elif "\u0302" in parts or "\u0306" in parts:
            found.append(parts[0] + (roof if "\u0302" in parts else bow)[tone])
        else:
            found.append(whole.get(base, base) + (marks[tone] if tone else ""))
    return "".join(found)


@needs_libreoffice
@pytest.mark.parametrize(
    ("form", "warned"),
    [
        ("xlsx", []),
        pytest.param("ods", ["GATE_ODS"], marks=long_walk),
        pytest.param("xls", ["GATE_XLS"], marks=long_walk),
    ],
)
def test_filled_templates_of_every_kind_and_a_units_workbook_saved_by_libreoffice_read_the_same(
    tmp_path: Path, form: str, warned: list[str]
) -> None:
    files, desks = [], []
    for number_, kind in enumerate(KINDS):
        desk = desk_of(kind)
        file = tmp_path / f"{number_}.xlsx"
        file.write_bytes(fill(template(desk.plan, "T.1", "VP"), **KINDS[kind][1], **STATUS))
        files.append(file)
        desks.append(desk)
    whole, _ = bundled(lambda book: None)
    files.append(tmp_path / "so.xlsx")
    files[-1].write_bytes(whole.sent[0].data)
    *saved, saved_whole = resave(files, tmp_path, form)
    for file, again, desk in zip(files, saved, desks, strict=False):
        before, after = read(file.read_bytes(), desk.plan), read(again.read_bytes(), desk.plan)
        assert same(before, after) and [f for f in said(after) if f.code not in warned] == said(before)
        assert [f.code for f in after.findings if f.code.startswith("GATE_")] == warned
        desk.take(again.read_bytes())
        assert [d.words for d in roads(desk)] == []
    _reads_the_same(whole, saved_whole.read_bytes(), warned)


def _reads_the_same(desk: Office, again: bytes, warned: list[str]) -> None:
    """The workbook of a unit beside what LibreOffice made of it."""
    after = Office.of(desk.plan).take(again)
    pairs = list(zip(desk.submissions(), after.submissions(), strict=True))
    assert len(pairs) == 3 and all(same(one_, other) and other.accepted for one_, other in pairs)
    told = [f for one_, other in pairs for f in other.findings if f not in one_.findings]
    assert codes(told) == warned  # once for the whole file
    assert roads(after) == ()
