"""The plan workbook: the shipped one says what the agency's plan says, a broken one says where."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from pipeline.messages import CATALOGUE
from pipeline.model import Baseline, Finding, Plan, Target
from pipeline.ooxml import BookError
from pipeline.plan import read_plan
from pipeline.roster import find_unit
from tests.drawing import (
    Rows,
    codes,
    draw_plan,
    open_workbook,
    plan_rows,
    read,
    rule,
    save,
    shipped_plan,
    small_plan,
    template,
)

YEAR_END = date(2022, 12, 31)

# --- the shipped plan -----------------------------------------------------------------------------

SHARES = {"ratio", "checklist", "disbursement", "survey", "cases"}


def target_of(code: str) -> Target:
    (target,) = shipped_plan().measures[code].targets
    return target


def test_the_shipped_plan_has_54_tasks_3_objectives_and_75_measures() -> None:
    plan = shipped_plan()
    assert len(plan.tasks) == 57
    objectives = [t.code for t in plan.tasks.values() if t.objective]
    assert objectives == ["MT.1", "MT.2", "MT.3"]
    assert len(plan.tasks) - len(objectives) == 54
    assert {"A.V.3a", "A.V.3b"} <= set(plan.tasks) and "A.V.3" not in plan.tasks
    assert len(plan.measures) == 75
    assert len(plan.units) == 12


def test_its_sections_are_nine_of_part_a_and_five_of_part_b() -> None:
    sections = {t.section for t in shipped_plan().tasks.values() if not t.objective}
    part_a = {f"A.{n}" for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")}
    assert sections == part_a | {f"B.{n}" for n in range(1, 6)}


def test_disbursement_has_two_targets_on_two_days() -> None:
    measure = shipped_plan().measures["A.VII.1.1"]
    assert measure.kind == "disbursement" and measure.if_any
    assert [(t.op, t.text, t.number, t.due) for t in measure.targets] == [
        (">=", "0.9", Fraction(9, 10), YEAR_END),
        (">=", "1", Fraction(1), date(2023, 1, 31)),
    ]


def test_satisfaction_must_be_strictly_above_83_percent() -> None:
    assert target_of("MT.1.1") == Target(">", "0.83", YEAR_END, number=Fraction(83, 100))
    assert len(shipped_plan().measures["MT.1.1"].items) == 5


def test_rates_against_2021_and_counts_by_the_month_and_the_quarter() -> None:
    assert target_of("A.IV.5.1") == Target(">", "năm 2021", YEAR_END, year=2021)
    assert target_of("MT.3.1") == Target("<=", "năm 2021", None, year=2021)
    assert target_of("A.V.4.1") == Target("<", "năm 2021", YEAR_END, year=2021)
    assert target_of("A.II.1.2") == Target(">=", "1/tháng", YEAR_END, Fraction(1), per="month")
    assert target_of("B.3.3.1") == Target(">=", "1/tháng", YEAR_END, Fraction(1), per="month")
    assert target_of("A.IV.6.1") == Target(">=", "1/quý", YEAR_END, Fraction(1), per="quarter")
    assert target_of("A.VII.5.2") == Target(">=", "2", YEAR_END, number=Fraction(2))
    assert target_of("A.I.3.1").due == date(2022, 9, 30)
    assert target_of("A.V.1.1").due is None


def test_a_number_that_the_province_has_not_given_yet_is_a_target_without_one() -> None:
    for code in ("A.VIII.3.1", "A.VIII.3.2"):
        assert target_of(code) == Target(">=", "UBND tỉnh giao", YEAR_END)
    for code in ("A.II.1.1", "A.V.3b.1", "B.3.1.1", "B.4.1.1"):
        assert shipped_plan().measures[code].targets == ()


def test_three_measures_take_the_value_of_another() -> None:
    taken = {m.code: m.same_as for m in shipped_plan().measures.values() if m.same_as}
    assert taken == {"MT.2.1": "A.I.1.1", "B.4.1.1": "A.IV.5.1", "B.5.2.1": "A.IV.7.1"}


def test_groups_are_spelled_out_by_the_roster() -> None:
    plan = shipped_plan()
    rooms = ("KHTC", "QLVHGD", "QLTDTT")
    houses = ("TVT", "BTT", "TTBTDT", "TTVHDA", "NHNTTT", "DCMNHD", "TTHLKTTT")
    assert plan.measures["A.I.4.1"].reporters == houses and plan.measures["A.I.4.1"].each
    assert plan.measures["A.I.5.1"].reporters == rooms and not plan.measures["A.I.5.1"].each
    assert plan.measures["A.VII.1.1"].reporters == rooms + houses
    assert plan.measures["A.IV.7.1"].reporters == ("VP", "TTRA")
    assert plan.measures["A.I.1.1"].reporters == ("VP",)


def test_the_given_rows_stand_in_their_order() -> None:
    plan = shipped_plan()
    assert {m.code: len(m.items) for m in plan.measures.values() if m.items} == {
        "MT.1.1": 5, "B.1.1.1": 9, "B.2.3.2": 2, "B.5.1.1": 3, "A.VII.2.1": 3,
    }  # fmt: skip
    items = plan.measures["B.1.1.1"].items
    assert (items[0], items[-1]) == ("Biển hiệu Bộ phận một cửa rõ ràng, dễ thấy", "Máy photocopy")


def test_flows_are_three_and_the_kinds_are_as_counted_by_hand() -> None:
    plan = shipped_plan()
    flows = {m.code for m in plan.measures.values() if m.nature == "flow"}
    assert flows == {"A.II.1.1", "A.II.1.2", "A.IV.6.1", "B.3.3.1"}
    kinds = Counter(m.kind for m in plan.measures.values())
    assert (kinds["survey"], kinds["disbursement"], kinds["cases"]) == (1, 1, 2)
    assert (kinds["checklist"], kinds["baseline"]) == (4, 6)


def test_the_calendar_has_the_windows_of_the_decree() -> None:
    calendar = shipped_plan().calendar
    windows = {
        "2022-09": (date(2022, 8, 15), date(2022, 9, 14)),
        "2022-Q1": (date(2021, 12, 15), date(2022, 3, 14)),
        "2022-6T": (date(2021, 12, 15), date(2022, 6, 14)),
        "2022-Q3": (date(2022, 6, 15), date(2022, 9, 14)),
        "2022-9T": (date(2021, 12, 15), date(2022, 9, 14)),
        "2022": (date(2021, 12, 15), date(2022, 12, 14)),
    }
    for key, (start, end) in windows.items():
        assert (calendar[key].start, calendar[key].end) == (start, end)
    assert shipped_plan().agency.counted_from == date(2022, 8, 15)


def test_every_text_of_the_shipped_plan_is_composed_vietnamese() -> None:
    plan = shipped_plan()
    texts = [t.name + t.product + t.timing for t in plan.tasks.values()]
    texts += [m.name + m.uom for m in plan.measures.values()]
    assert all(unicodedata.is_normalized("NFC", text) for text in texts)


def test_the_shipped_plan_has_nothing_to_complain_about() -> None:
    from tests.drawing import SHIPPED

    plan, findings = read_plan(SHIPPED.read_bytes(), "ke-hoach.xlsx")
    assert plan is not None and findings == ()


# --- a plan of another agency ----------------------------------------------------------------------


def test_the_plan_of_an_invented_agency_reads_as_it_was_typed() -> None:
    plan, findings = read_plan(draw_plan(), "ke-hoach.xlsx")
    assert plan is not None and findings == ()
    assert plan.agency.name == "SỞ NỘI VỤ" and plan.agency.plan_id == "KH-SNV-2022"
    assert plan.agency.signing.form == "" and plan.agency.addressed
    assert plan.agency.recipients == ("UBND tỉnh", "Ban Giám đốc Sở")
    assert list(plan.units) == ["VP", "TCCB", "CCHC", "TTLT"]
    assert plan.units["VP"].aliases == ("VP Sở", "Văn phòng Sở")
    assert plan.tasks["I.1"].lead == ("TCCB", "CCHC") and plan.tasks["I.1"].coordinating == ("VP",)
    assert plan.tasks["II.1"].frequency == "half" and plan.tasks["MT.1"].objective
    assert plan.measures["II.2.1"].reporters == ("VP", "TTLT")
    assert [t.text for t in plan.measures["II.2.1"].targets] == ["0.9", "1"]
    assert plan.measures["I.4.1"].each and plan.measures["I.2.1"].nature == "flow"
    assert plan.measures["II.1.1"].items == ("Đủ ghế ngồi", "Máy tính tra cứu")
    assert plan.calendar["2022-Q3"].start == date(2022, 6, 15)
    assert plan.sections["II"].title == "THỦ TỤC VÀ TÀI CHÍNH"


def test_its_templates_can_be_issued_filled_in_and_read() -> None:
    plan = small_plan()
    for task in plan.tasks.values():
        for unit in task.lead:
            submission = read(template(plan, task.code, unit), plan)
            assert (submission.task, submission.unit, submission.period) == (
                task.code, unit, "2022-09",
            )  # fmt: skip
            assert codes(submission.findings) == []


@pytest.mark.parametrize("text", ["TCCB", "tccb", "Phòng Tổ chức - Cán bộ", "P. TCCB", "Phòng TCCB",
                                  "phòng tổ chức – cán bộ"])  # fmt: skip
def test_a_unit_is_found_by_code_name_short_name_and_alias(text: str) -> None:
    assert find_unit(small_plan().units, text) == "TCCB"


def test_a_plan_typed_by_hand_in_other_shapes_reads_the_same() -> None:
    """Percentages typed as text, dates as text, headings moved, NFD text, blank rows between."""
    book = open_workbook(draw_plan())
    measures = book["Chỉ tiêu"]
    for row in range(5, 16):
        cell = measures.cell(row, 7)
        if isinstance(cell.value, float):
            cell.value, cell.number_format = f"{cell.value * 100:g} %", "@"
        due = measures.cell(row, 8)
        if due.value is not None:
            due.value = due.value.strftime("%d/%m/%Y")
        measures.cell(row, 3).value = unicodedata.normalize("NFD", measures.cell(row, 3).value)
    measures.insert_rows(8)
    measures.insert_rows(1, 2)
    plan, findings = read_plan(save(book), "x.xlsx")
    assert plan is not None and findings == ()
    assert plan.measures == small_plan().measures


def target_read(kind: str, value: Any, number_format: str = "General") -> Target | None:
    """The first target of a measure of a kind when a value is typed into its target cell."""
    book = open_workbook(draw_plan())
    sheet = book["Chỉ tiêu"]
    row = {"tỷ lệ": 6, "số lượng": 8, "so với năm trước": 9, "văn bản": 10}[kind]
    assert sheet.cell(row, 4).value == kind
    sheet.cell(row, 7).value = value
    sheet.cell(row, 7).number_format = number_format
    plan, _ = read_plan(save(book), "x.xlsx")
    code = sheet.cell(row, 1).value
    return plan.measures[code].targets[0] if plan else None


@pytest.mark.parametrize(
    ("kind", "value", "number_format", "number"),
    [
        ("tỷ lệ", 0.9, "0%", Fraction(9, 10)),
        ("tỷ lệ", 0.825, "0.0%", Fraction(33, 40)),
        ("tỷ lệ", 0.83125, "0.000%", Fraction(83125, 100000)),
        ("tỷ lệ", "82,5%", "@", Fraction(33, 40)),
        ("số lượng", 2, "General", Fraction(2)),
        ("số lượng", 1500, "#,##0", Fraction(1500)),
        ("số lượng", "1.500", "@", Fraction(1500)),
        ("văn bản", "2/quý", "@", Fraction(2)),
    ],
)
def test_a_target_means_what_the_cell_shows(kind: str, value: Any, number_format: str, number: Fraction) -> None:
    target = target_read(kind, value, number_format)
    assert target is not None and target.number == number


def test_bytes_that_are_no_workbook_are_refused() -> None:
    with pytest.raises(BookError):
        read_plan(b"xin chao", "ke-hoach.xlsx")


# --- what is wrong with a plan, and where -------------------------------------------------------------

Change = Callable[[Rows], None]


def row(rows: Rows, sheet: str, key: str, value: Any) -> dict[str, Any]:
    return next(r for r in rows[sheet] if r[key] == value)


def edit(sheet: str, key: str, value: Any, /, **changes: Any) -> Change:
    return lambda rows: row(rows, sheet, key, value).update(changes)


def last(sheet: str, key: str, value: Any, /, **changes: Any) -> Change:
    return lambda rows: [r for r in rows[sheet] if r[key] == value][-1].update(changes)


def drop(sheet: str, key: str, value: Any, /) -> Change:
    return lambda rows: rows[sheet].remove(row(rows, sheet, key, value))


def add(sheet: str, **cells: Any) -> Change:
    return lambda rows: rows[sheet].append(cells)


def like(sheet: str, key: str, value: Any, /, **changes: Any) -> Change:
    return lambda rows: rows[sheet].append({**row(rows, sheet, key, value), **changes})


AGENCY, UNITS, TASKS, MEASURES = "Cơ quan", "Đơn vị", "Nhiệm vụ", "Chỉ tiêu"
ITEMS, CALENDAR, OUTLINE = "Nội dung cho sẵn", "Lịch báo cáo", "Bố cục báo cáo"
FORMER = "Số liệu năm trước"


def former(*rows_added: tuple[Any, ...]) -> Change:
    """Rows of the earlier year's figures: measure, unit, year, numerator, denominator."""
    keys = ("measure", "unit", "year", "numerator", "denominator")
    return lambda rows: rows[FORMER].extend(dict(zip(keys, row, strict=False)) for row in rows_added)


