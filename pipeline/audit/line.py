"""Words and where anchors begin and end come in, a line with its figures taken out goes out; and its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
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
        *found, rest = self.cut_out()
        coded = "".join([*(f"{before}{MARK}{name}{MARK}" for before, name, _ in found), rest[0]])
        return Line(clean(coded), tuple([Figure(name, clean(inside)) for _, name, inside in found]), place)

    def cut_out(self) -> Iterator[tuple[str, str, str]]:
        """What stands before each figure, its anchor and what it holds; the last is no figure.

        An anchor inside another one holds nothing.
        """
        text, done = "".join(self.pieces), 0
        for start, end, name in sorted(self.spans, key=lambda span: span[:2]):
            end, start = max(end, done), max(start, done)
            yield text[done:start], name, text[start:end]
            done = end
        yield text[done:], "", ""


class Mould:
    """What the cells of all rows of one shape say, by the signs that stand there for texts and anchors.

    cells: the words of that shape; each of their pieces is one character.
    """

    def __init__(self, cells: Iterable[Words]) -> None:
        found = [[*words.cut_out()] for words in cells]
        self.keys = [[key for before, name, _ in own for key in (*before, name) if key] for own in found]
        self.figures = [[(name, held) for _, name, held in own[:-1]] for own in found]

    def coded(self, row: Row) -> list[str]:
        """`Line.coded` of each cell of a row."""
        told, coded = _filling(row), []
        for keys, figures in zip(self.keys, self.figures, strict=True):
            if len(keys) == 1:  # as in most cells, of which many hold a figure alone
                text = told.get(keys[0], keys[0])
                coded.append(text if figures else clean(text))
            else:
                coded.append(clean("".join([told.get(key, key) for key in keys])))
        return coded

    def lines(self, row: Row) -> list[Line]:
        """The lines of a row, which have no place yet."""
        told = _filling(row)

        def figure(name: str, held: str) -> Figure:
            return Figure(told[name][1:-1], clean("".join([told.get(sign, sign) for sign in held])))

        figures = (tuple([figure(*one) for one in own]) for own in self.figures)
        return [Line(coded, own, _NOWHERE) for coded, own in zip(self.coded(row), figures, strict=True)]


def _filling(row: Row) -> dict[str, str]:
    """What stands in a row for each sign of its shape."""
    told = dict(zip(SLOTS, row.texts, strict=False))
    told.update(zip(ANCHORS, [f"{MARK}{anchor}{MARK}" for anchor in row.anchors], strict=False))
    return told
