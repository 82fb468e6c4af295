"""What people change in a template beside its inputs: said at its cell in plain words, or silent where they may."""

from __future__ import annotations

import unicodedata
import zipfile
from collections.abc import Callable
from copy import copy
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import workbook
from pipeline.intake.read import open_again, read_file
from pipeline.model import Finding, Submission
from pipeline.ooxml import parse_ref, ref
from pipeline.sheet_guards import apart, read_guards
from pipeline.workbook import read_book
from tests.amount import some
from tests.drawing import (
    bundle,
    codes,
    fill,
    fill_sheets,
    open_workbook,
    place,
    put,
    read,
    received,
    resave,
    save,
    small_plan,
    template,
    type_in,
    values_of,
)
from tests.office import Office, one
from tests.rendering import needs_libreoffice
from tests.test_repairs import KINDS, LISTS, STATUS, desk_of, drop_names, rename, reverse_sheets, sent, sheet_of, shift

D = date
Change = Callable[[Workbook], object]


def forms_said(findings: tuple[Finding, ...]) -> list[Finding]:
    return [f for f in findings if f.code.startswith("FORM_")]


def filled(kind: str) -> bytes:
    return fill(template(desk_of(kind).plan, "T.1", "VP"), **KINDS[kind][1], **STATUS)


def after(kind: str, change: Change) -> Submission:
    """A filled template after somebody worked on it."""
    book = open_workbook(filled(kind))
    change(book)
    return read(save(book), desk_of(kind).plan)


def told(kind: str, change: Change) -> list[Finding]:
    return forms_said(after(kind, change).findings)


def where(sheet: Worksheet, text: str, *, nth: int = 0) -> Any:
    """The cell that holds a printed text, or begins with it."""
    cells = (c for row in sheet.iter_rows() for c in row if isinstance(c.value, str))
    return [c for c in cells if c.value.startswith(text)][nth]


def write(text: str, by: Any, nth: int = 0) -> Change:
    """Somebody writes over a printed text of the input sheet, or clears it."""

    def change(book: Workbook) -> None:
        where(sheet_of(book), text, nth=nth).value = by

    return change


def insert(book: Workbook, sheet: Worksheet, at: int, by: int) -> None:
    """Rows inserted as Excel does it: names, merged cells and input rules move along."""
    shift(book, sheet, at, by, rows=True)
    for rule in sheet.data_validations.dataValidation:
        moved = [_moved(area, at, by) for area in rule.sqref.ranges]
        rule.sqref = type(rule.sqref)(" ".join(moved))


def _moved(area: CellRange, at: int, by: int) -> str:
    top, bottom = (row + by * (row >= at) for row in (area.min_row, area.max_row))
    return f"{get_column_letter(area.min_col)}{top}:{get_column_letter(area.max_col)}{bottom}"


def delete(book: Workbook, sheet: Worksheet, at: int, by: int = 1) -> None:
    """Rows deleted as Excel does it: names that lay there lead nowhere, the others move along."""
    gone = range(at, at + by)
    for name in list(book.defined_names):
        home, top, left, bottom, right = place(book, name)
        if home.title != sheet.title:
            continue
        rows = [row for row in range(top, bottom + 1) if row not in gone]
        moved = [row - by * (row >= at) for row in rows]
        area = f"${get_column_letter(left)}${moved[0]}:${get_column_letter(right)}${moved[-1]}" if moved else "#REF!"
        book.defined_names[name].attr_text = f"'{sheet.title}'!{area}"
    merged = [copy(r) for r in sheet.merged_cells.ranges]
    for area in merged:
        sheet.unmerge_cells(str(area))
    sheet.delete_rows(at, by)
    for area in merged:
        if area.min_row not in gone:
            down = by * (area.min_row >= at)
            sheet.merge_cells(
                start_row=area.min_row - down, end_row=area.max_row - down,
                start_column=area.min_col, end_column=area.max_col,
            )  # fmt: skip
    for rule in sheet.data_validations.dataValidation:
        kept = [r for r in rule.sqref.ranges if not gone.start <= r.min_row <= r.max_row < gone.stop]
        rule.sqref = type(rule.sqref)(" ".join(_moved(r, at + by, -by) for r in kept))


# --- must stay silent: what people may do -------------------------------------------------------------------


def nothing(book: Workbook) -> None:
    """Opened and saved by another program."""


def rows_above_everything(book: Workbook) -> None:
    for at in (12, 9, 1):
        insert(book, sheet_of(book), at, 2)


def decomposed(book: Workbook) -> None:
    for row in sheet_of(book).iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = unicodedata.normalize("NFD", cell.value).replace("Đ", "Ð") + " "


