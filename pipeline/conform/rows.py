"""A part with long tables comes in as bytes, the same without most of their rows goes out, and these one by one.

A tree of 30,000 rows takes ten times the bytes they are written in, and nearly all rows of a table are written
alike: what a row says is told by its shape, which is parsed once, and by its texts. Only rows that are written
as plainly as ours are cut out; any other part stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from sys import intern  # of the rows of a table nearly all have one shape
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SLOTS = tuple(map(chr, range(0xE000, 0xF900)))  # private characters stand for the texts of a shape
_PRIVATE = re.compile(f"[{SLOTS[0]}-{SLOTS[-1]}]")
_SPACE = "urn:bao-cao:rows:1"
MARK = f"{{{_SPACE}}}rows"  # the element that stands where rows were cut out; "n": which
_LEAST = 50_000  # bytes of a table that is cut
_SHORTEST = 200  # bytes of a row on the average: a million empty ones, one by one, would take their time
_LONGEST = 20_000  # characters of a row that may have a shape
ANCHORS = tuple(f"S{number}_0" for number in range(1, _LONGEST // 80))  # stand for those of a shape
_HEAD = re.compile(
    rb'(?:<\?xml version="1\.0"(?: encoding="UTF-8")?(?: standalone="yes")?\?>\s*)?'
    rb"<w:document [^<>&]{1,4000}><w:body>"
)
_TABLE, _TABLE_END = b"<w:tbl>", b"</w:tbl>"
_ROW, _ROW_END = b"<w:tr>", b"</w:tr>"
_OTHER_END = re.compile(rb"</w:tr\s")
_TEXT = re.compile(r'(<w:t(?: xml:space="preserve")?>)([^<>&\x00-\x1f\u2011\ufffc-\uffff]*)(?=</w:t>)')
_FIGURE = re.compile(
    r'<w:bookmarkStart w:id="([0-9]+)" w:name="(S[0-9]{1,9}_[0-9]{1,9})"/>'
    r"(<w:r>(?:<w:rPr>(?:<[^<>]*/>)*</w:rPr>)?<w:t(?: [^<>]*)?>[^<]*</w:t></w:r>)"
    r'<w:bookmarkEnd w:id="\1"/>'
)
_FIGURE_STARTS = tuple(f'<w:bookmarkStart w:id="S" w:name="{anchor}"/>' for anchor in ANCHORS)
_FIGURE_END = '<w:bookmarkEnd w:id="S"/>'
_PROPERTIES = {f"{W}{name}" for name in ("trPr", "tcPr", "pPr", "rPr")}
_PLAIN = {f"{W}{name}" for name in ("tc", "p", "r", "t", "tab", "br", "bookmarkStart", "bookmarkEnd")}


class Rows(NamedTuple):
    """Rows that were cut out: where they stand in the part."""

    start: int
    end: int


class Row(NamedTuple):
    """A row that was cut out, and where it stands in the part.

    Its shape is the same XML with `SLOTS` for its texts and `ANCHORS` for its anchors; of a row that is too long
    for it "".
    """

    start: int
    end: int
    shape: str
    texts: list[str]
    anchors: list[str]


def cut(part: bytes) -> tuple[bytes, list[Rows]]:
    """The part with a `MARK` for all rows of each long table but the first, which says what it is; what they stand for.

    Who parses it has to see that each mark stands in a table of the body: text boxes and cells hold tables too.
    """
    head = _HEAD.match(part)
    usual = (
        head is not None
        and not _holds(part, b"<?", head.end())
        and not any(_holds(part, sign) for sign in (b"<!", b"purl.oclc.org"))
    )
    found: list[Rows] = []
    pieces: list[bytes] = []
    done = at = head.end() if head else 0
    while usual and (start := part.find(_TABLE, at)) >= 0 and (at := part.find(_TABLE_END, start)) >= 0:
        rows = _long_rows(part, start, at)
        if rows:
            pieces += [part[done : rows.start], f'<rows xmlns="{_SPACE}" n="{len(found)}"/>'.encode()]
            done = rows.end
            found.append(rows)
    return (part[: head.end()] + b"".join((*pieces, part[done:])) if head and found else part), found


def _holds(part: bytes, sign: bytes, start: int = 0) -> bool:
    """Whether a sign stands in the part: that its second character does not is told in a tenth of the time."""
    return part.find(sign[1], start) >= 0 and part.find(sign, start) >= 0


def _long_rows(part: bytes, start: int, end: int) -> Rows | None:
    """The rows of a table from `start` to `end` that can be cut out; None where there are none.

    They begin and end in turn, one where the other ends, and no row ends in any other notation: so each of them
    is one element, whatever stands in it. None holds the end of a section, which is asked for before all rows.
    """
    first, start = start, part.find(_ROW_END, start, end) + len(_ROW_END)
    if end - start < _LEAST or start < first or part.find(b":del", first, start) >= 0:  # another row may be the first
        return None
    count = part.count(_ROW, start, end)
    if (
        end - start >= _SHORTEST * count
        and part.startswith(_ROW, start, end)
        and part.endswith(_ROW_END, start, end)
        and part.count(_ROW_END, start, end) == count
        and part.count(_ROW_END + _ROW, start, end) == count - 1
        and _OTHER_END.search(part, start, end) is None
        and part.find(b"sectPr", start, end) < 0
    ):
        return Rows(start, end)
    return None


def each(part: bytes, rows: Rows) -> Iterator[Row]:
    """Rows that were cut out, one by one. ValueError where one is not in UTF-8."""
    at, known = rows.start, ""
    while at < rows.end:
        end = part.index(_ROW_END, at) + len(_ROW_END)
        shape, texts, anchors = _taken_apart(part[at:end].decode())
        if shape != known:
            known = intern(shape)
        yield Row(at, end, known, texts, anchors)
        at = end


def _taken_apart(xml: str) -> tuple[str, list[str], list[str]]:
    """The shape, the texts and the anchors of a row."""
    if len(xml) > _LONGEST:
        return "", [], []
    # of each figure what stands before it, its number, its anchor and its words
    figures = _FIGURE.split(xml) if "<w:bookmarkStart" in xml else [xml]
    anchors = figures[2::4]
    count = len(anchors)
    figures[1::4], figures[2::4], figures[3::4] = _FIGURE_STARTS[:count], figures[3::4], [_FIGURE_END] * count
    pieces = _TEXT.split("".join(figures))
    texts = pieces[2::3]
    pieces[2::3] = SLOTS[: len(texts)]
    return "".join(pieces), texts, anchors


def is_plain(row: Row, tree: Any) -> bool:
    """Whether the tree of a row's shape tells what all rows of this shape say, but for their texts and anchors.

    It holds paragraphs of plain words, and nothing on which later ones depend; no sign of it is the file's own.
    """
    return (
        len(_PRIVATE.findall(row.shape)) == len(row.texts)
        and row.shape.count("<w:bookmark") == 2 * len(row.anchors)
        and "&" not in row.shape
        and tree.find(f"{W}trPr/{W}del") is None
        and all(map(_is_plain, tree))
    )


def _is_plain(element: Any) -> bool:
    return element.tag in _PROPERTIES or (element.tag in _PLAIN and all(map(_is_plain, element)))
