"""The scenario: what each unit typed for September 2022, file by file, in order of arrival per unit.

All names, telephone numbers, documents and figures are invented for the example. The scenario
knows nothing of the program: `make_example.py` types it into templates, and
`ky-vong/make_expectation.py` computes from it what a correct report must say.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
PERIOD = "2022-09"
AUGUST = "2022-08"
DOING, DONE, NOT_BEGUN = "Đang thực hiện", "Hoàn thành", "Chưa thực hiện"
YES, NO = "Có", "Không"

UNITS = {
    "VP": "Văn phòng Sở",
    "TTRA": "Thanh tra Sở",
    "KHTC": "Phòng Kế hoạch - Tài chính",
    "QLVHGD": "Phòng Quản lý Văn hóa và Gia đình",
    "QLTDTT": "Phòng Quản lý Thể dục thể thao",
    "TVT": "Thư viện tỉnh",
    "BTT": "Bảo tàng tỉnh",
    "TTBTDT": "Trung tâm Bảo tồn di tích",
    "TTVHDA": "Trung tâm Văn hóa - Điện ảnh tỉnh",
    "NHNTTT": "Nhà hát Nghệ thuật Truyền thống tỉnh",
    "DCMNHD": "Đoàn Ca múa nhạc Hải Đăng",
    "TTHLKTTT": "Trung tâm Huấn luyện kỹ thuật thể thao",
}
REPORTERS = {
    "VP": ("Nguyễn Quốc Hưng", "0258 3800 101"),
    "TTRA": ("Lê Thị Minh Châu", "0258 3800 102"),
    "KHTC": ("Trần Ngọc Dũng", "0258 3800 103"),
    "QLVHGD": ("Phạm Thị Hồng Vân", "0258 3800 104"),
    "QLTDTT": ("Võ Thành Trung", "0258 3800 105"),
    "TVT": ("Đặng Thị Lan Anh", "0258 3800 106"),
    "BTT": ("Huỳnh Văn Phước", "0258 3800 107"),
    "TTBTDT": ("Bùi Thị Thanh Hà", "0258 3800 108"),
    "TTVHDA": ("Ngô Đức Thịnh", "0258 3800 109"),
    "NHNTTT": ("Phan Thị Mỹ Lệ", "0258 3800 110"),
}


@dataclass(frozen=True)
class Ratio:
    numerator: int | str
    denominator: int | str


@dataclass(frozen=True)
class Count:
    count: int


@dataclass(frozen=True)
class Baseline:
    current: int
    baseline: int


@dataclass(frozen=True)
class Document:
    number: str
    day: date
    subject: str


@dataclass(frozen=True)
class Documents:
    rows: tuple[Document, ...]


@dataclass(frozen=True)
class Checklist:
    answers: tuple[str, ...]  # Có or Không, in the order of the given items
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Project:
    name: str
    allocated: int | str
    disbursed: int | str


@dataclass(frozen=True)
class Disbursement:
    decision: str
    rows: tuple[Project, ...]


@dataclass(frozen=True)
class Survey:
    rows: tuple[tuple[int, int, int, int, int], ...]  # per factor, from the lowest level up


@dataclass(frozen=True)
class Case:
    id: str
    received: date
    due: date
    returned: date | None


@dataclass(frozen=True)
class Cases:
    rows: tuple[Case, ...]
    baseline_numerator: int
    baseline_denominator: int


Answer = Ratio | Count | Baseline | Documents | Checklist | Disbursement | Survey | Cases


@dataclass(frozen=True)
class Sent:
    """One file as it arrived. `copy_of`: the same bytes again; `docx`: no workbook at all."""

    unit: str
    file: str
    received: datetime
    task: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    status: str = ""
    result: str = ""
    difficulty: str = ""
    proposal: str = ""
    nil: bool = False
    as_of: date | None = None
    period: str = PERIOD
    standard: bool = False  # the blank standard template, unit and period chosen by hand
    libreoffice: bool = False  # opened and saved by LibreOffice
    copy_of: str = ""
    docx: bool = False

    @property
    def path(self) -> str:
        return f"{self.unit}/{self.file}"


def day(text: str) -> date:
    """ "05/8/2022" → the date."""
    d, m, y = (int(part) for part in text.split("/"))
    return date(y, m, d)


def docs(*rows: tuple[str, str, str]) -> Documents:
    return Documents(tuple(Document(number, day(when), subject) for number, when, subject in rows))


def at(text: str) -> datetime:
    """ "14/9 08:05" → the time of arrival in 2022, Vietnam time."""
    when, clock = text.split(" ")
    d, m = when.split("/")
    hour, minute = clock.split(":")
    return datetime(2022, int(m), int(d), int(hour), int(minute))


def read_cases() -> tuple[Case, ...]:
    with (HERE / "ho-so-A.IV.5.csv").open(encoding="utf-8", newline="") as source:
        return tuple(
            Case(
                row["ma_ho_so"],
                day(row["ngay_tiep_nhan"]),
                day(row["ngay_hen_tra"]),
                day(row["ngay_tra_ket_qua"]) if row["ngay_tra_ket_qua"] else None,
            )
            for row in csv.DictReader(source)
        )


def _issued(task: str, unit: str, tail: str = "", period: str = PERIOD) -> str:
    return f"{task}__{unit}__{period}{tail}.xlsx"


# --- Văn phòng --------------------------------------------------------------------------------


def _office() -> list[Sent]:
    def vp(
        task: str,
        when: str,
        answers: dict[str, Answer] | None = None,
        status: str = DOING,
        result: str = "",
        **more: object,
    ) -> Sent:
        name = str(more.pop("file", "") or _issued(task, "VP"))
        return Sent("VP", name, at(when), task, answers or {}, status, result, **more)  # type: ignore[arg-type]

    return [
        vp(
            "B.2.4",
            "5/9 08:10",
            {
                "B.2.4.1": docs(
                    (
                        "1415/KH-SVHTT",
                        "18/5/2022",
                        "Kế hoạch đối thoại với người dân, tổ chức về giải quyết thủ tục hành chính năm 2022",
                    ),
                ),
                "B.2.4.2": docs(
                    ("", "21/7/2022", "Kiểm tra đột xuất việc tiếp nhận, giải quyết hồ sơ tại Bộ phận Một cửa"),
                ),
            },
            DONE,
            "Đã kiểm tra đột xuất việc tiếp nhận, giải quyết hồ sơ trong tháng 7.",
            period=AUGUST,
            file="B.2.4__VP__2022-08.xlsx",
        ),
        vp(
            "MT.1",
            "12/9 08:05",
            {
                "MT.1.1": Survey(
                    (
                        (2, 8, 32, 150, 78),
                        (3, 12, 36, 146, 73),
                        (2, 7, 29, 148, 84),
                        (3, 9, 34, 147, 77),
                        (4, 14, 35, 143, 74),
                    )
                )
            },
            DOING,
            "Đã khảo sát 270 người dân, đại diện tổ chức đến giao dịch tại Bộ phận Một cửa.",
            difficulty="Nhân tố tiếp nhận, xử lý phản ánh, kiến nghị và nhân tố thủ tục hành chính còn "
            "thấp hơn mục tiêu chung; "
            "nguyên nhân là một số thủ tục còn yêu cầu nhiều thành phần hồ sơ.",
            proposal="Đề nghị các phòng chuyên môn rà soát, đề xuất cắt giảm thành phần hồ sơ trong quý IV.",
            libreoffice=True,
        ),
        vp(
            "MT.2",
            "12/9 08:20",
            {"MT.2.2": Ratio(21, 32)},
            DOING,
            "Hoàn thành 21/32 nhiệm vụ tỉnh giao tại Kế hoạch cải cách hành chính năm 2022.",
        ),
        vp(
            "MT.3",
            "12/9 08:25",
            nil=True,
            status="",
            result="Đến kỳ báo cáo, tỉnh chưa công bố kết quả xếp hạng năm 2022.",
        ),
        vp(
            "A.I.1",
            "12/9 08:40",
            {"A.I.1.1": Ratio(38, 56)},
            DOING,
            "Hoàn thành 38/56 nhiệm vụ của Kế hoạch cải cách hành chính năm 2022; các nhiệm vụ "
            "còn lại đang triển khai theo tiến độ.",
            difficulty="Một số đơn vị gửi báo cáo chậm nên việc theo dõi, đôn đốc chưa kịp thời.",
            libreoffice=True,
        ),
        vp(
            "A.I.2",
            "12/9 08:45",
            {"A.I.2.1": Ratio(8, 8)},
            DONE,
            "Gửi đúng hạn 08/08 báo cáo cải cách hành chính định kỳ.",
        ),
        vp(
            "A.I.3",
            "12/9 09:00",
            {"A.I.3.1": Ratio(4, 7)},
            DOING,
            "Đã kiểm tra 04/07 đơn vị sự nghiệp theo Kế hoạch kiểm tra cải cách hành chính.",
            nil=True,
        ),
        vp(
            "A.I.3",
            "15/9 14:20",
            {"A.I.3.1": Ratio(5, 7)},
            DOING,
            "Đã kiểm tra 05/07 đơn vị sự nghiệp; qua kiểm tra chưa phát hiện vấn đề phải xử lý.",
            nil=True,
            difficulty="Hai đơn vị còn lại lùi lịch kiểm tra do trùng thời gian tổ chức sự kiện.",
            file=_issued("A.I.3", "VP", " (1)"),
        ),
        vp(
            "A.II.1",
            "12/9 09:10",
            {"A.II.1.1": Count(14), "A.II.1.2": Count(2)},
            DOING,
            "Đăng 14 tin, bài trên Trang thông tin điện tử của Sở; gửi 02 tin, bài đến Ban Biên "
            "tập Cổng Thông tin điện tử cải cách hành chính tỉnh.",
            libreoffice=True,
        ),
        vp(
            "A.II.2",
            "12/9 09:15",
            {"A.II.2.1": docs()},
            DOING,
            "Đang chuẩn bị nội dung Hội nghị đối thoại doanh nghiệp, dự kiến tổ chức trong tháng 10/2022.",
        ),
        vp(
            "A.II.3",
            "12/9 09:20",
            {"A.II.3.1": Ratio(9, 12)},
            DOING,
            "Hoàn thành 09/12 nhiệm vụ tuyên truyền cải cách hành chính.",
        ),
        vp(
            "A.IV.1",
            "12/9 09:30",
            {"A.IV.1.1": Ratio(3, 3)},
            DONE,
            "Tham mưu UBND tỉnh ban hành 03 quyết định công bố danh mục thủ tục hành chính đúng thời gian quy định.",
        ),
        vp(
            "A.IV.2",
            "12/9 09:35",
            {"A.IV.2.1": Ratio(128, 128)},
            DONE,
            "Toàn bộ 128 thủ tục hành chính đã được công bố quy trình nội bộ.",
        ),
        vp(
            "A.IV.3",
            "12/9 09:40",
            {"A.IV.3.1": Ratio(128, 128), "A.IV.3.2": Ratio(121, 128)},
            DONE,
            "Niêm yết đầy đủ 128 thủ tục hành chính tại Bộ phận Một cửa.",
            difficulty="Còn 07 thủ tục hành chính mới công bố đang cập nhật trên Trang thông tin điện tử của Sở.",
        ),
        vp(
            "A.IV.5",
            "14/9 17:05",
            {"A.IV.5.1": Cases(read_cases(), 1184, 1213), "A.IV.5.2": Ratio(300, 300)},
            DOING,
            "Toàn bộ hồ sơ được tiếp nhận, giải quyết trên phần mềm Một cửa điện tử.",
            difficulty="Còn hồ sơ trả kết quả chậm do phải lấy ý kiến của cơ quan phối hợp.",
            libreoffice=True,
        ),
        vp(
            "A.IV.6",
            "14/9 15:00",
            {
                "A.IV.6.1": docs(
                    (
                        "2467/BC-SVHTT",
                        "13/9/2022",
                        "Báo cáo đánh giá việc giải quyết thủ tục hành chính quý III năm 2022",
                    )
                ),
                "A.IV.6.2": docs(),
            },
            DOING,
            "Đã thực hiện đánh giá việc giải quyết thủ tục hành chính quý III năm 2022.",
        ),
        vp(
            "A.IV.7",
            "13/9 08:00",
            {"A.IV.7.1": Ratio(6, 6)},
            DONE,
            "Xử lý, trả lời và công khai 06/06 phản ánh, kiến nghị.",
        ),
        vp(
            "A.V.1",
            "13/9 08:05",
            nil=True,
            status="",
            result="Chưa có hướng dẫn của Sở Nội vụ về sắp xếp tổ chức bộ máy.",
        ),
        vp(
            "A.V.2",
            "13/9 08:10",
            {"A.V.2.1": Ratio(11, 12)},
            DOING,
            difficulty="Một đơn vị sự nghiệp còn khuyết cấp phó, đang thực hiện quy trình bổ nhiệm.",
        ),
        vp(
            "A.V.3a",
            "13/9 08:15",
            {"A.V.3a.1": Baseline(7, 8)},
            DONE,
            "Giảm 01 đơn vị sự nghiệp công lập so với năm 2021.",
            libreoffice=True,
        ),
        vp(
            "A.V.4",
            "13/9 08:20",
            {"A.V.4.1": Baseline(318, 326)},
            DONE,
            "Giảm 08 biên chế so với năm 2021 theo lộ trình tinh giản biên chế.",
        ),
        vp(
            "A.VI.1",
            "13/9 08:30",
            {"A.VI.1.1": Ratio(5, 7)},
            DOING,
            "Có 05/07 đơn vị sự nghiệp đã có văn bản quy định về vị trí việc làm.",
        ),
        vp("A.VI.2", "13/9 08:35", {"A.VI.2.1": Ratio(14, 14), "A.VI.2.2": Ratio(26, 26)}, DONE),
        vp(
            "A.VI.3",
            "13/9 08:40",
            {"A.VI.3.1": Ratio(0, 0)},
            "",
            "Từ đầu năm chưa tổ chức tuyển dụng viên chức.",
        ),
        vp(
            "A.VI.4",
            "13/9 08:45",
            {"A.VI.4.1": Ratio(18, 24)},
            DOING,
            "Cử 18/24 lượt công chức tham gia đào tạo, bồi dưỡng theo Kế hoạch.",
        ),
        vp("A.VIII.1", "13/9 09:00", {"A.VIII.1.1": Ratio(4126, 4126)}, DONE),
        vp(
            "A.VIII.2",
            "13/9 09:05",
            {"A.VIII.2.1": Ratio(9, 9)},
            DONE,
            "Gửi đúng hạn 09/09 báo cáo định kỳ trên Hệ thống thông tin báo cáo của tỉnh.",
        ),
        vp(
            "A.VIII.3",
            "14/9 15:30",
            {"A.VIII.3.1": Ratio(187, 276), "A.VIII.3.2": Ratio(64, 276)},
            DOING,
            difficulty="Người dân còn thói quen nộp hồ sơ, phí, lệ phí trực tiếp.",
            proposal="Đề nghị Sở Thông tin và Truyền thông hỗ trợ tích hợp thêm kênh thanh toán trực tuyến.",
        ),
        vp("A.VIII.4", "14/9 15:35", {"A.VIII.4.1": Ratio(231, 276)}, DOING, "Số hóa 231/276 hồ sơ đã giải quyết."),
        vp(
            "B.1.1",
            "13/9 09:30",
            {
                "B.1.1.1": Checklist(
                    (YES, YES, YES, YES, YES, YES, YES, NO, YES),
                    ("", "", "", "", "", "", "", "Đã lập dự toán mua sắm", ""),
                )
            },
            DOING,
            difficulty="Bộ phận Một cửa chưa được trang bị máy scan phục vụ số hóa hồ sơ.",
            proposal="Đề nghị bố trí kinh phí mua sắm máy scan trong quý IV năm 2022.",
        ),
        vp(
            "B.1.2",
            "13/9 09:35",
            {"B.1.2.1": Count(5)},
            DONE,
            "Cung cấp thông tin về thủ tục hành chính bằng 05 hình thức.",
        ),
        vp(
            "B.2.3",
            "13/9 09:50",
            {"B.2.3.1": Count(350)},
            DOING,
            "Phát 350 tờ gấp hướng dẫn nộp hồ sơ trực tuyến.",
            libreoffice=True,
        ),
        vp(
            "B.2.4",
            "13/9 10:00",
            {
                "B.2.4.1": docs(),
                "B.2.4.2": docs(
                    ("", "21/7/2022", "Kiểm tra đột xuất việc tiếp nhận, giải quyết hồ sơ tại Bộ phận Một cửa"),
                    (
                        "2398/BC-SVHTT",
                        "6/9/2022",
                        "Báo cáo kết quả kiểm tra định kỳ việc giải quyết thủ tục hành chính",
                    ),
                ),
            },
            DONE,
            "Đã kiểm tra định kỳ và đột xuất việc giải quyết thủ tục hành chính.",
        ),
        vp(
            "B.3.1",
            "13/9 10:10",
            {"B.3.1.1": Ratio(4, 4)},
            DOING,
            "04/04 công chức Bộ phận Một cửa đã được tập huấn kỹ năng giao tiếp.",
        ),
        vp(
            "B.3.2", "13/9 10:15", nil=True, status="", result="Qua kiểm tra công vụ chưa phát hiện trường hợp vi phạm."
        ),
        vp(
            "B.3.3",
            "13/9 10:20",
            {
                "B.3.3.1": docs(
                    (
                        "2421/BC-SVHTT",
                        "8/9/2022",
                        "Báo cáo đánh giá công chức tham gia giải quyết thủ tục hành chính tháng 8 năm 2022",
                    )
                ),
                "B.3.3.2": docs(),
            },
            DOING,
        ),
        vp(
            "B.4.1",
            "14/9 16:00",
            {"B.4.1.2": Ratio(5, 5)},
            DONE,
            "05/05 hồ sơ trả kết quả chậm đã có thư xin lỗi người dân, tổ chức.",
        ),
        vp(
            "B.4.2",
            "13/9 10:30",
            {
                "B.4.2.1": docs(
                    (
                        "1748/BC-SVHTT",
                        "30/6/2022",
                        "Báo cáo đánh giá chất lượng giải quyết thủ tục hành chính 6 tháng đầu năm 2022",
                    )
                )
            },
            DONE,
        ),
        vp(
            "B.5.1",
            "13/9 10:35",
            {"B.5.1.1": Checklist((YES, YES, YES))},
            DONE,
            "Đã công khai đường dây nóng và quy trình tiếp nhận phản ánh, kiến nghị.",
        ),
        vp(
            "B.5.2",
            "13/9 10:40",
            {},
            DOING,
            "Phản ánh, kiến nghị được tiếp nhận qua đường dây nóng, hộp thư góp ý và Cổng dịch vụ công.",
        ),
        vp(
            "B.5.3", "13/9 10:45", {"B.5.3.1": Ratio(6, 7)}, DOING, "Công khai 06/07 kết quả xử lý phản ánh, kiến nghị."
        ),
    ]


# --- Thanh tra --------------------------------------------------------------------------------


def _inspectorate() -> list[Sent]:
    unit = "TTRA"
    return [
        Sent(
            unit,
            _issued("A.III.1", unit),
            at("14/9 09:10"),
            "A.III.1",
            {
                "A.III.1.1": docs(
                    ("215/KH-SVHTT", "28/01/2022", "Kế hoạch theo dõi tình hình thi hành pháp luật năm 2022")
                ),
                "A.III.1.2": docs(
                    (
                        "1630/BC-SVHTT",
                        "20/6/2022",
                        "Báo cáo kết quả theo dõi tình hình thi hành pháp luật 6 tháng đầu năm 2022",
                    )
                ),
            },
            DONE,
            "Đã ban hành Kế hoạch và báo cáo định kỳ kết quả theo dõi tình hình thi hành pháp luật.",
            libreoffice=True,
        ),
        Sent(
            unit,
            _issued("A.III.2", unit),
            at("14/9 09:15"),
            "A.III.2",
            nil=True,
            result="Qua rà soát chưa phát hiện văn bản trái pháp luật.",
        ),
        Sent(
            unit,
            _issued("A.IV.7", unit),
            at("14/9 09:20"),
            "A.IV.7",
            {"A.IV.7.1": Ratio(1, 2)},
            DOING,
            difficulty="Còn 01 phản ánh cần phối hợp với UBND cấp huyện để xác minh.",
        ),
        Sent(
            unit,
            _issued("A.V.6", unit),
            at("14/9 09:30"),
            "A.V.6",
            {
                "A.V.6.1": docs(
                    (
                        "2355/BC-SVHTT",
                        "31/8/2022",
                        "Báo cáo kết quả thanh tra việc thực hiện nhiệm vụ quản lý nhà nước về "
                        "di sản văn hóa tại huyện Diên Khánh",
                    )
                ),
                "A.V.6.2": Ratio(4, 4),
            },
            DONE,
            "Kiến nghị xử lý 04/04 vấn đề phát hiện qua thanh tra.",
        ),
    ]


# --- các phòng chuyên môn -----------------------------------------------------------------------

_DECISION = "3845/QĐ-UBND ngày 08/12/2021; điều chỉnh tại 1520/QĐ-UBND ngày 10/6/2022"


def _finance() -> list[Sent]:
    unit = "KHTC"

    def projects(stadium: int) -> dict[str, Answer]:
        return {
            "A.VII.1.1": Disbursement(
                _DECISION,
                (
                    Project("Tu bổ, tôn tạo di tích Thành cổ Diên Khánh", 18_500_000_000, 11_842_350_000),
                    Project("Cải tạo, nâng cấp Sân vận động 19 tháng 8 Nha Trang", 24_000_000_000, stadium),
                    Project("Xây dựng sân khấu ngoài trời Trung tâm Văn hóa tỉnh", 9_200_000_000, 6_118_740_000),
                ),
            )
        }

    return [
        Sent(unit, _issued("A.I.5", unit), at("15/9 08:00"), "A.I.5", {"A.I.5.1": Ratio(5, 5)}, DONE),
        Sent(unit, _issued("A.III.3", unit), at("15/9 08:05"), "A.III.3", nil=True),
        Sent(unit, _issued("A.III.4", unit), at("15/9 08:10"), "A.III.4", nil=True),
        Sent(
            unit,
            _issued("A.V.3b", unit),
            at("15/9 08:15"),
            "A.V.3b",
            {"A.V.3b.1": Count(0)},
            DOING,
            "Đang rà soát phương án tự chủ tài chính của các đơn vị theo hướng dẫn của Sở Tài chính.",
        ),
        Sent(unit, _issued("A.V.5", unit), at("15/9 08:20"), "A.V.5", nil=True),
        Sent(
            unit,
            _issued("A.VI.2", unit),
            at("15/9 08:25"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(7, 7), "A.VI.2.2": Ratio(9, 9)},
            DONE,
        ),
        Sent(unit, _issued("A.VI.4", unit), at("15/9 08:30"), "A.VI.4", {"A.VI.4.1": Ratio(6, 6)}, DONE),
        Sent(
            unit,
            _issued("A.VII.1", unit),
            at("15/9 08:40"),
            "A.VII.1",
            projects(11_976_480_500),
            DOING,
            "Giải ngân theo số liệu đối chiếu với Kho bạc Nhà nước.",
            as_of=day("31/8/2022"),
        ),
        Sent(
            unit,
            "A.VII.1 giải ngân KHTC - bản cuối.xlsx",
            at("19/9 16:30"),
            "A.VII.1",
            projects(13_976_480_500),
            DOING,
            "Giải ngân theo số liệu đối chiếu với Kho bạc Nhà nước.",
            difficulty="Giá vật liệu xây dựng tăng, nhà thầu thi công dự án Sân vận động chậm nghiệm thu khối lượng.",
            proposal="Đề nghị UBND tỉnh cho phép điều chuyển kế hoạch vốn giữa các dự án trong tháng 10/2022.",
            as_of=day("31/8/2022"),
        ),
        Sent(
            unit,
            _issued("A.VII.2", unit),
            at("15/9 08:50"),
            "A.VII.2",
            {"A.VII.2.1": Checklist((YES, YES, YES))},
            DONE,
            "Sử dụng kinh phí chi thường xuyên đúng dự toán, tiêu chuẩn, định mức.",
            libreoffice=True,
        ),
        Sent(
            unit,
            _issued("A.VII.3", unit),
            at("15/9 08:55"),
            "A.VII.3",
            {"A.VII.3.1": Ratio(12, 15)},
            DOING,
            "Thực hiện 12/15 kiến nghị của Kiểm toán nhà nước.",
            difficulty="03 kiến nghị về thu hồi tạm ứng chưa xong do nhà thầu gặp khó khăn tài chính.",
        ),
        Sent(
            unit,
            _issued("A.VII.4", unit),
            at("15/9 09:00"),
            "A.VII.4",
            {"A.VII.4.1": docs()},
            DOING,
            "Dự thảo Quy chế quản lý, sử dụng tài sản công đang lấy ý kiến các đơn vị.",
        ),
        Sent(
            unit,
            _issued("A.VII.5", unit),
            at("15/9 09:10"),
            "A.VII.5",
            {
                "A.VII.5.1": Baseline(4, 5),
                "A.VII.5.2": Count(1),
                "A.VII.5.3": Count(2),
                "A.VII.5.4": Baseline(1, 0),
                "A.VII.5.5": Baseline(2, 2),
            },
            DOING,
            "Đã trình UBND tỉnh phương án tự chủ của 03 đơn vị sự nghiệp.",
            libreoffice=True,
        ),
        Sent(unit, _issued("A.VIII.1", unit), at("15/9 09:20"), "A.VIII.1", {"A.VIII.1.1": Ratio(612, 615)}, DOING),
        Sent(unit, _issued("A.IX.1", unit), at("15/9 09:25"), "A.IX.1", {"A.IX.1.1": Ratio(2, 2)}, DONE),
    ]


def _culture() -> list[Sent]:
    unit = "QLVHGD"

    def name(task: str, tail: str = "") -> str:
        return f"QLVHGD - {task} - thang 9.2022{tail}.xlsx"

    return [
        Sent(
            unit,
            name("A.I.5"),
            at("16/9 15:05"),
            "A.I.5",
            {"A.I.5.1": Ratio(9, 10)},
            DOING,
            difficulty="Còn 01 nhiệm vụ phải xin gia hạn do chờ ý kiến của Bộ Văn hóa, Thể thao và Du lịch.",
        ),
        Sent(
            unit,
            name("A.III.3"),
            at("16/9 15:10"),
            "A.III.3",
            {"A.III.3.1": Ratio(2, 2)},
            DONE,
            "Trình 02 dự thảo Nghị quyết của HĐND tỉnh đúng tiến độ.",
        ),
        Sent(
            unit,
            name("A.III.4"),
            at("16/9 15:15"),
            "A.III.4",
            {"A.III.4.1": Ratio(6, 8)},
            DOING,
            "Rà soát 06/08 văn bản quy phạm pháp luật.",
        ),
        Sent(unit, name("A.IV.4"), at("16/9 15:20"), "A.IV.4", nil=True),
        Sent(
            unit,
            name("A.V.5"),
            at("16/9 15:25"),
            "A.V.5",
            {
                "A.V.5.1": docs(
                    (
                        "1087/QĐ-UBND",
                        "21/4/2022",
                        "Quyết định ủy quyền thực hiện một số nhiệm vụ quản lý nhà nước trong lĩnh vực di sản văn hóa",
                    )
                )
            },
            DONE,
            "Tham mưu UBND tỉnh ban hành 01 quyết định ủy quyền.",
        ),
        Sent(
            unit, name("A.VI.2"), at("16/9 15:30"), "A.VI.2", {"A.VI.2.1": Ratio(9, 9), "A.VI.2.2": Ratio(12, 12)}, DONE
        ),
        Sent(unit, name("A.VI.4"), at("16/9 15:35"), "A.VI.4", {"A.VI.4.1": Ratio(8, 11)}, DOING),
        Sent(
            unit,
            name("A.VII.1"),
            at("16/9 15:40"),
            "A.VII.1",
            nil=True,
            result="Không được giao kế hoạch đầu tư công năm 2022.",
        ),
        Sent(unit, name("A.VIII.1"), at("16/9 15:45"), "A.VIII.1", {"A.VIII.1.1": Ratio("#REF!", 994)}, DOING),
        Sent(unit, name("A.VIII.1", " (1)"), at("21/9 10:12"), "A.VIII.1", {"A.VIII.1.1": Ratio(988, 994)}, DOING),
        Sent(
            unit,
            name("A.IX.1"),
            at("16/9 15:50"),
            "A.IX.1",
            {"A.IX.1.1": Ratio(7, 9)},
            DOING,
            "Hoàn thành 07/09 chỉ tiêu, nhiệm vụ do HĐND tỉnh giao.",
        ),
        Sent(
            unit,
            name("B.2.2"),
            at("16/9 15:55"),
            "B.2.2",
            {
                "B.2.2.1": docs(
                    (
                        "2290/TTr-SVHTT",
                        "25/8/2022",
                        "Tờ trình phương án đơn giản hóa thủ tục hành chính lĩnh vực văn hóa cơ sở",
                    )
                )
            },
            DONE,
            "Đề xuất cắt giảm 30% thời gian giải quyết của 04 thủ tục hành chính.",
        ),
    ]


def _sports() -> list[Sent]:
    unit = "QLTDTT"

    def name(task: str) -> str:
        return f"Bao cao T9 - {task} (QLTDTT).xlsx"

    return [
        Sent(
            unit,
            name("A.I.5"),
            at("19/9 08:30"),
            "A.I.5",
            {"A.I.5.1": Ratio(0, 0)},
            "",
            "Trong kỳ không có nhiệm vụ UBND tỉnh giao đến hạn.",
        ),
        Sent(
            unit,
            name("A.III.3"),
            at("19/9 08:35"),
            "A.III.3",
            {"A.III.3.1": Ratio(1, 1)},
            DONE,
            "Trình 01 dự thảo Quyết định của UBND tỉnh đúng tiến độ.",
        ),
        Sent(unit, name("A.III.4"), at("19/9 08:40"), "A.III.4", {"A.III.4.1": Ratio(13, 11)}, DOING),
        Sent(unit, name("A.IV.4"), at("19/9 08:45"), "A.IV.4", nil=True),
        Sent(unit, name("A.V.5"), at("19/9 08:50"), "A.V.5", nil=True),
        Sent(
            unit, name("A.VI.2"), at("19/9 08:55"), "A.VI.2", {"A.VI.2.1": Ratio(8, 8), "A.VI.2.2": Ratio(10, 10)}, DONE
        ),
        Sent(unit, name("A.VI.4"), at("19/9 09:00"), "A.VI.4", {"A.VI.4.1": Ratio(7, 9)}, DOING),
        Sent(
            unit,
            name("A.VII.1"),
            at("19/9 09:05"),
            "A.VII.1",
            {
                "A.VII.1.1": Disbursement(
                    "3845/QĐ-UBND ngày 08/12/2021",
                    (
                        Project(
                            "Mua sắm trang thiết bị tập luyện thể thao thành tích cao", 3_600_000_000, 2_148_900_000
                        ),
                    ),
                )
            },
            DOING,
        ),
        Sent(unit, name("A.VIII.1"), at("19/9 09:10"), "A.VIII.1", {"A.VIII.1.1": Ratio(701, 704)}, DOING),
        Sent(
            unit,
            name("A.IX.1"),
            at("19/9 09:15"),
            "A.IX.1",
            {"A.IX.1.1": Ratio(5, 6)},
            DOING,
            "Hoàn thành 05/06 chỉ tiêu về thể dục, thể thao do HĐND tỉnh giao.",
            as_of=day("16/9/2022"),
        ),
        Sent(
            unit,
            name("B.2.2"),
            at("19/9 09:20"),
            "B.2.2",
            {"B.2.2.1": docs()},
            DOING,
            "Đang rà soát 05 thủ tục hành chính lĩnh vực thể dục, thể thao.",
        ),
    ]


# --- các đơn vị sự nghiệp -----------------------------------------------------------------------


def _library() -> list[Sent]:
    unit = "TVT"

    def name(task: str, tail: str = "") -> str:
        return f"Thu vien tinh - {task}{tail}.xlsx"

    idea = "Đăng ký, gia hạn thẻ bạn đọc trực tuyến, trả kết quả tại nhà"
    return [
        Sent(
            unit,
            name("A.I.4"),
            at("9/9 14:00"),
            "A.I.4",
            {"A.I.4.1": docs(("112/TVT-HC", "14/4/2022", idea))},
            DONE,
            "Có 01 sáng kiến về phục vụ bạn đọc trực tuyến.",
            standard=True,
        ),
        Sent(
            unit,
            name("A.VI.2"),
            at("9/9 14:05"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(18, 20), "A.VI.2.2": Ratio(31, 32)},
            DOING,
            libreoffice=True,
        ),
        Sent(unit, name("A.VI.4"), at("9/9 14:10"), "A.VI.4", {"A.VI.4.1": Ratio(12, 15)}, DOING),
        Sent(
            unit,
            name("A.VII.1"),
            at("9/9 14:15"),
            "A.VII.1",
            {
                "A.VII.1.1": Disbursement(
                    "3845/QĐ-UBND ngày 08/12/2021",
                    (Project("Số hóa tài liệu địa chí Khánh Hòa", 2_450_000_000, 1_563_275_000),),
                )
            },
            DOING,
        ),
        Sent(unit, name("A.VIII.1"), at("9/9 14:20"), "A.VIII.1", {"A.VIII.1.1": Ratio(305, 305)}, DONE),
        Sent(
            unit,
            name("A.IX.1"),
            at("9/9 14:25"),
            "A.IX.1",
            {"A.IX.1.1": Ratio(3, 4)},
            DOING,
            "Cấp mới 2.150 thẻ bạn đọc, đạt kế hoạch giao.",
        ),
        Sent(unit, name("A.IX.1", " (gui lai)"), at("12/9 07:50"), copy_of=f"{unit}/{name('A.IX.1')}"),
    ]


def _museum() -> list[Sent]:
    unit = "BTT"
    return [
        Sent(
            unit,
            _issued("A.VIII.1", unit, period=AUGUST),
            at("6/9 09:30"),
            "A.VIII.1",
            {"A.VIII.1.1": Ratio(268, 271)},
            DOING,
            period=AUGUST,
        ),
        Sent(
            unit,
            _issued("A.I.4", unit),
            at("13/9 16:00"),
            "A.I.4",
            {
                "A.I.4.1": docs(
                    ("85/BC-BTT", "19/7/2022", "Giải pháp thuyết minh tự động bằng mã QR tại phòng trưng bày")
                )
            },
            DONE,
        ),
        Sent(
            unit,
            _issued("A.VI.2", unit),
            at("13/9 16:05"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(15, 17), "A.VI.2.2": Ratio(27, 28)},
            DOING,
        ),
        Sent(
            unit,
            "Mau A.VI.4 - Bao tang tinh.xlsx",
            at("13/9 16:10"),
            "A.VI.4",
            nil=True,
            standard=True,
            libreoffice=True,
        ),
        Sent(
            unit,
            _issued("A.VII.1", unit),
            at("13/9 16:15"),
            "A.VII.1",
            {
                "A.VII.1.1": Disbursement(
                    "3845/QĐ-UBND ngày 08/12/2021",
                    (Project("Chỉnh lý, nâng cấp hệ thống trưng bày Bảo tàng tỉnh", 6_750_000_000, 3_204_615_000),),
                )
            },
            DOING,
            difficulty="Hồ sơ thiết kế trưng bày phải thẩm định lại theo yêu cầu của Hội đồng khoa học.",
        ),
        Sent(
            unit,
            _issued("A.IX.1", unit),
            at("13/9 16:20"),
            "A.IX.1",
            {"A.IX.1.1": Ratio(4, 4)},
            DONE,
            "Đón trên 45.000 lượt khách tham quan.",
        ),
    ]


def _monuments() -> list[Sent]:
    unit = "TTBTDT"

    def name(task: str) -> str:
        return f"Báo cáo {task} - TT Bảo tồn di tích.xlsx"

    return [
        Sent(
            unit,
            name("A.I.4"),
            at("16/9 23:40"),
            "A.I.4",
            {
                "A.I.4.1": docs(
                    ("", "10/3/2022", "Bản đồ số các di tích đã xếp hạng trên địa bàn tỉnh"),
                    (
                        "47/BTDT-NV",
                        "22/8/2022",
                        "Tiếp nhận đăng ký tham quan, nghiên cứu di tích qua biểu mẫu trực tuyến",
                    ),
                )
            },
            DONE,
            "Có 02 sáng kiến, giải pháp mới.",
        ),
        Sent(unit, name("A.VI.2"), at("16/9 23:42"), "A.VI.2", nil=True),
        Sent(unit, name("A.VI.4"), at("16/9 23:44"), "A.VI.4", {"A.VI.4.1": Ratio(9, 12)}, DOING),
        Sent(
            unit,
            name("A.VII.1"),
            at("16/9 23:46"),
            "A.VII.1",
            {
                "A.VII.1.1": Disbursement(
                    "3845/QĐ-UBND ngày 08/12/2021",
                    (
                        Project("Tu bổ di tích lưu niệm danh nhân A. Yersin", 4_820_000_000, 3_375_000_000),
                        Project("Chống xuống cấp di tích Đình Phương Sài", "1.250.000.000", 812_500_000),
                    ),
                )
            },
            DOING,
            libreoffice=True,
        ),
        Sent(unit, name("A.VIII.1"), at("16/9 23:48"), "A.VIII.1", {"A.VIII.1.1": Ratio(241, 244)}, DOING),
        Sent(unit, name("A.IX.1"), at("16/9 23:50"), "A.IX.1", {"A.IX.1.1": Ratio(3, 3)}, DONE),
    ]


def _film() -> list[Sent]:
    unit = "TTVHDA"
    return [
        Sent(
            unit,
            _issued("A.I.4", unit),
            at("20/9 10:00"),
            "A.I.4",
            {
                "A.I.4.1": docs(
                    (
                        "63/KH-TTVHĐA",
                        "05/5/2022",
                        "Tiếp nhận đăng ký chiếu phim lưu động phục vụ vùng sâu, vùng xa qua E-Office",
                    )
                )
            },
            DONE,
        ),
        Sent(
            unit,
            _issued("A.VI.2", unit),
            at("14/9 10:00"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(20, 24), "A.VI.2.2": Ratio(44, 46)},
            DOING,
        ),
        Sent(
            unit,
            _issued("A.VI.2", unit, " (1)"),
            at("20/9 10:05"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(22, 24), "A.VI.2.2": Ratio(44, 46)},
            DOING,
        ),
        Sent(unit, _issued("A.VI.4", unit), at("20/9 10:10"), "A.VI.4", {"A.VI.4.1": Ratio(10, 16)}, DOING),
        Sent(unit, _issued("A.VII.1", unit), at("20/9 10:15"), "A.VII.1", nil=True),
        Sent(unit, _issued("A.VIII.1", unit), at("20/9 10:20"), "A.VIII.1", {"A.VIII.1.1": Ratio(288, 292)}, DOING),
        Sent(unit, _issued("A.IX.1", unit), at("20/9 10:25"), "A.IX.1", {"A.IX.1.1": Ratio(4, 5)}, DOING),
    ]


def _theatre() -> list[Sent]:
    unit = "NHNTTT"
    return [
        Sent(
            unit,
            "A.I.4 Nha hat.xlsx",
            at("15/9 15:00"),
            "A.I.4",
            {"A.I.4.1": docs()},
            DOING,
            "Đang xây dựng giải pháp bán vé, giữ chỗ trực tuyến.",
            libreoffice=True,
        ),
        Sent(
            unit,
            "A.VI.2 Nha hat.xlsx",
            at("15/9 15:05"),
            "A.VI.2",
            {"A.VI.2.1": Ratio(16, 19), "A.VI.2.2": Ratio(51, 54)},
            DOING,
        ),
        Sent(unit, "A.VI.4 Nha hat (ban word doi duoi).xlsx", at("15/9 15:10"), docx=True),
        Sent(unit, "A.VII.1 Nha hat.xlsx", at("15/9 15:15"), "A.VII.1", nil=True),
        Sent(unit, "A.VIII.1 Nha hat.xlsx", at("15/9 15:20"), "A.VIII.1", {"A.VIII.1.1": Ratio(176, 180)}, DOING),
        Sent(unit, "A.IX.1 Nha hat.xlsx", at("15/9 15:25"), "A.IX.1", nil=True, standard=True),
    ]


def sent() -> tuple[Sent, ...]:
    """Every file of the inbox in order of arrival. DCMNHD and TTHLKTTT sent nothing."""
    units = (
        _office,
        _inspectorate,
        _finance,
        _culture,
        _sports,
        _library,
        _museum,
        _monuments,
        _film,
        _theatre,
    )
    return tuple(sorted((s for unit in units for s in unit()), key=lambda s: (s.received, s.path)))
