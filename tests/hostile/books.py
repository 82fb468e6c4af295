"""Hostile files by what stands in their parts: XML that explodes, cells that cannot be, links that lead out."""

from __future__ import annotations

from tests.hostile.builders import (
    BOOK,
    MAIN,
    OFFICE,
    RELS,
    SHEET,
    case,
    good,
    ole,
    pack,
    parts,
    replaced,
    with_cell,
    with_dtd,
    with_parts,
    with_related,
    with_rows,
)

# --- XML -------------------------------------------------------------------------------------------------


@case("GATE_DTD", said="XML không an toàn")
def billion_laughs() -> bytes:
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return with_dtd(SHEET, f'<!DOCTYPE x [<!ENTITY l0 "lol">{levels}]>', "&l9;")


@case("GATE_DTD")
def quadratic_blow_up() -> bytes:
    return with_dtd(SHEET, f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 20_000)


@case("GATE_DTD")
def external_entity() -> bytes:
    return with_dtd(SHEET, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', "&a;")


@case("GATE_DTD")
def external_entity_in_the_relationships() -> bytes:
    return with_dtd("_rels/.rels", '<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">')


@case("GATE_DTD")
def parameter_entity_in_the_properties() -> bytes:
    return with_dtd("docProps/custom.xml", '<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1/">%a;]>')


@case("GATE_DTD")
def dtd_in_utf16() -> bytes:
    text = parts()[SHEET].decode()
    return with_parts(**{SHEET: ("<!DOCTYPE x [<!ENTITY a 'b'>]>" + text).encode("utf-16")})


@case("GATE_TOO_BIG", said="100 tầng")
def deep_xml() -> bytes:
    return replaced(SHEET, "<sheetData>", "<a>" * 50_000 + "</a>" * 50_000 + "<sheetData>")


@case("GATE_TOO_BIG", said="dài quá")
def attribute_without_an_end() -> bytes:
    return replaced(SHEET, "<sheetData>", f'<sheetData x="{"a" * 900_000}">')


@case("GATE_TOO_BIG", said="dài quá")
def a_hundred_thousand_attributes() -> bytes:
    attributes = " ".join(f"a{n}='1'" for n in range(100_000))
    return replaced(SHEET, "<sheetData>", f"<sheetData {attributes}>")


@case("GATE_TOO_BIG", said="dài quá")
def a_text_of_a_million_letters() -> bytes:
    return with_cell(' t="inlineStr"', f"<is><t>{'ạ' * 1_000_000}</t></is>")


@case("GATE_DAMAGED", said="hỏng")
def unknown_entity() -> bytes:
    return replaced(SHEET, "</t>", "&xxe;</t>")


@case("GATE_DAMAGED", said="hỏng")
def control_characters() -> bytes:
    return replaced(SHEET, "</t>", "\x01\x08</t>")


@case("GATE_DAMAGED", said="hỏng")
def unknown_encoding() -> bytes:
    return with_parts(**{SHEET: b'<?xml version="1.0" encoding="utf-7"?>' + parts()[SHEET]})


@case()
def sheet_in_utf16() -> bytes:
    return with_parts(**{SHEET: parts()[SHEET].decode().encode("utf-16")})


@case()
def sheet_in_utf16_of_the_other_end() -> bytes:
    return with_parts(**{SHEET: b"\xfe\xff" + parts()[SHEET].decode().encode("utf-16-be")})


@case()
def sheet_with_a_byte_order_mark() -> bytes:
    return with_parts(**{SHEET: b"\xef\xbb\xbf" + parts()[SHEET]})


@case()
def comments_and_instructions() -> bytes:
    return replaced(SHEET, "<sheetData>", "<!-- <c r='A1'> --><?php system('id') ?><sheetData>")


# --- too much of it --------------------------------------------------------------------------------------


@case()
def a_million_styled_rows() -> bytes:
    rows = "".join(f'<row r="{n}" s="1" customFormat="1" ht="15"/>' for n in range(61, 1_000_061))
    return with_rows(rows)


@case("GATE_TOO_BIG", said="1.000.000 ô")
def too_many_cells() -> bytes:
    rows = (f'<row r="{n}">{"<c><v>1</v></c>" * 40}</row>' for n in range(61, 32_061))
    return with_rows("".join(rows))


@case("GATE_TOO_BIG", said="phần tử XML")
def too_many_elements() -> bytes:
    block = "".join(f"<a>{n}</a>" for n in range(1_000_000))
    return with_rows(block * 6)


@case("GATE_TOO_BIG", said="1.000 trang")
def ten_thousand_sheets() -> bytes:
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in range(10, 10_010))
    return replaced(BOOK, "<sheets>", f'<sheets xmlns:r="{OFFICE}">{sheets}')


