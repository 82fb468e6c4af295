"""One description of each template: where every text, input and list stands.

`templates` draws it, `intake.read` finds the inputs by its names, `intake.check` judges by its
forms: a field that is not described here does not exist. Rows and columns count from 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from pipeline.forms import (
    CASE_ROWS,
    KINDS,
    NO,
    UNCHANGED,
    WIDE_FORMS,
    YES,
    Field,
    input_fields,
    name_of,
    status_fields,
    typed_measures,
)
from pipeline.messages import clip
from pipeline.model import Fact, Measure, Period, Plan, Task, Unit, Value
from pipeline.vietnamese import show_date, show_number
from pipeline.wording import target_words

if TYPE_CHECKING:
    from pipeline.carry import Former

VERSION = "1"
INPUT_SHEET, GUIDE_SHEET, IDENTITY_SHEET = "Nhập liệu", "Hướng dẫn", "_nhan_dang"
CONTENTS_SHEET, FORMER_SHEET = "Mục lục", "_ky_truoc"
IDENTITY = ("meta_task", "meta_unit", "meta_period", "meta_plan", "meta_layout")
UNIT_FACE, PERIOD_FACE, READY_FACE = "Đơn vị báo cáo", "Kỳ báo cáo", "Kiểm tra trước khi gửi"
STATUS_BAR = "TÌNH HÌNH CHUNG CỦA NHIỆM VỤ"
FORMER_NAME = "meta_former"  # the table of what an issued template brings along
TICK_NAME = "in_unchanged"  # “Không thay đổi so với kỳ trước”
FORMER_MARK = "← Kỳ trước"  # begins every text that shows it, so that a reader knows it for ours
SPARE_PROJECTS = 5  # free rows under a pre-filled list
_FORMER_TEXT, _FORMER_NAMES, _FORMER_WIDTH = 200, 8, 34  # characters, documents, column width shown of it

Style = Literal[
    "agency", "title", "title_left", "plain", "subtitle", "label", "face", "bar", "note", "help", "former",
    "heading", "order", "link", "guide", "subject", "rule",
]  # fmt: skip


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
    kept: Fact | None = None  # stands in it already


@dataclass(frozen=True, slots=True)
class Rows:
    """A list: its heading row stands at `first - 1`. `kept`: by row and field what stands in it already."""

    name: str
    measure: str
    fields: tuple[Field, ...]
    sheet: str
    first: int
    last: int
    left: int
    given: tuple[str, ...]
    kept: tuple[tuple[int, str, Fact], ...] = ()

    @property
    def label(self) -> str:
        """The words of its heading row."""
        return "; ".join(field.label for field in self.fields)


@dataclass(frozen=True, slots=True)
class Carried:
    """A value of the last accepted report as the template keeps it, shown or (`kept`) filled in."""

    name: str
    field: Field
    row: int | None  # of a list, counted from 0 in this template
    fact: Fact
    kept: bool


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
    sheet: str = INPUT_SHEET
    carried: tuple[Carried, ...] = ()
    stood: frozenset[str] = frozenset()  # measures that “Không thay đổi so với kỳ trước” answers

    @property
    def brings_along(self) -> bool:
        """Whether there are former values to keep, or a tick that speaks of them."""
        return bool(self.carried or self.stood)

    def cells_of(self, name: str) -> Iterator[tuple[int, int]]:
        """Where the input sheet has the cells that people fill in for a name; given texts left out."""
        yield from ((entry.row, entry.column) for entry in self.inputs if entry.name == name)
        for rows in self.lists:
            if rows.name == name and rows.sheet == self.sheet:
                typed = [i for i, f in enumerate(rows.fields, rows.left) if f.form != "given"]
                yield from ((row, column) for row in range(rows.first, rows.last + 1) for column in typed)


class _Past:
    """What a unit said before, by input and by list, and what of it this template brings along."""

    def __init__(self, former: Former | None, plan: Plan) -> None:
        self.former = former
        self.plan_file = plan.sha256
        facts = former.facts if former else ()
        self.single = {(f.measure, f.field): f for f in facts if f.row is None}
        self.lists: dict[str, dict[int, dict[str, Fact]]] = {}
        for fact in facts:
            if fact.row is not None:
                self.lists.setdefault(fact.measure, {}).setdefault(fact.row, {})[fact.field] = fact
        self.carried: list[Carried] = []

    def rows(self, measure: Measure) -> dict[int, dict[str, Fact]]:
        """A list's rows: by their given place, or (free rows) one under the other."""
        rows = dict(sorted(self.lists.get(measure.code, {}).items()))
        return rows if measure.items else dict(enumerate(rows.values()))

    def said(self, measure: str, field: Field) -> Fact | None:
        """What the unit itself said; not what the plan gave."""
        fact = self.single.get((measure, field.key))
        return fact if fact and fact.source.sha256 != self.plan_file else None

    def keep(self, name: str, field: Field, fact: Fact | None, row: int | None = None, *, stands: bool) -> Fact | None:
        """Notes a value that is brought along; the fact again where it is filled in already.

        What moves is noted only where it stands from period to period (`stands`).
        """
        if fact and (field.keep or stands):
            self.carried.append(Carried(name, field, row, fact, field.keep))
        return fact if field.keep else None


