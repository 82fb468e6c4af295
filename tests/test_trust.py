"""Who may send: a form says whom it was issued to, a mail who sent it, and the plan what becomes of a doubt."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import stat
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pipeline import run
from pipeline.intake import trust
from pipeline.intake.check import check_parts
from pipeline.intake.read import read_file
from pipeline.intake.register import Received, list_files
from pipeline.key_file import FILE_NAME, find_or_make_key, read_key
from pipeline.layout_versions import POLICIES, Policy
from pipeline.model import PipelineError, Plan, Submission
from pipeline.plan import read_plan
from pipeline.tokens import token_of
from tests.commands import Cli, runner
from tests.desks import NOW, Desk
from tests.drawing import codes, draw_plan, fill, fill_sheets, open_workbook, received, resave, save
from tests.rendering import needs_libreoffice
from tests.trusting import (
    OTHER_SECRET,
    SECRET,
    blank,
    carried,
    forge,
    form,
    mailed,
    office,
    office_rows,
    posts,
    unit_workbook,
    work,
)

FORGED = "TRUST_TOKEN_FORGED"


def judged(came: Received, plan: Plan, secret: bytes | None = SECRET) -> Submission:
    """The one submission of a file."""
    judge = partial(trust.judge, plan=plan, secret=secret)
    (only,) = run.taken([came], plan, judge=judge).submissions
    return only


def doubts(submission: Submission) -> list[str]:
    return [code for code in codes(submission.findings) if code.startswith("TRUST_")]


# --- the token ------------------------------------------------------------------------------------------


def test_a_token_is_what_another_program_makes_of_plan_task_unit_period_layout_and_secret() -> None:
    told = b'["KH-SNV-2022", "I.2", "VP", "2022-09", "1"]'
    token = hmac.new(SECRET, told, hashlib.sha256).hexdigest()
    assert carried(form("I.2", "VP")) == (token, token)


def test_a_units_workbook_has_one_token_without_a_task() -> None:
    token = token_of(SECRET, plan="KH-SNV-2022", task="", unit="VP", period="2022-09", layout="1")
    assert carried(unit_workbook("VP")) == (token, token)


def test_a_blank_standard_form_and_one_issued_without_a_secret_carry_none() -> None:
    for data in (blank("I.2"), form("I.2", "VP", secret=None)):
        book = open_workbook(data)
        assert "meta_token" not in book.defined_names
        assert "meta_token" not in [p.name for p in book.custom_doc_props.props]


def test_the_same_secret_gives_the_same_bytes() -> None:
    form.cache_clear()
    first = form("I.2", "VP")
    form.cache_clear()
    assert form("I.2", "VP") == first != form("I.2", "VP", secret=OTHER_SECRET)


# --- every way of sending another's form ------------------------------------------------------------------


def _with_digit(data: bytes, **where: bool) -> bytes:
    token, _ = carried(data)
    return forge(data, **where, meta_token=("1" if token[0] == "0" else "0") + token[1:])


def _picked(task: str, unit: str, **typed: Any) -> bytes:
    """A blank standard form on which a unit picked its name."""
    name = office().units[unit].name
    return fill(blank(task), meta_unit=f"{unit} - {name}", meta_period="2022-09", **typed)


@dataclass(frozen=True)
class Case:
    """A file as it came, and what has to be said of it; words: what the first reason names."""

    data: Callable[[], bytes]
    sender: str | None
    reasons: tuple[str, ...]
    words: tuple[str, ...] = ()
    refused: str = ""  # the error that refuses it anyway


ROOM = "Phòng Tổ chức - Cán bộ"
CASES = {
    "the right form, put in by hand": Case(lambda: posts(3), None, ()),
    "the right form from the unit's address": Case(lambda: posts(3), "vanphong@snv.vn", ()),
    "an address in capitals": Case(lambda: posts(3), "VanPhong@SNV.vn", ()),
    "the second address of a unit": Case(lambda: work(8), "truongphong.tccb@snv.vn", ()),
    "an address of the unit's whole domain": Case(lambda: work(8, "CCHC"), "nguyen.an@cchc.snv.vn", ()),
    "another unit's form sent on": Case(
        lambda: work(8), "vanphong@snv.vn", ("TRUST_SENDER_OTHER",), ("vanphong@snv.vn", "Văn phòng", ROOM)
    ),
    "a stranger with a right form": Case(
        lambda: posts(3), "ai.do@gmail.com", ("TRUST_SENDER_UNKNOWN",), ("ai.do@gmail.com", "Văn phòng")
    ),
    "a domain that only looks like the unit's": Case(
        lambda: work(8, "CCHC"), "an@gia.cchc.snv.vn", ("TRUST_SENDER_UNKNOWN",)
    ),
    "a mail that names no sender": Case(lambda: posts(3), "", ("TRUST_SENDER_UNKNOWN",), ("không rõ",)),
    "a unit of which no address is known": Case(
        lambda: fill(form("II.2", "TTLT"), in_nil="Có"), "ai.do@gmail.com", ()
    ),
    "an edited unit, on the hidden sheet alone": Case(
        lambda: forge(work(8), properties=False, meta_unit="CCHC"), None, (), refused="ID_CONTRADICTION"
    ),
    "an edited unit, in both places": Case(
        lambda: forge(work(8), meta_unit="CCHC"), None, ("TRUST_TOKEN_OTHER",),
        (f"{ROOM} (nhiệm vụ I.1, kỳ 2022-09)", "Phòng Cải cách hành chính (nhiệm vụ I.1, kỳ 2022-09)"),
    ),
    "an edited unit whose property was taken out": Case(
        lambda: forge(forge(work(8), cells=False, meta_unit=""), properties=False, meta_unit="CCHC"),
        None, ("TRUST_TOKEN_OTHER",), (ROOM,),
    ),
    "an edited unit sent by the unit that it names": Case(
        lambda: forge(work(8), meta_unit="CCHC"), "an@cchc.snv.vn", ("TRUST_TOKEN_OTHER",)
    ),
    "an edited unit sent by its owner": Case(
        lambda: forge(work(8), meta_unit="CCHC"), "tccb@snv.vn", ("TRUST_TOKEN_OTHER", "TRUST_SENDER_OTHER")
    ),
    "a changed period": Case(
        lambda: forge(posts(3), meta_period="2022-08"), None, ("TRUST_TOKEN_OTHER",), ("kỳ 2022-09", "kỳ 2022-08")
    ),
    "a copied token": Case(
        lambda: forge(posts(3), meta_token=carried(form("I.1", "TCCB"))[0]), None, ("TRUST_TOKEN_OTHER",), (ROOM,)
    ),
    "a copied token beside the own one": Case(
        lambda: forge(posts(3), properties=False, meta_token=carried(form("I.1", "TCCB"))[0]),
        None, ("TRUST_TOKEN_OTHER",), (ROOM,),
    ),
    "another unit's workbook token": Case(
        lambda: forge(posts(3), meta_token=carried(unit_workbook("TCCB"))[0]),
        None, ("TRUST_TOKEN_OTHER",), (f"{ROOM} (sổ của đơn vị",),
    ),
    "a broken token": Case(lambda: _with_digit(posts(3)), None, (FORGED,)),
    "a token broken in one place": Case(lambda: _with_digit(posts(3), cells=False), None, (FORGED,)),
    "a token cut short": Case(lambda: forge(posts(3), meta_token=carried(posts(3))[0][:40]), None, (FORGED,)),
    "a token that is no token": Case(lambda: forge(posts(3), meta_token="đã kiểm tra"), None, (FORGED,)),
    "a broken token from the right address": Case(lambda: _with_digit(posts(3)), "vanphong@snv.vn", (FORGED,)),
    "a token of another secret": Case(lambda: posts(3, secret=OTHER_SECRET), None, (FORGED,)),
    "a form of another plan": Case(
        lambda: fill(form("I.2", "VP", plan_id="KH-SNV-2021"), in_I_2_1_count=3), None, (), refused="ID_PLAN"
    ),
    "a form of another plan made to look like one of this": Case(
        lambda: forge(fill(form("I.2", "VP", plan_id="KH-SNV-2021"), in_I_2_1_count=3), meta_plan="KH-SNV-2022"),
        None, (FORGED,),
    ),
    "a token taken out, put in by hand": Case(lambda: forge(posts(3), meta_token=""), None, ()),
    "a token taken out, by a stranger": Case(
        lambda: forge(posts(3), meta_token=""), "ai.do@gmail.com", ("TRUST_SENDER_UNKNOWN",)
    ),
    "a token lost in one place": Case(lambda: forge(posts(3), cells=False, meta_token=""), None, ()),
    "a form of before there were tokens": Case(lambda: posts(3, secret=None), "vanphong@snv.vn", ()),
    "a blank standard form by the right unit": Case(
        lambda: _picked("I.2", "VP", in_I_2_1_count=3), "vanphong@snv.vn", ()
    ),
    "a blank standard form by another unit": Case(
        lambda: _picked("I.2", "VP", in_I_2_1_count=3), "tccb@snv.vn", ("TRUST_SENDER_OTHER",), (ROOM,)
    ),
    "a blank standard form by a stranger": Case(
        lambda: _picked("I.2", "VP", in_I_2_1_count=3), "ai.do@gmail.com", ("TRUST_SENDER_UNKNOWN",)
    ),
    "a blank standard form put in by hand": Case(lambda: _picked("I.2", "VP", in_I_2_1_count=3), None, ()),
}  # fmt: skip


@pytest.mark.parametrize("holds", [False, True], ids=["counts with a warning", "waits"])
@pytest.mark.parametrize("name", CASES)
def test_every_forgery_is_seen_for_what_it_is(name: str, holds: bool) -> None:
    case = CASES[name]
    plan = office(holds=holds)
    data = case.data()
    found = judged(received(data) if case.sender is None else mailed(data, case.sender), plan)
    assert doubts(found) == list(case.reasons)
    said = next((f.message for f in found.findings if f.code.startswith("TRUST_")), "")
    assert [word for word in case.words if word not in said] == []
    if case.refused:
        assert found.state == "rejected" and case.refused in codes(found.findings)
    elif FORGED in case.reasons or (case.reasons and holds):
        assert found.state == "quarantined"
    else:
        assert found.state == ("accepted_with_warnings" if case.reasons else "accepted")


def test_what_waits_adds_nothing_and_what_counts_with_a_warning_does() -> None:
    came = mailed(posts(7), "ai.do@gmail.com")
    for holds, value in ((False, 7), (True, None)):
        plan = office(holds=holds)
        results, _ = run.compute(plan, plan.calendar["2022-09"], NOW.date(), (judged(came, plan),))
        figure = next(m.figure for m in results.measures if m.measure.code == "I.2.1")
        assert figure.value == value
        assert any(m.task == "I.2" for m in results.missing) == holds


def test_without_a_secret_tokens_are_not_judged_and_senders_are() -> None:
    assert judged(received(posts(3, secret=OTHER_SECRET)), office(), None).state == "accepted"
    assert doubts(judged(mailed(posts(3), "x@y.vn"), office(), None)) == ["TRUST_SENDER_UNKNOWN"]


def test_a_stranger_cannot_make_a_unit_mend_what_it_never_sent() -> None:
    found = judged(mailed(posts(-3), "ai.do@gmail.com"), office(holds=True))
    assert found.state == "quarantined" and {"CELL_NEGATIVE", "TRUST_SENDER_UNKNOWN"} <= set(codes(found.findings))


def test_a_copy_by_the_right_sender_counts_though_the_first_one_waits() -> None:
    plan = office(holds=True)
    came = [mailed(posts(3), "ai.do@gmail.com", "a.xlsx", 1), mailed(posts(3), "vanphong@snv.vn", "b.xlsx", 2)]
    assert [s.state for s in run.taken(came, plan).submissions] == ["quarantined", "accepted"]
    assert [s.state for s in run.taken(came[::-1], plan).submissions] == ["accepted", "quarantined"]


def test_a_whole_domain_is_no_excuse_for_another_units_address() -> None:
    rows = office_rows()
    rows["Đơn vị"][0]["email"] = "@snv.vn"
    plan, _ = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None
    assert doubts(judged(mailed(posts(3), "moi@snv.vn"), plan)) == []
    assert doubts(judged(mailed(posts(3), "tccb@snv.vn"), plan)) == ["TRUST_SENDER_OTHER"]


def test_the_two_roads_agree_when_copies_of_what_waits_lie_between() -> None:
    """The stranger's copy of what the unit itself replaced must not count on either road."""
    plan = office(holds=True)
    first, second = posts(3), posts(5)
    came = [
        mailed(first, "vanphong@snv.vn", "a.xlsx", 1), mailed(second, "vanphong@snv.vn", "b.xlsx", 2),
        mailed(first, "ai.do@gmail.com", "c.xlsx", 3),
    ]  # fmt: skip
    taken = run.taken(came, plan)
    assert [s.state for s in taken.submissions] == ["superseded", "accepted", "quarantined"]
    results, _ = run.compute(plan, plan.calendar["2022-09"], NOW.date(), taken.submissions)
    assert run.reckon_again(results, taken) == ()