STAFF, CASES = ("I.3.1", "VP", "2021", 9), ("II.3.1", "CCHC", "2021", 271, 276)
SCORES = "Thang điểm"
STEPS = {"method": "bậc thang", "measure": "I.1.1", "steps": "> 90%: 2; ≥ 70%: 1; còn lại: 0"}


def scored(*rows: dict[str, Any]) -> Change:
    """A score sheet of these rows; the first is row 5."""
    return lambda plan: plan.update({SCORES: [rule(**r) for r in rows]})


WAIVERS = "Miễn áp dụng"


def lifted(**cells: Any) -> Change:
    """A waiver that is right, apart from what is told; it stands in row 5."""
    right = {"rule": "DATA_OVER_WHOLE", "approver": "Chánh Văn phòng", "reason": "Vượt kế hoạch", "expires": YEAR_END}
    return lambda rows: rows.update({WAIVERS: [right | cells]})


# Headings stand in row 4. Units: VP is row 5. Tasks: MT.1 is row 5, I.1 is row 6. Measures: MT.1.1
# is row 5, I.1.1 row 6, I.1.2 row 7, I.2.1 row 8, I.3.1 row 9, I.4.1 row 10, II.1.1 row 11, II.2.1
# rows 12 and 13, II.3.1 row 14, II.4.1 row 15. Calendar: 2022-01 is row 5, 2022-Q1 row 19.
BROKEN: list[tuple[str, Change, str, str, str]] = [
    ("PLAN_BLANK", edit(AGENCY, "key", "name", value=""), AGENCY, "B6", "ban hành"),
    ("PLAN_BLANK", edit(TASKS, "code", "I.2", lead=""), TASKS, "H7", "Đơn vị chủ trì"),
    ("PLAN_BLANK", edit(MEASURES, "code", "I.1.1", nature=""), MEASURES, "I6", "Tính chất"),
    ("PLAN_EMAIL", edit(UNITS, "code", "TTLT", email="ttlt@snv.vn; chưa có"), UNITS, "F8", "chưa có"),
    ("PLAN_BLANK", lifted(approver=""), WAIVERS, "E5", "Người duyệt"),
    ("PLAN_BLANK", lifted(reason=""), WAIVERS, "F5", "Lý do"),
    ("PLAN_BLANK", lifted(expires=None), WAIVERS, "G5", "Hết hạn"),
    ("PLAN_DATE", lifted(expires="hết năm"), WAIVERS, "G5", "hết năm"),
    ("PLAN_UNKNOWN_UNIT", lifted(unit="Ban Tôn giáo"), WAIVERS, "B5", "Ban Tôn giáo"),
    ("PLAN_UNKNOWN_TASK", lifted(task="I.9"), WAIVERS, "C5", "I.9"),
    ("PLAN_WAIVER_RULE", lifted(rule="DATA_LON_HON"), WAIVERS, "A5", "DATA_LON_HON"),
    ("PLAN_WAIVER_FORBIDDEN", lifted(rule="ID_UNIT"), WAIVERS, "A5", "ID_UNIT"),
    ("PLAN_WAIVER_FORBIDDEN", lifted(rule="CELL_NUMBER"), WAIVERS, "A5", "CELL_NUMBER"),
    ("PLAN_WAIVER_PERIOD", lifted(period="2022-13"), WAIVERS, "D5", "2022-13"),
    ("PLAN_WAIVER_ENDED", lifted(period="2022-09", expires=date(2022, 9, 15)), WAIVERS, "G5", "15/09/2022"),
    ("PLAN_WAIVER_ENDED", lifted(expires=date(2021, 12, 31)), WAIVERS, "G5", "31/12/2021"),
    ("PLAN_BLANK", last(ITEMS, "measure", "II.1.1", text=""), ITEMS, "C9", "Nội dung"),
    ("PLAN_BLANK", edit(CALENDAR, "key", "2022-02", deadline=None), CALENDAR, "E6", "Hạn nộp"),
    ("PLAN_DUPLICATE", edit(UNITS, "code", "TTLT", code="vp"), UNITS, "A8", "A5"),
    ("PLAN_DUPLICATE", edit(TASKS, "code", "I.2", code="I.1"), TASKS, "A7", "A6"),
    ("PLAN_DUPLICATE", edit(CALENDAR, "key", "2022-02", key="2022-01"), CALENDAR, "A6", "2022-01"),
    ("PLAN_CODE", edit(UNITS, "code", "VP", code="VĂN PHÒNG"), UNITS, "A5", "VĂN PHÒNG"),
    ("PLAN_CODE", edit(TASKS, "code", "I.2", code="I/2"), TASKS, "A7", "I/2"),
    ("PLAN_CODE", edit(MEASURES, "code", "I.2.1", code="I.2."), MEASURES, "A8", "I.2."),
    ("PLAN_UNKNOWN_UNIT", edit(TASKS, "code", "I.2", lead="Ban Tôn giáo"), TASKS, "H7", "Ban Tôn giáo"),
    ("PLAN_UNKNOWN_UNIT", edit(MEASURES, "code", "I.2.1", reporters="VP; XYZ"), MEASURES, "J8", "XYZ"),
    ("PLAN_EMPTY_GROUP", edit(TASKS, "code", "I.2", lead="các ban"), TASKS, "H7", "các ban"),
    ("PLAN_ALIAS", edit(UNITS, "code", "TTLT", aliases="văn phòng"), UNITS, "E8", "VP"),
    ("PLAN_ALIAS", edit(UNITS, "code", "TTLT", name="Phòng TCCB"), UNITS, "B8", "TCCB"),
    ("PLAN_UNKNOWN_TASK", edit(MEASURES, "code", "I.2.1", task="I.9"), MEASURES, "B8", "I.9"),
    ("PLAN_UNKNOWN_MEASURE", add(ITEMS, measure="I.9.9", order=1, text="x"), ITEMS, "A10", "I.9.9"),
    ("PLAN_UNKNOWN_SECTION", edit(OUTLINE, "number", "I", sections="I; IX"), OUTLINE, "E5", "IX"),
    ("PLAN_CHOICE", edit(MEASURES, "code", "I.2.1", kind="đếm"), MEASURES, "D8", "đếm"),
    ("PLAN_CHOICE", edit(MEASURES, "code", "I.2.1", op="lớn hơn"), MEASURES, "F8", "lớn hơn"),
    ("PLAN_CHOICE", edit(TASKS, "code", "I.2", frequency="tuần"), TASKS, "L7", "tuần"),
    ("PLAN_YEAR", edit(AGENCY, "key", "year", value="hai nghìn"), AGENCY, "B24", "hai nghìn"),
    ("PLAN_CHOICE", edit(AGENCY, "key", "addressed", value="có thể"), AGENCY, "B16", "có thể"),
    ("PLAN_CHOICE", edit(OUTLINE, "number", "1", kinds="tuần"), OUTLINE, "F8", "tuần"),
    ("PLAN_DATE", edit(MEASURES, "code", "I.2.1", due="31/02/2022"), MEASURES, "H8", "31/02/2022"),
    ("PLAN_DATE", edit(UNITS, "code", "VP", active_to="sang năm"), UNITS, "H5", "sang năm"),
    ("PLAN_DATE", edit(AGENCY, "key", "counted_from", value="đầu năm"), AGENCY, "B25", "đầu năm"),
    ("PLAN_DATE", edit(CALENDAR, "key", "2022-02", start="x"), CALENDAR, "C6", "x"),
    ("PLAN_TARGET", edit(MEASURES, "code", "I.2.1", target="ít nhất 3 bài"), MEASURES, "G8", "ít nhất 3"),
    ("PLAN_TARGET_KIND", edit(MEASURES, "code", "I.1.1", target=5), MEASURES, "G6", "tỷ lệ"),
    ("PLAN_TARGET_KIND", edit(MEASURES, "code", "I.2.1", target="90%"), MEASURES, "G8", "số lượng"),
    ("PLAN_TARGET_KIND", edit(MEASURES, "code", "I.1.1", target="1/tháng"), MEASURES, "G6", "1/tháng"),
    ("PLAN_TARGET_KIND", edit(MEASURES, "code", "I.3.1", target=5), MEASURES, "G9", "so với năm trước"),
    ("PLAN_TARGET_KIND", edit(MEASURES, "code", "I.2.1", target="2,5"), MEASURES, "G8", "số lượng"),
    ("PLAN_TARGET_OP", edit(MEASURES, "code", "I.2.1", op=""), MEASURES, "G8", "1/tháng"),
    ("PLAN_REPEAT", last(MEASURES, "code", "II.2.1", if_any=""), MEASURES, "K13", "Nếu có"),
    ("PLAN_REPEAT", last(MEASURES, "code", "II.2.1", name="Khác"), MEASURES, "C13", "II.2.1"),
    ("PLAN_SAME_AS", edit(MEASURES, "code", "II.4.1", same_as="II.9.9"), MEASURES, "L15", "II.9.9"),
    ("PLAN_SAME_AS", edit(MEASURES, "code", "II.3.1", same_as="II.4.1"), MEASURES, "L14", "II.4.1"),
    ("PLAN_SAME_AS", edit(MEASURES, "code", "II.4.1", same_as="I.1.1"), MEASURES, "L15", "I.1.1"),
    ("PLAN_ITEMS", lambda rows: rows.update({ITEMS: rows[ITEMS][:3]}), MEASURES, "A11", "II.1.1"),
    ("PLAN_NO_MEASURE", drop(MEASURES, "code", "I.2.1"), TASKS, "", "I.2"),
    ("PLAN_NO_REPORTER", edit(MEASURES, "code", "I.2.1", reporters="từng:"), MEASURES, "J8", "I.2.1"),
    ("PLAN_PERIOD_KEY", edit(CALENDAR, "key", "2022-02", key="02/2022"), CALENDAR, "A6", "02/2022"),
    ("PLAN_PERIOD_KEY", edit(CALENDAR, "key", "2022-02", kind="quý"), CALENDAR, "A6", "2022-02"),
    ("PLAN_WINDOW", edit(CALENDAR, "key", "2022-02", end=date(2022, 1, 1)), CALENDAR, "D6", "2022-02"),
    ("PLAN_OVERLAP", edit(CALENDAR, "key", "2022-02", start=date(2022, 1, 14)), CALENDAR, "C6", "2022-01"),
    ("PLAN_OVERLAP", edit(CALENDAR, "key", "2022-Q2", start=date(2022, 3, 14)), CALENDAR, "C20", "2022-Q1"),
    ("PLAN_GAP", edit(CALENDAR, "key", "2022-02", start=date(2022, 1, 16)), CALENDAR, "C6", "2022-01"),
    ("PLAN_YEAR_MISSING", drop(CALENDAR, "key", "2022"), CALENDAR, "", "2022"),
    ("PLAN_YEAR_MISSING", lambda rows: rows.update({CALENDAR: []}), CALENDAR, "", "2022"),
    ("PLAN_OUTLINE", edit(OUTLINE, "number", "I", content="thơ"), OUTLINE, "D5", "thơ"),
    ("PLAN_SECTION_UNREPORTED", edit(OUTLINE, "number", "II", sections=""), OUTLINE, "", "II"),
    ("PLAN_DUPLICATE", like(MEASURES, "code", "I.1.1", code="i.1.1"), MEASURES, "A16", "A6"),
    ("PLAN_SAME_TARGET", like(MEASURES, "code", "I.1.1"), MEASURES, "G16", "G6"),
    ("PLAN_TWO_YEARS", like(MEASURES, "code", "I.3.1", target="năm 2020"), MEASURES, "G16", "I.3.1"),
    ("PLAN_SAME_ITEM", add(ITEMS, measure="II.1.1", order=3, text="máy tính  tra cứu"), ITEMS, "C10", "máy tính"),
    ("PLAN_CHOICE", edit(MEASURES, "code", "I.1.1", if_any="đôi khi"), MEASURES, "K6", "đôi khi"),
    ("PLAN_BLANK", edit(MEASURES, "code", "I.1.1", target=""), MEASURES, "G6", "Mục tiêu"),
    ("PLAN_SAME_AS", edit(MEASURES, "code", "II.4.1", op=">", target="năm 2020"), MEASURES, "L15", "II.3.1"),
    ("PLAN_BLANK", former(("I.3.1", "VP", "2021", None)), FORMER, "D5", "Tử số, số liệu"),
    ("PLAN_BLANK", former(("I.3.1", "", "2021", 9)), FORMER, "B5", "Đơn vị"),
    ("PLAN_BLANK", former(STAFF, ("II.3.1", "CCHC", "2021", 271)), FORMER, "E6", "Mẫu số"),
    ("PLAN_UNKNOWN_MEASURE", former(STAFF, ("I.9.9", "VP", "2021", 9)), FORMER, "A6", "I.9.9"),
    ("PLAN_UNKNOWN_UNIT", former(STAFF, ("I.3.1", "XYZ", "2021", 9)), FORMER, "B6", "XYZ"),
    ("PLAN_NUMBER", former(("I.3.1", "VP", "2021", "chín")), FORMER, "D5", "chín"),
    ("PLAN_NUMBER", former(("I.3.1", "VP", "2021", -9)), FORMER, "D5", "-9"),
    ("PLAN_NUMBER", former(("II.3.1", "CCHC", "2021", 271, "98%")), FORMER, "E5", "98%"),
    ("PLAN_NUMBER", former(("I.3.1", "VP", "2021", "1,234")), FORMER, "D5", "1,234"),
    ("PLAN_BASELINE_ZERO", former(("II.3.1", "CCHC", "2021", 0, 0)), FORMER, "E5", "Mẫu số"),
    ("PLAN_BASELINE_TWICE", former(STAFF, ("I.3.1", "VP Sở", "2021", 8)), FORMER, "A6", "I.3.1"),
    ("PLAN_BASELINE_YEAR", former(("I.3.1", "VP", "2020", 9)), FORMER, "C5", "2020"),
    ("PLAN_BASELINE_YEAR", former(("I.1.1", "CCHC", "2021", 9, 10)), FORMER, "C5", "I.1.1"),
    ("PLAN_CODE", scored({"code": "1/2", "measure": "I.1.1"}), SCORES, "A5", "1/2"),
    ("PLAN_DUPLICATE", scored(STEPS, STEPS), SCORES, "A6", "A5"),
    ("PLAN_BLANK", scored({**STEPS, "section_title": ""}), SCORES, "C5", "Tên lĩnh vực"),
    ("PLAN_BLANK", scored({**STEPS, "maximum": None}), SCORES, "G5", "Điểm tối đa"),
    ("PLAN_BLANK", scored({**STEPS, "steps": ""}), SCORES, "H5", "Các bậc"),
    ("PLAN_BLANK", scored({**STEPS, "measure": ""}), SCORES, "F5", "Chỉ tiêu"),
    ("PLAN_BLANK", scored({"method": "theo tỷ lệ"}), SCORES, "F5", "Chỉ tiêu"),
    ("PLAN_CHOICE", scored({"method": "lũy tiến"}), SCORES, "E5", "bậc thang"),
    ("PLAN_CHOICE", scored({"method": "có/không", "answer": "có lẽ"}), SCORES, "J5", "Không áp dụng"),
    ("PLAN_UNKNOWN_MEASURE", scored({"measure": "I.9.9"}), SCORES, "F5", "I.9.9"),
    ("PLAN_SCORE_POINTS", scored({"measure": "I.1.1", "maximum": "hai"}), SCORES, "G5", "hai"),
    ("PLAN_SCORE_POINTS", scored({"measure": "I.1.1", "maximum": -1}), SCORES, "G5", "-1"),
    ("PLAN_SCORE_POINTS", scored({"measure": "I.1.1", "maximum": 0}), SCORES, "G5", "0"),
    ("PLAN_SCORE_POINTS", scored({"measure": "I.1.1", "maximum": "50%"}), SCORES, "G5", "50%"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "tốt: 2; khá: 1"}), SCORES, "H5", "tốt"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "> 90%: hai"}), SCORES, "H5", "hai"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "> 90%: 2; ≥ 70: 1"}), SCORES, "H5", "70"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "> 900%: 2"}), SCORES, "H5", "900"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "> 90%: 2; ≥ 70%: -1"}), SCORES, "H5", "-1"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "> 90%: 2; còn lại: x"}), SCORES, "H5", "còn lại"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "còn lại: 0; > 90%: 2"}), SCORES, "H5", "còn lại"),
    ("PLAN_SCORE_STEPS", scored({**STEPS, "steps": "còn lại: 0"}), SCORES, "H5", "còn lại"),
    ("PLAN_SCORE_ORDER", scored({**STEPS, "steps": "≥ 70%: 1; > 90%: 2"}), SCORES, "H5", "70%"),
    ("PLAN_SCORE_ORDER", scored({**STEPS, "steps": "> 90%: 1; ≥ 70%: 2"}), SCORES, "H5", "70%"),
    ("PLAN_SCORE_ORDER", scored({**STEPS, "steps": "≥ 90%: 2; > 90%: 1"}), SCORES, "H5", "90%"),
    ("PLAN_SCORE_ORDER", scored({**STEPS, "steps": "> 90%: 2; ≥ 70%: 1; còn lại: 1,5"}), SCORES, "H5", "1,5"),
    ("PLAN_SCORE_OVER", scored({**STEPS, "steps": "> 90%: 2,5; ≥ 70%: 1"}), SCORES, "H5", "2,5 điểm"),
    ("PLAN_SCORE_FLOOR", scored({"measure": "I.1.1", "floor": "bảy mươi"}), SCORES, "I5", "bảy mươi"),
    ("PLAN_SCORE_FLOOR", scored({"measure": "I.1.1", "floor": 70}), SCORES, "I5", "70"),
    ("PLAN_SCORE_FLOOR", scored({"measure": "I.1.1", "floor": "170%"}), SCORES, "I5", "170%"),
    ("PLAN_SCORE_MEASURE", scored({**STEPS, "measure": "I.2.1"}), SCORES, "F5", "I.2.1"),
    ("PLAN_SCORE_MEASURE", scored({**STEPS, "steps": "≥ 2: 1; ≥ 1: 0,5"}), SCORES, "F5", "I.1.1"),
    ("PLAN_SCORE_MEASURE", scored({"measure": "I.3.1"}), SCORES, "F5", "I.3.1"),
    ("PLAN_SCORE_MEASURE", scored({"method": "có/không", "measure": "II.4.1"}), SCORES, "F5", "II.4.1"),
    ("PLAN_SCORE_UNUSED", scored({"method": "có/không", "measure": "I.1.1", "answer": "Có"}), SCORES, "J5", "Tự đánh"),
    ("PLAN_SCORE_UNUSED", scored({"measure": "I.1.1", "answer": "Có"}), SCORES, "J5", "Tự đánh giá"),
    ("PLAN_SCORE_UNUSED", scored({**STEPS, "floor": "70%"}), SCORES, "I5", "Mức sàn"),
    ("PLAN_SCORE_UNUSED", scored({"measure": "I.1.1", "steps": "> 90%: 2"}), SCORES, "H5", "Các bậc"),
]  # fmt: skip


