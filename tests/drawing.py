"""Inputs for the tests, in the words of the trade: a small plan of an invented agency, its
templates, and what a unit types into them (with openpyxl, never with the code under test)."""

from __future__ import annotations

import copy
import hashlib
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.merge import MergedCellRange
from openpyxl.worksheet.worksheet import Worksheet

from pipeline import layout
from pipeline.carry import Former
from pipeline.intake.read import read_file
from pipeline.intake.register import Received
from pipeline.model import Arrival, Fact, Finding, Plan, Source, Submission
from pipeline.plan import read_plan
from pipeline.plan_writer import write_plan
from pipeline.templates import draw, draw_bundle, issue
from pipeline.vietnamese import VIETNAM
from tests.entering import enter
from tests.rendering import converted

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "input_templates" / "ke-hoach.xlsx"
NOON = datetime(2022, 9, 15, 12, 0, tzinfo=VIETNAM)

Rows = dict[str, list[dict[str, Any]]]

# --- a plan of an invented agency ---------------------------------------------------------------

_AGENCY = {
    "parent": "UBND TỈNH HÒA BÌNH MINH",
    "name": "SỞ NỘI VỤ",
    "running_name": "Sở Nội vụ",
    "short_name": "Sở",
    "symbol": "SNV",
    "drafter": "VP",
    "place": "Hòa Bình Minh",
    "signer_form": "ký trực tiếp",
    "signer_head": "GIÁM ĐỐC",
    "signer_name": "Trần Thị Bình",
    "addressed": "Có",
    "addressees": "UBND tỉnh Hòa Bình Minh",
    "recipients": "UBND tỉnh\nBan Giám đốc Sở",
    "archive": "VT, VP",
    "plan_id": "KH-SNV-2022",
    "plan_title": "Kế hoạch cải cách hành chính năm 2022",
    "report_abstract": "Kết quả cải cách hành chính {kỳ}",
    "plan_basis": "Kế hoạch số 12/KH-UBND ngày 05/01/2022 của UBND tỉnh",
    "year": "2022",
    "counted_from": date(2022, 1, 15),
    "survey_method": "gộp các nhân tố",
}
_UNITS = [
    ("VP", "Văn phòng", "VP", "", "VP Sở; Văn phòng Sở"),
    ("TCCB", "Phòng Tổ chức - Cán bộ", "P. TCCB", "phòng chuyên môn", "Phòng TCCB"),
    ("CCHC", "Phòng Cải cách hành chính", "P. CCHC", "phòng chuyên môn", ""),
    ("TTLT", "Trung tâm Lưu trữ lịch sử", "TT Lưu trữ", "đơn vị sự nghiệp", ""),
]
_TASKS = [
    # code, name, lead, coordinating, objective, frequency
    ("MT.1", "Mức độ hài lòng của người dân", "VP", "", "x", "tháng"),
    ("I.1", "Hoàn thành kế hoạch công tác", "các phòng chuyên môn", "VP", "", "tháng"),
    ("I.2", "Đăng tin, bài tuyên truyền", "Văn phòng", "", "", "tháng"),
    ("I.3", "Giảm số đơn vị sự nghiệp", "VP", "", "", "quý"),
    ("I.4", "Sáng kiến của các phòng", "phòng chuyên môn", "", "", "tháng"),
    ("II.1", "Trang bị Bộ phận Một cửa", "VP", "", "", "6 tháng"),
    ("II.2", "Giải ngân đầu tư công", "VP", "TTLT", "", "tháng"),
    ("II.3", "Giải quyết hồ sơ một cửa", "CCHC", "", "", "tháng"),
    ("II.4", "Trả kết quả đúng hạn", "CCHC", "", "", "năm"),
]
_YEAR_END = date(2022, 12, 31)
_MEASURES = [
    # code, task, name, kind, uom, op, target, due, nature, reporters, if_any, same_as
    ("MT.1.1", "MT.1", "Mức độ hài lòng", "khảo sát", "lượt trả lời", ">", "83%", _YEAR_END,
     "lũy kế", "chủ trì", "", ""),
    ("I.1.1", "I.1", "Tỷ lệ nhiệm vụ hoàn thành", "tỷ lệ", "nhiệm vụ", "≥", "100%", _YEAR_END,
     "lũy kế", "chủ trì", "", ""),
    ("I.1.2", "I.1", "Tỷ lệ kiến nghị được xử lý", "tỷ lệ", "kiến nghị", "≥", "90%", _YEAR_END,
     "lũy kế", "chủ trì", "x", ""),
    ("I.2.1", "I.2", "Số tin, bài đã đăng", "số lượng", "tin, bài", "≥", "1/tháng", _YEAR_END,
     "trong kỳ", "chủ trì", "", ""),
    ("I.3.1", "I.3", "Số đơn vị sự nghiệp", "so với năm trước", "đơn vị", "<", "năm 2021",
     _YEAR_END, "lũy kế", "chủ trì", "", ""),
    ("I.4.1", "I.4", "Sáng kiến của mỗi phòng", "văn bản", "sáng kiến", "≥", "1", _YEAR_END,
     "lũy kế", "từng đơn vị chủ trì", "", ""),
    ("II.1.1", "II.1", "Cơ sở vật chất", "danh mục", "yêu cầu", "≥", "100%", _YEAR_END,
     "lũy kế", "chủ trì", "", ""),
    ("II.2.1", "II.2", "Tỷ lệ giải ngân", "giải ngân", "đồng", "≥", "90%", _YEAR_END,
     "lũy kế", "chủ trì và phối hợp", "x", ""),
    ("II.2.1", "II.2", "Tỷ lệ giải ngân", "giải ngân", "đồng", "≥", "100%", date(2023, 1, 31),
     "lũy kế", "chủ trì và phối hợp", "x", ""),
    ("II.3.1", "II.3", "Tỷ lệ hồ sơ đúng hạn", "hồ sơ", "hồ sơ", ">", "năm 2021", _YEAR_END,
     "lũy kế", "chủ trì", "", ""),
    ("II.4.1", "II.4", "Tỷ lệ trả kết quả đúng hạn", "hồ sơ", "hồ sơ", "", "", None,
     "lũy kế", "chủ trì", "", "II.3.1"),
]  # fmt: skip
_ITEMS = [
    ("MT.1.1", 1, "Tiếp cận dịch vụ"),
    ("MT.1.1", 2, "Thủ tục hành chính"),
    ("MT.1.1", 3, "Công chức giải quyết"),
    ("II.1.1", 1, "Đủ ghế ngồi"),
    ("II.1.1", 2, "Máy tính tra cứu"),
]
_OUTLINE = [
    ("1", "I", "Chỉ đạo, điều hành", "nhiệm vụ", "I", ""),
    ("1", "II", "Kết quả thực hiện", "nhiệm vụ", "II", ""),
    ("1", "III", "Đánh giá chung", "", "", ""),
    ("2", "1", "Mục tiêu", "mục tiêu chung", "MT", "tháng; năm"),
    ("2", "2", "Kết quả chung", "tổng quan", "", ""),
]


