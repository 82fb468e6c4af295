"""A month in a box: reports come by mail, the office collects, reports, answers and reminds, a unit mends and sends
again. Every mail goes through a real SMTP server into a real IMAP server, every command is typed as a clerk types it.

What the figures ought to be is the expectation of the example, which the program had no part in.
"""

from __future__ import annotations

import json
import os
import smtplib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr, parsedate_to_datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipeline.vietnamese import VIETNAM
from tests.amount import long_walk
from tests.drawing import fill, open_workbook, resave, save, type_in
from tests.mail_server import HOST, Kept, Server, running
from tests.mails import letter
from tests.numerals import texts_of
from tests.postbox import MISSING, PASSWORD, USER, Postbox, postbox
from tests.rendering import needs_libreoffice
from tests.test_example import INBOX, PLAN, ROOT, by, differences, read_expectation

pytestmark = [long_walk, needs_libreoffice, pytest.mark.skipif(bool(MISSING), reason=MISSING or "nothing is missing")]

OFFICE = USER
MENDING = "QLTDTT"  # the unit that puts right what it is asked to
AUTUMN = datetime(2022, 9, 26, 9, 0, tzinfo=VIETNAM)  # when a unit sends again what it mended


def address(unit: str) -> str:
    return f"{unit.lower()}@so.vn"


def write_plan(path: Path, *, holds: bool = False) -> Path:
    """The shipped plan workbook with every address filled in by another program."""
    book = openpyxl.load_workbook(PLAN)
    units = book["Đơn vị"]
    heading = {str(cell.value): cell.column for cell in units[4]}
    for row in range(5, units.max_row + 1):
        if code := units.cell(row, heading["Mã"]).value:
            units.cell(row, heading["Thư điện tử"]).value = address(str(code))
    agency = book["Cơ quan"]
    told = {"Thư điện tử của Văn phòng": OFFICE, "Người liên hệ về báo cáo": "Bà Trần Thị Bình, 0258 3000000"}
    if holds:
        told["Tệp có mâu thuẫn về người gửi"] = "cách ly"
    lines = {str(agency.cell(row, 1).value): row for row in range(5, agency.max_row + 1)}
    for name, value in told.items():
        row = lines.get(name) or agency.max_row + 1
        agency.cell(row, 1).value, agency.cell(row, 2).value = name, value
    book.save(path)
    return path


@dataclass
class Desk:
    """The office's desk with its postbox, and the one mail server of everybody."""

    place: Path
    plan: Path
    box: Postbox
    post: Server

    @property
    def out(self) -> Path:
        return self.place / "output" / "2022-09"

    def type(self, *words: str) -> str:
        """What a command tells that is typed in the folder of the program, with nobody at a terminal."""
        settings = {
            "BAO_CAO_IMAP_PASSWORD": PASSWORD,
            "BAO_CAO_SMTP": f"smtp://{HOST}:{self.post.port}",
            "PYTHONPATH": str(ROOT),
            "PYTHONIOENCODING": "utf-8",
        }
        done = subprocess.run(
            [sys.executable, "-m", "pipeline", *words], cwd=self.place, env=os.environ | settings,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, encoding="utf-8", timeout=300,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert PASSWORD not in done.stdout + done.stderr
        return done.stdout

    def collect(self) -> str:
        return self.type("collect", self.box.address())

    def report(self) -> str:
        return self.type("report", "--plan", str(self.plan), "--period", "2022-09")

    def send(self) -> str:
        return self.type("send", "--period", "2022-09")

    def register(self, *words: str) -> str:
        return self.type("register", *words, "--plan", str(self.plan))

    def result(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.out / "ket-qua-2022-09.json").read_bytes())
        return told

    def written(self) -> dict[str, bytes]:
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in self.out.rglob("*") if p.is_file()}

    def mail(self, sender: str, arrived: datetime, *files: tuple[str, bytes], answers: str = "") -> EmailMessage:
        """A mail to the office, over the wire."""
        mail = letter(*files, sender=sender, number=len(self.post.kept) + 1, sent=arrived)
        if answers:
            mail["In-Reply-To"] = mail["References"] = answers
        with smtplib.SMTP(HOST, self.post.port) as line:
            line.send_message(mail, to_addrs=[OFFICE])
        return mail

    def outgoing(self) -> list[EmailMessage]:
        """What went out of the office so far."""
        return [_parsed(kept) for kept in self.post.kept if kept.recipients != (OFFICE,)]


