"""Words and where anchors begin and end come in, a line with its figures taken out goes out; and its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

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
    return Line(coded, tuple(Figure(anchor, shown.get(anchor, "")) for anchor in pieces[1::2]), Place(""))


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

    def filled(self, texts: Mapping[str, str], anchors: Mapping[str, str]) -> Read:
        """The same words with other texts for its pieces, each of which is one character, and other anchors."""
        pieces = [texts.get(piece, piece) for piece in self.pieces]
        if not self.spans:
            return Read("".join(pieces))
        at = [0, *accumulate(map(len, pieces))]
        return Read("".join(pieces), [(at[start], at[end], anchors[name]) for start, end, name in self.spans])

    def read(self) -> Read:
        """The words when all of them are read."""
        return Read("".join(self.pieces), self.spans)


class Read(NamedTuple):
    """The words of a line, and the spans of its anchors."""

    text: str
    spans: Sequence[tuple[int, int, str]] = ()

    def line(self, place: Place) -> Line:
        """The line; an anchor inside another one holds nothing."""
        text, spans = self
        if not spans:
            return Line(clean(text), (), place)
        if len(spans) == 1 and spans[0][:2] == (0, len(text)):  # a figure alone, as in most cells of tables
            name = spans[0][2]
            return Line(f"{MARK}{name}{MARK}", (Figure(name, clean(text)),), place)
        done, pieces, figures = 0, [], []
        for start, end, name in sorted(spans, key=lambda span: span[:2]):
            end, start = max(end, done), max(start, done)
            pieces += [text[done:start], f"{MARK}{name}{MARK}"]
            figures.append(Figure(name, clean(text[start:end])))
            done = end
        return Line(clean("".join((*pieces, text[done:]))), tuple(figures), place)