def dress_up(book: Workbook) -> None:
    sheet = sheet_of(book)
    sheet.column_dimensions["A"].width = 40
    sheet.row_dimensions[3].height = 90
    sheet.print_area = "A1:D60"
    book["Hướng dẫn"].sheet_state = "hidden"


def blank_sheet(book: Workbook) -> None:
    book.create_sheet("Sheet2")


ALLOWED: list[Change] = [
    nothing, rename, reverse_sheets, rows_above_everything, decomposed, dress_up, blank_sheet, drop_names,
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("change", ALLOWED, ids=lambda c: c.__name__)
def test_what_people_may_do_to_a_template_is_not_spoken_of(kind: str, change: Change) -> None:
    assert codes(told(kind, change)) == []


@pytest.mark.parametrize("kind", LISTS)
def test_columns_in_another_order_are_told_as_that_and_no_heading_is_missed(kind: str) -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, bottom, right = place(book, "rows_T_1_1")
        for row in range(top - 1, min(bottom, top + 4) + 1):
            values = [sheet.cell(row, c).value for c in range(left, right + 1)]
            for column, value in zip(range(left, right + 1), reversed(values), strict=True):
                sheet.cell(row, column).value = value

    submission = after(kind, change)
    assert "ID_COLUMNS_MOVED" in codes(submission.findings)
    assert {f.code for f in forms_said(submission.findings)} <= {"FORM_RULES_LOST"}


def test_a_text_that_was_cut_and_pasted_elsewhere_is_still_there() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        for text in ("(Kế hoạch cải cách", "Phần đã thực hiện"):
            cell = where(sheet, text)
            sheet.cell(30, 4 if text[0] == "P" else 1).value, cell.value = cell.value, None

    assert told("tỷ lệ", change) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_standard_form_is_as_it_was_issued(kind: str) -> None:
    plan = desk_of(kind).plan
    form = template(plan, "T.1")
    picked = {"meta_unit": "VP - Văn phòng", "meta_period": "2022-09 - kỳ 2022-09 (từ 15/08/2022 đến 14/09/2022)"}
    submission = read(fill(form, **picked, **KINDS[kind][1], **STATUS), plan)
    assert submission.task == "T.1" and forms_said(submission.findings) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_that_brings_along_a_former_period_is_as_it_was_issued(kind: str) -> None:
    desk = desk_of(kind)
    sent = {k.replace("in_T_1_1_", "").replace("rows_T_1_1", "rows"): v for k, v in KINDS[kind][1].items()}
    desk.send(period="2022-08", result="Đã làm", reporter="An", **sent)
    for form, task in ((desk.issue("T.1", "VP", "2022-09"), ""), (desk.issue_bundle("VP", "2022-09"), "T.1")):
        (typed,) = read_file(received(fill_sheets(form, {task: {"in_result": "Nay đã xong"}})), desk.plan)
        assert forms_said(typed.findings) == []


@pytest.fixture(scope="module")
def unit_book() -> bytes:
    """A unit's workbook of four tasks, two of them filled in."""
    return fill_sheets(
        bundle(small_plan(), "VP"),
        {"I.2": {"in_I_2_1_count": 3}, "I.3": {"in_I_3_1_current": 4, "in_I_3_1_baseline": 5}},
    )


def parts_of(data: bytes) -> dict[str, Submission]:
    return {s.task: s for s in Office.of(small_plan()).take(data).submissions()}


def in_bundle(data: bytes, change: Change) -> dict[str, Submission]:
    book = open_workbook(data)
    change(book)
    return parts_of(save(book))


def test_a_units_workbook_of_many_tasks_is_as_it_was_issued(unit_book: bytes) -> None:
    parts = in_bundle(unit_book, nothing)
    assert {task: (s.state, s.findings) for task, s in parts.items()} == {
        "I.2": ("accepted", ()), "I.3": ("accepted", ()),
    }  # fmt: skip


@needs_libreoffice
def test_forms_of_every_sort_saved_by_libreoffice_are_as_they_were_issued(tmp_path: Path, unit_book: bytes) -> None:
    forms, plans = {"so": unit_book, "mau": template(small_plan(), "I.1")}, {}
    forms["mau"] = fill(forms["mau"], meta_unit="CCHC", meta_period="2022-09", in_I_1_1_numerator=1)
    for number, kind in enumerate(KINDS):
        forms[f"k{number}"], plans[f"k{number}"] = filled(kind), desk_of(kind).plan
    former = desk_of("giải ngân").send(period="2022-08", decision="1/QĐ", rows=[["Kho", 5_000_000, 4_000_000]])
    forms["truoc"], plans["truoc"] = fill(former.issue("T.1", "VP", "2022-09"), in_result="Xong"), former.plan
    files = []
    for name, data in forms.items():
        files.append(tmp_path / f"{name}.xlsx")
        files[-1].write_bytes(data)
    for again in resave(files, tmp_path):
        parts = read_file(received(again.read_bytes()), plans.get(again.stem, small_plan()))
        assert [codes(forms_said(part.findings)) for part in parts] == [[]] * len(parts), again.stem


# --- must speak: printed texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "by", "code"),
    [
        ("tỷ lệ", "Số đã đạt (tử số)", "Số chưa đạt", "FORM_MEANING"),
        ("tỷ lệ", "Phần đã thực hiện", "tính cả quý trước", "FORM_MEANING"),
        ("văn bản", "Ngày ban hành", "Ngày ký", "FORM_MEANING"),
        ("giải ngân", "Mục tiêu: ", "Đơn vị tính: triệu đồng", "FORM_MEANING"),
        ("giải ngân", "Mỗi dự án một dòng", "Ghi theo triệu đồng", "FORM_MEANING"),
        ("tỷ lệ", "1. Chỉ tiêu 1", "1. Chỉ tiêu khác (T.9.1)", "FORM_MEANING"),
        ("tỷ lệ", "Số liệu tính đến ngày", "Ngày họp", "FORM_MEANING"),
        ("hồ sơ", "Hồ sơ đã trả kết quả năm", "Hồ sơ đã nhận", "FORM_MEANING"),
        ("tỷ lệ", "Số đã đạt (tử số)", "Số đã đạt (tử số):", "FORM_TEXT"),
        ("tỷ lệ", "1. Chỉ tiêu 1", "1. Chỉ tiêu của phòng (T.1.1)", "FORM_TEXT"),
        ("tỷ lệ", "BÁO CÁO KẾT QUẢ", "BÁO CÁO THÁNG 9", "FORM_TEXT"),
        ("tỷ lệ", "SỞ NỘI VỤ", "VĂN PHÒNG SỞ", "FORM_TEXT"),
        ("tỷ lệ", "ngày 16/09/2022", "ngày 30/09/2022", "FORM_TEXT"),
        ("tỷ lệ", "Người báo cáo", "Cán bộ tổng hợp", "FORM_TEXT"),
        ("khảo sát", "TT", "STT", "FORM_TEXT"),
    ],
)
def test_a_printed_text_that_was_written_over_is_told_at_its_cell(kind: str, text: str, by: str, code: str) -> None:
    printed: list[str] = []

    def change(book: Workbook) -> None:
        cell = where(sheet_of(book), text)
        printed.extend((cell.coordinate, cell.value))
        cell.value = by

    submission = after(kind, change)
    (finding,) = forms_said(submission.findings)
    assert (finding.code, finding.sheet, finding.cell, finding.found) == (code, "Nhập liệu", printed[0], by)
    assert by in finding.message and printed[1][:20] in finding.message
    assert finding.severity == ("warning" if code == "FORM_MEANING" else "info")
    assert "CELL_STRAY" not in codes(submission.findings)  # one cell, one finding


