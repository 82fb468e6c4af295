"""What is hidden or merged where inputs stand: sheets and the areas read come in, findings go out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pipeline.messages import finding
from pipeline.model import Finding
from pipeline.ooxml import ref
from pipeline.vietnamese import fold
from pipeline.workbook import Area, Areas, Book, Sheet

_MOST_CELLS = 100_000  # of all merged areas, up to which each is told by itself


def tell_hidden(book: Book, areas: Iterable[Area]) -> Iterator[Finding]:
    """Hidden rows, columns and sheets in which something counts, each once."""
    hidden_sheets: set[str] = set()
    columns: set[tuple[str, int]] = set()
    for area in dict.fromkeys(a for a in areas if _hides(book.sheets[a.sheet])):
        sheet = book.sheets[area.sheet]
        filled = [p for p in _places(area, sheet) if sheet.get(*p)]
        if filled and sheet.hidden:
            hidden_sheets.add(sheet.name)
        rows = sorted({row for row, _ in filled if row in sheet.hidden_rows})
        if rows:
            yield finding("ROW_HIDDEN", sheet=sheet.name, cell=ref(rows[0], area.left), found=_ranges(rows))
        columns |= {
            (sheet.name, column) for _, column in filled if any(a <= column <= b for a, b in sheet.hidden_columns)
        }
    for name, column in sorted(columns):
        yield finding("COLUMN_HIDDEN", sheet=name, cell=ref(1, column), found=ref(1, column)[:-1])
    for name in sorted(hidden_sheets):
        yield finding("SHEET_HIDDEN", sheet=name)


def _hides(sheet: Sheet) -> bool:
    return bool(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns)


def tell_merged(sheet: Sheet, row: int, column: int, label: str, printed: Collection[str]) -> list[Finding]:
    """A blank input that is merged with a cell that has something in it, but for what the template prints."""
    inner = sheet.merged.once(_inner)
    told = []
    for area in sheet.merged if inner is None else inner.get((row, column), ()):
        inside = area.top <= row <= area.bottom and area.left <= column <= area.right
        counts = sheet.get(area.top, area.left) if inside and (row, column) != (area.top, area.left) else None
        if counts and fold(counts.raw) not in printed:
            place = {"sheet": sheet.name, "cell": ref(row, column), "label": label}
            told.append(finding("CELL_MERGED", found=area.text, **place))
    return told


def merged_into(sheet: Sheet, places: Collection[tuple[int, int]]) -> bool:
    """Whether any of these places is merged with a cell before it."""
    inner = sheet.merged.once(_inner)
    if inner is None:
        return True
    return any(place != (area.top, area.left) for place in places for area in inner.get(place, ()))


def _inner(merged: Areas) -> Mapping[tuple[int, int], Sequence[Area]] | None:
    """By cell the merged areas that it lies in; None where they are too large for that."""
    if sum(area.size for area in merged) > _MOST_CELLS:
        return None
    found: dict[tuple[int, int], list[Area]] = {}
    for area in merged:
        for place in area.cells:
            found.setdefault(place, []).append(area)
    return found


def _places(area: Area, sheet: Sheet) -> Iterator[tuple[int, int]]:
    if area.size <= len(sheet.cells):
        return area.cells
    within = area.top, area.bottom, area.left, area.right
    return ((r, c) for r, c in sorted(sheet.cells) if within[0] <= r <= within[1] and within[2] <= c <= within[3])


def _ranges(rows: list[int]) -> str:
    """Row numbers in a few words: "5, 7–12"."""
    starts = [row for row in rows if row - 1 not in rows]
    ends = [row for row in rows if row + 1 not in rows]
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in zip(starts, ends, strict=True))
