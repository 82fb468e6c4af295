"""The doctor names what is broken and what to do, whatever is broken, and touches nothing."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import run
from pipeline.doctor import machine, mail
from pipeline.doctor.examine import examine
from pipeline.doctor.line import Desk as Looked
from pipeline.doctor.line import Line, guarded
from pipeline.doctor.told import lines
from pipeline.intake import ledger, post
from pipeline.model import PipelineError
from pipeline.report import pdf
from pipeline.vietnamese import VIETNAM
from tests.commands import Cli, Done, runner
from tests.desks import Desk
from tests.drawing import ROOT
from tests.mail_server import HOST, running
from tests.office import Office, one

NOW = datetime(2022, 9, 20, 9, 0, tzinfo=VIETNAM)  # in the window of October, September is over
SECRET = "5e" * 32
PASSWORD = "mat-khau-khong-ai-duoc-thay"
Break = Callable[[Desk, pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk at which all has gone well: forms sent out, one report received, one made; another unit owes."""
    desk = Desk.of(Office(one(reporters="VP; TCCB"), office_mail="vp@so.gov.vn").send(numerator=3, denominator=4),
                   tmp_path_factory.mktemp("whole"))  # fmt: skip
    (desk.inbox / "khoa-xac-thuc.key").write_text(SECRET + "\n", encoding="ascii")
    (desk.inbox / "khoa-xac-thuc.key").chmod(0o600)
    for period in ("2022-09", "2022-10"):
        run.issue_templates(desk.plan, period, desk.folder / "mau", (), inbox=desk.inbox, now=NOW)
    desk.make()
    return desk


