"""A form that is like one before is not looked through again, and read as if it came alone, whatever was done to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import UNCHANGED
from pipeline.intake.facts import FactReader
from pipeline.kept import forget_all
from pipeline.layout import FORMER_MARK, title_of, unit_words
from pipeline.reading.both import Read, read_both
from tests.amount import some
from tests.drawing import open_workbook, put, received, save, small_plan, template, type_in
from tests.office import Office
from tests.test_repairs import KINDS, STATUS, desk_of, sheet_of

Change = Callable[[Workbook], object]
ELSEWHERE = "hồ sơ"  # of all kinds the one whose list has a sheet of its own


@lru_cache(maxsize=len(KINDS))
def office(kind: str) -> Office:
    return desk_of(kind)


@lru_cache(maxsize=len(KINDS))
def blank(kind: str) -> bytes:
    """A template as an office program saves it."""
    return save(open_workbook(template(office(kind).plan, "T.1", "VP")))


def form(kind: str, change: Change = lambda book: None, **typed: Any) -> bytes:
    book = open_workbook(blank(kind))
    type_in(book, {**KINDS[kind][1], **STATUS, **typed})
    change(book)
    return save(book)


@lru_cache(maxsize=len(KINDS))
def usual(kind: str) -> bytes:
    """A form with all of its inputs typed."""
    return form(kind)


def read(data: bytes, kind: str) -> Read:
    return read_both(received(data), office(kind).plan)


def alone(data: bytes, kind: str) -> Read:
    forget_all()
    return read(data, kind)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The units whose forms were looked through."""
    told: list[str] = []
    look = FactReader.look_through

    def noted(reader: FactReader) -> None:
        told.append(reader.unit.code)
        look(reader)

    monkeypatch.setattr(FactReader, "look_through", noted)
    return told


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != ELSEWHERE])
def test_forms_that_differ_in_what_was_typed_are_looked_through_once(kind: str, looked: list[str]) -> None:
    others = [
        save(open_workbook(blank(kind))),
        form(kind),
        form(kind, in_result="Việc khác", in_as_of=date(2022, 9, 8)),
    ]
    expected = [alone(data, kind) for data in others]
    assert looked == ["VP"] * 3
    looked.clear()
    forget_all()
    assert [read(data, kind) for data in others] == expected
    assert looked == ["VP"]


def test_forms_of_units_that_are_asked_the_same_are_alike_but_for_their_name(looked: list[str]) -> None:
    units = ("TCCB", "CCHC")
    forms = [received(save(open_workbook(template(small_plan(), "I.1", unit)))) for unit in units]
    mistaken = open_workbook(template(small_plan(), "I.1", "CCHC"))
    face = unit_words(small_plan().units["CCHC"])
    next(c for row in sheet_of(mistaken).iter_rows() for c in row if c.value == face).value = "P. TCCB"
    forget_all()
    reads = [read_both(file, small_plan()) for file in (*forms, received(save(mistaken)))]
    assert looked == ["TCCB", "CCHC"]  # the second of them for the name on its face alone
    said = [[f.code for f in read.parts[0].findings if f.code.startswith("FORM_")] for read in reads]
    assert [read.parts[0].unit for read in reads] == ["TCCB", "CCHC", "CCHC"] and said == [[], [], ["FORM_FACE"]]


def test_what_is_typed_where_the_rules_were_lost_before_is_said() -> None:
    def without(**typed: Any) -> bytes:
        book = open_workbook(blank("số lượng"))
        sheet_of(book).data_validations.dataValidation.clear()
        type_in(book, typed)
        return save(book)

    (former,), (later,) = (read(data, "số lượng").parts for data in (without(), without(in_T_1_1_count=7)))
    assert "FORM_RULES_LOST" not in [f.code for f in former.findings]
    assert "FORM_RULES_LOST" in [f.code for f in later.findings]


def test_an_input_as_wide_as_its_sheet_costs_no_more_than_others(looked: list[str]) -> None:
    def widen(book: Workbook) -> None:
        name = book.defined_names["in_T_1_1_count"]
        name.attr_text = name.attr_text.replace("$C$14", "$C$14:$XFD$1048576")

    wide = form("số lượng", widen)
    assert read(wide, "số lượng") == read(wide, "số lượng")  # in no time, where every cell of it is not asked for
    assert looked == ["VP"] * 2


