"""What units send is taken in: bytes unchanged, each with its mail and its time, nothing twice, nothing lost."""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import threading
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import limits
from pipeline.collecting import unpack
from pipeline.collecting.encoded import from_base64, header_text, parameters
from pipeline.collecting.names import LONGEST, safe_name, safe_path
from pipeline.intake import laying, ledger, post
from pipeline.intake.register import FILE_NAME, receive
from pipeline.model import PipelineError
from pipeline.run import taken
from pipeline.vietnamese import VIETNAM
from tests.commands import Cli, runner
from tests.drawing import codes, small_plan
from tests.mails import (
    MORNING,
    NOW,
    everything,
    laid,
    letter,
    locked,
    lying,
    outlook,
    raw_mail,
    report,
    sha,
    take,
    write,
    zipped,
)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


@pytest.fixture
def sent(tmp_path: Path) -> Path:
    folder = tmp_path / "gui"
    folder.mkdir()
    return folder


# --- a mail ---------------------------------------------------------------------------------------


def test_a_file_that_came_by_mail_carries_its_mail_and_its_time(inbox: Path, sent: Path) -> None:
    mail = letter(("a.xlsx", report()), sender="Nguyễn Văn An <AN@donvi.vn>")
    mail["References"] = "<truoc@so.vn> <truoc-nua@so.vn>"
    take(inbox, write(sent, "thu.eml", mail.as_bytes()))
    (found,) = receive(inbox, NOW + timedelta(days=9))
    assert found.arrival.received == MORNING and found.data == report()
    told = found.arrival.mail
    assert told is not None
    assert (told.message_id, told.sender, told.sender_name) == ("<thu-1@donvi.vn>", "an@donvi.vn", "Nguyễn Văn An")
    assert (told.subject, told.references) == ("Báo cáo tháng 9", ("<truoc@so.vn>", "<truoc-nua@so.vn>"))
    assert told.sha256 == sha(mail.as_bytes())


def test_the_mail_itself_is_kept_unchanged_and_is_no_submission(inbox: Path, sent: Path) -> None:
    data = letter(subject="Chỉ có lời").as_bytes()
    take(inbox, write(sent, "thu.eml", data))
    assert lying(inbox)[f"{laying.OWN_FOLDER}/{sha(data)}.eml"] == data
    assert receive(inbox, NOW) == () and laid(inbox) == {}
    with sqlite3.connect(inbox / FILE_NAME) as book:
        assert book.execute("SELECT subject, sender, sha256 FROM originals").fetchall() == [
            ("Chỉ có lời", "an@donvi.vn", sha(data))
        ]
        assert book.execute("SELECT code FROM remarks").fetchall() == [("MAIL_NO_ATTACHMENT",)]


def test_files_of_a_forwarded_mail_belong_to_the_mail_that_reached_the_office(inbox: Path, sent: Path) -> None:
    inner = letter(("a.xlsx", report()), sender="goc@donvi.vn", subject="Thư gốc", number=5)
    outer = letter(sender="chuyen@donvi.vn", subject="Fwd", number=6)
    outer.add_attachment(inner)
    (outcome,) = take(inbox, write(sent, "thu.eml", outer.as_bytes()))
    (found,) = receive(inbox, NOW)
    assert found.arrival.mail and found.arrival.mail.sender == "chuyen@donvi.vn"
    assert outcome.taken[0].way == "Thư gốc › a.xlsx"


def test_places_are_readable_and_say_the_sender(inbox: Path, sent: Path) -> None:
    archive = zipped({"KHTC/A.I.2.xlsx": report(2)})
    data = letter(("a.xlsx", report()), ("gui.zip", archive)).as_bytes()
    (outcome,) = take(inbox, write(sent, "thu.eml", data))
    folder = f"thu/2022-09-14/an@donvi.vn__{sha(data)[:8]}"
    assert sorted(laid(inbox)) == [f"{folder}/A.I.2.xlsx", f"{folder}/a.xlsx"]
    assert [t.way for t in outcome.taken] == ["a.xlsx", "gui.zip › KHTC/A.I.2.xlsx"]


