"""The forms keep to what Excel 2010, LibreOffice, WPS and Google Sheets all know: judged by their XML alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from pipeline import run
from tests.drawing import ROOT, SHIPPED
from tests.other_kinds import packed, parts_of

PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core|custom)\.xml|xl/(workbook|styles|sharedStrings)\.xml|"
    r"xl/theme/theme1\.xml|xl/worksheets/sheet\d+\.xml|xl/(_rels/workbook|worksheets/_rels/sheet\d+)\.xml\.rels|"
    r"xl/comments\d+\.xml|xl/drawings/vmlDrawing\d+\.vml"
)
OOXML = "http://schemas.openxmlformats.org/"
SHEET = f"{{{OOXML}spreadsheetml/2006/main}}"
FUNCTIONS = {  # older than Excel 2010, and known to all four
    "AND", "OR", "NOT", "IF", "N", "INT", "ISNUMBER", "COUNT", "COUNTA", "COUNTBLANK", "COUNTIF", "LEN",
    "SUM", "SUMPRODUCT", "ISTEXT", "ISBLANK",
}  # fmt: skip
RULES = {"expression", "cellIs"}
NAME = re.compile(r"(?!(R\d*C\d*|[A-Z]{1,3}\d+)$)[A-Za-z_][A-Za-z0-9_]{0,254}", re.IGNORECASE)
OWN_NAMES = {"_xlnm.Print_Area", "_xlnm.Print_Titles"}
NUMBERS = {"@", "General", "0", "0.00", "#,##0", "#,##0.##########", "dd/mm/yyyy"}
BUILT_IN = {0, 1, 2, 3, 4, 9, 10, 14, 49}


def beyond(data: bytes) -> Iterator[str]:
    """What of a workbook one of the four may not know."""
    parts = parts_of(data)
    yield from (f"part {name}" for name in parts if not PARTS.fullmatch(name))
    for name, xml in parts.items():
        if not name.endswith(".vml"):
            tree = ElementTree.fromstring(xml)
            yield from (f"{name}: {found}" for found in _in_part(tree, xml.decode("utf-8")))
            if name.endswith(".rels"):
                yield from (f"{name}: outward" for r in tree if r.get("TargetMode") == "External")


def _in_part(tree: ElementTree.Element, xml: str) -> Iterator[str]:
    yield from (f"namespace {n}" for n in re.findall(r'xmlns(?::\w+)?="([^"]+)"', xml) if not _is_plain(n))
    for element in tree.iter():
        tag = element.tag.removeprefix(SHEET)
        text = element.text or ""
        if tag in ("extLst", "dataBar", "iconSet", "colorScale", "sparklineGroups", "oleObject", "controls"):
            yield tag
        if tag == "c" and {"cm", "vm"} & set(element.attrib):
            yield f"{element.get('r')}: a dynamic or rich value"
        if tag == "f" and element.get("t") not in (None, "shared"):
            yield f"a formula of the kind {element.get('t')}"
        if tag in ("f", "formula", "formula1", "formula2"):
            yield from _in_formula(text)
        if tag == "formula1" and len(text) > 255:
            yield f"a rule of {len(text)} characters"
        if tag == "cfRule" and element.get("type") not in RULES:
            yield f"colours by {element.get('type')}"
        if tag == "definedName" and not (NAME.fullmatch(element.get("name", "")) or element.get("name") in OWN_NAMES):
            yield f"name {element.get('name')}"
        if tag == "numFmt" and element.get("formatCode") not in NUMBERS:
            yield f"format {element.get('formatCode')}"
        if tag == "xf" and (number := int(element.get("numFmtId", 0))) < 164 and number not in BUILT_IN:
            yield f"built-in format {number}"
        if tag == "sheet" and not re.fullmatch(r"[^\[\]:*?/\\']{1,31}", element.get("name", "")):
            yield f"sheet {element.get('name')}"


def _is_plain(namespace: str) -> bool:
    return namespace.startswith((OOXML, "http://purl.org/dc/", "http://www.w3.org/2001/XMLSchema-instance"))


def _in_formula(formula: str) -> Iterator[str]:
    bare = re.sub(r'"[^"]*"|\'[^\']*\'', "", formula)
    yield from (f"{name}()" for name in re.findall(r"([A-Za-z_][\w.]*)\(", bare) if name not in FUNCTIONS)
    if re.search(r"_xl|\[|#(?!REF)|@", bare):
        yield f"formula {formula}"


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All blank standard forms as they are kept here, those of two units for a period, and their bundles."""
    folder, noon = tmp_path_factory.mktemp("mau"), datetime(2022, 9, 1, 12)
    made = [
        *run.issue_templates(SHIPPED, "2022-09", folder / "tung-tep", ("KHTC", "VP"), now=noon),
        *run.issue_templates(SHIPPED, "2022-09", folder / "so", ("KHTC", "VP"), now=noon, bundled=True),
    ]
    return [*sorted((ROOT / "input_templates" / "mau").glob("*.xlsx")), *made]


def test_every_form_keeps_to_what_all_four_know(forms: list[Path]) -> None:
    assert len(forms) > 57 + 2
    found = {path.name: said for path in forms if (said := sorted(set(beyond(path.read_bytes()))))}
    assert found == {}


PARTS_OF_ONE = parts_of((ROOT / "input_templates" / "mau" / "A.VII.1.xlsx").read_bytes())
SLIPS = {
    "FILTER()": (rb"<formula>AND\(", b"<formula>FILTER("),
    "_xlfn.CONCAT()": (rb"<formula>AND\(", b"<formula>_xlfn.CONCAT("),
    "C8: a dynamic or rich value": (rb'<c r="C8"', b'<c r="C8" cm="1"'),
    "extLst": (rb"</worksheet>", b"<extLst/></worksheet>"),
    "namespace http://schemas.microsoft.com/office/spreadsheetml/2009/9/main": (
        rb"</worksheet>", b'<x xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"/></worksheet>'),
    "colours by iconSet": (rb'type="expression"', b'type="iconSet"'),
    "name R1C1": (rb'name="in_as_of"', b'name="R1C1"'),
    "name in.as": (rb'name="in_as_of"', b'name="in.as"'),
    "format [$-42A]dd mmmm": (rb'formatCode="dd/mm/yyyy"', b'formatCode="[$-42A]dd mmmm"'),
    "formula [1]x!A1": (rb"<formula1>0</formula1>", b"<formula1>[1]x!A1</formula1>"),
    "outward": (rb"</Relationships>", b'<Relationship Id="x" TargetMode="External"/></Relationships>'),
}  # fmt: skip


@pytest.mark.parametrize("said", SLIPS)
def test_a_slip_is_seen(said: str) -> None:
    pattern, instead = SLIPS[said]
    parts = {name: re.sub(pattern, lambda _: instead, part) for name, part in PARTS_OF_ONE.items()}
    assert parts != PARTS_OF_ONE
    assert any(found.endswith(said) for found in beyond(packed(parts)))


def test_a_part_that_one_of_them_may_not_know_is_seen() -> None:
    lost = {"xl/metadata.xml": b"<x/>", "xl/threadedComments/threadedComment1.xml": b"<x/>"}
    assert set(beyond(packed(PARTS_OF_ONE | lost))) == {f"part {name}" for name in lost}
