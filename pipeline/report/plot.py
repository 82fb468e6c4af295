"""A `Chart` comes in, a native chart with its data goes out: into a workbook, or as the parts of a .docx.

Black and white only, as offices print: dark, hatched and hollow areas, broken lines. What stands at
a bar is text, so that it keeps the decimal comma in every language of Office and never a false 100%.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from xlsxwriter.worksheet import Worksheet

from pipeline.container import LANGUAGE, pack
from pipeline.report import nd30
from pipeline.report.document import Chart, Series
from pipeline.report.figures import plain
from pipeline.report.metrics import MM_PER_POINT, SINGLE_LINE, text_width, wrapped
from pipeline.vietnamese import WHOLE, clean_text, exact_decimal, one_line, show_number, show_percent
from pipeline.xlsx.drawn import Workbook

DATA_SHEET = "Số liệu"
_PIXELS_PER_MM = 96 / 25.4
_INK, _RULE = "#000000", "#BFBFBF"
_DARKS = ("#262626", "#8C8C8C", "#D9D9D9")
_HATCHES = ("wide_upward_diagonal", "small_check", "dotted_grid")
_DASHES = ("dash", "solid", "round_dot")
_MARKERS = ("diamond", "square", "circle")
_SIZES = (11.0, 10.0, 9.0, 8.0)  # pt, from the best to the least that is read without effort
_LONGEST_NAME = 0.45  # of the width, for the names beside lying bars
_AXIS_MM, _LEGEND_MM = 8.0, 9.0
_STANDING_MM = 80.0
# Numbers grouped by dots in every language of Office.
_WHOLE_NUMBERS = r"[>=1000000]#\.###\.##0;[>=1000]#\.##0;0"
_SHOWN = b"".join(
    b'<c:show%b val="%d"/>' % (part, part == b"Val")
    for part in (b"LegendKey", b"Val", b"CatName", b"SerName", b"Percent", b"BubbleSize")
)
# What readers take for granted in different ways where it is not said, and what differs in Word.
_SAID = (
    (rb"(<c:lang [^>]*/>)", rb'\1<c:roundedCorners val="0"/>'),
    (rb"(<c:grouping [^>]*/>)", rb'\1<c:varyColors val="0"/>'),
    (rb"(</c:scaling>)(?!<c:delete)", rb'\1<c:delete val="0"/>'),
    (rb'<c:showVal val="1"/>', _SHOWN),
    (rb"<c:rich><a:bodyPr/>", b'<c:rich><a:bodyPr wrap="none"/>'),
    (rb"(<c:legendPos [^>]*/>(?:<c:layout/>)?)", rb'\1<c:overlay val="0"/>'),
    (rb'(<c:plotVisOnly val="1"/>)', rb'\1<c:dispBlanksAs val="gap"/>'),
    (rb"<c:printSettings>.*</c:printSettings>", b""),
    (rb"</c:ser>(?=(?:(?!<c:lineChart>).)*</c:lineChart>)", b'<c:smooth val="0"/></c:ser>'),
)
# What of such a workbook is the drawing, and says where it is.
_OF_DRAWING = ("xl/charts/", "xl/drawings/", "xl/worksheets/_rels/")
_DRAWN = re.compile(rb'<drawing r:id="rId1"/>|<Override PartName="/xl/(?:charts|drawings)/[^>]*/>')
_CATEGORIES = re.compile(rb"<c:cat><c:numRef>(.*?)</c:numRef></c:cat>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ChartParts:
    """A chart of a .docx: its part, the workbook behind "Edit data" (related as rId1), its size in mm."""

    xml: bytes
    workbook: bytes
    width_mm: float
    height_mm: float


@dataclass(frozen=True, slots=True)
class Size:
    """A chart's size in mm, of its letters in pt, and of the strip for names beside lying bars in mm."""

    width: float
    height: float
    letters: float
    names: float


def insert_chart(
    book: Workbook,
    page: Worksheet,
    chart: Chart,
    row: int,
    column: int,
    *,
    data_row: int,
    data_column: int,
    tallest_mm: float = 230,
) -> int:
    """Draw `chart` on `page` with its upper left corner in the cell at (row, column), counted from 0.

    Its numbers are written as a small table at (data_row, data_column); the first row below that
    table comes back. The chart keeps its size when rows or columns of the sheet change theirs.
    """
    size = measured(chart, tallest_mm)
    below = _write_data(book, page, chart, data_row, data_column)
    drawn = _drawn(book, str(page.name), chart, data_row, data_column, size)
    drawn.set_size({"width": round(size.width * _PIXELS_PER_MM), "height": round(size.height * _PIXELS_PER_MM)})
    description = one_line(clean_text(chart.description))
    page.insert_chart(row, column, drawn, {"object_position": 2, "description": description})
    return below


