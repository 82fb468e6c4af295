"""A unit's one workbook of many tasks: the same names, the same figures, each task judged by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook

from pipeline.outcome import receipts
from pipeline.report.letter import unidentified
from pipeline.report.machine import receipt_json, to_json
from pipeline.workbook import read_book
from tests.drawing import (
    bundle,
    codes,
    contract_names,
    fill,
    fill_sheets,
    open_workbook,
    place,
    resave,
    save,
    shipped_plan,
    small_plan,
    template,
    values_of,
)
from tests.office import Office
from tests.rendering import needs_libreoffice

PLAN = small_plan()
NEWS = {"in_I_2_1_count": 3, "in_result": "Đăng 3 tin"}
SPENT = {
    "in_II_2_1_decision": "12/QĐ-UBND ngày 05/01/2022",
    "rows_II_2_1": [["Nhà kho", 5_000_000_000, 4_600_000_000]],
}
DESKS = {"rows_II_1_1": [[None, "Có"], [None, "Không"]]}


@pytest.fixture(scope="module")
def blank() -> bytes:
    return bundle(PLAN, "VP")


def office() -> Office:
    return Office.of(PLAN)


def one_file(place_of: Office) -> dict[str, Any]:
    """The only file of an inbox as the results give it to machines."""
    (entry,) = json.loads(to_json(place_of.results()))["submissions"]
    return dict(entry)


# --- what a bundle is -------------------------------------------------------------------------------


def test_it_has_contents_guide_and_a_sheet_for_every_task_the_unit_is_asked(blank: bytes) -> None:
    book = open_workbook(blank)
    shown = [s.title for s in book.worksheets if s.sheet_state == "visible"]
    # "II.1" is asked each half year, "II.3" and "II.4" of another unit; II.2 is coordinated by another.
    assert shown == ["Mục lục", "Hướng dẫn", "MT.1", "I.2", "I.3", "II.2"]
    assert book.active.title == "Mục lục"


def test_each_sheet_has_the_contracts_names_in_its_own_scope(blank: bytes) -> None:
    book = open_workbook(blank)
    common = {"meta_unit", "meta_period", "meta_plan", "meta_layout"}
    assert set(book.defined_names) - {"in_reporter", "in_phone"} == common
    for task in ("MT.1", "I.2", "I.3", "II.2"):
        own = {n for n in book[task].defined_names if not n.startswith("_xlnm") and n != "Print_Area"}
        assert own == contract_names(PLAN, task, "VP") - common
        sheet, top, left, _, _ = place(book, "meta_task", task)
        assert sheet.cell(top, left).value == task


def test_the_contents_lead_to_each_task_and_show_its_state(blank: bytes) -> None:
    page = open_workbook(blank)["Mục lục"]
    links = {c.value: c.hyperlink.location for row in page.iter_rows() for c in row if c.hyperlink}
    assert links == {t: f"'{t}'!A1" for t in ("MT.1", "I.2", "I.3", "II.2")}
    states = [c.value for row in page.iter_rows(min_col=4) for c in row if str(c.value).startswith("=")]
    assert len(states) == 4 and states[0].startswith("='MT.1'!")


def test_the_offices_forty_tasks_are_one_small_file() -> None:
    data = bundle(shipped_plan(), "VP", "2022-09")
    assert len(data) < 160_000
    assert len(read_book(data).local_names) > 30


# --- reading --------------------------------------------------------------------------------------------


def test_a_bundle_tells_the_same_as_single_files(blank: bytes) -> None:
    typed = {"I.2": NEWS, "II.2": SPENT}
    by_bundle = office().take(fill_sheets(blank, typed))
    by_files = office()
    for task, values in typed.items():
        by_files.take(fill(template(PLAN, task, "VP"), **values))
    told = [{(s.task, s.unit, s.period): values_of(s) for s in o.submissions()} for o in (by_bundle, by_files)]
    assert told[0] == told[1] and len(told[0]) == 2
    figures = [
        {m.measure.code: (m.figure.value, m.completion, m.missing) for m in o.results().measures}
        for o in (by_bundle, by_files)
    ]
    assert figures[0] == figures[1]


def test_tasks_left_blank_are_neither_counted_nor_refused(blank: bytes) -> None:
    sent = office().take(fill_sheets(blank, {"I.2": NEWS}))
    assert [(s.task, s.state) for s in sent.submissions()] == [("I.2", "accepted")]
    owed = {m.task for m in sent.results().missing if m.unit == "VP" and m.period == "2022-09"}
    assert "I.2" not in owed and {"MT.1", "I.3", "II.2"} <= owed


def test_an_error_refuses_its_own_task_only_and_the_file_stands_once(blank: bytes) -> None:
    sent = office().take(fill_sheets(blank, {"I.2": {"in_I_2_1_count": "nhiều"}, "II.2": SPENT}))
    entry = one_file(sent)
    assert (entry["task"], entry["unit"], entry["state"]) == (None, "VP", "accepted_with_warnings")
    assert [(p["task"], p["state"]) for p in entry["parts"]] == [("I.2", "rejected"), ("II.2", "accepted")]
    (found,) = [f for f in entry["findings"] if f["severity"] == "error"]
    sheet, top, left, _, _ = place(open_workbook(blank), "in_I_2_1_count", "I.2")
    assert (found["sheet"], found["cell"]) == ("I.2", sheet.cell(top, left).coordinate)


def test_a_task_whose_list_was_taken_away_or_that_has_a_remark_alone_is_not_passed_over() -> None:
    cases = [["H1", "2022-02-01", "2022-02-10", "2022-02-09"]]
    book = open_workbook(fill_sheets(bundle(PLAN, "CCHC"), {"II.3": {"rows_II_3_1": cases}}))
    del book["Hồ sơ II.3.1"]
    sheet, top, left, _, _ = place(book, "in_I_1_1_numerator", "I.1")
    sheet.cell(top, left + 5).value = "chưa có số liệu"
    parts = {s.task: (s.state, codes(s.findings)) for s in office().take(save(book)).submissions()}
    assert parts == {
        "I.1": ("rejected", ["CELL_STRAY", "DATA_EMPTY"]),
        "II.3": ("rejected", ["ID_NAME_BROKEN", "DATA_EMPTY"]),
    }


def test_a_bundle_that_nobody_filled_in_is_refused_once(blank: bytes) -> None:
    entry = one_file(office().take(blank))
    assert (entry["task"], entry["unit"], entry["period"], entry["state"]) == (None, "VP", "2022-09", "rejected")
    assert [f["code"] for f in entry["findings"]] == ["DATA_EMPTY"]


def test_a_bundle_of_another_plan_is_refused_as_a_whole(blank: bytes) -> None:
    book = open_workbook(blank)
    sheet, top, left, _, _ = place(book, "meta_plan")
    sheet.cell(top, left).value = "KH-KHAC"
    entry = one_file(office().take(fill_sheets(save(book), {"I.2": NEWS})))
    assert entry["state"] == "rejected" and "ID_PLAN" in [f["code"] for f in entry["findings"]]


def test_a_deleted_sheet_is_a_task_not_sent(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}))
    del book["II.2"]
    assert [s.task for s in office().take(save(book)).submissions()] == ["I.2"]


def test_a_renamed_sheet_is_still_found_by_its_names(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS}))
    for defined in book["I.2"].defined_names.values():
        defined.attr_text = defined.attr_text.replace("'I.2'", "'Tin bài'")
    book["I.2"].title = "Tin bài"
    (part,) = office().take(save(book)).submissions()
    assert part.task == "I.2" and values_of(part)["I.2.1", "count", None] == 3
    assert all(f.source.sheet == "Tin bài" for f in part.facts)


def test_a_sheet_that_was_doubled_is_asked_back(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS}))
    twin = book.copy_worksheet(book["I.2"])
    for name, defined in book["I.2"].defined_names.items():
        if not name.startswith(("_xlnm", "Print")):
            copied = type(defined)(name, attr_text=defined.attr_text.replace("'I.2'", f"'{twin.title}'"))
            twin.defined_names[name] = copied
    twins = office().take(save(book)).submissions()
    assert [(s.task, s.state, codes(s.findings)) for s in twins] == 2 * [("I.2", "rejected", ["ID_TASK_TWICE"])]


def lift(book: Workbook, sheet: str) -> None:
    """Names of a sheet become names of the whole workbook, as some programs save them; the first one stays."""
    for name, defined in list(book[sheet].defined_names.items()):
        if not name.startswith(("_xlnm", "Print")):
            book.defined_names.setdefault(name, DefinedName(name, attr_text=defined.attr_text))
            del book[sheet].defined_names[name]


def told(data: bytes) -> dict[str, tuple[str, list[str]]]:
    """Of a file by task its state and what is wrong with it."""
    parts = office().take(data).submissions()
    return {s.task: (s.state, [f.code for f in s.findings if f.severity == "error"]) for s in parts}


LOST = ("rejected", ["ID_SHEET_LOST"])
FIGURE = ("accepted", [])


def test_a_sheet_whose_names_went_to_the_whole_workbook_is_asked_back_and_the_others_count(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}))
    lift(book, "I.2")
    assert told(save(book)) == {"I.2": LOST, "II.2": FIGURE}


def test_of_a_bundle_with_all_names_thrown_together_no_sheet_is_passed_over(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}))
    for sheet in ("I.2", "MT.1", "I.3", "II.2"):
        lift(book, sheet)
    assert told(save(book)) == {"I.2": FIGURE, "MT.1": LOST, "I.3": LOST, "II.2": LOST}


def test_a_sheet_that_lost_its_names_is_asked_back_by_itself(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}))
    book["II.2"].defined_names.clear()
    entry = one_file(office().take(save(book)))
    assert entry["state"] == "accepted_with_warnings"
    (lost,) = [p for p in entry["parts"] if p["state"] == "rejected"]
    assert (lost["task"], [(f["code"], f["sheet"]) for f in lost["findings"]]) == ("II.2", [("ID_SHEET_LOST", "II.2")])


def test_a_single_template_copied_in_as_a_sheet_refuses_itself_alone(blank: bytes) -> None:
    """Its own names come along, but who it is stands on a hidden sheet of the other workbook."""
    book = open_workbook(fill_sheets(blank, {"II.2": SPENT}))
    del book["I.2"]
    alone = open_workbook(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=3))
    copied = book.create_sheet("Nhập liệu")
    for row in alone["Nhập liệu"].iter_rows():
        for cell in row:
            copied.cell(cell.row, cell.column).value = cell.value
    for name, defined in alone.defined_names.items():
        outside = "_nhan_dang" in (defined.attr_text or "")
        text = "'[1]_nhan_dang'!$B$1" if outside else defined.attr_text
        (copied.defined_names if name in book.defined_names else book.defined_names)[name] = DefinedName(
            name, attr_text=text
        )
    assert told(save(book)) == {"I.2": LOST, "II.2": FIGURE}


def test_a_sheet_of_another_bundle_refuses_itself_alone(blank: bytes) -> None:
    book = open_workbook(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}))
    book["I.2"].defined_names["meta_task"].attr_text = "[1]_nhan_dang!$B$6"
    assert told(save(book)) == {"I.2": LOST, "II.2": FIGURE}


def test_a_sheet_of_another_task_moved_into_a_single_file_is_not_passed_over(blank: bytes) -> None:
    book = open_workbook(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=3))
    moved = book.create_sheet("II.2")
    for row in open_workbook(blank)["II.2"].iter_rows():
        for cell in row:
            moved.cell(cell.row, cell.column).value = cell.value
    moved.defined_names["meta_task"] = DefinedName("meta_task", attr_text="'[1]_nhan_dang'!$B$8")
    assert told(save(book)) == {"I.2": FIGURE, "II.2": LOST}


def test_who_reports_is_asked_once_and_may_differ_by_task(blank: bytes) -> None:
    typed = {"": {"in_reporter": "Lê Văn An", "in_phone": "0258 1"}, "I.2": NEWS}
    typed["II.2"] = {**SPENT, "in_reporter": "Trần Bình"}
    by_task = {s.task: s for s in office().take(fill_sheets(blank, typed)).submissions()}
    assert (by_task["I.2"].status("reporter"), by_task["I.2"].status("phone")) == ("Lê Văn An", "0258 1")
    assert all(sum(f.field == "reporter" for f in s.facts) == 1 for s in by_task.values())
    assert (by_task["II.2"].status("reporter"), by_task["II.2"].status("phone")) == ("Trần Bình", "0258 1")


# --- corrections, copies ------------------------------------------------------------------------------------


def test_a_correction_may_come_as_a_single_file(blank: bytes) -> None:
    sent = office().take(fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT}), "so.xlsx")
    sent.take(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=5), "sua.xlsx")
    states = {(s.arrival.name, s.task): s.state for s in sent.submissions()}
    assert states == {
        ("so.xlsx", "I.2"): "superseded",
        ("so.xlsx", "II.2"): "accepted",
        ("sua.xlsx", "I.2"): "accepted",
    }
    assert [r.state for r in receipts(sent.submissions())] == ["accepted", "accepted"]


def test_a_correction_may_come_as_a_bundle_and_leaves_other_tasks_alone(blank: bytes) -> None:
    sent = office().take(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=3))
    sent.take(fill(template(PLAN, "II.2", "VP"), **SPENT))
    sent.take(fill_sheets(blank, {"I.2": {"in_I_2_1_count": 4}}))
    assert [(s.task, s.state) for s in sent.submissions()] == [
        ("I.2", "superseded"), ("II.2", "accepted"), ("I.2", "accepted"),
    ]  # fmt: skip


def test_the_same_bundle_again_is_a_copy(blank: bytes) -> None:
    data = fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT})
    first, second = receipts(office().take(data).take(data).submissions())
    assert (first.state, second.state) == ("accepted", "duplicate")
    assert receipt_json(second)["task"] is None


def test_the_same_bundle_after_a_correction_brings_back_only_what_was_corrected(blank: bytes) -> None:
    data = fill_sheets(blank, {"I.2": NEWS, "II.2": SPENT})
    sent = office().take(data, "so.xlsx").take(fill(template(PLAN, "II.2", "VP"), in_nil="Có"), "sua.xlsx")
    again = [s for s in sent.take(data, "so-lai.xlsx").submissions() if s.arrival.name == "so-lai.xlsx"]
    assert [(s.task, s.state, codes(s.findings)) for s in again] == [
        ("I.2", "duplicate", ["MERGE_DUPLICATE"]),
        ("II.2", "accepted_with_warnings", ["MERGE_RETURNED", "MERGE_CHANGED"]),
    ]


def test_a_blank_bundle_is_no_file_of_nobody_in_the_letter(blank: bytes) -> None:
    assert unidentified(office().take(blank).results()) == ()


# --- through the other program ------------------------------------------------------------------------------


@needs_libreoffice
def test_a_bundle_saved_by_libreoffice_tells_the_same(tmp_path: Path) -> None:
    cases = [["H1", "2022-02-01", "2022-02-10", "2022-02-09"]]
    data = fill_sheets(bundle(PLAN, "CCHC"), {"II.3": {"rows_II_3_1": cases, "in_reporter": "Đỗ Thị Hà"}})
    ours = tmp_path / "so.xlsx"
    ours.write_bytes(fill_sheets(data, {"I.1": {"in_I_1_1_numerator": 4, "in_I_1_1_denominator": 5}}))
    (theirs,) = resave([ours], tmp_path)
    told = []
    for file in (ours, theirs):
        parts = office().take(file.read_bytes()).submissions()
        told.append([(s.task, s.unit, s.state, values_of(s), [c.ids for c in s.cases]) for s in parts])
    assert told[0] == told[1]
    assert [t[0] for t in told[0]] == ["I.1", "II.3"] and told[0][1][4] == [("H1",)]
    page = open_workbook(theirs.read_bytes())["Mục lục"]
    links = {c.value: c.hyperlink.location for row in page.iter_rows() for c in row if c.hyperlink}
    assert set(links) == {"I.1", "I.4", "II.3"}


@needs_libreoffice
def test_the_contents_show_how_far_each_task_is(blank: bytes, tmp_path: Path) -> None:
    """LibreOffice calculates the states that Excel would show."""
    ours = tmp_path / "so.xlsx"
    ours.write_bytes(fill_sheets(blank, {"I.2": {"in_I_2_1_count": 3}, "II.2": {"rows_II_2_1": [["Nhà kho", "x", 1]]}}))
    (theirs,) = resave([ours], tmp_path)
    book = openpyxl.load_workbook(theirs, data_only=True)
    page = book["Mục lục"]
    states = {row[1].value: row[3].value for row in page.iter_rows(min_row=9) if row[1].value}
    assert states["I.2"] == "Đã đủ số liệu, có thể gửi"
    assert states["II.2"] == "Còn 0 ô số liệu chưa điền, 1 ô chưa đúng"
    assert states["MT.1"] == "Còn 15 ô số liệu chưa điền, 0 ô chưa đúng"
