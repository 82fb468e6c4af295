"""Mail drafts are delivered once each, to a real server; what cannot be delivered is said and left."""

from __future__ import annotations

import base64
import email
import json
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model import PipelineError
from pipeline.progress import SILENT, Progress
from pipeline.sending import deliver, record
from pipeline.sending.account import Account, read_account
from pipeline.sending.deliver import Clock, Courier, Delivery, find_drafts, look_up
from pipeline.sending.draft import outgoing, read_draft
from pipeline.sending.post import Line
from pipeline.sending.told import lines
from pipeline.vietnamese import VIETNAM
from tests import killing
from tests.commands import Cli, runner
from tests.mail_server import AUTHORITY, HOST, PASSWORD, USER, Kept, Server, certificate, running

NOW = datetime(2022, 9, 20, 8, 30, tzinfo=VIETNAM)
OFFICE = "Văn phòng Sở <vanphong@so.gov.vn>"
SUBJECT = "Trả lời: Báo cáo kỳ tháng 9/2022 của Phòng Kế hoạch - Tài chính cần sửa 2 chỗ"
BODY = "Kính gửi Phòng,\n\n.Dòng bắt đầu bằng dấu chấm\n\nTrân trọng.\n"


def draft(
    to: str = "Phòng KHTC <khtc@so.gov.vn>", attached: bytes = b"PK\x03\x04sua", number: int = 1, **fields: str
) -> bytes:
    """A reply as it lies ready: no date, marked as unsent."""
    mail = EmailMessage(policy.SMTP)
    told = {"From": OFFICE, "To": to, "Subject": SUBJECT, "X-Unsent": "1"}
    told |= {"Message-ID": f"<tra-loi-{number}@so.gov.vn>", "In-Reply-To": "<goc@khtc.so.gov.vn>"}
    for name, value in (told | {name.replace("_", "-"): value for name, value in fields.items()}).items():
        if value:
            mail[name] = value
    mail.set_content(BODY, cte="8bit")
    mail.add_attachment(attached, maintype="application", subtype="vnd.ms-excel", filename="bản sửa.xlsx")
    mail.set_boundary("ranh-gioi")  # the same mail has the same bytes
    return mail.as_bytes()


def lay(folder: Path, *drafts: bytes) -> list[Path]:
    """Drafts as they lie in a folder, in their order."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:02d}.eml" for number in range(1, len(drafts) + 1)]
    for file, data in zip(files, drafts, strict=True):
        file.write_bytes(data)
    return files


class Time:
    """A clock that stands still but for what is slept."""

    def __init__(self) -> None:
        self.slept: list[float] = []

    def now(self) -> datetime:
        return NOW + timedelta(seconds=sum(self.slept))

    @property
    def clock(self) -> Clock:
        return Clock(self.now, self.slept.append)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as server:
        yield server


class Told(Progress):
    """Keeps what is said on the way."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines

    def say(self, text: str) -> None:
        self.lines.append(text)


def deliver_all(
    server: Server, inbox: Path, *drafts: bytes, time: Time | None = None, said: list[str] | None = None,
    rate: int = 30, again: bool = False, sender: str = "",
) -> list[Delivery]:  # fmt: skip
    """A run of sending over drafts, as the command does it."""
    lay(inbox.parent / "thu", *drafts)
    deliveries = look_up(find_drafts([inbox.parent / "thu"]), inbox, sender)
    account = Account(HOST, server.port, encrypted=False)
    told = Told(said if said is not None else [])
    Courier(lambda: Line(account), inbox, (time or Time()).clock, told, sender, rate, again).deliver(deliveries)
    return deliveries


def states(deliveries: list[Delivery]) -> list[str]:
    return [d.state for d in deliveries]


