"""A .docx comes in, what its reader sees goes out: paragraphs, tables and sections with their looks.

Who wrote the file and by which styles does not matter here: only the effective formatting is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.conform.cascade import Cascade, Layout, is_on, key_of
from pipeline.conform.lists import measure, number
from pipeline.conform.package import Package, W, opened
from pipeline.conform.rows import Row, is_plain
from pipeline.conform.seen import (
    LONG,
    Block,
    Cell,
    Effective,
    Paragraph,
    Run,
    Section,
    Table,
    is_frame,
    paragraphs,
    row_height,
)
from pipeline.conform.strokes import straight_lines
from pipeline.kept import Kept

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PADDING_MM = 115 * 25.4 / 1440  # of a cell where nothing says another
_TAB_MM = 720 * 25.4 / 1440
_SHAPES = 8_000_000  # bytes of rows' shapes that are remembered
# What stands around runs and is read through; what is not named here (w:del, w:moveFrom…) is not seen.
_AROUND = {
    f"{W}{n}" for n in ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "customXml", "bdo", "dir")
}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}sym": "•"}
# Asked of each of the 100,000 cells of a long table.
_P, _TBL, _TR, _TC, _R_TAG, _T = (f"{W}{name}" for name in ("p", "tbl", "tr", "tc", "r", "t"))
_PROPERTIES, _TC_PROPERTIES, _R_PROPERTIES, _DELETED = (f"{W}{name}" for name in ("pPr", "tcPr", "rPr", f"trPr/{W}del"))


def read_effective(path: Path) -> Effective:
    """The document in a .docx; PipelineError, in one sentence, where it cannot be read."""
    with opened(path) as package:
        return effective_of(package)


def effective_of(package: Package, *, skimmed: bool = False) -> Effective:
    """The document in an open package.

    skimmed: for who judges it, without the rows far down in a long table that give no cause to: all that is asked
    of them is that their letters are black and in the decree's font.
    """
    return _Reader(package, skimmed).document()


_Found = tuple[list[Run], list[str], list[float]]  # runs, fields and shapes of a paragraph
_CellShape = tuple[int, float | None, float, bool]  # columns, stated width, padding; merged upwards


class _Reader:
    """Walks through a package once, keeping what later paragraphs depend on: fields and lists."""

    def __init__(self, package: Package, skimmed: bool) -> None:
        self._package, self._skimmed = package, skimmed
        self._cascade = Cascade(package)
        self._settings = package.related("settings")
        self._relations = package.relations(package.main)
        self._parts: dict[str, tuple[Paragraph, ...]] = {}
        self._usual: Kept[tuple[str, str], bool] = Kept(_SHAPES, lambda key, _: 4 * len(key[0]))
        self._open_fields: list[list[str]] = []  # ["instruction"], and a second item once its result runs
        self._floating: list[Paragraph] = []
        self._section, self._fullest = 0, 0.0
        self._paragraphs = self._tables = 0

    def document(self) -> Effective:
        body = self._package.body
        sections = tuple(self._sections(body))
        blocks = tuple(self._body(body, sections))
        for kind in ("footnotes", "endnotes"):
            root = self._package.related(kind)
            for note in () if root is None else root:
                self._floating.extend(paragraphs(self._blocks(note, None, ())))
        settings = self._settings
        even = None if settings is None else settings.find(f"{W}evenAndOddHeaders")
        tab = None if settings is None else settings.find(f"{W}defaultTabStop")
        stop = measure(_attribute(tab, "val")) or _TAB_MM
        return Effective(blocks, sections, tuple(self._floating), is_on(even), stop)

    def _body(self, body: Any, sections: tuple[Section, ...]) -> Iterator[Block]:
        for element in _children(body):
            width, self._fullest = sections[self._section].text_width, sections[self._section].fullest
            if element.tag == f"{W}tbl":
                self._tables += 1
                yield self._table(element, width, ())
            else:
                paragraph = self._paragraph(element, width, (self._paragraphs + 1,), "")
                self._paragraphs += bool(paragraph.text.strip())  # a reader counts what can be read
                yield paragraph
                if element.find(f"{W}pPr/{W}sectPr") is not None:
                    self._section = min(self._section + 1, len(sections) - 1)

    def _blocks(
        self, parent: Any, width: float | None, at: tuple[int, ...], table_style: str = ""
    ) -> tuple[Block, ...]:
        """The blocks inside a cell, a header, a text box or a note."""
        return tuple(
            [
                self._paragraph(e, width, at, table_style) if e.tag == _P else self._table(e, width, at)
                for e in _children(parent)
            ]
        )

    # --- sections -------------------------------------------------------------------------------

    def _sections(self, body: Any) -> Iterator[Section]:
        headers: dict[str, tuple[Paragraph, ...]] = {}
        footers: dict[str, tuple[Paragraph, ...]] = {}
        found = [e for e in body.iter(f"{W}sectPr") if e.getparent().tag in (f"{W}pPr", f"{W}body")]
        for element in found or [body.makeelement(f"{W}sectPr")]:
            headers = headers | self._stories(element, "headerReference")
            footers = footers | self._stories(element, "footerReference")
            size, margins, numbers = (element.find(f"{W}{name}") for name in ("pgSz", "pgMar", "pgNumType"))
            start = number(_attribute(numbers, "start"))
            yield Section(
                _length(size, "w"),
                _length(size, "h"),
                abs(_length(margins, "top")),
                abs(_length(margins, "bottom")),
                _length(margins, "left") + _length(margins, "gutter"),
                _length(margins, "right"),
                headers,
                footers,
                is_on(element.find(f"{W}titlePg")),
                _attribute(numbers, "fmt") or "decimal",
                None if start is None else int(start),
            )

    def _stories(self, section: Any, name: str) -> dict[str, tuple[Paragraph, ...]]:
        """The headers or footers that a section names itself, by the pages they are for."""
        found = {}
        for reference in section.iterfind(f"{W}{name}"):
            relation = self._relations.get(reference.get(f"{_R}id", ""))
            if relation is not None:
                found[reference.get(f"{W}type", "default")] = self._story(relation.target)
        return found

    def _story(self, part: str) -> tuple[Paragraph, ...]:
        if part not in self._parts:
            root = self._package.tree(part)
            before = len(self._floating)
            shown = () if root is None else tuple(paragraphs(self._blocks(root, None, (0,))))
            self._parts[part] = (*shown, *self._floating[before:])
            self._open_fields.clear()
        return self._parts[part]

    # --- tables ---------------------------------------------------------------------------------

    def _table(self, element: Any, width: float | None, at: tuple[int, ...]) -> Table:
        properties = element.find(f"{W}tblPr")
        style = _attribute(None if properties is None else properties.find(f"{W}tblStyle"), "val")
        style = style or self._cascade.default_table
        stated = [p.find(f"{W}tblCellMar") for p in (properties, *self._cascade.table(style)) if p is not None]
        margins = [margin for margin in stated if margin is not None]
        columns = [measure(c.get(f"{W}w")) or 0.0 for c in element.iterfind(f"{W}tblGrid/{W}gridCol")]
        shapes: dict[Any, _CellShape] = {None: _cell_shape(None, width, margins)}
        table = self._tables

        def cells(tr: Any, row: int) -> tuple[Cell, ...]:
            found, column = [], 0
            for place, tc in enumerate(_through(tr, _TC), 1):
                extra = tc[0] if len(tc) and tc[0].tag == _TC_PROPERTIES else None
                if (key := None if extra is None else key_of(extra)) not in shapes:
                    shapes[key] = _cell_shape(extra, width, margins)
                span, room, padding, merged = shapes[key]
                room = room or sum(columns[column : column + span]) or None
                column += span
                inside = None if room is None else max(0.0, room - padding)
                found.append(Cell(inside, self._blocks(tc, inside, at or (table, row, place), style), span, merged))
            return tuple(found)

        shown = (tr for tr in _through(element, _TR) if tr.find(_DELETED) is None)
        rows = [cells(tr, row) for row, tr in enumerate(shown, 1)]
        for row, tr in self._tail(element, rows, style):
            rows.append(cells(tr, row))
        return Table(tuple(rows), self._section)

    def _tail(self, table: Any, rows: list[tuple[Cell, ...]], style: str) -> Iterator[tuple[int, Any]]:
        """The rows in the tail of a table with their numbers, while they are read into `rows`.

        Where it is skimmed, those are left out that nobody asks for its height: a page is full before them.
        """
        number, left, skims = len(rows), self._fullest, False
        for row in self._package.tail(table):
            if not skims and (number == LONG or (left < 0 and number < LONG)):
                skims = self._skimmed and not is_frame(rows)
            if skims and self._is_usual(row, style):
                number += 1
            elif (tr := self._package.row(row)).find(_DELETED) is None:
                number += 1
                yield number, tr
                if self._skimmed and left >= 0:
                    left -= row_height(rows[-1])

    def _is_usual(self, row: Row, style: str) -> bool:
        """Whether all letters of a row are as the decree wants them, and nothing that follows depends on it."""
        if not row.shape or self._open_fields:
            return False
        known = self._usual.get((row.shape, style))
        return self._usual.put((row.shape, style), self._looks_usual(row, style)) if known is None else known

    def _looks_usual(self, row: Row, style: str) -> bool:
        tree = self._package.mould(row)
        listed = (self._layout(p, style).numbering is not None for p in tree.iter(_P))
        if not is_plain(row, tree) or any(listed):
            return False
        read = (self._paragraph(p, None, (), style) for p in tree.iter(_P))
        return not any(any(run.look.strange) for paragraph in read for run in paragraph.runs)

    # --- paragraphs and runs --------------------------------------------------------------------

    def _paragraph(self, element: Any, width: float | None, at: tuple[int, ...], table_style: str) -> Paragraph:
        layout = self._layout(element, table_style)
        into: _Found = ([], [], [])
        self._inline(element, layout.style, table_style, into)
        runs, fields, shapes = into
        text = runs[0].text if len(runs) == 1 else "".join([run.text for run in runs])
        if layout.numbering is not None:
            text = self._cascade.lists.label(layout.numbering) + text
        return Paragraph(text, tuple(runs), layout, width, self._section, at, tuple(fields), tuple(shapes))

    def _layout(self, paragraph: Any, table_style: str) -> Layout:
        properties = paragraph[0] if len(paragraph) and paragraph[0].tag == _PROPERTIES else None
        return self._cascade.layout(properties, table_style)

    def _inline(self, parent: Any, style: str, table_style: str, into: _Found) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R_TAG:
                self._run(child, style, table_style, into)
            elif tag in _AROUND:
                self._inline(child, style, table_style, into)
            elif tag == f"{W}fldSimple":
                into[1].append(child.get(f"{W}instr", ""))
                self._inline(child, style, table_style, into)
            elif tag == f"{_MC}AlternateContent":
                self._inline(_chosen(child), style, table_style, into)

    def _run(self, run: Any, style: str, table_style: str, into: _Found) -> None:
        properties, text = None, ""
        for child in run:
            tag = child.tag
            if tag == _T:
                if not self._open_fields or all(len(f) > 1 for f in self._open_fields):
                    text += child.text or ""
            elif tag == _R_PROPERTIES:
                properties = child
            elif tag in _SIGNS:
                text += _SIGNS[tag]
            elif tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""), into[1])
            elif tag == f"{W}instrText" and self._open_fields:
                self._open_fields[-1][0] += child.text or ""
            elif tag == f"{W}pgNum":
                into[1].append("PAGE")
            elif tag in (f"{W}drawing", f"{W}pict", f"{W}object"):
                self._drawing(child, into[2])
            elif tag == f"{_MC}AlternateContent":
                for drawing in _chosen(child):
                    self._drawing(drawing, into[2])
        look = self._cascade.look(properties, style, table_style)
        if text and not look.hidden:
            into[0].append(Run(text.upper() if look.caps else text, look))

    def _field(self, kind: str, fields: list[str]) -> None:
        if kind == "begin":
            self._open_fields.append([""])
        elif self._open_fields:
            if len(self._open_fields[-1]) == 1:
                fields.append(self._open_fields[-1][0])
                self._open_fields[-1].append("result")
            if kind == "end":
                self._open_fields.pop()

    def _drawing(self, drawing: Any, shapes: list[float]) -> None:
        """Straight lines are kept by their lengths, text boxes as paragraphs that float."""
        for box in drawing.iter(f"{W}txbxContent"):
            held, self._open_fields = self._open_fields, []
            self._floating.extend(paragraphs(self._blocks(box, None, ())))
            self._open_fields = held
        shapes.extend(straight_lines(drawing))


# --- small readings ---------------------------------------------------------------------------


def _children(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables of a parent, those wrapped in controls and insertions included."""
    for child in parent:
        tag = child.tag
        if tag in (_P, _TBL):
            yield child
        elif tag in _AROUND:
            yield from _children(child)
        elif tag == f"{_MC}AlternateContent":
            yield from _children(_chosen(child))


