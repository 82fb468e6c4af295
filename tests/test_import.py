"""`plan import` on the real plan of 2022, a Word file out of a scan, against the plan workbook made by hand from it."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import import_score as score
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import plan_file, planning
from pipeline.drafting.draft import make_draft
from pipeline.drafting.word import read_document
from pipeline.model import PipelineError, Plan
from pipeline.plan import read_plan
from pipeline.plan_sheets import MEASURES, TASKS
from pipeline.plan_writer import CHECK_SHEET, UNSURE
from pipeline.vietnamese import fold
from tests.amount import some
from tests.drawing import ROOT, SHIPPED, draw_plan, shipped_plan
from tests.word_plans import HEADINGS, add_table, head, new_document

GUIDE = (ROOT / "docs" / "nhap-ke-hoach-tu-word.md").read_text(encoding="utf-8")

# --- measured ---------------------------------------------------------------------------------------


def test_every_row_of_the_plan_is_found() -> None:
    rows = score.draft().rows[TASKS.name]
    careful = {row["code"] for row in score.shipped_rows(TASKS.name)}
    assert len(rows) == len(careful) == 57
    assert {row["code"] for row in rows} == careful
    assert (score.draft().parts, score.draft().sections) == (2, 14)


def test_fields_of_tasks_are_right_or_marked() -> None:
    tally = score.score_tasks()
    cells = sum(tally.total(verdict) for verdict in (score.RIGHT, score.MARKED, score.SILENT))
    assert cells == 54 * len(score.TASK_FIELDS)
    assert tally.total(score.RIGHT) >= 0.95 * cells
    assert tally.total(score.SILENT) == 0


def test_what_is_wrong_in_tasks_was_lost_by_the_scan() -> None:
    wrong = {(code, key) for code, key, *_ in score.score_tasks().wrong}
    assert wrong == {
        ("A.VII.5", "product"), ("B.2.3", "product"), ("B.2.4", "name"), ("B.2.4", "product"),
        ("B.3.1", "name"), ("B.3.1", "product"),
    }  # fmt: skip


def test_objectives_are_found_and_all_marked() -> None:
    tally = score.score_tasks(objectives=True)
    assert tally.total(score.SILENT) == 0
    marks = score.grades(TASKS)
    for row, task in enumerate(score.draft().rows[TASKS.name]):
        if task.get("objective"):
            assert {marks[row, key].grade for key in ("code", "name", "product", "lead")} == {"review"}


def test_measures_of_the_plan_agree_as_far_as_the_words_allow() -> None:
    tally, missing, _ = score.score_measures(True)
    assert tally.total(score.SILENT) == score.score_measures(False)[0].total(score.SILENT) == 0
    for key in ("kind", "op", "target", "due", "nature", "reporters", "if_any"):
        assert tally.counts[key][score.RIGHT] >= 46, key
    # of products that the scan cut off or lost: nobody could propose them
    assert missing == ["A.VII.5.2", "A.VII.5.3", "A.VII.5.5", "B.2.3.2", "B.2.4.1"]


def test_the_guide_tells_the_measured_numbers() -> None:
    for title, lines in score.tables().items():
        assert "\n".join(lines) in GUIDE, title
    draft = score.draft()
    assert f"{draft.count('read') + draft.count('inferred')} ô chắc chắn" in GUIDE
    assert f"{draft.count('review')} ô cần xem lại" in GUIDE


@pytest.mark.parametrize(
    ("code", "key", "read", "words"),
    [
        ("A.I.5", "name", "tỉnh giao", "“tính”"),
        ("A.II.3", "name", "cải cách hành chính", "“các”"),
        ("A.III.1", "section_title", "CẢI CÁCH THỂ CHẾ", "THỂ THẾ"),
        ("A.IV.5", "coordinating_text", "Phòng Quản lý VH&GĐ", "“ly”"),
        ("A.VIII.3", "coordinating_text", "Phòng Quản lý TDTT", "TĐTT"),
        ("A.VII.5", "product", "thường xuyên và", "mất"),
        ("B.2.4", "product", "Kiểm tra định kỳ", "trang trước"),
        ("B.3.1", "coordinating_text", "", "trống"),
        ("B.5.2", "product", "xử lý kịp thời", "“kip”"),
    ],
)
def test_what_the_scan_spoilt_is_marked_with_a_reason(code: str, key: str, read: str, words: str) -> None:
    rows = score.draft().rows[TASKS.name]
    row = next(i for i, task in enumerate(rows) if task["code"] == code)
    mark = score.grades(TASKS)[row, key]
    assert mark.grade == "review" and words in mark.reason
    assert read in str(rows[row][key] or "")


def test_marks_say_where_in_word() -> None:
    rows = score.draft().rows[TASKS.name]
    row = next(i for i, task in enumerate(rows) if task["code"] == "A.IV.5")
    mark = score.grades(TASKS)[row, "coordinating_text"]
    assert mark.place == "bảng 3, dòng 7, cột 5; bảng 4, dòng 1, cột 5"
    assert mark.found == "Phòng Quản | ly VH&GD,\nPhòng Quản lý TDTT"


# --- confirmed ---------------------------------------------------------------------------------------

# What stays different when a person has changed only marked cells, and why.
LEFT = {
    ("MT.2.1", "same_as"), ("B.5.2.1", "same_as"),  # that two tasks ask one figure
    # is a decision of the office; no word of the plan says it, and asking twice is not wrong
}  # fmt: skip


def confirmed() -> Plan:
    """The draft after a person has set its marked cells to what the careful plan says, and nothing else."""
    draft = score.draft()
    rows: dict[str, list[dict[str, Any]]] = {name: [dict(r) for r in given] for name, given in draft.rows.items()}
    unsure = {(m.sheet, m.row, m.key) for m in draft.marks if m.grade in UNSURE}
    ours = list(enumerate(draft.rows[TASKS.name]))
    tasks = []
    for careful in score.shipped_rows(TASKS.name):
        index, row = score._task_like(careful, ours)
        merged = {key: careful[key] if (TASKS.name, index, key) in unsure else row.get(key) for key in careful}
        tasks.append({**merged, "basis": "kế hoạch"})
    rows[TASKS.name] = tasks
    rows[MEASURES.name] = []
    for told, index, row in score.pairs():
        if told is None:
            assert (MEASURES.name, index, "name") in unsure  # a marked row, taken away
            continue
        keys = [key for key in told if row is None or (MEASURES.name, index, key) in unsure]
        merged = {**(row or {}), **{key: told[key] for key in (*keys, "code", "task", "basis")}}
        rows[MEASURES.name].append(merged)
    rows["Nội dung cho sẵn"] = score.shipped_rows("Nội dung cho sẵn")  # every given row is marked
    plan, findings = read_plan(draw_plan(rows), "ke-hoach.xlsx")
    assert plan is not None, findings
    return plan


def test_confirming_marked_cells_gives_the_careful_plan() -> None:
    ours, careful = confirmed(), shipped_plan()
    assert list(ours.sections) == list(careful.sections) and list(ours.tasks) == list(careful.tasks)
    for code, task in careful.tasks.items():
        for key in task.__slots__:
            a, b = getattr(ours.tasks[code], key), getattr(task, key)
            assert (fold(a), 0) == (fold(b), 0) if isinstance(a, str) else a == b, (code, key)
    differing = {
        (code, key)
        for code, measure in careful.measures.items()
        for key in measure.__slots__
        if getattr(ours.measures[code], key) != getattr(measure, key)
    }
    assert list(ours.measures) == list(careful.measures)
    assert differing == LEFT


def test_added_measures_belong_to_marked_products() -> None:
    """A measure that the draft has not is one of a task whose product, or whose measures, are marked."""
    marks = score.grades(TASKS)
    rows = {str(r["code"]): i for i, r in enumerate(score.draft().rows[TASKS.name])}
    for code in score.score_measures(True)[1]:
        assert marks[rows[code.rpartition(".")[0]], "product"].grade == "review"


# --- the workbook --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("import") / "du-thao.xlsx"
    planning.import_plan(score.WORD, SHIPPED, out)
    return out


def test_the_check_sheet_lists_every_proposal_the_unsure_first(written: Path) -> None:
    page = openpyxl.load_workbook(written)[CHECK_SHEET]
    lines = list(page.iter_rows(min_row=5, max_col=9))
    assert len(lines) == len(score.draft().marks)
    grades = [line[4].value for line in lines]
    order = ["cần xem lại", "nội dung mẫu", "suy ra theo quy tắc", "đọc nguyên văn"]
    assert grades == sorted(grades, key=order.index) and set(grades) == set(order)
    for line in lines[:400:7]:
        assert line[1].hyperlink.location == f"'{line[0].value}'!{line[1].value}"
        assert line[4].value == "nội dung mẫu" or line[5].value


def test_unsure_cells_carry_a_comment_and_a_yellow_that_goes(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    for name in ("Nhiệm vụ", "Chỉ tiêu"):
        page = book[name]
        commented = {cell.coordinate for row in page.iter_rows() for cell in row if cell.comment}
        listed = {r[1].value for r in book[CHECK_SHEET].iter_rows(min_row=5)
                  if r[0].value == name and r[4].value in ("cần xem lại", "nội dung mẫu")}  # fmt: skip
        assert commented == listed
        yellow = {
            str(area.sqref): rule.formula
            for area, rules in page.conditional_formatting._cf_rules.items()
            for rule in rules
        }
        for cell in sorted(commented)[:20]:
            assert re.fullmatch(rf"'{CHECK_SHEET}'!\$I\$\d+=\"\"", yellow[cell][0]), cell


def test_a_draft_is_checked_like_any_plan(written: Path) -> None:
    plan, findings = plan_file.check_plan(written)
    assert plan is None
    blanks = [(f.sheet, f.cell) for f in findings if f.code == "PLAN_BLANK"]
    assert blanks == [("Nhiệm vụ", "D53"), ("Nhiệm vụ", "D54"), ("Chỉ tiêu", "C66")]


def test_the_same_word_file_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    planning.import_plan(score.WORD, SHIPPED, tmp_path / "lai.xlsx")
    assert (tmp_path / "lai.xlsx").read_bytes() == written.read_bytes()


def test_nothing_is_overwritten(written: Path) -> None:
    before = written.read_bytes()
    with pytest.raises(PipelineError, match="Đã có tệp"):
        planning.import_plan(score.WORD, None, written)
    assert written.read_bytes() == before


def test_without_a_roster_units_are_proposed_and_the_draft_is_whole(tmp_path: Path) -> None:
    out = tmp_path / "du-thao.xlsx"
    draft = planning.import_plan(score.WORD, None, out)
    assert {str(r["code"]) for r in draft.rows["Đơn vị"]} >= {"VP", "KHTC", "QLTDTT"}
    _, findings = plan_file.check_plan(out)
    assert {f.code for f in findings} == {"PLAN_BLANK", "PLAN_UNKNOWN_TASK"}
    agency = {r["key"]: r for r in draft.rows["Cơ quan"]}
    assert agency["name"]["value"] == "SỞ VĂN HÓA VÀ THỂ THAO" and "xác nhận" in str(agency["name"]["basis"])
    assert agency["signer_name"]["value"] == "Nguyễn Văn Thiện"


def test_a_roster_of_another_year_gives_the_agency_and_not_the_windows(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(
        document, [("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""), ("1", "Rà soát", "", "Văn phòng", "Thanh tra", "Báo cáo")]
    )
    document.save(str(tmp_path / "ke-hoach.docx"))
    out = tmp_path / "du-thao.xlsx"
    draft = planning.import_plan(tmp_path / "ke-hoach.docx", SHIPPED, out)
    agency = {str(r["key"]): r["value"] for r in draft.rows["Cơ quan"]}
    assert (agency["name"], agency["signer_name"]) == ("SỞ VĂN HÓA VÀ THỂ THAO", "Nguyễn Văn Thiện")
    assert (agency["year"], agency["plan_title"]) == ("2023", "Kế hoạch Cải cách hành chính năm 2023")
    assert agency["plan_id"] == "KH-SNV-2023"
    other = [m for m in draft.marks if m.sheet == "Cơ quan" and "tên khác" in m.reason]
    assert len(other) == 1 and other[0].found == "SỞ NỘI VỤ"
    plan, findings = plan_file.check_plan(out)
    assert plan is not None, findings
    assert len(plan.units) == len(shipped_plan().units) and plan.tasks["I.1"].lead == ("VP",)
    assert "2023-09" in plan.calendar and "2022-09" not in plan.calendar
    assert [i.sections for i in plan.outline if i.sections] == [("I",)]


def test_json_holds_every_proposal(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from pipeline.cli import cli

    args = ["plan", "import", str(score.WORD), "--out", str(tmp_path / "a.xlsx"), "--json", str(tmp_path / "a.json")]
    told = CliRunner().invoke(cli, args)
    assert told.exit_code == 0
    assert "54 nhiệm vụ, 3 mục tiêu chung" in told.output and "plan check" in told.output
    value = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(value["proposals"]) == sum(value["grades"].values()) > 1000
    page = openpyxl.load_workbook(BytesIO((tmp_path / "a.xlsx").read_bytes()))
    for proposal in value["proposals"][:200]:
        shown = page[proposal["sheet"]].cell(proposal["row"], proposal["column"]).value
        assert isinstance(shown, str) is False or shown == proposal["value"]


# --- any small plan, broken by pages ------------------------------------------------------------------

_WORDS = st.sampled_from(["rà soát", "thủ tục", "hồ sơ", "công khai", "đào tạo", "báo cáo", "tổ chức", "kiểm tra"])
_TEXT = st.lists(_WORDS, min_size=2, max_size=9).map(lambda words: " ".join(words).capitalize())
_UNIT = st.sampled_from(["Văn phòng Sở", "Thanh tra Sở", "Phòng Kế hoạch - Tài chính", "Phòng Cải cách hành chính"])
_TASK = st.tuples(_TEXT, st.sampled_from(["Trong năm 2023", "Quý II/2023"]), _UNIT, _UNIT, _TEXT)


@settings(max_examples=some(60))
@given(st.lists(_TASK, min_size=1, max_size=6), st.permutations(range(6)), st.data())
def test_any_plan_comes_back_however_pages_break_it(
    tmp_path_factory: pytest.TempPathFactory, given_tasks: list[tuple[str, ...]], order: list[int], data: st.DataObject
) -> None:
    document = new_document()
    pages: list[list[list[str]]] = [[]]
    for number, task in enumerate(given_tasks, 1):
        cells = [str(number), *task]
        breaks = data.draw(st.sampled_from(["none", "before", "inside"])) if number > 1 or pages[0] else "none"
        if breaks == "before" and pages[-1]:
            pages.append([])
        if breaks != "inside":
            pages[-1].append(cells)
            continue
        first, second = [cells[0]], [""]
        for text in cells[1:]:  # each cell breaks between words, or ends on the first page
            words = text.split(" ")
            at = data.draw(st.integers(1, len(words)))
            first.append(" ".join(words[:at]))
            second.append(" ".join(words[at:]))
        pages[-1].append(first)
        pages.append([second])
    for index, rows in enumerate(pages):
        headings = [HEADINGS[i] for i in order]
        arranged = [[row[i] for i in order] for row in rows]
        given_rows = [headings, *arranged] if index == 0 or data.draw(st.booleans()) else arranged
        table = document.add_table(len(given_rows), 6)
        for drawn, texts in zip(table.rows, given_rows, strict=True):
            for cell, text in zip(drawn.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph(data.draw(st.sampled_from(["", str(index + 2), f"Trang {index + 2} của kế hoạch"])))
    path = tmp_path_factory.mktemp("property") / "ke-hoach.docx"
    document.save(str(path))
    draft = make_draft(read_document(path), None)
    keys = ("name", "timing", "lead_text", "coordinating_text", "product")
    found = [tuple(fold(str(row[key])) for key in keys) for row in draft.rows[TASKS.name]]
    assert found == [tuple(map(fold, task)) for task in given_tasks]
