"""A view becomes the bytes of one HTML file.

Style and script stand in it and are allowed by their hash, all else is forbidden. What comes from outside
can only be text: every value is escaped where it is put in.
"""

from __future__ import annotations

import base64
import hashlib
import marshal
import re
import sys
from collections.abc import Iterable
from contextlib import suppress
from fractions import Fraction
from functools import cache, lru_cache
from importlib.util import cache_from_source
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import Any

import jinja2
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from pipeline.page.view import Cell, FileRow, Number, Origin, Page, Stamp, Text
from pipeline.vietnamese import exact_decimal, lower_first, upper_first

_HERE = Path(__file__).parent
_AT_ONCE = 10_000  # pieces of a page
_HASH = 32  # bytes of a SHA-256
_SPECIAL = re.compile("[&<>\"']")
_OPTIONS: dict[str, Any] = {
    "autoescape": True, "undefined": jinja2.StrictUndefined, "trim_blocks": True, "lstrip_blocks": True,
    "keep_trailing_newline": True,
}  # fmt: skip
_POLICY = "default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'"


def render(page: Page) -> bytes:
    """The whole file, in UTF-8."""
    return dressed("page.html", "page.js", page=page)


def dressed(template: str, script: str = "", **shown: object) -> bytes:
    """A file of one of our templates in UTF-8; script: the one that goes with it, "" where it needs none."""
    style, code = _own("page.css"), _own(script) if script else ""
    policy = _POLICY.format(style=_allowed(style), script=_allowed(code) if code else "'none'")
    said = {"policy": policy, "style": Markup(style), "script": Markup(code), **shown}
    pieces = _environment().get_template(template).generate(**said)
    file = BytesIO()
    while some := list(islice(pieces, _AT_ONCE)):  # the page of a province has a million of them
        file.write("".join(some).encode())
    return file.getvalue()


class _Compiled(jinja2.BytecodeCache):
    """Templates as they were compiled, kept beside our compiled modules, and only where Python keeps these.

    Each lies behind a hash of what made it and of itself: what another version made, or what is damaged, is made anew
    (jinja2's own store unpickles what it finds).
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            kept = _kept_at(bucket).read_bytes()
            if kept.startswith(_hash_of(bucket, kept[_HASH:])):
                bucket.code = marshal.loads(kept[_HASH:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            code = marshal.dumps(bucket.code)
            with suppress(OSError):  # where nothing may be written
                _kept_at(bucket).write_bytes(_hash_of(bucket, code) + code)


def _kept_at(bucket: Bucket) -> Path:
    return Path(cache_from_source(__file__)).with_suffix(f".{bucket.key}")


def _hash_of(bucket: Bucket, code: bytes) -> bytes:
    made_by = f"{sys.version} {jinja2.__version__} {_OPTIONS} {bucket.checksum}"  # the last is of the template
    return hashlib.sha256(made_by.encode() + code).digest()


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_HERE), bytecode_cache=_Compiled(), **_OPTIONS)
    environment.globals["icon"] = _icon
    environment.tests["figure"] = lambda piece: isinstance(piece, Number)
    environment.filters |= {
        "text": _text, "figures": _figures, "origin": _origin, "stamps": _stamps, "file_row": _file_row,
        "length_of": _length, "anchor": _anchor, "lower_first": lower_first, "upper_first": upper_first,
    }  # fmt: skip
    return environment


def _own(name: str) -> str:
    """A file of ours that goes into the page as it is; line breaks as the browser hashes them."""
    return (_HERE / name).read_text(encoding="utf-8")


def _allowed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


# What stands in a page thousands of times is put together here: a macro takes ten times as long.


def _text(text: Text) -> Markup:
    """A text with its figures."""
    return Markup(_written(text))


def _written(text: Text) -> str:
    return "".join(map(_piece, text))


def _piece(piece: str | Number) -> str:
    if isinstance(piece, str):
        return _escaped(piece)
    return f'<data value="{_escaped(piece.exact)}" data-so="{_escaped(piece.id)}">{_escaped(piece.shown)}</data>'


def _figures(figures: Iterable[tuple[str, Number]]) -> Markup:
    """Figures with what they are, each with its id."""
    return Markup(
        "; ".join([f'{_escaped(words)} {_piece(n)} <span class="id">({_escaped(n.id)})</span>' for words, n in figures])
    )


@cache
def _icon(name: str) -> Markup:
    """A drawing of `symbols.html`."""
    return Markup(f'<svg class="i" aria-hidden="true"><use href="#{_escaped(name)}"/></svg>')


def _stamps(stamps: Iterable[Stamp]) -> Markup:
    """A cell of the board: how reports stand."""
    return Markup("".join(map(_stamp, stamps)))


def _stamp(stamp: Stamp) -> str:
    months = f'<small aria-hidden="true">{_escaped(stamp.months)}</small>' if stamp.months else ""
    words = f'{_icon(stamp.sign.icon)}{months}<span class="vh">{_escaped(stamp.spoken)}</span>'
    return f'<span class="stamp {_escaped(stamp.sign.tone)}">{words}</span>'


def _file_row(file: FileRow) -> Markup:
    """A row of the list of files."""
    number, unit, name, sha256 = map(_escaped, (file.number, file.unit, file.name, file.sha256))
    cells = "".join([f"<td>{_written(cell)}</td>" for cell in file.cells])
    said = "".join([f'<br><span class="note">{_escaped(words)}</span>' for words in file.said])
    return Markup(
        f'<tr id="tep-{number}" data-u="{unit}"><td class="n">{number}</td><th scope="row"><bdi>{name}</bdi></th>'
        f'{cells}<td>{_written(file.state)}{said}</td><td class="hash">{sha256}</td></tr>'
    )


def _origin(origin: Origin) -> Markup:
    """Source cells of one sheet, each with what stood there and its figures."""
    number, name, sheet, sha256 = map(_escaped, (origin.number, origin.file, origin.sheet, origin.sha256))
    file = f'<a href="#tep-{number}">Tệp {number}</a>: ' if number else "Tệp "
    place = f", trang “<bdi>{sheet}</bdi>”" if sheet else ""
    cells = f": {'; '.join(map(_cell, origin.cells))}" if origin.cells else ""
    return Markup(f'{file}<bdi>{name}</bdi>{place}{cells} <span class="hash">SHA-256 {sha256}</span>')


def _cell(cell: Cell) -> str:
    place = f"ô {_escaped(cell.place)} " if cell.place else ""
    return f'{place}“<bdi class="raw">{_escaped(cell.raw)}</bdi>” <span class="id">({_escaped(cell.ids)})</span>'


@lru_cache(maxsize=1 << 13)  # most words stand in many places
def _escaped(text: str) -> str:
    return str(escape(text)) if _SPECIAL.search(text) else text


def _anchor(code: str) -> str:
    """The code of a task as a name that a link can lead to."""
    return re.sub(r"[^\w.-]", "_", code)


def _length(share: Fraction | None, scale: Fraction | int = 1) -> str:
    """A share of `scale` as a length of 100, for a drawing."""
    return exact_decimal(max(Fraction(0), min(share or Fraction(0), Fraction(scale))) * 100 / scale, 2)
