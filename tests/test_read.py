"""The round trip: what a unit types into a template is what the pipeline reads, or a finding."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.workbook import Workbook

from pipeline.intake.check import check_parts
from pipeline.intake.read import read_file
from pipeline.intake.register import Received
from pipeline.model import Plan, Submission
from tests.amount import some
from tests.drawing import (
    SINGLE_FIELDS,
    codes,
    contract_names,
    draw_plan,
    fill,
    measures_on,
    open_workbook,
    place,
    plan_rows,
    put,
    read,
    received,
    save,
    shipped_plan,
    small_plan,
    template,
    type_in,
    values_of,
)

SMALL = small_plan()
DAY = date(2022, 9, 5)


def typed(task: str, unit: str, **values: Any) -> Submission:
    """A template of the small plan with values typed in, as the pipeline reads it."""
    return read(fill(template(SMALL, task, unit), **values), SMALL)


def changed(task: str, unit: str, change: Callable[[Workbook], None], **values: Any) -> Submission:
    """The same, with something done to the workbook afterwards."""
    book = open_workbook(template(SMALL, task, unit))
    type_in(book, values)
    change(book)
    return read(save(book), SMALL)


def verdict(submission: Submission, plan: Plan = SMALL) -> str:
    """Whether it is refused as a whole."""
    return check_parts([submission], plan)[0].state


def errors(submission: Submission) -> list[str]:
    return [f.code for f in submission.findings if f.severity == "error"]


# --- the round trip --------------------------------------------------------------------------------

VOWELS = "aăâeêioôơuưy" + "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
words = st.text(VOWELS + "bcdđghklmnpqrstvxBCĐGHKLMNPQRSTVX0123456789/.,-%()“”+=@#&<>'\"", min_size=1, max_size=9)
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
long_texts = st.lists(texts, min_size=1, max_size=3).map("\n".join)
wholes = st.integers(0, 10**15 - 1)
amounts = wholes | st.builds(
    lambda digits, places: Decimal(digits).scaleb(-places), st.integers(0, 10**15 - 1), st.integers(0, 6)
)
days = st.dates(date(2000, 1, 1), date(2099, 12, 31))
yes_no = st.sampled_from(["Có", "Không"])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "numerator": amounts, "denominator": amounts, "count": wholes, "current": amounts,
    "baseline": amounts, "baseline_numerator": amounts, "baseline_denominator": amounts,
    "decision": texts, "as_of": days, "nil": yes_no, "result": long_texts,
    "status": st.sampled_from(["Chưa thực hiện", "Đang thực hiện", "Hoàn thành"]),
    "difficulty": long_texts, "proposal": long_texts, "reporter": texts, "phone": texts,
}  # fmt: skip
COLUMNS: dict[str, list[tuple[str, st.SearchStrategy[Any] | None]]] = {
    "documents": [("number", texts), ("date", days), ("subject", texts)],
    "checklist": [("item", None), ("done", yes_no), ("note", texts)],
    "disbursement": [("project", texts), ("allocated", amounts), ("disbursed", amounts)],
    "survey": [("factor", None), *((f"level_{n}", wholes) for n in range(1, 6))],
}
case = st.tuples(texts, days, days, st.none() | days).map(list)


def meaning(value: Any) -> Any:
    """What a typed value stands for."""
    return {"Có": True, "Không": False}.get(value, value) if isinstance(value, str) else value


@st.composite
def submissions(draw: st.DrawFn, plan: Plan) -> tuple[str, str, dict[str, Any], dict[Any, Any], dict[str, Any]]:
    """(task, unit, what is typed at which name, the facts it stands for, the case lists)."""
    task = draw(st.sampled_from(sorted(plan.tasks)))
    asked = [u for u in plan.units if any(u in m.reporters for m in measures_on(plan, task))]
    unit = draw(st.sampled_from(asked or list(plan.tasks[task].lead)))
    typed_in: dict[str, Any] = {}
    expected: dict[Any, Any] = {}
    cases: dict[str, Any] = {}
    single = {n for n in contract_names(plan, task, unit) if n.startswith("in_")}
    for measure in measures_on(plan, task, unit):
        stem = measure.code.replace(".", "_")
        for field in (*SINGLE_FIELDS[measure.kind], "baseline_numerator", "baseline_denominator"):
            name = f"in_{stem}_{field}"
            if name in single and draw(st.booleans()):
                typed_in[name] = draw(CELLS[field])
                expected[measure.code, field, None] = meaning(typed_in[name])
        if measure.kind == "cases":
            rows = draw(st.lists(case, max_size=4))
            typed_in[f"rows_{stem}"] = rows
            if rows:
                cases[measure.code] = [tuple(column) for column in zip(*rows, strict=True)]
        elif measure.kind in COLUMNS:
            columns = COLUMNS[measure.kind]
            size = len(measure.items) or draw(st.integers(0, 5))
            cells = [[draw(st.none() | s) if s is not None else None for _, s in columns] for _ in range(size)]
            typed_in[f"rows_{stem}"] = cells
            for number, row in enumerate(cells):
                for (field, _), value in zip(columns, row, strict=True):
                    if value is not None:
                        answer = meaning(value) if field == "done" else value
                        expected[measure.code, field, number] = answer
    for name in draw(st.lists(st.sampled_from(["as_of", "status", "result", "difficulty", "proposal", "nil",
                                               "reporter", "phone"]), unique=True)):  # fmt: skip
        typed_in[f"in_{name}"] = draw(CELLS[name])
        expected["", name, None] = meaning(typed_in[f"in_{name}"]) if name == "nil" else typed_in[f"in_{name}"]
    return task, unit, typed_in, expected, cases


def assert_reads_back(
    plan: Plan, submission: Submission, book: Workbook, typed_in: dict[str, Any],
    expected: dict[Any, Any], cases: dict[str, Any],
) -> None:  # fmt: skip
    assert submission.findings == ()
    assert values_of(submission) == expected
    assert {c.measure: [c.ids, c.received, c.due, c.returned] for c in submission.cases} == cases
    for fact in submission.facts:  # and every fact says where it stood
        cell = book[fact.source.sheet][fact.source.cell].value
        shown = cell.date() if isinstance(cell, datetime) else cell
        if isinstance(fact.value, bool):
            assert shown == ("Có" if fact.value else "Không")
        elif isinstance(fact.value, Decimal):
            assert Decimal(f"{shown:.15g}") == fact.value
        else:
            assert shown == fact.value
        assert fact.source.sha256 == submission.arrival.sha256


@given(submissions(shipped_plan()))
@settings(max_examples=some(25))
def test_whatever_is_typed_into_an_issued_template_comes_back_unchanged(drawn: Any) -> None:
    task, unit, typed_in, expected, cases = drawn
    plan = shipped_plan()
    data = fill(template(plan, task, unit), **typed_in)
    submission = read(data, plan)
    assert (submission.task, submission.unit, submission.period) == (task, unit, "2022-09")
    assert_reads_back(plan, submission, open_workbook(data), typed_in, expected, cases)


@given(submissions(SMALL))
@settings(max_examples=some(15))
def test_whatever_is_typed_into_a_blank_template_comes_back_unchanged(drawn: Any) -> None:
    task, unit, typed_in, expected, cases = drawn
    chosen = {"meta_unit": f"{unit} - {SMALL.units[unit].name}", "meta_period": "2022-09"}
    data = fill(template(SMALL, task), **typed_in, **chosen)
    submission = read(data, SMALL)
    assert (submission.task, submission.unit, submission.period) == (task, unit, "2022-09")
    assert_reads_back(SMALL, submission, open_workbook(data), typed_in, expected, cases)


def test_an_untouched_template_says_nothing() -> None:
    for task in SMALL.tasks:
        submission = read(template(SMALL, task, SMALL.tasks[task].lead[0]), SMALL)
        assert (submission.facts, submission.cases, submission.findings) == ((), (), ())


# --- one cell ----------------------------------------------------------------------------------------


def numerator(value: Any, number_format: str = "") -> tuple[Any, list[str]]:
    """(value read, findings) of something typed into a number field."""

    def change(book: Workbook) -> None:
        sheet, row, column, _, _ = place(book, "in_I_1_1_numerator")
        put(sheet, row, column, value)
        if number_format:
            sheet.cell(row, column).number_format = number_format

    submission = changed("I.1", "TCCB", change)
    assert all(f.sheet == "Nhập liệu" and f.cell == "C14" for f in submission.findings)
    return values_of(submission).get(("I.1.1", "numerator", None)), codes(submission.findings)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234.567", 1234567), ("12,5", Decimal("12.5")), ("1.234", 1234), (" 15 ", 15),
        ("0", 0), ("1 234", 1234), ("1\u00a0234", 1234), ("0,925", Decimal("0.925")),
    ],
)  # fmt: skip
def test_a_number_typed_as_text_counts_with_a_warning(text: str, number: Any) -> None:
    assert numerator(text) == (number, ["CELL_TEXT_NUMBER"])


@pytest.mark.parametrize("text", ["1,234", "khoảng 5", "12/54", "ba", "NA"])
def test_a_text_that_is_no_number_or_could_be_two_is_asked_back(text: str) -> None:
    assert numerator(text) == (None, ["CELL_NUMBER"])


@pytest.mark.parametrize("text", ["90%", "92,5 %"])
def test_a_percentage_typed_as_text_is_asked_back(text: str) -> None:
    assert numerator(text) == (None, ["CELL_PERCENT"])


@pytest.mark.parametrize("number_format", ["0%", "0.00%"])
def test_a_percentage_in_a_number_field_is_asked_back(number_format: str) -> None:
    assert numerator(0.9, number_format) == (None, ["CELL_PERCENT"])


def test_a_negative_number_is_asked_back() -> None:
    assert numerator(-5) == (None, ["CELL_NEGATIVE"])
    assert numerator("-5") == (None, ["CELL_NEGATIVE"])


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\u200b"])
def test_a_cell_with_nothing_visible_is_blank(blank: str) -> None:
    assert numerator(blank) == (None, [])


def test_zero_is_a_number_and_not_a_blank() -> None:
    assert numerator(0) == (0, [])


def test_a_day_and_a_truth_value_are_no_numbers() -> None:
    assert numerator(DAY, "dd/mm/yyyy") == (None, ["CELL_NUMBER"])
    assert numerator(True) == (None, ["CELL_NUMBER"])


def test_a_count_is_a_whole_number() -> None:
    submission = typed("I.2", "VP", in_I_2_1_count=Decimal("12.5"))
    assert codes(submission.findings) == ["CELL_WHOLE"] and not submission.facts
    assert verdict(submission) == "rejected"
    assert values_of(typed("I.2", "VP", in_I_2_1_count=12.0)) == {("I.2.1", "count", None): 12}


@pytest.mark.parametrize(
    ("text", "dong"),
    [("12,5 tỷ", 12_500_000_000), ("300 triệu đồng", 300_000_000), ("1.000.000 đ", 1_000_000)],
)
def test_sums_of_money_in_words_count_with_a_warning(text: str, dong: int) -> None:
    submission = typed("II.2", "VP", rows_II_2_1=[["Trụ sở", text, 5]])
    assert values_of(submission)["II.2.1", "allocated", 0] == dong
    assert codes(submission.findings) == ["CELL_TEXT_NUMBER"]


def test_an_ambiguous_sum_is_asked_back() -> None:
    submission = typed("II.2", "VP", rows_II_2_1=[["Trụ sở", "1.234 tỷ", 5]])
    assert codes(submission.findings) == ["CELL_NUMBER"]


def as_of(value: Any, number_format: str = "dd/mm/yyyy") -> tuple[Any, list[str]]:
    def change(book: Workbook) -> None:
        sheet, row, column, _, _ = place(book, "in_as_of")
        put(sheet, row, column, value)
        sheet.cell(row, column).number_format = number_format

    submission = changed("I.2", "VP", change)
    return submission.status("as_of"), codes(submission.findings)


@pytest.mark.parametrize("text", ["05/09/2022", "5/9/2022", "5.9.2022", "2022-09-05", "ngày 5 tháng 9 năm 2022"])
def test_a_day_typed_as_text_is_read_day_first_and_said(text: str) -> None:
    assert as_of(text) == (DAY, ["CELL_TEXT_DATE"])


@pytest.mark.parametrize("text", ["31/09/2022", "hôm qua"])
def test_an_impossible_day_is_asked_back(text: str) -> None:
    assert as_of(text) == (None, ["CELL_DATE"])


def test_a_day_that_lost_its_format_is_read_and_said() -> None:
    assert as_of(44809, "General") == (DAY, ["CELL_TEXT_DATE"])  # 44809: 05/09/2022
    assert as_of(5, "General") == (None, ["CELL_DATE"])


@pytest.mark.parametrize("status", ["hoàn thành", "HOÀN THÀNH", " Hoàn  thành "])
def test_a_status_is_known_in_any_letter_case(status: str) -> None:
    assert typed("I.2", "VP", in_status=status).status("status") == "Hoàn thành"


def test_an_unknown_status_or_answer_is_asked_back() -> None:
    submission = typed("I.2", "VP", in_status="Xong rồi", in_nil="có lẽ")
    assert codes(submission.findings) == ["CELL_CHOICE", "CELL_CHOICE"]
    assert verdict(submission) == "rejected"


def test_a_long_text_is_kept_whole_with_a_warning() -> None:
    text = "Đã hoàn thành. " * 200
    submission = typed("I.2", "VP", in_result=text)
    assert submission.status("result") == text.strip()
    assert codes(submission.findings) == ["CELL_LONG"]


def test_typed_text_is_normalised_and_never_a_formula() -> None:
    submission = typed("I.2", "VP", in_result="  Hoa\u0300n tha\u0300nh\u00a0tốt \r\n=1+1\u200b ")
    assert submission.status("result") == "Hoàn thành tốt\n=1+1"


# --- formulas and errors -------------------------------------------------------------------------------


def with_formula(formula: str, result: Any) -> Submission:
    """A numerator that holds a formula with a stored result (openpyxl itself stores none)."""
    data = fill(template(SMALL, "I.1", "TCCB"), in_I_1_1_numerator=987654321, in_I_1_1_denominator=50)
    kind = {str: ' t="str"', bool: ' t="b"'}.get(type(result), "")
    if isinstance(result, str) and result.startswith("#"):
        kind = ' t="e"'
    value = f"<v>{result}</v>" if result is not None else ""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for member in old.infolist():
            body = old.read(member)
            if b">987654321<" in body:
                text = body.decode()
                head, _, tail = text.partition("<v>987654321</v>")
                opening = head.rindex("<c ")
                tag = head[opening:].replace(' t="n"', "").rstrip(">") + kind + ">"
                body = (head[:opening] + tag + f"<f>{formula}</f>{value}" + tail).encode()
            new.writestr(member.filename, body)
    return read(buffer.getvalue(), SMALL)


def test_a_formula_counts_by_its_stored_result_with_a_warning() -> None:
    submission = with_formula("40+5", 45)
    assert values_of(submission)["I.1.1", "numerator", None] == 45
    assert codes(submission.findings) == ["CELL_FORMULA"]
    assert verdict(submission) != "rejected"


def test_a_formula_that_was_never_calculated_is_no_blank() -> None:
    submission = with_formula("40+5", None)
    assert codes(submission.findings) == ["CELL_NOT_CALCULATED"]
    assert verdict(submission) == "rejected"


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
def test_an_error_value_is_a_finding_with_its_cell(error: str) -> None:
    submission = with_formula("Sheet9!A1", error)
    (finding,) = submission.findings
    assert (finding.code, finding.cell, finding.found) == ("CELL_ERROR", "C14", error)
    assert verdict(submission) == "rejected"


def test_a_formula_with_an_empty_result_is_blank() -> None:
    assert codes(with_formula('IF(A1="","",1)'.replace('"', "&quot;"), "").findings) == []


# --- books that were worked on ---------------------------------------------------------------------------


def test_a_book_counted_from_1904_keeps_its_days() -> None:
    book = open_workbook(template(SMALL, "I.4", "CCHC"))
    book.epoch = CALENDAR_MAC_1904
    type_in(book, {"in_as_of": DAY, "rows_I_4_1": [["1/SK", DAY, "Sổ tay"]]})
    submission = read(save(book), SMALL)
    assert submission.findings == ()
    assert values_of(submission)["I.4.1", "date", 0] == DAY and submission.status("as_of") == DAY


def test_a_day_without_format_in_a_book_counted_from_1904_is_not_four_years_off() -> None:
    book = open_workbook(template(SMALL, "I.2", "VP"))
    book.epoch = CALENDAR_MAC_1904
    sheet, row, column, _, _ = place(book, "in_as_of")
    sheet.cell(row, column).value = 44809 - 1462  # the serial of 05/09/2022 in such a book
    sheet.cell(row, column).number_format = "General"
    assert read(save(book), SMALL).status("as_of") in (DAY, None)


def shift_names(book: Workbook, sheet: str, at: int, by: int) -> None:
    """What Excel does to the names when rows are inserted at a place (openpyxl does not)."""
    for name, defined in book.defined_names.items():
        where, top, left, bottom, right = place(book, name)
        if where.title != sheet:
            continue
        top, bottom = top + by * (top >= at), bottom + by * (bottom >= at)
        cells = f"${openpyxl.utils.get_column_letter(left)}${top}"
        if (top, left) != (bottom, right):
            cells += f":${openpyxl.utils.get_column_letter(right)}${bottom}"
        defined.attr_text = f"'{sheet}'!{cells}"


def insert_rows(book: Workbook, at: int, by: int) -> None:
    shift_names(book, "Nhập liệu", at, by)
    book["Nhập liệu"].insert_rows(at, by)


def test_rows_inserted_above_an_input_move_it_and_nothing_is_lost() -> None:
    values = {"in_I_1_1_numerator": 45, "in_I_1_1_denominator": 54, "in_result": "Tốt", "in_as_of": DAY}
    before = typed("I.1", "TCCB", **values)
    for at in (1, 13, 15, 20):
        after = changed("I.1", "TCCB", lambda book, at=at: insert_rows(book, at, 2), **values)  # type: ignore[misc]
        assert values_of(after) == values_of(before)
        assert errors(after) == []


def test_rows_inserted_inside_a_list_belong_to_it() -> None:
    def change(book: Workbook) -> None:
        sheet, top, left, bottom, _ = place(book, "rows_I_4_1")
        insert_rows(book, top + 1, 5)
        put(sheet, top + 3, left, "9/SK")
        put(sheet, bottom + 5, left, "20/SK")

    submission = changed("I.4", "CCHC", change, rows_I_4_1=[["1/SK", DAY, "Một"], ["2/SK", DAY, "Hai"]])
    numbers = [f.value for f in submission.facts if f.field == "number"]
    assert numbers == ["1/SK", "9/SK", "2/SK", "20/SK"]


def test_a_renamed_input_sheet_changes_nothing() -> None:
    def change(book: Workbook) -> None:
        book["Nhập liệu"].title = "Sheet1 (2)"
        for defined in book.defined_names.values():
            defined.attr_text = defined.attr_text.replace("'Nhập liệu'", "'Sheet1 (2)'")

    submission = changed("I.2", "VP", change, in_I_2_1_count=7)
    assert values_of(submission) == {("I.2.1", "count", None): 7} and not errors(submission)


def test_an_input_whose_row_was_deleted_is_reported() -> None:
    def change(book: Workbook) -> None:
        del book.defined_names["in_I_1_1_numerator"]
        sheet, row, _, _, _ = place(book, "in_I_1_1_denominator")
        sheet.cell(row - 1, 1).value = None  # its label went with it

    submission = changed("I.1", "TCCB", change, in_I_1_1_denominator=54)
    (finding,) = [f for f in submission.findings if f.code == "ID_NAME_BROKEN"]
    assert "in_I_1_1_numerator" in finding.message


def test_names_of_other_makers_are_ignored() -> None:
    def change(book: Workbook) -> None:
        for name in ("in_X", "rows_khac", "_xlnm_gi_do", "Tong"):
            book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text="#REF!")

    assert changed("I.2", "VP", change, in_I_2_1_count=7).findings == ()


def test_a_text_beside_the_inputs_is_reported_with_its_cell() -> None:
    def change(book: Workbook) -> None:
        put(book["Nhập liệu"], 30, 8, "Số này chưa chắc")

    submission = changed("I.2", "VP", change, in_I_2_1_count=7)
    (finding,) = submission.findings
    assert (finding.code, finding.cell, finding.severity) == ("CELL_STRAY", "H30", "warning")
    assert "Số này chưa chắc" in finding.message and verdict(submission) != "rejected"


def test_hidden_rows_with_data_are_reported_and_count() -> None:
    def change(book: Workbook) -> None:
        sheet, top, _, _, _ = place(book, "rows_I_4_1")
        sheet.row_dimensions[top].hidden = True
        sheet.row_dimensions[top + 5].hidden = True  # blank: not worth a word

    submission = changed("I.4", "CCHC", change, rows_I_4_1=[["1/SK", DAY, "Một"]])
    assert codes(submission.findings) == ["ROW_HIDDEN"]
    assert values_of(submission)["I.4.1", "number", 0] == "1/SK"


def test_given_rows_may_be_sorted_but_not_rewritten() -> None:
    def swap(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_II_1_1")
        for row, (item, answer) in enumerate((("Máy tính tra cứu", "Không"), ("Đủ ghế ngồi", "Có")), top):
            put(sheet, row, left, item)
            put(sheet, row, left + 1, answer)

    submission = changed("II.1", "VP", swap)
    assert values_of(submission) == {("II.1.1", "done", 0): True, ("II.1.1", "done", 1): False}
    assert submission.findings == ()

    def rewrite(book: Workbook) -> None:
        sheet, top, left, _, _ = place(book, "rows_II_1_1")
        put(sheet, top, left, "Đủ bàn")

    assert errors(changed("II.1", "VP", rewrite)) == ["DATA_GIVEN_ROW"]


def test_a_case_list_is_read_past_gaps_and_to_its_true_end() -> None:
    rows: list[Any] = [["1", DAY, DAY, None], None, None, ["2", DAY, DAY, DAY]]
    submission = typed("II.3", "CCHC", rows_II_3_1=rows)
    (cases,) = submission.cases
    assert cases.ids == ("1", "2") and cases.returned == (None, DAY)
    assert cases.source.cell == "A4:D7"


def test_a_case_with_a_missing_or_impossible_day_is_named_with_its_cell() -> None:
    rows = [["1", None, DAY, None], ["2", DAY, "31/02/2022", None], ["3", DAY, DAY, DAY]]
    submission = typed("II.3", "CCHC", rows_II_3_1=rows)
    assert [(f.code, f.cell) for f in submission.findings] == [
        ("DATA_ROW_INCOMPLETE", "B4"), ("CELL_DATE", "C5"),
    ]  # fmt: skip
    assert verdict(submission) == "rejected"


def test_a_long_list_of_the_same_mistake_is_told_once() -> None:
    rows = [[str(n), "x", DAY, None] for n in range(60)]
    submission = typed("II.3", "CCHC", rows_II_3_1=rows)
    assert len(submission.findings) < 40
    assert any(f.code == "DATA_MORE" and "40" in f.message for f in submission.findings)


# --- identity ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["TCCB", "tccb", "TCCB - Phòng Tổ chức - Cán bộ", "Phòng Tổ chức - Cán bộ",
     "Phòng Tổ chức – Cán bộ", "Phòng TCCB", "P. TCCB", " TCCB "],
)  # fmt: skip
def test_a_unit_may_be_picked_or_typed(text: str) -> None:
    data = fill(template(SMALL, "I.1"), meta_unit=text, meta_period="2022-09")
    submission = read(data, SMALL)
    assert (submission.unit, submission.findings) == ("TCCB", ())


@pytest.mark.parametrize("text", ["2022-Q3", "2022", "2022-09 - tháng 9 năm 2022 (từ 15/08/2022 đến 14/09/2022)"])
def test_a_period_may_be_picked_or_typed(text: str) -> None:
    data = fill(template(SMALL, "I.1"), meta_unit="TCCB", meta_period=text)
    assert read(data, SMALL).period == text.split(" ")[0]


@pytest.mark.parametrize(
    ("unit", "period", "code"),
    [
        ("", "2022-09", "ID_UNIT_BLANK"),
        ("Ban Tôn giáo", "2022-09", "ID_UNIT"),
        ("TTLT", "2022-09", "ID_UNIT_NOT_ASKED"),
        ("TCCB", "", "ID_PERIOD_BLANK"),
        ("TCCB", "tháng chín", "ID_PERIOD"),
        ("TCCB", "2019-09", "ID_PERIOD"),
    ],
)
def test_an_unknown_unit_or_period_refuses_the_file(unit: str, period: str, code: str) -> None:
    data = fill(template(SMALL, "I.1"), meta_unit=unit, meta_period=period)
    submission = read(data, SMALL)
    assert codes(submission.findings) == [code]
    assert submission.findings[0].cell and submission.findings[0].sheet == "Nhập liệu"
    assert submission.state == "rejected" and not submission.facts


@pytest.mark.parametrize("text", ["2022-9", "2022-099", "2022-09-15", "2022-Q33", "20229"])
def test_what_only_begins_like_a_period_is_none(text: str) -> None:
    submission = read(fill(template(SMALL, "I.1"), meta_unit="TCCB", meta_period=text), SMALL)
    assert codes(submission.findings) == ["ID_PERIOD"]


def identity(**values: str) -> Submission:
    """An issued template whose identity was changed in the cells and in the properties alike."""

    def change(book: Workbook) -> None:
        type_in(book, values)
        for prop in book.custom_doc_props.props:
            if prop.name in values:
                prop.value = values[prop.name]

    return changed("I.1", "TCCB", change, in_I_1_1_numerator=1)


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("meta_task", "I.9", "ID_TASK"),
        ("meta_unit", "XYZ", "ID_UNIT"),
        ("meta_period", "2031-01", "ID_PERIOD"),
        ("meta_plan", "KH-KHAC-2021", "ID_PLAN"),
        ("meta_layout", "0", "ID_LAYOUT"),
        ("meta_layout", "2", "ID_LAYOUT_NEWER"),
    ],
)
def test_a_template_of_another_plan_task_or_version_is_refused(name: str, value: str, code: str) -> None:
    submission = identity(**{name: value})
    assert codes(submission.findings) == [code]
    assert submission.state == "rejected" and value in submission.findings[0].message


@pytest.mark.parametrize(("name", "value"), [("meta_unit", "CCHC"), ("meta_period", "2022-08"), ("meta_task", "I.2")])
def test_cells_that_contradict_the_properties_refuse_the_file(name: str, value: str) -> None:
    submission = changed("I.1", "TCCB", lambda book: type_in(book, {name: value}))
    assert "ID_CONTRADICTION" in codes(submission.findings)
    assert submission.state == "rejected"


def test_without_the_hidden_cells_the_properties_still_tell() -> None:
    def change(book: Workbook) -> None:
        for name in ("meta_task", "meta_unit", "meta_period", "meta_plan", "meta_layout"):
            del book.defined_names[name]

    submission = changed("I.2", "VP", change, in_I_2_1_count=7)
    assert (submission.task, submission.unit, submission.period) == ("I.2", "VP", "2022-09")
    assert verdict(submission) != "rejected" and values_of(submission) == {("I.2.1", "count", None): 7}


def test_without_the_properties_the_cells_still_tell() -> None:
    def change(book: Workbook) -> None:
        book.custom_doc_props.props.clear()

    submission = changed("I.2", "VP", change, in_I_2_1_count=7)
    assert (submission.task, submission.unit, submission.findings) == ("I.2", "VP", ())


def test_the_file_name_never_decides() -> None:
    data = fill(template(SMALL, "I.2", "VP"), in_I_2_1_count=7)
    submission = read(data, SMALL, "II.2__TTLT__2022-01 (1) bản cuối.xlsx")
    assert (submission.task, submission.unit, submission.period) == ("I.2", "VP", "2022-09")


def test_figures_typed_into_another_units_measure_are_left_out_and_said() -> None:
    """A blank template holds every measure of the task; each unit answers its own."""
    rows = plan_rows()
    next(r for r in rows["Chỉ tiêu"] if r["code"] == "I.1.2")["reporters"] = "CCHC"
    plan = other_plan()
    data = fill(
        template(plan, "I.1"), meta_unit="TCCB", meta_period="2022-09",
        in_I_1_1_numerator=1, in_I_1_1_denominator=2, in_I_1_2_numerator=3,
    )  # fmt: skip
    submission = read(data, plan)
    assert codes(submission.findings) == ["DATA_NOT_ASKED"]
    assert {m for m, _, _ in values_of(submission)} == {"I.1.1"}


@lru_cache
def other_plan() -> Plan:
    from pipeline.plan import read_plan

    rows = plan_rows()
    next(r for r in rows["Chỉ tiêu"] if r["code"] == "I.1.2")["reporters"] = "CCHC"
    plan, findings = read_plan(draw_plan(rows), "x.xlsx")
    assert plan is not None, findings
    return plan


# --- the gate --------------------------------------------------------------------------------------------------


def packed(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def rels(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    )


OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"


def other_book() -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "Danh sách")
    return buffer.getvalue()


def locked() -> bytes:
    """A zip whose members are encrypted, by the flag in their headers."""
    data = bytearray(other_book())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


GATE: list[tuple[str, str, bytes]] = [
    ("GATE_EMPTY", "gui.xlsx", b""),
    ("GATE_LOCK_FILE", "~$gui.xlsx", b"\x05Binh" + b" " * 100),
    ("GATE_LOCK_FILE", "VP/~$gui.xlsx", b"\x05Binh"),
    ("GATE_LOCK_FILE", ".~lock.gui.xlsx#", b",binh,may1,15.09.2022 08:00,file;"),
    ("GATE_OLE", "gui.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    ("GATE_OLE", "co mat khau.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    ("GATE_NOT_A_BOOK", "gui.ods", packed(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
    ("GATE_OPEN_DOCUMENT", "gui.odt", packed(mimetype="application/vnd.oasis.opendocument.text")),
    ("GATE_OPEN_DOCUMENT", "gui.xlsx", packed(mimetype="application/vnd.oasis.opendocument.graphics")),
    ("GATE_FODS", "gui.fods", b'<?xml version="1.0"?><office:document xmlns:office="urn:x"/>'),
    ("GATE_XLS_OLD", "gui.xls", b"\x09\x08\x08\x00\x00\x05\x05\x00" + bytes(400)),
    ("GATE_CSV", "gui.xlsx", "Mã;Số liệu\nI.1;45\n".encode()),
    ("GATE_HTML", "gui.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
    ("GATE_TEXT", "gui.csv", "﻿Mã,Số\n".encode("utf-16")),
    ("GATE_TEXT", "dai.csv", "Số liệu tháng chín; ".encode() * 2000),
    ("GATE_UNKNOWN", "la.xlsx", b"\x7fELF\r\n\x1a\n" + bytes(range(256)) * 4),
    ("GATE_PICTURE", "anh.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4),
    ("GATE_ARCHIVE", "gui.rar", b"Rar!\x1a\x07\x00" + bytes(64)),
    ("GATE_ARCHIVE", "gui.zip", packed(**{"VP__gui.xlsx": "x", "ghi chu.txt": "x"})),
    ("GATE_PDF", "ban chup.pdf", b"%PDF-1.7\n" + bytes(range(128, 256))),
    ("GATE_SYSTEM_FILE", "VP/Thumbs.db", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
    ("GATE_SYSTEM_FILE", "desktop.ini", b"[x]"),
    ("GATE_NOT_A_BOOK", "gui.xlsx", packed(**{"[Content_Types].xml": "<Types/>"})),
    ("GATE_WORD", "gui.docx", packed(**{
        "_rels__.rels": rels(OFFICE, "word/document.xml"), "word__document.xml": "<document/>"})),
    ("GATE_DAMAGED", "gui.xlsb", packed(**{
        "_rels__.rels": rels(OFFICE, "xl/workbook.bin"), "xl__workbook.bin": "x"})),
    ("GATE_NOT_A_BOOK", "gui.xlsx", packed(**{
        "_rels__.rels": rels(STRICT, "xl/workbook.xml"), "xl__workbook.xml": "<workbook/>"})),
    ("GATE_PASSWORD", "gui.xlsx", locked()),
    ("GATE_DAMAGED", "gui.xlsx", template(SMALL, "I.1", "TCCB")[:5000]),
    ("GATE_DAMAGED", "gui.xlsx", b"PK\x03\x04" + bytes(100)),
    ("GATE_DTD", "gui.xlsx", packed(**{
        "[Content_Types].xml": "<Types/>",
        "_rels__.rels": '<!DOCTYPE r [<!ENTITY a "b">]>' + rels(OFFICE, "xl/workbook.xml")})),
    ("ID_NOT_OURS", "danh sach.xlsx", other_book()),
]  # fmt: skip


@pytest.mark.parametrize(("code", "name", "data"), GATE, ids=[f"{g[0]}-{g[1]}" for g in GATE])
def test_each_kind_of_wrong_file_gets_its_one_plain_message(code: str, name: str, data: bytes) -> None:
    submission = read(data, SMALL, name)
    assert codes(submission.findings) == [code]
    assert submission.findings[0].severity == "error"
    assert submission.state == "rejected" and not submission.facts and not submission.task


def test_an_unreadable_file_and_a_link_have_their_messages_too() -> None:
    arrival = received(b"").arrival
    for problem, code in (("link", "GATE_LINK"), ("Permission denied", "GATE_UNREADABLE")):
        (submission,) = read_file(Received(arrival, None, problem), SMALL)
        assert codes(submission.findings) == [code] and submission.state == "rejected"


def test_a_macro_enabled_copy_of_our_template_is_read_like_it(tmp_path: Path) -> None:
    """.xlsm by name only: the bytes decide."""
    data = fill(template(SMALL, "I.2", "VP"), in_I_2_1_count=7)
    assert values_of(read(data, SMALL, "gui.xlsm")) == {("I.2.1", "count", None): 7}
