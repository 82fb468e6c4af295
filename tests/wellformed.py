"""A .docx or .xlsx comes in, what validators of the schema pass over goes out: one line a finding.

Read with the standard library alone, never with the code under test. A workbook inside a document
is looked at like any other.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

LANGUAGE = "vi-VN"
_OFFICE = "http://schemas.openxmlformats.org/"
_W = f"{{{_OFFICE}wordprocessingml/2006/main}}"
_R = f"{{{_OFFICE}officeDocument/2006/relationships}}"
_A = f"{{{_OFFICE}drawingml/2006/main}}"
_C = f"{{{_OFFICE}drawingml/2006/chart}}"
_WP = f"{{{_OFFICE}drawingml/2006/wordprocessingDrawing}}"
_DC, _TERMS = "{http://purl.org/dc/elements/1.1/}", "{http://purl.org/dc/terms/}"
_CORE, _TYPES = "docProps/core.xml", "[Content_Types].xml"
_LIBRARIES = re.compile(r"python|docx|openpyxl|xlsxwriter|lxml|libreoffice|pandas", re.IGNORECASE)
_ESCAPED = re.compile(r"_x00(?:[01][0-9A-Fa-f]|7[fF]|[89][0-9A-Fa-f])_")  # how a spreadsheet keeps a control character
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Relationships that a part names by their id; the others (styles, settings, comments) hold by being there.
_NAMED = frozenset(
    {"header", "footer", "chart", "image", "hyperlink", "package", "worksheet", "drawing", "vmlDrawing", "oleObject"}
)
_PACKING = ((1980, 1, 1, 0, 0, 0), 3, 0o644)


@dataclass(frozen=True)
class Expected:
    """What the properties have to say: the agency, whatever its letters' case, and the time."""

    author: str
    stamp: datetime


@dataclass(frozen=True)
class Relation:
    source: str
    id: str
    type: str
    target: str
    external: bool


@dataclass(frozen=True)
class Package:
    """The parts of a file, and what holds them together."""

    parts: dict[str, bytes]
    packing: frozenset[tuple[object, ...]]  # time, system and rights of every part
    names: tuple[str, ...]
    expected: Expected

    @cached_property
    def trees(self) -> dict[str, Element]:
        ends = (".xml", ".rels", ".vml")
        return {name: ElementTree.fromstring(data) for name, data in self.parts.items() if name.endswith(ends)}

    @cached_property
    def relations(self) -> tuple[Relation, ...]:
        return tuple(
            Relation(
                source := _source(name), r.get("Id", ""), r.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join(posixpath.dirname(source), r.get("Target", ""))).lstrip("/"),
                r.get("TargetMode") == "External",
            )
            for name, tree in self.trees.items() if name.endswith(".rels") for r in tree
        )  # fmt: skip

    def stories(self) -> Iterator[tuple[str, Element]]:
        """The parts of a document that hold text."""
        yield from ((n, t) for n, t in self.trees.items() if t.tag in (f"{_W}document", f"{_W}hdr", f"{_W}ftr"))

    def attributes(self, tag: str, name: str = f"{_W}val") -> Iterator[tuple[str, str]]:
        """(part, value) of an attribute wherever the element stands."""
        for part, tree in self.trees.items():
            yield from ((part, e.get(name, "")) for e in tree.iter(tag))


