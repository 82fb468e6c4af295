"""One cell, one form: what stands in a cell becomes the value its field asks for, or a finding.

Nothing is guessed: what could mean two things is asked back.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from pipeline import layout as lo
from pipeline.messages import finding
from pipeline.model import Finding, Value
from pipeline.ooxml import Cell
from pipeline.vietnamese import (
    clean_text,
    fold,
    read_date,
    read_money,
    read_number,
    read_yes_no,
    show_date,
    show_number,
)

Found = tuple[Value | None, Finding | None]
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 01/01/2000 and 31/12/2099


def read_cell(cell: Cell | None, field: lo.Field, sheet: str) -> tuple[Value | None, list[Finding]]:
    """The value of a cell in its field's form (int, Decimal, date, bool, str), and what to say.

    None without a finding means a blank cell; None with an error means it could not be read.
    """
    if cell is None:
        return None, []
    place = {"sheet": sheet, "cell": cell.ref, "label": field.label}
    if cell.kind == "error":
        return None, [finding("CELL_ERROR", found=cell.raw, **place)]
    if cell.value is None:
        return None, [finding("CELL_NOT_CALCULATED", **place)]
    if isinstance(cell.value, str) and not clean_text(cell.value):
        return None, []
    value, said = _READERS[field.form](cell, place)
    findings = [said] if said else []
    if cell.formula and value is not None:
        findings.append(finding("CELL_FORMULA", found=clean_text(cell.raw), **place))
    return value, findings


def _read_text(cell: Cell, place: dict[str, str]) -> Found:
    text = as_text(cell)
    if len(text) > lo.LONG_LIMIT:
        return text, finding("CELL_LONG", found=len(text), limit=lo.LONG_LIMIT, **place)
    return text, None


def as_text(cell: Cell) -> str:
    """A cell's content as a person reads it; numbers keep their digits."""
    value = cell.value
    if isinstance(value, bool):
        return lo.YES if value else lo.NO
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return show_date(value)
    return clean_text(value or "")


def _read_amount(cell: Cell, place: dict[str, str], *, money: bool, whole: bool) -> Found:
    if isinstance(cell.value, Decimal) and cell.percent:
        return None, finding("CELL_PERCENT", found=show_number(cell.value * 100) + "%", **place)
    number = cell.value if isinstance(cell.value, Decimal) else None
    said: Finding | None = None
    if isinstance(cell.value, str):
        text = clean_text(cell.value)
        number = read_money(text) if money else read_number(text)
        if number is not None:
            said = finding("CELL_TEXT_NUMBER", found=text, read=show_number(number), **place)
    if number is None:
        text = as_text(cell)
        return None, finding("CELL_PERCENT" if text.endswith("%") else "CELL_NUMBER", found=text, **place)
    if number < 0:
        return None, finding("CELL_NEGATIVE", found=show_number(number), **place)
    if number == number.to_integral_value():
        return int(number), said
    if whole:
        return None, finding("CELL_WHOLE", found=show_number(number), **place)
    return number, said


def _read_whole(cell: Cell, place: dict[str, str]) -> Found:
    return _read_amount(cell, place, money=False, whole=True)


def _read_number(cell: Cell, place: dict[str, str]) -> Found:
    return _read_amount(cell, place, money=False, whole=False)


def _read_money(cell: Cell, place: dict[str, str]) -> Found:
    return _read_amount(cell, place, money=True, whole=False)


def _read_date(cell: Cell, place: dict[str, str]) -> Found:
    if isinstance(cell.value, date):
        return cell.value, None
    day: date | None = None
    text = as_text(cell)
    if isinstance(cell.value, Decimal) and _FIRST_SERIAL <= cell.value <= _LAST_SERIAL:
        day = date(1899, 12, 30) + timedelta(days=int(cell.value))  # pasted without its format
    elif isinstance(cell.value, str):
        day = read_date(text)
    if day is None:
        return None, finding("CELL_DATE", found=text, **place)
    return day, finding("CELL_TEXT_DATE", found=text, read=show_date(day), **place)


def _read_yes_no(cell: Cell, place: dict[str, str]) -> Found:
    answer = cell.value if isinstance(cell.value, bool) else read_yes_no(as_text(cell))
    if answer is None:
        choices = f"{lo.YES}, {lo.NO}"
        return None, finding("CELL_CHOICE", found=as_text(cell), choices=choices, **place)
    return answer, None


def _read_status(cell: Cell, place: dict[str, str]) -> Found:
    text = as_text(cell)
    for status in lo.STATUSES:
        if fold(text) == fold(status):
            return status, None
    return None, finding("CELL_CHOICE", found=text, choices=", ".join(lo.STATUSES), **place)


_READERS = {
    "whole": _read_whole,
    "number": _read_number,
    "money": _read_money,
    "date": _read_date,
    "text": _read_text,
    "long": _read_text,
    "given": _read_text,
    "yes_no": _read_yes_no,
    "status": _read_status,
}