RECEIVED = "Received: from x by mail.so.vn; "
TIMES = {
    "the last server's": ([RECEIVED + "Wed, 14 Sep 2022 09:00:00 +0700", RECEIVED + "Tue, 13 Sep 2022 09:00:00 +0700"],
                          "2022-09-14T09:00:00+07:00"),
    "the next one's where the last server's is no time": (
        [RECEIVED + "hôm qua", RECEIVED + "Tue, 13 Sep 2022 02:00:00 +0000"], "2022-09-13T09:00:00+07:00"),
    "the next one's where the last is to come": (
        [RECEIVED + "Wed, 14 Sep 2033 09:00:00 +0700", RECEIVED + "Tue, 13 Sep 2022 02:00:00 -0000"],
        "2022-09-13T09:00:00+07:00"),
    "the sender's where no server says any": ([], "2022-09-14T08:30:00+07:00"),
}  # fmt: skip


@pytest.mark.parametrize(("headers", "expected"), TIMES.values(), ids=list(TIMES))
def test_a_saved_mail_arrived_when_the_last_server_took_it(
    headers: list[str], expected: str, inbox: Path, sent: Path
) -> None:
    data = "".join(h + "\r\n" for h in headers).encode() + letter(("a.xlsx", report())).as_bytes()
    take(inbox, write(sent, "thu.eml", data))
    assert [r.arrival.received.isoformat() for r in receive(inbox, NOW)] == [expected]


@pytest.mark.parametrize("sent_at", [NOW + timedelta(days=400), datetime(1970, 1, 1, tzinfo=VIETNAM)])
def test_a_mail_whose_clock_cannot_be_believed_arrives_now_and_that_is_said(
    sent_at: datetime, inbox: Path, sent: Path
) -> None:
    (outcome,) = take(inbox, write(sent, "thu.eml", letter(("a.xlsx", report()), sent=sent_at).as_bytes()))
    assert [r.arrival.received for r in receive(inbox, NOW)] == [NOW]
    assert codes(outcome.findings) == ["MAIL_NO_DATE"]


def test_outlook_knows_when_a_mail_was_delivered_where_no_header_says_so(inbox: Path, sent: Path) -> None:
    without = outlook([("a.xlsx", report())])
    header = "Received: from x; Tue, 13 Sep 2022 09:00:00 +0700\r\nFrom: B <b@donvi.vn>\r\nMessage-ID: <b@vn>\r\n\r\n"
    take(inbox, write(sent, "1.msg", without), write(sent, "2.msg", outlook([("b.xlsx", report(2))], headers=header)))
    found = {r.arrival.name.rsplit("/", 1)[-1]: r.arrival for r in receive(inbox, NOW)}
    assert found["a.xlsx"].received == MORNING and found["a.xlsx"].mail and found["a.xlsx"].mail.sender == "an@donvi.vn"
    assert found["b.xlsx"].received == MORNING - timedelta(hours=23, minutes=30)
    assert found["b.xlsx"].mail and found["b.xlsx"].mail.sender == "b@donvi.vn"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("From: =?utf-8?q?Nguy=E1=BB=85n?= <A@Donvi.VN>", ("a@donvi.vn", "Nguyễn")),
        ('From: "boss@so.vn" <ke-gian@noi-khac.vn>', ("ke-gian@noi-khac.vn", "boss@so.vn")),
        ('From: "<boss@so.vn>" <ke-gian@noi-khac.vn>', ("ke-gian@noi-khac.vn", "<boss@so.vn>")),
        ("From: a@donvi.vn", ("a@donvi.vn", "")),
        ("From: Phong Ke hoach [a@donvi.vn]", ("a@donvi.vn", None)),
        ("From: khong ro", ("", None)),
        ("X-Khac: 1", ("", "")),
    ],
)
def test_the_sender_is_the_address_and_not_the_name_beside_it(
    raw: str, expected: tuple[str, str | None], inbox: Path, sent: Path
) -> None:
    data = letter(("a.xlsx", report())).as_bytes()
    first, _, rest = data.partition(b"\n")
    assert first.startswith(b"From:")
    take(inbox, write(sent, "thu.eml", raw.encode() + b"\nReceived: x\n" + rest))
    (found,) = receive(inbox, NOW)
    assert found.arrival.mail and found.arrival.mail.sender == expected[0]
    assert expected[1] is None or found.arrival.mail.sender_name == expected[1]


