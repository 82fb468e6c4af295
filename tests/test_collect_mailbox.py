"""Mails are taken from a real server: each once, the server left as it was, no password told to anybody."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from pipeline.collecting import mailbox
from pipeline.collecting.address import WrongAddress, read_address
from pipeline.collecting.collect import Outcome, Source, Wishes, collect
from pipeline.intake import laying
from pipeline.intake.register import receive
from pipeline.model import PipelineError
from pipeline.progress import SILENT, Done, Progress
from pipeline.vietnamese import VIETNAM
from tests.commands import Cli, runner
from tests.drawing import codes
from tests.mails import MORNING, NOW, laid, letter, lying, report
from tests.postbox import MISSING, PASSWORD, USER, Postbox, postbox

pytestmark = pytest.mark.skipif(bool(MISSING), reason=MISSING or "nothing is missing")


@pytest.fixture(scope="module")
def server() -> Iterator[Postbox]:
    with postbox() as running:
        yield running


@pytest.fixture
def box(server: Postbox, request: pytest.FixtureRequest) -> str:
    """A folder of its own for each test, with three mails."""
    name = re.sub(r"\W", "", request.node.name)[:60]
    server.make_folder(name)
    mails = [letter((f"{n}.xlsx", report(n)), number=n, subject=f"Thư {n}").as_bytes() for n in (1, 2)]
    server.put(*mails, letter(number=3).as_bytes(), arrived=MORNING, folder=name)
    return name


def take(inbox: Path, address: str, *, now: datetime = NOW, password: str = PASSWORD, since: date | None = None,
         mark_seen: bool = False) -> Outcome:  # fmt: skip
    source = Source(address=read_address(address), password=password)
    (outcome,) = collect(inbox, [source], now, SILENT, Wishes(since, mark_seen))
    assert PASSWORD not in outcome.problem and password not in outcome.problem
    return outcome


def test_mails_are_taken_in_with_the_time_at_which_the_server_got_them(
    server: Postbox, box: str, tmp_path: Path
) -> None:
    outcome = take(tmp_path, server.address(box))
    assert (outcome.problem, outcome.mails, len(outcome.taken)) == ("", 3, 2)
    assert codes(outcome.findings) == ["MAIL_NO_ATTACHMENT"]
    first, second = receive(tmp_path, NOW)
    assert first.data == report(1) and second.data == report(2)
    assert first.arrival.received == MORNING and first.arrival.mail
    assert (first.arrival.mail.sender, first.arrival.mail.subject) == ("an@donvi.vn", "Thư 1")
    assert first.arrival.name.startswith("thu/2022-09-14/an@donvi.vn__")


def test_a_second_run_changes_not_a_byte_and_asks_for_no_mail_again(server: Postbox, box: str, tmp_path: Path) -> None:
    take(tmp_path, server.address(box))
    before = lying(tmp_path)
    again = take(tmp_path, server.address(box), now=NOW + timedelta(days=3))
    assert (again.known, again.mails, again.taken) == (3, 0, [])
    assert lying(tmp_path) == before


def test_new_mails_are_added(server: Postbox, box: str, tmp_path: Path) -> None:
    take(tmp_path, server.address(box))
    server.put(letter(("moi.xlsx", report(4)), number=4).as_bytes(), arrived=MORNING, folder=box)
    again = take(tmp_path, server.address(box))
    assert (again.known, again.mails) == (3, 1) and len(laid(tmp_path)) == 3


def test_the_same_mail_in_two_folders_or_by_two_ways_is_one_mail(server: Postbox, box: str, tmp_path: Path) -> None:
    """A copy in another folder has the same bytes; one that came through a list other headers, the same Message-ID."""
    take(tmp_path, server.address(box))
    server.make_folder(box + "2")
    copy = letter(("1.xlsx", report(1)), number=1, subject="Thư 1").as_bytes()
    server.put(copy, b"Received: from list\r\n" + copy, arrived=MORNING, folder=box + "2")
    other = take(tmp_path, server.address(box + "2"))
    assert (other.known, other.mails, other.taken) == (2, 0, []) and len(laid(tmp_path)) == 2


def test_another_answer_under_the_same_message_id_is_not_lost(server: Postbox, box: str, tmp_path: Path) -> None:
    take(tmp_path, server.address(box))
    server.put(letter(("1.xlsx", report(9)), number=1).as_bytes(), arrived=MORNING, folder=box)
    assert take(tmp_path, server.address(box)).mails == 1
    assert report(9) in laid(tmp_path).values()


def test_nothing_on_the_server_changes(server: Postbox, box: str, tmp_path: Path) -> None:
    before = server.state(box)
    take(tmp_path, server.address(box))
    assert server.state(box) == before and b"Seen" not in b"".join(before)


def test_mails_are_marked_as_read_only_when_that_is_asked_for(server: Postbox, box: str, tmp_path: Path) -> None:
    take(tmp_path, server.address(box))
    take(tmp_path, server.address(box), mark_seen=True)  # also those that are on record from before
    after = server.state(box)
    assert sum(b"\\Seen" in line for line in after) == 3
    marks = {mark for line in after[1:] for mark in re.findall(rb"\\\w+", line)}
    assert marks <= {b"\\Seen", b"\\Recent"}


def test_no_mail_is_marked_before_it_is_safe(
    server: Postbox, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise PipelineError("Đĩa đầy.")

    monkeypatch.setattr(laying, "make_ready", full)
    with pytest.raises(PipelineError):
        take(tmp_path, server.address(box), mark_seen=True)
    assert b"Seen" not in b"".join(server.state(box))


def test_deleted_mails_are_left_alone(server: Postbox, box: str, tmp_path: Path) -> None:
    with server.client() as client:
        client.select(box)
        client.store("1", "+FLAGS", "\\Deleted")
    assert take(tmp_path, server.address(box)).mails == 2


def test_a_day_to_begin_with(server: Postbox, box: str, tmp_path: Path) -> None:
    server.put(letter(("x.xlsx", report(5)), number=5).as_bytes(), arrived=MORNING + timedelta(days=10), folder=box)
    late = NOW + timedelta(days=20)
    assert take(tmp_path, server.address(box), since=date(2022, 9, 20), now=late).mails == 1
    assert take(tmp_path, server.address(box), now=late).mails == 3


def test_a_server_whose_clock_is_ahead_does_not_date_mails_into_the_future(
    server: Postbox, box: str, tmp_path: Path
) -> None:
    outcome = take(tmp_path, server.address(box), now=MORNING - timedelta(days=1))
    assert {t.received for t in outcome.taken} == {MORNING - timedelta(days=1)}


@pytest.mark.parametrize("asked", ["B%C3%A1o c%C3%A1o/Th%C3%A1ng 9", "Báo cáo/Tháng 9", "báo cáo.tháng 9"])
def test_folders_have_vietnamese_names(server: Postbox, tmp_path: Path, asked: str) -> None:
    with server.client() as client:
        client.create('"B&AOE-o c&AOE-o.Th&AOE-ng 9"')  # as the protocol writes Báo cáo.Tháng 9
    server.put(letter(("a.xlsx", report())).as_bytes(), arrived=MORNING, folder='"B&AOE-o c&AOE-o.Th&AOE-ng 9"')
    outcome = take(tmp_path, server.address(asked))
    assert not outcome.problem and outcome.mails >= 1


def test_a_folder_that_is_not_there_is_said_with_those_that_are(
    server: Postbox, box: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outcome = take(tmp_path, server.address("không có"))
    assert not caplog.records  # the library's own words would reach the screen
    assert "“không có”" in outcome.problem and "“INBOX”" in outcome.problem and "\n" not in outcome.problem


def test_a_wrong_password_is_one_sentence(server: Postbox, tmp_path: Path) -> None:
    outcome = take(tmp_path, server.address(), password="sai-bét-123")
    assert "đăng nhập" in outcome.problem and USER in outcome.problem and not laid(tmp_path)


def test_a_certificate_that_nobody_vouches_for_is_refused(server: Postbox, tmp_path: Path) -> None:
    outcome = take(tmp_path, server.address(scheme="imaps"))
    assert "Chứng thư" in outcome.problem and outcome.mails == 0


def test_an_encrypted_way_with_a_certificate_of_the_office(
    server: Postbox, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert take(tmp_path, server.address(box, scheme="imaps")).mails == 3


def test_no_server_is_one_sentence(tmp_path: Path) -> None:
    outcome = take(tmp_path, "imap://a@127.0.0.1:1/INBOX")
    assert "Không nối được" in outcome.problem


def test_a_server_that_is_gone_in_the_middle_costs_only_what_was_not_taken_yet(tmp_path: Path) -> None:
    mails = [letter((f"{n}.xlsx", report(n % 5)), number=n).as_bytes() for n in range(250)]
    with postbox() as server:
        server.put(*mails, arrived=MORNING)

        heaps: list[int] = []

        class PullThePlug(Progress):
            @contextmanager
            def count(self, title: str, total: int | None) -> Iterator[Done]:
                assert total == 250
                yield lambda number: (heaps.append(number), server.stop())[-1]

        source = Source(address=read_address(server.address()), password=PASSWORD)
        (outcome,) = collect(tmp_path, [source], NOW, PullThePlug())
        assert outcome.problem and PASSWORD not in outcome.problem and [outcome.mails] == heaps != [250]
        assert len(laid(tmp_path)) == outcome.mails
    assert len(receive(tmp_path, NOW)) == outcome.mails


def test_the_mailbox_may_number_its_mails_anew(server: Postbox, box: str, tmp_path: Path) -> None:
    take(tmp_path, server.address(box))
    with server.client() as client:
        client.delete(box)
    server.make_folder(box)
    mails = [letter((f"{n}.xlsx", report(n)), number=n, subject=f"Thư {n}").as_bytes() for n in (2, 1)]
    server.put(letter(("7.xlsx", report(7)), number=7).as_bytes(), *mails, arrived=MORNING, folder=box)
    again = take(tmp_path, server.address(box))
    assert (again.known, again.mails) == (2, 1) and len(laid(tmp_path)) == 3


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BAO_CAO_IMAP_PASSWORD", PASSWORD)
    return runner(capsys)


def test_the_command_takes_the_password_from_the_environment(
    server: Postbox, box: str, cli: Cli, tmp_path: Path
) -> None:
    done = cli("collect", server.address(box), "--json", "kq.json")
    assert done.code == 0 and "3 thư mới" in done.out and "2 tệp mới" in done.out
    told = json.loads((tmp_path / "kq.json").read_text(encoding="utf-8"))
    (source,) = told["sources"]
    assert (source["mails"], len(source["files"]), source["problem"]) == (3, 2, None)
    assert source["files"][0]["mail"]["sender"] == "an@donvi.vn"
    assert source["files"][0]["received"] == "2022-09-14T08:30:00+07:00"
    assert PASSWORD not in json.dumps(told) + done.out + done.err
    assert PASSWORD.encode() not in b"".join(lying(tmp_path).values())


def test_without_a_password_the_command_says_how_to_give_one(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, server: Postbox
) -> None:
    monkeypatch.delenv("BAO_CAO_IMAP_PASSWORD")
    monkeypatch.setattr("sys.stdin", open("/dev/null"))  # noqa: SIM115, PTH123
    done = cli("collect", server.address())
    assert done.code == 3 and "BAO_CAO_IMAP_PASSWORD" in done.err


def test_a_mailbox_that_cannot_be_read_does_not_keep_others_from_being_read(
    server: Postbox, box: str, cli: Cli, tmp_path: Path
) -> None:
    done = cli("collect", server.address("khong-co"), server.address(box))
    assert done.code == 3 and "khong-co" in done.err and len(laid(tmp_path / "inbox")) == 2


@pytest.mark.parametrize(
    "address",
    [
        "imaps://a:matkhau123@mail.so.vn/INBOX",
        "imaps://a:matkhau123/x@mail.so.vn/INBOX",
        "imaps://a:matkhau123#@mail.so.vn",
        "imaps://a:@mail.so.vn/INBOX",
        "imaps://mail.so.vn/INBOX",
        "imaps://a@mail.so.vn:abc/INBOX",
        "imaps://a@/INBOX",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_and_not_repeated(address: str, cli: Cli, tmp_path: Path) -> None:
    done = cli("collect", address)
    assert done.code == 2 and "matkhau123" not in done.out + done.err
    assert not (tmp_path / "inbox").exists()


def test_an_address_is_read_as_people_write_it() -> None:
    plain = read_address("imaps://vanphong@so.vn@mail.so.vn")
    assert (plain.user, plain.host, plain.port, plain.folder) == ("vanphong@so.vn", "mail.so.vn", 993, "INBOX")
    other = read_address("imap://a%40b@localhost:1143/B%C3%A1o%20c%C3%A1o/9")
    assert (other.user, other.port, other.folder) == ("a@b", 1143, "Báo cáo/9")
    assert other.shown == "imap://a@b@localhost:1143/Báo cáo/9"
    with pytest.raises(WrongAddress):
        read_address("imaps://a:b@c")


def test_what_concerns_only_a_mailbox_is_refused_without_one(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(report())
    for option in (("--mark-seen",), ("--since", "2022-09-01")):
        assert cli("collect", "a.xlsx", *option).code == 2


def test_times_without_seconds_of_a_zone_are_those_of_vietnam(server: Postbox, box: str, tmp_path: Path) -> None:
    outcome = take(tmp_path, server.address(box))
    assert {t.received.utcoffset() for t in outcome.taken} == {VIETNAM.utcoffset(None)}


def test_elsewhere_a_password_only_travels_encrypted(
    server: Postbox, box: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """imap:// to another machine: STARTTLS with a certificate that is verified, or nothing."""
    monkeypatch.setattr(mailbox, "_LOOPBACK", ())
    logins = (server.folder / "nhat-ky").read_text().count("Login:")
    assert "Chứng thư" in take(tmp_path, server.address(box)).problem
    assert (server.folder / "nhat-ky").read_text().count("Login:") == logins
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    assert take(tmp_path, server.address(box)).mails == 3
    assert "TLS" in (server.folder / "nhat-ky").read_text().rpartition("Login:")[2]
