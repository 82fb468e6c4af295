"""The templates as files: what the contract promises to units, scripts and other programs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl.cell.cell import Cell
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import run
from pipeline.workbook import read_book
from tests.drawing import (
    META_NAMES,
    NOON,
    ROOT,
    SHIPPED,
    contract_names,
    fill,
    measures_on,
    open_workbook,
    place,
    read,
    resave,
    shipped_plan,
    small_plan,
    template,
    values_of,
)
from tests.rendering import needs_libreoffice

PLAN = shipped_plan()
PERIOD = "2022-09"


@pytest.fixture(scope="session")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every template of the shipped plan for September, as the command writes them."""
    folder = tmp_path_factory.mktemp("mau")
    run.issue_templates(SHIPPED, PERIOD, folder, (), now=NOON)
    return folder


def split(path: Path) -> tuple[str, str]:
    """(task, unit) that a file name names."""
    task, unit, _ = path.stem.split("__")
    return task, unit


@lru_cache(maxsize=128)
def workbook(path: Path) -> Workbook:
    return open_workbook(path.read_bytes())


# --- which files there are --------------------------------------------------------------------------


def test_each_task_and_unit_has_its_file_in_the_units_folder(issued: Path) -> None:
    files = sorted(p.relative_to(issued).as_posix() for p in issued.rglob("*") if p.is_file())
    assert len(files) == 122
    for name in files:
        match = re.fullmatch(r"([A-Z]+)/([A-Za-z0-9.]+)__([A-Z]+)__2022-09\.xlsx", name)
        assert match and match[1] == match[3], name
    assert "KHTC/A.VII.1__KHTC__2022-09.xlsx" in files


def test_the_units_of_a_task_are_those_its_measures_ask(issued: Path) -> None:
    units: dict[str, set[str]] = {}
    for path in issued.rglob("*.xlsx"):
        task, unit = split(path)
        units.setdefault(task, set()).add(unit)
    assert units["A.VII.1"] == set(PLAN.units) - {"VP", "TTRA"}
    assert units["A.I.1"] == {"VP"}
    assert units["A.IV.7"] == {"VP", "TTRA"}
    assert units["A.V.5"] == {"KHTC", "QLVHGD", "QLTDTT"}
    assert units["B.4.1"] == {"VP"}


def test_september_ends_a_quarter_and_august_does_not(tmp_path: Path) -> None:
    run.issue_templates(SHIPPED, "2022-08", tmp_path, ("VP",), now=NOON)
    august = {split(p)[0] for p in tmp_path.rglob("*.xlsx")}
    assert "A.I.1" in august and "A.VI.1" not in august and "MT.3" not in august


def test_one_unit_can_be_asked_for_alone_in_any_letter_case(tmp_path: Path) -> None:
    written = run.issue_templates(SHIPPED, PERIOD, tmp_path, ("ttra",), now=NOON)
    assert {p.parent.name for p in written} == {"TTRA"} and written
    assert sorted(written) == sorted(p for p in tmp_path.rglob("*.xlsx"))


def test_every_template_is_small(issued: Path) -> None:
    assert max(p.stat().st_size for p in issued.rglob("*.xlsx")) < 40_000


# --- what stands in them -------------------------------------------------------------------------------