# --- files, folders, archives -----------------------------------------------------------------------


def test_files_and_folders_keep_their_names(inbox: Path, sent: Path) -> None:
    write(sent, "KHTC/Báo cáo.xlsx", report())
    write(sent, "TVT/sâu/b.xlsx", report(2))
    single = write(sent.parent, "c.xlsx", report(3))
    take(inbox, sent, single)
    assert laid(inbox) == {
        "tep/gui/KHTC/Báo cáo.xlsx": report(), "tep/gui/TVT/sâu/b.xlsx": report(2), "tep/c.xlsx": report(3),
    }  # fmt: skip
    assert {(r.arrival.received, r.arrival.mail) for r in receive(inbox, NOW + timedelta(days=1))} == {(NOW, None)}


def test_what_is_taken_in_is_judged_like_any_file(inbox: Path, sent: Path) -> None:
    take(inbox, write(sent, "a.xlsx", report()), write(sent, "anh.png", b"\x89PNG\r\n\x1a\n"))
    found = {s.arrival.name: s for s in taken(receive(inbox, NOW), small_plan()).submissions}
    assert found["tep/a.xlsx"].state == "accepted"
    assert codes(found["tep/anh.png"].findings) == ["GATE_PICTURE"]


def test_an_archive_is_opened_and_kept_and_mails_in_it_are_mails(inbox: Path, sent: Path) -> None:
    mail = letter(("trong.xlsx", report(2))).as_bytes()
    archive = zipped({"KHTC/a.xlsx": report(), "thu.eml": mail})
    (outcome,) = take(inbox, write(sent, "gửi.zip", archive))
    assert lying(inbox)[f"{laying.OWN_FOLDER}/{sha(archive)}.zip"] == archive
    by_name = {r.arrival.name: r.arrival for r in receive(inbox, NOW + timedelta(days=1))}
    plain = by_name.pop("tep/gửi/KHTC/a.xlsx")
    assert (plain.mail, plain.received) == (None, NOW)
    (other,) = by_name.values()
    assert other.mail and other.mail.sender == "an@donvi.vn" and other.received == MORNING
    assert outcome.mails == 1 and len(outcome.taken) == 2


def test_an_archive_that_cannot_be_opened_goes_in_as_it_is_so_that_its_sender_gets_an_answer(
    inbox: Path, sent: Path
) -> None:
    data = locked(zipped({"a.xlsx": report()}))
    (outcome,) = take(inbox, write(sent, "mat.zip", data))
    assert laid(inbox) == {"tep/mat.zip": data}
    assert codes(outcome.findings) == ["MAIL_ZIP_PASSWORD"] and outcome.findings[0].label == "mat.zip"
    (judged,) = taken(receive(inbox, NOW), small_plan()).submissions
    assert judged.state == "rejected"


def test_a_file_that_was_changed_is_taken_in_beside_the_former_one(inbox: Path, sent: Path) -> None:
    path = write(sent, "a.xlsx", report())
    take(inbox, path)
    path.write_bytes(report(2))
    take(inbox, path)
    assert laid(inbox) == {"tep/a.xlsx": report(), "tep/a (2).xlsx": report(2)}


