"""An official document before it is dressed: plain text and tables in reading order.

`outline` composes it, `word` gives it the form of the decree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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


@dataclass(frozen=True, slots=True)
class Row:
    cells: tuple[str, ...]
    style: Literal["body", "group"] = "body"  # group: one bold cell over the whole width


@dataclass(frozen=True, slots=True)
class Table:
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Appendix:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An official document before it is dressed: plain text and tables in reading order."""

    type_name: str  # "BÁO CÁO"
    abstract: str  # trích yếu
    symbol_kind: str  # "BC"
    body: tuple[Block, ...]
    appendices: tuple[Appendix, ...] = ()