def findings_of(data: bytes) -> tuple[Plan | None, tuple[Finding, ...]]:
    return read_plan(data, "ke-hoach.xlsx")


@pytest.mark.parametrize(
    ("code", "change", "sheet", "cell", "says"),
    BROKEN,
    ids=[f"{n}-{b[0]}-{b[3]}" for n, b in enumerate(BROKEN)],
)
def test_what_is_wrong_with_a_plan_is_said_with_its_sheet_and_cell(
    code: str, change: Change, sheet: str, cell: str, says: str
) -> None:
    rows = plan_rows()
    change(rows)
    plan, findings = findings_of(draw_plan(rows))
    found = [f for f in findings if f.code == code]
    assert found, codes(findings)
    assert any((f.sheet, f.cell) == (sheet, cell) and says in f.message for f in found), found
    assert (plan is None) == any(f.severity == "error" for f in findings)


@pytest.mark.parametrize(
    "sheet", ["Đơn vị", "Nhiệm vụ", "Chỉ tiêu", "Lịch báo cáo", "Nội dung cho sẵn", "Cơ quan", "Bố cục báo cáo"]
)
def test_a_sheet_that_is_gone_is_named(sheet: str) -> None:
    book = open_workbook(draw_plan())
    del book[sheet]
    plan, findings = findings_of(save(book))
    assert plan is None
    assert any(f.code == "PLAN_SHEET_MISSING" and sheet in f.message for f in findings)