def test_a_list_on_a_sheet_of_its_own_is_looked_for_each_time(looked: list[str]) -> None:
    for _ in range(2):
        read(form(ELSEWHERE), ELSEWHERE)
    assert looked == ["VP", "VP"]


# --- whatever was done to them ----------------------------------------------------------------------------


def hide_row(sheet: Worksheet, row: int, _: int) -> None:
    sheet.row_dimensions[row].hidden = True


def merge(sheet: Worksheet, row: int, column: int) -> None:
    sheet.merge_cells(start_row=row, end_row=row + 1, start_column=column, end_column=column + 1)


def unlock(sheet: Worksheet, *_: int) -> None:
    sheet.protection.sheet = False


def drop_rules(sheet: Worksheet, row: int, _: int) -> None:
    del sheet.data_validations.dataValidation[row % 3 :]


def hide(sheet: Worksheet, *_: int) -> None:
    sheet.sheet_state = "hidden"


def copied(sheet: Worksheet, row: int, column: int) -> None:
    book = sheet.parent
    assert book is not None
    book.create_sheet("Bản sao").cell(min(row, 10), column, sheet["A2"].value)


def entitle_the_guide(sheet: Worksheet, *_: int) -> None:
    book = sheet.parent
    assert book is not None
    book["Hướng dẫn"]["A2"].value = sheet["A2"].value


def lose_a_name(sheet: Worksheet, row: int, _: int) -> None:
    book = sheet.parent
    assert book is not None
    names = sorted(name for name in book.defined_names if name.startswith(("in_", "rows_")))
    del book.defined_names[names[row % len(names)]]


def lead_elsewhere(sheet: Worksheet, row: int, column: int) -> None:
    book = sheet.parent
    assert book is not None
    names = sorted(name for name in book.defined_names if name.startswith(("in_", "rows_")))
    name = names[column % len(names)]
    book.defined_names[name].attr_text = f"'{sheet.title}'!$C${row}"


TITLE = title_of(desk_of("tỷ lệ").plan.tasks["T.1"])
WORDS = [
    "x", "Có", "12", "Số lượng", "Nội dung", "Không hài lòng", UNCHANGED.label, f"{FORMER_MARK}: 5", TITLE, "B¸o c¸o",
]  # fmt: skip
WORKS = [hide_row, merge, unlock, drop_rules, hide, copied, entitle_the_guide, lose_a_name, lead_elsewhere]
typed = st.one_of(st.none(), st.integers(0, 99), st.sampled_from(WORDS), st.just(date(2022, 9, 2)), st.just("=1+1"))
places = st.tuples(st.integers(1, 45), st.integers(1, 7))


def check_in_turn(kind: str, change: Change) -> None:
    """Forms that come one after the other, filled and blank, changed and not, are each read as if alone."""
    empty = open_workbook(blank(kind))
    change(empty)
    in_turn = [usual(kind), save(empty), form(kind, change), usual(kind)]
    expected = [alone(data, kind) for data in in_turn]
    forget_all()
    assert [read(data, kind) for data in in_turn] == expected


@pytest.mark.parametrize("work", WORKS)
def test_what_is_done_around_the_inputs_is_seen_in_each_form(work: Callable[[Worksheet, int, int], None]) -> None:
    check_in_turn("số lượng", lambda book: work(sheet_of(book), 14, 3))


@settings(max_examples=some(60), deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))  # slow to shrink
@given(
    st.sampled_from(sorted(KINDS)), st.lists(st.tuples(places, typed), max_size=3),
    st.lists(st.tuples(st.sampled_from(WORKS), places), max_size=1),
)  # fmt: skip
def test_whatever_is_done_to_a_form_it_is_read_as_it_would_be_alone(
    kind: str, values: list[tuple[tuple[int, int], Any]], works: list[tuple[Any, tuple[int, int]]]
) -> None:
    def change(book: Workbook) -> None:
        for at, value in values:
            if not isinstance(sheet_of(book).cell(*at), MergedCell):
                put(sheet_of(book), *at, value)
        for work, at in works:
            work(sheet_of(book), *at)

    check_in_turn(kind, change)