@pytest.mark.parametrize(
    ("kind", "text"),
    [("tỷ lệ", "Số đã đạt (tử số)"), ("văn bản", "Ngày ban hành"), ("tỷ lệ", "Gõ hai số"), ("tỷ lệ", "SỞ NỘI VỤ"),
     ("danh mục", "1. Chỉ tiêu"), ("tỷ lệ", "Đơn vị báo cáo"), ("tỷ lệ", "VP - Văn phòng")],
)  # fmt: skip
def test_a_printed_text_that_was_cleared_is_good_to_know_and_no_more(kind: str, text: str) -> None:
    printed: list[str] = []

    def change(book: Workbook) -> None:
        cell = where(sheet_of(book), text)
        printed.extend((cell.coordinate, cell.value))
        cell.value = None

    (finding,) = told(kind, change)
    assert (finding.code, finding.severity, finding.cell) == ("FORM_TEXT_GONE", "info", printed[0])
    assert finding.found.startswith(printed[1][:20])


def test_what_was_written_over_is_found_though_rows_and_columns_moved() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        where(sheet, "Tổng số (mẫu số)").value = "Tổng cả năm"
        shift(book, sheet, 1, 1, rows=False)
        insert(book, sheet, 10, 3)

    (columns, meaning) = sorted(told("tỷ lệ", change), key=lambda f: f.code)[:2]
    assert (columns.code, columns.cell, columns.found) == ("FORM_COLUMNS_ADDED", "A1", "1")
    assert (meaning.code, meaning.found) == ("FORM_MEANING", "Tổng cả năm")
    assert meaning.cell == "B18"  # A15 in the template