def chart_parts(chart: Chart, stamp: datetime, tallest_mm: float = 230, *, author: str = "") -> ChartParts:
    """The chart as Word wants it: `stamp` and `author` are what its workbook states of itself."""
    size = measured(chart, tallest_mm)
    parts = _workbook(chart, stamp, author, size)
    xml = parts["xl/charts/chart1.xml"]
    for pattern, said in _SAID:
        xml = re.sub(pattern, said, xml, flags=re.DOTALL)
    xml = _CATEGORIES.sub(_named, xml)
    outside = b'<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
    xml = xml.replace(b"</c:chartSpace>", _letters() + outside + b"</c:chartSpace>")
    data = {name: _DRAWN.sub(b"", part) for name, part in parts.items() if not name.startswith(_OF_DRAWING)}
    return ChartParts(xml, pack(data), size.width, size.height)


def measured(chart: Chart, tallest_mm: float = 230) -> Size:
    """The size of a chart that is as wide as the text and no higher than `tallest_mm`.

    Lying bars get the height their names and their number ask for; where the page ends, smaller
    letters come before a name that runs into the next.
    """
    width = nd30.PAGE.text_width
    legend = _LEGEND_MM * (len(chart.series) > 1)
    if chart.form == "column":
        letters = _SIZES[1]
        below = (_most_lines(chart, width / max(len(chart.categories), 1) - 3, letters) - 1) * _line_mm(letters)
        return Size(width, min(_STANDING_MM + legend + below, tallest_mm), letters, 0)
    longest = max((text_width(one_line(clean_text(name)), _SIZES[0]) for name in chart.categories), default=0)
    names = min(longest + 4, width * _LONGEST_NAME)
    around = _AXIS_MM + legend + 2
    count = max(len(chart.categories), 1)
    height = min(_band(chart, names, _SIZES[0], air=3.5) * count + around, tallest_mm)
    room = (height - around) / count
    letters = next((size for size in _SIZES if _band(chart, names, size, air=1) <= room), _SIZES[-1])
    return Size(width, height, letters, names)


def legible_mm(chart: Chart) -> float:
    """The least height in mm at which no name of a chart runs into the next."""
    if chart.form == "column":
        return measured(chart).height
    names = measured(chart).names
    around = _AXIS_MM + _LEGEND_MM * (len(chart.series) > 1) + 2
    return _band(chart, names, _SIZES[2], air=1) * len(chart.categories) + around


def _band(chart: Chart, names_mm: float, letters: float, *, air: float) -> float:
    """The height in mm that each category of lying bars wants: for its name's lines and for its bars."""
    lines = max(_most_lines(chart, names_mm - 3, letters), len(chart.series))
    return lines * _line_mm(letters) + air


def _most_lines(chart: Chart, room_mm: float, letters: float) -> int:
    """The lines that the longest of the categories' names takes."""
    names = (one_line(clean_text(name)) for name in chart.categories)
    return max((len(list(wrapped(name, letters, room_mm))) for name in names), default=1)


def _line_mm(letters: float) -> float:
    return letters * SINGLE_LINE * MM_PER_POINT


# --- data -----------------------------------------------------------------------------------


def _workbook(chart: Chart, stamp: datetime, author: str, size: Size) -> dict[str, bytes]:
    """The parts of a workbook of the chart and its data."""
    with Workbook() as book:
        when = stamp.astimezone(UTC) if stamp.tzinfo else stamp
        title, author = (one_line(clean_text(text))[:255] for text in (chart.caption, author))
        book.set_properties({"title": title, "author": author, "company": author, "created": when})
        page = book.add_worksheet(DATA_SHEET)
        page.set_column(0, 0, 60)
        page.set_column(1, max(len(chart.series), 1), 18)
        _write_data(book, page, chart, 0, 0)
        page.insert_chart(0, 4, _drawn(book, DATA_SHEET, chart, 0, 0, size))
    return book.parts


