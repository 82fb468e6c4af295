"""A workbook as it is drawn, in xlsxwriter's words: sheets, names and properties come in, the parts of an .xlsx go out.

They are the parts that xlsxwriter makes of the same drawing, byte for byte (tests/test_xlsx.py draws both); what
never differs is taken from it once, and comments are its own work.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache

from pipeline.xlsx.drawn import Workbook
from pipeline.xlsx.look import Look, look, styles
from pipeline.xlsx.marks import HEAD, attribute, data
from pipeline.xlsx.page import Numbers, Page, Texts

_SCHEMAS = "http://schemas.openxmlformats.org/"
_OFFICE = f"{_SCHEMAS}officeDocument/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument."
_TYPES = f"{_SCHEMAS}package/2006/content-types"
_RELATIONS = f"{_SCHEMAS}package/2006/relationships"
_RELATED = {
    "docProps/core.xml": f"{_RELATIONS}/metadata/core-properties",
    "xl/workbook.xml": f"{_OFFICE}relationships/officeDocument",
    "docProps/app.xml": f"{_OFFICE}relationships/extended-properties",
    "docProps/custom.xml": f"{_OFFICE}relationships/custom-properties",
    "theme/theme1.xml": f"{_OFFICE}relationships/theme",
    "styles.xml": f"{_OFFICE}relationships/styles",
    "sharedStrings.xml": f"{_OFFICE}relationships/sharedStrings",
}
_COMMENTED = re.compile(r"xl/(comments|drawings/|worksheets/_rels/)")
_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # of custom properties
_HIDDEN = ' state="hidden"'
_INTERNAL = "_xlnm."  # begins the names of what is printed
Name = tuple[str, int, str]  # name, index of the sheet that it belongs to or -1, where it leads


class Book:
    """A workbook; `parts` closes it."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.texts, self.numbers = Texts(), Numbers()
        self.names: list[Name] = []
        self.custom: dict[str, str] = {}
        self.properties: Mapping[str, object] = {}
        self.active = self.first = 0

    def add_worksheet(self, name: str) -> Page:
        """A new sheet behind the others."""
        page = Page(name, len(self.pages), self.texts, self.numbers)
        self.pages.append(page)
        return page

    def add_format(self, properties: Mapping[str, object]) -> Look:
        """How cells look that have these properties."""
        return look(properties)

    def define_name(self, name: str, formula: str) -> None:
        """A name of the workbook, or (“'sheet'!name”) of one sheet."""
        sheet, _, own = name.rpartition("!")
        index = next((page.index for page in self.pages if page.name == sheet.strip("'")), -1)
        self.names.append((own, index, formula.removeprefix("=")))

    def set_custom_property(self, name: str, value: str, _: str) -> None:
        """A property of the office's own."""
        self.custom[name] = value

    def set_properties(self, properties: Mapping[str, object]) -> None:
        """title, author, company, created."""
        self.properties = properties

    def open_at(self, page: Page) -> None:
        """The sheet that is seen first."""
        page.selected = True
        self.active = self.first = page.index

    def parts(self) -> dict[str, bytes]:
        """The parts by their names."""
        sheets = {f"xl/worksheets/sheet{page.index + 1}.xml": page.part() for page in self.pages}
        commented = _commented(self.pages) if any(page.comments for page in self.pages) else {}
        notes = sum(name.startswith("xl/comments") for name in commented)
        names = self._sorted_names()
        return {
            "[Content_Types].xml": _content_types(len(self.pages), notes),
            "_rels/.rels": _relations(
                "xl/workbook.xml", "docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"
            ),
            "docProps/app.xml": self._app(names),
            "docProps/core.xml": self._core(),
            "docProps/custom.xml": self._custom(),
            "xl/workbook.xml": self._workbook(names),
            "xl/_rels/workbook.xml.rels": _relations(
                *(f"worksheets/sheet{page.index + 1}.xml" for page in self.pages),
                "theme/theme1.xml", "styles.xml", "sharedStrings.xml",
            ),
            "xl/sharedStrings.xml": self.texts.part(),
            "xl/styles.xml": styles(tuple(self.numbers.used), tuple(self.numbers.marked), commented=notes > 0),
            "xl/theme/theme1.xml": _theme(),
            **sheets, **commented,
        }  # fmt: skip

    def _sorted_names(self) -> list[Name]:
        """With those of what is printed, in the order of spreadsheets."""
        names = list(self.names)
        for page in self.pages:
            if page.print_range:
                names.append((f"{_INTERNAL}Print_Area", page.index, page.print_range))
            if page.title_rows:
                names.append((f"{_INTERNAL}Print_Titles", page.index, page.title_rows))
        return sorted(names, key=lambda n: f"{n[0].replace(_INTERNAL, '').lower()}::{n[2].lstrip(chr(39)).lower()}")

    def _workbook(self, names: list[Name]) -> bytes:
        first = f' firstSheet="{self.first}"' if self.first else ""
        active = f' activeTab="{self.active}"' if self.active else ""
        sheets = "".join(
            f'<sheet name="{attribute(page.name)}" sheetId="{page.index + 1}"{_HIDDEN * page.hidden}'
            f' r:id="rId{page.index + 1}"/>'
            for page in self.pages
        )
        defined = "".join(
            f'<definedName name="{attribute(name)}"{_scope(sheet)}>{data(place)}</definedName>'
            for name, sheet, place in names
        )
        return (
            f'{HEAD}<workbook xmlns="{_SCHEMAS}spreadsheetml/2006/main" xmlns:r="{_OFFICE}relationships">'
            '<fileVersion appName="xl" lastEdited="4" lowestEdited="4" rupBuild="4505"/>'
            '<workbookPr defaultThemeVersion="124226"/><bookViews>'
            f'<workbookView xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660"{first}{active}/>'
            f"</bookViews><sheets>{sheets}</sheets><definedNames>{defined}</definedNames>"
            '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>'
        ).encode()

    def _app(self, names: list[Name]) -> bytes:
        titles = [page.name for page in self.pages]
        for name, sheet, place in names:
            within = place.partition("!")[0]
            titles.append(f"{within}!{name.removeprefix(_INTERNAL)}" if sheet >= 0 else name)
        listed = "".join(f"<vt:lpstr>{data(title)}</vt:lpstr>" for title in titles)
        counts = "".join(
            f"<vt:variant><vt:lpstr>{what}</vt:lpstr></vt:variant><vt:variant><vt:i4>{count}</vt:i4></vt:variant>"
            for what, count in (("Worksheets", len(self.pages)), ("Named Ranges", len(names)))
        )
        return (
            f'{HEAD}<Properties xmlns="{_OFFICE}extended-properties" xmlns:vt="{_OFFICE}docPropsVTypes">'
            "<Application>Microsoft Excel</Application><DocSecurity>0</DocSecurity><ScaleCrop>false</ScaleCrop>"
            f'<HeadingPairs><vt:vector size="4" baseType="variant">{counts}</vt:vector></HeadingPairs>'
            f'<TitlesOfParts><vt:vector size="{len(titles)}" baseType="lpstr">{listed}</vt:vector></TitlesOfParts>'
            f"<Company>{data(str(self.properties['company']))}</Company><LinksUpToDate>false</LinksUpToDate>"
            "<SharedDoc>false</SharedDoc><HyperlinksChanged>false</HyperlinksChanged>"
            "<AppVersion>12.0000</AppVersion></Properties>"
        ).encode()

    def _core(self) -> bytes:
        created, author = self.properties["created"], data(str(self.properties["author"]))
        assert isinstance(created, datetime)
        times = "".join(
            f'<dcterms:{what} xsi:type="dcterms:W3CDTF">{created:%Y-%m-%dT%H:%M:%SZ}</dcterms:{what}>'
            for what in ("created", "modified")
        )
        return (
            f'{HEAD}<cp:coreProperties xmlns:cp="{_SCHEMAS}package/2006/metadata/core-properties"'
            ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
            ' xmlns:dcmitype="http://purl.org/dc/dcmitype/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
            f"<dc:title>{data(str(self.properties['title']))}</dc:title><dc:creator>{author}</dc:creator>"
            f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>{times}</cp:coreProperties>"
        ).encode()

    def _custom(self) -> bytes:
        said = "".join(
            f'<property fmtid="{_SET}" pid="{pid}" name="{attribute(name)}">'
            f"<vt:lpwstr>{data(value)}</vt:lpwstr></property>"
            for pid, (name, value) in enumerate(self.custom.items(), 2)
        )
        return (
            f'{HEAD}<Properties xmlns="{_OFFICE}custom-properties" xmlns:vt="{_OFFICE}docPropsVTypes">'
            f"{said}</Properties>"
        ).encode()


