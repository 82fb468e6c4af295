"""What is printed on a sheet, against what stands there now: texts of a layout and a returned sheet come in, each
text that is not there any more goes out, with its cell and what stands in it.

Texts are laid along each other in reading order, so that what only moved with inserted rows, columns or
lines of a former period is in its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import starmap

from pipeline import layout as lo
from pipeline.intake.cells import as_text
from pipeline.ooxml import Cell
from pipeline.vietnamese import fold
from pipeline.workbook import Sheet

HEAD_ROWS = 30  # of a long plain list: what is printed stands within them
MOST_CELLS = 20_000  # of a sheet of ours, long lists apart
_MOST = 4  # times as many of our texts as were printed: nobody's template
_LONGER = 400  # characters that a text of ours may have more than were printed
_FARTHEST = 60  # rows in which a text is looked for between its neighbours
_MARK = fold(lo.FORMER_MARK)

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Printed:
    """A text of the template. core: folded words without which a figure could mean something else, "" where none.

    face: which part of the identity it shows ("unit", "period", "task"), or "".
    """

    row: int
    column: int
    text: str
    core: str = ""
    face: str = ""

    @property
    def key(self) -> str:
        return fold(self.text)


@dataclass(frozen=True, slots=True)
class Change:
    """A printed text that is not there any more. now: what stands in its cell; gone: so is its row."""

    printed: Printed
    place: Place
    now: Cell | None
    gone: bool


@dataclass(frozen=True)
class Alignment:
    """Where rows and columns of a template are now, and what is missing of its texts."""

    changes: tuple[Change, ...] = ()
    rows: Mapping[int, int] = field(default_factory=dict)  # where a text or an input was found again
    columns: Mapping[int, int] = field(default_factory=dict)

    def column(self, column: int) -> int:
        """Where a column is now: by its own texts, or as far moved as the one before it."""
        left = max((c for c in self.columns if c <= column), default=0)
        return column + self.columns.get(left, left) - left


def align(
    expected: Sequence[Printed], sheet: Sheet, anchors: Mapping[int, int], is_input: Callable[[int, int], bool]
) -> Alignment:
    """Lays what was printed along what stands there. anchors: rows of inputs, and where these are now."""
    if sheet.careful and len(sheet.careful) > MOST_CELLS:
        return Alignment()
    own = [(p.row, p.column) for p in expected]
    if not any(starmap(is_input, own)) and stands(expected, sheet):
        return Alignment((), {row: row for row, _ in own}, {column: column for _, column in own})
    standing = {place: key for place, key in _standing(sheet, [p.key for p in expected]) if not is_input(*place)}
    found = sorted(standing.items())
    if len(found) > _MOST * (len(expected) + HEAD_ROWS):
        return Alignment()
    places = _matched([p.key for p in expected], found)
    rows = _rows({expected[i].row: place[0] for i, place in places.items()}, anchors)
    moved: dict[int, Counter[int]] = {}
    for i, (_, column) in places.items():
        moved.setdefault(expected[i].column, Counter())[column] += 1
    there = Alignment((), rows, {column: tally.most_common(1)[0][0] for column, tally in moved.items()})
    missing = Counter(p.key for p in expected) - Counter(standing.values())
    changes: list[Change] = []
    taken = set(standing)
    for i, printed in enumerate(expected):
        if i not in places and missing[printed.key]:
            missing[printed.key] -= 1
            change = _change(printed, there, sheet, lambda r, c: (r, c) in taken or is_input(r, c))
            if change.now is not None:
                taken.add(change.place)
            changes.append(change)
    return Alignment(tuple(changes), rows, there.columns)


def stands(expected: Sequence[Printed], sheet: Sheet) -> bool:
    """Whether all texts are clearly where they were printed."""
    if sheet.grid is not None:
        return False
    cells = map(sheet.cells.get, [(p.row, p.column) for p in expected])
    odd = [
        (p, cell) for p, cell in zip(expected, cells, strict=True)
        if cell is None or cell.value != p.text or lo.FORMER_MARK in p.text
    ]  # fmt: skip
    return all(_stands(p.key, cell) for p, cell in odd)


def _stands(key: str, cell: Cell | None) -> bool:
    """Whether a cell clearly holds a text that was printed there, however it is typed."""
    if cell is None or not isinstance(cell.value, str) or len(cell.value) > len(key) + _LONGER:
        return False
    return fold(cell.value) == key and not key.startswith(_MARK)


def texts_of(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    """The texts of a sheet, of a long plain list those of its head."""
    if sheet.grid is None:
        yield from ((place, cell.value) for place, cell in sheet.cells.items() if isinstance(cell.value, str))
        return
    for row, values in enumerate(sheet.grid[:HEAD_ROWS], 1):
        yield from (((row, column), value) for column, value in enumerate(values, 1) if isinstance(value, str))


def _standing(sheet: Sheet, wanted: Iterable[str]) -> Iterator[tuple[Place, str]]:
    """Where a sheet has texts of ours; a help that a former value was put before is that help."""
    keys = set(wanted)
    longest = max(map(len, keys), default=0) + _LONGER
    for place, text in texts_of(sheet):
        if len(text) > longest:
            continue
        key = fold(text)
        if key.startswith(_MARK):
            key = next((k for k in keys if key.endswith(f". {k}")), key)
        if key in keys:
            yield place, key


def _matched(expected: list[str], found: list[tuple[Place, str]]) -> dict[int, Place]:
    """By the number of a printed text the place where it was found again, all in the same order."""
    matcher = SequenceMatcher(None, expected, [key for _, key in found], autojunk=False)
    return {a + i: found[b + i][0] for a, b, size in matcher.get_matching_blocks() for i in range(size)}


def _rows(matched: dict[int, int], anchors: Mapping[int, int]) -> dict[int, int]:
    """Where rows are now: by their texts, and by their inputs as long as the order stays."""
    rows = dict(matched)
    for row, now in sorted(anchors.items()):
        above = max((r for r in rows if r < row), default=None)
        below = min((r for r in rows if r > row), default=None)
        in_order = (above is None or rows[above] < now) and (below is None or now < rows[below])
        if row not in rows and in_order:
            rows[row] = now
    return rows


def _change(printed: Printed, there: Alignment, sheet: Sheet, is_known: Callable[[int, int], bool]) -> Change:
    """What became of one text: the first row in which something of nobody's stands, else its own is blank or gone.

    By what is above it a text must be in one row, by what is below it in another: more rows now lie between
    its neighbours, or some were taken away.
    """
    row, rows, column = printed.row, there.rows, there.column(printed.column)
    above = max((r for r in rows if r <= row), default=0)
    below = min((r for r in rows if r >= row), default=0)
    first = rows[above] + row - above if above else 0
    last = rows[below] + row - below if below else first
    first = first or last or row
    last = last or row
    low, high = max(1, min(first, last)), max(first, last)
    for number in range(low, min(high, low + _FARTHEST) + 1):
        cell = sheet.get(number, column)
        if cell is not None and _is_foreign(cell) and not is_known(number, column):
            return Change(printed, (number, column), cell, gone=False)
    gone = first > last or last < 1
    return Change(printed, (max(1, min(first, rows[below])) if gone and below else low, column), None, gone)


def _is_foreign(cell: Cell) -> bool:
    """Whether somebody typed a cell; the numbers before the rows of lists are ours."""
    text = as_text(cell)
    return bool(text) and not (cell.kind == "text" and text.isdecimal())
