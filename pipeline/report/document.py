"""An official document before it is dressed: plain text, tables and charts in reading order.

`outline` and `letter` compose it; `word` gives it the form of the decree.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

from pipeline.model import Signing


@dataclass(frozen=True, slots=True)
class Heading:
    level: int  # 1: "I. TÊN MỤC" upper bold · 2: "1. Tên khoản" bold
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width_mm: float
    align: Literal["left", "center", "right"] = "left"


class Row(NamedTuple):
    cells: tuple[str, ...]
    style: Literal["body", "group"] = "body"  # group: one bold cell over the whole width


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def width_mm(self) -> float:
        return sum(column.width_mm for column in self.columns)


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers of a chart, one a category; None leaves a place empty. Shares of 1 where it shows %.

    `labels` are what is printed at the numbers, already rounded truthfully; without them the chart
    shows the numbers itself, except at a line drawn over columns. Where they are not `printed` they
    only tell what the numbers are figures of.
    """

    name: str
    values: tuple[Fraction | None, ...]
    look: Literal["solid", "hatched", "line"] = "solid"  # told apart without colour; lying: a hollow bar
    labels: tuple[str, ...] = ()  # one a value, "27,4%"; "" prints none
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Chart:
    """A native chart whose data can be opened, and what it says to who cannot see it."""

    caption: str
    form: Literal["bar", "column"]  # bar: lying, for long names
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    description: str
    percent: bool = True


Block = Heading | Paragraph | Table | Chart


@dataclass(frozen=True, slots=True)
class Appendix:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An official document before it is dressed: plain text, tables and charts in reading order.

    A công văn has no `type_name` and no `symbol_kind`; its `abstract` is what follows "V/v".
    """

    type_name: str  # "BÁO CÁO"
    abstract: str  # trích yếu
    symbol_kind: str  # "BC"
    body: tuple[Block, ...]
    signing: Signing
    appendices: tuple[Appendix, ...] = ()
    addressees: tuple[str, ...] = ()  # Kính gửi; empty: none
    recipients: tuple[str, ...] = ()  # Nơi nhận, without "Như trên" and "Lưu"
    mark: str = ""  # what has to be seen before anything else: "DỰ THẢO - …"
