"""Draws the templates: a TaskLayout comes in, a small .xlsx without macros goes out (xlsxwriter).

The validation and colours in the sheet help the person who fills it in; nothing that comes back
is trusted because of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline import forms
from pipeline import layout as lo
from pipeline.fitting import POINTS_PER_LINE, row_height
from pipeline.model import Period, Plan, Task, Unit
from pipeline.periods import is_active, is_asked
from pipeline.template_help import bad_value, guide, validation

FONT = "Times New Roman"
_NAVY, _LINE, _INPUT, _BAD = "#1F3864", "#A6A6A6", "#FFFBE6", "#F8CBAD"
_PROTECTION = {
    "select_locked_cells": True, "format_columns": True, "format_rows": True,
    "format_cells": True, "insert_rows": True, "sort": True, "autofilter": True,
}  # fmt: skip
_BASE = {"font_name": FONT, "font_size": 12, "valign": "vcenter"}
_STYLES: dict[lo.Style, dict[str, object]] = {
    "agency": {"bold": True},
    "title": {"bold": True, "font_size": 15, "align": "center", "font_color": _NAVY},
    "subtitle": {"italic": True, "align": "center", "text_wrap": True, "valign": "top"},
    "label": {"bold": True, "text_wrap": True, "border": 1, "border_color": _LINE, "bg_color": "#F2F2F2"},
    "face": {"text_wrap": True, "border": 1, "border_color": _LINE, "align": "left"},
    "bar": {"bold": True, "font_color": "#FFFFFF", "bg_color": _NAVY, "text_wrap": True},
    "note": {"italic": True, "text_wrap": True, "valign": "top"},
    "help": {"italic": True, "font_size": 11, "font_color": "#595959", "text_wrap": True, "indent": 1},
    "heading": {
        "bold": True, "text_wrap": True, "align": "center", "border": 1, "border_color": _LINE, "bg_color": "#DCE6F1",
    },
    "title_left": {"bold": True, "font_size": 14, "font_color": _NAVY},
    "plain": {},
    "order": {"align": "center", "border": 1, "border_color": _LINE},
}  # fmt: skip
_FORMS: dict[forms.Form, dict[str, object]] = {
    "whole": {"num_format": "#,##0", "align": "right"},
    "number": {"num_format": "#,##0.##########", "align": "right"},
    "money": {"num_format": "#,##0", "align": "right"},
    "date": {"num_format": "dd/mm/yyyy", "align": "center"},
    "text": {"num_format": "@", "align": "left", "text_wrap": True},
    "long": {"num_format": "@", "align": "left", "text_wrap": True, "valign": "top"},
    "yes_no": {"align": "center"},
    "status": {"align": "center"},
    "given": {"num_format": "@", "align": "left", "text_wrap": True},
}


_NUMERIC: tuple[forms.Form, ...] = ("whole", "number", "money", "date")


def _columns(rows: lo.Rows, fields: tuple[forms.Field, ...]) -> str:
    """The area of neighbouring columns of a list, with its sheet where that is another one."""
    left = rows.left - 1 + rows.fields.index(fields[0])
    area = xl_range_abs(rows.first - 1, left, rows.last - 1, left + len(fields) - 1)
    return area if rows.sheet == lo.INPUT_SHEET else f"'{rows.sheet}'!{area}"


def _wrong_numbers(area: str) -> str:
    """How many cells of an area hold a text or a negative where a number or date should stand."""
    return f'COUNTA({area})-COUNT({area})+COUNTIF({area},"<0")'


def template_name(task: Task, unit: Unit | None, period: Period | None) -> str:
    """A.VII.1__KHTC__2022-09.xlsx for an issued template, A.VII.1.xlsx for a blank standard."""
    parts = (task.code, unit.code if unit else "", period.key if period else "")
    return "__".join(p for p in parts if p) + ".xlsx"


def issue(plan: Plan, period: Period, units: tuple[str, ...]) -> Iterator[tuple[str, Task, Unit]]:
    """The (file name, task, unit) of every template that a period asks, in plan order."""
    for task in plan.tasks.values():
        if not is_asked(plan, task, plan.measures_of(task.code), period):
            continue
        for code in forms.reporters(plan, task):
            unit = plan.units[code]
            if (not units or code in units) and is_active(unit, period):
                yield f"{code}/{template_name(task, unit, period)}", task, unit


def draw(plan: Plan, layout: lo.TaskLayout) -> bytes:
    """The .xlsx of a layout; the same layout gives the same bytes."""
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        _Drawing(book, plan, layout).draw()
    return buffer.getvalue()


class _Drawing:
    def __init__(self, book: xlsxwriter.Workbook, plan: Plan, layout: lo.TaskLayout) -> None:
        self.book, self.plan, self.layout = book, plan, layout
        self.formats: dict[str, Format] = {}
        self.bad = book.add_format({"bg_color": _BAD, "font_color": "#9C0006"})

    def style(self, key: str, properties: dict[str, object]) -> Format:
        if key not in self.formats:
            self.formats[key] = self.book.add_format({**_BASE, **properties})
        return self.formats[key]

    def text_style(self, style: lo.Style) -> Format:
        return self.style(style, _STYLES[style])

    def input_style(self, form: forms.Form) -> Format:
        cell = {"border": 1, "border_color": _LINE, "locked": form == "given"}
        if form != "given":
            cell["bg_color"] = _INPUT
        return self.style(f"form {form}", {**_FORMS[form], **cell})

    def draw(self) -> None:
        guide = self.book.add_worksheet(lo.GUIDE_SHEET)
        page = self.book.add_worksheet(lo.INPUT_SHEET)
        self.write_guide(guide)
        self.write_texts(page)
        for entry in self.layout.inputs:
            self.write_input(page, entry)
        for rows in self.layout.lists:
            self.write_rows(page, rows)
        self.write_identity(page)
        self.write_ready_line(page)
        self.dress(page)
        page.activate()
        page.set_first_sheet()

    # --- the input sheet

    def write_texts(self, page: Worksheet) -> None:
        for text in self.layout.texts:
            style = self.text_style(text.style)
            row, column = text.row - 1, text.column - 1
            if text.last_column > text.column:
                page.merge_range(row, column, row, text.last_column - 1, text.text, style)
            else:
                page.write_string(row, column, text.text, style)
        for index, width in enumerate(self.layout.widths):
            page.set_column(index, index, width)
        for row, height in self.heights().items():
            page.set_row(row - 1, height)

    def heights(self) -> dict[int, float]:
        """Row heights in points: merged cells do not grow by themselves."""
        widths = self.layout.widths
        heights: dict[int, float] = {}
        for text in self.layout.texts:
            last = max(text.column, text.last_column)
            room = sum(widths[text.column - 1 : last]) * (1.12 if text.style not in ("bar", "label") else 1.0)
            needed = row_height([(text.text, room)]) + 3.5
            heights[text.row] = max(heights.get(text.row, 20.0), needed)
        for entry in self.layout.inputs:
            if entry.field.form == "long":
                heights[entry.row] = 3 * POINTS_PER_LINE + 4
        return heights

    def write_input(self, page: Worksheet, entry: lo.Input) -> None:
        row, column = entry.row - 1, entry.column - 1
        style = self.input_style(entry.field.form)
        if entry.last_column > entry.column:
            page.merge_range(row, column, row, entry.last_column - 1, None, style)
        else:
            page.write_blank(row, column, None, style)
        self.guard(page, entry.field, row, column, row, column)
        self.define(entry.name, lo.INPUT_SHEET, row, column, row, column)

    def write_rows(self, page: Worksheet, rows: lo.Rows) -> None:
        top, bottom, left = rows.first - 1, rows.last - 1, rows.left - 1
        if rows.sheet != lo.INPUT_SHEET:
            page = self.write_case_sheet(rows)
        else:
            for row in range(top, bottom + 1):
                for index, field in enumerate(rows.fields):
                    style = self.input_style(field.form)
                    if field.form == "given":
                        page.write_string(row, left + index, rows.given[row - top], style)
                    else:
                        page.write_blank(row, left + index, None, style)
        for index, field in enumerate(rows.fields):
            self.guard(page, field, top, left + index, bottom, left + index)
        self.define(rows.name, rows.sheet, top, left, bottom, left + len(rows.fields) - 1)

    def write_case_sheet(self, rows: lo.Rows) -> Worksheet:
        """A sheet of its own for a pasted list; columns carry the formats, not 200,000 cells."""
        page = self.book.add_worksheet(rows.sheet)
        measure = self.plan.measures[rows.measure]
        page.write_string(0, 0, f"DANH SÁCH HỒ SƠ ({measure.code})", self.text_style("title_left"))
        page.write_string(
            1, 0, forms.KINDS["cases"].guide.split(",", 1)[0] + ", mỗi hồ sơ một dòng.", self.text_style("plain")
        )
        for index, field in enumerate(rows.fields):
            unlocked = self.style(f"column {field.form}", {**_FORMS[field.form], "locked": False})
            page.set_column(index, index, 28 if field.form == "text" else 18, unlocked)
            page.write_string(rows.first - 2, index, field.label, self.text_style("heading"))
        page.freeze_panes(rows.first - 1, 0)
        page.protect("", _PROTECTION)
        page.set_paper(9)
        page.repeat_rows(rows.first - 2)
        page.fit_to_pages(1, 0)
        return page

    def define(self, name: str, sheet: str, top: int, left: int, bottom: int, right: int) -> None:
        self.book.define_name(name, f"='{sheet}'!{xl_range_abs(top, left, bottom, right)}")

    def guard(self, page: Worksheet, field: forms.Field, top: int, left: int, bottom: int, right: int) -> None:
        """The dropdown or range that Excel checks, and the red that survives a paste."""
        rule = validation(field)
        if rule:
            if field.help:
                rule |= {"input_title": field.label[:32], "input_message": field.help[:255]}
            page.data_validation(top, left, bottom, right, rule)
        bad = bad_value(field, xl_rowcol_to_cell(top, left))
        if bad:
            condition = {"type": "formula", "criteria": f"={bad}", "format": self.bad}
            page.conditional_format(top, left, bottom, right, condition)

    # --- identity

    def write_identity(self, page: Worksheet) -> None:
        """Task, unit, period, plan and layout on a hidden sheet, as names and as properties.

        In a blank standard template the names of unit and period lead to the two cells on the
        face where the unit picks them.
        """
        layout, plan = self.layout, self.plan
        hidden = self.book.add_worksheet(lo.IDENTITY_SHEET)
        hidden.hide()
        known = {
            "meta_task": layout.task.code,
            "meta_unit": layout.unit.code if layout.unit else "",
            "meta_period": layout.period.key if layout.period else "",
            "meta_plan": plan.agency.plan_id,
            "meta_layout": lo.VERSION,
        }
        for row, (name, value) in enumerate(known.items()):
            hidden.write_string(row, 0, name)
            hidden.write_string(row, 1, value)
            if value:
                self.define(name, lo.IDENTITY_SHEET, row, 1, row, 1)
                self.book.set_custom_property(name, value, "text")
        hidden.protect("", _PROTECTION)
        if layout.unit is None:
            names = [f"{c} - {plan.units[c].name}" for c in forms.reporters(plan, layout.task)]
            self.write_pick(page, hidden, "meta_unit", layout.unit_cell, 3, names, "Chọn đơn vị")
        if layout.period is None:
            keys = [
                lo.period_words(p) for p in plan.calendar.values() if is_asked(plan, layout.task, layout.measures, p)
            ]
            self.write_pick(page, hidden, "meta_period", layout.period_cell, 4, keys, "Chọn kỳ báo cáo")
        properties = {
            "title": f"Báo cáo {layout.task.code}",
            "author": plan.agency.name,
            "company": plan.agency.name,
            "created": datetime(plan.agency.year, 1, 1),
        }
        self.book.set_properties(properties)

    def write_pick(
        self, page: Worksheet, hidden: Worksheet, name: str, cell: tuple[int, int], column: int,
        choices: list[str], title: str,
    ) -> None:  # fmt: skip
        for row, choice in enumerate(choices):
            hidden.write_string(row, column, choice)
        top, left = cell[0] - 1, cell[1] - 1
        style = self.input_style("text")
        page.merge_range(top, left, top, len(self.layout.widths) - 1, None, style)
        source = f"='{lo.IDENTITY_SHEET}'!{xl_range_abs(0, column, len(choices) - 1, column)}"
        page.data_validation(
            top, left, top, left,
            {"validate": "list", "source": source, "input_title": title, "input_message": "Bấm mũi tên để chọn."},
        )  # fmt: skip
        self.define(name, lo.INPUT_SHEET, top, left, top, left)

    # --- ready line, print, guide

    def write_ready_line(self, page: Worksheet) -> None:
        """Counts what is open and what is wrong, in functions every spreadsheet program knows."""
        blank, wrong, filled = self.terms()
        start = sum(int(number) for _, number in blank)
        open_cells = "+".join(term for term, _ in blank) or "0"
        wrong_cells = "+".join(wrong) or "0"
        counts = f'"Còn "&({open_cells})&" ô số liệu chưa điền, "&({wrong_cells})&" ô chưa đúng"'
        ready = f'IF(({open_cells})+({wrong_cells})=0,"Đã đủ số liệu, có thể gửi",{counts})'
        formula = f'=IF(({"+".join(filled)})=0,"Chưa điền nội dung nào",{ready})' if start == 0 else f"={ready}"
        value = f"Còn {start} ô số liệu chưa điền, 0 ô chưa đúng" if start else "Chưa điền nội dung nào"
        row, column = self.layout.ready_cell[0] - 1, self.layout.ready_cell[1] - 1
        style = self.style("ready", {**_STYLES["face"], "bold": True, "font_color": _NAVY})
        page.merge_range(row, column, row, len(self.layout.widths) - 1, "", style)
        page.write_formula(row, column, formula, style, value)

    def terms(self) -> tuple[list[tuple[str, int]], list[str], list[str]]:
        """Parts of three sums: (open cells, how many in a fresh template), wrong cells, filled cells."""
        layout = self.layout
        blank: list[tuple[str, int]] = []
        wrong: list[str] = []
        filled: list[str] = []
        for known, (row, column) in ((layout.unit, layout.unit_cell), (layout.period, layout.period_cell)):
            if known is None:
                blank.append((f"COUNTBLANK({xl_rowcol_to_cell(row - 1, column - 1)})", 1))
        for entry in layout.inputs:
            cell = xl_rowcol_to_cell(entry.row - 1, entry.column - 1)
            filled.append(f"COUNTA({cell})")
            if entry.measure and entry.field.required:
                blank.append((self.unless_nil(entry.measure, f"COUNTBLANK({cell})"), 1))
            if entry.field.form in _NUMERIC:
                wrong.append(_wrong_numbers(cell))
        for rows in layout.lists:
            blank.extend(self.open_rows(rows))
            filled.append(f"COUNTA({_columns(rows, rows.fields)})" if not rows.given else "0")
            for field in rows.fields:
                if field.form in _NUMERIC:
                    wrong.append(_wrong_numbers(_columns(rows, (field,))))
        return blank, wrong, filled

    def open_rows(self, rows: lo.Rows) -> Iterator[tuple[str, int]]:
        """Given rows are open while unanswered; a list of projects or cases while it is empty."""
        if rows.given:
            answers = tuple(f for f in rows.fields if f.form in ("whole", "yes_no"))
            area = _columns(rows, answers)
            yield self.unless_nil(rows.measure, f"COUNTBLANK({area})"), len(rows.given) * len(answers)
        elif self.plan.measures[rows.measure].kind in ("disbursement", "cases"):
            area = _columns(rows, rows.fields)
            yield self.unless_nil(rows.measure, f"IF(COUNTA({area})=0,1,0)"), 1

    def unless_nil(self, measure: str, term: str) -> str:
        """What may fail to arise is not open once "Không phát sinh" is ticked."""
        if not self.plan.measures[measure].if_any:
            return term
        nil = next(i for i in self.layout.inputs if i.name == "in_nil")
        return f'IF({xl_rowcol_to_cell(nil.row - 1, nil.column - 1)}="{forms.YES}",0,{term})'

    def dress(self, page: Worksheet) -> None:
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, self.layout.last_row - 1, len(self.layout.widths) - 1)
        identity = " · ".join(
            p for p in (
                self.plan.agency.plan_id, self.layout.task.code,
                self.layout.unit.code if self.layout.unit else "",
                self.layout.period.key if self.layout.period else "", f"mẫu phiên bản {lo.VERSION}",
            ) if p
        )  # fmt: skip
        page.set_footer(f'&L&"{FONT},Italic"&9{identity}&R&"{FONT},Regular"&9Trang &P/&N')
        page.protect("", _PROTECTION)

    def write_guide(self, page: Worksheet) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 4)
        page.set_column(1, 1, 96)
        for row, (text, style) in enumerate(guide(self.plan, self.layout)):
            if style == "title":
                page.merge_range(row, 0, row, 1, text, self.text_style("title"))
            elif style == "bar":
                page.merge_range(row, 0, row, 1, text, self.text_style("bar"))
            else:
                page.write_string(row, 0, "•", self.style("bullet", {"align": "center", "valign": "top"}))
                page.write_string(row, 1, text, self.style("guide", {"text_wrap": True, "valign": "top"}))
                page.set_row(row, row_height([(text, 106)]) + 3)
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.protect("", _PROTECTION)
