"""A .docx and the registry of its figures come in, the .docx that carries the registry goes out; and back.

The registry is joined by what the file says around its figures, and travels as a part of custom XML that nothing
in the text is bound to: Word and LibreOffice keep it as it is, and no reader sees it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain
from tempfile import TemporaryFile
from typing import IO, Any, Literal
from uuid import UUID

from pipeline.audit.paper import PAYLOAD, Paper, Reader
from pipeline.conform.package import Package, parsed
from pipeline.container import Deflated, Part, pack, taken_apart
from pipeline.report.machine import inside

_PIECE = 1_000_000  # characters: readers of XML refuse a text of more than ten million bytes
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_ITEM, _PROPERTIES = "customXml/item1.xml", "customXml/itemProps1.xml"
_MAIN_RELATIONS, _TYPES = "word/_rels/document.xml.rels", "[Content_Types].xml"

Fault = Literal["", "absent", "damaged", "altered"]


@dataclass(frozen=True, slots=True)
class Seal:
    """The registry that a file carries; `fault` says what is wrong with it.

    absent: none is there · damaged: it cannot be read · altered: it is not what was sealed.
    """

    registry: Mapping[str, Any] | None
    fault: Fault = ""


def registry_hash(registry: Mapping[str, Any]) -> str:
    """The SHA-256 of a complete registry, which no signature and no saving of its document changes."""
    digest = hashlib.sha256()
    for text in chain("{", inside(registry), "}"):
        digest.update(text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def sealed(
    docx: bytes, registry: Iterable[str], said: Mapping[str, Any] | None = None,
    aside: Callable[[bytes], object] = lambda data: None,
) -> tuple[bytes, str]:  # fmt: skip
    """The document with its complete registry in it, and the hash of that (`registry_hash`).

    registry: as `machine.inside` tells it; said: what completes it; aside: is told the registry without that.
    """
    with TemporaryFile() as kept:  # its hash stands before it, and all of it is more than the document
        digest = _in_pieces(kept, _payload(registry, said or {}), aside)
        kept.seek(0)
        return _sealed(docx, digest, iter(partial(kept.read, _PIECE), b"")), digest


def _in_pieces(file: IO[bytes], payload: Iterable[tuple[str, bool]], aside: Callable[[bytes], object]) -> str:
    """Writes a registry as pieces of XML, each of one length but the last; its hash."""
    hashed, room = hashlib.sha256(), _PIECE
    file.write(b"<piece>")
    for text, told in payload:
        data = text.encode()
        hashed.update(data)
        if told:
            aside(data)
        while len(text) > room:
            begun, text = text[:room].encode(), text[room:]
            file.write(_escaped(begun) + b"</piece><piece>")
            data, room = data[len(begun) :], _PIECE
        file.write(_escaped(data))
        room -= len(text)
    file.write(b"</piece>")
    return hashed.hexdigest()


def _escaped(text: bytes) -> bytes:
    """As it stands between tags."""
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")


def _sealed(docx: bytes, digest: str, pieces: Iterable[bytes]) -> bytes:
    """The document with the pieces of a registry in it."""
    taken = taken_apart(docx)
    parts: dict[str, Part] = {**taken}
    start = f'{_HEAD}<registry xmlns="{PAYLOAD}" sha256="{digest}">'
    parts[_ITEM] = chain([start.encode()], pieces, [b"</registry>"])
    parts[_PROPERTIES] = (
        f'{_HEAD}<ds:datastoreItem ds:itemID="{{{str(UUID(digest[:32])).upper()}}}" '
        f'xmlns:ds="{_OFFICE}/customXml"><ds:schemaRefs><ds:schemaRef ds:uri="{PAYLOAD}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    ).encode()
    parts["customXml/_rels/item1.xml.rels"] = (
        f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{_relation("rId1", "customXmlProps", "itemProps1.xml")}'
        "</Relationships>"
    ).encode()
    link = _relation("rIdRegistry", "customXml", f"../{_ITEM}")
    parts[_MAIN_RELATIONS] = _added(taken[_MAIN_RELATIONS], "</Relationships>", link)
    kind = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
    listed = f'<Override PartName="/{_PROPERTIES}" ContentType="{kind}"/>'
    parts[_TYPES] = _added(taken[_TYPES], "</Types>", listed)
    return pack(parts)


def said_in(package: Package) -> dict[str, Any]:
    """What completes the registry of the document in an open package: all that it says around its figures.

    text: a paragraph is a text, a row of a table a list of them; charts: each as it is read.
    """
    return {key: list(said) for key, said in to_seal(package).items()}


def to_seal(package: Package) -> dict[str, Iterator[Any]]:
    """The same for who seals it while the package is open: for its lists iterators, to be read in their order."""
    reader = Reader(package)
    text = (unit if len(unit) > 1 else unit[0] for unit in reader.coded())
    return {"text": text, "charts": map(dict, reader.charts())}  # which the text leads to


def _payload(registry: Iterable[str], said: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """A complete registry as the text that is sealed, the same for the same registry; what of it is told aside."""
    yield "{", False
    yield from ((text, True) for text in registry)
    completed = chain("," if said else "", inside(said), "}")
    yield from ((text, False) for text in completed)


def seal_of(paper: Paper) -> Seal:
    """The registry that a document carries."""
    if paper.payload is None:
        return Seal(None, "absent")
    root = parsed(paper.payload)
    text = "" if root is None else "".join(piece.text or "" for piece in root)
    try:
        registry = json.loads(text)
    except (ValueError, RecursionError):
        return Seal(None, "damaged")
    if root is None or not isinstance(registry, dict):
        return Seal(None, "damaged")
    whole = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == root.get("sha256")
    return Seal(registry, "" if whole else "altered")


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'


def _added(part: Deflated, end: str, element: str) -> bytes:
    """A part of ours with one more element before its end."""
    return part.content.replace(end.encode(), element.encode() + end.encode())
