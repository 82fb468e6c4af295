"""Writes a plan workbook: rows per sheet come in, a formatted .xlsx with lists and help comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Literal

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline.container import pack
from pipeline.fitting import row_height
from pipeline.plan_sheets import AGENCY, AGENCY_FIELDS, SHEETS, UNCONFIRMED, CellValue, PlanRows, PlanSheet
from pipeline.vietnamese import clean_text, read_percent
from pipeline.xlsx.drawn import Workbook

Grade = Literal["read", "inferred", "review", "sample"]
FONT = "Times New Roman"
SPARE_ROWS = 200  # rows under the last one that carry the lists and formats already
_HEADING_ROW = 3  # rows are counted from 0: title, note, help, headings
GUIDE = (
    ("TỆP KẾ HOẠCH", True),
    ("Đây là nơi duy nhất Văn phòng khai báo kế hoạch. Mọi mẫu nhập, phép tính và báo cáo đều lấy từ tệp này.", False),
    ("1. Cơ quan: tên cơ quan, người ký, nơi nhận, căn cứ, năm kế hoạch.", False),
    ("2. Đơn vị: mã, tên, nhóm, thư điện tử của từng đơn vị báo cáo.", False),
    ("3. Nhiệm vụ: từng nhiệm vụ, đơn vị chủ trì, phối hợp, tần suất báo cáo.", False),
    ("4. Chỉ tiêu: cách đo, mục tiêu và thời hạn; một chỉ tiêu có thể có nhiều mục tiêu.", False),
    ("5. Nội dung cho sẵn: các dòng in sẵn trong mẫu danh mục và mẫu khảo sát.", False),
    ("6. Lịch báo cáo: từng kỳ từ ngày nào đến ngày nào, hạn nộp.", False),
    ("7. Bố cục báo cáo: các phần của báo cáo và mục kế hoạch nằm trong mỗi phần.", False),
    ("8. Số liệu năm trước: kết quả của năm so sánh, từng chỉ tiêu, từng đơn vị (không bắt buộc).", False),
    ("9. Thang điểm (không bắt buộc): tiêu chí tự chấm điểm, cách chấm, điểm tối đa.", False),
    ("10. Miễn áp dụng (không bắt buộc): quy tắc kiểm tra được miễn, ai duyệt, lý do, đến ngày nào.", False),
    ("Ô nền vàng là nội dung mẫu hoặc đề xuất, cần cơ quan xác nhận trước khi dùng chính thức.", False),
    ("Sau khi sửa, chạy “make plan-check” để kiểm tra; hệ thống chỉ rõ trang và ô cần sửa.", False),
)


GRADES: dict[Grade, str] = {  # as the check sheet says them, those that need a person first
    "review": "cần xem lại",
    "sample": "nội dung mẫu",
    "inferred": "suy ra theo quy tắc",
    "read": "đọc nguyên văn",
}
UNSURE: frozenset[Grade] = frozenset({"review", "sample"})
CHECK_SHEET = "Đối chiếu"
_MOST_SHOWN = 300  # letters of what stood in Word
SEEN = ("đúng", "đã sửa")
_MOST_LINKS = 65_000  # a sheet of Excel holds 65,530
_CHECK_COLUMNS = (
    ("Trang", 13), ("Ô", 8), ("Mục", 24), ("Giá trị trong tệp này", 46), ("Mức độ", 19), ("Lý do, điều cần xem", 52),
    ("Vị trí trong Word", 24), ("Văn bản trong Word", 52), ("Đã xem", 11),
)  # fmt: skip
_CHECK_NOTE = (
    "Mỗi dòng là một ô của tệp này. Bấm vào cột “Ô” để tới ô đó; xem xong chọn “đúng” hoặc “đã sửa” ở cột “Đã xem”, "
    "ô sẽ hết nền vàng đậm."
)


@dataclass(frozen=True, slots=True)
class Mark:
    """How sure the value of a cell is, where it was read, what stood there and why to look at it."""

    sheet: str
    row: int  # of the sheet's rows, from 0
    key: str  # of the column
    grade: Grade
    place: str = ""
    found: str = ""
    reason: str = ""


def write_plan(rows: PlanRows, path: Path | BytesIO, marks: Sequence[Mark] = (), notes: Sequence[str] = ()) -> None:
    """Writes the plan workbook, into a file or into memory.

    rows: sheet name → its rows, each a mapping of column keys (see `plan_sheets`) to values; for
    the agency sheet the keys are `key` (a field of AGENCY_FIELDS), `value` and `basis`.
    marks: of a draft; each is a line of the check sheet, the unsure ones yellow cells with a comment.
    notes: what a draft left out, said at the head of that sheet.
    """
    with Workbook() as book:
        given = {row["key"]: row.get("value") for row in rows.get(AGENCY.name, ())}
        name = clean_text(str(given.get("name") or ""))
        stamp = datetime(2000, 1, 1)  # of no plan: the same rows give the same bytes
        book.set_properties({"title": "Tệp kế hoạch", "author": name, "company": name, "created": stamp})
        styles = _Styles(book)
        _write_guide(book.add_worksheet("Hướng dẫn"), styles)
        order = {grade: number for number, grade in enumerate(GRADES)}
        listed = sorted(marks, key=lambda m: order[m.grade])
        if listed:
            _write_check(book.add_worksheet(CHECK_SHEET), listed, notes, rows, styles)
        for sheet in SHEETS:
            page = book.add_worksheet(sheet.name)
            _write_frame(page, sheet, styles)
            _point_out(page, sheet, listed, rows, styles)
            if sheet is AGENCY:
                _write_agency(page, rows.get(sheet.name, ()), styles)
            else:
                _write_rows(page, sheet, rows.get(sheet.name, ()), styles)
    data = pack(book.parts)
    if isinstance(path, BytesIO):
        path.write(data)
    else:
        path.write_bytes(data)


class _Styles:
    def __init__(self, book: Workbook) -> None:
        base = {"font_name": FONT, "font_size": 12, "valign": "top", "text_wrap": True}
        cell = {**base, "border": 1, "border_color": "#BFBFBF"}

        def make(*parts: Mapping[str, object]) -> Format:
            merged: dict[str, object] = {}
            for part in parts:
                merged |= part
            return book.add_format(merged)

        self.title = make(base, {"bold": True, "font_size": 14, "text_wrap": False})
        self.note = make(base, {"italic": True, "text_wrap": False, "font_color": "#404040"})
        self.warning = make(base, {"bold": True, "text_wrap": False, "font_color": "#C00000"})
        self.help = make(base, {"italic": True, "font_size": 10, "font_color": "#595959"})
        self.heading = make(cell, {"bold": True, "bg_color": "#DCE6F1", "align": "center", "valign": "vcenter"})
        self.plain = make(base)
        self.label = make(cell, {"bold": True})
        self.link = make(cell, {"font_color": "#0563C1", "underline": 1})
        self.unsure = book.add_format({"bg_color": "#FFD966"})
        self.sample = book.add_format({"bg_color": "#FFF6D6"})
        self.cells = {
            form: make(cell, {"num_format": number_format})
            for form, number_format in (
                ("text", "@"),
                ("lines", "@"),
                ("date", "dd/mm/yyyy"),
                ("target", "General"),
                ("percent", "0%"),
                ("fine percent", "0.0###%"),
                ("count", "0"),
                ("number", "#,##0"),
                ("decimal", "General"),
            )
        }


def _write_guide(page: Worksheet, styles: _Styles) -> None:
    page.hide_gridlines(2)
    page.set_column(0, 0, 110)
    for row, (text, bold) in enumerate(GUIDE):
        page.write_string(row, 0, text, styles.title if bold else styles.plain)


def _write_frame(page: Worksheet, sheet: PlanSheet, styles: _Styles) -> None:
    page.write_string(0, 0, sheet.title, styles.title)
    page.write_string(1, 0, sheet.note, styles.note)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(2, index, column.help, styles.help)
        page.write_string(_HEADING_ROW, index, column.heading, styles.heading)
    page.set_row(2, row_height((column.help, column.width * 1.6) for column in sheet.columns) * 0.85)  # set in 10 pt
    page.set_row(_HEADING_ROW, row_height((column.heading, column.width * 1.05) for column in sheet.columns))
    page.freeze_panes(_HEADING_ROW + 1, 2 if len(sheet.columns) > 4 else 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADING_ROW)


def _write_agency(page: Worksheet, rows: Sequence[Mapping[str, CellValue]], styles: _Styles) -> None:
    given = {str(row["key"]): row for row in rows}
    for index, entry in enumerate(AGENCY_FIELDS, _HEADING_ROW + 1):
        row = given.get(entry.key, {})
        basis = str(row.get("basis") or entry.help)
        page.write_string(index, 0, entry.label, styles.label)
        _write_value(page, index, 1, row.get("value"), entry.form, styles)
        page.write_string(index, 2, basis, styles.help)
        page.set_row(index, row_height([(str(row.get("value") or ""), 76), (basis, 68)]))
        if entry.choices:
            page.data_validation(index, 1, index, 1, {"validate": "list", "source": list(entry.choices)})
    _mark_samples(page, _HEADING_ROW + 1, _HEADING_ROW + len(AGENCY_FIELDS), 1, 1, 2, styles, UNCONFIRMED[:1])


def _write_rows(page: Worksheet, sheet: PlanSheet, rows: Sequence[Mapping[str, CellValue]], styles: _Styles) -> None:
    first = _HEADING_ROW + 1
    last = first + len(rows) + SPARE_ROWS - 1
    for index, row in enumerate(rows, first):
        for number, column in enumerate(sheet.columns):
            _write_value(page, index, number, row.get(column.key), column.form, styles)
        page.set_row(index, row_height((str(row.get(c.key) or ""), c.width * 1.05) for c in sheet.columns))
    for number, column in enumerate(sheet.columns):
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "ignore_blank": True}
            page.data_validation(first, number, last, number, rule | {"show_error": column.strict})
    page.autofilter(_HEADING_ROW, 0, max(first, first + len(rows) - 1), len(sheet.columns) - 1)
    right = len(sheet.columns) - 1
    _mark_samples(page, first, last, 0, right, right, styles, UNCONFIRMED)


def place_of(mark: Mark, rows: PlanRows) -> tuple[int, int, str]:
    """Row and column of a marked cell, counted from 0, and what the cell is called."""
    sheet = next(s for s in SHEETS if s.name == mark.sheet)
    if sheet is AGENCY:
        key = rows[mark.sheet][mark.row]["key"]
        index, entry = next((i, f) for i, f in enumerate(AGENCY_FIELDS) if f.key == key)
        return _HEADING_ROW + 1 + index, 1, entry.label
    column, heading = next((i, c.heading) for i, c in enumerate(sheet.columns) if c.key == mark.key)
    return _HEADING_ROW + 1 + mark.row, column, heading


def as_shown(value: CellValue) -> str:
    """A value as a person reads it in the sheet."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)


