"""Headings of columns of times come in ("Tháng 3", "Quý II", "Bắt đầu"), what their cells mean goes out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.drafting.word import Box
from pipeline.vietnamese import bare, clean_text

TICK = re.compile(r"[xX×✓✔✗vV√●•*+]+")
BOUNDS = ("Từ", "đến")
_BOUNDS = (r"^(tu ngay|ngay bat dau|bat dau)", r"^(den ngay|(ngay )?(ket thuc|hoan thanh))")
_PERIOD = re.compile(r"(?:(thang|t|quy|q)[ .]*)?(1[0-2]|0?[1-9]|i{1,3}|iv)(?:[ ./]*(?:nam )?20\d\d)?")


def periods(row: Sequence[Box], above: Sequence[Box]) -> list[str]:
    """The month or quarter that each heading names, "" where it names none or where only one does."""
    named = [_period(box, above) for box in row]
    return named if sum(map(bool, named)) > 1 else [""] * len(row)


def _period(box: Box, above: Sequence[Box]) -> str:
    """A bare 3 or II has its word from the wider heading over it."""
    match = _PERIOD.fullmatch(bare(clean_text(box.text)))
    if match is None:
        return ""
    over = next((bare(b.text) for b in above if b.first <= box.first and box.last <= b.last), "")
    word = match[1] or ("thang" if "thang" in over else "quy" if "quy" in over else "")
    return f"{'Tháng' if word[0] == 't' else 'Quý'} {match[2].lstrip('0').upper()}" if word else ""


def bound(heading: str) -> str:
    """Whether a column holds where a time begins ("Từ") or ends ("đến")."""
    return next((word for word, words in zip(BOUNDS, _BOUNDS, strict=True) if re.search(words, bare(heading))), "")


def several(labels: Sequence[str]) -> bool:
    """Whether these columns stand for months or quarters."""
    return any(label and label not in BOUNDS for label in labels)


def joined(labels: Sequence[str]) -> str:
    """Tháng 3, Tháng 5 → Tháng 3, 5."""
    said = ""
    for label in labels:
        word, _, number = label.partition(" ")
        said += f", {number}" if word in said else f"{', ' if said else ''}{label}"
    return said