def test_a_cell_that_holds_an_error_or_no_result_is_named() -> None:
    book = open_workbook(draw_plan())
    book["Chỉ tiêu"]["G6"] = "=1/0"
    plan, findings = findings_of(save(book))
    assert plan is None
    assert [(f.sheet, f.cell) for f in findings if f.code == "PLAN_CELL"] == [("Chỉ tiêu", "G6")]


def test_an_agency_sheet_without_a_known_label_is_said_field_by_field() -> None:
    book = open_workbook(draw_plan())
    for cells in book["Cơ quan"].iter_rows(min_row=5, max_col=1):
        cells[0].value = f"mục {cells[0].row}"
    plan, findings = findings_of(save(book))
    assert plan is None and len([f for f in findings if f.code == "PLAN_BLANK"]) > 10


def test_a_box_may_be_ticked_with_a_word() -> None:
    rows = plan_rows()
    edit(MEASURES, "code", "I.1.1", if_any="Có")(rows)
    plan, _ = findings_of(draw_plan(rows))
    assert plan is not None and plan.measures["I.1.1"].if_any


def test_a_column_that_is_gone_is_named() -> None:
    book = open_workbook(draw_plan())
    assert book["Chỉ tiêu"]["G4"].value == "Mục tiêu"
    book["Chỉ tiêu"]["G4"] = "Muc tieu so"
    plan, findings = findings_of(save(book))
    assert plan is None
    (found,) = [f for f in findings if f.code == "PLAN_HEADING_MISSING"]
    assert (found.sheet, found.cell) == ("Chỉ tiêu", "A4") and "“Mục tiêu”" in found.message


