"""The auditor at the command line: the log of runs, `verify`, `trace`, `diff` and a report that replaces another."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipeline.audit import chain
from pipeline.audit.corrections import changed_figures
from pipeline.audit.paper import read_paper
from pipeline.audit.registry import registry_of
from pipeline.conform.check import conform
from pipeline.intake.register import RUN_LOG
from tests.commands import Cli, Done, runner
from tests.desks import Desk
from tests.forging import ITEM, another_digit, package_of, parts_of, registry_in
from tests.office import Office, one
from tests.test_paper import changed

REPORT = "ra/2022-09/bao-cao-2022-09.docx"
REASON = "VP gửi lại số liệu nhiệm vụ T.1"


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Cli:
    return runner(capsys)


def office() -> Office:
    found = Office(one(reporters="VP; TCCB"), one(kind="số lượng", uom="lớp", target=3))
    found.send(numerator=7, denominator=9)
    found.send("TCCB", numerator=4, denominator=5)
    return found


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """An office's desk as the working folder, no report made."""
    monkeypatch.chdir(tmp_path)
    return Desk.of(office(), tmp_path)


def report(cli: Cli, *more: object, period: str = "2022-09", out: str = "ra") -> Done:
    return cli("report", "--plan", "ke-hoach.xlsx", "--period", period, "--out", out, *more)


def verify(cli: Cli, *args: object) -> Done:
    return cli("verify", "--plan", "ke-hoach.xlsx", *args)


def correct(desk: Desk, numerator: int = 9) -> None:
    """VP sends its first report once more."""
    again = office().send(numerator=numerator, denominator=9).sent[-1]
    (desk.inbox / again.arrival.name).write_bytes(again.data or b"")


def all_bytes(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def records() -> list[tuple[int, str, str]]:
    with closing(sqlite3.connect(f"inbox/{RUN_LOG}")) as log:
        return log.execute("SELECT position, record, digest FROM runs ORDER BY position").fetchall()


def tamper(*statements: str) -> None:
    with closing(sqlite3.connect(f"inbox/{RUN_LOG}")) as log, log:
        for statement in statements:
            log.execute(statement)


# --- the log of runs --------------------------------------------------------------------------------


def test_the_same_run_is_one_record_and_the_same_bytes(cli: Cli, desk: Desk) -> None:
    assert report(cli).code == 0
    first = all_bytes(desk.folder / "ra")
    assert report(cli).code == 0
    assert len(records()) == 1 and all_bytes(desk.folder / "ra") == first


def test_a_changed_inbox_is_a_second_record_and_the_first_run_does_not_come_back(cli: Cli, desk: Desk) -> None:
    """A, B, A: period A again after B prints what A printed first; the log stays whole throughout."""
    report(cli)
    first = all_bytes(desk.folder / "ra")
    correct(desk)
    report(cli, out="rb")
    assert len(records()) == 2
    head = records()[0][2]
    assert registry_in(parts_of(Path("rb/2022-09/bao-cao-2022-09.docx").read_bytes()))["head"] == head
    next(desk.inbox.glob("03-*")).unlink()
    report(cli, out="rc")
    assert len(records()) == 2 and all_bytes(desk.folder / "rc") == first
    for out in ("ra", "rb", "rc"):
        done = verify(cli, "--chain", "--out", out)
        assert (done.code, "nguyên vẹn" in done.out, "2 bản ghi" in done.out) == (0, True, True), done.out


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (("UPDATE runs SET record = replace(record, 'VP', 'VQ') WHERE position = 1",), "Bản ghi số 1"),
        (("DELETE FROM runs WHERE position = 2",), "Nhật ký thiếu bản ghi số 2"),
        (("DELETE FROM runs WHERE position = 3",), "phần cuối đã bị cắt"),
        (("DELETE FROM runs WHERE position = 3", "UPDATE sqlite_sequence SET seq = 2"), "phần cuối đã bị cắt"),
        (("DELETE FROM runs", "DELETE FROM sqlite_sequence"), "phần cuối đã bị cắt"),
    ],
)
def test_a_log_that_was_tampered_with_is_told_by_its_reports(
    cli: Cli, desk: Desk, statements: tuple[str, ...], said: str
) -> None:
    for day in ("14/09/2022", "15/09/2022", "16/09/2022"):
        report(cli, "--as-of", day, out=day[:2])
    last = "16/2022-09/bao-cao-2022-09.docx"
    assert verify(cli, last, "--chain").code == 0
    tamper(*statements)
    done = verify(cli, last, "--chain")
    assert done.code == 1 and said in done.out and "không còn nguyên" in done.out, done.out


