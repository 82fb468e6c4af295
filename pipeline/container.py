"""The parts of an Office file come in, one file goes out: of the same bytes on every machine.

Order, times and rights of the parts are fixed; nothing tells who packed them, when and on what system.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO

LANGUAGE = "vi-VN"
_COMPRESSION = 4  # of 9: beyond, a long appendix takes twice the time for a tenth of the size
_TYPES = "[Content_Types].xml"
_LANGUAGES = re.compile(rb'(<c:lang val=|<a:[^>]* lang=)"en-US"')


def pack(parts: Mapping[str, bytes | Iterable[bytes]]) -> bytes:
    """One file of `parts` by their names; a part may come piece by piece."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as file:
        for name in sorted(parts, key=lambda n: (n != _TYPES, n)):
            part = parts[name]
            with file.open(name, "w") as entry:  # of the year 1980, by itself
                for piece in (part,) if isinstance(part, bytes) else part:
                    entry.write(piece)
        for made in file.infolist():
            made.create_system, made.external_attr = 3, 0o644 << 16  # else Windows would say that it is Windows
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a file that this program made, by their names."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def settled(data: bytes, changes: Mapping[str, Callable[[bytes], Iterable[bytes]]] | None = None) -> bytes:
    """A workbook of xlsxwriter packed anew, its charts in Vietnamese; `changes` gives parts another content.

    It goes on to name Excel 2007 as its application: by that name LibreOffice knows what charts leave unsaid.
    """
    parts = unpack(data)
    charts = {name: part for name, part in parts.items() if name.startswith("xl/charts/")}
    spoken = {name: _LANGUAGES.sub(rb'\1"%b"' % LANGUAGE.encode(), part) for name, part in charts.items()}
    return pack({**parts, **spoken, **{name: change(parts[name]) for name, change in (changes or {}).items()}})