def _parsed(kept: Kept) -> EmailMessage:
    mail = message_from_bytes(kept.data, policy=default)
    assert isinstance(mail, EmailMessage)
    return mail


@contextmanager
def desk(place: Path, *, holds: bool = False) -> Iterator[Desk]:
    """An office; what is sent to it goes on into its postbox, with the hour that the mail says."""
    with postbox() as box, running() as post:

        def hand_on(kept: Kept) -> None:
            if kept.recipients == (OFFICE,):
                box.drop(kept.data, parsedate_to_datetime(str(_parsed(kept)["Date"])))

        post.hand_on = hand_on
        yield Desk(place, write_plan(place / "ke-hoach.xlsx", holds=holds), box, post)


def attached(mail: EmailMessage) -> dict[str, bytes]:
    return {str(part.get_filename()): part.get_content() for part in mail.iter_attachments()}


def recipient(mail: EmailMessage) -> str:
    return parseaddr(str(mail["To"]))[1]


# --- the month ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """What was there after each step. A mail is known by its Message-ID."""

    units: dict[str, str]  # who sent a mail to the office
    arrived: dict[str, datetime]  # when a file of the example came: that of its mail
    first: dict[str, Any]  # the result of the first report
    collected: str
    replies: tuple[EmailMessage, ...]
    resent: str  # what a second sending told
    after_resending: int  # mails that had gone out by then
    mended: dict[str, Any]
    reported: dict[str, bytes]  # the files beside that result
    history: tuple[str, str]  # of the refused file, of the mended one
    reminded: str
    reminders: tuple[EmailMessage, ...]
    once_more: dict[str, bytes]
    collected_again: str
    in_the_end: int


@pytest.fixture(scope="module")
def expected() -> dict[str, list[dict[str, Any]]]:
    return read_expectation()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory, expected: dict[str, list[dict[str, Any]]]) -> Month:
    place = tmp_path_factory.mktemp("month")
    with desk(place) as office:
        units, arrived = send_in(office, expected["Tệp"])
        collected = office.collect()
        office.report()
        first = office.result()
        office.send()
        replies = tuple(office.outgoing())
        resent = office.send()
        after_resending = len(office.outgoing())

        reply = next(mail for mail in replies if recipient(mail) == address(MENDING))
        copies = mend(attached(reply), place)
        office.mail(address(MENDING), AUTUMN, *copies.items(), answers=str(reply["Message-ID"]))
        office.collect()
        office.report()
        mended, reported = office.result(), office.written()
        refused = next(s for s in mended["submissions"] if s["unit"] == MENDING and s["state"] == "rejected")
        history = (
            office.register("show", refused["sha256"][:12]), office.register("show", f"A.III.4/{MENDING}/2022-09")
        )  # fmt: skip

        reminded = office.type("remind", "--plan", str(office.plan), "--period", "2022-09", "--as-of", "2022-09-26")
        office.type("send", str(office.out / "nhac"))
        reminders = tuple(office.outgoing()[after_resending:])

        collected_again = office.collect()
        office.report()
        office.send()
        return Month(
            units, arrived, first, collected, replies, resent, after_resending, mended, reported, history,
            reminded, reminders, office.written(), collected_again, len(office.outgoing()),
        )  # fmt: skip


def send_in(office: Desk, rows: Sequence[dict[str, Any]]) -> tuple[dict[str, str], dict[str, datetime]]:
    """The files of the example, from each unit those of a day in one mail that comes with the last of them."""

    def by_mail(row: dict[str, Any]) -> tuple[str, date]:
        return row["Tệp"].partition("/")[0], row["Nhận lúc"].date()

    units, arrived = {}, {}
    for (unit, _), group in groupby(sorted(rows, key=by_mail), key=by_mail):
        files = {row["Tệp"]: row["Nhận lúc"].replace(tzinfo=VIETNAM) for row in group}
        last = max(files.values())
        parts = [(name.partition("/")[2], (INBOX / name).read_bytes()) for name in files]
        units[str(office.mail(address(unit), last, *parts)["Message-ID"])] = unit
        arrived |= dict.fromkeys(files, last)
    return units, arrived