def test_a_file_and_a_folder_of_one_name_do_not_meet(inbox: Path, sent: Path) -> None:
    """An archive that could not be opened lies as a file where the folder of its next edition would be."""
    write(sent, "a", report())
    write(sent, "a.zip", zipped({"x.xlsx": report(2)}))
    take(inbox, sent)
    (sent / "a").unlink()
    write(sent, "a/b.xlsx", report(3))
    take(inbox, sent)
    assert laid(inbox) == {
        "tep/gui/a": report(), "tep/gui/a (2)/x.xlsx": report(2), "tep/gui/a (2)/b.xlsx": report(3),
    }  # fmt: skip


def test_a_folder_that_leads_elsewhere_is_not_followed(inbox: Path, sent: Path, tmp_path: Path) -> None:
    inbox.mkdir()
    (tmp_path / "noi-khac").mkdir()
    (inbox / "tep").symlink_to(tmp_path / "noi-khac")
    take(inbox, write(sent, "a.xlsx", report()))
    assert (inbox / "tep (2)/a.xlsx").read_bytes() == report() and not list((tmp_path / "noi-khac").iterdir())


def test_links_locks_and_what_cannot_be_read_are_said_and_passed_over(inbox: Path, sent: Path) -> None:
    write(sent, "a.xlsx", report())
    write(sent, "~$a.xlsx", b"x")
    write(sent.parent, "bi-mat.txt", b"x")
    (sent / "noi.xlsx").symlink_to(sent.parent / "bi-mat.txt")
    os.mkfifo(sent / "ong")
    (outcome,) = take(inbox, sent)
    assert list(laid(inbox)) == ["tep/gui/a.xlsx"]
    assert {f.label: f.code for f in outcome.findings} == {
        "gui/noi.xlsx": "MAIL_LINK", "gui/ong": "MAIL_UNREADABLE", "gui/~$a.xlsx": "MAIL_ASIDE",
    }  # fmt: skip


def test_a_file_over_the_limit_is_refused_without_being_read(
    inbox: Path, sent: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 1000)
    (outcome,) = take(inbox, write(sent, "a.xlsx", bytes(1001)))
    assert codes(outcome.findings) == ["MAIL_TOO_BIG"] and laid(inbox) == {}


def test_what_lies_in_the_inbox_already_is_opened_but_not_laid_again(inbox: Path) -> None:
    write(inbox, "VP/a.xlsx", report())
    write(inbox, "thu.eml", letter(("b.xlsx", report(2))).as_bytes())
    (outcome,) = take(inbox, inbox)
    names = [name.rsplit("/", 1)[-1] for name in laid(inbox)]
    assert sorted(names) == ["a.xlsx", "b.xlsx", "thu.eml"]
    assert (outcome.mails, outcome.known) == (1, 1)


@pytest.mark.parametrize("data", [letter(("b.xlsx", report(2))).as_bytes(), outlook([("b.xlsx", report(2))]),
                                  zipped({"b.xlsx": report(2)})], ids=["eml", "msg", "zip"])  # fmt: skip
def test_a_container_put_there_by_hand_is_refused_with_the_command_that_opens_it(data: bytes, inbox: Path) -> None:
    write(inbox, "tho", data)
    (judged,) = taken(receive(inbox, NOW), small_plan()).submissions
    assert judged.state == "rejected" and "lệnh collect" in judged.findings[0].message


def test_a_mail_whose_words_are_a_web_page_is_known_for_a_mail(inbox: Path) -> None:
    page = letter(("b.xlsx", report()), text="x").as_bytes().replace(b"\n\n", b"\n\n<html><body>", 1)
    write(inbox, "tho", page)
    (judged,) = taken(receive(inbox, NOW), small_plan()).submissions
    assert codes(judged.findings) == ["GATE_MAIL"]


