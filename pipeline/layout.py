"""One description of each template: where every text, input and list stands.

`templates` draws it, `intake.read` finds the inputs by its names, `intake.check` judges by its
forms: a field that is not described here does not exist. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pipeline.forms import CASE_ROWS, KINDS, WIDE_FORMS, Field, input_fields, name_of, status_fields, typed_measures
from pipeline.model import Measure, Period, Plan, Task, Unit
from pipeline.vietnamese import show_date, upper_first
from pipeline.wording import target_words

VERSION = "1"
INPUT_SHEET, GUIDE_SHEET, IDENTITY_SHEET = "Nhập liệu", "Hướng dẫn", "_nhan_dang"
IDENTITY = ("meta_task", "meta_unit", "meta_period", "meta_plan", "meta_layout")

Style = Literal[
    "agency", "title", "title_left", "plain", "subtitle", "label", "face", "bar", "note", "help", "heading", "order"
]


# --- placed on the sheet ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    row: int
    column: int
    text: str
    style: Style
    last_column: int = 0  # 0: not merged


@dataclass(frozen=True, slots=True)
class Input:
    name: str
    measure: str  # "" for the status block
    field: Field
    row: int
    column: int
    last_column: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: its heading row stands at `first - 1`."""

    name: str
    measure: str
    fields: tuple[Field, ...]
    sheet: str
    first: int
    last: int
    left: int
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TaskLayout:
    """The whole template of a task, for one unit and period or (both None) as a blank standard."""

    task: Task
    measures: tuple[Measure, ...]  # those that are typed here
    unit: Unit | None
    period: Period | None
    widths: tuple[int, ...]
    texts: tuple[Text, ...]
    inputs: tuple[Input, ...]
    lists: tuple[Rows, ...]
    unit_cell: tuple[int, int]
    period_cell: tuple[int, int]
    ready_cell: tuple[int, int]
    last_row: int

    def cells_of(self, name: str) -> Iterator[tuple[int, int]]:
        """Where the input sheet has the cells that people fill in for a name; given texts left out."""
        for entry in self.inputs:
            if entry.name == name:
                yield entry.row, entry.column
        for rows in self.lists:
            if rows.name == name and rows.sheet == INPUT_SHEET:
                typed = [i for i, f in enumerate(rows.fields, rows.left) if f.form != "given"]
                yield from ((row, column) for row in range(rows.first, rows.last + 1) for column in typed)


class _Pen:
    """Places things one under the other."""

    def __init__(self, widths: tuple[int, ...]) -> None:
        self.row = 1
        self.right = len(widths)
        self.texts: list[Text] = []
        self.inputs: list[Input] = []
        self.lists: list[Rows] = []

    def line(self, text: str, style: Style, column: int = 1) -> None:
        self.texts.append(Text(self.row, column, text, style, self.right))
        self.row += 1

    def face(self, label: str, text: str) -> tuple[int, int]:
        """A line of the printed identity; returns the cell of its value."""
        self.texts.append(Text(self.row, 1, label, "label", 2))
        if text:
            self.texts.append(Text(self.row, 3, text, "face", self.right))
        self.row += 1
        return self.row - 1, 3

    def ask(self, name: str, measure: str, field: Field) -> None:
        wide = field.form in WIDE_FORMS
        self.texts.append(Text(self.row, 1, field.label, "label", 2))
        self.inputs.append(Input(name, measure, field, self.row, 3, self.right if wide else 0))
        if field.help and wide:
            self.row += 1
            self.texts.append(Text(self.row, 3, field.help, "help", self.right))
        elif field.help:
            self.texts.append(Text(self.row, 4, field.help, "help", self.right))
        self.row += 1

    def rows(self, measure: Measure, fields: tuple[Field, ...], count: int) -> None:
        self.texts.append(Text(self.row, 1, "TT", "heading"))
        for column, field in enumerate(fields, 2):
            self.texts.append(Text(self.row, column, field.label, "heading"))
        first = self.row + 1
        self.texts.extend(Text(first + i, 1, str(i + 1), "order") for i in range(count))
        self.lists.append(
            Rows(
                name_of("rows", measure.code),
                measure.code,
                fields,
                INPUT_SHEET,
                first,
                first + count - 1,
                2,
                measure.items,
            )
        )
        self.row = first + count


