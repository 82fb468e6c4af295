"""Makes every picture of the guides from the program itself, working on the example: `python -m tests.pictures [NAME]`.

What is printed comes through LibreOffice and poppler, pages through Chromium, what a terminal shows through `screens`;
pngquant takes the bytes that nobody sees. With them goes the guide of the units as it is printed.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path

import openpyxl
from markdown_it import MarkdownIt
from openpyxl.styles import Alignment
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, sync_playwright
from playwright.sync_api import Page as Tab

from tests.drawing import ROOT, save_filled
from tests.rendering import Page, converted, read_pages
from tests.screens import SCREENS, screen
from tests.walk import answer, lay_out, walked

FOLDER = ROOT / "docs" / "hinh"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DPI, MM = 144, 25.4

Box = tuple[float, float, float, float]  # left, top, right, bottom in mm


# --- the desk -----------------------------------------------------------------------------------


class Desk:
    """The example, with what a month of work has made of it."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self.folder, self.browser = lay_out(folder), browser
        for command in (
            "bao-cao report --period 2022-09",
            "bao-cao templates --period 2022-10 --out output/mau/2022-10",
            "bao-cao templates --period 2022-10 --unit BTT --layout unit --out output/so",
            "bao-cao templates --period 2022-09 --fresh --out output/mau/2022-09",
        ):
            answer(command, self.folder)

    @cached_property
    def report(self) -> Path:
        return self.printed(self.folder / "output/2022-09/bao-cao-2022-09.docx")

    def form(self, period: str, unit: str, task: str) -> Path:
        return self.folder / "output" / "mau" / period / unit / f"{task}__{unit}__{period}.xlsx"

    def printed(self, file: Path) -> Path:
        """The PDF of a document or workbook."""
        return converted([file], self.folder, "pdf")[0]

    def cut(self, name: str, pdf: Path, number: int, box: Box, width: int, frames: Sequence[Box] = ()) -> None:
        """A part of a page (from 1) as a picture of `width` px, with red frames about what it is to show."""
        image = subprocess.run(
            ["pdftoppm", "-png", "-r", str(DPI * 2), "-f", str(number), "-l", str(number), str(pdf)],
            check=True, capture_output=True, timeout=60,
        ).stdout  # fmt: skip
        page = read_pages(pdf)[number - 1]
        left, top, right, bottom = box
        scale = width / (right - left)
        marks = "".join(
            f"<i style='left:{(x1 - left) * scale}px;top:{(y1 - top) * scale}px;"
            f"width:{(x2 - x1) * scale}px;height:{(y2 - y1) * scale}px'></i>"
            for x1, y1, x2, y2 in frames
        )
        html = (
            "<style>body{margin:0;overflow:hidden}i,img{position:absolute;box-sizing:border-box}"
            "i{border:2.5px solid #c00000;border-radius:3px}</style>"
            f"<img src='data:image/png;base64,{base64.b64encode(image).decode()}' style='left:{-left * scale}px;"
            f"top:{-top * scale}px;width:{page.width * scale}px;height:{page.height * scale}px'>{marks}"
        )
        tab = self.browser.new_page(viewport={"width": width, "height": round((bottom - top) * scale)})
        tab.set_content(html)
        self.shot(tab, name)

    def shot(self, tab: Tab, name: str) -> None:
        """What a tab shows, in 128 colours: a third of the bytes."""
        path = FOLDER / name
        tab.screenshot(path=path)
        tab.close()
        subprocess.run(["pngquant", "128", "--nofs", "--strip", "--force", "--output", path, path], check=True)


Draw = Callable[[Desk, str], None]


@contextmanager
def at_desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        root = os.name == "posix" and os.geteuid() == 0
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if root else [])
        yield Desk(Path(place), browser)
        browser.close()


def find(page: Page, text: str, after: float = 0) -> Box | None:
    """Where words stand on a page, the first time below `after` mm."""
    wanted = text.split()
    for first in range(len(page.words)):
        run = page.words[first : first + len(wanted)]
        if [word.text for word in run] == wanted and run[0].top >= after:
            return run[0].left, run[0].top, run[-1].right, run[-1].bottom
    return None