def parsed(kept: Kept) -> EmailMessage:
    message = email.message_from_bytes(kept.data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(deliveries: list[Delivery]) -> str:
    return "\n".join(line for d in deliveries for line in lines(d))


def attachment(kept: Kept) -> bytes:
    (part,) = parsed(kept).iter_attachments()
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data


# --- what goes out ------------------------------------------------------------------------------------


def test_a_draft_goes_out_dated_unmarked_and_else_as_it_was_written(server: Server, inbox: Path) -> None:
    written = draft(Cc="tccb@so.gov.vn", Bcc="luu@so.gov.vn")
    assert states(deliver_all(server, inbox, written)) == ["sent"]
    (kept,) = server.kept
    assert kept.sender == "vanphong@so.gov.vn"
    assert kept.recipients == ("khtc@so.gov.vn", "tccb@so.gov.vn", "luu@so.gov.vn")
    mail = parsed(kept)
    assert mail["Date"].datetime == NOW
    assert mail["X-Unsent"] is None and mail["Bcc"] is None and b"luu@so.gov.vn" not in kept.data
    assert mail["Subject"] == SUBJECT and mail["Message-ID"] == "<tra-loi-1@so.gov.vn>"
    assert mail["In-Reply-To"] == "<goc@khtc.so.gov.vn>" and mail["To"].addresses[0].display_name == "Phòng KHTC"
    body = mail.get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n") == BODY
    assert attachment(kept) == b"PK\x03\x04sua"
    head, _, rest = written.partition(b"\r\n\r\n")
    assert kept.data.partition(b"\r\n\r\n")[2] == rest  # the text and what is attached, byte for byte
    gone = [line for line in head.split(b"\r\n") if not line.startswith((b"X-Unsent", b"Bcc"))]
    assert kept.data.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:] == gone


def test_a_draft_that_was_edited_by_hand_goes_out_readable(server: Server, inbox: Path) -> None:
    """Lines that end as on Linux, letters written as they are, no Message-ID."""
    written = (
        "X-Unsent: 1\nFrom: Văn phòng <vanphong@so.gov.vn>\nTo: khtc@so.gov.vn\nSubject: Đề nghị sửa\n  số liệu\n"
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nKính gửi\n.\ncuối thư"
    ).encode()
    assert states(deliver_all(server, inbox, written)) == ["sent"]
    (kept,) = server.kept
    mail = parsed(kept)
    assert mail["Subject"] == "Đề nghị sửa số liệu" and mail["From"].addresses[0].display_name == "Văn phòng"
    assert mail.get_content().splitlines() == ["Kính gửi", ".", "cuối thư"]
    assert kept.data.partition(b"\r\n\r\n")[0].isascii() and b"\n" not in kept.data.replace(b"\r\n", b"")
    assert re.fullmatch(r"<[0-9a-f]{64}@bao-cao\.invalid>", mail["Message-ID"])


def test_a_server_of_the_old_kind_gets_letters_it_knows(inbox: Path) -> None:
    with running(decode_data=True) as server:
        server.handle_DATA = _keep_text(server)  # type: ignore[method-assign]
        assert states(deliver_all(server, inbox, draft())) == ["sent"]
    (kept,) = server.kept
    assert kept.data.isascii()
    body = parsed(kept).get_body()
    assert body is not None and body.get_content().replace("\r\n", "\n") == BODY
    assert parsed(kept)["Subject"] == SUBJECT and parsed(kept)["Message-ID"] == "<tra-loi-1@so.gov.vn>"
    assert attachment(kept) == b"PK\x03\x04sua"


def _keep_text(server: Server):  # type: ignore[no-untyped-def]
    async def handle(_: object, __: object, envelope) -> str:  # type: ignore[no-untyped-def]
        server.kept.append(Kept(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content.encode("ascii")))
        return "250 OK"

    return handle


def test_the_office_may_name_another_sender(server: Server, inbox: Path) -> None:
    (done,) = deliver_all(server, inbox, draft(), sender="Một cửa <motcua@so.gov.vn>")
    assert done.state == "sent" and server.kept[0].sender == "motcua@so.gov.vn"
    assert [str(a) for a in parsed(server.kept[0])["From"].addresses] == ["Một cửa <motcua@so.gov.vn>"]


TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=90)


