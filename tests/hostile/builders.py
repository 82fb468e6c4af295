"""How hostile files are made: a good form of a unit is taken apart, spoilt in one way and packed again.

Nothing of the code under test packs, reads or spoils them.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from tests.drawing import save_filled, small_plan, template

SHEET = "xl/worksheets/sheet2.xml"  # the form itself
BOOK = "xl/workbook.xml"
RELS = "xl/_rels/workbook.xml.rels"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
COUNT = 7  # what the unit reports in the good form
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Case:
    """One hostile file: how it is made and what has to be said of it."""

    name: str  # of the file
    make: Callable[[], bytes]
    codes: tuple[str, ...]  # () = read, and nothing strange about it
    said: str  # in the message


CASES: list[Case] = []


def case(*codes: str, name: str = "", said: str = "") -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enters a builder into CASES with the verdict that its file must get."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        CASES.append(Case(name or f"{make.__name__}.xlsx", make, codes, said))
        return make

    return enter


@cache
def good() -> bytes:
    """A form that is filled in as it should be."""
    return save_filled(template(small_plan(), "I.2", "VP"), {"": {"in_I_2_1_count": COUNT}})


def parts() -> dict[str, bytes]:
    """The good form's parts by name, free to be changed."""
    with zipfile.ZipFile(BytesIO(good())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(members: Mapping[str, bytes] | Iterable[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of members; names may be given twice."""
    buffer = BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in pairs:
            entry = zipfile.ZipInfo("x", (2022, 9, 15, 8, 0, 0))
            entry.filename = entry.orig_filename = name  # as it is, "/" or not
            archive.writestr(entry, data, method)
    return buffer.getvalue()


def with_parts(**changed: bytes) -> bytes:
    """The good form with parts replaced or added."""
    return pack({**parts(), **changed})


def replaced(part: str, old: str | bytes, new: str | bytes) -> bytes:
    """The good form, one place of one part written otherwise."""
    before, after = (t.encode() if isinstance(t, str) else t for t in (old, new))
    body = parts()[part]
    assert before in body, old
    return with_parts(**{part: body.replace(before, after, 1)})


def with_rows(rows: str | bytes) -> bytes:
    """The good form with more rows below its last."""
    return replaced(SHEET, "</sheetData>", (rows if isinstance(rows, bytes) else rows.encode()) + b"</sheetData>")


def with_cell(attributes: str, content: str) -> bytes:
    """The good form with a cell written by hand below its last."""
    return with_rows(f'<row r="60"><c r="B60"{attributes}>{content}</c></row>')


def with_related(kind: str, target: str, body: bytes, mode: str = "") -> bytes:
    """The good form with one more part that the workbook points to."""
    relation = f'<Relationship Type="{kind}" Target="{target}" Id="rId99"{mode}/></Relationships>'
    rels = parts()[RELS].replace(b"</Relationships>", relation.encode())
    return with_parts(**{RELS: rels, f"xl/{target}": body})


def with_dtd(part: str, dtd: str, entity: str = "") -> bytes:
    """The good form, a part of which declares a document type; the entity stands in its text."""
    body = parts()[part].decode().partition("?>")
    text = (body[2] or body[0]).replace("</t>", f"{entity}</t>", 1)
    return with_parts(**{part: (dtd + text).encode()})


def entries(data: bytes) -> list[int]:
    """Where each entry of a zip's directory begins."""
    found, at = [], data.find(b"PK\x01\x02")
    while at >= 0:
        found.append(at)
        at = data.find(b"PK\x01\x02", at + 4)
    return found


def patched(data: bytes, at: int, form: str, value: int) -> bytes:
    """Some bytes written over by a number."""
    return data[:at] + struct.pack(form, value) + data[at + struct.calcsize(form) :]


def ole(*streams: str) -> bytes:
    """An old Office file whose directory names these streams."""
    directory = b"".join((s.encode("utf-16-le") + bytes(64))[:64] + bytes(64) for s in ("Root Entry", *streams))
    return OLE + bytes(504) + directory + bytes(1024)