@case("GATE_CRAFTED", said="cùng một phần")
def many_sheets_of_one_part() -> bytes:
    sheets = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId2"/>' for n in range(10, 600))
    return replaced(BOOK, "<sheets>", f'<sheets xmlns:r="{OFFICE}">{sheets}')


@case("GATE_TOO_BIG", said="50.000 tên vùng")
def a_hundred_thousand_names() -> bytes:
    names = "".join(f'<definedName name="n{n}">Sheet!$A${n + 1}</definedName>' for n in range(100_000))
    return replaced(BOOK, "<definedNames>", f"<definedNames>{names}")


@case("GATE_TOO_BIG", said="50.000")
def a_hundred_thousand_merged_ranges() -> bytes:
    merged = "".join(f'<mergeCell ref="F{n}:G{n}"/>' for n in range(1, 100_001))
    return replaced(SHEET, "</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")


@case("CELL_STRAY", said="ngoài các ô nhập")
def one_cell_in_the_last_corner() -> bytes:
    return with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@case(*["CELL_STRAY"] * 5, said="ngoài các ô nhập")
def one_cell_in_the_last_corner_of_a_long_list() -> bytes:
    """Long enough for the fast reader, which asks memory for the whole rectangle."""
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>{n}</v></c></row>' for n in range(100, 40_000))
    return with_rows(rows + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


@case()
def a_sheet_that_says_it_is_full() -> bytes:
    return replaced(SHEET, '<dimension ref="A1:D23"/>', '<dimension ref="A1:XFD1048576"/>')


@case()
def strings_that_say_they_are_many() -> bytes:
    strings = f'<sst {MAIN} count="4294967295" uniqueCount="4294967295"><si><t>x</t></si></sst>'
    return with_related(f"{OFFICE}/sharedStrings", "sharedStrings.xml", strings.encode())


# --- cells that cannot be ------------------------------------------------------------------------------


@case("GATE_DAMAGED", said="hỏng")
def endless_string_index() -> bytes:
    return with_cell(' t="s"', "<v>4294967295</v>")


@case("GATE_DAMAGED", said="hỏng")
def string_index_below_zero() -> bytes:
    return with_cell(' t="s"', "<v>-1</v>")


@case("GATE_DAMAGED", said="hỏng")
def unknown_type() -> bytes:
    return with_cell(' t="zz"', "<v>1</v>")


@case("GATE_DAMAGED", said="hỏng")
def neither_true_nor_false() -> bytes:
    return with_cell(' t="b"', "<v>7</v>")


@case("GATE_DAMAGED", said="hỏng")
def number_beyond_all() -> bytes:
    return with_cell("", "<v>1e999</v>")


@case("GATE_DAMAGED", said="hỏng")
def no_number() -> bytes:
    return with_cell("", "<v>NaN</v>")


@case("GATE_DAMAGED", said="hỏng")
def number_as_python_writes_it() -> bytes:
    return with_cell("", "<v>1_000</v>")


@case("GATE_DAMAGED", said="hỏng")
def number_of_three_hundred_thousand_digits() -> bytes:
    return with_cell("", f"<v>{'9' * 300_000}</v>")


@case("GATE_DAMAGED", said="hỏng")
def the_same_cell_twice() -> bytes:
    return with_rows('<row r="60"><c r="B60"><v>1</v></c><c r="B60"><v>2</v></c></row>')


@case("GATE_DAMAGED", said="hỏng")
def the_answer_twice() -> bytes:
    return with_rows('<row r="14"><c r="C14"><v>8</v></c></row>')


@case("GATE_DAMAGED", said="hỏng")
def row_zero() -> bytes:
    return with_rows('<row r="0"><c><v>1</v></c></row>')


@case("GATE_DAMAGED", said="hỏng")
def row_below_zero() -> bytes:
    return with_rows('<row r="-5"><c><v>1</v></c></row>')


@case("GATE_DAMAGED", said="hỏng")
def row_beyond_the_sheet() -> bytes:
    return with_rows('<row r="9999999"/>')


@case("GATE_DAMAGED", said="hỏng")
def column_beyond_the_sheet() -> bytes:
    return with_cell("", "<v>1</v></c><c r='XFE60'><v>1</v>")


@case("GATE_DAMAGED", said="hỏng")
def columns_without_end() -> bytes:
    return with_rows(f'<row r="60">{"<c><v>1</v></c>" * 16_385}</row>')


@case("GATE_DAMAGED", said="hỏng")
def day_that_is_none() -> bytes:
    return with_cell(' t="d"', "<v>2022-02-30</v>")


@case("GATE_DAMAGED", said="hỏng")
def style_that_is_no_number() -> bytes:
    return with_cell(' s="x"', "<v>1</v>")


@case("CELL_STRAY")
def style_beyond_all() -> bytes:
    return with_cell(' s="4294967295"', "<v>1</v>")


@case("CELL_STRAY", "CELL_STRAY")
def cells_and_rows_out_of_order() -> bytes:
    return with_rows('<row r="90"><c r="D90"><v>1</v></c><c r="B90"><v>2</v></c></row><row r="70"><c r="C70"/></row>')


# --- parts and links -------------------------------------------------------------------------------------


@case()
def wrong_content_types() -> bytes:
    return with_parts(**{"[Content_Types].xml": b"<Types/>"})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def no_workbook_part() -> bytes:
    return pack({name: data for name, data in parts().items() if name != BOOK})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def no_root_relationships() -> bytes:
    return pack({name: data for name, data in parts().items() if name != "_rels/.rels"})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def no_relationships_of_the_workbook() -> bytes:
    return pack({name: data for name, data in parts().items() if name != RELS})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def every_sheet_is_elsewhere() -> bytes:
    away = parts()[RELS].replace(b'Target="/xl/worksheets/', b'TargetMode="External" Target="http://127.0.0.1/')
    return with_parts(**{RELS: away})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def every_sheet_is_above_the_root() -> bytes:
    away = parts()[RELS].replace(b'Target="/xl/worksheets/', b'Target="../../../../etc/')
    return with_parts(**{RELS: away})


@case("GATE_DAMAGED", said="hỏng")
def one_sheet_is_not_there() -> bytes:
    """Read as it stands, the form would lack its inputs."""
    return pack({name: data for name, data in parts().items() if name != SHEET})


@case("GATE_CRAFTED", said="cùng một phần")
def sheets_in_a_circle() -> bytes:
    circle = parts()[RELS].replace(b"/xl/worksheets/sheet2.xml", b"/xl/worksheets/sheet1.xml")
    return with_parts(**{RELS: circle})


@case()
def no_styles() -> bytes:
    return pack({name: data for name, data in parts().items() if name != "xl/styles.xml"})


@case("GATE_STRICT", said="Strict")
def strict() -> bytes:
    root = parts()["_rels/.rels"].replace(
        b"http://schemas.openxmlformats.org/officeDocument/2006", b"http://purl.oclc.org/ooxml/officeDocument"
    )
    return with_parts(**{"_rels/.rels": root})


@case("GATE_NOT_A_BOOK", name="bao cao.xlsb", said="không chứa bảng tính")
def binary_book_of_nothing() -> bytes:
    root = parts()["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin")
    return with_parts(**{"_rels/.rels": root, "xl/workbook.bin": b"\x83\x01\x00"})


@case("ID_NOT_OURS", said="không phải mẫu báo cáo")
def a_book_that_is_not_ours() -> bytes:
    book = parts()[BOOK]
    names = book[book.index(b"<definedNames>") : book.index(b"</definedNames>")]
    root = parts()["_rels/.rels"].replace(b"custom-properties", b"other-properties")
    return with_parts(**{BOOK: book.replace(names, b"<definedNames>"), "_rels/.rels": root})


@case("ID_LAYOUT", said="phiên bản")
def an_older_layout() -> bytes:
    return _identity("meta_layout", "0")


@case("ID_PERIOD", said="1999-01")
def a_period_that_is_none() -> bytes:
    return _identity("meta_period", "1999-01")


@case("ID_PLAN", said="KH-KHAC")
def the_form_of_another_plan() -> bytes:
    return _identity("meta_plan", "KH-KHAC")


def _identity(name: str, value: str) -> bytes:
    """The good form whose sheet and properties both say something else."""
    from openpyxl.packaging.custom import StringProperty

    from tests.drawing import open_workbook, place, save

    book = open_workbook(good())
    sheet, row, column, _, _ = place(book, name)
    sheet.cell(row, column).value = value
    for index, entry in enumerate(book.custom_doc_props.props):
        if entry.name == name:
            book.custom_doc_props.props[index] = StringProperty(name=name, value=value)
    return save(book)


@case("GATE_MACRO", name="bao cao.xlsm", said="Macro không được chạy")
def macros() -> bytes:
    kind = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
    return with_related(kind, "vbaProject.bin", ole("VBA"))


@case("GATE_MACRO", said="Macro không được chạy")
def macro_sheet_of_excel_4() -> bytes:
    kind = "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet"
    body = f'<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" {MAIN}/>'
    return with_related(kind, "macrosheets/sheet1.xml", body.encode())


@case("GATE_LINKED_BOOK", said="Liên kết không được mở")
def external_workbook() -> bytes:
    body = f'<externalLink {MAIN}><externalBook xmlns:r="{OFFICE}" r:id="rId1"/></externalLink>'
    return with_related(f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml", body.encode())


@case("GATE_LINKED_BOOK", said="Liên kết không được mở")
def dde_link() -> bytes:
    body = f'<externalLink {MAIN}><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
    return with_related(f"{OFFICE}/externalLink", "externalLinks/externalLink1.xml", body.encode())


@case()
def hyperlinks() -> bytes:
    links = '<hyperlinks><hyperlink ref="A1" location="x"/></hyperlinks>'
    rels = (
        f'<Relationships><Relationship Id="r1" Type="{OFFICE}/hyperlink" TargetMode="External" '
        'Target="file://///127.0.0.1/share"/></Relationships>'
    )
    sheet = parts()[SHEET].replace(b"</sheetData>", b"</sheetData>" + links.encode())
    return with_parts(**{SHEET: sheet, "xl/worksheets/_rels/sheet2.xml.rels": rels.encode()})


@case()
def word_document_inside() -> bytes:
    rels = (
        f'<Relationships><Relationship Id="r1" Type="{OFFICE}/oleObject" Target="../embeddings/o.bin"/></Relationships>'
    )
    return with_parts(
        **{"xl/worksheets/_rels/sheet2.xml.rels": rels.encode(), "xl/embeddings/o.bin": ole("WordDocument")}
    )


@case()
def web_query() -> bytes:
    body = (
        f'<connections {MAIN}><connection id="1" name="q"><webPr url="http://127.0.0.1/"/></connection></connections>'
    )
    return with_related(f"{OFFICE}/connections", "connections.xml", body.encode())