@given(st.data())
@settings(max_examples=some(25))
def test_wherever_rows_are_inserted_nothing_is_said_but_of_what_was_written_over(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(sorted(KINDS)))
    book = open_workbook(filled(kind))
    sheet = sheet_of(book)
    labels = [c for row in sheet.iter_rows() for c in row if isinstance(c.value, str) and not c.value.startswith("=")]
    texts = [c.value for c in labels if not c.value.isdecimal() and c.value not in filled_in(kind)]
    text = data.draw(st.sampled_from([t for t in texts if texts.count(t) == 1 and not t.startswith(FACES)]))
    where(sheet, text).value = "Chữ của đơn vị"
    for at in data.draw(st.lists(st.integers(1, sheet.max_row), max_size=4)):
        insert(book, sheet, at, data.draw(st.integers(1, 3)))
    said = [f for f in told_of(book, kind) if f.code not in ("FORM_ROWS_ADDED", "ID_ROWS_ABOVE")]
    assert [(f.cell, f.found) for f in said] == [(where(sheet, "Chữ của đơn vị").coordinate, "Chữ của đơn vị")]


FACES = ("VP - ", "2022-09", "BÁO CÁO", "Nhiệm vụ T.1")  # what contradicts the identity has its own tests


def filled_in(kind: str) -> set[str]:
    """Texts that the unit itself typed, and the given rows of the lists."""
    lists = [v for v in KINDS[kind][1].values() if isinstance(v, list)]
    cells = {str(c) for rows in lists for row in rows for c in row}
    return cells | {str(v) for v in (*KINDS[kind][1].values(), *STATUS.values())} | {"Ghế", "Bàn"}


def told_of(book: Workbook, kind: str) -> list[Finding]:
    return forms_said(read(save(book), desk_of(kind).plan).findings)


def test_the_same_label_of_two_measures_is_told_where_it_was_changed() -> None:
    desk = Office(one(task="T.1"), one(task="T.1", code="T.1.2"))
    book = open_workbook(template(desk.plan, "T.1", "VP"))
    type_in(book, {"in_T_1_1_numerator": 1, "in_T_1_1_denominator": 2})
    second = where(sheet_of(book), "Số đã đạt (tử số)", nth=1)
    second.value = "Số còn lại"
    (finding,) = forms_said(read(save(book), desk.plan).findings)
    assert (finding.cell, finding.found) == (second.coordinate, "Số còn lại")


def test_many_changed_texts_are_a_few_findings_and_a_count() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        where(sheet, "Tổng số (mẫu số)").value = "Tổng cả năm"
        for row in sheet.iter_rows(max_row=9):
            for cell in row:
                if isinstance(cell.value, str) and not cell.value.startswith("="):
                    cell.value = f"đã sửa {cell.coordinate}"

    said = told("tỷ lệ", change)
    assert len(said) <= 8 and "FORM_MORE" in codes(said)
    assert any(f.found == "Tổng cả năm" for f in said)  # a figure depends on it: it is never among the rest
    (more,) = [f for f in said if f.code == "FORM_MORE"]
    assert int(more.found) >= 5


def test_long_texts_are_told_by_what_differs() -> None:
    name = "Nâng cao chất lượng phục vụ người dân, doanh nghiệp tại Bộ phận Một cửa các cấp trong năm"
    desk = Office(one(name=name))
    book = open_workbook(template(desk.plan, "T.1", "VP"))
    type_in(book, {"in_T_1_1_numerator": 1, "in_T_1_1_denominator": 2})
    cell = where(sheet_of(book), "1. Nâng cao")
    cell.value = cell.value.replace("trong năm (", "trong quý (")
    (finding,) = forms_said(read(save(book), desk.plan).findings)
    assert finding.code == "FORM_TEXT" and "Nâng cao" not in finding.message
    assert "các cấp trong năm (T.1.1)" in finding.message or "cấp trong năm (T.1.1)" in finding.message
    assert "trong quý (T.1.1)" in finding.message


def test_a_plan_that_was_edited_after_the_forms_went_out_is_no_reproach() -> None:
    before, now = Office(one(target="90%", name="Tỷ lệ cũ")), Office(one(target="95%", name="Tỷ lệ mới"))
    form = fill(template(before.plan, "T.1", "VP"), in_T_1_1_numerator=1, in_T_1_1_denominator=2)
    said = forms_said(read(form, now.plan).findings)
    assert {f.severity for f in said} == {"info"}
    assert any("90%" in f.message and "95%" in f.message for f in said)


