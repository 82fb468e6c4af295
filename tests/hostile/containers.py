"""Hostile files by their container: what is no zip at all, and zips that lie or explode."""

from __future__ import annotations

import gzip
import random
import struct
import zipfile

from tests.hostile.builders import SHEET, case, entries, good, ole, pack, parts, patched, replaced, with_parts

# --- other kinds of files --------------------------------------------------------------------------


@case("GATE_EMPTY", said="0 byte")
def empty() -> bytes:
    return b""


@case("GATE_BLANK", said="khoảng trắng")
def spaces_only() -> bytes:
    return b" \r\n\t" * 500


@case("GATE_BLANK", said="byte 0")
def zeros_only() -> bytes:
    return bytes(40_000)


@case("GATE_TEXT")
def one_letter() -> bytes:
    return b"x"


@case("GATE_LOCK_FILE", name="~$gui.xlsx", said="~$")
def lock_file_of_excel() -> bytes:
    return b"\x04Binh" + b" " * 160


@case("GATE_LOCK_FILE", name=".~lock.gui.xlsx#", said=".~lock")
def lock_file_of_libreoffice() -> bytes:
    return b",binh,may1,15.09.2022 08:00,file:///home/binh;"


@case("GATE_SYSTEM_FILE", name="Thumbs.db")
def system_file() -> bytes:
    return ole("Catalog")


@case("GATE_HTML", name="html_as_xls.xls", said="HTML")
def html_as_xls() -> bytes:
    return b'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table><tr><td>7</td></tr></table></html>'


@case("GATE_HTML", said="HTML")
def login_page_as_xlsx() -> bytes:
    return "<!DOCTYPE html>\n<html lang=vi><title>Đăng nhập</title>".encode()


@case("GATE_CSV", said="CSV")
def csv_as_xlsx() -> bytes:
    return "\ufeffMã;Tên;Số\nI.2;Tin, bài;7\n".encode()


@case("GATE_CSV", said="CSV")
def csv_in_utf16() -> bytes:
    return "Mã\tTên\nI.2\tTin\n".encode("utf-16")


@case("GATE_XML", name="xml_2003.xls", said="XML")
def xml_2003() -> bytes:
    return (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    )


@case("GATE_FODS", name="flat.fods", said=".fods")
def flat_open_document() -> bytes:
    return b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'


@case("GATE_MAIL", name="thu.eml", said="thư điện tử")
def mail() -> bytes:
    return b"From: binh@example.vn\r\nSubject: Bao cao\r\nMIME-Version: 1.0\r\n\r\nxin gui\r\n"


@case("GATE_MAIL", name="thu.msg", said="thư điện tử")
def mail_of_outlook() -> bytes:
    return ole("__properties_version1.0")


@case("GATE_PDF", said="PDF")
def pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj<</JS(app.alert(1))>>endobj"


@case("GATE_PICTURE", said="ảnh")
def photo() -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(900)


@case("GATE_PICTURE", name="anh.heic", said="ảnh")
def photo_of_a_telephone() -> bytes:
    return b"\x00\x00\x00\x18ftypheic" + bytes(900)


@case("GATE_ARCHIVE", name="bao cao.rar", said="nén")
def rar() -> bytes:
    return b"Rar!\x1a\x07\x01\x00" + bytes(90)


@case("GATE_ARCHIVE", name="bao cao.gz", said="nén")
def gzip_bomb() -> bytes:
    return gzip.compress(bytes(20_000_000), mtime=0)


@case("GATE_UNKNOWN", said="không phải là bảng tính")
def program() -> bytes:
    return b"MZ\x90\x00\x03" + bytes(range(256)) * 8


@case("GATE_UNKNOWN", said="không phải là bảng tính")
def noise() -> bytes:
    return b"\x81" + random.Random(8).randbytes(5000)


@case("GATE_PASSWORD", said="mật khẩu")
def password() -> bytes:
    return ole("EncryptionInfo", "EncryptedPackage")


@case("GATE_DAMAGED", name="bao cao.xls", said="hỏng")
def old_excel_with_a_document_inside() -> bytes:
    return ole("Workbook", "WordDocument")


