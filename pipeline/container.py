"""The parts of an Office file come in, one file goes out: of the same bytes on every machine.

Order, times and rights of the parts are fixed; nothing tells who packed them, when and on what system.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO

LANGUAGE = "vi-VN"
_TIME = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 4  # of 9: beyond, a long appendix takes twice the time for a tenth of the size
_TYPES = "[Content_Types].xml"
_LANGUAGES = re.compile(rb'(<c:lang val=|<a:[^>]* lang=)"en-US"')


def pack(parts: Mapping[str, bytes]) -> bytes:
    """One file of `parts` by their names."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in sorted(parts, key=lambda n: (n != _TYPES, n)):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # else Windows would say that it is Windows
            file.writestr(entry, parts[name], zipfile.ZIP_DEFLATED, _COMPRESSION)
    return buffer.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """The parts of a file that this program made, by their names."""
    with zipfile.ZipFile(BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def settled(data: bytes) -> bytes:
    """A workbook of xlsxwriter packed anew, its charts in Vietnamese.

    It goes on to name Excel 2007 as its application: by that name LibreOffice knows what charts leave unsaid.
    """
    parts = unpack(data)
    for name, part in parts.items():
        if name.startswith("xl/charts/"):
            parts[name] = _LANGUAGES.sub(rb'\1"%b"' % LANGUAGE.encode(), part)
    return pack(parts)