# --- must speak: the face against the identity -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "by", "label"),
    [
        ("VP - Văn phòng", "TCCB - Phòng Tổ chức - Cán bộ", "Đơn vị báo cáo"),
        ("VP - Văn phòng", "Phòng Cải cách hành chính", "Đơn vị báo cáo"),
        ("VP - Văn phòng", "Chi cục Văn thư", "Đơn vị báo cáo"),
        ("2022-09 - ", "2022-10 - kỳ 2022-10 (từ 15/09/2022 đến 14/10/2022)", "Kỳ báo cáo"),
        ("2022-09 - ", "kỳ 2022-10", "Kỳ báo cáo"),
        ("2022-09 - ", "2022-09 - kỳ 2022-10", "Kỳ báo cáo"),
        ("2022-09 - ", "quý III", "Kỳ báo cáo"),
        ("BÁO CÁO KẾT QUẢ", "BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ T.2", "Nhiệm vụ"),
        ("Nhiệm vụ T.1", "Nhiệm vụ T.2", "Nhiệm vụ"),
    ],
)
def test_a_face_that_contradicts_the_hidden_identity_is_warned_of_and_the_identity_counts(
    text: str, by: str, label: str
) -> None:
    desk = Office(one(), one())
    book = open_workbook(fill(template(desk.plan, "T.1", "VP"), in_T_1_1_numerator=1, in_T_1_1_denominator=2))
    cell = where(sheet_of(book), text)
    before, cell.value = cell.value, by
    submission = read_file(received(save(book)), desk.plan)[0]
    assert (submission.task, submission.unit, submission.period) == ("T.1", "VP", "2022-09")
    (finding,) = forms_said(submission.findings)
    assert (finding.code, finding.severity, finding.label, finding.cell) == (
        "FORM_FACE", "warning", label, cell.coordinate,
    )  # fmt: skip
    assert by in finding.message and before in finding.message


@pytest.mark.parametrize(
    ("text", "by"),
    [("VP - Văn phòng", "Văn phòng Sở"), ("VP - Văn phòng", "VP"), ("2022-09 - ", "2022-09"),
     ("2022-09 - ", "kỳ 2022-09"), ("Nhiệm vụ T.1", "Nhiệm vụ T.1 (giai đoạn 1)")],
)  # fmt: skip
def test_a_face_that_says_the_same_in_other_words_is_no_contradiction(text: str, by: str) -> None:
    assert [(f.code, f.severity) for f in told("tỷ lệ", write(text, by))] == [("FORM_TEXT", "info")]


def test_the_faces_of_a_units_workbook_are_looked_at_on_every_page(unit_book: bytes) -> None:
    def change(book: Workbook) -> None:
        where(book["Mục lục"], "VP - Văn phòng").value = "CCHC - Phòng Cải cách hành chính"
        where(book["I.3"], "2022-09 - ").value = "kỳ 2022-08"
        where(book["Mục lục"], "Mã").value = "Mã số"

    parts = in_bundle(unit_book, change)
    told_of = [(t, f.code, f.sheet, f.label) for t, s in parts.items() for f in forms_said(s.findings)]
    assert sorted(told_of) == [
        ("I.2", "FORM_FACE", "Mục lục", "Đơn vị báo cáo"),
        ("I.2", "FORM_TEXT", "Mục lục", ""),
        ("I.3", "FORM_FACE", "I.3", "Kỳ báo cáo"),
    ]
    assert {s.unit for s in parts.values()} == {"VP"}


def test_on_a_blank_standard_form_unit_and_period_are_inputs_and_its_texts_are_not() -> None:
    plan = small_plan()
    book = open_workbook(template(plan, "I.1"))
    type_in(book, {"meta_unit": "CCHC", "meta_period": "2022-09", "in_I_1_1_numerator": 1, "in_I_1_1_denominator": 1})
    where(sheet_of(book), "Tổng số (mẫu số)").value = "Tổng cả năm"
    submission = read(save(book), plan)
    assert submission.unit == "CCHC"
    assert [(f.code, f.found) for f in forms_said(submission.findings)] == [("FORM_MEANING", "Tổng cả năm")]


# --- must speak: rows, columns, sheets ---------------------------------------------------------------------------


def test_rows_inserted_inside_a_list_are_counted_and_named_and_count_as_rows() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_T_1_1")
        insert(book, sheet, top + 1, 2)
        for column, value in enumerate(["9/KH", D(2022, 9, 2), "Chèn"], left):
            put(sheet, top + 1, column, value)

    submission = after("văn bản", change)
    (finding,) = forms_said(submission.findings)
    top = parse_ref(finding.cell.partition(":")[0])[0]
    assert (finding.code, finding.severity, finding.found) == ("FORM_ROWS_ADDED", "info", "2")
    assert f"dòng {top + 1}–{top + 2}" in finding.message
    assert [f.value for f in submission.facts if f.field == "number"] == ["1/KH", "9/KH", "2/KH"]


