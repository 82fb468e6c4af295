"""The second road: it agrees with the main one where that is right, and catches it where it is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import cli, evaluate, measures, merge, run
from pipeline.conform.check import conform
from pipeline.intake.register import receive
from pipeline.outcome import Disagreement
from pipeline.report.doubt import MARK
from pipeline.vietnamese import VIETNAM
from tests.amount import some
from tests.drawing import (
    ROOT,
    draw_plan,
    fill,
    fill_sheets,
    open_workbook,
    save,
    shipped_plan,
    small_plan,
    template,
)
from tests.office import AFTER, Office, one
from tests.second_office import MEASURES, office, roads, roads_from, write

EXAMPLE = ROOT / "examples" / "2022-09" / "inbox"
NOW = datetime(2022, 9, 22, 8, 0, tzinfo=VIETNAM)
D = date


def told(found: tuple[Disagreement, ...]) -> list[str]:
    return [d.words for d in found]


# --- no false alarm -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> run.Taken:
    """The worked example of 115 files, taken in once."""
    inbox = shutil.copytree(EXAMPLE, tmp_path_factory.mktemp("vi-du") / "inbox")
    return run.taken(receive(inbox, NOW), shipped_plan())


@pytest.mark.parametrize("as_of", [None, D(2022, 12, 31), D(2023, 2, 1)])
@pytest.mark.parametrize("period", shipped_plan().calendar)
def test_both_roads_agree_on_the_example_in_every_period(example: run.Taken, period: str, as_of: date | None) -> None:
    assert told(roads_from(example, shipped_plan(), period, as_of)) == []


@pytest.mark.parametrize("words", ["...", ".", ",", "-", "1.2.3,4,5", "12.", "tỷ", "3845/QĐ-UBND"])
def test_words_where_words_are_asked_are_no_numbers(words: str) -> None:
    desk = Office(one(kind="giải ngân", target="90%", uom="đồng"))
    desk.send(period="2022-08", rows=[[words, 5_000_000, 1_000_000]], decision=words)
    desk.take(fill(desk.issue("T.1", "VP", "2022-09"), in_unchanged="Có"))
    assert desk.submissions()[-1].accepted and told(roads(desk)) == []


def test_a_hidden_table_that_somebody_stretched_is_read_where_it_is_one() -> None:
    desk = Office(one()).send(period="2022-08", numerator=1, denominator=2)
    book = open_workbook(fill(desk.issue("T.1", "VP", "2022-09"), in_unchanged="Có"))
    book.defined_names["meta_former"].attr_text = "'_ky_truoc'!$A$1:$XFD$1048576"
    desk.take(save(book))
    assert desk.submissions()[-1].accepted and told(roads(desk)) == []


_PLAN = office()
_MEAN = office(survey_method="trung bình các nhân tố")
_ASKED = [f"T.{n}" for n, m in enumerate(MEASURES, 1) if "same_as" not in m]


@given(
    st.integers(0, 2**32), st.booleans(),
    st.sampled_from(["2022-07", "2022-09", "2022-10", "2022-Q3", "2022-9T", "2022", "2023-01"]),
    st.sampled_from([None, D(2022, 8, 31), D(2022, 9, 1), D(2023, 2, 1)]),
)  # fmt: skip
@settings(max_examples=some(40))
def test_whatever_units_send_both_roads_agree(seed: int, mean: bool, period: str, as_of: date | None) -> None:
    chance, desk = Random(seed), Office.of((_MEAN if mean else _PLAN).plan)
    tasks = tuple(chance.sample(_ASKED, 3))
    for _ in range(chance.randint(2, 9)):
        write(desk, chance, tasks)
    assert told(roads(desk, period, as_of)) == []


def test_both_roads_agree_on_what_a_bundle_brings_along_and_what_is_ticked() -> None:
    desk = Office(
        one(),
        one(kind="giải ngân", target="90%", uom="đồng"),
        one(kind="số lượng", nature="trong kỳ", op="", target="", due=None),
    )
    desk.send(period="2022-08", numerator=40, denominator=60)
    rows = [["Nhà kho", 5_000_000_000, 3_000_000_000], ["Hội trường", 2_000_000_000, 500_000_000]]
    desk.send(period="2022-08", task="T.2", rows=rows).send(period="2022-08", task="T.3", count=3)
    form = desk.issue_bundle("VP", "2022-09")
    paid = {"rows_T_2_1": [[None, None, 4_000_000_000], [None, None, 0]]}
    desk.take(fill_sheets(form, {"T.1": {"in_unchanged": "Có"}, "T.2": paid}))
    assert told(roads(desk)) == [] and told(roads(desk, "2022-Q3", AFTER)) == []
    by_code = {m.measure.code: m.figure for m in desk.results().measures}
    assert (by_code["T.1.1"].numerator, by_code["T.2.1"].numerator) == (40, 4_000_000_000)


def test_a_template_sent_back_as_it_came_says_nothing_on_either_road() -> None:
    desk = Office(one(), one(task="T.1", code="T.1.2", kind="so với năm trước", op="<", target="năm 2021"))
    first = {"in_T_1_1_numerator": 1, "in_T_1_1_denominator": 2, "in_T_1_2_current": 4, "in_T_1_2_baseline": 5}
    desk.take(fill(template(desk.plan, "T.1", "VP", "2022-08"), **first))
    form = desk.issue("T.1", "VP", "2022-09")
    desk.take(fill(form, in_T_1_1_numerator=2, in_T_1_1_denominator=2))  # T.1.2 stays with its 5 of 2021
    assert told(roads(desk)) == []
    desk.take(fill(form, in_T_1_1_numerator=2, in_T_1_1_denominator=2, in_T_1_2_current=6))
    assert told(roads(desk, as_of=AFTER)) == []


def test_numbers_and_days_typed_as_text_are_understood_on_both_roads() -> None:
    desk = Office(one(), one(kind="giải ngân", target="90%", uom="đồng"), one(kind="văn bản", target=1))
    desk.send(numerator="1.234", denominator="12 345,5")
    desk.send(task="T.2", rows=[["Kho", "12,5 tỷ", "1.250.000.000"], ["Sân", "300 triệu đồng", 0]], decision="1/QĐ")
    desk.send(task="T.3", rows=[["Số 05/KH-SNV", "05/08/2022", "Kế hoạch"]])
    desk.send(task="T.3", period="2022-08", rows=[["5/KH–SNV", "ngày 5 tháng 8 năm 2022", "Kế hoạch"]])
    assert told(roads(desk)) == []
    assert desk.judge("T.2.1").figure.denominator == 12_800_000_000


def test_the_unit_that_goes_back_to_its_first_answer_counts_with_it() -> None:
    desk = Office(one()).send(numerator=1, denominator=4).send(numerator=2, denominator=4)
    desk.take(desk.sent[0].data)
    assert told(roads(desk)) == [] and desk.judge().figure.numerator == 1


# --- ten bugs planted in the main road, and more ------------------------------------------------------------

Plant = Callable[[pytest.MonkeyPatch], None]


def busy() -> Office:
    """Units that answer a ratio, money, documents, a survey, a checklist, cases and monthly news."""
    desk = Office(
        {},  # T.1 ratio
        one(kind="giải ngân", uom="đồng", target="90%", reporters="VP; TCCB"),
        {"kind": "văn bản", "target": 2},
        one(kind="khảo sát", op=">", target="83%", reporters="VP; TCCB"),
        one(kind="danh mục", target="100%"),
        one(kind="hồ sơ", op="", target="", due=None),
        one(kind="số lượng", target="1/tháng", nature="trong kỳ"),
        one(kind="so với năm trước", op="<", target="năm 2021"),
        one(due=D(2022, 8, 31)),
        {"kind": "số lượng", "target": 1, "reporters": "từng: VP; TCCB"},
        one(if_any="x"),
        items=("Ghế", "Bàn"), counted_from=D(2022, 7, 15),
    )  # fmt: skip
    for unit, (part, whole) in {"VP": (1, 10), "TCCB": (90, 90), "CCHC": (0, 100)}.items():
        desk.send(unit, numerator=part, denominator=whole)
    desk.send(task="T.2", rows=[["Nhà kho", 3_000_000_000, 2_699_999_999]], decision="1")
    desk.send("TCCB", task="T.2", rows=[["Hội trường", 7_000_000_000, 6_300_000_000]], decision="2")
    for unit in ("VP", "TCCB"):
        desk.send(unit, task="T.3", rows=[["05/KH", D(2022, 9, 1), "Kế hoạch"]])
        desk.send(unit, task="T.4", rows=[[None, 10, 2, 5, 83 if unit == "VP" else 20, 0], [None, 0, 0, 0, 9, 1]])
        desk.send(unit, task="T.10", count=1 if unit == "VP" else 0)
    desk.send(task="T.5", rows=[[None, "Có"], [None, "Không"]])
    due = D(2022, 8, 10)
    desk.send(task="T.6", rows=[["H1", due, due, due], ["H2", due, due, D(2022, 8, 11)], ["H3", due, due, None]])
    desk.send(task="T.7", period="2022-08", count=2).send(task="T.7", count=0)
    desk.send(task="T.8", current=5, baseline=6)
    desk.send(task="T.9", period="2022-08", numerator=3, denominator=4).send(task="T.9", numerator=4, denominator=4)
    return desk.send(task="T.11", nil="Có")


@pytest.fixture(scope="module")
def desk() -> Office:
    return busy()


def mean_of_ratios(patch: pytest.MonkeyPatch) -> None:
    right = merge.figures

    def wrong(rows: Any, plan: Any) -> Any:
        found = right(rows, plan)
        for code, f in found.items():
            shares = [p.value for p in f.by_unit if p.value is not None]
            if f.denominator and shares:
                found[code] = replace(f, value=sum(shares, Fraction(0)) / len(shares))
        return found

    patch.setattr(merge, "figures", wrong)


def twice_the_money(patch: pytest.MonkeyPatch) -> None:
    right = measures.OBSERVERS["disbursement"]
    patch.setitem(measures.OBSERVERS, "disbursement", lambda answer: (*right(answer), *right(answer)))


def dropped_unit(patch: pytest.MonkeyPatch) -> None:
    right = merge.merge
    patch.setattr(merge, "merge", lambda subs, plan: right([s for s in subs if s.unit != "CCHC"], plan))


def double_count(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merge, "_first_of", lambda rows, by: rows["measure"] == rows["measure"])


def rounded_threshold(patch: pytest.MonkeyPatch) -> None:
    right = evaluate.compare
    patch.setattr(evaluate, "compare", lambda op, v, bound: right(op, Fraction(round(float(v), 3)), bound))


def above_read_as_at_least(patch: pytest.MonkeyPatch) -> None:
    right = evaluate.compare
    patch.setattr(evaluate, "compare", lambda op, v, bound: right(">=" if op == ">" else op, v, bound))


def late_counts_as_in_time(patch: pytest.MonkeyPatch) -> None:
    right = merge.counted
    patch.setattr(merge, "counted", lambda t, plan, p, until=None, upto=None: right(t, plan, p, None, upto))


def oldest_instead_of_newest(patch: pytest.MonkeyPatch) -> None:
    right = merge._Newest.add

    def wrong(self: Any, whose: tuple[str, str], rank: tuple[date, int], place: int) -> None:
        right(self, whose, (date.min + (date.max - rank[0]), -rank[1]), place)

    patch.setattr(merge._Newest, "add", wrong)


def blank_month_is_met(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluate._Court, "window_met", lambda self, origin, target, figure, expected: True)


def nothing_arose_is_all_done(patch: pytest.MonkeyPatch) -> None:
    right = evaluate.task_status

    def wrong(found: Any) -> Any:
        status = right(found)
        return "complete" if status == "nothing_arose" else status

    patch.setattr(evaluate, "task_status", wrong)


def silent_units_do_not_matter(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluate._Court, "expected", lambda self, origin: origin.reporters[:1])


def tasks_weighed_by_measures(patch: pytest.MonkeyPatch) -> None:
    right = evaluate.tally
    patch.setattr(evaluate, "tally", lambda tasks: replace(right(tasks), completion=Fraction(1, 2)))


def neutral_answers_are_content(patch: pytest.MonkeyPatch) -> None:
    right = measures.OBSERVERS["survey"]

    def wrong(answer: Any) -> Iterator[Any]:
        for seen in right(answer):
            yield seen._replace(numerator=seen.numerator + 1)

    patch.setitem(measures.OBSERVERS, "survey", wrong)


def completion_by_the_last_target(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(evaluate, "_completion", lambda m, t, status, f: Fraction(status in ("met", "met_late")))


PLANTED: list[tuple[Plant, str]] = [
    (mean_of_ratios, "Chỉ tiêu T.1.1 (Chỉ tiêu 1), kết quả"),
    (twice_the_money, "Chỉ tiêu T.2.1 (Chỉ tiêu 2), tử số"),
    (dropped_unit, "Chỉ tiêu T.1.1 (Chỉ tiêu 1), mẫu số"),
    (double_count, "Chỉ tiêu T.3.1 (Chỉ tiêu 3), kết quả"),
    (rounded_threshold, "Chỉ tiêu T.2.1 (Chỉ tiêu 2), mục tiêu tối thiểu 90% đến ngày 31/12/2022, đánh giá"),
    (late_counts_as_in_time, "Chỉ tiêu T.9.1 (Chỉ tiêu 9), mục tiêu 100% đến ngày 31/08/2022, đánh giá"),
    (oldest_instead_of_newest, "Chỉ tiêu T.9.1 (Chỉ tiêu 9), kết quả"),
    (blank_month_is_met, "Chỉ tiêu T.7.1 (Chỉ tiêu 7), mức hoàn thành"),
    (nothing_arose_is_all_done, "Nhiệm vụ T.11, đánh giá"),
    (silent_units_do_not_matter, "Chỉ tiêu T.10.1 (Chỉ tiêu 10), kết quả"),
    (tasks_weighed_by_measures, "Cả kế hoạch, mức hoàn thành"),
    (neutral_answers_are_content, "Chỉ tiêu T.4.1 (Chỉ tiêu 4), tử số"),
    (completion_by_the_last_target, "Chỉ tiêu T.1.1 (Chỉ tiêu 1), mức hoàn thành"),
]


def test_without_a_bug_the_busy_office_gives_no_alarm(desk: Office) -> None:
    assert told(roads(desk)) == [] and told(roads(desk, as_of=AFTER)) == []


@pytest.mark.parametrize(("plant", "place"), PLANTED, ids=[p.__name__ for p, _ in PLANTED])
def test_a_bug_planted_in_the_main_road_is_caught_and_named(
    desk: Office, monkeypatch: pytest.MonkeyPatch, plant: Plant, place: str
) -> None:
    plant(monkeypatch)
    found = roads(desk, as_of=D(2022, 9, 14))
    assert place in [d.place for d in found], told(found)


def test_a_strict_target_read_as_at_least_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Office(one(kind="khảo sát", op=">", target="83%"), items=("A",)).send(rows=[[None, 17, 0, 0, 83, 0]])
    assert told(roads(desk, as_of=AFTER)) == []
    above_read_as_at_least(monkeypatch)
    (target, *_) = [d for d in roads(desk, as_of=AFTER) if d.place.endswith("đánh giá")]
    assert (target.main, target.second) == ("“đạt”", "“chưa đạt”")


def test_a_corrected_report_that_is_passed_over_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """The states told by the main road are not believed where they say which of two valid ones counts."""
    desk = Office(one()).send(numerator=1, denominator=4).send(numerator=3, denominator=4)
    right = run.settle

    def wrong(submissions: Any, plan: Any) -> Any:
        first, second = right(submissions, plan)
        return replace(first, state="accepted"), replace(second, state="superseded")

    monkeypatch.setattr(run, "settle", wrong)
    figure = next(d for d in roads(desk) if d.place == "Chỉ tiêu T.1.1 (Chỉ tiêu 1), tử số")
    assert (figure.main, figure.second) == ("1", "3")


def test_two_figures_that_look_alike_are_shown_with_the_decimals_that_tell_them_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = Office(one()).send(numerator=61, denominator=100)
    right = merge.figures

    def wrong(rows: Any, plan: Any) -> Any:
        return {c: replace(f, value=f.value - Fraction(1, 10**4)) for c, f in right(rows, plan).items()}

    monkeypatch.setattr(merge, "figures", wrong)
    assert told(roads(desk))[0] == "Chỉ tiêu T.1.1 (Chỉ tiêu 1), kết quả: báo cáo ghi 60,99%, tính lại được 61%"


# --- what a report with such figures looks like --------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan, and an inbox with what two units spent."""
    (tmp_path / "ke-hoach.xlsx").write_bytes(draw_plan())
    (tmp_path / "inbox").mkdir()
    for unit, paid in (("VP", 4_600_000_000), ("TTLT", 100_000_000)):
        rows = [[f"Nhà kho {unit}", 5_000_000_000, paid]]
        data = fill(template(small_plan(), "II.2", unit), rows_II_2_1=rows, in_II_2_1_decision="12/QĐ-UBND")
        (tmp_path / "inbox" / f"{unit}.xlsx").write_bytes(data)
    return tmp_path


