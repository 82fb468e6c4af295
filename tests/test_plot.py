"""Charts as a reader and an auditor meet them. Expected values are written out by hand."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter

from pipeline.container import pack, unpack
from pipeline.report.document import Chart, Series
from pipeline.report.plot import DATA_SHEET, chart_parts, insert_chart, legible_mm, measured
from pipeline.xlsx.drawn import Workbook

STAMP = datetime(2022, 9, 15, 8, 0, tzinfo=UTC)
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
LONG_NAME = "Rà soát, đơn giản hóa thủ tục hành chính và nâng cao mức độ hài lòng của người dân, tổ chức"
NOW = Series("Kỳ này", (Fraction(17, 62), None, Fraction(1)))
BEFORE = Series("Kỳ trước", (Fraction(1, 4), Fraction(1, 2), Fraction(9999, 10000)), "hatched")
GOAL = Series("Mục tiêu", (Fraction(4, 5),) * 3, "line")
BARS = Chart("Mức hoàn thành", "bar", ("I. Thể chế", "2.10", "III. Bộ máy"), (NOW, BEFORE), "Hai kỳ cạnh nhau")
COLUMNS = replace(BARS, form="column", series=(NOW, GOAL))


def drawn(chart: Chart) -> Any:
    return ElementTree.fromstring(chart_parts(chart, STAMP).xml)


def values(element: Any, path: str) -> list[str | None]:
    return [found.get("val") for found in element.iter(f"{C}{path}")]


def labels(series: Any) -> dict[int, str]:
    """What is printed at each number, by its place; a label taken out is absent."""
    texts = {}
    for label in series.iter(f"{C}dLbl"):
        text = "".join(t.text or "" for t in label.iter(f"{A}t"))
        if label.find(f"{C}delete") is None:
            texts[int(label.find(f"{C}idx").get("val"))] = text
    return texts


def series_of(chart: Chart) -> list[Any]:
    return list(drawn(chart).iter(f"{C}ser"))


# --- the numbers -----------------------------------------------------------------------------


def test_the_data_of_a_chart_can_be_opened_and_audited() -> None:
    sheet = openpyxl.load_workbook(BytesIO(chart_parts(BARS, STAMP).workbook))[DATA_SHEET]
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    assert [row[0] for row in rows[1:]] == ["I. Thể chế", "2.10", "III. Bộ máy"]
    assert rows[0][1:] == ["Kỳ này", "Kỳ trước"]
    assert rows[1][1:] == [pytest.approx(17 / 62, rel=1e-14), 0.25]
    assert rows[2][1:] == [None, 0.5], "a missing value is an empty cell, not a zero"
    assert rows[3][1:] == [1, 0.9999]


def test_the_workbook_behind_a_chart_holds_data_only() -> None:
    with zipfile.ZipFile(BytesIO(chart_parts(BARS, STAMP).workbook)) as parts:
        assert not [name for name in parts.namelist() if "chart" in name or "drawing" in name]


def test_the_chart_keeps_the_values_of_its_workbook() -> None:
    now, before = series_of(BARS)
    for series, expected in ((now, {"0": 17 / 62, "2": 1.0}), (before, {"0": 0.25, "1": 0.5, "2": 0.9999})):
        cache = series.find(f"{C}val/{C}numRef/{C}numCache")
        assert cache.find(f"{C}ptCount").get("val") == "3"
        kept = {point.get("idx"): float(point.find(f"{C}v").text) for point in cache.iter(f"{C}pt")}
        assert kept == pytest.approx(expected)
        names = [v.text for v in series.find(f"{C}cat/{C}strRef").iter(f"{C}v")]
        assert names == ["I. Thể chế", "2.10", "III. Bộ máy"]
    assert now.find(f"{C}val//{C}f").text == "'Số liệu'!$B$2:$B$4"


def test_codes_of_tasks_are_names_and_never_numbers() -> None:
    for series in series_of(replace(BARS, categories=("2.10", "2.11", "3"))):
        assert [v.text for v in series.find(f"{C}cat/{C}strRef/{C}strCache").iter(f"{C}v")] == ["2.10", "2.11", "3"]


def test_numbers_are_printed_with_a_decimal_comma_and_no_false_hundred() -> None:
    now, before = series_of(BARS)
    assert labels(now) == {0: "27,4%", 2: "100%"}
    assert labels(before) == {0: "25%", 1: "50%", 2: "99,99%"}


def test_labels_given_are_printed_as_they_are() -> None:
    told = replace(NOW, labels=("27,42%", "chưa có", "dưới 100%"))
    (series,) = series_of(replace(BARS, series=(told,)))
    assert labels(series) == {0: "27,42%", 2: "dưới 100%"}


def test_counts_are_printed_with_dots_for_thousands() -> None:
    counts = Series("Hồ sơ", (Fraction(1234567), Fraction(0), Fraction(17, 2)))
    (series,) = series_of(replace(COLUMNS, series=(counts,), percent=False))
    assert labels(series) == {0: "1.234.567", 1: "0", 2: "8,5"}


def test_a_line_over_columns_has_no_numbers_but_its_own() -> None:
    assert [labels(s) for s in series_of(COLUMNS)] == [{0: "27,4%", 2: "100%"}, {}]
    own = replace(GOAL, labels=("", "", "80%"))
    assert labels(series_of(replace(COLUMNS, series=(NOW, own)))[1]) == {2: "80%"}


@pytest.mark.parametrize("series", [replace(NOW, values=NOW.values[:2]), replace(NOW, labels=("27,4%",))])
def test_a_series_that_does_not_fit_its_categories_is_refused(series: Series) -> None:
    with pytest.raises(ValueError, match="shorter"):
        chart_parts(replace(BARS, series=(series,)), STAMP)


# --- the look --------------------------------------------------------------------------------

ALL_LOOKS = (NOW, BEFORE, GOAL, replace(NOW, name="Thứ tư"), replace(BEFORE, name="Thứ năm"))


@pytest.mark.parametrize("form", ["bar", "column"])
def test_a_chart_is_black_and_white(form: Any) -> None:
    xml = chart_parts(replace(BARS, form=form, series=ALL_LOOKS), STAMP).xml.decode()
    colours = set(re.findall(r'srgbClr val="(\w{6})"', xml))
    assert colours >= {"000000", "FFFFFF"}
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)
    assert not re.search(r"schemeClr|sysClr|prstClr|gradFill|blipFill", xml)


@pytest.mark.parametrize("form", ["bar", "column"])
def test_no_two_series_look_alike(form: Any) -> None:
    looks = [
        ElementTree.tostring(series.find(f"{C}spPr")) + ElementTree.tostring(marker if marker is not None else shape)
        for series in series_of(replace(BARS, form=form, series=ALL_LOOKS))
        for shape, marker in [(series.find(f"{C}spPr"), series.find(f"{C}marker"))]
    ]
    assert len(set(looks)) == len(ALL_LOOKS)


def test_solid_hatched_and_line_are_told_apart() -> None:
    solid, hatched, line = series_of(replace(COLUMNS, series=(NOW, BEFORE, GOAL)))
    assert int(solid.find(f"{C}spPr/{A}solidFill/{A}srgbClr").get("val"), 16) < 0x404040
    assert hatched.find(f"{C}spPr/{A}pattFill").get("prst") == "wdUpDiag"
    assert line.find(f"{C}spPr/{A}ln/{A}prstDash").get("val") == "dash"
    assert line.find(f"{C}marker/{C}symbol").get("val") == "diamond"
    assert line.find(f"{C}smooth").get("val") == "0", "a line between two points is straight"


def test_columns_of_which_each_category_has_one_stand_at_their_names() -> None:
    first = replace(NOW, values=(Fraction(1, 2), None, None))
    second = replace(BEFORE, values=(None, Fraction(1, 2), Fraction(1)))
    assert values(drawn(replace(COLUMNS, series=(first, second))), "overlap") == ["100"]
    assert values(drawn(replace(COLUMNS, series=(NOW, BEFORE))), "overlap") in ([], ["0"])


def test_shares_have_an_axis_from_0_to_100_percent() -> None:
    axis = drawn(BARS).find(f".//{C}valAx")
    assert (values(axis, "min"), values(axis, "max"), values(axis, "majorUnit")) == (["0"], ["1"], ["0.2"])
    assert axis.find(f"{C}numFmt").get("formatCode") == "0%"


@pytest.mark.parametrize(
    ("highest", "percent", "low", "high", "step"),
    [
        (Fraction(5, 4), True, 0, 1.5, 0.5),
        (Fraction(17), False, 0, 20, 5),
        (Fraction(1), False, 0, 1, 1),
        (Fraction(0), False, 0, 1, 1),
        (Fraction(-3), False, -3, 0, 1),
        (Fraction(1234567), False, 0, 1_500_000, 500_000),
    ],
)
def test_the_axis_reaches_over_the_highest_value(
    highest: Fraction, percent: bool, low: float, high: float, step: float
) -> None:
    chart = Chart("", "column", ("A",), (Series("", (highest,)),), "", percent)
    axis = drawn(chart).find(f".//{C}valAx")
    ends = [float(value or "") for path in ("min", "max", "majorUnit") for value in values(axis, path)]
    assert ends == [low, high, step]


def test_the_first_category_of_lying_bars_stands_on_top_and_the_scale_below() -> None:
    chart = drawn(BARS)
    assert values(chart, "barDir") == ["bar"]
    assert values(chart.find(f".//{C}catAx"), "orientation") == ["maxMin"]
    assert values(chart.find(f".//{C}valAx"), "tickLblPos") == ["high"]


def test_a_legend_stands_only_where_there_is_a_choice_and_a_title_never() -> None:
    several, single = drawn(BARS), drawn(replace(BARS, series=(NOW,)))
    assert values(several, "legendPos") == ["b"] and values(single, "legendPos") == []
    for chart in (several, single):
        assert chart.find(f".//{C}title") is None
        assert values(chart, "autoTitleDeleted") == ["1"]


@pytest.mark.parametrize("chart", [BARS, COLUMNS])
def test_all_letters_are_of_one_family_and_the_language_is_vietnamese(chart: Chart) -> None:
    xml = chart_parts(chart, STAMP).xml.decode()
    assert set(re.findall(r'typeface="([^"]*)"', xml)) == {"Times New Roman"}
    assert set(re.findall(r'lang="([^"]*)"', xml)) | set(values(drawn(chart), "lang")) == {"vi-VN"}
    parts = [*drawn(chart).iter(f"{C}catAx"), *drawn(chart).iter(f"{C}valAx"), *drawn(chart).iter(f"{C}legend")]
    for part in (*parts, *drawn(chart).iter(f"{C}dLbls"), drawn(chart)):
        assert part.find(f"{C}txPr//{A}latin") is not None


def test_what_readers_take_for_granted_differently_is_said() -> None:
    chart = drawn(COLUMNS)
    assert values(chart, "roundedCorners") == ["0"] and values(chart, "overlay") == ["0"]
    assert values(chart, "dispBlanksAs") == ["gap"] and set(values(chart, "varyColors")) == {"0"}
    assert [values(axis, "delete") for axis in (*chart.iter(f"{C}catAx"), *chart.iter(f"{C}valAx"))] == [["0"], ["0"]]
    assert set(values(chart, "showSerName")) == set(values(chart, "showLegendKey")) == {"0"}


@pytest.mark.parametrize("chart", [BARS, COLUMNS])
def test_the_parts_of_a_chart_stand_in_the_order_of_its_schema(chart: Chart) -> None:
    order = ["lang", "roundedCorners", "chart", "spPr", "txPr", "externalData"]
    assert [child.tag.removeprefix(C) for child in drawn(chart)] == order
    bars = [child.tag.removeprefix(C) for child in drawn(chart).find(f".//{C}barChart")]
    places = ["barDir", "grouping", "varyColors", "ser", "gapWidth", "overlap", "axId"]
    assert all(places.index(a) <= places.index(b) for a, b in pairwise(bars))
    assert all(int(value or "") > 0 for value in values(drawn(chart), "axId"))


# --- the size --------------------------------------------------------------------------------


def of_length(count: int, name: str = "Thể chế") -> Chart:
    names = tuple(f"{n}. {name}" for n in range(1, count + 1))
    return Chart("", "bar", names, (Series("", (Fraction(1, 2),) * count),), "")


def test_a_chart_is_as_wide_as_the_text_and_as_high_as_its_bars_need() -> None:
    sizes = [measured(of_length(count)) for count in (1, 3, 14, 25)]
    assert all(size.width == 165 for size in sizes)
    assert all(low.height < high.height for low, high in pairwise(sizes))
    assert sizes[0].height < 25 and sizes[-1].height < 230
    assert measured(of_length(60)).height == 230


def test_long_names_get_lines_and_then_smaller_letters() -> None:
    short, long = measured(of_length(5)), measured(of_length(5, LONG_NAME))
    assert long.height > short.height and long.names == pytest.approx(0.45 * 165)
    assert (short.letters, long.letters) == (11, 11)
    assert 8 <= measured(of_length(25, LONG_NAME)).letters < 11


def test_a_chart_is_never_so_low_that_its_names_meet() -> None:
    crowded = of_length(25, LONG_NAME)
    assert measured(crowded, legible_mm(crowded)).letters == 9
    assert measured(crowded, legible_mm(crowded) - 1).letters == 8


def test_a_chart_without_categories_is_drawn_empty() -> None:
    for form in ("bar", "column"):
        ElementTree.fromstring(chart_parts(Chart("", form, (), (Series("", ()),), ""), STAMP).xml)  # type: ignore[arg-type]


# --- the file --------------------------------------------------------------------------------


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert chart_parts(COLUMNS, STAMP) == chart_parts(COLUMNS, STAMP)


def test_dirty_text_is_cleaned_and_stays_text() -> None:
    dirty = replace(BARS, categories=("=1+1", "R&D < 50%\x0b", "]]>"), series=(replace(NOW, name="=A1"),))
    parts = chart_parts(dirty, STAMP)
    (series,) = ElementTree.fromstring(parts.xml).iter(f"{C}ser")
    assert [v.text for v in series.find(f"{C}cat").iter(f"{C}v")] == ["=1+1", "R&D < 50%", "]]>"]
    sheet = openpyxl.load_workbook(BytesIO(parts.workbook))[DATA_SHEET]
    assert [sheet["A2"].data_type, sheet["B1"].data_type] == ["s", "s"]
    assert [sheet["A2"].value, sheet["B1"].value] == ["=1+1", "=A1"]


def test_a_workbook_gets_the_chart_and_its_numbers(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook() as book:
        page = book.add_worksheet("Tổng quan")
        below = insert_chart(book, page, BARS, 0, 0, data_row=2, data_column=8)
        assert insert_chart(book, page, COLUMNS, 20, 0, data_row=below + 1, data_column=8) == below + 5
    path.write_bytes(pack(book.parts))
    assert below == 6, "a heading and three rows"
    sheet = openpyxl.load_workbook(path)["Tổng quan"]
    assert [cell.value for cell in sheet["I"][3:6]] == ["I. Thể chế", "2.10", "III. Bộ máy"]
    assert [cell.value for cell in sheet["J"][2:6]] == ["Kỳ này", pytest.approx(17 / 62), None, 1]
    with zipfile.ZipFile(path) as parts:
        charts = [name for name in parts.namelist() if "charts/chart" in name]
        assert len(charts) == 2
        assert 'descr="Hai kỳ cạnh nhau"' in parts.read("xl/drawings/drawing1.xml").decode()
        xml = parts.read("xl/charts/chart1.xml").decode()
    assert "'Tổng quan'!$J$4:$J$6" in xml and "<a:t>27,4%</a:t>" in xml


def test_parts_are_what_xlsxwriter_packs_but_for_the_language_of_charts() -> None:
    def draw(book: xlsxwriter.Workbook) -> None:
        book.set_properties({"created": STAMP})
        page = book.add_worksheet("Tổng quan")
        page.write_string(0, 0, "=1+1 <a>")
        page.write_comment(0, 0, "Xem lại")
        insert_chart(book, page, BARS, 2, 0, data_row=2, data_column=8)

    packed = BytesIO()
    with Workbook() as ours, xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False}) as theirs:
        draw(ours)
        draw(theirs)
    chart, expected = "xl/charts/chart1.xml", unpack(packed.getvalue())
    assert list(ours.parts) == list(expected)
    assert [name for name in expected if ours.parts[name] != expected[name]] == [chart]
    assert ours.parts[chart] == expected[chart].replace(b'"en-US"', b'"vi-VN"')
