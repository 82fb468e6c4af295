"""Plain text and `nd30` rules come in, WordprocessingML strings go out: the words of a .docx.

No library here: a table of 10,000 rows comes row by row, packed as it comes by `word`. Looks live in
paragraph styles made from `nd30.ELEMENTS`; a paragraph names its style and adds little.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from html import escape
from itertools import takewhile

from pipeline.container import LANGUAGE
from pipeline.report import nd30
from pipeline.report.document import Row, Table
from pipeline.report.figures import Mark, alone, anchor_number, has_figures, pieces, plain, reworked
from pipeline.report.metrics import MM_PER_POINT, SINGLE_LINE, wrapped
from pipeline.vietnamese import clean_text

_MAX_UNSPLIT_ROWS = 500  # beyond, "do not split" doubles the time LibreOffice needs
_SHORT_ROWS, _SHORT_MM = 12, 100  # a table that stays whole with what must not leave it
_TAIL_ROWS = 3  # of a longer table: so many stay with it
_CELL_PADDING_MM = 1.5
_EMU_PER_MM = 36_000
_FIRST_FIGURE = 1000  # ids of the figures' bookmarks stand above those of the form
_SLACK_MM = 1.5  # kept free beside a balanced line: fonts of other systems differ a little
_SCRIPTS = ("ascii", "hAnsi", "eastAsia", "cs")
_FONTS = "<w:rFonts " + " ".join(f'w:{script}="{nd30.FONT}"' for script in _SCRIPTS) + "/>"
_LANGUAGE = " ".join(f'w:{script}="{LANGUAGE}"' for script in ("val", "eastAsia", "bidi"))
_BUILT_IN = {"heading 1", "heading 2", "Body Text", "caption"}
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{nd30.COLOR}"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)

SETTINGS = f"""
<w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:compat><w:compatSetting w:name="compatibilityMode"
  w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>
<w:themeFontLang w:val="{LANGUAGE}"/><w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>
"""
KEEP_NEXT = "<w:keepNext/>"  # stays on one page with what follows
LET_GO = '<w:keepNext w:val="0"/>'  # though its style holds on
KEEP_LINES = "<w:keepLines/>"  # all its lines on one page
FONT_TABLE = (
    f'<w:font w:name="{nd30.FONT}"><w:panose1 w:val="02020603050405020304"/>'
    '<w:charset w:val="00"/><w:family w:val="roman"/><w:pitch w:val="variable"/></w:font>'
)
THEME_FONT = f'<a:latin typeface="{nd30.FONT}"/>'
# The page number as a field, with the result it has where it first shows.
PAGE_FIELD = "".join(
    f"<w:r>{content}</w:r>"
    for content in (
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>2</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    )
)


# --- paragraphs -----------------------------------------------------------------------------


def twips(mm: float) -> int:
    """Millimetres in Word's unit, a twentieth of a point."""
    return round(mm * 1440 / 25.4)


def clean(text: str) -> str:
    """`clean_text` of the words around the figures."""
    return reworked(text, clean_text)


def run(text: str) -> str:
    """`text` as it stands: a run, and inside a bookmark of its own each figure that has an anchor."""
    if not has_figures(text):
        return _run(text)
    return "".join([_run(piece) if isinstance(piece, str) else _figure(piece) for piece in pieces(text)])


def _figure(found: Mark) -> str:
    runs = _run(found.shown)
    return bookmark(found.anchor, _FIRST_FIGURE + anchor_number(found.anchor), runs) if found.anchor else runs


@lru_cache(maxsize=1 << 11)  # the same numbers too
def _run(text: str) -> str:
    return _words(text)


def _words(text: str) -> str:
    """A run of plain text; its line ends become line breaks."""
    space = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<w:r><w:t{space}>{_inside(text)}</w:t></w:r>"


def _inside(text: str) -> str:
    """What stands between the tags of a text: its line ends break the line."""
    return escape(text, quote=False).replace("\n", "</w:t><w:br/><w:t>")