def findings(data: bytes, expected: Expected) -> list[str]:
    """Everything that is wrong with a file; an empty list where nothing is."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
        packing = frozenset((info.date_time, info.create_system, info.external_attr >> 16) for info in file.infolist())
        package = Package(parts, packing, tuple(file.namelist()), expected)
    found = [f"{check.__name__.strip('_')}: {said}" for check in _CHECKS for said in check(package)]
    inside = {name: part for name, part in parts.items() if name.endswith(".xlsx")}
    return found + [f"{name}: {said}" for name, part in inside.items() for said in findings(part, expected)]


# --- the package ------------------------------------------------------------------------------


def _source(name: str) -> str:
    """The part whose relationships a .rels part lists; "" the package."""
    folder, _, file = name.rpartition("/")
    return posixpath.join(folder.removesuffix("_rels"), file.removesuffix(".rels"))


def _parts_twice(package: Package) -> Iterator[str]:
    yield from _twice(name.casefold() for name in package.names)


def _relations(package: Package) -> Iterator[str]:
    """Dangling, never used, or used without being there; parts that nothing leads to."""
    named = {(part, value) for part, tree in package.trees.items() for value in _references(tree)}
    for r in package.relations:
        if not r.external and r.target not in package.parts:
            yield f"{r.source} {r.id}: no part {r.target}"
        if r.source and r.type in _NAMED and (r.source, r.id) not in named:
            yield f"{r.source} {r.id}: never used"
    known = {(r.source, r.id) for r in package.relations}
    yield from (f"{part} {value}: no relationship" for part, value in sorted(named - known))
    reached = {r.target for r in package.relations}
    lost = (n for n in package.parts if n != _TYPES and not n.endswith(".rels") and n not in reached)
    yield from (f"{name}: nothing leads to it" for name in lost)
    yield from _twice((r.source, r.id) for r in package.relations)


def _references(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        yield from (value for name, value in element.attrib.items() if name.startswith(_R))


def _content_types(package: Package) -> Iterator[str]:
    tree = package.trees[_TYPES]
    overrides = [e.get("PartName", "").lstrip("/") for e in tree if e.tag.endswith("Override")]
    defaults = {e.get("Extension", "").casefold() for e in tree if e.tag.endswith("Default")}
    for name in package.parts:
        if name not in (_TYPES, *overrides) and name.rpartition(".")[2].casefold() not in defaults:
            yield f"{name}: no content type"
    yield from (f"{name}: a content type, but no part" for name in overrides if name not in package.parts)


def _properties(package: Package) -> Iterator[str]:
    core, expected = package.trees.get(_CORE), package.expected
    if core is None:
        yield "none"
        return
    said = {child.tag.rpartition("}")[2]: child.text or "" for child in core}
    for key in ("creator", "lastModifiedBy"):
        if said.get(key, "").casefold() != expected.author.casefold():
            yield f"{key} is “{said.get(key, '')}”"
    if not said.get("title"):
        yield "no title"
    for key in ("created", "modified"):
        if said.get(key) != f"{expected.stamp:%Y-%m-%dT%H:%M:%SZ}":
            yield f"{key} is “{said.get(key)}”"
    for name, tree in package.trees.items():
        if name.startswith("docProps/"):
            yield from (f"{name} names a library: {e.text}" for e in tree.iter() if _LIBRARIES.search(e.text or ""))
    if any(r.type == "thumbnail" for r in package.relations) or any("thumbnail" in name for name in package.parts):
        yield "a thumbnail"
    if package.packing != {_PACKING}:
        yield "the container tells when, where or by whom it was packed"


# --- text ---------------------------------------------------------------------------------------


def _texts(package: Package) -> Iterator[str]:
    """Texts and attributes with control characters, or not in NFC."""
    for part, tree in package.trees.items():
        if part.endswith(".vml"):
            continue  # its own ids are written like escapes; it holds no text of ours
        for element in tree.iter():
            for text in (element.text or "", element.tail or "", *element.attrib.values()):
                yield from (f"{part}: {said}: {text[:60]!r}" for said in text_findings(text))


def text_findings(text: str) -> Iterator[str]:
    """What a text must not hold."""
    if text.isascii() and text.isprintable() and "_x00" not in text:
        return
    if any((unicodedata.category(c) == "Cc" and c not in "\n\t") or c in _BIDI for c in text) or _ESCAPED.search(text):
        yield "control character"
    if not unicodedata.is_normalized("NFC", text):
        yield "not NFC"


def _language(package: Package) -> Iterator[str]:
    said = [
        *(pair for name in ("val", "eastAsia", "bidi") for pair in package.attributes(f"{_W}lang", _W + name)),
        *package.attributes(f"{_W}themeFontLang"),
        *package.attributes(f"{_C}lang", "val"),
        *(pair for tag in ("rPr", "defRPr", "endParaRPr") for pair in package.attributes(_A + tag, "lang")),
    ]
    yield from (f"{part}: {value}" for part, value in said if value not in ("", LANGUAGE))
    styles = package.trees.get("word/styles.xml")
    if styles is not None:
        if styles.find(f"{_W}docDefaults//{_W}lang") is None:
            yield "the styles name none"
        if package.trees[_CORE].findtext(f"{_DC}language") != LANGUAGE:
            yield "the properties name none"


# --- documents --------------------------------------------------------------------------------


def _fields(package: Package) -> Iterator[str]:
    """Complex fields that do not end, or show nothing until Word reckons them anew."""
    for part, tree in package.stories():
        yield from (f"{part}: simple field without result" for f in tree.iter(f"{_W}fldSimple") if not _shown(f))
        opened: list[list[str]] = []  # per open field: its separator, then what it shows
        for element in tree.iter():
            if element.tag == f"{_W}t" and opened and opened[-1]:
                opened[-1].append(element.text or "")
            if element.tag != f"{_W}fldChar":
                continue
            kind = element.get(f"{_W}fldCharType", "")
            if kind == "begin":
                opened.append([])
            elif not opened:
                yield f"{part}: {kind} without begin"
            elif kind == "separate":
                opened[-1].append("")
            elif not "".join(opened.pop()):
                yield f"{part}: without a cached result"
        yield from (f"{part}: without end" for _ in opened)


def _shown(element: Element) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_W}t"))


def _styles(package: Package) -> Iterator[str]:
    """Styles that are used and not defined, defined twice, or named as Word cannot name them."""
    tree = package.trees.get("word/styles.xml")
    if tree is None:
        return
    defined = [(s.get(f"{_W}type", ""), s.get(f"{_W}styleId", "")) for s in tree.iter(f"{_W}style")]
    kinds = {"pStyle": ("paragraph",), "rStyle": ("character",), "tblStyle": ("table",)}
    every = ("paragraph", "character", "table", "numbering")
    for tag, allowed in {**kinds, **dict.fromkeys(("basedOn", "next", "link"), every)}.items():
        for part, value in package.attributes(_W + tag):
            if not any((kind, value) in defined for kind in allowed):
                yield f"{part}: {tag} {value} is not defined"
    yield from _twice(style_id for _, style_id in defined)
    names = [name.get(f"{_W}val", "") for name in tree.iterfind(f"{_W}style/{_W}name")]
    yield from _twice(name.casefold() for name in names)
    yield from (f"“{name}”: a comma starts another name" for name in names if "," in name)


def _numbering(package: Package) -> Iterator[str]:
    tree = package.trees.get("word/numbering.xml", Element("none"))
    defined = {n.get(f"{_W}numId") for n in tree.iterfind(f"{_W}num")} | {"0"}  # 0 takes a number away
    abstract = {n.get(f"{_W}abstractNumId") for n in tree.iterfind(f"{_W}abstractNum")}
    for part, value in package.attributes(f"{_W}numId"):
        if value not in defined:
            yield f"{part}: {value} is not defined"
    used = (n.get(f"{_W}val") for n in tree.iterfind(f"{_W}num/{_W}abstractNumId"))
    yield from (f"abstract {value} is not defined" for value in used if value not in abstract)


def _bookmarks(package: Package) -> Iterator[str]:
    starts = [e for _, tree in package.stories() for e in tree.iter(f"{_W}bookmarkStart")]
    ends = [e.get(f"{_W}id") for _, tree in package.stories() for e in tree.iter(f"{_W}bookmarkEnd")]
    ids = [e.get(f"{_W}id") for e in starts]
    yield from _twice(ids)
    yield from _twice(e.get(f"{_W}name", "").casefold() for e in starts)
    if Counter(ids) != Counter(ends):
        yield f"starts {ids}, ends {ends}"


def _drawings(package: Package) -> Iterator[str]:
    yield from _twice(e.get("id") for _, tree in package.stories() for e in tree.iter(f"{_WP}docPr"))


def _tables(package: Package) -> Iterator[str]:
    """Cells that do not end with a paragraph, rows that do not fill the grid, tables without a head."""
    for part, tree in package.stories():
        for number, table in enumerate(tree.iter(f"{_W}tbl"), 1):
            place = f"{part} table {number}"
            grid = len(table.findall(f"{_W}tblGrid/{_W}gridCol"))
            for count, row in enumerate(table.iterfind(f"{_W}tr"), 1):
                if (filled := _columns(row)) != grid:
                    yield f"{place} row {count}: {filled} columns of {grid}"
                if any(not len(cell) or cell[-1].tag != f"{_W}p" for cell in row.iterfind(f"{_W}tc")):
                    yield f"{place} row {count}: a cell without paragraph at its end"
        yield from (f"{part}: {said}" for said in _headless(tree))


def _columns(row: Element) -> int:
    """The columns of the grid that a row takes."""
    own = [row.find(f"{_W}trPr/{_W}{tag}") for tag in ("gridBefore", "gridAfter")]
    spans = [cell.find(f"{_W}tcPr/{_W}gridSpan") for cell in row.iterfind(f"{_W}tc")]
    beside = sum(int(e.get(f"{_W}val", "0")) for e in own if e is not None)
    return beside + sum(1 if e is None else int(e.get(f"{_W}val", "1")) for e in spans)


def _headless(tree: Element) -> Iterator[str]:
    """Ruled tables without a repeated head that do not carry on the table before them."""
    body = tree.find(f"{_W}body")
    before: Element | None = None
    for block in body if body is not None else ():
        if block.tag == f"{_W}tbl":
            carries_on = before is not None and _grid(before) == _grid(block)
            ruled = block.find(f"{_W}tblPr/{_W}tblBorders") is not None
            if ruled and not carries_on and block.find(f"{_W}tr[1]/{_W}trPr/{_W}tblHeader") is None:
                yield f"table without a head: {_shown(block)[:40]}"
            before = block
        elif _shown(block):
            before = None


def _grid(table: Element) -> list[str]:
    return [column.get(f"{_W}w", "") for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]


def _headings(package: Package) -> Iterator[str]:
    """Levels of headings that are skipped: what a reader's pane of headings trips over."""
    for _, tree in package.stories():
        level = 0
        for style in (p.get(f"{_W}val", "") for p in tree.iter(f"{_W}pStyle")):
            if style.startswith("Heading"):
                found = int(style.removeprefix("Heading"))
                if found > level + 1:
                    yield f"{style} after level {level}"
                level = found


def _twice(values: Iterable[object]) -> Iterator[str]:
    yield from (f"{value} stands there {count} times" for value, count in Counter(values).items() if count > 1)


_CHECKS: tuple[Callable[[Package], Iterator[str]], ...] = (
    _parts_twice, _relations, _content_types, _properties, _texts, _language,
    _fields, _styles, _numbering, _bookmarks, _drawings, _tables, _headings,
)  # fmt: skip
