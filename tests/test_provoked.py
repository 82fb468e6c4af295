"""Every sentence of the catalogue, provoked: a drawn file or plan workbook is read through the product, which
has to say just that, at its place, with what was found, what to do and an example.

A new code needs one row: in ROWS here or in provocations, in the table of spoilt plans (test_plan) or of hostile
files (hostile/).
"""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook

from pipeline import run
from pipeline.intake import gate, worker
from pipeline.intake.kinds import Kind
from pipeline.intake.register import Received
from pipeline.messages import CATALOGUE
from pipeline.model import Finding, Plan
from pipeline.plan import read_plan
from pipeline.waivers import NOT_HANDED_IN
from tests.drawing import (
    bundle,
    draw_plan,
    fill,
    open_workbook,
    place,
    plan_rows,
    put,
    received,
    rewrite,
    save,
    small_plan,
    template,
    type_in,
)
from tests.hostile import books, containers, formats  # noqa: F401  (their cases)
from tests.hostile.builders import CASES, good
from tests.office import Office, one
from tests.provocations import MORE, WHOLE, Row
from tests.test_hand_in import WAIVED, Box
from tests.test_plan import BROKEN, Change, lifted
from tests.test_repairs import drop_names, shift
from tests.test_worker import dies

PLAN = small_plan()
FORM, CASE_SHEET = "Nhập liệu", "Danh sách hồ sơ"
JUNE, AUGUST, SEPTEMBER, DECEMBER = "2022-06", "2022-08", "2022-09", "2022-12"
DAY, LATER, AFTER, YEAR_END = date(2022, 9, 5), date(2022, 9, 14), date(2022, 9, 20), date(2022, 12, 31)
NUMERATOR, DENOMINATOR = "Số đã đạt (tử số)", "Tổng số (mẫu số)"
STATUS, HANDLED = "Tình trạng thực hiện", "Tỷ lệ hồ sơ đúng hạn"
PAPER = "Số, ký hiệu; Ngày ban hành; Trích yếu nội dung"
UNIT, PERIOD = (FORM, "C7", "Đơn vị báo cáo"), (FORM, "C8", "Kỳ báo cáo")
PART, COUNT = (FORM, "C14", NUMERATOR), (FORM, "C14", "Số lượng")
AS_OF, RESULT = (FORM, "C16", "Số liệu tính đến ngày"), (FORM, "C19", "Kết quả nổi bật")
ISSUED, CAPITAL = (FORM, "C15", "Ngày ban hành"), (FORM, "C17", "Kế hoạch vốn được giao (đồng)")


# --- how files come in --------------------------------------------------------------------------------


def heard(*files: bytes | Received, plan: Plan = PLAN, period: str = SEPTEMBER) -> list[Finding]:
    """What is said of files that came in one after the other, and of all of them together."""
    sent = [f if isinstance(f, Received) else received(f, f"{n}.xlsx", n) for n, f in enumerate(files, 1)]
    window = plan.calendar[period]
    submissions = run.taken(sent, plan).submissions
    return [f for s in run.compute(plan, window, window.end, submissions)[0].submissions for f in s.findings]


def form(task: str, unit: str = "VP", period: str = SEPTEMBER, plan: Plan = PLAN, **typed: Any) -> bytes:
    return fill(template(plan, task, unit, period), **typed)


def told(task: str, unit: str = "VP", period: str = SEPTEMBER, **typed: Any) -> list[Finding]:
    """Of one form with values typed into it."""
    return heard(form(task, unit, period, **typed), period=period)


