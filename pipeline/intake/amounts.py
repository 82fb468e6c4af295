"""A number as people type it beside its unit: a text and the unit asked come in, an exact number goes out.

"56 nhiệm vụ", "12,5 tỷ đồng", "300 triệu" are read in the unit of the measure; None where the text is
no number, or could be two.
"""

from __future__ import annotations

import re
from decimal import Decimal

from pipeline.vietnamese import fold, read_number

DONG = "đồng"
_SIZES = {"": 0, "nghìn": 3, "ngàn": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}
_SIZED = re.compile(r"(?P<size>nghìn|ngàn|triệu|tr|tỷ|tỉ)?\s*(?P<noun>.*)")
_CURRENCY = frozenset({DONG, "đ", "vnđ", "vnd"})
_AMOUNT = re.compile(r"(?P<number>[-+]?\d[\d.,]*(?: \d{3})*(?:,\d+)?)\s*(?P<words>.*)")
_ONE_GROUP = re.compile(r"[-+]?\d{1,3}\.\d{3}")
_TWINS = str.maketrans("oOоОοОΟlI|", "0000000111")  # Latin, Cyrillic and Greek letters for digits
_DIGITS = re.compile(r"[\doOоОοОΟlI|.,/ \-]+")
_NO_NUMBER = frozenset({"-", "--", "---", "/", "\\", "...", "…", "không", "không có", "chưa có", "chưa"})


def read_amount(text: str, uom: str = "") -> Decimal | None:
    """The number in a text, in the unit of measure asked; magnitudes only of money or before the unit.

    "1.234 tỷ" is None: before tỷ or triệu a single group of three may be meant as a fraction. So is
    "300 đồng" where triệu đồng are asked: nobody knows which of the two is wrong.
    """
    match = _AMOUNT.fullmatch(fold(text))
    number = read_number(match["number"]) if match else None
    if match is None or number is None:
        return None
    words, asked = match["words"].strip(), fold(uom)
    if not words or words == asked:
        return number
    typed_size, typed_noun = _sized(words)
    asked_size, asked_noun = _sized(asked)
    is_money = asked_noun == DONG
    known = typed_noun == asked_noun or (is_money and (typed_noun in _CURRENCY or (typed_size and not typed_noun)))
    if not known or (asked_size and not typed_size):
        return None
    if typed_size and _ONE_GROUP.fullmatch(match["number"]):
        return None
    return number.scaleb(_SIZES[typed_size] - _SIZES[asked_size])


def _sized(words: str) -> tuple[str, str]:
    """ "tỷ đồng" → ("tỷ", "đồng"); "nhiệm vụ" → ("", "nhiệm vụ")."""
    match = _SIZED.fullmatch(words)
    size, noun = (match["size"] or "", match["noun"]) if match else ("", words)
    whole_word = not size or not noun or noun in _CURRENCY or words.startswith(f"{size} ")
    return (size, noun) if whole_word else ("", words)


def says_no_number(text: str) -> bool:
    """Whether a text may mean none as well as not known: "-", "không"."""
    return fold(text) in _NO_NUMBER


def with_digits(text: str) -> str:
    """The text with digits for the letters that look like them at its head; "" where there are none."""
    match = _DIGITS.match(text)
    head = match[0] if match else ""
    mended = head.translate(_TWINS)
    return mended + text[len(head) :] if mended != head and any(c.isdigit() for c in head) else ""