def former_words(facts: Iterable[Fact | None]) -> str:
    """Former values beside an input: "← Kỳ trước: 12 / 3 / –"; "" where there is none."""
    shown = [_shown(fact.value) if fact else "–" for fact in facts]
    return f"{FORMER_MARK}: {' / '.join(shown)}" if any(s != "–" for s in shown) else ""


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, str):
        return clip(value, _FORMER_TEXT)
    return show_number(value)


class _Pen:
    """Places things one under the other."""

    def __init__(self, widths: tuple[int, ...], sheet: str, past: _Past, least: dict[str, int]) -> None:
        self.least = least
        self.row = 1
        self.right = len(widths)
        self.sheet = sheet
        self.past = past
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

    def ask(self, name: str, measure: str, field: Field, *, stands: bool) -> None:
        """One input with its label and help; beside it what was said before."""
        wide = field.form in WIDE_FORMS
        kept = self.past.keep(name, field, self.past.single.get((measure, field.key)), stands=stands)
        shown = "" if kept and wide else former_words([self.past.said(measure, field)])
        self.texts.append(Text(self.row, 1, field.label, "label", 2))
        self.inputs.append(Input(name, measure, field, self.row, 3, self.right if wide else 0, kept))
        if not wide and (field.help or shown):
            style: Style = "former" if shown else "help"
            self.texts.append(Text(self.row, 4, ". ".join(t for t in (shown, field.help) if t), style, self.right))
        for text, style in ((field.help, "help"), (shown, "former")):
            if wide and text:
                self.row += 1
                self.texts.append(Text(self.row, 3, text, style, self.right))
        self.row += 1

    def rows(self, measure: Measure, fields: tuple[Field, ...], count: int) -> None:
        """A list under its headings; to the right what was said before of each row."""
        past = self.past.rows(measure)
        if not measure.items:
            count = max(count, len(past) + SPARE_PROJECTS if past else 0, self.least.get(measure.code, 0))
        name, first, stands = name_of("rows", measure.code), self.row + 1, measure.nature == "stock"
        moving = [f for f in fields if not f.keep and f.form != "given"]
        beside = 2 + len(fields)
        heads = ["TT", *(f.label for f in fields), *([FORMER_MARK] if past else [])]
        self.texts.extend(Text(self.row, column, head, "heading") for column, head in enumerate(heads, 1))
        self.texts.extend(Text(first + i, 1, str(i + 1), "order") for i in range(count))
        kept = []
        for index, facts in past.items():
            for field in fields:
                if fact := self.past.keep(name, field, facts.get(field.key), index, stands=stands):
                    kept.append((index, field.key, fact))
            shown = former_words(facts.get(f.key) for f in moving)
            if shown:
                last = self.right if self.right > beside else 0
                self.texts.append(Text(first + index, beside, shown, "former", last))
        self.lists.append(
            Rows(
                name, measure.code, fields, self.sheet, first, first + count - 1, 2, measure.items, tuple(kept),
            )
        )  # fmt: skip
        self.row = first + count