def spoilt(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """A file that somebody worked on with another program."""
    book = open_workbook(data)
    change(book)
    return save(book)


def ratio(numerator: Any, denominator: Any = 54, period: str = SEPTEMBER, **more: Any) -> bytes:
    return form("I.1", "TCCB", period, in_I_1_1_numerator=numerator, in_I_1_1_denominator=denominator, **more)


def posts(count: Any, period: str = SEPTEMBER, **more: Any) -> bytes:
    return form("I.2", "VP", period, in_I_2_1_count=count, **more)


def papers(*rows: list[Any], unit: str = "CCHC") -> bytes:
    return form("I.4", unit, rows_I_4_1=list(rows))


def checklist(*answers: str | None, period: str = JUNE) -> bytes:
    return form("II.1", "VP", period, rows_II_1_1=[[None, answer] for answer in answers])


def money(*projects: list[Any], unit: str = "VP", period: str = SEPTEMBER, **more: Any) -> bytes:
    typed = {"in_II_2_1_decision": "12/QĐ-UBND ngày 05/01/2022", "rows_II_2_1": list(projects), **more}
    return form("II.2", unit, period, **typed)


def cases(*rows: list[Any], period: str = SEPTEMBER) -> bytes:
    return form("II.3", "CCHC", period, rows_II_3_1=list(rows))


def survey(*factors: list[Any]) -> bytes:
    return form("MT.1", rows_MT_1_1=[[None, *levels] for levels in factors])


def staff(current: Any, baseline: Any, period: str = SEPTEMBER) -> bytes:
    return form("I.3", "VP", period, in_I_3_1_current=current, in_I_3_1_baseline=baseline)


def heard_by(where: Office, period: str = SEPTEMBER) -> list[Finding]:
    return [f for s in where.results(period).submissions for f in s.findings]


# --- files that were worked on --------------------------------------------------------------------------


def identity(**values: str) -> list[Finding]:
    """A form whose hidden cells and properties were changed alike."""

    def change(book: Workbook) -> None:
        type_in(book, values)
        for prop in book.custom_doc_props.props:
            prop.value = values.get(prop.name, prop.value)

    return heard(spoilt(ratio(45), change))


def picked(unit: str, period: str) -> list[Finding]:
    """A blank standard form with unit and period as somebody chose them."""
    return heard(fill(template(PLAN, "I.1"), meta_unit=unit, meta_period=period, in_I_1_1_numerator=1))


def listed(change: Callable[[Workbook], object]) -> list[Finding]:
    return heard(spoilt(papers(["1/SK", DAY, "Sổ tay"], ["2/SK", DAY, "Mẫu đơn"]), change))


def heading(book: Workbook, column: int, text: str) -> None:
    sheet, top, left, _, _ = place(book, "rows_I_4_1")
    put(sheet, top - 1, left + column, text)


def swap_columns(book: Workbook) -> None:
    sheet, top, left, _, _ = place(book, "rows_I_4_1")
    for row in range(top - 1, top + 2):
        first, second = sheet.cell(row, left), sheet.cell(row, left + 1)
        first.value, second.value = second.value, first.value


def row_above(book: Workbook) -> None:
    sheet, top, left, _, _ = place(book, "rows_I_4_1")
    shift(book, sheet, top, 1, rows=True)
    for column, value in enumerate(["0/SK", DAY, "Chèn thêm"], left):
        put(sheet, top, column, value)


def delete_input(book: Workbook) -> None:
    del book.defined_names["in_I_1_1_numerator"]
    sheet, row, _, _, _ = place(book, "in_I_1_1_denominator")
    sheet.cell(row - 1, 1).value = None


def move_name(book: Workbook) -> None:
    book.defined_names["in_I_2_1_count"].attr_text = f"'{FORM}'!$H$40"


def two_places(book: Workbook) -> None:
    move_name(book)
    put(book[FORM], 40, 8, 9)


def merge_inputs(book: Workbook) -> None:
    sheet, row, column, _, _ = place(book, "in_I_1_1_numerator")
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column)


