"""The answers to units: who gets one, what it says, and templates that come back mended and are accepted."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import workbook
from pipeline.answering import points as told
from pipeline.answering.draft import Draft, to_eml
from pipeline.answering.points import points
from pipeline.answering.replies import replies
from pipeline.answering.texts import file_name
from pipeline.messages import CATALOGUE, finding
from pipeline.model import Mail
from pipeline.roster import is_address
from pipeline.vietnamese import clean_text
from pipeline.workbook import read_book
from tests.amount import some
from tests.desks import Desk, reported_example
from tests.drawing import (
    bundle,
    fill,
    fill_sheets,
    open_workbook,
    place,
    put,
    resave,
    save,
    small_plan,
    template,
    type_in,
    values_of,
)
from tests.mailing import (
    Letter,
    answer,
    came_by_mail,
    files_of,
    letters,
    mail,
    read_letter,
    settled,
    with_address,
    with_state,
)  # fmt: skip
from tests.office import Office, one
from tests.rendering import needs_libreoffice

PLAN = small_plan()
COUNT = "in_I_2_1_count"


def office() -> Office:
    return Office.of(PLAN)


def letter_to(unit: str, place_of: Office, period: str = "2022-09") -> Letter:
    return letters(place_of, period)[unit]


def copies(place_of: Office, period: str = "2022-09") -> dict[str, bytes]:
    return files_of(answer(place_of, period).files)


def copy_of(place_of: Office, period: str = "2022-09") -> bytes:
    (only,) = copies(place_of, period).values()
    return only


# --- who gets one -----------------------------------------------------------------------------------

NEWS = template(PLAN, "I.2", "VP")
RATIO = template(PLAN, "I.1", "TCCB")
CLEAN = {COUNT: 3}
WRONG = {COUNT: "ba tin"}
BAD_NEWS = fill(NEWS, **WRONG)
DOUBTFUL = {COUNT: "3"}  # a number typed as a text


def sent(*files: tuple[str, bytes]) -> Office:
    inbox = office()
    for name, data in files:
        inbox.take(data, name)
    return inbox


GOLDEN = {
    "a clean report": (sent(("a.xlsx", fill(NEWS, **CLEAN))), {}),
    "a refused report": (sent(("a.xlsx", fill(NEWS, **WRONG))), {"VP": (["a.xlsx"], [])}),
    "an accepted report with a question": (sent(("a.xlsx", fill(NEWS, **DOUBTFUL))), {"VP": ([], ["a.xlsx"])}),
    "a refused report that was mended": (
        sent(("a.xlsx", fill(NEWS, **WRONG)), ("b.xlsx", fill(NEWS, **CLEAN))), {},
    ),
    "a refused report that was sent once more, refused again": (
        sent(("a.xlsx", fill(NEWS, **WRONG)), ("b.xlsx", fill(NEWS, **{COUNT: "bốn tin"}))), {"VP": (["b.xlsx"], [])},
    ),
    "a refused correction of an accepted report": (
        sent(("a.xlsx", fill(NEWS, **CLEAN)), ("b.xlsx", fill(NEWS, **WRONG))), {"VP": (["b.xlsx"], [])},
    ),
    "a refused correction of an accepted report that leaves a question": (
        sent(("a.xlsx", fill(NEWS, **DOUBTFUL)), ("b.xlsx", fill(NEWS, **WRONG))), {"VP": (["b.xlsx"], [])},
    ),
    "a question about a report that was replaced": (
        sent(("a.xlsx", fill(NEWS, **DOUBTFUL)), ("b.xlsx", fill(NEWS, **CLEAN))), {},
    ),
    "a copy of a refused file": (
        sent(("a.xlsx", BAD_NEWS), ("b.xlsx", BAD_NEWS)), {"VP": (["a.xlsx"], [])},
    ),
    "two units": (
        sent(("a.xlsx", fill(NEWS, **WRONG)), ("b.xlsx", fill(RATIO, in_I_1_1_numerator="chín"))),
        {"VP": (["a.xlsx"], []), "TCCB": (["b.xlsx"], [])},
    ),
    "no workbook, in the folder of a unit": (sent(("TCCB/thu.txt", b"xin chao")), {"TCCB": (["thu.txt"], [])}),
    "no workbook, in no folder": (sent(("thu.txt", b"xin chao")), {}),
    "a file that a program left behind": (sent(("VP/~$a.xlsx", b"x")), {}),
    "an untouched workbook of all tasks": (sent(("a.xlsx", bundle(PLAN, "VP"))), {"VP": (["a.xlsx"], [])}),
    "an untouched workbook of all tasks, later filled in": (
        sent(("a.xlsx", bundle(PLAN, "VP")), ("b.xlsx", fill_sheets(bundle(PLAN, "VP"), {"I.2": CLEAN}))), {},
    ),
    "a refused report of an earlier month, sent long ago": (
        sent(("a.xlsx", fill(template(PLAN, "I.2", "VP", "2022-03"), **WRONG))), {"VP": (["a.xlsx"], [])},
    ),
    "a report of a later month": (sent(("a.xlsx", fill(template(PLAN, "I.2", "VP", "2022-10"), **WRONG))), {}),
}  # fmt: skip


@pytest.mark.parametrize("case", GOLDEN)
def test_who_gets_an_answer_about_what(case: str) -> None:
    inbox, expected = GOLDEN[case]
    for unit, mail_to in letters(inbox).items():
        first, _, second = mail_to.text.partition("ĐÃ ĐƯỢC TỔNG HỢP, ĐỀ NGHỊ XEM LẠI")
        refused, doubtful = (re.findall(r"^\d+\. Tệp “(.*)”$", part, re.MULTILINE) for part in (first, second))
        assert (refused, doubtful) == expected[unit]
    assert set(letters(inbox)) == set(expected)


def test_what_waits_to_be_looked_at_is_not_answered_but_told_to_the_office() -> None:
    inbox = came_by_mail(sent(("la.xlsx", fill(NEWS, **WRONG))), mail("nguoi.la@noi-khac.com"))
    results, books = settled(inbox)
    answered = replies(with_state(results, "quarantined", "la.xlsx"), books)
    assert (answered.files, answered.drafts, answered.quarantined) == ({}, 0, 1)
    assert replies(results, books).quarantined == 0


def test_an_old_file_of_no_period_is_not_answered_for_ever() -> None:
    inbox = sent(("VP/thu.txt", b"xin chao"))
    old = datetime.fromisoformat("2022-08-10T08:00:00+07:00")  # before the window of September
    inbox.sent[0] = inbox.sent[0]._replace(arrival=inbox.sent[0].arrival._replace(received=old))
    assert letters(inbox) == {}
    assert set(letters(inbox, "2022-08")) == {"VP"}


# --- one mail for a unit ----------------------------------------------------------------------------


def busy() -> Office:
    """A unit with a clean report, two refused ones and one with a question."""
    inbox = sent(
        ("VP/tin.xlsx", fill(NEWS, **WRONG)),
        ("VP/don vi.xlsx", fill(template(PLAN, "I.3", "VP"), in_I_3_1_current=-4, in_I_3_1_baseline=6)),
        ("VP/von.xlsx", fill(template(PLAN, "II.2", "VP"), rows_II_2_1=[["Nhà kho", 5_000_000_000, 3_000_000_000]])),
    )
    rows = [[None, 1, 2, 20, 60, 40]] * 3
    return inbox.take(fill(template(PLAN, "MT.1", "VP"), rows_MT_1_1=rows), "VP/hai long.xlsx")


def test_a_unit_gets_one_mail_for_all_its_files_with_all_their_copies() -> None:
    answered = answer(busy())
    assert sorted(answered.files) == [
        "VP/I.2__VP__2022-09__can-sua.xlsx",
        "VP/I.3__VP__2022-09__can-sua.xlsx",
        "VP/II.2__VP__2022-09__can-sua.xlsx",
        "VP/VP__2022-09.eml",
    ]
    letter = read_letter(answered.files["VP/VP__2022-09.eml"])
    assert letter.attached == files_of(answered.files)


def test_the_words_of_a_mail() -> None:
    """Sentence by sentence as a clerk would write it."""
    letter = letter_to("VP", busy())
    assert letter.headers["Subject"] == "Báo cáo kỳ 2022-09 của VP: 2 báo cáo cần sửa, 1 báo cáo đề nghị xem lại"
    assert letter.text.replace("\r\n", "\n") == (
        "Kính gửi: Văn phòng\n"
        "\n"
        "Văn phòng Sở Nội vụ đã kiểm tra báo cáo kỳ 2022-09 của đơn vị. Kết quả:\n"
        "- Đã được tổng hợp: 2 báo cáo (nhiệm vụ MT.1, II.2).\n"
        "- Chưa hợp lệ, chưa được tổng hợp: 2 báo cáo, đề nghị sửa theo nội dung dưới đây.\n"
        "- Đề nghị xem lại: 1 báo cáo trong số báo cáo đã được tổng hợp, việc này không gấp.\n"
        "\n"
        "CẦN SỬA VÀ GỬI LẠI\n"
        "\n"
        "1. Tệp “tin.xlsx”\n"
        "   Nhiệm vụ I.2. Đăng tin, bài tuyên truyền\n"
        "   a) Trang “Nhập liệu”, ô C14, Số lượng: “ba tin” không đọc được là một số. Chỉ gõ chữ số, dùng dấu phẩy "
        "cho phần lẻ. Ví dụ: 1234,5.\n"
        "   Chưa kiểm tra được: số liệu đi cùng nhau đã điền đủ; mọi chỉ tiêu đã có số liệu; quan hệ với các ô chưa "
        "đọc được (C14); so với kỳ trước và với báo cáo khác. Các nội dung này được kiểm tra khi tệp gửi lại không "
        "còn lỗi nêu trên.\n"
        "   Tệp để sửa (kèm theo): I.2__VP__2022-09__can-sua.xlsx\n"
        "\n"
        "2. Tệp “don vi.xlsx”\n"
        "   Nhiệm vụ I.3. Giảm số đơn vị sự nghiệp\n"
        "   a) Trang “Nhập liệu”, ô C14, Số hiện nay: Số “-4” là số âm. Gõ số không âm. "
        "Ví dụ: 5, không phải -5.\n"
        "   Chưa kiểm tra được: số liệu đi cùng nhau đã điền đủ; mọi chỉ tiêu đã có số liệu; quan hệ với các ô chưa "
        "đọc được (C14); so với kỳ trước và với báo cáo khác. Các nội dung này được kiểm tra khi tệp gửi lại không "
        "còn lỗi nêu trên.\n"
        "   Tệp để sửa (kèm theo): I.3__VP__2022-09__can-sua.xlsx\n"
        "\n"
        "ĐÃ ĐƯỢC TỔNG HỢP, ĐỀ NGHỊ XEM LẠI\n"
        "\n"
        "1. Tệp “von.xlsx”\n"
        "   Nhiệm vụ II.2. Giải ngân đầu tư công\n"
        "   a) Trang “Nhập liệu”, ô B17, Tỷ lệ giải ngân: Chưa ghi số, ngày quyết định giao vốn. Ghi số và ngày của "
        "quyết định giao hoặc điều chỉnh vốn. Ví dụ: 1234/QĐ-UBND ngày 05/7/2022.\n"
        "   Tệp để sửa (kèm theo): II.2__VP__2022-09__can-sua.xlsx\n"
        "\n"
        "Mỗi tệp “can-sua” kèm theo là mẫu mới đã có sẵn số liệu đơn vị gửi; ô cần sửa được tô màu cam, có ghi chú, "
        "trang “Hướng dẫn” liệt kê từng điểm. Đề nghị sửa ngay trên tệp ấy, lưu lại và gửi cho Văn phòng, không phải "
        "gõ lại từ đầu.\n"
        "Đề nghị gửi lại trước hết ngày 16/09/2022; nếu đã quá ngày này thì gửi trong thời gian sớm nhất. Bản hợp lệ "
        "nhận sau cùng được tính.\n"
        "Với báo cáo đề nghị xem lại: nếu số liệu đúng thì đơn vị không phải gửi lại; nếu chưa đúng thì sửa và gửi "
        "lại.\n"
        "\n"
        "Trân trọng.\n"
        "\n"
        "Văn phòng Sở Nội vụ\n"
    )


def test_the_office_signs_with_its_address_and_contact_where_the_plan_gives_them() -> None:
    inbox = Office(one(), office_mail="vp@snv.gov.vn", office_contact="Trần An, 0258 3800 100").send(numerator="chín")
    letter = letter_to("VP", inbox)
    assert letter.sender == "vp@snv.gov.vn" and letter.headers["From"].startswith("Văn phòng Sở Nội vụ")
    assert letter.text.splitlines()[-1] == "Liên hệ: Trần An, 0258 3800 100 · vp@snv.gov.vn"
    assert letter.headers["Message-ID"].endswith("@snv.gov.vn>")
    assert letter.headers["X-Unsent"] == "1" and "Date" not in letter.headers
    without = letter_to("VP", Office(one()).send(numerator="chín"))
    assert "From" not in without.headers and "Liên hệ" not in without.text


def test_the_same_that_is_wrong_in_many_cells_is_said_once_with_all_of_them() -> None:
    rows = [["Số 1", None, "Kế hoạch"], ["Số 2", None, "Kế hoạch"], ["Số 3", None, "Kế hoạch"]]
    data = fill(template(PLAN, "I.4", "CCHC"), rows_I_4_1=rows)
    text = letter_to("CCHC", sent(("a.xlsx", data))).text
    top = place(open_workbook(data), "rows_I_4_1")[1]
    assert text.count("Dòng thiếu “Ngày ban hành”") == 1
    assert f"ô C{top}, C{top + 1}, C{top + 2}, Ngày ban hành: Dòng thiếu" in text


def test_many_points_are_cut_in_the_mail_and_whole_in_the_copy() -> None:
    rows = [[f"Số {n}", f"hôm {n}", "Kế hoạch"] for n in range(1, 15)]
    inbox = sent(("a.xlsx", fill(template(PLAN, "I.4", "CCHC"), rows_I_4_1=rows)))
    text = letter_to("CCHC", inbox).text
    assert text.count("không đọc được là ngày") == 10 and "Và 4 điểm khác, đề nghị rà soát cả tệp." in text
    guide = "\n".join(str(c.value) for row in open_workbook(copy_of(inbox))["Hướng dẫn"] for c in row)
    assert guide.count("không đọc được là ngày") == 14 + 1  # once in the list of rules


def test_root_causes_come_first_and_errors_before_warnings() -> None:
    said = [
        finding("DATA_MISSING", found="I.1.2", label="Tỷ lệ"),
        finding("CELL_NUMBER", sheet="Nhập liệu", cell="C14", label="Tử số", found="ba"),
        finding("CHECK_SKIPPED", names="tổng số"),
        finding("ID_NAME_LOST", sheet="Nhập liệu", cell="C15", found="in_I_1_1_denominator"),
        finding("CELL_TEXT_DATE", sheet="Nhập liệu", cell="C18", found="5/8/2022", read="05/08/2022"),
    ]
    assert [p.code for p in points(said)] == ["ID_NAME_LOST", "CELL_NUMBER", "DATA_MISSING", "CHECK_SKIPPED"]


def test_a_unit_is_never_asked_what_only_the_office_can_do() -> None:
    """No mail tells a unit to ask the unit, or to look into the office's inbox."""
    for code, message in CATALOGUE.items():
        if "Hỏi lại đơn vị" in message.advice or "hộp nhận" in message.advice:
            assert code in told.FOR_THE_OFFICE or code in told.ASKED_OF_THE_UNIT, code
    assert not any("{" in CATALOGUE[code].advice for code in told.ASKED_OF_THE_UNIT)
    (point,) = points([finding("CARRY_OLD", sheet="Nhập liệu", cell="C14", found="12", other="t8.xlsx")])
    assert point.text == (
        "Số liệu điền sẵn “12” lấy từ tệp “t8.xlsx”, tệp này đã được thay bằng số liệu khác. "
        "Đề nghị cho biết số liệu nào đúng."
    )


