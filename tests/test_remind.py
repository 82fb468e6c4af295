"""Reminders: who owes what since how many days, the letter, a draft for each unit with what it has to fill in."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import docx
import pytest

from pipeline import run
from pipeline.answering.reminders import owed_lines
from tests.commands import Cli, runner
from tests.desks import NOW, Desk
from tests.drawing import fill, open_workbook, place, plan_rows, small_plan, template
from tests.mailing import mail, read_letter, reminded, settled, with_address
from tests.office import Office, one

PLAN = small_plan()
DUE = date(2022, 9, 16)  # of September


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cli:
    monkeypatch.chdir(tmp_path)
    return runner(capsys)


def owing() -> Office:
    """VP and TCCB are asked for two tasks; VP sent one wrongly, TCCB one rightly."""
    inbox = Office({"reporters": "VP; TCCB", "name": "Tỷ lệ thư đúng hạn"}, {"reporters": "VP; TCCB", "if_any": "x"})
    inbox.send("VP", numerator="chín", denominator=10)
    return inbox.send("TCCB", numerator=9, denominator=10)


def test_the_words_of_a_reminder() -> None:
    mails = reminded(owing(), date(2022, 9, 20))
    assert set(mails) == {"VP", "TCCB"}
    assert mails["VP"].headers["Subject"] == "Báo cáo kỳ 2022-09 của VP: nhắc gửi báo cáo đã quá hạn (2 báo cáo)"
    assert mails["VP"].text.replace("\r\n", "\n") == (
        "Kính gửi: Văn phòng\n"
        "\n"
        "Đến ngày 20/09/2022, Văn phòng Sở Nội vụ chưa nhận đủ báo cáo kỳ 2022-09 của đơn vị. Còn 2 báo cáo:\n"
        "\n"
        "1. T.1. Nhiệm vụ T.1\n"
        "   Đã nhận tệp “01-T.1-VP-2022-09.xlsx” nhưng chưa hợp lệ; hạn nộp 16/09/2022, quá hạn 4 ngày.\n"
        "2. T.2. Nhiệm vụ T.2\n"
        "   Chưa nhận được; hạn nộp 16/09/2022, quá hạn 4 ngày.\n"
        "\n"
        "Mẫu của các báo cáo này gửi kèm. Đề nghị đơn vị điền, lưu lại và gửi về Văn phòng trong thời gian sớm nhất.\n"
        "Tệp “can-sua” đã có sẵn số liệu đơn vị gửi, chỉ cần sửa các ô màu cam.\n"
        "Nội dung “nếu có” mà từ đầu năm chưa phát sinh thì chọn “Không phát sinh” trong mẫu.\n"
        "Nếu đơn vị đã gửi trước khi nhận thư này thì không phải gửi lại.\n"
        "\n"
        "Trân trọng.\n"
        "\n"
        "Văn phòng Sở Nội vụ\n"
    )


def test_templates_are_attached_that_are_still_to_be_filled_in_or_mended() -> None:
    mails = reminded(owing(), date(2022, 9, 20))
    assert list(mails["VP"].attached) == ["T.2__VP__2022-09.xlsx", "T.1__VP__2022-09__can-sua.xlsx"]
    assert list(mails["TCCB"].attached) == ["T.2__TCCB__2022-09.xlsx"]
    inbox = owing()
    inbox.take(fill(mails["VP"].attached["T.2__VP__2022-09.xlsx"], in_T_2_1_numerator=1, in_T_2_1_denominator=1))
    inbox.take(fill(mails["VP"].attached["T.1__VP__2022-09__can-sua.xlsx"], in_T_1_1_numerator=9))
    assert [s.state for s in inbox.submissions()[2:]] == ["accepted", "accepted"]
    assert set(reminded(inbox, date(2022, 9, 20))) == {"TCCB"}


def test_a_template_brings_along_what_the_unit_said_before() -> None:
    inbox = Office(one()).send(period="2022-08", numerator=8, denominator=10, reporter="Lê An")
    (data,) = reminded(inbox, date(2022, 9, 20))["VP"].attached.values()
    sheet, top, left, _, _ = place(open_workbook(data), "in_reporter")
    assert sheet.cell(top, left).value == "Lê An"


def test_many_templates_come_as_one_workbook() -> None:
    inbox = Office(*({"reporters": "VP"} for _ in range(6))).send("VP", task="T.1", numerator=1, denominator=2)
    assert len(reminded(inbox, DUE)["VP"].attached) == 5
    inbox = Office(*({"reporters": "VP"} for _ in range(7))).send("VP", task="T.1", numerator=1, denominator=2)
    (name,) = reminded(inbox, DUE)["VP"].attached
    assert name == "VP__2022-09.xlsx"
    (data,) = reminded(inbox, DUE)["VP"].attached.values()
    assert [s for s in open_workbook(data).sheetnames if s.startswith("T.")] == [f"T.{n}" for n in range(2, 8)]


@pytest.mark.parametrize(
    ("today", "words", "subject"),
    [
        (date(2022, 9, 13), "còn 3 ngày", "nhắc gửi báo cáo (1 báo cáo)"),
        (DUE, "hết hạn hôm nay", "nhắc gửi báo cáo (1 báo cáo)"),
        (date(2022, 9, 17), "quá hạn 1 ngày", "nhắc gửi báo cáo đã quá hạn (1 báo cáo)"),
    ],
)
def test_days_are_counted_from_the_deadline(today: date, words: str, subject: str) -> None:
    letter = reminded(Office(one()), today)["VP"]
    assert f"hạn nộp 16/09/2022, {words}." in letter.text
    assert letter.headers["Subject"].endswith(subject)


def test_a_reminder_goes_to_the_roster_and_belongs_to_no_thread() -> None:
    inbox = owing()
    inbox.sent[0] = inbox.sent[0]._replace(arrival=inbox.sent[0].arrival._replace(mail=mail()))
    inbox.plan = with_address(inbox.plan, "VP", "vp@snv.gov.vn")
    headers = reminded(inbox, DUE)["VP"].headers
    assert headers["To"] == "Văn phòng <vp@snv.gov.vn>" and "In-Reply-To" not in headers
    assert "To" not in reminded(inbox, DUE)["TCCB"].headers


def test_months_of_a_quarter_are_named_with_their_own_deadlines() -> None:
    inbox = Office(one()).send(period="2022-09", numerator=1, denominator=2)
    text = reminded(inbox, date(2022, 9, 20), "2022-Q3")["VP"].text
    assert "1. T.1. Nhiệm vụ T.1 (kỳ 2022-07)" in text and "2. T.1. Nhiệm vụ T.1 (kỳ 2022-08)" in text
    assert "hạn nộp 16/07/2022, quá hạn 66 ngày" in text and "hạn nộp 16/08/2022, quá hạn 35 ngày" in text


def test_a_refused_correction_is_told_from_a_report_that_is_lacking() -> None:
    """The former report still counts: the unit has handed in, and is asked for its correction only."""
    inbox = Office(one()).send(numerator=1, denominator=2).send(numerator=3, denominator=2)
    results, _ = settled(inbox)
    told = "\n".join(owed_lines(results, date(2022, 9, 20)))
    assert "T.1: hạn nộp 16/09/2022, quá hạn 4 ngày; bản gửi lại chưa hợp lệ, bản trước vẫn được tính" in told
    assert "nhưng chưa hợp lệ, bản gửi trước vẫn được tính;" in reminded(inbox, date(2022, 9, 20))["VP"].text


# --- the command ------------------------------------------------------------------------------------


def test_the_command_lists_and_writes_letter_and_drafts(cli: Cli, tmp_path: Path) -> None:
    Desk.of(owing(), tmp_path)
    done = cli(
        "remind", "--plan", "ke-hoach.xlsx", "--period", "2022-09", "--out", "ra", "--as-of", "20/9/2022", "--quiet"
    )
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        "Báo cáo kỳ 2022-09: 2 đơn vị còn nợ 3 báo cáo, tính đến ngày 20/09/2022.",
        "Văn phòng (2 báo cáo)",
        "  T.1: hạn nộp 16/09/2022, quá hạn 4 ngày; đã gửi nhưng chưa hợp lệ",
        "  T.2: hạn nộp 16/09/2022, quá hạn 4 ngày; chưa nhận được",
        "Phòng Tổ chức - Cán bộ (1 báo cáo)",
        "  T.2: hạn nộp 16/09/2022, quá hạn 4 ngày; chưa nhận được",
        "Chưa có địa chỉ thư, cần tự điền khi gửi: VP, P. TCCB.",
        "  ra/2022-09/don-doc-2022-09.docx",
        "  ra/2022-09/nhac",
    ]
    assert sorted(p.name for p in (tmp_path / "ra/2022-09/nhac").iterdir()) == ["TCCB.eml", "VP.eml"]
    text = "\n".join(p.text for p in docx.Document(str(tmp_path / "ra/2022-09/don-doc-2022-09.docx")).paragraphs)
    assert "02 đơn vị còn 02 báo cáo chưa gửi và 01 báo cáo đã gửi nhưng chưa hợp lệ" in text


def test_the_letter_is_the_one_that_the_report_made(tmp_path: Path) -> None:
    desk = Desk.of(owing(), tmp_path)
    desk.make()
    before = desk.letter().read_bytes()
    run.remind(desk.plan, desk.inbox, "2022-09", tmp_path / "ra", DUE, NOW)
    assert desk.letter().read_bytes() == before and desk.report().exists()
    assert not desk.differences(desk.letter())


def test_the_letter_alone_bears_a_check(tmp_path: Path) -> None:
    desk = Desk.of(owing(), tmp_path)
    run.remind(desk.plan, desk.inbox, "2022-09", tmp_path / "ra", DUE, NOW)
    assert not desk.differences(desk.letter())


def test_two_runs_on_a_day_give_the_same_bytes_and_another_day_another_mail(tmp_path: Path) -> None:
    desk = Desk.of(owing(), tmp_path)

    def drafts(today: date, out: str) -> dict[str, bytes]:
        run.remind(desk.plan, desk.inbox, "2022-09", tmp_path / out, today, NOW)
        return {p.name: p.read_bytes() for p in sorted((tmp_path / out).rglob("*.*")) if p.is_file()}

    assert drafts(DUE, "a") == drafts(DUE, "b")
    first, later = (read_letter(drafts(day, "c")["VP.eml"]) for day in (DUE, date(2022, 9, 19)))
    assert first.headers["Message-ID"] != later.headers["Message-ID"]


def test_where_nobody_owes_nothing_is_written_and_outdated_reminders_go(cli: Cli, tmp_path: Path) -> None:
    desk = Desk.of(Office(one()).send(period="2022-08", numerator=1, denominator=2), tmp_path)
    args = ("remind", "--plan", "ke-hoach.xlsx", "--period", "2022-09", "--out", "ra", "--as-of", "2022-09-20")
    assert "VP" in cli(*args).out and (tmp_path / "ra/2022-09/nhac/VP.eml").exists()
    keep = tmp_path / "ra" / "2022-09" / "ghi-chu.txt"
    keep.write_text("của tôi", encoding="utf-8")
    data = fill(template(Office(one()).plan, "T.1", "VP"), in_T_1_1_numerator=1, in_T_1_1_denominator=2)
    (desk.inbox / "t9.xlsx").write_bytes(data)
    done = cli(*args)
    assert (done.code, done.out) == (0, "Báo cáo kỳ 2022-09: không còn đơn vị nào nợ báo cáo.\n")
    assert list((tmp_path / "ra" / "2022-09").iterdir()) == [keep]
    shutil.rmtree(tmp_path / "ra")
    assert cli(*args).code == 0 and not (tmp_path / "ra").exists()


def test_a_new_report_takes_reminders_away_that_it_makes_out_of_date(tmp_path: Path) -> None:
    desk = Desk.of(owing(), tmp_path)
    run.remind(desk.plan, desk.inbox, "2022-09", tmp_path / "ra", DUE, NOW)
    desk.make()
    assert not (tmp_path / "ra/2022-09/nhac").exists() and desk.letter().exists()


def test_without_a_period_and_without_reports_one_sentence_says_so(cli: Cli, tmp_path: Path) -> None:
    Desk.of(Office(one()), tmp_path)
    done = cli("remind", "--plan", "ke-hoach.xlsx")
    assert done.code == 3 and done.out == "" and "--period" in done.err


def test_the_fields_of_the_plan_that_mails_need_are_optional() -> None:
    keys = {row["key"] for row in plan_rows()["Cơ quan"]}
    assert not {"office_mail", "office_contact"} & keys
    assert (PLAN.agency.office_mail, PLAN.agency.office_contact) == ("", "")