def _write_check(page: Worksheet, marks: Sequence[Mark], notes: Sequence[str], rows: PlanRows, styles: _Styles) -> None:
    """The sheet that lists every proposal with its source, the unsure ones first."""
    page.write_string(2, 0, " ".join(notes), styles.warning)
    page.write_string(0, 0, "ĐỐI CHIẾU VỚI TỆP WORD", styles.title)
    page.write_string(1, 0, _CHECK_NOTE, styles.note)
    for column, (heading, width) in enumerate(_CHECK_COLUMNS):
        page.set_column(column, column, width)
        page.write_string(_HEADING_ROW, column, heading, styles.heading)
    first = last = _HEADING_ROW + 1
    for last, mark in enumerate(marks, first):
        row, column, name = place_of(mark, rows)
        cell = xl_rowcol_to_cell(row, column)
        value = rows[mark.sheet][mark.row].get("value" if mark.sheet == AGENCY.name else mark.key)
        texts = (
            mark.sheet,
            cell,
            name,
            as_shown(value),
            GRADES[mark.grade],
            mark.reason,
            mark.place,
            _clipped(mark.found),
            "",
        )
        for number, text in enumerate(texts):
            page.write_string(last, number, text, styles.cells["text"])
        if last < _MOST_LINKS:
            page.write_url(last, 1, f"internal:'{mark.sheet}'!{cell}", styles.link, cell)
        widths = (width * 1.05 for _, width in _CHECK_COLUMNS)
        page.set_row(last, row_height(zip(texts, widths, strict=True)))
    seen = len(_CHECK_COLUMNS) - 1
    page.data_validation(first, seen, last, seen, {"validate": "list", "source": list(SEEN)})
    unseen = f'=AND($I{first + 1}="",OR($E{first + 1}="{GRADES["review"]}",$E{first + 1}="{GRADES["sample"]}"))'
    page.conditional_format(first, 0, last, seen, {"type": "formula", "criteria": unseen, "format": styles.sample})
    page.autofilter(_HEADING_ROW, 0, last, seen)
    page.freeze_panes(_HEADING_ROW + 1, 3)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_HEADING_ROW)
    page.activate()


