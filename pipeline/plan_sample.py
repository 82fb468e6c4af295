"""A starter for another agency: its name and a year come in, the rows of a small whole plan go out.

Everything is a sample to be written over: a few units, one objective, three tasks that show the
kinds of measures. The workbook made of it can be read as it stands.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pipeline import plan_sheets as ps
from pipeline.plan_sheets import Cells, CellValue
from pipeline.plan_start import OBJECTIVES, agency_rows, calendar_rows, outline_rows, sample, sentence_case
from pipeline.vietnamese import clean_text


def sample_rows(name: str, year: int) -> dict[str, list[Cells]]:
    """The rows of a starting plan workbook for an agency, by sheet."""
    tasks = _tasks(year)
    sections = dict.fromkeys((str(t["section"]), str(t["section_title"])) for t in tasks)
    return {
        ps.AGENCY.name: _agency(name, year),
        ps.UNITS.name: _table("code name short_name group aliases", _UNITS),
        ps.TASKS.name: tasks,
        ps.MEASURES.name: _measures(year),
        ps.ITEMS.name: _table("measure order text", _ITEMS),
        ps.CALENDAR.name: calendar_rows(year),
        ps.OUTLINE.name: outline_rows(list(sections)),
    }


def _table(keys: str, rows: tuple[tuple[CellValue, ...], ...]) -> list[Cells]:
    return [sample(**dict(zip(keys.split(), row, strict=True))) for row in rows]


# --- the agency -------------------------------------------------------------------------------


def _agency(name: str, year: int) -> list[Cells]:
    """The agency's fields; what only it knows is a name to be written over."""
    running = running_name(name)
    known: Cells = {
        "parent": "UBND TỈNH …",
        "name": clean_text(name).upper(),
        "running_name": running,
        "short_name": running.split(" ")[0],
        "symbol": symbol(name),
        "place": "Tên tỉnh",
        "signer_name": "Họ và Tên",
        "plan_id": f"KH-{symbol(name)}-{year}",
        "plan_basis": f"Kế hoạch cải cách hành chính năm {year} của UBND tỉnh (ghi số, ngày)",
    }
    return [row | {"value": known.get(str(row["key"]), row["value"])} for row in agency_rows(year)]


def running_name(name: str) -> str:
    """The name in running text: as typed, or where it is in capitals "Sở Du lịch" from "SỞ DU LỊCH"."""
    name = clean_text(name)
    first, _, rest = name.partition(" ")
    if not name.isupper() or not rest:
        return name
    return f"{sentence_case(first)} {sentence_case(rest)}"


def symbol(name: str) -> str:
    """The first letters of the name's words, as agencies abbreviate themselves: SDL, SVHTT."""
    words = [w for w in re.findall(r"\w+", clean_text(name).upper()) if w != "VÀ"]
    return "".join(unicodedata.normalize("NFD", word)[0] for word in words)


# --- units, tasks, measures -------------------------------------------------------------------

_UNITS = (
    ("VP", "Văn phòng", "Văn phòng", "", "VP"),
    ("TTRA", "Thanh tra", "Thanh tra", "", ""),
    ("PCM1", "Phòng chuyên môn 1", "P. CM 1", "phòng chuyên môn", ""),
    ("PCM2", "Phòng chuyên môn 2", "P. CM 2", "phòng chuyên môn", ""),
    ("DVSN1", "Đơn vị sự nghiệp 1", "ĐVSN 1", "đơn vị sự nghiệp", ""),
    ("DVSN2", "Đơn vị sự nghiệp 2", "ĐVSN 2", "đơn vị sự nghiệp", ""),
)
_DIRECTION = ("I", "CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH")
_PROCEDURES = ("II", "CẢI CÁCH THỦ TỤC HÀNH CHÍNH")
_FINANCE = ("III", "CẢI CÁCH TÀI CHÍNH CÔNG")
_ITEMS = (
    ("MT.1.1", 1, "Tiếp cận dịch vụ"),
    ("MT.1.1", 2, "Thủ tục hành chính"),
    ("MT.1.1", 3, "Công chức giải quyết thủ tục hành chính"),
    ("MT.1.1", 4, "Kết quả giải quyết thủ tục hành chính"),
    ("MT.1.1", 5, "Tiếp nhận, xử lý phản ánh, kiến nghị"),
    ("II.1.2", 1, "Niêm yết đầy đủ thủ tục hành chính"),
    ("II.1.2", 2, "Máy tính tra cứu thủ tục"),
    ("II.1.2", 3, "Đủ bàn viết, ghế ngồi"),
)


