"""A workbook read in a process of its own: the same as read here, and whatever happens there costs one file."""

from __future__ import annotations

import sys
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import limits
from pipeline.intake import gate, worker
from pipeline.intake.kinds import Kind, kind_of
from pipeline.intake.worker import read_apart
from pipeline.ooxml import BookError
from pipeline.workbook import Book, read_book
from tests.amount import THOROUGH
from tests.drawing import bundle, codes, fill, read, rewrite, save, shipped_plan, small_plan, template
from tests.test_two_roads import written

values = st.none() | st.text("aăâđ ơ1,.%=\n", max_size=8) | st.integers(-(10**14), 10**14) | st.dates(date(1990, 1, 1))


def good() -> bytes:
    return fill(template(small_plan(), "I.2", "VP"), in_I_2_1_count=7)


def reason(data: bytes) -> tuple[str, str]:
    with pytest.raises(BookError) as error:
        read_apart(data)
    return error.value.reason, error.value.found


@given(st.lists(st.lists(values, min_size=3, max_size=3), min_size=1, max_size=5))
@settings(max_examples=8)
def test_a_book_is_the_same_wherever_it_is_read(rows: list[list[object]]) -> None:
    data = written(rows)
    assert read_apart(data) == read_book(data)


@pytest.mark.parametrize("make", [good, lambda: bundle(small_plan(), "VP")], ids=["form", "bundle"])
def test_our_own_forms_are_the_same_wherever_they_are_read(make: object) -> None:
    data = make()  # type: ignore[operator]
    assert read_apart(data) == read_book(data)


def test_a_refusal_is_the_same_wherever_it_is_made() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    data = save(book)
    for spoilt in (data[:-30], data.replace(b"PK\x01\x02", b"PK\x01\x03")):
        with pytest.raises(BookError) as here:
            read_book(spoilt)
        assert reason(spoilt) == (here.value.reason, here.value.found)


def dies(code: str) -> str:
    return f"import sys; sys.path.insert(0, sys.argv[1]); sys.stdin.buffer.read(); {code}"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("import os; os._exit(3)", "GATE_DIED"),
        ("import os; os.abort()", "GATE_DIED"),
        ("raise ValueError", "GATE_DIED"),
        ("raise SystemExit(0)", "GATE_DIED"),  # came back, and said nothing
        ("import time; time.sleep(60)", "GATE_SLOW"),
    ],
)
def test_a_process_that_dies_or_hangs_costs_one_file(monkeypatch: pytest.MonkeyPatch, code: str, expected: str) -> None:
    monkeypatch.setattr(worker, "_CHILD", dies(code))
    monkeypatch.setattr(worker, "PATIENCE", 0.05)
    monkeypatch.setattr(gate, "opened", lambda data: (Kind(), None))
    submission = read(good(), small_plan())
    assert codes(submission.findings) == [expected] and submission.state == "rejected"


@pytest.mark.skipif(sys.platform == "win32", reason="the system knows no such bound")
def test_memory_and_time_of_the_processor_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    start = "import sys; sys.path.insert(0, sys.argv[1]); import pipeline.intake.worker as w; "
    monkeypatch.setattr(worker, "_CHILD", start + "w.read_book = lambda _, apart: bytes(3_000_000_000); w.serve()")
    assert reason(good()) == ("GATE_TOO_BIG", "cần quá 1.000 MB bộ nhớ")
    monkeypatch.setattr(worker, "_CHILD", start + "w.read_book = lambda _, apart: [0 for _ in iter(int, 1)]; w.serve()")
    monkeypatch.setattr(worker, "SECONDS", 1)
    assert reason(good())[0] == "GATE_SLOW"


def test_ordinary_forms_are_read_without_another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every form of the shipped plan: a process for each would take longer than the whole run."""

    def refuse(data: bytes) -> Book:
        raise AssertionError

    monkeypatch.setattr(gate, "read_apart", refuse)
    plan = shipped_plan()
    for task in plan.tasks:
        data = template(plan, task)
        assert gate.open_book(data)[0] is not None
    assert gate.open_book(bundle(plan, "VP"))[0] is not None


def long_list(cases: int) -> bytes:
    """A form with so many cases pasted, as openpyxl writes it."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>HS-{n * 7919}</t></is></c><c r="B{n}" s="18"><v>44600</v></c>'
        f'<c r="C{n}" s="18"><v>{44610 + n % 9}</v></c><c r="D{n}" s="18"><v>{44609 + n % 11}</v></c></row>'
        for n in range(4, cases + 4)
    )
    form = template(small_plan(), "II.3", "CCHC")
    return rewrite(
        form, rb'(<c r="D3"[^>]*><v>\d+</v></c></row>)</sheetData>', rb"\1" + rows.encode() + b"</sheetData>"
    )


def test_a_list_of_as_many_cases_as_may_be_pasted_passes_the_gate() -> None:
    cases = 200_000 if THOROUGH else 50_000
    data = long_list(cases)
    assert not kind_of(data).ordinary
    submission = read(data, small_plan())
    assert not [f for f in submission.findings if f.code.startswith("GATE_")]
    assert len(submission.cases[0].ids) == cases


def test_the_bounds_are_wide_enough_for_what_the_contract_allows() -> None:
    assert limits.MAX_CELLS > 4 * 200_000 and limits.MAX_TAGS > 13 * 200_000 and limits.MAX_AREA > 4 * 200_000