def case_sheet(measures: tuple[Measure, ...], measure: Measure, *, bundled: bool) -> str:
    """The name of the sheet that holds a pasted case list."""
    alone = not bundled and sum(m.kind == "cases" for m in measures) == 1
    return "Danh sách hồ sơ" if alone else f"Hồ sơ {measure.code}"


def case_title(measure: str) -> str:
    """The first line of a sheet that holds a pasted case list."""
    return f"DANH SÁCH HỒ SƠ ({measure})"


@lru_cache(maxsize=1024)
def lay_out(
    plan: Plan, task: Task, unit: Unit | None = None, period: Period | None = None,
    former: Former | None = None, *, bundled: bool = False, rows: tuple[tuple[str, int], ...] = (),
) -> TaskLayout:  # fmt: skip
    """The template of a task: issued to a unit for a period, or blank where both are None.

    former: what the unit said before, to bring along. bundled: a sheet of the unit's one workbook.
    rows: by measure how many rows its list has at least.
    """
    measures = typed_measures(plan, task, unit)
    past = _Past(former, plan)
    widths = _widths(measures, past)
    pen = _Pen(widths, task.code if bundled else INPUT_SHEET, past, dict(rows))
    if bundled:
        pen.line(f"← Về trang {CONTENTS_SHEET}", "link")
    pen.line(plan.agency.name, "agency")
    pen.line(title_of(task), "title")
    pen.line(f"({plan.agency.plan_title})", "subtitle")
    pen.face("Mục tiêu" if task.objective else "Nhiệm vụ", task.name)
    pen.face("Sản phẩm, kết quả", task.product or "-")
    pen.face("Thời gian thực hiện", task.timing or "-")
    unit_cell = pen.face(UNIT_FACE, unit_words(unit) if unit else "")
    period_cell = pen.face(PERIOD_FACE, period_words(period) if period else "")
    if period:
        pen.face("Hạn gửi", f"ngày {show_date(period.deadline)}")
    ready_cell = pen.face(READY_FACE, "")
    stood = frozenset(m.code for m in measures if former and _stands(m, former))
    if former and stood:
        _place_unchanged(pen, measures, former)
    for number, measure in enumerate(measures, 1):
        _place_measure(pen, measures, measure, number, bundled=bundled)
    _place_same_as(pen, plan, task)
    pen.line(STATUS_BAR, "bar")
    for field in status_fields(plan, task):
        pen.ask(name_of("in", field.key), "", field, stands=field.key == "nil")
    return TaskLayout(
        task, measures, unit, period, widths, tuple(pen.texts), tuple(pen.inputs), tuple(pen.lists),
        unit_cell, period_cell, ready_cell, pen.row - 1, pen.sheet, tuple(past.carried), stood,
    )  # fmt: skip


def title_of(task: Task) -> str:
    """The title on the face of a task's sheet."""
    what = "MỤC TIÊU" if task.objective else "NHIỆM VỤ"
    return f"BÁO CÁO KẾT QUẢ THỰC HIỆN {what} {task.code}"


def unit_words(unit: Unit) -> str:
    """A unit on a form: "KHTC - Phòng Kế hoạch - Tài chính"."""
    return f"{unit.code} - {unit.name}"


def period_words(period: Period) -> str:
    """A period on a form: "2022-09 - tháng 9 năm 2022 (từ 15/08/2022 đến 14/09/2022)"."""
    window = f"từ {show_date(period.start)} đến {show_date(period.end)}"
    return f"{period.key} - {period.title} ({window})"


