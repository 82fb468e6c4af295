"""A document as its reader sees it: paragraphs, tables and sections with their looks, whoever wrote the file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from pipeline.conform.cascade import Layout, Look
from pipeline.report.metrics import MM_PER_POINT, SINGLE_LINE, wrapped
from pipeline.report.nd30 import PAGE
from pipeline.vietnamese import fold

LONG = 200  # rows of a table that are asked for its height
_FULLER = 1.15  # an estimate of a page's text counts as more than a page from here on
_FRAME_CELLS = 60  # a table of more cells holds data, not a part of the form


class Run(NamedTuple):
    text: str
    look: Look


class Paragraph(NamedTuple):
    """`text` is all that is seen, the list's label first; `width` is the room in mm, None: unknown.

    `at` says where: (number of the paragraph) or (number of the table, row, column), from 1.
    `shapes` are the lengths in mm of the straight lines anchored here, `fields` their instructions.
    """

    text: str
    runs: tuple[Run, ...]
    layout: Layout
    width: float | None
    section: int
    at: tuple[int, ...]
    fields: tuple[str, ...] = ()
    shapes: tuple[float, ...] = ()


class Cell(NamedTuple):
    width: float | None
    blocks: tuple[Block, ...]
    span: int = 1  # columns of the grid
    merged: bool = False  # goes on with the cell above it


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[Cell, ...], ...]
    section: int


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Section:
    """Paper, margins (mm), page numbers; headers and footers by page: default, first, even."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    headers: dict[str, tuple[Paragraph, ...]]
    footers: dict[str, tuple[Paragraph, ...]]
    first_differs: bool = False
    number_form: str = "decimal"
    number_start: int | None = None

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def fullest(self) -> float:
        """The height in mm of a text that certainly takes more than one page."""
        return (self.height - self.top - self.bottom) * _FULLER


@dataclass(frozen=True, slots=True)
class Effective:
    """A document as it is seen; `floating` is what stands in text boxes and notes."""

    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    floating: tuple[Paragraph, ...]
    even_differs: bool
    default_tab: float


def paragraphs(blocks: tuple[Block, ...]) -> Iterator[Paragraph]:
    """All paragraphs of the blocks in reading order, those of tables included."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            for row in block.rows:
                for cell in row:
                    yield from paragraphs(cell.blocks)


def height(block: Block) -> float:
    """How high a block stands, in mm, at least."""
    if isinstance(block, Table):
        return sum(map(row_height, block.rows[:LONG]))
    size = max((run.look.size for run in block.runs), default=0.0)
    layout = block.layout
    line = SINGLE_LINE * size * layout.line if layout.rule == "auto" else layout.line
    room = (block.width or PAGE.text_width) - layout.left - layout.right
    count = sum(1 for _ in wrapped(block.text, size, max(room, 10.0)))
    return (count * line + layout.before + layout.after) * MM_PER_POINT


def row_height(row: tuple[Cell, ...]) -> float:
    """The same of a row of a table."""
    return max((sum(map(height, cell.blocks)) for cell in row), default=0.0)


def is_frame(rows: Sequence[tuple[Cell, ...]]) -> bool:
    """Whether a table only puts elements side by side: a few cells, or Nơi nhận and the rows below it."""
    if sum(len(row) for row in rows) <= _FRAME_CELLS:
        return True
    texts = (block.text for cell in rows[0] for block in cell.blocks if isinstance(block, Paragraph))
    return any(bare(text) == "noinhan" for text in texts)


@lru_cache(maxsize=4096)
def bare(text: str) -> str:
    """The letters and digits of a text without marks and case: how an element's words are told."""
    decomposed = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(c for c in decomposed if c.isalnum())