@pytest.fixture
def desk(whole: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A copy of it, on a machine that has all it needs."""
    shutil.copytree(whole.folder, tmp_path / "ban")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(machine, "libreoffice_version", lambda _: "LibreOffice 7.4")
    for name in ("BAO_CAO_KEY", "BAO_CAO_SMTP", "BAO_CAO_SMTP_FROM", "BAO_CAO_SMTP_PASSWORD", "BAO_CAO_IMAP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path / "ban")


def listing(folder: Path) -> dict[str, tuple[str, int, bytes]]:
    """Everything in a folder with its rights, its time of change and its bytes."""
    return {
        path.relative_to(folder).as_posix(): (
            oct(path.lstat().st_mode),
            path.lstat().st_mtime_ns,
            path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
        )
        for path in (folder, *sorted(folder.rglob("*")))
    }


def looked(desk: Desk, now: datetime = NOW, **environment: str) -> list[Line]:
    """What the doctor says; nothing may be changed by it."""
    before = listing(desk.folder)
    found = list(examine(desk.plan, desk.inbox, desk.folder / "ra", now, environment, inbox_named=True))
    assert listing(desk.folder) == before
    return found


def about(found: list[Line], name: str) -> list[tuple[str, str]]:
    return [(line.state, line.found) for line in found if line.name == name]


def command(cli: Cli, desk: Desk, *more: str) -> Done:
    return cli("doctor", "--plan", desk.plan, "--inbox", desk.inbox, "--out", desk.folder / "ra", *more)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


# --- all is well ----------------------------------------------------------------------------------------


def test_where_all_is_well_every_line_says_what_was_found(desk: Desk) -> None:
    found = looked(desk)
    assert [line for line in found if line.state == "error"] == []
    said = {line.name: line.found for line in found if line.state == "good"}
    assert said["Tệp kế hoạch"].startswith("4 đơn vị, 1 nhiệm vụ")
    assert said["Sổ tiếp nhận"] == "nguyên vẹn: 1 lần nhận tệp, 0 quyết định, 4 mẫu đã phát"
    assert said["Tệp trong hộp nhận"] == "1 tệp, đúng như trong sổ"
    assert said["Nhật ký lập báo cáo"] == "1 bản ghi, nguyên vẹn"
    assert said["Báo cáo làm chứng"] == "1 báo cáo khớp với nhật ký"
    assert said["Khóa xác thực"].endswith("khoa-xac-thuc.key, chỉ chủ tệp đọc được")
    assert said["Đồng hồ"] == "09:00 ngày 20/09/2022, giờ Việt Nam"
    assert about(found, "Phát mẫu") == [("good", "kỳ 2022-10: đã phát 2/2 mẫu"),
                                        ("good", "kỳ 2022-11: đã phát 0/2 mẫu")]  # fmt: skip
    owed = "kỳ 2022-09: 1 báo cáo chưa gửi hoặc chưa hợp lệ, của P. TCCB"
    assert about(found, "Báo cáo còn nợ") == [("note", owed)]


def test_what_was_read_before_is_not_read_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("pipeline.reading.inbox.read_all")
    owed = "kỳ 2022-09: 1 báo cáo chưa gửi hoặc chưa hợp lệ, của P. TCCB"
    assert about(looked(desk), "Báo cáo còn nợ") == [("note", owed)]


def test_forms_of_the_next_month_are_asked_for_when_it_is_near(desk: Desk) -> None:
    found = looked(desk, datetime(2022, 10, 9, tzinfo=VIETNAM))  # November begins on the 15th
    (line,) = [x for x in found if x.name == "Phát mẫu" and "11" in x.found]
    assert (line.state, line.todo) == ("note", "make templates PERIOD=2022-11")


def test_nobody_owes_once_all_has_come(tmp_path: Path) -> None:
    desk = Desk.of(Office(one()).send(numerator=3, denominator=4), tmp_path)
    assert about(looked(desk), "Báo cáo còn nợ") == [("good", "kỳ 2022-09: không đơn vị nào còn nợ, 1 báo cáo đã nhận")]
    assert about(looked(desk), "Tệp trong hộp nhận") == [
        ("good", "1 tệp, đúng như trong sổ, 1 tệp mới sẽ vào sổ ở lần chạy tới")
    ]
    assert not (desk.inbox / ledger.FILE_NAME).exists()


def test_the_command_says_sign_word_finding_and_remedy(cli: Cli, desk: Desk) -> None:
    done = command(cli, desk, "--quiet")
    assert done.err == "" and done.code == 0, done.out
    places = f"PLAN={desk.plan} INBOX={desk.inbox} OUT={desk.folder / 'ra'}"
    assert "✓ Đạt    Nhật ký lập báo cáo: 1 bản ghi, nguyên vẹn.\n" in done.out
    assert "! Lưu ý  Báo cáo còn nợ: " in done.out and f"         → make remind PERIOD=2022-09 {places}\n" in done.out
    assert done.out.splitlines()[-1].startswith("19 mục: ")


def test_machines_get_json_of_the_same(cli: Cli, desk: Desk) -> None:
    (desk.inbox / ledger.FILE_NAME).write_bytes(b"hong")
    done = command(cli, desk, "--json", "-")
    told: dict[str, Any] = json.loads(done.out)
    assert done.code == 3 and told["schema"] == 1
    assert {tuple(check) for check in told["checks"]} == {("name", "state", "found", "todo")}
    assert [c["todo"] for c in told["checks"] if c["name"] == "Sổ tiếp nhận"] == [
        "Kiểm tra quyền đọc; chép lại so-tiep-nhan.sqlite từ bản sao lưu."
    ]


def test_long_findings_fit_the_terminal(desk: Desk) -> None:
    shown = [text for line in looked(desk) for text in lines(line, 80)]
    assert max(map(len, (text for text in shown if "/" not in text))) <= 80


# --- what is broken -----------------------------------------------------------------------------------------


def damaged(name: str, data: bytes) -> Break:
    return lambda desk, _: (desk.inbox / name).write_bytes(data)  # type: ignore[return-value]


def torn(name: str) -> Break:
    """Bytes in the midst of a file that SQLite still opens."""

    def tear(desk: Desk, _: pytest.MonkeyPatch) -> None:
        path = desk.inbox / name
        data = bytearray(path.read_bytes())
        data[4096:6000] = b"\xa5" * 1904
        path.write_bytes(data)

    return tear


def sql(name: str, statement: str) -> Break:
    def change(desk: Desk, _: pytest.MonkeyPatch) -> None:
        with closing(sqlite3.connect(desk.inbox / name)) as book, book:
            book.execute(statement)

    return change


def no_inbox(desk: Desk, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(desk.inbox)


def inbox_is_a_file(desk: Desk, _: pytest.MonkeyPatch) -> None:
    shutil.rmtree(desk.inbox)
    desk.inbox.write_text("không phải thư mục", encoding="utf-8")


def read_only(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """Said by the system, as tests may run by a user whom no rights stop."""
    patch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)


def changed_file(desk: Desk, _: pytest.MonkeyPatch) -> None:
    path = next(desk.inbox.glob("*.xlsx"))
    path.write_bytes(path.read_bytes() + b"\0")


def lost_file(desk: Desk, _: pytest.MonkeyPatch) -> None:
    next(desk.inbox.glob("*.xlsx")).unlink()


def original(data: bytes | None) -> Break:
    """A mail is on record, and what is kept of it is something else."""

    def keep(desk: Desk, _: pytest.MonkeyPatch) -> None:
        digest = hashlib.sha256(b"thu").hexdigest()
        kept = post.Original("eml", 3, "thu.eml", NOW, post.Mail("", "a@so.vn", "", "", (), digest))
        ledger.enter(desk.inbox, post.original_rows([kept], NOW))
        if data is not None:
            (desk.inbox / "so-tiep-nhan.goc").mkdir()
            (desk.inbox / "so-tiep-nhan.goc" / f"{digest}.eml").write_bytes(data)

    return keep


def plan_is(data: bytes | None) -> Break:
    def write(desk: Desk, _: pytest.MonkeyPatch) -> None:
        desk.plan.unlink()
        if data is not None:
            desk.plan.write_bytes(data)

    return write


def plan_with_errors(desk: Desk, _: pytest.MonkeyPatch) -> None:
    from tests.drawing import draw_plan, plan_rows

    rows = plan_rows()
    rows["Chỉ tiêu"][1]["task"] = "I.9"
    desk.plan.write_bytes(draw_plan(rows))


def no_libreoffice(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(machine, "libreoffice_version", pdf.libreoffice_version)
    patch.setattr(pdf, "_PLACES", ())
    patch.setenv("PATH", str(desk.folder))


def libreoffice_that(script: str) -> Break:
    def put(desk: Desk, patch: pytest.MonkeyPatch) -> None:
        no_libreoffice(desk, patch)
        program = desk.folder / "soffice"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
        program.chmod(0o755)
        patch.setattr(machine, "_PATIENCE", 1)

    return put


def unreadable(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """The register is another user's."""

    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(13, "Permission denied", str(source))

    patch.setattr(shutil, "copyfile", refuse)


def no_room(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(tempfile, "tempdir", str(desk.folder / "khong-co"))


def key_open_to_all(desk: Desk, _: pytest.MonkeyPatch) -> None:
    (desk.inbox / "khoa-xac-thuc.key").chmod(0o644)


def another_report(desk: Desk, _: pytest.MonkeyPatch) -> None:
    """The log was begun anew after the report was made."""
    (desk.inbox / "nhat-ky-bao-cao.sqlite").unlink()
    desk.make(out=desk.folder / "khac", as_of=NOW.date())


def requires(text: str) -> Break:
    def write(desk: Desk, patch: pytest.MonkeyPatch) -> None:
        (desk.folder / "requirements.txt").write_text(text, encoding="utf-8")
        patch.setattr(machine, "REQUIREMENTS", desk.folder / "requirements.txt")

    return write


def fonts_in(folder: str) -> Break:
    return lambda desk, patch: patch.setattr(machine, "FONT_FOLDERS", (folder,))


def free(size: int) -> Break:
    return lambda desk, patch: patch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(0, 0, size))  # type: ignore[attr-defined]


LOG, READ = "nhat-ky-bao-cao.sqlite", "da-doc.sqlite"
BREAKS: dict[str, tuple[Break, str, str, str]] = {  # what is broken → the line, its state, its words
    "no inbox": (no_inbox, "Hộp nhận", "error", "chưa có thư mục"),
    "the inbox is a file": (inbox_is_a_file, "Hộp nhận", "error", "không phải thư mục"),
    "read-only folders": (read_only, "Thư mục kết quả", "error", "không đọc, ghi được"),
    "read-only inbox": (read_only, "Hộp nhận", "error", "không đọc, ghi được"),
    "register: no database": (damaged(ledger.FILE_NAME, b"hong" * 900), "Sổ tiếp nhận", "error", "không đọc được"),
    "register: empty": (damaged(ledger.FILE_NAME, b""), "Tệp trong hộp nhận", "good", "1 tệp mới"),
    "register: torn": (torn(ledger.FILE_NAME), "Sổ tiếp nhận", "error", ""),
    "register: another table": (
        sql(ledger.FILE_NAME, "ALTER TABLE arrivals RENAME COLUMN sha256 TO ma"), "Sổ tiếp nhận", "error", "không đọc"
    ),
    "register: unreadable": (unreadable, "Sổ tiếp nhận", "error", "không đọc được"),
    "log: unreadable": (unreadable, "Nhật ký lập báo cáo", "error", "không đọc được"),
    "no temporary folder": (no_room, "Thư mục tạm", "error", "không dùng được"),
    "register: no time": (
        sql(ledger.FILE_NAME, "UPDATE arrivals SET received = 'hôm qua'"), "Sổ tiếp nhận", "error", "không đọc được"
    ),
    "register: later than now": (
        sql(ledger.FILE_NAME, "UPDATE arrivals SET received = '2022-12-01T08:00:00+07:00'"), "Đồng hồ", "error",
        "sớm hơn lần nhận tệp gần nhất (08:00 ngày 01/12/2022)",
    ),
    "a file changed": (changed_file, "Tệp trong hộp nhận", "note", "1 tệp khác bản đã nhận: 01-T.1-VP-2022-09.xlsx"),
    "a file lost": (lost_file, "Tệp trong hộp nhận", "note", "1 tệp đã nhận nhưng không còn: 01-T.1-VP-2022-09.xlsx"),
    "an original lost": (original(None), "Thư, tệp nén gốc", "error", "1 bản gốc bị mất hoặc bị sửa"),
    "an original changed": (original(b"khac"), "Thư, tệp nén gốc", "error", "1 bản gốc bị mất hoặc bị sửa"),
    "an original whole": (original(b"thu"), "Thư, tệp nén gốc", "good", "1 bản gốc, nguyên vẹn"),
    "what was read: no database": (damaged(READ, b"hong" * 900), "Kho kết quả đọc", "note", "không ảnh hưởng số liệu"),
    "what was read: torn": (torn(READ), "Kho kết quả đọc", "note", "không ảnh hưởng số liệu"),
    "what was read: no more": (lambda desk, _: (desk.inbox / READ).unlink(), "Kho kết quả đọc", "good", "chưa có"),
    "log: no database": (damaged(LOG, b"hong" * 900), "Nhật ký lập báo cáo", "error", "không đọc được"),
    "log: a record changed": (
        sql(LOG, "UPDATE runs SET record = replace(record, '2022-09', '2022-08')"), "Nhật ký lập báo cáo", "error",
        "chỗ không còn nguyên",
    ),
    "log: begun anew": (another_report, "Báo cáo làm chứng", "error", "bao-cao-2022-09.docx: "),
    "plan: missing": (plan_is(None), "Tệp kế hoạch", "error", "Không có tệp kế hoạch"),
    "plan: no workbook": (plan_is(b"xin chao"), "Tệp kế hoạch", "error", "không phải bảng tính"),
    "plan: errors": (plan_with_errors, "Tệp kế hoạch", "error", "lỗi"),
    "who owes without a plan": (plan_is(None), "Báo cáo còn nợ", "note", "còn lỗi ở mục “Tệp kế hoạch”"),
    "the files without a register": (
        damaged(ledger.FILE_NAME, b"hong" * 900), "Tệp trong hộp nhận", "note", "còn lỗi ở mục “Sổ tiếp nhận”"
    ),
    "no LibreOffice": (no_libreoffice, "LibreOffice", "note", "không thấy trên máy này"),
    "LibreOffice fails": (libreoffice_that("exit 1"), "LibreOffice", "note", "không khởi động được"),
    "LibreOffice hangs": (libreoffice_that("/bin/sleep 60 & wait"), "LibreOffice", "note", "không trả lời trong 1"),
    "LibreOffice is there": (libreoffice_that("echo LibreOffice 9"), "LibreOffice", "good", "9"),
    "key: no key": (damaged("khoa-xac-thuc.key", b"abc"), "Khóa xác thực", "error", "không đúng dạng"),
    "key: open to all": (key_open_to_all, "Khóa xác thực", "note", "người khác trên máy này đọc được"),
    "a package missing": (requires("khong-co-goi-nay==1.0"), "Gói thư viện", "error", "thiếu khong-co-goi-nay"),
    "a package of another system": (requires('khong-co==1.0; sys_platform == "amiga"'), "Gói thư viện", "good", "đủ 0"),
    "another version": (requires("click==0.1"), "Gói thư viện", "note", "(cần 0.1)"),
    "no fonts": (fonts_in("khong-co"), "Phông chữ", "note", "không thấy Times New Roman"),
    "disk full": (free(10_000_000), "Dung lượng đĩa", "error", "còn trống 10 MB"),
    "disk nearly full": (free(500_000_000), "Dung lượng đĩa", "note", "còn trống 500 MB"),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKS)
def test_what_is_broken_is_named_and_nothing_is_touched(what: str, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    breaks, name, state, words = BREAKS[what]
    breaks(desk, monkeypatch)
    found = [line for line in looked(desk) if line.name == name and line.state == state and words in line.found]
    assert found, looked(desk)
    assert not [line for line in looked(desk) if str(tempfile.gettempdir()) + "/so-" in line.found]


@pytest.mark.parametrize("what", [
    "no inbox", "register: no database", "plan: errors", "no LibreOffice", "disk full", "what was read: no database",
])  # fmt: skip
def test_the_command_ends_with_3_where_something_is_an_error(
    what: str, cli: Cli, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    breaks, _, state, _ = BREAKS[what]
    breaks(desk, monkeypatch)
    done = command(cli, desk)
    assert done.code == (3 if state == "error" else 0) and ("✗ Lỗi" in done.out) == (state == "error"), done.out


def test_a_default_inbox_that_is_not_there_yet_is_no_error(
    cli: Cli, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = cli("doctor", "--plan", desk.plan, "--out", tmp_path / "ra")
    assert done.code == 0 and "! Lưu ý  Hộp nhận: chưa có thư mục inbox." in done.out


@settings(max_examples=25)
@given(name=st.sampled_from([ledger.FILE_NAME, LOG, READ, "khoa-xac-thuc.key", "../ke-hoach.xlsx"]), data=st.data())
def test_whatever_bytes_stand_there_every_line_is_said(
    whole: Desk, tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    desk = Desk(shutil.copytree(whole.folder, tmp_path_factory.mktemp("bytes") / "ban"))
    path = desk.inbox / name
    was = path.read_bytes()
    at = data.draw(st.integers(0, len(was)))
    path.write_bytes(was[:at] + data.draw(st.binary(max_size=40)) + was[at + data.draw(st.integers(0, 40)) :])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "libreoffice_version", lambda _: "LibreOffice")
        names = {line.name for line in looked(desk)}
    assert {"Python", "Tệp kế hoạch", "Sổ tiếp nhận", "Nhật ký lập báo cáo", "Khóa xác thực", "Nhận thư"} <= names


def test_what_no_check_foresaw_becomes_a_line() -> None:
    def stumble(_: Looked) -> Any:
        raise ZeroDivisionError("chia cho 0")

    nowhere = Path("khong-co")
    (line,) = guarded("Đồng hồ", stumble, Looked(nowhere, nowhere, nowhere, NOW, {}, nowhere))
    assert (line.state, line.found) == ("error", "không kiểm tra được (ZeroDivisionError: chia cho 0)")


@pytest.mark.parametrize(("year", "state"), [(2016, "error"), (2022, "good")])
def test_a_clock_that_lost_its_battery_is_told(desk: Desk, year: int, state: str) -> None:
    (desk.inbox / ledger.FILE_NAME).unlink()
    assert [s for s, _ in about(looked(desk, NOW.replace(year=year)), "Đồng hồ")] == [state]


def test_another_time_zone_is_only_noted(desk: Desk) -> None:
    found = about(looked(desk, NOW.astimezone(timezone(timedelta(0)))), "Đồng hồ")
    assert found == [("note", "09:00 ngày 20/09/2022, giờ Việt Nam; máy đặt múi giờ khác (+0000)")]


def test_a_register_that_a_killed_run_left_is_read_and_left_as_it_is(desk: Desk) -> None:
    """Its journal has to be played back, which only happens in the copy."""
    path = desk.inbox / ledger.FILE_NAME
    book = sqlite3.connect(path, isolation_level=None)
    book.execute("PRAGMA cache_size = 1")
    book.execute("BEGIN IMMEDIATE")
    book.execute("DELETE FROM arrivals")
    book.executemany(
        "INSERT INTO issued VALUES (?, 'x', 'x', 'x', 'x', ?, 'x')", [(n, f"{n}" * 99) for n in range(99, 999)]
    )
    killed = Desk(desk.folder.with_name("bi-ngat"))
    shutil.copytree(desk.folder, killed.folder)  # as a power cut would leave it
    book.execute("ROLLBACK")
    book.close()
    assert (killed.inbox / f"{ledger.FILE_NAME}-journal").stat().st_size
    assert about(looked(killed), "Sổ tiếp nhận")[0][1] == "nguyên vẹn: 1 lần nhận tệp, 0 quyết định, 4 mẫu đã phát"


# --- mail -----------------------------------------------------------------------------------------------------


def closed_port() -> int:
    with socket.socket() as held:
        held.bind((HOST, 0))
        return int(held.getsockname()[1])


def test_a_mail_server_that_does_not_answer_is_an_error_without_any_password(desk: Desk) -> None:
    address = f"smtp://vp@{HOST}:{closed_port()}"
    found = looked(desk, BAO_CAO_SMTP=address, BAO_CAO_SMTP_PASSWORD=PASSWORD)
    ((state, words),) = about(found, "Gửi thư")
    assert state == "error" and "Không gửi được qua máy chủ thư" in words
    assert PASSWORD not in repr(found)


def test_a_mail_server_that_answers_is_good_and_nobody_signs_in(desk: Desk) -> None:
    with running() as server:
        found = looked(desk, BAO_CAO_SMTP=f"smtp://vp@{HOST}:{server.port}", BAO_CAO_SMTP_PASSWORD=PASSWORD)
        assert about(found, "Gửi thư") == [("good", f"máy chủ {HOST}:{server.port} trả lời")]
        assert not server.signed_in and not server.kept


@pytest.mark.parametrize("address", ["mail.so.gov.vn", "smtp://vp:matkhau@so.gov.vn", "smtps://"])
def test_settings_that_name_no_server_are_an_error(desk: Desk, address: str) -> None:
    ((state, words),) = about(looked(desk, BAO_CAO_SMTP=address), "Gửi thư")
    assert state == "error" and "BAO_CAO_SMTP" in words and "matkhau" not in words


def test_a_mailbox_that_was_read_before_is_looked_for(desk: Desk) -> None:
    port = closed_port()
    box = f"imap://vp@{HOST}:{port}/INBOX"
    ledger.enter(desk.inbox, post.fetched_rows([post.Fetched(box, 1, 1, "00"), post.Fetched(box, 1, 2, "01")]))
    ((state, words),) = about(looked(desk, BAO_CAO_IMAP_PASSWORD=PASSWORD), "Nhận thư")
    assert state == "error" and f"{HOST}:{port}" in words and PASSWORD not in words


def test_a_mailbox_server_that_answers_is_good(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.collecting import mailbox

    ledger.enter(desk.inbox, post.fetched_rows([post.Fetched("imaps://vp@mail.so.gov.vn/INBOX", 1, 1, "00")]))
    asked: list[tuple[str, float]] = []
    monkeypatch.setattr(mailbox, "greet", lambda address, seconds: asked.append((address.host, seconds)))
    assert about(looked(desk), "Nhận thư") == [("good", "máy chủ mail.so.gov.vn:993 trả lời")]
    assert asked == [("mail.so.gov.vn", mail.SECONDS)] and mail.SECONDS <= 10


# --- packages ---------------------------------------------------------------------------------------------------

WITHOUT = "import runpy, sys; sys.modules.update(dict.fromkeys({gone!r})); sys.argv = ['', *{args!r}]; "
WITHOUT += "runpy.run_module('pipeline', run_name='__main__')"


def shell(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *args], capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_without_any_package_they_are_named(desk: Desk) -> None:
    """-S: Python without what was installed."""
    for command in ("doctor", "report"):
        done = shell("-S", "-m", "pipeline", command)
        assert done.returncode == 3 and "Traceback" not in done.stderr
        assert "thiếu click, IMAPClient" in done.stderr and "-m pip install -r" in done.stderr


def test_without_the_heavy_packages_the_doctor_looks_at_all_else(desk: Desk) -> None:
    gone = ["pandas", "numpy", "lxml", "docx", "xlsxwriter", "xlrd", "imapclient", "olefile"]
    args = ["doctor", "--plan", str(desk.plan), "--inbox", str(desk.inbox), "--json", "-"]
    done = shell("-c", WITHOUT.format(gone=gone, args=args))
    assert done.returncode == 3 and "Traceback" not in done.stderr, done.stderr
    told = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert told["Tệp kế hoạch"]["state"] == "error" and "xlrd" in told["Tệp kế hoạch"]["found"]
    assert told["Sổ tiếp nhận"]["state"] == told["Nhật ký lập báo cáo"]["state"] == "good"


def test_a_package_that_is_missed_in_the_midst_of_a_command_is_one_sentence(
    cli: Cli, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def load(*_: object, **__: object) -> None:
        raise ModuleNotFoundError("No module named 'pandas'", name="pandas")

    monkeypatch.setattr(run, "make_report", load)
    done = cli("report", "--plan", desk.plan, "--inbox", desk.inbox)
    assert done.code == 3 and "“pandas”" in done.err and "doctor" in done.err


def test_a_report_of_which_libreoffice_is_not_asked_says_why() -> None:
    with pytest.raises(PipelineError, match="không khởi động được"), pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "find_libreoffice", lambda: str(ROOT / "README.md"))
        pdf.libreoffice_version(1)
