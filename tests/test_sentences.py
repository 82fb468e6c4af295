"""What the report says, beside sentences written by hand: none, one, many, all; on time and late."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outcome import Figure, MeasureResult, Results, TargetResult, TaskResult
from pipeline.report.changes import change_sentences
from pipeline.report.document import Block, Heading, Paragraph, Table
from pipeline.report.figures import plain
from pipeline.report.letter import compose_letter
from pipeline.report.outline import CONTENTS, compose
from pipeline.report.standing import overall_sentence, section_sentence
from pipeline.report.voices import told, voices
from pipeline.report.words import measure_sentence, quote, window_names
from pipeline.vietnamese import VIETNAM
from tests.drawing import shipped_plan, small_plan
from tests.office import AFTER, YEAR_END, Office, one

SEPTEMBER = date(2022, 9, 14)


# --- how tasks stand --------------------------------------------------------------------------


def tasks(**numbers: int) -> list[TaskResult]:
    """So many tasks of each standing."""
    made = []
    plan = small_plan()
    measure = plan.measures["I.1.1"]
    for standing, number in numbers.items():
        late = standing == "overdue"
        status: Any = "incomplete" if standing in ("overdue", "in_progress") else standing
        target = TargetResult(measure.targets[0], "not_met" if late else "in_progress", Fraction(0))
        result = MeasureResult(measure, Figure(), Fraction(0), (target,), (), ())
        made += [TaskResult(plan.tasks["I.1"], status, None, (result,))] * number
    return made


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "Mục này không có nhiệm vụ trong kỳ báo cáo."),
        ({"complete": 1}, "Mục này có 01 nhiệm vụ, đã hoàn thành."),
        ({"in_progress": 1}, "Mục này có 01 nhiệm vụ, đang thực hiện."),
        ({"overdue": 1}, "Mục này có 01 nhiệm vụ, đã đến hạn nhưng chưa hoàn thành."),
        ({"no_data": 1}, "Mục này có 01 nhiệm vụ, chưa đủ số liệu để đánh giá."),
        ({"nothing_arose": 1}, "Mục này có 01 nhiệm vụ, không phát sinh."),
        ({"complete": 8}, "Cả 08 nhiệm vụ của mục này đã hoàn thành."),
        ({"no_data": 12}, "Cả 12 nhiệm vụ của mục này chưa đủ số liệu để đánh giá."),
        ({"nothing_arose": 2}, "Cả 02 nhiệm vụ của mục này không phát sinh."),
        (
            {"complete": 1, "in_progress": 7},
            "Trong 08 nhiệm vụ của mục này, 01 nhiệm vụ đã hoàn thành (12,5%) và 07 nhiệm vụ đang thực hiện (87,5%).",
        ),
        (
            {"complete": 1, "in_progress": 1, "overdue": 1, "no_data": 1},
            "Trong 04 nhiệm vụ của mục này, 01 nhiệm vụ đã hoàn thành (25%), 01 nhiệm vụ đang thực hiện (25%), "
            "01 nhiệm vụ đã đến hạn nhưng chưa hoàn thành (25%) và 01 nhiệm vụ chưa đủ số liệu để đánh giá (25%).",
        ),
        (
            {"complete": 2, "in_progress": 1, "nothing_arose": 1},
            "Mục này có 04 nhiệm vụ; trong 03 nhiệm vụ thuộc diện đánh giá, 02 nhiệm vụ đã hoàn thành (66,7%) và "
            "01 nhiệm vụ đang thực hiện (33,3%); có 01 nhiệm vụ không phát sinh.",
        ),
        (
            {"in_progress": 3, "nothing_arose": 1, "tracked": 2},
            "Mục này có 06 nhiệm vụ; cả 03 nhiệm vụ thuộc diện đánh giá đang thực hiện; "
            "có 01 nhiệm vụ không phát sinh và 02 nhiệm vụ chỉ theo dõi, chưa giao mục tiêu.",
        ),
        (
            {"complete": 1, "tracked": 1},
            "Mục này có 02 nhiệm vụ; 01 nhiệm vụ thuộc diện đánh giá đã hoàn thành; "
            "có 01 nhiệm vụ chỉ theo dõi, chưa giao mục tiêu.",
        ),
        (
            {"nothing_arose": 1, "tracked": 1},
            "Mục này có 02 nhiệm vụ, có 01 nhiệm vụ không phát sinh và 01 nhiệm vụ chỉ theo dõi, chưa giao mục tiêu; "
            "không có nhiệm vụ thuộc diện đánh giá.",
        ),
        (
            {"complete": 9999, "in_progress": 1},
            "Trong 10.000 nhiệm vụ của mục này, 9.999 nhiệm vụ đã hoàn thành (99,99%) và "
            "01 nhiệm vụ đang thực hiện (0,01%).",
        ),
    ],
)
def test_how_the_tasks_of_a_part_stand(numbers: dict[str, int], sentence: str) -> None:
    assert plain(section_sentence(tasks(**numbers), SEPTEMBER)) == sentence


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ({}, "Kế hoạch chưa có nhiệm vụ nào được đánh giá trong kỳ báo cáo."),
        ({"tracked": 3}, "Kế hoạch chưa có nhiệm vụ nào được đánh giá trong kỳ báo cáo."),
        (
            {"complete": 46},
            "Đến ngày 14/09/2022, Sở đã hoàn thành cả 46/46 nhiệm vụ thuộc diện đánh giá, đạt 100%.",
        ),
        ({"complete": 1}, "Đến ngày 14/09/2022, Sở đã hoàn thành 1/1 nhiệm vụ thuộc diện đánh giá, đạt 100%."),
        (
            {"in_progress": 46},
            "Đến ngày 14/09/2022, Sở chưa hoàn thành nhiệm vụ nào trong 46 nhiệm vụ thuộc diện đánh giá; "
            "46 nhiệm vụ đang thực hiện (100%).",
        ),
        (
            {"complete": 17, "in_progress": 30, "overdue": 5, "no_data": 2},
            "Đến ngày 14/09/2022, Sở đã hoàn thành 17/54 nhiệm vụ thuộc diện đánh giá, đạt 31,5%; 30 nhiệm vụ đang "
            "thực hiện (55,6%); 05 nhiệm vụ đã đến hạn nhưng chưa hoàn thành (9,3%); 02 nhiệm vụ chưa đủ số liệu để "
            "đánh giá (3,7%).",
        ),
        (
            {"complete": 1, "no_data": 1, "nothing_arose": 5, "tracked": 3},
            "Đến ngày 14/09/2022, Sở đã hoàn thành 1/2 nhiệm vụ thuộc diện đánh giá, đạt 50%; 01 nhiệm vụ chưa đủ "
            "số liệu để đánh giá "
            "(50%). Ngoài ra, có 05 nhiệm vụ không phát sinh và 03 nhiệm vụ chỉ theo dõi, chưa giao mục tiêu, "
            "không tính vào tỷ lệ.",
        ),
    ],
)
def test_how_the_plan_stands(numbers: dict[str, int], sentence: str) -> None:
    assert plain(overall_sentence(tasks(**numbers), SEPTEMBER, "Sở", "14/09/2022")) == sentence


# --- a measure: met or not, late or not, with and without missing units --------------------------

NAMED = {"name": "Tỷ lệ việc hoàn thành"}


def sentence(office: Office, as_of: date | None = None, period: str = "2022-09", code: str = "T.1.1") -> str:
    results = office.results(period, as_of)
    return plain(measure_sentence(next(m for m in results.measures if m.measure.code == code), results))


@pytest.mark.parametrize(
    ("done", "as_of", "said"),
    [
        (4, None, "đạt 80% (4/5 việc); mục tiêu đến ngày 31/12/2022 là tối thiểu 90%, chưa đến hạn"),
        (5, None, "đạt 100% (5/5 việc), đã đạt mục tiêu tối thiểu 90% đến ngày 31/12/2022"),
        (0, None, "đạt 0% (0/5 việc); mục tiêu đến ngày 31/12/2022 là tối thiểu 90%, chưa đến hạn"),
        (
            4,
            AFTER,
            "đạt 80% (4/5 việc; số liệu đến ngày 14/09/2022), chưa đạt mục tiêu tối thiểu 90% đến ngày 31/12/2022",
        ),
        (5, AFTER, "đạt 100% (5/5 việc; số liệu đến ngày 14/09/2022), đạt mục tiêu tối thiểu 90% đến ngày 31/12/2022"),
    ],
)
def test_a_rate_before_and_after_its_due_day(done: int, as_of: date | None, said: str) -> None:
    office = Office(one(**NAMED, target="90%")).send(numerator=done, denominator=5)
    assert sentence(office, as_of) == f"Tỷ lệ việc hoàn thành {said}"


def test_a_target_met_too_late_says_so() -> None:
    office = Office(one(**NAMED, target="90%"))
    office.send(period="2022-12", numerator=4, denominator=5)
    office.send(period="2023-01", numerator=5, denominator=5, as_of=date(2023, 1, 10))
    assert sentence(office, AFTER, "2023-01") == (
        "Tỷ lệ việc hoàn thành đạt 100% (5/5 việc; số liệu đến ngày 10/01/2023), "
        "đạt mục tiêu tối thiểu 90% đến ngày 31/12/2022 nhưng sau thời hạn"
    )


@pytest.mark.parametrize(
    ("answering", "said"),
    [
        (0, "Tỷ lệ việc hoàn thành: chưa có số liệu của Đơn vị 1, Đơn vị 2 và Đơn vị 3; "
            "mục tiêu đến ngày 31/12/2022 là 100%"),
        (1, "Tỷ lệ việc hoàn thành đạt 50% (1/2 việc; tạm tính; chưa có số liệu của Đơn vị 2 và Đơn vị 3); "
            "mục tiêu đến ngày 31/12/2022 là 100%, chưa đến hạn"),
        (2, "Tỷ lệ việc hoàn thành đạt 50% (2/4 việc; tạm tính; chưa có số liệu của Đơn vị 3); "
            "mục tiêu đến ngày 31/12/2022 là 100%, chưa đến hạn"),
        (3, "Tỷ lệ việc hoàn thành đạt 50% (3/6 việc); mục tiêu đến ngày 31/12/2022 là 100%, chưa đến hạn"),
    ],
)  # fmt: skip
def test_units_without_figures_are_named_beside_the_figure(answering: int, said: str) -> None:
    office = Office({**NAMED}, units=3)
    for number in range(1, answering + 1):
        office.send(f"U{number}", numerator=1, denominator=2)
    assert sentence(office) == said


def test_an_unanswered_measure_past_its_day_is_said_to_be_due() -> None:
    office = Office({**NAMED}, units=1)
    assert sentence(office, AFTER) == (
        "Tỷ lệ việc hoàn thành: chưa có số liệu của Đơn vị 1; "
        "mục tiêu đến ngày 31/12/2022 là 100%, đã đến hạn nhưng chưa đủ số liệu"
    )


def test_nothing_arose_is_neither_zero_nor_missing() -> None:
    office = Office(one(**NAMED, if_any="x")).send(nil="x")
    assert sentence(office) == "Tỷ lệ việc hoàn thành: không phát sinh"


def test_units_behind_are_named_where_each_has_to_meet_the_target() -> None:
    measure = {"name": "Sáng kiến của mỗi đơn vị", "kind": "số lượng", "uom": "sáng kiến", "target": "1"}
    office = Office({**measure, "reporters": "từng đơn vị chủ trì"}, units=3)
    office.send("U1", count=2).send("U2", count=0)
    assert sentence(office) == (
        "Sáng kiến của mỗi đơn vị: 1/3 đơn vị đạt (chưa đạt: Đơn vị 2; tạm tính; chưa có số liệu của Đơn vị 3); "
        "mục tiêu đến ngày 31/12/2022 là tối thiểu 01 sáng kiến, chưa đến hạn"
    )


@pytest.mark.parametrize(
    ("measure", "typed", "said"),
    [
        (
            {"name": "Kế hoạch kiểm tra", "kind": "văn bản", "uom": "văn bản", "target": "1"},
            {"rows": [["12/KH-SNV", date(2022, 9, 1), "Kiểm tra"]]},
            "Kế hoạch kiểm tra: 01 văn bản, đã đạt mục tiêu tối thiểu 01 văn bản đến ngày 31/12/2022",
        ),
        (
            {"name": "Kế hoạch kiểm tra", "kind": "văn bản", "uom": "văn bản", "target": "1"},
            {"status": "Đang thực hiện"},
            "Kế hoạch kiểm tra: chưa có văn bản; mục tiêu đến ngày 31/12/2022 là tối thiểu 01 văn bản, chưa đến hạn",
        ),
        (
            {"name": "Số tin, bài", "kind": "số lượng", "uom": "tin, bài", "op": "", "target": "", "due": None},
            {"count": 1234},
            "Số tin, bài: 1.234 tin, bài",
        ),
        (
            {"name": "Số biên chế", "kind": "so với năm trước", "uom": "biên chế", "op": "<", "target": "năm 2021"},
            {"current": 318, "baseline": 326},
            "Số biên chế: 318 biên chế (năm 2021: 326), đã đạt mục tiêu giảm so với năm 2021 đến ngày 31/12/2022",
        ),
        (
            {"name": "Tỷ lệ giải ngân", "kind": "giải ngân", "uom": "đồng", "target": "90%"},
            {"decision": "Quyết định số 12/QĐ-UBND", "rows": [["Nhà thi đấu", 1_234_500_000, 338_253_000]]},
            "Tỷ lệ giải ngân đạt 27,4% kế hoạch vốn được giao (338,3/1.234,5 triệu đồng; vốn giao theo Quyết định số "
            "12/QĐ-UBND); mục tiêu đến ngày 31/12/2022 là tối thiểu 90%, chưa đến hạn",
        ),
        (
            {"name": "Tỷ lệ hồ sơ trực tuyến", "target": "UBND tỉnh giao"},
            {"numerator": 187, "denominator": 276},
            "Tỷ lệ hồ sơ trực tuyến đạt 67,8% (187/276 việc); "
            "mục tiêu theo mức UBND tỉnh giao đến ngày 31/12/2022, chưa có số giao cụ thể",
        ),
    ],
)
def test_each_kind_in_its_own_words(measure: dict[str, Any], typed: dict[str, Any], said: str) -> None:
    assert sentence(Office(one(**measure)).send(**typed)) == said


def test_a_monthly_target_names_the_months_that_fell_short() -> None:
    monthly = {"name": "Số tin, bài", "kind": "số lượng", "uom": "tin", "target": "1/tháng", "nature": "trong kỳ"}
    office = Office(one(**monthly), counted_from=date(2022, 5, 15))
    office.send(period="2022-06", count=2).send(period="2022-09", count=3)
    assert sentence(office) == (
        "Số tin, bài: 03 tin; mục tiêu đến ngày 31/12/2022 là tối thiểu 01 tin mỗi tháng, "
        "chưa đến hạn (chưa đạt hoặc chưa có số liệu: kỳ 2022-07 và kỳ 2022-08)"
    )
    office.send(period="2022-07", count=1).send(period="2022-08", count=1)
    assert sentence(office) == (
        "Số tin, bài: 03 tin; mục tiêu đến ngày 31/12/2022 là tối thiểu 01 tin mỗi tháng, "
        "đạt đủ các tháng tính từ ngày 15/05/2022"
    )


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("2022-01",), "tháng 01 năm 2022"),
        (("2022-01", "2022-02"), "tháng 01 năm 2022 và tháng 02 năm 2022"),
        (("2022-01", "2022-02", "2022-03"), "từ tháng 01 năm 2022 đến tháng 3 năm 2022"),
        (("2022-01", "2022-03"), "tháng 01 năm 2022 và tháng 3 năm 2022"),
        (
            ("2022-01", "2022-02", "2022-03", "2022-08", "2022-10", "2022-11", "2022-12"),
            "từ tháng 01 năm 2022 đến tháng 3 năm 2022, tháng 8 năm 2022 và từ tháng 10 năm 2022 đến tháng 12 năm 2022",
        ),
    ],
)
def test_months_in_a_row_are_said_as_a_stretch(keys: tuple[str, ...], said: str) -> None:
    plan = shipped_plan()
    results: Any = type("R", (), {"plan": plan})
    assert window_names(keys, results) == said


# --- what rose and fell ---------------------------------------------------------------------------


def changes(office: Office, period: str = "2022-09") -> list[str]:
    return [plain(said) for said in change_sentences(office.results(period))]


def test_nothing_is_compared_where_the_period_before_sent_nothing() -> None:
    assert changes(Office(one(**NAMED)).send(numerator=1, denominator=2)) == []


def test_the_largest_rises_and_falls_are_told_from_the_figures_shown() -> None:
    office = Office(
        one(name="Tỷ lệ A"), one(name="Tỷ lệ B"), one(name="Tỷ lệ C"), one(name="Tỷ lệ D"),
        one(name="Số hội nghị", kind="số lượng", uom="hội nghị", target="9"), one(name="Tỷ lệ E"),
    )  # fmt: skip
    parts = {"T.1": (40, 61), "T.2": (90, 85), "T.3": (50, 50), "T.4": (10, 90)}
    for task, (august, september) in parts.items():
        office.send(period="2022-08", task=task, numerator=august, denominator=100)
        office.send(period="2022-09", task=task, numerator=september, denominator=100)
    office.send(period="2022-08", task="T.5", count=2).send(period="2022-09", task="T.5", count=5)
    office.send(period="2022-09", task="T.6", numerator=1, denominator=2)  # nothing to compare with
    assert changes(office) == [
        "So với kỳ 2022-08, trong 05 chỉ tiêu so sánh được (cùng đơn vị báo cáo) có 03 chỉ tiêu tăng, "
        "01 chỉ tiêu giảm và 01 chỉ tiêu không đổi.",
        "Tỷ lệ tăng nhiều nhất: tỷ lệ D từ 10% lên 90% (T.4.1); tỷ lệ A từ 40% lên 61% (T.1.1).",
        "Tỷ lệ giảm nhiều nhất: tỷ lệ B từ 90% xuống 85% (T.2.1).",
        "Số lượng tăng nhiều nhất: số hội nghị từ 02 lên 05 hội nghị (T.5.1).",
    ]


def test_a_rate_of_other_units_than_before_is_not_compared() -> None:
    office = Office({**NAMED}, units=2)
    office.send("U1", "2022-08", numerator=1, denominator=2)
    office.send("U1", numerator=1, denominator=2).send("U2", numerator=9, denominator=9)
    assert changes(office) == []


def test_a_figure_that_nobody_sent_again_is_not_called_unchanged() -> None:
    office = Office(one(**NAMED), one(name="Tỷ lệ B")).send(period="2022-08", numerator=1, denominator=2)
    office.send(period="2022-08", task="T.2", numerator=1, denominator=2)
    office.send(period="2022-09", task="T.2", numerator=1, denominator=2)
    assert changes(office) == [
        "So với kỳ 2022-08, trong 01 chỉ tiêu so sánh được (cùng đơn vị báo cáo) có 01 chỉ tiêu không đổi."
    ]


def test_two_rates_that_differ_never_look_alike() -> None:
    office = Office(one(**NAMED)).send(period="2022-08", numerator=67_910, denominator=100_000)
    office.send(period="2022-09", numerator=67_940, denominator=100_000)
    assert changes(office)[1] == ("Tỷ lệ tăng nhiều nhất: tỷ lệ việc hoàn thành từ 67,91% lên 67,94% (T.1.1).")


def test_what_happened_in_nine_months_is_no_rise_over_six() -> None:
    flow = {"name": "Số tin, bài", "kind": "số lượng", "uom": "tin", "op": "", "target": "", "due": None}
    office = Office(one(**flow, nature="trong kỳ"))
    for month in range(1, 10):
        office.send(period=f"2022-{month:02d}", count=1)
    assert changes(office, "2022-9T") == []
    assert len(changes(office, "2022-09")) == 1


# --- units' own words -------------------------------------------------------------------------------


def said(office: Office, field: str = "difficulty", period: str = "2022-09") -> list[str]:
    results = office.results(period)
    return list(told(voices(results, field), results))


def test_the_same_words_are_gathered_once_with_all_who_wrote_them() -> None:
    office = Office({}, {"name": "B"}, units=3)
    office.send("U1", numerator=1, denominator=2, difficulty="Thiếu kinh phí.")
    office.send("U2", numerator=1, denominator=2, difficulty="thiếu  kinh phí")
    office.send("U3", task="T.2", numerator=1, denominator=2, difficulty="Thiếu kinh phí")
    office.send("U1", task="T.2", numerator=1, denominator=2, difficulty="Thiếu người")
    assert said(office) == [
        "“Thiếu kinh phí” (Đơn vị 1 và Đơn vị 2, nhiệm vụ T.1; Đơn vị 3, nhiệm vụ T.2)",
        "“Thiếu người” (Đơn vị 1, nhiệm vụ T.2)",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Không", "không có", "Không có khó khăn, vướng mắc.", "-", "chưa có", "Không. Không có", "Không ạ", "N/A",
        "Bình thường", "Không có khó khăn trong quá trình thực hiện", "Không có khó khăn, vướng mắc gì lớn",
        "Chưa có kiến nghị, đề xuất mới", "Khong co",
    ],
)  # fmt: skip
def test_an_answer_that_says_nothing_is_not_gathered(text: str) -> None:
    assert said(Office(one()).send(numerator=1, denominator=2, difficulty=text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Không có kinh phí", "Chưa có hướng dẫn của Bộ", "Khó khăn về nhân lực", "Có khó khăn, vướng mắc",
        "Gặp khó khăn", "Vướng mắc", "Không đủ người",
    ],
)  # fmt: skip
def test_a_lack_is_something(text: str) -> None:
    gathered = said(Office(one()).send(numerator=1, denominator=2, difficulty=text))
    assert gathered == [f"“{text}” (VP, nhiệm vụ T.1)"]


def test_refused_and_replaced_texts_are_not_quoted() -> None:
    office = Office(one()).send(numerator=1, denominator=2, difficulty="Bản đầu")
    office.send(numerator=1, denominator=3, difficulty="Bản sau").send(numerator=9, denominator=3, difficulty="Bản sai")
    assert said(office) == ["“Bản sau” (VP, nhiệm vụ T.1)"]


def test_a_text_is_left_out_only_where_the_same_unit_goes_on_from_it() -> None:
    office = Office({}, {"name": "B"}, units=2)
    office.send("U1", numerator=1, denominator=2, difficulty="Thiếu kinh phí cho 1")
    office.send("U2", numerator=1, denominator=2, difficulty="Thiếu kinh phí cho 15 phòng")
    office.send("U1", task="T.2", numerator=1, denominator=2, difficulty="Thiếu kinh phí cho 1 phòng họp")
    assert [text.split("”")[0] for text in said(office)] == [
        "“Thiếu kinh phí cho 1", "“Thiếu kinh phí cho 15 phòng", "“Thiếu kinh phí cho 1 phòng họp",
    ]  # fmt: skip


def test_the_same_words_about_two_tasks_stay_with_who_wrote_them() -> None:
    office = Office({}, {"name": "B"}, units=2)
    for task in ("T.1", "T.2"):
        for unit in ("U1", "U2"):
            mine = (task, unit) in (("T.1", "U1"), ("T.2", "U2"))
            office.send(unit, task=task, numerator=1, denominator=1, **({"result": "Đã hoàn thành"} if mine else {}))
    assert part("highlights", office)[1:] == [
        "- Nhiệm vụ T.1 (T.1): “Đã hoàn thành” (Đơn vị 1).",
        "- Nhiệm vụ T.2 (T.2): “Đã hoàn thành” (Đơn vị 2).",
    ]


def test_quotation_marks_inside_a_quote_are_single_ones() -> None:
    office = Office(one()).send(numerator=1, denominator=2, difficulty="Chờ “Đề án 06”:\n1. Máy\n2. Mạng")
    assert said(office) == ["“Chờ ‘Đề án 06’: 1. Máy; 2. Mạng” (VP, nhiệm vụ T.1)"]


def test_a_quarter_gathers_its_months_and_says_each_thing_once() -> None:
    office = Office(one())
    office.send(period="2022-07", numerator=1, denominator=4, difficulty="Thiếu kinh phí")
    office.send(period="2022-08", numerator=2, denominator=4, difficulty="Thiếu kinh phí và nhân lực")
    office.send(period="2022-09", numerator=3, denominator=4, difficulty="Chờ hướng dẫn")
    office.send(period="2022-05", numerator=0, denominator=4, difficulty="Ngoài quý")
    assert said(office, period="2022-Q3") == [
        "“Thiếu kinh phí và nhân lực” (VP, nhiệm vụ T.1, kỳ 2022-08)",
        "“Chờ hướng dẫn” (VP, nhiệm vụ T.1)",
    ]


@given(st.text(alphabet="ăâđêôơư nhiệm vụ.,;", max_size=600))
def test_a_quote_is_faithful_and_cut_only_with_a_mark(text: str) -> None:
    line = " ".join(text.split())
    shown = quote(text, 100)
    kept = shown.removesuffix(" […]")
    assert line.startswith(kept)
    if kept == shown:
        assert line[len(kept) :].strip(".; ") == "", "nothing but closing stops may go unmarked"
    assert len(kept) <= 100


@pytest.mark.parametrize("end", ["", ".", "./.", " ./.", ";", " ."])
def test_a_quote_brings_no_end_of_its_own(end: str) -> None:
    assert quote(f"Đã xong 2/3 việc{end}") == "Đã xong 2/3 việc"


# --- the parts of the report ------------------------------------------------------------------------


def part(content: str, office: Office, period: str = "2022-09", as_of: date | None = None) -> list[str]:
    results = office.results(period, as_of)
    item: Any = type("Item", (), {"sections": ("I",)})
    return [plain(b.text) for b in CONTENTS[content](results, item) if isinstance(b, Paragraph)]


def test_overdue_targets_are_told_with_their_owner_and_days() -> None:
    office = Office(one(name="Tỷ lệ đơn vị được kiểm tra", uom="đơn vị", due=date(2022, 8, 31)))
    office.send(numerator=5, denominator=7)
    assert part("shortcomings", office)[:2] == [
        "Trong các mục tiêu đã đến hạn có 01 mục tiêu chưa đạt:",
        "- Tỷ lệ đơn vị được kiểm tra: 71,4% (5/7 đơn vị); mục tiêu 100% đến ngày 31/08/2022, quá hạn 14 ngày; "
        "chủ trì: VP, P. TCCB và P. CCHC (T.1).",
    ]


def test_reports_lacking_and_late_are_counted_by_unit() -> None:
    office = Office({}, {"name": "B"}, units=3)
    office.send("U1", numerator=1, denominator=1)
    lacking = "- Còn thiếu 05 báo cáo: Đơn vị 1 (01), Đơn vị 2 (02), Đơn vị 3 (02); chi tiết tại Phụ lục III."
    assert lacking in part("shortcomings", office)


def test_where_nothing_is_wrong_it_says_so() -> None:
    office = Office(one()).send(numerator=1, denominator=2)
    assert part("shortcomings", office) == [
        "Trong kỳ không có mục tiêu quá hạn, không có báo cáo thiếu, muộn hoặc chưa hợp lệ."
    ]
    assert part("causes", office) == ["Các đơn vị không phản ánh khó khăn, vướng mắc trong kỳ báo cáo."]
    assert part("proposals", office) == ["Các đơn vị không có kiến nghị, đề xuất trong kỳ báo cáo."]
    assert part("highlights", office) == ["Đến nay chưa có nhiệm vụ hoàn thành."]


def test_silence_is_not_reported_as_an_answer() -> None:
    nobody = Office({}, units=2)
    unheard = "Chưa nhận được báo cáo của các đơn vị trong kỳ nên chưa tổng hợp được nội dung này."
    assert part("causes", nobody) == [unheard] == part("proposals", nobody)
    some = Office({}, units=2).send("U1", numerator=1, denominator=2)
    assert part("causes", some) == ["Các đơn vị đã gửi báo cáo không phản ánh khó khăn, vướng mắc trong kỳ báo cáo."]


def test_a_report_of_a_time_that_nobody_was_asked_says_that_nothing_came() -> None:
    office = Office({}, units=2, counted_from=date(2022, 8, 15))
    assert part("shortcomings", office, "2022-Q1") == ["- Chưa nhận được báo cáo nào của kỳ này."]


def test_overdue_for_want_of_data_is_kept_apart_and_counted_once() -> None:
    twin = one(name="Tỷ lệ C", target="", op="", due=None)
    office = Office(one(name="Tỷ lệ A"), one(name="Tỷ lệ B"), twin).send(numerator=1, denominator=2)
    told_now = part("shortcomings", office, as_of=AFTER)
    assert told_now[0] == (
        "Trong các mục tiêu đã đến hạn có 01 mục tiêu chưa đạt và 01 mục tiêu chưa đủ số liệu để đánh giá:"
    )
    assert "Tỷ lệ A: 50% (1/2 việc; số liệu đến ngày 14/09/2022)" in told_now[1]
    assert part("next_steps", office, as_of=AFTER)[0].startswith("- Tập trung hoàn thành 02 mục tiêu")


def test_before_the_due_day_nothing_is_overdue_and_on_it_all_is() -> None:
    office = Office(one(name="Tỷ lệ A", due=date(2022, 9, 30))).send(numerator=1, denominator=2)
    assert "đến hạn" not in part("shortcomings", office, as_of=date(2022, 9, 29))[0]
    assert part("shortcomings", office, as_of=date(2022, 9, 30))[0].startswith("Trong các mục tiêu đã đến hạn có 01")


def test_a_target_met_late_and_a_task_that_fell_back_are_told() -> None:
    office = Office(one(name="Tỷ lệ A", due=date(2022, 9, 14)), one(name="Tỷ lệ B"))
    office.send(period="2022-09", numerator=1, denominator=2).send(period="2022-10", numerator=2, denominator=2)
    office.send(period="2022-09", task="T.2", numerator=2, denominator=2)
    office.send(period="2022-10", task="T.2", numerator=2, denominator=3)
    told_now = part("shortcomings", office, "2022-10")
    assert "- Tỷ lệ A đạt mục tiêu 100% đến ngày 14/09/2022 nhưng sau thời hạn (T.1)." in told_now
    assert "- Đã hoàn thành ở kỳ 2022-09, nay không còn đạt mục tiêu: nhiệm vụ T.2 (T.2)." in told_now


def test_late_reports_are_those_of_the_period_that_count() -> None:
    office = Office({}, units=2)
    for unit, period, day in (("U1", "2022-09", 20), ("U2", "2022-09", 15), ("U2", "2022-08", 30)):
        office.send(unit, period, numerator=1, denominator=2)
        last = office.sent[-1]
        office.sent[-1] = last._replace(
            arrival=last.arrival._replace(received=datetime(2022, 9, day, 8, tzinfo=VIETNAM))
        )
    assert part("shortcomings", office) == [
        "- Có 01 báo cáo nộp muộn so với thời hạn: Đơn vị 1 (01); chi tiết tại Phụ lục III."
    ]


def test_a_part_tells_the_tasks_of_its_own_sections() -> None:
    results = Office(one()).send(numerator=1, denominator=2).results()
    item: Any = type("Item", (), {"sections": ("II",)})
    assert [plain(b.text) for b in CONTENTS["tasks"](results, item) if isinstance(b, Paragraph)] == [
        "Mục này không có nhiệm vụ trong kỳ báo cáo."
    ]


def test_met_targets_and_those_without_a_day_stand_apart_in_next_steps() -> None:
    office = Office(one(name="Tỷ lệ A"), one(name="Tỷ lệ B", due=None))
    office.send(numerator=2, denominator=2).send(task="T.2", numerator=1, denominator=2)
    assert part("next_steps", office) == [
        "- Không có mục tiêu chưa đạt nào đến hạn trong kỳ tới (đến ngày 14/10/2022).",
        "- Tiếp tục thực hiện 01 mục tiêu không quy định thời hạn.",
    ]


def test_what_falls_due_next_is_told_before_what_falls_due_later() -> None:
    office = Office(
        one(name="Tỷ lệ A", due=date(2022, 10, 14)), one(name="Tỷ lệ B", due=date(2022, 10, 15)),
        one(name="Tỷ lệ C", due=date(2022, 9, 14)),
    )  # fmt: skip
    for task in ("T.1", "T.2", "T.3"):
        office.send(task=task, numerator=1, denominator=2)
    assert part("next_steps", office) == [
        "- Tập trung hoàn thành 01 mục tiêu đã đến hạn nêu tại phần tồn tại, hạn chế.",
        "- Hoàn thành 01 mục tiêu đến hạn trong kỳ tới (đến ngày 14/10/2022):",
        "+ Tỷ lệ A: mục tiêu 100% đến ngày 14/10/2022, hiện là 50% (1/2 việc); chủ trì: VP, P. TCCB và P. CCHC (T.1).",
        "- Tiếp tục thực hiện 01 mục tiêu đến hạn sau kỳ tới, sớm nhất ngày 15/10/2022.",
    ]


def test_a_completed_task_is_told_with_its_units_words() -> None:
    office = Office(one()).send(numerator=2, denominator=2, result="Đã xong cả hai việc.")
    assert part("highlights", office) == [
        "Đến nay đã hoàn thành 01 nhiệm vụ:",
        "- Nhiệm vụ T.1 (T.1): “Đã xong cả hai việc” (VP).",
    ]


def test_of_many_completed_tasks_the_new_ones_come_first() -> None:
    office = Office(*[one(name=f"Tỷ lệ {n}") for n in range(1, 15)])
    for n in range(1, 15):
        office.send(period="2022-08", task=f"T.{n}", numerator=1 if n < 14 else 0, denominator=1)
    office.send(task="T.14", numerator=1, denominator=1)
    told_now = part("highlights", office)
    assert told_now[0] == (
        "Đến nay đã hoàn thành 14 nhiệm vụ, trong đó 01 nhiệm vụ mới hoàn thành so với kỳ 2022-08; "
        "12 nhiệm vụ được nêu dưới đây, danh sách đầy đủ tại Phụ lục I:"
    )
    assert told_now[1] == "- Nhiệm vụ T.14 (T.14)."
    assert len(told_now) == 13


@pytest.mark.parametrize(
    ("values", "said_of_targets"),
    [
        ([], "Đến ngày 14/12/2022 chưa có mục tiêu nào đến hạn đánh giá."),
        ([5], "Đến ngày 14/12/2022 có 01 mục tiêu đã đến hạn đánh giá: đạt đúng hạn."),
        ([5, 5], "Đến ngày 14/12/2022 có 02 mục tiêu đã đến hạn đánh giá: đều đạt đúng hạn."),
        ([4], "Đến ngày 14/12/2022 có 01 mục tiêu đã đến hạn đánh giá: 01 mục tiêu chưa đạt."),
        (
            [5, 4, None],
            "Đến ngày 14/12/2022 có 03 mục tiêu đã đến hạn đánh giá: 01 mục tiêu đạt đúng hạn (33,3%), "
            "01 mục tiêu chưa đạt và 01 mục tiêu chưa đủ số liệu để đánh giá.",
        ),
    ],
)
def test_the_year_is_judged_by_the_targets_that_came_due(values: list[int | None], said_of_targets: str) -> None:
    due = [one(name=f"Tỷ lệ {n}", due=date(2022, 11, 30)) for n in range(len(values))]
    office = Office(*due, one(name="Cuối năm", due=YEAR_END))
    for number, value in enumerate(values, 1):
        if value is not None:
            office.send(period="2022-11", task=f"T.{number}", numerator=value, denominator=5)
    assert part("evaluation", office, "2022")[0] == said_of_targets


def test_the_year_names_its_best_and_its_last_sections_and_counts_them_in_a_table() -> None:
    office = Office(one(name="Tỷ lệ A"), one(name="Tỷ lệ B"))
    office.send(period="2022-12", numerator=2, denominator=2).send(
        period="2022-12", task="T.2", numerator=1, denominator=4
    )
    results = office.results("2022")
    blocks = list(CONTENTS["evaluation"](results, results.plan.outline[0]))
    (table,) = [b for b in blocks if isinstance(b, Table)]
    assert [tuple(map(plain, row.cells)) for row in table.rows] == [
        ("I", "MỤC", "2", "1", "0", "62,5%"),
        ("", "Toàn Kế hoạch", "2", "1", "0", "62,5%"),
    ]
    texts = [plain(b.text) for b in blocks if isinstance(b, Paragraph)]
    assert "Mức hoàn thành bình quân thấp nhất là 62,5%, ở mục I (MỤC)." in texts
    assert any("Còn 02 mục tiêu chưa đến hạn (các mốc 31/12/2022), trong đó 01 mục tiêu đã đạt" in s for s in texts)


def test_the_year_counts_late_ones_and_leaves_out_what_did_not_arise() -> None:
    due = date(2022, 11, 14)
    office = Office(one(name="Tỷ lệ A", due=due), one(name="Tỷ lệ B", due=due, if_any="x"))
    office.send(period="2022-11", numerator=1, denominator=2).send(period="2022-12", numerator=2, denominator=2)
    office.send(period="2022-11", task="T.2", nil="x")
    assert part("evaluation", office, "2022")[0] == (
        "Đến ngày 14/12/2022 có 01 mục tiêu đã đến hạn đánh giá: 01 mục tiêu đạt sau thời hạn."
    )
    only_nil = Office(one(name="Tỷ lệ B", due=due, if_any="x")).send(period="2022-11", nil="x")
    assert (
        part("evaluation", only_nil, "2022")[0] == "Đến ngày 14/12/2022, các mục tiêu đã đến hạn đều không phát sinh."
    )


def test_the_disbursement_milestones_after_the_years_cut_off_are_told_as_not_due() -> None:
    milestones = one(name="Tỷ lệ giải ngân", kind="giải ngân", uom="đồng", target="90%")
    office = Office(milestones, {**milestones, "task": "T.1", "target": "100%", "due": date(2023, 1, 31)})
    office.send(
        period="2022-12",
        rows=[["Nhà thi đấu", 2_000_000_000, 1_900_000_000]],
        decision="1/QĐ",
        as_of=date(2022, 12, 10),
    )
    said_of_money = [text for text in part("evaluation", office, "2022") if "giải ngân" in text]
    assert said_of_money == [
        "- Tỷ lệ giải ngân: 95% kế hoạch vốn được giao (1.900/2.000 triệu đồng; vốn giao theo 1/QĐ; số liệu đến ngày "
        "10/12/2022); mục tiêu tối thiểu 90% đến ngày 31/12/2022 và 100% đến ngày 31/01/2023 chưa đến hạn."
    ]


# --- the outline ----------------------------------------------------------------------------------


def headings(results: Results) -> list[str]:
    return [plain(b.text) for b in compose(results).body if isinstance(b, Heading)]


@pytest.mark.parametrize(
    ("period", "steps"),
    [
        ("2022-09", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM THÁNG 10 NĂM 2022"),
        ("2022-Q1", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM QUÝ II NĂM 2022"),
        ("2022-6T", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM 6 THÁNG CUỐI NĂM 2022"),
        ("2022-Q3", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM QUÝ IV NĂM 2022"),
        ("2022-9T", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM QUÝ IV NĂM 2022"),
        ("2022", "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ TRỌNG TÂM NĂM 2023"),
    ],
)
def test_every_kind_of_period_has_its_outline_without_gaps(period: str, steps: str) -> None:
    office = Office(one())
    office.plan = shipped_plan()
    found = headings(office.results(period))
    assert steps in found
    evaluated = ["2. Đánh giá kết quả thực hiện Kế hoạch trong năm"] if period == "2022" else []
    assert [h for h in found if "trong năm" in h] == evaluated
    scored = [h for h in found if "Tự chấm điểm" in h]
    assert len(scored) == (0 if period == "2022-09" else 1)
    third = found[found.index("III. ĐÁNH GIÁ CHUNG") + 1 : found.index(steps)]
    assert [h.split(".")[0] for h in third] == [str(n) for n in range(1, 6 + len(evaluated) + len(scored))]


# --- the letter -----------------------------------------------------------------------------------


def letter_text(office: Office) -> tuple[list[str], list[tuple[str, ...]]]:
    letter = compose_letter(office.results())
    assert letter is not None
    body: tuple[Block, ...] = letter.body
    rows = [tuple(map(plain, row.cells)) for block in body if isinstance(block, Table) for row in block.rows]
    return [plain(b.text) for b in body if isinstance(b, Paragraph)], rows


def test_who_owes_nothing_gets_no_letter() -> None:
    assert compose_letter(Office(one()).send(numerator=1, denominator=2).results()) is None


def test_one_unit_that_owes_one_report() -> None:
    office = Office({}, units=2, letter_reply="trước ngày 20/9/2022").send("U1", numerator=1, denominator=2)
    letter = compose_letter(office.results())
    assert letter is not None
    assert (letter.type_name, letter.symbol_kind) == ("", "")
    assert letter.addressees == ("Đơn vị 2",)
    text, rows = letter_text(office)
    assert text == [
        "Để tổng hợp kết quả thực hiện Kế hoạch số 12/KH-UBND ngày 05/01/2022 của UBND tỉnh, các đơn vị có trách "
        "nhiệm gửi báo cáo kỳ 2022-09 về Văn phòng Sở chậm nhất ngày 16/09/2022 theo lịch báo cáo. Qua tổng hợp, "
        "01 đơn vị còn 01 báo cáo chưa gửi, cụ thể như sau:",
        "Sở Nội vụ đề nghị đơn vị khẩn trương hoàn thiện và gửi về Văn phòng Sở các báo cáo nêu trên "
        "trước ngày 20/9/2022.",
    ]
    assert rows == [
        ("Đơn vị 2 (01 báo cáo)",),
        ("1", "T.1. Nhiệm vụ T.1", "kỳ 2022-09", "16/09/2022", "Chưa nhận được"),
    ]


def test_a_refused_report_is_owed_with_the_place_of_its_fault_until_it_is_mended() -> None:
    office = Office(one()).send(numerator=9, denominator=5)
    text, rows = letter_text(office)
    assert "01 đơn vị còn 01 báo cáo đã gửi nhưng chưa hợp lệ" in text[0]
    assert rows[1][4].startswith("Chưa hợp lệ (tệp “01-T.1-VP-2022-09.xlsx”)\nNhập liệu ")
    assert "Tử số 9 lớn hơn mẫu số 5" in rows[1][4]
    assert compose_letter(office.send(numerator=5, denominator=9).results()) is None


def test_a_correction_that_was_refused_is_owed_though_the_former_answer_counts() -> None:
    office = Office(one()).send(numerator=4, denominator=5).send(numerator=9, denominator=5)
    _, rows = letter_text(office)
    assert len(rows) == 2 and "Tử số 9" in rows[1][4]


def test_the_letter_has_its_own_signer_and_recipients() -> None:
    own = {"letter_form": "TL.", "letter_post": "CHÁNH VĂN PHÒNG", "letter_name": "Lê Văn A"}
    letter = compose_letter(Office({}, units=1, letter_recipients="Ban Giám đốc Sở", **own).results())
    assert letter is not None
    assert (letter.signing.form, letter.signing.head, letter.signing.post) == ("TL.", "GIÁM ĐỐC", "CHÁNH VĂN PHÒNG")
    assert (letter.signing.name, letter.recipients) == ("Lê Văn A", ("Ban Giám đốc Sở",))
    same = compose_letter(Office({}, units=1).results())
    assert same is not None and same.signing.name == "Trần Thị Bình"


def test_only_errors_are_to_be_mended_and_only_of_the_reported_period() -> None:
    office = Office(one()).send(period="2022-08", numerator=9, denominator=5)
    office.send(numerator=1, denominator=2)
    assert compose_letter(office.results()) is None
    office.send(numerator=9, denominator=5, as_of=date(2022, 9, 30))  # a date after the window is a warning
    _, rows = letter_text(office)
    assert rows[1][4].count("\n") == 1 and "Tử số 9" in rows[1][4]


def test_a_long_list_of_debts_stands_behind_the_signature() -> None:
    office = Office({}, {"name": "B"}, {"name": "C"}, units=7)
    letter = compose_letter(office.results())
    assert letter is not None and len(letter.appendices) == 1
    assert not [b for b in letter.body if isinstance(b, Table)]
    assert "07 đơn vị còn 21 báo cáo chưa gửi, cụ thể tại Phụ lục kèm theo." in plain(letter.body[0].text)


def test_many_units_are_all_addressed_in_the_order_of_the_roster() -> None:
    office = Office({}, units=12)
    letter = compose_letter(office.results())
    assert letter is not None and letter.addressees == tuple(f"Đơn vị {n}" for n in range(1, 13))
    text, _ = letter_text(office)
    assert "12 đơn vị còn 12 báo cáo chưa gửi" in text[0]
    assert "đề nghị các đơn vị khẩn trương" in text[-1]