def mend(copies: dict[str, bytes], place: Path) -> dict[str, bytes]:
    """The workbooks that came back, put right by a unit and saved by LibreOffice."""
    typed = {
        f"A.III.4__{MENDING}__2022-09__can-sua.xlsx": {"in_A_III_4_1_numerator": 11},  # of 11; it was 13
        f"A.IX.1__{MENDING}__2022-09__can-sua.xlsx": {"in_as_of": date(2022, 9, 14)},  # it was behind the month
    }
    assert set(copies) == set(typed)
    for name, values in typed.items():
        book = open_workbook(copies[name])
        type_in(book, values)
        (place / name).write_bytes(save(book))
    return {path.name: path.read_bytes() for path in resave([place / name for name in typed], place / "luu")}


def test_the_figures_are_those_of_the_example(month: Month, expected: dict[str, Any]) -> None:
    got = by(month.first["measures"], "code")
    wrong = [
        difference
        for code, row in by(expected["Chỉ tiêu"], "Chỉ tiêu").items()
        for difference in differences(code, {
            "value": (got[code]["value"], row["Giá trị"]),
            "numerator": (got[code]["numerator"], row["Tử số"]),
            "denominator": (got[code]["denominator"], row["Mẫu số"]),
            "completion": (got[code]["completion"], row["Hoàn thành"]),
        })
    ]  # fmt: skip
    tasks = {task["code"]: task["status"] for task in month.first["tasks"]}
    assert not wrong
    assert tasks == {row["Nhiệm vụ"]: row["Tình trạng"] for row in expected["Nhiệm vụ"]}


def test_every_file_of_the_mails_has_the_state_and_lateness_of_the_example(
    month: Month, expected: dict[str, Any]
) -> None:
    """Its name behind the folder of its mail is the one its unit gave it; it came when its mail did."""
    assert "19 thư mới, 115 tệp mới" in month.collected
    got = sorted(
        (s["file"].rpartition("/")[2], s["state"], s["late_days"], datetime.fromisoformat(s["received"]))
        for s in month.first["submissions"]
    )
    want = sorted(
        (row["Tệp"].partition("/")[2], row["Trạng thái"], row["Ngày trễ"], month.arrived[row["Tệp"]])
        for row in expected["Tệp"]
    )
    assert got == want


def test_each_unit_that_has_to_look_again_gets_one_answer_in_the_thread_of_its_mail(
    month: Month, expected: dict[str, Any]
) -> None:
    """Whose file was refused and not sent anew, or counted with a warning: the example knows four such units."""
    open_files = [
        row for row in expected["Tệp"]
        if row["Trạng thái"] == "accepted_with_warnings"
        or (row["Trạng thái"] == "rejected" and row["Tệp"] != "QLVHGD/QLVHGD - A.VIII.1 - thang 9.2022.xlsx")
    ]  # fmt: skip
    asked = {row["Tệp"].partition("/")[0] for row in open_files}
    assert sorted(map(recipient, month.replies)) == sorted(map(address, asked))
    for mail in month.replies:
        unit = month.units[str(mail["In-Reply-To"])]
        assert recipient(mail) == address(unit)
        assert parseaddr(str(mail["From"]))[1] == OFFICE and mail["X-Unsent"] is None
        body = mail.get_body()
        assert body is not None
        for row in open_files:
            assert (row["Tệp"].partition("/")[2] in body.get_content()) == row["Tệp"].startswith(unit + "/")


def test_a_second_sending_sends_nothing(month: Month) -> None:
    assert month.after_resending == len(month.replies) == 4
    assert month.resent.count("đã gửi từ trước, lúc") == 4


def test_what_a_unit_mended_in_the_workbook_it_got_back_is_counted(month: Month) -> None:
    """6 of 8 came of the one unit that had answered: with 11 of 11 it is 17 of 19."""
    before, after = (by(result["measures"], "code")["A.III.4.1"] for result in (month.first, month.mended))
    assert (before["numerator"], before["denominator"], before["units"]["missing"]) == (6, 8, [MENDING])
    assert (after["numerator"], after["denominator"], after["units"]["missing"]) == (17, 19, [])
    assert after["value"] == "0.8947368421"
    own = {(s["task"], s["received"][:10]): s for s in month.mended["submissions"] if s["unit"] == MENDING}
    states = {key: s["state"] for key, s in own.items() if key[0] in ("A.III.4", "A.IX.1")}
    assert states == {
        ("A.III.4", "2022-09-19"): "rejected", ("A.III.4", "2022-09-26"): "accepted",
        ("A.IX.1", "2022-09-19"): "superseded", ("A.IX.1", "2022-09-26"): "accepted",
    }  # fmt: skip
    assert own["A.III.4", "2022-09-26"]["late_days"] == 10