def paragraph(style: str, runs: str, extra: str = "") -> str:
    """A paragraph of ready runs; `extra` is what it adds to the properties of its style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{runs}</w:p>'


def styled(style: str, text: str, extra: str = "") -> str:
    """A paragraph of plain text, cleaned, in capitals where the decree wants them."""
    text = clean(text)
    return paragraph(style, run(reworked(text, str.upper) if nd30.BY_STYLE[style].upper else text), extra)


def bookmark(name: str, number: int, runs: str) -> str:
    """Runs inside a bookmark; `number` is its id, once in a document."""
    start = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{start}{runs}<w:bookmarkEnd w:id="{number}"/>'


def gap(*, after: float = 0, keep: str = "", section_end: str = "") -> str:
    """A gap of `after` pt, or where Word needs a paragraph and the reader does not, of none.

    `keep` is empty or `KEEP_NEXT`; `section_end` are the properties of a section that ends here.
    """
    spacing = f'<w:spacing w:after="{round(after * 20)}" w:line="1" w:lineRule="exact"/>'
    size = f'<w:rPr><w:sz w:val="2"/></w:rPr>{section_end}'
    return f"<w:p><w:pPr>{keep}{spacing}{size}</w:pPr></w:p>"


def balanced(style: str, text: str, available_mm: float) -> str:
    """A centred paragraph whose lines are of like length, as a typist breaks them: no last word alone."""
    aside = twips((available_mm - _room(style, text, available_mm)) / 2)
    return styled(style, text, f'<w:ind w:left="{aside}" w:right="{aside}"/>' if aside else "")


def _room(style: str, text: str, available_mm: float) -> float:
    """The least width in mm in which `text` takes no more lines than in `available_mm`."""
    count = len(_lines(style, text, available_mm))
    if count == 1:
        return available_mm

    def fits(room_mm: float) -> bool:
        lines = _lines(style, text, room_mm)
        return len(lines) == count and max(lines) <= room_mm

    fitting = takewhile(fits, range(int(available_mm), 0, -1))
    return min([available_mm, *(mm + _SLACK_MM for mm in fitting)])


def _lines(style: str, text: str, room_mm: float) -> list[float]:
    """The length in mm of each line that the text of an element takes."""
    element = nd30.BY_STYLE[style]
    text = clean(text).upper() if element.upper else clean(text)
    return list(wrapped(text, element.size.house, room_mm, bold=element.bold))


def drawn_line(style: str, text: str, available_mm: float, after: float = 0) -> str:
    """The line the decree draws under a balanced element: the top border of a low, indented paragraph.

    `available_mm` is the width of the cell or page the text stands in, `after` in pt. Where the text
    takes several lines, the longest of them counts.
    """
    element = nd30.BY_STYLE[style]
    if element.drawn is None:
        raise ValueError(f"no line is drawn under {style}")
    longest = max(_lines(style, text, _room(style, text, available_mm)))
    length = min(longest, available_mm) * element.drawn.house
    indent = twips((available_mm - length) / 2)
    border = (
        f'<w:pBdr><w:top w:val="single" w:sz="{round(nd30.DRAWN_LINE_PT * 8)}" w:space="1" '
        f'w:color="{nd30.COLOR}"/></w:pBdr>'
    )
    after_twips = round(after * 20)
    spacing = f'<w:spacing w:before="20" w:after="{after_twips}" w:line="40" w:lineRule="exact"/>'
    indents = f'<w:ind w:left="{indent}" w:right="{indent}" w:firstLine="0"/>'
    size = '<w:rPr><w:sz w:val="4"/></w:rPr>'
    return f"<w:p><w:pPr>{KEEP_NEXT}{border}{spacing}{indents}{size}</w:pPr></w:p>"


def chart_drawing(relation_id: str, number: int, size_mm: tuple[float, float], description: str) -> str:
    """A run that holds the chart of a relationship, in the line of text; `description` is its alt text."""
    width, height = (round(mm * _EMU_PER_MM) for mm in size_mm)
    said = escape(clean(description).replace("\n", " "), quote=False).replace('"', "&quot;")
    names = f'id="{number}" name="Hình {number}" descr="{said}"'
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/"
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:effectExtent l="0" t="0" r="0" b="0"/><wp:docPr {names}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{drawing}main"><a:graphicData uri="{drawing}chart">'
        f'<c:chart xmlns:c="{drawing}chart" r:id="{relation_id}"/>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


# --- tables ---------------------------------------------------------------------------------


def frame(widths: tuple[float, ...], *rows: tuple[str, ...]) -> str:
    """A borderless table without padding, its columns `widths` mm wide; its rows never split."""
    columns = [twips(width) for width in widths]
    xml = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + "".join(_cell(width, cell) for width, cell in zip(columns, row, strict=True))
        + "</w:tr>"
        for row in rows
    )
    return _table_start(columns, padding_mm=0) + xml + "</w:tbl>"


def ruled_table(table: Table, available_mm: float, style: str, keep: str = "") -> Iterator[str]:
    """A table with rules, its head repeated on each page, in the styles that start with `style`, piece by piece.

    `keep` is empty or `KEEP_NEXT`. Columns wider than `available_mm` shrink. A long table whose end
    has to stay with what follows has its last rows in a table of their own, which no eye can tell
    from the rest: in a table over several pages, LibreOffice holds back no single rows.
    """
    widths = _column_widths(table, available_mm)
    middle = '<w:vAlign w:val="center"/>'
    titles = "".join(
        _cell(width, styled(f"{style}Head", column.title), middle)
        for width, column in zip(widths, table.columns, strict=True)
    )
    head = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{titles}</w:tr>"
    start = _table_start(widths, _CELL_PADDING_MM, f"<w:tblBorders>{_BORDERS}</w:tblBorders>")
    yield start + head
    if not keep or _is_short(table, widths, style):
        yield from _rows(table, table.rows, widths, style, keep)
    else:
        yield from _rows(table, table.rows[:-_TAIL_ROWS], widths, style)
        yield f"</w:tbl>{gap()}{start}"
        yield from _rows(table, table.rows[-_TAIL_ROWS:], widths, style, keep)
    yield "</w:tbl>"


def _is_short(table: Table, widths: list[int], style: str) -> bool:
    """Whether the whole table can stay on one page with what follows it."""
    if len(table.rows) > _SHORT_ROWS:
        return False
    element = nd30.BY_STYLE[f"{style}Text"]
    size, line = element.size.house, element.size.house * SINGLE_LINE * MM_PER_POINT
    rooms = [width * 25.4 / 1440 - 2 * _CELL_PADDING_MM for width in widths]
    height = 0.0
    for row in table.rows:
        lines = (len(list(wrapped(plain(cell), size, room))) for cell, room in zip(row.cells, rooms, strict=False))
        height += line * max(lines, default=1) + (element.before + element.after) * MM_PER_POINT
    return len(table.rows) <= _TAIL_ROWS or height <= _SHORT_MM


def _rows(table: Table, rows: tuple[Row, ...], widths: list[int], style: str, keep: str = "") -> Iterator[str]:
    """Some rows of a table; those of a table that is not very long are never split."""
    openings = _cell_openings(table, widths, style, keep)
    whole = "<w:trPr><w:cantSplit/></w:trPr>" if len(table.rows) <= _MAX_UNSPLIT_ROWS else ""
    return (f"<w:tr>{whole}{_row(row, openings, widths, style, keep)}</w:tr>" for row in rows)


def _cell_openings(table: Table, widths: list[int], style: str, keep: str = "") -> list[str]:
    """What each body cell of a column starts with, up to its text: written once for all rows."""
    aligns = (column.align for column in table.columns)
    extras = (keep + (f'<w:jc w:val="{a}"/>' if a != "left" else "") for a in aligns)
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}Text"/>{extra}</w:pPr>'
        for width, extra in zip(widths, extras, strict=True)
    ]


def _row(row: Row, openings: list[str], widths: list[int], style: str, keep: str) -> str:
    """The cells of a row; a group row is its first text over the whole width."""
    if row.style == "group":
        text = next((cell for cell in row.cells if cell), "")
        span = f'<w:gridSpan w:val="{len(widths)}"/>'
        return _cell(sum(widths), styled(f"{style}Group", text, keep), span)
    return "".join(
        [f"{opening}{_cell_words(cell)}</w:p></w:tc>" for opening, cell in zip(openings, row.cells, strict=True)]
    )


def _cell_words(text: str) -> str:
    """The runs of a body cell: most say a figure alone, or what other cells say too."""
    if not has_figures(text):
        return _plain_words(text)
    figure = alone(text)
    return run(clean(text)) if figure is None else _figure(figure)


@lru_cache(maxsize=1 << 11)  # a long table says the same names in thousands of cells
def _plain_words(text: str) -> str:
    return _words(clean_text(text))


def _column_widths(table: Table, available_mm: float) -> list[int]:
    """Widths in twips, scaled down together where they exceed the page."""
    scale = min(1.0, available_mm / sum(column.width_mm for column in table.columns))
    return [int(column.width_mm * scale * 1440 / 25.4) for column in table.columns]


def _table_start(widths: list[int], padding_mm: float, borders: str = "") -> str:
    """The opening of a table. LibreOffice reads the grid, Word the cells: both carry `widths`."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    padding = "".join(f'<w:{side} w:w="{twips(padding_mm)}" w:type="dxa"/>' for side in ("left", "right"))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{borders}<w:tblLayout w:type="fixed"/><w:tblCellMar>{padding}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>"
    )


