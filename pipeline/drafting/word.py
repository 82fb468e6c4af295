"""A Word document as its reader sees it comes in, its text goes out: paragraphs and tables as grids.

Every text is cleaned (NFC, no invisible characters, one kind of blank) and knows its place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.conform.effective import read_effective
from pipeline.conform.seen import Block, Table, paragraphs
from pipeline.drafting.passage import Passage
from pipeline.vietnamese import clean_text

_LOOK_ALIKES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2212": "-", "\u00d0": "Đ", "\u00f0": "đ"})


@dataclass(frozen=True, slots=True)
class Box:
    """A cell of a table: its columns in the grid [first, last), and whether it is the cell above."""

    text: str
    first: int
    last: int
    merged: bool


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; `rows` holds the boxes of each row, from left to right."""

    number: int
    rows: tuple[tuple[Box, ...], ...]

    @property
    def columns(self) -> int:
        return max((row[-1].last for row in self.rows if row), default=0)


@dataclass(frozen=True, slots=True)
class Document:
    """The parts of a document in reading order."""

    parts: tuple[Passage | Grid, ...]

    @property
    def paragraphs(self) -> list[Passage]:
        return [part for part in self.parts if isinstance(part, Passage)]

    @property
    def tables(self) -> list[Grid]:
        return [part for part in self.parts if isinstance(part, Grid)]

    @property
    def cell_texts(self) -> list[str]:
        return [box.text for grid in self.tables for row in grid.rows for box in row]


def read_document(path: Path) -> Document:
    """The text of a .docx; PipelineError, in one sentence, where it cannot be read."""
    seen = read_effective(path)
    parts: list[Passage | Grid] = []
    tables = 0
    for block in seen.blocks:
        if isinstance(block, Table):
            tables += 1
            parts.append(_grid(block, tables))
        elif text := _clean(block.text):
            parts.append(Passage(text, f"đoạn {block.at[0]}"))
    return Document(tuple(parts))


def _grid(table: Table, number: int) -> Grid:
    rows: list[tuple[Box, ...]] = []
    above: dict[int, str] = {}
    for row in table.rows:
        boxes, column = [], 0
        for cell in row:
            text = above.get(column, "") if cell.merged else _text(cell.blocks)
            boxes.append(Box(text, column, column + cell.span, cell.merged))
            above[column] = text
            column += cell.span
        rows.append(tuple(boxes))
    return Grid(number, tuple(rows))


def _clean(text: str) -> str:
    return clean_text(text.translate(_LOOK_ALIKES))


def _text(blocks: Iterable[Block]) -> str:
    """The text of a cell, one line a paragraph; tables inside it are read row by row."""
    lines = (_clean(p.text) for p in paragraphs(tuple(blocks)))
    return "\n".join(line for line in lines if line)