def _calendar() -> list[dict[str, Any]]:
    """Months run from the 15th to the 14th; the longer windows are put together from them."""
    starts = [date(2021, 12, 15), *(date(2022, m, 15) for m in range(1, 13)), date(2023, 1, 15)]
    keys = [*(f"2022-{m:02d}" for m in range(1, 13)), "2023-01", "2023-02"]
    ends = [*(s - timedelta(days=1) for s in starts[1:]), date(2023, 2, 14)]
    months = [(k, "tháng", s, e) for k, s, e in zip(keys, starts, ends, strict=True)]
    longer = [
        ("2022-Q1", "quý", 0, 2), ("2022-Q2", "quý", 3, 5), ("2022-Q3", "quý", 6, 8),
        ("2022-Q4", "quý", 9, 11), ("2022-6T", "6 tháng", 0, 5), ("2022-9T", "9 tháng", 0, 8),
        ("2022", "năm", 0, 11),
    ]  # fmt: skip
    windows = [*months, *((k, kind, starts[a], ends[b]) for k, kind, a, b in longer)]
    return [
        {"key": k, "kind": kind, "start": s, "end": e, "deadline": e + timedelta(days=2),
         "title": f"kỳ {k}", "basis": "kế hoạch"}
        for k, kind, s, e in windows
    ]  # fmt: skip


