"""Every file that the program writes is clean, and has the same bytes at any desk."""

from __future__ import annotations

import hashlib
import os
import unicodedata
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from pipeline import run
from pipeline.container import unpack
from pipeline.report.document import Appendix, Chart, Column, Document, Heading, Paragraph, Row, Series, Table
from pipeline.report.outline import compose
from pipeline.report.word import write_docx
from tests.amount import THOROUGH, long_walk
from tests.documents import AGENCY, SENTENCE, STAMP
from tests.office import Office
from tests.outputs import lay_out, make_outputs
from tests.registries import workbook_of
from tests.wellformed import Expected, findings, text_findings

Outputs = dict[str, Path]
AT_HOME = {
    "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0", "USER": "an", "LOGNAME": "an", "HOME": "/tmp",
}  # fmt: skip
ABROAD = {
    "TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "1", "USER": "bình", "LOGNAME": "bình",
    "HOME": "/nonexistent",
}  # fmt: skip
OFFICE = "Sở Văn hóa và Thể thao"
STAMPS = {  # a report's time is the day it is evaluated at
    "ra/2022-09": datetime(2022, 9, 14),
    "ra/2022-Q1": datetime(2022, 3, 14),
    "ra/2022-6T": datetime(2022, 6, 14),
    "ra/2022-9T": datetime(2022, 9, 14),
    "ra/2022": datetime(2022, 12, 14),
    "mau/nhiem-vu/VP": datetime(2022, 1, 1),
    "mau/nhiem-vu/KHTC": datetime(2022, 1, 1),
    "mau/don-vi/VP": datetime(2022, 1, 1),
    "mau/don-vi/KHTC": datetime(2022, 1, 1),
    "ke-hoach": datetime(2000, 1, 1),
    "nhac/2022-09": datetime(2022, 9, 14),
}
A_COPY = datetime(2022, 1, 1)  # of a template that goes back to its unit


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Outputs, Outputs]:
    """All outputs, made at two desks: folder, user, time zone, letters, rights and times of files differ."""
    first, second = tmp_path_factory.mktemp("a"), tmp_path_factory.mktemp("b") / "Báo cáo của Sở (bản 2)"
    for folder in (first, second):
        lay_out(folder)
    for day, path in enumerate(sorted(second.rglob("*.*"), reverse=True)):  # as another file system lists them
        if path.is_file():
            data = path.read_bytes()
            path.unlink()
            path.write_bytes(data)
            os.utime(path, (86_400 * day, 86_400 * day))
    with ThreadPoolExecutor(2) as pool:
        runs = [pool.submit(make_outputs, first, AT_HOME, 0o022), pool.submit(make_outputs, second, ABROAD, 0o077)]
        return runs[0].result(), runs[1].result()


@pytest.fixture(scope="module")
def office_files(desks: tuple[Outputs, Outputs]) -> Outputs:
    return {name: path for name, path in desks[0].items() if path.suffix in (".docx", ".xlsx")}


def test_the_same_inputs_give_the_same_bytes_at_two_desks(desks: tuple[Outputs, Outputs]) -> None:
    at_home, abroad = ({n: hashlib.sha256(p.read_bytes()).hexdigest() for n, p in made.items()} for made in desks)
    assert at_home == abroad
    endings = [name.rpartition(".")[2] for name in at_home]
    assert endings.count("docx") == 9  # five reports; who owes nothing gets no letter
    assert endings.count("html") == 5  # a page to each report
    assert endings.count("json") == 6 and endings.count("xlsx") > 40
    assert endings.count("eml") > 10  # answers and reminders


# --- clean ------------------------------------------------------------------------------------


def audit(path: Path) -> list[str]:
    """What openxml-audit says against a file."""
    return [str(error) for error in OpenXmlValidator(max_errors=0).validate(str(path)).errors]


def chosen(files: Outputs) -> list[str]:
    """Of each kind of file some."""
    return sorted(files, key=lambda name: (name.rpartition(".")[2], name))[:: 1 if THOROUGH else 8]


@long_walk
def test_openxml_audit_finds_nothing(office_files: Outputs) -> None:
    said = {name: audit(office_files[name]) for name in chosen(office_files)}
    assert {name: found for name, found in said.items() if found} == {}


def test_own_checks_find_nothing(office_files: Outputs) -> None:
    said = {}
    for name in chosen(office_files):
        office = "Sở Du lịch" if name == "ke-hoach/co-quan-khac.xlsx" else OFFICE
        stamp = A_COPY if "/phan-hoi/" in name else STAMPS[name.rpartition("/")[0]]
        said[name] = findings(office_files[name].read_bytes(), Expected(office, stamp))
    assert {name: found for name, found in said.items() if found} == {}


def test_the_texts_for_machines_are_clean_too(desks: tuple[Outputs, Outputs]) -> None:
    for path in (p for p in desks[0].values() if p.suffix == ".json"):
        data = path.read_bytes()
        assert b"\r" not in data and not data.startswith(b"\xef\xbb\xbf")
        assert list(text_findings(data.decode("utf-8"))) == []


