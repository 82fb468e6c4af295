"""A long table is read row by row where it is written as ours are: nothing that is said or judged depends on that."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import reduce

import pytest

from pipeline.audit.paper import Paper, paper_of
from pipeline.audit.seal import said_in
from pipeline.conform.check import judge
from pipeline.conform.effective import effective_of
from pipeline.conform.package import W, unpacked
from pipeline.conform.seen import Effective
from pipeline.conform.seen import Paragraph as Seen
from pipeline.conform.verdict import Breach
from pipeline.container import pack, taken_apart, unpack
from pipeline.model import PipelineError
from pipeline.report.document import Appendix, Column, Document, Paragraph, Row, Table
from pipeline.report.figures import anchored
from pipeline.report.word import write_docx
from tests.documents import AGENCY, SENTENCE, STAMP

BODY = "word/document.xml"
COUNT = 260
COLUMNS = (Column("TT", 12, "center"), Column("Tệp", 100), Column("Số dòng", 30, "right"))
RELATIONS = "word/_rels/document.xml.rels"
NUMBERING = '<Relationship Id="rIdLists" Type="numbering" Target="numbering.xml"/>'
LISTS = (
    f'<w:numbering xmlns:w="{W[1:-1]}"><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
    '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)
LISTED = '<w:numPr><w:numId w:val="1"/></w:numPr>'
RUN = "<w:r><w:t>thêm</w:t></w:r>"
ARIAL = '<w:r><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial"/></w:rPr><w:t>other</w:t></w:r>'


def row(number: int) -> Row:
    """A file and its number of rows: a figure in every other, some with words around it."""
    figure = anchored(f"S{number}", number, f"{number}.000")[1] if number % 2 else ""
    name = f"Đơn vị {number % 7}{' & khác' * (number % 10 == 0)}"
    return Row((str(number), name, f"có {figure} dòng" if number % 4 == 1 else figure))


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("long") / "a.docx"
    table = Table("", COLUMNS, tuple(map(row, range(1, COUNT + 1))))
    report = Document(
        "BÁO CÁO", "Kết quả tháng 9 năm 2022", "BC", (Paragraph(f"{SENTENCE[:-1]} (chi tiết tại Phụ lục)."),),
        AGENCY.signing, (Appendix("Tệp đã nhận", (table, Paragraph("Hết danh sách."))),), (), AGENCY.recipients,
    )  # fmt: skip
    write_docx(report, AGENCY, path, year=2022, stamp=STAMP)
    parts = unpack(path.read_bytes())
    relations = parts[RELATIONS].decode().replace("</Relationships>", f"{NUMBERING}</Relationships>").encode()
    return pack({**parts, RELATIONS: relations, "word/numbering.xml": LISTS.encode()})


def changed(docx: bytes, change: Callable[[str], str]) -> bytes:
    """The document with another main part."""
    parts = unpack(docx)
    return pack({**parts, BODY: change(parts[BODY].decode()).encode()})


def in_one_tree(docx: bytes) -> bytes:
    """The same in a notation that nobody takes apart: with a comment, which no reader sees."""
    return changed(docx, lambda xml: xml.replace("<w:body>", "<w:body><!-- -->", 1))


def row_by_row(docx: bytes) -> int:
    """How many rows of the document are read one by one."""
    with unpacked(docx, "a.docx") as package:
        return sum(1 for table in package.body.iter(f"{W}tbl") for _ in package.tail(table))


def read(docx: bytes) -> tuple[Paper, Effective, list[object], tuple[Breach, ...]] | str:
    """What it says, how it looks, what of that is left for who judges, and what it breaks; or why it is refused."""
    try:
        with unpacked(docx, "a.docx") as package:
            looks = effective_of(package)
            package.keep_tails()
            skimmed, said = effective_of(package, skimmed=True), said_in(package)["text"]
        left: list[object] = [skimmed.sections, skimmed.floating, *(b for b in skimmed.blocks if isinstance(b, Seen))]
        paper = paper_of(docx, "a.docx")
        assert said == [[line.coded for line in unit] if len(unit) > 1 else unit[0].coded for unit in paper.units]
        return paper, looks, left, judge(skimmed)
    except PipelineError as error:
        return str(error)


def all_of(*changes: Callable[[str], str]) -> Callable[[str], str]:
    """One change after the other."""
    return lambda xml: reduce(lambda text, change: change(text), changes, xml)


def in_row(number: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of one row of the long table."""

    def made(xml: str) -> str:
        at = xml.rindex("<w:tr>", 0, xml.index(f"<w:t>{number}</w:t>"))
        end = xml.index("</w:tr>", at) + len("</w:tr>")
        return xml[:at] + change(xml[at:end]) + xml[end:]

    return made