def place(pdf: Path, text: str) -> tuple[int, Box]:
    """The page (from 1) and the place of words that stand in a document."""
    for number, page in enumerate(read_pages(pdf), 1):
        if box := find(page, text):
            return number, box
    raise LookupError(text)


# --- documents and the page to look at ------------------------------------------------------------


def first_page(desk: Desk, name: str) -> None:
    desk.cut(name, desk.report, 1, (0, 0, 210, 297), 620)


def charts(desk: Desk, name: str) -> None:
    number, _ = place(desk.report, "Mức hoàn thành theo mục của Kế hoạch")
    desk.cut(name, desk.report, number, (0, 0, 210, 297), 620)


def letter(desk: Desk, name: str) -> None:
    pdf = desk.printed(desk.folder / "output/2022-09/don-doc-2022-09.docx")
    desk.cut(name, pdf, 1, (0, 0, 210, 297), 620)


def overview(desk: Desk, name: str) -> None:
    tab = desk.browser.new_page(viewport={"width": 960, "height": 1104})
    tab.goto((desk.folder / "output/2022-09/tong-quan-2022-09.html").as_uri())
    desk.shot(tab, name)


# --- forms ----------------------------------------------------------------------------------------


def _form(desk: Desk, name: str, file: Path, end: str, *frames: str) -> None:
    """The printed form from its head to the line that begins with `end`."""
    pdf = desk.printed(file)
    for number, page in enumerate(read_pages(pdf), 1):
        top, bottom = find(page, "SỞ VĂN HÓA VÀ THỂ THAO"), find(page, end)
        if top and bottom:
            marks = [grown(box) for text in frames if (box := find(page, text))]
            desk.cut(name, pdf, number, (7, top[1] - 2, page.width - 7, bottom[1] - 1.2), 960, marks)
            return
    raise LookupError(end)


def grown(box: Box, by: float = 1.2) -> Box:
    left, top, right, bottom = box
    return left - by, top - by / 2, right + by, bottom + by / 2


def _filled(desk: Desk, form: Path, **values: object) -> Path:
    path = desk.folder / f"dien-{form.name}"
    path.write_bytes(save_filled(form.read_bytes(), {"": values}))
    return path


def ratio_form(desk: Desk, name: str) -> None:
    form = _filled(
        desk, desk.form("2022-09", "VP", "A.I.3"),
        in_A_I_3_1_numerator=5, in_A_I_3_2_numerator="9 vấn đề", in_A_I_3_2_denominator=12,
        in_as_of=date(2022, 9, 10), in_status="Đang thực hiện",
        in_result="Đã kiểm tra 05/07 đơn vị sự nghiệp theo Kế hoạch.",
    )  # fmt: skip
    _form(desk, name, form, "Kết quả nổi bật", "Còn 1 ô số liệu chưa điền, 1 ô chưa đúng", "9 vấn đề")


def money_form(desk: Desk, name: str) -> None:
    form = _filled(
        desk, desk.form("2022-09", "TVT", "A.VII.1"),
        in_A_VII_1_1_decision="Quyết định số 3650/QĐ-UBND ngày 10/12/2021",
        rows_A_VII_1_1=[["Tu bổ di tích Am Chúa", 12_500_000_000, 9_870_500_000],
                        ["Mua sắm thiết bị thư viện số", 3_200_000_000, 3_187_000_000]],
    )  # fmt: skip
    _form(desk, name, form, "6")


def former_form(desk: Desk, name: str) -> None:
    _form(desk, name, desk.form("2022-10", "KHTC", "A.VII.1"), "6", "Không thay đổi so với kỳ trước")


def mending_form(desk: Desk, name: str) -> None:
    folder = desk.folder / "output/2022-09/phan-hoi/QLTDTT"
    _form(desk, name, folder / "A.III.4__QLTDTT__2022-09__can-sua.xlsx", "Kết quả nổi bật")


