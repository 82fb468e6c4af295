"""Vietnamese text, numbers and dates: what people type becomes exact values, and values become
what a Vietnamese reader expects (decimal comma, dot for thousands, dd/mm/yyyy).

Every reader takes a string and returns a value, or None where it cannot be told without guessing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Literal, NamedTuple

VIETNAM = timezone(timedelta(hours=7))  # no daylight saving since 1975

# --- text -----------------------------------------------------------------------------------

_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # make text run backwards
MARKS = re.compile("[\ufdd0-\ufdef]")  # noncharacters: what the program itself marks figures by
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff" + _TURNING))
_SPACES = re.compile(r"[\s\u00a0\u2007\u202f]+")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width forms of ASCII
_ETH = str.maketrans("\u00d0\u00f0\u0189", "ĐđĐ")  # letters that look like Đ
_TWINS = str.maketrans(  # Cyrillic and Greek letters with the Latin ones that nobody can tell them from
    "АВЕКМНОРСТУХаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEKMHOPCTYXaeopcyxijsABEZHIKMNOPTYXo"
)
_FOREIGN = re.compile("[\u0370-\u03ff\u0400-\u04ff]")
_LOOKALIKE = re.compile("[\u00d0\u00f0\u0189\u0370-\u03ff\u0400-\u04ff\uff01-\uff5e]")
_WORD = re.compile("[^\\W\\d_][\\w\u0300-\u036f]*")
_ILLEGAL_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]")
# "hoà" and "hòa" are one word typed two ways: the tone mark on the glide or on the main vowel.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_OLD_TONE = re.compile(rf"([oO])([aAeE])([{_TONES}])(?![a-zA-Z])|(?<![qQ])([uU])([yY])([{_TONES}])(?![a-zA-Z])")


def clean_text(text: str) -> str:
    """The same text in NFC, without invisible or control characters and outer blanks.

    Line breaks stay; runs of other blanks become one space.
    """
    # Nearly every text is clean already, and a long table has 100,000 of them.
    if text.isprintable() and text == text.strip(" ") and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text
    text = _ILLEGAL_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(lines).strip("\n")


def mend_letters(text: str) -> str:
    """The text with Vietnamese letters where others stand that look the same.

    Ð for Đ, full-width forms, and Cyrillic or Greek letters inside a word of Latin ones; a word
    that is foreign as a whole stays.
    """
    if text.isascii() or not _LOOKALIKE.search(text):
        return text
    text = text.translate(_ETH).translate(_WIDE)
    return unicodedata.normalize("NFC", _WORD.sub(_mend_word, text)) if _FOREIGN.search(text) else text


def _mend_word(match: re.Match[str]) -> str:
    mended = match[0].translate(_TWINS)
    is_latin = any(c.isalpha() and not _FOREIGN.match(c) for c in match[0])
    return mended if is_latin and not _FOREIGN.search(mended) else match[0]


def without_marks(text: str) -> str:
    """The text without the noncharacters by which the program marks figures in its own texts."""
    return MARKS.sub("", text)


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """A key under which different ways of typing one name are equal.

    NFC/NFD, Đ/Ð and other look-alikes, dashes, tone placement, blanks around dashes and letter case do not count;
    the tones and letters themselves do.
    """
    text = mend_letters(clean_text(text).replace("\n", " ").translate(_DASHES))
    decomposed = unicodedata.normalize("NFD", text)
    decomposed = _OLD_TONE.sub(_move_tone, decomposed)
    text = unicodedata.normalize("NFC", decomposed)
    return re.sub(r"\s*([-/&])\s*", r"\1", text).casefold()


@lru_cache(maxsize=16_384)
def bare(text: str) -> str:
    """The text in small letters without tones and marks: "Nhiệm vụ" → "nhiem vu"."""
    decomposed = unicodedata.normalize("NFD", fold(text))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("đ", "d")


def _move_tone(match: re.Match[str]) -> str:
    first, second, tone = (g for g in match.groups() if g)
    return first + tone + second


def one_line(text: str) -> str:
    """The text as one line: line breaks become "; " unless a bullet or stop already stands there."""
    parts = [part.strip(" -•+") for part in text.split("\n")]
    if len(parts) == 1:
        return text
    told = [part.rstrip(".;") for part in parts if part]
    return "".join(part + ("" if part is told[-1] else " " if part.endswith((":", ",")) else "; ") for part in told)


def join_names(names: Iterable[str]) -> str:
    """Names in a phrase: "A", "A và B", "A, B và C"."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return ", ".join(listed[:-1]) + " và " + listed[-1]


