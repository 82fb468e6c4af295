"""Draws one task: a TaskLayout comes in, its sheet (and that of a case list) is drawn.

The validation and colours in the sheet help the person who fills it in; nothing that comes back
is trusted because of them.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from pipeline import forms
from pipeline import layout as lo
from pipeline.fitting import POINTS_PER_LINE, row_height
from pipeline.model import Plan, Value
from pipeline.ready_line import ready_line
from pipeline.sheet_styles import FONT, PROTECTION, Styles
from pipeline.side_sheets import case_texts
from pipeline.template_help import bad_value, validation
from pipeline.vietnamese import fits_spreadsheet, show_number
from pipeline.xlsx.book import Book
from pipeline.xlsx.look import Look
from pipeline.xlsx.marks import cell, fixed_area
from pipeline.xlsx.page import Page


class TaskSheet:
    """One task on a sheet of a workbook; `scope` is "" where its names belong to the whole workbook."""

    def __init__(self, book: Book, styles: Styles, plan: Plan, layout: lo.TaskLayout, scope: str = "") -> None:
        self.book, self.styles, self.plan, self.layout, self.scope = book, styles, plan, layout, scope
        self.page: Page = book.add_worksheet(layout.sheet)
        self.pages = {layout.sheet: self.page}  # with those of lists that have their own

    def draw(self) -> None:
        """Texts, inputs and lists; the ready line and the page come last (`finish`)."""
        self.write_texts()
        for entry in self.layout.inputs:
            self.write_input(entry)
        for rows in self.layout.lists:
            self.write_rows(rows)

    def finish(self, status: str = "") -> None:
        """The ready line and the page; `status` stands in that line until the first cell is changed."""
        formula, fresh = ready_line(self.plan, self.layout)
        row, column = self.layout.ready_cell[0] - 1, self.layout.ready_cell[1] - 1
        style = self.styles.ready()
        self.page.merge_range(row, column, row, len(self.layout.widths) - 1, "", style)
        self.page.write_formula(row, column, formula, style, status or fresh)
        self.dress()

    def write_texts(self) -> None:
        for text in self.layout.texts:
            style = self.styles.text(text.style)
            row, column = text.row - 1, text.column - 1
            if text.last_column > text.column:
                self.page.merge_range(row, column, row, text.last_column - 1, text.text, style)
            else:
                self.page.write_string(row, column, text.text, style)
            if text.style == "link":
                self.page.write_url(row, column, f"internal:'{lo.CONTENTS_SHEET}'!A1", style, text.text)
        for index, width in enumerate(self.layout.widths):
            self.page.set_column(index, index, width)
        for row, height in self.heights().items():
            self.page.set_row(row - 1, height)

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
        for rows in self.layout.lists:
            for row, key, fact in rows.kept:
                room = widths[rows.left - 1 + [f.key for f in rows.fields].index(key)] * 1.05
                needed = row_height([(str(fact.value), room)]) + 3.5
                heights[rows.first + row] = max(heights.get(rows.first + row, 20.0), needed)
        return heights

    def write_input(self, entry: lo.Input) -> None:
        row, column = entry.row - 1, entry.column - 1
        style = self.styles.input(entry.field.form, kept=entry.kept is not None)
        if entry.last_column > entry.column:
            self.page.merge_range(row, column, row, entry.last_column - 1, None, style)
        else:
            self.page.write_blank(row, column, None, style)
        if entry.kept:
            write_value(self.page, row, column, entry.kept.value, style)
        self.guard(self.page, entry.field, row, column, row, column)
        self.define(entry.name, self.layout.sheet, row, column, row, column)

    def write_rows(self, rows: lo.Rows) -> None:
        top, bottom, left = rows.first - 1, rows.last - 1, rows.left - 1
        page = self.page
        kept = {(row, key): fact for row, key, fact in rows.kept}
        if rows.sheet != self.layout.sheet:
            page = self.write_case_sheet(rows)
        else:
            for row in range(top, bottom + 1):
                for index, field in enumerate(rows.fields):
                    fact = kept.get((row - top, field.key))
                    style = self.styles.input(field.form, kept=fact is not None)
                    if field.form == "given":
                        page.write_string(row, left + index, rows.given[row - top], style)
                    elif fact:
                        write_value(page, row, left + index, fact.value, style)
                    else:
                        page.write_blank(row, left + index, None, style)
        for index, field in enumerate(rows.fields):
            self.guard(page, field, top, left + index, bottom, left + index)
        self.define(rows.name, rows.sheet, top, left, bottom, left + len(rows.fields) - 1)

    def write_case_sheet(self, rows: lo.Rows) -> Page:
        """A sheet of its own for a pasted list; columns carry the formats, not 200,000 cells."""
        page = self.pages[rows.sheet] = self.book.add_worksheet(rows.sheet)
        for text in case_texts(rows):
            if text.style == "heading":
                field = rows.fields[text.column - rows.left]
                width = 28 if field.form == "text" else 18
                page.set_column(text.column - 1, text.column - 1, width, self.styles.column(field.form))
            page.write_string(text.row - 1, text.column - 1, text.text, self.styles.text(text.style))
        page.freeze_panes(rows.first - 1, 0)
        page.protect("", PROTECTION)
        page.set_paper(9)
        page.repeat_rows(rows.first - 2)
        page.fit_to_pages(1, 0)
        return page

    def define(self, name: str, sheet: str, top: int, left: int, bottom: int, right: int) -> None:
        """A name of the workbook, or in a bundle of this sheet alone."""
        scope = f"'{self.scope}'!" if self.scope else ""
        self.book.define_name(scope + name, f"='{sheet}'!{fixed_area(top, left, bottom, right)}")

    def guard(self, page: Page, field: forms.Field, top: int, left: int, bottom: int, right: int) -> None:
        """The dropdown or range that Excel checks, and the red that survives a paste."""
        rule = validation(field)
        if rule:
            if field.help:
                rule |= {"input_title": field.label[:32], "input_message": field.help[:255]}
            page.data_validation(top, left, bottom, right, rule)
        bad = bad_value(field, cell(top, left))
        if bad:
            condition = {"type": "formula", "criteria": f"={bad}", "format": self.styles.bad}
            page.conditional_format(top, left, bottom, right, condition)

    def dress(self) -> None:
        page, layout = self.page, self.layout
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
        page.fit_to_pages(1, 0)
        page.print_area(0, 0, layout.last_row - 1, len(layout.widths) - 1)
        identity = " · ".join(
            p for p in (
                self.plan.agency.plan_id, layout.task.code, layout.unit.code if layout.unit else "",
                layout.period.key if layout.period else "", f"mẫu phiên bản {lo.VERSION}",
            ) if p
        )  # fmt: skip
        page.set_footer(f'&L&"{FONT},Italic"&9{identity}&R&"{FONT},Regular"&9Trang &P/&N')
        page.protect("", PROTECTION)


def write_value(page: Page, row: int, column: int, value: Value, style: Look | None = None) -> None:
    """A value as its unit would have typed it."""
    if isinstance(value, bool):
        page.write_string(row, column, forms.YES if value else forms.NO, style)
    elif isinstance(value, (int, Decimal)) and fits_spreadsheet(value):
        page.write_number(row, column, float(value), style)
    elif isinstance(value, (int, Decimal)):  # more than the 15 digits that a spreadsheet can hold
        page.write_string(row, column, show_number(value), style)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    else:
        page.write_string(row, column, value, style)
