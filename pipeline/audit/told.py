"""A registry of figures as a file tells it: JSON values come in, checked dataclasses go out.

The file may have been changed since the program wrote it, so nothing of it is taken on trust: what
has not the form of `report.machine.registry_json` is refused in one sentence, here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from pipeline.model import PipelineError
from pipeline.report.machine import SCHEMA
from pipeline.vietnamese import clean_text

PLAN = "plan"
_EXACT = re.compile(r"-?\d{1,300}(?:/[1-9]\d{0,299})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class File:
    """A file that the report was made from.

    number: its place in the list of files, None where it is not in it; state: as of a submission, or PLAN.
    """

    number: int | None
    name: str
    sha256: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A source: what stood in a cell or range, what was read from it, and what was noted in reading it."""

    file: File
    sheet: str
    cell: str
    raw: str
    value: str
    repairs: tuple[str, ...]
    carried_from: File | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a figure stands: at a bookmark, or as a point of a chart."""

    shown: str
    anchor: str
    chart: tuple[int, int, int] | None  # chart, series, point


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the document, as in `report.registry.Entry`."""

    id: str
    concept: str
    of: str
    name: str
    task: str
    measure: str
    units: tuple[str, ...]
    period: str
    days: tuple[str, ...]
    rule: str
    exact: str
    counted: tuple[str, ...]
    cells: tuple[Cell, ...]
    places: tuple[Place, ...]
    shown: tuple[str, ...]  # every displayed form of it, the first one first

    @property
    def value(self) -> Fraction | None:
        """The value before rounding; None where the registry tells words."""
        return Fraction(self.exact) if _EXACT.fullmatch(self.exact) else None


@dataclass(frozen=True, slots=True)
class Told:
    """The registry of one document. inputs: as the document numbers them; sources: all cells, each once."""

    document: str
    plan: File
    period: str
    first: str
    last: str
    as_of: str
    inputs: tuple[File, ...]
    sources: tuple[Cell, ...]
    figures: tuple[Figure, ...]


def read(registry: object) -> Told:
    """The registry, checked; PipelineError where it cannot be read or is of another version."""
    root = _Node(registry, "")
    if root.at("schema").whole() != SCHEMA:
        raise PipelineError(
            "Sổ số liệu của tệp này không đọc được: tệp do phiên bản khác của phần mềm lập. "
            "Hãy dùng đúng phiên bản đã lập tệp."
        )
    plan, period = root.at("plan"), root.at("period")
    inputs = tuple(
        File(number, node.at("file").text(), node.at("sha256").text(), node.at("state").text())
        for number, node in enumerate(root.at("inputs").items(), 1)
    )
    planned = File(None, plan.at("file").text(), plan.at("sha256").text(), PLAN)
    files = {file.sha256: file for file in (*reversed(inputs), planned)}  # of two copies the first
    sources = tuple(_cell(node, files) for node in root.at("sources").items())
    figures = tuple(_figure(node, sources) for node in root.at("figures").items())
    return Told(
        root.at("document").text(), planned, period.at("key").text(), period.at("from").text(), period.at("to").text(),
        root.at("as_of").text(), inputs, sources, figures,
    )  # fmt: skip


def _cell(node: _Node, files: dict[str, File]) -> Cell:
    sha256, name = node.at("sha256").text(), node.at("file").text()
    carried = node.at("carried_from").text() if node.has("carried_from") else ""
    return Cell(
        files.setdefault(sha256, File(None, name, sha256)),
        node.at("sheet").text(), node.at("cell").text(), node.at("raw").text(), node.at("value").text(),
        node.at("repairs").texts(),
        files.setdefault(carried, File(None, "", carried)) if carried else None,
    )  # fmt: skip


def _figure(node: _Node, sources: tuple[Cell, ...]) -> Figure:
    places = tuple(map(_place, node.at("places").items()))
    shown = (node.at("shown").text(), *(p.shown for p in places))
    return Figure(
        node.at("id").text(), node.at("concept").text(), node.at("of").text(), node.at("name").text(),
        node.at("task").maybe_text(), node.at("measure").maybe_text(), node.at("units").texts(),
        node.at("period").text(), node.at("days").texts(), node.at("rule").text(), node.at("exact").text(),
        node.at("counted").texts(),
        tuple(sources[position.whole(len(sources))] for position in node.at("sources").items()),
        places, tuple(dict.fromkeys(shown)),
    )  # fmt: skip


def _place(node: _Node) -> Place:
    shown = node.at("shown").text()
    if node.has("anchor"):
        return Place(shown, node.at("anchor").text(), None)
    return Place(shown, "", (node.at("chart").whole(), node.at("series").whole(), node.at("point").whole()))


@dataclass(frozen=True, slots=True)
class _Node:
    """A value of the JSON text and where it stands; each way of reading it refuses what it is not."""

    value: object
    place: str

    def has(self, key: str) -> bool:
        return isinstance(self.value, dict) and key in self.value

    def at(self, key: str) -> _Node:
        place = f"{self.place}.{key}".lstrip(".")
        if not isinstance(self.value, dict) or key not in self.value:
            raise _unreadable(place)
        return _Node(self.value[key], place)

    def items(self) -> Iterator[_Node]:
        if not isinstance(self.value, list):
            raise _unreadable(self.place)
        return (_Node(value, f"{self.place}[{n}]") for n, value in enumerate(self.value))

    def text(self) -> str:
        """On one line and fit to be printed: no text can pretend to be several lines, or move a terminal."""
        if not isinstance(self.value, str):
            raise _unreadable(self.place)
        return on_one_line(self.value)

    def maybe_text(self) -> str:
        return "" if self.value is None else self.text()

    def texts(self) -> tuple[str, ...]:
        return tuple(node.text() for node in self.items())

    def whole(self, end: int | None = None) -> int:
        """A number from 0, below `end` where there is one."""
        if type(self.value) is not int or self.value < 0 or (end is not None and self.value >= end):
            raise _unreadable(self.place)
        return self.value


@lru_cache(maxsize=16_384)
def on_one_line(text: str) -> str:
    """A text from outside as it is printed."""
    return clean_text(text).replace("\n", " ")


def _unreadable(place: str) -> PipelineError:
    return PipelineError(
        f"Sổ số liệu của tệp này không đọc được (mục {place}): tệp có thể đã bị sửa ngoài phần mềm. "
        "Hãy dùng bản gốc do phần mềm lập."
    )
