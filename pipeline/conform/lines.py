"""Paragraphs come in, their lines go out: elements of a document are told line by line, as people break them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.conform.seen import Block, Paragraph, Run, Table, bare, is_frame
from pipeline.vietnamese import clean_text, fold

HEAD_LINES = 40  # how many lines with text the head of a document is sought in
_TYPED = re.compile(r"[\s_\-–—─━=*.‗¯~]{3,}")
BLANKS = r"[\s\d.…_]*"
DATED = re.compile(rf"(?:^|.*[^\w])ngày{BLANKS}tháng{BLANKS}năm{BLANKS}")


@dataclass(frozen=True, slots=True)
class Line:
    """What stands between two line breaks; `block` counts the top-level blocks from 0.

    `tabbed`: shares its line with another element, a tab between them.
    """

    text: str
    runs: tuple[Run, ...]
    paragraph: Paragraph
    block: int
    tabbed: bool = False

    @property
    def column(self) -> int:
        """The column of the cell it stands in, from 1; 0 outside tables."""
        return self.paragraph.at[2] if len(self.paragraph.at) == 3 else 0

    @property
    def cell(self) -> tuple[int, ...]:
        """Which cell it stands in; () outside tables."""
        return self.paragraph.at if len(self.paragraph.at) == 3 else ()

    @property
    def lettered(self) -> tuple[Run, ...]:
        """Its runs that show a letter or a digit."""
        return tuple(run for run in self.runs if any(map(str.isalnum, run.text)))

    @property
    def bold(self) -> bool:
        return bool(self.lettered) and all(run.look.bold for run in self.lettered)

    @property
    def typed_line(self) -> bool:
        """A line made of typed characters."""
        return bool(self.text) and _TYPED.fullmatch(self.text) is not None and not self.text.isspace()


def lines_in(paragraph: Paragraph, block: int = 0, *, at_tabs: bool = False) -> Iterator[Line]:
    """A paragraph line by line."""
    if "\n" not in paragraph.text and not at_tabs:
        yield Line(clean_text(paragraph.text), paragraph.runs, paragraph, block)
        return
    label = paragraph.text.removesuffix("".join(run.text for run in paragraph.runs))
    held: list[Run] = []
    for piece, run in [*_pieces(paragraph.runs, at_tabs), ("\n", None)]:
        if run is not None:
            held.append(run._replace(text=piece))
            continue
        text = clean_text(label + "".join(r.text for r in held))
        if text or not at_tabs:
            yield Line(text, tuple(held), paragraph, block, tabbed=at_tabs)
        label, held = "", []


def _pieces(runs: Sequence[Run], at_tabs: bool) -> Iterator[tuple[str, Run | None]]:
    """The texts of runs and the breaks between them."""
    breaks = "\n\t" if at_tabs else "\n"
    for run in runs:
        for piece in re.split(f"([{breaks}])", run.text):
            if piece in breaks and piece:
                yield piece, None
            elif piece:
                yield piece, run


def lines_of(blocks: Sequence[Block]) -> Iterator[Line]:
    """All lines in reading order, blank ones included, but those of tables that hold data."""
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            shared = number < HEAD_LINES and "\t" in block.text.strip() and _shares_a_line(block.text)
            yield from lines_in(block, number, at_tabs=shared)
        elif is_frame(block.rows):
            yield from _table_lines(block, number)


def _table_lines(table: Table, number: int) -> Iterator[Line]:
    for row in table.rows:
        for cell in row:
            for block in cell.blocks:
                if isinstance(block, Paragraph):
                    yield from lines_in(block, number)
                else:
                    yield from _table_lines(block, number)


def _shares_a_line(text: str) -> bool:
    """Whether one of the parts between tabs belongs to the right side of the head."""
    return any(
        bare(part).startswith(("conghoaxahoi", "doclaptudo")) or DATED.fullmatch(fold(part))
        for part in text.split("\t")
    )