def test_a_report_forged_and_sealed_again_is_not_the_one_on_record(cli: Cli, desk: Desk) -> None:
    """Who forges the inbox too, and makes the report with the program, is told by the log of the true inbox."""
    report(cli)
    shutil.copytree("inbox", "gia")
    next(Path("gia").glob("01-*")).write_bytes(office().send(numerator=9, denominator=9).sent[-1].data or b"")
    Path("gia", RUN_LOG).unlink()
    report(cli, "--inbox", "gia", out="rgia")
    forged = "rgia/2022-09/bao-cao-2022-09.docx"
    assert verify(cli, forged, "--inbox", "gia").code == 0  # it is what the forged inbox says
    done = verify(cli, forged, "--chain")
    assert done.code == 1 and "bản ghi số 1 nhưng nay không phải" in done.out
    assert "tệp gốc khác bản đã dùng" in done.out


def test_where_the_log_cannot_be_written_the_report_says_so_and_verifies(
    cli: Cli, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(cli, period="2022-08")
    writable = chain._open

    def read_only(path: Path) -> sqlite3.Connection:
        connection = writable(path)
        connection.execute("PRAGMA query_only = ON")
        return connection

    monkeypatch.setattr(chain, "_open", read_only)
    done = report(cli)
    assert done.code == 0 and "không được ghi vào nhật ký" in done.err and "readonly" in done.err
    text = "\n".join(line.shown for line in read_paper(Path(REPORT)).lines)
    assert records()[0][2] in text.replace(" ", "") and "Lần lập này không ghi được vào nhật ký." in text
    monkeypatch.undo()
    monkeypatch.chdir(desk.folder)
    assert len(records()) == 1
    done = verify(cli, REPORT, "--chain")
    assert done.code == 0, done.out


# --- verify -----------------------------------------------------------------------------------------


def test_verify_says_what_it_looked_at(cli: Cli, desk: Desk) -> None:
    report(cli)
    done = verify(cli, REPORT, "--quiet")
    count = len(registry_of(Path(REPORT)).figures)
    assert (done.code, done.err) == (0, "")
    assert done.out == f"bao-cao-2022-09.docx: {count} số liệu, 2 tệp đã nhận: không thấy khác biệt nào.\n"


def test_verify_names_each_change_in_words_and_for_machines(cli: Cli, desk: Desk) -> None:
    report(cli)
    path = Path(REPORT)
    figure = next(f for f in registry_of(path).figures if f.concept == "value" and f.of == "T.1.1")
    shown, place = figure.shown[0], figure.places[0].anchor
    new = another_digit(shown, Random(1))
    path.write_bytes(changed(path.read_bytes(), rf'(w:name="{place}"/>.*?<w:t[^>]*>){shown}', rf"\g<1>{new}"))
    done = verify(cli, REPORT)
    assert done.code == 1 and f"số liệu bị sửa ({figure.id}): đã ghi “{shown}”, nay là “{new}”" in done.out
    done = verify(cli, REPORT, "--json", "-")
    told: dict[str, Any] = json.loads(done.out)
    assert done.code == 1
    assert set(told) == {"document", "figures", "files", "differences", "notes"}
    assert (told["document"], told["files"], told["notes"]) == ("bao-cao-2022-09.docx", 2, [])
    (only,) = told["differences"]
    assert only | {"place": ""} == {
        "kind": "figure_changed", "place": "", "figures": [figure.id], "said": shown, "found": new,
    }  # fmt: skip
    assert verify(cli, REPORT, "--json", "kq.json").out.startswith("bao-cao-2022-09.docx: ")
    assert json.loads(Path("kq.json").read_text("utf-8")) == told
    told = json.loads(verify(cli, REPORT, "--chain", "--json", "-").out)
    assert [r["position"] for r in told["chain"]["records"]] == [1]
    assert (told["chain"]["witnesses"], told["chain"]["breaks"]) == (["bao-cao-2022-09.docx"], [])


def test_verify_without_the_originals_says_that_it_did_not_look_at_them(cli: Cli, desk: Desk) -> None:
    report(cli)
    Path("inbox").rename("kho")
    done = verify(cli, REPORT)
    assert done.code == 0 and "Chưa đối chiếu với tệp gốc: chưa có hộp nhận (--inbox)." in done.out
    Path("inbox").mkdir()
    Path("inbox", "khac.xlsx").write_bytes(b"x")
    done = verify(cli, REPORT)
    assert done.code == 0 and "không có tệp nào của báo cáo này" in done.out
    done = verify(cli, REPORT, "--inbox", "inbox")  # named by the user: then its files are missing
    assert done.code == 1 and done.out.count("thiếu tệp gốc") == 2
    done = verify(cli, REPORT, "--inbox", "khong-co")
    assert done.code == 3 and "Không có thư mục hộp nhận" in done.err
    assert verify(cli, REPORT, "--inbox", "kho").code == 0


def test_verify_of_what_is_no_report_of_ours(cli: Cli, desk: Desk) -> None:
    report(cli)
    Path("a.docx").write_bytes(b"PK")
    shutil.copy(REPORT, "b.docx")
    parts = parts_of(Path(REPORT).read_bytes())
    Path("c.docx").write_bytes(package_of({n: d for n, d in parts.items() if n != ITEM}))
    for args, code, said in (
        (("khong-co.docx",), 3, "khong-co.docx"),
        (("a.docx",), 3, "a.docx"),
        (("inbox",), 3, "inbox"),
        (("c.docx",), 1, "Tệp không mang sổ số liệu"),
        ((), 2, "Cần cho biết báo cáo cần kiểm tra"),
        (("b.docx", "--plan", "khong-co.xlsx"), 3, "khong-co.xlsx"),
    ):
        done = verify(cli, *args)
        assert done.code == code and said in done.out + done.err, (args, done)


# --- trace and diff ---------------------------------------------------------------------------------


def test_trace_takes_the_report_that_was_made_last_or_the_one_named(cli: Cli, desk: Desk) -> None:
    assert cli("trace", "S1").code == 3  # none is made
    report(cli, out="output")
    done = cli("trace", "T.1.1")
    assert (done.code == 0 and "C14 “7”" in done.out.replace(": ", " ")) or "7" in done.out
    by_cell = json.loads(cli("trace", "1!C14", "--json", "-").out)
    assert set(by_cell) == {"document", "question", "figures", "cells"}
    fed = {i for c in by_cell["cells"] for i in c["direct"]}
    value = next(f for f in registry_of(Path("output/2022-09/bao-cao-2022-09.docx")).figures if f.of == "T.1.1")
    assert value.id in fed
    assert json.loads(cli("trace", value.id, "--report", "output/2022-09/bao-cao-2022-09.docx", "--json", "-").out)
    for question in ("S99999", "1!ZZ99", "khong-co!C14"):
        done = cli("trace", question)
        assert done.code == 3 and question.split("!")[0] in done.err
    assert cli("trace").code == 2
    assert cli("trace", "S1", "--report", "khong-co.docx").code == 3
    done = cli("trace", "S1", "--report", desk.plan)
    assert done.code == 3


def test_diff_lists_exactly_what_changed(cli: Cli, desk: Desk) -> None:
    report(cli)
    correct(desk)
    report(cli, out="rb")
    new = "rb/2022-09/bao-cao-2022-09.docx"
    done = cli("diff", REPORT, new)
    assert done.code == 0 and "C14 “7” thành “9”" in done.out
    told = json.loads(cli("diff", REPORT, new, "--json", "-").out)
    assert set(told) == {"old", "new", "differences", "figures"}
    changed_names = {c["name"] for c in told["figures"]}
    assert any("T.1.1" in name and "kết quả" in name for name in changed_names)
    assert not any("T.2.1 " in name and "mục tiêu" in name for name in changed_names)
    assert "Không có số liệu nào khác nhau" in cli("diff", new, new).out
    assert cli("diff", REPORT).code == 2 and cli("diff", REPORT, "khong-co.docx").code == 3


# --- a report that replaces another -----------------------------------------------------------------


def issued(path: Path) -> None:
    """Number and date, as the văn thư fills them in."""
    docx = path.read_bytes()
    for name, new in (("so_van_ban", "015"), ("ngay_ban_hanh", "ngày 20 tháng 9 năm 2022")):
        docx = changed(docx, rf'(w:name="{name}"/>).*?(<w:bookmarkEnd)', rf"\g<1><w:r><w:t>{new}</w:t></w:r>\g<2>")
    path.write_bytes(docx)


@pytest.mark.parametrize("numbered", [True, False])
def test_a_replacing_report_says_what_it_replaces_why_and_every_changed_figure(
    cli: Cli, desk: Desk, numbered: bool
) -> None:
    report(cli)
    if numbered:
        issued(Path(REPORT))
    correct(desk)
    done = report(cli, "--supersedes", REPORT, "--reason", f"{REASON}.", out="rb")
    new = Path("rb/2022-09/bao-cao-2022-09.docx")
    assert done.code == 0 and conform(new) == ()
    paper = read_paper(new)
    text = [line.shown for line in paper.lines]
    which = "số 15/BC-SNV ngày 20/09/2022" if numbered else "bản chưa phát hành (tệp bao-cao-2022-09.docx)"
    (first,) = [line for line in text if "thay thế" in line and REASON in line]
    replaced = f"thay thế {'Báo cáo ' * numbered}{which}; lý do: {REASON}."
    assert replaced in first and replaced in new.with_name("tong-quan-2022-09.html").read_text(encoding="utf-8")
    old, now = registry_of(Path(REPORT)), registry_of(new)
    own = tuple(f for f in now.figures if f.concept != "former" and "được thay thế" not in f.of)
    expected = {
        (c.name, c.old.shown[0] if c.old else "không có", c.new.shown[0] if c.new else "không có")
        for c in changed_figures(old, replace(now, figures=own))
    }
    rows = [tuple(line.shown for line in unit) for unit in paper.units if len(unit) == 4]
    rows = rows[-len(expected) :]
    assert len(expected) > 3 and {row[1:] for row in rows} == expected
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(expected) + 1)]
    assert f"Có {len(expected):02d} số liệu thay đổi" in first
    assert verify(cli, new, "--chain").code == 0, verify(cli, new, "--chain").out
    told = registry_in(parts_of(new.read_bytes()))
    assert told["supersedes"]["reason"] == REASON and told["supersedes"]["document"] == "bao-cao-2022-09.docx"
    # and that one can be replaced in turn
    correct(desk, 8)
    assert report(cli, "--supersedes", new, "--reason", "Sửa tiếp", out="rc").code == 0
    assert verify(cli, "rc/2022-09/bao-cao-2022-09.docx", "--chain").code == 0