# --- to whom, in which thread -----------------------------------------------------------------------


def test_an_answer_goes_to_who_sent_the_file_in_the_thread_of_the_newest_mail() -> None:
    inbox = came_by_mail(sent(("tin.xlsx", fill(NEWS, **WRONG))), mail("an@tinh.gov.vn", "<cu@tinh.gov.vn>"))
    inbox.take(fill(template(PLAN, "I.3", "VP"), in_I_3_1_current=-4, in_I_3_1_baseline=6), "b.xlsx")
    came_by_mail(inbox, mail("binh@tinh.gov.vn", "<moi@tinh.gov.vn>", ("<dau@a>", "<giua@a>")))
    headers = letter_to("VP", inbox).headers
    assert headers["To"] == "Văn phòng <binh@tinh.gov.vn>, an@tinh.gov.vn"
    assert headers["In-Reply-To"] == "<moi@tinh.gov.vn>"
    assert headers["References"].split() == ["<dau@a>", "<giua@a>", "<moi@tinh.gov.vn>"]


def test_a_file_laid_there_by_hand_is_answered_to_the_address_of_the_roster() -> None:
    inbox = Office(one()).send(numerator="chín")
    inbox.plan = with_address(inbox.plan, "VP", "vp@snv.gov.vn; van.thu@snv.gov.vn")
    letter = letter_to("VP", inbox)
    assert letter.headers["To"] == "Văn phòng <vp@snv.gov.vn>, van.thu@snv.gov.vn"
    assert not {"In-Reply-To", "References"} & set(letter.headers)
    assert answer(inbox).without_address == ()
    assert answer(Office(one()).send(numerator="chín")).without_address == ("VP",)


