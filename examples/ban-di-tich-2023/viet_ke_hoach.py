"""Writes ke-hoach.docx: the plan of an invented agency as its Văn phòng would have typed it.

python examples/ban-di-tich-2023/viet_ke_hoach.py
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

HERE = Path(__file__).resolve().parent
TITLE = "Nâng cao chất lượng bảo vệ, phát huy giá trị di tích và cải cách hành chính năm 2023"
HEADINGS = ("TT", "Nội dung nhiệm vụ", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian thực hiện", "Kết quả, sản phẩm")
ROWS: tuple[tuple[str, ...], ...] = (
    ("I", "BẢO VỆ, PHÁT HUY GIÁ TRỊ DI TÍCH", "", "", "", ""),
    ("1", "Thực hiện giải ngân kế hoạch vốn tu bổ di tích", "Phòng Nghiệp vụ", "Văn phòng", "Năm 2023",
     "- Đến 31/12/2023: giải ngân tối thiểu 95% kế hoạch vốn được giao\n"
     "- Đến 31/01/2024: giải ngân 100% kế hoạch vốn được giao"),
    ("2", "Số hóa hồ sơ hiện vật", "Phòng Nghiệp vụ", "Đội Bảo vệ di tích", "Năm 2023",
     "Tối thiểu 80% hiện vật được số hóa hồ sơ"),
    ("3", "Phòng ngừa, ngăn chặn hành vi xâm hại di tích", "Đội Bảo vệ di tích", "", "Năm 2023",
     "Số vụ xâm hại di tích giảm so với năm 2022"),
    ("II", "CẢI CÁCH HÀNH CHÍNH, TRUYỀN THÔNG", "", "", "", ""),
    ("1", "Đăng tin, bài giới thiệu di tích trên Trang thông tin điện tử", "Văn phòng", "Phòng Nghiệp vụ",
     "Thường xuyên", "Định kỳ hàng tháng, đăng ít nhất 01 tin, bài"),
    ("2", "Xây dựng Quy chế phối hợp bảo vệ di tích", "Văn phòng", "Phòng Nghiệp vụ, Đội Bảo vệ di tích",
     "Quý II/2023", "Quyết định ban hành Quy chế"),
)  # fmt: skip
WIDTHS = (12, 70, 36, 40, 32, 60)


def main() -> None:
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    _head(document)
    _body(document)
    _appendix(document)
    document.core_properties.created = document.core_properties.modified = datetime(2023, 1, 10)
    document.core_properties.author = "Ban Quản lý Di tích"
    document.save(str(HERE / "ke-hoach.docx"))


def _line(place: Paragraph, text: str, *, bold: bool = False, italic: bool = False, centred: bool = False) -> None:
    run = place.add_run(text)
    run.bold, run.italic = bold, italic
    if centred:
        place.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _head(document: Document) -> None:
    table = document.add_table(rows=2, cols=2)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], "SỞ VĂN HÓA VÀ THỂ THAO TỈNH BÌNH MINH", centred=True)
    _line(left.add_paragraph(), "BAN QUẢN LÝ DI TÍCH", bold=True, centred=True)
    _line(right.paragraphs[0], "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True)
    _line(right.add_paragraph(), "Độc lập - Tự do - Hạnh phúc", bold=True, centred=True)
    left, right = table.rows[1].cells
    _line(left.paragraphs[0], "Số: 05/KH-BQLDT", centred=True)
    _line(right.paragraphs[0], "Bình Minh, ngày 10 tháng 01 năm 2023", italic=True, centred=True)


def _body(document: Document) -> None:
    _line(document.add_paragraph(), "KẾ HOẠCH", bold=True, centred=True)
    _line(document.add_paragraph(), TITLE, bold=True, centred=True)
    for text in (
        "Căn cứ Kế hoạch số 12/KH-SVHTT ngày 05/01/2023 của Sở Văn hóa và Thể thao về công tác năm 2023, Ban Quản lý "
        "Di tích xây dựng Kế hoạch như sau:",
        "I. MỤC ĐÍCH, YÊU CẦU",
        "Giao nhiệm vụ cụ thể cho từng đơn vị; gắn trách nhiệm của người đứng đầu với kết quả thực hiện.",
        "II. NHIỆM VỤ",
        "(Chi tiết tại Phụ lục kèm theo)",
        "III. TỔ CHỨC THỰC HIỆN",
        "Các đơn vị báo cáo kết quả hàng tháng về Văn phòng để tổng hợp, báo cáo Sở Văn hóa và Thể thao./.",
    ):
        _line(document.add_paragraph(), text, bold=text[:4].rstrip().endswith("."))
    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", bold=True, italic=True)
    for text in ("- Sở Văn hóa và Thể thao (báo cáo);", "- Các đơn vị thuộc Ban;", "- Lưu: VT, VP."):
        _line(left.add_paragraph(), text)
    for text in ("TRƯỞNG BAN", "", "", "Lê Thị Minh Nguyệt"):
        _line(right.add_paragraph() if text != "TRƯỞNG BAN" else right.paragraphs[0], text, bold=True, centred=True)


def _appendix(document: Document) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(25), Mm(15)
    _line(document.add_paragraph(), "PHỤ LỤC", bold=True, centred=True)
    _line(document.add_paragraph(), "Các nhiệm vụ năm 2023 của Ban Quản lý Di tích", bold=True, centred=True)
    table = document.add_table(rows=1, cols=len(HEADINGS), style="Table Grid")
    table.autofit = False
    for index, text in enumerate(HEADINGS):
        _line(table.rows[0].cells[index].paragraphs[0], text, bold=True, centred=True)
    for row in ROWS:
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            first, *rest = text.split("\n")
            _line(cell.paragraphs[0], first, bold=not row[2])
            for more in rest:
                _line(cell.add_paragraph(), more)
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)


if __name__ == "__main__":
    main()
