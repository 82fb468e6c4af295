"""The parts of a zipped workbook: an opened container comes in; its parts, how they are related, its kind go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from posixpath import join, normpath
from urllib.parse import unquote

from pipeline import limits
from pipeline.kept import text_once, told_once
from pipeline.ooxml import BookError, parse_xml

_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_SPREADSHEETS = ("spreadsheet", "spreadsheet-template")
_LONGEST_TYPE = 200  # bytes; a mimetype of OpenDocument has some fifty


Relations = Mapping[str, tuple[str, str]]  # by id: type, target part


@told_once
def _read_relations(data: bytes, folder: str) -> Relations:
    """What a part of relationships says for the parts in a folder; external targets left out."""
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, attrs: dict[str, str]) -> None:
        if tag == "Relationship" and attrs.get("TargetMode") != "External":
            found[attrs.get("Id", "")] = (attrs.get("Type", ""), _part(folder, attrs.get("Target", "")))

    parse_xml(data, start)
    return found


def _part(folder: str, target: str) -> str:
    """The part to which a target leads from a folder."""
    return normpath(target if target.startswith("/") else join(folder, target)).lstrip("/")


@text_once
def _wanted(target: str) -> str:
    """The name of a part as containers have it."""
    return unquote(target).lstrip("/").lower()


class Package:
    """An opened container; its parts are found in any letter case and with either slash."""

    def __init__(self, container: limits.Container) -> None:
        self.container = container
        self.parts = container.parts

    def part(self, name: str) -> bytes | None:
        """The bytes of a part; None where there is none."""
        member = self.parts.get(_wanted(name))
        if member is None:
            return None
        return self.container.read(member)

    def open_document(self) -> str:
        """What an OpenDocument file says it is ("spreadsheet", "text" …); "" of any other file."""
        member = self.parts.get("mimetype")
        if member is None or member.file_size > _LONGEST_TYPE:
            return ""
        mimetype = self.container.read(member).decode("ascii", errors="replace").strip()
        return mimetype.removeprefix(_OPEN_DOCUMENT) if mimetype.startswith(_OPEN_DOCUMENT) else ""

    @property
    def is_open_spreadsheet(self) -> bool:
        """Whether it says that it is an .ods, or a template of one."""
        return self.open_document() in _SPREADSHEETS

    def relations(self, part: str) -> Relations:
        """The relationships of a part; external targets are left out."""
        folder, _, name = part.rpartition("/")
        data = self.part(f"{folder}/_rels/{name}.rels")
        return {} if data is None else _read_relations(data, folder)

    def sheets(
        self, relations: Relations, listed: Iterable[tuple[str, bool, str]]
    ) -> Iterator[tuple[str, bool, bytes]]:
        """(name, hidden, bytes) of each worksheet among the sheets that a workbook lists by relationship.

        BookError: some are there and another is not, which must not pass for a sheet that somebody deleted.
        """
        used, names = set[str](), set[str]()
        gone = ""
        for name, hidden, relation in listed:
            kind, target = relations.get(relation, ("", ""))
            if not kind.endswith("/worksheet"):
                continue
            body = self.part(target)
            if body is None:
                gone = gone or name
                continue
            if target.lower() in used:  # else a thousand sheets could be made of one
                raise BookError("GATE_CRAFTED", f"hai trang cùng một phần “{target}”")
            if name in names:
                raise BookError("GATE_CRAFTED", f"hai trang cùng tên “{name}”")
            used.add(target.lower())
            names.add(name)
            yield name, hidden, body
        if gone and names:
            raise BookError("GATE_DAMAGED", f"thiếu trang “{gone}”")


def oddities(relations: Relations) -> Iterator[str]:
    """Macros of a workbook and its links to others: not followed, and worth a word."""
    kinds = {kind.rsplit("/", 1)[-1] for kind, _ in relations.values()}
    if any("macro" in kind.lower() or kind == "vbaProject" for kind in kinds):
        yield "GATE_MACRO"
    if "externalLink" in kinds:
        yield "GATE_LINKED_BOOK"
