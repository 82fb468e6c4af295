"""Draws the help sheet of a template: lines of the guide come in, they and the list of rules are drawn
(xlsxwriter).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from xlsxwriter.worksheet import Worksheet

from pipeline import layout as lo
from pipeline.fitting import row_height
from pipeline.model import Kind
from pipeline.rule_list import Rule, levels, unit_rules
from pipeline.sheet_styles import FONT, PROTECTION, Styles
from pipeline.template_help import BULLET, RULES_TITLE
from pipeline.vietnamese import upper_first

HEADINGS = ("Mã", "Mức", "Nội dung", "Cách sửa, ví dụ")
_WIDTHS = (26, 10, 46, 66)
_HEADS: dict[str, lo.Style] = {"title": "title", "bar": "bar"}  # of the guide's lines
_LAST = len(_WIDTHS) - 1
_BAR = 22.0  # points: a title or a bar
_ROOM, _ROOM_IN_TABLE = 1.2, 1.3  # letters of size 12 and 11 to a digit, by which columns are measured


def write_guide(page: Worksheet, lines: Iterable[tuple[str, str]], kinds: frozenset[Kind], styles: Styles) -> None:
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
    page.set_footer(f'&R&"{FONT},Regular"&9Trang &P/&N')
    page.protect("", PROTECTION)


def _write_line(page: Worksheet, row: int, text: str, style: str, styles: Styles, rules: int) -> None:
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


def _write_rules(page: Worksheet, top: int, kinds: frozenset[Kind], styles: Styles) -> None:
    """A bar, what the words mean, and the table; its heading row stands on every printed page."""
    page.merge_range(top, 0, top, _LAST, RULES_TITLE, styles.text("bar"))
    page.set_row(top, _BAR)
    meaning = levels()
    page.merge_range(top + 1, 0, top + 1, _LAST, meaning, styles.text("note"))
    page.set_row(top + 1, row_height([(meaning, sum(_WIDTHS) * _ROOM)]) + 3)
    for column, heading in enumerate(HEADINGS):
        page.write_string(top + 2, column, heading, styles.text("heading"))
    page.repeat_rows(top + 2)
    cell = styles.text("rule")
    row = top + 3
    for title, rules in unit_rules(kinds):
        page.merge_range(row, 0, row, _LAST, title, styles.text("label"))
        for cells, height in map(_drawn, rules):
            row += 1
            for column, text in enumerate(cells):
                page.write_string(row, column, text, cell)
            page.set_row(row, height)
        row += 1


def shown(rule: Rule) -> tuple[str, str, str, str]:
    """A rule as it stands in its row."""
    mended = "\n".join(filter(None, (rule.advice, rule.example and f"Ví dụ: {rule.example}")))
    return rule.code, upper_first(rule.severity), rule.text, mended


@cache
def _drawn(rule: Rule) -> tuple[tuple[str, str, str, str], float]:
    """The cells of a rule, and the height of its row: the same in every template."""
    cells = shown(rule)
    room = zip(cells, (width * _ROOM_IN_TABLE for width in _WIDTHS), strict=True)
    return cells, row_height(room) * 11 / 12 + 3