def contents(desk: Desk, name: str) -> None:
    pdf = desk.printed(desk.folder / "output/so/BTT/BTT__2022-10.xlsx")
    page = read_pages(pdf)[0]
    words = [word for word in page.words if word.bottom < page.height - 12]  # not the foot of the page
    box = (7, min(word.top for word in words) - 2, page.width - 7, max(word.bottom for word in words) + 3)
    desk.cut(name, pdf, 1, box, 960)


# --- what an auditor looks at -----------------------------------------------------------------------


def original(desk: Desk, name: str) -> None:
    file = desk.folder / "inbox" / "KHTC" / "A.VII.1 giải ngân KHTC - bản cuối.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["Nhập liệu"]
    for row in (*range(1, 16), *range(20, sheet.max_row + 1)):
        sheet.row_dimensions[row].hidden = True
    for column in "EFGH":
        sheet.column_dimensions[column].hidden = True
    sheet.print_options.headings = True
    _sheet(desk, name, book, sheet, 760, "11.842.350.000")


def index(desk: Desk, name: str) -> None:
    """The head of the table and the row of the figure."""
    number, (left, top, _, bottom) = place(desk.report, "S142-S146,")
    page = read_pages(desk.report)[number - 1]
    head = find(page, "Mã số liệu")
    below = [word.top for word in page.words if abs(word.left - left) < 1 and word.top > bottom and word.text[0] == "S"]
    end = min([*(y for y in below if y > bottom + 6), max(word.bottom for word in page.words) + 1.5])
    assert head
    box = (left - 3, head[1] - 2, page.width - 12, end - 0.8)
    desk.cut(name, desk.report, number, box, 960, [(left - 1.6, top - 0.6, page.width - 13.5, end - 1)])


def summary(name_of: str, columns: Sequence[str], rows: Callable[[dict[str, object]], bool]) -> Draw:
    """Draws a sheet of the summary with some columns, and the rows that are asked for."""

    def draw(desk: Desk, name: str) -> None:
        book = openpyxl.load_workbook(desk.folder / "output/2022-09/tong-hop-2022-09.xlsx")
        sheet = book[name_of]
        head = next(r for r in range(1, 20) if columns[0] in [cell.value for cell in sheet[r]])
        titles = [str(cell.value) for cell in sheet[head]]
        for cell in sheet[head]:
            column = sheet.column_dimensions[cell.column_letter]
            column.hidden, column.width = cell.value not in columns, min(column.width, 46)
        for row in range(1, sheet.max_row + 1):
            told = dict(zip(titles, (cell.value for cell in sheet[row]), strict=True))
            shown = sheet.row_dimensions[row]
            shown.hidden, shown.height = row < head or (row > head and not rows(told)), None
            if not shown.hidden:
                for cell in sheet[row]:
                    cell.alignment = Alignment(horizontal=cell.alignment.horizontal, wrap_text=False)
        _sheet(desk, name, book, sheet, 1200)

    return draw


def _sheet(desk: Desk, name: str, book: Workbook, sheet: Worksheet, width: int, frame: str = "") -> None:
    """What a sheet prints on one page, cut to its contents."""
    for other in book.worksheets:
        other.sheet_state = "visible" if other is sheet else "hidden"
    book.active = book.index(sheet)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight, sheet.page_setup.orientation = 1, "landscape"
    sheet.print_title_rows = None
    sheet.oddHeader.center.text = sheet.oddFooter.left.text = sheet.oddFooter.right.text = None
    path = desk.folder / f"trang-{name}.xlsx"
    book.save(path)
    pdf = desk.printed(path)
    page = read_pages(pdf)[0]
    words = page.words
    box = (min(w.left for w in words) - 2, min(w.top for w in words) - 2,
           max(w.right for w in words) + 3, max(w.bottom for w in words) + 2)  # fmt: skip
    place_of = find(page, frame) if frame else None
    desk.cut(name, pdf, 1, box, width, [grown(place_of)] if place_of else [])


# --- the guide of the units on paper ------------------------------------------------------------------