def test_what_no_one_can_place_is_answered_to_its_sender() -> None:
    inbox = came_by_mail(sent(("bao cao.docx", b"xin chao")), mail("ai.do@tinh.gov.vn", "<x@y>"))
    answered = letters(inbox)
    (path,) = answered
    assert path == "_chua-ro-don-vi/ai.do-a-tinh.gov.vn__2022-09.eml"
    text = answered[path].text
    assert answered[path].headers["To"] == "ai.do@tinh.gov.vn"
    assert "đã nhận tệp gửi từ địa chỉ ai.do@tinh.gov.vn nhưng chưa đọc được tệp là báo cáo của đơn vị nào" in text
    assert "1. Tệp “bao cao.docx”" in text and not answered[path].attached


def test_a_sender_in_the_roster_stands_for_his_unit() -> None:
    inbox = came_by_mail(Office(one()).take(b"xin chao", "bao cao.docx"), mail("tccb@snv.gov.vn"))
    inbox.plan = with_address(inbox.plan, "TCCB", "TCCB@snv.gov.vn")
    assert set(letters(inbox)) == {"TCCB"}


def test_a_long_message_id_stays_whole() -> None:
    """As some servers write them: longer than a line."""
    long = f"<{'A' * 70}@{'b' * 60}.outlook.com>"
    inbox = came_by_mail(sent(("a.xlsx", fill(NEWS, **WRONG))), mail("an@x.vn", long, (long.lower(), "<k@l>")))
    (eml,) = files_of(answer(inbox).files, ".eml").values()
    assert re.search(rf"\r\nIn-Reply-To:\s+{re.escape(long)}\r\n", eml.decode("ascii"))
    headers = letter_to("VP", inbox).headers
    assert headers["References"].split() == [long.lower(), "<k@l>", long]