def test_a_source_that_is_not_there_is_said_and_the_others_are_taken_in(inbox: Path, sent: Path) -> None:
    missing, there = take(inbox, sent / "khong-co", write(sent, "a.xlsx", report()))
    assert "khong-co" in missing.problem and len(there.taken) == 1


# --- nothing twice, nothing lost ----------------------------------------------------------------------


def test_running_twice_changes_not_a_byte(inbox: Path, sent: Path) -> None:
    everything(sent)
    (first,) = take(inbox, sent)
    before = lying(inbox)
    (second,) = take(inbox, sent, now=NOW + timedelta(days=5))
    assert lying(inbox) == before and len(first.taken) == 9
    assert (second.taken, second.mails) == ([], 0) and second.known > 0


def test_a_file_that_was_taken_away_does_not_come_back(inbox: Path, sent: Path) -> None:
    everything(sent)
    take(inbox, sent)
    for name in laid(inbox):
        (inbox / name).unlink()
    take(inbox, sent)
    receive(inbox, NOW)
    assert laid(inbox) == {}


def test_the_same_mail_saved_once_more_is_known(inbox: Path, sent: Path) -> None:
    mail = letter(("a.xlsx", report())).as_bytes()
    take(inbox, write(sent, "1.eml", mail))
    (again,) = take(inbox, write(sent, "2.eml", mail.replace(b"\n", b"\r\n")))
    assert (again.known, again.taken) == (1, []) and len(laid(inbox)) == 1


def test_the_same_answer_in_a_new_mail_is_a_new_answer(inbox: Path, sent: Path) -> None:
    for number in (1, 2):
        take(inbox, write(sent, f"{number}.eml", letter(("a.xlsx", report()), number=number).as_bytes()))
    assert len(receive(inbox, NOW)) == 2


