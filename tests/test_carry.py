"""From one period to the next: what a template brings along, and what of it counts as said."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model import Fact, Submission
from pipeline.report.machine import to_json
from tests.amount import some
from tests.drawing import (
    codes,
    fill,
    fill_sheets,
    open_workbook,
    place,
    resave,
    rewrite,
    save,
    save_filled,
    small_plan,
    template,
    values_of,
)
from tests.office import Office, one
from tests.rendering import needs_libreoffice

PLAN = small_plan()
AUGUST, SEPTEMBER = "2022-08", "2022-09"
STORE = ["Nhà kho", 5_000_000_000, 3_000_000_000]
HALL = ["Hội trường", 2_000_000_000, 500_000_000]


def ratio(**more: Any) -> Office:
    """One task with one ratio of the office, 40 of 60 in August."""
    office = Office(one(**more))
    return office.send(period=AUGUST, numerator=40, denominator=60, reporter="Lê Văn An", phone="0258 1", result="Tốt")


def spent() -> Office:
    """A disbursement of two projects in August."""
    office = Office(one(kind="giải ngân", target="90%", uom="đồng"))
    return office.send(period=AUGUST, rows=[STORE, HALL], decision="12/QĐ-UBND ngày 05/01/2022")


def newest(office: Office) -> Submission:
    return office.submissions()[-1]


def texts(data: bytes, sheet: str = "Nhập liệu") -> list[str]:
    page = open_workbook(data)[sheet]
    return [str(c.value) for row in page.iter_rows() for c in row if c.value is not None]


def beside(data: bytes, name: str) -> str:
    """What stands to the right of an input."""
    sheet, top, left, _, _ = place(open_workbook(data), name)
    return str(sheet.cell(top, left + 1).value or "")


# --- what the next template shows and brings along ---------------------------------------------------------


def test_the_last_value_stands_in_grey_beside_its_input() -> None:
    data = ratio().issue("T.1", "VP", SEPTEMBER)
    assert beside(data, "in_T_1_1_numerator").startswith("← Kỳ trước: 40.")
    assert beside(data, "in_T_1_1_denominator").startswith("← Kỳ trước: 60.")
    sheet, top, left, _, _ = place(open_workbook(data), "in_T_1_1_numerator")
    assert sheet.cell(top, left).value is None
    assert sheet.cell(top, left + 1).font.color.rgb == "FF7F7F7F"
    assert "← Kỳ trước: Tốt" in texts(data)


def test_who_reports_is_filled_in_already() -> None:
    data = ratio().issue("T.1", "VP", SEPTEMBER)
    sheet, top, left, _, _ = place(open_workbook(data), "in_reporter")
    assert sheet.cell(top, left).value == "Lê Văn An"


def test_projects_and_allocations_come_filled_in_and_what_moves_is_asked() -> None:
    data = spent().issue("T.1", "VP", SEPTEMBER)
    sheet, top, left, bottom, _ = place(open_workbook(data), "rows_T_1_1")
    rows = [[sheet.cell(r, c).value for c in range(left, left + 3)] for r in (top, top + 1, top + 2)]
    assert rows == [["Nhà kho", 5_000_000_000, None], ["Hội trường", 2_000_000_000, None], [None] * 3]
    assert sheet.cell(top, left + 3).value == "← Kỳ trước: 3.000.000.000"
    assert bottom - top + 1 >= 7
    named, first, at, _, _ = place(open_workbook(data), "in_T_1_1_decision")
    assert named.cell(first, at).value == "12/QĐ-UBND ngày 05/01/2022"


def test_documents_given_before_are_named_and_need_not_be_given_again() -> None:
    office = Office(one(kind="văn bản", target="1", uom="văn bản"))
    office.send(period="2022-07", rows=[["05/KH-SNV", date(2022, 7, 1), "Kế hoạch"]])
    office.send(period=AUGUST, rows=[[None, date(2022, 8, 3), "Hội nghị"]])
    assert "← Kỳ trước đã kê: 05/KH-SNV (01/07/2022); Hội nghị (03/08/2022)." in texts(
        office.issue("T.1", "VP", SEPTEMBER)
    )


def test_only_accepted_reports_of_earlier_periods_are_brought_along() -> None:
    office = Office(one()).send(period="2022-07", numerator=1, denominator=60)
    office.send(period=AUGUST, numerator=99, denominator=60)  # refused: above its whole
    office.send(period=SEPTEMBER, numerator=50, denominator=60)
    assert beside(office.issue("T.1", "VP", SEPTEMBER), "in_T_1_1_numerator").startswith("← Kỳ trước: 1.")
    assert beside(office.issue("T.1", "VP", "2022-10"), "in_T_1_1_numerator").startswith("← Kỳ trước: 50.")


def test_a_unit_sees_its_own_values_only() -> None:
    office = Office({"reporters": "VP; TCCB"}).send("TCCB", AUGUST, numerator=7, denominator=9)
    assert not any("Kỳ trước" in t for t in texts(office.issue("T.1", "VP", SEPTEMBER)))


def test_without_a_report_before_a_template_is_the_plain_one() -> None:
    office = Office(one())
    assert office.issue("T.1", "VP", SEPTEMBER) == Office(one()).issue("T.1", "VP", SEPTEMBER)
    book = open_workbook(office.issue("T.1", "VP", SEPTEMBER))
    assert "in_unchanged" not in book.defined_names and "_ky_truoc" not in book.sheetnames


def test_a_task_of_flows_alone_has_no_tick() -> None:
    flow = Office(one(kind="số lượng", nature="trong kỳ", target="1/tháng")).send(period=AUGUST, count=4)
    data = flow.issue("T.1", "VP", SEPTEMBER)
    assert beside(data, "in_T_1_1_count").startswith("← Kỳ trước: 4.")
    assert "in_unchanged" not in open_workbook(data).defined_names


def test_after_a_ticked_month_the_next_template_shows_the_same_values() -> None:
    office = ratio()
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    data = office.issue("T.1", "VP", "2022-10")
    assert beside(data, "in_T_1_1_numerator").startswith("← Kỳ trước: 40.")
    assert "← Kỳ trước: Có" not in " ".join(texts(data))
    assert "← Kỳ trước: Tốt" not in texts(data)  # September said nothing in words
    office.take(fill(data, in_unchanged="Có"))
    assert office.judge(period="2022-10").figure.numerator == 40


def test_a_long_list_of_projects_finds_room_and_nothing_of_it_is_taken_for_a_remark() -> None:
    office = Office(one(kind="giải ngân", target="90%", uom="đồng"))
    office.send(period=AUGUST, rows=[[f"Dự án {n}", 2_000_000 * n, 1_000_000] for n in range(1, 21)])
    data = office.issue("T.1", "VP", SEPTEMBER)
    _, top, _, bottom, _ = place(open_workbook(data), "rows_T_1_1")
    assert bottom - top + 1 == 25
    office.take(fill(data, rows_T_1_1=[[None, None, 1_500_000]] * 20))
    assert newest(office).accepted and "CELL_STRAY" not in codes(newest(office).findings)


def test_what_came_filled_in_is_not_counted_as_open() -> None:
    office = Office(one(kind="so với năm trước", op="<", target="năm 2021")).send(
        period=AUGUST, current=48, baseline=50
    )
    data = office.issue("T.1", "VP", SEPTEMBER)
    page = openpyxl.load_workbook(BytesIO(data), data_only=True)["Nhập liệu"]
    ready = next(r[2].value for r in page.iter_rows() if r[0].value == "Kiểm tra trước khi gửi")
    assert ready == "Còn 1 ô số liệu chưa điền, 0 ô chưa đúng"
    office.take(fill(data, in_T_1_1_current=47))
    figure = office.judge().figure
    assert (figure.value, figure.baseline) == (47, 50)


# --- what comes back --------------------------------------------------------------------------------------


def test_a_template_that_comes_back_untouched_says_nothing() -> None:
    for office in (ratio(), spent()):
        office.take(office.issue("T.1", "VP", SEPTEMBER))
        assert newest(office).state == "rejected"
        assert "DATA_EMPTY" in codes(newest(office).findings)


def test_one_tick_says_that_nothing_changed() -> None:
    office = ratio()
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    said = newest(office)
    assert said.state == "accepted" and not said.findings
    assert values_of(said)["T.1.1", "numerator", None] == 40
    result = office.judge()
    assert (result.figure.numerator, result.figure.denominator) == (40, 60)
    assert result.figure.dates == (date(2022, 9, 14),) and not result.missing
    assert not [m for m in office.results().missing if m.task == "T.1"]


def test_a_confirmed_value_leads_to_the_file_where_it_was_typed() -> None:
    office = ratio()
    first = office.sent[0]
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"), "thang-9.xlsx")
    (measure,) = json.loads(to_json(office.results()))["measures"]
    assert {s["file"] for s in measure["sources"]} == {"thang-9.xlsx"}
    assert {s["carried_from"] for s in measure["sources"]} == {first.arrival.sha256}
    assert {s["sheet"] for s in measure["sources"]} == {"_ky_truoc"}
    assert [s["raw"] for s in measure["sources"]] == ["40", "60"]


def test_what_was_left_as_it_came_is_told_from_what_was_typed() -> None:
    office = spent()
    data = fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=[[None, None, 4_000_000_000], [None, None, 0]])
    office.take(data)
    carried = {(f.field, f.row): bool(f.source.carried_from) for f in newest(office).facts if f.measure}
    assert carried == {
        ("decision", None): True,
        ("project", 0): True, ("allocated", 0): True, ("disbursed", 0): False,
        ("project", 1): True, ("allocated", 1): True, ("disbursed", 1): False,
    }  # fmt: skip
    assert newest(office).state == "accepted"
    assert office.judge().figure.value == Fraction(4, 7)


def test_a_project_whose_spending_is_not_confirmed_is_asked_back() -> None:
    office = spent()
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=[[None, None, 4_000_000_000]]))
    assert newest(office).state == "rejected"
    assert codes(newest(office).findings) == ["DATA_ROW_INCOMPLETE", "CHECK_SKIPPED"]


def test_the_same_amount_typed_again_was_typed() -> None:
    office = spent()
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=[[None, None, STORE[2]], [None, None, HALL[2]]]))
    assert not any(f.source.carried_from for f in newest(office).facts if f.field == "disbursed")


def test_a_project_taken_out_is_a_change_whatever_the_tick_says() -> None:
    office = spent()
    book = open_workbook(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    sheet, top, left, _, _ = place(book, "rows_T_1_1")
    for column in range(left, left + 3):
        sheet.cell(top + 1, column).value = None
    said = newest(office.take(save(book)))
    assert "Hội trường" not in [f.value for f in said.facts]
    assert codes(said.findings) == [
        "DATA_ROW_INCOMPLETE",
        "CHECK_SKIPPED",
    ]  # what was spent on the other is to be confirmed


def test_a_new_allocation_is_typed_over_the_old_one() -> None:
    office = spent()
    rows = [[None, 6_000_000_000, 4_000_000_000], [None, None, 600_000_000]]
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=rows))
    by_cell = {(f.field, f.row): f for f in newest(office).facts}
    assert by_cell["allocated", 0].value == 6_000_000_000 and not by_cell["allocated", 0].source.carried_from
    assert by_cell["allocated", 1].source.carried_from


def test_the_tick_beside_a_changed_figure_gives_way_with_a_warning() -> None:
    office = ratio()
    data = fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có", in_T_1_1_numerator=45, in_T_1_1_denominator=60)
    office.take(data)
    assert (newest(office).state, codes(newest(office).findings)) == ("accepted_with_warnings", ["CARRY_CHANGED"])
    assert office.judge().figure.numerator == 45


def test_the_tick_beside_the_same_figures_typed_again_is_no_contradiction() -> None:
    office = ratio()
    data = fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có", in_T_1_1_numerator=40, in_T_1_1_denominator=60)
    assert newest(office.take(data)).state == "accepted"


def test_the_tick_does_not_answer_for_what_happens_anew_each_period() -> None:
    office = Office(one(), one(task="T.1", code="T.1.2", kind="số lượng", nature="trong kỳ", target="", op=""))
    form = template(office.plan, "T.1", "VP", AUGUST)
    office.take(fill(form, in_T_1_1_numerator=40, in_T_1_1_denominator=60, in_T_1_2_count=8))
    data = office.issue("T.1", "VP", SEPTEMBER)
    assert any("số phát sinh trong kỳ vẫn phải gõ" in t for t in texts(data))
    office.take(fill(data, in_unchanged="Có"))
    assert codes(newest(office).findings) == ["DATA_MISSING"]
    assert ("T.1.2", "count", None) not in values_of(newest(office))


def test_the_tick_lets_nothing_arose_stand() -> None:
    office = Office(one(if_any="x")).send(period=AUGUST, nil="Có")
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    assert newest(office).status("nil") is True and newest(office).state == "accepted"
    assert office.judge().targets[0].status == "nothing_arose"


def test_figures_typed_beside_the_tick_end_that_nothing_arose() -> None:
    office = Office(one(if_any="x")).send(period=AUGUST, nil="Có")
    data = office.issue("T.1", "VP", SEPTEMBER)
    office.take(fill(data, in_unchanged="Có", in_T_1_1_numerator=1, in_T_1_1_denominator=2))
    assert newest(office).accepted and office.judge().figure.value == Fraction(1, 2)


def test_the_tick_answers_for_a_list_of_documents_or_cases() -> None:
    for kind, rows in (
        ("văn bản", [["05/KH-SNV", date(2022, 7, 1), "Kế hoạch"]]),
        ("hồ sơ", [["H1", date(2022, 7, 1), date(2022, 7, 9), date(2022, 7, 8)]]),
    ):
        office = Office(one(kind=kind, target="", op="", due=None)).send(period=AUGUST, rows=rows)
        before = office.judge(period=AUGUST).figure.value
        office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
        assert newest(office).state == "accepted" and not newest(office).findings
        assert office.judge().figure.value == before


def test_nothing_of_our_own_is_taken_for_a_stray_remark() -> None:
    office = spent()
    rows = [[None, None, 1], [None, None, 1]]
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=rows))
    assert "CELL_STRAY" not in codes(newest(office).findings)


def test_a_remark_beside_an_input_is_still_found() -> None:
    office = ratio()
    book = open_workbook(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    book["Nhập liệu"].cell(3, 9).value = "xin xem công văn"
    assert "CELL_STRAY" in codes(newest(office.take(save(book))).findings)


def test_a_sorted_list_still_knows_what_it_came_with() -> None:
    office = spent()
    rows = [[HALL[0], HALL[1], 600_000_000], [STORE[0], STORE[1], 4_000_000_000]]
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=rows))
    carried = [f for f in newest(office).facts if f.field == "allocated"]
    assert all(f.source.carried_from for f in carried)


def test_after_data_nothing_arose_is_not_brought_along_against_them() -> None:
    office = Office(one(if_any="x")).send(period="2022-07", numerator=4, denominator=6).send(period=AUGUST, nil="Có")
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    assert (newest(office).state, newest(office).status("nil")) == ("accepted", None)
    assert office.judge().figure.value == Fraction(2, 3)


def test_a_number_of_more_digits_than_a_spreadsheet_holds_stands_as_it_was_said() -> None:
    office = Office(one(kind="so với năm trước", op="<", target="năm 2021"))
    office.send(period=AUGUST, current="9.007.199.254.740.993", baseline="12.345,6789012345678")
    for typed in ({"in_unchanged": "Có"}, {"in_T_1_1_current": "9.007.199.254.740.993"}):
        office.take(fill(office.issue("T.1", "VP", SEPTEMBER), **typed))
        said = office.results().submissions[-1]
        assert said.inputs("T.1.1")["current"].value == 9_007_199_254_740_993
        assert said.inputs("T.1.1")["baseline"].value == Decimal("12345.6789012345678")
        assert said.inputs("T.1.1")["baseline"].source.carried_from and "CARRY_UNKNOWN" not in codes(said.findings)


def test_two_projects_of_one_name_are_known_for_what_they_came_with() -> None:
    office = Office(one(kind="giải ngân", target="90%", uom="đồng"))
    office.send(period=AUGUST, rows=[["Sửa chữa", 5_000_000_000, 3_000_000_000], ["Sửa chữa", 2_000_000_000, 0]])
    data = office.issue("T.1", "VP", SEPTEMBER)
    assert "DATA_EMPTY" in codes(newest(office.take(data)).findings)
    office.take(fill(data, in_unchanged="Có"))
    assert newest(office).accepted and office.judge().figure.value == Fraction(3, 7)


def test_nothing_arose_stands_by_the_tick_beside_a_figure_of_another_measure_that_moved() -> None:
    office = Office(one(), one(task="T.1", code="T.1.2", if_any="x"))
    form = template(office.plan, "T.1", "VP", AUGUST)
    office.take(fill(form, in_T_1_1_numerator=4, in_T_1_1_denominator=6, in_nil="Có"))
    data = office.issue("T.1", "VP", SEPTEMBER)
    office.take(fill(data, in_unchanged="Có", in_T_1_1_numerator=5, in_T_1_1_denominator=6))
    assert newest(office).status("nil") is True
    assert codes(newest(office).findings) == ["CARRY_CHANGED"]


def test_whole_numbers_written_with_a_point_are_still_known_for_what_came() -> None:
    """Some programs save 3000000000 as "3000000000.0", and the row numbers of the hidden table too."""
    office = spent()
    data = save_filled(office.issue("T.1", "VP", SEPTEMBER), {"": {"in_unchanged": "Có"}})
    office.take(rewrite(data, rb'(<c r="[A-Z]+\d+"[^>]*?(?: t="n")?><v>\d+)(</v>)', rb"\1.0\2"))
    assert (newest(office).state, codes(newest(office).findings)) == ("accepted", [])
    assert office.judge().figure.value == Fraction(1, 2)


def test_the_tick_without_the_former_values_is_asked_back() -> None:
    office = ratio()
    book = open_workbook(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    del book["_ky_truoc"]
    named = save(book)
    del book.defined_names["meta_former"]
    for data in (named, save(book)):
        said = newest(office.take(data))
        assert said.state == "rejected" and "CARRY_LOST" in codes(said.findings)


def test_a_survey_and_a_checklist_stand_by_the_tick() -> None:
    for kind, rows in (("khảo sát", [[None, 1, 2, 3, 40, 50]] * 2), ("danh mục", [[None, "Có"], [None, "Không"]])):
        office = Office(one(kind=kind), items=("Một", "Hai")).send(period=AUGUST, rows=rows)
        before = office.judge(period=AUGUST).figure
        data = office.issue("T.1", "VP", SEPTEMBER)
        assert sum(t.startswith("← Kỳ trước:") for t in texts(data)) == 2
        office.take(fill(data, in_unchanged="Có"))
        assert newest(office).state == "accepted"
        assert office.judge().figure.numerator == before.numerator


# --- figures of the year compared with, given by the plan ---------------------------------------------------


def compared(baseline: int = 50) -> Office:
    former = {"measure": "T.1.1", "unit": "VP", "year": "2021", "numerator": baseline}
    return Office(one(kind="so với năm trước", op="<", target="năm 2021"), baselines=(former,))


def test_the_plans_figure_of_the_year_before_comes_filled_in_without_a_tick() -> None:
    office = compared()
    data = office.issue("T.1", "VP", SEPTEMBER)
    assert "in_unchanged" not in open_workbook(data).defined_names
    assert "Kỳ trước" not in beside(data, "in_T_1_1_baseline")
    office.take(fill(data, in_T_1_1_current=48))
    figure = office.judge().figure
    assert (figure.value, figure.baseline) == (48, 50)
    (said,) = office.results().submissions
    assert said.state == "accepted" and not said.findings
    assert next(f for f in said.facts if f.field == "baseline").source.carried_from == office.plan.sha256


def test_the_plans_figure_stays_beside_a_new_list_of_cases() -> None:
    former = {"measure": "T.1.1", "unit": "VP", "year": "2021", "numerator": 8, "denominator": 10}
    office = Office(one(kind="hồ sơ", op=">", target="năm 2021"), baselines=(former,))
    rows = [["H1", date(2022, 7, 1), date(2022, 7, 9), date(2022, 7, 8)]]
    office.take(fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=rows))
    assert (newest(office).state, codes(newest(office).findings)) == ("accepted", [])
    assert office.judge().figure.baseline == Fraction(8, 10)


def test_a_unit_that_knows_better_types_over_the_plans_figure() -> None:
    office = compared()
    office.take(fill(office.issue("T.1", "VP", AUGUST), in_T_1_1_current=48, in_T_1_1_baseline=51))
    assert office.judge(period=AUGUST).figure.baseline == 51
    sheet, top, left, _, _ = place(open_workbook(office.issue("T.1", "VP", SEPTEMBER)), "in_T_1_1_baseline")
    assert sheet.cell(top, left).value == 51


def test_a_plans_figure_that_was_mended_after_the_template_went_out_is_doubted() -> None:
    data = fill(compared(50).issue("T.1", "VP", SEPTEMBER), in_T_1_1_current=48)
    (said,) = compared(52).take(data).results().submissions
    assert codes(said.findings) == ["CARRY_UNKNOWN"]


# --- in a bundle ----------------------------------------------------------------------------------------------


def test_in_a_bundle_each_task_has_its_own_tick() -> None:
    office = Office(one(), one()).send(period=AUGUST, numerator=40, denominator=60)
    office.send(period=AUGUST, task="T.2", numerator=1, denominator=2)
    data = office.issue_bundle("VP", SEPTEMBER)
    parts = Office.of(office.plan)
    parts.sent = list(office.sent)
    parts.take(fill_sheets(data, {"T.2": {"in_unchanged": "Có"}}))
    told = [s for s in parts.submissions() if s.period == SEPTEMBER]
    assert [(s.task, s.state) for s in told] == [("T.2", "accepted")]
    assert values_of(told[0])["T.2.1", "numerator", None] == 1


def test_a_new_name_on_the_contents_sheet_speaks_for_every_task_left_as_it_came() -> None:
    office = Office(one(), one(), one())
    figures = {t: {f"in_{t}_1_numerator".replace(".", "_"): 4, f"in_{t}_1_denominator".replace(".", "_"): 6}
               for t in ("T.1", "T.2", "T.3")}  # fmt: skip
    own = {**figures["T.2"], "in_reporter": "Trần Bình"}
    august = {"": {"in_reporter": "Lê Văn An", "in_phone": "0258 1"}, "T.1": figures["T.1"], "T.2": own}
    office.take(fill_sheets(office.issue_bundle("VP", AUGUST), august))
    for typed, told in ((None, ["Lê Văn An", "Trần Bình", "Lê Văn An"]), ("Đỗ Thị Hà", 3 * ["Đỗ Thị Hà"])):
        contents = {"": {"in_reporter": typed}} if typed else {}
        after = Office.of(office.plan)
        after.sent = list(office.sent)
        after.take(fill_sheets(office.issue_bundle("VP", SEPTEMBER), {**contents, **figures}))
        parts = [s for s in after.submissions() if s.period == SEPTEMBER]
        assert [s.status("reporter") for s in parts] == told
        assert [s.status("phone") for s in parts] == 3 * ["0258 1"]


def test_the_contents_sheet_names_who_reported_any_of_the_tasks() -> None:
    office = Office(one(), one())
    office.send(task="T.2", period=AUGUST, numerator=1, denominator=2, reporter="Trần Bình")
    sheet, top, left, _, _ = place(open_workbook(office.issue_bundle("VP", SEPTEMBER)), "in_reporter")
    assert (sheet.title, sheet.cell(top, left).value) == ("Mục lục", "Trần Bình")


# --- what does not add up -----------------------------------------------------------------------------------


def carried_facts(office: Office) -> list[Fact]:
    return [f for f in newest(office).facts if f.source.carried_from]


def test_a_former_value_that_nobody_ever_sent_is_doubted() -> None:
    office = ratio()
    book = open_workbook(fill(office.issue("T.1", "VP", SEPTEMBER), in_unchanged="Có"))
    hidden = book["_ky_truoc"]
    cell = next(c for row in hidden.iter_rows() for c in row if c.value == 40)
    cell.value = 59
    office.take(save(book))
    assert carried_facts(office)
    (doubted,) = [s for s in office.results().submissions if s.period == SEPTEMBER]
    assert "CARRY_UNKNOWN" in codes(doubted.findings) and doubted.state == "accepted_with_warnings"


def test_a_former_value_that_was_mended_meanwhile_is_doubted() -> None:
    office = ratio()
    data = office.issue("T.1", "VP", SEPTEMBER)
    office.send(period=AUGUST, numerator=41, denominator=60, reporter="Lê Văn An", phone="0258 1")
    office.take(fill(data, in_unchanged="Có"))
    (doubted,) = [s for s in office.results().submissions if s.period == SEPTEMBER]
    assert codes(doubted.findings) == ["CARRY_OLD"]


# --- properties, and the other program ------------------------------------------------------------------------


@settings(max_examples=some(15))
@given(st.integers(0, 500), st.integers(1, 500), st.integers(0, 10**12), st.integers(1, 10**12))
def test_whatever_was_said_stands_after_the_tick(part: int, more: int, paid: int, left: int) -> None:
    office = Office(one(), one(kind="giải ngân", target="90%", uom="đồng"))
    office.send(period=AUGUST, numerator=part, denominator=part + more)
    office.send(period=AUGUST, task="T.2", rows=[["Nhà kho", paid + left, paid]])
    before = [(m.figure.numerator, m.figure.denominator) for m in office.results(AUGUST).measures]
    data = office.issue_bundle("VP", SEPTEMBER)
    office.take(fill_sheets(data, {task: {"in_unchanged": "Có"} for task in ("T.1", "T.2")}))
    assert [(m.figure.numerator, m.figure.denominator) for m in office.results().measures] == before
    assert all(s.accepted for s in office.submissions())


@needs_libreoffice
def test_what_libreoffice_saves_is_still_known_for_carried(tmp_path: Path) -> None:
    office = spent()
    typed = fill(office.issue("T.1", "VP", SEPTEMBER), rows_T_1_1=[[None, None, 4_000_000_000], [None, None, 0]])
    ours = tmp_path / "chi.xlsx"
    ours.write_bytes(typed)
    (theirs,) = resave([ours], tmp_path)
    told = []
    for file in (ours, theirs):
        data = file.read_bytes()
        desk = Office.of(office.plan)
        desk.sent = list(office.sent)
        desk.take(data)
        told.append({(f.field, f.row, f.value, f.source.carried_from) for f in newest(desk).facts})
        assert newest(desk).arrival.sha256 == hashlib.sha256(data).hexdigest()
    assert told[0] == told[1]
    sheet, top, left, _, _ = place(openpyxl.load_workbook(theirs), "rows_T_1_1")
    assert sheet.cell(top, left).value == "Nhà kho"


@needs_libreoffice
def test_the_ready_line_takes_the_tick_for_an_answer(tmp_path: Path) -> None:
    office = spent()
    data = office.issue("T.1", "VP", SEPTEMBER)
    files = [tmp_path / "chua.xlsx", tmp_path / "tich.xlsx", tmp_path / "mot.xlsx"]
    files[0].write_bytes(data)
    files[1].write_bytes(fill(data, in_unchanged="Có"))
    files[2].write_bytes(fill(data, rows_T_1_1=[[None, None, 4_000_000_000]]))
    said = []
    for file in resave(files, tmp_path):
        page = openpyxl.load_workbook(file, data_only=True)["Nhập liệu"]
        said.append(next(r[2].value for r in page.iter_rows() if r[0].value == "Kiểm tra trước khi gửi"))
    assert said == [
        "Còn 2 ô số liệu chưa điền, 0 ô chưa đúng",
        "Đã đủ số liệu, có thể gửi",
        "Còn 1 ô số liệu chưa điền, 0 ô chưa đúng",
    ]