# --- the same bytes, hostile texts ------------------------------------------------------------------


def test_the_same_results_give_the_same_bytes_and_other_words_another_mail() -> None:
    first, again = answer(busy()).files, answer(busy()).files
    assert first == again
    other = letter_to("VP", busy().take(fill(template(PLAN, "II.2", "VP"), in_as_of="hôm qua"), "VP/x.xlsx"))
    assert other.headers["Message-ID"] != letter_to("VP", busy()).headers["Message-ID"]


NASTY = st.text(
    st.sampled_from("ab đỗ“\"'<>@,;:\r\n\t\x00\x07\x85\u2028\u202e\ufdd0=+-?_.&|/\\"), min_size=1, max_size=80
)


@given(subject=NASTY, name=NASTY, sender=NASTY, message_id=NASTY, references=st.lists(NASTY, max_size=3))
@settings(max_examples=some(200))
def test_nothing_that_came_from_outside_can_add_a_header(
    subject: str, name: str, sender: str, message_id: str, references: list[str]
) -> None:
    by = Mail(message_id, sender, name, subject, tuple(references), "00")
    to = (sender,) if is_address(sender) else ()
    eml = to_eml(Draft("vp@x.vn", name, to, name, subject, "Kính gửi\n", (("a.xlsx", b"x"),), by))
    head = eml.partition(b"\r\n\r\n")[0].decode("ascii")
    known = "X-Unsent|Message-ID|From|To|Subject|In-Reply-To|References|Content-Language|MIME-Version|Content-Type"
    assert all(re.match(rf"({known}):|[ \t]", line) for line in head.split("\r\n"))
    letter = read_letter(eml)
    assert letter.sender == "vp@x.vn"
    assert " ".join(letter.headers["Subject"].split()) == " ".join(clean_text(subject).split())
    assert letter.headers.get("To") is None or letter.headers["To"].endswith(f"{sender}>") or to


@given(NASTY)
def test_a_name_of_a_file_is_one_on_every_system(text: str) -> None:
    name = file_name(text)
    assert re.fullmatch(r"[\w.-]+", name) and name.strip(".") and len(name) <= 100


def test_texts_of_a_unit_stay_texts_in_mail_and_copy() -> None:
    evil = '=HYPERLINK("http://x")\x07\nBcc: all@x.vn‮'
    inbox = sent(("VP/a\nBcc: x@y.vn\u202e.xlsx", fill(NEWS, **WRONG)))
    book = open_workbook(inbox.sent[0].data or b"")
    sheet, top, left, _, _ = place(book, "in_result")
    put(sheet, top, left, evil.replace("\x07", ""))
    inbox.sent.clear()
    inbox.take(save(book), "VP/a\nBcc: x@y.vn\u202e.xlsx")
    letter = letter_to("VP", inbox)
    assert "“a Bcc: x@y.vn.xlsx”" in letter.text and "\nBcc" not in letter.text and "\u202e" not in letter.text
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox)), "in_result")
    assert sheet.cell(top, left).data_type == "s"
    assert sheet.cell(top, left).value == '=HYPERLINK("http://x")\nBcc: all@x.vn'


# --- the copy to be mended --------------------------------------------------------------------------

