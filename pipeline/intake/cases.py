"""Rows of a pasted list of cases: what stands in a row comes in, the case goes out.

Of a long plain list whole columns are read at once; only a row in which something is odd is read cell by cell.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pipeline import forms
from pipeline.intake.cells import read_cell
from pipeline.messages import finding, has_error
from pipeline.model import Finding, Value
from pipeline.ooxml import Cell, ref
from pipeline.workbook import Grid, Plain, Sheet, plain_cell

Case = tuple[str, date, date, date | None]  # number, days on which it was received, due and returned
_ODD = object()  # a value of which something is to be said


def case_rows(
    sheet: Sheet, fields: tuple[forms.Field, ...], top: int, columns: tuple[int, ...], said: list[Finding]
) -> Iterator[tuple[int, Case | None]]:
    """Row number and case (None: with an error) of every row that holds something; what is wrong is added to `said`."""
    left, right = min(columns), max(columns)
    if sheet.grid is None:
        for number, found in sheet.rows(top, left, right):
            cells = tuple(found[column - left] for column in columns)
            if any(cells):
                yield number, _read(cells, fields, sheet.name, number, columns, said)
        return
    plain = dict(_plain_cases(sheet.grid, fields, top, columns))
    span = sheet.grid.columns[left - 1 : right]
    for number in range(top, len(sheet.grid) + 1):
        case = plain.get(number)
        if case is None:
            if all(column[number - 1] == "" for column in span):
                continue
            cells = tuple(sheet.get(number, column) for column in columns)
            case = _read(cells, fields, sheet.name, number, columns, said) if any(cells) else None
        yield number, case


def _plain_cases(
    grid: Grid, fields: tuple[forms.Field, ...], top: int, columns: tuple[int, ...]
) -> Iterator[tuple[int, Case]]:
    """The rows of which there is nothing to say, as they would be read cell by cell."""
    width = len(grid.columns)
    blank: list[Plain] = [""] * len(grid)
    stored = [(grid.columns[column - 1] if column <= width else blank)[top - 1 :] for column in columns]
    told = zip(*map(_meant, stored, fields), strict=True)
    for number, case in enumerate(told, top):
        if _ODD not in case:
            yield number, case


def _meant(values: list[Plain], field: forms.Field) -> list[Value | None | object]:
    """What the values of a column mean, _ODD where there is something to say; each different value is read once."""
    if field.form == "text" and _are_clean(values):
        return values  # type: ignore[return-value]
    meant = {value: _read_plain(value, field) for value in set(values)}
    return list(map(meant.__getitem__, values))


def _are_clean(values: list[Plain]) -> bool:
    """Whether all are short words that stay as they are."""
    if not all(isinstance(value, str) and 0 < len(value) <= forms.LONG_LIMIT for value in values):
        return False
    together = "".join(values)  # type: ignore[arg-type]
    return together.isascii() and together.isprintable() and " " not in together


def _read_plain(value: Plain, field: forms.Field) -> Value | None | object:
    read, said = read_cell(plain_cell(1, 1, value) if value != "" else None, field, "")
    return _ODD if any(f.severity != "info" for f in said) or (read is None and field.required) else read


def _read(
    cells: tuple[Cell | None, ...], fields: tuple[forms.Field, ...], sheet: str, row: int, columns: tuple[int, ...],
    said: list[Finding],
) -> Case | None:  # fmt: skip
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
    return None if wrong else tuple(values)  # type: ignore[return-value]
