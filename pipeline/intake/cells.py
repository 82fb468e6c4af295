"""One cell, one form: what stands in a cell becomes the value its field asks for, or a finding.

Nothing is guessed: what could mean two things is asked back.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from pipeline import forms
from pipeline.intake.amounts import DONG, read_amount, says_no_number, with_digits
from pipeline.messages import clip, finding
from pipeline.model import Finding, Value
from pipeline.ooxml import Cell
from pipeline.vietnamese import (
    clean_text,
    fold,
    mend_letters,
    read_date,
    read_yes_no,
    show_date,
    show_number,
)

# What a reader tells: the value, and a message code with its fields where something is to be said.
Found = tuple[Value | None, str, dict[str, object]]
_NO_DAY = re.compile(r"(tháng|quý|năm|tuần|kỳ) .*\d{4}|(\d{1,2}|quý \w+|[ivq\d]+)[/.-]\d{4}")  # a month, a quarter
_FIRST_SERIAL, _LAST_SERIAL = 36526, 73050  # 01/01/2000 and 31/12/2099


def read_cell(cell: Cell | None, field: forms.Field, sheet: str, uom: str = "") -> tuple[Value | None, list[Finding]]:
    """The value of a cell in its field's form (int, Decimal, date, bool, str), and what to say.

    uom: the unit that may stand behind a number.
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
    if field.form in ("whole", "number", "money"):
        value, code, fields = _read_amount(cell, DONG if field.form == "money" else uom, whole=field.form == "whole")
    else:
        value, code, fields = _READERS[field.form](cell)
    findings = [_say(code, cell, field, sheet, **fields)] if code else []
    if cell.formula and value is not None:
        findings.append(_say("CELL_FORMULA", cell, field, sheet, found=clean_text(cell.raw)))
    return value, findings


def _say(code: str, cell: Cell, field: forms.Field, sheet: str, **fields: object) -> Finding:
    return finding(code, sheet=sheet, cell=cell.ref, label=field.label, **fields)


def _read_text(cell: Cell) -> Found:
    typed = as_text(cell)
    text = mend_letters(typed)
    if len(text) > forms.LONG_LIMIT:
        return text, "CELL_LONG", {"found": len(text), "limit": forms.LONG_LIMIT}
    return (text, "CELL_LETTERS", {"found": typed, "read": clip(text)}) if text != typed else _read(text)


def _read(value: Value) -> Found:
    return value, "", {}


def as_text(cell: Cell) -> str:
    """A cell's content as a person reads it; numbers keep their digits."""
    value = cell.value
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, bool):
        return forms.YES if value else forms.NO
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return show_date(value)
    return ""


def _read_amount(cell: Cell, uom: str, *, whole: bool) -> Found:
    shares = uom == "%"
    number = cell.value if isinstance(cell.value, Decimal) else None
    text = as_text(cell) if number is None else ""
    if number is not None and cell.percent:
        number = number * 100
        if not shares:
            return None, "CELL_PERCENT", {"found": show_number(number) + "%"}
    if isinstance(cell.value, str):
        number = read_amount(text, uom)
    if number is None:
        return None, _why_no_number(cell, text, uom), {"found": text}
    if number < 0:
        return None, "CELL_NEGATIVE", {"found": show_number(number)}
    if shares and 0 < number <= 1 and not cell.percent and not text.endswith("%"):
        return None, "CELL_SHARE", {"found": show_number(number)}  # 0,9 % or 90 %
    if whole and number != number.to_integral_value():
        return None, "CELL_WHOLE", {"found": show_number(number)}
    value = int(number) if number == number.to_integral_value() else number
    if isinstance(cell.value, str):
        return value, "CELL_TEXT_NUMBER", {"found": text, "read": show_number(number)}
    return _read(value)


def _why_no_number(cell: Cell, text: str, uom: str) -> str:
    """The code of what keeps a cell from being a number."""
    if text.endswith("%"):
        return "CELL_PERCENT"
    if isinstance(cell.value, str) and says_no_number(text):
        return "CELL_NO_NUMBER"
    if (digits := with_digits(text)) and read_amount(digits, uom) is not None:
        return "CELL_LOOKALIKE"
    return "CELL_NUMBER"


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
        lookalike = read_date(with_digits(text)) is not None
        no_day = isinstance(cell.value, str) and _NO_DAY.fullmatch(fold(text))
        return None, "CELL_LOOKALIKE" if lookalike else "CELL_DATE_NO_DAY" if no_day else "CELL_DATE", {"found": text}
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
    "date": _read_date,
    "text": _read_text,
    "long": _read_text,
    "given": _read_text,
    "yes_no": _read_yes_no,
    "status": _read_status,
}
