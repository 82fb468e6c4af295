"""Provocations of the codes about mails, senders and changed or old templates, for the table of test_provoked."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from openpyxl.workbook.workbook import Workbook

from pipeline import run
from pipeline.intake import trust
from pipeline.intake.decisions import Decision, Verdict
from pipeline.intake.register import Received
from pipeline.layout_versions import Policy
from pipeline.model import Finding
from tests import mails
from tests import test_collect_kinds as post
from tests.desks import NOW
from tests.drawing import bundle, fill, fill_sheets, open_workbook, place, put, received, save, small_plan
from tests.mails import letter, ole_file, outlook_folder, report, zipped
from tests.test_integrity import after, delete, in_bundle, insert, pasted, unlock, write
from tests.test_layout_versions import OLDER, PRESENT, sent
from tests.test_layout_versions import ratio as of_version
from tests.test_repairs import desk_of, sheet_of, shift
from tests.trusting import OTHER_SECRET, SECRET, forge, mailed, office, posts, work

Place = tuple[str, str, str]  # sheet, cell, label
WHOLE: Place = ("", "", "")  # of the file as such
FORM = "Nhập liệu"


@dataclass(frozen=True)
class Row:
    """How a code is provoked, and the place that must be named."""

    where: Place
    provoke: Callable[[], list[Finding]]


# --- templates that were changed, or are of another time ----------------------------------------------------


def changed(kind: str, change: Callable[[Workbook], object]) -> Callable[[], list[Finding]]:
    """A filled template after somebody worked on it."""
    return lambda: list(after(kind, change).findings)


def written_all_over(book: Workbook) -> None:
    for row in sheet_of(book).iter_rows(max_row=9):
        for cell in row:
            if isinstance(cell.value, str) and not cell.value.startswith("="):
                cell.value = f"đã sửa {cell.coordinate}"


def without_a_column(book: Workbook) -> None:
    sheet = sheet_of(book)
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    sheet.delete_cols(4)


def with_a_column(book: Workbook) -> None:
    shift(book, sheet_of(book), 1, 1, rows=False)


def longer_list(book: Workbook) -> None:
    sheet, top, _, _, _ = place(book, "rows_T_1_1")
    insert(book, sheet, top + 1, 2)


def shorter_list(book: Workbook) -> None:
    sheet, top, _, _, _ = place(book, "rows_T_1_1")
    delete(book, sheet, top + 5, 3)


def without_a_given_row(book: Workbook) -> None:
    sheet, top, _, _, _ = place(book, "rows_T_1_1")
    delete(book, sheet, top)


def own_guide(book: Workbook) -> None:
    book["Hướng dẫn"].cell(3, 1).value = "Ghi chú của tôi"


def own_sheet(book: Workbook) -> None:
    put(book.create_sheet("Tính toán"), 1, 1, 5)


def without_former_values() -> list[Finding]:
    desk = desk_of("giải ngân").send(period="2022-08", decision="1/QĐ", rows=[["Kho", 5_000_000, 4_000_000]])
    form = fill(desk.issue("T.1", "VP", "2022-09"), in_result="Xong")

    book = open_workbook(form)
    del book["_ky_truoc"]
    book.defined_names["meta_former"].attr_text = "#REF!"
    return list(desk.take(save(book)).submissions()[-1].findings)


def without_a_task() -> list[Finding]:
    """A unit's workbook of four tasks, out of which one was taken."""
    data = fill_sheets(bundle(small_plan(), "VP"), {"I.2": {"in_I_2_1_count": 3}})
    parts = in_bundle(data, lambda book: book.remove(book["MT.1"]))
    return [f for part in parts.values() for f in part.findings]


def version(number: str, *table: Policy) -> Callable[[], list[Finding]]:
    """A form of another version, read by a table of versions."""
    return lambda: list(sent(desk_of("tỷ lệ"), (*table, PRESENT), of_version(number))[0].findings)


# --- who sent it -------------------------------------------------------------------------------------------


def trusted(came: Received, verdict: Verdict | None = None) -> list[Finding]:
    """What is said of the sender of a file, perhaps after the office decided about it."""
    told = (Decision(verdict, came.arrival.name, came.arrival.sha256, "Đã gọi hỏi", "Văn phòng", NOW),)
    judge = partial(trust.judge, plan=office(), secret=SECRET, decisions=told if verdict else ())
    return [f for s in run.taken([came], office(), judge=judge).submissions for f in s.findings]


# --- mails ---------------------------------------------------------------------------------------------------