def test_a_replacing_report_without_a_changed_figure_says_so(cli: Cli, desk: Desk) -> None:
    report(cli)
    assert report(cli, "--supersedes", REPORT, "--reason", REASON, out="rb").code == 0
    text = "\n".join(line.shown for line in read_paper(Path("rb/2022-09/bao-cao-2022-09.docx")).lines)
    assert "Không có số liệu thay đổi." in text and "SỐ LIỆU THAY ĐỔI" not in text
    assert verify(cli, "rb/2022-09/bao-cao-2022-09.docx").code == 0


def test_what_cannot_be_replaced_is_said_and_nothing_is_written(cli: Cli, desk: Desk) -> None:
    report(cli)
    report(cli, period="2022-08", out="thang-8")
    letter = "ra/2022-09/don-doc-2022-09.docx"
    assert Path(letter).exists()
    other = "không phải báo cáo kỳ 2022-09"
    for args, code, said in (
        (("--supersedes", REPORT), 2, "--reason"),
        (("--supersedes", REPORT, "--reason", "  "), 2, "--reason"),
        (("--reason", REASON), 2, "--supersedes"),
        (("--supersedes", "khong-co.docx", "--reason", REASON), 3, "khong-co.docx"),
        (("--supersedes", "ke-hoach.xlsx", "--reason", REASON), 3, "ke-hoach.xlsx"),
        (
            ("--supersedes", "thang-8/2022-08/bao-cao-2022-08.docx", "--reason", REASON),
            3,
            "không phải báo cáo kỳ 2022-09",
        ),
        (("--supersedes", letter, "--reason", REASON), 3, other),
    ):
        done = report(cli, *args, out="rx")
        assert done.code == code and said in done.err and not Path("rx").exists(), (args, done)
    assert len(records()) == 2