@given(subject=TEXT, body=st.binary(max_size=300), eight_bit=st.booleans())
def test_whatever_is_written_arrives(subject: str, body: bytes, eight_bit: bool) -> None:
    subject = " ".join(subject.split())
    head = f"X-Unsent: 1\nFrom: a@b.vn\nTo: c@d.vn\nSubject: {subject}\n".encode()
    kind = b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    found = read_draft(head + kind + base64.encodebytes(body), "x.eml")
    assert found is not None and not found.problem
    mail = outgoing(found, "", NOW, eight_bit)
    again = email.message_from_bytes(mail, policy=policy.default)
    assert " ".join(str(again["Subject"] or "").split()) == subject and again.get_payload(decode=True) == body
    assert mail.partition(b"\r\n\r\n")[0].isascii() and b"\n" not in mail.replace(b"\r\n", b"")


@given(st.binary(max_size=400))
def test_no_file_trips_the_reader_of_drafts(noise: bytes) -> None:
    for data in (noise, b"X-Unsent: 1\n" + noise, draft()[:200] + noise, b"X-Unsent: 1\nTo: " + noise):
        found = read_draft(data, "x.eml")
        if found is not None and not found.problem and found.sender:
            assert outgoing(found, "", NOW) and outgoing(found, "", NOW, eight_bit=False)


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        (draft(to=""), "chưa có người nhận"),
        (draft(to="", Cc="khtc@so.gov.vn"), "chưa có người nhận"),
        (draft(to="phòng.khtc@so.gov.vn"), "“phòng.khtc@so.gov.vn” không đúng dạng"),
        (draft(to="khtc@so..vn"), "không đúng dạng"),
        (draft(to="khtc"), "không đúng dạng"),
        (draft(Bcc="a b@so.gov.vn"), "không đúng dạng"),
        (draft(From=""), "chưa có người gửi"),
        (b"X-Unsent: 1\nTo: a@b.vn\nSubject: \xff\xfe\nFrom: b@c.vn\n\nx", "không đọc được như một thư"),
        (b"X-Unsent: 1\nTo: a@b.vn\nkhong phai dong thu\nBcc: c@d.vn\n\nx", "không đọc được như một thư"),
    ],
)
def test_a_draft_that_cannot_be_sent_is_said_and_left_and_the_others_go(
    server: Server, inbox: Path, written: bytes, reason: str
) -> None:
    done = deliver_all(server, inbox, written, draft(number=2))
    assert states(done) == ["left", "sent"] and reason in lines(done[0])[0]
    assert [parsed(k)["Message-ID"] for k in server.kept] == ["<tra-loi-2@so.gov.vn>"]


def test_a_mail_that_is_no_draft_is_never_sent(server: Server, inbox: Path) -> None:
    came = draft(X_Unsent="")
    assert deliver_all(server, inbox, came, draft(X_Unsent="0")) == [] and server.greetings == 0
    (file,) = lay(inbox.parent / "rieng", came)
    with pytest.raises(PipelineError, match="không phải thư nháp"):
        find_drafts([file])


# --- once -----------------------------------------------------------------------------------------------


def test_a_mail_is_sent_once_and_a_changed_one_is_another(server: Server, inbox: Path) -> None:
    assert states(deliver_all(server, inbox, draft(), draft(number=2))) == ["sent", "sent"]
    again = deliver_all(server, inbox, draft(), draft(number=2))
    assert states(again) == ["already", "already"] and len(server.kept) == 2
    assert "đã gửi từ trước, lúc 08:30:00 ngày 20/09/2022" in lines(again[0])[0]
    assert states(deliver_all(server, inbox, draft(attached=b"khac"), draft(number=2))) == ["sent", "already"]
    assert len(server.kept) == 3 and server.greetings == 2  # nobody rang up for nothing


def test_the_same_draft_in_two_places_is_one_mail(server: Server, inbox: Path) -> None:
    deliver_all(server, inbox, draft(), draft())
    assert len(server.kept) == 1