def test_figures_of_the_year_before_are_read_exactly_with_their_cells() -> None:
    rows = plan_rows()
    former(STAFF, ("II.3.1", "Phòng Cải cách hành chính", 2021, "1.271", Decimal("1276.5")))(rows)
    plan, findings = findings_of(draw_plan(rows))
    assert plan is not None and findings == ()
    assert plan.baselines == {
        ("I.3.1", "VP"): Baseline(2021, Fraction(9), None, "D5"),
        ("II.3.1", "CCHC"): Baseline(2021, Fraction(1271), Fraction(2553, 2), "D6"),
    }


def test_a_figure_of_another_year_is_left_out_and_the_plan_is_sound() -> None:
    rows = plan_rows()
    former(("I.3.1", "VP", "2020", 9), CASES)(rows)
    plan, findings = findings_of(draw_plan(rows))
    assert codes(findings) == ["PLAN_BASELINE_YEAR"]
    assert plan is not None and list(plan.baselines) == [("II.3.1", "CCHC")]


def test_a_plan_workbook_without_the_sheet_of_the_year_before_is_whole() -> None:
    book = open_workbook(draw_plan())
    del book[FORMER]
    plan, findings = findings_of(save(book))
    assert plan is not None and findings == () and plan.baselines == {}


def test_one_pass_names_everything() -> None:
    rows = plan_rows()
    for change in (
        edit(UNITS, "code", "VP", code="VĂN PHÒNG"),
        edit(MEASURES, "code", "I.1.1", target="nhiều 3"),
        edit(CALENDAR, "key", "2022-02", key="x"),
        edit(OUTLINE, "number", "I", content="thơ"),
    ):
        change(rows)
    _, findings = findings_of(draw_plan(rows))
    assert {"PLAN_CODE", "PLAN_TARGET", "PLAN_PERIOD_KEY", "PLAN_OUTLINE"} <= set(codes(findings))


def test_every_plan_message_is_provoked_by_one_of_these_tests() -> None:
    provoked = {code for code, *_ in BROKEN} | {"PLAN_SHEET_MISSING", "PLAN_HEADING_MISSING", "PLAN_CELL"}
    assert provoked == {code for code in CATALOGUE if code.startswith("PLAN_")}


def test_cells_in_messages_are_addresses() -> None:
    assert all(re.fullmatch(r"([A-Z]\d+)?", cell) for _, _, _, cell, _ in BROKEN)
