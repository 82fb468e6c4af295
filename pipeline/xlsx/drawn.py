"""A workbook that xlsxwriter draws: what is drawn comes in, its parts go out.

The library would compress them only for us to take them out again: we pack all files ourselves (`container`).
"""

from __future__ import annotations

import re
from io import BytesIO

import xlsxwriter
from xlsxwriter.packager import Packager

from pipeline.container import LANGUAGE

_LANGUAGES = re.compile(rb'(<c:lang val=|<a:[^>]* lang=)"en-US"')


class Workbook(xlsxwriter.Workbook):
    """One in which text is always text.

    Once it is closed `parts` are its parts by their names, its charts in Vietnamese. It goes on to name Excel 2007 as
    its application: by that name LibreOffice knows what charts leave unsaid.
    """

    def __init__(self) -> None:
        super().__init__(BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        self.parts: dict[str, bytes] = {}

    def __enter__(self) -> Workbook:
        return self

    def _get_packager(self) -> Packager:
        return _Packager(self.parts)


class _Packager(Packager):
    """Hands the parts over; to the library nothing is left to pack."""

    def __init__(self, parts: dict[str, bytes]) -> None:
        super().__init__()
        self.parts = parts

    def _create_package(self) -> list[tuple[object, str, bool]]:
        for file, name, is_binary in super()._create_package():  # type: ignore[no-untyped-call]
            part = file.getvalue() if is_binary else file.getvalue().encode()
            is_chart = name.startswith("xl/charts/")
            self.parts[name] = _LANGUAGES.sub(rb'\1"%b"' % LANGUAGE.encode(), part) if is_chart else part
        return []