def test_the_book_says_who_was_written_to_before_and_after(server: Server, inbox: Path) -> None:
    server.refused["sai@so.gov.vn"] = "550 khong co hop thu nay"
    deliver_all(server, inbox, draft(Cc="sai@so.gov.vn"))
    with closing(sqlite3.connect(inbox / "so-tiep-nhan.sqlite")) as book:
        rows = book.execute("SELECT attempt, event, recipient, code, words, message_id FROM sendings").fetchall()
    this = "<tra-loi-1@so.gov.vn>"
    assert rows == [
        (1, "begun", "", 0, "khtc@so.gov.vn sai@so.gov.vn", this),
        (1, "refused", "sai@so.gov.vn", 550, "khong co hop thu nay", this),
        (1, "sent", "khtc@so.gov.vn", 250, "da nhan", this),
    ]


def test_two_runs_at_once_send_each_mail_once(server: Server, inbox: Path) -> None:
    drafts = [draft(number=n) for n in range(12)]
    lay(inbox.parent / "thu", *drafts)
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(deliver_all, server, inbox, *drafts) for _ in range(4)]
        done = [run.result() for run in runs]
    assert sorted(parsed(k)["Message-ID"] for k in server.kept) == sorted(f"<tra-loi-{n}@so.gov.vn>" for n in range(12))
    assert all(state in ("sent", "already", "unsure") for run in done for state in states(run))
    assert [states(run).count("sent") for run in done] and sum(states(run).count("sent") for run in done) == 12


# --- killed -------------------------------------------------------------------------------------------------


def send_one(folder: str, port: int) -> None:
    """The run that is killed."""
    place = Path(folder)
    deliveries = look_up(find_drafts([place / "thu"]), place / "inbox")
    line = Account(HOST, port, encrypted=False)
    Courier(lambda: Line(line), place / "inbox", Time().clock, SILENT).deliver(deliveries)


def test_a_run_killed_at_any_moment_never_makes_a_mail_go_twice(server: Server, tmp_path: Path) -> None:
    def ground(name: object) -> Path:
        folder = tmp_path / str(name)
        lay(folder / "thu", draft())
        (folder / "inbox").mkdir()
        return folder

    with killing.Runs(send_one, str(ground("am")), server.port) as runs:
        count = ground("dem")
        seen = set()
        for moment in range(1, runs.moments(send_one, str(count), server.port, folder=count) + 1):
            folder = ground(moment)
            server.kept.clear()
            runs.kill_at(moment, send_one, str(folder), server.port, folder=folder)
            went = len(server.kept)
            (after,) = deliver_all(server, folder / "inbox", draft())
            assert len(server.kept) <= 1
            seen.add((went, after.state))
            if after.state == "unsure":
                assert "chưa có kết quả" in text_of([after]) and "--again-unsure" in text_of([after])
                assert states(deliver_all(server, folder / "inbox", draft())) == ["unsure"]  # until somebody asks
                assert states(deliver_all(server, folder / "inbox", draft(), again=True)) == ["sent"]
                assert states(deliver_all(server, folder / "inbox", draft())) == ["already"]
            else:
                assert len(server.kept) == 1
    assert {(0, "sent"), (1, "unsure")} <= seen <= {(0, "sent"), (1, "unsure"), (1, "already")}


def test_a_run_killed_before_the_server_took_anything_leaves_the_same_doubt(server: Server, inbox: Path) -> None:
    found = read_draft(draft(), "x.eml")
    assert found is not None and record.begin(inbox, found, 1, found.recipients, NOW)  # and there it ended
    assert not record.begin(inbox, found, 1, found.recipients, NOW)  # nobody else takes the same attempt
    assert states(deliver_all(server, inbox, draft())) == ["unsure"] and server.kept == []
    assert states(deliver_all(server, inbox, draft(), again=True)) == ["sent"]


def test_what_was_sent_again_on_demand_is_known_by_its_message_id(server: Server, inbox: Path) -> None:
    server.cut_behind = 1
    assert states(deliver_all(server, inbox, draft())) == ["unsure"]
    assert states(deliver_all(server, inbox, draft(), again=True)) == ["sent"]
    first, second = server.kept
    assert parsed(first)["Message-ID"] == parsed(second)["Message-ID"] == "<tra-loi-1@so.gov.vn>"


# --- refused, put off, cut off --------------------------------------------------------------------------------