MAIL, PLAIN, SEALED = (
    f"thư của {who} ngày 14/09/2022 “{subject}”"
    for who, subject in (("an@donvi.vn", "Báo cáo tháng 9"), ("a@donvi.vn", "Bao cao"), ("a@donvi.vn", "Ký số"))
)


def collected(data: bytes, name: str = "thu.eml") -> list[Finding]:
    """What is said where a mail or an archive is taken in."""
    with tempfile.TemporaryDirectory() as folder:
        (outcome,) = mails.take(Path(folder, "inbox"), mails.write(Path(folder), name, data))
        return outcome.findings


def mail(name: str) -> Callable[[], list[Finding]]:
    """Of one of the mails of test_collect_kinds."""
    return lambda: collected(post.CASES[name].data, post.CASES[name].name)


def odd(make: Callable[[Path], object]) -> list[Finding]:
    """Of what lies in a folder and is no plain file."""
    with tempfile.TemporaryDirectory() as folder:
        path = mails.write(Path(folder), "gui/a.xlsx", report())
        make(path.with_name("b.xlsx"))
        (outcome,) = mails.take(Path(folder, "inbox"), path.parent)
        return outcome.findings


def damaged_within() -> bytes:
    """An archive of which one file does not match its checksum."""
    archive = zipped({"a.xlsx": report(), "b.txt": b"12345"})
    central = archive.rindex(b"PK\x01\x02")
    return archive[: central + 16] + bytes(4) + archive[central + 20 :]


def mail_of_another_program() -> bytes:
    """A mail saved by Outlook with a drawing within, of which there is no file."""
    return ole_file(outlook_folder(mails=[("Hình vẽ", {"CONTENTS": b"x"})], subject="Báo cáo tháng 9",
                                   sender="an@donvi.vn", delivered=mails.NOW.replace(day=14)))  # fmt: skip


# --- the table --------------------------------------------------------------------------------------------------

PAPER = "Số, ký hiệu; Ngày ban hành; Trích yếu nội dung"
HIDDEN = ("_nhan_dang", "B5", "")
UNDATED = "thư của an@donvi.vn ngày 15/09/2022 “Báo cáo tháng 9”"