def lower_first(text: str) -> str:
    """The text with a small first letter, unless its first word is an abbreviation."""
    head = text.split(" ", 1)[0]
    return text if len(head) > 1 and head.isupper() else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


_YES = frozenset({"có", "co", "x", "v", "yes", "y", "true", "1", "✓", "✔", "☑", "không phát sinh"})
_NO = frozenset({"không", "khong", "no", "n", "false", "0"})


def read_yes_no(text: str) -> bool | None:
    """Có → True, Không → False; None where it is neither."""
    key = fold(text)
    return True if key in _YES else False if key in _NO else None


# --- numbers --------------------------------------------------------------------------------

_PLAIN = re.compile(r"[+-]?\d+")
_GROUPED_DOT = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_GROUPED_COMMA = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?")
_GROUPED_SPACE = re.compile(r"[+-]?[1-9]\d{0,2}( \d{3})+(,\d+)?")
_COMMA_DECIMAL = re.compile(r"[+-]?\d+,\d+")
_DOT_DECIMAL = re.compile(r"[+-]?\d+\.\d+")


def read_number(text: str) -> Decimal | None:
    """A number as Vietnamese people type it; None where it is none or could be two.

    "1.234.567", "1 234 567", "12,5" and "12.5" are read. "1,234" and "1.234,5.6" are not: with one
    group of three behind a comma nobody can tell a thousand from a fraction. "1.234" is a thousand
    two hundred and thirty-four, as in every Vietnamese office document.
    """
    text = clean_text(text).translate(_DASHES)
    if _PLAIN.fullmatch(text):
        return Decimal(text)
    if _GROUPED_DOT.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    if _GROUPED_COMMA.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _GROUPED_SPACE.fullmatch(text):
        return Decimal(text.replace(" ", "").replace(",", "."))
    if _COMMA_DECIMAL.fullmatch(text):
        fraction = text.split(",")[1]
        could_be_thousands = len(fraction) == 3 and re.match(r"[+-]?[1-9]\d{0,2},", text)
        return None if could_be_thousands else Decimal(text.replace(",", "."))
    if _DOT_DECIMAL.fullmatch(text):
        return Decimal(text)
    return None


def read_percent(text: str) -> Fraction | None:
    """A share of 1 from "90%", "82,5 %"; None without the sign."""
    text = clean_text(text)
    if not text.endswith("%"):
        return None
    number = read_number(text[:-1])
    return None if number is None else Fraction(number) / 100


MOST_PLACES = 30  # more decimals than anybody types


