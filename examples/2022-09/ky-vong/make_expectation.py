"""Makes ky-vong.xlsx: what a correct report of September 2022 must say, computed by a spreadsheet.

    python examples/2022-09/ky-vong/make_expectation.py

The numbers come from the scenario (what each unit typed), the measures and targets from
`chi-tieu.csv` (the plan), and the state of each file and each rule from the written rules of the
product, by hand. Everything else is a formula that LibreOffice calculates. Nothing of the program
takes part in it.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import kich_ban as scenario  # noqa: E402
from saving import steady, through_libreoffice  # noqa: E402

OUT = HERE / "ky-vong.xlsx"
AS_OF = date(2022, 9, 14)
DEADLINES = {202208: date(2022, 8, 16), 202209: date(2022, 9, 16)}
NOW = 202209

# --- the plan, by hand --------------------------------------------------------------------------

ROOMS = ["KHTC", "QLVHGD", "QLTDTT"]
PUBLIC_UNITS = ["TVT", "BTT", "TTBTDT", "TTVHDA", "NHNTTT", "DCMNHD", "TTHLKTTT"]
REPORTING = {
    "A.I.4": PUBLIC_UNITS,
    "A.I.5": ROOMS,
    "A.III.1": ["TTRA"],
    "A.III.2": ["TTRA"],
    "A.III.3": ROOMS,
    "A.III.4": ROOMS,
    "A.IV.4": ["QLVHGD", "QLTDTT"],
    "A.IV.7": ["VP", "TTRA"],
    "A.V.3b": ["KHTC"],
    "A.V.5": ROOMS,
    "A.V.6": ["TTRA"],
    "A.VI.2": ["VP", *ROOMS, *PUBLIC_UNITS],
    "A.VI.4": ["VP", *ROOMS, *PUBLIC_UNITS],
    "A.VII.1": [*ROOMS, *PUBLIC_UNITS],
    "A.VII.2": ["KHTC"],
    "A.VII.3": ["KHTC"],
    "A.VII.4": ["KHTC"],
    "A.VII.5": ["KHTC"],
    "A.VIII.1": ["VP", *ROOMS, *PUBLIC_UNITS],
    "A.IX.1": [*ROOMS, *PUBLIC_UNITS],
    "B.2.2": ["QLVHGD", "QLTDTT"],
}  # every other task: VP

# --- the files, by hand: (state, reason) --------------------------------------------------------

ACCEPTED, WARNED, REJECTED = "accepted", "accepted_with_warnings", "rejected"
STATES = {
    "VP/A.I.3__VP__2022-09.xlsx": ("superseded", "Có bản gửi lại hợp lệ “(1)”."),
    "KHTC/A.VII.1__KHTC__2022-09.xlsx": ("superseded", "Có “bản cuối” hợp lệ gửi sau."),
    "TTVHDA/A.VI.2__TTVHDA__2022-09.xlsx": ("superseded", "Có bản gửi lại hợp lệ “(1)”."),
    "TVT/Thu vien tinh - A.IX.1 (gui lai).xlsx": ("duplicate", "Giống hệt tệp đã nhận."),
    "NHNTTT/A.VI.4 Nha hat (ban word doi duoi).xlsx": (REJECTED, "Không phải bảng tính."),
    "QLVHGD/QLVHGD - A.VIII.1 - thang 9.2022.xlsx": (REJECTED, "Ô tử số là lỗi #REF!."),
    "QLTDTT/Bao cao T9 - A.III.4 (QLTDTT).xlsx": (REJECTED, "Tử số 13 lớn hơn mẫu số 11."),
    "TTBTDT/Báo cáo A.VI.2 - TT Bảo tồn di tích.xlsx": (
        REJECTED,
        "Không phát sinh ở nhiệm vụ không có nội dung “nếu có”.",
    ),
    "VP/A.IV.3__VP__2022-09.xlsx": (WARNED, "Ghi Hoàn thành nhưng mới công khai 121/128 thủ tục."),
    "VP/B.2.3__VP__2022-09.xlsx": (WARNED, "Để trống chỉ tiêu B.2.3.2."),
    "TTBTDT/Báo cáo A.VII.1 - TT Bảo tồn di tích.xlsx": (WARNED, "Một số tiền gõ dạng chữ, vẫn đọc được."),
    "QLTDTT/Bao cao T9 - A.IX.1 (QLTDTT).xlsx": (WARNED, "Số liệu tính đến 16/9/2022, sau kỳ báo cáo."),
}
READ_AS = {"1.250.000.000": 1_250_000_000}  # amounts typed as text, and what they mean

# --- the spreadsheet ------------------------------------------------------------------------------

HEAD = PatternFill("solid", fgColor="DDEBF7")
FORMATS = {"date": "dd/mm/yyyy", "datetime": "dd/mm/yyyy hh:mm"}


@dataclass
class Table:
    """A sheet that is written row by row; columns are addressed by their heading."""

    title: str
    headings: list[str]
    note: str
    rows: list[list[object]] = field(default_factory=list)

    FIRST = 3  # row 1: the note, row 2: headings

    def add(self, **values: object) -> int:
        unknown = set(values) - set(self.headings)
        assert not unknown, unknown
        self.rows.append([values.get(h, "") for h in self.headings])
        return self.next - 1

    @property
    def next(self) -> int:
        return self.FIRST + len(self.rows)

    def letter(self, heading: str) -> str:
        return get_column_letter(self.headings.index(heading) + 1)

    def at(self, heading: str, row: int) -> str:
        """A cell of another sheet."""
        return f"'{self.title}'!{self.letter(heading)}{row}"

    def all(self, heading: str, last: int = 999) -> str:
        """A whole column of another sheet."""
        c = self.letter(heading)
        return f"'{self.title}'!${c}${self.FIRST}:${c}${last}"

    def write(self, book: Workbook) -> None:
        sheet = book.create_sheet(self.title)
        sheet["A1"] = self.note
        sheet["A1"].font = Font(italic=True)
        for column, heading in enumerate(self.headings, 1):
            cell = sheet.cell(2, column, heading)
            cell.font, cell.fill = Font(bold=True), HEAD
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            longest = max((len(str(r[column - 1])) for r in self.rows if not is_formula(r[column - 1])), default=0)
            sheet.column_dimensions[get_column_letter(column)].width = min(60, max(12, longest + 2))
        for row, values in enumerate(self.rows, self.FIRST):
            for column, value in enumerate(values, 1):
                if value == "" or value is None:
                    continue
                cell = sheet.cell(row, column, value)  # type: ignore[arg-type]
                if isinstance(value, datetime):
                    cell.number_format = FORMATS["datetime"]
                elif isinstance(value, date):
                    cell.number_format = FORMATS["date"]
                elif isinstance(value, str) and value.startswith("#"):
                    cell.data_type = "s"
        sheet.freeze_panes = "A3"


def is_formula(value: object) -> bool:
    return isinstance(value, str) and value.startswith("=")


FILES = Table(
    "Tệp",
    [
        "Tệp",
        "Nhiệm vụ",
        "Đơn vị",
        "Kỳ",
        "Nhận lúc",
        "Trạng thái",
        "Lý do",
        "Không phát sinh",
        "Hạn nộp",
        "Ngày trễ",
        "Được tổng hợp",
        "Là kỳ mới nhất",
    ],
    "Mỗi dòng một tệp của hộp nhận. Trạng thái do người lập ghi; ngày trễ và hai cột cuối là công thức.",
)
RATIOS = Table(
    "Tỷ lệ",
    ["Tệp", "Chỉ tiêu", "Đơn vị", "Tử số", "Mẫu số", "Tính", "Bằng 0/0"],
    "Tính = 1 khi tệp được tổng hợp và là kỳ mới nhất của đơn vị.",
)
COUNTS = Table(
    "Số lượng", ["Tệp", "Chỉ tiêu", "Đơn vị", "Số lượng", "Tính"], "Tính = 1 khi tệp được tổng hợp và là kỳ mới nhất."
)
BASELINES = Table(
    "So với 2021",
    ["Tệp", "Chỉ tiêu", "Đơn vị", "Hiện nay", "Năm 2021", "Tính"],
    "Tính = 1 khi tệp được tổng hợp và là kỳ mới nhất.",
)
DOCUMENTS = Table(
    "Văn bản",
    ["Tệp", "Chỉ tiêu", "Đơn vị", "Số, ký hiệu", "Ngày", "Trích yếu", "Tính", "Khóa", "Đếm"],
    "Hợp các dòng của mọi tệp được tổng hợp trong năm; một văn bản (số, ngày) chỉ đếm một lần.",
)
CHECKLISTS = Table(
    "Danh mục", ["Tệp", "Chỉ tiêu", "Đơn vị", "Thứ tự", "Trả lời", "Tính"], "Tỷ lệ = số dòng Có / số dòng cho sẵn."
)
PROJECTS = Table(
    "Giải ngân",
    ["Tệp", "Chỉ tiêu", "Đơn vị", "Dự án", "Vốn được giao", "Đã giải ngân", "Tính", "Ghi chú"],
    "Đơn vị tính: đồng. Tính = 1 khi tệp được tổng hợp và là kỳ mới nhất.",
)
SURVEY = Table(
    "Khảo sát",
    [
        "Tệp",
        "Chỉ tiêu",
        "Đơn vị",
        "Nhân tố",
        "Rất không hài lòng",
        "Không hài lòng",
        "Bình thường",
        "Hài lòng",
        "Rất hài lòng",
        "Tính",
        "Hài lòng trở lên",
        "Trả lời hợp lệ",
    ],
    "Gộp các nhân tố: tổng hai mức trên / tổng trả lời hợp lệ.",
)
CASES = Table(
    "Hồ sơ",
    ["Chỉ tiêu", "Mã hồ sơ", "Tiếp nhận", "Hẹn trả", "Trả kết quả", "Đã trả", "Trả đúng hoặc trước hạn"],
    "Danh sách của tệp A.IV.5; hồ sơ chưa trả không nằm trong mẫu số.",
)
ASKED = Table(
    "Phải nộp",
    ["Nhiệm vụ", "Đơn vị", "Hạn nộp", "Số tệp được tổng hợp", "Thiếu"],
    "122 mẫu phát ra cho tháng 9 năm 2022; thiếu khi không có tệp nào của kỳ này được tổng hợp.",
)
UNITS = Table(
    "Đơn vị",
    [
        "Chỉ tiêu",
        "Nhiệm vụ",
        "Đơn vị",
        "Tệp tính",
        "Dòng số liệu",
        "Không phát sinh",
        "Đã trả lời",
        "Chỉ báo không phát sinh",
        "Số văn bản",
    ],
    "Mỗi dòng một đơn vị phải báo cáo một chỉ tiêu. Đã trả lời = có số liệu hoặc báo không phát sinh.",
)
MEASURES = Table(
    "Chỉ tiêu",
    [
        "Chỉ tiêu",
        "Nhiệm vụ",
        "Loại",
        "Tử số",
        "Mẫu số",
        "Giá trị",
        "Năm 2021",
        "Số đơn vị",
        "Đã trả lời",
        "Không phát sinh",
        "Hoàn thành",
    ],
    "Hoàn thành = mức hoàn thành của mục tiêu có thời hạn sớm nhất chưa qua; để trống: không tính.",
)
TARGETS = Table(
    "Mục tiêu",
    [
        "Chỉ tiêu",
        "Nhiệm vụ",
        "So sánh",
        "Mục tiêu",
        "Kiểu",
        "Số",
        "Thời hạn",
        "Số kỳ đã qua",
        "Số kỳ đạt",
        "Đạt",
        "Tình trạng",
        "Hoàn thành",
    ],
    "Tình trạng tại ngày 14/09/2022, theo quy tắc của sản phẩm; số kỳ: tháng 2022-09, quý 2022-Q3.",
)
TASKS = Table(
    "Nhiệm vụ",
    ["Nhiệm vụ", "Mục", "Mục tiêu phải xét", "Đạt", "Không phát sinh", "Chưa có số liệu", "Tình trạng", "Hoàn thành"],
    "54 nhiệm vụ (mục tiêu chung MT không phải là nhiệm vụ). Hoàn thành = trung bình các chỉ tiêu.",
)
SECTIONS = Table(
    "Mục",
    ["Mục", "Nhiệm vụ hoàn thành", "Nhiệm vụ được tính", "Không phát sinh", "Theo dõi", "Hoàn thành"],
    "14 mục và toàn kế hoạch; nhiệm vụ không phát sinh hoặc chỉ theo dõi không nằm trong phép tính.",
)
TABLES = (
    FILES,
    RATIOS,
    COUNTS,
    BASELINES,
    DOCUMENTS,
    CHECKLISTS,
    PROJECTS,
    SURVEY,
    CASES,
    ASKED,
    UNITS,
    MEASURES,
    TARGETS,
    TASKS,
    SECTIONS,
)


def main() -> None:
    plan = read_plan()
    write_files(plan)
    write_asked(plan)
    unit_rows = write_units(plan)
    measure_rows = write_measures(plan, unit_rows)
    target_rows = write_targets(plan, measure_rows)
    write_measure_completion(plan, target_rows)
    write_tasks(plan)
    write_sections()
    book = Workbook()
    book.properties.created = datetime(2022, 9, 22)
    book.remove(book.worksheets[0])
    for table in TABLES:
        table.write(book)
    stream = BytesIO()
    book.save(stream)
    with tempfile.TemporaryDirectory() as place:
        data = through_libreoffice({"ky-vong": stream.getvalue()}, Path(place))["ky-vong"]
    OUT.write_bytes(steady(data, datetime(2022, 9, 22, 8, 0)))
    values = openpyxl.load_workbook(OUT, data_only=True)
    assert not [c for s in values for r in s.iter_rows() for c in r if c.data_type == "e"], "lỗi công thức"
    print(f"{OUT.name}: {len(FILES.rows)} tệp, {len(MEASURES.rows)} chỉ tiêu, {len(TASKS.rows)} nhiệm vụ")


def read_plan() -> list[dict[str, str]]:
    with (HERE / "chi-tieu.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def reporting(task: str) -> list[str]:
    return REPORTING.get(task, ["VP"])


# --- what was typed -------------------------------------------------------------------------------


def number_of(period: str) -> int:
    return int(period.replace("-", ""))


def write_files(plan: list[dict[str, str]]) -> None:
    sent = scenario.sent()
    by_path = {s.path: s for s in sent}
    last = FILES.FIRST + len(sent) - 1
    for s in sent:
        said = by_path.get(s.copy_of, s)
        state, reason = STATES.get(s.path, (ACCEPTED, ""))
        r = FILES.next
        task, unit, period, accepted = (f"${FILES.letter(h)}" for h in ("Nhiệm vụ", "Đơn vị", "Kỳ", "Được tổng hợp"))
        newer = ", ".join(
            f"{c}${FILES.FIRST}:{c}${last}, {test}"
            for c, test in ((task, f"{task}{r}"), (unit, f"{unit}{r}"), (accepted, "1"), (period, f'">"&{period}{r}'))
        )
        deadline, received, state_column = (FILES.letter(h) for h in ("Hạn nộp", "Nhận lúc", "Trạng thái"))
        known = not s.docx
        FILES.add(
            **{
                "Tệp": s.path,
                "Nhiệm vụ": said.task if known else "",
                "Đơn vị": said.unit if known else "",
                "Kỳ": number_of(said.period) if known else "",
                "Nhận lúc": s.received,
                "Trạng thái": state,
                "Lý do": reason,
                "Không phát sinh": 1 if said.nil else 0,
                "Hạn nộp": DEADLINES[number_of(said.period)] if known else "",
                "Ngày trễ": f"=MAX(0,INT({received}{r})-{deadline}{r})" if known else "",
                "Được tổng hợp": f'=IF(LEFT({state_column}{r},8)="accepted",1,0)',
                "Là kỳ mới nhất": f"=IF({accepted}{r}=1,IF(COUNTIFS({newer})=0,1,0),0)",
            }
        )
        for measure, answer in said.answers.items():
            write_answer(s, r, measure, answer)
    assert not set(STATES) - set(by_path)


def write_answer(s: scenario.Sent, file_row: int, measure: str, answer: scenario.Answer) -> None:
    newest = f"={FILES.at('Là kỳ mới nhất', file_row)}"
    who = {"Tệp": s.path, "Chỉ tiêu": measure, "Đơn vị": s.unit}
    match answer:
        case scenario.Ratio(numerator, denominator):
            r = RATIOS.next
            zero = f"=IF(AND({RATIOS.letter('Tính')}{r}=1,{RATIOS.letter('Mẫu số')}{r}=0),1,0)"
            RATIOS.add(**who, **{"Tử số": numerator, "Mẫu số": denominator, "Tính": newest, "Bằng 0/0": zero})
        case scenario.Count(count):
            COUNTS.add(**who, **{"Số lượng": count, "Tính": newest})
        case scenario.Baseline(current, baseline):
            BASELINES.add(**who, **{"Hiện nay": current, "Năm 2021": baseline, "Tính": newest})
        case scenario.Documents(rows):
            for row in rows:
                write_document(who, file_row, row)
        case scenario.Checklist(answers, _):
            for order, done in enumerate(answers, 1):
                CHECKLISTS.add(**who, **{"Thứ tự": order, "Trả lời": done, "Tính": newest})
        case scenario.Disbursement(_, rows):
            for project in rows:
                allocated = READ_AS.get(str(project.allocated), project.allocated)
                note = f"gõ dạng chữ “{project.allocated}”" if allocated != project.allocated else ""
                PROJECTS.add(
                    **who,
                    **{
                        "Dự án": project.name,
                        "Vốn được giao": allocated,
                        "Đã giải ngân": project.disbursed,
                        "Tính": newest,
                        "Ghi chú": note,
                    },
                )
        case scenario.Survey(rows):
            for order, levels in enumerate(rows, 1):
                r = SURVEY.next
                SURVEY.add(
                    **who,
                    **{
                        "Nhân tố": order,
                        "Tính": newest,
                        **dict(zip(SURVEY.headings[4:9], levels, strict=True)),
                        "Hài lòng trở lên": f"=H{r}+I{r}",
                        "Trả lời hợp lệ": f"=SUM(E{r}:I{r})",
                    },
                )
        case scenario.Cases(rows, _, _):
            for case in rows:
                r = CASES.next
                CASES.add(
                    **{
                        "Chỉ tiêu": measure,
                        "Mã hồ sơ": case.id,
                        "Tiếp nhận": case.received,
                        "Hẹn trả": case.due,
                        "Trả kết quả": case.returned or "",
                        "Đã trả": f'=IF(E{r}="",0,1)',
                        "Trả đúng hoặc trước hạn": f'=IF(E{r}="",0,IF(E{r}<=D{r},1,0))',
                    }
                )


def write_document(who: dict[str, str], file_row: int, row: scenario.Document) -> None:
    r = DOCUMENTS.next
    key = f'=B{r}&"|"&IF(D{r}<>"",D{r}&"|"&E{r},C{r}&"|"&E{r}&"|"&LOWER(F{r}))'
    first = f"=IF(G{r}=1,IF(SUMPRODUCT((H${DOCUMENTS.FIRST}:H{r}=H{r})*(G${DOCUMENTS.FIRST}:G{r}=1))=1,1,0),0)"
    DOCUMENTS.add(
        **who,
        **{
            "Số, ký hiệu": row.number,
            "Ngày": row.day,
            "Trích yếu": row.subject,
            "Tính": f"={FILES.at('Được tổng hợp', file_row)}",
            "Khóa": key,
            "Đếm": first,
        },
    )


# --- who answered -----------------------------------------------------------------------------------


def write_asked(plan: list[dict[str, str]]) -> None:
    tasks = list(dict.fromkeys(m["nhiem_vu"] for m in plan))
    for task in tasks:
        for unit in reporting(task):
            r = ASKED.next
            ASKED.add(
                **{
                    "Nhiệm vụ": task,
                    "Đơn vị": unit,
                    "Hạn nộp": DEADLINES[NOW],
                    "Số tệp được tổng hợp": f"=COUNTIFS({FILES.all('Nhiệm vụ')},A{r},{FILES.all('Đơn vị')},B{r},"
                    f"{FILES.all('Kỳ')},{NOW},{FILES.all('Được tổng hợp')},1)",
                    "Thiếu": f"=IF(D{r}=0,1,0)",
                }
            )
    assert len(ASKED.rows) == 122


def write_units(plan: list[dict[str, str]]) -> dict[str, tuple[int, int]]:
    """One row per measure and unit; returns the first and last row of each measure."""
    places: dict[str, tuple[int, int]] = {}
    by_code = {m["ma"]: m for m in plan}
    for m in plan:
        source = by_code[m["lay_theo"]] if m["lay_theo"] else m
        first = UNITS.next
        for offset, unit in enumerate(reporting(source["nhiem_vu"])):
            if m["lay_theo"]:
                continue
            add_unit(m, unit, first + offset)
        places[m["ma"]] = (first, UNITS.next - 1)
    for m in plan:  # the same units, the same answers
        if m["lay_theo"]:
            begin, end = places[m["lay_theo"]]
            first = UNITS.next
            for row in range(begin, end + 1):
                here = {h: f"={UNITS.letter(h)}{row}" for h in UNITS.headings[2:]}
                UNITS.add(**{"Chỉ tiêu": m["ma"], "Nhiệm vụ": m["nhiem_vu"], **here})
            places[m["ma"]] = (first, UNITS.next - 1)
    return places


FACTS = {
    "ratio": RATIOS,
    "count": COUNTS,
    "baseline": BASELINES,
    "documents": DOCUMENTS,
    "checklist": CHECKLISTS,
    "disbursement": PROJECTS,
    "survey": SURVEY,
}


def add_unit(m: dict[str, str], unit: str, r: int) -> None:
    ours = f"{FILES.all('Nhiệm vụ')},B{r},{FILES.all('Đơn vị')},C{r}"
    if m["loai"] == "cases":
        data = f"=COUNTIFS({CASES.all('Chỉ tiêu')},A{r})"
    else:
        facts = FACTS[m["loai"]]
        data = f"=COUNTIFS({facts.all('Chỉ tiêu')},A{r},{facts.all('Đơn vị')},C{r},{facts.all('Tính')},1)"
    zero = f"SUMIFS({RATIOS.all('Bằng 0/0')},{RATIOS.all('Chỉ tiêu')},A{r},{RATIOS.all('Đơn vị')},C{r})"
    nil = f"SUMIFS({FILES.all('Không phát sinh')},{ours},{FILES.all('Là kỳ mới nhất')},1)"
    said = f"{nil}+{zero}" if m["loai"] == "ratio" else nil
    # An accepted file with an empty list answers "no document yet", unless the measure is "nếu có".
    answered = f"=IF(OR(E{r}>0,F{r}>0{f',D{r}>0' if m['loai'] == 'documents' and not m['neu_co'] else ''}),1,0)"
    nothing = f"=IF(AND(F{r}>0,E{r}={zero if m['loai'] == 'ratio' else '0'}),1,0)"
    docs = f"=SUMIFS({DOCUMENTS.all('Đếm')},{DOCUMENTS.all('Chỉ tiêu')},A{r},{DOCUMENTS.all('Đơn vị')},C{r})"
    UNITS.add(
        **{
            "Chỉ tiêu": m["ma"],
            "Nhiệm vụ": m["nhiem_vu"],
            "Đơn vị": unit,
            "Tệp tính": f"=COUNTIFS({ours},{FILES.all('Được tổng hợp')},1)",
            "Dòng số liệu": data,
            "Không phát sinh": f"={said}" if m["neu_co"] else 0,
            "Đã trả lời": answered,
            "Chỉ báo không phát sinh": nothing,
            "Số văn bản": docs if m["loai"] == "documents" else "",
        }
    )


# --- measures and targets -----------------------------------------------------------------------------


def write_measures(plan: list[dict[str, str]], units: dict[str, tuple[int, int]]) -> dict[str, int]:
    rows: dict[str, int] = {}
    for m in plan:
        if m["ma"] not in rows:
            rows[m["ma"]] = MEASURES.FIRST + len(rows)
    for code, r in rows.items():
        m = next(m for m in plan if m["ma"] == code)
        begin, end = units[code]
        span = {h: f"'{UNITS.title}'!{UNITS.letter(h)}{begin}:{UNITS.letter(h)}{end}" for h in UNITS.headings}
        values = {
            "Chỉ tiêu": code,
            "Nhiệm vụ": m["nhiem_vu"],
            "Loại": m["loai"],
            "Số đơn vị": f"=ROWS({span['Đơn vị']})",
            "Đã trả lời": f"=SUM({span['Đã trả lời']})",
            "Không phát sinh": f"=SUM({span['Chỉ báo không phát sinh']})",
        }
        if m["lay_theo"]:
            source = rows[m["lay_theo"]]
            copied = {
                h: f'=IF({MEASURES.letter(h)}{source}="","",{MEASURES.letter(h)}{source})'
                for h in ("Tử số", "Mẫu số", "Giá trị", "Năm 2021")
            }
        else:
            copied = figures(m, r, span)
        MEASURES.add(**values, **copied)
    return rows


def figures(m: dict[str, str], r: int, span: dict[str, str]) -> dict[str, object]:
    """Numerator, denominator, value and value of 2021 as formulas; "" where there is no figure."""

    def total(table: Table, heading: str, *more: str) -> str:
        only = ",".join((f"{table.all('Chỉ tiêu')},A{r}", f"{table.all('Tính')},1", *more))
        return f"SUMIFS({table.all(heading)},{only})"

    def shares(numerator: str, denominator: str, baseline: object = "") -> dict[str, object]:
        return {
            "Tử số": f'=IF({denominator}=0,"",{numerator})',
            "Mẫu số": f'=IF({denominator}=0,"",{denominator})',
            "Giá trị": f'=IF(E{r}="","",D{r}/E{r})',
            "Năm 2021": baseline,
        }

    match m["loai"]:
        case "ratio":
            return shares(total(RATIOS, "Tử số"), total(RATIOS, "Mẫu số"))
        case "disbursement":
            return shares(total(PROJECTS, "Đã giải ngân"), total(PROJECTS, "Vốn được giao"))
        case "survey":
            return shares(total(SURVEY, "Hài lòng trở lên"), total(SURVEY, "Trả lời hợp lệ"))
        case "checklist":
            given = f"COUNTIFS({CHECKLISTS.all('Chỉ tiêu')},A{r},{CHECKLISTS.all('Tính')},1)"
            yes = given[:-1] + f',{CHECKLISTS.all("Trả lời")},"{scenario.YES}")'
            return shares(yes, given)
        case "cases":
            answer = next(a for s in scenario.sent() for a in s.answers.values() if isinstance(a, scenario.Cases))
            done, in_time = (f"SUM({CASES.all(h)})" for h in ("Đã trả", "Trả đúng hoặc trước hạn"))
            return shares(in_time, done, f"={answer.baseline_numerator}/{answer.baseline_denominator}")
        case "count":
            return {"Giá trị": f'=IF(I{r}=0,"",{total(COUNTS, "Số lượng")})'}
        case "baseline":
            return {
                "Giá trị": f'=IF(SUM({span["Dòng số liệu"]})=0,"",{total(BASELINES, "Hiện nay")})',
                "Năm 2021": f'=IF(SUM({span["Dòng số liệu"]})=0,"",{total(BASELINES, "Năm 2021")})',
            }
        case "documents" if m["tung_don_vi"]:
            return {
                "Tử số": f'=COUNTIF({span["Số văn bản"]},">="&{target_number(m)[1]})',
                "Mẫu số": f"=ROWS({span['Đơn vị']})",
                "Giá trị": f"=D{r}/E{r}",
            }
        case _:
            return {"Giá trị": f'=IF(I{r}-J{r}<=0,"",SUM({span["Số văn bản"]}))'}


def target_number(m: dict[str, str]) -> tuple[str, object, object]:
    """(kind of target, number, the target as the results print it) of a line of the plan."""
    text = m["muc_tieu"]
    if text.endswith("%"):
        share = int(text[:-1]) / 100
        return "số", share, f"{share:g}"
    if text.isdigit():
        return "số", int(text), text
    if "/" in text:
        return "mỗi kỳ", int(text.split("/")[0]), text
    return ("năm", "", text) if text.startswith("năm") else ("chờ giao", "", text)


def write_targets(plan: list[dict[str, str]], rows: dict[str, int]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for m in plan:
        if not m["muc_tieu"]:
            continue
        kind, number, printed = target_number(m)
        t, v = TARGETS.next, rows[m["ma"]]
        value, base, top, whole, expected, answered, nil = (
            MEASURES.at(h, v)
            for h in ("Giá trị", "Năm 2021", "Tử số", "Mẫu số", "Số đơn vị", "Đã trả lời", "Không phát sinh")
        )
        due = date.fromisoformat(m["thoi_han"]) if m["thoi_han"] else ""
        as_of = f"DATE({AS_OF.year},{AS_OF.month},{AS_OF.day})"
        counted = m["loai"] in ("count", "documents") and m["so_sanh"] == ">=" and not m["tung_don_vi"]
        if m["tung_don_vi"]:
            reached, share = f"{top}={whole}", value
        elif kind == "năm":
            reached = f"{value}{m['so_sanh']}{base}"
            if m["loai"] == "cases":  # a year at 100 % is met by 100 %
                reached = f"OR({reached},AND({base}=1,{value}=1))"
            share = f"IF({reached},1,0)"
        elif kind == "mỗi kỳ":
            reached, share = "FALSE", f"I{t}/H{t}"
        else:
            reached, share = f"{value}{m['so_sanh']}F{t}", f"MIN(1,{value}/F{t})"
        whole_answer = "TRUE" if counted else f"{expected}={answered}"
        status = (
            f'=IF(E{t}="chờ giao","tracked",IF({nil}={expected},"nothing_arose",IF({value}="","no_data",'
            f'IF(J{t}=1,"met",IF(OR(G{t}="",{as_of}<G{t}),"in_progress","not_met")))))'
        )
        completion = f'=IF(OR(K{t}="tracked",K{t}="nothing_arose"),"",IF(K{t}="no_data",0,{share}))'
        TARGETS.add(
            **{
                "Chỉ tiêu": m["ma"],
                "Nhiệm vụ": m["nhiem_vu"],
                "So sánh": m["so_sanh"],
                "Mục tiêu": printed,
                "Kiểu": kind,
                "Số": number,
                "Thời hạn": due,
                "Số kỳ đã qua": 1 if kind == "mỗi kỳ" else "",
                "Số kỳ đạt": f'=IF({value}="",0,IF({value}>=F{t},1,0))' if kind == "mỗi kỳ" else "",
                "Đạt": f'=IF({value}="",0,IF(AND({reached},{whole_answer}),1,0))',
                "Tình trạng": status,
                "Hoàn thành": completion,
            }
        )
        places.setdefault(m["ma"], []).append(t)
    return places


def write_measure_completion(plan: list[dict[str, str]], targets: dict[str, list[int]]) -> None:
    """By the target of the first due day; at 14/09/2022 none is past, and the plan lists them in order."""
    column = MEASURES.headings.index("Hoàn thành")
    for row in MEASURES.rows:
        places = targets.get(str(row[0]))
        if places:
            first = TARGETS.at("Hoàn thành", places[0])
            row[column] = f'=IF({first}="","",{first})'


# --- tasks, sections, plan --------------------------------------------------------------------------------


def section_of(task: str) -> str:
    return task.rsplit(".", 1)[0]


def write_tasks(plan: list[dict[str, str]]) -> None:
    for task in dict.fromkeys(m["nhiem_vu"] for m in plan):
        if task.startswith("MT"):
            continue
        r = TASKS.next

        def having(status: str, r: int = r) -> str:
            return f'COUNTIFS({TARGETS.all("Nhiệm vụ")},A{r},{TARGETS.all("Tình trạng")},"{status}")'

        measures = f"{MEASURES.all('Nhiệm vụ')},A{r}"
        TASKS.add(
            **{
                "Nhiệm vụ": task,
                "Mục": section_of(task),
                "Mục tiêu phải xét": f"=COUNTIFS({TARGETS.all('Nhiệm vụ')},A{r})-{having('tracked')}",
                "Đạt": f"={having('met')}",
                "Không phát sinh": f"={having('nothing_arose')}",
                "Chưa có số liệu": f"={having('no_data')}",
                "Tình trạng": f'=IF(C{r}=0,"tracked",IF(E{r}=C{r},"nothing_arose",IF(D{r}+E{r}=C{r},"complete",'
                f'IF(F{r}=C{r},"no_data","incomplete"))))',
                "Hoàn thành": f'=IF(OR(G{r}="tracked",G{r}="nothing_arose"),"",'
                f'AVERAGEIFS({MEASURES.all("Hoàn thành")},{measures},{MEASURES.all("Hoàn thành")},">=0"))',
            }
        )
    assert len(TASKS.rows) == 54


def write_sections() -> None:
    sections = list(dict.fromkeys(str(row[1]) for row in TASKS.rows))
    assert len(sections) == 14
    for section in [*sections, "Kế hoạch"]:
        r = SECTIONS.next
        only = f",{TASKS.all('Mục')},A{r}" if section != "Kế hoạch" else ""

        def having(status: str, only: str = only) -> str:
            return f'COUNTIFS({TASKS.all("Tình trạng")},"{status}"{only})'

        done = f'{TASKS.all("Hoàn thành")},">=0"{only}'
        SECTIONS.add(
            **{
                "Mục": section,
                "Nhiệm vụ hoàn thành": f"={having('complete')}",
                "Nhiệm vụ được tính": f"={having('complete')}+{having('incomplete')}+{having('no_data')}",
                "Không phát sinh": f"={having('nothing_arose')}",
                "Theo dõi": f"={having('tracked')}",
                "Hoàn thành": f'=IF(C{r}=0,"",AVERAGEIFS({TASKS.all("Hoàn thành")},{done}))',
            }
        )


if __name__ == "__main__":
    main()
