"""One sheet of a workbook: what is drawn on it comes in, its XML goes out.

It is drawn in xlsxwriter's words, rows and columns counted from 0.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from xlsxwriter.utility import quote_sheetname

from pipeline.xlsx.look import Look
from pipeline.xlsx.marks import HEAD, area, attribute, cell, cut, data, fixed_area, letters, markup, shared

_OPEN = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
)
_ALLOWED = {
    "format_cells": "formatCells", "format_columns": "formatColumns", "format_rows": "formatRows",
    "insert_rows": "insertRows", "sort": "sort", "autofilter": "autoFilter",
}  # fmt: skip
_OPERATORS: dict[object, str] = {">=": ' operator="greaterThanOrEqual"', "between": ""}
_KINDS = {"integer": "whole"}
_TOLD = {"error_title": "errorTitle", "error_message": "error", "input_title": "promptTitle", "input_message": "prompt"}
_MARGINS = {"left": 0.7, "right": 0.7, "top": 0.75, "bottom": 0.75}
_USUAL_HEIGHT, _USUAL_WIDTH = 20, 64  # pixels
_BLOCK = 16  # rows that share what is said of the columns they span
_DAY_ZERO, _LAST_COMMON = date(1899, 12, 31), 59  # spreadsheets count a 29 February of 1900


class Texts:
    """The texts that the cells of a workbook share."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.count = 0

    def number(self, text: str) -> int:
        """The place of a text among them."""
        self.count += 1
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> bytes:
        """The part that lists them."""
        listed = "".join(map(shared, self.numbers))
        return (
            f'{HEAD}<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
            f' count="{self.count}" uniqueCount="{len(self.numbers)}">{listed}</sst>'
        ).encode()


class Numbers:
    """The numbers by which cells name their looks, in the order in which they are first met."""

    def __init__(self) -> None:
        self.used: dict[Look, str] = {}
        self.marked: dict[Look, int] = {}

    def of(self, look: Look | None) -> str:
        """A look as the attribute of a cell."""
        if look is None:
            return ""
        told = self.used.get(look)
        if told is None:
            told = self.used[look] = f' s="{len(self.used) + 1}"'
        return told


@dataclass(frozen=True, slots=True)
class Comment:
    """What hangs on a cell, with the options of xlsxwriter."""

    row: int
    column: int
    text: str
    options: Mapping[str, object]