def arguments(place: Path) -> list[str]:
    paths = {"--plan": place / "ke-hoach.xlsx", "--inbox": place / "inbox", "--out": place / "out"}
    return ["report", "--period", "2022-09", *(str(part) for pair in paths.items() for part in pair)]


def report(place: Path) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments(place))
    return ended.value.code


def test_a_report_with_figures_in_doubt_is_marked_listed_and_ends_with_1(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    twice_the_money(monkeypatch)
    assert report(folder) == 1
    said = capsys.readouterr()
    assert "SỐ LIỆU CHƯA KHỚP" in said.err and "Chỉ tiêu II.2.1" in said.err and MARK not in said.out
    path = folder / "out" / "2022-09" / "bao-cao-2022-09.docx"
    word = docx.Document(str(path))
    texts = [p.text for p in word.paragraphs if p.text]
    assert texts.index(MARK) < texts.index("BÁO CÁO")
    cells = [[c.text for c in row.cells] for row in word.tables[-1].rows]
    assert any("Chỉ tiêu II.2.1" in row[0] and row[1] != row[2] for row in cells)
    assert conform(path) == ()
    results = json.loads((folder / "out" / "2022-09" / "ket-qua-2022-09.json").read_text("utf-8"))
    assert [set(d) for d in results["disagreements"]] == [{"place", "report", "recomputed"}] * (len(cells) - 1)


def test_a_sound_report_says_nothing_of_the_second_road(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(folder) == 0
    assert "CHƯA KHỚP" not in capsys.readouterr().err
    folder = folder / "out" / "2022-09"
    assert MARK not in [p.text for p in docx.Document(str(folder / "bao-cao-2022-09.docx")).paragraphs]
    assert "disagreements" not in json.loads((folder / "ket-qua-2022-09.json").read_text("utf-8"))


# --- where the main road is wrong by the contract -----------------------------------------------------------


def test_a_document_of_another_day_does_not_count_in_the_quarter_whose_report_lists_it() -> None:
    desk = Office(one(kind="văn bản", target="", op="", due=None, nature="trong kỳ"))
    desk.send(period="2022-Q3", rows=[["1/BC", D(2022, 5, 20), "Báo cáo"]])
    assert told(roads(desk, "2022-Q3")) == []


def test_each_unit_of_a_survey_is_judged_by_the_mean_of_factors_where_the_plan_says_so() -> None:
    survey = {"kind": "khảo sát", "target": "60%", "reporters": "từng: VP"}
    desk = Office(survey, items=("A", "B"), survey_method="trung bình các nhân tố")
    desk.send(rows=[[None, 0, 0, 0, 10, 0], [None, 60, 0, 0, 20, 10]])  # 100 % and 33,3 %: mean 66,7 %, pooled 40 %
    assert told(roads(desk)) == []


def test_nothing_arose_in_one_month_does_not_speak_for_the_quarter() -> None:
    desk = Office(one(kind="số lượng", target=1, nature="trong kỳ", if_any="x")).send(period="2022-07", nil="Có")
    assert told(roads(desk, "2022-Q3")) == []


def test_a_monthly_limit_is_not_kept_while_a_unit_is_silent() -> None:
    limit = {"kind": "số lượng", "op": "≤", "target": "5/tháng", "nature": "trong kỳ", "reporters": "VP; TCCB"}
    desk = Office(limit, counted_from=D(2022, 9, 1)).send(count=2)
    assert told(roads(desk)) == []
