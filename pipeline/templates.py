"""Draws the templates: layouts come in, a small .xlsx without macros goes out (xlsxwriter).

One workbook per task, or one per unit (a bundle): a contents sheet, then a sheet per task whose
names belong to that sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

import xlsxwriter
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline import forms
from pipeline import layout as lo
from pipeline.container import settled
from pipeline.fitting import row_height
from pipeline.guide_sheet import with_rules, write_guide
from pipeline.model import Kind, Period, Plan, Task, Unit
from pipeline.periods import is_active, is_asked
from pipeline.ready_line import ready_line
from pipeline.sheet_styles import FONT, PROTECTION, Styles
from pipeline.task_sheet import TaskSheet, write_value
from pipeline.template_help import bundle_guide, guide
from pipeline.vietnamese import show_date

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_FORMER_HEADS = ("Vùng", "Dòng", "Ô", "Giá trị", "Điền sẵn", "SHA-256", "Tệp", "Trang", "Ô nguồn")


def template_name(task: Task, unit: Unit | None, period: Period | None) -> str:
    """A.VII.1__KHTC__2022-09.xlsx for an issued template, A.VII.1.xlsx for a blank standard."""
    parts = (task.code, unit.code if unit else "", period.key if period else "")
    return "__".join(p for p in parts if p) + ".xlsx"


def bundle_name(unit: Unit, period: Period) -> str:
    """KHTC__2022-09.xlsx: all tasks of a unit."""
    return f"{unit.code}__{period.key}.xlsx"


def issue(plan: Plan, period: Period, units: Sequence[str] = ()) -> Iterator[tuple[Task, Unit]]:
    """Every (task, unit) that a period asks, in plan order; of all units, or those named."""
    for task in plan.tasks.values():
        if not is_asked(plan, task, plan.measures_of(task.code), period):
            continue
        for code in forms.reporters(plan, task):
            unit = plan.units[code]
            if (not units or code in units) and is_active(unit, period):
                yield task, unit


def draw(plan: Plan, layout: lo.TaskLayout) -> bytes:
    """The .xlsx of one task; the same layout gives the same bytes."""
    buffer, kinds = BytesIO(), _kinds([layout])
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        styles = Styles(book)
        instructions = book.add_worksheet(lo.GUIDE_SHEET)
        sheet = TaskSheet(book, styles, plan, layout)
        write_guide(instructions, guide(plan, layout), kinds, styles)
        sheet.draw()
        _write_identity(book, sheet)
        if layout.brings_along:
            _write_former(book, [sheet])
        sheet.finish()
        sheet.page.activate()
        sheet.page.set_first_sheet()
    return _packed(buffer, book.worksheets().index(instructions), kinds)


def draw_bundle(plan: Plan, layouts: Sequence[lo.TaskLayout]) -> bytes:
    """The .xlsx of all tasks of one unit in one period; every layout is `bundled`."""
    unit, period = layouts[0].unit, layouts[0].period
    if unit is None or period is None:
        raise ValueError("a bundle is issued to a unit for a period")
    buffer, kinds = BytesIO(), _kinds(layouts)
    with xlsxwriter.Workbook(buffer, _OPTIONS) as book:
        styles = Styles(book)
        contents = book.add_worksheet(lo.CONTENTS_SHEET)
        instructions = book.add_worksheet(lo.GUIDE_SHEET)
        write_guide(instructions, bundle_guide(plan, layouts), kinds, styles)
        sheets = [TaskSheet(book, styles, plan, layout, scope=layout.sheet) for layout in layouts]
        for sheet in sheets:
            sheet.draw()
        _write_contents(book, contents, plan, unit, period, layouts, styles)
        _write_bundle_identity(book, plan, unit, period, layouts)
        if any(layout.brings_along for layout in layouts):
            _write_former(book, sheets)
        for sheet in sheets:
            sheet.finish()
        contents.activate()
        contents.set_first_sheet()
    return _packed(buffer, book.worksheets().index(instructions), kinds)


def _packed(buffer: BytesIO, help_sheet: int, kinds: frozenset[Kind]) -> bytes:
    """The closed workbook with the whole list of rules on its help sheet."""
    return settled(buffer.getvalue(), {f"xl/worksheets/sheet{help_sheet + 1}.xml": partial(with_rules, kinds)})


def _kinds(layouts: Iterable[lo.TaskLayout]) -> frozenset[Kind]:
    """The kinds of measures that a workbook asks for."""
    return frozenset(measure.kind for layout in layouts for measure in layout.measures)


# --- identity -------------------------------------------------------------------------------------


def _write_identity(book: xlsxwriter.Workbook, sheet: TaskSheet) -> None:
    """Task, unit, period, plan and layout on a hidden sheet, as names and as properties.

    In a blank standard template the names of unit and period lead to the two cells on the face
    where the unit picks them.
    """
    layout, plan = sheet.layout, sheet.plan
    hidden = book.add_worksheet(lo.IDENTITY_SHEET)
    hidden.hide()
    known = {
        "meta_task": layout.task.code,
        "meta_unit": layout.unit.code if layout.unit else "",
        "meta_period": layout.period.key if layout.period else "",
        "meta_plan": plan.agency.plan_id,
        "meta_layout": lo.VERSION,
    }
    _write_known(book, hidden, known)
    hidden.protect("", PROTECTION)
    if layout.unit is None:
        names = [f"{c} - {plan.units[c].name}" for c in forms.reporters(plan, layout.task)]
        _write_pick(sheet, hidden, "meta_unit", layout.unit_cell, 3, names, "Chọn đơn vị")
    if layout.period is None:
        asked = (p for p in plan.calendar.values() if is_asked(plan, layout.task, layout.measures, p))
        keys = [lo.period_words(p) for p in asked]
        _write_pick(sheet, hidden, "meta_period", layout.period_cell, 4, keys, "Chọn kỳ báo cáo")
    _set_properties(book, plan, f"Báo cáo {layout.task.code}")


def _write_bundle_identity(
    book: xlsxwriter.Workbook, plan: Plan, unit: Unit, period: Period, layouts: Iterable[lo.TaskLayout]
) -> None:
    """The same of a bundle: the task is a name of each sheet, the rest belong to the workbook."""
    hidden = book.add_worksheet(lo.IDENTITY_SHEET)
    hidden.hide()
    known = {
        "meta_unit": unit.code, "meta_period": period.key, "meta_plan": plan.agency.plan_id, "meta_layout": lo.VERSION,
    }  # fmt: skip
    _write_known(book, hidden, known)
    for row, layout in enumerate(layouts, len(known)):
        hidden.write_string(row, 0, "meta_task")
        hidden.write_string(row, 1, layout.task.code)
        book.define_name(f"'{layout.sheet}'!meta_task", f"='{lo.IDENTITY_SHEET}'!{xl_range_abs(row, 1, row, 1)}")
    hidden.protect("", PROTECTION)
    _set_properties(book, plan, f"Báo cáo của {unit.name}, {period.title}")


def _write_known(book: xlsxwriter.Workbook, hidden: Worksheet, known: dict[str, str]) -> None:
    for row, (name, value) in enumerate(known.items()):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, value)
        if value:
            book.define_name(name, f"='{lo.IDENTITY_SHEET}'!{xl_range_abs(row, 1, row, 1)}")
            book.set_custom_property(name, value, "text")


def _set_properties(book: xlsxwriter.Workbook, plan: Plan, title: str) -> None:
    name = plan.agency.name
    created = datetime(plan.agency.year, 1, 1)
    book.set_properties({"title": title, "author": name, "company": name, "created": created})


def _write_pick(
    sheet: TaskSheet, hidden: Worksheet, name: str, cell: tuple[int, int], column: int,
    choices: list[str], title: str,
) -> None:  # fmt: skip
    for row, choice in enumerate(choices):
        hidden.write_string(row, column, choice)
    top, left = cell[0] - 1, cell[1] - 1
    page = sheet.page
    page.merge_range(top, left, top, len(sheet.layout.widths) - 1, None, sheet.styles.input("text"))
    source = f"='{lo.IDENTITY_SHEET}'!{xl_range_abs(0, column, len(choices) - 1, column)}"
    page.data_validation(
        top, left, top, left,
        {"validate": "list", "source": source, "input_title": title, "input_message": "Bấm mũi tên để chọn."},
    )  # fmt: skip
    sheet.define(name, sheet.layout.sheet, top, left, top, left)


# --- what is brought along ------------------------------------------------------------------------


def _write_former(book: xlsxwriter.Workbook, sheets: Iterable[TaskSheet]) -> None:
    """A hidden table of every value brought along, with the file and cell where the unit gave it.

    `intake` tells by it what was left untouched.
    """
    hidden = book.add_worksheet(lo.FORMER_SHEET)
    hidden.hide()
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for column, head in enumerate(_FORMER_HEADS):
        hidden.write_string(0, column, head)
    row = 1
    for sheet in sheets:
        top = row
        for row, item in enumerate(sheet.layout.carried, top):
            source = item.fact.source
            hidden.write_string(row, 0, item.name)
            if item.row is not None:
                hidden.write_number(row, 1, item.row)
            hidden.write_string(row, 2, item.field.key)
            write_value(hidden, row, 3, item.fact.value, day if item.field.form == "date" else None)
            hidden.write_string(row, 4, "x" if item.kept else "")
            for column, text in enumerate((source.sha256, source.file, source.sheet, source.cell), 5):
                hidden.write_string(row, column, text)
        if sheet.layout.brings_along:  # one blank row where the tick answers for lists alone
            sheet.define(lo.FORMER_NAME, lo.FORMER_SHEET, top, 0, row, len(_FORMER_HEADS) - 1)
            row += 1
    hidden.protect("", PROTECTION)


# --- contents ---------------------------------------------------------------------------------------


def _write_contents(
    book: xlsxwriter.Workbook, page: Worksheet, plan: Plan, unit: Unit, period: Period,
    layouts: Sequence[lo.TaskLayout], styles: Styles,
) -> None:  # fmt: skip
    """Each task with its state and a link; who reports is asked once for all."""
    for column, width in enumerate((6, 12, 84, 46)):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, 3, plan.agency.name, styles.text("agency"))
    page.merge_range(1, 0, 1, 3, "BÁO CÁO KẾT QUẢ THỰC HIỆN NHIỆM VỤ", styles.text("title"))
    page.merge_range(2, 0, 2, 3, f"({plan.agency.plan_title})", styles.text("subtitle"))
    page.set_row(2, row_height([(plan.agency.plan_title, 150)]) + 3.5)
    faces = (
        (lo.UNIT_LABEL, f"{unit.code} - {unit.name}"),
        (lo.PERIOD_LABEL, lo.period_words(period)),
        ("Hạn gửi", f"ngày {show_date(period.deadline)}"),
    )
    row = 3
    for label, text in faces:
        page.merge_range(row, 0, row, 1, label, styles.text("label"))
        page.merge_range(row, 2, row, 3, text, styles.text("face"))
        row += 1
    for field in forms.WHO_REPORTS:
        page.merge_range(row, 0, row, 1, field.label, styles.text("label"))
        name = f"in_{field.key}"
        known = next((i.kept for layout in layouts for i in layout.inputs if i.name == name and i.kept), None)
        style = styles.input(field.form, kept=known is not None)
        page.merge_range(row, 2, row, 3, None, style)
        if known:
            write_value(page, row, 2, known.value, style)
        book.define_name(name, f"='{lo.CONTENTS_SHEET}'!{xl_range_abs(row, 2, row, 2)}")
        row += 1
    for column, head in enumerate(("TT", "Mã", "Nhiệm vụ (bấm vào mã để mở trang nhập liệu)", "Tình trạng")):
        page.write_string(row, column, head, styles.text("heading"))
    page.freeze_panes(row + 1, 0)
    page.repeat_rows(row)
    link = styles.named("link cell", {"font_color": "#0563C1", "underline": 1, "border": 1, "border_color": "#A6A6A6"})
    for number, layout in enumerate(layouts, 1):
        row += 1
        page.write_string(row, 0, str(number), styles.text("order"))
        page.write_url(row, 1, f"internal:'{layout.sheet}'!A1", link, layout.task.code)
        page.write_string(row, 2, layout.task.name, styles.text("face"))
        ready = xl_rowcol_to_cell(layout.ready_cell[0] - 1, layout.ready_cell[1] - 1)
        page.write_formula(row, 3, f"='{layout.sheet}'!{ready}", styles.text("face"), ready_line(plan, layout)[1])
        page.set_row(row, row_height([(layout.task.name, 92)]) + 3.5)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f'&R&"{FONT},Regular"&9Trang &P/&N')
    page.protect("", PROTECTION)
