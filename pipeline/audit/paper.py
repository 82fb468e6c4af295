"""A .docx comes in, what it says goes out: every line with its figures and its place, pictures and charts.

Looks do not matter here, nor which program saved the file last. Every file is taken as hostile: `conform.package`
opens it, and nothing in it is walked through twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.audit.charts import WORKBOOKS, Chart, read_chart
from pipeline.audit.line import MARK, NEAR, Line, Mould, Place, Unit, Words
from pipeline.conform.package import Package, W, opened, unpacked
from pipeline.conform.rows import Row, is_plain
from pipeline.kept import Kept
from pipeline.report.nd30 import NATIONAL_NAME
from pipeline.vietnamese import fold

SIGNED = "chữ ký và nơi nhận"  # the part of a place beside which the signature stands
ANCHOR = re.compile(r"S\d{1,9}_\d{1,9}")
PAYLOAD = "urn:bao-cao:registry:1"  # the namespace of the part that holds the registry
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_APPENDIX = re.compile(r"phụ lục(?: (?:[ivxlc]+|\d+))?[.:]?")
_HEADING = re.compile(r"(?:[IVXLC]+|\d+(?:\.\d+)*)\. \S.{0,150}")
_PAGE_FIELDS = re.compile(r"\s*(PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_STORIES = {"header": "Đầu trang", "footer": "Chân trang", "footnotes": "Chú thích cuối trang",
            "endnotes": "Chú thích cuối văn bản"}  # fmt: skip
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sectPr",
                                   "sdtPr", "sdtEndPr", "delText", "delInstrText", "rt")}  # fmt: skip
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}sym": "•"}
_R_PROPERTIES = f"{W}rPr"
_P, _R_TAG, _T, _TBL, _TR, _TC = (f"{W}{name}" for name in ("p", "r", "t", "tbl", "tr", "tc"))
_START, _END, _FIELD, _CODE = (f"{W}{name}" for name in ("bookmarkStart", "bookmarkEnd", "fldChar", "instrText"))
_DRAWN = {f"{W}{name}" for name in ("drawing", "pict", "object")}
_FOREIGN = {f"{W}altChunk", f"{W}subDoc"}  # another document, shown inside this one
_OFF = ("0", "false", "off")
_SHAPES = 8_000_000  # bytes of rows' shapes that are remembered


@dataclass(frozen=True, slots=True)
class Paper:
    """What a document says. `loose` stands outside its text: text boxes, notes, headers but for page numbers.

    `pictures` are all drawings but the charts and what is drawn beside the signer's name.
    """

    units: tuple[Unit, ...]
    loose: tuple[Line, ...] = ()
    pictures: tuple[Place, ...] = ()
    charts: tuple[Chart, ...] = ()
    payload: bytes | None = None  # the XML part of the registry, as it stands in the file

    @property
    def lines(self) -> Iterator[Line]:
        """All lines with text in reading order."""
        return (line for unit in self.units for line in unit if line.coded)


def read_paper(path: Path) -> Paper:
    """What the .docx at `path` says; PipelineError, in one sentence, where it cannot be read."""
    with opened(path, also=WORKBOOKS) as package:
        return paper_in(package)


def paper_of(docx: bytes, name: str) -> Paper:
    """The same of a file's bytes; `name` is what an error calls it."""
    with unpacked(docx, name, also=WORKBOOKS) as package:
        return paper_in(package)


def paper_in(package: Package) -> Paper:
    """The same of an open package, which has the parts that end as `WORKBOOKS` says."""
    return Reader(package).paper()