def _clipped(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 1] + "…"


def _point_out(page: Worksheet, sheet: PlanSheet, marks: Sequence[Mark], rows: PlanRows, styles: _Styles) -> None:
    """A deeper yellow and a comment on each unsure cell; the yellow goes when the cell has been seen."""
    for line, mark in enumerate(marks, _HEADING_ROW + 2):
        if mark.sheet != sheet.name or mark.grade not in UNSURE:
            continue
        row, column, _ = place_of(mark, rows)
        seen = f"'{CHECK_SHEET}'!$I${line}=\"\""
        rule = {"type": "formula", "criteria": f"={seen}", "format": styles.unsure, "stop_if_true": True}
        page.conditional_format(row, column, row, column, rule)
        where = f"Trong Word: {mark.place}." if mark.place else ""
        stood = f"Ở đó ghi: {_clipped(mark.found)}" if mark.found else ""
        text = "\n".join(filter(None, (mark.reason, where, stood)))
        size = {"x_scale": 2.2, "y_scale": min(4.0, 0.6 + len(text) / 140), "font_size": 10}
        page.write_comment(row, column, text, {"author": "Đối chiếu", **size})


def _mark_samples(
    page: Worksheet, first: int, last: int, left: int, right: int, basis: int, styles: _Styles, words: Sequence[str]
) -> None:
    """Yellow where the basis says it awaits confirmation; it goes when the office edits the basis.

    words: what says so; the help beside the agency's fields speaks of "mẫu" in another sense.
    """
    cell = xl_rowcol_to_cell(first, basis, col_abs=True)
    found = ",".join(f'ISNUMBER(SEARCH("{word}",{cell}))' for word in words)
    rule = {"type": "formula", "criteria": f"=OR({found})", "format": styles.sample}
    page.conditional_format(first, left, last, right, rule)


def _write_value(page: Worksheet, row: int, column: int, value: CellValue, form: str, styles: _Styles) -> None:
    style = styles.cells[form]
    share = read_percent(value) if form == "target" and isinstance(value, str) else None
    if value is None or value == "":
        page.write_blank(row, column, None, style)
    elif share is not None:
        whole = (share * 100).denominator == 1
        page.write_number(row, column, float(share), styles.cells["percent" if whole else "fine percent"])
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime(value.year, value.month, value.day), style)
    elif isinstance(value, (int, Decimal)):
        name = "decimal" if value != int(value) else "number" if form == "number" else "count"
        page.write_number(row, column, float(value), styles.cells[name])
    else:
        page.write_string(row, column, value, style)