def _tasks(year: int) -> list[Cells]:
    every = f"Trong năm {year}"
    rooms, houses = "Các phòng chuyên môn", "Các đơn vị sự nghiệp"
    return _table(
        "code section section_title name timing lead_text coordinating_text lead coordinating product"
        " objective frequency",
        (
            ("MT.1", OBJECTIVES, "MỤC TIÊU CỦA KẾ HOẠCH", f"Mức độ hài lòng của tổ chức, cá nhân năm {year}",
             every, "Văn phòng", "", "VP", "", "Đạt trên 80%", ps.MARK, "quý"),
            ("I.1", *_DIRECTION, f"Ban hành và thực hiện Kế hoạch cải cách hành chính năm {year}",
             every, "Văn phòng", rooms, "VP", "phòng chuyên môn",
             "- Kế hoạch\n- Hoàn thành 100% nhiệm vụ đề ra", "", "tháng"),
            ("II.1", *_PROCEDURES, "Giải quyết thủ tục hành chính đúng hạn tại Bộ phận Một cửa",
             every, "Văn phòng", rooms, "VP", "phòng chuyên môn",
             f"- Tỷ lệ hồ sơ đúng hạn cao hơn năm {year - 1}\n- Bộ phận Một cửa đáp ứng các yêu cầu", "", "tháng"),
            ("III.1", *_FINANCE, "Thực hiện giải ngân kế hoạch đầu tư công",
             every, rooms, houses, "phòng chuyên môn", "đơn vị sự nghiệp",
             f"- Đến 31/12/{year}: tối thiểu 90% kế hoạch được giao\n- Đến 31/01/{year + 1}: 100% kế hoạch được giao",
             "", "tháng"),
        ),
    )  # fmt: skip


def _measures(year: int) -> list[Cells]:
    end, after = date(year, 12, 31), date(year + 1, 1, 31)
    return _table(
        "code task name kind uom op target due nature reporters if_any same_as",
        (
            ("MT.1.1", "MT.1", "Mức độ hài lòng của tổ chức, cá nhân", "khảo sát", "lượt trả lời",
             ">", "80%", end, "lũy kế", "chủ trì", "", ""),
            ("I.1.1", "I.1", f"Kế hoạch cải cách hành chính năm {year}", "văn bản", "văn bản",
             "≥", 1, end, "lũy kế", "chủ trì", "", ""),
            ("I.1.2", "I.1", "Tỷ lệ nhiệm vụ trong Kế hoạch đã hoàn thành", "tỷ lệ", "nhiệm vụ",
             "≥", "100%", end, "lũy kế", "chủ trì và phối hợp", "", ""),
            ("I.1.3", "I.1", "Số tin, bài tuyên truyền trong tháng", "số lượng", "tin, bài",
             "≥", "1/tháng", end, "trong kỳ", "chủ trì", "", ""),
            ("II.1.1", "II.1", "Tỷ lệ hồ sơ giải quyết trước hạn và đúng hạn", "hồ sơ", "hồ sơ",
             ">", f"năm {year - 1}", end, "lũy kế", "chủ trì", "", ""),
            ("II.1.2", "II.1", "Bộ phận Một cửa đáp ứng các yêu cầu", "danh mục", "yêu cầu",
             "≥", "100%", end, "lũy kế", "chủ trì", "", ""),
            ("III.1.1", "III.1", "Tỷ lệ giải ngân kế hoạch đầu tư công", "giải ngân", "đồng",
             "≥", "90%", end, "lũy kế", "chủ trì và phối hợp", ps.MARK, ""),
            ("III.1.1", "III.1", "Tỷ lệ giải ngân kế hoạch đầu tư công", "giải ngân", "đồng",
             "≥", "100%", after, "lũy kế", "chủ trì và phối hợp", ps.MARK, ""),
            ("III.1.2", "III.1", "Số đơn vị được ngân sách bảo đảm toàn bộ chi thường xuyên", "so với năm trước",
             "đơn vị", "<", f"năm {year - 1}", end, "lũy kế", "PCM1", "", ""),
        ),
    )  # fmt: skip
