"""The auditor's question both ways: a figure answers with its cells, a cell with its figures."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.told import Told, read
from pipeline.audit.trace import Traced, lines, trace, trace_json
from pipeline.model import PipelineError
from tests.drawing import fill, rule
from tests.office import Office, one
from tests.registries import registry_of

INPUT = "Nhập liệu"


@pytest.fixture(scope="module")
def ratio() -> dict[str, Any]:
    """T.1: 3 of 4 and 2 of 6, so 5 of 10; T.2: 5 of 5. Both ask for all."""
    office = Office({"reporters": "VP; TCCB"}, one())
    office.send("VP", numerator=3, denominator=4).send("TCCB", numerator=2, denominator=6)
    return registry_of(office.send("VP", task="T.2", numerator=5, denominator=5))


def asked(registry: dict[str, Any], question: str) -> Traced:
    return trace(read(registry), question)


def only(told: Told, concept: str, of: str) -> str:
    """The id of a figure."""
    (found,) = (f.id for f in told.figures if (f.concept, f.of) == (concept, of))
    return found


def cells_of(traced: Traced) -> list[tuple[int | None, str, str]]:
    """Number of the file, cell, what stood there: of the one figure asked for."""
    (one_figure,) = traced.figures
    return [(c.file.number, c.cell, c.raw) for c in one_figure.figure.cells]


def concepts(figures: Any) -> set[tuple[str, str]]:
    return {(f.concept, f.of) for f in figures}


def said(registry: dict[str, Any], question: str) -> str:
    return "\n".join(lines(asked(registry, question)))


def refused(registry: dict[str, Any], question: str) -> str:
    with pytest.raises(PipelineError) as refusal:
        asked(registry, question)
    return str(refusal.value)


# --- a figure ---------------------------------------------------------------------------------------


def test_a_share_answers_with_the_cells_of_both_units(ratio: dict[str, Any]) -> None:
    told = read(ratio)
    value = asked(ratio, only(told, "value", "T.1.1"))
    assert cells_of(value) == [(1, "C14", "3"), (1, "C15", "4"), (2, "C14", "2"), (2, "C15", "6")]
    assert value.figures[0].fraction == (5, 10), "before it is cut down to a half"
    assert cells_of(asked(ratio, only(told, "numerator", "T.1.1"))) == [(1, "C14", "3"), (2, "C14", "2")]
    assert cells_of(asked(ratio, only(told, "part_value", "T.1.1#2"))) == [(2, "C14", "2"), (2, "C15", "6")]


def test_what_is_printed_of_a_share(ratio: dict[str, Any]) -> None:
    told = read(ratio)
    text = said(ratio, only(told, "part_value", "T.1.1#2"))
    assert "T.1.1 Chỉ tiêu 1: TCCB, kết quả" in text
    assert "“33,3%” tại 1 chỗ (dấu trang S" in text
    assert "Giá trị chính xác: 2/6 ≈ 33,333333%." in text
    assert "Kỳ 2022-09 (15/08/2022 - 14/09/2022); ngày số liệu: 14/09/2022" in text
    assert f"Tệp 2 (02-T.1-TCCB-2022-09.xlsx), SHA-256 {told.inputs[1].sha256}:" in text
    assert f"trang “{INPUT}”: C14 “2”; C15 “6”" in text
    assert "5/10 = 50%" in said(ratio, only(told, "value", "T.1.1"))


@pytest.mark.parametrize("form", [str, str.lower, "{}_6".format, " {} ".format])
def test_id_and_bookmark_ask_for_the_same_figure(ratio: dict[str, Any], form: Any) -> None:
    told = read(ratio)
    value = next(f for f in told.figures if f.places[0].anchor.endswith("_6"))
    assert [f.figure.id for f in asked(ratio, form(value.id)).figures] == [value.id]


def test_a_code_asks_for_all_its_figures(ratio: dict[str, Any]) -> None:
    of_measure = {f.figure.name.split(":")[0] for f in asked(ratio, "t.1.1").figures}
    assert of_measure == {"T.1.1 Chỉ tiêu 1"}
    of_task = concepts(f.figure for f in asked(ratio, "T.1").figures)
    assert ("task", "T.1") in of_task and ("value", "T.1.1") in of_task and ("value", "T.2.1") not in of_task
    of_section = concepts(f.figure for f in asked(ratio, "I").figures)
    assert {("mean", "I"), ("tasks", "I"), ("count", "nhiệm vụ của mục I")} <= of_section
    assert ("task", "T.1") not in of_section
    of_one = concepts(f.figure for f in asked(ratio, "T.1.1#1").figures)
    parts = ("part_value", "part_numerator", "part_denominator")
    assert of_one == {("target", "T.1.1#1"), *((part, "T.1.1#1") for part in parts)}


def test_a_count_of_tasks_leads_down_to_cells_step_by_step(ratio: dict[str, Any]) -> None:
    """Complete is T.2 alone, whose measure has 5 of 5."""
    told = read(ratio)
    count = asked(ratio, only(told, "tasks_complete", "I")).figures[0]
    assert [(c.kind, c.code, [f.of for f in c.figures]) for c in count.counted] == [("task", "T.2", ["T.2"])]
    task = asked(ratio, count.counted[0].figures[0].id).figures[0]
    assert [(c.kind, c.code) for c in task.counted] == [("measure", "T.2.1")]
    value = next(f for f in task.counted[0].figures if f.concept == "value")
    assert cells_of(asked(ratio, value.id)) == [(3, "C14", "5"), (3, "C15", "5")]
    assert f"Tính từ nhiệm vụ: T.2 ({count.counted[0].figures[0].id})." in said(ratio, count.figure.id)


def test_a_share_of_tasks_is_made_of_what_its_count_is_made_of(ratio: dict[str, Any]) -> None:
    share = asked(ratio, only(read(ratio), "share", "nhiệm vụ đã hoàn thành của mục I")).figures[0]
    assert share.figure.exact == "1/2" and [c.code for c in share.counted] == ["T.2"]


def test_a_task_that_the_document_is_silent_about_leads_to_its_measures(ratio: dict[str, Any]) -> None:
    silent = deepcopy(ratio)
    silent["figures"] = [f for f in silent["figures"] if f["concept"] != "task"]
    count = asked(silent, only(read(silent), "tasks_complete", "I")).figures[0]
    assert {f.measure for f in count.counted[0].figures} == {"T.2.1"}


def test_a_sum_of_money_is_told_in_dong_and_by_project() -> None:
    office = Office(one(kind="giải ngân", target="90%"))
    projects = [["Nhà kho", 2_000_000_000, 1_500_000_000], ["Hội trường", 1_000_000_000, 500_000_000]]
    registry = registry_of(office.send(rows=projects, decision="12/QĐ-UBND"))
    told = read(registry)
    paid = asked(registry, only(told, "numerator", "T.1.1"))
    assert cells_of(paid) == [(1, "D17", "1500000000"), (1, "D18", "500000000")]
    text = said(registry, paid.figures[0].figure.id)
    assert "Giá trị chính xác: 2.000.000.000 đồng." in text
    assert "D17 “1500000000”, đọc là 1.500.000.000; D18" in text
    hall = asked(registry, only(told, "part_value", "T.1.1#2"))
    assert [cell for _, cell, _ in cells_of(hall)] == ["B18", "C18", "D18"]
    text = said(registry, only(told, "value", "T.1.1"))
    assert "2.000.000.000/3.000.000.000 ≈ 66,666667%" in text and "biểu đồ 1 (chuỗi 1, điểm 1)" in text


def test_what_was_carried_over_names_the_earlier_file() -> None:
    office = Office(one(kind="giải ngân", target="90%", uom="đồng"))
    office.send(period="2022-08", rows=[["Nhà kho", 5_000_000_000, 3_000_000_000]], decision="12/QĐ-UBND")
    data = fill(
        office.issue("T.1", "VP", "2022-09"),
        in_as_of=date(2022, 9, 14), in_reporter="Lê Văn An", in_phone="0258 1",
        rows_T_1_1=[["Nhà kho", 5_000_000_000, 4_000_000_000]],
    )  # fmt: skip
    registry = registry_of(office.take(data, "sau.xlsx"))
    assert [s["cell"] for s in registry["sources"] if s.get("carried_from")], "the name and the money given"
    text = said(registry, only(read(registry), "value", "T.1.1"))
    assert "(mang sang từ tệp 1 (01-T.1-VP-2022-08.xlsx))" in text


def test_a_file_whose_values_went_on_in_a_later_one_says_so() -> None:
    office = Office(one()).send(period="2022-08", numerator=40, denominator=60, reporter="Lê Văn An", phone="0258 1")
    registry = registry_of(office.take(fill(office.issue("T.1", "VP", "2022-09"), in_unchanged="Có"), "sau.xlsx"))
    text = said(registry, only(read(registry), "numerator", "T.1.1"))
    assert "“40” (mang sang từ tệp 1 (01-T.1-VP-2022-08.xlsx))" in text
    assert "Số liệu của tệp 1 (01-T.1-VP-2022-08.xlsx) đã được mang sang tệp 2" in refused(registry, "1!C14")


def test_a_number_typed_as_text_says_how_it_was_read() -> None:
    registry = registry_of(Office(one()).send(numerator="38", denominator="1.250"))
    assert "C15 “1.250”, đọc là 1.250" not in (text := said(registry, "1!C15")), "what was read as it stands"
    assert "ô C15 “1.250”" in text and "Số được gõ dạng chữ" in text


def test_days_late_come_from_the_register() -> None:
    registry = registry_of(Office(one()).send(period="2022-07", numerator=1, denominator=2))
    late = next(f["id"] for f in registry["figures"] if f["concept"] == "days_late")
    assert "sổ tiếp nhận của tệp 1 (01-T.1-VP-2022-07.xlsx), SHA-256 " in said(registry, late)


# --- a cell -----------------------------------------------------------------------------------------


def test_a_cell_answers_with_its_figures_and_with_what_is_reckoned_from_them(ratio: dict[str, Any]) -> None:
    (cell,) = asked(ratio, f"1!{INPUT}!C14").cells
    assert concepts(cell.direct) == {
        ("value", "T.1.1"), ("numerator", "T.1.1"), ("part_numerator", "T.1.1#1"), ("part_value", "T.1.1#1"),
    }  # fmt: skip
    assert concepts(f.figure for f in cell.fed) == {
        ("task", "T.1"), ("mean", "I"), ("tasks", "I"), ("count", "nhiệm vụ của mục I"),
        ("count", "nhiệm vụ đã đến hạn nhưng chưa hoàn thành của mục I"),
        ("share", "nhiệm vụ đã đến hạn nhưng chưa hoàn thành của mục I"),
    }  # fmt: skip
    order = [int(f.figure.id[1:]) for f in cell.fed]
    assert order == sorted(order), "as they are read"
    assert "Mức hoàn thành nhiệm vụ: T.1: 50% (qua chỉ tiêu T.1.1)" in said(ratio, "1!C14")


def test_a_target_of_the_plan_is_in_what_is_judged_by_it(ratio: dict[str, Any]) -> None:
    target = next(s for s in ratio["sources"] if s["file"] == "ke-hoach.xlsx")
    (cell,) = asked(ratio, f"kế hoạch!{target['sheet']}!{target['cell']}").cells
    assert concepts(cell.direct) == {("target", "T.1.1#1")}
    assert ("task", "T.1") in concepts(f.figure for f in cell.fed)
    assert not {"value", "numerator"} & {f.figure.concept for f in cell.fed}, "a result is none of the target's"
    assert said(ratio, f"ke-hoach.xlsx!{target['cell']}").count("Tệp kế hoạch (ke-hoach.xlsx)") == 1


def test_the_target_makes_a_result_that_counts_units_by_it() -> None:
    office = Office({"reporters": "từng đơn vị chủ trì", "target": "90%"}, one())
    office.send("VP", numerator=3, denominator=4).send("TCCB", numerator=6, denominator=6)
    registry = registry_of(office.send("CCHC", numerator=9, denominator=10))
    told = read(registry)
    assert asked(registry, only(told, "value", "T.1.1")).figures[0].figure.exact == "2/3"
    target = asked(registry, only(told, "target", "T.1.1#1")).figures[0].figure.cells[0]
    (cell,) = asked(registry, f"kế hoạch!{target.cell}").cells
    assert {("value", "T.1.1"), ("numerator", "T.1.1")} <= concepts(f.figure for f in cell.fed)
    assert not {f.figure.measure for f in cell.fed} & {"T.2.1"}


def test_a_count_of_targets_holds_those_of_the_measure(ratio: dict[str, Any]) -> None:
    """The outlook counts targets, the appendix of sources the tasks of a file of several."""
    more = deepcopy(ratio)
    count = next(f for f in more["figures"] if f["concept"] == "count")
    more["figures"] += [
        {**count, "id": "S901", "of": "mục tiêu chưa đạt", "counted": ["T.1.1#1", "T.2.1#1"]},
        {**count, "id": "S902", "of": "nhiệm vụ trong tệp 1", "counted": ["T.1"]},
    ]
    (typed,) = asked(more, "3!C14").cells
    assert [f.through for f in typed.fed if f.figure.id == "S901"] == [("T.2.1#1",)]
    plan = {f["of"]: ratio["sources"][f["sources"][0]]["cell"] for f in ratio["figures"] if f["concept"] == "target"}
    (target,) = asked(more, f"kế hoạch!{plan['T.1.1#1']}").cells
    assert [f.through for f in target.fed if f.figure.id == "S901"] == [("T.1.1#1",)]
    (other,) = asked(more, "1!C14").cells
    assert "S902" not in {f.figure.id for f in other.fed}, "the file holds the task whatever its cells say"
    on = asked(more, "S901").figures[0].counted[1]
    assert on.kind == "target" and ("value", "T.2.1") in concepts(on.figures)


def test_a_cell_is_in_the_points_of_its_criterion_and_in_their_sum() -> None:
    steps = {"method": "bậc thang", "steps": "> 90%: 2; ≥ 70%: 1; còn lại: 0"}
    rules = (rule(code="1", measure="T.1.1", **steps), rule(code="2", measure="T.2.1", **steps))
    office = Office(one(), one(), rules=rules)
    office.send(period="2022-09", numerator=75, denominator=100)
    registry = registry_of(office.send(period="2022-09", task="T.2", numerator=95, denominator=100), "2022-Q3")
    (cell,) = asked(registry, "1!C14").cells
    through = {(f.figure.concept, f.figure.of): (f.kind, f.through) for f in cell.fed}
    assert through["points", "1"] == ("measure", ("T.1.1",)) and ("points", "2") not in through
    assert through["points_sum", ""] == ("criterion", ("1",))
    points = asked(registry, only(read(registry), "points_sum", "")).figures[0]
    assert [(c.code, [f.concept for f in c.figures]) for c in points.counted] == [("1", ["points"]), ("2", ["points"])]
    assert "trang “Thang điểm”: dòng “1”" in said(registry, only(read(registry), "points", "1"))


@pytest.mark.parametrize(
    "question",
    ["1!C14", "tệp 1!C14", "Tệp số 1!$C$14", "01-T.1-VP-2022-09.xlsx!C14", "T.1-VP-2022-09!c14", "HASH!C14",
     "1!nhập liệu!C14", "1!NHẬP LIỆU!$C$14", "1!'Nhập liệu'!C14", " 1 ! Nhập liệu ! C14 ", "1!B14:C14"],
)  # fmt: skip
def test_the_ways_of_asking_for_a_cell(ratio: dict[str, Any], question: str) -> None:
    told = read(ratio)
    (cell,) = trace(told, question.replace("HASH", told.inputs[0].sha256[:8])).cells
    assert (cell.cell.file.number, cell.cell.cell, cell.cell.raw) == (1, "C14", "3")


def test_cells_of_a_list_answer_by_the_range_they_lie_in() -> None:
    rows = [["05/KH-SNV", date(2022, 7, 1), "Kế hoạch"], ["06/KH-SNV", date(2022, 8, 1), "Kế hoạch"]]
    registry = registry_of(Office(one(kind="văn bản", target="2", uom="văn bản")).send(rows=rows))
    assert "C16 “44774”, đọc là 01/08/2022" in said(registry, "T.1.1")
    (cell,) = asked(registry, "1!B16").cells
    assert concepts(cell.direct) == {("value", "T.1.1")}
    registry["sources"][0] |= {"cell": "A8:D2007"}
    for ref, inside in (("A8", True), ("D2007", True), ("B100", True), ("E8", False), ("A7", False), ("A2008", False)):
        if inside:
            assert asked(registry, f"1!{ref}").cells[0].cell.cell == "A8:D2007"
        else:
            refused(registry, f"1!{ref}")


def test_what_is_not_found_says_what_can_be_asked(ratio: dict[str, Any]) -> None:
    for question in ("S999", "S1_999", "", "T.9.9"):
        assert "Có thể tra theo mã số liệu (S12)" in refused(ratio, question)
    assert "không dùng tệp nào ứng với “99”" in refused(ratio, "99!C14")
    assert "không phải địa chỉ ô" in refused(ratio, f"1!{INPUT}")
    assert f"các ô nguồn gồm: trang “{INPUT}” C14:C15." in refused(ratio, "1!C99")
    several = refused(ratio, "2022-09.xlsx!C14")
    assert "tệp 1 (01-T.1-VP-2022-09.xlsx), tệp 2 (02-T.1-TCCB-2022-09.xlsx) và tệp 3" in several
    office = Office(one()).send(numerator=9, denominator=4)
    assert "trạng thái: chưa hợp lệ" in refused(registry_of(office), "1!C14")


def test_two_copies_of_one_file_are_one_file(ratio: dict[str, Any]) -> None:
    copied = deepcopy(ratio)
    copied["inputs"].append({**copied["inputs"][0], "order": 4, "state": "duplicate"})
    assert asked(copied, "01-T.1-VP-2022-09.xlsx!C14").cells[0].cell.file.number == 1
    assert asked(copied, "4!C14").cells[0].cell.file.number == 1


# --- every cell and every figure --------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9)), min_size=1, max_size=3), st.booleans())
def test_every_source_has_its_figures_and_every_result_its_cells(parts: list[tuple[int, int]], listed: bool) -> None:
    office = Office({"reporters": "VP; TCCB; CCHC"}, one(kind="văn bản", target="2"))
    for unit, (part, rest) in zip(("VP", "TCCB", "CCHC"), parts, strict=False):
        office.send(unit, numerator=part, denominator=part + rest)
    if listed:
        office.send(task="T.2", rows=[["05/KH-SNV", date(2022, 9, 1), "Kế hoạch"]])
    told = read(registry_of(office))
    for source in told.sources:
        where = "kế hoạch" if source.file.number is None else source.file.number
        (cell,) = trace(told, f"{where}!{source.sheet}!{source.cell}").cells
        assert cell.direct and cell.cell is source
    used = {(s.file.number, s.cell) for s in told.sources}
    for position, submission in enumerate(office.submissions(), 1):
        for fact in submission.facts if submission.accepted else ():
            if fact.measure and fact.field in ("numerator", "denominator", "number"):
                assert (position, fact.source.cell) in used
    for figure in told.figures:
        if figure.measure:
            assert figure.cells
            for cell in figure.cells:
                assert any(t.cell is cell and figure in t.direct for t in trace(told, _question(cell)).cells)


def _question(cell: Any) -> str:
    return f"{cell.file.sha256}!{cell.sheet}!{cell.cell}"


# --- for machines, and what was tampered with --------------------------------------------------------


def test_the_answer_as_json_names_figures_and_cells(ratio: dict[str, Any]) -> None:
    value = only(read(ratio), "value", "T.1.1")
    told = json.loads(json.dumps(trace_json(asked(ratio, value)), ensure_ascii=False))
    assert [(s["number"], s["cell"], s["raw"]) for s in told["figures"][0]["sources"]][:2] == [
        (1, "C14", "3"), (1, "C15", "4"),
    ]  # fmt: skip
    told = json.loads(json.dumps(trace_json(asked(ratio, "1!C14"))))
    assert value in told["cells"][0]["direct"] and told["cells"][0]["fed"][0]["through"] == ["T.1"]


ODD = [None, True, -1, 10**30, 1.5, "", "x", "\ud800", [], [[]], {}, {"x": 1}]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a JSON value; of a list its first entry alone."""
    found = [path]
    inside = value.items() if isinstance(value, dict) else list(enumerate(value))[:1] if isinstance(value, list) else ()
    for key, own in inside:
        found += _places(own, (*path, key))
    return found


