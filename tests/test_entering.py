"""What the tests type into the parts of a form is what another program saves of it."""

from __future__ import annotations

import pytest

from tests.drawing import bundle, codes, fill_sheets, read, save_filled, small_plan, template, values_of
from tests.entering import enter
from tests.office import Office
from tests.test_repairs import KINDS, STATUS, desk_of


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_typed_into_reads_like_one_that_openpyxl_saved(kind: str) -> None:
    plan = desk_of(kind).plan
    form, typed = template(plan, "T.1", "VP"), {"": {**KINDS[kind][1], **STATUS}}
    ours = enter(form, typed)
    assert ours is not None
    mine, theirs = read(ours, plan), read(save_filled(form, typed), plan)
    assert values_of(mine) == values_of(theirs) and len(mine.facts) > 0
    assert (mine.state, codes(mine.findings)) == (theirs.state, codes(theirs.findings))


def test_so_does_a_units_workbook_and_what_is_not_there_is_left_to_openpyxl() -> None:
    form, typed = bundle(small_plan(), "VP"), {"I.2": {"in_I_2_1_count": 3}, "": {"in_reporter": "An"}}
    both = [Office.of(small_plan()).take(data).submissions() for data in (enter(form, typed), save_filled(form, typed))]
    mine, theirs = ({s.task: (s.state, values_of(s)) for s in submissions} for submissions in both)
    assert mine == theirs and mine["I.2"][1] == {("I.2.1", "count", None): 3, ("", "reporter", None): "An"}
    assert enter(form, {"": {"no_such_name": 1}}) is None
    with pytest.raises(StopIteration):
        fill_sheets(form, {"": {"no_such_name": 1}})