class Reader:
    """Walks through a package once, keeping what later paragraphs depend on: part, table and open fields."""

    def __init__(self, package: Package) -> None:
        self._package, self._brief = package, False
        self._relations = package.relations(package.main)
        self._moulds: Kept[str, Mould] = Kept(_SHAPES, lambda shape, _: 4 * len(shape))
        self._fields: list[list[str]] = []  # ["instruction"], and a second item once its result runs
        self._loose: list[Line] = []
        self._pictures: list[Place] = []
        self._charts: list[str] = []
        self._part, self._near, self._story = "Phần chính", "", ""
        self._paragraph = self._table = self._row = self._columns = 0
        self._place = Place(self._part)

    def units(self) -> Iterator[Unit]:
        """The text unit by unit; what stands outside it is gathered meanwhile."""
        return (unit for unit in self._body(self._package.body) if not isinstance(unit, list))

    def coded(self) -> Iterator[list[str]]:
        """The same, but of each line no more than `coded`: of long tables that is told in half the time."""
        self._brief = True
        units = self._body(self._package.body)
        return (unit if isinstance(unit, list) else [line.coded for line in unit] for unit in units)

    def charts(self) -> Iterator[Chart]:
        """The charts that have been found in the text so far."""
        return (read_chart(self._package, name) for name in self._charts)

    def paper(self) -> Paper:
        """All of it."""
        units = tuple(self.units())
        for relation in self._relations.values():
            if relation.kind in _STORIES:
                self._story, self._fields = _STORIES[relation.kind], []
                self._place = Place(self._story)
                self._float(self._package.tree(relation.target), self._story)
        payload = next((part for part in self._custom() if PAYLOAD.encode() in part[:1000]), None)
        loose = tuple(dict.fromkeys(self._loose))  # a header stands in the file once for each section
        return Paper(units, loose, tuple(self._pictures), tuple(self.charts()), payload)

    def _custom(self) -> Iterator[bytes]:
        for relation in self._relations.values():
            if relation.kind == "customXml" and relation.target.lower() in self._package.parts:
                yield self._package.parts[relation.target.lower()]

    # --- blocks -----------------------------------------------------------------------------------

    def _body(self, parent: Any) -> Iterator[Unit | list[str]]:
        for element in _shown(parent):
            if element.tag == _P:
                yield from self._body_paragraph(element)
            elif element.tag == _TBL:
                yield from self._body_table(element)
            elif element.tag in _FOREIGN:
                self._pictures.append(self._place)
            else:
                yield from self._body(element)

    def _body_paragraph(self, element: Any) -> Iterator[Unit]:
        self._place = Place(self._part, (self._paragraph + 1,), self._near)
        words = Words()
        self._read(element, words)
        line = words.line(self._place)
        if not line.coded:
            return
        self._columns = 0
        text = line.shown
        if len(text) < 20 and _APPENDIX.fullmatch(fold(text)):
            self._part, self._near, self._paragraph, self._table = text.rstrip(".:"), "", 0, 0
            line = Line(line.coded, line.figures, Place(self._part))
        else:
            self._paragraph += 1
            if _HEADING.fullmatch(text):
                self._near = text[:NEAR]
        yield (line,)

    def _body_table(self, table: Any) -> Iterator[Unit | list[str]]:
        """A table; one that follows without a word between, of as many columns, goes on with the one before."""
        rows = [row for row in _through(table, _TR) if row.find(f"{W}trPr/{W}del") is None]
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        part, signs = self._part, False
        for number, row in enumerate(rows):
            cells = list(_through(row, _TC))
            if number == 0:
                first, said = "".join(cells[0].itertext()) if cells else "", "".join(row.itertext())
                signs = fold(first).startswith("nơi nhận")
                if signs or NATIONAL_NAME in said.upper():
                    part = f"{self._part}, {SIGNED if signs else 'phần mở đầu'}"
                    self._columns = self._row = 0
                elif not columns or columns != self._columns:
                    self._table, self._row, self._columns = self._table + 1, 0, columns
            yield from self._body_row(cells, part, signs)
        for row in self._package.tail(table):
            mould = self._mould(row)
            if mould and self._brief:
                self._row += 1
                if any(coded := mould.coded(row)):
                    yield coded
            elif mould:
                yield from self._body_row(mould.lines(row), part, signs)
            elif (tree := self._package.row(row)).find(f"{W}trPr/{W}del") is None:
                yield from self._body_row(list(_through(tree, _TC)), part, signs)
        if part != self._part:
            self._columns = self._row = 0

    def _body_row(self, cells: Sequence[Any], part: str, signs: bool) -> Iterator[Unit]:
        """A row of a table, its cells as elements, or as lines that have no place yet."""
        self._row += 1
        place = Place(part, (0 if part != self._part else self._table, self._row))
        unit: list[Line] = []
        near = ""
        for column, cell in enumerate(cells, 1):
            self._place = Place(place.part, (*place.at, column), near)
            before = len(self._pictures)
            known = isinstance(cell, Line)
            unit.append(cell._replace(place=self._place) if known else self._words(cell).line(self._place))
            if signs and column > 1:  # a signature may be a picture
                del self._pictures[before:]
            if column == 1 and place.part == self._part:
                near = unit[0].shown.split("\n")[0][:NEAR]
        if any(line.coded for line in unit):
            yield tuple(unit)

    def _mould(self, row: Row) -> Mould | None:
        """What tells the cells of a row in the tail of a table by its shape; None where that does not tell all."""
        if not row.shape or self._fields:
            return None
        known = self._moulds.get(row.shape)
        if known is None:
            known = self._moulds.put(row.shape, self._mould_of(row))
        return known if known.keys else None

    def _mould_of(self, row: Row) -> Mould:
        """That of no cells where they cannot be told."""
        tree = self._package.mould(row)
        cells = [self._words(cell) for cell in _through(tree, _TC)] if is_plain(row, tree) else []
        single = all(len(piece) == 1 for words in cells for piece in words.pieces)
        return Mould(cells if single else ())

    def _words(self, cell: Any) -> Words:
        words = Words()
        self._cell(cell, words)
        return words

    def _cell(self, parent: Any, words: Words) -> None:
        """All that stands in a cell, a table in it row by row."""
        for element in _shown(parent):
            if element.tag == _P:
                if words.pieces and words.pieces[-1] != "\n":
                    words.say("\n")
                self._read(element, words)
            elif element.tag in _FOREIGN:
                self._pictures.append(self._place)
            elif element.tag in (_START, _END):
                self._inline((element,), words)
            elif element.tag != _TR or element.find(f"{W}trPr/{W}del") is None:
                self._cell(element, words)

    def _float(self, root: Any, part: str) -> None:
        """What stands outside the text, as one line."""
        words = Words()
        if root is not None:
            self._cell(root, words)
        line = words.line(self._place._replace(part=part))
        if line.coded:
            self._loose.append(line)

    # --- words ------------------------------------------------------------------------------------

    def _read(self, paragraph: Any, words: Words) -> None:
        self._inline(paragraph, words)
        for key in list(words.open):  # an anchor ends with its paragraph
            words.end(key)

    def _inline(self, parent: Any, words: Words) -> None:
        for child in parent:
            tag = child.tag
            if tag == _R_TAG:
                if not _is_hidden(child):
                    self._inline(child, words)
            elif tag in (_T, _MATH):
                if not self._fields or self._is_told():
                    words.say((child.text or "").replace(MARK, "\ufffd").replace("\u2011", "-"))
            elif tag == _START:
                if ANCHOR.fullmatch(child.get(f"{W}name", "")):
                    words.open[child.get(f"{W}id", "")] = (child.get(f"{W}name"), words.length)
            elif tag == _END:
                words.end(child.get(f"{W}id", ""))
            elif tag in _SIGNS:
                words.say(_SIGNS[tag])
            elif tag == _FIELD:
                self._field(child.get(f"{W}fldCharType", ""))
            elif tag == _CODE:
                if self._fields:
                    self._fields[-1][0] += child.text or ""
            elif tag == f"{W}fldSimple":
                self._fields.append([child.get(f"{W}instr", ""), "result"])
                self._inline(child, words)
                self._fields.pop()
            elif tag in _DRAWN:
                self._drawing(child)
            elif tag not in _GONE:
                self._inline(_chosen(child), words)

    def _is_told(self) -> bool:
        """Whether the text of open fields is read: their results are, but for the number of a page above it."""
        return all(len(f) > 1 and not (self._story and _PAGE_FIELDS.match(f[0])) for f in self._fields)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append([""])
        elif kind == "separate" and self._fields:
            self._fields[-1].append("result")
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _drawing(self, drawing: Any) -> None:
        """A chart, text boxes, or a picture."""
        charts = [self._relations.get(c.get(f"{_R}id", "")) for c in drawing.iter(f"{_C}chart")]
        boxes = list(_boxes(drawing))
        if charts and not self._story:
            self._charts += [relation.target for relation in charts if relation is not None]
        elif not boxes:
            self._pictures.append(self._place)
        held, self._fields = self._fields, []
        for box in boxes:
            self._float(box, f"{self._place.part}, hộp văn bản")
        self._fields = held


