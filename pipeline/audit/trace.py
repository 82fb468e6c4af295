"""The auditor's question both ways: a registry and a question come in; out go the figures down to their
cells, or the cells up to every figure that they are in, as words and as JSON values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.audit.asked import cells_asked, figures_asked, is_cell
from pipeline.audit.links import KINDS, Counted, Fed, Links
from pipeline.audit.said import Share, cell_json, cell_words, day_words, exact_words, fractions, name_of, notes
from pipeline.audit.told import Cell, Figure, File, Told
from pipeline.vietnamese import upper_first


@dataclass(frozen=True, slots=True)
class TracedFigure:
    """A figure with what it comes from. fraction: part and whole of a share as they are, before it is cut down;
    file: of a count of days late the file that was late.
    """

    figure: Figure
    fraction: Share | None
    counted: tuple[Counted, ...]
    file: File | None


@dataclass(frozen=True, slots=True)
class TracedCell:
    """A source with the figures it is a source of, and those that are reckoned from these."""

    cell: Cell
    direct: tuple[Figure, ...]
    fed: tuple[Fed, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """The answer: figures where a figure was asked for, else cells."""

    told: Told
    question: str
    figures: tuple[TracedFigure, ...] = ()
    cells: tuple[TracedCell, ...] = ()


def trace(told: Told, question: str) -> Traced:
    """Where a figure comes from, or what a cell is in; PipelineError where nothing answers to the question."""
    links = Links(told)
    if is_cell(question):
        cells = cells_asked(told, question)
        return Traced(told, question, cells=tuple(_cells(told, cells, links)))
    fraction = fractions(told)
    return Traced(
        told, question,
        tuple(
            TracedFigure(f, fraction(f), links.counted(f), _late(told, f))
            for f in figures_asked(told, question)
        ),
    )  # fmt: skip


def _cells(told: Told, cells: Iterable[Cell], links: Links) -> Iterator[TracedCell]:
    bearers: dict[int, list[Figure]] = {}  # by the cell itself: two sources may say the same
    for figure in told.figures:
        for cell_id in dict.fromkeys(map(id, figure.cells)):
            bearers.setdefault(cell_id, []).append(figure)
    for cell in cells:
        direct = tuple(bearers.get(id(cell), ()))
        yield TracedCell(cell, direct, links.fed(direct))


def _late(told: Told, figure: Figure) -> File | None:
    files = (f for f in told.inputs if figure.concept == "days_late" and str(f.number) == figure.of)
    return next(files, None)


# --- in words -------------------------------------------------------------------------------------


def lines(traced: Traced) -> tuple[str, ...]:
    """The answer as it is printed."""
    told = traced.told
    head = f"Văn bản {told.document}, kỳ {_period(told, told.period)}, số liệu tính đến ngày {day_words(told.as_of)}."
    answers = [*(_figure_lines(told, f) for f in traced.figures), *map(_cell_lines, traced.cells)]
    return (head, *(line for answer in answers for line in ("", *answer)))


def _figure_lines(told: Told, traced: TracedFigure) -> Iterator[str]:
    figure = traced.figure
    yield f"{figure.id}. {figure.name}"
    yield f"  Văn bản ghi: {'; '.join(_shown(figure))}."
    yield f"  Giá trị chính xác: {exact_words(figure, traced.fraction)}."
    days = " đến ".join(dict.fromkeys(map(day_words, figure.days)))
    yield (
        f"  Kỳ {_period(told, figure.period)}"
        + (f"; ngày số liệu: {days}" if days else "")
        + (f"; đơn vị: {', '.join(figure.units)}" if figure.units else "")
        + "."
    )
    yield f"  Cách tính: {figure.rule}."
    if traced.file:
        yield f"  Nguồn: ngày nhận ghi tại sổ tiếp nhận của {name_of(traced.file)}, SHA-256 {traced.file.sha256}."
    if figure.cells:
        yield "  Nguồn:"
        yield from _sources(figure.cells)
    if traced.counted:
        yield f"  Tính từ {KINDS[traced.counted[0].kind]}: {'; '.join(map(_counted, traced.counted))}."
    if not (traced.file or figure.cells or traced.counted):
        yield "  Nguồn: không có ô số liệu riêng; xem cách tính."


def _shown(figure: Figure) -> Iterator[str]:
    for shown in figure.shown:
        own = [p for p in figure.places if p.shown == shown]
        anchors = [p.anchor for p in own if p.anchor]
        where = [f"tại {len(anchors)} chỗ (dấu trang {', '.join(anchors)})"] if anchors else []
        charts = [p.chart for p in own if p.chart]
        where += [f"tại biểu đồ {chart} (chuỗi {series + 1}, điểm {point + 1})" for chart, series, point in charts]
        yield " ".join((f"“{shown}”", ", ".join(where))).rstrip()


def _sources(cells: Iterable[Cell]) -> Iterator[str]:
    """A line a file, under it one a sheet; a cell with something to say about it has its own."""
    files: dict[str, list[Cell]] = {}
    for cell in cells:
        files.setdefault(cell.file.sha256, []).append(cell)
    for sha256, own in files.items():
        yield f"    {upper_first(name_of(own[0].file))}, SHA-256 {sha256}:"
        sheets: dict[str, list[Cell]] = {}
        for cell in own:
            sheets.setdefault(cell.sheet, []).append(cell)
        for sheet, there in sheets.items():
            plain = [cell for cell in there if not notes(cell)]
            if plain:
                yield f"      trang “{sheet}”: {'; '.join(map(cell_words, plain))}"
            for cell in there:
                if notes(cell):
                    yield f"      trang “{sheet}”: {cell_words(cell)} ({'; '.join(notes(cell))})"


def _counted(counted: Counted) -> str:
    ids = ", ".join(f.id for f in counted.figures)
    return f"{counted.code} ({ids})" if ids else counted.code


def _cell_lines(traced: TracedCell) -> Iterator[str]:
    cell = traced.cell
    yield f"{upper_first(name_of(cell.file))}, trang “{cell.sheet}”, ô {cell_words(cell)}"
    yield f"  SHA-256 của tệp: {cell.file.sha256}"
    yield from (f"  {upper_first(note)}" for note in notes(cell))
    yield "  Là nguồn trực tiếp của:"
    yield from (f"    {_named(figure)}" for figure in traced.direct)
    if traced.fed:
        yield "  Qua đó có trong:"
    for fed in traced.fed:
        yield f"    {_named(fed.figure)} (qua {KINDS[fed.kind]} {', '.join(fed.through)})"


def _named(figure: Figure) -> str:
    return f"{figure.id} {figure.name}: {' hoặc '.join(figure.shown)}"


def _period(told: Told, key: str) -> str:
    return f"{key} ({day_words(told.first)} - {day_words(told.last)})" if key == told.period else key


# --- for machines ---------------------------------------------------------------------------------


def trace_json(traced: Traced) -> dict[str, object]:
    """The answer as JSON values; figures by id, exact values as the registry writes them."""
    told = traced.told
    return {
        "document": told.document,
        "question": traced.question,
        "figures": [_figure_json(f) for f in traced.figures],
        "cells": [
            {
                **cell_json(c.cell),
                "direct": [f.id for f in c.direct],
                "fed": [{"id": f.figure.id, "kind": f.kind, "through": list(f.through)} for f in c.fed],
            }
            for c in traced.cells
        ],
    }


def _figure_json(traced: TracedFigure) -> dict[str, object]:
    figure = traced.figure
    return {
        "id": figure.id, "name": figure.name, "concept": figure.concept, "of": figure.of, "exact": figure.exact,
        "shown": list(figure.shown), "period": figure.period, "days": list(figure.days), "units": list(figure.units),
        "rule": figure.rule, "places": [p.anchor or list(p.chart or ()) for p in figure.places],
        "sources": [cell_json(cell) for cell in figure.cells],
        "counted": [{"kind": c.kind, "code": c.code, "figures": [f.id for f in c.figures]} for c in traced.counted],
    }  # fmt: skip
