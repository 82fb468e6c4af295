"""The index of figures in appendix III: a registry comes in, figure → rule and cells as a table goes out.

One row for what belongs together, with an empty column that a second person ticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain

from xlsxwriter.utility import xl_cell_to_rowcol, xl_range

from pipeline.model import Source
from pipeline.outcome import Results
from pipeline.report.appendices import SOURCES_TITLE
from pipeline.report.concepts import CONCEPTS, OF_FORMER
from pipeline.report.document import Block, Column, Document, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.report.registry import Entry, Registry
from pipeline.vietnamese import clean_text, upper_first

_COLUMNS = (
    Column("Mã số liệu", 26), Column("Số liệu báo cáo ghi", 98), Column("Cách tính", 52),
    Column("Nguồn: tệp (số thứ tự ở bảng trên), trang, ô", 66), Column("Người soát", 16, "center"),
)  # fmt: skip
_CAPTION = "Bảng tra số liệu và nguồn"
_MOST_COUNTED = 40  # codes of what was counted
_ORDER = {concept: position for position, concept in enumerate(CONCEPTS)}
_CELL = re.compile(r"[A-Z]+\d+")


def indexed(document: Document, registry: Registry, results: Results, log: str) -> Document:
    """The report with the index, and what the log of runs says, before the last words of its appendix of sources."""

    def blocks(old: tuple[Block, ...]) -> tuple[Block, ...]:
        return (*old[:-1], _table(registry, results), Paragraph(log), old[-1])

    appendices = tuple(
        replace(a, blocks=blocks(a.blocks)) if a.title == SOURCES_TITLE else a for a in document.appendices
    )
    return replace(document, appendices=appendices)


def _table(registry: Registry, results: Results) -> Table:
    files = {r.arrival.sha256: number for number, r in reversed(list(enumerate(results.receipts, 1)))}
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in sorted(registry.figures, key=lambda e: not e.subject.measure):  # what units sent, then what follows
        groups.setdefault((entry.subject.group, entry.subject.period), []).append(entry)
    rows = (_row(group, own, registry, files) for (group, _), own in groups.items())
    return Table(_CAPTION, _COLUMNS, tuple(rows))


def _row(group: str, entries: list[Entry], registry: Registry, files: dict[str, int]) -> Row:
    """What belongs together: a measure with its parts and targets, a count in all its sections."""
    said = sorted((e for e in entries if not e.concept.startswith("part_")), key=lambda e: _ORDER[e.concept])
    told = "; ".join(f"{e.subject.words} {_again(e)}" for e in said)
    rest = "; và các số liệu thành phần" if len(entries) > len(said) else ""
    rules = [e.subject.rule for e in entries if e.concept == "value"] or [e.subject.rule for e in entries]
    ids = ", ".join(_runs([int(e.id[1:]) for e in entries]))
    sources = [registry.readings[n].source for n in dict.fromkeys(chain.from_iterable(e.sources for e in entries))]
    found = list(_places(sources, files)) or [_counted(entries)]
    return Row((ids, f"{group}: {told}{rest}", upper_first("; ".join(dict.fromkeys(rules))), "; ".join(found), ""))


def _again(entry: Entry) -> str:
    """The figure as it first stands in the document."""
    return mark(entry.shown, entry.concept, entry.of, entry.exact, entry.counted)


def _runs(numbers: list[int]) -> Iterator[str]:
    """S1, S4–S9: ids in order, three and more in a row as a run."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    for run in runs:
        if len(run) > 2:
            yield f"S{run[0]}-S{run[-1]}"
        else:
            yield from (f"S{number}" for number in run)


def _places(sources: Iterable[Source], files: dict[str, int]) -> Iterator[str]:
    """As "tệp 12 “Số liệu” C9:C10", one a file and sheet."""
    cells: dict[tuple[str, str], list[str]] = {}
    names: dict[str, str] = {}
    for source in sources:
        names[source.sha256] = source.file
        cells.setdefault((source.sha256, source.sheet), []).append(source.cell)
    for (sha256, sheet), own in cells.items():
        file = f"tệp {files[sha256]}" if sha256 in files else f"tệp {names[sha256]}"
        yield f"{file} “{clean_text(sheet)}” {', '.join(blocks_of_cells(tuple(own)))}".rstrip()


def _counted(entries: list[Entry]) -> str:
    """What was counted where no cell is the source: tasks, measures, reports."""
    codes = list(dict.fromkeys(code for e in entries for code in e.counted))
    more = ", …" if len(codes) > _MOST_COUNTED else ""
    if any(e.concept in OF_FORMER for e in entries):
        return "sổ số liệu của báo cáo được thay thế"
    return ", ".join(codes[:_MOST_COUNTED]) + more if codes else "sổ tiếp nhận và các bảng trên"


@lru_cache(maxsize=1 << 12)  # of a form that many units fill in it is the same cells
def blocks_of_cells(cells: tuple[str, ...]) -> tuple[str, ...]:
    """Cells as few rectangles: A8, B8, A9, B9 → A8:B9. What is a range already stays as it is."""
    rows: dict[int, list[int]] = {}
    kept = []
    for cell in dict.fromkeys(cells):
        if _CELL.fullmatch(cell):
            row, column = xl_cell_to_rowcol(cell)
            rows.setdefault(row, []).append(column)
        elif cell:
            kept.append(cell)
    blocks: list[list[int]] = []  # first column, last column, first row, last row
    for row, columns in sorted(rows.items()):
        for first, last in _spans(sorted(columns)):
            above = next((b for b in blocks if b[:2] == [first, last] and b[3] == row - 1), None)
            if above:
                above[3] = row
            else:
                blocks.append([first, last, row, row])
    return (*kept, *(xl_range(top, left, bottom, right) for left, right, top, bottom in blocks))


def _spans(columns: list[int]) -> Iterator[tuple[int, int]]:
    start = columns[0]
    for here, after in zip(columns, [*columns[1:], -1], strict=True):
        if after != here + 1:
            yield start, here
            start = after
