"""A pasted list of cases: a sheet and where the list stands come in, its columns go out.

Of a long plain list whole columns are read at once; only a row in which something is odd is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline import forms
from pipeline.intake.cells import read_cell
from pipeline.messages import finding, has_error
from pipeline.model import Finding
from pipeline.ooxml import Cell, ref
from pipeline.workbook import Grid, Plain, Sheet, plain_cell

_ODD = object()  # a value of which something is to be said


def read_cases(
    sheet: Sheet, fields: tuple[forms.Field, ...], top: int, columns: tuple[int, ...], said: list[Finding]
) -> tuple[tuple[tuple[Any, ...], ...], int]:
    """The numbers of all cases, then by column their days, and the last row in which something stands.

    A case with an error is left out; what is wrong is added to `said`.
    """
    plain = _plain_columns(sheet.grid, fields, top, columns) if sheet.grid else ()
    if plain and not any(odd for _, odd in plain):
        whole = tuple(tuple(values) for values, _ in plain)
        return (whole, top + len(whole[0]) - 1) if whole[0] else ((), top)
    told = zip(*(values for values, _ in plain), strict=True)
    known = {number: case for number, case in enumerate(told, top) if _ODD not in case}
    cases, last = list[tuple[Any, ...]](), top
    for last in _filled(sheet, top, min(columns), max(columns)):
        case = known.get(last)
        if case is None:
            cells = tuple(sheet.get(last, column) for column in columns)
            case = _read(cells, fields, sheet.name, last, columns, said) if any(cells) else None
        if case is not None:
            cases.append(case)
    return tuple(zip(*cases, strict=True)), last


def _filled(sheet: Sheet, top: int, left: int, right: int) -> Iterator[int]:
    """The rows that hold something in a span of columns."""
    if sheet.grid is None:
        yield from (number for number, _ in sheet.rows(top, left, right))
    else:
        yield from (number for number, _ in sheet.plain_rows(top, left, right))


def _plain_columns(
    grid: Grid, fields: tuple[forms.Field, ...], top: int, columns: tuple[int, ...]
) -> list[tuple[list[Any], bool]]:
    """What the values of each column mean, down to the last row that holds something; whether one of them is odd."""
    span = grid.columns[min(columns) - 1 : max(columns)]
    end = len(grid)
    while end >= top and all(column[end - 1] == "" for column in span):
        end -= 1
    width, blank = len(grid.columns), [""] * end
    stored = [(grid.columns[column - 1] if column <= width else blank)[top - 1 : end] for column in columns]
    return [_meant(values, field) for values, field in zip(stored, fields, strict=True)]


def _meant(values: list[Any], field: forms.Field) -> tuple[list[Any], bool]:
    """What the values of a column mean, as they would be read cell by cell; each different value is read once."""
    if field.form == "text" and _are_clean(values):
        return values, False
    meant = {value: _read_plain(value, field) for value in set(values)}
    return list(map(meant.__getitem__, values)), _ODD in meant.values()


def _are_clean(values: list[Any]) -> bool:
    """Whether all are short words that stay as they are."""
    if not all(isinstance(value, str) and 0 < len(value) <= forms.LONG_LIMIT for value in values):
        return False
    together = "".join(values)
    return together.isascii() and together.isprintable() and " " not in together


def _read_plain(value: Plain, field: forms.Field) -> object:
    """A value that means something by itself, or _ODD."""
    read, said = read_cell(plain_cell(1, 1, value) if value != "" else None, field, "")
    return _ODD if any(f.severity != "info" for f in said) or (read is None and field.required) else read


def _read(
    cells: tuple[Cell | None, ...], fields: tuple[forms.Field, ...], sheet: str, row: int, columns: tuple[int, ...],
    said: list[Finding],
) -> tuple[object, ...] | None:  # fmt: skip
    """A row field by field; what is wrong is added to `said`."""
    values: list[object] = []
    wrong = False
    for spec, column, cell in zip(fields, columns, cells, strict=True):
        value, findings = read_cell(cell, spec, sheet)
        if value is None and spec.required and not findings:
            place = {"sheet": sheet, "cell": ref(row, column), "label": spec.label}
            findings = [finding("DATA_ROW_INCOMPLETE", name=spec.label, **place)]
        # Text dates are the rule in an export: saying so 200,000 times helps nobody.
        said.extend(f for f in findings if f.severity != "info")
        wrong = wrong or has_error(findings)
        values.append(value)
    return None if wrong else tuple(values)