@dataclass(eq=False)
class Page:
    """A sheet as it is drawn; `index` is its place in the workbook, counted from 0."""

    name: str
    index: int
    texts: Texts
    numbers: Numbers
    cells: dict[int, dict[int, tuple[Look | None, str, str]]] = field(default_factory=dict)  # look, type, content
    heights: dict[int, float] = field(default_factory=dict)  # in points, as they were asked for
    widths: dict[int, tuple[float, Look | None]] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    hidden: bool = False
    selected: bool = False
    print_range: str = ""
    title_rows: str = ""
    _merged: list[str] = field(default_factory=list)
    _links: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    _conditions: dict[str, list[str]] = field(default_factory=dict)
    _rules: list[str] = field(default_factory=list)
    _margins: dict[str, float] = field(default_factory=_MARGINS.copy)
    _grid: bool = True
    _paper: int = 0
    _landscape: bool = False
    _fit: tuple[int, int] | None = None
    _frozen: int = 0
    _footer: str = ""
    _locked: str = ""

    # --- cells -------------------------------------------------------------------------------

    def write_string(self, row: int, column: int, text: str, look: Look | None = None) -> None:
        """A text."""
        self._put(row, column, look, ' t="s"', f"<v>{self.texts.number(cut(text))}</v>")

    def write_blank(self, row: int, column: int, _: None, look: Look | None = None) -> None:
        """A cell that is there for its look alone."""
        if look:
            self._put(row, column, look, "", "")

    def write(self, row: int, column: int, text: str | None, look: Look | None = None) -> None:
        """A text, or a blank where there is none."""
        if text:
            self.write_string(row, column, text, look)
        else:
            self.write_blank(row, column, None, look)

    def write_number(self, row: int, column: int, number: float, look: Look | None = None) -> None:
        """A number."""
        self._put(row, column, look, "", f"<v>{number:.16G}</v>")

    def write_datetime(self, row: int, column: int, day: datetime, look: Look | None = None) -> None:
        """A day."""
        self._put(row, column, look, "", f"<v>{_serial(day.date())}</v>")

    def write_formula(self, row: int, column: int, formula: str, look: Look | None, value: str) -> None:
        """A formula with the text that it comes to."""
        kind = ' t="str"' if value else ""
        content = f"<f>{markup(formula.removeprefix('='))}</f><v>{markup(value)}</v>"
        self._put(row, column, look, kind, content)

    def write_url(self, row: int, column: int, url: str, look: Look | None, text: str) -> None:
        """A text that leads to a place in this workbook: "internal:'Mục lục'!A1"."""
        self.write_string(row, column, text, look)
        self._links[row, column] = url.removeprefix("internal:"), text

    def merge_range(
        self, top: int, left: int, bottom: int, right: int, text: str | None, look: Look | None = None
    ) -> None:
        """Cells made one, with the text in it."""
        self._merged.append(area(top, left, bottom, right))
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.write_blank(row, column, None, look)
        self.write(top, left, text, look)

    def write_comment(self, row: int, column: int, text: str, options: Mapping[str, object]) -> None:
        """Hangs a comment on a cell."""
        self.comments.append(Comment(row, column, text, options))

    def _put(self, row: int, column: int, look: Look | None, kind: str, content: str) -> None:
        cells = self.cells.get(row)
        if cells is None:
            cells = self.cells[row] = {}
        cells[column] = look, kind, content

    # --- rows and columns ----------------------------------------------------------------------

    def set_row(self, row: int, height: float) -> None:
        """The height of a row, in points."""
        self.heights[row] = height

    def set_column(self, first: int, last: int, width: float, look: Look | None = None) -> None:
        """The width of columns in characters, and how cells in them look that nobody wrote."""
        for column in range(first, last + 1):
            self.widths[column] = width, look

    # --- what helps who types --------------------------------------------------------------------

    def data_validation(self, top: int, left: int, bottom: int, right: int, rule: Mapping[str, object]) -> None:
        """A dropdown, or a range that is checked while typing."""
        kind = str(rule["validate"])
        operator = _OPERATORS[rule.get("criteria", "between")]
        told = "".join(f' {name}="{attribute(str(rule[key]))}"' for key, name in _TOLD.items() if key in rule)
        limits = [rule[key] for key in ("value", "source", "minimum", "maximum") if key in rule]
        formulas = "".join(f"<formula{n}>{data(_formula(x))}</formula{n}>" for n, x in enumerate(limits, 1))
        self._rules.append(
            f'<dataValidation type="{_KINDS.get(kind, kind)}"{operator}'
            f' allowBlank="1" showInputMessage="1" showErrorMessage="1"{told}'
            f' sqref="{area(top, left, bottom, right)}">{formulas}</dataValidation>'
        )

    def conditional_format(self, top: int, left: int, bottom: int, right: int, rule: Mapping[str, object]) -> None:
        """A look that cells take on where the formula is true."""
        look = rule["format"]
        assert isinstance(look, Look)
        number = self.numbers.marked.setdefault(look, len(self.numbers.marked))
        order = sum(map(len, self._conditions.values())) + 1
        self._conditions.setdefault(area(top, left, bottom, right), []).append(
            f'<cfRule type="expression" dxfId="{number}" priority="{order}">'
            f"<formula>{data(str(rule['criteria']).removeprefix('='))}</formula></cfRule>"
        )

    def protect(self, _: str, options: Mapping[str, object]) -> None:
        """Locks the sheet, but for what the options allow."""
        allowed = "".join(f' {name}="0"' for key, name in _ALLOWED.items() if options.get(key))
        self._locked = f'<sheetProtection sheet="1" objects="1" scenarios="1"{allowed}/>'

    # --- the page ------------------------------------------------------------------------------------

    def hide(self) -> None:
        """Not to be seen."""
        self.hidden = True

    def hide_gridlines(self, _: int) -> None:
        """Neither on the screen nor on paper."""
        self._grid = False

    def freeze_panes(self, row: int, _: int) -> None:
        """The rows above stay while others move."""
        self._frozen = row

    def set_landscape(self) -> None:
        """Printed across."""
        self._landscape = True

    def set_paper(self, paper: int) -> None:
        """By the number of the paper: 9 is A4."""
        self._paper = paper

    def set_margins(self, left: float, right: float, top: float, bottom: float) -> None:
        """In inches."""
        self._margins = {"left": left, "right": right, "top": top, "bottom": bottom}

    def fit_to_pages(self, wide: int, high: int) -> None:
        """As many pages wide and high; 0: as many as it takes."""
        self._fit = wide, high

    def print_area(self, top: int, left: int, bottom: int, right: int) -> None:
        """What is printed."""
        self.print_range = f"{quote_sheetname(self.name)}!{fixed_area(top, left, bottom, right)}"

    def repeat_rows(self, row: int) -> None:
        """The row that stands at the head of every printed page."""
        self.title_rows = f"{quote_sheetname(self.name)}!${row + 1}:${row + 1}"

    def set_footer(self, footer: str) -> None:
        """In the codes of spreadsheets; none where it is longer than they allow."""
        self._footer = footer if len(footer.encode("utf-16-le")) // 2 <= 255 else ""

    # --- written ---------------------------------------------------------------------------------------

    def part(self) -> bytes:
        """The sheet's part."""
        grid = "" if self._grid else ' showGridLines="0"'
        chosen = ' tabSelected="1"' if self.selected else ""
        pane = (
            f'<pane ySplit="{self._frozen}" topLeftCell="A{self._frozen + 1}" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft"/>'
        )
        view = f'<sheetView{grid}{chosen} workbookViewId="0"'
        links = "".join(
            f'<hyperlink ref="{cell(*at)}" location="{attribute(link)}" display="{attribute(text)}"/>'
            for at, (link, text) in sorted(self._links.items())
        )
        merged = [f'<mergeCell ref="{one}"/>' for one in self._merged]
        conditions = (
            f'<conditionalFormatting sqref="{where}">{"".join(rules)}</conditionalFormatting>'
            for where, rules in self._conditions.items()
        )
        pieces = (
            HEAD, _OPEN, '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' if self._fit else "",
            f'<dimension ref="{self._dimension()}"/><sheetViews>',
            f"{view}>{pane}</sheetView>" if self._frozen else f"{view}/>",
            '</sheetViews><sheetFormatPr defaultRowHeight="15"/>', self._columns(),
            *self._rows(), self._locked, _counted("mergeCells", merged), *conditions,
            _counted("dataValidations", self._rules), f"<hyperlinks>{links}</hyperlinks>" if links else "",
            "<pageMargins", *(f' {side}="{size}"' for side, size in self._margins.items()),
            ' header="0.3" footer="0.3"/>', self._setup(),
            f"<headerFooter><oddFooter>{data(self._footer)}</oddFooter></headerFooter>" if self._footer else "",
            '<legacyDrawing r:id="rId1"/>' if self.comments else "", "</worksheet>",
        )  # fmt: skip
        return "".join(pieces).encode()

    def _dimension(self) -> str:
        rows = self.cells.keys() | self.heights.keys()
        columns = {column for cells in self.cells.values() for column in cells}
        columns |= {column for column, (_, look) in self.widths.items() if look}
        return area(min(rows), min(columns), max(rows), max(columns)) if rows else "A1"

    def _columns(self) -> str:
        groups: list[tuple[int, int, tuple[float, Look | None]]] = []
        for column, said in sorted(self.widths.items()):
            if groups and groups[-1][1] == column - 1 and groups[-1][2] == said:
                groups[-1] = groups[-1][0], column, said
            else:
                groups.append((column, column, said))
        written = []
        for first, last, (width, look) in groups:
            pixels = int(width * 7 + 0.5) + 5
            style = self.numbers.of(look).replace(" s=", " style=")
            custom = "" if pixels == _USUAL_WIDTH else ' customWidth="1"'
            size = f"{pixels * 256 // 7 / 256:.16g}"
            written.append(f'<col min="{first + 1}" max="{last + 1}" width="{size}"{style}{custom}/>')
        return f"<cols>{''.join(written)}</cols>" if written else ""

    def _rows(self) -> list[str]:
        spans: dict[int, tuple[int, int]] = {}
        for row, cells in self.cells.items():
            low, high = spans.get(row // _BLOCK, (1 << 20, 0))
            spans[row // _BLOCK] = min(low, *cells), max(high, *cells)
        rows = sorted(self.cells.keys() | self.heights.keys())
        written = ["<sheetData>" if rows else "<sheetData/>"]
        of = self.numbers.of
        for row in rows:
            low, high = spans.get(row // _BLOCK, (-1, -1))
            head = f'<row r="{row + 1}"' + (f' spans="{low + 1}:{high + 1}"' if high >= 0 else "") + self._height(row)
            if row not in self.cells:
                written.append(head + "/>")
                continue
            written.append(head + ">")
            number = row + 1
            for column, (look, kind, content) in sorted(self.cells[row].items(), key=_first):
                end = f">{content}</c>" if content else "/>"
                written.append(f'<c r="{letters(column)}{number}"{of(look)}{kind}{end}')
            written.append("</row>")
        if rows:
            written.append("</sheetData>")
        return written

    def _height(self, row: int) -> str:
        pixels = int(self.heights[row] * 4 / 3 + 0.5) if row in self.heights else _USUAL_HEIGHT
        return "" if pixels == _USUAL_HEIGHT else f' ht="{pixels * 0.75:.16g}" customHeight="1"'

    def _setup(self) -> str:
        if not (self._paper or self._landscape or self._fit):
            return ""
        paper = f' paperSize="{self._paper}"' if self._paper else ""
        wide, high = self._fit or (1, 1)
        fit = (f' fitToWidth="{wide}"' if wide != 1 else "") + (f' fitToHeight="{high}"' if high != 1 else "")
        across = "landscape" if self._landscape else "portrait"
        return f'<pageSetup{paper}{fit} orientation="{across}"/>'


def _first(item: tuple[int, object]) -> int:
    return item[0]


def _serial(day: date) -> int:
    """A day as spreadsheets count it."""
    number = (day - _DAY_ZERO).days
    return number + (number > _LAST_COMMON)


def _formula(value: object) -> str:
    """One limit of a rule: a list of choices, a day, a number or a formula."""
    if isinstance(value, list):
        return f'"{",".join(value)}"'
    if isinstance(value, date):
        return str(_serial(value))
    return str(value).removeprefix("=")


def _counted(tag: str, items: Sequence[str]) -> str:
    return f'<{tag} count="{len(items)}">{"".join(items)}</{tag}>' if items else ""