def _table(keys: str, rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    return [{**dict(zip(keys.split(), row, strict=True)), "basis": "kế hoạch"} for row in rows]


_TITLES = {"MT": "MỤC TIÊU", "I": "CHỈ ĐẠO, ĐIỀU HÀNH", "II": "THỦ TỤC VÀ TÀI CHÍNH"}


def plan_rows() -> Rows:
    """The rows of the small plan, free to be changed by a test."""
    tasks = _table("code name lead coordinating objective frequency", _TASKS)
    for task in tasks:
        task["section"] = task["code"].rpartition(".")[0]
        task["section_title"] = _TITLES[task["section"]]
    return copy.deepcopy(
        {
            "Cơ quan": [{"key": key, "value": value} for key, value in _AGENCY.items()],
            "Đơn vị": _table("code name short_name group aliases", _UNITS),
            "Nhiệm vụ": tasks,
            "Chỉ tiêu": _table("code task name kind uom op target due nature reporters if_any same_as", _MEASURES),
            "Nội dung cho sẵn": _table("measure order text", _ITEMS),
            "Lịch báo cáo": _calendar(),
            "Bố cục báo cáo": _table("level number title content sections kinds", _OUTLINE),
            "Số liệu năm trước": [],
        }
    )


def rule(**cells: Any) -> dict[str, Any]:
    """A row of the score sheet: proportional, two points at most, unless told otherwise."""
    usual = {"code": "1", "section": "C", "section_title": "Chỉ đạo", "name": "Tiêu chí", "method": "theo tỷ lệ"}
    return {**usual, "maximum": 2, "basis": "Quyết định số 01/QĐ-UBND", **cells}


def draw_plan(rows: Rows | None = None) -> bytes:
    """The plan workbook of some rows; the same rows are drawn once."""
    rows = rows or plan_rows()
    known = repr(rows)
    if known not in _DRAWN:
        buffer = BytesIO()
        write_plan(rows, buffer)
        _DRAWN[known] = buffer.getvalue()
    return _DRAWN[known]


_DRAWN: dict[str, bytes] = {}


@lru_cache(maxsize=512)
def plan_of(workbook: bytes) -> Plan:
    """The plan in a workbook without a mistake."""
    plan, findings = read_plan(workbook, "ke-hoach.xlsx")
    assert plan is not None, findings
    return plan


@lru_cache
def small_plan() -> Plan:
    return plan_of(draw_plan())


@lru_cache
def shipped_plan() -> Plan:
    plan, findings = read_plan(SHIPPED.read_bytes(), SHIPPED.name)
    assert plan is not None, findings
    return plan


# --- templates and what is typed into them --------------------------------------------------------


@lru_cache(maxsize=512)
def template(plan: Plan, task: str, unit: str = "", period: str = "2022-09") -> bytes:
    """The template of a task as issued to a unit; without a unit the blank standard one."""
    if not unit:
        return draw(plan, layout.lay_out(plan, plan.tasks[task]))
    drawn = layout.lay_out(plan, plan.tasks[task], plan.units[unit], plan.calendar[period])
    return draw(plan, drawn)


def bundle(
    plan: Plan, unit: str, period: str = "2022-09", former: Mapping[tuple[str, str], Former] | None = None
) -> bytes:
    """All templates of a unit in one workbook, with what it said before."""
    window = plan.calendar[period]
    layouts = [
        layout.lay_out(plan, task, owner, window, (former or {}).get((task.code, owner.code)), bundled=True)
        for task, owner in issue(plan, window, [unit])
    ]
    return draw_bundle(plan, layouts)


# Half the time of opening a form goes into drawing the borders of its merged cells anew, at which nobody looks.
MergedCellRange.format = lambda merged: None


def open_workbook(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def save(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def place(book: Workbook, name: str, scope: str = "") -> tuple[Worksheet, int, int, int, int]:
    """The sheet and the top, left, bottom, right of a defined name (names ignore letter case).

    scope: the sheet that the name belongs to; "" the workbook.
    """
    names = book[scope].defined_names if scope else book.defined_names
    text = next(d.attr_text for key, d in names.items() if key.lower() == name.lower())
    sheet, _, cells = text.rpartition("!")
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    return book[sheet.strip("'").replace("''", "'")], top, left, bottom, right


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """A value in a cell; a text is always a text, whatever it looks like."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


def type_in(book: Workbook, values: Mapping[str, Any], scope: str = "") -> None:
    """Types values at defined names: one value, or for a list its rows (None = leave blank)."""
    for name, value in values.items():
        sheet, top, left, _, _ = place(book, name, scope)
        if not isinstance(value, list):
            put(sheet, top, left, value)
            continue
        for row, cells in enumerate(value, top):
            for column, content in enumerate(cells or (), left):
                if content is not None:
                    put(sheet, row, column, content)


def fill(data: bytes, **values: Any) -> bytes:
    """The template with values typed at its defined names."""
    return fill_sheets(data, {"": values})


def fill_sheets(data: bytes, typed: Mapping[str, Mapping[str, Any]]) -> bytes:
    """A bundle with values typed by task; task "" is the contents sheet."""
    return enter(data, typed) or save_filled(data, typed)


def save_filled(data: bytes, typed: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The same, opened, filled and saved by openpyxl."""
    book = open_workbook(data)
    for task, values in typed.items():
        type_in(book, values, task)
    return save(book)


def received(data: bytes | None, name: str = "gui.xlsx", order: int = 1) -> Received:
    digest = hashlib.sha256(data or b"").hexdigest()
    return Received(Arrival(name, digest, NOON + timedelta(minutes=order), order), data)


def read(data: bytes, plan: Plan, name: str = "gui.xlsx") -> Submission:
    (only,) = read_file(received(data, name), plan)
    return only


def codes(findings: Iterable[Finding]) -> list[str]:
    return [finding.code for finding in findings]


def values_of(submission: Submission) -> dict[tuple[str, str, int | None], Any]:
    """(measure, field, row) → value of every fact."""
    return {(f.measure, f.field, f.row): f.value for f in submission.facts}


def fact(measure: str, field: str, value: Any, row: int | None = None, cell: str = "") -> Fact:
    where = cell or (f"B{row + 10}" if row is not None else "C9")
    return Fact(measure, field, value, Source("ab" * 32, "gui.xlsx", "Nhập liệu", where, str(value)), row)


# --- the contract's names -------------------------------------------------------------------------

SINGLE_FIELDS = {
    "ratio": ("numerator", "denominator"),
    "count": ("count",),
    "baseline": ("current", "baseline"),
    "documents": (),
    "checklist": (),
    "disbursement": ("decision",),
    "survey": (),
    "cases": (),
}
LIST_KINDS = ("documents", "checklist", "disbursement", "survey", "cases")
STATUS_NAMES = (
    "in_as_of", "in_status", "in_result", "in_difficulty", "in_proposal", "in_nil", "in_reporter",
    "in_phone",
)  # fmt: skip
META_NAMES = ("meta_task", "meta_unit", "meta_period", "meta_plan", "meta_layout")


def measures_on(plan: Plan, task: str, unit: str = "") -> list[Any]:
    """The measures a template of the task has to ask (contract: what is taken over is not asked)."""
    return [m for m in plan.measures.values() if m.task == task and not m.same_as and (not unit or unit in m.reporters)]


def contract_names(plan: Plan, task: str, unit: str = "") -> set[str]:
    """Every defined name that the contract asks of a template."""
    names = {*STATUS_NAMES, *META_NAMES}
    for measure in measures_on(plan, task, unit):
        stem = measure.code.replace(".", "_")
        fields = list(SINGLE_FIELDS[measure.kind])
        if measure.kind == "cases" and any(t.text.startswith("năm ") for t in measure.targets):
            fields += ["baseline_numerator", "baseline_denominator"]
        names |= {f"in_{stem}_{field}" for field in fields}
        if measure.kind in LIST_KINDS:
            names.add(f"rows_{stem}")
    return names


# --- the other program ------------------------------------------------------------------------------


def rewrite(data: bytes, pattern: bytes, by: bytes) -> bytes:
    """The workbook with the XML of its sheets changed, as another program might have written it."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(pattern, by, part) if name.startswith("xl/worksheets/") else part)
    return buffer.getvalue()


def resave(files: Sequence[Path], folder: Path, form: str = "xlsx") -> list[Path]:
    """The files as LibreOffice saves them again, in one go."""
    return converted(files, folder / "out", form)