def _scope(sheet: int) -> str:
    return f' localSheetId="{sheet}"' if sheet >= 0 else ""


@lru_cache(maxsize=64)
def _content_types(sheets: int, notes: int) -> bytes:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml", "xml": "application/xml"}
    if notes:
        defaults["vml"] = f"{_TYPE}vmlDrawing"
    parts = {
        "docProps/app.xml": f"{_TYPE}extended-properties+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "xl/styles.xml": f"{_TYPE}spreadsheetml.styles+xml",
        "xl/theme/theme1.xml": f"{_TYPE}theme+xml",
        "xl/workbook.xml": f"{_TYPE}spreadsheetml.sheet.main+xml",
        **{f"xl/worksheets/sheet{n}.xml": f"{_TYPE}spreadsheetml.worksheet+xml" for n in range(1, sheets + 1)},
        **{f"xl/comments{n}.xml": f"{_TYPE}spreadsheetml.comments+xml" for n in range(1, notes + 1)},
        "xl/sharedStrings.xml": f"{_TYPE}spreadsheetml.sharedStrings+xml",
        "docProps/custom.xml": f"{_TYPE}custom-properties+xml",
    }
    told = "".join(f'<Default Extension="{ending}" ContentType="{kind}"/>' for ending, kind in defaults.items())
    told += "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return f'{HEAD}<Types xmlns="{_TYPES}">{told}</Types>'.encode()


@lru_cache(maxsize=64)
def _relations(*targets: str) -> bytes:
    told = ""
    for number, target in enumerate(targets, 1):
        kind = _RELATED.get(target, f"{_OFFICE}relationships/worksheet")
        told += f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
    return f'{HEAD}<Relationships xmlns="{_RELATIONS}">{told}</Relationships>'.encode()


@cache
def _theme() -> bytes:
    with Workbook() as book:
        pass
    return book.parts["xl/theme/theme1.xml"]


def _commented(pages: list[Page]) -> dict[str, bytes]:
    """The parts of comments: xlsxwriter draws them on sheets of the same rows and columns that have nothing else."""
    with Workbook() as book:
        for page in pages:
            sheet = book.add_worksheet(page.name)
            if page.comments:
                for column, (width, _) in page.widths.items():
                    sheet.set_column(column, column, width)
                for row, height in page.heights.items():
                    sheet.set_row(row, height)
                for comment in page.comments:
                    sheet.write_comment(comment.row, comment.column, comment.text, dict(comment.options))
    return {name: part for name, part in book.parts.items() if _COMMENTED.match(name)}