def test_rows_deleted_from_a_list_are_good_to_know() -> None:
    def change(book: Workbook) -> None:
        sheet, top, _, _, _ = place(book, "rows_T_1_1")
        delete(book, sheet, top + 5, 3)

    (finding,) = told("văn bản", change)
    assert (finding.code, finding.severity, finding.found) == ("FORM_ROWS_GONE", "info", "3")
    assert "danh sách" in finding.message


def test_rows_deleted_from_the_face_are_one_finding() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        delete(book, sheet, where(sheet, "Sản phẩm, kết quả").row, 2)

    (finding,) = told("tỷ lệ", change)
    assert (finding.code, finding.found) == ("FORM_ROWS_GONE", "2")
    assert "Sản phẩm, kết quả" in finding.message


def test_a_deleted_input_is_told_by_its_lost_name_alone() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        delete(book, sheet, where(sheet, "Tổng số (mẫu số)").row)

    submission = after("tỷ lệ", change)
    assert forms_said(submission.findings) == []
    assert "ID_NAME_BROKEN" in codes(submission.findings) or "ID_NAME_LOST" in codes(submission.findings)


@pytest.mark.parametrize("kind", ["danh mục", "khảo sát"])
@pytest.mark.parametrize("way", ["deleted", "cleared"])
def test_a_given_row_that_is_gone_is_warned_of(kind: str, way: str) -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, right = place(book, "rows_T_1_1")
        if way == "deleted":
            delete(book, sheet, top)
        else:
            for column in range(left, right + 1):
                sheet.cell(top, column).value = None

    submission = after(kind, change)
    said = [f for f in submission.findings if f.code == "FORM_GIVEN_GONE"]
    assert [(f.severity, f.found) for f in said] == [("warning", "Ghế")]


def test_a_column_that_was_deleted_is_one_finding_for_all_its_texts() -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        for area in [copy(r) for r in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(area))
        sheet.delete_cols(4)

    (finding,) = told("tỷ lệ", change)
    assert (finding.code, finding.found) == ("FORM_COLUMN_GONE", "D") and "Phần đã thực hiện" in finding.message


def test_sheets_of_others_and_lost_guides_are_named() -> None:
    def change(book: Workbook) -> None:
        put(book.create_sheet("Tính toán"), 1, 1, 5)
        put(book.create_sheet("Nháp"), 2, 2, "số liệu thô")
        del book["Hướng dẫn"]

    said = told("tỷ lệ", change)
    assert [(f.code, f.severity, f.found) for f in said] == [
        ("FORM_SHEETS_ADDED", "info", "Tính toán, Nháp"),
        ("FORM_SHEET_GONE", "info", "Hướng dẫn"),
    ]


def test_a_guide_that_was_written_over_is_one_finding() -> None:
    def change(book: Workbook) -> None:
        page = book["Hướng dẫn"]
        for row in (3, 4):
            page.cell(row, 1).value = "Ghi chú của tôi"

    (finding,) = told("tỷ lệ", change)
    assert (finding.code, finding.sheet, finding.found) == ("FORM_GUIDE", "Hướng dẫn", "2")


def test_sheets_taken_out_of_a_units_workbook_are_named_once(unit_book: bytes) -> None:
    def change(book: Workbook) -> None:
        del book["MT.1"]
        del book["Mục lục"]
        for name in ("in_reporter", "in_phone"):
            book.defined_names[name].attr_text = "#REF!"

    parts = in_bundle(unit_book, change)
    told_of = [(t, f.code, f.found) for t, s in parts.items() for f in forms_said(s.findings)]
    assert told_of == [("I.2", "FORM_SHEET_GONE", "Mục lục"), ("I.2", "FORM_TASKS_GONE", "MT.1")]
    assert {s.state for s in parts.values()} == {"accepted"}


def test_a_form_without_its_table_of_former_values_is_warned_of() -> None:
    desk = desk_of("giải ngân").send(period="2022-08", decision="1/QĐ", rows=[["Kho", 5_000_000, 4_000_000]])
    book = open_workbook(fill(desk.issue("T.1", "VP", "2022-09"), in_result="Xong"))
    del book["_ky_truoc"]
    book.defined_names["meta_former"].attr_text = "#REF!"
    said = forms_said(read(save(book), desk.plan).findings)
    assert [(f.code, f.severity) for f in said] == [("FORM_FORMER_GONE", "warning")]


# --- must speak: locks and rules --------------------------------------------------------------------------------


