"""Text, numbers and dates as Vietnamese offices type them."""

from __future__ import annotations

import decimal
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.intake.amounts import read_amount
from pipeline.vietnamese import (
    Limit,
    clean_text,
    exact_decimal,
    fold,
    join_names,
    lower_first,
    one_line,
    read_date,
    read_number,
    read_percent,
    read_yes_no,
    round_truthfully,
    show_date,
    show_million,
    show_number,
    show_percent,
)

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
ACCENTED = "áàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
vietnamese_text = st.text(LETTERS + LETTERS.upper() + ACCENTED + ACCENTED.upper() + " -0123456789", max_size=40)


def dotted(number: int) -> str:
    """Digits with a dot before every group of three."""
    return f"{number:,}".replace(",", ".")


def signs(number: Fraction, others: list[Fraction]) -> list[int]:
    return [(number > other) - (number < other) for other in others]


# --- text -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hòa Bình", "Hoà Bình"),
        ("KHÁNH HÒA", "khánh hoà"),
        ("Sức khỏe", "Sức khoẻ"),
        ("thủy lợi", "thuỷ lợi"),
        ("Úy ban", "Uý ban"),
        (unicodedata.normalize("NFC", "Phòng Tổ chức"), unicodedata.normalize("NFD", "Phòng Tổ chức")),
        ("Đoàn Ca múa nhạc", "\u00d0oàn Ca múa nhạc"),
        ("đoàn", "\u00f0oàn"),
        ("Kế hoạch - Tài chính", "Kế hoạch – Tài chính"),
        ("Kế hoạch - Tài chính", "Kế hoạch-Tài chính"),
        ("Văn hóa & Gia đình", "Văn hoá&Gia đình"),
        ("12/KH-SNV", "12 / KH - SNV"),
        ("Văn phòng", "  Văn\u00a0 phòng "),
        ("Văn phòng", "V\u200băn ph\u00adòng\ufeff"),
        ("Văn phòng", "Văn\nphòng"),
    ],
)
def test_two_ways_of_typing_one_name_are_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ma", "má"), ("Hoa", "Hòa"), ("dong", "đong"), ("thu", "thư"), ("P1", "P2"), ("Ban A", "BanA")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("word", ["quý", "quỳ", "hoạt", "toàn", "khoảng", "thuyền", "nguyễn"])
def test_words_without_two_spellings_keep_their_tone(word: str) -> None:
    assert fold(word) == word


