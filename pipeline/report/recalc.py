"""The sheet "Tính lại" of the summary workbook: Results and merged rows come in, live formulas go out.

Each figure is reckoned from top to bottom as an auditor would, beside it what the report says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import CellFormulaTuple, CellNumberTuple, CellStringTuple, Worksheet

from pipeline.fitting import row_height
from pipeline.merge import Mark, observations
from pipeline.model import TargetStatus, TaskStatus
from pipeline.outcome import Results, Tally, TaskResult
from pipeline.report import live
from pipeline.report.live import At, Known, Live, Rows
from pipeline.report.pen import Pen
from pipeline.report.retrace import retrace
from pipeline.report.sheet_rows import shown
from pipeline.report.steps import FIRST, MEASURE, TARGET, Given, Sheet, Step, known
from pipeline.vietnamese import clean_text, one_line
from pipeline.wording import TARGET_STATUS, TASK_STATUS
from pipeline.xlsx.marks import letters, markup

_DONE, _STATE = "Hoàn thành nhiệm vụ", "Tình trạng nhiệm vụ"
_NAME = "Tính lại"
_OBJECTIVE = {_DONE: "Hoàn thành mục tiêu chung", _STATE: "Tình trạng mục tiêu chung"}


def steps(results: Results, table: pd.DataFrame, marks: Sequence[Mark]) -> list[Step]:
    """The whole reckoning: measures and tasks in the order of the plan, then sections and plan."""
    told = observations(table)
    numbers = [item_number(results, row.measure, row.part) for row in told]
    sheet = Sheet(results, Rows(zip(told, marks, numbers, strict=True)))
    for task in (*results.objectives, *results.tasks):
        _task(sheet, task)
    last = sheet.row - 1
    sheet.code = ""
    for section, tally in results.sections:
        _tally(sheet, f"Mục {section.code}", section.title, tally, last)
    _tally(sheet, "", "Toàn kế hoạch", results.overall, last)
    return sheet.steps


def item_number(results: Results, measure: str, part: str) -> int:
    """Which given item of its measure a merged row is about; 0 where it is none."""
    items = results.plan.measures[measure].items
    return items.index(part) + 1 if part in items else 0


# --- tasks, sections, plan ------------------------------------------------------------------------


def _task(sheet: Sheet, task: TaskResult) -> None:
    sheet.section = f"Mục {task.task.section}"
    first = sheet.row
    for result in task.measures:
        retrace(sheet, result)
    last = sheet.row - 1
    if last < first:
        return
    sheet.code = task.task.code
    done, state = (_OBJECTIVE[n] if task.task.objective else n for n in (_DONE, _STATE))
    own = sheet.steps[first - FIRST :]
    sheet.add(
        done, _mean(own, f'C{first}:C{last},"{MEASURE}"', MEASURE, f"J{first}:J{last}"), task.completion,
        told=task.task.name, form="share", how="Trung bình các dòng “Hoàn thành chỉ tiêu” của nhiệm vụ",
    )  # fmt: skip
    judged, good, again = _state(sheet, own, first, last)
    sheet.add(
        state, again, TASK_STATUS[task.status], form="text", cells={"E": good, "F": judged},
        how="Hoàn thành khi mọi mục tiêu được đánh giá đều đạt hoặc không phát sinh",
    )  # fmt: skip


def _mean(own: Sequence[Step], terms: str, name: str, column: str) -> Live:
    """The mean of the results of steps of a name, of those that show one."""
    shares = [v for s in own if s.name == name and isinstance(v := known(s.cells["J"]), Fraction)]
    count = f'COUNTIFS({terms},{column},">=0")'
    value = sum(shares, Fraction(0)) / len(shares) if shares else None
    return Live(f'IF({count}=0,"",SUMIFS({column},{terms})/{count})', value)


def _state(sheet: Sheet, own: Sequence[Step], first: int, last: int) -> tuple[Live, Live, Live]:
    """Of a task: targets that are judged, those that are met or did not arise, and what it comes to."""
    states = [known(s.cells["J"]) for s in own if s.name == TARGET]
    terms = f'C{first}:C{last},"{TARGET}"'

    def count(status: TargetStatus) -> Live:
        words = TARGET_STATUS[status]
        return Live(f'COUNTIFS({terms},J{first}:J{last},"{words}")', Fraction(states.count(words)))

    nil, unknown = count("nothing_arose"), count("no_data")
    judged = live.minus(Live(f"COUNTIFS({terms})", Fraction(len(states))), count("tracked"))
    good = live.plus(count("met"), nil)
    e, f = sheet.here("E", good), sheet.here("F", judged)
    empty = live.plus(unknown, nil)
    tests: tuple[tuple[str, bool, TaskStatus], ...] = (
        (f"{f.cell}=0", f.value == 0, "tracked"),
        (f"{nil.formula}={f.cell}", nil.value == f.value, "nothing_arose"),
        (f"{e.cell}={f.cell}", e.value == f.value, "complete"),
        (f"{empty.formula}={f.cell}", empty.value == f.value, "no_data"),
    )
    formula = "".join(f'IF({test},"{TASK_STATUS[status]}",' for test, _, status in tests)
    formula += f'"{TASK_STATUS["incomplete"]}"' + ")" * len(tests)
    state: TaskStatus = next((status for _, holds, status in tests if holds), "incomplete")
    return judged, good, Live(formula, TASK_STATUS[state])


def _tally(sheet: Sheet, section: str, title: str, tally: Tally, last: int) -> None:
    """Counts and mean of a section, or (section "") of the plan."""
    sheet.section = section
    sheet.title("Tổng hợp", title, "Đếm và lấy trung bình các dòng nhiệm vụ")
    own = [s for s in sheet.steps[: last - FIRST + 1] if section in ("", s.section)]
    states = [known(s.cells["J"]) for s in own if s.name == _STATE]
    within = f'$A${FIRST}:$A${last},"{section}",' if section else ""
    terms, column = f"{within}$C${FIRST}:$C${last}", f"$J${FIRST}:$J${last}"

    def count(status: TaskStatus) -> Live:
        words = TASK_STATUS[status]
        return Live(f'COUNTIFS({terms},"{_STATE}",{column},"{words}")', Fraction(states.count(words)))

    def add(name: str, again: Live, report: int, how: str = "") -> At:
        return sheet.add(name, again, Fraction(report), how=how)

    nil = add("Nhiệm vụ không phát sinh", count("nothing_arose"), tally.nothing_arose)
    tracked = add("Nhiệm vụ chỉ theo dõi", count("tracked"), tally.tracked)
    everything = Live(f'COUNTIFS({terms},"{_STATE}")', Fraction(len(states)))
    judged = live.minus(live.minus(everything, live.same(nil)), live.same(tracked))
    judged = Live(f"{everything.formula}-{nil.cell}-{tracked.cell}", judged.value)
    add("Nhiệm vụ được đánh giá", judged, tally.tasks, "Trừ nhiệm vụ không phát sinh, chỉ theo dõi")
    add("Nhiệm vụ hoàn thành", count("complete"), tally.tasks_complete)
    sheet.add(
        "Mức hoàn thành", _mean(own, f'{terms},"{_DONE}"', _DONE, column), tally.completion, form="share",
        how="Trung bình các dòng “Hoàn thành nhiệm vụ”",
    )  # fmt: skip


# --- the sheet ------------------------------------------------------------------------------------

_HEADS: tuple[tuple[str, int, str], ...] = (  # heading, width, form; "" where it changes from step to step
    ("Mục", 10, "text"), ("Mã", 12, "text"), ("Bước tính", 26, "text"), ("Nội dung", 44, "wrap"),
    ("Số đạt được", 14, "number"), ("Tổng số", 14, "number"), ("Mức so sánh", 12, "scale"), ("Đạt mức", 14, "mark"),
    ("Thời hạn", 12, "date"), ("Tính lại", 16, "form"), ("Báo cáo", 16, "form"), ("Đối chiếu", 13, "mark"),
    ("Cách tính", 40, "wrap"),
)  # fmt: skip
_TOLD, _HOW = 3, 12  # columns of texts that are wrapped
_NOTE = (
    "Cách đọc: mỗi chỉ tiêu là một khối dòng, tính lần lượt từ trên xuống. Chọn một ô để xem công thức; các tên gop_… "
    "trong công thức là các cột của trang “Dữ liệu gộp”. Muốn xem đúng các dòng đã cộng: ở trang ấy lọc cột “Chỉ tiêu” "
    "theo mã và cột “Được tính” theo dấu x. Ô nền xám là dữ liệu lấy từ kết quả đánh giá, không tính lại bằng công "
    "thức. Ô trống là không có số liệu, khác với 0. Số liệu chênh nhau không quá một phần triệu, tỷ lệ không quá một "
    "phần tỷ thì ghi “khớp”."
)
_FIRST_DAY = date(1899, 12, 30)  # from which spreadsheets count
_WHOLE: dict[str, object] = {"num_format": "#,##0", "shrink": True}
_MORE: dict[str, dict[str, object]] = {
    "number": {"shrink": True},
    "share": {"num_format": "0.0#####%"},
    "mark": {"align": "center", "shrink": True},
}
_PLAIN = {"mark": "text"}
_GIVEN = {"bg_color": "#E7E6E6", "italic": True}


class _Forms:
    """The formats of the sheet, each made once."""

    def __init__(self, pen: Pen) -> None:
        self.pen, self.made = pen, dict[tuple[str, bool, bool], Format]()
        self.heading = {form: pen.cell(form, bold=True, bg_color="#F2F7FC") for form in ("text", "wrap")}

    def of(self, form: str, value: Known, *, given: bool) -> Format:
        """Of a value: long sums shrink rather than show #####."""
        whole = form == "number" and (not isinstance(value, Fraction) or value.denominator == 1)
        key = form, whole, given
        if key not in self.made:
            more = _WHOLE if whole else _MORE.get(form, {})
            self.made[key] = self.pen.cell(_PLAIN.get(form, form), **more, **(_GIVEN if given else {}))
        return self.made[key]


