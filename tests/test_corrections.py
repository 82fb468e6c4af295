"""Two documents compared: exactly the figures that are not the same are told, with the cells behind them."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.corrections import ChangedFigure, changed_figures, corrections_json, lines
from pipeline.audit.told import Figure, read
from pipeline.audit.trace import trace
from pipeline.model import PipelineError
from tests.office import Office, one
from tests.registries import registry_of


def office() -> Office:
    """T.1: 3 of 4 and 2 of 6, so 5 of 10; T.2: 5 of 5. Both ask for all."""
    made = Office({"reporters": "VP; TCCB"}, one())
    made.send("VP", numerator=3, denominator=4).send("TCCB", numerator=2, denominator=6)
    return made.send("VP", task="T.2", numerator=5, denominator=5)


@pytest.fixture(scope="module")
def both() -> tuple[dict[str, Any], dict[str, Any]]:
    """Before and after the office VP sends again: 4 of 4."""
    made = office()
    return registry_of(made), registry_of(made.send("VP", numerator=4, denominator=4))


@pytest.fixture(scope="module")
def first(both: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return both[0]


@pytest.fixture(scope="module")
def corrected(both: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    return both[1]


def changes(old: dict[str, Any], new: dict[str, Any]) -> tuple[ChangedFigure, ...]:
    return changed_figures(read(old), read(new))


def printed(old: dict[str, Any], new: dict[str, Any]) -> str:
    return "\n".join(lines(read(old), read(new), changes(old, new)))


def exact(figure: Figure | None) -> str | None:
    return figure.exact if figure else None


def of(changed: ChangedFigure) -> tuple[str, str]:
    figure = changed.new or changed.old
    assert figure
    return figure.concept, figure.of


def first_figure(registry: dict[str, Any], concept: str) -> dict[str, Any]:
    found: dict[str, Any] = next(f for f in registry["figures"] if f["concept"] == concept)
    return found


def test_the_same_registry_has_no_changes(first: dict[str, Any]) -> None:
    assert changes(first, first) == ()
    assert printed(first, first) == (
        f"Không có số liệu nào khác nhau giữa hai văn bản ({len(first['figures'])} số liệu)."
    )


def test_one_changed_part_changes_what_depends_on_it_and_nothing_else(
    first: dict[str, Any], corrected: dict[str, Any]
) -> None:
    found = {of(c): (c.change, exact(c.old), exact(c.new)) for c in changes(first, corrected)}
    assert found == {
        ("value", "T.1.1"): ("value", "1/2", "3/5"),
        ("numerator", "T.1.1"): ("value", "5", "6"),
        ("part_value", "T.1.1#1"): ("value", "3/4", "1"),
        ("part_numerator", "T.1.1#1"): ("value", "3", "4"),
        ("task", "T.1"): ("value", "1/2", "3/5"),
        ("mean", "I"): ("value", "3/4", "4/5"),
    }
    (cell,) = trace(read(corrected), "4!C14").cells
    reached = {(f.concept, f.of) for f in (*cell.direct, *(fed.figure for fed in cell.fed))}
    assert set(found) <= reached, "what changed is what the trace says of the cell"


def test_the_cells_that_make_the_difference_are_told(first: dict[str, Any], corrected: dict[str, Any]) -> None:
    value = next(c for c in changes(first, corrected) if of(c) == ("value", "T.1.1"))
    told = [(c.old.raw, c.new.raw, c.new.file.number) for c in value.cells if c.old and c.new]
    assert told == [("3", "4", 4), ("4", "4", 4)], "the other unit's cells are the same"
    assert len(value.cells) == 2
    text = printed(first, corrected)
    assert text.startswith("Số liệu có giá trị thay đổi (6):")
    assert "Bản cũ: 50%; giá trị chính xác 5/10 = 50%" in text and "Bản mới: 60%; giá trị chính xác 6/10 = 60%" in text
    assert (
        "Tệp 1 (01-T.1-VP-2022-09.xlsx) thay bằng tệp 4 (04-T.1-VP-2022-09.xlsx), trang “Nhập liệu”: "
        "C14 “3” thành “4”; C15 “4”, không đổi"
    ) in text


def test_what_is_counted_anew_is_told_by_its_code(first: dict[str, Any]) -> None:
    """With 4 of 4 and 6 of 6 also T.1 is complete: 2 of 2, and no task is left undone."""
    done = registry_of(office().send("VP", numerator=4, denominator=4).send("TCCB", numerator=6, denominator=6))
    found = {of(c): c for c in changes(first, done)}
    complete = found["tasks_complete", "I"]
    assert (exact(complete.old), exact(complete.new)) == ("1", "2")
    assert complete.kind == "task" and complete.counted == ((), ("T.1",))
    undone = found["count", "nhiệm vụ đã đến hạn nhưng chưa hoàn thành của mục I"]
    assert undone.change == "gone" and undone.new is None
    text = printed(first, done)
    assert "Tính thêm nhiệm vụ: T.1" in text and "Số liệu chỉ có ở bản cũ (" in text


def test_two_files_sent_again_are_told_apart_by_the_figures_of_their_units() -> None:
    made = office()
    old = registry_of(made)
    new = registry_of(made.send("VP", numerator=4, denominator=4).send("TCCB", numerator=6, denominator=6))
    value = next(c for c in changes(old, new) if of(c) == ("numerator", "T.1.1"))
    assert [(c.old.raw, c.new.raw) for c in value.cells if c.old and c.new] == [("3", "4"), ("2", "6")]


def test_a_unit_does_not_take_the_place_of_another() -> None:
    old = registry_of(Office({"reporters": "VP; TCCB"}).send("VP", numerator=3, denominator=4))
    new = registry_of(Office({"reporters": "VP; TCCB"}).send("TCCB", numerator=2, denominator=6))
    value = next(c for c in changes(old, new) if of(c) == ("value", "T.1.1"))
    assert all(c.old is None or c.new is None for c in value.cells) and len(value.cells) == 4


def test_a_unit_that_reports_late_adds_its_figures() -> None:
    made = Office({"reporters": "VP; TCCB"}).send("VP", numerator=3, denominator=4)
    old = registry_of(made)
    new = registry_of(made.send("TCCB", numerator=2, denominator=6))
    found = changes(old, new)
    value = next(c for c in found if of(c) == ("numerator", "T.1.1"))
    assert (exact(value.old), exact(value.new)) == ("3", "5")
    assert [(c.old, c.new and c.new.raw) for c in value.cells] == [(None, "2")]
    added = {of(c) for c in found if c.change == "new"}
    assert ("part_numerator", "T.1.1#2") in added
    assert "Thêm tệp 2 (02-T.1-TCCB-2022-09.xlsx), trang “Nhập liệu”: C14 “2”" in printed(old, new)
    assert "Bớt tệp 2 (02-T.1-TCCB-2022-09.xlsx)" in printed(new, old)


def test_ids_and_places_may_differ(first: dict[str, Any]) -> None:
    moved = deepcopy(first)
    moved["figures"].reverse()
    moved["sources"].append(moved["sources"][0])
    for figure in moved["figures"]:
        figure["id"] = f"S{1000 - int(figure['id'][1:])}"
        figure["places"] = figure["places"][:1]
        if figure["sources"] and figure["sources"][0] == 0:
            figure["sources"][0] = len(moved["sources"]) - 1
    assert changes(first, moved) == ()


def test_figures_of_one_name_are_matched_in_their_order(first: dict[str, Any]) -> None:
    double = deepcopy(first)
    twice = first_figure(double, "numerator")
    double["figures"].append({**twice, "id": "S900", "exact": "8"})
    changed = deepcopy(double)
    changed["figures"][-1]["exact"] = "9"
    (found,) = changes(double, changed)
    assert (found.change, exact(found.old), exact(found.new)) == ("value", "8", "9")
    (found,) = changes(first, double)
    assert found.change == "new" and found.new and found.new.id == "S900"


def test_the_same_value_shown_otherwise_is_told(first: dict[str, Any]) -> None:
    """At one of its three places only; a zero in front is the way of writing, not another figure."""
    shown = deepcopy(first)
    first_figure(shown, "value")["places"][1]["shown"] = "55%"
    (found,) = changes(first, shown)
    assert found.change == "shown" and of(found) == ("value", "T.1.1")
    text = printed(first, shown)
    assert "Số liệu giữ nguyên giá trị, cách ghi khác (1):" in text and "Bản mới: 50% hoặc 55%" in text
    zero = deepcopy(first)
    counted = first_figure(zero, "count")
    counted["shown"] = counted["shown"].lstrip("0")
    assert changes(first, zero) == ()


def test_equal_values_written_otherwise_are_equal(first: dict[str, Any]) -> None:
    same = deepcopy(first)
    first_figure(same, "value")["exact"] = "5/10"
    assert changes(first, same) == ()


def test_other_periods_plans_and_documents_are_said_first(first: dict[str, Any]) -> None:
    made = office()
    other = registry_of(made, "2022-08", date(2022, 8, 14))
    other["plan"] = {"file": "khac.xlsx", "sha256": "0" * 64}
    told = printed(first, other).splitlines()
    assert told[0] == "Hai văn bản thuộc hai kỳ khác nhau: 2022-09 và 2022-08."
    assert told[1] == "Số liệu tính đến hai ngày khác nhau: 15/01/2023 và 14/08/2022."
    assert told[2].startswith("Hai văn bản lập theo hai tệp kế hoạch khác nhau: ke-hoach.xlsx (SHA-256 ")
    letter = {**first, "document": "don-doc-2022-09"}
    assert printed(first, letter).startswith("Hai văn bản không cùng loại: bao-cao-2022-09 và don-doc-2022-09.")


def test_the_comparison_as_json(first: dict[str, Any], corrected: dict[str, Any]) -> None:
    old, new = read(first), read(corrected)
    told = json.loads(json.dumps(corrections_json(old, new, changed_figures(old, new)), ensure_ascii=False))
    assert told["differences"] == [] and len(told["figures"]) == 6
    part = next(f for f in told["figures"] if f["name"] == "T.1.1 Chỉ tiêu 1: VP, số đạt được")
    assert (part["change"], part["old"]["exact"], part["new"]["exact"]) == ("value", "3", "4")
    assert [(s["old"]["number"], s["old"]["raw"], s["new"]["number"], s["new"]["raw"]) for s in part["sources"]] == [
        (1, "3", 4, "4"),
    ]  # fmt: skip


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 6), st.integers(0, 6))
def test_going_back_tells_the_same_figures(before: int, after: int) -> None:
    old, new = (
        registry_of(office().send("TCCB", numerator=part, denominator=6)) for part in (before, after)
    )  # fmt: skip
    there, back = changes(old, new), changes(new, old)
    assert sorted(of(c) for c in there) == sorted(of(c) for c in back)
    assert bool(there) == (before != after)


def test_a_registry_that_was_tampered_with_is_refused(first: dict[str, Any]) -> None:
    with pytest.raises(PipelineError, match="không đọc được"):
        changes(first, {**first, "figures": [{"id": "S1"}]})


def test_many_cells_are_compared_in_one_go(first: dict[str, Any]) -> None:
    old = deepcopy(first)
    source = old["sources"][0]
    old["sources"] = [{**source, "cell": f"A{n}"} for n in range(1, 50_001)]
    for figure in old["figures"]:
        figure["sources"] = []
    new = deepcopy(old)
    for registry, exact_value in ((old, "5"), (new, "6")):
        numerator = first_figure(registry, "numerator")
        numerator |= {"sources": list(range(50_000)), "exact": exact_value}
    for told in new["sources"]:
        told["sha256"] = "1" * 64
    (found,) = changes(old, new)
    assert len(found.cells) == 50_000 and all(c.old and c.new and c.old.cell == c.new.cell for c in found.cells)