# --- templates of another version --------------------------------------------------------------------------


def _of_version(version: str) -> bytes:
    """VP's form as it was issued when another version was the present one."""
    token = token_of(SECRET, plan="KH-SNV-2022", task="I.2", unit="VP", period="2022-09", layout=version)
    return forge(posts(3), meta_layout=version, meta_token=token)


def test_a_form_of_a_former_version_that_is_still_taken_is_no_forgery(monkeypatch: pytest.MonkeyPatch) -> None:
    table = (Policy("0", "accepted"), *POLICIES)
    monkeypatch.setattr(trust, "POLICIES", table)
    (found,) = read_file(received(_of_version("0")), office(), table)
    found = trust.judge(found, plan=office(), secret=SECRET)
    assert codes(found.findings) == ["ID_LAYOUT_OLD"] and found.state == "accepted"


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Policy("0", "refused", why="thiếu cột", remedy="Dùng mẫu mới"), "ID_LAYOUT_REFUSED"),
        (Policy("0", "accepted", until=date(2022, 1, 1)), "ID_LAYOUT_ENDED"),
    ],
)
def test_a_form_of_a_version_that_is_refused_goes_back_and_does_not_wait(policy: Policy, code: str) -> None:
    (found,) = read_file(received(_of_version("0")), office(), (policy, *POLICIES))
    found = trust.judge(check_parts((found,), office())[0], plan=office(), secret=SECRET)
    assert codes(found.findings) == [code] and found.state == "rejected"


