"""The command line as its users meet it: Vietnamese words, exit codes, nothing half done."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from pipeline.cli import main
from pipeline.model import PipelineError
from pipeline.report import pdf, word
from tests.commands import Cli, Done, runner
from tests.drawing import ROOT, SHIPPED, draw_plan, fill, plan_rows, small_plan, template
from tests.rendering import needs_libreoffice, read_pages

PLAN = small_plan()


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    """Runs a command in an empty working folder, as `python -m pipeline …` does."""
    monkeypatch.chdir(tmp_path)
    return runner(capsys)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.xlsx"
    path.write_bytes(draw_plan())
    return path


@pytest.fixture
def broken_plan(tmp_path: Path) -> Path:
    rows = plan_rows()
    rows["Chỉ tiêu"][1]["task"] = "I.9"
    path = tmp_path / "hong.xlsx"
    path.write_bytes(draw_plan(rows))
    return path


GOOD = fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=3)
BAD = fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=-3)


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A good submission, a refused one, and a file that is no workbook."""
    folder = tmp_path / "inbox"
    (folder / "VP").mkdir(parents=True)
    (folder / "VP" / "tot.xlsx").write_bytes(GOOD)
    (folder / "VP" / "sai.xlsx").write_bytes(BAD)
    (folder / "ghi chu.txt").write_text("Gửi anh Bình", encoding="utf-8")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def one_sentence(text: str, *words: str) -> None:
    """One clear Vietnamese message for a person, no traceback."""
    assert "Traceback" not in text and not re.search(r"\w+Error\b", text)
    assert 1 <= len([line for line in text.splitlines() if line.strip()]) <= 2, text
    assert re.search(r"[ăâđêôơưáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ]", text)
    for expected in words:
        assert expected in text, text


# --- help --------------------------------------------------------------------------------------------

