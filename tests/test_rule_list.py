"""The list of rules that people read: in the docs, and at the foot of every template's guide, of one catalogue."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.messages import CATALOGUE
from tests import test_check, test_checks
from tests.drawing import ROOT, bundle, open_workbook, shipped_plan, small_plan, template

PLAN = small_plan()
BAR = "Danh sách quy tắc kiểm tra"
OFFICE = {"GATE_UNREADABLE", "GATE_LINK", "GATE_MAIL", "GATE_ARCHIVE"}  # of files that lie in the inbox already
FORMS = {  # a form of each sort
    "ratio": lambda: template(PLAN, "I.1", "TCCB"),
    "count": lambda: template(PLAN, "I.2", "VP"),
    "documents": lambda: template(PLAN, "I.4", "CCHC"),
    "checklist": lambda: template(PLAN, "II.1", "VP"),
    "disbursement": lambda: template(PLAN, "II.2", "VP"),
    "survey": lambda: template(PLAN, "MT.1", "VP"),
    "cases": lambda: template(PLAN, "II.3", "CCHC"),
    "standard": lambda: template(PLAN, "I.1"),
    "bundle": lambda: bundle(shipped_plan(), "VP"),
}


class Told(NamedTuple):
    level: str
    text: str
    mended: str


@cache
def in_the_docs() -> dict[str, Told]:
    """By code what docs/quy-tac.md says."""
    page = (ROOT / "docs" / "quy-tac.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    told = {}
    for code, level, text, advice, example, _ in rows:
        mended = advice + (f"\nVí dụ: {example}" if example.strip() else "")
        told[code.strip(" `")] = Told(level[0].upper() + level[1:], text, mended.strip())
    return told


def guide(data: bytes) -> Worksheet:
    return open_workbook(data)["Hướng dẫn"]


def bar_row(page: Worksheet) -> int:
    (row,) = [c.row for c in page["A"] if c.value == BAR]
    return int(row)


def printed(page: Worksheet) -> dict[str, Told]:
    """By code what the foot of a guide says."""
    rows = page.iter_rows(min_row=bar_row(page) + 3, max_col=4, values_only=True)
    return {str(code): Told(str(level), str(text), str(mended or "")) for code, level, text, mended in rows if level}


@pytest.mark.parametrize("sort", FORMS)
def test_docs_and_templates_say_the_same_of_each_rule(sort: str) -> None:
    rules = printed(guide(FORMS[sort]()))
    assert len(rules) > 90
    assert rules == {code: in_the_docs()[code] for code in rules}
    assert [code for code in in_the_docs() if code in rules] == list(rules), "in the same order"


def test_the_templates_leave_out_what_no_file_of_a_unit_meets_and_nothing_else() -> None:
    told = {code for make in FORMS.values() for code in printed(guide(make()))}
    of_the_office = {c for c in CATALOGUE if c.startswith(("PLAN_", "WAIVER_", "MAIL_", "TRUST_"))} | OFFICE
    assert set(in_the_docs()) == set(CATALOGUE)
    assert told == set(CATALOGUE) - of_the_office


def test_a_form_names_every_rule_that_a_report_on_it_was_ever_checked_by() -> None:
    """Of the submissions drawn for all the checks."""
    met: dict[str, set[str]] = {}
    for case in test_check.CASES:
        met.setdefault(case.submission.task, set()).update(case.says)
    for case in test_checks.CASES:
        for sent, says in zip(case.sent, case.says, strict=True):
            met.setdefault(sent.task, set()).update(says)
    assert len(met) > 7
    for task, codes in met.items():
        assert codes <= set(printed(guide(template(PLAN, task)))), task


def test_a_form_does_not_speak_of_lists_that_it_does_not_ask_for() -> None:
    count, cases, money = (set(printed(guide(FORMS[sort]()))) for sort in ("count", "cases", "disbursement"))
    assert "DATA_CASE_DATES" in cases and "DATA_CASE_DATES" not in count | money
    assert "DATA_OVERSPENT" in money and "DATA_OVERSPENT" not in count | cases


@pytest.mark.parametrize("sort", FORMS)
def test_the_guide_leads_to_its_list(sort: str) -> None:
    page = guide(FORMS[sort]())
    (link,) = [c for row in page.iter_rows() for c in row if c.hyperlink]
    assert link.row < 20 and BAR in str(link.value)
    assert link.hyperlink.location == f"'Hướng dẫn'!A{bar_row(page)}" and link.hyperlink.target is None


@pytest.mark.parametrize("sort", FORMS)
def test_the_guide_prints_on_a4_without_the_list(sort: str) -> None:
    """Whoever prints a filled form does not get nine pages of rules before it."""
    page = guide(FORMS[sort]())
    row = bar_row(page) + 2
    assert [c.value for c in page[row]][:4] == ["Mã", "Mức", "Nội dung", "Cách sửa, ví dụ"]
    assert page.print_area == f"'Hướng dẫn'!$A$1:$D${bar_row(page) - 1}"
    setup = page.page_setup
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 0)
    assert page.sheet_properties.pageSetUpPr.fitToPage and setup.fitToWidth in (None, 1)