# --- the checks themselves ----------------------------------------------------------------------

CHART = Chart("Mức hoàn thành", "bar", ("I", "II"), (Series("Kỳ này", (Fraction(1, 3), None)),), "Mục I 33,3%")
TABLE = Table("Bảng 1", (Column("TT", 12), Column("Việc", 80)), (Row(("1", "Rà soát")), Row(("Chung", ""), "group")))
DOCUMENT = Document(
    "BÁO CÁO", "Kết quả công tác", "BC",
    (Heading(1, "I. Chung"), Heading(2, "1. Kết quả"), Paragraph(SENTENCE), CHART, TABLE, CHART, Paragraph("Hết.")),
    AGENCY.signing, (Appendix("Số liệu", (TABLE,)),), AGENCY.addressees, AGENCY.recipients,
)  # fmt: skip
EXPECTED = Expected(AGENCY.running_name, datetime(2022, 9, 15, 8))
BODY, STYLES, HEADER, CORE = "word/document.xml", "word/styles.xml", "word/header1.xml", "docProps/core.xml"
RELATIONS, WORKBOOK = "word/_rels/document.xml.rels", "word/embeddings/du-lieu-1.xlsx"
A_NUMBER = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
THUMBNAIL = '<Relationship Id="t" Type="http://x/thumbnail" Target="thumbnail.xml"/></Relationships>'
END_OF_FIELD = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
BREAKS = {  # what is found: the part and, in it, what stands there and what stands there instead
    "parts_twice": ("WORD/document.xml", "", "<x/>"),
    "relations: word/document.xml .*: no part word/charts": (RELATIONS, "chart1.xml", "chart9.xml"),
    "relations: word/document.xml .*: never used": (BODY, 'chart" r:id="', 'chart" id="'),
    "relations: word/document.xml .*: no relationship": (BODY, 'type="first" r:id="', 'type="first" r:id="x'),
    "relations: word/lost.xml: nothing": ("word/lost.xml", "", "<x/>"),
    "content_types: word/lost.abc: no": ("word/lost.abc", "", "x"),
    "content_types: word/lost.xml: a": ("[Content_Types].xml", "/word/theme/theme1.xml", "/word/lost.xml"),
    "properties: creator": (CORE, "<dc:creator>", "<dc:creator>python-docx "),
    "properties: docProps/core.xml names a library": (CORE, "<dc:title>", "<dc:title>XlsxWriter"),
    "properties: docProps/app.xml names a library": ("docProps/app.xml", "", "<x>openpyxl</x>"),
    "properties: no title": (CORE, "<dc:title>BÁO CÁO Kết quả công tác</dc:title>", ""),
    "properties: created": (CORE, "2022-09-15T08", "2022-09-15T15"),
    "properties: a thumbnail": ("_rels/.rels", "</Relationships>", THUMBNAIL),
    "texts: word/document.xml: control": (BODY, "Rà soát", "Rà \u202esoát"),
    "texts: docProps/core.xml: control": (CORE, "Kết quả", "Kết\u0085quả"),
    "texts: word/document.xml: not NFC": (BODY, "Rà soát", unicodedata.normalize("NFD", "Rà soát")),
    "language: word/styles.xml: en-US": (STYLES, 'w:val="vi-VN"', 'w:val="en-US"'),
    "language: word/charts/chart1.xml": ("word/charts/chart1.xml", 'lang val="vi-VN"', 'lang val="en-US"'),
    "language: the styles": (STYLES, "<w:lang ", "<w:language "),
    "language: the properties": (CORE, "vi-VN", "vi"),
    "fields: word/header1.xml: without end": (HEADER, END_OF_FIELD, ""),
    "fields: word/header1.xml: end without": (HEADER, 'fldCharType="begin"', 'fldCharType="end"'),
    "fields: word/header1.xml: without a cached": (HEADER, "<w:t>2</w:t>", ""),
    "fields: word/document.xml: simple": (BODY, "<w:t>Hết", '<w:fldSimple w:instr="DATE"/><w:t>Hết'),
    "styles: word/document.xml: pStyle": (BODY, 'pStyle w:val="BodyText"', 'pStyle w:val="Foreign"'),
    "styles: word/styles.xml: basedOn": (STYLES, 'basedOn w:val="Normal"', 'basedOn w:val="Foreign"'),
    "styles: “Số, ký hiệu”": (STYLES, "Số và ký hiệu", "Số, ký hiệu"),
    "styles: BodyText stands": (STYLES, 'styleId="Caption"', 'styleId="BodyText"'),
    "numbering: word/document.xml: 7": (BODY, '"BodyText"/>', f'"BodyText"/>{A_NUMBER}'),
    "bookmarks: 1 stands": (BODY, 'bookmarkStart w:id="2"', 'bookmarkStart w:id="1"'),
    "bookmarks: so_van_ban": (BODY, 'w:name="ngay_ban_hanh"', 'w:name="SO_VAN_BAN"'),
    "bookmarks: starts": (BODY, '<w:bookmarkEnd w:id="2"/>', ""),
    "drawings: 1 stands": (BODY, 'docPr id="2"', 'docPr id="1"'),
    "tables: .*: a cell without": (BODY, "</w:tc>", "<w:tbl/></w:tc>"),
    "tables: .* row 1: 2 columns of 3": (BODY, "</w:tblGrid>", "<w:gridCol/></w:tblGrid>"),
    "tables: .* row 3: 1 columns of 2": (BODY, '<w:gridSpan w:val="2"/>', ""),
    "tables: .*: table without a head": (BODY, "<w:tblHeader/>", ""),
    "headings: Heading2 after level 0": (BODY, '"Heading1"', '"BodyText"'),
}


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A small document with everything in it that can be broken."""
    path = tmp_path_factory.mktemp("clean") / "a.docx"
    write_docx(DOCUMENT, AGENCY, path, year=2022, stamp=STAMP)
    return unpack(path.read_bytes())


def packed(parts: dict[str, bytes], year: int = 1980, system: int = 3, rights: int = 0o644) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = system, rights << 16
            file.writestr(entry, data)
    return buffer.getvalue()


def test_nothing_is_found_in_what_is_whole(parts: dict[str, bytes]) -> None:
    assert findings(packed(parts), EXPECTED) == []


@pytest.mark.parametrize("said", BREAKS)
def test_what_is_broken_is_found(said: str, parts: dict[str, bytes]) -> None:
    name, there, instead = BREAKS[said]
    whole = parts.get(name, b"").decode()
    assert there in whole
    broken = {**parts, name: whole.replace(there, instead, 1).encode()}
    assert [f for f in findings(packed(broken), EXPECTED) if matches(said, f)]


def matches(said: str, finding: str) -> bool:
    """Whether the pieces of `said` stand in a finding in their order, the first at its start."""
    first, *others = said.split(".*")
    return finding.startswith(first) and all(other in finding for other in others)


@pytest.mark.parametrize("told", [{"year": 2022}, {"system": 0}, {"rights": 0o600}])
def test_what_the_packing_tells_is_found(told: dict[str, int], parts: dict[str, bytes]) -> None:
    (said,) = findings(packed(parts, **told), EXPECTED)
    assert said == "properties: the container tells when, where or by whom it was packed"


def test_a_workbook_inside_a_document_is_looked_at_too(parts: dict[str, bytes]) -> None:
    inside = unpack(parts[WORKBOOK])
    inside["xl/sharedStrings.xml"] = inside["xl/sharedStrings.xml"].replace(b"<t>II<", b"<t>_x0007_II<")
    (said,) = findings(packed({**parts, WORKBOOK: packed(inside)}), EXPECTED)
    assert said.startswith(f"{WORKBOOK}: texts: xl/sharedStrings.xml: control character")


def test_openxml_audit_finds_what_the_schema_forbids(parts: dict[str, bytes], tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(packed(parts))
    assert audit(path) == []
    path.write_bytes(packed({**parts, BODY: parts[BODY].replace(b"<w:tblGrid>", b"<w:foreign/><w:tblGrid>", 1)}))
    assert audit(path)


# --- what comes in dirty ------------------------------------------------------------------------

DIRTY = unicodedata.normalize("NFD", "Rà soát\u200b hồ\u202e sơ\u2028một cửa\u0085 đúng \u0090hạn\ufeff")
CLEAN = "Rà soát hồ sơ một cửa đúng hạn"


def test_dirty_answers_and_file_names_come_out_clean(tmp_path: Path) -> None:
    """A unit's words, and a file named on a Mac with a control character in its name."""
    office = Office({"kind": "văn bản", "op": "≥", "target": "1"})
    row = ["01/KH", date(2022, 9, 1), DIRTY]
    office.send(result=DIRTY, difficulty=DIRTY, proposal=DIRTY, reporter=DIRTY, rows=[row])
    office.sent = [r._replace(arrival=r.arrival._replace(name=f"VP/{DIRTY}\x07.xlsx")) for r in office.sent]
    plan, window = office.plan, office.plan.calendar["2022-09"]
    results, table = run.compute(plan, window, window.end, office.submissions())
    assert [s.accepted for s in results.submissions] == [True]
    stamp = datetime(2022, 9, 14)
    write_docx(compose(results), plan.agency, tmp_path / "a.docx", year=2022, stamp=stamp)
    (tmp_path / "a.xlsx").write_bytes(workbook_of(results, table, stamp))
    for path in (tmp_path / "a.docx", tmp_path / "a.xlsx"):
        assert findings(path.read_bytes(), Expected(plan.agency.running_name, stamp)) == []
        texts = b"".join(unpack(path.read_bytes()).values()).decode("utf-8", "replace")
        assert CLEAN in texts and f"{CLEAN}.xlsx" in texts
