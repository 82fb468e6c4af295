"""Next year's plan from this one, and a starter for another agency: what an office finds in the file."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import plan_file, planning, run
from pipeline.model import Baseline, PipelineError, Plan
from pipeline.plan import read_plan
from pipeline.plan_next import baseline_rows, next_rows
from pipeline.plan_sample import running_name, sample_rows, symbol
from pipeline.plan_table import Reading
from pipeline.plan_writer import write_plan
from pipeline.progress import SILENT
from pipeline.workbook import read_book
from tests.amount import some
from tests.drawing import NOON, ROOT, SHIPPED, Rows, draw_plan, fill, open_workbook, plan_rows, shipped_plan
from tests.office import Office
from tests.outputs import NO_LOG

INBOX = ROOT / "examples" / "2022-09" / "inbox"


def cells(data: bytes, sheet: str, key: str = "A") -> dict[str, dict[str, Any]]:
    """The rows of a sheet by their first cell, each by heading, as another program reads them."""
    rows = open_workbook(data)[sheet].iter_rows(min_row=4, values_only=True)
    headings = next(rows)
    return {str(row[0]): dict(zip(headings, row, strict=True)) for row in rows if row[0]}


def next_plan(rows: Rows, year: int = 2023) -> tuple[dict[str, list[dict[str, Any]]], Plan]:
    """The rows for a later year, and the plan that is read from the workbook made of them."""
    data = draw_plan(rows)
    plan, findings = read_plan(data, "ke-hoach.xlsx")
    assert plan is not None, findings
    made = next_rows(Reading(read_book(data)), plan, year)
    buffer = BytesIO()
    write_plan(made, buffer)
    later, findings = read_plan(buffer.getvalue(), "moi.xlsx")
    assert later is not None, findings
    return made, later


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> run.NextPlan:
    folder = tmp_path_factory.mktemp("moi")
    inbox = shutil.copytree(INBOX, folder / "inbox", ignore=NO_LOG)
    return planning.begin_next_plan(SHIPPED, None, inbox, folder / "ke-hoach-2023.xlsx", NOON)


@pytest.fixture(scope="module")
def data(made: run.NextPlan) -> bytes:
    return made.path.read_bytes()


# --- next year's plan from the shipped one ----------------------------------------------------------


def test_next_years_plan_has_the_same_units_tasks_and_measures_and_no_findings(made: run.NextPlan) -> None:
    plan, findings = plan_file.check_plan(made.path)
    former = shipped_plan()
    assert plan is not None and findings == ()
    assert plan.units == former.units and list(plan.tasks) == list(former.tasks)
    assert list(plan.measures) == list(former.measures) and list(plan.sections) == list(former.sections)
    for code, measure in plan.measures.items():
        old = former.measures[code]
        assert (measure.kind, measure.reporters, measure.items, measure.if_any, measure.same_as) == (
            old.kind, old.reporters, old.items, old.if_any, old.same_as,
        )  # fmt: skip
    for code, task in plan.tasks.items():
        assert (task.lead, task.frequency, task.objective) == (
            former.tasks[code].lead, former.tasks[code].frequency, former.tasks[code].objective,
        )  # fmt: skip
    assert [(i.number, i.title, i.sections) for i in plan.outline] == [
        (i.number, i.title, i.sections) for i in former.outline
    ]


def test_targets_are_for_the_office_to_set_but_comparisons_go_on(made: run.NextPlan) -> None:
    targets = {code: m.targets for code, m in made.plan.measures.items() if m.targets}
    assert {code: (t.op, t.year, t.due) for code, (t,) in targets.items()} == {
        "MT.3.1": ("<=", 2022, None),
        "A.IV.5.1": (">", 2022, date(2023, 12, 31)),
        "A.V.3a.1": ("<", 2022, date(2023, 12, 31)),
        "A.V.4.1": ("<", 2022, date(2023, 12, 31)),
        "A.VII.5.1": ("<", 2022, date(2023, 12, 31)),
        "A.VII.5.4": (">", 2022, date(2023, 12, 31)),
        "A.VII.5.5": (">", 2022, date(2023, 12, 31)),
    }


@pytest.mark.parametrize(
    ("code", "basis"),
    [
        ("MT.1.1", "cần xác nhận: mục tiêu năm 2022 là > 83% đến 31/12/2022"),
        ("A.I.2.1", "cần xác nhận: mục tiêu năm 2022 là ≥ 100% đến 31/12/2022; đề xuất, cần xác nhận"),
        ("A.II.1.2", "cần xác nhận: mục tiêu năm 2022 là ≥ 1/tháng đến 31/12/2022"),
        ("A.II.1.1", "đề xuất, cần xác nhận"),  # had none
        ("A.V.1.1", "cần xác nhận: mục tiêu năm 2022 là ≥ 1"),  # had no day
        ("A.VII.1.1", "cần xác nhận: mục tiêu năm 2022 là ≥ 90% đến 31/12/2022 và ≥ 100% đến 31/01/2023"),
        ("A.VIII.3.1", "cần xác nhận: mục tiêu năm 2022 là theo mức UBND tỉnh giao đến 31/12/2022"),
        ("A.IV.5.1", "cần xác nhận: mục tiêu năm 2022 là > năm 2021 đến 31/12/2022"),
    ],
)
def test_the_former_target_stands_beside(data: bytes, code: str, basis: str) -> None:
    row = cells(data, "Chỉ tiêu")[code]
    assert row["Cơ sở"] == basis
    if code != "A.IV.5.1":
        assert (row["So sánh"], row["Mục tiêu"], row["Thời hạn"]) == (None, None, None)


@pytest.mark.parametrize(
    ("sheet", "row", "heading", "value"),
    [
        ("Cơ quan", "Cơ quan ban hành", "Nội dung", "SỞ VĂN HÓA VÀ THỂ THAO"),
        ("Cơ quan", "Mã kế hoạch", "Nội dung", "KH-SVHTT-2023"),
        ("Cơ quan", "Năm kế hoạch", "Nội dung", "2023"),
        ("Cơ quan", "Trích yếu báo cáo", "Nội dung",
         "Kết quả công tác cải cách hành chính {kỳ}\nvà thực hiện Kế hoạch nâng cao PAR INDEX, SIPAS năm 2023"),
        ("Cơ quan", "Căn cứ, văn bản thực hiện", "Nội dung",
         "Kế hoạch số 7760/KH-UBND ngày 17/8/2022 của UBND tỉnh Khánh Hòa"),
        ("Cơ quan", "Tính mục tiêu theo tháng, quý từ ngày", "Nội dung", datetime(2022, 12, 15)),
        ("Cơ quan", "Họ và tên người ký", "Ghi chú", "người ký kế hoạch năm 2022; cập nhật khi thay đổi"),
        ("Đơn vị", "TVT", "Ghi chú", "cần cơ quan xác nhận"),
        ("Đơn vị", "QLVHGD", "Tên gọi khác", "Phòng Quản lý VH&GĐ; Phòng Quản lý VH&GD; QL VHGĐ"),
        ("Nhiệm vụ", "MT.3", "Nhiệm vụ", "Duy trì và nâng cao kết quả xếp hạng CCHC đã đạt được năm 2022"),
        ("Nhiệm vụ", "A.I.3", "Thời gian", "Quý III/2023"),
        ("Nhiệm vụ", "A.V.4", "Sản phẩm, kết quả", "Số lượng biên chế giảm so với năm 2022"),
        ("Nhiệm vụ", "A.VII.1", "Sản phẩm, kết quả",
         "- Đến 31/12/2023: Hoàn thành tối thiểu 90% kế hoạch được giao\n"
         "- Đến 31/01/2024: Hoàn thành 100% kế hoạch được giao"),
        ("Nhiệm vụ", "A.VIII.2", "Nhiệm vụ", "Thực hiện chế độ báo cáo theo Thông tư số 01/2020/TT-VPCP"),
        ("Chỉ tiêu", "A.I.1.1", "Tên chỉ tiêu", "Tỷ lệ nhiệm vụ trong Kế hoạch CCHC năm 2023 của Sở đã hoàn thành"),
        ("Chỉ tiêu", "B.5.2.1", "Lấy theo chỉ tiêu", "A.IV.7.1"),
        ("Nội dung cho sẵn", "B.1.1.1", "Thứ tự", 9),
        ("Lịch báo cáo", "2023-09", "Tên kỳ trong báo cáo", "tháng 9 năm 2023"),
        ("Lịch báo cáo", "2023", "Từ ngày", datetime(2022, 12, 15)),
        ("Lịch báo cáo", "2024-02", "Hạn nộp", datetime(2024, 2, 16)),
        ("Bố cục báo cáo", "1", "Tiêu đề", "Kiến nghị, đề xuất"),
    ],
)  # fmt: skip
def test_what_stands_in_a_cell(data: bytes, sheet: str, row: str, heading: str, value: Any) -> None:
    assert cells(data, sheet)[row][heading] == value


def test_a_document_named_in_a_task_is_the_same_document(data: bytes) -> None:
    task = cells(data, "Nhiệm vụ")["A.VIII.1"]["Nhiệm vụ"]
    assert "Quyết định số 04/2021/QĐ-UBND ngày 15/3/2021" in task
    assert "Nghị định số 60/2021/NĐ-CP ngày 21/6/2021" in cells(data, "Nhiệm vụ")["A.VII.5"]["Nhiệm vụ"]


def test_where_the_former_year_still_stands_is_said(made: run.NextPlan) -> None:
    assert made.to_look_at == ("trang “Cơ quan”, mục “Căn cứ, văn bản thực hiện”",)


# --- what this year came to ---------------------------------------------------------------------------


def test_this_years_results_are_next_years_baselines(made: run.NextPlan) -> None:
    found = {key: (b.year, b.numerator, b.denominator) for key, b in made.plan.baselines.items()}
    book = openpyxl.load_workbook(INBOX / "VP" / "A.IV.5__VP__2022-09.xlsx", data_only=True)
    listed = list(book["Danh sách hồ sơ"].iter_rows(min_row=4, max_row=303, max_col=4, values_only=True))
    returned = [(due, back) for _, _, due, back in listed if back is not None]
    in_time = sum(back <= due for due, back in returned)
    assert found[("A.IV.5.1", "VP")] == (2022, Fraction(in_time), Fraction(len(returned)))
    assert (in_time, len(returned)) == (271, 276)

    def typed(file: str, cell: str) -> Fraction:
        return Fraction(openpyxl.load_workbook(INBOX / file, data_only=True)["Nhập liệu"][cell].value)

    assert found[("A.V.4.1", "VP")] == (2022, typed("VP/A.V.4__VP__2022-09.xlsx", "C14"), None)
    assert found[("A.VII.5.5", "KHTC")] == (2022, typed("KHTC/A.VII.5__KHTC__2022-09.xlsx", "C32"), None)
    assert {key: b[1] for key, b in found.items()} == {
        ("A.IV.5.1", "VP"): 271, ("A.V.3a.1", "VP"): 7, ("A.V.4.1", "VP"): 318,
        ("A.VII.5.1", "KHTC"): 4, ("A.VII.5.4", "KHTC"): 1, ("A.VII.5.5", "KHTC"): 2,
    }  # fmt: skip
    assert made.lacking == (("MT.3.1", "VP"),)  # there nothing had arisen


def test_a_baseline_says_where_it_is_from_and_of_which_day(data: bytes) -> None:
    assert cells(data, "Số liệu năm trước")["A.V.4.1"]["Cơ sở"] == (
        "kết quả năm 2022, số liệu đến 14/09/2022, VP/A.V.4__VP__2022-09.xlsx; cần cơ quan xác nhận"
    )


AGAINST_2021 = {"op": ">", "target": "năm 2021", "reporters": "VP; TCCB"}


def former_figures(office: Office, year: int = 2023) -> tuple[dict[tuple[Any, Any], tuple[Any, Any]], tuple[Any, ...]]:
    rows, lacking = baseline_rows(office.results("2022"), year)
    return {(r["measure"], r["unit"]): (r["numerator"], r["denominator"]) for r in rows}, lacking


def test_each_unit_has_its_own_figure_of_the_newest_month() -> None:
    office = Office({"task": "T.1", "kind": "tỷ lệ", **AGAINST_2021})
    office.send("VP", "2022-09", numerator=7, denominator=9).send("VP", "2022-12", numerator=11, denominator=12)
    found, lacking = former_figures(office)
    assert found == {("T.1.1", "VP"): (11, 12)} and lacking == (("T.1.1", "TCCB"),)


@pytest.mark.parametrize(
    ("typed", "told"),
    [(1 / 3, Fraction(333333333333333, 10**15)), ("9.007.199.254.740.993", Fraction(9_007_199_254_740_993))],
)
def test_a_figure_of_many_digits_comes_into_next_years_plan_and_its_forms_as_it_was(typed: Any, told: Fraction) -> None:
    measure = {"task": "T.1", "kind": "so với năm trước", **AGAINST_2021, "reporters": "VP"}
    former, _ = former_figures(Office(measure).send("VP", "2022-12", current=typed, baseline=5))
    numerator, denominator = former["T.1.1", "VP"]
    assert denominator is None
    row = {"measure": "T.1.1", "unit": "VP", "year": "2021", "numerator": numerator}
    later = Office(measure, baselines=(row,))
    assert later.plan.baselines["T.1.1", "VP"].numerator == told
    later.take(fill(later.issue("T.1", "VP", "2022-09"), in_T_1_1_current=1))
    (said,) = later.results().submissions
    assert said.accepted and said.inputs("T.1.1")["baseline"].value == told
    assert "CARRY_UNKNOWN" not in [f.code for f in said.findings]


def test_counts_of_a_window_add_up_and_documents_are_counted() -> None:
    office = Office(
        {"task": "T.1", "kind": "số lượng", "nature": "trong kỳ", **AGAINST_2021},
        {"task": "T.2", "kind": "văn bản", **AGAINST_2021},
    )
    office.send("VP", "2022-09", count=3).send("VP", "2022-10", count=4)
    plans = [("05/KH-SNV", date(2022, 8, 20), "Kế hoạch"), ("09/KH-SNV", date(2022, 9, 1), "Kế hoạch bổ sung")]
    office.send("VP", "2022-09", task="T.2", rows=plans).send("TCCB", "2022-09", task="T.2", rows=plans[:1])
    found, lacking = former_figures(office)
    assert found == {("T.1.1", "VP"): (7, None), ("T.2.1", "VP"): (2, None), ("T.2.1", "TCCB"): (1, None)}
    assert lacking == (("T.1.1", "TCCB"),)


def test_a_year_in_between_leaves_nothing_to_compare_with() -> None:
    office = Office({"task": "T.1", "kind": "tỷ lệ", **AGAINST_2021}).send("VP", numerator=7, denominator=9)
    assert former_figures(office, 2024) == ({}, ())
    assert former_figures(office)[0] == {("T.1.1", "VP"): (7, 9)}


# --- plans of other offices ---------------------------------------------------------------------------


def test_a_calendar_of_ones_own_moves_on_with_its_working_days() -> None:
    rows = plan_rows()
    rows["Lịch báo cáo"] = [
        {"key": "2023-02", "kind": "tháng", "start": date(2023, 2, 1), "end": date(2023, 2, 28),
         "deadline": date(2023, 3, 6), "title": "tháng 02 năm 2023", "basis": "của cơ quan"},
        {"key": "2023-03", "kind": "tháng", "start": date(2023, 3, 1), "end": date(2023, 3, 31),
         "deadline": date(2023, 4, 5), "title": "tháng 3 năm 2023", "basis": "của cơ quan"},
        {"key": "2023", "kind": "năm", "start": date(2023, 1, 1), "end": date(2023, 12, 31),
         "deadline": date(2024, 1, 2), "title": "năm 2023", "basis": "của cơ quan"},
    ]  # fmt: skip
    next(r for r in rows["Cơ quan"] if r["key"] == "year")["value"] = "2023"
    made, plan = next_plan(rows, 2024)
    told = [(p.key, p.start, p.end, p.deadline, p.title) for p in plan.calendar.values()]
    assert told == [
        # four working days after a Tuesday, and now after Thursday 29 February
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29), date(2024, 3, 6), "tháng 02 năm 2024"),
        ("2024-03", date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 3), "tháng 3 năm 2024"),
        ("2024", date(2024, 1, 1), date(2024, 12, 31), date(2025, 1, 2), "năm 2024"),
    ]
    assert {r["basis"] for r in made["Lịch báo cáo"]} == {"dời từ lịch năm 2023; mẫu, cần cơ quan xác nhận"}
    assert plan.agency.counted_from == date(2024, 1, 1)


@pytest.mark.parametrize("first", [1, 15, 28])
@pytest.mark.parametrize("year", [2023, 2024])
def test_windows_still_touch_each_other_in_a_leap_year_and_after_it(year: int, first: int) -> None:
    rows = plan_rows()
    next(r for r in rows["Cơ quan"] if r["key"] == "year")["value"] = str(year)
    starts = [date(year, month, first) for month in range(1, 13)] + [date(year + 1, 1, first)]
    ends = [start - timedelta(days=1) for start in starts[1:]]
    windows = [(f"{year}-{m:02d}", "tháng", starts[m - 1], ends[m - 1]) for m in range(1, 13)]
    rows["Lịch báo cáo"] = [
        {"key": key, "kind": kind, "start": start, "end": end, "deadline": end + timedelta(days=5), "basis": ""}
        for key, kind, start, end in (*windows, (str(year), "năm", starts[0], ends[-1]))
    ]
    _, later = next_plan(rows, year + 1)
    moved = [p for p in later.calendar.values() if p.kind == "month"]
    assert all((b.start - a.end).days == 1 for a, b in pairwise(moved)) and len(moved) == 12
    whole = later.calendar[str(year + 1)]
    assert (moved[0].start, moved[-1].end) == (whole.start, whole.end)


def test_comparisons_stay_where_a_measure_also_has_a_number() -> None:
    rows = plan_rows()
    first = next(r for r in rows["Chỉ tiêu"] if r["code"] == "II.3.1")
    rows["Chỉ tiêu"].append({**first, "op": "≥", "target": "95%", "due": date(2022, 9, 30)})
    made, plan = next_plan(rows)
    (target,) = plan.measures["II.3.1"].targets
    assert (target.op, target.year, target.due) == (">", 2022, date(2023, 12, 31))
    (row,) = [r for r in made["Chỉ tiêu"] if r["code"] == "II.3.1"]
    assert row["basis"] == ("cần xác nhận: mục tiêu năm 2022 là > năm 2021 đến 31/12/2022 và ≥ 95% đến 30/09/2022")


def test_from_year_to_year_only_the_last_target_is_told() -> None:
    rows = plan_rows()
    next(r for r in rows["Cơ quan"] if r["key"] == "year")["value"] = "2023"
    first = next(r for r in rows["Chỉ tiêu"] if r["code"] == "I.1.1")
    first["basis"] = "cần xác nhận: mục tiêu năm 2022 là ≥ 90% đến 31/12/2022; theo công văn của tỉnh"
    rows["Lịch báo cáo"].append({**rows["Lịch báo cáo"][-1], "key": "2023", "start": date(2022, 12, 15),
                                 "end": date(2023, 12, 14), "deadline": date(2023, 12, 18)})  # fmt: skip
    made, _ = next_plan(rows, 2024)
    basis = next(r["basis"] for r in made["Chỉ tiêu"] if r["code"] == "I.1.1")
    assert basis == "cần xác nhận: mục tiêu năm 2023 là ≥ 100% đến 31/12/2022; theo công văn của tỉnh"


def test_a_plan_code_without_its_year_gets_one_so_that_old_forms_are_told_apart() -> None:
    rows = plan_rows()
    next(r for r in rows["Cơ quan"] if r["key"] == "plan_id")["value"] = "KH-SNV"
    assert next_plan(rows)[1].agency.plan_id == "KH-SNV-2023"


def test_dates_e_mail_and_notes_of_the_roster_are_kept() -> None:
    rows = plan_rows()
    rows["Đơn vị"][3] |= {"active_to": date(2022, 6, 30), "email": "ttlt@snv.vn", "basis": "sáp nhập 01/7/2022"}
    made, plan = next_plan(rows)
    assert plan.units["TTLT"].active_to == date(2022, 6, 30) and plan.units["TTLT"].email == "ttlt@snv.vn"
    assert next(r for r in made["Đơn vị"] if r["code"] == "TTLT")["basis"] == "sáp nhập 01/7/2022"


# --- a starter for another agency ------------------------------------------------------------------------


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_a_starter_can_be_read_as_it_stands_and_is_all_sample(year: int, tmp_path: Path) -> None:
    made = planning.begin_sample_plan("Sở Du lịch", year, tmp_path / "moi.xlsx")
    plan, findings = plan_file.check_plan(made.path)
    assert plan is not None and findings == ()
    assert (plan.agency.name, plan.agency.running_name, plan.agency.symbol) == ("SỞ DU LỊCH", "Sở Du lịch", "SDL")
    assert len(plan.units) == 6 and len(plan.tasks) == 4
    assert {m.kind for m in plan.measures.values()} == {
        "survey", "documents", "ratio", "count", "cases", "checklist", "disbursement", "baseline",
    }  # fmt: skip
    rows = sample_rows("Sở Du lịch", year)
    assert all("cần cơ quan xác nhận" in str(r["basis"]) for sheet in rows.values() for r in sheet)


def test_a_starter_hands_out_forms_and_makes_a_report(tmp_path: Path) -> None:
    made = planning.begin_sample_plan("SỞ DU LỊCH", 2023, tmp_path / "moi.xlsx")
    assert len(run.issue_templates(made.path, "2023-09", tmp_path / "mau", (), now=NOON)) == 9
    (tmp_path / "inbox").mkdir()
    report = run.make_report(made.path, tmp_path / "inbox", "2023-09", tmp_path, None, NOON, SILENT)
    assert "bao-cao-2023-09.docx" in [f.name for f in report.files]


@pytest.mark.parametrize(
    ("name", "running", "short"),
    [
        ("SỞ VĂN HÓA VÀ THỂ THAO", "Sở Văn hóa và thể thao", "SVHTT"),
        ("Sở Văn hóa và Thể thao", "Sở Văn hóa và Thể thao", "SVHTT"),
        ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", "Sở Giáo dục và đào tạo", "SGDĐT"),
        ("UBND HUYỆN DIÊN KHÁNH", "UBND Huyện diên khánh", "UHDK"),
        ("  SỞ  DU LỊCH ", "Sở Du lịch", "SDL"),
    ],
)
def test_names_are_proposed_from_the_name_given(name: str, running: str, short: str) -> None:
    assert (running_name(name), symbol(name)) == (running, short)


# --- files ------------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes(data: bytes, tmp_path: Path) -> None:
    inbox = shutil.copytree(INBOX, tmp_path / "inbox", ignore=NO_LOG)
    later = datetime(2026, 3, 1, 8, 0, tzinfo=NOON.tzinfo)
    again = planning.begin_next_plan(SHIPPED, 2023, inbox, tmp_path / "khac.xlsx", later)
    assert again.path.read_bytes() == data
    one, two = (planning.begin_sample_plan("Sở Du lịch", 2023, tmp_path / f"{n}.xlsx").path for n in "ab")
    assert one.read_bytes() == two.read_bytes()


def test_nothing_is_written_over_and_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "a.xlsx"
    out.write_bytes(b"cua toi")
    with pytest.raises(PipelineError, match=r"Đã có tệp “.*a\.xlsx”"):
        planning.begin_next_plan(SHIPPED, None, None, out, NOON)
    with pytest.raises(PipelineError, match="Đã có tệp"):
        planning.begin_sample_plan("Sở Du lịch", 2023, out)
    assert out.read_bytes() == b"cua toi"
    with pytest.raises(PipelineError, match=r"đuôi \.xlsx"):
        planning.begin_sample_plan("Sở Du lịch", 2023, tmp_path / "a")

    def fail(*_: Any) -> Mapping[str, Any]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(PipelineError, match="Không ghi được"):
        planning.begin_sample_plan("Sở Du lịch", 2023, tmp_path / "b.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_plan_with_errors_or_a_year_that_is_not_later_is_refused(tmp_path: Path) -> None:
    rows = plan_rows()
    rows["Chỉ tiêu"][0]["task"] = "I.9"
    (tmp_path / "sai.xlsx").write_bytes(draw_plan(rows))
    with pytest.raises(PipelineError, match="còn 1 lỗi"):
        planning.begin_next_plan(tmp_path / "sai.xlsx", None, None, tmp_path / "moi.xlsx", NOON)
    for year in (2021, 2022):
        with pytest.raises(PipelineError, match="phải sau năm đó"):
            planning.begin_next_plan(SHIPPED, year, None, tmp_path / "moi.xlsx", NOON)
    assert not (tmp_path / "moi.xlsx").exists()


# --- whatever the plan --------------------------------------------------------------------------------------


@settings(max_examples=some(15))
@given(
    st.integers(2023, 2060), st.text("năm 2012/;-QĐ\n", max_size=30), st.sampled_from(["1/tháng", "3", "chưa rõ", ""])
)
def test_any_plan_that_is_sound_gives_one_that_is_sound(year: int, name: str, target: str) -> None:
    rows = plan_rows()
    rows["Nhiệm vụ"][1]["name"] = f"Việc {name}"
    row = next(r for r in rows["Chỉ tiêu"] if r["code"] == "I.2.1")
    row |= {"target": target, "op": "≥" if target else ""}
    made, plan = next_plan(rows, year)
    assert plan.agency.year == year and plan.measures["I.2.1"].targets == ()
    basis = next(r["basis"] for r in made["Chỉ tiêu"] if r["code"] == "I.2.1")
    assert (target in basis) and (basis == "kế hoạch") == (not target)


@settings(max_examples=some(25))
@given(st.decimals(0, 10**12, places=3), st.integers(1, 10**15))
def test_figures_of_a_year_are_read_back_exactly(numerator: Decimal, denominator: int) -> None:
    rows = plan_rows()
    figure = {"measure": "II.3.1", "unit": "CCHC", "year": "2021", "numerator": numerator, "denominator": denominator}
    rows["Số liệu năm trước"] = [figure]
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None and findings == ()
    assert plan.baselines == {("II.3.1", "CCHC"): Baseline(2021, Fraction(numerator), Fraction(denominator), "D5")}