def test_who_mended_everything_gets_no_more_answer(month: Month) -> None:
    folders = {name.split("/")[1] for name in month.reported if name.startswith("phan-hoi/")}
    assert folders == {"NHNTTT", "TTBTDT", "VP"}


def test_the_register_tells_how_the_report_was_put_right(month: Month) -> None:
    refused, mended = month.history
    assert "Nhận: 19/09/2022 09:20, từ qltdtt@so.vn, thư “Báo cáo tháng 9”" in refused
    assert "[lỗi] trang “Nhập liệu” ô C14 “Số đã đạt (tử số)”: Tử số 13 lớn hơn mẫu số 11." in refused
    assert "A.III.4 · QLTDTT · 2022-09 · đã tiếp nhận, muộn 10 ngày" in mended and "[lỗi]" not in mended
    for told, own in ((refused, 1), (mended, 2)):
        assert "Các bản của nhiệm vụ A.III.4, đơn vị QLTDTT, kỳ 2022-09:" in told
        first, second = (line for line in told.splitlines() if line.lstrip()[:2] in ("1.", "2."))
        assert "1. 19/09/2022 09:20" in first and "chưa hợp lệ" in first
        assert "2. 26/09/2022 09:00" in second and "đã tiếp nhận, muộn 10 ngày" in second
        assert [line.endswith("← tệp này") for line in (first, second)] == [own == 1, own == 2]


def test_who_still_owes_a_report_is_reminded_by_mail(month: Month, expected: dict[str, Any]) -> None:
    owing = {row["Đơn vị"] for row in expected["Phải nộp"] if row["Thiếu"]} - {MENDING}
    assert sorted(map(recipient, month.reminders)) == sorted(map(address, owing))
    assert "quá hạn 10 ngày" in month.reminded
    for mail in month.reminders:
        unit = next(u for u in owing if address(u) == recipient(mail))
        assert any(unit in name for name in attached(mail)), "the form to fill in is attached"


def test_everything_once_more_changes_nothing(month: Month) -> None:
    """No mail comes in or goes out, no byte of the report changes; reminders give way to a new report."""
    assert "thêm 0 tệp, 0 thư; 20 đã có từ trước" in month.collected_again
    assert month.once_more == month.reported
    assert month.in_the_end == len(month.replies) + len(month.reminders)


# --- forgery --------------------------------------------------------------------------------------


@pytest.mark.parametrize("holds", [False, True], ids=["counted with a warning", "held back"])
def test_another_units_form_from_a_stranger_is_treated_as_the_plan_says(tmp_path: Path, holds: bool) -> None:
    stranger = "nguoi-la@noi-khac.vn"
    with desk(tmp_path, holds=holds) as office:
        (tmp_path / "inbox").mkdir()
        office.type("templates", "--plan", str(office.plan), "--period", "2022-09", "--unit", "TVT", "--out", "mau")
        form = (tmp_path / "mau" / "TVT" / "A.IX.1__TVT__2022-09.xlsx").read_bytes()
        office.mail(
            stranger,
            AUTUMN,
            ("A.IX.1__TVT__2022-09.xlsx", fill(form, in_A_IX_1_1_numerator=3, in_A_IX_1_1_denominator=4)),
        )
        office.collect()
        told = office.report()
        (submission,) = office.result()["submissions"]
        listed, history = office.register(), office.register("show", "A.IX.1/TVT/2022-09")
        report = "\n".join(texts_of((office.out / "bao-cao-2022-09.docx").read_bytes()))
        counted = by(office.result()["measures"], "code")["A.IX.1.1"]["units"]["received"]

    assert submission["state"] == ("quarantined" if holds else "accepted_with_warnings")
    assert [f["code"] for f in submission["findings"] if f["severity"] == "warning"] == ["TRUST_SENDER_UNKNOWN"]
    assert counted == ([] if holds else ["TVT"])
    words = "chờ xác minh" if holds else "đã tiếp nhận, có lưu ý"
    assert words in listed and f"từ {stranger}" in listed
    assert words in history and stranger in history and "TRUST_SENDER_UNKNOWN" in history
    assert words in report and stranger in report
    assert ("chờ xác minh" in told) == holds
