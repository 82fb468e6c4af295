"""Templates of other versions: read as they are, read in the words of the present one, or refused with the way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from openpyxl.workbook.workbook import Workbook

from pipeline import layout, run, workbook
from pipeline.intake.check import check_parts
from pipeline.intake.read import open_again, read_file
from pipeline.intake.settle import settle
from pipeline.layout_versions import POLICIES, Policy, current, policy_of
from pipeline.model import Submission
from pipeline.outcome import Disagreement, Results
from pipeline.reading.both import read_both
from tests.drawing import codes, fill, fill_sheets, open_workbook, received, save, template, values_of
from tests.office import Office, one
from tests.test_repairs import KINDS, STATUS, desk_of

PRESENT = Policy(layout.VERSION, "current")
OLDER = Policy(
    "0", "mapped",
    names={"list_*": "rows_*", "meta_before": "meta_former"},
    fields={"tu_so": "numerator", "mau_so": "denominator", "so": "count", "ket_qua": "result", "von": "allocated"},
    labels={"Tử số": "Số đã đạt (tử số)", "Mẫu số": "Tổng số (mẫu số)", "Con số": "Số lượng",
            "Ngày ký": "Ngày ban hành", "Kết quả": "Kết quả nổi bật", "Vốn giao": "Kế hoạch vốn được giao (đồng)",
            "Số hồ sơ": "Mã hồ sơ", "Mục": "Nội dung"},
)  # fmt: skip
TABLE = (OLDER, PRESENT)


def as_version(data: bytes, version: str, policy: Policy | None = None) -> bytes:
    """The template as an older program drew it: its version, and the names and words of that time."""
    book = open_workbook(data)
    _set_version(book, version)
    if policy:
        names = {new.partition("*")[0]: old.partition("*")[0] for old, new in policy.names.items()}
        fields = {f"_{new}": f"_{old}" for old, new in policy.fields.items()}
        for owner in (book, *book.worksheets):
            for name in list(owner.defined_names):
                defined = owner.defined_names.pop(name)
                defined.name = _old_name(name, names, fields)
                owner.defined_names[defined.name] = defined
        words = {new: old for old, new in policy.labels.items()}
        keys = {new: old for old, new in policy.fields.items()}
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    text = cell.value
                    if sheet.title == "_ky_truoc" and isinstance(text, str) and cell.column in (1, 3):
                        cell.value = keys.get(text, _old_name(text, names, fields))
                    elif sheet.title[0] != "_" and text in words:
                        cell.value = words[text]
    return save(book)


def _set_version(book: Workbook, version: str) -> None:
    for row in book["_nhan_dang"].iter_rows():
        for cell in row:
            if cell.value == "meta_layout":
                book["_nhan_dang"].cell(cell.row, cell.column + 1).value = version
    for prop in book.custom_doc_props.props:
        if prop.name == "meta_layout":
            prop.value = version


def _old_name(name: str, names: Mapping[str, str], fields: Mapping[str, str]) -> str:
    for new, old in names.items():
        if name.startswith(new):
            return old + name[len(new) :]
    tail = next((new for new in fields if name.startswith("in_") and name.endswith(new)), "")
    return name[: len(name) - len(tail)] + fields[tail] if tail else name


def sent(desk: Office, policies: Sequence[Policy], *files: bytes) -> tuple[Submission, ...]:
    parts = [check_parts(read_file(received(data, "a.xlsx", n), desk.plan, policies), desk.plan)
             for n, data in enumerate(files, 1)]  # fmt: skip
    return settle((part for own in parts for part in own), desk.plan)


def reckoned(desk: Office, policies: Sequence[Policy], *files: bytes) -> tuple[Results, tuple[Disagreement, ...]]:
    """The figures of some files, and where the second road differs."""
    reads = [read_both(received(data, f"{n}.xlsx", n), desk.plan, policies) for n, data in enumerate(files, 1)]
    came = run.Taken(settle((part for read in reads for part in read.parts), desk.plan), reads, {})
    window = desk.plan.calendar["2022-09"]
    results, _ = run.compute(desk.plan, window, window.end, came.submissions)
    return results, run.reckon_again(results, came)


def figures(results: Results) -> list[Any]:
    return [(m.measure.code, m.figure.value, m.figure.numerator, m.figure.denominator) for m in results.measures]


def ratio(version: str) -> bytes:
    return as_version(fill(template(desk_of("tỷ lệ").plan, "T.1", "VP"), **KINDS["tỷ lệ"][1]), version)


# --- what becomes of a version ----------------------------------------------------------------------------------


def test_the_present_version_is_the_one_that_is_issued_and_says_nothing() -> None:
    assert current(POLICIES) == layout.VERSION == "1"
    (submission,) = sent(desk_of("tỷ lệ"), POLICIES, ratio("1"))
    assert (submission.state, submission.findings) == ("accepted", ())


@pytest.mark.parametrize(
    ("version", "code", "words"),
    [
        ("2", "ID_LAYOUT_NEWER", "Văn phòng cập nhật chương trình"),
        ("10", "ID_LAYOUT_NEWER", "đơn vị không phải gửi lại"),
        ("0", "ID_LAYOUT", "Tải mẫu mới"),
        ("1a", "ID_LAYOUT", "Tải mẫu mới"),
        ("mẫu của tôi", "ID_LAYOUT", "Tải mẫu mới"),
        ("9" * 5000, "ID_LAYOUT", "Tải mẫu mới"),
    ],
)
def test_a_version_without_a_line_in_the_table_is_refused_with_found_and_expected(
    version: str, code: str, words: str
) -> None:
    (submission,) = sent(desk_of("tỷ lệ"), POLICIES, ratio(version))
    assert (submission.state, codes(submission.findings)) == ("rejected", [code])
    (finding,) = submission.findings
    assert f"“{version[:100]}" in finding.message and "phiên bản 1." in finding.message and words in finding.message
    assert (finding.sheet, finding.cell[:1]) == ("_nhan_dang", "B")


def test_an_older_version_may_be_read_as_it_is() -> None:
    table = (Policy("0", "accepted"), PRESENT)
    (submission,) = sent(desk_of("tỷ lệ"), table, ratio("0"))
    assert (submission.state, codes(submission.findings)) == ("accepted", ["ID_LAYOUT_OLD"])
    assert submission.findings[0].severity == "info" and "“0”" in submission.findings[0].message


def test_a_refused_version_says_why_and_what_to_do() -> None:
    told = {"why": "thiếu cột ngày ban hành", "remedy": "Dùng mẫu gửi kèm công văn 12/VP"}
    (submission,) = sent(desk_of("tỷ lệ"), (Policy("0", "refused", **told), PRESENT), ratio("0"))
    assert (submission.state, codes(submission.findings)) == ("rejected", ["ID_LAYOUT_REFUSED"])
    message = submission.findings[0].message
    assert "vì thiếu cột ngày ban hành; nay dùng phiên bản 1. Dùng mẫu gửi kèm công văn 12/VP. Ví dụ:" in message


@pytest.mark.parametrize(
    ("until", "state", "code"),
    [
        (date(2022, 9, 15), "rejected", "ID_LAYOUT_ENDED"),  # September is due on the 16th
        (date(2022, 9, 16), "accepted", "ID_LAYOUT_OLD"),
        (date(2023, 1, 1), "accepted", "ID_LAYOUT_OLD"),
    ],
)
def test_an_older_version_is_taken_until_a_deadline(until: date, state: str, code: str) -> None:
    (submission,) = sent(desk_of("tỷ lệ"), (Policy("0", "accepted", until), PRESENT), ratio("0"))
    assert (submission.state, codes(submission.findings)) == (state, [code])
    assert f"{until:%d/%m/%Y}" in submission.findings[0].message


@pytest.mark.parametrize("version", ["", "1", "2", "0", "x", "²", "१", "-1", "1.0"])
def test_every_text_has_exactly_one_policy(version: str) -> None:
    expected = {"1": "current", "2": "newer", "0": "mapped"}.get(version, "unknown")
    assert policy_of(version, TABLE).stand == expected


# --- mapped -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapped_version_is_read_to_the_same_facts_and_figures_on_both_roads(kind: str) -> None:
    desk = desk_of(kind)
    form = fill(template(desk.plan, "T.1", "VP"), **KINDS[kind][1], **STATUS)
    old = as_version(form, "0", OLDER)
    (now,), (then,) = sent(desk, TABLE, form), sent(desk, TABLE, old)
    assert values_of(now) == values_of(then)
    assert [(c.ids, c.received, c.due, c.returned) for c in now.cases] == [
        (c.ids, c.received, c.due, c.returned) for c in then.cases
    ]
    new = [f for f in then.findings if f not in now.findings]
    assert [(f.code, f.severity) for f in new] == [("ID_LAYOUT_MAPPED", "info")]
    (first, nothing), (second, still_nothing) = reckoned(desk, TABLE, form), reckoned(desk, TABLE, old)
    assert figures(first) == figures(second) and nothing == still_nothing == ()


def test_without_its_line_the_same_file_is_refused() -> None:
    desk = desk_of("tỷ lệ")
    old = as_version(fill(template(desk.plan, "T.1", "VP"), **KINDS["tỷ lệ"][1]), "0", OLDER)
    (submission,) = sent(desk, POLICIES, old)
    assert submission.state == "rejected" and "ID_LAYOUT" in codes(submission.findings)


def test_lost_names_of_a_mapped_version_are_made_good_by_its_words_on_both_roads() -> None:
    desk = desk_of("tỷ lệ")
    form = fill(template(desk.plan, "T.1", "VP"), **KINDS["tỷ lệ"][1])
    book = open_workbook(as_version(form, "0", OLDER))
    for name in [n for n in book.defined_names if n.startswith("in_")]:
        del book.defined_names[name]
    (then,) = sent(desk, TABLE, save(book))
    assert values_of(then) == {("T.1.1", "numerator", None): 45, ("T.1.1", "denominator", None): 54}
    assert {f.code for f in then.findings if f.severity != "info"} == {"ID_NAME_FOUND"}
    results, differing = reckoned(desk, TABLE, save(book))
    assert differing == () and figures(results)[0][2:] == (45, 54)


def test_a_units_workbook_of_a_mapped_version_says_it_once() -> None:
    desk = Office(one(), one(kind="văn bản", target=1), one(kind="số lượng", target=3))
    typed = {
        "T.2": {"rows_T_2_1": [["1/KH", date(2022, 8, 20), "Một"]]},
        "T.3": {"in_T_3_1_count": 4, "in_result": "Xong"},
    }
    form = fill_sheets(desk.issue_bundle("VP", "2022-09"), typed)
    then = sent(desk, TABLE, as_version(form, "0", OLDER))
    assert [(s.task, s.state, codes(s.findings)) for s in then] == [
        ("T.2", "accepted", ["ID_LAYOUT_MAPPED"]),
        ("T.3", "accepted", []),
    ]
    assert then[1].status("result") == "Xong"


def test_what_a_mapped_version_brought_along_is_known_for_it_on_both_roads() -> None:
    desk = desk_of("giải ngân").send(period="2022-08", decision="1/QĐ", rows=[["Kho", 5_000_000, 4_000_000]])
    before = desk.sent[0].data
    form = fill(desk.issue("T.1", "VP", "2022-09"), in_unchanged="Có")
    old = as_version(form, "0", OLDER)
    assert b"meta_former" not in old
    first, second = (reckoned(desk, TABLE, before, data) for data in (form, old))
    assert figures(first[0]) == figures(second[0]) and figures(first[0])[0][2:] == (4_000_000, 5_000_000)
    assert first[1] == second[1] == ()
    (_, then) = sent(desk, TABLE, before, old)
    assert all(f.source.carried_from for f in then.facts if f.measure)
    assert codes(then.findings) == ["ID_LAYOUT_MAPPED"]


def test_what_a_unit_typed_is_never_changed_though_it_is_one_of_the_words() -> None:
    desk = desk_of("văn bản")
    form = fill(
        template(desk.plan, "T.1", "VP"), rows_T_1_1=[["1/KH", date(2022, 8, 20), "Ngày ký"]], in_result="Số hồ sơ"
    )
    (then,) = sent(desk, TABLE, as_version(form, "0", OLDER))
    assert {f.field: f.value for f in then.facts}["subject"] == "Ngày ký"
    assert then.status("result") == "Số hồ sơ"


def test_a_long_list_of_a_mapped_version_keeps_the_fast_road(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "FAST_BYTES", 10_000)
    desk = desk_of("hồ sơ")
    days = [date(2022, 7, 1), date(2022, 7, 9), date(2022, 7, 8)]
    form = fill(template(desk.plan, "T.1", "VP"), rows_T_1_1=[[f"H{n:06}", *days] for n in range(300)])
    old = as_version(form, "0", OLDER)
    (then,) = read_file(received(old), desk.plan, TABLE)
    book = open_again(received(old), desk.plan, TABLE)
    assert book is not None and book.sheets["Danh sách hồ sơ"].grid is not None
    assert len(then.cases[0].ids) == 300
    assert [f.code for f in then.findings] == ["ID_LAYOUT_MAPPED"]