def hide(what: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        sheet, top, _, _, _ = place(book, "rows_I_4_1")
        if what == "row":
            sheet.row_dimensions[top].hidden = True
        elif what == "column":
            sheet.column_dimensions["B"].hidden = True
        else:
            sheet.sheet_state = "hidden"

    return change


def copied_sheet(book: Workbook) -> None:
    book.copy_worksheet(book[FORM]).title = f"{FORM} (2)"


def sheet_lost() -> list[Finding]:
    return heard(spoilt(bundle(PLAN, "VP"), lambda book: book["II.2"].defined_names.clear()))


def formula(stored: bytes) -> list[Finding]:
    """A formula beside the result that the other program left."""
    return heard(rewrite(ratio(45), rb'(<c r="C14"[^>]*?)(?: t="n")?><v>45</v>', rb"\1><f>40+5</f>" + stored))


def tampered(where: Office) -> list[Finding]:
    """A form that says it brought along what nobody ever reported."""

    def change(book: Workbook) -> None:
        next(c for row in book["_ky_truoc"].iter_rows() for c in row if c.value == 40).value = 39

    return heard_by(where.take(spoilt(fill(where.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"), change)))


def reported() -> Office:
    """40 of 60 in August."""
    return Office(one()).send(period=AUGUST, numerator=40, denominator=60)


def carried(**typed: Any) -> list[Finding]:
    where = reported()
    return heard_by(where.take(fill(where.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có", **typed)))


def carry_lost() -> list[Finding]:
    where = reported()
    data = fill(where.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có")
    return heard_by(where.take(spoilt(data, lambda book: book.remove(book["_ky_truoc"]))))


def carry_old() -> list[Finding]:
    where = reported()
    data = fill(where.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có")
    return heard_by(where.send(period=AUGUST, numerator=41, denominator=60).take(data))


def waived(expires: date) -> list[Finding]:
    rows = plan_rows()
    lifted(rule="DATA_OVER_WHOLE", expires=expires)(rows)
    plan, said = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None, said
    return heard(form("I.1", "TCCB", plan=plan, in_I_1_1_numerator=6, in_I_1_1_denominator=5), plan=plan)


def not_asked() -> list[Finding]:
    """A blank form holds every measure of the task; this plan asks one of them of another unit."""
    rows = plan_rows()
    next(r for r in rows["Chỉ tiêu"] if r["code"] == "I.1.2")["reporters"] = "CCHC"
    plan, said = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None, said
    typed = {"in_I_1_1_numerator": 1, "in_I_1_1_denominator": 2, "in_I_1_2_numerator": 3}
    return heard(fill(template(plan, "I.1"), meta_unit="TCCB", meta_period=SEPTEMBER, **typed), plan=plan)


def at_once(first: bytes, second: bytes) -> list[Finding]:
    """Two files of one moment, as one mail brings them."""
    one_, other = received(first, "1.xlsx", 1), received(second, "2.xlsx", 2)
    return heard(one_, Received(other.arrival._replace(received=one_.arrival.received), second))


def again(first: bytes, *between: bytes) -> list[Finding]:
    """A file, perhaps others, and the very same file once more."""
    return heard(first, *between, first)


def share() -> list[Finding]:
    """A percentage that may have been typed as a share of one."""
    where = Office(one(kind="so với năm trước", uom="%", op=">", target="năm 2021"))
    return heard_by(where.send(current=0.9, baseline=85))


def one_paper_two_tasks() -> list[Finding]:
    where = Office(one(kind="văn bản", target="1"), one(kind="văn bản", target="1"))
    for task in ("T.1", "T.2"):
        where.send(task=task, rows=[["1/SK", DAY, "Sổ tay"]])
    return heard_by(where)


def early(data: bytes) -> list[Finding]:
    """A file that came on 06/9/2022."""
    sent = received(data)
    return heard(Received(sent.arrival._replace(received=sent.arrival.received.replace(day=6)), data))


def child(code: str) -> list[Finding]:
    """A file too odd to be read here, whose own process does this."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(worker, "_CHILD", dies(code))
        patch.setattr(worker, "PATIENCE", 0.05)
        patch.setattr(gate, "opened", lambda data: (Kind(), None))
        return heard(good())


# --- plan workbooks ---------------------------------------------------------------------------------------


def planned(data: bytes) -> list[Finding]:
    return list(read_plan(data, "ke-hoach.xlsx")[1])


def changed_plan(change: Change) -> Callable[[], list[Finding]]:
    def provoke() -> list[Finding]:
        rows = plan_rows()
        change(rows)
        return planned(draw_plan(rows))

    return provoke


def plan_book(change: Callable[[Workbook], object]) -> list[Finding]:
    return planned(spoilt(draw_plan(), change))


@cache
def sheets_of_the_plan() -> Workbook:
    return open_workbook(draw_plan())


def headed(sheet: str, cell: str) -> str:
    """The words that a cell of the plan workbook stands under, or beside."""
    if not cell:
        return ""
    page = sheets_of_the_plan()[sheet]
    place_of_words = f"A{cell[1:]}" if sheet == "Cơ quan" else f"{cell[0]}4"
    return str(page[place_of_words].value)


# --- the table ----------------------------------------------------------------------------------------------

PROJECT = ["Nhà kho", 5_000_000_000, 4_200_000_000]
CASE = ["H01-001", DAY, LATER, DAY]
WHO = {"in_reporter": "Trần Văn An", "in_phone": "0905 123 456"}
BOTH = {"in_I_1_2_numerator": 12, "in_I_1_2_denominator": 13}

ROWS: dict[str, Row] = {
    # --- the gate
    "GATE_UNREADABLE": Row(WHOLE, lambda: heard(Received(received(b"").arrival, None, "Permission denied"))),
    "GATE_LINK": Row(WHOLE, lambda: heard(Received(received(b"").arrival, None, "link"))),
    "GATE_SLOW": Row(WHOLE, lambda: child("import time; time.sleep(60)")),
    "GATE_DIED": Row(WHOLE, lambda: child("import os; os._exit(3)")),
    # --- identity
    "ID_NOT_OURS": Row(WHOLE, lambda: heard(save(Workbook()))),
    "ID_LAYOUT": Row(("_nhan_dang", "B5", ""), lambda: identity(meta_layout="0")),
    "ID_PLAN": Row(("_nhan_dang", "B4", ""), lambda: identity(meta_plan="KH-KHAC-2021")),
    "ID_TASK": Row(("_nhan_dang", "B1", ""), lambda: identity(meta_task="I.9")),
    "ID_UNIT_BLANK": Row(UNIT, lambda: picked("", SEPTEMBER)),
    "ID_UNIT": Row(UNIT, lambda: picked("Ban Tôn giáo", SEPTEMBER)),
    "ID_UNIT_NOT_ASKED": Row(UNIT, lambda: picked("TTLT", SEPTEMBER)),
    "ID_PERIOD_BLANK": Row(PERIOD, lambda: picked("TCCB", "")),
    "ID_PERIOD": Row(PERIOD, lambda: picked("TCCB", "tháng chín")),
    "ID_CONTRADICTION": Row(
        ("_nhan_dang", "B2", UNIT[2]),
        lambda: heard(spoilt(ratio(45), lambda book: type_in(book, {"meta_unit": "CCHC"}))),
    ),
    "ID_TASK_TWICE": Row((f"{FORM} (2)", "", ""), lambda: heard(spoilt(posts(7), copied_sheet))),
    "ID_SHEET_LOST": Row(("II.2", "", ""), sheet_lost),
    "ID_NAME_BROKEN": Row((FORM, "", NUMERATOR), lambda: heard(spoilt(ratio(None), delete_input))),
    "ID_NAME_LOST": Row((FORM, "", NUMERATOR), lambda: heard(spoilt(ratio(45), delete_input))),
    "ID_NAME_FOUND": Row(PART, lambda: heard(spoilt(ratio(45), drop_names))),
    "ID_NAME_MOVED": Row(COUNT, lambda: heard(spoilt(posts(7), move_name))),
    "ID_TWO_PLACES": Row((FORM, "H40", "Số lượng"), lambda: heard(spoilt(posts(7), two_places))),
    "ID_HEADING": Row((FORM, "A14", "Số, ký hiệu"), lambda: listed(lambda book: heading(book, 1, "Số, ký hiệu"))),
    "ID_COLUMNS_MOVED": Row((FORM, "B14:D14", PAPER), lambda: listed(swap_columns)),
    "ID_ROWS_ABOVE": Row((FORM, "B15:D15", PAPER), lambda: listed(row_above)),
    # --- cells
    "CELL_ERROR": Row(PART, lambda: heard(spoilt(ratio(45), lambda book: book[FORM].__setitem__("C14", "#REF!")))),
    "CELL_NOT_CALCULATED": Row(PART, lambda: formula(b"<v></v>")),
    "CELL_FORMULA": Row(PART, lambda: formula(b"<v>45</v>")),
    "CELL_NUMBER": Row(PART, lambda: heard(ratio("khoảng chục"))),
    "CELL_PERCENT": Row(PART, lambda: heard(ratio("92,5%"))),
    "CELL_NO_NUMBER": Row(PART, lambda: heard(ratio("-"))),
    "CELL_SHARE": Row((FORM, "C14", "Số hiện nay"), share),
    "CELL_LOOKALIKE": Row(PART, lambda: heard(ratio("1O"))),
    "CELL_OLD_LETTERS": Row((FORM, "C19", ""), lambda: heard(posts(7, in_result="B¸o c¸o kÕt qu¶ thùc hiÖn nhiÖm vô"))),
    "CELL_OLD_DOUBT": Row((FORM, "C19", ""), lambda: heard(posts(7, in_result="Xu©n Mü"))),
    "CELL_LETTERS": Row(RESULT, lambda: heard(posts(7, in_result="Ủy b\u0430n nhân dân"))),
    "CELL_NEGATIVE": Row(PART, lambda: heard(ratio(-5))),
    "CELL_WHOLE": Row(COUNT, lambda: heard(posts(2.5))),
    "CELL_TEXT_NUMBER": Row(PART, lambda: heard(ratio("45 nhiệm vụ"))),
    "CELL_DATE": Row(AS_OF, lambda: heard(posts(7, in_as_of="31/02/2022"))),
    "CELL_DATE_NO_DAY": Row(AS_OF, lambda: heard(posts(7, in_as_of="tháng 8/2022"))),
    "CELL_TEXT_DATE": Row(AS_OF, lambda: heard(posts(7, in_as_of="05/9/2022"))),
    "CELL_CHOICE": Row((FORM, "C17", STATUS), lambda: heard(posts(7, in_status="xong rồi"))),
    "CELL_LONG": Row(RESULT, lambda: heard(posts(7, in_result="Đã làm tốt. " * 500))),
    "CELL_STRAY": Row(
        (FORM, "H30", ""), lambda: heard(spoilt(posts(7), lambda book: put(book[FORM], 30, 8, "Chưa chắc")))
    ),
    "CELL_MERGED": Row((FORM, "C15", DENOMINATOR), lambda: heard(spoilt(ratio(45), merge_inputs))),
    "COLUMN_HIDDEN": Row((FORM, "B1", ""), lambda: listed(hide("column"))),
    "SHEET_HIDDEN": Row((FORM, "", ""), lambda: listed(hide("sheet"))),
    "ROW_HIDDEN": Row((FORM, "B15", ""), lambda: listed(hide("row"))),
    # --- within a report
    "DATA_EMPTY": Row(WHOLE, lambda: told("I.1", "TCCB")),
    "DATA_INCOMPLETE": Row((FORM, "C14", DENOMINATOR), lambda: heard(ratio(45, None))),
    "DATA_MISSING": Row(("", "", "Tỷ lệ kiến nghị được xử lý"), lambda: heard(ratio(45))),
    "DATA_NO_BASELINE": Row(("", "", HANDLED), lambda: heard(cases(CASE))),
    "DATA_OVER_WHOLE": Row(PART, lambda: heard(ratio(6, 5))),
    "DATA_ZERO_WHOLE": Row((FORM, "C15", "Tỷ lệ nhiệm vụ hoàn thành"), lambda: heard(ratio(0, 0))),
    "DATA_RATE": Row(PART, lambda: heard(ratio(92.5, 100))),
    "DATA_NOT_ASKED": Row(WHOLE, not_asked),
    "DATA_MORE": Row((CASE_SHEET, "", ""), lambda: heard(cases(*([str(n), "hôm qua", DAY] for n in range(60))))),
    "DATA_ROW_INCOMPLETE": Row(ISSUED, lambda: heard(papers(["1/SK", None, "Sổ tay"]))),
    "DATA_ITEM_BLANK": Row((FORM, "C15", "Cơ sở vật chất"), lambda: heard(checklist("Có", None), period=JUNE)),
    "DATA_FACTOR_BLANK": Row((FORM, "C15", "Mức độ hài lòng"), lambda: heard(survey([0, 1, 2, 3, 4], [0, 0, 0, 0, 9]))),
    "DATA_LEVEL_BLANK": Row((FORM, "E15", "Tiếp cận dịch vụ"), lambda: heard(survey([0, 1, None, 3, 4]))),
    "DATA_GIVEN_ROW": Row((FORM, "B15", "Nội dung"), lambda: told("II.1", "VP", JUNE, rows_II_1_1=[["Đủ bàn", "Có"]])),
    "DATA_OVERSPENT": Row(
        (FORM, "D17", "Đã giải ngân lũy kế (đồng)"), lambda: heard(money(["Nhà kho", 5_000_000_000, 6_000_000_000]))
    ),
    "DATA_NO_DECISION": Row((FORM, "B17", "Tỷ lệ giải ngân"), lambda: heard(money(PROJECT, in_II_2_1_decision=None))),
    "DATA_SMALL_MONEY": Row(CAPITAL, lambda: heard(money(["Nhà kho", 5000, 4200]))),
    "DATA_DUPLICATE_ROW": Row(
        (FORM, "B16", "Số, ký hiệu"), lambda: heard(papers(["1/SK", DAY, "Sổ"], ["1/SK", DAY, "Sổ"]))
    ),
    "DATA_CASE_DATES": Row((CASE_SHEET, "A4:D4", HANDLED), lambda: heard(cases(["H01-001", LATER, DAY, LATER]))),
    "DATA_CASE_OPEN_LIST": Row((CASE_SHEET, "A4:D4", HANDLED), lambda: heard(cases(["H01-001", DAY, LATER]))),
    "DATA_CASE_AFTER_WINDOW": Row(
        (CASE_SHEET, "A4:D5", HANDLED), lambda: heard(cases(CASE, ["H01-002", AFTER, AFTER]))
    ),
    "DATE_AFTER_WINDOW": Row(AS_OF, lambda: heard(posts(7, in_as_of=AFTER))),
    "DATE_BEFORE_YEAR": Row(ISSUED, lambda: heard(papers(["1/SK", date(2012, 9, 5), "Sổ tay"]))),
    "DATE_NOT_YET": Row(ISSUED, lambda: early(papers(["1/SK", LATER, "Sổ tay"]))),
    "NIL_NOT_ALLOWED": Row((FORM, "C18", "Không phát sinh"), lambda: heard(posts(None, in_nil="Có"))),
    "NIL_WITH_DATA": Row((FORM, "C40", "Không phát sinh"), lambda: heard(money(PROJECT, in_nil="Có"))),
    "NIL_AFTER_DATA": Row(
        (FORM, "C40", "Tỷ lệ giải ngân"), lambda: heard(money(PROJECT, period=AUGUST), form("II.2", in_nil="Có"))
    ),
    "STATUS_DONE_TOO_EARLY": Row((FORM, "C23", STATUS), lambda: heard(ratio(45, in_status="Hoàn thành"))),
    "STATUS_NOT_BEGUN": Row((FORM, "C23", STATUS), lambda: heard(ratio(45, in_status="Chưa thực hiện"))),
    "CHECK_SKIPPED": Row(WHOLE, lambda: heard(ratio("nhiều"))),
    "WAIVER_APPLIED": Row(PART, lambda: waived(YEAR_END)),
    "WAIVER_EXPIRED": Row(WHOLE, lambda: waived(LATER)),
    # --- beside earlier reports
    "CARRY_LOST": Row((FORM, "C11", "Không thay đổi so với kỳ trước"), carry_lost),
    "CARRY_CHANGED": Row((FORM, "C11", "Chỉ tiêu 1"), lambda: carried(in_T_1_1_numerator=45, in_T_1_1_denominator=60)),
    "CARRY_UNKNOWN": Row(("_ky_truoc", "D2", NUMERATOR), lambda: tampered(reported())),
    "CARRY_OLD": Row(("_ky_truoc", "D2", NUMERATOR), carry_old),
    "PAST_FELL": Row(PART, lambda: heard(ratio(9, 20, AUGUST), ratio(8, 20))),
    "PAST_UNDONE": Row(
        (FORM, "C16", "Đã thực hiện"),
        lambda: heard(checklist("Có", "Có"), checklist("Có", "Không", period=DECEMBER), period=DECEMBER),
    ),
    "PAST_LEAPT": Row(COUNT, lambda: heard(posts(3, AUGUST), posts(30))),
    "PAST_DROPPED": Row(COUNT, lambda: heard(posts(30, AUGUST), posts(3))),
    "PAST_BASELINE": Row((FORM, "C15", "Số năm 2021"), lambda: heard(staff(9, 10, JUNE), staff(9, 11))),
    "PAST_CAPITAL": Row(
        CAPITAL, lambda: heard(money(PROJECT, period=AUGUST), money(["Nhà kho", 4_500_000_000, 4_200_000_000]))
    ),
    "PAST_PROJECT_LOST": Row(
        (FORM, "B17", "Dự án, công trình"),
        lambda: heard(money(PROJECT, ["Trụ sở", 10**9, 0], period=AUGUST), money(PROJECT)),
    ),
    "PAST_CASES_LOST": Row(
        (CASE_SHEET, "A4:D4", "Mã hồ sơ"),
        lambda: heard(cases(CASE, ["H01-002", DAY, LATER], period=AUGUST), cases(CASE)),
    ),
    "PAST_CASES_REOPENED": Row(
        (CASE_SHEET, "A4:D4", "Mã hồ sơ"), lambda: heard(cases(CASE, period=AUGUST), cases(["H01-001", DAY, LATER]))
    ),
    # --- between reports
    "MERGE_SUPERSEDED": Row(WHOLE, lambda: heard(posts(3), posts(4))),
    "MERGE_CHANGED": Row(WHOLE, lambda: heard(posts(3), posts(4))),
    "MERGE_DUPLICATE": Row(WHOLE, lambda: again(posts(3))),
    "MERGE_RETURNED": Row(WHOLE, lambda: again(posts(3), posts(4))),
    "MERGE_SAME_TIME": Row(WHOLE, lambda: at_once(posts(3), posts(4))),
    "MERGE_TWO_REPORTERS": Row(
        (FORM, "C22", "Người báo cáo"),
        lambda: heard(posts(3, in_reporter="Trần Văn An"), posts(4, in_reporter="Lê Thị Bé")),
    ),
    "MERGE_SAME_PROJECT": Row(
        (FORM, "B17", "Tỷ lệ giải ngân"), lambda: heard(money(PROJECT), money(PROJECT, unit="TTLT"))
    ),
    "MERGE_SAME_DOCUMENT": Row((FORM, "B15", "Chỉ tiêu 1"), one_paper_two_tasks),
    "MERGE_SAME_FORM": Row(
        WHOLE,
        lambda: heard(
            ratio(37, 41, **BOTH),
            form("I.1", "CCHC", in_I_1_1_numerator=37, in_I_1_1_denominator=41, **BOTH),
        ),
    ),
    "MERGE_SAME_REPORTER": Row(
        (FORM, "C28", "Người báo cáo"),
        lambda: heard(ratio(5, 9, **WHO), form("I.1", "CCHC", in_I_1_1_numerator=6, in_I_1_1_denominator=9, **WHO)),
    ),
    "MERGE_OTHER_PERIOD": Row(WHOLE, lambda: heard(posts(3), posts(4, "2022-10"))),
    # --- the plan workbook
    "PLAN_SHEET_MISSING": Row(WHOLE, lambda: plan_book(lambda book: book.remove(book["Chỉ tiêu"]))),
    "PLAN_HEADING_MISSING": Row(
        ("Chỉ tiêu", "A4", "Mục tiêu"), lambda: plan_book(lambda book: put(book["Chỉ tiêu"], 4, 7, "Chỉ số"))
    ),
    "PLAN_CELL": Row(
        ("Chỉ tiêu", "G6", "Mục tiêu"), lambda: plan_book(lambda book: book["Chỉ tiêu"].__setitem__("G6", "=1/0"))
    ),
    **MORE,
}
for spoiler in CASES:
    for told_of_it in spoiler.codes[:1]:
        ROWS.setdefault(told_of_it, Row(WHOLE, lambda s=spoiler: heard(received(s.make(), s.name))))
for broken, spoil, sheet_named, cell_named, _ in BROKEN:
    ROWS.setdefault(broken, Row((sheet_named, cell_named, headed(sheet_named, cell_named)), changed_plan(spoil)))
UNLABELLED = {  # a cell that stands beside no words
    "ID_LAYOUT", "ID_LAYOUT_NEWER", "ID_LAYOUT_REFUSED", "ID_LAYOUT_ENDED", "ID_LAYOUT_OLD", "ID_LAYOUT_MAPPED",
    "ID_PLAN", "ID_TASK",  # hidden
    "CELL_STRAY", "CELL_OLD_LETTERS", "CELL_OLD_DOUBT",  # anywhere on a sheet
    "FORM_TEXT", "FORM_TEXT_GONE",  # printed words themselves
    "COLUMN_HIDDEN", "ROW_HIDDEN", "FORM_COLUMNS_ADDED", "FORM_COLUMN_GONE",
}  # fmt: skip
# The rule that whoever is asked hands in: a waiver names it, but who broke it sent nothing that could be spoken of.
SAID_OF_NO_FILE = {NOT_HANDED_IN}


def literal(template_text: str) -> list[str]:
    """What a sentence says whatever its places are filled with."""
    return [words.strip() for words, *_ in string.Formatter().parse(template_text) if words.strip(" .;,“”()")]


def test_the_table_is_the_catalogue() -> None:
    assert set(ROWS) == set(CATALOGUE) - SAID_OF_NO_FILE


def test_the_rule_of_handing_in_is_broken_by_who_sends_nothing_and_a_waiver_lifts_it() -> None:
    def owed(*waivers: dict[str, Any]) -> set[tuple[str, str]]:
        return {(report.task, report.unit) for report in Box(*waivers).results().missing}

    assert WAIVED["rule"] == NOT_HANDED_IN
    assert owed() - owed(WAIVED) == {("I.1", "CCHC")} and owed(WAIVED) < owed()


@pytest.mark.parametrize("code", ROWS)
def test_the_product_says_it_at_its_place_with_what_was_found_and_what_to_do(code: str) -> None:
    row, message = ROWS[code], CATALOGUE[code]
    findings = row.provoke()
    own = [f for f in findings if f.code == code]
    assert own, [f.code for f in findings]
    said = next((f for f in own if (f.sheet, f.cell, f.label) == row.where), None)
    assert said is not None, [(f.sheet, f.cell, f.label) for f in own]
    assert said.severity == message.severity
    assert all(words in said.message for words in literal(message.text) + literal(message.advice))
    assert not message.example or said.message.endswith(f" Ví dụ: {message.example}")
    if "{found}" in message.text + message.advice:
        assert said.found and said.found in said.message


def test_what_is_about_a_cell_names_its_label() -> None:
    assert {code for code, row in ROWS.items() if row.where[1] and not row.where[2]} == UNLABELLED
    cells = [c for c in CATALOGUE if c.startswith("CELL_")]
    assert cells and all(ROWS[c].where[0] and ROWS[c].where[1] for c in cells)