def test_every_name_of_the_contract_is_there_and_none_has_a_dot(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        task, unit = split(path)
        names = set(workbook(path).defined_names)
        assert contract_names(PLAN, task, unit) == names, path.name
        assert not [n for n in names if "." in n]


def test_names_belong_to_the_book_and_not_to_a_sheet(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            xml = archive.read("xl/workbook.xml").decode()
        for attributes, name in re.findall(r'<definedName ((?:[^>]*? )?name="([^"]+)"[^>]*)>', xml):
            assert name.startswith("_xlnm.") == ("localSheetId" in attributes), (path.name, name)


COLUMNS = {  # the contract's order, in the words of the heading row
    "documents": ("Số, ký hiệu", "Ngày", "Trích yếu"),
    "checklist": ("Nội dung", "Đã thực hiện", "Ghi chú"),
    "disbursement": ("Dự án", "Kế hoạch vốn", "giải ngân"),
    "survey": ("Nhân tố", "Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"),
    "cases": ("Mã hồ sơ", "tiếp nhận", "hẹn trả", "trả kết quả"),
}  # fmt: skip


def test_lists_have_their_heading_row_directly_above_in_the_contracts_order(issued: Path) -> None:
    seen = set()
    for path in issued.rglob("*.xlsx"):
        task, unit = split(path)
        for measure in measures_on(PLAN, task, unit):
            if measure.kind not in COLUMNS:
                continue
            seen.add(measure.kind)
            name = "rows_" + measure.code.replace(".", "_")
            sheet, top, left, bottom, right = place(workbook(path), name)
            headings = [str(sheet.cell(top - 1, c).value) for c in range(left, right + 1)]
            assert len(headings) == len(COLUMNS[measure.kind])
            for heading, word in zip(headings, COLUMNS[measure.kind], strict=True):
                assert word.lower() in heading.lower(), (path.name, headings)
            room = bottom - top + 1
            if measure.items:
                given = [sheet.cell(r, left).value for r in range(top, bottom + 1)]
                assert given == list(measure.items)
            elif measure.kind == "cases":
                assert room == 200_000
            else:
                assert room >= 10
    assert seen == set(COLUMNS)


def test_money_is_asked_in_dong_and_cumulative(issued: Path) -> None:
    book = workbook(issued / "KHTC" / "A.VII.1__KHTC__2022-09.xlsx")
    sheet, top, left, _, right = place(book, "rows_A_VII_1_1")
    headings = " ".join(str(sheet.cell(top - 1, c).value) for c in range(left, right + 1))
    assert "đồng" in headings and "lũy kế" in headings


def test_the_identity_has_three_carriers(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        task, unit = split(path)
        expected = {
            "meta_task": task, "meta_unit": unit, "meta_period": PERIOD,
            "meta_plan": PLAN.agency.plan_id, "meta_layout": "1",
        }  # fmt: skip
        book = workbook(path)
        for name in META_NAMES:
            sheet, row, column, _, _ = place(book, name)
            assert sheet.sheet_state == "hidden"
            assert sheet.cell(row, column).value == expected[name]
        assert {p.name: p.value for p in book.custom_doc_props.props} == expected
        face = [str(c.value) for r in book["Nhập liệu"].iter_rows(max_row=12) for c in r if c.value]
        for shown in (task, f"{unit} - {PLAN.units[unit].name}", PERIOD):
            assert any(shown in text for text in face), (path.name, shown)


def test_visible_sheets_are_instructions_and_input(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        book = workbook(path)
        visible = [s.title for s in book.worksheets if s.sheet_state == "visible"]
        assert set(visible[:2]) == {"Hướng dẫn", "Nhập liệu"}
        assert all("hồ sơ" in title.lower() for title in visible[2:])
        assert book.active is not None and book.active.title == "Nhập liệu"


def covered(sheet: Worksheet, cell: Cell) -> list[str]:
    """The types of the validations on a cell."""
    return [
        str(v.type) for v in sheet.data_validations.dataValidation if any(cell.coordinate in r for r in v.sqref.ranges)
    ]


def coloured(sheet: Worksheet, cell: Cell) -> bool:
    return any(cell.coordinate in r for rule in sheet.conditional_formatting for r in rule.sqref.ranges)


def inputs(book: Workbook, task: str, unit: str) -> Iterator[tuple[Worksheet, Cell, str]]:
    """(sheet, cell, the validation it must have) of every guarded input, by the contract's names."""
    single = {
        "numerator": "decimal", "denominator": "decimal", "count": "whole", "current": "decimal",
        "baseline": "decimal", "baseline_numerator": "decimal", "baseline_denominator": "decimal",
    }  # fmt: skip
    columns = {
        "documents": ("", "date", ""),
        "checklist": ("", "list", ""),
        "disbursement": ("", "decimal", "decimal"),
        "survey": ("", "whole", "whole", "whole", "whole", "whole"),
        "cases": ("", "date", "date", "date"),
    }
    wanted = {"in_as_of": "date", "in_status": "list", "in_nil": "list"}
    for measure in measures_on(PLAN, task, unit):
        stem = measure.code.replace(".", "_")
        wanted |= {f"in_{stem}_{field}": kind for field, kind in single.items()}
        for offset, kind in enumerate(columns.get(measure.kind, ())):
            sheet, top, left, bottom, _ = place(book, f"rows_{stem}")
            for row in {top, min(bottom, top + 1), bottom} if kind else ():
                yield sheet, sheet.cell(row, left + offset), kind
    for name, kind in wanted.items():
        if name in book.defined_names:
            sheet, row, column, _, _ = place(book, name)
            yield sheet, sheet.cell(row, column), kind


def test_every_guarded_input_has_its_list_or_range_and_turns_red(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        task, unit = split(path)
        book = workbook(path)
        for sheet, cell, kind in inputs(book, task, unit):
            assert covered(sheet, cell) == [kind], (path.name, cell.coordinate)
            assert coloured(sheet, cell), (path.name, cell.coordinate)


def test_inputs_are_unlocked_and_the_protection_has_no_password(issued: Path) -> None:
    for path in issued.rglob("*.xlsx"):
        book = workbook(path)
        for name in book.defined_names:
            if not name.startswith("in_"):
                continue
            sheet, row, column, _, _ = place(book, name)
            assert not sheet.cell(row, column).protection.locked, (path.name, name)
        for sheet in book.worksheets:
            assert sheet.protection.password is None
        protection = book["Nhập liệu"].protection
        assert protection.sheet and not protection.formatColumns and not protection.insertRows


def test_a_ready_line_counts_what_is_open(issued: Path) -> None:
    book = workbook(issued / "VP" / "A.I.3__VP__2022-09.xlsx")
    texts = [str(c.value) for r in book["Nhập liệu"].iter_rows() for c in r if c.data_type == "f"]
    assert len(texts) == 1 and "chưa điền" in texts[0] and "có thể gửi" in texts[0]


# --- always the same bytes -------------------------------------------------------------------------------


def test_drawing_again_gives_the_same_bytes(issued: Path, tmp_path: Path) -> None:
    run.issue_templates(SHIPPED, PERIOD, tmp_path, ("VP", "KHTC"), now=NOON)
    for path in tmp_path.rglob("*.xlsx"):
        assert path.read_bytes() == (issued / path.relative_to(tmp_path)).read_bytes()


def test_no_clock_enters_a_template(issued: Path) -> None:
    path = issued / "VP" / "A.I.1__VP__2022-09.xlsx"
    with zipfile.ZipFile(path) as archive:
        assert {m.date_time[:3] for m in archive.infolist()} == {(1980, 1, 1)}
        assert str(date.today().year) not in archive.read("docProps/core.xml").decode()


# --- the blank standard templates --------------------------------------------------------------------------


def test_the_57_blank_standard_templates_are_up_to_date(tmp_path: Path) -> None:
    """Otherwise: python -m pipeline templates --standard --out input_templates/mau"""
    run.write_standard_templates(SHIPPED, tmp_path)
    shipped = ROOT / "input_templates" / "mau"
    names = sorted(p.name for p in tmp_path.iterdir())
    assert len(names) == 57
    assert sorted(p.name for p in shipped.glob("*.xlsx")) == names
    changed = [n for n in names if (shipped / n).read_bytes() != (tmp_path / n).read_bytes()]
    assert changed == []


def choices(book: Workbook, name: str) -> list[str]:
    """What the dropdown at a name offers."""
    sheet, row, column, _, _ = place(book, name)
    cell = sheet.cell(row, column)
    (rule,) = [
        v
        for v in sheet.data_validations.dataValidation
        if v.type == "list" and any(cell.coordinate in r for r in v.sqref.ranges)
    ]
    where, _, cells = rule.formula1.lstrip("=").rpartition("!")
    source = book[where.strip("'")]
    left, top, _, bottom = range_boundaries(cells.replace("$", ""))
    return [str(source.cell(r, left).value) for r in range(top, bottom + 1)]


def test_a_blank_template_offers_the_units_and_periods_that_are_asked() -> None:
    for path in sorted((ROOT / "input_templates" / "mau").glob("*.xlsx")):
        book, task = workbook(path), path.stem
        assert contract_names(PLAN, task) == set(book.defined_names)
        reporters = {u for m in measures_on(PLAN, task) for u in m.reporters}
        offered = choices(book, "meta_unit")
        if reporters:
            assert offered == [
                f"{c} - {u.name}" for c, u in PLAN.units.items() if c in reporters
            ], path.name  # fmt: skip
        periods = {text.split(" ")[0] for text in choices(book, "meta_period")}
        months = {key for key in periods if re.fullmatch(r"2022-\d\d", key)}
        monthly = PLAN.tasks[task].frequency == "month"
        assert months == ({f"2022-{m:02d}" for m in range(1, 13)} if monthly else
                          {"2022-03", "2022-06", "2022-09", "2022-12"}), path.name  # fmt: skip
        assert {"2022", "2022-Q3", "2022-9T"} <= periods
        properties = {p.name for p in book.custom_doc_props.props}
        assert properties == {"meta_task", "meta_plan", "meta_layout"}


# --- the other program ----------------------------------------------------------------------------------------


@needs_libreoffice
def test_a_template_saved_by_libreoffice_keeps_its_names_and_reads_the_same(tmp_path: Path) -> None:
    plan = small_plan()
    day = date(2022, 9, 5)
    typed: dict[tuple[str, str], dict[str, Any]] = {
        ("I.1", "TCCB"): {"in_I_1_1_numerator": 45, "in_I_1_1_denominator": 54.5, "in_status": "Đang thực hiện"},
        ("I.2", "VP"): {"in_I_2_1_count": 1234, "in_as_of": day, "in_result": "Đăng 03 tin\nvà 02 bài"},
        ("I.3", "VP"): {"in_I_3_1_current": 6, "in_I_3_1_baseline": 7},
        ("I.4", "CCHC"): {"rows_I_4_1": [["12/SK-SNV", day, "Sổ tay hòa giải"], None, [None, day, "Mẫu"]]},
        ("II.1", "VP"): {"rows_II_1_1": [[None, "Có", "đủ"], [None, "Không"]]},
        ("II.2", "VP"): {"in_II_2_1_decision": "12/QĐ-UBND", "rows_II_2_1": [["Trụ sở", 1234567890, 5000000]]},
        ("MT.1", "VP"): {"rows_MT_1_1": [[None, 0, 1, 2, 30, 40], [None, 0, 0, 0, 0, 7]]},
        ("II.3", "CCHC"): {"rows_II_3_1": [["H01.2022.000123", day, day, None], ["00456", day, day, day]]},
    }  # fmt: skip
    files = []
    for (task, unit), values in typed.items():
        path = tmp_path / f"{task}__{unit}.xlsx"
        path.write_bytes(fill(template(plan, task, unit), **values))
        files.append(path)
    for before, after in zip(files, resave(files, tmp_path), strict=True):
        first, second = read(before.read_bytes(), plan), read(after.read_bytes(), plan)
        assert set(read_book(after.read_bytes()).names) >= set(read_book(before.read_bytes()).names)
        assert second.findings == first.findings == ()
        assert (second.task, second.unit, second.period) == (first.task, first.unit, "2022-09")
        assert values_of(second) == values_of(first)
        assert [c.ids for c in second.cases] == [c.ids for c in first.cases]
        assert [c.returned for c in second.cases] == [c.returned for c in first.cases]
        assert first.facts or first.cases