MORE: dict[str, Row] = {
    # --- templates of another version
    "ID_LAYOUT_NEWER": Row(HIDDEN, version("2")),
    "ID_LAYOUT_REFUSED": Row(HIDDEN, version("0", Policy("0", "refused", why="thiếu cột", remedy="Dùng mẫu mới"))),
    "ID_LAYOUT_ENDED": Row(HIDDEN, version("0", Policy("0", "accepted", date(2022, 9, 15)))),
    "ID_LAYOUT_OLD": Row(HIDDEN, version("0", Policy("0", "accepted"))),
    "ID_LAYOUT_MAPPED": Row(HIDDEN, version("0", OLDER)),
    # --- changed templates
    "FORM_FACE": Row((FORM, "C7", "Đơn vị báo cáo"), changed("tỷ lệ", write("VP - Văn phòng", "Chi cục Văn thư"))),
    "FORM_MEANING": Row((FORM, "A15", "Tổng số (mẫu số)"), changed("tỷ lệ", write("Tổng số", "Tổng cả năm"))),
    "FORM_TEXT": Row((FORM, "A1", ""), changed("tỷ lệ", write("SỞ NỘI VỤ", "VĂN PHÒNG SỞ"))),
    "FORM_TEXT_GONE": Row((FORM, "A1", ""), changed("tỷ lệ", write("SỞ NỘI VỤ", None))),
    "FORM_MORE": Row((FORM, "", ""), changed("tỷ lệ", written_all_over)),
    "FORM_GIVEN_GONE": Row((FORM, "B15", "Nội dung"), changed("danh mục", without_a_given_row)),
    "FORM_FORMER_GONE": Row((FORM, "", ""), without_former_values),
    "FORM_ROWS_ADDED": Row((FORM, "B15:D36", PAPER), changed("văn bản", longer_list)),
    "FORM_ROWS_GONE": Row((FORM, "B15:D31", PAPER), changed("văn bản", shorter_list)),
    "FORM_COLUMNS_ADDED": Row((FORM, "A1", ""), changed("tỷ lệ", with_a_column)),
    "FORM_COLUMN_GONE": Row((FORM, "D1", ""), changed("tỷ lệ", without_a_column)),
    "FORM_READY": Row(
        (FORM, "C10", "Kiểm tra trước khi gửi"),
        changed("tỷ lệ", lambda book: sheet_of(book).__setitem__("C10", "Đã đủ số liệu")),
    ),
    "FORM_RULES_LOST": Row((FORM, "C17:C19", "Kế hoạch vốn được giao (đồng)"), changed("giải ngân", pasted)),
    "FORM_UNLOCKED": Row((FORM, "", ""), changed("tỷ lệ", unlock)),
    "FORM_GUIDE": Row(("Hướng dẫn", "", ""), changed("tỷ lệ", own_guide)),
    "FORM_SHEET_GONE": Row(WHOLE, changed("tỷ lệ", lambda book: book.remove(book["Hướng dẫn"]))),
    "FORM_TASKS_GONE": Row(WHOLE, without_a_task),
    "FORM_SHEETS_ADDED": Row(("Tính toán", "", ""), changed("tỷ lệ", own_sheet)),
    # --- who sent it
    "TRUST_TOKEN_OTHER": Row(WHOLE, lambda: trusted(received(forge(work(8), meta_unit="CCHC")))),
    "TRUST_TOKEN_FORGED": Row(WHOLE, lambda: trusted(received(posts(3, secret=OTHER_SECRET)))),
    "TRUST_SENDER_OTHER": Row(WHOLE, lambda: trusted(mailed(work(8), "vanphong@snv.vn"))),
    "TRUST_SENDER_UNKNOWN": Row(WHOLE, lambda: trusted(mailed(posts(3), "ai.do@gmail.com"))),
    "TRUST_ACCEPTED": Row(WHOLE, lambda: trusted(received(posts(3, secret=OTHER_SECRET)), "accept")),
    "MERGE_WITHDRAWN": Row(WHOLE, lambda: trusted(received(posts(3)), "withdraw")),
    # --- mails: they have no cells, their label is the way to the file
    "MAIL_NO_ATTACHMENT": Row(("", "", MAIL), mail("no attachment")),
    "MAIL_ASIDE": Row(("", "", f"{MAIL} › hop.ics"), mail("a signature and an invitation")),
    "MAIL_BOUNCE": Row(
        ("", "", "thư của mailer-daemon@so.vn ngày 14/09/2022 “Undelivered”"), mail("a mail that came back")
    ),
    "MAIL_NAME_CHANGED": Row(("", "", PLAIN), mail("a name with marks no file may bear")),
    "MAIL_NO_DATE": Row(("", "", UNDATED), lambda: collected(letter(sent=mails.NOW.replace(year=2033)).as_bytes())),
    "MAIL_CUT": Row(("", "", f"{PLAIN} › a.bin"), mail("a mail that was cut off")),
    "MAIL_BROKEN": Row(("", "", PLAIN), mail("parts that nothing divides")),
    "MAIL_ELSEWHERE": Row(("", "", f"{MAIL} › a.xlsx"), mail("Outlook's own with a link in a file's stead")),
    "MAIL_ENCRYPTED": Row(("", "", f"{SEALED} › smime.p7m"), mail("an encrypted mail")),
    "MAIL_SIGNED": Row(("", "", f"{SEALED} › smime.p7m"), mail("a mail sealed by its signature")),
    "MAIL_MSG": Row(("", "", "thu.msg"), mail("Outlook's own, broken")),
    "MAIL_MSG_PART": Row(("", "", f"{MAIL} › Hình vẽ"), lambda: collected(mail_of_another_program(), "thu.msg")),
    "MAIL_TNEF": Row(("", "", f"{MAIL} › winmail.dat"), mail("winmail.dat that was cut off")),
    "MAIL_ZIP_PASSWORD": Row(("", "", f"{MAIL} › mat.zip"), mail("an archive with a password")),
    "MAIL_ZIP_DAMAGED": Row(("", "", f"{MAIL} › hong.zip"), mail("a broken archive")),
    "MAIL_ZIP_CRAFTED": Row(("", "", f"{MAIL} › x.zip"), mail("an archive whose names lead out")),
    "MAIL_MEMBER": Row(("", "", "gui.zip › b.txt"), lambda: collected(damaged_within(), "gui.zip")),
    "MAIL_ARCHIVE": Row(("", "", f"{MAIL} › a.rar"), mail("an archive of another make")),
    "MAIL_TOO_DEEP": Row(
        ("", "", " › ".join((MAIL, *(f"{n}.zip" for n in range(11, 4, -1))))), lambda: collected(post.nested(12))
    ),
    "MAIL_TOO_BIG": Row(("", "", f"{MAIL} › bom.zip"), mail("an archive that swells")),
    "MAIL_UNREADABLE": Row(("", "", "gui/b.xlsx"), lambda: odd(os.mkfifo)),
    "MAIL_LINK": Row(("", "", "gui/b.xlsx"), lambda: odd(lambda path: path.symlink_to("a.xlsx"))),
}