def test_a_form_of_a_program_that_is_newer_is_refused_and_not_taken_for_a_forgery() -> None:
    found = judged(received(_of_version("2")), office(holds=True))
    assert codes(found.findings) == ["ID_LAYOUT_NEWER"] and found.state == "rejected"


# --- a unit's workbook of many tasks ---------------------------------------------------------------------


def test_a_workbook_of_many_tasks_is_judged_task_by_task_by_its_one_token() -> None:
    typed = {"I.2": {"in_I_2_1_count": 3}, "II.2": {"in_nil": "Có"}}
    data = fill_sheets(unit_workbook("VP"), typed)
    judge = partial(trust.judge, plan=office(), secret=SECRET)
    assert {s.task: s.state for s in run.taken([received(data)], office(), judge=judge).submissions} == {
        "I.2": "accepted", "II.2": "accepted",
    }  # fmt: skip
    for holds in (False, True):
        plan = office(holds=holds)
        judge = partial(trust.judge, plan=plan, secret=SECRET)
        found = run.taken([received(forge(data, meta_period="2022-08"))], plan, judge=judge).submissions
        assert {s.state for s in found} == {"quarantined" if holds else "accepted_with_warnings"}
        assert all(doubts(s) == ["TRUST_TOKEN_OTHER"] for s in found) and len(found) == 2