def first_row(rule: DataValidation) -> int:
    return min(area.min_row for area in rule.sqref.ranges)


def unlock(book: Workbook) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = False


def test_a_lock_that_was_taken_off_is_good_to_know() -> None:
    (finding,) = told("tỷ lệ", unlock)
    assert (finding.code, finding.severity, finding.found) == ("FORM_UNLOCKED", "info", "Nhập liệu")


def test_locks_taken_off_a_units_workbook_are_one_finding_and_leave_blank_tasks_blank(unit_book: bytes) -> None:
    parts = in_bundle(unit_book, unlock)
    assert {t: (s.state, codes(s.findings)) for t, s in parts.items()} == {
        "I.2": ("accepted", ["FORM_UNLOCKED"]), "I.3": ("accepted", []),
    }  # fmt: skip


def test_a_blank_task_whose_page_was_written_on_is_still_passed_over(unit_book: bytes) -> None:
    def change(book: Workbook) -> None:
        where(book["II.2"], "Dự án, công trình").value = "Công trình, dự án"
        where(book["II.2"], "VP - Văn phòng").value = "TCCB"

    assert list(in_bundle(unit_book, change)) == ["I.2", "I.3"]


@pytest.mark.parametrize(("typed", "found"), [("Đã đủ số liệu", "Đã đủ số liệu"), (None, "ô trống")])
def test_a_ready_line_that_was_typed_over_is_good_to_know(typed: str | None, found: str) -> None:
    def change(book: Workbook) -> None:
        sheet = sheet_of(book)
        insert(book, sheet, 1, 1)
        sheet.cell(where(sheet, "Kiểm tra trước khi gửi").row, 3).value = typed

    (finding,) = told("tỷ lệ", change)
    assert (finding.code, finding.severity, finding.found) == ("FORM_READY", "info", found)


def pasted(book: Workbook) -> None:
    """Rows pasted over a list: values arrive, the rules of their cells go; further down the rules stay."""
    sheet, top, left, bottom, _ = place(book, "rows_T_1_1")
    for row in range(top, top + 4):
        for column, value in enumerate([f"Kho {row}", 5_000_000, 4_000_000], left):
            put(sheet, row, column, value)
    put(sheet, top + 9, left + 1, 1)
    rules = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [r for r in rules if not top <= first_row(r) <= bottom]
    for column, gap in ((left + 1, 3), (left + 2, 4)):
        rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
        rule.add(f"{get_column_letter(column)}{top + gap}:{get_column_letter(column)}{bottom}")
        sheet.add_data_validation(rule)


def test_dropdowns_and_ranges_lost_by_pasting_are_named_together() -> None:
    (finding,) = told("giải ngân", pasted)
    _, top, left, _, _ = place(open_workbook(filled("giải ngân")), "rows_T_1_1")
    areas = [f"{ref(top, left + 1)}:{ref(top + 2, left + 1)}", f"{ref(top, left + 2)}:{ref(top + 3, left + 2)}"]
    assert (finding.code, finding.severity, finding.cell) == ("FORM_RULES_LOST", "info", areas[0])
    assert finding.found == ", ".join(areas)


def test_the_picks_of_a_blank_standard_form_are_rules_too() -> None:
    plan = small_plan()
    book = open_workbook(fill(template(plan, "I.2"), meta_unit="VP", meta_period="2022-09", in_I_2_1_count=3))
    sheet, top, left, _, _ = place(book, "meta_unit")
    rules = sheet.data_validations.dataValidation
    sheet.data_validations.dataValidation = [r for r in rules if first_row(r) != top]
    (finding,) = forms_said(read(save(book), plan).findings)
    assert (finding.code, finding.found) == ("FORM_RULES_LOST", ref(top, left))


@pytest.mark.parametrize("kind", LISTS)
def test_a_format_that_does_not_tell_of_locks_and_rules_is_silent(kind: str) -> None:
    def change(data: bytes) -> bytes:
        """The cells alone, as a reader of another format would give them: here a broken frame."""
        buffer = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                if name.startswith("xl/worksheets/sheet"):
                    part = part.replace(b"</sheetData>", b"</sheetData ><!-- -->")
                new.writestr(name, part)
        return buffer.getvalue()

    data = change(filled(kind))
    assert all(sheet.guards is None for sheet in read_book(data).sheets.values())
    assert forms_said(read(data, desk_of(kind).plan).findings) == []


# --- odd and hostile ones ---------------------------------------------------------------------------------------