COMMANDS = [
    (), ("plan",), ("plan", "check"), ("plan", "new"), ("templates",), ("check",), ("report",), ("remind",), ("send",),
    ("doctor",),
]  # fmt: skip
ENGLISH = re.compile(
    r"\b(usage|options?|commands?|arguments?|args?|show|message|exit|default|required|file|files|directory|path|"
    r"text|help|this|and|the|missing|try|for|multiple|boolean|date)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_help_is_in_vietnamese_for_every_command(cli: Cli, command: tuple[str, ...]) -> None:
    done = cli(*command, "--help")
    assert (done.code, done.err) == (0, "")
    assert "Cách dùng: python -m pipeline" in done.out and "Tùy chọn" in done.out
    words = re.sub(
        r"--?[a-z-]+|python -m pipeline[a-z ]*|^  [a-z]+  |[\w./-]*/[\w./-]*", " ", done.out, flags=re.MULTILINE
    )
    assert not ENGLISH.findall(words), words


def test_the_short_form_of_help_works_and_lists_every_command(cli: Cli) -> None:
    done = cli("-h")
    assert done.code == 0
    for name in ("plan", "templates", "check", "report", "remind", "doctor"):
        assert re.search(rf"^  {name}\s", done.out, re.MULTILINE), done.out


def test_help_and_mistakes_work_from_a_real_shell_without_a_terminal(tmp_path: Path) -> None:
    """A pipe, no terminal, no UTF-8 locale: nothing prompts, nothing breaks."""
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONPATH": str(ROOT)}

    def shell(*args: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [sys.executable, "-m", "pipeline", *args],
            cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False,
        )  # fmt: skip

    done = shell("report", "--help")
    assert done.returncode == 0 and "Cách dùng" in done.stdout.decode("utf-8")
    done = shell("report")
    assert done.returncode == 3 and "Không có tệp kế hoạch" in done.stderr.decode("utf-8")
    assert done.stdout == b"" and not list(tmp_path.iterdir())


# --- wrong usage -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args",
    [
        ("report", "--khong-co"), ("lenh-la",), ("plan", "lenh-la"), ("plan", "check"), ("check",),
        ("templates",), ("templates", "--period", "2022-09", "--layout", "sổ"),
        ("report", "--as-of", "hôm qua"), ("report", "--as-of", "31/02/2022"),
        ("report", "--period"), ("templates", "--standard", "--period", "2022-09"),
        ("plan", "check", "a", "b"), ("report", "thừa"),
        ("plan", "new", "--out", "a.xlsx"), ("plan", "new", "--agency", "Sở Du lịch"),
        ("plan", "new", "--agency", " ", "--out", "a.xlsx"),
        ("plan", "new", "--agency", "Sở Du lịch", "--from", "a.xlsx", "--out", "b.xlsx"),
        ("plan", "new", "--agency", "Sở Du lịch", "--inbox", "inbox", "--out", "b.xlsx"),
        ("plan", "new", "--agency", "Sở Du lịch", "--year", "23", "--out", "a.xlsx"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_two_and_one_vietnamese_sentence(cli: Cli, args: tuple[str, ...]) -> None:
    done = cli(*args)
    assert (done.code, done.out) == (2, "")
    one_sentence(done.err)
    message = re.sub(r"--?[a-z-]+|python -m pipeline[a-z ]*", " ", done.err.splitlines()[0])
    assert not ENGLISH.findall(message.replace("lenh-la", "")), done.err


def test_without_a_command_the_help_is_shown(cli: Cli) -> None:
    done = cli()
    assert done.code == 2 and "Cách dùng" in done.out + done.err


# --- cannot run ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "args", [("report",), ("templates", "--period", "2022-09"), ("check", "x.xlsx"), ("plan", "check", "mat.xlsx")],
    ids=" ".join,
)  # fmt: skip
def test_a_missing_plan_is_three_and_is_named(cli: Cli, args: tuple[str, ...]) -> None:
    more = () if args[0] == "plan" else ("--plan", "mat.xlsx")
    done = cli(*args, *more)
    assert (done.code, done.out) == (3, "")
    one_sentence(done.err, "mat.xlsx")


def test_a_plan_that_is_no_workbook_is_three(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_text("xin chào", encoding="utf-8")
    for args in (("plan", "check", "a.xlsx"), ("report", "--plan", "a.xlsx")):
        done = cli(*args)
        assert (done.code, done.out) == (3, "")
        one_sentence(done.err, "a.xlsx")
    done = cli("report", "--plan", tmp_path)  # a folder
    assert done.code == 3
    one_sentence(done.err)


def test_a_plan_with_errors_is_one_for_its_check_and_three_for_a_report(
    cli: Cli, broken_plan: Path, inbox: Path
) -> None:
    done = cli("plan", "check", broken_plan)
    assert (done.code, done.err) == (1, "")
    assert "PLAN_UNKNOWN_TASK" in done.out and "“Chỉ tiêu”" in done.out and "B6" in done.out
    for args in (("report", "--inbox", inbox), ("templates", "--period", "2022-09"), ("check", inbox)):
        done = cli(*args, "--plan", broken_plan)
        assert (done.code, done.out) == (3, "")
        one_sentence(done.err, "B6")
    assert not (inbox / "so-tiep-nhan.sqlite").exists()


def test_a_sound_plan_is_zero_and_its_size_is_told(cli: Cli, plan: Path) -> None:
    done = cli("plan", "check", plan)
    assert (done.code, done.err) == (0, "")
    assert "4 đơn vị" in done.out and "8 nhiệm vụ" in done.out and "10 chỉ tiêu" in done.out
    done = cli("plan", "check", SHIPPED)
    assert done.code == 0 and "54 nhiệm vụ, 3 mục tiêu chung, 75 chỉ tiêu" in done.out


def test_a_new_plan_is_zero_and_says_what_to_do_next(cli: Cli, plan: Path, inbox: Path, tmp_path: Path) -> None:
    done = cli("plan", "new", "--from", plan, "--inbox", inbox, "--out", "moi/2023.xlsx")
    assert (done.code, done.err) == (0, "Đang đọc tệp: 3…\n")
    assert "Đã lập tệp kế hoạch năm 2023" in done.out and "4 đơn vị, 8 nhiệm vụ, 1 mục tiêu chung" in done.out
    # of the ten measures two compare with a year, and one follows another without a target of its own
    assert "mục tiêu, thời hạn mới cho 7 chỉ tiêu" in done.out and "xem lại 2 chỉ tiêu so với năm trước" in done.out
    assert "I.3.1 (VP), II.3.1 (P. CCHC)" in done.out  # nobody sent those
    assert "mục “Căn cứ, văn bản thực hiện”" in done.out
    assert cli("plan", "check", "moi/2023.xlsx").code == 0
    done = cli("plan", "new", "--agency", "Sở Du lịch", "--year", "2023", "--out", "sdl.xlsx")
    assert (done.code, done.err) == (0, "") and "năm 2023 cho Sở Du lịch" in done.out
    assert cli("plan", "check", "sdl.xlsx").code == 0


def test_without_an_inbox_a_new_plan_says_how_to_get_figures(cli: Cli, plan: Path) -> None:
    done = cli("plan", "new", "--from", plan, "--year", "2025", "--out", "moi.xlsx")
    assert done.code == 0 and "kế hoạch năm 2025" in done.out
    assert "“Số liệu năm trước”: để trống" in done.out and "--inbox" in done.out


def test_a_new_plan_that_cannot_be_made_is_three_and_nothing_is_written(
    cli: Cli, plan: Path, broken_plan: Path, tmp_path: Path
) -> None:
    before = contents(tmp_path)
    for args, said in (
        (("--from", plan, "--out", plan), "Đã có tệp"),
        (("--from", "mat.xlsx", "--out", "a.xlsx"), "mat.xlsx"),
        (("--from", broken_plan, "--out", "a.xlsx"), "B6"),
        (("--from", plan, "--year", "2022", "--out", "a.xlsx"), "2022"),
        (("--from", plan, "--inbox", "khong-co", "--out", "a.xlsx"), "khong-co"),
        (("--agency", "Sở Du lịch", "--out", "thu-muc"), ".xlsx"),
    ):
        done = cli("plan", "new", *args)
        assert (done.code, done.out) == (3, ""), args
        one_sentence(done.err, said)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("there", ["nothing", "a file"])
def test_an_inbox_that_cannot_be_read_is_three(cli: Cli, plan: Path, tmp_path: Path, there: str) -> None:
    box = tmp_path / "hop-thu"
    if there == "a file":
        box.write_text("x", encoding="utf-8")
    done = cli("report", "--plan", plan, "--inbox", box, "--period", "2022-09")
    assert (done.code, done.out) == (3, "")
    one_sentence(done.err, "hop-thu")


def test_an_inbox_without_permission_is_three(
    cli: Cli, plan: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: str) -> list[str]:
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr("os.scandir", refuse)
    done = cli("report", "--plan", plan, "--inbox", inbox, "--period", "2022-09")
    assert done.code == 3
    one_sentence(done.err, "inbox")


def test_an_unknown_period_or_unit_is_three_and_the_known_ones_are_named(cli: Cli, plan: Path, inbox: Path) -> None:
    for args in (("report", "--inbox", inbox, "--period", "2031-01"), ("templates", "--period", "2031-01")):
        done = cli(*args, "--plan", plan)
        assert (done.code, done.out) == (3, "")
        assert "Traceback" not in done.err and "2031-01" in done.err and "2022-09" in done.err
    done = cli("templates", "--plan", plan, "--period", "2022-09", "--unit", "XYZ")
    assert (done.code, done.out) == (3, "")
    one_sentence(done.err, "XYZ", "TCCB")


def test_an_empty_inbox_without_a_period_is_three_with_its_remedy(cli: Cli, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    done = cli("report", "--plan", plan)
    assert (done.code, done.out) == (3, "") and "--period" in done.err


def test_files_to_check_that_are_not_there_are_three(cli: Cli, plan: Path) -> None:
    done = cli("check", "mat.xlsx", "--plan", plan)
    assert (done.code, done.out) == (3, "")
    one_sentence(done.err, "mat.xlsx")


# --- hand out --------------------------------------------------------------------------------------------------


def test_templates_are_written_where_the_contract_says(cli: Cli, plan: Path, tmp_path: Path) -> None:
    done = cli("templates", "--plan", plan, "--period", "2022-09", "--out", "mau", "--unit", "TCCB", "--unit", "TTLT")
    assert (done.code, done.err) == (0, "Đang ghi mẫu: 3…\n")
    assert set(contents(tmp_path / "mau")) == {
        "TCCB/I.1__TCCB__2022-09.xlsx", "TCCB/I.4__TCCB__2022-09.xlsx", "TTLT/II.2__TTLT__2022-09.xlsx",
    }  # fmt: skip
    assert "3 mẫu" in done.out
    assert cli("templates", "--plan", plan, "--standard", "--out", "chuan").code == 0
    assert set(contents(tmp_path / "chuan")) == {f"{code}.xlsx" for code in PLAN.tasks}


# --- check -------------------------------------------------------------------------------------------------------


def test_a_sound_file_checks_with_zero(cli: Cli, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "tot.xlsx").write_bytes(GOOD)
    done = cli("check", "tot.xlsx", "--plan", plan)
    assert (done.code, done.err) == (0, "Đang đọc tệp: 1…\n")
    assert "tot.xlsx" in done.out and "I.2" in done.out and "VP" in done.out and "2022-09" in done.out


def test_errors_check_with_one_and_name_the_cell(cli: Cli, plan: Path, inbox: Path) -> None:
    done = cli("check", inbox, "--plan", plan, "--quiet")
    assert (done.code, done.err) == (1, "")
    for expected in ("sai.xlsx", "CELL_NEGATIVE", "“Nhập liệu”", "tot.xlsx", "ghi chu.txt", "GATE_TEXT"):
        assert expected in done.out
    assert set(contents(inbox)) == {"VP/tot.xlsx", "VP/sai.xlsx", "ghi chu.txt"}  # nothing is registered


def test_findings_for_machines_are_json_of_the_contracts_shape(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path
) -> None:
    assert cli("check", inbox, "--plan", plan, "--json", "ket-qua.json").code == 1
    from_file = json.loads((tmp_path / "ket-qua.json").read_text(encoding="utf-8"))
    done = cli("check", inbox, "--plan", plan, "--json", "-")
    on_screen = json.loads(done.out)  # the JSON and nothing else
    files = {Path(s["file"]).name: s for s in on_screen["submissions"]}
    assert {n: s["state"] for n, s in files.items()} == {
        "tot.xlsx": "accepted", "sai.xlsx": "rejected", "ghi chu.txt": "rejected",
    }  # fmt: skip
    found, skipped = files["sai.xlsx"]["findings"]
    assert (found["severity"], skipped["severity"]) == ("error", "info")
    assert set(found) == {"code", "severity", "sheet", "cell", "label", "found", "message"}
    assert {Path(s["file"]).name for s in from_file["submissions"]} == set(files)


# --- report ------------------------------------------------------------------------------------------------------


def report(cli: Cli, plan: Path, inbox: Path, *more: str) -> Done:
    return cli("report", "--plan", plan, "--inbox", inbox, "--period", "2022-09", "--out", "ra", *more)


OUTPUTS = {
    "bao-cao-2022-09.docx", "don-doc-2022-09.docx", "tong-hop-2022-09.xlsx", "ket-qua-2022-09.json",
    "tong-quan-2022-09.html",
}  # fmt: skip
REPLY = {"phan-hoi/VP/VP__2022-09.eml", "phan-hoi/VP/I.2__VP__2022-09__can-sua.xlsx"}  # to what the inbox refuses


def test_refused_files_are_listed_and_the_report_is_done_all_the_same(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path
) -> None:
    done = report(cli, plan, inbox)
    assert done.code == 0
    assert set(contents(tmp_path / "ra" / "2022-09")) == OUTPUTS | REPLY
    assert "sai.xlsx" in done.out and "ghi chu.txt" in done.out and "bao-cao-2022-09.docx" in done.out
    assert "Đang" in done.err and "Đang" not in done.out  # results here, progress there
    results = json.loads((tmp_path / "ra" / "2022-09" / "ket-qua-2022-09.json").read_text(encoding="utf-8"))
    listed = sorted((s["file"], s["state"]) for s in results["submissions"])
    assert listed == [("VP/sai.xlsx", "rejected"), ("VP/tot.xlsx", "accepted"), ("ghi chu.txt", "rejected")]


def test_a_letter_that_nobody_needs_any_more_does_not_stay_behind(cli: Cli, inbox: Path, tmp_path: Path) -> None:
    rows = plan_rows()
    rows["Nhiệm vụ"] = [t for t in rows["Nhiệm vụ"] if t["code"] == "I.2"]
    rows["Chỉ tiêu"] = [m for m in rows["Chỉ tiêu"] if m["task"] == "I.2"]
    rows["Nội dung cho sẵn"] = []
    rows["Bố cục báo cáo"] = [r for r in rows["Bố cục báo cáo"] if r["sections"] not in ("MT", "II")]
    plan = tmp_path / "mot-nhiem-vu.xlsx"
    plan.write_bytes(draw_plan(rows))
    for name in ("tot.xlsx", "sai.xlsx"):
        (inbox / "VP" / name).unlink()
    folder = tmp_path / "ra" / "2022-09"
    report(cli, plan, inbox)
    assert set(contents(folder)) == OUTPUTS
    (folder / "ban sua tay.docx").write_bytes(b"cua nguoi dung")
    (folder / "bao-cao-2022-09.pdf").write_bytes(b"%PDF- of the former report")
    (inbox / "VP" / "tot.xlsx").write_bytes(GOOD)
    report(cli, plan, inbox)
    assert set(contents(folder)) == OUTPUTS - {"don-doc-2022-09.docx"} | {"ban sua tay.docx"}


def test_the_number_and_date_that_the_clerk_was_given_are_printed(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path
) -> None:
    assert report(cli, plan, inbox, "--number", "7", "--issued", "5/9/2022").code == 0
    printed = docx.Document(str(tmp_path / "ra" / "2022-09" / "bao-cao-2022-09.docx"))
    told = [t.text for t in printed.element.body.iter("{*}t")]
    assert "07" in told and "ngày 05 tháng 9 năm 2022" in told
    refused = report(cli, plan, inbox, "--number", "0")
    assert refused.code == 2
    one_sentence(refused.err.splitlines()[0], "--number")


def test_without_libreoffice_the_report_is_done_and_says_why_there_is_no_pdf(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: None)
    done = report(cli, plan, inbox, "--pdf")
    assert done.code == 0 and set(contents(tmp_path / "ra" / "2022-09")) == OUTPUTS | REPLY
    one_sentence(done.err.splitlines()[-1], "PDF", "LibreOffice")


@pytest.mark.parametrize("fault", ["writes nothing", "writes half", "hangs", "cannot start"])
def test_a_pdf_that_was_not_made_whole_is_not_delivered(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    program = tmp_path / "soffice"
    half = 'for f in "$8" "$9"; do printf %s %PDF-1.6 > "$7/$(basename "$f" .docx).pdf"; done'
    script = {"writes half": half, "hangs": "sleep 600 & wait"}.get(fault, "true")
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o644 if fault == "cannot start" else 0o755)
    monkeypatch.setattr(pdf, "find_libreoffice", lambda: str(program))
    monkeypatch.setattr(pdf, "TIME_LIMIT", 1)
    done = report(cli, plan, inbox, "--pdf")
    assert done.code == 0 and set(contents(tmp_path / "ra" / "2022-09")) == OUTPUTS | REPLY
    one_sentence(done.err.splitlines()[-1], "PDF")


@needs_libreoffice
def test_the_report_and_the_letter_are_printed_to_pdf(cli: Cli, plan: Path, inbox: Path, tmp_path: Path) -> None:
    done = report(cli, plan, inbox, "--pdf")
    folder = tmp_path / "ra" / "2022-09"
    assert set(contents(folder)) == OUTPUTS | REPLY | {"bao-cao-2022-09.pdf", "don-doc-2022-09.pdf"}, done.err
    assert "V/v" in read_pages(folder / "don-doc-2022-09.pdf")[0].text
    assert "BÁO CÁO" in read_pages(folder / "bao-cao-2022-09.pdf")[0].text


def test_running_again_gives_the_same_bytes_everywhere(cli: Cli, plan: Path, inbox: Path, tmp_path: Path) -> None:
    first = report(cli, plan, inbox)
    before = contents(tmp_path)
    second = report(cli, plan, inbox)
    assert contents(tmp_path) == before
    assert (first.code, first.out) == (second.code, second.out)


def test_without_a_period_the_latest_ended_one_with_answers_is_taken(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path
) -> None:
    (inbox / "VP" / "thang 8.xlsx").write_bytes(fill(template(PLAN, "I.2", "VP", "2022-08"), in_I_2_1_count=1))
    done = cli("report", "--plan", plan, "--out", "ra")
    assert done.code == 0 and set(contents(tmp_path / "ra" / "2022-09")) == OUTPUTS | REPLY


def test_a_failed_run_leaves_the_former_output_whole(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(cli, plan, inbox)
    before = contents(tmp_path / "ra")
    (inbox / "VP" / "sau.xlsx").write_bytes(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=9))

    def fail(*_: object, **__: object) -> None:
        raise PipelineError("Hết chỗ trên đĩa.")

    with monkeypatch.context() as patch:
        patch.setattr(word, "write_docx", fail)
        done = report(cli, plan, inbox)
        assert done.code == 3
        one_sentence(done.err.splitlines()[-1], "Hết chỗ")
    assert contents(tmp_path / "ra") == before
    assert sorted(p.name for p in (tmp_path / "ra").iterdir()) == ["2022-09"]  # and no litter


def test_a_document_against_the_decree_is_not_put_into_place(cli: Cli, plan: Path, inbox: Path, tmp_path: Path) -> None:
    report(cli, plan, inbox)
    before = contents(tmp_path / "ra")
    rows = plan_rows()
    for entry in rows["Cơ quan"]:
        if entry["key"] == "signer_name":
            entry["value"] = "TS. Trần Thị Bình"  # no title stands before the name (Mục II, khoản 7)
    titled = tmp_path / "hoc-vi.xlsx"
    titled.write_bytes(draw_plan(rows))
    done = report(cli, titled, inbox)
    assert done.code == 3
    one_sentence(done.err.splitlines()[-1], "bao-cao-2022-09.docx", "Mục II, khoản 7", "TS.", "Cơ quan")
    assert contents(tmp_path / "ra") == before


def test_a_bug_of_ours_keeps_its_traceback_and_leaves_the_former_output_whole(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(cli, plan, inbox)
    before = contents(tmp_path / "ra")

    def stumble(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(word, "write_docx", stumble)
    with pytest.raises(ZeroDivisionError):
        main(["report", "--plan", str(plan), "--inbox", str(inbox), "--period", "2022-09", "--out", "ra"])
    assert contents(tmp_path / "ra") == before
    assert sorted(p.name for p in (tmp_path / "ra").iterdir()) == ["2022-09"]


@pytest.mark.parametrize("blocked", sorted({*OUTPUTS, "phan-hoi"}))
def test_an_output_that_cannot_be_replaced_changes_none_of_the_others(
    cli: Cli, plan: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocked: str
) -> None:
    """As on Windows, where a report that is open in Word cannot be moved."""
    (inbox / "TCCB.xlsx").write_bytes(fill(template(PLAN, "I.1", "TCCB"), in_I_1_1_numerator="chín"))
    report(cli, plan, inbox)
    before = contents(tmp_path / "ra")
    (inbox / "VP" / "sau.xlsx").write_bytes(fill(template(PLAN, "I.2", "VP"), in_I_2_1_count=9))
    move = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self == Path("ra", "2022-09", blocked) or (self.name == blocked and Path(target).exists()):
            raise PermissionError(13, "Permission denied")
        return move(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        done = report(cli, plan, inbox)
    assert done.code == 3
    one_sentence(done.err.splitlines()[-1], blocked)
    assert contents(tmp_path / "ra") == before
    assert report(cli, plan, inbox).code == 0 and contents(tmp_path / "ra") != before


def test_an_output_folder_that_cannot_be_written_is_three(cli: Cli, plan: Path, inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "ra").write_text("một tệp, không phải thư mục", encoding="utf-8")
    done = report(cli, plan, inbox)
    assert done.code == 3 and done.out == ""
    one_sentence(done.err.splitlines()[-1], "ra")


@pytest.mark.parametrize("command", ["templates", "standard"])
def test_a_template_folder_that_cannot_be_written_is_three(cli: Cli, plan: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "mau").write_text("một tệp, không phải thư mục", encoding="utf-8")
    what = ("--standard",) if command == "standard" else ("--period", "2022-09")
    done = cli("templates", "--plan", plan, "--out", "mau", *what)
    assert (done.code, done.out) == (3, "")
    one_sentence(done.err, "mau")


def test_a_json_file_that_cannot_be_written_is_three(cli: Cli, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "tot.xlsx").write_bytes(GOOD)
    done = cli("check", "tot.xlsx", "--plan", plan, "--json", "tot.xlsx/x.json")
    assert done.code == 3
    one_sentence(done.err, "x.json")


ENDING = """
import atexit, sys
from pipeline.processes import ends_at_once

class Held:
    def __del__(self): print("tháo ra", flush=True)

held = Held()
with ends_at_once():
    atexit.register(print, "dọn xong")
    print("kết quả " * 100)
    sys.exit({code})
"""


def ending(code: object, **given: Any) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": ""}
    return subprocess.run(
        [sys.executable, "-c", ENDING.format(code=code)], **{"stdout": subprocess.PIPE, **given},
        stderr=subprocess.PIPE, env=env, encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize("code", [0, 3])
def test_a_process_ends_with_its_code_and_everything_told_and_tidied_but_nothing_taken_apart(code: int) -> None:
    done = ending(code)
    assert (done.returncode, done.stderr) == (code, "")
    assert done.stdout.split() == ["kết", "quả"] * 100 + ["dọn", "xong"]


def test_a_process_that_ends_otherwise_than_by_a_code_ends_as_usual() -> None:
    done = ending("'hỏng'")
    assert (done.returncode, done.stderr) == (1, "hỏng\n") and done.stdout.endswith("tháo ra\n")


def test_a_process_whose_results_nobody_takes_says_so() -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = ending(0, stdout=theirs)
    os.close(theirs)
    assert done.returncode == 120 and "BrokenPipeError" in done.stderr
