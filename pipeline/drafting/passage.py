"""The nouns of a draft: a text with the place where it stood in Word and what speaks against it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pipeline.plan_writer import Grade

BULLET = re.compile(r"^\s*(?:[-–—•+*▪●○◦·]|[a-zđ]\)|\d{1,2}[.)](?!\d))\s*")
_SYMBOL_CUT = re.compile(r"(?:\S*[/\d]\S*|\b[A-ZĐ]{2,})-$")  # 12/CT- | UBND: one symbol in two cells


@dataclass(frozen=True, slots=True)
class Passage:
    """A text as the draft takes it, with its source.

    found: what stood there, where that is another text. doubts: why a person has to look.
    rule: how the text was inferred, where it does not stand there word for word.
    """

    text: str = ""
    at: str = ""
    found: str = ""
    doubts: tuple[str, ...] = ()
    rule: str = ""

    @property
    def grade(self) -> Grade:
        return "review" if self.doubts else "inferred" if self.rule else "read"

    @property
    def reason(self) -> str:
        return "; ".join(dict.fromkeys((*self.doubts, *([self.rule] if self.rule else ()))))

    def doubted(self, *doubts: str) -> Passage:
        """The same with more doubts."""
        return replace(self, doubts=tuple(dict.fromkeys((*self.doubts, *doubts))))

    def mended(self, text: str, doubt: str) -> Passage:
        """Another text in its place; what stood there is kept."""
        return replace(self, text=text, found=self.found or self.text).doubted(doubt)

    def reworded(self, text: str, rule: str) -> Passage:
        """The same said as the workbook says it."""
        return replace(self, text=text, found=self.found or self.text, rule=rule)


def join(first: Passage, second: Passage) -> Passage:
    """Two halves of one cell, the second from the next page."""
    if not second.text or not first.text:
        kept = second if second.text else first
        return replace(kept, doubts=tuple(dict.fromkeys((*first.doubts, *second.doubts))))
    found = f"{first.found or first.text} | {second.found or second.text}"
    doubts = tuple(dict.fromkeys((*first.doubts, *second.doubts)))
    return Passage(_joined(first.text, second.text), f"{first.at}; {second.at}", found, doubts, first.rule)


def opens_point(text: str) -> bool:
    """Whether a text opens a point of a list; "- xã hội" goes on with a compound word."""
    match = BULLET.match(text)
    return match is not None and not text[match.end() : match.end() + 1].islower()


def _joined(first: str, second: str) -> str:
    if opens_point(second) and not (first[-1:].isdigit() and second[:1] == "-"):
        return f"{first}\n{second}"
    if _SYMBOL_CUT.search(first) and second[:1].isupper():
        return first + second
    return f"{first} {second}"


def flow(text: str) -> str:
    """Lines that a scan broke inside a sentence are one again; bullets and sentences keep theirs."""
    lines: list[str] = []
    for line in filter(None, (part.strip() for part in text.split("\n"))):
        if lines and not opens_point(line) and _goes_on(lines[-1], line):
            lines[-1] = _joined(lines[-1], line)
        else:
            lines.append(line)
    return "\n".join(lines)


def _goes_on(before: str, line: str) -> bool:
    return line[:1].islower() or before.endswith((",", "-", "(", "/")) or line[:1] in "(,;.)"
