"""A path comes in, the parsed XML parts of a .docx, and what else is asked for, go out. Every file is hostile.

Sizes are capped before anything is unpacked, no entity and no DTD is followed, and a file that
cannot be read is a `PipelineError` of one sentence.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from pipeline import limits
from pipeline.conform.rows import MARK, Row, Rows, cut, each
from pipeline.conform.rows import W as W
from pipeline.model import PipelineError
from pipeline.sweeping import unswept

_REFUSALS = {
    "big": "giải nén ra quá lớn ({})",
    "crafted": "có cấu trúc mà Word không tạo ra ({})",
    "locked": "được đặt mật khẩu",
}
_XML = (".xml", ".rels")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream that holds a protected file
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(wordprocessingml|drawingml|officeDocument)/")
_TRANSITIONAL = {
    b"wordprocessingml": b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
    b"drawingml": b"http://schemas.openxmlformats.org/drawingml/2006/",
    b"officeDocument": b"http://schemas.openxmlformats.org/officeDocument/2006/",
}
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)
_DAMAGED = (*limits.DAMAGED, etree.XMLSyntaxError, MemoryError)


class Relation(NamedTuple):
    """Where a part points to: the last word of the relation's type, and the part's name."""

    kind: str
    target: str


class _Unsafe(Exception):
    """A part that must not be unpacked or parsed; says why, in Vietnamese."""


class _NoWord(Exception):
    """A readable package that is no Word document."""


@dataclass(frozen=True)
class Package:
    """The parts of a .docx by name in lower case, as bytes until a tree of them is asked for."""

    parts: dict[str, bytes] = field(repr=False)
    _kept: list[list[Row]] = field(default_factory=list, init=False, repr=False)

    @cached_property
    def main(self) -> str:
        """The name of the part that holds the text; "" where there is none."""
        return next((r.target for r in self.relations("").values() if r.kind == "officeDocument"), "")

    @property
    def body(self) -> Any:
        """The `w:body` of the main text; most rows of a long table may stand in its `tail` instead."""
        return self._text[0]

    def tail(self, table: Any) -> Iterator[Row]:
        """The rows of a table of the body that follow those in its element."""
        if self._text[1] and len(table) and table[-1].tag == MARK:
            number = int(table[-1].get("n"))
            yield from self._kept[number] if self._kept else each(self._xml, self._text[1][number])

    def keep_tails(self) -> None:
        """Tells the rows of all tails once, for several who will read them: they take as much room as the part."""
        self._kept.extend(list(each(self._xml, rows)) for rows in self._text[1])

    def row(self, row: Row) -> Any:
        """The `w:tr` of a row in a tail."""
        return self._row(self._xml[row.start : row.end])

    def mould(self, row: Row) -> Any:
        """The `w:tr` of its shape."""
        return self._row(row.shape.encode())

    def _row(self, xml: bytes) -> Any:
        return _parse(b"%b%b</w:document>" % (self._head, xml))[0]

    @cached_property
    def _xml(self) -> bytes:
        """The part of the main text."""
        return self.parts[self.main.lower()]

    @cached_property
    def _head(self) -> bytes:
        """The main text up to its body."""
        return self._xml[: self._xml.index(b"<w:body>")]

    @cached_property
    def _text(self) -> tuple[Any, list[Rows]]:
        """The body without the rows that were cut out of it, and these."""
        data = self.parts.get(self.main.lower())
        if data is None:
            raise _NoWord
        short, rows = cut(data)
        body = _body(_parse(short))
        marks = [(mark.get("n"), mark.getparent().tag, mark.getparent().getparent()) for mark in body.iter(MARK)]
        if marks != [(str(n), f"{W}tbl", body) for n in range(len(rows))]:  # a table within something else
            return _body(_parse(data)), []
        return body, rows

    def tree(self, name: str) -> Any:
        """The root element of a part, or None where the package has no such part."""
        data = self.parts.get(name.lower())
        return None if data is None else _parse(data)

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part ("": the package) points to inside the package, by relation id."""
        folder, base = posixpath.split(name)
        root = self.tree(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, Relation] = {}
        for element in [] if root is None else root.iter(_RELATIONSHIP):
            if element.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, element.get("Target", "")))
                found[element.get("Id", "")] = Relation(element.get("Type", "").rpartition("/")[2], target.lstrip("/"))
        return found

    def related(self, kind: str) -> Any:
        """The root of the part that the main text points to by a relation of this kind, or None."""
        targets = [r.target for r in self.relations(self.main).values() if r.kind == kind]
        return self.tree(targets[0]) if targets else None


