"""Draws the help sheet of a template: lines of the guide come in, they and the list of rules are drawn
(the rows of the list, the same in all templates, as XML that is made once).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape

from pipeline import layout as lo
from pipeline.fitting import row_height
from pipeline.model import Kind
from pipeline.rule_list import Rule, levels, unit_rules
from pipeline.sheet_styles import FONT, PROTECTION, Styles
from pipeline.template_help import BULLET, RULES_TITLE
from pipeline.vietnamese import upper_first
from pipeline.xlsx.page import Page

HEADINGS = ("Mã", "Mức", "Nội dung", "Cách sửa, ví dụ")
_WIDTHS = (26, 10, 46, 66)
_HEADS: dict[str, lo.Style] = {"title": "title", "bar": "bar"}  # of the guide's lines
_LAST = len(_WIDTHS) - 1
TableRow = tuple[tuple[str, ...], float, lo.Style]  # cells, height, style
_MODELS = 2  # rows of the table that are drawn: a subject and a rule
_STYLED = re.compile(rb'<c r="[A-Z]+[0-9]+" s="([0-9]+)"')
_BAR = 22.0  # points: a title or a bar
_ROOM, _ROOM_IN_TABLE = 1.2, 1.3  # letters of size 12 and 11 to a digit, by which columns are measured


def write_guide(page: Page, lines: Iterable[tuple[str, str]], kinds: frozenset[Kind], styles: Styles) -> None:
    """The guide, and at its foot the rules that a report on measures of these kinds is checked by."""
    page.hide_gridlines(2)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    told = list(lines)
    for row, (text, style) in enumerate(told):
        _write_line(page, row, text, style, styles, len(told))
    _write_rules(page, len(told), kinds, styles)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, len(told) - 1, _LAST)  # who prints the workbook wants no nine pages of rules
    page.set_footer(f'&R&"{FONT},Regular"&9Trang &P/&N')
    page.protect("", PROTECTION)


def _write_line(page: Page, row: int, text: str, style: str, styles: Styles, rules: int) -> None:
    """A heading, or a line of the guide; one leads to the row where the rules begin."""
    if style in _HEADS:
        page.merge_range(row, 0, row, _LAST, text, styles.text(_HEADS[style]))
        page.set_row(row, _BAR)
        return
    text, room = BULLET + text, sum(_WIDTHS) * _ROOM
    form = styles.text("link" if style == "link" else "guide")
    page.merge_range(row, 0, row, _LAST, text, form)
    if style == "link":
        page.write_url(row, 0, f"internal:'{lo.GUIDE_SHEET}'!A{rules + 1}", form, text)
    page.set_row(row, row_height([(text, room)]) + 3)


def _write_rules(page: Page, top: int, kinds: frozenset[Kind], styles: Styles) -> None:
    """A bar, what the words mean, its heading row, and of the table a first
    subject and rule: the others are put in by their styles when the workbook is packed (`with_rules`).
    """
    meaning = levels()
    page.merge_range(top, 0, top, _LAST, RULES_TITLE, styles.text("bar"))
    page.set_row(top, _BAR)
    page.merge_range(top + 1, 0, top + 1, _LAST, meaning, styles.text("note"))
    page.set_row(top + 1, row_height([(meaning, sum(_WIDTHS) * _ROOM)]) + 3)
    for row, (cells, height, style) in enumerate(((HEADINGS, _BAR, "heading"), *_table(kinds)[:_MODELS]), top + 2):
        for column, text in enumerate(cells):
            page.write(row, column, text or None, styles.text(style))
        page.set_row(row, height)


@lru_cache(maxsize=32)
def with_rules(kinds: frozenset[Kind], sheet: bytes) -> bytes:
    """The help sheet's XML, all rows of its table put in."""
    before, _, after = sheet.partition(b"</sheetData>")
    models = [style.decode() for style in _STYLED.findall(before)]
    styles = {"subject": models[-_LAST - 2], "rule": models[-1]}
    drawn, rest = before.count(b"<row "), _table(kinds)[_MODELS:]
    written = [re.sub(rb'(<dimension ref="A1:[A-Z]+)[0-9]+', rb"\g<1>%d" % (drawn + len(rest)), before, count=1)]
    for row, (texts, height, style) in enumerate(rest, drawn + 1):
        cells = (
            f'<c r="{column}{row}" s="{styles[style]}"{_cell(text)}' for column, text in zip("ABCD", texts, strict=True)
        )
        written.append(f'<row r="{row}" ht="{height:g}" customHeight="1">{"".join(cells)}</row>'.encode())
    return b"".join((*written, b"</sheetData>", after))


@cache
def _table(kinds: frozenset[Kind]) -> tuple[TableRow, ...]:
    """The table's subjects and rules: the same in every template that asks for these kinds."""
    rows: list[TableRow] = []
    for title, rules in unit_rules(kinds):
        rows.append(((title, "", "", ""), _BAR, "subject"))
        rows.extend((cells := shown(rule), _height(cells), "rule") for rule in rules)
    return tuple(rows)


def shown(rule: Rule) -> tuple[str, str, str, str]:
    """A rule as it stands in its row."""
    mended = "\n".join(filter(None, (rule.advice, rule.example and f"Ví dụ: {rule.example}")))
    return rule.code, upper_first(rule.severity), rule.text, mended


def _height(cells: tuple[str, ...]) -> float:
    room = (width * _ROOM_IN_TABLE for width in _WIDTHS)
    return row_height(zip(cells, room, strict=True)) * 11 / 12 + 3


@cache
def _cell(text: str) -> str:
    """What stands behind a cell's style."""
    return f' t="inlineStr"><is><t xml:space="preserve">{escape(text, quote=False)}</t></is></c>' if text else "/>"