def _write_data(book: Workbook, page: Worksheet, chart: Chart, row: int, column: int) -> int:
    """Names down, series across; a missing value leaves its cell empty. Returns the first row below."""
    base = {"font_name": nd30.FONT, "font_size": 12, "valign": "top", "border": 1, "border_color": _RULE}
    head = book.add_format({**base, "bold": True, "text_wrap": True})
    text = book.add_format({**base, "num_format": "@", "text_wrap": True})
    number = book.add_format({**base, "num_format": "0.0###%" if chart.percent else "#,##0.##########"})
    page.write_string(row, column, "", head)
    for offset, name in enumerate(chart.categories, 1):
        page.write_string(row + offset, column, clean_text(name), text)
    for across, series in enumerate(chart.series, column + 1):
        page.write_string(row, across, clean_text(series.name), head)
        for offset, (_, value) in enumerate(zip(chart.categories, series.values, strict=True), 1):
            if value is not None:  # a cell that is merely blank would be drawn as a zero
                page.write_number(row + offset, across, _number(value), number)
    return row + len(chart.categories) + 1


def _number(value: Fraction) -> float:
    """Excel knows binary floats only; fifteen digits are what it keeps."""
    return float(exact_decimal(value, 15))


def _texts(chart: Chart, series: Series) -> list[str]:
    """What stands at each value; nothing at a line over columns that brings no labels of its own."""
    if series.labels and series.printed:
        return [clean_text(plain(text)) for _, text in zip(series.values, series.labels, strict=True)]
    if _is_line(chart, series) and any(not _is_line(chart, other) for other in chart.series):
        return [""] * len(series.values)
    shown = ("" if value is None else _shown(value, percent=chart.percent) for value in series.values)
    return list(shown)


def _shown(value: Fraction, *, percent: bool) -> str:
    return show_percent(value, (WHOLE,)) if percent else show_number(value)


def _is_line(chart: Chart, series: Series) -> bool:
    """Whether a series is drawn as a line, which cannot run through lying bars."""
    return series.look == "line" and chart.form == "column"


# --- drawing --------------------------------------------------------------------------------


def _drawn(book: Workbook, sheet: str, chart: Chart, row: int, column: int, size: Size) -> Any:
    """The chart over the data that `_write_data` put at (row, column) of `sheet`."""
    kinds = [kind for kind in (False, True) if any(_is_line(chart, s) == kind for s in chart.series)]
    form = {False: chart.form, True: "line"}
    drawings: dict[bool, Any] = {kind: book.add_chart({"type": form[kind]}) for kind in kinds}
    last = row + len(chart.categories)
    seen = {"solid": 0, "hatched": 0, "line": 0}
    for across, series in enumerate(chart.series, column + 1):
        as_line = _is_line(chart, series)
        drawings[as_line].add_series(
            {
                "name": [sheet, row, across],
                "categories": [sheet, row + 1, column, last, column],
                "values": [sheet, row + 1, across, last, across],
                "data_labels": _labels(chart, series, size, as_line=as_line),
                **(_stroke(seen["line"]) if as_line else _fill(series.look, seen[series.look])),
                **({} if as_line else _spacing(chart)),
            }
        )
        seen[series.look] += 1
    drawing, *over = drawings.values()
    for other in over:
        drawing.combine(other)
    _dress(drawing, chart, size)
    return drawing


def _stroke(nth: int) -> dict[str, Any]:
    """The `nth` line of a chart: told from the others by its dashes and marks."""
    marker = {"type": _MARKERS[nth % 3], "size": 7, "fill": {"color": "#FFFFFF"}, "border": {"color": _INK}}
    return {"line": {"color": _INK, "width": 1.5, "dash_type": _DASHES[nth % 3]}, "marker": marker}


def _fill(look: str, nth: int) -> dict[str, Any]:
    """The `nth` area of its look in a chart: a second one is told from the first."""
    border = {"color": _INK, "width": 0.75}
    if look == "hatched":
        pattern = {"pattern": _HATCHES[nth % 3], "fg_color": _INK, "bg_color": "#FFFFFF"}
        return {"border": border, "pattern": pattern}
    return {"border": border, "fill": {"color": "#FFFFFF" if look == "line" else _DARKS[nth % 3]}}


def _spacing(chart: Chart) -> dict[str, int]:
    """Bars side by side; one over the other where no category has two, so that each stands at its name."""
    values = [series.values for series in chart.series if not _is_line(chart, series)]
    crowded = any(sum(value is not None for value in at_one) > 1 for at_one in zip(*values, strict=True))
    return {"gap": 45, "overlap": 0 if crowded else 100}