@given(vietnamese_text)
def test_folding_twice_changes_nothing_and_composition_does_not_count(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert fold(text.upper()) == fold(text.lower())


@given(vietnamese_text, st.integers(0, 40), st.sampled_from("\u200b\u200d\u00ad\ufeff\u2060"))
def test_an_invisible_character_anywhere_does_not_count(text: str, where: int, what: str) -> None:
    assert fold(text[:where] + what + text[where:]) == fold(text)


@given(st.text(max_size=60))
def test_cleaned_text_can_stand_in_any_xml_file(text: str) -> None:
    cleaned = clean_text(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert all(c == "\n" or unicodedata.category(c) not in ("Cc", "Cs") for c in cleaned)
    assert cleaned == cleaned.strip() and "  " not in cleaned
    assert clean_text(cleaned) == cleaned


@given(vietnamese_text, st.integers(0, 40), st.sampled_from("\u200e\u200f\u202a\u202e\u2066\u2069\x01\x7f\x80\x9f"))
def test_what_turns_text_round_or_controls_a_printer_is_taken_out(text: str, where: int, what: str) -> None:
    assert clean_text(text[:where] + what + text[where:]) == clean_text(text)


def test_line_breaks_stay_and_join_with_semicolons() -> None:
    assert clean_text(" - Một \r\n - Hai\x07 ") == "- Một\n- Hai"
    assert one_line("- Một.\n- Hai") == "Một; Hai"
    assert one_line("Một") == "Một"


def test_names_are_listed_with_va_before_the_last() -> None:
    assert join_names([]) == ""
    assert join_names(["Văn phòng"]) == "Văn phòng"
    assert join_names(["Văn phòng", "Thanh tra"]) == "Văn phòng và Thanh tra"
    assert join_names(["A", "B", "C"]) == "A, B và C"


def test_the_first_letter_of_an_abbreviation_stays() -> None:
    assert lower_first("Tỷ lệ giải ngân") == "tỷ lệ giải ngân"
    assert lower_first("UBND tỉnh") == "UBND tỉnh"


@pytest.mark.parametrize("text", ["Có", " có ", "CÓ", unicodedata.normalize("NFD", "có"), "x"])
def test_yes_is_read(text: str) -> None:
    assert read_yes_no(text) is True


@pytest.mark.parametrize("text", ["Không", "không", "KHÔNG", unicodedata.normalize("NFD", "không")])
def test_no_is_read(text: str) -> None:
    assert read_yes_no(text) is False


@pytest.mark.parametrize("text", ["", "có lẽ", "chưa", "đang làm", "2"])
def test_what_is_neither_yes_nor_no_is_asked_back(text: str) -> None:
    assert read_yes_no(text) is None


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("7", "7"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("1.234,567", "1234.567"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("0,925", "0.925"),
        ("0.925", "0.925"),
        ("1234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1,234,567.5", "1234567.5"),
        ("1 234 567", "1234567"),
        ("1\u00a0234\u00a0567", "1234567"),
        (" 15 ", "15"),
        ("1\u200b5", "15"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("310", "310"),
    ],
)
def test_numbers_as_offices_type_them_are_read(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "-", "không", "1,234", "12,345", "999,000", "1.234,5.6", "1.23.456", "1.2.3",
        "12 đơn vị", "khoảng 5", "12/54", "1e5", "5%", "5-6", "12;5", "1..2", ",5", "5,", "nan",
        "Infinity", "1_000", "0x10",
    ],
)  # fmt: skip
def test_what_is_no_number_or_could_be_two_is_asked_back(text: str) -> None:
    assert read_number(text) is None


@given(st.integers(-(10**15), 10**15))
def test_any_integer_with_dots_for_thousands_reads_back_as_itself(number: int) -> None:
    assert read_number(dotted(number)) == number
    assert read_number(str(number)) == number


@given(st.integers(0, 10**12), st.text("0123456789", min_size=1, max_size=8))
def test_any_decimal_with_dots_and_a_comma_reads_back_or_is_asked_back(whole: int, fraction: str) -> None:
    read = read_number(f"{dotted(whole)},{fraction}")
    if 0 < whole < 1000 and len(fraction) == 3:
        assert read is None  # "12,345": a thousand or a fraction, nobody can tell
    else:
        assert read == Decimal(f"{whole}.{fraction}")


@given(st.text(max_size=20))
def test_no_text_breaks_the_readers(text: str) -> None:
    for reader in (read_number, read_amount, read_percent, read_date, read_yes_no):
        reader(text)


@pytest.mark.parametrize(
    ("text", "dong"),
    [
        ("12,5 tỷ", 12_500_000_000),
        ("12,5 tỷ đồng", 12_500_000_000),
        ("2 tỉ", 2_000_000_000),
        ("300 triệu đồng", 300_000_000),
        ("300triệu", 300_000_000),
        ("5 tr", 5_000_000),
        ("750 nghìn đồng", 750_000),
        ("1.000.000 đ", 1_000_000),
        ("1.000.000đ", 1_000_000),
        ("1.500.000.000 VNĐ", 1_500_000_000),
        ("1.500.000.000 đồng", 1_500_000_000),
        ("1.500.000.000", 1_500_000_000),
        ("0", 0),
        ("0,5 Tỷ", 500_000_000),
    ],
)
def test_sums_of_money_are_read_in_dong(text: str, dong: int) -> None:
    assert read_amount(text, "đồng") == dong


@pytest.mark.parametrize(
    "text",
    [
        "1.234 tỷ", "1,234 tỷ", "nhiều", "tỷ", "đồng", "", "12 tỷ 500 triệu", "3,5%",
        "khoảng 5 tỷ", "12,5 tỷ USD", "500 USD",
    ],
)  # fmt: skip
def test_sums_that_could_be_two_are_asked_back(text: str) -> None:
    assert read_amount(text, "đồng") is None


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("90%", Fraction(9, 10)),
        ("82,5 %", Fraction(33, 40)),
        ("100 %", Fraction(1)),
        ("0%", Fraction(0)),
        ("92.5%", Fraction(37, 40)),
    ],
)
def test_percentages_are_shares_of_one(text: str, share: Fraction) -> None:
    assert read_percent(text) == share


