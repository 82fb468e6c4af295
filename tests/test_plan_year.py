"""What moves with the year and what belongs to a document and stays."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.plan_year import keeps_year, move_day, move_text
from tests.drawing import SHIPPED, open_workbook

MOVES = [
    ("Trong năm 2022", "Trong năm 2023"),
    ("TRONG NĂM 2022", "TRONG NĂM 2023"),
    ("Thường xuyên năm 2022 (khi có phát sinh)", "Thường xuyên năm 2023 (khi có phát sinh)"),
    ("Quý III/2022", "Quý III/2023"),
    ("quý III, IV/2022", "quý III, IV/2023"),
    ("Tháng 9 và 10/2022", "Tháng 9 và 10/2023"),
    ("quý 3 năm 2022", "quý 3 năm 2023"),
    ("6 tháng đầu năm 2022", "6 tháng đầu năm 2023"),
    ("- Đến 31/12/2022: Hoàn thành tối thiểu 90%\n- Đến 31/01/2023: Hoàn thành 100%",
     "- Đến 31/12/2023: Hoàn thành tối thiểu 90%\n- Đến 31/01/2024: Hoàn thành 100%"),
    ("trước ngày 15 tháng 6 năm 2022", "trước ngày 15 tháng 6 năm 2023"),
    ("31/12/2022", "31/12/2023"),
    ("từ 15/12/2021 đến hết ngày 14/12/2022", "từ 15/12/2022 đến hết ngày 14/12/2023"),
    ("Từ 01/01 đến 31/12/2022", "Từ 01/01 đến 31/12/2023"),
    ("đến 28/02/2023", "đến 29/02/2024"),
    ("Kế hoạch CCHC năm 2022 của tỉnh", "Kế hoạch CCHC năm 2023 của tỉnh"),
    ("giảm so với năm 2021", "giảm so với năm 2022"),
    ("Duy trì kết quả xếp hạng đã đạt được năm 2021", "Duy trì kết quả xếp hạng đã đạt được năm 2022"),
    ("PAR INDEX 2022, SIPAS 2022", "PAR INDEX 2023, SIPAS 2023"),
    ("năm học 2022 - 2023", "năm học 2023 - 2024"),
    ("Theo Nghị định số 61/2018/NĐ-CP; xong năm 2022", "Theo Nghị định số 61/2018/NĐ-CP; xong năm 2023"),
    ("Thực hiện Nghị quyết số 99/NQ-CP ngày 24/6/2022 trong năm 2022",
     "Thực hiện Nghị quyết số 99/NQ-CP ngày 24/6/2022 trong năm 2023"),
    ("Thực hiện Kế hoạch số 7760/KH-UBND ngày 17/8/2022 đến ngày 31/12/2022",
     "Thực hiện Kế hoạch số 7760/KH-UBND ngày 17/8/2022 đến ngày 31/12/2023"),
    ("theo dõi thi hành pháp luật năm 2022", "theo dõi thi hành pháp luật năm 2023"),
]  # fmt: skip
STAYS = [
    "",
    "Hoàn thành 100% kế hoạch",
    "Quyết định số 04/2021/QĐ-UBND ngày 15/3/2021",
    "Quyết định số 04/2022/QĐ-UBND ngày 15 tháng 3 năm 2022 của UBND tỉnh",
    "Nghị định số 60/2021/NĐ-CP ngày 21/6/2021 của Chính phủ",
    "Thông tư số 01/2020/TT-VPCP",
    "Điều 8 Thông tư 01/2022/TT-VPCP",
    "Kế hoạch số 7760/KH-UBND ngày 17/8/2022 của UBND tỉnh Khánh Hòa về nâng cao PAR INDEX năm 2022",
    "Kế hoạch số      /KH-SVHTT ngày 20/8/2022",
    "Nghị quyết số 18-NQ/TW ngày 25/10/2022",
    "Luật số 45/2022/QH15",
    "Luật Thi đua, khen thưởng năm 2022",
    "Công văn ngày 05/01/2022 của Sở Nội vụ",
    "có hiệu lực từ ngày 01/7/2022",
    "Nghị quyết của Tỉnh ủy giai đoạn 2021 - 2025",
    "giai đoạn 2021-2025, định hướng đến năm 2030",
    "từ năm 2021 đến năm 2025",
    "2.022 hồ sơ, 12.022 đồng, 2022,5 triệu đồng",
    "Điện thoại 0202212345",
]


@pytest.mark.parametrize(("text", "later"), MOVES, ids=[t for t, _ in MOVES])
def test_what_moves(text: str, later: str) -> None:
    assert move_text(text, 2022) == later


@pytest.mark.parametrize("text", STAYS)
def test_what_stays(text: str) -> None:
    assert move_text(text, 2022) == text


def test_a_plan_may_be_taken_over_two_years_later() -> None:
    assert move_text("Trong năm 2022, giảm so với năm 2021", 2022, 2) == "Trong năm 2024, giảm so với năm 2023"


sentences = st.lists(st.sampled_from([t for t, _ in MOVES] + STAYS), max_size=4).map("\n".join)


@given(sentences)
def test_two_steps_are_one_step_of_two_years(text: str) -> None:
    if "/02/" not in text:  # 28/02/2023 → 29/02/2024 → 28/02/2025, and 28/02/2025 at once
        assert move_text(move_text(text, 2022), 2023) == move_text(text, 2022, 2)


@given(st.text(alphabet="năm 0123/-.;\nquýIVđế:trongsố", max_size=60), st.integers(1990, 2090))
def test_whatever_the_text_only_years_of_the_plan_change(text: str, year: int) -> None:
    later = move_text(text, year)
    assert len(later) == len(text)
    for m in re.finditer(r"\d+", text):
        after = later[m.start() : m.end()]
        near = m[0][-4:].isdigit() and len(m[0]) == 4 and abs(int(m[0]) - year) <= 1
        assert after == m[0] or near or len(m[0]) <= 2  # the last day of February is the one other number


@given(st.text(max_size=40))
def test_a_text_without_its_years_is_left_alone(text: str) -> None:
    assert move_text(text, 5555) == text or re.search("555[456]", text)


@given(st.dates(date(1950, 1, 1), date(2900, 1, 1)), st.integers(1, 4))
def test_days_keep_their_place_in_the_year(day: date, by: int) -> None:
    moved = move_day(day, by)
    assert (moved.year, moved.month) == (day.year + by, day.month)
    last = (day + timedelta(days=1)).day == 1
    assert (moved + timedelta(days=1)).day == 1 if last else moved.day == day.day


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Kế hoạch số 7760/KH-UBND ngày 17/8/2022", True),
        ("Luật Thi đua, khen thưởng năm 2022, trong năm 2022", True),
        ("Trong năm 2022, giảm so với năm 2021", False),  # 2022 stands there afterwards, but it has moved
        ("Quyết định số 04/2021/QĐ-UBND", False),
        ("mã số 120223", False),
    ],
)
def test_a_year_that_stays_is_told_to_the_reader(text: str, asked: bool) -> None:
    assert keeps_year(text, 2022) is asked


def test_no_document_of_the_shipped_plan_changes() -> None:
    sheet = open_workbook(SHIPPED.read_bytes())["Nhiệm vụ"]
    texts = [c.value for row in sheet.iter_rows(min_row=5) for c in row if isinstance(c.value, str)]
    symbol = re.compile(r"(?:số )?\d+(?:/\d{4})?/[A-ZĐ]+-?[A-Z]*(?: ngày [\d/]+)?")
    documents = [d for t in texts for d in symbol.findall(t)]
    assert len(documents) > 8
    assert [d for t in texts for d in symbol.findall(move_text(t, 2022))] == documents
    assert not [t for t in texts if keeps_year(t, 2022)]