PAPER = "huong-dan-don-vi.pdf"  # beside its source in docs/
_PRINT = """
@page { size: A4; margin: 13mm 15mm }
body { font: 10.5pt/1.25 'Times New Roman', 'Liberation Serif', serif }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 12pt; margin: 6px 0 0; break-after: avoid }
thead { display: table-row-group }
p, ul { margin: 3px 0 } ul { padding-left: 18px } img { max-width: 100%; border: 1px solid #bbb }
table { border-collapse: collapse; width: 100%; margin: 4px 0 } tr { break-inside: avoid }
td, th { border: 1px solid #999; padding: 1px 5px; vertical-align: top; text-align: left }
code { font-size: 92% } a { color: inherit; text-decoration: none }
"""


def as_html(guide: Path) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable("table").render(guide.read_text(encoding="utf-8"))


def on_paper(desk: Desk) -> None:
    guide = FOLDER.parent / PAPER.replace(".pdf", ".md")
    page = desk.folder / "huong-dan.html"
    body = re.sub(' href="[^"]*"', "", as_html(guide)).replace('src="hinh/', f'src="{FOLDER.as_uri()}/')
    head = f'<meta charset="utf-8"><title>Hướng dẫn điền mẫu báo cáo</title><style>{_PRINT}</style>'
    page.write_text(f'<html lang="vi">{head}{body}', encoding="utf-8")
    tab = desk.browser.new_page()
    tab.goto(page.as_uri())
    printed = tab.pdf(prefer_css_page_size=True)
    (FOLDER.parent / PAPER).write_bytes(re.sub(rb"D:\d{14}", b"D:20220101000000", printed))  # when it was made
    tab.close()


PICTURES: dict[str, Draw] = {
    "bao-cao.png": first_page,
    "bieu-do.png": charts,
    "cong-van-don-doc.png": letter,
    "tong-quan.png": overview,
    "mau-ty-le.png": ratio_form,
    "mau-giai-ngan.png": money_form,
    "mau-ky-truoc.png": former_form,
    "mau-can-sua.png": mending_form,
    "so-muc-luc.png": contents,
    "kiem-toan-tep-goc.png": original,
    "kiem-toan-bang-tra.png": index,
    "kiem-toan-tinh-lai.png": summary(
        "Tính lại",
        ("Mã", "Bước tính", "Nội dung", "Thời hạn", "Tính lại", "Báo cáo", "Đối chiếu", "Cách tính"),
        lambda row: row["Mã"] in ("A.VII.1.1", "A.VII.1"),
    ),
    "kiem-toan-gop.png": summary(
        "Dữ liệu gộp",
        (
            "Chỉ tiêu",
            "Đơn vị",
            "Kỳ",
            "Dự án, nhân tố, nội dung, văn bản",
            "Số đạt được / số lượng",
            "Tổng số",
            "Được tính",
            "Tệp",
            "Ô",
        ),
        lambda row: row["Chỉ tiêu"] == "A.VII.1.1",
    ),
    "kiem-toan-nguon.png": summary(
        "Số liệu và nguồn",
        ("Mã số liệu", "Báo cáo ghi", "Tệp", "Trang", "Ô", "Nội dung gốc", "Người soát"),
        lambda row: row["Mã số liệu"] == "S142" and str(row["Tệp"]).startswith("KHTC/"),
    ),
}


def main(names: Sequence[str]) -> None:
    os.environ["LC_ALL"] = "vi_VN.UTF-8"  # LibreOffice writes numbers as an office here sees them
    wanted = [name for name in (*PICTURES, *SCREENS) if not names or name in names]
    if any(name in PICTURES for name in wanted):
        with at_desk() as desk:
            for name in wanted:
                if name in PICTURES:
                    PICTURES[name](desk, name)
            on_paper(desk)
    if any(name in SCREENS for name in wanted):
        with tempfile.TemporaryDirectory() as place:
            for step, told, _ in walked(Path(place)):
                if step.picture in wanted:
                    (FOLDER / step.picture).write_text(screen(step.picture, told), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
