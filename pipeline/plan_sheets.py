"""The one description of the plan workbook's sheets: what is written, read and explained.

`plan` reads by these headings, `plan_writer` writes them with their widths, lists and help.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from pipeline.model import Answer, Frequency, Kind, Method, Nature, Op, PeriodKind

CellValue = str | int | Decimal | date | None
Cells = dict[str, CellValue]  # a row of a sheet: values by column key
PlanRows = Mapping[str, Sequence[Mapping[str, CellValue]]]  # sheet name → its rows

KINDS: dict[str, Kind] = {
    "tỷ lệ": "ratio",
    "số lượng": "count",
    "so với năm trước": "baseline",
    "văn bản": "documents",
    "danh mục": "checklist",
    "giải ngân": "disbursement",
    "khảo sát": "survey",
    "hồ sơ": "cases",
}
SHARE_KINDS: frozenset[Kind] = frozenset({"ratio", "checklist", "disbursement", "survey", "cases"})
OPS: dict[str, Op] = {"≥": ">=", ">": ">", "≤": "<=", "<": "<", "=": "="}
NATURES: dict[str, Nature] = {"lũy kế": "stock", "trong kỳ": "flow"}
PERS: dict[str, Literal["month", "quarter"]] = {"tháng": "month", "quý": "quarter"}
FREQUENCIES: dict[str, Frequency] = {
    "tháng": "month",
    "quý": "quarter",
    "6 tháng": "half",
    "năm": "year",
}
PERIOD_KINDS: dict[str, PeriodKind] = {
    "tháng": "month",
    "quý": "quarter",
    "6 tháng": "half",
    "9 tháng": "nine",
    "năm": "year",
}
REPORTERS = {  # how "Đơn vị báo cáo" names them: (each unit for itself, with coordinating units)
    "chủ trì": (False, False),
    "chủ trì và phối hợp": (False, True),
    "từng đơn vị chủ trì": (True, False),
    "từng đơn vị chủ trì và phối hợp": (True, True),
}
SURVEY_METHODS = {"gộp các nhân tố": False, "trung bình các nhân tố": True}
SIGNING_DIRECTLY = "ký trực tiếp"
SIGNING_FOR = ("KT.", "TL.", "TUQ.")  # somebody other than the head signs: his post is printed too
SIGNING_FORMS = (SIGNING_DIRECTLY, *SIGNING_FOR, "Q.")
MEDIA = {"văn bản giấy": True, "văn bản điện tử": False}
DOUBTFUL = {"nhận, kèm lưu ý": False, "cách ly": True}  # a file of which it is in doubt who sent it
YES_NO = {"Có": True, "Không": False}
METHODS: dict[str, Method] = {"bậc thang": "steps", "theo tỷ lệ": "proportional", "có/không": "yes_no"}
ANSWERS: dict[str, Answer] = {"Có": "yes", "Không": "no", "Không áp dụng": "not_applicable"}
MARK = "x"
BASIS_PLAN = "kế hoạch"
UNCONFIRMED = ("xác nhận", "mẫu")  # words of a basis that awaits the agency's word

CONTENTS = {  # what a part of the report is filled with
    "": "",
    "tổng quan": "overview",
    "mục tiêu chung": "objectives",
    "nhiệm vụ": "tasks",
    "kết quả nổi bật": "highlights",
    "tồn tại, hạn chế": "shortcomings",
    "nguyên nhân": "causes",
    "phương hướng": "next_steps",
    "kiến nghị": "proposals",
    "đánh giá năm": "evaluation",
    "tự chấm điểm": "scores",
}


@dataclass(frozen=True, slots=True)
class PlanColumn:
    key: str
    heading: str
    width: int
    help: str = ""
    choices: tuple[str, ...] = ()
    form: str = "text"  # text | date | target | number
    strict: bool = True  # whether the dropdown refuses anything else


@dataclass(frozen=True, slots=True)
class PlanSheet:
    name: str
    title: str
    columns: tuple[PlanColumn, ...]
    note: str = ""
    optional: bool = False  # a plan workbook made before this sheet existed is whole without it


_BASIS = PlanColumn("basis", "Cơ sở", 24, "“kế hoạch”: có trong kế hoạch; nội dung khác cần cơ quan xác nhận")

AGENCY = PlanSheet(
    "Cơ quan",
    "CƠ QUAN VÀ THỂ THỨC VĂN BẢN",
    (
        PlanColumn("key", "Mục", 38),
        PlanColumn("value", "Nội dung", 76),
        PlanColumn("basis", "Ghi chú", 60),
    ),
    "Chỉ sửa cột “Nội dung”. Ô có nhiều ý thì mỗi ý một dòng (Alt+Enter).",
)
UNITS = PlanSheet(
    "Đơn vị",
    "DANH SÁCH ĐƠN VỊ",
    (
        PlanColumn("code", "Mã", 14, "không dấu, không trùng"),
        PlanColumn("name", "Tên đơn vị", 42),
        PlanColumn("short_name", "Tên ngắn", 22, "dùng trong bảng của báo cáo"),
        PlanColumn("group", "Nhóm", 20, "để giao việc cho cả nhóm"),
        PlanColumn("aliases", "Tên gọi khác", 48, "cách nhau bằng dấu ;"),
        PlanColumn("email", "Thư điện tử", 28),
        PlanColumn("active_from", "Từ ngày", 13, "để trống: từ trước", form="date"),
        PlanColumn("active_to", "Đến ngày", 13, "để trống: còn hoạt động", form="date"),
        PlanColumn("basis", "Ghi chú", 34),
    ),
    "Đơn vị sáp nhập, giải thể: ghi “Đến ngày”, không xóa dòng.",
)
TASKS = PlanSheet(
    "Nhiệm vụ",
    "NHIỆM VỤ CỦA KẾ HOẠCH",
    (
        PlanColumn("code", "Mã", 10),
        PlanColumn("section", "Mã mục", 9),
        PlanColumn("section_title", "Tên mục", 26),
        PlanColumn("name", "Nhiệm vụ", 60),
        PlanColumn("timing", "Thời gian", 20),
        PlanColumn("lead_text", "Chủ trì (theo kế hoạch)", 26),
        PlanColumn("coordinating_text", "Phối hợp (theo kế hoạch)", 26),
        PlanColumn("lead", "Đơn vị chủ trì", 22, "mã, tên hoặc nhóm; cách nhau bằng dấu ;"),
        PlanColumn("coordinating", "Đơn vị phối hợp", 22, "mã, tên hoặc nhóm; cách nhau bằng dấu ;"),
        PlanColumn("product", "Sản phẩm, kết quả", 60),
        PlanColumn("objective", "Mục tiêu chung", 10, "x: mục tiêu, không tính là nhiệm vụ", (MARK,)),
        PlanColumn("frequency", "Tần suất", 10, "kỳ phải báo cáo", tuple(FREQUENCIES)),
        _BASIS,
    ),
    "Mỗi dòng một nhiệm vụ. Tần suất là mẫu, cơ quan sửa theo thực tế.",
)
MEASURES = PlanSheet(
    "Chỉ tiêu",
    "CHỈ TIÊU VÀ MỤC TIÊU",
    (
        PlanColumn("code", "Mã", 12, "một chỉ tiêu có nhiều mục tiêu: lặp lại mã, mỗi mục tiêu một dòng"),
        PlanColumn("task", "Nhiệm vụ", 10),
        PlanColumn("name", "Tên chỉ tiêu", 60),
        PlanColumn("kind", "Loại", 17, "quyết định mẫu nhập và cách tính", tuple(KINDS)),
        PlanColumn("uom", "Đơn vị tính", 15),
        PlanColumn("op", "So sánh", 9, "", tuple(OPS)),
        PlanColumn(
            "target", "Mục tiêu", 17, "90% · 2 · 1/tháng · 1/quý · năm 2021 · hoặc ai sẽ giao số", form="target"
        ),
        PlanColumn("due", "Thời hạn", 13, "để trống: khi phát sinh", form="date"),
        PlanColumn("nature", "Tính chất", 11, "lũy kế từ đầu năm, hoặc trong kỳ", tuple(NATURES)),
        PlanColumn(
            "reporters",
            "Đơn vị báo cáo",
            26,
            "chọn trong danh sách, hoặc ghi mã các đơn vị; “từng: …” nếu mỗi đơn vị phải đạt",
            tuple(REPORTERS),
            strict=False,
        ),
        PlanColumn("if_any", "Nếu có", 8, "x: có thể không phát sinh", (MARK,)),
        PlanColumn("same_as", "Lấy theo chỉ tiêu", 14, "mã chỉ tiêu đã hỏi ở nơi khác"),
        _BASIS,
    ),
    "Mục tiêu ghi bằng chữ (ví dụ “UBND tỉnh giao”) được theo dõi, chưa đánh giá, cho tới khi có số.",
)
ITEMS = PlanSheet(
    "Nội dung cho sẵn",
    "NỘI DUNG CHO SẴN CỦA DANH MỤC VÀ KHẢO SÁT",
    (
        PlanColumn("measure", "Chỉ tiêu", 12),
        PlanColumn("order", "Thứ tự", 9),
        PlanColumn("text", "Nội dung", 80),
        _BASIS,
    ),
)
CALENDAR = PlanSheet(
    "Lịch báo cáo",
    "LỊCH BÁO CÁO",
    (
        PlanColumn("key", "Kỳ", 11, "2022-09 · 2022-Q3 · 2022-6T · 2022-9T · 2022"),
        PlanColumn("kind", "Loại kỳ", 10, "", tuple(PERIOD_KINDS)),
        PlanColumn("start", "Từ ngày", 13, form="date"),
        PlanColumn("end", "Đến ngày", 13, form="date"),
        PlanColumn("deadline", "Hạn nộp", 13, "đơn vị nộp về Văn phòng", form="date"),
        PlanColumn("title", "Tên kỳ trong báo cáo", 26),
        _BASIS,
    ),
    "Kỳ số liệu theo Điều 12 Nghị định số 09/2019/NĐ-CP. Hạn nộp là mẫu, cần cơ quan xác nhận.",
)
OUTLINE = PlanSheet(
    "Bố cục báo cáo",
    "BỐ CỤC BÁO CÁO",
    (
        PlanColumn("level", "Cấp", 7, "", ("1", "2")),
        PlanColumn("number", "Số mục", 9, "I, II… hoặc 1, 2…; mục không áp dụng cho kỳ thì các mục sau dồn số lên"),
        PlanColumn("title", "Tiêu đề", 64, "{kỳ}, {kỳ tới} được thay bằng tên kỳ"),
        PlanColumn("content", "Nội dung", 20, "để trống: chỉ có tiêu đề", tuple(c for c in CONTENTS if c)),
        PlanColumn("sections", "Các mục của kế hoạch", 26, "mã mục, cách nhau bằng dấu ;"),
        PlanColumn("kinds", "Kỳ áp dụng", 22, "để trống: mọi kỳ; hoặc tháng; quý; 6 tháng; 9 tháng; năm"),
        _BASIS,
    ),
)
BASELINES = PlanSheet(
    "Số liệu năm trước",
    "SỐ LIỆU CỦA NĂM SO SÁNH",
    (
        PlanColumn("measure", "Chỉ tiêu", 12, "chỉ tiêu có mục tiêu dạng “năm 2021”"),
        PlanColumn("unit", "Đơn vị", 22, "mã hoặc tên đơn vị báo cáo"),
        PlanColumn("year", "Năm", 9, "năm so sánh"),
        PlanColumn("numerator", "Tử số, số liệu", 20, "số đếm thì chỉ ghi cột này", form="number"),
        PlanColumn("denominator", "Mẫu số", 20, "chỉ với chỉ tiêu đo bằng tỷ lệ", form="number"),
        PlanColumn("basis", "Cơ sở", 60, "số lấy ở đâu"),
    ),
    "Không bắt buộc. Mỗi dòng là kết quả một năm của một đơn vị.",
    optional=True,
)
SCORES = PlanSheet(
    "Thang điểm",
    "THANG ĐIỂM TỰ CHẤM",
    (
        PlanColumn("code", "Mã tiêu chí", 11, "không trùng"),
        PlanColumn("section", "Mã lĩnh vực", 10),
        PlanColumn("section_title", "Tên lĩnh vực", 28, "ghi ở dòng đầu của lĩnh vực"),
        PlanColumn("name", "Nội dung tiêu chí", 54),
        PlanColumn("method", "Cách chấm", 13, "", tuple(METHODS)),
        PlanColumn("measure", "Chỉ tiêu", 14, "trống: tự đánh giá"),
        PlanColumn("maximum", "Điểm tối đa", 12),
        PlanColumn("steps", "Các bậc", 36, "bậc cao ghi trước: > 90%: 2; ≥ 70%: 1; còn lại: 0"),
        PlanColumn("floor", "Mức sàn", 14, "dưới mức: 0 điểm", form="target"),
        PlanColumn("answer", "Tự đánh giá", 16, "khi không có chỉ tiêu", tuple(ANSWERS)),
        PlanColumn("evidence", "Tài liệu kiểm chứng", 40),
        PlanColumn("basis", "Cơ sở", 30, "văn bản ban hành thang điểm"),
    ),
    "Không bắt buộc. Tiêu chí không phát sinh hoặc không áp dụng không tính vào điểm tối đa.",
    optional=True,
)
WAIVERS = PlanSheet(
    "Miễn áp dụng",
    "QUY TẮC ĐƯỢC MIỄN ÁP DỤNG",
    (
        PlanColumn("rule", "Mã quy tắc", 26, "mã ghi ở danh sách quy tắc"),
        PlanColumn("unit", "Đơn vị", 24, "mã hoặc tên; trống: mọi đơn vị"),
        PlanColumn("task", "Nhiệm vụ", 13, "mã; trống: mọi nhiệm vụ"),
        PlanColumn("period", "Kỳ", 13, "ví dụ 2022-09; trống: mọi kỳ"),
        PlanColumn("approver", "Người duyệt", 30, "họ tên, chức vụ"),
        PlanColumn("reason", "Lý do", 60, "in trong phụ lục của báo cáo"),
        PlanColumn("expires", "Hết hạn", 14, "áp dụng cho kỳ có hạn nộp đến hết ngày này", form="date"),
    ),
    "Không bắt buộc. Lỗi được miễn không làm báo cáo bị trả lại; nội dung miễn được ghi trong báo cáo.",
    optional=True,
)
SHEETS = (AGENCY, UNITS, TASKS, MEASURES, ITEMS, CALENDAR, OUTLINE, BASELINES, SCORES, WAIVERS)


@dataclass(frozen=True, slots=True)
class AgencyField:
    key: str
    label: str
    required: bool = True
    help: str = ""
    choices: tuple[str, ...] = ()
    form: str = "text"  # text | date | lines


AGENCY_FIELDS = (
    AgencyField("parent", "Cơ quan chủ quản", required=False),
    AgencyField("name", "Cơ quan ban hành"),
    AgencyField("running_name", "Tên cơ quan trong câu văn", help="viết thường, ví dụ: Sở Văn hóa và Thể thao"),
    AgencyField("short_name", "Tên gọi tắt trong câu văn", help="ví dụ: Sở"),
    AgencyField("symbol", "Ký hiệu cơ quan", help="đứng sau BC-"),
    AgencyField("drafter", "Ký hiệu đơn vị soạn thảo", help="dùng trong công văn"),
    AgencyField("place", "Địa danh"),
    AgencyField(
        "signer_form",
        "Hình thức ký",
        help="người đứng đầu ký: chọn “ký trực tiếp”",
        choices=SIGNING_FORMS,
    ),
    AgencyField("signer_head", "Chức vụ người đứng đầu"),
    AgencyField("signer_post", "Chức vụ người ký", required=False, help="khi ký thay, ví dụ PHÓ GIÁM ĐỐC"),
    AgencyField("signer_name", "Họ và tên người ký"),
    AgencyField("addressed", "Có phần Kính gửi", choices=tuple(YES_NO)),
    AgencyField("addressees", "Kính gửi", required=False, form="lines", help="mỗi nơi một dòng"),
    AgencyField("recipients", "Nơi nhận", form="lines", help="mỗi nơi một dòng, không ghi “Như trên” và “Lưu”"),
    AgencyField("archive", "Lưu", help="ví dụ: VT, VP"),
    AgencyField("plan_id", "Mã kế hoạch", help="ghi trong mọi mẫu, không đổi trong năm"),
    AgencyField("plan_title", "Tên kế hoạch"),
    AgencyField(
        "report_abstract", "Trích yếu báo cáo", help="{kỳ} được thay bằng tên kỳ báo cáo; ngắt dòng bằng Alt+Enter"
    ),
    AgencyField("plan_basis", "Căn cứ, văn bản thực hiện", form="lines", help="mỗi văn bản một dòng"),
    AgencyField("year", "Năm kế hoạch"),
    AgencyField("counted_from", "Tính mục tiêu theo tháng, quý từ ngày", form="date"),
    AgencyField("survey_method", "Cách tính chỉ số khảo sát", choices=tuple(SURVEY_METHODS)),
    AgencyField(
        "medium",
        "Văn bản giấy hay điện tử",
        required=False,
        help="văn bản giấy: phụ lục ghi số, ngày của báo cáo; văn bản điện tử: không ghi",
        choices=tuple(MEDIA),
    ),
    AgencyField("letter_abstract", "Công văn đôn đốc: trích yếu", required=False, help="viết tiếp sau “V/v”; {kỳ}"),
    AgencyField(
        "letter_form",
        "Công văn đôn đốc: hình thức ký",
        required=False,
        help="để trống: ký như báo cáo",
        choices=SIGNING_FORMS,
    ),
    AgencyField("letter_post", "Công văn đôn đốc: chức vụ người ký", required=False, help="ví dụ CHÁNH VĂN PHÒNG"),
    AgencyField("letter_name", "Công văn đôn đốc: họ và tên người ký", required=False),
    AgencyField(
        "letter_recipients",
        "Công văn đôn đốc: nơi nhận",
        required=False,
        form="lines",
        help="mỗi nơi một dòng, không ghi “Như trên” và “Lưu”",
    ),
    AgencyField(
        "letter_reply",
        "Công văn đôn đốc: thời hạn gửi bổ sung",
        required=False,
        help="ví dụ: trong 02 ngày làm việc kể từ ngày nhận được công văn này",
    ),
    AgencyField(
        "doubtful",
        "Tệp có mâu thuẫn về người gửi",
        required=False,
        help="cách ly: chờ Văn phòng quyết định; để trống: nhận, kèm lưu ý",
        choices=tuple(DOUBTFUL),
    ),
    AgencyField(
        "office_mail", "Thư điện tử của Văn phòng", required=False, help="nơi gửi thư phản hồi, thư nhắc đơn vị"
    ),
    AgencyField(
        "office_contact", "Người liên hệ về báo cáo", required=False, help="họ tên, điện thoại; ghi ở cuối thư"
    ),
)