def test_a_refused_address_is_said_with_the_servers_words_and_the_next_mail_goes(server: Server, inbox: Path) -> None:
    server.refused["sai@so.gov.vn"] = "550 5.1.1 khong co hop thu nay"
    time = Time()
    done = deliver_all(server, inbox, draft(to="sai@so.gov.vn"), draft(number=2), time=time)
    assert states(done) == ["refused", "sent"] and time.slept == []
    assert "  sai@so.gov.vn: 550: 5.1.1 khong co hop thu nay" in lines(done[0])
    server.refused.clear()
    assert states(deliver_all(server, inbox, draft(to="sai@so.gov.vn"), draft(number=2))) == ["sent", "already"]


def test_of_several_recipients_only_those_who_lack_it_get_it_later(server: Server, inbox: Path) -> None:
    server.refused["sai@so.gov.vn"] = "550 khong co hop thu nay"
    assert states(deliver_all(server, inbox, draft(Cc="sai@so.gov.vn"))) == ["refused"]
    server.refused.clear()
    assert states(deliver_all(server, inbox, draft(Cc="sai@so.gov.vn"))) == ["sent"]
    assert [k.recipients for k in server.kept] == [("khtc@so.gov.vn",), ("sai@so.gov.vn",)]


def test_who_is_put_off_is_tried_again_after_the_others_and_after_pauses(server: Server, inbox: Path) -> None:
    server.put_off["cham@so.gov.vn"] = ["451 xin thu lai sau", "421 dong may"]
    time, said = Time(), list[str]()
    done = deliver_all(server, inbox, draft(to="cham@so.gov.vn"), draft(number=2), time=time, said=said)
    assert states(done) == ["sent", "sent"] and time.slept == [10, 60]
    assert [k.recipients[0] for k in server.kept] == ["khtc@so.gov.vn", "cham@so.gov.vn"]
    assert said == [
        "Máy chủ chưa nhận 1 thư; thử lại sau 10 giây…",
        "Máy chủ chưa nhận 1 thư; thử lại sau 60 giây…",
    ]


def test_who_is_always_put_off_is_said_in_the_end_and_tried_by_the_next_run(server: Server, inbox: Path) -> None:
    server.put_off["cham@so.gov.vn"] = ["451 xin thu lai sau"] * 4
    time = Time()
    done = deliver_all(server, inbox, draft(to="cham@so.gov.vn"), time=time)
    assert states(done) == ["postponed"] and time.slept == list(deliver.PAUSES)
    assert "  cham@so.gov.vn: 451: xin thu lai sau" in lines(done[0])
    assert states(deliver_all(server, inbox, draft(to="cham@so.gov.vn"))) == ["sent"] and len(server.kept) == 1


@pytest.mark.parametrize(
    ("answer", "state", "pauses"),
    [("554 thu bi chan", "refused", []), ("451 loi tam thoi", "sent", [10]), ("421 dong may", "sent", [10])],
)
def test_the_verdict_on_a_whole_mail_counts(
    server: Server, inbox: Path, answer: str, state: str, pauses: list[int]
) -> None:
    server.answers = [answer]
    time = Time()
    done = deliver_all(server, inbox, draft(), draft(number=2), time=time)
    assert (
        states(done) == [state, "sent"] and time.slept == pauses and len(server.kept) == (2 if state == "sent" else 1)
    )


def test_a_line_cut_while_a_mail_goes_out_means_that_it_did_not_go_and_it_goes_again(
    server: Server, inbox: Path
) -> None:
    server.cut_within = 1
    time = Time()
    done = deliver_all(server, inbox, draft(attached=b"x" * 6_000_000), draft(number=2), time=time)
    assert states(done) == ["sent", "sent"] and time.slept == [10]
    assert [parsed(k)["Message-ID"] for k in server.kept] == ["<tra-loi-2@so.gov.vn>", "<tra-loi-1@so.gov.vn>"]


