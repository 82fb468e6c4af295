"""How much room a text needs in a sheet: rows with wrapped text do not grow in every program."""

from __future__ import annotations

from collections.abc import Iterable

POINTS_PER_LINE = 16.5  # Times New Roman 12
MOST_POINTS = 400.0  # Excel allows 409


def lines(text: str, width: float) -> int:
    """Lines that a text takes in a column of a width (in characters), its own breaks included."""
    wide = max(width, 1.0)
    if "\n" not in text:
        return 1 + int(len(text) / wide)
    return sum([1 + int(len(part) / wide) for part in text.split("\n")])


def points(most: int) -> float:
    """Height in points of a row that has so many lines."""
    return min(most * POINTS_PER_LINE, MOST_POINTS)


def row_height(cells: Iterable[tuple[str, float]]) -> float:
    """Height in points of a row of (text, column width), for the cell that needs most."""
    return points(max((lines(text, width) for text, width in cells), default=1))