def _cell(width: int, paragraphs: str, extra: str = "") -> str:
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>'
    return f"<w:tc>{properties}{paragraphs}</w:tc>"


# --- sections and styles --------------------------------------------------------------------


def section(header_id: str, first_header_id: str, *, landscape: bool = False) -> str:
    """A section on A4 with the decree's margins, its pages numbered from 1.

    The first page takes the header `first_header_id`, the others `header_id`.
    """
    page = nd30.PAGE
    width, height = (page.height, page.width) if landscape else (page.width, page.height)
    orientation = ' w:orient="landscape"' * landscape
    margins = " ".join(
        f'w:{side}="{twips(mm)}"'
        for side, mm in (
            ("top", page.top.house),
            ("right", page.right.house),
            ("bottom", page.bottom.house),
            ("left", page.left.house),
            ("header", page.header),
            ("footer", page.header),
            ("gutter", 0),
        )
    )
    return (
        f'<w:sectPr><w:headerReference w:type="default" r:id="{header_id}"/>'
        f'<w:headerReference w:type="first" r:id="{first_header_id}"/><w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"'
        f"{orientation}/><w:pgMar {margins}/>"
        '<w:pgNumType w:fmt="decimal" w:start="1"/><w:titlePg/></w:sectPr>'
    )


def styles() -> str:
    """The styles part: Times New Roman, black and Vietnamese throughout, one style per element."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_FONTS}"
        f'<w:color w:val="{nd30.COLOR}"/><w:sz w:val="28"/><w:szCs w:val="28"/>'
        f"<w:lang {_LANGUAGE}/>"
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f"<w:qFormat/><w:rPr>{_FONTS}</w:rPr></w:style>"
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style>'
    )
    return defaults + base + "".join(_style(element) for element in nd30.ELEMENTS)


def _style(element: nd30.Element) -> str:
    custom = "" if element.name in _BUILT_IN else ' w:customStyle="1"'
    size = round(element.size.house * 2)
    letters = "<w:b/><w:bCs/>" * element.bold + "<w:i/><w:iCs/>" * element.italic
    outline = "" if element.outline is None else f'<w:outlineLvl w:val="{element.outline}"/>'
    return (
        f'<w:style w:type="paragraph"{custom} w:styleId="{element.style}">'
        f'<w:name w:val="{element.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{KEEP_NEXT * element.keep_next}<w:widowControl/>"
        f'<w:spacing w:before="{round(element.before * 20)}" w:after="{round(element.after * 20)}" '
        f'w:line="{round(element.line * 240)}" w:lineRule="auto"/>'
        f'<w:ind w:left="{twips(element.indent)}" w:firstLine="{twips(element.first_line)}"/>'
        f'<w:jc w:val="{element.align}"/>{outline}</w:pPr>'
        f'<w:rPr>{_FONTS}{letters}<w:color w:val="{nd30.COLOR}"/><w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/></w:rPr></w:style>'
    )