def words(added: str, number: int = 233) -> Callable[[str], str]:
    """More words in the last paragraph of a row."""
    return in_row(number, lambda row: re.sub("(.*)</w:p>", rf"\g<1>{added}</w:p>", row))


def around(tag: str, inside: str = "%s") -> Callable[[str], str]:
    """The long table inside something else."""
    wrapped = f"<{tag}>{inside}</{tag.split()[0]}>"
    return lambda xml: re.sub("<w:tbl>(?:(?!<w:tbl>).)*<w:t>233</w:t>.*?</w:tbl>", lambda m: wrapped % m[0], xml)


BOX = f"<w:r><w:pict><w:txbxContent><w:p>{RUN}</w:p></w:txbxContent></w:pict></w:r>"
LINE_END = "\n"
OTHERS = {
    "nothing": lambda xml: xml,
    "another font": words(ARIAL),
    "a hidden run": words('<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>'),
    "runs of two": words(RUN + RUN.replace("<w:t>", '<w:t xml:space="preserve"> ')),
    "signs": words("<w:r><w:tab/><w:t>a</w:t><w:br/><w:noBreakHyphen/><w:sym/></w:r>"),
    "a hyphen that does not break": words(RUN.replace("thêm", "a\u2011b")),
    "the sign of an object": words(RUN.replace("thêm", "\ufffc")),
    "a private letter": words(RUN.replace("thêm", "\ue000")),
    "a private letter as an entity": words(RUN.replace("thêm", "&#xE000;")),
    "a private letter in a text of its own": words("<w:r><w:t w:a='1'>\ue000</w:t></w:r>"),
    "a line end in a text": words(f"{RUN.replace('thêm', LINE_END)}</w:p><w:p>{RUN}"),
    "the name of a strict file": words(RUN.replace("thêm", "http://purl.oclc.org/ooxml/drawingml/")),
    "an instruction": words("<?a </w:tr><w:tr> ?>"),
    "a text written otherwise": in_row(233, lambda r: r.replace("preserve", "default")),
    "letters in parts": words(RUN.replace("thêm", "e\u0301  a")),
    "letters in parts alone in a cell": in_row(233, lambda r: r.replace("<w:t>233</w:t>", "<w:t>e\u0301  a</w:t>")),
    "a figure within a figure": words(
        f'<w:bookmarkStart w:id="7" w:name="S7_7"/><w:bookmarkStart w:id="8" w:name="S8_8"/>{RUN}'
        '<w:bookmarkEnd w:id="8"/><w:bookmarkEnd w:id="7"/>'
    ),
    "a figure without words": words('<w:bookmarkStart w:id="7" w:name="S7_7"/><w:r><w:t></w:t></w:r>'
                                    '<w:bookmarkEnd w:id="7"/>'),
    "an anchor like those of a shape": words(f'<w:bookmarkStart w:id="S" w:name="S1_0"/>{RUN}'),
    "a field that stays open": words('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'),
    "a field over some rows": all_of(
        words('<w:r><w:fldChar w:fldCharType="begin"/></w:r>'), words(ARIAL, 235),
        words('<w:r><w:fldChar w:fldCharType="end"/></w:r>', 237), words(ARIAL, 239),
    ),
    "a page number": words('<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>'),
    "words deleted and added": words(f"<w:del>{RUN}</w:del><w:ins>{RUN}</w:ins>"),
    "a text box": words(BOX),
    "the end of a section": words('</w:p><w:p><w:pPr><w:sectPr/></w:pPr>'),
    "a list in the table and after it": all_of(
        *(in_row(n, lambda r: r.replace("<w:pPr>", f"<w:pPr>{LISTED}")) for n in (233, 237)),
        lambda xml: xml.replace('<w:pStyle w:val="BodyText"/>', f'<w:pStyle w:val="BodyText"/>{LISTED}'),
    ),
    "a list of recipients": all_of(
        lambda xml: xml.replace("<w:t>TT</w:t>", "<w:t>Nơi nhận:</w:t>").replace(">Phụ lục<", ">Danh sách<"),
        in_row(233, lambda r: r.replace("<w:t>233</w:t>", "<w:t>- Sở Nội vụ</w:t>")),
    ),
    "no numbers of pages": lambda xml: re.sub("<w:headerReference[^>]*/>", "", xml),
    "a deleted row": in_row(233, lambda r: r.replace("<w:tr>", "<w:tr><w:trPr><w:del/></w:trPr>")),
    "a row in another notation": in_row(233, lambda r: r.replace("<w:tr>", '<w:tr w:rsidR="1">')),
    "a row that ends in another notation": in_row(233, lambda r: r.replace("</w:tr>", "</w:tr >")),
    "rows without cells": in_row(233, lambda r: r + "<w:tr></w:tr>" * 5_000),
    "a row within a row": in_row(233, lambda r: r.replace("</w:tc></w:tr>", "<w:tr></w:tr></w:tc></w:tr>")),
    "a row within a row, begun otherwise": words('</w:p><w:tr w:a="1"></w:tr><w:p>'),
    "rows within a row, begun and ended otherwise": words('</w:p><w:tr w:a="1"></w:tr><w:tr></w:tr ><w:p>'),
    "a table within a row": in_row(233, lambda r: r.replace("</w:tc></w:tr>", f"<w:tbl>{r}</w:tbl></w:tc></w:tr>")),
    "a mark like ours": in_row(COUNT, lambda r: r + '<rows xmlns="urn:bao-cao:rows:1" n="0"/>'),
    "a first row that is deleted": lambda xml: xml.replace("<w:tblHeader/>", "<w:del/>"),
    "in a control": around("w:sdt", "<w:sdtContent>%s</w:sdtContent>"),
    "in a cell": around("w:tbl", "<w:tr><w:tc>%s<w:p/></w:tc></w:tr>"),
    "in a text box": around("w:p", "<w:r><w:pict><w:txbxContent>%s</w:txbxContent></w:pict></w:r>"),
    "under another name": around('q xmlns:w="urn:x"'),
    "a row that is not whole": in_row(233, lambda r: r.replace("</w:tc></w:tr>", "</w:tr>")),
    "a letter that no XML holds": words(RUN.replace("thêm", "\x01")),
    "an unknown entity": words(RUN.replace("thêm", "&bogus;")),
    "the end of a section of text": words(RUN.replace("thêm", "]]>")),
}  # fmt: skip
NO_XML = ("a row that is not whole", "a letter that no XML holds", "an unknown entity", "the end of a section of text")


