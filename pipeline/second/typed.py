"""What a person typed: a raw value of a cell comes in, an exact number, a day or a yes goes out.

The gate has let the cell pass, so nothing here complains: None means that nothing was typed.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from pipeline.ooxml import EPOCH_1900
from pipeline.vietnamese import fold

Raw = object  # as the workbook's reader gives it: Decimal, str, bool, date … or None
_SIZES = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_NUMBER = re.compile(r"([-+]?[\d.,]+)(nghìn|ngàn|triệu|tr|tỷ|tỉ)?(?:đồng|đ|vnđ|vnd)?")
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)")
_THOUSAND = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}")
_YES = {"có", "co", "x", "v", "yes", "y", "true", "1", "✓", "✔", "☑", "không phát sinh"}


def text(raw: Raw) -> str:
    """The words of a cell in the form in which equal words are equal; "" where nothing is visible."""
    if isinstance(raw, bool):
        return "x" if raw else "không"
    if isinstance(raw, float | int | Decimal):
        return f"{Decimal(str(raw)).normalize():f}"
    return fold(str(raw)) if raw is not None else ""


def visible(raw: Raw) -> bool:
    """Whether a cell has something that a person can see."""
    return bool(raw.isalnum() or text(raw)) if isinstance(raw, str) else raw is not None


def number(raw: Raw) -> Fraction | None:
    """A number as it stands, or as Vietnamese people write it: dot for thousands, decimal comma; None for words."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, (Decimal, int, Fraction)):
        return Fraction(raw)
    if isinstance(raw, float):
        return Fraction(str(raw))
    match = _NUMBER.fullmatch(re.sub(r"\s", "", text(raw)))
    if not match:
        return None
    digits, size = match[1], _SIZES.get(match[2] or "", 0)
    if digits.count(",") > 1:  # 1,234,567.5
        digits = digits.replace(",", "")
    elif "," in digits or digits.count(".") > 1 or _THOUSAND.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    return Fraction(digits) * Fraction(f"1e{size}") if _PLAIN.fullmatch(digits) else None


def in_unit(raw: Raw, uom: str, *, shows_percent: bool = False) -> Raw:
    """A number without the words of its unit behind it: "56 nhiệm vụ" → "56", 92,5% → 92.5 where % is the unit."""
    if isinstance(raw, Decimal):
        return raw * 100 if shows_percent and text(uom) == "%" else raw
    unit = text(uom)
    if not isinstance(raw, str) or not unit:
        return raw
    size = next((s for s in _SIZES if unit.startswith(f"{s} ")), "")
    noun = unit.removeprefix(size).strip()
    words = text(raw)
    if words.endswith(unit):
        return words.removesuffix(unit).strip()
    if noun != "đồng":
        words = words.removesuffix(noun).strip()
    value = number(words)
    sized = value is not None and words[-1:].isalpha()
    return value / 10 ** _SIZES[size] if value is not None and size and sized else words


def day(raw: Raw, epoch: date = EPOCH_1900) -> date | None:
    """A calendar day: a date, a spreadsheet's number of a day, or day, month and year in words."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, Decimal | int | float) and not isinstance(raw, bool):
        return _numbered(int(raw), epoch)
    parts = [int(part) for part in re.findall(r"\d+", text(raw))[:3]]
    if len(parts) < 3:
        return None
    year, month, number_of_day = parts if parts[0] > 31 else reversed(parts)
    return date(year, month, number_of_day)


@lru_cache(maxsize=4096)
def _numbered(number: int, epoch: date) -> date:
    return epoch + timedelta(days=number)


def yes(raw: Raw) -> bool | None:
    """Có or Không; None where nothing was chosen."""
    words = text(raw)
    return words in _YES if words else None
