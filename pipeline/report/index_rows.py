"""The sheet "Số liệu và nguồn" of the summary workbook: a registry comes in, headings and rows go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.report.figures import exact_value
from pipeline.vietnamese import show_decimal, show_number

INDEX_HEADS: tuple[tuple[str, int, str], ...] = (  # heading, width, form
    ("Mã số liệu", 11, "text"), ("Số liệu", 60, "wrap"), ("Báo cáo ghi", 16, "text"), ("Giá trị đúng", 24, "text"),
    ("Chỉ tiêu", 12, "text"), ("Nhiệm vụ", 10, "text"), ("Kỳ", 10, "text"), ("Cách tính", 46, "wrap"),
    ("Tính từ", 40, "wrap"), ("Tệp", 44, "wrap"), ("Trang", 16, "text"), ("Ô", 12, "text"),
    ("Nội dung gốc", 34, "wrap"), ("Giá trị đọc được", 24, "wrap"), ("Ghi nhận khi đọc", 50, "wrap"),
    ("SHA-256", 68, "text"), ("Người soát", 12, "text"),
)  # fmt: skip
_PLACES = 8
_NO_CELL = ("",) * 8


def index_rows(registry: Mapping[str, Any]) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]]]]:
    """Of each figure what its rows begin with, and the end of each of them: a cell it came from, or no cell at all.

    The last column stays open. registry: as `machine.registry_json` makes it.
    """
    cells = [_cell(cell) for cell in registry["sources"]]
    for figure in registry["figures"]:
        told = (
            figure["id"], figure["name"], figure["shown"], _exact(figure["exact"]), figure["measure"] or "",
            figure["task"] or "", figure["period"], figure["rule"], ", ".join(figure["counted"]),
        )  # fmt: skip
        yield told, [cells[n] for n in figure["sources"]] or [_NO_CELL]


def _cell(cell: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns that tell a cell, and the open one."""
    file, sheet, place, raw, value = (cell[key] for key in ("file", "sheet", "cell", "raw", "value"))
    return file, sheet, place, raw, value, "\n".join(cell["repairs"]), cell["sha256"], ""


def _exact(text: str) -> str:
    """Before rounding: 1.234, or 86.083.721/141.140.000 ≈ 0,6099172524; words as they are."""
    value = exact_value(text)
    if value is None:
        return text
    if value.denominator == 1:
        return show_number(value)
    return f"{show_number(value.numerator)}/{show_number(value.denominator)} {show_decimal(value, _PLACES)}"
