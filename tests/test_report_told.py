"""What a clerk sees when a report is made: who owes what in a table that fits, and what to do first."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from pipeline.answering.replies import Replies
from pipeline.cli import main
from pipeline.next_commands import Commands
from pipeline.outcome import Disagreement, HandIns
from pipeline.report_told import by_unit, summary
from pipeline.run import Report
from pipeline.text_table import clipped, padded, table, width, wrapped
from pipeline.urgent import matters
from tests.desks import Desk
from tests.office import Office, one

TODAY = date(2022, 9, 20)  # reports of September were due on the 16th
LATE = one(kind="số lượng", uom="văn bản", target="5", due=date(2022, 8, 31))
SOON = one(kind="số lượng", uom="văn bản", target="5", due=date(2022, 9, 30), reporters="TCCB")
FAR = one(kind="số lượng", uom="văn bản", target="5", due=date(2022, 12, 31))


def made(office: Office, **more: Any) -> Report:
    return Report(office.results(), (Path("ra/2022-09/bao-cao-2022-09.docx"),), **more)


def said(report: Report, today: date = TODAY, **more: Any) -> list[str]:
    return [line.text for line in summary(report, today, **more)]


def kinds(report: Report, today: date = TODAY) -> list[str]:
    return [re.sub(r"\d[\d.]*", "N", matter.what) for matter in matters(report, today)]


# --- what is most urgent --------------------------------------------------------------------------------


def test_everything_that_can_be_the_matter_is_ranked() -> None:
    office = Office(LATE, SOON, FAR)
    office.send(task="T.1", count=2).send(unit="TCCB", task="T.2", count=-1)
    waiting = replace(office.submissions()[0], state="quarantined")
    results = replace(office.results(), submissions=(*office.submissions(), waiting))
    doubt = Disagreement("Chỉ tiêu T.1.1, kết quả", "2", "3")
    report = Report(results, (), (doubt,), unentered="Không ghi được nhật ký.")
    assert kinds(report) == [
        "Số liệu chưa khớp: N số liệu tính lại cho kết quả khác",
        "Lần lập báo cáo này chưa có trong nhật ký",
        "N tệp chưa hợp lệ, đơn vị phải sửa",
        "N mục tiêu đã đến hạn mà chưa đạt hoặc chưa đủ số liệu",
        "N báo cáo chưa gửi, đã quá hạn nộp",
        "N mục tiêu chưa đạt, đến hạn trong kỳ tới",
    ]
    assert [m.grave for m in matters(report, TODAY)] == [True, True, False, False, False, False]


def test_a_refused_file_that_a_good_one_followed_is_said_to_be_mended() -> None:
    office = Office(LATE, SOON).send(task="T.1", count=-2).send(task="T.1", count=2)
    office.send(unit="TCCB", task="T.2", count=2).send(unit="TCCB", task="T.2", count=-1)
    first, second = (line for line in said(made(office)) if "Chưa hợp lệ: " in line)
    assert "T.1" in first and first.endswith(" Đơn vị đã gửi lại bản hợp lệ.")
    assert "T.2" in second and "gửi lại" not in second


def test_three_are_told_in_full_and_the_others_named() -> None:
    office = Office(LATE, SOON, FAR).send(task="T.1", count=2).send(unit="TCCB", task="T.2", count=-1)
    lines = said(made(office, replies=Replies({}, 1, ("P. TCCB",), 0)), commands=Commands(places={"INBOX": "hop"}))
    first = lines.index("Việc cần làm trước:")
    assert lines[first + 1 :] == [
        "  1. 1 tệp chưa hợp lệ, đơn vị phải sửa.",
        "     02-T.2-TCCB-2022-09.xlsx: Nhập liệu C14: Số “-1” là số âm. Gõ số không âm.",
        "     → Đọc lại thư phản hồi đã soạn sẵn (thư của P. TCCB chưa có địa chỉ, cần tự điền) rồi gửi:",
        "         make send PERIOD=2022-09 INBOX=hop",
        "  2. 1 mục tiêu đã đến hạn mà chưa đạt hoặc chưa đủ số liệu.",
        "     Chỉ tiêu 1: mục tiêu tối thiểu 05 văn bản đến ngày 31/08/2022, quá hạn 14 ngày",
        "     → Đôn đốc thực hiện, chủ trì: VP, P. TCCB và P. CCHC (T.1).",
        "  3. 1 báo cáo chưa gửi, đã quá hạn nộp.",
        "     VP; hạn nộp 16/09/2022, quá 4 ngày",
        "     → Soạn thư nhắc kèm mẫu, đọc lại rồi gửi:",
        "         make remind PERIOD=2022-09 INBOX=hop",
        "         make send PERIOD=2022-09 INBOX=hop",
        "  Sau đó: 1 mục tiêu chưa đạt, đến hạn trong kỳ tới.",
        "Các tệp đã ghi:",
        "  ra/2022-09/bao-cao-2022-09.docx",
    ]


def test_where_nothing_presses_that_is_said() -> None:
    report = made(Office(one(kind="số lượng", uom="văn bản", target="5", due=date(2022, 12, 31))).send(count=5))
    assert matters(report, TODAY) == () and "Không có việc gấp: đọc lại báo cáo rồi trình ký." in said(report)


def test_a_report_that_is_not_due_yet_is_not_urgent() -> None:
    report = made(Office(FAR))
    assert kinds(report, date(2022, 9, 16)) == []
    assert kinds(report, date(2022, 9, 17)) == ["N báo cáo chưa gửi, đã quá hạn nộp"]


def test_a_command_names_a_strangers_file_by_its_hash_alone(tmp_path: Path) -> None:
    """A file name may hold anything, and people copy the command."""
    office = Office(FAR, holds_doubtful="Có").send(count=5)
    (file,) = office.submissions()
    evil = replace(file, state="quarantined", arrival=file.arrival._replace(name="$(reboot).xlsx"))
    (matter,) = [
        m for m in matters(Report(replace(office.results(), submissions=(evil,)), ()), TODAY) if "xác minh" in m.what
    ]
    assert "$(reboot).xlsx" in matter.first and "reboot" not in "".join((matter.step, *matter.commands))
    assert matter.commands[0] == f'make accept FILE={file.arrival.sha256[:12]} REASON="đã gọi điện xác nhận"'


# --- the table --------------------------------------------------------------------------------------------


def test_of_many_units_only_those_with_something_to_do_are_listed() -> None:
    office = Office({"kind": "số lượng", "uom": "văn bản", "target": "1", "reporters": "các đơn vị"}, units=20)
    for n in range(1, 19):
        office.send(unit=f"U{n}", count=1)
    lines = [line.text for line in by_unit(office.results())]
    assert [line.split()[0] for line in lines[2:-1]] == ["Đơn", "Đơn", "Tổng"] and "Đơn vị 19" in lines[2]
    assert lines[-1] == "  18 đơn vị khác đã nộp đủ, đúng hạn."
    assert lines[4].split()[2:] == ["20", "18", "18", "0", "2", "90%", "90%"]


def test_nobody_asked_is_no_table() -> None:
    results = Office(FAR).results()
    assert list(by_unit(replace(results, hand_ins=HandIns()))) == []


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_columns_stand_below_each_other_however_the_marks_are_written(form: Any) -> None:
    names = [unicodedata.normalize(form, n) for n in ("Đơn vị", "P. Tổ chức - Cán bộ", "Trung tâm Lưu trữ lịch sử")]
    lines = list(table([[name, "7"] for name in names]))
    assert [width(line) for line in lines] == [28, 28, 28]
    assert len({len(unicodedata.normalize("NFC", line)) for line in lines}) == 1


def test_wide_letters_take_two_columns_and_long_names_give_way() -> None:
    assert (width("文化"), padded("文化", 6), clipped("文化厅", 5)) == (4, "文化  ", "文化…")
    lines = list(table([["Trung tâm Bảo tồn di tích tỉnh Khánh Hòa", "12", "100%"], ["VP", "3", "0%"]], 20))
    assert lines == ["Trung tâm…  12  100%", "VP           3    0%"]


def test_long_lines_are_broken_between_words_and_a_command_never_within() -> None:
    text = "Gửi: make send PERIOD=2022-09 OUT=thu-muc-dai-lam"
    assert list(wrapped(text, 24, "  1. ", "     ")) == [
        "  1. Gửi: make send",
        "     PERIOD=2022-09",
        "     OUT=thu-muc-dai-lam",
    ]
    assert list(wrapped(text, None, "  1. ")) == [f"  1. {text}"]


# --- on a terminal ----------------------------------------------------------------------------------------


class Screen(StringIO):
    def isatty(self) -> bool:
        return True


def shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> str:
    """What `report` puts on a terminal of 80 columns."""
    screen = Screen()
    monkeypatch.setattr(sys, "stdout", screen)
    with pytest.raises(SystemExit):
        main(["report", "--plan", str(desk.plan), "--inbox", str(desk.inbox), "--out", str(desk.folder), "--quiet",
              "--period", "2022-09"])  # fmt: skip
    return screen.getvalue()


def test_a_terminal_gets_colours_that_say_nothing_which_the_words_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    desk = Desk.of(Office(LATE, SOON).send(count=2), tmp_path)
    coloured = shown(desk, monkeypatch)
    assert "\x1b[33m" in coloured
    monkeypatch.setenv("NO_COLOR", "1")
    plain = shown(desk, monkeypatch)
    assert "\x1b" not in plain and re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert "\x1b" not in shown(desk, monkeypatch)
    in_table = plain[plain.index("Đơn vị") : plain.index("Hoàn thành")].splitlines()
    assert max(map(len, in_table)) <= 80
