"""A document, or a unit's workbook, and where to change it come in; the same with one digit changed goes out.

Written without the code under test, on the XML of the files: what a forger with a text editor can do.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from random import Random
from typing import Any

from openpyxl.utils import get_column_letter, range_boundaries

Parts = dict[str, bytes]
BODY, ITEM, STRINGS = "word/document.xml", "customXml/item1.xml", "xl/sharedStrings.xml"
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_PIECE = re.compile(r"<piece>(.*?)</piece>", re.DOTALL)


def parts_of(data: bytes) -> Parts:
    """The parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def package_of(parts: Mapping[str, bytes]) -> bytes:
    """The package of some parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def another_digit(text: str, chance: Random, most: int | None = None) -> str:
    """The text with one of its digits, of the first `most` characters, another one."""
    at = chance.choice([n for n, letter in enumerate(text[:most]) if letter in "0123456789"])
    return f"{text[:at]}{(int(text[at]) + chance.randint(1, 9)) % 10}{text[at + 1 :]}"


# --- documents ----------------------------------------------------------------------------------


def anchors_of(parts: Parts) -> list[str]:
    """The names of all anchors of figures in the text, in reading order."""
    return re.findall(r'<w:bookmarkStart [^>]*w:name="(S\d+_\d+)"', parts[BODY].decode())


def change_figure(parts: Parts, anchor: str, chance: Random) -> tuple[str, str]:
    """Changes one digit of the figure at an anchor in place; what it was and what it is now."""
    xml = parts[BODY].decode()
    start = re.search(rf'<w:bookmarkStart [^>]*w:name="{anchor}"/>', xml)
    assert start, anchor
    end = xml.index("<w:bookmarkEnd", start.end())
    (run,) = _TEXT.finditer(xml, start.end(), end)
    new = another_digit(run[1], chance)
    parts[BODY] = f"{xml[: run.start(1)]}{new}{xml[run.end(1) :]}".encode()
    return run[1], new


def change_chart(parts: Parts, place: Mapping[str, Any], what: str, chance: Random) -> None:
    """Changes one digit of a point of a chart in place: its cached "value", its "label" or its "cell"."""
    number, series, point = place["chart"], place["series"], place["point"]
    name = f"word/charts/chart{number}.xml"
    if what == "cell":
        book = f"word/embeddings/du-lieu-{number}.xlsx"
        parts[book] = _with_cell(parts[book], "xl/worksheets/sheet1.xml", f"{'BCDE'[series]}{point + 2}", chance)
        return
    xml = parts[name].decode()
    own = list(re.finditer("<c:ser>.*?</c:ser>", xml, re.DOTALL))[series]
    pattern = {
        "value": rf'<c:val>.*?<c:pt idx="{point}"><c:v>([^<]*)',
        "label": rf'<c:dLbl><c:idx val="{point}"/>.*?<a:t>([^<]*)',
    }[what]
    found = re.compile(pattern, re.DOTALL).search(xml, own.start(), own.end())
    assert found, (place, what)
    new = another_digit(found[1], chance, 16)  # a spreadsheet keeps fifteen digits
    parts[name] = f"{xml[: found.start(1)]}{new}{xml[found.end(1) :]}".encode()


def registry_in(parts: Parts) -> dict[str, Any]:
    """The registry as it stands in the file."""
    text = html.unescape("".join(_PIECE.findall(parts[ITEM].decode())))
    told: dict[str, Any] = json.loads(text)
    return told


def forge_registry(parts: Parts, change: Callable[[dict[str, Any]], None]) -> None:
    """Changes the registry in place and hashes the seal anew, as one who read the program would."""
    told = registry_in(parts)
    change(told)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    head = parts[ITEM].decode().split(' sha256="')[0]
    digest = sha256(text.encode()).hexdigest()
    piece = html.escape(text, quote=False)
    parts[ITEM] = f'{head} sha256="{digest}"><piece>{piece}</piece></registry>'.encode()


# --- workbooks ----------------------------------------------------------------------------------


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The part of each sheet by its name."""
    relations = dict(_relations(parts["xl/_rels/workbook.xml.rels"].decode()))
    sheets = re.findall(r"<(?:\w+:)?sheet [^>]*>", parts["xl/workbook.xml"].decode())
    found = {}
    for tag in sheets:
        name, key = re.search(r' name="([^"]*)"', tag), re.search(r' r:id="([^"]*)"', tag)
        assert name and key, tag
        target = relations[key[1]]
        found[html.unescape(name[1])] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _relations(xml: str) -> Iterator[tuple[str, str]]:
    for tag in re.findall(r"<Relationship [^>]*>", xml):
        key, target = re.search(r' Id="([^"]*)"', tag), re.search(r' Target="([^"]*)"', tag)
        assert key and target
        yield key[1], target[1]


def cell_text(data: bytes, sheet: str, ref: str) -> str:
    """What stands in a cell's XML; "" where nothing does."""
    parts = parts_of(data)
    found = _cell(parts[sheet_parts(parts)[sheet]].decode(), ref)
    return _said(found, parts) if found else ""


def with_digit(data: bytes, sheet: str, ref: str, chance: Random) -> bytes:
    """The workbook with one digit of a cell changed."""
    return _with_cell(data, sheet_parts(parts_of(data))[sheet], ref, chance)


def digits_in(data: bytes, sheet: str, area: str) -> list[str]:
    """The cells of a range that hold a digit."""
    left, top, right, bottom = range_boundaries(area)
    parts = parts_of(data)
    xml = parts[sheet_parts(parts)[sheet]].decode()
    refs = (f"{get_column_letter(c)}{r}" for r in range(top, bottom + 1) for c in range(left, right + 1))
    return [ref for ref in refs if (cell := _cell(xml, ref)) and re.search("[0-9]", _said(cell, parts))]


def _cell(xml: str, ref: str) -> re.Match[str] | None:
    return re.search(rf'<c r="{ref}"(?P<told>[^>]*?)(?:/>|>(?P<inside>.*?)</c>)', xml, re.DOTALL)


def _said(cell: re.Match[str], parts: Parts) -> str:
    inside = cell["inside"] or ""
    if ' t="s"' in cell["told"]:
        return _strings(parts[STRINGS])[int(re.sub("<[^>]*>", "", inside))]
    value = re.search(r"<(?:v|t)(?: [^>]*)?>([^<]*)</", inside)
    return html.unescape(value[1]) if value else ""


@lru_cache
def _strings(part: bytes) -> list[str]:
    items = re.findall(r"<si>(.*?)</si>|<si/>", part.decode(), re.DOTALL)
    return [html.unescape("".join(re.findall(r"<t(?: [^>]*)?>([^<]*)</t>", item))) for item in items]


def _with_cell(data: bytes, part: str, ref: str, chance: Random) -> bytes:
    """A number stays a number; a text becomes one that stands in its own cell."""
    parts = parts_of(data)
    xml = parts[part].decode()
    cell = _cell(xml, ref)
    assert cell, ref
    new = another_digit(_said(cell, parts), chance)
    style = re.search(r' s="\d+"', cell["told"])
    told = f'<c r="{ref}"{style[0] if style else ""}'
    if re.search(r' t="(s|str|inlineStr)"', cell["told"]):
        made = f'{told} t="inlineStr"><is><t xml:space="preserve">{html.escape(new, quote=False)}</t></is></c>'
    else:
        made = f"{told}><v>{new}</v></c>"
    parts[part] = f"{xml[: cell.start()]}{made}{xml[cell.end() :]}".encode()
    return package_of(parts)