WHEN = date(2022, 9, 5)
KINDS: dict[str, tuple[str, str, str, dict[str, Any], dict[str, Any], set[str]]] = {
    # kind: task, unit, period, typed, mended, names of the marked inputs
    "ratio": (
        "I.1", "TCCB", "2022-09",
        {"in_I_1_1_numerator": "9 việc", "in_I_1_1_denominator": 10, "in_I_1_2_numerator": 3,
         "in_I_1_2_denominator": 4, "in_result": "Đã xong 9 việc", "in_reporter": "Lê Hoà", "in_as_of": WHEN},
        {"in_I_1_1_numerator": 9}, {"in_I_1_1_numerator"},
    ),
    "count": ("I.2", "VP", "2022-09", {COUNT: 2.5, "in_phone": "0258 3800"}, {COUNT: 2}, {COUNT}),
    "baseline": (
        "I.3", "VP", "2022-09", {"in_I_3_1_current": -4, "in_I_3_1_baseline": "6"}, {"in_I_3_1_current": 4},
        {"in_I_3_1_current", "in_I_3_1_baseline"},
    ),
    "documents": (
        "I.4", "CCHC", "2022-09",
        {"rows_I_4_1": [["01/KH", WHEN, "Kế hoạch"], None, ["02/KH", "Tháng 8/2022", "Cải tiến"],
                        ["03/KH", None, "X"]]},
        {"rows_I_4_1": [None, [None, WHEN, None], [None, WHEN, None]]}, {"rows_I_4_1"},
    ),
    "checklist": (
        "II.1", "VP", "2022-06", {"rows_II_1_1": [[None, "Đủ", "ghi chú"], [None, "Không"]]},
        {"rows_II_1_1": [[None, "Có"]]}, {"rows_II_1_1"},
    ),
    "disbursement": (
        "II.2", "TTLT", "2022-09",
        {"in_II_2_1_decision": "12/QĐ-UBND ngày 05/01/2022",
         "rows_II_2_1": [["Nhà kho", "5.000.000.000", 6_000_000_000], ["Hội trường", 2_000_000_000, "#REF!"]]},
        {"rows_II_2_1": [[None, None, 3_000_000_000], [None, None, 500_000_000]]}, {"rows_II_2_1"},
    ),
    "survey": (
        "MT.1", "VP", "2022-09",
        {"rows_MT_1_1": [[None, 1, 2, 20, 60, 40], [None, 1, 2, 20, None, 40], [None, 0, 1, 5, 50, 30]]},
        {"rows_MT_1_1": [None, [None, None, None, None, 55]]}, {"rows_MT_1_1"},
    ),
    "cases": (
        "II.3", "CCHC", "2022-09",
        {"in_II_3_1_baseline_numerator": 80, "in_II_3_1_baseline_denominator": 90,
         "rows_II_3_1": [["HS1", WHEN, "10/09/2022", WHEN], None, ["HS2", "không rõ", WHEN, None],
                         ["HS3", date(2022, 9, 9), date(2022, 9, 1), None]]},
        {"rows_II_3_1": [None, [None, WHEN], [None, None, date(2022, 9, 12)]]}, {"rows_II_3_1"},
    ),
}  # fmt: skip
MEANT: dict[str, dict[tuple[str, str, int | None], Any]] = {
    "ratio": {
        ("I.1.1", "numerator", None): 9, ("I.1.1", "denominator", None): 10, ("I.1.2", "numerator", None): 3,
        ("I.1.2", "denominator", None): 4, ("", "result", None): "Đã xong 9 việc", ("", "reporter", None): "Lê Hoà",
        ("", "as_of", None): WHEN,
    },
    "count": {("I.2.1", "count", None): 2, ("", "phone", None): "0258 3800"},
    "baseline": {("I.3.1", "current", None): 4, ("I.3.1", "baseline", None): 6},
    "documents": {
        ("I.4.1", field, row): value
        for row, line in enumerate([("01/KH", WHEN, "Kế hoạch"), ("02/KH", WHEN, "Cải tiến"), ("03/KH", WHEN, "X")])
        for field, value in zip(("number", "date", "subject"), line, strict=True)
    },
    "checklist": {
        ("II.1.1", "done", 0): True, ("II.1.1", "note", 0): "ghi chú", ("II.1.1", "done", 1): False,
    },
    "disbursement": {
        ("II.2.1", "decision", None): "12/QĐ-UBND ngày 05/01/2022",
        ("II.2.1", "project", 0): "Nhà kho", ("II.2.1", "allocated", 0): 5_000_000_000,
        ("II.2.1", "disbursed", 0): 3_000_000_000, ("II.2.1", "project", 1): "Hội trường",
        ("II.2.1", "allocated", 1): 2_000_000_000, ("II.2.1", "disbursed", 1): 500_000_000,
    },
    "survey": {
        ("MT.1.1", f"level_{level}", row): value
        for row, line in enumerate([(1, 2, 20, 60, 40), (1, 2, 20, 55, 40), (0, 1, 5, 50, 30)])
        for level, value in enumerate(line, 1)
    },
    "cases": {
        ("II.3.1", "baseline_numerator", None): 80, ("II.3.1", "baseline_denominator", None): 90,
    },
}  # fmt: skip


def refused(kind: str) -> Office:
    task, unit, period, typed, _, _ = KINDS[kind]
    return sent((f"{unit}/gui.xlsx", fill(template(PLAN, task, unit, period), **typed)))