# --- small readings ---------------------------------------------------------------------------------


def _shown(parent: Any) -> Iterator[Any]:
    """The children that are seen; of alternative contents the first only."""
    for child in parent:
        if child.tag == _ALTERNATIVES:
            yield from _shown(_chosen(child))
        elif child.tag not in _GONE:
            yield child


def _chosen(element: Any) -> Any:
    """The first of alternative contents; any other element itself."""
    return next(iter(element), ()) if element.tag == _ALTERNATIVES else element


def _through(parent: Any, tag: str) -> Iterator[Any]:
    """Children of one tag, those wrapped in controls included."""
    for child in _shown(parent):
        if child.tag == tag:
            yield child
        elif child.tag not in (_P, _TBL, _TR, _TC):
            yield from _through(child, tag)


def _boxes(drawing: Any) -> Iterator[Any]:
    """The text boxes of a drawing but those inside another."""
    for child in _shown(drawing):
        if child.tag == f"{W}txbxContent":
            yield child
        else:
            yield from _boxes(child)


def _is_hidden(run: Any) -> bool:
    properties = next(iter(run), None)
    if properties is None or properties.tag != _R_PROPERTIES:
        return False
    hidden = properties.find(f"{W}vanish")
    return hidden is not None and hidden.get(f"{W}val", "1") not in _OFF