@pytest.mark.parametrize("text", ["90", "0,9", "%", "chín mươi %", "", "90%%", "90% - 100%"])
def test_without_a_number_and_its_sign_there_is_no_percentage(text: str) -> None:
    assert read_percent(text) is None


@given(st.fractions(-1000, 1000, max_denominator=10**7))
def test_exact_decimals_are_rounded_half_up_at_ten_places(value: Fraction) -> None:
    with decimal.localcontext() as context:
        context.prec = 80
        quotient = Decimal(value.numerator) / Decimal(value.denominator)
        expected = quotient.quantize(Decimal("1e-10"), rounding=decimal.ROUND_HALF_UP)
    text = exact_decimal(value)
    assert Decimal(text) == expected
    assert "E" not in text and not text.endswith(".")
    assert "." not in text or not text.endswith("0")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 3), "0.3333333333"),
        (Fraction(2, 3), "0.6666666667"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1), "1"),
        (Fraction(0), "0"),
        (Fraction(1, 2 * 10**10), "0.0000000001"),
        (Fraction(-1, 2 * 10**10), "-0.0000000001"),
        (Fraction(1, 3 * 10**10), "0"),
        (Fraction(10**20), "100000000000000000000"),
    ],
)
def test_exact_decimals_by_hand(value: Fraction, text: str) -> None:
    assert exact_decimal(value) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1234567, "1.234.567"),
        (Decimal("1234.5"), "1.234,5"),
        (Decimal("0.50"), "0,5"),
        (Decimal("1E+3"), "1.000"),
        (Fraction(1, 3), "0,3333"),
        (Fraction(5, 2), "2,5"),
        (0, "0"),
        (-1500, "-1.500"),
        (100, "100"),
    ],
)
def test_numbers_are_shown_with_dots_and_a_decimal_comma(number: Decimal | int, text: str) -> None:
    assert show_number(number) == text


@given(st.integers(-(10**14), 10**14), st.integers(0, 6))
def test_a_shown_number_reads_back(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    shown = show_number(number)
    fraction = shown.partition(",")[2]
    assume(not (abs(number) < 1000 and len(fraction) == 3))  # asked back by design
    assert read_number(shown) == number


# --- truthful rounding ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "target", "text"),
    [
        ("0.89996", "0.9", "89,996%"),
        ("0.8296", "0.83", "82,96%"),
        ("0.8304", "0.83", "83,04%"),
        ("0.83", "0.83", "83%"),
        ("0.274", "0.9", "27,4%"),
        ("0.2745", "0.9", "27,5%"),
        ("0.99999", "1", "99,999%"),
        ("0.9999999999", "1", "99,9999%"),
        ("0.8300000001", "0.83", "83,0001%"),
        ("0.0000001", "0", "0,0001%"),
        ("1", "1", "100%"),
        ("0", "1", "0%"),
    ],
)
def test_a_share_is_never_shown_on_the_other_side_of_its_target(share: str, target: str, text: str) -> None:
    assert show_percent(Fraction(share), [Fraction(target)]) == text


def test_without_a_target_one_decimal_half_up_is_shown() -> None:
    assert show_percent(Fraction(2, 3)) == "66,7%"
    assert show_percent(Fraction("0.8296")) == "83%"
    assert show_percent(Fraction("0.0005")) == "0,1%"