def test_another_run_is_waited_for_and_at_last_named(inbox: Path, sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(sent, "a.xlsx", report())
    inbox.mkdir()
    monkeypatch.setattr(ledger, "PATIENCE", 0.2)
    with ledger.alone(inbox), pytest.raises(PipelineError, match="Một lệnh khác"):
        take(inbox, path)
    take(inbox, path)
    assert len(laid(inbox)) == 1


def test_two_runs_at_once_take_everything_in_once(inbox: Path, sent: Path) -> None:
    everything(sent)
    runs = [threading.Thread(target=take, args=(inbox, sent)) for _ in range(3)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    other = sent.parent / "mot-minh"
    take(other, sent)
    assert laid(inbox) == laid(other)


def test_a_place_that_somebody_took_meanwhile_is_not_overwritten(inbox: Path, sent: Path) -> None:
    """Stopped between the entry and the laying; then somebody puts a file of that name there."""
    path = write(sent, "a.xlsx", report())
    take(inbox, path)
    laying.make_ready(inbox, (), [laying.ToLay("tep/a.xlsx", sha(report()), report())])
    (inbox / "tep/a.xlsx").write_bytes(b"cua nguoi khac")
    found = {r.arrival.name: r for r in receive(inbox, NOW + timedelta(days=1))}
    assert found["tep/a.xlsx"].data == b"cua nguoi khac"
    assert found["tep/a (2).xlsx"].data == report() and found["tep/a (2).xlsx"].arrival.received == NOW
    assert not laying.waiting(inbox)


def test_what_a_stopped_run_left_half_done_is_cleared_away(inbox: Path, sent: Path) -> None:
    """Stopped before the entry, and its source is not there any more."""
    laying.make_ready(inbox, (), [laying.ToLay("tep/mat.xlsx", sha(report(2)), report(2))])
    assert receive(inbox, NOW) == ()
    take(inbox, write(sent, "a.xlsx", report()))
    assert list(laid(inbox)) == ["tep/a.xlsx"] and not laying.waiting(inbox)


def test_a_disk_that_knows_no_links_will_do(inbox: Path, sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    everything(sent)
    take(inbox, sent)
    assert len(laid(inbox)) == 9 and not laying.waiting(inbox)


def test_the_register_lists_what_could_not_be_opened(inbox: Path, sent: Path) -> None:
    data = letter(("mat.zip", locked(zipped({"a.xlsx": report()})))).as_bytes()
    take(inbox, write(sent, "thu.eml", data))
    with sqlite3.connect(inbox / FILE_NAME) as book:
        assert book.execute("SELECT original, way, code FROM remarks").fetchall() == [
            (sha(data), "mat.zip", "MAIL_ZIP_PASSWORD")
        ]
    assert [f.original for f in post.collected(inbox)] == [sha(data)]


# --- hostile ---------------------------------------------------------------------------------------


def test_layers_end_somewhere(inbox: Path, sent: Path) -> None:
    data, name = report(), "a.xlsx"
    for level in range(12):
        data, name = zipped({name: data}), f"{level}.zip"
    (outcome,) = take(inbox, write(sent, "thu.eml", letter((name, data)).as_bytes()))
    assert codes(outcome.findings) == ["MAIL_TOO_DEEP"] and len(outcome.taken) == 1


def test_mails_within_mails_end_somewhere(inbox: Path, sent: Path) -> None:
    mail = letter(("a.xlsx", report()), number=0)
    for number in range(1, 12):
        outer = letter(number=number)
        outer.add_attachment(mail)
        mail = outer
    (outcome,) = take(inbox, write(sent, "thu.eml", mail.as_bytes()))
    assert codes(outcome.findings) == ["MAIL_TOO_DEEP"]


def test_a_mail_of_a_thousand_levels_breaks_nobody(inbox: Path, sent: Path) -> None:
    body = b"x"
    for level in range(1500):
        mark = f"r{level}".encode()
        body = (b'Content-Type: multipart/mixed; boundary="' + mark + b'"\r\n\r\n--' + mark + b"\r\n" + body
                + b"\r\n--" + mark + b"--\r\n")  # fmt: skip
    (outcome,) = take(inbox, write(sent, "thu.eml", b"From: a@b.vn\r\nSubject: x\r\nReceived: x\r\n" + body))
    assert codes(outcome.findings)[0] in ("MAIL_TOO_DEEP", "MAIL_TOO_BIG") and not outcome.problem


def test_a_mail_that_would_take_minutes_to_take_apart_goes_in_as_it_is(inbox: Path, sent: Path) -> None:
    (outcome,) = take(inbox, write(sent, "thu.eml", letter().as_bytes() + b"\n" * 2_000_000))
    assert codes(outcome.findings) == ["MAIL_TOO_BIG"] and list(laid(inbox)) == ["tep/thu.eml"]


def test_what_comes_out_of_one_mail_is_bounded(inbox: Path, sent: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "MAX_FILES", 3)
    archives = [(f"{n}.zip", zipped({f"{n}-{m}.txt": b"x" for m in range(2)})) for n in range(5)]
    (outcome,) = take(inbox, write(sent, "thu.eml", letter(*archives).as_bytes()))
    assert codes(outcome.findings) == ["MAIL_TOO_BIG"] and len(outcome.taken) == 3


def test_few_bytes_that_pretend_to_be_an_outlook_mail_are_no_path(inbox: Path, sent: Path) -> None:
    (outcome,) = take(inbox, write(sent, "thu.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 20))
    assert codes(outcome.findings) == ["MAIL_MSG"]


@given(st.binary(max_size=400), st.integers(0, 5), st.integers(0, 14_000))
def test_no_damage_to_a_mail_ends_in_a_traceback(junk: bytes, which: int, at: int) -> None:
    whole = (
        letter(("a.xlsx", report()), ("b.zip", zipped({"c.xlsx": report(2)}))).as_bytes(),
        outlook([("a.xlsx", report())]),
        zipped({"a.xlsx": report()}),
        raw_mail(b'Content-Disposition: attachment; filename="a"', b"MTIz"),
        letter(("winmail.dat", bytes.fromhex("789f3e22") + junk)).as_bytes(),
        letter(("a.zip", locked(zipped({"a.xlsx": report()})))).as_bytes(),
    )[which]
    at %= len(whole)
    damaged = whole[:at] + junk + whole[at + len(junk) :]
    what = unpack.what_is(damaged, "thu.msg" if which == 1 else "x")
    try:
        if what in ("eml", "msg"):
            unpack.open_letter(unpack.read_letter(what, damaged, NOW), NOW)
        elif what in ("zip", "tnef"):
            unpack.open_archive(what, damaged, NOW)
    except unpack.Unopened as error:
        assert error.code.startswith("MAIL_")


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder_or_breaks_a_system(told: str) -> None:
    name = safe_name(told, "khong-ten")
    assert name and "/" not in name and "\\" not in name and name not in (".", "..")
    assert len(name) <= LONGEST + 1 and len(name.encode()) <= 2 * LONGEST + 1
    assert name.isprintable() and not name.endswith((".", " ")) and not name.startswith((".", " "))
    assert safe_name(name, "khong-ten") == name
    parts = safe_path(told, "khong-ten").split("/")
    assert all(safe_name(part, "?") == part for part in parts)


@given(st.text(max_size=200))
def test_any_header_becomes_one_line(raw: str) -> None:
    assert "\n" not in header_text(raw)
    assert all(isinstance(value, str) for value in parameters(f"attachment; filename={raw}").values())


@given(st.binary(max_size=500), st.integers(1, 100))
def test_base64_is_read_back_however_its_lines_are_broken(data: bytes, width: int) -> None:
    told = base64.b64encode(data)
    lines = b"\r\n".join(told[at : at + width] for at in range(0, len(told), width))
    assert from_base64(lines) == (data, True)


# --- the command -----------------------------------------------------------------------------------


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return runner(capsys)


def test_the_command_tells_what_came_in_and_what_could_not_be_opened(cli: Cli, sent: Path, tmp_path: Path) -> None:
    everything(sent)
    done = cli("collect", "gui", "--json", "kq.json")
    assert done.code == 0
    assert "/c.xlsx  ← gui.zip › b/c.xlsx, thư của an@donvi.vn\n" in done.out
    assert "[lỗi] gui/6.zip: Tệp nén được đặt mật khẩu" in done.out
    told = json.loads((tmp_path / "kq.json").read_text(encoding="utf-8"))
    (source,) = told["sources"]
    assert {f["file"] for f in source["files"]} == set(laid(tmp_path / "inbox"))
    assert {f["code"] for f in source["findings"]} == {"MAIL_ZIP_PASSWORD", "MAIL_NO_ATTACHMENT"}
    again = cli("collect", "gui")
    assert again.code == 0 and "thêm 0 tệp, 0 thư" in again.out


def test_machines_get_nothing_but_json(cli: Cli, sent: Path) -> None:
    write(sent, "a.xlsx", report())
    done = cli("collect", "gui", "--json", "-")
    assert json.loads(done.out)["schema"] == 1


def test_a_missing_source_ends_with_three_after_the_others_are_done(cli: Cli, sent: Path, tmp_path: Path) -> None:
    write(sent, "a.xlsx", report())
    done = cli("collect", "khong-co", "gui")
    assert done.code == 3 and "khong-co" in done.err and len(laid(tmp_path / "inbox")) == 1


def test_an_inbox_that_cannot_be_made_is_one_sentence(cli: Cli, sent: Path, tmp_path: Path) -> None:
    write(sent, "a.xlsx", report())
    (tmp_path / "inbox").write_bytes(b"mot tep")
    done = cli("collect", "gui")
    assert done.code == 3 and "hộp nhận" in done.err