def accepted_again(inbox: Office, data: bytes, kind: str) -> None:
    """The mended copy counts, with the values meant, and nothing odd is seen in it."""
    (last,) = (s for s in inbox.take(data, "lai.xlsx").submissions() if s.arrival.name == "lai.xlsx")
    assert last.state == "accepted", last.findings
    assert values_of(last) == MEANT[kind]
    if kind == "cases":
        (cases,) = last.cases
        assert cases.ids == ("HS1", "HS2", "HS3")
        assert cases.received == (WHEN, WHEN, date(2022, 9, 9))
        assert cases.due == (date(2022, 9, 10), WHEN, date(2022, 9, 12))
        assert cases.returned == (WHEN, None, None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_holds_what_was_typed_and_marks_what_is_wrong(kind: str) -> None:
    _, _, period, typed, _, marked = KINDS[kind]
    copy = copy_of(refused(kind), period)
    book = open_workbook(copy)
    commented = {
        (sheet.title, cell.coordinate): cell
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert commented and all(cell.comment.author == "SỞ NỘI VỤ" for cell in commented.values())
    ready = {cell.coordinate for cell in commented.values() if str(cell.value).startswith("=IF")}
    filled = {key for key, cell in commented.items() if cell.fill.fgColor.rgb == "FFFFC266"}
    assert filled == {key for key in commented if key[1] not in ready}
    names = set()
    for name in typed:
        sheet, top, left, bottom, right = place(book, name)
        area = {(sheet.title, sheet.cell(r, c).coordinate) for r in range(top, min(bottom, top + 30) + 1)
                for c in range(left, right + 1)}  # fmt: skip
        names |= {name} if area & filled else set()
    assert names == marked
    assert len(copy) < 40_000
    assert book["Nhập liệu"].sheet_view.tabSelected


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_sent_back_as_it_came_is_refused_for_the_same_reasons(kind: str) -> None:
    """Nothing was lost or mended on the way: what was wrong is wrong in the copy."""
    inbox = refused(kind)
    before = [f.code for f in inbox.submissions()[0].findings if f.severity == "error"]
    inbox.take(copy_of(inbox, KINDS[kind][2]), "lai.xlsx")
    after = [f.code for f in inbox.submissions()[-1].findings if f.severity == "error"]
    assert after == before or {*after} == {"CELL_NUMBER" if c == "CELL_ERROR" else c for c in before}
    assert before


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_mended_in_the_marked_cells_is_accepted(kind: str) -> None:
    inbox = refused(kind)
    accepted_again(inbox, fill(copy_of(inbox, KINDS[kind][2]), **KINDS[kind][4]), kind)


@needs_libreoffice
def test_copies_mended_and_saved_by_libreoffice_are_accepted(tmp_path: Path) -> None:
    files = []
    for kind in KINDS:
        file = tmp_path / f"{kind}.xlsx"
        file.write_bytes(fill(copy_of(refused(kind), KINDS[kind][2]), **KINDS[kind][4]))
        files.append(file)
    for file in resave(files, tmp_path):
        accepted_again(refused(file.stem), file.read_bytes(), file.stem)


@needs_libreoffice
def test_libreoffice_opens_a_copy_with_its_comments(tmp_path: Path) -> None:
    file = tmp_path / "ban.xlsx"
    file.write_bytes(copy_of(refused("ratio")))
    (saved,) = resave([file], tmp_path, "ods")
    content = ZipFile(saved).read("content.xml").decode()
    assert content.count("<office:annotation ") == 2  # the wrong cell, and the line that says what is open
    assert "không đọc được là một số" in content


def test_a_copy_is_of_the_same_bytes_each_time_and_passes_the_gate() -> None:
    assert copy_of(refused("ratio")) == copy_of(refused("ratio"))
    book = read_book(copy_of(refused("disbursement")))
    assert book.oddities == () and [s.name for s in book.sheets.values() if not s.hidden] == ["Hướng dẫn", "Nhập liệu"]


def test_their_bytes_are_left_alone() -> None:
    inbox = refused("ratio")
    before = inbox.sent[0].data
    answer(inbox)
    assert inbox.sent[0].data == before


def test_an_error_of_a_formula_stands_as_text() -> None:
    book = open_workbook(template(PLAN, "I.2", "VP"))
    sheet, top, left, _, _ = place(book, COUNT)
    sheet.cell(top, left).value = "#REF!"
    sheet.cell(top, left).data_type = "e"
    copy = open_workbook(copy_of(sent(("a.xlsx", save(book)))))
    sheet, top, left, _, _ = place(copy, COUNT)
    assert (sheet.cell(top, left).value, sheet.cell(top, left).data_type) == ("#REF!", "s")


def test_what_is_asked_for_is_marked_not_what_stands_beside_it() -> None:
    """One of two numbers is missing: the blank cell is coloured."""
    inbox = sent(("a.xlsx", fill(RATIO, in_I_1_1_numerator=9, in_I_1_2_numerator=1, in_I_1_2_denominator=2)))
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox)), "in_I_1_1_denominator")
    assert sheet.cell(top, left).comment and not sheet.cell(top - 1, left).comment
    inbox = sent(("a.xlsx", fill(template(PLAN, "II.2", "VP"), rows_II_2_1=[["Nhà kho", 5_000_000_000, 3]])))
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox)), "in_II_2_1_decision")
    assert "Chưa ghi số, ngày quyết định giao vốn" in sheet.cell(top, left).comment.text


def test_an_item_without_an_answer_is_marked_in_its_row() -> None:
    inbox = sent(("a.xlsx", fill(template(PLAN, "II.1", "VP", "2022-06"), rows_II_1_1=[[None, "Có"]])))
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox, "2022-06")), "rows_II_1_1")
    assert sheet.cell(top + 1, left + 1).comment and not sheet.cell(top, left + 1).comment


def test_a_list_that_grew_keeps_all_its_rows() -> None:
    """Rows were put into the list; the copy has as many, and its name holds them all."""
    book = open_workbook(template(PLAN, "I.4", "CCHC"))
    sheet, top, left, bottom, right = place(book, "rows_I_4_1")
    sheet.insert_rows(top + 5, 30)
    book.defined_names["rows_I_4_1"].attr_text = f"'Nhập liệu'!${chr(64 + left)}${top}:${chr(64 + right)}${bottom + 30}"
    for number in range(45):
        put(sheet, top + number, left, f"{number + 1}/KH")
        put(sheet, top + number, left + 1, WHEN if number != 40 else "tháng 8")
    # the status block has moved down with the rows
    moved = {n: d for n, d in book.defined_names.items() if n.startswith("in_")}
    for defined in moved.values():
        row = int(defined.attr_text.rpartition("$")[2])
        defined.attr_text = f"{defined.attr_text.rpartition('$')[0]}${row + 30}"
    copy = fill(copy_of(sent(("a.xlsx", save(book)))), rows_I_4_1=[*[None] * 40, [None, WHEN]])
    (again,) = sent(("b.xlsx", copy)).submissions()
    assert again.state == "accepted", again.findings
    assert [r["number"].value for r in again.rows("I.4.1").values()] == [f"{n}/KH" for n in range(1, 46)]


def test_a_blank_standard_template_comes_back_as_one_issued_to_the_unit() -> None:
    blank = template(PLAN, "I.2")
    book = open_workbook(blank)
    for name, words in (("meta_unit", "VP - Văn phòng"), ("meta_period", "2022-09 - kỳ 2022-09")):
        sheet, top, left, _, _ = place(book, name)
        put(sheet, top, left, words)
    type_in(book, WRONG)
    inbox = sent(("a.xlsx", save(book)))
    (name,) = copies(inbox)
    assert name == "I.2__VP__2022-09__can-sua.xlsx"
    names = {n: place(open_workbook(copy_of(inbox)), n) for n in ("meta_unit", "meta_period", "meta_task")}
    assert {n: sheet.cell(top, left).value for n, (sheet, top, left, _, _) in names.items()} == {
        "meta_unit": "VP", "meta_period": "2022-09", "meta_task": "I.2",
    }  # fmt: skip


def test_a_report_without_a_unit_gets_words_and_no_copy() -> None:
    inbox = came_by_mail(sent(("a.xlsx", fill(template(PLAN, "I.2"), **CLEAN))), mail("ai@x.vn"))
    (letter,) = letters(inbox).values()
    assert "Chưa chọn đơn vị báo cáo" in letter.text and not letter.attached