def test_a_line_cut_behind_a_mail_means_that_nobody_knows_and_it_does_not_go_again(server: Server, inbox: Path) -> None:
    server.cut_behind = 1
    done = deliver_all(server, inbox, draft(), draft(number=2))
    assert states(done) == ["unsure", "sent"] and len(server.kept) == 2
    assert "khtc@so.gov.vn: lần gửi lúc 08:30:00 ngày 20/09/2022 chưa có kết quả" in text_of(done)
    assert states(deliver_all(server, inbox, draft(), draft(number=2))) == ["unsure", "already"]
    assert len(server.kept) == 2


def test_a_server_that_goes_away_in_between_leaves_the_rest_for_later(inbox: Path) -> None:
    time = Time()
    with running() as server:
        server.answers = ["421 dong may"]
        lay(inbox.parent / "thu", draft(), draft(number=2))
        deliveries = look_up(find_drafts([inbox.parent / "thu"]), inbox)
        ports = [server.port, 1, 1, 1, 1]  # nobody listens there
        line = lambda: Line(Account(HOST, ports.pop(0), encrypted=False))  # noqa: E731
        Courier(line, inbox, time.clock, SILENT).deliver(deliveries)
    assert states(deliveries) == ["postponed", "postponed"] and time.slept == list(deliver.PAUSES)
    assert "Không gửi được qua máy chủ thư" in text_of(deliveries)


def test_a_mail_that_is_too_heavy_for_the_server_is_said_with_both_sizes(inbox: Path) -> None:
    with running(data_size_limit=2_000_000) as server:
        done = deliver_all(server, inbox, draft(attached=b"x" * 4_000_000), draft(number=2))
    assert states(done) == ["left", "sent"]
    assert "thư nặng 6 MB, máy chủ chỉ nhận thư đến 2 MB" in lines(done[0])[0]


# --- pace -----------------------------------------------------------------------------------------------------


def test_no_more_than_the_rate_go_within_any_minute(server: Server, inbox: Path) -> None:
    time = Time()
    begun: list[float] = []
    begin = server.handle_RCPT

    async def noted(*args: object) -> str:
        begun.append(sum(time.slept))
        return await begin(*args)  # type: ignore[arg-type]

    server.handle_RCPT = noted  # type: ignore[method-assign, assignment]
    deliver_all(server, inbox, *(draft(number=n) for n in range(10)), time=time, rate=4)
    assert begun == [0, 0, 0, 0, 60, 60, 60, 60, 120, 120]


# --- settings ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "account"),
    [
        ("smtps://vp@mail.so.vn", Account("mail.so.vn", 465, True, "vp")),
        ("smtp://vp@so.vn@mail.so.vn:25", Account("mail.so.vn", 25, False, "vp@so.vn")),
        ("smtps://vp%40so.vn@mail.so.vn:4650/", Account("mail.so.vn", 4650, True, "vp@so.vn")),
        ("smtp://127.0.0.1:2525", Account("127.0.0.1", 2525, False)),
    ],
)
def test_an_address_names_server_port_and_user(address: str, account: Account) -> None:
    assert read_account(address) == account


@pytest.mark.parametrize(
    "address",
    ["mail.so.vn", "http://mail.so.vn", "smtps://", "smtps://vp@mail.so.vn:mot", "smtps://mail.so.vn/thu", "smtp://[x"],
)
def test_an_address_of_another_shape_is_asked_back_without_repeating_it(address: str) -> None:
    with pytest.raises(PipelineError, match="BAO_CAO_SMTP") as told:
        read_account(address)
    assert address.removeprefix("smtps://") not in str(told.value) or address == "smtps://"


def test_a_password_in_the_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(PipelineError, match="Mật khẩu không được nằm trong BAO_CAO_SMTP") as told:
        read_account(f"smtps://vp:{PASSWORD}@mail.so.vn")
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.8.9.1", True), ("::1", True), ("localhost", True), ("LOCALHOST", True),
     ("mail.so.vn", False), ("10.0.0.1", False), ("localhost.so.vn", False), ("127.1", False)],
)  # fmt: skip
def test_only_this_machine_itself_is_spoken_to_in_the_open(host: str, local: bool) -> None:
    assert Account(host, 587, encrypted=False).is_local is local


