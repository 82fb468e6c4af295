"""Parts of an .xlsx that are lists, its shared strings and its own properties: XML comes in, what it says goes out.

Of a small part in the usual notation each element is read once for all files that have it; and of shared strings,
which begin with those of the guide in every form of a template that an office program saved, nothing of what they
begin with.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeVar

from pipeline import limits
from pipeline.kept import ALIKE, Kept, told_once
from pipeline.ooxml import is_xml, parse_xml, unescape, usual_root, within

Told = TypeVar("Told")

_LONG = 10_000  # bytes of shared strings from which it is seen whether others began alike
_END = b"</si>"


@dataclass(frozen=True, slots=True, eq=False)
class Former:
    """The shared strings of a form read before: as XML, where each of them ends in it, and what they say."""

    xml: bytes
    ends: tuple[int, ...]
    strings: tuple[str, ...]


class Strings(list[str]):
    """Shared strings in order. The first `alike` of them are those of `former`."""

    former: Former | None = None
    alike = 0


_FORMERS: Kept[bytes, Former] = Kept(32_000_000, lambda _, former: 4 * len(former.xml))


def read_strings(data: bytes, template: bytes = b"") -> Strings:
    """The shared strings in order; runs joined, phonetic guides left out.

    template: a part that forms of one template have in common; b"": nothing is known of others.
    """
    usual = _usual_strings(data, template) if len(data) <= ALIKE else None
    return Strings(_strings(data)) if usual is None else usual


def _strings(data: bytes) -> list[str]:
    strings: list[str] = []
    parts: list[str] = []
    inside = phonetic = False

    def start(tag: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic
        if tag == "si":
            parts.clear()
        elif tag == "rPh":
            phonetic = True
        inside = tag == "t" and not phonetic

    def end(tag: str) -> None:
        nonlocal inside, phonetic
        inside = False
        if tag == "si":
            strings.append(unescape("".join(parts)))
            within(len(strings), limits.MAX_STRINGS, "đoạn chữ")
        elif tag == "rPh":
            phonetic = False

    def text(chunk: str) -> None:
        if inside:
            parts.append(chunk)

    if data:
        parse_xml(data, start, end, text)
    return strings


_STRINGS: Kept[bytes, str] = Kept(8_000_000, lambda xml, text: 3 * len(xml))


def _usual_strings(data: bytes, template: bytes) -> Strings | None:
    """The same, each string read once for all files that have it; None where the part is not written as usual."""
    xml = _within_root(data, b"sst")
    if xml is None:
        return None
    is_long = bool(template) and len(xml) >= _LONG
    former = _FORMERS.get(template) if is_long else None
    alike = bisect_right(former.ends, _common(xml, former.xml)) if former else 0
    begun = former.strings[:alike] if former else ()
    told = _element_by_element(xml[former.ends[alike - 1] if former and alike else 0 :], _END, _STRINGS, _string)
    if told is None:
        return None
    strings = Strings([*begun, *told])
    strings.former, strings.alike = former, alike
    if is_long and 2 * alike < len(strings):
        ends = accumulate(len(piece) + len(_END) for piece in xml.split(_END)[:-1])
        _FORMERS.put(template, Former(xml, tuple(ends), tuple(strings)))
    return strings


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two parts begin with alike."""
    alike, most = 0, min(len(one), len(other))
    while alike < most:
        middle = (alike + most + 1) // 2
        if one[alike:middle] == other[alike:middle]:
            alike = middle
        else:
            most = middle - 1
    return alike


def _within_root(data: bytes, root: bytes) -> bytes | None:
    """What stands within the one element of a part; None where anything is not written as usual."""
    end = b"</" + root + b">"
    if usual_root(data) != root:
        return None
    head, _, body = data[data.index(b"<" + root) :].rstrip().partition(b">")
    return body.removesuffix(end) if body.endswith(end) and _is_head(head + b">" + end) else None


def _element_by_element(
    xml: bytes, end: bytes, kept: Kept[bytes, Told], tell: Callable[[bytes], Told | None]
) -> list[Told] | None:
    """What each element says, told of its bytes but for its end; None where there is anything else."""
    *pieces, tail = xml.split(end)
    told = kept.get_all(pieces, tell)
    return None if tail else told


@told_once
def _is_head(xml: bytes) -> bool:
    return is_xml(xml)


def _string(xml: bytes) -> str | None:
    """The shared string in an element without its end; None where there is more to it."""
    if not xml.startswith(b"<si>") or not _is_element(xml + _END):
        return None
    (text,) = _strings(xml + _END)
    return text


def _is_element(xml: bytes) -> bool:
    return b"<!" not in xml and b"<?" not in xml and is_xml(xml)


_PROPERTIES: Kept[bytes, tuple[str, str]] = Kept(2_000_000, lambda xml, _: 3 * len(xml))


def read_properties(data: bytes) -> dict[str, str]:
    """Custom document properties as text, by name."""
    xml = _within_root(data, b"Properties") if len(data) <= ALIKE else None
    usual = _element_by_element(xml, b"</property>", _PROPERTIES, _property) if xml else None
    found = dict(usual or ())
    return found if usual and len(found) == len(usual) else _properties(data)


def _property(xml: bytes) -> tuple[str, str] | None:
    """Name and text of the property in an element without its end; None where there is more to it."""
    if not xml.startswith(b"<property ") or not _is_element(xml + b"</property>"):
        return None
    told = _properties(xml + b"</property>")
    return next(iter(told.items())) if len(told) == 1 else None


def _properties(data: bytes) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""

    def start(tag: str, attrs: dict[str, str]) -> None:
        nonlocal name
        if tag == "property":
            name = attrs.get("name", "")

    def text(chunk: str) -> None:
        if name:
            found[name] = found.get(name, "") + chunk.strip()

    if data:
        parse_xml(data, start, text=text)
    return found
