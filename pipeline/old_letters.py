"""Texts typed with the fonts of the 1990s: a text in TCVN3 (.VnTime) or VNI comes in, Unicode goes out.

Both encodings put Vietnamese letters where Latin-1 has others: "B¸o c¸o", "Baùo caùo".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

# Letter by letter: the character that a file holds, and the letter that its font drew.
_TCVN3 = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¸¶·¹»¾¼½ÆÇÊÈÉËÌÐÎÏÑÒÕÓÔÖ×ÝØÜÞßãáâäåèæçéêíëìîïóñòôõøö÷ùúýûüþ",
    "ĂÂÊÔƠƯĐăâêôơưđàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ",
)
# VNI writes a vowel and then its mark as a character of its own.
_TONES = dict(zip("ùøûõï", "\u0301\u0300\u0309\u0303\u0323", strict=True))
_ROOFED = {"â": "\u0302", **{m: f"\u0302{_TONES[t]}" for m, t in zip("áàåãä", "ùøûõï", strict=True)}}
_BOWED = {"ê": "\u0306", **{m: f"\u0306{_TONES[t]}" for m, t in zip("éèúüë", "ùøûõï", strict=True)}}
_SINGLE = dict(zip("ôöñóòæî", "ơưđĩịỉỵ", strict=True))
_VNI = re.compile("[aeiouyôö][ùøûõï]|[aeo][âáàåãä]|a[êéèúüë]|[ôöñóòæî]", re.IGNORECASE)
_CAPITALS = re.compile(r"[^\W\d_]+")
_ONSET = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|q|r|s|th|tr|t|v|x"
_SYLLABLE = re.compile(f"({_ONSET})?[aăâeêioôơuưy]{{1,3}}(ch|c|m|ng|nh|n|p|t)?")
_MARKS = re.compile("[\u0300\u0301\u0303\u0309\u0323]")


def from_tcvn3(text: str) -> str:
    """A text of TCVN3 in Unicode; it knows no capitals with marks, so a word in capitals is made one."""
    return _CAPITALS.sub(_all_capital, text.translate(_TCVN3))


def _all_capital(match: re.Match[str]) -> str:
    plain = [c for c in match[0] if c.isascii()]
    return match[0].upper() if len(plain) > 1 and all(c.isupper() for c in plain) else match[0]


def from_vni(text: str) -> str:
    """A text of VNI in Unicode."""
    return unicodedata.normalize("NFC", _VNI.sub(_compose, text))


def _compose(match: re.Match[str]) -> str:
    typed = match[0].lower()
    base = _SINGLE.get(typed[0], typed[0])
    marks = {**_ROOFED, **_BOWED, **_TONES} if typed[0] == "a" else {**_ROOFED, **_TONES}
    letter = base + (marks[typed[1]] if len(typed) > 1 else "")
    return letter.upper() if match[0][0].isupper() else letter


ENCODINGS: dict[str, Callable[[str], str]] = {"TCVN3": from_tcvn3, "VNI": from_vni}


def is_syllable(word: str) -> bool:
    """Whether a word is built as Vietnamese ones are: at most one tone, letters in their order."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    toneless = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    return len(_MARKS.findall(decomposed)) <= 1 and bool(_SYLLABLE.fullmatch(toneless))