# --- the command ---------------------------------------------------------------------------------------------------


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """The command in an office: a book of receipts, two drafts of the period, the tests' authority trusted."""
    (tmp_path / "inbox").mkdir()
    lay(tmp_path / "output" / "2022-09" / "phan-hoi" / "KHTC", draft())
    lay(tmp_path / "output" / "2022-09" / "nhac-viec", draft(to="tccb@so.gov.vn", number=2))
    AUTHORITY.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.chdir(tmp_path)
    for name in ("BAO_CAO_SMTP", "BAO_CAO_SMTP_PASSWORD", "BAO_CAO_SMTP_FROM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return runner(capsys)


def configure(monkeypatch: pytest.MonkeyPatch, scheme: str, server: Server, user: str = USER, host: str = HOST) -> None:
    monkeypatch.setenv("BAO_CAO_SMTP", f"{scheme}://{user}@{host}:{server.port}".replace("//@", "//"))
    monkeypatch.setenv("BAO_CAO_SMTP_PASSWORD", PASSWORD)


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_drafts_go_out_encrypted_and_signed_in_and_are_told_line_by_line(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, scheme: str, tmp_path: Path
) -> None:
    secure = certificate(HOST)
    how = {"tls": secure} if scheme == "smtps" else {"starttls": secure}
    with running(**how) as server:  # type: ignore[arg-type]
        configure(monkeypatch, scheme, server)
        done = cli("send", "--period", "2022-09", "--json", "ket-qua.json")
        assert (done.code, done.err) == (0, "Đang gửi thư: 2…\n")
        assert server.signed_in == [(USER.encode(), PASSWORD.encode())] and len(server.kept) == 2
        folder = Path("output", "2022-09")
        assert done.out.splitlines() == [
            f"{folder / 'nhac-viec' / '01.eml'}: đã gửi đến tccb@so.gov.vn: “{SUBJECT}”.",
            f"{folder / 'phan-hoi' / 'KHTC' / '01.eml'}: đã gửi đến khtc@so.gov.vn: “{SUBJECT}”.",
            "2 thư: 2 đã gửi.",
        ]
        told = json.loads((tmp_path / "ket-qua.json").read_text(encoding="utf-8"))
        assert [m["state"] for m in told["mails"]] == ["sent", "sent"]
        assert told["mails"][1]["recipients"][0]["address"] == "khtc@so.gov.vn"
        assert told["mails"][1]["attachments"] == [{"name": "bản sửa.xlsx", "bytes": 7}]
        again = cli("send", "output")
        assert again.code == 0 and again.out.endswith("2 thư: 2 đã gửi từ trước.\n") and len(server.kept) == 2
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert PASSWORD.encode() not in path.read_bytes()


def test_a_mail_that_could_not_be_sent_is_exit_code_one(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as server:
        configure(monkeypatch, "smtp", server, user="")
        server.refused["khtc@so.gov.vn"] = "550 khong co hop thu nay"
        done = cli("send", "output")
    assert done.code == 1 and done.out.endswith("2 thư: 1 đã gửi, 1 bị máy chủ từ chối.\n")


def test_without_settings_a_sentence_says_what_to_do(cli: Cli) -> None:
    done = cli("send", "output")
    assert (done.code, done.out) == (3, "") and len(done.err.splitlines()) == 1
    for words in ("Chưa cấu hình máy chủ gửi thư", "BAO_CAO_SMTP", "Outlook hoặc Thunderbird"):
        assert words in done.err


def test_a_dry_run_shows_everything_and_touches_nothing(cli: Cli, tmp_path: Path) -> None:
    before = {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")}
    done = cli("send", "--period", "2022-09", "--dry-run")
    assert (done.code, done.err) == (0, "")
    for words in ("Đến: khtc@so.gov.vn", f"Tiêu đề: {SUBJECT}", "Tệp kèm: bản sửa.xlsx (1 KB)", "Dung lượng: 1 KB"):
        assert f"  {words}" in done.out.splitlines()
    assert done.out.endswith("2 thư: 2 sẽ gửi.\n")
    assert {p: p.stat().st_mtime_ns for p in tmp_path.rglob("*")} == before


def test_a_dry_run_needs_no_inbox_and_says_what_was_sent_already(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with running() as server:
        configure(monkeypatch, "smtp", server, user="")
        assert cli("send", "output/2022-09/nhac-viec/01.eml").code == 0
        assert cli("send", "output", "--dry-run").out.endswith("2 thư: 1 đã gửi từ trước, 1 sẽ gửi.\n")
        (tmp_path / "inbox").rename(tmp_path / "noi-khac")
        assert cli("send", "output", "--dry-run").code == 0
        done = cli("send", "output")
        assert done.code == 3 and "Không có thư mục hộp nhận" in done.err


@pytest.mark.parametrize("names", [("mail.khac.vn",), ("127.0.0.2",)])
@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
def test_a_certificate_of_another_name_is_not_trusted_and_nothing_is_sent(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, scheme: str, names: tuple[str, ...]
) -> None:
    secure = certificate(*names)
    with running(**({"tls": secure} if scheme == "smtps" else {"starttls": secure})) as server:  # type: ignore[arg-type]
        configure(monkeypatch, scheme, server)
        done = cli("send", "output")
        assert done.code == 3 and "không được tin cậy" in done.err and len(done.err.splitlines()) == 1
        assert server.kept == [] and server.signed_in == []


def test_a_sender_that_is_none_is_asked_back(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_CAO_SMTP_FROM", "Văn phòng Sở")
    done = cli("send", "output", "--dry-run")
    assert done.code == 3 and "BAO_CAO_SMTP_FROM không phải là một người gửi" in done.err


def test_a_certificate_of_an_unknown_authority_is_not_trusted(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tls=certificate(HOST)) as server:
        configure(monkeypatch, "smtps", server)
        monkeypatch.delenv("SSL_CERT_FILE")
        done = cli("send", "output")
        assert done.code == 3 and "không được tin cậy" in done.err and server.kept == []


def test_no_password_goes_to_a_stranger_in_the_open(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.1 leads to this machine too, but it is not one of its names."""
    with running() as server:
        configure(monkeypatch, "smtp", server, host="127.1")
        done = cli("send", "output")
        assert done.code == 3 and "không mã hóa đường truyền" in done.err
        assert server.kept == [] and server.signed_in == []


def test_a_wrong_password_is_said_once_and_not_repeated(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tls=certificate(HOST)) as server:
        configure(monkeypatch, "smtps", server)
        monkeypatch.setenv("BAO_CAO_SMTP_PASSWORD", "sai-roi-day")
        done = cli("send", "output")
        assert done.code == 3 and "không được máy chủ thư" in done.err and "535" in done.err
        assert "sai-roi-day" not in done.err and server.kept == []
        assert not (Path("inbox") / "so-tiep-nhan.sqlite").exists()  # nothing was begun


def test_without_a_password_and_a_terminal_nothing_is_asked(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_CAO_SMTP", f"smtps://{USER}@{HOST}:1")
    done = cli("send", "output")
    assert done.code == 3 and "BAO_CAO_SMTP_PASSWORD" in done.err


def test_a_server_that_is_not_there_is_three(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAO_CAO_SMTP", f"smtp://{HOST}:1")
    done = cli("send", "output")
    assert done.code == 3 and "Không gửi được qua máy chủ thư 127.0.0.1:1" in done.err


@pytest.mark.parametrize(
    "args", [(), ("output", "--period", "2022-09"), ("output", "--rate", "0"), ("output", "--rate", "nhanh")]
)
def test_wrong_usage_is_two(cli: Cli, args: tuple[str, ...]) -> None:
    done = cli("send", *args)
    assert (done.code, done.out) == (2, "") and "Lỗi cách dùng" in done.err


def test_places_that_are_not_there_are_three(cli: Cli) -> None:
    done = cli("send", "--period", "2022-08", "--dry-run")
    assert done.code == 3 and "2022-08" in done.err
    empty = Path("rong")
    empty.mkdir()
    assert cli("send", "rong", "--dry-run").out == "Không có thư nháp nào cần gửi.\n"