def test_a_template_with_broken_names_comes_back_fresh() -> None:
    """Names and label of an input are gone: what can be found again stands in the copy, the rest is asked for."""
    book = open_workbook(fill(RATIO, in_I_1_1_numerator=9, in_I_1_1_denominator=10, in_result="Xong"))
    sheet, top, left, _, _ = place(book, "in_I_1_1_denominator")
    del book.defined_names["in_I_1_1_denominator"]
    put(sheet, top, left - 2, "abc")
    copy = copy_of(sent(("a.xlsx", save(book))))
    mended = fill(copy, in_I_1_1_denominator=10, in_I_1_2_numerator=1, in_I_1_2_denominator=2)
    (again,) = sent(("b.xlsx", mended)).submissions()
    assert again.state == "accepted"
    assert values_of(again)["I.1.1", "numerator", None] == 9 and values_of(again)["", "result", None] == "Xong"


def test_of_two_sheets_about_one_task_nothing_is_taken_over() -> None:
    data = fill_sheets(bundle(PLAN, "VP"), {"I.2": CLEAN, "I.3": {"in_I_3_1_current": 4, "in_I_3_1_baseline": 6}})
    book = open_workbook(data)
    twin = book.copy_worksheet(book["I.2"])
    twin.title = "I.2 (2)"
    for name, defined in book["I.2"].defined_names.items():
        twin.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(
            name, attr_text=defined.attr_text.replace("'I.2'", "'I.2 (2)'")
        )
    inbox = sent(("a.xlsx", save(book)))
    assert {s.task: s.state for s in inbox.submissions()}["I.2"] == "rejected"
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox)), COUNT, "I.2")
    assert sheet.cell(top, left).value is None


# --- bundles ----------------------------------------------------------------------------------------


def test_a_bundle_comes_back_with_the_sheets_to_be_mended_alone() -> None:
    typed = {
        "": {"in_reporter": "Lê An", "in_phone": "0258"},
        "I.2": WRONG,
        "I.3": {"in_I_3_1_current": 4, "in_I_3_1_baseline": 6},
        "MT.1": {"rows_MT_1_1": [[None, 1, 2, 20, None, 40]]},
    }
    inbox = sent(("so.xlsx", fill_sheets(bundle(PLAN, "VP"), typed)))
    (name,) = copies(inbox)
    assert name == "VP__2022-09__can-sua.xlsx"
    book = open_workbook(copy_of(inbox))
    assert [s.title for s in book if s.sheet_state == "visible"] == ["Mục lục", "Hướng dẫn", "MT.1", "I.2"]
    sheet, top, left, _, _ = place(book, "in_reporter")
    assert (sheet.title, sheet.cell(top, left).value) == ("Mục lục", "Lê An")
    mended = fill_sheets(
        copy_of(inbox), {"I.2": {COUNT: 3}, "MT.1": {"rows_MT_1_1": [[None, 1, 2, 20, 60], [None, 1, 1, 1, 1, 1]]}}
    )
    inbox.take(mended, "so lai.xlsx")
    again = {s.task: s for s in inbox.submissions() if s.arrival.name == "so lai.xlsx"}
    assert {task: s.accepted for task, s in again.items()} == {"MT.1": True, "I.2": True}
    assert values_of(again["I.2"]) == {
        ("I.2.1", "count", None): 3, ("", "reporter", None): "Lê An", ("", "phone", None): "0258",
    }  # fmt: skip
    assert {s.task: s.accepted for s in inbox.submissions() if s.arrival.name == "so.xlsx"}["I.3"]


def test_tasks_of_two_workbooks_of_a_unit_come_back_in_one() -> None:
    inbox = sent(
        ("a.xlsx", fill_sheets(bundle(PLAN, "VP"), {"I.2": WRONG})),
        ("b.xlsx", fill_sheets(bundle(PLAN, "VP"), {"I.3": {"in_I_3_1_current": -1, "in_I_3_1_baseline": 3}})),
    )
    (name,) = copies(inbox)
    assert [s.title for s in open_workbook(copies(inbox)[name])][2:4] == ["I.2", "I.3"]
    text = letter_to("VP", inbox).text
    assert text.count("Tệp để sửa (kèm theo): VP__2022-09__can-sua.xlsx") == 2


# --- what the former period brought along -----------------------------------------------------------


def spending() -> Office:
    """Two projects were reported in August."""
    inbox = office()
    rows = [["Nhà kho", 5_000_000_000, 3_000_000_000], ["Hội trường", 2_000_000_000, 500_000_000]]
    data = fill(template(PLAN, "II.2", "VP", "2022-08"), rows_II_2_1=rows, in_II_2_1_decision="12/QĐ-UBND")
    return inbox.take(data, "t8.xlsx")


def test_a_copy_brings_along_what_the_template_did() -> None:
    inbox = spending()
    issued = inbox.issue("II.2", "VP", "2022-09")
    inbox.take(fill(issued, rows_II_2_1=[[None, None, "3 tỷ rưỡi"], [None, None, 600_000_000]]), "t9.xlsx")
    copy = copy_of(inbox)
    assert "_ky_truoc" in open_workbook(copy).sheetnames
    inbox.take(fill(copy, rows_II_2_1=[[None, None, 3_500_000_000]]), "lai.xlsx")
    again = inbox.submissions()[-1]
    assert again.state == "accepted", again.findings
    facts = {(f.field, f.row): f for f in again.facts}
    assert facts["disbursed", 0].value == 3_500_000_000 and not facts["disbursed", 0].source.carried_from
    assert facts["allocated", 1].source.carried_from == inbox.sent[0].arrival.sha256


def test_projects_in_another_order_do_not_stand_beside_former_figures_of_others() -> None:
    inbox = spending()
    rows = [["Hội trường", 2_000_000_000, "nhiều"], ["Nhà kho", 5_000_000_000, 3_100_000_000]]
    inbox.take(fill(template(PLAN, "II.2", "VP"), rows_II_2_1=rows, in_II_2_1_decision="12/QĐ-UBND"), "t9.xlsx")
    copy = open_workbook(copy_of(inbox))
    sheet, top, left, _, _ = place(copy, "rows_II_2_1")
    assert [sheet.cell(top + n, left).value for n in range(2)] == ["Hội trường", "Nhà kho"]
    assert not any("Kỳ trước" in str(sheet.cell(top + n, left + 3).value) for n in range(2))


