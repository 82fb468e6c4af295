"""Templates are written part by part: byte for byte what xlsxwriter makes when it draws the same from nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import islice
from typing import Any
from unittest.mock import patch

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import forms, layout, templates
from pipeline.carry import Former
from pipeline.container import pack, unpack
from pipeline.layout import TaskLayout
from pipeline.model import Fact, Plan, Task, Unit
from pipeline.returned import Returned, Spot
from tests.drawing import fact, shipped_plan, small_plan

PLAN, SHIPPED = small_plan(), shipped_plan()
SEPTEMBER = PLAN.calendar["2022-09"]
SECRET = b"bi mat cua van phong" * 2


class FromNothing(xlsxwriter.Workbook):  # type: ignore[misc]
    """What xlsxwriter makes of a drawing."""

    def __init__(self) -> None:
        self.buffer = BytesIO()
        super().__init__(self.buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})

    def open_at(self, page: Any) -> None:
        page.activate()
        page.set_first_sheet()

    def parts(self) -> dict[str, bytes]:
        self.close()
        return unpack(self.buffer.getvalue())


def check(draw: Callable[[], bytes]) -> bytes:
    """The file of a drawing, which xlsxwriter draws just so."""
    drawn = draw()
    with patch.object(templates, "Book", FromNothing):
        expected = unpack(draw())
    found = unpack(drawn)
    assert list(found) == list(expected)
    assert [name for name in expected if found[name] != expected[name]] == []
    return drawn


def said_before(plan: Plan, task: Task, values: Iterable[Any]) -> Former:
    """A value for every field of a task, in three rows where it is of a list."""
    given_values = iter(values)
    facts: list[Fact] = []
    for measure in plan.measures_of(task.code):
        facts += [fact(measure.code, f.key, of_form(f, next(given_values))) for f in forms.input_fields(measure)]
        for row in range(3 if not measure.items else len(measure.items)):
            for field in forms.KINDS[measure.kind].columns:
                if field.form != "given" and measure.kind != "cases":
                    facts.append(fact(measure.code, field.key, of_form(field, next(given_values)), row))
    facts += [fact("", f.key, of_form(f, next(given_values))) for f in forms.STATUS_FIELDS]
    return Former(tuple(facts), {"I.1.1": ("12/QĐ-UBND <a> & “b”",)}, {}, "tháng 8 năm 2022")


def of_form(field: forms.Field, value: tuple[str, int, date]) -> Any:
    text, number, day = value
    by_form = {"whole": number, "number": Decimal(number) / 8, "money": number, "date": day, "yes_no": number % 2 == 0}
    return by_form.get(field.form, text)


def sent_back(drawn: TaskLayout, values: Iterable[Any]) -> Returned:
    """Something typed and something to say at every place of a template."""
    given_values = iter(values)
    singles = {entry.name: of_form(entry.field, next(given_values)) for entry in drawn.inputs}
    lists = {
        rows.name: [[of_form(field, next(given_values)) for field in rows.fields] for _ in range(2)]
        for rows in drawn.lists
    }
    remarks = {Spot(entry.name): f"Xem lại: {singles[entry.name]}" for entry in islice(drawn.inputs, 3)}
    remarks |= {Spot(rows.name, 1, rows.fields[-1].key): "Dòng này\nchưa đúng" for rows in drawn.lists}
    return Returned(singles, lists, remarks, "Chung", (("Tệp “a&b”", "bar"), ("x < y", "")), "Có 3 điểm", "Sở <&>")


# --- what is issued --------------------------------------------------------------------------------


@pytest.mark.parametrize("task", SHIPPED.tasks)
def test_each_form_of_the_plan_is_what_xlsxwriter_draws(task: str) -> None:
    drawn = SHIPPED.tasks[task]
    unit = SHIPPED.units[forms.reporters(SHIPPED, drawn)[0]]
    check(lambda: templates.draw(SHIPPED, layout.lay_out(SHIPPED, drawn)))
    issued = check(
        lambda: templates.draw(SHIPPED, layout.lay_out(SHIPPED, drawn, unit, SHIPPED.calendar["2022-09"]), SECRET)
    )
    assert f"<vt:lpwstr>{unit.code}</vt:lpwstr>".encode() in unpack(issued)["docProps/custom.xml"]


def texts(most: int) -> st.SearchStrategy[str]:
    awkward = st.sampled_from(["&", "<", ">", '"', "'", "\n", " ", "_x0041_", "\x0b", "<r>", "</r>", "=1+1", "😀", "ề"])
    return st.lists(st.one_of(awkward, st.characters(exclude_categories=["Cs"])), max_size=most).map("".join)


VALUES = st.tuples(  # xlsxwriter takes <r>…</r> for markup, and 01/01/1900 for a time of day
    texts(60).filter(lambda t: not (t.startswith("<r>") and t.endswith("</r>"))),
    st.integers(min_value=0, max_value=10**14),
    st.dates(min_value=date(1890, 1, 1), max_value=date(2099, 12, 31)).filter(lambda d: d != date(1900, 1, 1)),
)
LONG = "Phòng " + "rất dài & " * 3_500
NAMES = st.one_of(texts(80), st.sampled_from(["", LONG, "😀" * 17_000]))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_a_unit_is_called_and_whatever_it_said_is_written_as_xlsxwriter_does(data: st.DataObject) -> None:
    plan = data.draw(st.sampled_from([PLAN, SHIPPED]))
    task = data.draw(st.sampled_from(list(plan.tasks.values())))
    owner = plan.units[forms.reporters(plan, task)[0]]
    unit: Unit = replace(owner, name=data.draw(NAMES))
    values = data.draw(st.lists(VALUES, min_size=1, max_size=12))
    former = said_before(plan, task, values * 100) if data.draw(st.booleans()) else None
    secret = data.draw(st.sampled_from([None, SECRET]))
    drawn = layout.lay_out(plan, task, unit, SEPTEMBER, former, bundled=False)
    returned = sent_back(drawn, values * 100) if data.draw(st.booleans()) else None
    check(lambda: templates.draw(plan, drawn, secret, returned))


@settings(max_examples=15, deadline=None)
@given(name=NAMES, values=st.lists(VALUES, min_size=1, max_size=12), carried=st.booleans(), back=st.booleans())
def test_so_is_a_units_one_workbook(name: str, values: list[Any], carried: bool, back: bool) -> None:
    unit = replace(PLAN.units["VP"], name=name)
    pairs = list(templates.issue(PLAN, SEPTEMBER, ["VP"]))
    drawn = [
        layout.lay_out(
            PLAN, task, unit, SEPTEMBER, said_before(PLAN, task, values * 100) if carried else None, bundled=True
        )
        for task, _ in pairs
    ]
    returned = {one.task.code: sent_back(one, values * 100) for one in drawn[:2]} if back else None
    check(lambda: templates.draw_bundle(PLAN, drawn, SECRET, returned, {"reporter": "Lê <An>"}))


def test_a_text_that_looks_like_markup_stays_a_text() -> None:
    """xlsxwriter takes a text between <r> and </r> for markup of its own, and so breaks the workbook."""
    unit = replace(PLAN.units["VP"], name="VP</r>")
    task = next(task for task, _ in templates.issue(PLAN, SEPTEMBER, ["VP"]))
    drawn = layout.lay_out(PLAN, task, unit, SEPTEMBER)
    typed = Returned({"in_result": "<r>&</r>"}, {}, {}, "", (), "", "")
    shared = unpack(templates.draw(PLAN, drawn, None, typed))["xl/sharedStrings.xml"]
    assert b"<t>&lt;r&gt;&amp;&lt;/r&gt;</t>" in shared


# --- the container -----------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.text("aé/._", min_size=1, max_size=6), st.binary(max_size=3_000)), st.integers(1, 400))
def test_a_container_is_what_the_standard_library_writes(parts: dict[str, bytes], step: int) -> None:
    pieces = {name: [part[n : n + step] for n in range(0, len(part), step)] for name, part in parts.items()}
    packed, piecemeal = pack(parts), pack(pieces)
    assert unpack(piecemeal) == parts
    assert piecemeal == pack({name: [part] for name, part in parts.items()})  # however it was cut
    with zipfile.ZipFile(BytesIO(packed)) as file:
        assert file.testzip() is None
        assert {name: file.read(name) for name in file.namelist()} == parts
        infos = file.infolist()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as file:
        for info in infos:
            with file.open(info.filename, "w") as entry:
                entry.write(parts[info.filename])
        for made in file.infolist():
            made.create_system, made.external_attr = 3, 0o644 << 16
    assert packed == buffer.getvalue()
