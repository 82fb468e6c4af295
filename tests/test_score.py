"""Self-scoring: points worked out by hand at, above and below every bound; what is shown where."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import run
from pipeline.cli import main
from pipeline.conform.check import conform
from pipeline.container import unpack
from pipeline.model import Rule, Section, Step
from pipeline.outcome import Figure, MeasureResult, Results, Score, ScoreSheet, ScoreTally
from pipeline.plan import read_plan
from pipeline.progress import SILENT
from pipeline.report.document import Paragraph, Table
from pipeline.report.figures import plain
from pipeline.report.machine import to_json
from pipeline.report.outline import compose
from pipeline.report.word import write_docx
from pipeline.score import judge
from pipeline.vietnamese import VIETNAM
from tests.drawing import (
    ROOT,
    SHIPPED,
    draw_plan,
    open_workbook,
    plan_rows,
    rule,
    save,
    shipped_plan,
    small_plan,
)
from tests.office import AFTER, Office, one
from tests.outputs import NO_LOG
from tests.registries import workbook_of

STAMP = datetime(2022, 9, 15, 8, 0, tzinfo=VIETNAM)
STEPS = {"method": "bậc thang", "measure": "T.1.1", "steps": "> 90%: 2; ≥ 70%: 1; còn lại: 0"}
RATE = {"method": "theo tỷ lệ", "measure": "T.1.1", "floor": "70%", "maximum": 3}
TARGETS = {"method": "có/không", "measure": "T.1.1"}
COUNT = {"kind": "số lượng", "uom": "văn bản", "target": "2"}


def sheet_of(results: Results) -> ScoreSheet:
    assert results.scores is not None
    return results.scores


def scored(office: Office, period: str = "2022-09", as_of: date | None = None) -> Score:
    """The first criterion."""
    return sheet_of(office.results(period, as_of)).scores[0]


def rules(*cells: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    return tuple(rule(**{"code": str(n), **c}) for n, c in enumerate(cells, 1))


# --- every method at, above and below its bounds --------------------------------------------------


@pytest.mark.parametrize(
    ("part", "whole", "points"),
    [
        (100, 100, 2), (91, 100, 2), (9001, 10000, 2),
        (90, 100, 1),  # "> 90%" is strict
        (89, 100, 1), (70, 100, 1),
        (6999, 10000, 0), (0, 100, 0),
    ],
)  # fmt: skip
def test_a_share_gets_the_points_of_the_highest_step_it_reaches(part: int, whole: int, points: int) -> None:
    score = scored(Office(one(), rules=rules(STEPS)).send(numerator=part, denominator=whole))
    assert (score.state, score.points, score.value) == ("scored", points, Fraction(part, whole))
    assert not score.provisional


@pytest.mark.parametrize(("number", "points"), [(3, 1), (2, 1), (1, Fraction(1, 2)), (0, 0)])
def test_a_count_gets_points_by_numbers(number: int, points: Fraction) -> None:
    counted = {**STEPS, "maximum": 1, "steps": "≥ 2: 1; ≥ 1: 0,5"}
    score = scored(Office(one(**COUNT), rules=rules(counted)).send(count=number))
    assert (score.state, score.points, score.value) == ("scored", points, number)


def test_what_is_below_the_last_step_may_have_points_of_its_own() -> None:
    kind = {**STEPS, "steps": "≥ 90%: 2; còn lại: 0,25"}
    assert scored(Office(one(), rules=rules(kind)).send(numerator=1, denominator=9)).points == Fraction(1, 4)


@pytest.mark.parametrize(
    ("part", "whole", "points"),
    [
        (100, 100, Fraction(3)), (5, 6, Fraction(5, 2)), (71, 100, Fraction(213, 100)),
        (70, 100, Fraction(21, 10)),  # the floor itself is enough
        (6999, 10000, Fraction(0)), (0, 100, Fraction(0)),
    ],
)  # fmt: skip
def test_proportional_points_start_at_the_floor(part: int, whole: int, points: Fraction) -> None:
    score = scored(Office(one(), rules=rules(RATE)).send(numerator=part, denominator=whole))
    assert (score.state, score.points) == ("scored", points)
    assert score.ground == ("rate" if points else "below_floor")


def test_without_a_floor_every_share_counts() -> None:
    office = Office(one(), rules=rules({**RATE, "floor": None})).send(numerator=1, denominator=300)
    assert scored(office).points == Fraction(1, 100)


def test_each_unit_that_meets_the_target_counts_for_a_measure_of_each() -> None:
    each = {"kind": "văn bản", "target": 1, "reporters": "từng đơn vị chủ trì"}
    office = Office(each, rules=rules({"measure": "T.1.1", "maximum": 3}))
    for unit, number in (("VP", 1), ("TCCB", 2), ("CCHC", 0)):
        listed = [(f"0{n}/BC-{unit}", date(2022, 9, 1), f"Sáng kiến {n}") for n in range(1, number + 1)]
        office.send(unit, **({"rows": listed} if number else {"result": "Chưa có"}))
    score = scored(office)
    assert (score.value, score.points) == (Fraction(2, 3), 2)


def test_targets_met_give_all_the_points_and_one_not_met_none() -> None:
    office = Office(one(), rules=rules(TARGETS))
    office.send(numerator=9, denominator=10)
    early, late = scored(office), scored(office, as_of=AFTER)
    assert (early.state, early.points, early.ground, early.provisional) == ("scored", 0, "not_yet", True)
    assert (late.state, late.points, late.ground, late.provisional) == ("scored", 0, "not_met", False)
    office.send(numerator=10, denominator=10)
    met = scored(office)
    assert (met.state, met.points, met.ground, met.provisional) == ("scored", 2, "met", False)


def test_a_target_met_after_its_day_counts_as_met() -> None:
    office = Office(one(due=date(2022, 8, 31)), rules=rules(TARGETS)).send(numerator=10, denominator=10)
    assert [t.status for t in office.judge().targets] == ["met_late"]
    assert scored(office).points == 2


def test_every_target_must_be_met() -> None:
    first = one(target="80%", due=date(2022, 8, 31))
    office = Office(first, one(task="T.1", code="T.1.1", target="100%", name="Chỉ tiêu 1"), rules=rules(TARGETS))
    office.send(period="2022-08", numerator=9, denominator=10, as_of=date(2022, 8, 14))
    score = scored(office)
    assert [t.status for t in office.judge().targets] == ["met", "in_progress"]
    assert (score.points, score.ground, score.provisional) == (0, "not_yet", True)


def test_a_target_whose_number_is_still_to_come_cannot_be_judged() -> None:
    office = Office(one(target="UBND tỉnh giao"), rules=rules(TARGETS)).send(numerator=9, denominator=10)
    score = scored(office)
    assert (score.state, score.points) == ("no_data", None)


@pytest.mark.parametrize(
    ("answer", "state", "points"),
    [("Có", "scored", 2), ("Không", "scored", 0), ("Không áp dụng", "not_applicable", None), ("", "no_data", None)],
)
def test_the_office_answers_where_no_measure_does(answer: str, state: str, points: int | None) -> None:
    score = scored(Office(one(), rules=rules({"method": "có/không", "answer": answer})))
    assert (score.state, score.points, score.value) == (state, points, None)


# --- what does not apply, what is not known --------------------------------------------------------


@pytest.mark.parametrize("kind", [STEPS, RATE, TARGETS])
def test_what_did_not_arise_is_neither_full_nor_nothing(kind: dict[str, Any]) -> None:
    score = scored(Office(one(if_any="x"), rules=rules(kind)).send(nil="Có"))
    assert (score.state, score.points, score.ground) == ("not_applicable", None, "nothing_arose")


@pytest.mark.parametrize("kind", [STEPS, RATE, TARGETS])
@pytest.mark.parametrize("as_of", [None, AFTER])
def test_without_data_there_are_no_points_rather_than_nought(kind: dict[str, Any], as_of: date | None) -> None:
    score = scored(Office(one(), rules=rules(kind)), as_of=as_of)
    assert (score.state, score.points) == ("no_data", None)


def test_a_value_that_lacks_a_unit_makes_the_points_provisional() -> None:
    office = Office({}, rules=rules(STEPS, {**RATE, "code": "2"})).send("VP", numerator=95, denominator=100)
    sheet = sheet_of(office.results())
    assert [(s.points, s.provisional) for s in sheet.scores] == [(2, True), (Fraction(285, 100), True)]
    assert sheet.total.provisional and sheet.total.uncertain == 2
    for unit in ("TCCB", "CCHC"):
        office.send(unit, numerator=95, denominator=100)
    assert not sheet_of(office.results()).total.provisional


def test_sums_leave_out_what_does_not_apply_and_count_no_data_as_nought() -> None:
    """By hand: C has 1 of 2 and does not apply; D has 2,4 of 3 and a criterion without data of 1."""
    office = Office(
        one(), one(if_any="x"), one(),
        rules=rules(
            {**STEPS, "measure": "T.1.1"},
            {**RATE, "measure": "T.2.1", "maximum": 5},
            {**RATE, "measure": "T.1.1", "section": "D", "section_title": "Thể chế"},
            {**RATE, "measure": "T.3.1", "section": "D", "maximum": 1},
        ),
    )  # fmt: skip
    office.send(numerator=80, denominator=100).send(task="T.2", nil="Có")
    sheet = sheet_of(office.results())
    sums = {section.code: tally for section, tally in sheet.sections}
    assert sums == {
        "C": ScoreTally(Fraction(1), Fraction(2), 1, 1, 0, 0),
        "D": ScoreTally(Fraction(12, 5), Fraction(4), 1, 0, 1, 0),
    }
    assert sheet.total == ScoreTally(Fraction(17, 5), Fraction(6), 2, 1, 1, 0)
    assert sheet.total.share == Fraction(17, 30) and sheet.total.provisional
    assert [section.title for section, _ in sheet.sections] == ["Chỉ đạo", "Thể chế"]


def test_where_nothing_applies_there_is_nothing_to_divide_by() -> None:
    office = Office(one(), rules=rules({"method": "có/không", "answer": "Không áp dụng"}))
    results = office.results("2022-Q3")
    assert sheet_of(results).total.share is None
    assert "chưa có tiêu chí nào được áp dụng" in " ".join(body(results))


# --- never more than the maximum, never less for more ------------------------------------------------


@st.composite
def judged(draw: st.DrawFn) -> tuple[Rule, Fraction, Fraction]:
    """A rule and two shares, the lower first."""
    maximum = draw(st.integers(1, 40).map(lambda n: Fraction(n, 4)))
    bounds = sorted(draw(st.sets(st.integers(0, 100), min_size=1, max_size=4)), reverse=True)
    cuts = draw(st.lists(st.integers(0, 8), min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    points = [maximum * Fraction(n, 8) for n in sorted(cuts, reverse=True)]
    ops = st.sampled_from((">", ">="))
    steps = tuple(Step(draw(ops), Fraction(b, 100), p) for b, p in zip(bounds, points, strict=False))  # type: ignore[arg-type]
    made = Rule(
        code="1", section=Section("C", "x"), name="x", method=draw(st.sampled_from(("steps", "proportional"))),  # type: ignore[arg-type]
        measure="I.1.1", maximum=maximum, steps=steps, rest=points[-1], floor=Fraction(draw(st.integers(0, 100)), 100),
        answer=None, evidence="", basis="", sample=False,
    )  # fmt: skip
    low, high = sorted(Fraction(draw(st.integers(0, 1000)), 1000) for _ in range(2))
    return made, low, high


@given(judged())
def test_points_never_exceed_the_maximum_nor_fall_as_the_rate_rises(
    case: tuple[Rule, Fraction, Fraction],
) -> None:
    made, *shares = case
    measure = small_plan().measures["I.1.1"]
    found = [judge(made, MeasureResult(measure, Figure(value=s), None, (), (), ())).points for s in shares]
    low, high = found
    assert low is not None and high is not None
    assert 0 <= low <= high <= made.maximum


# --- the sheet is read ------------------------------------------------------------------------------


def read_rules(*cells: dict[str, Any]) -> tuple[Rule, ...]:
    rows = plan_rows()
    rows["Thang điểm"] = list(rules(*({"measure": "I.1.1", **c} for c in cells)))
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None and findings == ()
    return plan.scores


@pytest.mark.parametrize(
    "text", ["> 90%: 2; ≥ 70%: 1; còn lại: 0", "> 90 %: 2 điểm\n>= 70%:1 điểm\nCòn lại: 0", ">90%:2;≥70%:1;"]
)
def test_steps_may_be_typed_in_several_ways(text: str) -> None:
    (read,) = read_rules({**STEPS, "measure": "I.1.1", "steps": text})
    assert read.steps == (Step(">", Fraction(9, 10), Fraction(2)), Step(">=", Fraction(7, 10), Fraction(1)))
    assert read.rest == 0


@pytest.mark.parametrize("value", [0.5, "0,5"])
def test_points_may_have_decimals(value: object) -> None:
    rows = plan_rows()
    rows["Thang điểm"] = [rule(measure="I.1.1", maximum="1")]
    book = open_workbook(draw_plan(rows))
    book["Thang điểm"]["G5"] = value
    plan, _ = read_plan(save(book), "x.xlsx")
    assert plan is not None and plan.scores[0].maximum == Fraction(1, 2)


@pytest.mark.parametrize(("value", "form"), [(0.625, "0.0%"), ("62,5%", "@"), ("62,5 %", "@")])
def test_a_floor_means_what_the_cell_shows(value: object, form: str) -> None:
    rows = plan_rows()
    rows["Thang điểm"] = [rule(measure="I.1.1", floor="1%")]
    book = open_workbook(draw_plan(rows))
    book["Thang điểm"]["I5"] = value
    book["Thang điểm"]["I5"].number_format = form
    plan, _ = read_plan(save(book), "x.xlsx")
    assert plan is not None and plan.scores[0].floor == Fraction(5, 8)


def test_a_plan_workbook_made_before_the_sheet_existed_is_whole() -> None:
    book = open_workbook(draw_plan())
    del book["Thang điểm"]
    plan, findings = read_plan(save(book), "ke-hoach.xlsx")
    assert plan is not None and findings == () and plan.scores == ()


def test_the_basis_says_whether_a_rule_is_a_sample() -> None:
    told = ("mẫu, cần cơ quan thay", "đề xuất, cần xác nhận", "Quyết định số 01/QĐ-UBND", "")
    assert [r.sample for r in read_rules(*({"basis": b} for b in told))] == [True, True, False, False]


def test_a_rule_that_awaits_confirmation_is_yellow_as_other_samples_are() -> None:
    book = open_workbook(draw_plan(plan_rows()))

    def painted(sheet: str) -> str:
        return " ".join(f for area in book[sheet].conditional_formatting for r in area.rules for f in r.formula)

    for word in ("mẫu", "xác nhận"):
        assert f'SEARCH("{word}",$L5)' in painted("Thang điểm")
    assert "mẫu" not in painted("Cơ quan")  # whose help speaks of templates


# --- the report -------------------------------------------------------------------------------------


def body(results: Results) -> list[str]:
    return [plain(b.text) for b in compose(results).body if isinstance(b, Paragraph)]


def filled(**cells: Any) -> Office:
    """80 of 100 with one unit: 1 of 2 by steps, 2,4 of 3 by rate."""
    return Office(one(), rules=rules({**STEPS, **cells}, {**RATE, **cells})).send(numerator=80, denominator=100)


def test_the_quarter_tells_the_scores_and_points_to_the_appendix() -> None:
    said = body(filled().results("2022-Q3"))
    assert (
        "Đến ngày 14/09/2022, Sở tự chấm 3,4/5 điểm, đạt 68%. Thang điểm có 02 tiêu chí được chấm điểm. "
        "Chi tiết từng tiêu chí tại Phụ lục IV."
    ) in said
    assert any(s.endswith("nguồn số liệu tại Phụ lục III, bảng tự chấm điểm tại Phụ lục IV kèm theo).") for s in said)
    assert "mẫu" not in " ".join(said)


def test_what_was_not_scored_is_said() -> None:
    office = Office(
        one(), one(if_any="x"), one(), {},
        rules=rules(STEPS, {**RATE, "measure": "T.2.1"}, {**RATE, "measure": "T.3.1"}, {**STEPS, "measure": "T.4.1"}),
    )  # fmt: skip
    office.send(numerator=80, denominator=100).send(task="T.2", nil="Có")
    said = " ".join(body(office.results("2022-Q3")))
    assert "Sở tự chấm 1/7 điểm, đạt 14,3%, tạm tính." in said
    assert (
        "Thang điểm có 04 tiêu chí: 01 tiêu chí được chấm điểm; 01 tiêu chí không phát sinh hoặc không áp dụng, không "
        "tính vào điểm tối đa; 02 tiêu chí chưa đủ số liệu, tạm tính 0 điểm."
    ) in said


def test_provisional_points_are_counted_in_the_sentence() -> None:
    said = " ".join(body(Office({}, rules=rules(STEPS)).send(numerator=80, denominator=100).results("2022-Q3")))
    assert "01 tiêu chí được chấm điểm, trong đó 01 tiêu chí tạm tính vì thiếu số liệu hoặc chưa đến hạn." in said


@pytest.mark.parametrize("basis", ["mẫu, cần cơ quan thay bằng thang điểm chính thức", "đề xuất, cần xác nhận"])
def test_a_sample_is_called_a_sample(basis: str) -> None:
    results = filled(basis=basis).results("2022-Q3")
    assert "Thang điểm đang dùng là mẫu, chưa được cơ quan xác nhận; kết quả tự chấm chỉ để tham khảo." in body(results)
    assert "(*)" in appendix_rows(results)[1][1]


def test_a_sheet_of_samples_and_others_says_how_many() -> None:
    office = Office(one(), rules=rules({**STEPS, "basis": "mẫu"}, RATE)).send(numerator=80, denominator=100)
    said = " ".join(body(office.results("2022-Q3")))
    assert "01 tiêu chí của thang điểm là mẫu, chưa được cơ quan xác nhận" in said


def appendix_rows(results: Results) -> list[tuple[str, ...]]:
    """The rows of the table of appendix IV."""
    appendix = compose(results).appendices[3]
    assert appendix.title == "BẢNG TỰ CHẤM ĐIỂM"
    (table,) = [b for b in appendix.blocks if isinstance(b, Table)]
    return [tuple(map(plain, row.cells)) for row in table.rows]


def test_the_appendix_keeps_figures_and_points_apart() -> None:
    assert appendix_rows(filled(evidence="Báo cáo").results("2022-Q3")) == [
        ("C. CHỈ ĐẠO (3,4/5 điểm, đạt 68%)",),
        ("1", "Tiêu chí", "80%", "Bậc từ 70%", "2", "1", "Báo cáo"),
        ("2", "Tiêu chí", "80%", "Theo tỷ lệ", "3", "2,4", "Báo cáo"),
        ("TỔNG CỘNG (3,4/5 điểm, đạt 68%)",),
    ]


@pytest.mark.parametrize(
    ("part", "rules_of", "figure", "ground", "points"),
    [
        (8996, {**STEPS, "steps": "≥ 90%: 2"}, "89,96%", "Bậc còn lại", "0"),
        (9004, STEPS, "90,04%", "Bậc trên 90%", "2"),
        (6998, RATE, "69,98%", "Dưới mức sàn 70%", "0"),
        (9999, {**RATE, "maximum": 2}, "99,99%", "Theo tỷ lệ", "1,9998"),
        (1, {**RATE, "floor": None}, "0,01%", "Theo tỷ lệ", "0,0003"),
    ],
)
def test_no_rounding_shows_a_figure_or_points_on_the_other_side(
    part: int, rules_of: dict[str, Any], figure: str, ground: str, points: str
) -> None:
    office = Office(one(), rules=rules(rules_of)).send(numerator=part, denominator=10000)
    row = appendix_rows(office.results("2022-Q3"))[1]
    assert (row[2], row[3], row[5]) == (figure, ground, points)


def test_what_is_not_scored_has_a_dash_and_its_reason() -> None:
    office = Office(
        one(if_any="x"), one(),
        rules=rules(
            STEPS, {**TARGETS, "measure": "T.2.1"}, {"method": "có/không", "answer": "Không áp dụng"},
            {"method": "có/không"}, {"method": "có/không", "answer": "Có"},
        ),
    ).send(nil="Có")  # fmt: skip
    rows = appendix_rows(office.results("2022-Q3"))[1:-1]
    assert [(r[2], r[3], r[5]) for r in rows] == [
        ("Không phát sinh", "Không phát sinh, không tính", "-"),
        ("Chưa có số liệu của VP", "Chưa đủ số liệu, tính 0 điểm", "-"),
        ("Không áp dụng", "Không áp dụng, không tính", "-"),
        ("Chưa tự đánh giá", "Chưa đủ số liệu, tính 0 điểm", "-"),
        ("Có", "Cơ quan tự đánh giá", "2"),
    ]


def test_a_missing_unit_is_named_beside_the_figure() -> None:
    office = Office({}, rules=rules(STEPS)).send("VP", numerator=80, denominator=100)
    row = appendix_rows(office.results("2022-Q3"))[1]
    assert row[2].startswith("80% (tạm tính; chưa có số liệu của ") and row[3] == "Bậc từ 70%; tạm tính"


def test_a_month_whose_outline_has_no_scores_is_as_before() -> None:
    results = filled().results("2022-09")
    assert len(compose(results).appendices) == 3
    said = " ".join(body(results))
    assert "chấm" not in said and "Phụ lục III kèm theo)." in said
    assert results.scores is not None  # the workbook has them all the same


def test_an_outline_with_scores_and_no_rules_says_so() -> None:
    office = filled()
    office.plan = replace(office.plan, scores=())
    results = office.results("2022-Q3")
    assert "Tệp kế hoạch chưa có thang điểm nên chưa tự chấm điểm." in body(results)
    assert len(compose(results).appendices) == 3


def written(results: Results, folder: Path) -> Path:
    path = folder / "bao-cao.docx"
    write_docx(compose(results), results.plan.agency, path, year=2022, stamp=STAMP)
    return path


def test_the_report_with_its_appendix_keeps_to_the_decree(tmp_path: Path) -> None:
    path = written(filled(basis="mẫu").results("2022-Q3"), tmp_path)
    assert conform(path) == ()
    assert "Phụ lục IV" in [p.text for p in docx.Document(str(path)).paragraphs]


def test_without_rules_nothing_changes_anywhere(tmp_path: Path) -> None:
    """A workbook with the empty sheet against one that never had it."""
    made: list[dict[str, bytes]] = []
    gone = open_workbook(draw_plan(plan_rows()))
    del gone["Thang điểm"]
    for number, data in enumerate((draw_plan(plan_rows()), save(gone))):
        place = tmp_path / str(number)
        (place / "inbox").mkdir(parents=True)
        (place / "ke-hoach.xlsx").write_bytes(data)
        args = (place / "ke-hoach.xlsx", place / "inbox", "2022-Q3", place / "out", None, STAMP, SILENT)
        report = run.make_report(*args)
        assert report.results.scores is None
        made.append({p.name: p.read_bytes() for p in report.files})
    first, second = made
    written = [n for n in first if n.endswith(".docx")]
    assert len(written) == 2
    for name in written:
        one, other = ({n: p for n, p in unpack(made[name]).items() if "customXml" not in n} for made in (first, second))
        assert {n for n in one if one[n] != other[n]} == set(), "only the registry names the plan's bytes"
    for files in made:
        assert "scores" not in json.loads(files["ket-qua-2022-Q3.json"])
        (tmp_path / "x.xlsx").write_bytes(files["tong-hop-2022-Q3.xlsx"])
        assert "Tự chấm điểm" not in openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames


# --- workbook, machine, terminal ------------------------------------------------------------------------


def test_the_summary_workbook_holds_figures_and_points_as_numbers(tmp_path: Path) -> None:
    office = Office(
        one(), one(**COUNT), one(if_any="x"),
        rules=rules(
            {**STEPS, "evidence": "Báo cáo"}, {**STEPS, "measure": "T.2.1", "steps": "≥ 2: 1"},
            {**RATE, "measure": "T.3.1"}, {"method": "có/không", "answer": "Không"},
        ),
    )  # fmt: skip
    office.send(numerator=80, denominator=100).send(task="T.3", nil="Có")
    submissions = run.taken(office.sent, office.plan).submissions
    window = office.plan.calendar["2022-09"]
    results, table = run.compute(office.plan, window, window.end, submissions)
    (tmp_path / "x.xlsx").write_bytes(workbook_of(results, table, STAMP))
    page = openpyxl.load_workbook(tmp_path / "x.xlsx")["Tự chấm điểm"]
    head, *rows = page.iter_rows(values_only=True)
    read = [dict(zip(map(str, head), row, strict=True)) for row in rows]
    keys = ("Mã", "Tỷ lệ", "Số lượng", "Điểm tối đa", "Điểm tự chấm", "Tỷ lệ điểm", "Tình trạng")
    assert [tuple(r[k] for k in keys) for r in read] == [
        ("1", 0.8, None, 2, 1, None, "đã chấm"),
        ("2", None, None, 2, None, None, "chưa đủ số liệu"),
        ("3", None, None, 3, None, None, "không áp dụng"),
        ("4", None, None, 2, 0, None, "đã chấm"),
        (None, None, None, 6, 1, 0.167, None),
        (None, None, None, 6, 1, 0.167, None),
    ]
    assert read[0]["Tài liệu kiểm chứng"] == "Báo cáo" and read[0]["Cơ sở"] == "Quyết định số 01/QĐ-UBND"
    assert (read[4]["Lĩnh vực"], read[5]["Lĩnh vực"]) == ("Cộng C. Chỉ đạo", "Tổng cộng")
    assert read[5]["Tạm tính"] == "x"


def test_machines_get_exact_points() -> None:
    office = Office(
        one(), one(if_any="x"), one(),
        rules=rules(RATE, {**STEPS, "measure": "T.2.1"}, {"method": "có/không", "section": "D", "section_title": "x"}),
    )  # fmt: skip
    office.send(numerator=7, denominator=9).send(task="T.2", nil="Có")
    assert json.loads(to_json(office.results()))["scores"] == {
        "points": "2.3333333333",
        "maximum": "5",
        "share": "0.4666666667",
        "rules": [
            {"code": "1", "section": "C", "measure": "T.1.1", "method": "proportional", "value": "0.7777777778",
             "points": "2.3333333333", "maximum": "3", "state": "scored"},
            {"code": "2", "section": "C", "measure": "T.2.1", "method": "steps", "value": None,
             "points": None, "maximum": "2", "state": "not_applicable"},
            {"code": "3", "section": "D", "measure": None, "method": "yes_no", "value": None,
             "points": None, "maximum": "2", "state": "no_data"},
        ],
    }  # fmt: skip


# --- the shipped sample ------------------------------------------------------------------------------


def test_the_shipped_rules_are_samples_over_every_section() -> None:
    found = shipped_plan().scores
    assert 15 <= len(found) <= 20
    assert {r.basis for r in found} == {"mẫu, cần cơ quan thay bằng thang điểm chính thức"}
    assert all(r.sample for r in found)
    part_a = [f"A.{n}" for n in ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")]
    assert list(dict.fromkeys(r.section.code for r in found)) == [*part_a, "B"]
    assert {r.method for r in found} == {"steps", "proportional", "yes_no"}


def test_the_example_scores_as_worked_out_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The quarter of the example, from the figures that its expectation gives."""
    inbox = shutil.copytree(ROOT / "examples" / "2022-09" / "inbox", tmp_path / "inbox", ignore=NO_LOG)
    with pytest.raises(SystemExit) as stop:
        main(["report", "--plan", str(SHIPPED), "--inbox", str(inbox), "--period", "2022-Q3", "--out", str(tmp_path)])
    assert stop.value.code == 0
    assert "\nTự chấm điểm: 15,6/25 điểm, đạt 62,4%, tạm tính.\n" in capsys.readouterr().out
    told = json.loads((tmp_path / "2022-Q3" / "ket-qua-2022-Q3.json").read_text(encoding="utf-8"))["scores"]
    points = {r["measure"] or r["code"]: r["points"] for r in told["rules"]}
    assert points["A.I.1.1"] == "0"  # 38/56 is below the floor of 80%
    assert points["A.IV.5.1"] == "2"  # 271/276 is above 95%
    assert points["A.VII.1.1"] == "0"  # 61%
    assert points["MT.1.1"] == "1.5"  # 82,96% is not above 83%
    assert points["A.I.3.2"] is None and points["10.3"] is None
    assert told["maximum"] == "25"  # 26 without the criterion that did not arise
