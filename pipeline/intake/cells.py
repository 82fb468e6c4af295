"""One cell, one form: what stands in a cell becomes the value its field asks for, or a finding.

Nothing is guessed: what could mean two things is asked back.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from pipeline import forms
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

# What a reader tells: the value, and a message code with its fields where something is to be said.
Found = tuple[Value | None, str, dict[str, object]]
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 01/01/2000 and 31/12/2099


def read_cell(cell: Cell | None, field: forms.Field, sheet: str) -> tuple[Value | None, list[Finding]]:
    """The value of a cell in its field's form (int, Decimal, date, bool, str), and what to say.

    None without a finding means a blank cell; None with an error means it could not be read.
    """
    if cell is None:
        return None, []
    if cell.kind == "error":
        return None, [_say("CELL_ERROR", cell, field, sheet, found=cell.raw)]
    if cell.value is None:
        return None, [_say("CELL_NOT_CALCULATED", cell, field, sheet)]
    if isinstance(cell.value, str) and not clean_text(cell.value):
        return None, []
    value, code, fields = _READERS[field.form](cell)
    findings = [_say(code, cell, field, sheet, **fields)] if code else []
    if cell.formula and value is not None:
        findings.append(_say("CELL_FORMULA", cell, field, sheet, found=clean_text(cell.raw)))
    return value, findings


def _say(code: str, cell: Cell, field: forms.Field, sheet: str, **fields: object) -> Finding:
    return finding(code, sheet=sheet, cell=cell.ref, label=field.label, **fields)


def _read_text(cell: Cell) -> Found:
    text = as_text(cell)
    if len(text) > forms.LONG_LIMIT:
        return text, "CELL_LONG", {"found": len(text), "limit": forms.LONG_LIMIT}
    return _read(text)


def _read(value: Value) -> Found:
    return value, "", {}


def as_text(cell: Cell) -> str:
    """A cell's content as a person reads it; numbers keep their digits."""
    value = cell.value
    if isinstance(value, bool):
        return forms.YES if value else forms.NO
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return show_date(value)
    return clean_text(value or "")


def _read_amount(cell: Cell, *, money: bool, whole: bool) -> Found:
    if isinstance(cell.value, Decimal) and cell.percent:
        return None, "CELL_PERCENT", {"found": show_number(cell.value * 100) + "%"}
    number = cell.value if isinstance(cell.value, Decimal) else None
    text = as_text(cell)
    if isinstance(cell.value, str):
        number = read_money(text) if money else read_number(text)
    if number is None:
        return None, "CELL_PERCENT" if text.endswith("%") else "CELL_NUMBER", {"found": text}
    if number < 0:
        return None, "CELL_NEGATIVE", {"found": show_number(number)}
    if whole and number != number.to_integral_value():
        return None, "CELL_WHOLE", {"found": show_number(number)}
    value = int(number) if number == number.to_integral_value() else number
    if isinstance(cell.value, str):
        return value, "CELL_TEXT_NUMBER", {"found": text, "read": show_number(number)}
    return _read(value)


def _read_whole(cell: Cell) -> Found:
    return _read_amount(cell, money=False, whole=True)


def _read_number(cell: Cell) -> Found:
    return _read_amount(cell, money=False, whole=False)


def _read_money(cell: Cell) -> Found:
    return _read_amount(cell, money=True, whole=False)


def _read_date(cell: Cell) -> Found:
    if isinstance(cell.value, date):
        return _read(cell.value)
    day: date | None = None
    text = as_text(cell)
    if isinstance(cell.value, Decimal) and _FIRST_SERIAL <= cell.value <= _LAST_SERIAL:
        day = cell.epoch + timedelta(days=int(cell.value))  # pasted without its format
    elif isinstance(cell.value, str):
        day = read_date(text)
    if day is None:
        return None, "CELL_DATE", {"found": text}
    return day, "CELL_TEXT_DATE", {"found": text, "read": show_date(day)}


def _read_yes_no(cell: Cell) -> Found:
    answer = cell.value if isinstance(cell.value, bool) else read_yes_no(as_text(cell))
    if answer is None:
        return None, "CELL_CHOICE", {"found": as_text(cell), "choices": f"{forms.YES}, {forms.NO}"}
    return _read(answer)


def _read_status(cell: Cell) -> Found:
    text = as_text(cell)
    for status in forms.STATUSES:
        if fold(text) == fold(status):
            return _read(status)
    return None, "CELL_CHOICE", {"found": text, "choices": ", ".join(forms.STATUSES)}


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
