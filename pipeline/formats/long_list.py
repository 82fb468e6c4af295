"""A long plain list of an .xlsx, read row by row in one pattern: the XML of its rows comes in, its columns go out.

Nothing goes out where a row is not a plain one in the usual notation, or hidden: such a sheet is read cell by cell,
which would give the same values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from operator import lt

from pipeline import limits
from pipeline.book import Grid, Plain
from pipeline.formats.cells import Shows, number_cell, style_at
from pipeline.formats.usual_cells import REFERENCE, is_hidden, with_characters
from pipeline.ooxml import EPOCH_1900, MAX_ROW, column_number, unescape

_MOST_COLUMNS = 12
_SAMPLE, _CHUNK = 50_000, 1_000_000  # bytes in which every column is met; bytes that are looked at together
_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})[0-9]')
# The style, and one of: a number, the number of a shared text, a text in place, nothing.
_CELL = (
    rb'(?:<c r="%s\1"(?: s="([0-9]{1,5})")?(?:/>|></c>'
    rb'|(?: t="n")?><v>(-?[0-9]{1,12}(?:\.(?!9999)[0-9]{1,17})?)</v></c>'
    rb'| t="s"><v>([0-9]{1,7})</v></c>'
    rb'| t="inlineStr"><is><t(?: xml:space="preserve")?>([^<\r]*)</t></is></c>))?'
)
_ROW = rb'<row r="([1-9][0-9]{0,6})"((?: [A-Za-z0-9]+(?::[A-Za-z0-9]+)?="[^"<>&]*")*) ?(?:/>|>%s</row>)|(<)'
_PARTS = 4  # groups of a cell
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Column = list[bytes]


def read_list(rows: bytes, strings: Sequence[str], formats: tuple[Shows, ...]) -> Grid | None:
    """The values of a list whose dates count from 1900. rows: what stands between the tags of its sheetData."""
    letters = sorted(set(_COLUMN.findall(rows, 0, _SAMPLE)), key=lambda found: column_number(found.decode()))
    if not letters or len(letters) > _MOST_COLUMNS:
        return None
    found = _taken_apart(rows, letters)
    if found is None:
        return None
    numbers, *cells = found
    places = list(map(int, numbers))
    farthest = column_number(letters[-1].decode())
    in_order = all(map(lt, places, places[1:]))
    if not in_order or places[-1] > MAX_ROW or places[-1] * farthest > limits.MAX_AREA:
        return None
    columns: list[list[Plain]] = [[""] * places[-1] for _ in range(farthest)]
    for at, letter in enumerate(letters):
        values = _values(cells[_PARTS * at : _PARTS * (at + 1)], strings, formats)
        if values is None:
            return None
        columns[column_number(letter.decode()) - 1] = _spread(values, places)
    return Grid(columns)


def _taken_apart(rows: bytes, letters: Sequence[bytes]) -> list[Column] | None:
    """The number of each row, then the parts of each column's cells; None where a row is no plain one."""
    row = re.compile(_ROW % b"".join(_CELL % letter for letter in letters))
    parts: list[Column] = [[] for _ in range(1 + _PARTS * len(letters))]
    for chunk in _chunks(rows):
        found = row.findall(chunk)
        if not found:
            continue
        numbers, attributes, *cells, others = zip(*found, strict=True)
        if any(others) or any(map(is_hidden, set(attributes))):
            return None
        for part, more in zip(parts, (numbers, *cells), strict=True):
            part.extend(more)
    return parts


def _chunks(rows: bytes) -> Iterator[bytes]:
    """The rows in pieces, each to the end of a row."""
    at = 0
    while at < len(rows):
        end = rows.find(b"</row>", at + _CHUNK)
        end = len(rows) if end < 0 else end + len(b"</row>")
        yield rows[at:end]
        at = end


def _values(stored: Sequence[Column], strings: Sequence[str], formats: tuple[Shows, ...]) -> list[Plain] | None:
    """The values of a column, "" where nothing is; None where one of them is not plain."""
    styles, numbers, indexes, texts = stored
    values: list[Plain] = [""] * len(styles)
    if any(numbers):
        shown = {style: style_at(formats, int(style or 0)) for style in set(styles)}
        meant = {show: {raw: _number(raw, show) for raw in set(numbers)} for show in set(shown.values())}
        if len(meant) == 1:
            values = list(map(next(iter(meant.values())).__getitem__, numbers))  # type: ignore[arg-type]
        else:
            values = [meant[shown[style]][raw] for style, raw in zip(styles, numbers, strict=True)]  # type: ignore[misc]
        if None in values:
            return None
    if any(indexes):
        told = {index: strings[int(index)] if index else "" for index in set(indexes) if int(index or 0) < len(strings)}
        if len(told) < len(set(indexes)):
            return None
        values = [told[index] or value for index, value in zip(indexes, values, strict=True)]
    if any(texts):
        read = _texts(texts)
        if read is None:
            return None
        values = [text or value for text, value in zip(read, values, strict=True)]
    return values


def _number(raw: bytes, shows: Shows) -> Plain | None:
    """A number or a day, "" where nothing is; None of a share, and of a time of day."""
    is_date, percent = shows
    if not raw:
        return ""
    if percent:
        return None
    if not is_date:
        return float(raw)
    day = number_cell(1, 1, raw.decode(), shows, EPOCH_1900, False).value
    return day if isinstance(day, date) else None


def _texts(raw: Column) -> list[str] | None:
    try:
        together = b"<".join(raw).decode()
    except UnicodeDecodeError:
        return None
    if "]]>" in together or (not together.isprintable() and _ILLEGAL.search(together)):
        return None  # no XML
    if "&" in together and together.count("&") != len(REFERENCE.findall(together)):
        return None
    if "&#" in together and not _names_characters(together):
        return None
    texts = together.split("<")
    return [unescape(with_characters(text)) for text in texts] if "&" in together or "_x" in together else texts


def _names_characters(text: str) -> bool:
    """Whether every reference of a text names a character that XML can hold."""
    try:
        return not _ILLEGAL.search(with_characters(text))
    except (ValueError, OverflowError):  # beyond the last one there is
        return False


def _spread(values: list[Plain], places: list[int]) -> list[Plain]:
    """Values at the rows where they stand."""
    if places[-1] - places[0] + 1 == len(places):
        return [""] * (places[0] - 1) + values
    column: list[Plain] = [""] * places[-1]
    for place, value in zip(places, values, strict=True):
        column[place - 1] = value
    return column
