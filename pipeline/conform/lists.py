"""The numbering of a .docx comes in, the numbers and bullets its reader sees go out.

Lengths and numbers as such files state them are read here too, for whoever reads one.
"""

from __future__ import annotations

import re
from typing import Any

from pipeline.conform.package import W
from pipeline.report.nd30 import roman

_MM = {"": 25.4 / 1440, "pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "pc": 25.4 / 6, "pi": 25.4 / 6}
_MEASURE = re.compile(r"(-?\d{1,9}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|pi)?")
_DASHES = "-–—\u2212\uf02d"  # the last is the dash of the font Symbol


def measure(text: str | None) -> float | None:
    """A length as the file states it, in mm; bare numbers are twips. None where it is none."""
    match = _MEASURE.fullmatch(text or "")
    return float(match[1]) * _MM[match[2] or ""] if match else None


def number(text: str | None) -> float | None:
    """A plain number, None where it is none."""
    match = _MEASURE.fullmatch(text or "")
    return float(match[1]) if match and not match[2] else None


class Lists:
    """The lists of a document; counts on as `label` is asked in reading order."""

    def __init__(self, root: Any) -> None:
        """`root` is the numbering part, or None. What a list overrides goes first.

        Lists of one abstract list count on together, but for one that says where it starts.
        """
        self._levels: dict[tuple[str, int], Any] = {}
        self._counters: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = {}
        abstract = {} if root is None else {e.get(f"{W}abstractNumId"): e for e in root.iterfind(f"{W}abstractNum")}
        for item in () if root is None else root.iterfind(f"{W}num"):
            identity, base = item.get(f"{W}numId", ""), _value(item, "abstractNumId")
            starts = item.find(f"{W}lvlOverride/{W}startOverride") is not None
            self._counters[identity] = f"list {identity}" if starts else base
            common = abstract.get(base)
            for level in [*item.iterfind(f"{W}lvlOverride/{W}lvl"), *(common if common is not None else ())]:
                depth = number(level.get(f"{W}ilvl"))
                if depth is not None:
                    self._levels.setdefault((identity, int(depth)), level)

    def level(self, numbering: tuple[str, int]) -> Any:
        """The `w:lvl` of (list, level), or None."""
        return self._levels.get(numbering)

    def label(self, numbering: tuple[str, int]) -> str:
        """What Word prints before the next paragraph of (list, level), with the blank after it."""
        name, depth = numbering
        level = self._levels[numbering]
        counts = self._counts.setdefault(self._counters[name], {})
        start = number(_value(level, "start"))
        counts[depth] = counts[depth] + 1 if depth in counts else int(1 if start is None else start)
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        pattern = _value(level, "lvlText")
        if _value(level, "numFmt") == "bullet":
            return "- " if pattern and pattern in _DASHES else "• "
        for other in range(min(depth, 8) + 1):
            holder = self._levels.get((name, other))
            pattern = pattern.replace(f"%{other + 1}", _numeral(counts.get(other, 1), _value(holder, "numFmt")))
        return f"{pattern} " if pattern else ""


def _value(parent: Any, name: str) -> str:
    child = None if parent is None else parent.find(f"{W}{name}")
    return "" if child is None else str(child.get(f"{W}val", ""))


def _numeral(value: int, form: str) -> str:
    """A number of a list as its level writes it."""
    if form == "none":
        return ""
    if form in ("upperRoman", "lowerRoman") and 0 < value < 400:
        return roman(value) if form == "upperRoman" else roman(value).lower()
    if form in ("upperLetter", "lowerLetter") and 0 < value < 27:
        return chr((64 if form == "upperLetter" else 96) + value)
    return f"{value:02d}" if form == "decimalZero" else str(value)