def test_what_came_filled_in_and_was_cleared_stays_cleared() -> None:
    inbox = Office(one()).send(period="2022-08", numerator=8, denominator=10, reporter="Lê An", phone="0258")
    issued = fill(inbox.issue("T.1", "VP", "2022-09"), in_T_1_1_numerator="chín", in_T_1_1_denominator=10)
    book = open_workbook(issued)
    sheet, top, left, _, _ = place(book, "in_reporter")
    assert sheet.cell(top, left).value == "Lê An"
    sheet.cell(top, left).value = None
    copy = open_workbook(copy_of(inbox.take(save(book))))
    told = {name: place(copy, name) for name in ("in_reporter", "in_phone")}
    assert [sheet.cell(top, left).value for sheet, top, left, _, _ in told.values()] == [None, "0258"]


def test_the_tick_for_no_change_is_kept() -> None:
    inbox = spending()
    issued = inbox.issue("II.2", "VP", "2022-09")
    inbox.take(fill(issued, in_unchanged="Có", in_as_of="đầu tháng"), "t9.xlsx")
    inbox.take(fill(copy_of(inbox), in_as_of=date(2022, 9, 10)), "lai.xlsx")
    again = inbox.submissions()[-1]
    assert again.state == "accepted", again.findings
    assert {f.value for f in again.facts if f.field == "disbursed"} == {3_000_000_000, 500_000_000}


# --- long lists -------------------------------------------------------------------------------------


def test_a_long_list_of_cases_comes_back_whole_with_its_first_wrong_rows_marked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workbook, "FAST_BYTES", 10_000)
    rows: list[list[Any]] = [[f"H{n}", WHEN, WHEN, None] for n in range(400)]
    for n in range(100, 160):
        rows[n][1] = "chưa rõ"
    inbox = sent(("CCHC/hs.xlsx", fill(template(PLAN, "II.3", "CCHC"), rows_II_3_1=rows)))
    data = copy_of(inbox)
    book = openpyxl.load_workbook(BytesIO(data))
    sheet, top, left, _, _ = place(book, "rows_II_3_1")
    assert [sheet.cell(top + n, left).value for n in (0, 399)] == ["H0", "H399"]
    assert sheet.cell(top + 400, left).value is None
    assert {sheet.cell(top + n, left + 1).value for n in range(100, 160)} == {"chưa rõ"}
    marked = [n for n in range(400) if sheet.cell(top + n, left + 1).comment]
    assert marked == list(range(100, 120))


# --- the whole run ----------------------------------------------------------------------------------


def test_a_run_writes_answers_whole_and_takes_outdated_ones_away(tmp_path: Path) -> None:
    desk = Desk.of(Office(one()).send(numerator="chín"), tmp_path)
    made = desk.make()
    folder = tmp_path / "ra" / "2022-09" / "phan-hoi"
    assert made.replies is not None and made.replies.drafts == 1
    assert sorted(p.name for p in folder.rglob("*.*")) == ["T.1__VP__2022-09__can-sua.xlsx", "VP__2022-09.eml"]
    first = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    desk.make()
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == first
    (desk.inbox / "lai.xlsx").write_bytes(
        fill(next(d for p, d in first.items() if p.suffix == ".xlsx"), in_T_1_1_numerator=9, in_T_1_1_denominator=10)
    )
    desk.make()
    assert not folder.exists()
    assert not list((tmp_path / "ra").glob(".*"))


def test_the_example_is_answered_unit_by_unit() -> None:
    """As its README tells: one file refused for each of four units, one of them mended since; four with questions."""
    out = reported_example().folder / "ra"
    found = sorted(p.relative_to(out / "2022-09/phan-hoi").as_posix() for p in out.rglob("*/*/*"))
    assert [name for name in found if "/" in name] == [
        "NHNTTT/NHNTTT__2022-09.eml",
        "QLTDTT/A.III.4__QLTDTT__2022-09__can-sua.xlsx",
        "QLTDTT/A.IX.1__QLTDTT__2022-09__can-sua.xlsx",
        "QLTDTT/QLTDTT__2022-09.eml",
        "TTBTDT/A.VI.2__TTBTDT__2022-09__can-sua.xlsx",
        "TTBTDT/A.VII.1__TTBTDT__2022-09__can-sua.xlsx",
        "TTBTDT/TTBTDT__2022-09.eml",
        "VP/A.IV.3__VP__2022-09__can-sua.xlsx",
        "VP/B.2.3__VP__2022-09__can-sua.xlsx",
        "VP/VP__2022-09.eml",
    ]


def test_values_keep_every_digit() -> None:
    """What a spreadsheet cannot hold goes back as the text it was."""
    inbox = sent(
        ("a.xlsx", fill(RATIO, in_I_1_1_numerator="1234567890123456789", in_I_1_1_denominator="nhiều")),
    )
    sheet, top, left, _, _ = place(open_workbook(copy_of(inbox)), "in_I_1_1_numerator")
    assert sheet.cell(top, left).value == "1.234.567.890.123.456.789"
    again = sent(("b.xlsx", fill(copy_of(inbox), in_I_1_1_denominator="1234567890123456790"))).submissions()[0]
    assert values_of(again)["I.1.1", "numerator", None] == Decimal("1234567890123456789")


def test_a_share_below_one_percent_is_not_made_ambiguous() -> None:
    """0,5% was clear; 0,5 alone would be asked back."""
    office_of_rates = Office(one(kind="so với năm trước", uom="%", op=">", target="năm 2021"))
    office_of_rates.send(current="0,5%", baseline="không rõ")
    copy = fill(copy_of(office_of_rates), in_T_1_1_baseline="0,4%")
    again = office_of_rates.take(copy, "lai.xlsx").submissions()[-1]
    assert again.accepted and values_of(again)["T.1.1", "current", None] == Decimal("0.5")


def test_each_mail_names_the_file_as_the_unit_knows_it() -> None:
    inbox = sent(("VP/thang 9/Báo cáo tin.xlsx", fill(NEWS, **WRONG)))
    assert "1. Tệp “Báo cáo tin.xlsx”" in letter_to("VP", inbox).text


def test_an_inbox_of_good_files_gets_no_answer() -> None:
    assert answer(sent(("a.xlsx", fill(NEWS, **CLEAN)))).files == {}
