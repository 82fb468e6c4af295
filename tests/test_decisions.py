"""What the office decides about a file: accepted it counts, withdrawn it does not, and both stay on record."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline import registering, run
from pipeline.audit.chain import read_log
from pipeline.intake.changes import changes, words
from pipeline.intake.decisions import Verdict, decide, read_decisions
from pipeline.intake.ledger import FILE_NAME
from pipeline.intake.register import arrivals, receive
from pipeline.key_file import FILE_NAME as KEY_FILE
from pipeline.outcome import is_withdrawn
from pipeline.register_told import history, register_json
from tests.commands import Cli, runner
from tests.desks import NOW, Desk
from tests.drawing import codes, draw_plan, fill, fill_sheets, read
from tests.trusting import (
    OTHER_SECRET,
    SECRET,
    form,
    mailed,
    office,
    office_rows,
    posts,
    unit_workbook,
    work,
)

WHY = "đã gọi điện cho trưởng phòng"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The plan of the office that holds what is in doubt, an empty inbox and its secret."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan(office_rows(holds=True)))
    (tmp_path / "inbox" / KEY_FILE).write_text(SECRET.hex() + "\n")
    return Desk(tmp_path)


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.delenv("BAO_CAO_KEY", raising=False)
    return runner(capsys)


def put(desk: Desk, name: str, data: bytes, hours: int = 0) -> None:
    """A file lies in the inbox and is received."""
    (desk.inbox / name).write_bytes(data)
    receive(desk.inbox, NOW + timedelta(hours=hours))


def decided(desk: Desk, name: str, verdict: Verdict, reason: str = WHY, hours: int = 0) -> None:
    """A decision is entered without further question."""
    arrival = next(a for a in arrivals(desk.inbox) if a.name == name)
    decide(desk.inbox, arrival, verdict, reason, "VP", NOW + timedelta(hours=hours))


def states(desk: Desk) -> dict[str, str]:
    kept = registering.read_register(desk.plan, desk.inbox, NOW)
    return {s.arrival.name: "withdrawn" if is_withdrawn(s) else s.state for s in kept.submissions}


def value(desk: Desk, period: str = "2022-09") -> object:
    """The number of posts that the report of a period tells."""
    told = json.loads((desk.folder / f"ra/{period}/ket-qua-{period}.json").read_text(encoding="utf-8"))
    return next(m["value"] for m in told["measures"] if m["code"] == "I.2.1")


def register(cli: Cli, desk: Desk, *args: object) -> Any:
    return cli("register", "--inbox", desk.inbox, "--plan", desk.plan, *args)


def book(desk: Desk) -> str:
    return hashlib.sha256((desk.inbox / FILE_NAME).read_bytes()).hexdigest()


def words_of(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    return "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


# --- accept ---------------------------------------------------------------------------------------------


def test_an_accepted_file_counts_and_the_report_names_who_and_why(desk: Desk, cli: Cli) -> None:
    put(desk, "gia.xlsx", posts(3, secret=OTHER_SECRET))
    desk.make()
    assert value(desk) is None and states(desk) == {"gia.xlsx": "quarantined"}
    done = register(cli, desk, "accept", "gia.xlsx", "--reason", WHY, "--by", "Nguyễn Văn A")
    assert done.code == 0 and "đã tiếp nhận, có lưu ý" in done.out
    assert states(desk) == {"gia.xlsx": "accepted_with_warnings"}
    (found,) = registering.read_register(desk.plan, desk.inbox, NOW).submissions
    assert [(f.code, f.severity) for f in found.findings] == [
        ("TRUST_TOKEN_FORGED", "warning"), ("TRUST_ACCEPTED", "info"),
    ]  # fmt: skip
    assert desk.make().disagreements == () and value(desk) == "3"
    told = words_of(desk.report())
    assert WHY in told and "Nguyễn Văn A" in told and "Mã xác thực" in told
    assert desk.differences(desk.report()) == ()


def test_a_file_in_doubt_that_has_errors_is_refused_for_them_once_it_is_accepted(desk: Desk, cli: Cli) -> None:
    put(desk, "gia.xlsx", posts(-3, secret=OTHER_SECRET))
    done = register(cli, desk, "accept", "gia.xlsx", "--reason", WHY)
    assert done.code == 0 and "chưa hợp lệ" in done.out and "số âm" in done.out
    assert states(desk) == {"gia.xlsx": "rejected"}


def test_an_accepted_file_takes_the_former_ones_place(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "b.xlsx", posts(5, secret=OTHER_SECRET), 1)
    assert states(desk) == {"a.xlsx": "accepted", "b.xlsx": "quarantined"}
    assert register(cli, desk, "accept", "b.xlsx", "--reason", WHY).code == 0
    assert states(desk) == {"a.xlsx": "superseded", "b.xlsx": "accepted_with_warnings"}


# --- withdraw -----------------------------------------------------------------------------------------------


def test_a_withdrawn_file_gives_its_place_back(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "b.xlsx", posts(5), 1)
    done = register(cli, desk, "withdraw", "b.xlsx", "--reason", "đơn vị gửi nhầm")
    assert done.code == 0 and "tính theo tệp “a.xlsx”" in done.out
    assert states(desk) == {"a.xlsx": "accepted", "b.xlsx": "withdrawn"}
    assert desk.make().disagreements == () and value(desk) == "3"
    told = json.loads((desk.folder / "ra/2022-09/ket-qua-2022-09.json").read_text(encoding="utf-8"))
    sent = {s["file"]: s for s in told["submissions"]}
    assert sent["b.xlsx"]["state"] == "superseded" and "đơn vị gửi nhầm" in str(sent["b.xlsx"]["findings"])
    assert [f["code"] for f in sent["b.xlsx"]["findings"]] == ["MERGE_WITHDRAWN"]
    assert "đơn vị gửi nhầm" in words_of(desk.report()) and "đã rút" in words_of(desk.report())
    assert desk.differences(desk.report()) == ()


def test_the_only_file_withdrawn_leaves_nothing_that_counts(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    done = register(cli, desk, "withdraw", "a.xlsx", "--reason", "đơn vị gửi nhầm")
    assert "không có bản nào được tính" in done.out
    desk.make()
    assert value(desk) is None
    told = json.loads((desk.folder / "ra/2022-09/ket-qua-2022-09.json").read_text(encoding="utf-8"))
    assert {"task": "I.2", "unit": "VP"}.items() <= next(m for m in told["missing"] if m["task"] == "I.2").items()


def test_copies_that_had_come_are_withdrawn_too_and_the_same_bytes_sent_later_count_again(desk: Desk, cli: Cli) -> None:
    """Else a withdrawn report would come back by a copy that nobody thought of."""
    put(desk, "a.xlsx", posts(3))
    put(desk, "a (1).xlsx", posts(3), 1)
    decided(desk, "a.xlsx", "withdraw", hours=2)
    assert states(desk) == {"a.xlsx": "withdrawn", "a (1).xlsx": "withdrawn"}
    put(desk, "a (2).xlsx", posts(3), 3)
    assert states(desk) == {"a.xlsx": "withdrawn", "a (1).xlsx": "withdrawn", "a (2).xlsx": "accepted"}
    assert desk.make().disagreements == () and value(desk) == "3"


def test_a_decision_about_a_copy_does_not_keep_a_later_one_out(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "b.xlsx", posts(3), 1)
    for verdict, name in (("withdraw", "a.xlsx"), ("accept", "b.xlsx"), ("withdraw", "a.xlsx")):
        assert "Đã ghi" in register(cli, desk, verdict, name, "--reason", WHY).out
    assert states(desk) == {"a.xlsx": "withdrawn", "b.xlsx": "withdrawn"}


def test_what_was_withdrawn_by_mistake_is_accepted_again(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    for verdict, state in (("withdraw", "withdrawn"), ("accept", "accepted"), ("withdraw", "withdrawn")):
        assert register(cli, desk, verdict, "a.xlsx", "--reason", WHY).code == 0
        assert states(desk) == {"a.xlsx": state}
    assert [d.verdict for d in read_decisions(desk.inbox)] == ["withdraw", "accept", "withdraw"]


def test_a_refused_and_a_waiting_file_can_be_withdrawn(desk: Desk, cli: Cli) -> None:
    put(desk, "sai.xlsx", posts(-3))
    put(desk, "gia.xlsx", work(8, secret=OTHER_SECRET))
    put(desk, "la.txt", b"xin chao")
    for name in ("sai.xlsx", "gia.xlsx", "la.txt"):
        assert register(cli, desk, "withdraw", name, "--reason", "không phải của đơn vị").code == 0
    assert set(states(desk).values()) == {"withdrawn"}
    made = desk.make()
    assert made.disagreements == () and desk.differences(desk.report()) == ()


def test_a_workbook_of_many_tasks_is_withdrawn_as_a_whole(desk: Desk, cli: Cli) -> None:
    put(desk, "so.xlsx", fill_sheets(unit_workbook("VP"), {"I.2": {"in_I_2_1_count": 3}, "II.2": {"in_nil": "Có"}}))
    put(desk, "a.xlsx", posts(5), 1)
    assert register(cli, desk, "withdraw", "so.xlsx", "--reason", WHY).code == 0
    kept = registering.read_register(desk.plan, desk.inbox, NOW)
    assert {(s.arrival.name, s.task): s.state for s in kept.submissions} == {
        ("so.xlsx", "I.2"): "superseded", ("so.xlsx", "II.2"): "superseded", ("a.xlsx", "I.2"): "accepted",
    }  # fmt: skip


def test_what_a_form_brought_along_of_a_report_withdrawn_since_is_asked_about(desk: Desk, cli: Cli) -> None:
    august = fill(form("II.2", "VP", "2022-08"), in_II_2_1_decision="12/QĐ", rows_II_2_1=[("Kho", 100, 50)])
    put(desk, "a.xlsx", august)
    issued = desk.folder / "mau"
    run.issue_templates(desk.plan, "2022-09", issued, ("VP",), inbox=desk.inbox, now=NOW, secret=SECRET)
    form_now = (issued / "VP" / "II.2__VP__2022-09.xlsx").read_bytes()
    put(desk, "b.xlsx", fill(form_now, rows_II_2_1=[(None, None, 60)]), 1)

    def said() -> list[str]:
        found = desk.make().results.submissions
        return [code for s in found if s.arrival.name == "b.xlsx" for code in codes(s.findings)]

    assert "CARRY_UNKNOWN" not in said()
    assert register(cli, desk, "withdraw", "a.xlsx", "--reason", WHY).code == 0
    assert "CARRY_UNKNOWN" in said()


# --- the same twice, nobody known, no reason ------------------------------------------------------------------


def test_the_same_decision_twice_changes_not_a_byte(desk: Desk, cli: Cli) -> None:
    put(desk, "gia.xlsx", posts(3, secret=OTHER_SECRET))
    register(cli, desk, "accept", "gia.xlsx", "--reason", WHY)
    before = book(desk)
    again = register(cli, desk, "accept", "gia.xlsx", "--reason", "lý do khác")
    assert again.code == 0 and "không thay đổi gì" in again.out and book(desk) == before
    (stands,) = read_decisions(desk.inbox)
    assert stands.reason == WHY and stands.by == "Văn phòng"
    decided(desk, "gia.xlsx", "accept", "lý do khác")  # as a run would that began before the other ended
    assert book(desk) == before


def test_decisions_that_are_made_at_once_are_entered_once(desk: Desk) -> None:
    put(desk, "a.xlsx", posts(3))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: decided(desk, "a.xlsx", "withdraw", str(n)), range(16)))
    assert len(read_decisions(desk.inbox)) == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("accept", "khong-co.xlsx"), "khong-co.xlsx"),
        (("withdraw", "khong-co.xlsx"), "khong-co.xlsx"),
        (("accept", "00000000"), "SHA-256"),
        (("accept", "a.xlsx"), "không chờ xác minh"),
        (("withdraw", "mat.xlsx"), "không còn trong hộp nhận"),
        (("withdraw", "b.xlsx"), "nhiều tệp"),
    ],
)
def test_what_cannot_be_decided_is_one_sentence_and_exit_code_3(
    desk: Desk, cli: Cli, args: tuple[str, str], said: str
) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "mat.xlsx", b"x")
    (desk.inbox / "mat.xlsx").unlink()
    for folder in ("VP", "TCCB"):
        (desk.inbox / folder).mkdir()
        put(desk, f"{folder}/b.xlsx", folder.encode())
    before = book(desk)
    done = register(cli, desk, "--quiet", *args, "--reason", WHY)
    assert done.code == 3 and said in done.err and len(done.err.splitlines()) == 1 and book(desk) == before


def test_a_decision_needs_a_reason(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    assert register(cli, desk, "withdraw", "a.xlsx").code == 2
    blank = register(cli, desk, "withdraw", "a.xlsx", "--reason", " \u200b ")
    assert blank.code == 2 and "lý do" in blank.err and read_decisions(desk.inbox) == ()


@pytest.mark.parametrize("name", ["VP/a.xlsx", "a.xlsx", "{inbox}/VP/a.xlsx", "{sha}", "{SHA8}", "i.2/vp/2022-09"])
def test_a_file_is_named_by_its_path_its_name_its_hash_or_its_report(desk: Desk, name: str) -> None:
    (desk.inbox / "VP").mkdir()
    put(desk, "VP/a.xlsx", posts(3))
    put(desk, "b.xlsx", work(8))
    digest = hashlib.sha256(posts(3)).hexdigest()
    kept = registering.read_register(desk.plan, desk.inbox, NOW)
    text = name.format(inbox=desk.inbox.as_posix(), sha=digest, SHA8=digest[:8].upper())
    assert registering.find(kept, text).name == "VP/a.xlsx"


def test_a_reason_with_marks_and_line_breaks_stands_in_the_report_as_plain_text(desk: Desk, cli: Cli) -> None:
    put(desk, "gia.xlsx", posts(3, secret=OTHER_SECRET))
    reason = "=HYPERLINK(“x”)\n{found}\u202e & <w:t>\ufdd0 " + "dài " * 200
    register(cli, desk, "accept", "gia.xlsx", "--reason", reason, "--by", "<b>")
    assert desk.make().disagreements == ()
    told = words_of(desk.report())
    assert "=HYPERLINK(“x”); {found} & <w:t> dài" in told and "…" in told


# --- the log of runs ----------------------------------------------------------------------------------------------


def test_a_changed_decision_is_another_run_and_the_same_ones_are_the_same(desk: Desk) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "b.xlsx", posts(5), 1)
    decided(desk, "a.xlsx", "withdraw", "lý do một", hours=2)

    def entered() -> list[str]:
        desk.make()
        return [e.record.run.inputs[0].said[0] for e in read_log(desk.inbox).entries if e.record]

    assert len(entered()) == len(entered()) == 1
    decided(desk, "a.xlsx", "accept", "lý do hai", hours=3)
    told = entered()
    assert len(told) == 2 and "lý do một" in told[0] and "lý do hai" in told[1]


def test_a_run_without_decisions_is_recorded_as_ever(desk: Desk) -> None:
    put(desk, "a.xlsx", posts(3))
    desk.make()
    with sqlite3.connect(desk.inbox / "nhat-ky-bao-cao.sqlite") as log:
        (text,) = log.execute("SELECT record FROM runs").fetchone()
    assert "a.xlsx" in text and '"said"' not in text


def test_verify_counts_what_was_decided_then_not_what_is_decided_now(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "b.xlsx", posts(5), 1)
    put(desk, "gia.xlsx", work(8, secret=OTHER_SECRET), 1)
    desk.make(out=desk.folder / "truoc")
    register(cli, desk, "withdraw", "b.xlsx", "--reason", WHY)
    register(cli, desk, "accept", "gia.xlsx", "--reason", WHY)
    desk.make(out=desk.folder / "sau")
    for out in ("truoc", "sau"):
        assert desk.differences(desk.report(out=out)) == ()
    told = json.loads((desk.folder / "sau/2022-09/ket-qua-2022-09.json").read_text(encoding="utf-8"))
    assert {s["file"]: s["state"] for s in told["submissions"]} == {
        "a.xlsx": "accepted", "b.xlsx": "superseded", "gia.xlsx": "accepted_with_warnings",
    }  # fmt: skip


def test_the_same_inbox_and_decisions_give_the_same_bytes(desk: Desk, cli: Cli) -> None:
    put(desk, "a.xlsx", posts(3))
    put(desk, "gia.xlsx", work(8, secret=OTHER_SECRET))
    register(cli, desk, "accept", "gia.xlsx", "--reason", WHY)
    first = {p.name: p.read_bytes() for p in desk.make(out=desk.folder / "x").files}
    assert {p.name: p.read_bytes() for p in desk.make(out=desk.folder / "y").files} == first


# --- what changed -----------------------------------------------------------------------------------------------


def changed(former: bytes, later: bytes) -> list[str]:
    found = changes(read(former, office()), read(later, office()), office())
    return [change.words for change in found]


def test_a_changed_figure_is_told_with_its_label_from_and_to() -> None:
    assert changed(posts(12), posts(15)) == ["Số lượng (I.2.1) 12 → 15"]
    assert changed(posts(12), posts(12)) == []


def test_what_was_blank_and_what_was_cleared_are_told() -> None:
    said = fill(posts(3), in_result="Đăng đủ tin", in_as_of=datetime(2022, 9, 10))
    assert changed(posts(3), said) == [
        "Số liệu tính đến ngày để trống → 10/09/2022", "Kết quả nổi bật để trống → Đăng đủ tin",
    ]  # fmt: skip
    assert changed(said, posts(3))[1] == "Kết quả nổi bật Đăng đủ tin → để trống"


def test_rows_of_a_list_are_compared_by_what_they_are_about() -> None:
    vp = form("II.2", "VP")
    former = fill(vp, rows_II_2_1=[("Trụ sở", 100, 50), ("Kho lưu trữ", 200, 80)])
    later = fill(vp, rows_II_2_1=[("Nhà xe", 10, 1), ("Trụ sở", 100, 70), ("Kho lưu trữ", 200, 80)])
    assert changed(former, later) == [
        "Dự án, công trình của “Nhà xe” (II.2.1) để trống → Nhà xe",
        "Kế hoạch vốn được giao (đồng) của “Nhà xe” (II.2.1) để trống → 10",
        "Đã giải ngân lũy kế (đồng) của “Nhà xe” (II.2.1) để trống → 1",
        "Đã giải ngân lũy kế (đồng) của “Trụ sở” (II.2.1) 50 → 70",
    ]


def test_of_a_list_of_cases_the_numbers_are_told() -> None:
    cchc = form("II.3", "CCHC")
    day = datetime(2022, 9, 1)
    former = fill(cchc, rows_II_3_1=[("H1", day, day, day), ("H2", day, day, None), ("H3", day, day, None)])
    later = fill(cchc, rows_II_3_1=[("H1", day, day, day), ("H2", day, day, day), ("H4", day, day, None)])
    assert changed(former, later) == ["Số hồ sơ (II.3.1) 3 → 3 (thêm 1, bớt 1, sửa 1)"]


def test_many_changes_are_told_shortly() -> None:
    vp = form("II.2", "VP")
    rows = [(f"Dự án {n}", 100, n) for n in range(10)]
    found = changes(
        read(fill(vp, rows_II_2_1=rows), office()),
        read(fill(vp, rows_II_2_1=[(p, a, n + 1) for p, a, n in rows]), office()), office(),
    )  # fmt: skip
    assert len(found) == 10 and words(found[:1]).endswith("0 → 1")
    assert len(words(found)) <= 300


def test_the_later_report_tells_what_it_changed(desk: Desk) -> None:
    put(desk, "a.xlsx", posts(12))
    put(desk, "b.xlsx", posts(15), 1)
    kept = registering.read_register(desk.plan, desk.inbox, NOW)
    former, later = kept.submissions
    assert codes(former.findings) == ["MERGE_SUPERSEDED"] and codes(later.findings) == ["MERGE_CHANGED"]
    assert "“a.xlsx”: Số lượng (I.2.1) 12 → 15." in later.findings[0].message and later.state == "accepted"


# --- what the register shows -----------------------------------------------------------------------------------


@pytest.fixture
def busy(desk: Desk, cli: Cli) -> Desk:
    """An inbox in which everything that can become of a file has become of one."""
    put(desk, "a.xlsx", posts(12), 0)
    put(desk, "b.xlsx", posts(-1), 1)
    put(desk, "c.xlsx", posts(15), 2)
    put(desk, "c (1).xlsx", posts(15), 3)
    put(desk, "d.xlsx", posts(99), 4)
    put(desk, "gia.xlsx", posts(7, secret=OTHER_SECRET), 5)
    put(desk, "phong.xlsx", work(8), 6)
    put(desk, "la.txt", b"xin chao", 7)
    put(desk, "mat.xlsx", work(9, "CCHC"), 8)
    (desk.inbox / "mat.xlsx").unlink()
    assert register(cli, desk, "withdraw", "d.xlsx", "--reason", "gửi nhầm", "--by", "Lê B").code == 0
    return desk


def test_the_register_shows_everything_that_came_whatever_became_of_it(busy: Desk, cli: Cli) -> None:
    done = register(cli, busy, "--quiet")
    assert done.code == 0 and done.err == ""
    for name, state in {
        "a.xlsx": "đã thay bằng bản sau", "b.xlsx": "chưa hợp lệ", "c.xlsx": "đã tiếp nhận",
        "c (1).xlsx": "trùng tệp đã nhận", "d.xlsx": "đã rút", "gia.xlsx": "chờ xác minh", "la.txt": "chưa hợp lệ",
        "phong.xlsx": "đã tiếp nhận",
    }.items():  # fmt: skip
        (line,) = [x for x in done.out.splitlines() if f" · {name}" in x]
        assert f" · {state} · " in line or f" · {state}, muộn" in line
    assert "không còn trong hộp nhận: 1" in done.out and "mat.xlsx" in done.out
    assert "VP · Văn phòng: 6" in done.out and "Không rõ đơn vị: 1" in done.out


@pytest.mark.parametrize(
    ("asked", "files"),
    [
        (("--unit", "tccb"), ["phong.xlsx"]),
        (("--task", "I.1"), ["phong.xlsx"]),
        (("--period", "2022-08"), []),
        (("--state", "withdrawn"), ["d.xlsx"]),
        (("--state", "superseded"), ["a.xlsx"]),
        (("--state", "quarantined", "--unit", "VP"), ["gia.xlsx"]),
        (("--state", "gone"), ["mat.xlsx"]),
        (("--state", "đã rút"), ["d.xlsx"]),
        (("--state", "Chờ xác minh"), ["gia.xlsx"]),
        (("--state", "không còn trong hộp nhận"), ["mat.xlsx"]),
        (("--state", "accepted", "--task", "I.2"), ["c.xlsx"]),
    ],
)
def test_the_register_can_be_asked_by_unit_task_period_and_state(
    busy: Desk, cli: Cli, asked: tuple[str, ...], files: list[str]
) -> None:
    told = json.loads(register(cli, busy, *asked, "--json", "-").out)
    assert [f["file"] for f in told["files"]] == files


def test_looking_at_the_register_changes_not_a_byte_of_it(busy: Desk, cli: Cli) -> None:
    before = book(busy)
    for args in ((), ("show", "c.xlsx"), ("--json", busy.folder / "so.json")):
        assert register(cli, busy, *args).code == 0 and book(busy) == before


def test_the_history_of_a_file_names_verdict_decisions_chain_and_every_difference(busy: Desk, cli: Cli) -> None:
    out = register(cli, busy, "show", "d.xlsx").out
    assert hashlib.sha256(posts(99)).hexdigest() in out and "20/09/2022 12:00" in out
    assert "Quyết định: rút" in out and "Lê B: gửi nhầm" in out and "MERGE_WITHDRAWN" in out
    chain = [line.strip() for line in out.splitlines() if line.strip()[:2] in {f"{n}." for n in range(1, 7)}]
    names = [line.split(" · ")[1] for line in chain]
    assert names == ["a.xlsx", "b.xlsx", "c.xlsx", "c (1).xlsx", "d.xlsx", "gia.xlsx"]
    assert "so với bản 1: Số lượng (I.2.1) 12 → 15" in chain[2]
    assert "so với bản 3: Số lượng (I.2.1) 15 → 99" in chain[4] and chain[4].endswith("← tệp này")
    assert "so với bản 3: Số lượng (I.2.1) 15 → 7" in chain[5]
    told = json.loads(register(cli, busy, "show", "d.xlsx", "--json", "-").out)
    (file,) = told["files"]
    assert file["decisions"][0]["by"] == "Lê B" and file["reports"][0]["withdrawn"] is True
    last = file["reports"][0]["chain"][4]
    assert last["changes"] == [{"measure": "I.2.1", "label": "Số lượng", "row": None, "from": "15", "to": "99"}]


def test_what_is_gone_still_has_its_history(busy: Desk, cli: Cli) -> None:
    out = register(cli, busy, "show", "mat.xlsx").out
    assert hashlib.sha256(work(9, "CCHC")).hexdigest() in out and "không còn trong hộp nhận" in out


def test_the_history_names_the_mail_that_brought_a_file() -> None:
    came = mailed(posts(3), "vanphong@snv.vn")
    submissions = run.taken([came], office()).submissions
    kept = registering.Kept(Path("inbox"), office(), submissions, (), ())
    told = "\n".join(history(kept, came.arrival))
    assert "Người gửi <vanphong@snv.vn>" in told and "“Báo cáo”" in told and "<1@thu.vn>" in told
    (file,) = register_json(registering.only(kept, came.arrival))["files"]  # type: ignore[misc]
    assert file["mail"]["sender"] == "vanphong@snv.vn" and file["mail"]["message_id"] == "<1@thu.vn>"


def test_options_of_the_list_do_not_go_with_a_command(desk: Desk, cli: Cli) -> None:
    assert register(cli, desk, "--unit", "VP", "show", "a.xlsx").code == 2
    done = cli("register", "--inbox", desk.folder / "khong-co", "--plan", desk.plan)
    assert done.code == 3 and "--inbox" in done.err
