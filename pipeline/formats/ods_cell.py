"""One cell of an .ods: its attributes and paragraphs come in, the cell as Excel means it goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pipeline.formats.cells import date_cell, number_cell
from pipeline.ooxml import Cell, excel_number

_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)|(Err|Lỗi):\d{3}")
_FAR_DAY = re.compile(r"-\d{4,}-\d\d-\d\d\S*|\d{5,}-\d\d-\d\d\S*")  # that no calendar of ours holds
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_TEXTS = frozenset({"", "string", "void"})
_STORED_AS = {
    "float": "office:value", "currency": "office:value", "percentage": "office:value", "date": "office:date-value",
    "time": "office:time-value", "boolean": "office:boolean-value",
}  # fmt: skip
_TRUTH = {"true": True, "false": False}


def cell_of(
    row: int, column: int, attrs: Mapping[str, str], paragraphs: Sequence[list[str]], epoch: date
) -> Cell | None:
    """The cell, None where nothing stands in it. ValueError or LookupError: it cannot be."""
    formula = "table:formula" in attrs
    kind = attrs.get("office:value-type", "")
    if not (kind or formula or paragraphs):  # nearly always
        return None
    here = (row, column)
    shown = "\n".join("".join(parts) for parts in paragraphs)
    typed = kind in _TEXTS and not formula
    if attrs.get("calcext:value-type") == "error" or (not typed and _ERROR.fullmatch(shown)):
        return Cell(*here, "error", shown, None, formula)
    if kind in _TEXTS:
        raw = attrs.get("office:string-value", shown if paragraphs or typed else None)
        if raw is not None:
            return Cell(*here, "text", raw, raw, formula) if raw or formula else None
    else:
        raw = attrs.get(_STORED_AS[kind])
    if raw is None:
        if not formula:
            raise ValueError(kind)
        return Cell(*here, "number", "", None, formula, kind == "percentage")  # never calculated
    if kind == "boolean":
        return Cell(*here, "bool", raw, _TRUTH[raw], formula)
    if kind == "time":
        return Cell(*here, "number", raw, _days(raw), formula, epoch=epoch)
    if kind == "date" and _FAR_DAY.fullmatch(raw):
        return Cell(*here, "text", raw, raw, formula)
    if kind == "date":
        return date_cell(*here, raw, epoch, formula)
    return number_cell(*here, raw, (False, kind == "percentage"), epoch, formula)


def _days(raw: str) -> Decimal:
    """The number of "PT08H30M00S", a time of day or a length of time in days. ValueError where it is none."""
    match = _DURATION.fullmatch(raw)
    if not match:
        raise ValueError(raw)
    days, hours, minutes, seconds = (Fraction(part or 0) for part in match.groups()[1:])
    whole = days + (hours + (minutes + seconds / 60) / 60) / 24
    return excel_number(f"{match[1]}{float(whole):.15g}")