@case("GATE_XLS_OLD", name="bao cao 1992.xls", said="Excel 95")
def very_old_excel() -> bytes:
    return b"\x09\x00\x04\x00\x02\x00\x10\x00" + bytes(200)


@case("GATE_WORD", name="bao cao.doc", said="Word")
def old_word() -> bytes:
    return ole("WordDocument")


@case("GATE_OLE", name="vong.xls", said="Office cũ")
def ole_that_runs_in_a_circle() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00\x00\x00\x00" * 250


@case("GATE_WORD", said="Word")
def word_as_xlsx() -> bytes:
    return pack({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


@case("GATE_NOT_A_BOOK", said="không chứa bảng tính")
def open_document_of_nothing() -> bytes:
    return pack({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"})


@case("GATE_OPEN_DOCUMENT", name="bao cao.odt", said="OpenDocument")
def open_document_of_a_text() -> bytes:
    return pack({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<x/>"})


@case("GATE_NUMBERS", name="bang.numbers", said="Numbers")
def numbers_of_apple() -> bytes:
    return pack({"Index/Document.iwa": b"\x00", "preview.jpg": b"\xff\xd8\xff"})


# --- zips that explode -------------------------------------------------------------------------------


@case("GATE_TOO_BIG", said="300 lần")
def bomb_by_ratio() -> bytes:
    return with_parts(**{SHEET: parts()[SHEET] + b" " * 30_000_000})


@case("GATE_TOO_BIG", said="nhiều nhất 5.000")
def bomb_by_count() -> bytes:
    return pack({**parts(), **{f"xl/media/{n}": b"" for n in range(6_000)}})


@case("GATE_TOO_BIG", said="nhiều nhất 5.000")
def bomb_by_directory() -> bytes:
    """Ten thousand entries and more must not even be listed."""
    return pack({f"{n}": b"" for n in range(11_000)})


@case("GATE_ARCHIVE", said="nén")
def bomb_by_nesting() -> bytes:
    inner = pack({"0": bytes(4_000_000)})
    for _ in range(6):
        inner = pack({f"{n}.zip": inner for n in range(6)})
    return inner


@case("GATE_TOO_BIG", said="nhiều nhất 200 MB")
def one_part_says_it_is_huge() -> bytes:
    return patched(good(), entries(good())[0] + 24, "<I", 0xFFFFFFF0)


@case("GATE_TOO_BIG", said="nhiều nhất 200 MB")
def many_parts_are_huge_together() -> bytes:
    data = good()
    for at in entries(data)[:4]:
        data = patched(patched(data, at + 24, "<I", 90_000_000), at + 20, "<I", 80_000_000)
    return data


@case("GATE_TOO_BIG", said="MB")
def zip64_lies() -> bytes:
    """A directory entry that promises 4 exabytes by the extra field of zip64."""
    data = pack({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    at = entries(data)[0]
    name_length = struct.unpack_from("<H", data, at + 28)[0]
    extra = struct.pack("<HHQ", 1, 8, 2**62)
    entry = patched(patched(data, at + 24, "<I", 0xFFFFFFFF), at + 30, "<H", len(extra))
    end = at + 46 + name_length
    entry = entry[:end] + extra + entry[end:]
    tail = entry.rfind(b"PK\x05\x06")
    size = struct.unpack_from("<I", entry, tail + 12)[0]
    return patched(entry, tail + 12, "<I", size + len(extra))


# --- zips that lie -------------------------------------------------------------------------------------


@case("GATE_CRAFTED", said="cùng tên")
def duplicate_entries() -> bytes:
    return pack([*parts().items(), (SHEET, parts()[SHEET])])


@case("GATE_CRAFTED", said="cùng tên")
def duplicate_entries_by_letter_case() -> bytes:
    return pack([*parts().items(), (SHEET.upper(), parts()[SHEET])])


@case("GATE_CRAFTED", said="chồng lên")
def overlapping_entries() -> bytes:
    """A hundred names for the same bytes."""
    data = pack({f"xl/{n}.xml": bytes(5000) for n in range(100)})
    for at in entries(data):
        data = patched(data, at + 42, "<I", 0)
    return data


@case("GATE_CRAFTED", said="..")
def path_out_of_the_folder() -> bytes:
    return pack({**parts(), "../../etc/passwd": b"root"})


@case("GATE_CRAFTED", said="..")
def path_out_of_the_folder_with_backslashes() -> bytes:
    return pack({**parts(), "xl\\..\\..\\windows\\win.ini": b"x"})


@case("GATE_CRAFTED", said="C:")
def path_of_a_drive() -> bytes:
    return pack({**parts(), "C:\\windows\\win.ini": b"x"})


@case("GATE_CRAFTED")
def path_with_a_nul() -> bytes:
    return pack({**parts(), "xl/workbook.xmlQ.exe": b"x"}).replace(b"workbook.xmlQ.exe", b"workbook.xml\0.exe")


@case()
def absolute_paths() -> bytes:
    """Some programs write them; they lead nowhere outside."""
    return pack({f"/{name}": data for name, data in parts().items()})


@case()
def paths_with_backslashes() -> bytes:
    return pack({name.replace("/", "\\"): data for name, data in parts().items()})


@case("GATE_CRAFTED", said="cách nén")
def packed_by_lzma() -> bytes:
    return pack(parts(), zipfile.ZIP_LZMA)


@case("GATE_CRAFTED", said="cách nén")
def packed_in_an_unknown_way() -> bytes:
    return patched(good(), entries(good())[3] + 10, "<H", 97)


@case("GATE_PASSWORD", said="mật khẩu")
def encrypted_flag() -> bytes:
    data = good()
    for at in entries(data):
        data = patched(data, at + 8, "<H", 1)
    return data


@case("GATE_DAMAGED", said="hỏng")
def sizes_smaller_than_true() -> bytes:
    data = pack(parts())
    for at in entries(data):
        size = struct.unpack_from("<I", data, at + 24)[0]
        data = patched(data, at + 24, "<I", size // 2)
    return data


@case("GATE_CRAFTED", said="chồng lên")
def sizes_greater_than_true() -> bytes:
    data = pack(parts())
    for at in entries(data):
        data = patched(data, at + 20, "<I", 3_000_000)
    return data


@case("GATE_DAMAGED", said="hỏng")
def wrong_checksum() -> bytes:
    data = good()
    for at in entries(data):
        data = patched(data, at + 16, "<I", 1)
    return data


@case("GATE_DAMAGED", said="hỏng")
def names_of_parts_and_directory_differ() -> bytes:
    data = good()
    at = data.find(b"xl/workbook.xml")
    return data[:at] + b"xl/workbooq.xml" + data[at + 15 :]


@case("GATE_DAMAGED", said="hỏng")
def directory_is_elsewhere() -> bytes:
    return patched(good(), good().rfind(b"PK\x05\x06") + 16, "<I", 0x7FFFFFFF)


@case("GATE_ARCHIVE")
def only_a_directory() -> bytes:
    return b"PK\x05\x06" + bytes(18)


@case("GATE_DAMAGED", said="hỏng")
def only_a_first_mark() -> bytes:
    return b"PK\x03\x04" + bytes(100)


@case("GATE_DAMAGED", said="hỏng")
def a_hole_of_zeros() -> bytes:
    """As an interrupted copy leaves it."""
    data = good()
    return data[:4000] + bytes(2000) + data[6000:]


@case()
def a_comment_behind_the_end() -> bytes:
    return patched(good(), len(good()) - 2, "<H", 60_000) + b"c" * 60_000


@case("GATE_DAMAGED", said="hỏng")
def deflated_noise() -> bytes:
    noisy = random.Random(5).randbytes(4000)
    data = pack({**parts(), SHEET: noisy}, zipfile.ZIP_STORED)
    return patched(data, entries(data)[list(parts()).index(SHEET)] + 10, "<H", zipfile.ZIP_DEFLATED)


@case("GATE_DAMAGED", said="hỏng")
def sheet_is_a_picture() -> bytes:
    return with_parts(**{SHEET: b"\x89PNG\r\n\x1a\n" + bytes(300)})


@case("GATE_DAMAGED", said="hỏng")
def sheet_is_cut_short() -> bytes:
    return replaced(SHEET, "</sheetData>", "<")
