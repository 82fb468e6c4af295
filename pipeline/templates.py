"""Draws the templates: layouts come in, a small .xlsx without macros goes out.

One workbook per task, or one per unit (a bundle): a contents sheet, then a sheet per task whose
names belong to that sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from pipeline import forms, tokens
from pipeline import layout as lo
from pipeline.collecting.names import unreserved
from pipeline.container import pack
from pipeline.fitting import row_height
from pipeline.guide_sheet import with_rules, write_guide
from pipeline.model import Kind, Period, Plan, Task, Unit, Value
from pipeline.periods import is_active, is_asked
from pipeline.ready_line import ready_line
from pipeline.returned import Returned, put_back
from pipeline.sheet_styles import FONT, PROTECTION, Styles
from pipeline.side_sheets import CONTENTS_WIDTHS, contents_head, contents_rows
from pipeline.task_sheet import TaskSheet, write_value
from pipeline.template_help import bundle_guide, guide
from pipeline.xlsx.book import Book
from pipeline.xlsx.marks import cell as cell_name
from pipeline.xlsx.marks import fixed_area
from pipeline.xlsx.page import Page

_FORMER_HEADS = ("Vùng", "Dòng", "Ô", "Giá trị", "Điền sẵn", "SHA-256", "Tệp", "Trang", "Ô nguồn")


def template_name(task: Task, unit: Unit | None, period: Period | None) -> str:
    """A.VII.1__KHTC__2022-09.xlsx for an issued template, A.VII.1.xlsx for a blank standard."""
    parts = (task.code, unit.code if unit else "", period.key if period else "")
    return unreserved("__".join(p for p in parts if p) + ".xlsx")


def bundle_name(unit: Unit, period: Period) -> str:
    """KHTC__2022-09.xlsx: all tasks of a unit."""
    return unreserved(f"{unit.code}__{period.key}.xlsx")


def issue(plan: Plan, period: Period, units: Sequence[str] = ()) -> Iterator[tuple[Task, Unit]]:
    """Every (task, unit) that a period asks, in plan order; of all units, or those named."""
    for task in plan.tasks.values():
        if not is_asked(plan, task, plan.measures_of(task.code), period):
            continue
        for code in forms.reporters(plan, task):
            unit = plan.units[code]
            if (not units or code in units) and is_active(unit, period):
                yield task, unit


def draw(plan: Plan, layout: lo.TaskLayout, secret: bytes | None = None, returned: Returned | None = None) -> bytes:
    """The .xlsx of one task, with a token where there is a secret; the same of all gives the same bytes.

    returned: what its unit is to mend in it.
    """
    book, kinds = Book(), _kinds([layout])
    styles = Styles(book)
    instructions = book.add_worksheet(lo.GUIDE_SHEET)
    sheet = TaskSheet(book, styles, plan, layout)
    write_guide(instructions, (*_to_mend([returned]), *guide(plan, layout)), kinds, styles)
    sheet.draw()
    if returned:
        put_back(sheet, returned)
    _write_identity(book, sheet, secret)
    if layout.brings_along:
        _write_former(book, [sheet])
    sheet.finish(returned.status if returned else "")
    book.open_at(sheet.page)
    return _packed(book, 0, kinds)


def draw_bundle(
    plan: Plan, layouts: Sequence[lo.TaskLayout], secret: bytes | None = None,
    returned: Mapping[str, Returned] | None = None, who: Mapping[str, Value] | None = None,
) -> bytes:  # fmt: skip
    """The .xlsx of tasks of one unit in one period; every layout is `bundled`.

    returned: by task what the unit is to mend in it. who: by field who reports, as the unit said.
    """
    sent = returned or {}
    unit, period = layouts[0].unit, layouts[0].period
    if unit is None or period is None:
        raise ValueError("a bundle is issued to a unit for a period")
    book, kinds = Book(), _kinds(layouts)
    styles = Styles(book)
    contents = book.add_worksheet(lo.CONTENTS_SHEET)
    instructions = book.add_worksheet(lo.GUIDE_SHEET)
    told = _to_mend([sent.get(layout.task.code) for layout in layouts])
    write_guide(instructions, (*told, *bundle_guide(plan, layouts)), kinds, styles)
    sheets = [TaskSheet(book, styles, plan, layout, scope=layout.sheet) for layout in layouts]
    for sheet in sheets:
        sheet.draw()
        if own := sent.get(sheet.layout.task.code):
            put_back(sheet, own)
    states = {task: own.status for task, own in sent.items()}
    _write_contents(book, contents, plan, unit, period, layouts, styles, who or {}, states)
    _write_bundle_identity(book, plan, unit, period, layouts, secret)
    if any(layout.brings_along for layout in layouts):
        _write_former(book, sheets)
    for sheet in sheets:
        sheet.finish(states.get(sheet.layout.task.code, ""))
    book.open_at(contents)
    return _packed(book, 1, kinds)


def _packed(book: Book, help_sheet: int, kinds: frozenset[Kind]) -> bytes:
    """The workbook with the whole list of rules on its help sheet, which has this place in it."""
    parts, name = book.parts(), f"xl/worksheets/sheet{help_sheet + 1}.xml"
    return pack({**parts, name: with_rules(kinds, parts[name])})


def _kinds(layouts: Iterable[lo.TaskLayout]) -> frozenset[Kind]:
    """The kinds of measures that a workbook asks for."""
    return frozenset(measure.kind for layout in layouts for measure in layout.measures)


# --- identity -------------------------------------------------------------------------------------


def _write_identity(book: Book, sheet: TaskSheet, secret: bytes | None) -> None:
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
        **_token(plan, layout.task.code, layout.unit, layout.period, secret),
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
    book: Book, plan: Plan, unit: Unit, period: Period, layouts: Iterable[lo.TaskLayout],
    secret: bytes | None,
) -> None:  # fmt: skip
    """The same of a bundle: the task is a name of each sheet, the rest belong to the workbook."""
    hidden = book.add_worksheet(lo.IDENTITY_SHEET)
    hidden.hide()
    known = {
        "meta_unit": unit.code, "meta_period": period.key, "meta_plan": plan.agency.plan_id, "meta_layout": lo.VERSION,
        **_token(plan, "", unit, period, secret),
    }  # fmt: skip
    _write_known(book, hidden, known)
    for row, layout in enumerate(layouts, len(known)):
        hidden.write_string(row, 0, "meta_task")
        hidden.write_string(row, 1, layout.task.code)
        book.define_name(f"'{layout.sheet}'!meta_task", f"='{lo.IDENTITY_SHEET}'!{fixed_area(row, 1, row, 1)}")
    hidden.protect("", PROTECTION)
    _set_properties(book, plan, f"Báo cáo của {unit.name}, {period.title}")


def _token(plan: Plan, task: str, unit: Unit | None, period: Period | None, secret: bytes | None) -> dict[str, str]:
    """The token of an issued form; a blank standard one has none."""
    if secret is None or unit is None or period is None:
        return {}
    said = {"plan": plan.agency.plan_id, "task": task, "unit": unit.code, "period": period.key, "layout": lo.VERSION}
    return {tokens.NAME: tokens.token_of(secret, **said)}


def _write_known(book: Book, hidden: Page, known: dict[str, str]) -> None:
    for row, (name, value) in enumerate(known.items()):
        hidden.write_string(row, 0, name)
        hidden.write_string(row, 1, value)
        if value:
            book.define_name(name, f"='{lo.IDENTITY_SHEET}'!{fixed_area(row, 1, row, 1)}")
            book.set_custom_property(name, value, "text")


def _set_properties(book: Book, plan: Plan, title: str) -> None:
    name = plan.agency.name
    created = datetime(plan.agency.year, 1, 1)
    book.set_properties({"title": title, "author": name, "company": name, "created": created})


def _write_pick(
    sheet: TaskSheet, hidden: Page, name: str, cell: tuple[int, int], column: int,
    choices: list[str], title: str,
) -> None:  # fmt: skip
    for row, choice in enumerate(choices):
        hidden.write_string(row, column, choice)
    top, left = cell[0] - 1, cell[1] - 1
    page = sheet.page
    page.merge_range(top, left, top, len(sheet.layout.widths) - 1, None, sheet.styles.input("text"))
    source = f"='{lo.IDENTITY_SHEET}'!{fixed_area(0, column, len(choices) - 1, column)}"
    page.data_validation(
        top, left, top, left,
        {"validate": "list", "source": source, "input_title": title, "input_message": "Bấm mũi tên để chọn."},
    )  # fmt: skip
    sheet.define(name, sheet.layout.sheet, top, left, top, left)


# --- what is brought along ------------------------------------------------------------------------


def _write_former(book: Book, sheets: Iterable[TaskSheet]) -> None:
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
    book: Book, page: Page, plan: Plan, unit: Unit, period: Period,
    layouts: Sequence[lo.TaskLayout], styles: Styles, who: Mapping[str, Value], states: Mapping[str, str],
) -> None:  # fmt: skip
    """Each task with its state and a link; who reports is asked once for all."""
    for column, width in enumerate(CONTENTS_WIDTHS):
        page.set_column(column, column, width)
    asked = {field.label: field for field in forms.WHO_REPORTS}
    head = contents_head(plan, unit, period)
    for text in head:
        row, column, style = text.row - 1, text.column - 1, styles.text(text.style)
        if text.last_column:
            page.merge_range(row, column, row, text.last_column - 1, text.text, style)
        else:
            page.write_string(row, column, text.text, style)
        if field := asked.get(text.text):
            _write_who(book, page, row, field, layouts, styles, who.get(field.key))
    page.set_row(2, row_height([(plan.agency.plan_title, 150)]) + 3.5)
    page.freeze_panes(head[-1].row, 0)
    page.repeat_rows(head[-1].row - 1)
    link = styles.named("link cell", {"font_color": "#0563C1", "underline": 1, "border": 1, "border_color": "#A6A6A6"})
    for text in contents_rows(head, (layout.task for layout in layouts)):
        if text.style == "link":
            sheet = next(layout.sheet for layout in layouts if layout.task.code == text.text)
            page.write_url(text.row - 1, 1, f"internal:'{sheet}'!A1", link, text.text)
        else:
            page.write_string(text.row - 1, text.column - 1, text.text, styles.text(text.style))
    for row, layout in enumerate(layouts, head[-1].row):
        ready = cell_name(layout.ready_cell[0] - 1, layout.ready_cell[1] - 1)
        state = states.get(layout.task.code) or ready_line(plan, layout)[1]
        page.write_formula(row, 3, f"='{layout.sheet}'!{ready}", styles.text("face"), state)
        page.set_row(row, row_height([(layout.task.name, 92)]) + 3.5)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f'&R&"{FONT},Regular"&9Trang &P/&N')
    page.protect("", PROTECTION)


def _write_who(
    book: Book, page: Page, row: int, field: forms.Field,
    layouts: Sequence[lo.TaskLayout], styles: Styles, said: Value | None,
) -> None:  # fmt: skip
    """The input of who reports, filled in as the unit said, else as any of the tasks knows it."""
    name = f"in_{field.key}"
    known = next((i.kept for layout in layouts for i in layout.inputs if i.name == name and i.kept), None)
    told = known.value if said is None and known else said
    style = styles.input(field.form, kept=known is not None and known.value == told)
    page.merge_range(row, 2, row, 3, None, style)
    if told is not None:
        write_value(page, row, 2, told, style)
    book.define_name(name, f"='{lo.CONTENTS_SHEET}'!{fixed_area(row, 2, row, 2)}")


def _to_mend(returned: Iterable[Returned | None]) -> Iterator[tuple[str, str]]:
    """What stands before the guide of a template that goes back to its unit."""
    told = [line for own in returned if own for line in own.lines]
    if told:
        yield "NỘI DUNG CẦN SỬA", "title"
        yield from told