def _through(parent: Any, tag: str) -> Iterator[Any]:
    """Children of one tag, those wrapped in controls included."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _AROUND:
            yield from _through(child, tag)


def _chosen(alternatives: Any) -> Any:
    """The one of alternative contents that a program of today shows."""
    return next(iter(alternatives), alternatives)


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else str(element.get(f"{W}{name}", ""))


def _length(element: Any, name: str) -> float:
    return measure(_attribute(element, name)) or 0.0


def _padding(stated: list[Any], side: str) -> float:
    """The padding of a cell on one side, by the first of the elements that states it."""
    names = {"left": ("left", "start"), "right": ("right", "end")}[side]
    for element in stated:
        for name in names:
            length = measure(_attribute(element.find(f"{W}{name}"), "w"))
            if length is not None:
                return length
    return _PADDING_MM


def _cell_shape(properties: Any, table_width: float | None, margins: list[Any]) -> _CellShape:
    if properties is None:
        return 1, None, _padding(margins, "left") + _padding(margins, "right"), False
    span = number(_attribute(properties.find(f"{W}gridSpan"), "val"))
    own = properties.find(f"{W}tcMar")
    stated = margins if own is None else [own, *margins]
    room = _cell_width(properties.find(f"{W}tcW"), table_width)
    merged = (merge := properties.find(f"{W}vMerge")) is not None and _attribute(merge, "val") != "restart"
    return max(1, int(span or 1)), room, _padding(stated, "left") + _padding(stated, "right"), merged


def _cell_width(element: Any, table_width: float | None) -> float | None:
    """The width a cell states, in mm; None where it states none."""
    kind, value = _attribute(element, "type"), _attribute(element, "w")
    if kind in ("auto", "nil"):
        return None
    if kind == "pct" or value.endswith("%"):
        share = number(value.rstrip("%"))
        share = None if share is None else share / (100 if value.endswith("%") else 5000)
        return None if share is None or table_width is None else share * table_width
    return measure(value)