def exact_decimal(value: Fraction | int, places: int = 10) -> str:
    """The value as a decimal string, rounded half up at `places`, without idle zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{_decimal(_digits(value, places), places):f}"
    return text.rstrip("0").rstrip(".") if places else text


def fits_spreadsheet(number: Decimal | int) -> bool:
    """Whether a spreadsheet cell holds the number: it keeps 15 digits."""
    return Decimal(f"{float(number):.15g}") == number


_Rounding = Literal["half up", "down", "up"]
_ONE = Fraction(1)


def _digits(value: Fraction | int, places: int, unit: Fraction = _ONE, rounding: _Rounding = "half up") -> int:
    """value in `unit`s, rounded to `places` decimals, as a whole number of the last of them: nothing is inexact."""
    top = value.numerator * unit.denominator * int(10**places)
    bottom = value.denominator * unit.numerator
    if rounding == "down":
        return top // bottom
    if rounding == "up":
        return -(-top // bottom)
    rounded = (2 * abs(top) + bottom) // (2 * bottom)
    return -rounded if top < 0 else rounded


def _decimal(digits: int, places: int) -> Decimal:
    return Decimal(f"{digits}E-{places}")


class Limit(NamedTuple):
    """A number that a displayed value must not change sides of.

    op: ">=" and "<=" ask only whether the bound is kept; any other keeps above, equal and below
    apart, so that 82,96 % against "trên 83 %" does not read as 83 %.
    """

    bound: Fraction
    op: str = ""

    def side(self, part: int, whole: int) -> int:
        """Which side of the bound the value part/whole is on, as a number to compare."""
        value, bound = part * self.bound.denominator, self.bound.numerator * whole
        if self.op == ">=":
            return value >= bound
        if self.op == "<=":
            return value <= bound
        return (value > bound) - (value < bound)

    def scaled(self, factor: Fraction) -> Limit:
        """The same limit in another unit."""
        return Limit(self.bound * factor, self.op)


PERCENT, _MILLION = Fraction(1, 100), Fraction(10**6)
WHOLE = Limit(Fraction(1), ">=")  # what is below 100 % never reads 100 %
NOTHING = Limit(Fraction(0))  # what is more than nothing never reads 0 %


def round_truthfully(
    value: Fraction, against: Iterable[Fraction | Limit] = (), places: int = 1, unit: Fraction = _ONE
) -> Decimal:
    """value rounded half up to `places`, never to another side of a limit in `against`.

    Where one decimal would show the other side, more decimals are shown, up to four; then the
    value is cut on its own side (contract, "Exactness"). unit: what the number is shown in, in the
    terms of value and limits.
    """
    limits = [a if isinstance(a, Limit) else Limit(a) for a in against]
    sides = [limit.side(value.numerator, value.denominator) for limit in limits]
    for decimals in range(places, 5):
        digits = _digits(value, decimals, unit)
        part, whole = digits * unit.numerator, 10**decimals * unit.denominator  # what is shown
        if [limit.side(part, whole) for limit in limits] == sides:
            return _decimal(digits, decimals)
    above = any(0 < value - limit.bound < unit / 10**4 for limit in limits)
    return _decimal(_digits(value, 4, unit, "up" if above else "down"), 4)


_SWAPPED = str.maketrans(",.", ".,")


def show_number(number: Decimal | int | Fraction, places: int | None = None) -> str:
    """1234.5 → "1.234,5"; idle zeros are dropped unless `places` asks for them."""
    if type(number) is int and places is None:
        return f"{number:,}".replace(",", ".")
    if not isinstance(number, Decimal):
        if places is None and number.denominator == 1:
            return f"{number.numerator:,}".replace(",", ".")
        number = Decimal(exact_decimal(number, 4 if places is None else places))
    text = f"{number:,.{places}f}" if places is not None else f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAPPED)


def show_decimal(value: Fraction, places: int) -> str:
    """A value with no more than `places` decimals, and whether that is all of it: "= 0,875", "≈ 0,667"."""
    decimal = Decimal(exact_decimal(value, places))
    return f"{'=' if Fraction(decimal) == value else '≈'} {show_number(decimal)}"


def show_percent(share: Fraction, against: Iterable[Fraction | Limit] = (), places: int = 1) -> str:
    """A share of 1 as "27,4%", truthful against the shares given; "100%" and "0%" stay whole."""
    return show_number(round_truthfully(share, against, places, PERCENT)) + "%"


def show_million(dong: Fraction, against: Iterable[Fraction | Limit] = ()) -> str:
    """Đồng as triệu đồng, "1.234,5", truthful against the sums (in đồng) given."""
    return show_number(round_truthfully(dong, against, unit=_MILLION))


# --- dates ----------------------------------------------------------------------------------

_TIME = r"(?:[t ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"  # a time of day is read over
_DAY_FIRST = re.compile(r"(?:ngày )?(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{4})" + _TIME)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})" + _TIME)
_LONG = re.compile(r"(?:ngày )?(\d{1,2}) tháng (\d{1,2}) năm (\d{4})")


def read_date(text: str) -> date | None:
    """A day from "05/08/2022" (5 August), "5.8.2022", "2022-08-05", "ngày 5 tháng 8 năm 2022"."""
    text = fold(text)
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _DAY_FIRST.fullmatch(text) or _LONG.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def show_date(day: date) -> str:
    """dd/mm/yyyy."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
