"""One cell of an .ods: its attributes and paragraphs come in, the cell as Excel means it goes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from pipeline import limits
from pipeline.formats.cells import date_cell, number_cell
from pipeline.ooxml import Cell, excel_number, too_big

_SPACE, _TAB, _BREAK = "\x00", "\x01", "\x02"  # not in any XML: what is meant as a blank, and no mere layout
_LAYOUT = re.compile(r"[ \t\r\n]+")
_MEANT = str.maketrans({_SPACE: " ", _TAB: "\t", _BREAK: "\n"})
_ERROR = re.compile(r"#(NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|N/A)|(Err|Lỗi):\d{3}")
_FAR_DAY = re.compile(r"-\d{4,}-\d\d-\d\d\S*|\d{5,}-\d\d-\d\d\S*")  # that no calendar of ours holds
_DURATION = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?")
_TEXTS = frozenset({"", "string", "void"})
_STORED_AS = {
    "float": "office:value", "currency": "office:value", "percentage": "office:value", "date": "office:date-value",
    "time": "office:time-value", "boolean": "office:boolean-value",
}  # fmt: skip
_TRUTH = {"true": True, "false": False}


class Paragraph:
    """The words of one paragraph as they come in; line breaks and blanks of the file itself are layout."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.blanks = 0

    def add(self, chunk: str) -> None:
        """Characters of the file."""
        self.parts.append(chunk)

    def spaces(self, count: int) -> None:
        """So many blanks that are meant. BookError: more than any cell can hold."""
        self.blanks += count
        if count < 0 or self.blanks > limits.MAX_STRETCH:
            raise too_big(f"một ô có trên {limits.MAX_STRETCH // 1000} nghìn khoảng trắng")
        self.parts.append(_SPACE * count)

    def tab(self) -> None:
        """A tab that is meant."""
        self.parts.append(_TAB)

    def line_break(self) -> None:
        """A line break that is meant."""
        self.parts.append(_BREAK)

    @property
    def text(self) -> str:
        return _LAYOUT.sub(" ", "".join(self.parts)).lstrip(" ").translate(_MEANT)


def cell_of(
    row: int, column: int, attrs: Mapping[str, str], paragraphs: Sequence[Paragraph], epoch: date
) -> Cell | None:
    """The cell, None where nothing stands in it. ValueError or LookupError: it cannot be."""
    formula = "table:formula" in attrs
    kind = attrs.get("office:value-type", "")
    if not (kind or formula or paragraphs):  # nearly always
        return None
    here = (row, column)
    shown = "\n".join(p.text for p in paragraphs)
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