class _Page(Worksheet):
    """A sheet of plain formulas, every cell with a format: written in fewer steps than the library takes for all else.

    None holds a function that Excel stores under another name, and none comes to an error.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")  # the library looks for a hundred such names

    def _write_formula(
        self, row: int, col: int, formula: str, cell_format: Format | None = None, value: float | str = 0
    ) -> Literal[0]:
        self.table[row][col] = CellFormulaTuple(formula, cell_format, value)
        return 0

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if isinstance(cell, CellStringTuple):
            told = f' t="s"><v>{cell.string}</v>'
        elif isinstance(cell, CellFormulaTuple) and isinstance(cell.value, str):
            kind = ' t="str"' if cell.value else ""
            told = f"{kind}><f>{markup(cell.formula)}</f><v>{markup(cell.value)}</v>"
        elif isinstance(cell, CellFormulaTuple):
            told = f"><f>{markup(cell.formula)}</f><v>{cell.value}</v>"
        elif isinstance(cell, CellNumberTuple):
            told = f"><v>{cell.number:.16G}</v>"
        else:
            super()._write_cell(row, col, cell)
            return
        place = f'<c r="{letters(col)}{row + 1}" s="{cell.format._get_xf_index()}"'
        self.fh.write(f"{place}{told}</c>")  # type: ignore[attr-defined]


def write_recalculation(pen: Pen, results: Results, table: pd.DataFrame, marks: Sequence[Mark]) -> None:
    """Writes the sheet; the names that its formulas use are the business of the sheet of merged rows."""
    page = pen.book.add_worksheet(_NAME, _Page)
    told = steps(results, table, marks)
    last = FIRST + len(told) - 1
    forms = _Forms(pen)
    for column, (heading, width, _) in enumerate(_HEADS):
        page.set_column(column, column, width)
        page.write_string(FIRST - 2, column, heading, pen.head)
    page.write_string(0, 0, f"TÍNH LẠI KẾT QUẢ {results.period.title.upper()} TỪ DỮ LIỆU GỘP", pen.title)
    page.write_string(1, 0, "Số chỗ tính lại khác với báo cáo:", pen.strong)
    checks = f"$L${FIRST}:$L${last}"
    different = sum(known(s.cells.get("L")) == "KHÁC" for s in told)
    page.write_formula(1, 4, f'COUNTIF({checks},"KHÁC")', pen.cell("number", bold=True, **_WHOLE), different)
    page.write_string(2, 0, "Ngày đánh giá:", pen.strong)
    pen.write(page, 2, 4, results.as_of, "date")
    pen.book.define_name(live.AS_OF, f"='{_NAME}'!$E$3")
    page.merge_range(3, 0, 3, len(_HEADS) - 1, _NOTE, pen.cell("wrap", border=0, italic=True))
    page.set_row(3, 54)
    for row, step in enumerate(told, FIRST - 1):
        _write_step(page, row, step, forms)
    red = pen.book.add_format({"bg_color": "#F8CBAD", "font_color": "#9C0006", "bold": True})
    page.conditional_format(checks, {"type": "cell", "criteria": "==", "value": '"KHÁC"', "format": red})
    page.conditional_format("$E$2", {"type": "cell", "criteria": ">", "value": 0, "format": red})
    table_range = f"$A${FIRST}:$M${last}"
    frame = pen.book.add_format({"border": 1, "border_color": "#BFBFBF"})
    page.conditional_format(table_range, {"type": "formula", "criteria": f'=$C{FIRST}<>""', "format": frame})
    page.freeze_panes(FIRST - 1, 3)
    page.autofilter(FIRST - 2, 0, last - 1, len(_HEADS) - 1)
    pen.print_on_a4(page)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
    page.repeat_rows(FIRST - 2)


def _write_step(page: Worksheet, row: int, step: Step, forms: _Forms) -> None:
    """Only what is filled in; the frame of the empty cells is drawn for the whole table at once."""
    told = clean_text(one_line(step.told))
    page.set_row(row, row_height(((told, _HEADS[_TOLD][1] * 1.05), (step.how, _HEADS[_HOW][1] * 1.05))))
    wrap, text = (forms.heading[f] if step.heading else forms.pen.formats[f] for f in ("wrap", "text"))
    texts = ((0, step.section, text), (1, step.code, text), (2, step.name, text), (_TOLD, told, wrap))
    for column, words, style in (*texts, (_HOW, step.how, wrap)):
        if words:
            page.write_string(row, column, words, style)
    own = {"form": "mark" if step.form == "text" else step.form, "scale": step.scale}
    for letter, content in step.cells.items():
        column, value = ord(letter) - ord("A"), known(content)
        form = _HEADS[column][2]
        style = forms.of(own.get(form, form), value, given=isinstance(content, Given))
        if isinstance(content, Live):
            page.write_formula(row, column, content.formula, style, _cached(value))
        elif value is not None or isinstance(content, Given):
            forms.pen.put(page, row, column, value, style)


def _cached(value: Known) -> float | str:
    """What a formula comes to, for programs that show a sheet without reckoning."""
    if isinstance(value, date):
        return float((value - _FIRST_DAY).days)
    return shown(value) if isinstance(value, Fraction) else value or ""