def _widths(measures: tuple[Measure, ...], past: _Past) -> tuple[int, ...]:
    """Of the columns; one more where a list fills them all and has former values to show."""
    kinds = [KINDS[m.kind].widths for m in measures if m.kind != "cases"] or [KINDS["count"].widths]
    size = max(map(len, kinds))
    widths = tuple(max(w[i] for w in kinds if i < len(w)) for i in range(size))
    full = any(len(KINDS[m.kind].columns) + 2 > size for m in measures if past.rows(m))
    return (*widths, _FORMER_WIDTH) if full else widths


def _stands(measure: Measure, former: Former) -> bool:
    """Whether the measure has a value that stands until another is given."""
    moves = {f.key for f in (*input_fields(measure), *KINDS[measure.kind].columns) if not f.keep}
    told = any(f.measure == measure.code and f.field in moves for f in former.facts)
    told = told or measure.code in {**former.listed, **former.cases}
    nil = measure.if_any and any(f.field == "nil" and f.value is True for f in former.facts if not f.measure)
    return measure.nature == "stock" and (told or nil)


def _place_unchanged(pen: _Pen, measures: tuple[Measure, ...], former: Former) -> None:
    """The one tick for a whole task."""
    more = "; số phát sinh trong kỳ vẫn phải gõ" if any(m.nature == "flow" for m in measures) else ""
    words = f"{FORMER_MARK} là {former.period}. {UNCHANGED.help}{more}"
    pen.ask(TICK_NAME, "", replace(UNCHANGED, help=words), stands=False)


def _place_measure(pen: _Pen, measures: tuple[Measure, ...], measure: Measure, number: int, *, bundled: bool) -> None:
    layout = KINDS[measure.kind]
    pen.line(f"{number}. {measure.name} ({measure.code})", "bar")
    goals = "; ".join(target_words(t, measure) for t in measure.targets) or "theo dõi, không giao mục tiêu"
    if_any = " Nội dung “nếu có”: được chọn Không phát sinh." if measure.if_any else ""
    pen.line(f"Mục tiêu: {goals}. {counted_words(measure)}.{if_any}", "note")
    pen.line(layout.guide, "note")
    if told := _listed_before(pen.past.former, measure):
        pen.line(told, "former")
    for field in input_fields(measure):
        pen.ask(name_of("in", measure.code, field.key), measure.code, field, stands=measure.nature == "stock")
    if measure.kind == "cases":
        name, sheet = name_of("rows", measure.code), case_sheet(measures, measure, bundled=bundled)
        pen.lists.append(Rows(name, measure.code, layout.columns, sheet, 4, 3 + CASE_ROWS, 1, ()))
    elif layout.columns:
        pen.rows(measure, layout.columns, layout.rows or len(measure.items))


def counted_words(measure: Measure) -> str:
    """In which unit a measure is counted, and since when."""
    nature = "lũy kế từ đầu năm" if measure.nature == "stock" else "phát sinh trong kỳ báo cáo"
    return f"Đơn vị tính: {measure.uom}; số liệu {nature}"


def _listed_before(former: Former | None, measure: Measure) -> str:
    """What need not be listed again: documents by name, cases by their number."""
    if former and (names := former.listed.get(measure.code)):
        more = f" và {len(names) - _FORMER_NAMES} văn bản khác" if len(names) > _FORMER_NAMES else ""
        return f"{FORMER_MARK} đã kê: {'; '.join(names[-_FORMER_NAMES:])}{more}."
    if former and measure.code in former.cases:
        return f"{FORMER_MARK}: danh sách có {show_number(former.cases[measure.code])} hồ sơ."
    return ""


def _place_same_as(pen: _Pen, plan: Plan, task: Task) -> None:
    taken = [m for m in plan.measures_of(task.code) if m.same_as]
    for measure in taken:
        source = plan.measures[measure.same_as]
        pen.line(
            f"{measure.name} ({measure.code}): lấy theo chỉ tiêu {source.code} của nhiệm vụ "
            f"{source.task}, không phải nhập ở đây.",
            "note",
        )
