"""The sheet "Số liệu và nguồn" of the summary workbook: a registry comes in, headings and rows go out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from pipeline.report.evidence import Reading
from pipeline.report.figures import exact_value
from pipeline.report.registry import Entry, Registry
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


def index_rows(registry: Registry) -> tuple[list[tuple[tuple[str, ...], Sequence[int]]], list[tuple[str, ...]]]:
    """Of each figure what its rows begin with, and the places of their ends; and these: cells it may come from.

    The last end is of a figure that comes from no cell, the last column stays open.
    """
    ends = [*map(_cell, registry.readings), _NO_CELL]
    nowhere = (len(registry.readings),)
    return [(_told(figure), figure.sources or nowhere) for figure in registry.figures], ends


def _told(figure: Entry) -> tuple[str, ...]:
    about = figure.subject
    return (
        figure.id, about.name, figure.shown, _exact(figure.exact), about.measure, about.task, about.period,
        about.rule, ", ".join(figure.counted),
    )  # fmt: skip


def _cell(reading: Reading) -> tuple[str, ...]:
    """The columns that tell a cell, and the open one."""
    cell = reading.source
    return (
        cell.file, cell.sheet, cell.cell, cell.raw, reading.value, "\n".join(reading.repairs), cell.sha256, "",
    )  # fmt: skip


@lru_cache(maxsize=1 << 12)  # many figures have the same value
def _exact(text: str) -> str:
    """Before rounding: 1.234, or 86.083.721/141.140.000 ≈ 0,6099172524; words as they are."""
    value = exact_value(text)
    if value is None:
        return text
    if value.denominator == 1:
        return show_number(value)
    return f"{show_number(value.numerator)}/{show_number(value.denominator)} {show_decimal(value, _PLACES)}"