@given(
    st.fractions(0, 1, max_denominator=10**9),
    st.lists(st.integers(0, 10000).map(lambda n: Fraction(n, 10000)), max_size=3, unique=True),
)
def test_the_shown_share_stands_to_every_target_as_the_true_one(share: Fraction, targets: list[Fraction]) -> None:
    shown = show_percent(share, targets)
    assert shown.endswith("%")
    number = Fraction(shown[:-1].replace(",", ".")) / 100
    assert signs(number, targets) == signs(share, targets)
    assert abs(number - share) <= Fraction(5, 10000)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_nearest_misses_stay_misses(whole: int, by: int) -> None:
    target = Fraction(83, 100)
    near = target - Fraction(1, whole * by)
    assume(near >= 0)
    assert Fraction(str(round_truthfully(near * 100, [target * 100]))) < 83
    over = target + Fraction(1, whole * by)
    assert Fraction(str(round_truthfully(over * 100, [target * 100]))) > 83


def test_sums_are_shown_in_million_dong() -> None:
    assert show_million(Fraction(1_234_500_000)) == "1.234,5"
    assert show_million(Fraction(12_000_000_000)) == "12.000"
    assert show_million(Fraction(0)) == "0"


def test_a_sum_just_below_the_capital_plan_is_not_shown_as_the_whole_of_it() -> None:
    plan = Fraction(1_000_000_000)
    assert show_million(Fraction(999_960_000), [plan]) == "999,96"
    assert show_million(Fraction(999_999_999), [plan]) == "999,9999"
    assert show_million(plan, [plan]) == "1.000"


# --- dates ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05/08/2022", date(2022, 8, 5)),
        ("5/8/2022", date(2022, 8, 5)),
        ("5.8.2022", date(2022, 8, 5)),
        ("05-08-2022", date(2022, 8, 5)),
        ("2022-08-05", date(2022, 8, 5)),
        ("ngày 5 tháng 8 năm 2022", date(2022, 8, 5)),
        ("Ngày 05 tháng 8 năm 2022", date(2022, 8, 5)),
        (" 31/12/2022 ", date(2022, 12, 31)),
        ("31/12/2022 00:00:00", date(2022, 12, 31)),
        ("2022-12-31T08:15:00", date(2022, 12, 31)),
        ("29/02/2024", date(2024, 2, 29)),
        ("05 / 08 / 2022", date(2022, 8, 5)),
    ],
)
def test_the_day_comes_first(text: str, day: date) -> None:
    assert read_date(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2022", "29/02/2022", "31/04/2022", "2022-13-01", "12/31/2022", "00/01/2022",
        "05/08/22", "Quý III/2022", "Tháng 8/2022", "8/2022", "2022", "", "chưa rõ", "05/08",
    ],
)  # fmt: skip
def test_impossible_days_and_no_days_are_asked_back(text: str) -> None:
    assert read_date(text) is None


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_any_day_reads_back_from_every_way_it_is_written(day: date) -> None:
    assert show_date(day) == day.strftime("%d/%m/") + f"{day.year:04d}"
    assert read_date(show_date(day)) == day
    assert read_date(day.isoformat()) == day
    assert read_date(f"ngày {day.day} tháng {day.month} năm {day.year}") == day


@pytest.mark.parametrize(
    ("share", "bound", "op", "shown"),
    [
        ("0.9004", "0.9", ">=", "90%"),
        ("0.8996", "0.9", ">=", "89,96%"),
        ("0.0504", "0.05", "<=", "5,04%"),
        ("0.0496", "0.05", "<=", "5%"),
        ("0.8296", "0.83", ">", "82,96%"),
        ("0.8304", "0.83", ">", "83,04%"),
        ("0.99999999", "1", ">=", "99,9999%"),
    ],
)
def test_one_decimal_is_enough_where_it_shows_the_right_side(share: str, bound: str, op: str, shown: str) -> None:
    assert show_percent(Fraction(share), [Limit(Fraction(bound), op)]) == shown