def test_a_page_without_a_word_left_is_read_by_its_names_on_both_roads() -> None:
    def change(book: Workbook) -> None:
        for row in sheet_of(book).iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.row < 20 and not cell.value.startswith("="):
                    cell.value = None

    before, now = sent("số lượng", change)
    assert values_of(now)["T.1.1", "count", None] == values_of(before)["T.1.1", "count", None] == 7
    assert {f.code for f in forms_said(now.findings)} >= {"FORM_TEXT_GONE"} and not [
        f for f in forms_said(now.findings) if f.severity != "info"
    ]


@pytest.mark.parametrize("area", ["'Không có'!$A$1", "'Hướng dẫn'!$A$1:$B$1048576", "#REF!"])
def test_names_that_lead_astray_break_nothing(area: str) -> None:
    def change(book: Workbook) -> None:
        for name in ("meta_unit", "meta_period", "rows_T_1_1", "in_result"):
            book.defined_names[name].attr_text = area

    assert after("giải ngân", change).task == "T.1"


def test_a_list_as_long_as_a_sheet_costs_no_more_than_its_head() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, _, right = place(book, "rows_T_1_1")
        cells = f"${get_column_letter(left)}${top}:${get_column_letter(right)}$1048576"
        book.defined_names["rows_T_1_1"].attr_text = f"'{sheet.title}'!{cells}"

    assert "FORM_ROWS_ADDED" in codes(told("giải ngân", change))


def test_the_headings_of_a_long_case_list_are_looked_at_on_the_fast_road(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FAST_BYTES", 10_000)
    plan = desk_of("hồ sơ").plan
    days = [D(2022, 7, 1), D(2022, 7, 9), D(2022, 7, 8)]
    book = open_workbook(fill(template(plan, "T.1", "VP"), rows_T_1_1=[[f"H{n:06}", *days] for n in range(300)]))
    sheet, top, left, _, _ = place(book, "rows_T_1_1")
    sheet.cell(top - 1, left + 1).value = "Ngày nhận"
    file = received(save(book))
    (submission,) = read_file(file, plan)
    opened = open_again(file, plan)
    assert opened is not None and opened.sheets[sheet.title].grid is not None
    (finding,) = forms_said(submission.findings)
    assert (finding.code, finding.sheet, finding.cell, finding.label, finding.found) == (
        "FORM_MEANING", sheet.title, ref(top - 1, left + 1), "Ngày tiếp nhận", "Ngày nhận",
    )  # fmt: skip


# --- lock and rules of a sheet as programs write them -----------------------------------------------------------

HEAD = b'<worksheet xmlns="m" xmlns:x14="x" xmlns:xm="y"><sheetPr/><sheetData><row r="1"><c r="A1"/></row></sheetData>'
EXCEL = (
    b'<extLst><ext uri="{CCE6A557}"><x14:dataValidations count="1"><x14:dataValidation type="list">'
    b"<x14:formula1><xm:f>Sheet2!$A$1:$A$3</xm:f></x14:formula1><xm:sqref>C5 D7:E9</xm:sqref>"
    b"</x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>"
)


@pytest.mark.parametrize(
    ("tail", "locked", "cells"),
    [
        (b'<sheetProtection sheet="1"/></worksheet>', True, []),
        (b'<sheetProtection sheet="true" objects="true"/></worksheet>', True, []),
        (b'<sheetProtection objects="1"/></worksheet>', False, []),
        (b'<dataValidations><dataValidation type="date" sqref="B2"/></dataValidations></worksheet>', False, ["B2"]),
        (b'<dataValidations><dataValidation sqref="B2"/></dataValidations></worksheet>', False, []),  # a hint alone
        (EXCEL, False, ["C5", "D7", "E9"]),
    ],
)
def test_lock_and_rules_are_read_in_every_way_of_writing_them(tail: bytes, locked: bool, cells: list[str]) -> None:
    for data in (HEAD + tail, (HEAD + tail).replace(b"<sheetData><row", b"<sheetData  ><row")):
        guards = read_guards(apart(data)[0])
        assert guards is not None and guards.locked is locked
        watched = [ref(r, c) for r in range(1, 10) for c in range(1, 6) if guards.watch(r, c)]
        assert set(cells) <= set(watched) and bool(cells) == bool(watched)


@pytest.mark.parametrize(
    "data",
    [
        b"<worksheet/>",
        b"<worksheet><sheetData></worksheet>",
        HEAD + b'<dataValidations><dataValidation type="list" sqref="ZZZZ9"/></dataValidations></worksheet>',
        HEAD + b"<broken",
        HEAD + b"<!DOCTYPE x>" + EXCEL,
    ],
)
def test_a_sheet_that_cannot_be_told_is_not_known(data: bytes) -> None:
    frame, _ = apart(data)
    assert not frame or read_guards(frame) is None