def case_sheet(measures: tuple[Measure, ...], measure: Measure) -> str:
    """The name of the sheet that holds a pasted case list."""
    alone = sum(m.kind == "cases" for m in measures) == 1
    return "Danh sách hồ sơ" if alone else f"Hồ sơ {measure.code}"


@lru_cache(maxsize=1024)
def lay_out(plan: Plan, task: Task, unit: Unit | None = None, period: Period | None = None) -> TaskLayout:
    """The template of a task: issued to a unit for a period, or blank where both are None."""
    measures = typed_measures(plan, task, unit)
    widths = _widths(measures)
    pen = _Pen(widths)
    pen.line(plan.agency.name, "agency")
    what = "MỤC TIÊU" if task.objective else "NHIỆM VỤ"
    pen.line(f"BÁO CÁO KẾT QUẢ THỰC HIỆN {what} {task.code}", "title")
    pen.line(f"({plan.agency.plan_title})", "subtitle")
    pen.face(upper_first(what.lower()), task.name)
    pen.face("Sản phẩm, kết quả", task.product or "-")
    pen.face("Thời gian thực hiện", task.timing or "-")
    unit_cell = pen.face("Đơn vị báo cáo", f"{unit.code} - {unit.name}" if unit else "")
    period_cell = pen.face("Kỳ báo cáo", period_words(period) if period else "")
    if period:
        pen.face("Hạn gửi", f"ngày {show_date(period.deadline)}")
    ready_cell = pen.face("Kiểm tra trước khi gửi", "")
    for number, measure in enumerate(measures, 1):
        _place_measure(pen, measures, measure, number)
    _place_same_as(pen, plan, task)
    pen.line("TÌNH HÌNH CHUNG CỦA NHIỆM VỤ", "bar")
    for field in status_fields(plan, task):
        pen.ask(name_of("in", field.key), "", field)
    return TaskLayout(
        task, measures, unit, period, widths, tuple(pen.texts), tuple(pen.inputs), tuple(pen.lists),
        unit_cell, period_cell, ready_cell, pen.row - 1,
    )  # fmt: skip


def period_words(period: Period) -> str:
    """A period on a form: "2022-09 - tháng 9 năm 2022 (từ 15/08/2022 đến 14/09/2022)"."""
    window = f"từ {show_date(period.start)} đến {show_date(period.end)}"
    return f"{period.key} - {period.title} ({window})"


def _widths(measures: tuple[Measure, ...]) -> tuple[int, ...]:
    kinds = [KINDS[m.kind].widths for m in measures if m.kind != "cases"] or [KINDS["count"].widths]
    size = max(map(len, kinds))
    return tuple(max(w[i] for w in kinds if i < len(w)) for i in range(size))


def _place_measure(pen: _Pen, measures: tuple[Measure, ...], measure: Measure, number: int) -> None:
    layout = KINDS[measure.kind]
    pen.line(f"{number}. {measure.name} ({measure.code})", "bar")
    nature = "lũy kế từ đầu năm" if measure.nature == "stock" else "phát sinh trong kỳ báo cáo"
    goals = "; ".join(target_words(t, measure) for t in measure.targets) or "theo dõi, không giao mục tiêu"
    if_any = " Nội dung “nếu có”: được chọn Không phát sinh." if measure.if_any else ""
    pen.line(f"Mục tiêu: {goals}. Đơn vị tính: {measure.uom}; số liệu {nature}.{if_any}", "note")
    pen.line(layout.guide, "note")
    for field in input_fields(measure):
        pen.ask(name_of("in", measure.code, field.key), measure.code, field)
    if measure.kind == "cases":
        name, sheet = name_of("rows", measure.code), case_sheet(measures, measure)
        pen.lists.append(Rows(name, measure.code, layout.columns, sheet, 4, 3 + CASE_ROWS, 1, ()))
    elif layout.columns:
        pen.rows(measure, layout.columns, layout.rows or len(measure.items))


def _place_same_as(pen: _Pen, plan: Plan, task: Task) -> None:
    taken = [m for m in plan.measures_of(task.code) if m.same_as]
    for measure in taken:
        source = plan.measures[measure.same_as]
        pen.line(
            f"{measure.name} ({measure.code}): lấy theo chỉ tiêu {source.code} của nhiệm vụ "
            f"{source.task}, không phải nhập ở đây.",
            "note",
        )
