"""A drawing of a .docx comes in, the lengths of the straight lines in it go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pipeline.conform.lists import measure, number

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_V = "{urn:schemas-microsoft-com:vml}"
_O = "{urn:schemas-microsoft-com:office:office}"
_EMU_PER_MM = 36_000
_PRESETS = {"line", "straightConnector1"}
_VML_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*([\d.]+(?:pt|in|cm|mm|pc)?)")


def straight_lines(drawing: Any) -> Iterator[float]:
    """The lengths in mm of the straight lines in a `w:drawing` or `w:pict`."""
    for shape in drawing.iter(f"{_WP}inline", f"{_WP}anchor"):
        extent = shape.find(f"{_WP}extent")
        if extent is not None and any(g.get("prst") in _PRESETS for g in shape.iter(f"{_A}prstGeom")):
            yield (number(extent.get("cx")) or 0) / _EMU_PER_MM
    for shape in drawing.iter(f"{_V}line", f"{_V}shape"):
        yield from _old_line(shape)


def _old_line(shape: Any) -> Iterator[float]:
    """The length of a line drawn in VML, as Word did before 2010."""
    if shape.tag == f"{_V}line":
        ends = [measure(shape.get(end, "").split(",")[0]) for end in ("from", "to")]
        if ends[0] is not None and ends[1] is not None:
            yield abs(ends[1] - ends[0])
    elif shape.get(f"{_O}connectortype") == "straight" or shape.get("type", "").endswith("_t32"):
        stated = _VML_WIDTH.search(shape.get("style", ""))
        width = measure(stated[1]) if stated else None
        if width is not None:
            yield width