@contextmanager
def opened(path: Path, also: tuple[str, ...] = ()) -> Iterator[Package]:
    """The package at `path`; whatever is wrong with it while it is read is a PipelineError.

    Its parts are those of XML and, under the same limits, those whose names end as `also` says (".xlsx").
    """
    with unpacked(_read(path), str(path), also) as package:
        yield package


@contextmanager
def unpacked(data: bytes, name: str, also: tuple[str, ...] = ()) -> Iterator[Package]:
    """The same of a file's bytes; `name` is what a PipelineError calls it."""
    refusal = _kind(data)
    if refusal:
        raise PipelineError(f"Tệp “{name}” {refusal}")
    try:
        with unswept():  # nothing that is read has cycles
            yield Package(_unpack(data, (*_XML, *also)))
    except _Unsafe as error:
        raise PipelineError(
            f"Tệp “{name}” {error}, nên không được mở. Mở tệp gốc bằng Word, lưu lại dạng .docx rồi thử lại."
        ) from error
    except _NoWord as error:
        raise PipelineError(f"Tệp “{name}” không phải văn bản Word. Hãy chọn tệp .docx.") from error
    except _DAMAGED as error:
        raise PipelineError(
            f"Tệp “{name}” bị hỏng, không đọc được. Mở tệp gốc bằng Word, lưu lại dạng .docx rồi thử lại."
        ) from error


def parsed(data: bytes) -> Any | None:
    """The root element of one XML part; None where it cannot be read or must not be."""
    try:
        return _parse(data)
    except (_Unsafe, *_DAMAGED):
        return None


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > limits.MAX_BYTES:
            limit = limits.megabytes(limits.MAX_BYTES)
            raise PipelineError(f"Tệp “{path}” lớn hơn {limit} nên không được mở. Giảm dung lượng ảnh rồi thử lại.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PipelineError(f"Không có tệp “{path}”. Kiểm tra lại đường dẫn.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "đường dẫn không hợp lệ"
        raise PipelineError(f"Không đọc được tệp “{path}” ({reason}).") from error


def _kind(data: bytes) -> str:
    """Why the bytes are certainly no .docx, with the remedy; "" where they may be one."""
    if not data:
        return "rỗng. Hãy chọn tệp .docx khác."
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return "được đặt mật khẩu. Bỏ mật khẩu rồi thử lại."
        return "ở định dạng cũ của Office. Mở bằng Word, lưu lại dạng .docx rồi thử lại."
    if not data.startswith(b"PK"):
        return "không phải văn bản Word. Hãy chọn tệp .docx."
    return ""


def _unpack(data: bytes, endings: tuple[str, ...]) -> dict[str, bytes]:
    """The parts asked for; sizes are judged by the directory, and no part is read beyond what it says."""
    try:
        with limits.open_container(data) as archive:
            return {
                name: limits.unpacked(archive, member)
                for member in archive.infolist()
                if (name := limits.part_name(member)).endswith(endings)
            }
    except limits.Refused as refused:
        raise _Unsafe(_REFUSALS[refused.kind].format(refused.found)) from refused


def _body(root: Any) -> Any:
    body = root.find(f"{W}body") if root.tag == f"{W}document" else None
    if body is None:
        raise _NoWord
    return body


def _parse(data: bytes) -> Any:
    if b"<!DOCTYPE" in data:
        raise _Unsafe("có khai báo DTD, là điều tệp Word không có")
    if b"purl.oclc.org" in data:  # Word's "Strict Open XML" says the same words in other namespaces
        data = _STRICT.sub(lambda match: _TRANSITIONAL[match[1]], data)
    root = etree.fromstring(data, _PARSER)
    if root.getroottree().docinfo.doctype:
        raise _Unsafe("có khai báo DTD, là điều tệp Word không có")
    return root
