"""Words that trace and comparison share: files, cells and exact values of a registry as a person reads them."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from pipeline.audit.told import PLAN, Cell, Figure, File, Told
from pipeline.vietnamese import read_date, show_date, show_decimal, show_number

Share = tuple[Fraction, Fraction]  # part and whole
_PLACES = 6  # decimals of an exact value that has no end
_DONG = "(đồng)"  # in the rule of a sum of money
_PARTS = {"value": ("numerator", "denominator"), "part_value": ("part_numerator", "part_denominator")}


def fractions(told: Told) -> Callable[[Figure], Share | None]:
    """Finds part and whole of a share as the document tells them, before the fraction is cut down."""
    values = {(f.concept, f.of): f.value for f in told.figures}

    def of(figure: Figure) -> Share | None:
        part, whole = (values.get((concept, figure.of)) for concept in _PARTS.get(figure.concept, ("", "")))
        return (part, whole) if part is not None and whole and figure.value == part / whole else None

    return of


def exact_words(figure: Figure, fraction: Share | None = None) -> str:
    """The value before rounding as a person reads it: "38/56 ≈ 67,857143%", "43.041.860.500 đồng"."""
    value = figure.value
    if value is None:
        return f"“{figure.exact}”"
    if any(shown.endswith("%") for shown in figure.shown):
        if fraction is None and value.denominator == 1:
            return f"{show_number(value * 100)}%"
        part, whole = fraction or (Fraction(value.numerator), Fraction(value.denominator))
        return f"{_exact(part)}/{_exact(whole)} {show_decimal(value * 100, _PLACES)}%"
    unit = " đồng" if figure.rule.split(";")[0].endswith(_DONG) else ""
    if value.denominator == 1:
        return f"{show_number(value)}{unit}"
    return f"{value} {show_decimal(value, _PLACES)}{unit}"


def _exact(value: Fraction) -> str:
    return show_number(value) if value.denominator == 1 else str(value)


def name_of(file: File) -> str:
    """As "tệp 13 (KHTC/A.VII.1.xlsx)"."""
    if file.number is not None:
        return f"tệp {file.number} ({file.name})"
    if file.state == PLAN:
        return f"tệp kế hoạch ({file.name})"
    return f"tệp {file.name}" if file.name else f"tệp có mã SHA-256 {file.sha256}"


def cell_words(cell: Cell) -> str:
    """As "C14 “1.250 ”, đọc là 1250"; what was read as it stood is said once."""
    raw = f" “{cell.raw}”" if cell.raw else ""
    read = f", đọc là {day_words(cell.value)}" if cell.value not in ("", cell.raw) else ""
    return f"{cell.cell or 'dòng'}{raw}{read}"


def notes(cell: Cell) -> list[str]:
    """What is to be known of a source: carried over from another file, mended, odd."""
    carried = f"mang sang từ {name_of(cell.carried_from)}" if cell.carried_from else ""
    return [*filter(None, (carried, *(r.rstrip(".") for r in cell.repairs)))]


def day_words(text: str) -> str:
    """A day as it is written; what is none, as it stands."""
    day = read_date(text)
    return show_date(day) if day else text


def cell_json(cell: Cell) -> dict[str, object]:
    """A source as JSON values."""
    return {
        "file": cell.file.name, "number": cell.file.number, "sha256": cell.file.sha256, "sheet": cell.sheet,
        "cell": cell.cell, "raw": cell.raw, "value": cell.value, "repairs": list(cell.repairs),
        "carried_from": cell.carried_from.sha256 if cell.carried_from else None,
    }  # fmt: skip
