"""Words and where anchors begin and end come in, a line with its figures taken out goes out; and its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.conform.rows import ANCHORS, SLOTS, Row
from pipeline.report.wml import clean

MARK = "\ufffc"  # stands where a figure was taken out of a text
_NAMED_MARK = re.compile(f"{MARK}([^{MARK}]*){MARK}")
NEAR = 60  # characters of a heading, or of a row's first cell, that a place quotes


class Figure(NamedTuple):
    """A figure as it stands in a text: the name of its anchor and what is displayed."""

    anchor: str
    text: str


class Place(NamedTuple):
    """Where something stands: (paragraph) or (table, row, column) of a part, from 1; what is near it."""

    part: str
    at: tuple[int, ...] = ()
    near: str = ""

    def __str__(self) -> str:
        names = ("đoạn",) if len(self.at) == 1 else ("bảng", "dòng", "cột")
        said = [f"{name} {number}" for name, number in zip(names, self.at, strict=False) if number]
        if self.near:
            quoted = f"“{self.near}”"
            said.insert(len(said) - 1, f"mục {quoted}") if len(self.at) == 1 else said.append(f"ở hàng {quoted}")
        return ", ".join((self.part, *said))


_NOWHERE = Place("")


class Line(NamedTuple):
    """A paragraph, or all that stands in a cell; each figure is cut out of `coded` and leaves its anchor there."""

    coded: str
    figures: tuple[Figure, ...]
    place: Place

    @property
    def text(self) -> str:
        """The text around the figures."""
        return _NAMED_MARK.sub(MARK, self.coded)

    @property
    def shown(self) -> str:
        """The text as it is read, figures and all."""
        if not self.figures:
            return self.coded
        pieces = self.coded.split(MARK)
        pieces[1::2] = [figure.text for figure in self.figures]
        return "".join(pieces)


Unit = tuple[Line, ...]  # a paragraph by itself, or the cells of a row of a table


def sealed_line(coded: str, shown: Mapping[str, str]) -> Line:
    """A line from its text with the names of its anchors in it; ValueError where that is not whole."""
    pieces = coded.split(MARK)
    if len(pieces) % 2 == 0:
        raise ValueError(coded)
    return Line(coded, tuple(Figure(anchor, shown.get(anchor, "")) for anchor in pieces[1::2]), _NOWHERE)


@dataclass(slots=True)
class Words:
    """The words of a line while it is read; spans of anchors count characters."""

    pieces: list[str] = field(default_factory=list)
    length: int = 0
    open: dict[str, tuple[str, int]] = field(default_factory=dict)  # by the id of the bookmark
    spans: list[tuple[int, int, str]] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def end(self, key: str) -> None:
        if key in self.open:
            name, start = self.open.pop(key)
            self.spans.append((start, self.length, name))

    def line(self, place: Place) -> Line:
        """The line, when all of its words are read."""
        *found, rest = self._cut_out()
        coded = "".join([*(f"{before}{MARK}{name}{MARK}" for before, name, _ in found), rest[0]])
        return Line(clean(coded), tuple([Figure(name, clean(inside)) for _, name, inside in found]), place)

    def mould(self) -> Mould:
        """What tells the same line of all rows of a shape, when that is read: each piece is one character."""
        *found, rest = self._cut_out()
        keys = [key for before, name, _ in found for key in (*before, name)]
        return Mould((*keys, *rest[0]), tuple([(name, inside) for _, name, inside in found]))

    def _cut_out(self) -> Iterator[tuple[str, str, str]]:
        """What stands before each figure, its anchor and what it holds; the last is no figure.

        An anchor inside another one holds nothing.
        """
        text, done = "".join(self.pieces), 0
        for start, end, name in sorted(self.spans, key=lambda span: span[:2]):
            end, start = max(end, done), max(start, done)
            yield text[done:start], name, text[start:end]
            done = end
        yield text[done:], "", ""


class Mould(NamedTuple):
    """A line of all rows of one shape, by the signs that stand there for texts and anchors."""

    keys: tuple[str, ...]
    figures: tuple[tuple[str, str], ...]  # anchor, and what it holds

    def line(self, told: Mapping[str, str], *, brief: bool) -> Line:
        """The line of the row that `told` is the `filling` of; brief: without its figures."""
        keys = self.keys
        if len(keys) == 1:
            coded = told.get(keys[0], keys[0])
            coded = coded if self.figures else clean(coded)  # a figure alone, as most cells of tables
        else:
            coded = clean("".join([told.get(key, key) for key in keys]))
        if brief:
            return Line(coded, (), _NOWHERE)
        figures = ((told[name][1:-1], "".join([told.get(sign, sign) for sign in held])) for name, held in self.figures)
        return Line(coded, tuple([Figure(name, clean(text)) for name, text in figures]), _NOWHERE)


def filling(row: Row) -> dict[str, str]:
    """What stands in a row for each sign of its shape."""
    told = dict(zip(SLOTS, row.texts, strict=False))
    told.update(zip(ANCHORS, [f"{MARK}{anchor}{MARK}" for anchor in row.anchors], strict=False))
    return told
