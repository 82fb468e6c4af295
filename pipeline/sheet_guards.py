"""How a sheet helps whoever types: the XML of a worksheet part comes in, its lock and its input rules go out.

Only what stands around the cells (the frame) is parsed, and only when somebody asks: a long list costs
nothing more. Nothing that is read is trusted because of a lock or a rule; they tell what became of a template.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from xml.parsers import expat

from pipeline import limits
from pipeline.kept import told_once
from pipeline.ooxml import BookError, parse_ref, parse_xml

MOST_AREAS = 2_000  # of all rules of a sheet; templates have some 50
_CELLS = re.compile(rb"<(?:[^<>/!? ]+:)?sheetData(?: [^<>]*?)?(/?)>")
_CELLS_END, _PLAIN, _NAME = b"sheetData>", b"<sheetData>", b"sheetData"
_TRUE = ("1", "true", "on")

Box = tuple[int, int, int, int]  # top, left, bottom, right


@dataclass(frozen=True, slots=True)
class Rule:
    """A dropdown ("list") or a range ("whole", "decimal", "date" …) that a program checks while typing."""

    kind: str
    areas: tuple[Box, ...]


@dataclass(frozen=True)
class Guards:
    """Whether a sheet is locked, and the rules for its cells."""

    locked: bool
    rules: tuple[Rule, ...]

    @cached_property
    def _boxes(self) -> Mapping[int, tuple[Box, ...]]:
        """The areas of all rules by their first column where they have no other, else under 0."""
        found: dict[int, list[Box]] = {}
        for rule in self.rules:
            for box in rule.areas:
                found.setdefault(box[1] if box[1] == box[3] else 0, []).append(box)
        return {column: tuple(boxes) for column, boxes in found.items()}

    def watch(self, row: int, column: int) -> bool:
        """Whether a rule speaks of a cell."""
        boxes = (*self._boxes.get(column, ()), *self._boxes.get(0, ()))
        return any(top <= row <= bottom and left <= column <= right for top, left, bottom, right in boxes)


def apart(data: bytes) -> tuple[bytes, bytes]:
    """(what stands around the cells of a worksheet part, what stands between the tags that hold its rows).

    Both b"" where they cannot be told apart, or too much stands around the cells.
    """
    first = data.find(_PLAIN)  # as nearly all programs write it: no other tag is looked at
    cells = _CELLS.search(data, first if first >= 0 and data.find(_NAME) == first + 1 else 0)
    if cells is None:
        return b"", b""
    end = cells.start() if cells[1] else data.rfind(_CELLS_END, cells.end())
    if end < 0 or len(data) - end + cells.start() > limits.ORDINARY_PART:
        return b"", b""
    rows = b"" if cells[1] else data[cells.end() : data.rindex(b"<", 0, end)]
    return data[: cells.start()] + data[data.index(b">", end) + 1 :], rows


@told_once
def read_guards(frame: bytes) -> Guards | None:
    """Lock and rules in a frame, also those that Excel keeps in its extension; None where they cannot be told."""
    parser = _GuardParser()
    try:
        parse_xml(frame, parser.start, parser.end, parser.text)
        return Guards(parser.locked, tuple(parser.rules))
    except (expat.ExpatError, BookError, ValueError):
        return None


class _GuardParser:
    def __init__(self) -> None:
        self.locked = False
        self.rules: list[Rule] = []
        self.count = 0
        self.kind = ""
        self.areas: list[str] = []  # "C5 C7:D9", of an extension in pieces
        self.collecting = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        match tag.rpartition(":")[2]:
            case "sheetProtection":
                self.locked = attrs.get("sheet") in _TRUE
            case "dataValidation":
                self.kind, self.areas = attrs.get("type", "none"), [attrs.get("sqref", "")]
            case "sqref":
                self.collecting = True

    def text(self, chunk: str) -> None:
        if self.collecting:
            self.areas.append(chunk)

    def end(self, tag: str) -> None:
        match tag.rpartition(":")[2]:
            case "sqref":
                self.collecting = False
            case "dataValidation" if self.kind != "none":  # that one only shows a hint
                boxes = tuple(map(_box, "".join(self.areas).split()))
                self.count += len(boxes)
                if self.count > MOST_AREAS:
                    raise ValueError(self.count)
                self.rules.append(Rule(self.kind, boxes))


def _box(text: str) -> Box:
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = parse_ref(first), parse_ref(last or first)
    return min(top, bottom), min(left, right), max(top, bottom), max(left, right)