def test_a_task_taken_out_of_a_workbook_does_not_break_its_token() -> None:
    book = open_workbook(fill_sheets(unit_workbook("VP"), {"I.2": {"in_I_2_1_count": 3}}))
    del book["II.2"]
    assert judged(received(save(book)), office()).state == "accepted"


# --- the file of the secret -----------------------------------------------------------------------------


def test_the_secret_is_made_once_for_its_owner_alone_and_is_no_submission(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    assert read_key(path) is None
    made = find_or_make_key(path, lambda: "0f" * 32)
    assert made == bytes([15]) * 32 == find_or_make_key(path, lambda: "ff" * 32) == read_key(path)
    assert list_files(tmp_path) == [] and [p.name for p in tmp_path.iterdir()] == [FILE_NAME]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_runs_that_make_the_secret_at_once_get_the_same_one(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    together = threading.Barrier(8)

    def fresh(number: int) -> str:
        together.wait()  # all have seen that there is none
        return f"{number:064x}"

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda n: find_or_make_key(path, partial(fresh, n)), range(8)))
    assert len(found) == 1 and found == {read_key(path)}
    assert [p.name for p in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("content", [b"", b"0f" * 31, b"0f" * 33, b"kh\xc3\xb3a", b"\xff" * 64, b"0g" * 32])
def test_a_secret_that_is_none_stops_the_run_and_is_not_shown(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(content)
    with pytest.raises(PipelineError) as stop:
        find_or_make_key(path, lambda: "0f" * 32)
    assert FILE_NAME in str(stop.value) and (content.decode("latin-1") or "\0") not in str(stop.value)
    assert path.read_bytes() == content


def test_a_secret_that_cannot_be_read_stops_the_run(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(PipelineError, match="tệp khóa"):
        read_key(tmp_path / FILE_NAME)


# --- from the office's desk -------------------------------------------------------------------------------


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cli:
    monkeypatch.delenv("BAO_CAO_KEY", raising=False)
    return runner(capsys)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The plan of the office, that holds what is in doubt, an inbox and its secret."""
    (tmp_path / "inbox").mkdir()
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan(office_rows(holds=True)))
    (tmp_path / "inbox" / FILE_NAME).write_text(SECRET.hex() + "\n")
    return Desk(tmp_path)


def test_issuing_makes_the_secret_where_there_is_an_inbox_and_nowhere_else(
    desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.inbox / FILE_NAME).unlink()
    asked = ("templates", "--plan", desk.plan, "--period", "2022-09", "--unit", "VP", "--out")
    assert cli("check", desk.plan, "--plan", desk.plan).code == 1
    assert cli("report", "--plan", desk.plan, "--period", "2022-09", "--out", "ra").code == 0
    assert not (desk.inbox / FILE_NAME).exists()  # only who issues forms makes one
    assert cli(*asked, "a").code == cli(*asked, "b").code == cli(*asked, "c", "--fresh").code == 0
    secret = read_key(desk.inbox / FILE_NAME)
    assert secret is not None
    first, second, third = (Path(p, "VP", "I.2__VP__2022-09.xlsx").read_bytes() for p in "abc")
    assert first == second == form("I.2", "VP", secret=secret) == third
    elsewhere = desk.folder / "noi-khac"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert cli(*asked, "a").code == 0 and not list(elsewhere.rglob(FILE_NAME))
    assert Path("a", "VP", "I.2__VP__2022-09.xlsx").read_bytes() == form("I.2", "VP", secret=None)


def test_the_secret_may_be_kept_elsewhere(desk: Desk, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.inbox / FILE_NAME).unlink()
    safe = desk.folder / "ket.key"
    monkeypatch.setenv("BAO_CAO_KEY", str(safe))
    (desk.inbox / "a.xlsx").write_bytes(posts(3, secret=OTHER_SECRET))
    wanted = ("--plan", desk.plan, "--inbox", desk.inbox, "--period", "2022-09", "--out", desk.folder / "ra")
    lost = cli("report", *wanted)
    assert lost.code == 3 and "ket.key" in lost.err and "BAO_CAO_KEY" in lost.err
    assert cli("templates", *wanted).code == 0 and read_key(safe) and not (desk.inbox / FILE_NAME).exists()
    assert "chờ xác minh" in cli("report", *wanted).out


def test_a_malformed_secret_is_one_sentence_and_exit_code_3(desk: Desk, cli: Cli) -> None:
    (desk.inbox / FILE_NAME).write_text("bi-mat-bi-hong")
    wanted = ("--plan", desk.plan, "--inbox", desk.inbox, "--period", "2022-09", "--out", desk.folder / "ra")
    for command in ("report", "templates"):
        done = cli(command, *wanted)
        assert done.code == 3 and FILE_NAME in done.err and "bi-mat-bi-hong" not in done.out + done.err


def test_without_a_secret_it_is_said_once_that_tokens_were_not_checked(desk: Desk, cli: Cli) -> None:
    (desk.inbox / FILE_NAME).unlink()
    (desk.inbox / "a.xlsx").write_bytes(posts(3))
    (desk.inbox / "b.xlsx").write_bytes(work(8))
    (desk.inbox / "c.xlsx").write_bytes(posts(4, period="2022-08", secret=None))
    wanted = ("--plan", desk.plan, "--inbox", desk.inbox)
    done = cli("report", *wanted, "--period", "2022-09", "--out", desk.folder / "ra")
    assert done.code == 0 and done.err.count("mã xác thực của 2 tệp") == 1
    assert cli("check", desk.inbox, *wanted).err.count("mã xác thực của 2 tệp") == 1
    assert "mã xác thực" not in cli("check", desk.inbox / "c.xlsx", *wanted).err


def test_check_says_that_a_form_is_anothers(desk: Desk, cli: Cli) -> None:
    path = desk.folder / "sua.xlsx"
    path.write_bytes(forge(work(8), meta_unit="CCHC"))
    done = cli("check", path, "--plan", desk.plan, "--inbox", desk.inbox)
    assert done.code == 1 and "chờ xác minh" in done.out and "TRUST_TOKEN_OTHER" in done.out and ROOM in done.out


def test_a_file_that_waits_stands_in_report_letter_workbook_json_and_summary(desk: Desk, cli: Cli) -> None:
    (desk.inbox / "that.xlsx").write_bytes(work(8))
    (desk.inbox / "gia.xlsx").write_bytes(_with_digit(posts(3)))
    done = cli("report", "--plan", desk.plan, "--inbox", desk.inbox, "--period", "2022-09", "--out", desk.folder / "ra")
    assert done.code == 0
    assert "1 chờ xác minh" in done.out and "Chờ xác minh: gia.xlsx: Mã xác thực" in done.out
    told = json.loads((desk.folder / "ra/2022-09/ket-qua-2022-09.json").read_text(encoding="utf-8"))
    states = {s["file"]: (s["state"], [f["code"] for f in s["findings"]]) for s in told["submissions"]}
    assert states["gia.xlsx"] == ("quarantined", [FORGED]) and states["that.xlsx"][0] == "accepted"
    report, letter = (_words_of(path) for path in (desk.report(), desk.letter()))
    assert "Tệp cần xác minh người gửi, tệp có quyết định của Văn phòng" in report
    assert "Mã xác thực “" in report and report.count("gia.xlsx") >= 2
    assert "Chờ xác minh (tệp “gia.xlsx”)" in letter
    book = open_workbook((desk.folder / "ra/2022-09/tong-hop-2022-09.xlsx").read_bytes())
    assert ("gia.xlsx", "chờ xác minh") in [(row[1].value, row[7].value) for row in book["Tệp đã nhận"].iter_rows()]
    assert FORGED in [row[2].value for row in book["Lỗi và lưu ý"].iter_rows()]


def _words_of(path: Path) -> str:
    from docx import Document

    document = Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join((*(p.text for p in document.paragraphs), *cells))


def test_a_warning_about_the_sender_stands_in_the_report(desk: Desk) -> None:
    desk.plan.write_bytes(draw_plan(office_rows()))
    (desk.inbox / "sua.xlsx").write_bytes(forge(work(8), meta_unit="CCHC"))
    made = desk.make()
    assert made.disagreements == ()
    assert "mẫu phát cho Phòng Tổ chức - Cán bộ" in _words_of(desk.report())


def test_verify_remembers_who_waited_though_the_secret_is_lost(desk: Desk) -> None:
    (desk.inbox / "that.xlsx").write_bytes(work(8))
    (desk.inbox / "gia.xlsx").write_bytes(_with_digit(posts(3)))
    (desk.inbox / "sua.xlsx").write_bytes(forge(work(5), meta_unit="CCHC"))
    for holds in (True, False):
        desk.plan.write_bytes(draw_plan(office_rows(holds=holds)))
        assert desk.make().disagreements == ()
        assert desk.differences(desk.report()) == ()
        secret = (desk.inbox / FILE_NAME).read_bytes()
        (desk.inbox / FILE_NAME).unlink()
        assert desk.differences(desk.report()) == ()
        (desk.inbox / FILE_NAME).write_bytes(secret)


def test_the_next_form_brings_nothing_along_of_what_waits(desk: Desk) -> None:
    (desk.inbox / "gia.xlsx").write_bytes(_with_digit(posts(77, period="2022-08")))
    (desk.inbox / "that.xlsx").write_bytes(work(8, period="2022-08"))
    written = run.issue_templates(
        desk.plan, "2022-09", desk.folder / "mau", ("VP", "TCCB"), inbox=desk.inbox, now=NOW, secret=SECRET
    )
    brings = {path.name: "_ky_truoc" in open_workbook(path.read_bytes()).sheetnames for path in written}
    assert brings["I.1__TCCB__2022-09.xlsx"] and not brings["I.2__VP__2022-09.xlsx"]


# --- the plan workbook ------------------------------------------------------------------------------------


def test_without_the_setting_a_doubt_is_a_warning() -> None:
    assert office().agency.holds_doubtful is False and office(holds=True).agency.holds_doubtful is True


def test_an_address_that_is_none_is_said_and_not_compared_with() -> None:
    rows = office_rows()
    rows["Đơn vị"][0]["email"] = "chưa có"
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None and codes(findings) == ["PLAN_EMAIL"] and "chưa có" in findings[0].message
    assert judged(mailed(posts(3), "ai.do@gmail.com"), replace(plan)).state == "accepted"


# --- other programs -----------------------------------------------------------------------------------------


@needs_libreoffice
def test_a_form_saved_by_libreoffice_keeps_its_token(tmp_path: Path) -> None:
    files = {"I.2.xlsx": posts(3), "so.xlsx": fill_sheets(unit_workbook("VP"), {"I.2": {"in_I_2_1_count": 3}})}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    for path in resave([tmp_path / name for name in files], tmp_path):
        found = judged(received(path.read_bytes()), office(holds=True))
        assert found.tokens == (carried(files[path.name])[0],)
        assert doubts(found) == [] and found.accepted