def _labels(chart: Chart, series: Series, size: Size, *, as_line: bool) -> dict[str, Any]:
    """Labels that carry their own text; where there is none, the label is taken out."""
    font = _font(size.letters)
    pairs = zip(_texts(chart, series), series.values, strict=True)
    paper = {} if as_line else {"fill": {"color": "#FFFFFF"}}  # no line runs through a bar's number
    custom = [
        {"value": text, "font": font, **paper} if text and value is not None else {"delete": True}
        for text, value in pairs
    ]
    position = "above" if as_line else "outside_end"
    return {"value": True, "custom": custom, "position": position, "font": font, **paper}


def _dress(drawing: Any, chart: Chart, size: Size) -> None:
    """Axes, legend and room: one family of letters, no title, the first category on top."""
    font = _font(size.letters)
    low, high, step = _scale(chart)
    line = {"color": _INK, "width": 0.75}
    numbers = {
        "min": low, "max": high, "major_unit": step, "num_font": font, "line": {"none": True},
        "num_format": "0%" if chart.percent else _WHOLE_NUMBERS if step >= 1 else "General",
        "major_gridlines": {"visible": True, "line": {"color": _RULE, "width": 0.5}},
        "major_tick_mark": "none", "minor_tick_mark": "none",
    }  # fmt: skip
    names = {"num_font": font, "line": line, "major_tick_mark": "none", "minor_tick_mark": "none"}
    if chart.form == "bar":
        drawing.set_y_axis({**names, "reverse": True, "interval_unit": 1})
        drawing.set_x_axis({**numbers, "label_position": "high"})
        drawing.set_plotarea({"layout": _room(chart, size)})
    else:
        drawing.set_x_axis(names)
        drawing.set_y_axis(numbers)
    drawing.set_title({"none": True})
    several = len(chart.series) > 1
    drawing.set_legend({"position": "bottom", "font": font} if several else {"none": True})
    drawing.set_chartarea({"border": {"none": True}, "fill": {"color": "#FFFFFF"}})


def _font(size: float) -> dict[str, Any]:
    return {"name": nd30.FONT, "size": size, "bold": False, "color": _INK}


def _room(chart: Chart, size: Size) -> dict[str, float]:
    """Where the bars lie inside the chart, as shares of it: right of the names, left of the labels."""
    below = _AXIS_MM + _LEGEND_MM * (len(chart.series) > 1)
    return {
        "x": size.names / size.width,
        "y": 2 / size.height,
        "width": 1 - (size.names + _label_mm(chart, size.letters)) / size.width,
        "height": 1 - (2 + below) / size.height,
    }


def _label_mm(chart: Chart, letters: float) -> float:
    """Room for the longest label, which may stand at the longest bar."""
    labels = (label for series in chart.series for label in _texts(chart, series))
    return max((text_width(label, letters) for label in labels), default=0) + 4


def _scale(chart: Chart) -> tuple[float, float, float]:
    """The axis: its low and high end and its step; 0 to 100% for shares, unless one is above."""
    values = [value for series in chart.series for value in series.values if value is not None]
    high, low = max([Fraction(0), *values]), min([Fraction(0), *values])
    if chart.percent and high <= 1 and low >= 0:
        return 0, 1, 0.2
    reach = max(high, -low, Fraction(1, 5) if chart.percent else Fraction(1))
    power = Fraction(10) ** (math.floor(math.log10(reach)) - 1)
    steps = [power * factor for factor in (1, 2, 5, 10, 20, 50)]
    step = next(step for step in steps if reach / step <= 6)
    if not chart.percent and all(value.denominator == 1 for value in values):
        step = max(step, Fraction(1))  # there is no half a task
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return float(bottom), float(top if top > bottom else step), float(step)


# --- the part of a .docx --------------------------------------------------------------------


def _named(match: re.Match[bytes]) -> bytes:
    """Categories that look like numbers ("2.10", a task's code) as the names they are."""
    inside = re.sub(rb"<c:formatCode>.*?</c:formatCode>", b"", match[1])
    inside = inside.replace(b"c:numCache", b"c:strCache")
    return b"<c:cat><c:strRef>" + inside + b"</c:strRef></c:cat>"


def _letters() -> bytes:
    """The letters of all that names none of its own."""
    font = "".join(f'<a:{script} typeface="{nd30.FONT}"/>' for script in ("latin", "ea", "cs"))
    runs = f'<a:defRPr sz="1100">{font}</a:defRPr>'
    end = f'<a:endParaRPr lang="{LANGUAGE}"/>'
    return f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{runs}</a:pPr>{end}</a:p></c:txPr>".encode()