@pytest.mark.parametrize("other", OTHERS)
def test_row_by_row_or_in_one_tree_a_table_says_the_same(other: str, document: bytes) -> None:
    docx = changed(document, OTHERS[other])
    found = read(docx)
    assert found == read(in_one_tree(docx))
    assert (isinstance(found, str) and "bị hỏng, không đọc được" in found) == (other in NO_XML)


def test_a_long_table_is_read_row_by_row(document: bytes) -> None:
    assert row_by_row(document) == COUNT
    assert row_by_row(in_one_tree(document)) == 0
    assert row_by_row(changed(document, OTHERS["rows without cells"])) == 0  # a million of them would take their time


def test_every_row_is_told_with_its_figures(document: bytes) -> None:
    rows = [unit for unit in paper_of(document, "a.docx").units if len(unit) == 3][1:]
    assert [[line.shown for line in unit] for unit in rows] == [
        [
            str(n),
            f"Đơn vị {n % 7}" + (" & khác" if n % 10 == 0 else ""),
            {0: "", 1: f"có {n}.000 dòng"}.get(n % 4, f"{n}.000" if n % 2 else ""),
        ]
        for n in range(1, COUNT + 1)
    ]
    assert [figure for unit in rows for figure in unit[2].figures] == [
        (f"S{n}_{n}", f"{n}.000") for n in range(1, COUNT + 1, 2)
    ]


def test_a_letter_far_down_is_judged_where_it_stands(document: bytes) -> None:
    assert judged(document) == []
    assert [(found.place, found.found) for found in judged(changed(document, OTHERS["another font"]))] == [
        ("bảng 3, dòng 234, ô 3 “có 233.000 dòngother”", "Arial")
    ]


def judged(docx: bytes) -> list[Breach]:
    with unpacked(docx, "a.docx") as package:
        return [*judge(effective_of(package, skimmed=True))]


def test_parts_taken_over_as_they_are_make_the_same_file(document: bytes) -> None:
    assert pack(taken_apart(document)) == document
    assert {name: part.content for name, part in taken_apart(document).items()} == unpack(document)
