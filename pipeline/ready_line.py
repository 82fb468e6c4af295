"""The line “Kiểm tra trước khi gửi”: a task's layout comes in, a formula and its first value go out.

It counts what is open and what is wrong in functions that every spreadsheet program knows.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline import forms
from pipeline import layout as lo
from pipeline.model import Plan
from pipeline.xlsx.marks import cell, fixed_area

_NUMERIC: tuple[forms.Form, ...] = ("whole", "number", "money", "date")
_NOTHING = "Chưa điền nội dung nào"


def ready_line(plan: Plan, layout: lo.TaskLayout) -> tuple[str, str]:
    """(formula, value in a fresh template)."""
    blank, wrong, filled = _terms(plan, layout)
    start = sum(number for _, number in blank)
    open_cells = "+".join(term for term, _ in blank) or "0"
    wrong_cells = "+".join(wrong) or "0"
    counts = f'"Còn "&({open_cells})&" ô số liệu chưa điền, "&({wrong_cells})&" ô chưa đúng"'
    ready = f'IF(({open_cells})+({wrong_cells})=0,"Đã đủ số liệu, có thể gửi",{counts})'
    formula = f'=IF(({"+".join(filled)})=0,"{_NOTHING}",{ready})' if start == 0 else f"={ready}"
    return formula, f"Còn {start} ô số liệu chưa điền, 0 ô chưa đúng" if start else _NOTHING


def _terms(plan: Plan, layout: lo.TaskLayout) -> tuple[list[tuple[str, int]], list[str], list[str]]:
    """Parts of three sums: (open cells, how many in a fresh template), wrong cells, filled cells."""
    blank: list[tuple[str, int]] = []
    wrong: list[str] = []
    filled: list[str] = []
    for known, (row, column) in ((layout.unit, layout.unit_cell), (layout.period, layout.period_cell)):
        if known is None:
            blank.append((f"COUNTBLANK({cell(row - 1, column - 1)})", 1))
    for entry in layout.inputs:
        place = cell(entry.row - 1, entry.column - 1)
        if not entry.kept:
            filled.append(f"COUNTA({place})")
        if entry.measure and entry.field.required and not entry.kept:
            blank.append((_unless(plan, layout, entry.measure, f"COUNTBLANK({place})"), 1))
        if entry.field.form in _NUMERIC:
            wrong.append(_wrong_numbers(place))
    for rows in layout.lists:
        blank.extend(_open_rows(plan, layout, rows))
        filled.append(f"COUNTA({_columns(layout, rows, rows.fields)})" if not rows.given and not rows.kept else "0")
        for field in rows.fields:
            if field.form in _NUMERIC:
                wrong.append(_wrong_numbers(_columns(layout, rows, (field,))))
    return blank, wrong, filled


def _open_rows(plan: Plan, layout: lo.TaskLayout, rows: lo.Rows) -> Iterator[tuple[str, int]]:
    """Given rows are open while unanswered; a list of projects or cases while it is empty.

    Of a list that came filled in a row is open until what moves is typed.
    """
    if rows.given:
        answers = tuple(f for f in rows.fields if f.form in ("whole", "yes_no"))
        area = _columns(layout, rows, answers)
        yield _unless(plan, layout, rows.measure, f"COUNTBLANK({area})"), len(rows.given) * len(answers)
    elif rows.kept:
        name = _columns(layout, rows, rows.fields[:1])
        for field in rows.fields:
            if field.required and not field.keep:
                term = f'SUMPRODUCT(({name}<>"")*({_columns(layout, rows, (field,))}=""))'
                yield _unless(plan, layout, rows.measure, term), len({row for row, _, _ in rows.kept})
    elif plan.measures[rows.measure].kind in ("disbursement", "cases"):
        area = _columns(layout, rows, rows.fields)
        yield _unless(plan, layout, rows.measure, f"IF(COUNTA({area})=0,1,0)"), 1


def _unless(plan: Plan, layout: lo.TaskLayout, measure: str, term: str) -> str:
    """Nothing is open once "Không phát sinh", or "Không thay đổi" of what stood before, is ticked."""
    ticks = []
    if plan.measures[measure].if_any:
        ticks.append("in_nil")
    if measure in layout.stood:
        ticks.append("in_unchanged")
    for name in ticks:
        tick = next(i for i in layout.inputs if i.name == name)
        term = f'IF({cell(tick.row - 1, tick.column - 1)}="{forms.YES}",0,{term})'
    return term


def _columns(layout: lo.TaskLayout, rows: lo.Rows, fields: tuple[forms.Field, ...]) -> str:
    """The area of neighbouring columns of a list, with its sheet where that is another one."""
    left = rows.left - 1 + rows.fields.index(fields[0])
    area = fixed_area(rows.first - 1, left, rows.last - 1, left + len(fields) - 1)
    return area if rows.sheet == layout.sheet else f"'{rows.sheet}'!{area}"


def _wrong_numbers(area: str) -> str:
    """How many cells of an area hold a text or a negative where a number or date should stand."""
    return f'COUNTA({area})-COUNT({area})+COUNTIF({area},"<0")'