def test_whatever_was_done_to_a_registry_ends_in_an_answer_or_a_sentence(ratio: dict[str, Any]) -> None:
    small = {**ratio, "apart": []}
    number = next(n for n, f in enumerate(small["figures"]) if f["concept"] == "value")
    small["figures"] = [small["figures"][number], *small["figures"]]
    for path in _places(small):
        for odd in (*ODD, "gone"):
            broken: Any = deepcopy(small)
            if not path:
                broken = odd
            else:
                holder = broken
                for key in path[:-1]:
                    holder = holder[key]
                if odd == "gone":
                    del holder[path[-1]]
                else:
                    holder[path[-1]] = odd
            for question in ("T.1.1", "I", "1!C14", "kế hoạch!A1", "ke-hoach.xlsx!G5"):
                try:
                    "\n".join(lines(asked(broken, question))).encode()
                except PipelineError as error:
                    str(error).encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [(("figures", 0, "sources"), [10**6]), (("figures", 0, "sources"), [True]), (("figures", 0, "exact"), 5),
     (("figures", 0, "places"), [{"shown": "1"}]), (("sources",), {}), (("inputs", 0, "file"), None)],
)  # fmt: skip
def test_a_registry_that_does_not_hold_is_refused_in_one_sentence(
    ratio: dict[str, Any], path: tuple[Any, ...], value: Any
) -> None:
    broken = deepcopy(ratio)
    holder: Any = broken
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = value
    with pytest.raises(PipelineError, match=r"^Sổ số liệu của tệp này không đọc được \(mục "):
        read(broken)
    with pytest.raises(PipelineError, match="phiên bản khác"):
        read({**ratio, "schema": 2})


def test_words_of_a_registry_cannot_pretend_to_be_other_lines(ratio: dict[str, Any]) -> None:
    broken = deepcopy(ratio)
    broken["figures"][0] |= {"id": "S0", "name": "Một\n  Nguồn: đủ\x1b[2J"}
    told = lines(asked(broken, "S0"))
    assert [line for line in told if "Nguồn: đủ" in line] == ["S0. Một Nguồn: đủ[2J"]
    assert all("\n" not in line and "\x1b" not in line for line in told)


def test_a_hundred_thousand_sources_are_read_and_asked_for(ratio: dict[str, Any]) -> None:
    many = deepcopy(ratio)
    one_more = many["sources"][0]
    many["sources"] += [{**one_more, "cell": f"{'AB'[n % 2]}{n + 20}"} for n in range(100_000)]
    many["figures"][0]["sources"] = list(range(len(many["sources"])))
    told = read(many)
    assert len(lines(trace(told, "S1"))) < 100
    assert len(trace(told, "1!A20").cells) == 1
    with pytest.raises(PipelineError, match="các ô nguồn gồm"):
        trace(told, "1!Z1")
