"""Plans of other shapes: whatever way the task table was typed or broken, the same tasks come out."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline import planning
from pipeline.cli import main
from pipeline.drafting.goals import propose
from pipeline.drafting.proposals import Goal
from pipeline.model import PipelineError
from tests.word_plans import (
    HEADINGS,
    add_table,
    drafted,
    ending,
    head,
    new_document,
    number_cells,
    reasons,
    tasks,
    turn,
)  # fmt: skip

ONE = ("1", "Rà soát thủ tục hành chính", "Quý II/2023", "Văn phòng Sở", "Thanh tra Sở", "Báo cáo rà soát")
TWO = (
    "2",
    "Tập huấn cho công chức",
    "Trong năm 2023",
    "Phòng Cải cách hành chính",
    "Văn phòng Sở",
    "Ít nhất 02 lớp tập huấn",
)
FIELDS = ("code", "name", "timing", "lead_text", "coordinating_text", "product")
PLAIN = [("I.1", *ONE[1:]), ("I.2", *TWO[1:])]


def test_a_plain_table_with_sections(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(document, [("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""), ONE, TWO])
    draft = drafted(document, tmp_path)
    assert tasks(draft, *FIELDS) == PLAIN
    assert tasks(draft, "section", "section_title") == [("I", "CẢI CÁCH THỂ CHẾ")] * 2
    assert tasks(draft, "basis") == [("kế hoạch",)] * 2


@pytest.mark.parametrize("order", [(0, 1, 5, 3, 4, 2), (3, 4, 2, 1, 5, 0), (1, 0, 2, 5, 4, 3)])
def test_columns_are_found_by_their_headings(tmp_path: Path, order: tuple[int, ...]) -> None:
    document = new_document()
    rows = [[row[i] for i in order] for row in (("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""), ONE, TWO)]
    add_table(document, rows, [HEADINGS[i] for i in order])
    assert tasks(drafted(document, tmp_path), *FIELDS) == PLAIN


@pytest.mark.parametrize(
    "headings",
    [
        ("STT", "Nội dung công việc", "Thời hạn hoàn thành", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm đầu ra"),
        ("Số TT", "Nhiệm vụ cụ thể", "Tiến độ", "Đơn vị chủ trì thực hiện", "Đơn vị phối hợp", "Chỉ tiêu"),
        ("TT", "Nhiệm vụ thể", "Tiến đô", "Đơn vi chủ tri", "Đơn vị phối hơp", "Kêt quả/sản phâm"),  # the scan's
        ("Số thứ tự", "Hoạt động", "Thời gian thực hiện", "Đơn vị thực hiện", "Phối hợp", "Kết quả thực hiện nhiệm vụ"),
    ],
)
def test_headings_are_read_however_they_are_worded(tmp_path: Path, headings: tuple[str, ...]) -> None:
    document = new_document()
    add_table(document, [ONE, TWO], headings)
    assert tasks(drafted(document, tmp_path), *FIELDS) == PLAIN


def test_there_may_be_no_coordinators(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [(*r[:4], r[5]) for r in (ONE, TWO)], ("TT", "Nhiệm vụ", "Thời gian", "Chủ trì", "Kết quả"))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "coordinating_text", "product") == [("I.1", None, ONE[5]), ("I.2", None, TWO[5])]
    assert reasons(draft, "coordinating_text") == ""


def test_lead_and_coordinators_may_share_a_column(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    headings = ("TT", "Nhiệm vụ", "Đơn vị chủ trì, phối hợp", "Kết quả")
    rows = [
        ("1", ONE[1], "Chủ trì: Văn phòng Sở; Phối hợp: Thanh tra Sở", ONE[5]),
        ("2", TWO[1], "Phòng Cải cách hành chính\nVăn phòng Sở", TWO[5]),
    ]
    add_table(document, rows, headings)
    draft = drafted(document, tmp_path)
    expected = [("Văn phòng Sở", "Thanh tra Sở"), ("Phòng Cải cách hành chính", "Văn phòng Sở")]
    assert tasks(draft, "lead_text", "coordinating_text") == expected
    assert reasons(draft, "lead_text", 0) == "" and "ghi đầu" in reasons(draft, "lead_text", 1)


def test_two_headings_over_each_other(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    above, below = ("TT", "Nhiệm vụ", "Đơn vị thực hiện", "", "Kết quả"), ("", "", "Chủ trì", "Phối hợp", "")
    table = add_table(document, [above, below, ("1", ONE[1], ONE[3], ONE[4], ONE[5])], None)
    table.cell(0, 2).merge(table.cell(0, 3))
    for column in (0, 1, 4):
        table.cell(0, column).merge(table.cell(1, column))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "lead_text", "coordinating_text") == [("I.1", ONE[3], ONE[4])]


def test_section_titles_may_be_merged_over_the_whole_width(tmp_path: Path) -> None:
    document = new_document()
    rows = [("I. CẢI CÁCH THỂ CHẾ",), ONE, TWO, ("II. CẢI CÁCH TÀI CHÍNH CÔNG",), ONE]
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "section_title") == [
        ("I.1", "CẢI CÁCH THỂ CHẾ"), ("I.2", "CẢI CÁCH THỂ CHẾ"), ("II.1", "CẢI CÁCH TÀI CHÍNH CÔNG"),
    ]  # fmt: skip


def test_each_part_may_have_its_own_table(tmp_path: Path) -> None:
    document = new_document()
    document.add_paragraph("A. CHỈ SỐ CẢI CÁCH HÀNH CHÍNH")
    add_table(document, [("I", "THỂ CHẾ", "", "", "", ""), ONE])
    document.add_paragraph("B. CHỈ SỐ HÀI LÒNG")
    other = (0, 1, 3, 4, 2, 5)
    add_table(
        document,
        [[r[i] for i in other] for r in (("I", "TIẾP CẬN", "", "", "", ""), TWO)],
        [HEADINGS[i] for i in other],
    )
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "section_title", "timing") == [
        ("A.I.1", "THỂ CHẾ", ONE[2]),
        ("B.I.2", "TIẾP CẬN", TWO[2]),
    ]
    assert draft.parts == 2


def test_a_landscape_appendix(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    turn(document)
    add_table(document, [ONE, TWO])
    ending(document)
    assert tasks(drafted(document, tmp_path), *FIELDS) == PLAIN


def test_decimal_numbering(tmp_path: Path) -> None:
    document = new_document()
    rows = [("1", "Cải cách thể chế", "", "", "", ""), ("1.1", *ONE[1:]), ("1.2", *TWO[1:]),
            ("2", "Cải cách tài chính công", "", "", "", ""), ("2.1", *ONE[1:])]  # fmt: skip
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "section", "section_title") == [
        ("1.1", "1", "Cải cách thể chế"), ("1.2", "1", "Cải cách thể chế"), ("2.1", "2", "Cải cách tài chính công"),
    ]  # fmt: skip


def test_letters_under_roman_sections(tmp_path: Path) -> None:
    document = new_document()
    rows = [("I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""), ("a)", *ONE[1:]), ("b)", *TWO[1:]),
            ("II", "TÀI CHÍNH", "", "", "", ""), ("I.1", *ONE[1:])]  # fmt: skip
    rows[-1] = ("II.1", *ONE[1:])
    add_table(document, rows)
    assert tasks(drafted(document, tmp_path), "code") == [("I.a",), ("I.b",), ("II.1",)]


def test_tasks_without_any_table(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    for text in (
        "I. MỤC ĐÍCH",
        "1. Nâng cao chất lượng phục vụ.",
        "II. NHIỆM VỤ",
        "1. Rà soát thủ tục hành chính. Chủ trì: Văn phòng Sở. Phối hợp: Thanh tra Sở. Thời gian: Quý II/2023. "
        "Sản phẩm: Báo cáo rà soát.",
        "Việc này làm gấp.",
        "2. Tập huấn cho công chức",
        "- Đơn vị chủ trì: Phòng Cải cách hành chính;",
        "- Đơn vị phối hợp: Văn phòng Sở;",
        "- Thời gian thực hiện: Trong năm 2023;",
        "- Sản phẩm: Ít nhất 02 lớp tập huấn.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Văn phòng Sở theo dõi, đôn đốc.",
    ):
        document.add_paragraph(text)
    draft = drafted(document, tmp_path)
    assert tasks(draft, *FIELDS) == [("II.1", *ONE[1:]), ("II.2", *TWO[1:])]
    assert tasks(draft, "section_title") == [("NHIỆM VỤ",)] * 2
    assert len(draft.notes) == 1 and "Việc này làm gấp" in draft.notes[0]


def test_a_lead_may_stand_for_several_rows(tmp_path: Path) -> None:
    document = new_document()
    table = add_table(document, [ONE, ("2", TWO[1], TWO[2], "", "", TWO[5])])
    for column in (3, 4):
        table.cell(1, column).merge(table.cell(2, column))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "lead_text", "coordinating_text") == [("I.1", ONE[3], ONE[4]), ("I.2", ONE[3], ONE[4])]


def test_a_task_may_have_several_rows_of_products(tmp_path: Path) -> None:
    document = new_document()
    table = add_table(document, [ONE, ("", "", "", "", "", "Kế hoạch rà soát"), TWO])
    for column in range(5):
        table.cell(1, column).merge(table.cell(2, column))
    assert tasks(drafted(document, tmp_path), "code", "product") == [
        ("I.1", "Báo cáo rà soát\nKế hoạch rà soát"), ("I.2", TWO[5]),
    ]  # fmt: skip


def test_automatic_numbering_counts(tmp_path: Path) -> None:
    document = new_document()
    table = add_table(document, [("", *ONE[1:]), ("", *TWO[1:])])
    number_cells(document, table, [1, 2])
    assert tasks(drafted(document, tmp_path), *FIELDS) == PLAIN


def test_headings_repeated_on_each_page(tmp_path: Path) -> None:
    document = new_document()
    half = ("", "tục hành chính", "", "", "Sở", "")
    first = ("1", "Rà soát thủ", ONE[2], ONE[3], "Thanh tra", ONE[5])
    add_table(document, [("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), first, HEADINGS, half, TWO])
    assert tasks(drafted(document, tmp_path), *FIELDS) == PLAIN


def test_a_row_cut_by_a_page_is_put_together(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [("1", "Thực hiện Chỉ thị 12/CT-", "Trong", "Phòng Kế hoạch", "", "- Báo cáo\n- 100% văn bản")])
    document.add_paragraph("")
    add_table(document, [("", "UBND của tỉnh", "năm 2023", "- Tài chính", "", "được gửi đúng hạn"), TWO], None)
    assert tasks(drafted(document, tmp_path), *FIELDS)[0] == (
        "I.1", "Thực hiện Chỉ thị 12/CT-UBND của tỉnh", "Trong năm 2023", "Phòng Kế hoạch - Tài chính", None,
        "- Báo cáo\n- 100% văn bản được gửi đúng hạn",
    )  # fmt: skip


def test_a_second_task_under_one_number(tmp_path: Path) -> None:
    document = new_document()
    rows = [("1", "- Sắp xếp tổ chức", "Trong năm 2023", "Văn phòng Sở", "", "Đề án"),
            ("", "- Đẩy mạnh tự chủ", "", "Phòng Kế hoạch", "", ""), TWO]  # fmt: skip
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "name", "timing", "lead_text") == [
        ("I.1a", "Sắp xếp tổ chức", "Trong năm 2023", "Văn phòng Sở"),
        ("I.1b", "Đẩy mạnh tự chủ", "Trong năm 2023", "Phòng Kế hoạch"),
        ("I.2", TWO[1], TWO[2], TWO[3]),
    ]
    assert "lấy theo dòng trên" in reasons(draft, "timing", 1) and "trống" in reasons(draft, "product", 1)


def test_points_under_a_numbered_task(tmp_path: Path) -> None:
    document = new_document()
    rows = [("01", *ONE[1:]), ("-", "Công bố danh mục", "", "", "", "Quyết định"), ("02", *TWO[1:])]
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "lead_text") == [("I.1", ONE[3]), ("I.1a", ONE[3]), ("I.2", TWO[3])]
    assert "gạch đầu dòng" in reasons(draft, "code", 1) and "ở trên" in reasons(draft, "lead_text", 1)


def test_a_row_without_number_is_a_task_where_it_has_its_own_lead(tmp_path: Path) -> None:
    document = new_document()
    rows = [
        ONE,
        ("", "và công bố danh mục", "", "", "", "Quyết định"),
        ("", "Đẩy mạnh tự chủ", "", "Thanh tra Sở", "", "Đề án"),
    ]
    add_table(document, rows)
    add_table(document, [TWO, ("", "Kiểm tra", "", "Thanh tra Sở", "", "Báo cáo")], None)
    assert tasks(drafted(document, tmp_path), "code", "name", "lead_text", "product") == [
        ("I.1a", "Rà soát thủ tục hành chính và công bố danh mục", ONE[3], "Báo cáo rà soát\nQuyết định"),
        ("I.1b", "Đẩy mạnh tự chủ", "Thanh tra Sở", "Đề án"),
        ("I.2a", TWO[1], TWO[3], TWO[5]), ("I.2b", "Kiểm tra", "Thanh tra Sở", "Báo cáo"),
    ]  # fmt: skip


@pytest.mark.parametrize("ditto", ["nt", "-nt-", "Như trên", "”"])
def test_ditto_marks(tmp_path: Path, ditto: str) -> None:
    document = new_document()
    add_table(document, [ONE, ("2", TWO[1], ditto, ditto, "", TWO[5]), ("3", TWO[1], ditto, ditto, "", TWO[5])])
    draft = drafted(document, tmp_path)
    assert tasks(draft, "timing", "lead_text", "lead") == [(ONE[2], ONE[3], "VPS")] * 3


def test_other_tables_and_columns_are_left_alone_and_said(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(document, [(*ONE, "5 triệu"), (*TWO, "")], (*HEADINGS, "Kinh phí"))
    ending(document)
    draft = drafted(document, tmp_path)
    assert tasks(draft, *FIELDS) == PLAIN
    assert draft.notes == ("Không đọc cột “Kinh phí” (bảng 2).",)


def test_a_table_of_figures_is_no_task_table(tmp_path: Path) -> None:
    document = new_document()
    add_table(
        document, [("1", "Số hồ sơ năm 2022", "1.200"), ("2", "Số cuộc họp", "15")], ("TT", "Nội dung", "Kết quả")
    )
    add_table(document, [ONE, TWO])
    draft = drafted(document, tmp_path)
    assert tasks(draft, *FIELDS) == PLAIN
    assert draft.notes == ("Không đọc bảng bắt đầu bằng “Nội dung” (bảng 1).",)


def test_what_fell_out_of_the_table_is_said(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [ONE])
    document.add_paragraph("2")
    document.add_paragraph("Tập huấn cho công chức của Sở")
    add_table(document, [TWO], None)
    add_table(document, [("3", "Thi đua", "Quý IV", "Văn phòng Sở", "Báo cáo")], None)
    draft = drafted(document, tmp_path)
    assert tasks(draft, *FIELDS) == PLAIN
    assert draft.notes == (
        "Không đọc đoạn “Tập huấn cho công chức của Sở” nằm giữa bảng (đoạn 2).",
        "Không đọc bảng bắt đầu bằng “Thi đua” (bảng 3).",
    )


def test_two_tables_that_number_anew_are_two_parts(tmp_path: Path) -> None:
    document = new_document()
    document.add_paragraph("Nhiệm vụ thường xuyên")
    add_table(document, [ONE])
    document.add_paragraph("Nhiệm vụ đột xuất")
    add_table(document, [("1", *TWO[1:])])
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "section_title") == [("A.1", "Nhiệm vụ thường xuyên"), ("B.1", "Nhiệm vụ đột xuất")]
    assert "phần A" in reasons(draft, "section_title", 0)


def test_a_plan_without_any_year(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [("1", "Rà soát", "Thường xuyên", "Văn phòng", "", "Báo cáo")])
    with pytest.raises(PipelineError, match="năm kế hoạch"):
        drafted(document, tmp_path)


def test_the_year_may_stand_in_the_tasks_alone(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [ONE, TWO])
    draft = drafted(document, tmp_path)
    agency = {row["key"]: row for row in draft.rows["Cơ quan"]}
    assert agency["year"]["value"] == "2023" and "xác nhận" in str(agency["year"]["basis"])


def test_a_section_may_name_who_is_responsible(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [("I", "CẢI CÁCH THỂ CHẾ", "", "Thanh tra Sở", "", ""), ONE])
    assert tasks(drafted(document, tmp_path), "code", "section_title") == [("I.1", "CẢI CÁCH THỂ CHẾ")]


def test_a_sentence_in_the_lead_column(tmp_path: Path) -> None:
    document = new_document()
    rows = [(*TWO[:3], "Thanh tra Sở chủ trì, phối hợp với Văn phòng Sở", "", TWO[5]), ("3", *ONE[1:])]
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "lead")[0] == ("TTS",) and "phối hợp" in reasons(draft, "lead", 0)


def test_a_table_in_a_cell_is_read_with_it(tmp_path: Path) -> None:
    document = new_document()
    table = add_table(document, [ONE, TWO])
    inner = table.cell(1, 5).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "Phụ biểu 1", "Phụ biểu 2"
    assert tasks(drafted(document, tmp_path), "product")[0] == ("Báo cáo rà soát\nPhụ biểu 1\nPhụ biểu 2",)


# --- what the scan spoilt is said ------------------------------------------------------------------


def test_a_missing_number_is_said(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [ONE, ("3", *TWO[1:]), ("3", "Kiểm tra công vụ", *TWO[2:])])
    draft = drafted(document, tmp_path)
    assert "không có số 2" in reasons(draft, "code", 1)
    assert tasks(draft, "code")[2] == ("I.3b",) and "hai lần" in reasons(draft, "code", 2)


def test_a_text_that_breaks_off_is_said(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [(*ONE[:5], "Báo cáo rà soát của"), ("2", "", *TWO[2:])])
    draft = drafted(document, tmp_path)
    assert "dừng ở" in reasons(draft, "product", 0)
    assert "trống" in reasons(draft, "name", 1) and tasks(draft, "name")[1] == (None,)
    assert tasks(draft, "basis")[1][0].startswith("cần xác nhận: Nhiệm vụ")


def test_a_row_whose_other_half_is_lost_is_said(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [ONE])
    add_table(document, [("", "", "", "", "", ""), TWO], None)
    draft = drafted(document, tmp_path)
    assert "để trống" in reasons(draft, "name", 0) and "để trống" in reasons(draft, "product", 0)
    assert reasons(draft, "name", 1) == ""


def test_slips_of_the_scan_are_corrected_and_said(tmp_path: Path) -> None:
    document = new_document()
    rows = [(str(n), "Hoàn thành nhiệm vụ được UBND tỉnh giao", *TWO[2:5], "Đăng tin kịp thời") for n in range(1, 5)]
    rows += [("5", "Rà soát việc được UBND tính giao", *TWO[2:5], "Đăng tin kip thời")]
    rows += [("6", "Bảo đảm tính công khai", *TWO[2:5], "Báo cáo của tỉnh")]
    add_table(document, [("I", "CẢI CÁCH THỂ THẾ", "", "", "", ""), *rows])
    draft = drafted(document, tmp_path)
    assert tasks(draft, "name", "product", "section_title")[4] == (
        "Rà soát việc được UBND tỉnh giao", "Đăng tin kịp thời", "CẢI CÁCH THỂ CHẾ",
    )  # fmt: skip
    assert "“tính”" in reasons(draft, "name", 4) and "“kip”" in reasons(draft, "product", 4)
    assert "THỂ THẾ" in reasons(draft, "section_title", 4)
    assert tasks(draft, "name")[5] == ("Bảo đảm tính công khai",) and reasons(draft, "name", 5) == ""


def test_look_alikes_are_normalised_in_silence(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [("1", "Ra\u0300 soát\u00a0 thủ tục\u200b", *ONE[2:])])
    draft = drafted(document, tmp_path)
    assert tasks(draft, "name") == [("Rà soát thủ tục",)] and reasons(draft, "name") == ""


# --- the head, the units ------------------------------------------------------------------------------


def test_the_head_and_the_end_fill_the_agency_sheet(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(document, [ONE, TWO])
    ending(document)
    agency = {row["key"]: row["value"] for row in drafted(document, tmp_path).rows["Cơ quan"]}
    expected = {
        "parent": "UBND TỈNH HÒA BÌNH MINH", "name": "SỞ NỘI VỤ", "short_name": "Sở", "symbol": "SNV",
        "place": "Hòa Bình Minh", "signer_form": "KT.", "signer_head": "GIÁM ĐỐC", "signer_post": "PHÓ GIÁM ĐỐC",
        "signer_name": "Trần Thị Bình", "recipients": "UBND tỉnh", "archive": "VT, VP", "year": "2023",
        "plan_id": "KH-SNV-2023", "plan_title": "Kế hoạch Cải cách hành chính năm 2023",
        "plan_basis": "Quyết định số 12/QĐ-UBND ngày 03/01/2023 của UBND tỉnh",
    }  # fmt: skip
    assert {key: agency[key] for key in expected} == expected


def test_units_are_proposed_from_the_columns(tmp_path: Path) -> None:
    document = new_document()
    groups = "Các phòng chuyên môn, đơn vị sự nghiệp"
    third = ("3", "Lưu trữ", "", "Trung tâm Bảo tồn", groups, "Báo cáo")
    add_table(document, [ONE, TWO, third, ("4", "Thi đua", "", "Văn phòng", "Trung tâm Bảo tôn", "Báo cáo")])
    draft = drafted(document, tmp_path)
    units = {row["name"]: (row["group"], row["aliases"]) for row in draft.rows["Đơn vị"]}
    assert units == {
        "Văn phòng Sở": (None, "Văn phòng"),
        "Thanh tra Sở": (None, None),
        "Phòng Cải cách hành chính": ("phòng chuyên môn", None),
        "Trung tâm Bảo tồn": ("đơn vị sự nghiệp", "Trung tâm Bảo tôn"),
    }
    assert tasks(draft, "lead", "coordinating")[2:] == [
        ("TTBT", "phòng chuyên môn; đơn vị sự nghiệp"), ("VPS", "TTBT"),
    ]  # fmt: skip


def test_one_unit_written_in_several_ways_is_one(tmp_path: Path) -> None:
    document = new_document()
    rows = [("1", *ONE[1:3], "Văn phòng Sở", "Phòng CCHC", "Báo cáo"),
            ("2", *ONE[1:3], "P. CCHC", "VP, Thanh tra Sở và các phòng chuyên môn", "Báo cáo")]  # fmt: skip
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert [row["name"] for row in draft.rows["Đơn vị"]] == ["Văn phòng Sở", "Phòng CCHC", "Thanh tra Sở"]
    assert tasks(draft, "lead", "coordinating")[1] == ("CCHC", "VPS; TTS; phòng chuyên môn")


def test_objectives_are_clauses_with_a_figure_or_a_year(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    for text in (
        "I. MỤC TIÊU", "1. Mục tiêu chung",
        "Nâng cao hiệu quả quản lý; phấn đấu Chỉ số cải cách hành chính năm 2023 tăng so với năm 2022.",
        "2. Mục tiêu cụ thể", "- 100% văn bản được ban hành đúng tiến độ.",
        "- Mức độ hài lòng của người dân đạt từ 90% trở lên.",
        "II. NHIỆM VỤ", "Đến năm 2022 đã có 50% hồ sơ trực tuyến.",
    ):  # fmt: skip
        document.add_paragraph(text)
    add_table(document, [ONE, TWO])
    draft = drafted(document, tmp_path)
    found = [(row["name"], row["product"]) for row in draft.rows["Nhiệm vụ"] if row.get("objective")]
    assert found == [
        ("Chỉ số cải cách hành chính năm 2023 tăng so với năm 2022", "Tăng so với năm 2022"),
        ("Văn bản được ban hành đúng tiến độ", "100%"),
        ("Mức độ hài lòng của người dân", "Đạt từ 90% trở lên"),
    ]
    assert all(reasons(draft, "name", row) for row in range(3))


# --- what cannot be read ------------------------------------------------------------------------------


def test_a_file_without_tasks(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    ending(document)
    with pytest.raises(PipelineError, match="Không tìm thấy bảng nhiệm vụ"):
        drafted(document, tmp_path)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"PK\x03\x04 nothing more", "bị hỏng"), (b"%PDF-1.7", "không phải văn bản Word"), (b"", "rỗng")],
)
def test_a_file_that_is_no_word_document(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "ke-hoach.docx"
    path.write_bytes(data)
    with pytest.raises(PipelineError, match=words):
        planning.import_plan(path, None, tmp_path / "ra.xlsx")
    assert not (tmp_path / "ra.xlsx").exists()


def test_the_command_says_in_one_sentence_why_it_stops(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "anh.pdf").write_bytes(b"%PDF-1.7")
    document = new_document()
    head(document)
    document.save(str(tmp_path / "khong-bang.docx"))
    for name, words in (
        ("anh.pdf", "không phải văn bản Word"),
        ("khong-bang.docx", "bảng nhiệm vụ"),
        ("thieu", "Không có"),
    ):
        with pytest.raises(SystemExit) as stopped:
            main(["plan", "import", str(tmp_path / name), "--out", str(tmp_path / "ra.xlsx")])
        said = capsys.readouterr().err
        assert stopped.value.code == 3 and words in said and len(said.strip().split("\n")) == 1
    assert not (tmp_path / "ra.xlsx").exists()


def test_three_hundred_tasks(tmp_path: Path) -> None:
    document = new_document()
    rows = [(str(n), f"Nhiệm vụ số {n} của kế hoạch", *TWO[2:]) for n in range(1, 301)]
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "name") == [(f"I.{n}", f"Nhiệm vụ số {n} của kế hoạch") for n in range(1, 301)]


# --- the language of products -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("product", "expected"),
    [
        ("100% nhiệm vụ được hoàn thành", [("tỷ lệ", "nhiệm vụ", "≥", "100%", "2023-12-31")]),
        ("Tối thiểu 90% hồ sơ nộp trực tuyến", [("tỷ lệ", "hồ sơ", "≥", "90%", "2023-12-31")]),
        ("Tỷ lệ hồ sơ trực tuyến đạt trên 62,5%", [("tỷ lệ", "hồ sơ", ">", "62,5%", "2023-12-31")]),
        ("Không quá 5% hồ sơ trễ hạn", [("tỷ lệ", "hồ sơ", "≤", "5%", "2023-12-31")]),
        ("Ít nhất 01 hội nghị", [("văn bản", "hội nghị", "≥", "1", "2023-12-31")]),
        ("Hàng tháng gửi ít nhất 02 tin, bài", [("số lượng", "tin, bài", "≥", "2/tháng", "2023-12-31")]),
        ("Số lượng biên chế giảm so với năm 2021", [("so với năm trước", "biên chế", "<", "năm 2021", "2023-12-31")]),
        ("Tăng tỷ lệ hồ sơ giải quyết đúng hạn", [("hồ sơ", "hồ sơ", ">", "năm 2022", "2023-12-31")]),
        ("Báo cáo tổng kết", [("văn bản", "báo cáo", "≥", "1", "2023-12-31")]),
        ("Đánh giá hàng quý và năm",
         [("văn bản", "kỳ đánh giá", "≥", "1/quý", "2023-12-31"), ("văn bản", "kỳ đánh giá", "≥", "1", "2023-12-31")]),
        ("Kế hoạch; Báo cáo",
         [("văn bản", "văn bản", "≥", "1", "2023-12-31"), ("văn bản", "báo cáo", "≥", "1", "2023-12-31")]),
        ("Hoàn thành chỉ tiêu do UBND tỉnh giao", [("tỷ lệ", "chỉ tiêu", "≥", "UBND tỉnh giao", "2023-12-31")]),
        ("- Đến 30/6/2023: đạt 50% kế hoạch\n- Đến 31/12/2023: đạt 100% kế hoạch",
         [("tỷ lệ", "nội dung", "≥", "50%", "2023-06-30"), ("tỷ lệ", "nội dung", "≥", "100%", "2023-12-31")]),
        ("Bộ phận Một cửa có các điều kiện:\n- Máy tính\n- Bàn viết",
         [("danh mục", "yêu cầu", "≥", "100%", "2023-12-31")]),
    ],
)  # fmt: skip
def test_what_products_promise(product: str, expected: list[tuple[str, ...]]) -> None:
    goal = Goal("Triển khai công việc được giao", product, "Trong năm 2023", 2023)
    found = [(p.kind, p.uom, t.op, t.target, str(t.due.day)) for p in propose(goal) for t in p.targets]
    assert found == expected


def test_two_days_are_one_measure_with_two_targets() -> None:
    product = "- Đến 31/12/2023: tối thiểu 90% vốn\n- Đến 31/01/2024: 100% vốn"
    (made,) = propose(Goal("Giải ngân đầu tư công", product, "", 2023))
    assert made.kind == "giải ngân" and [t.target for t in made.targets] == ["90%", "100%"]


@pytest.mark.parametrize(
    ("timing", "day"),
    [("Quý III/2023", "2023-09-30"), ("Tháng 3, 6, 9/2023", "2023-09-30"), ("Trước tháng 6/2023", "2023-06-30"),
     ("Quý I, Quý II năm 2023", "2023-06-30"), ("Quý II, III/2023", "2023-09-30"), ("Tháng 02/2023", "2023-02-28"),
     ("6 tháng đầu năm", "2023-06-30"), ("Trước ngày 15/6/2023", "2023-06-14"), ("Theo hướng dẫn của Bộ", "None"),
     ("Thường xuyên", "2023-12-31"), ("Từ 01/3/2023 đến 30/11/2023", "2023-11-30")],
)  # fmt: skip
def test_the_day_comes_from_the_time(timing: str, day: str) -> None:
    (made,) = propose(Goal("Kiểm tra", "Báo cáo kiểm tra", timing, 2023))
    assert str(made.targets[0].due.day) == day


@pytest.mark.parametrize(
    ("product", "timing", "field"),
    [
        ("Tỷ lệ hồ sơ trực tuyến đạt 80 - 85%", "", "target"),
        ("Ít nhất 50% hồ sơ nộp trực tuyến, 30% thanh toán trực tuyến", "", "target"),
        ("Giảm 5% biên chế so với năm 2021", "", "target"),
        ("Chỉ số tăng ít nhất 02 bậc so với năm 2022", "", "target"),
        ("Báo cáo 6 tháng, năm", "", "target"),
        ("Các quyết định công bố", "", "target"),
        ("Kịp thời", "", "kind"),
        ("", "", "kind"),
        ("100% nội dung", "", "uom"),
    ],
)
def test_what_could_be_read_otherwise_is_marked(product: str, timing: str, field: str) -> None:
    assert all(field in made.doubts for made in propose(Goal("Triển khai công việc", product, timing, 2023)))


@pytest.mark.parametrize("timing", ["Quý II, III/2023", "Tháng 3, 6, 9, 12/2023", "Trước tháng 6/2023", "Ngay sau họp"])
def test_a_day_that_could_be_another_is_marked(timing: str) -> None:
    (made,) = propose(Goal("Kiểm tra", "Báo cáo kiểm tra", timing, 2023))
    assert made.targets[0].due.doubt


def test_what_is_open_is_marked() -> None:
    (made,) = propose(Goal("Tuyển dụng", "Đúng quy định", "", 2023))
    assert {"name", "kind", "target", "if_any"} <= set(made.doubts)
    (made,) = propose(Goal("Xử lý kiến nghị (nếu có)", "100% kiến nghị được xử lý", "", 2023))
    assert made.if_any and "if_any" not in made.doubts
    (made,) = propose(Goal("Sáng kiến", "Mỗi đơn vị có ít nhất 01 sáng kiến", "", 2023))
    assert made.reporters == "từng đơn vị chủ trì"


# --- who is meant, however offices write it -----------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "lead", "helping"),
    [
        ("Phòng Tư pháp chủ trì; Phòng Nội vụ, Văn phòng phối hợp", "Phòng Tư pháp", "Phòng Nội vụ, Văn phòng"),
        ("Chủ trì: P. Tư pháp. Phối hợp: Phòng Nội vụ", "P. Tư pháp", "Phòng Nội vụ"),
        ("Văn phòng (chủ trì), Phòng TC-KH, Phòng KT&HT (phối hợp)", "Văn phòng", "Phòng TC-KH, Phòng KT&HT"),
        ("Phòng Tư pháp\nPhối hợp: Phòng Nội vụ", "Phòng Tư pháp", "Phòng Nội vụ"),
        ("Chủ trì: Phòng Tư pháp", "Phòng Tư pháp", None),
    ],
)
def test_one_column_of_units_may_say_who_helps(tmp_path: Path, cell: str, lead: str, helping: str | None) -> None:
    document = new_document()
    add_table(document, [(*ONE[:3], cell, ONE[5])], ("TT", "Nhiệm vụ", "Thời gian", "Cơ quan thực hiện", "Kết quả"))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "lead_text", "coordinating_text") == [(lead, helping)]
    names = {str(row["name"]) for row in draft.rows["Đơn vị"]}
    assert not any("chủ trì" in name.lower() or "phối hợp" in name.lower() for name in names)


def test_a_department_is_a_unit_and_only_a_plural_is_a_group(tmp_path: Path) -> None:
    document = new_document()
    rows = [(*ONE[:3], "Phòng Nghiệp vụ", "Các phòng nghiệp vụ", ONE[5]), (*TWO[:3], "Văn phòng", "", TWO[5])]
    add_table(document, rows)
    draft = drafted(document, tmp_path)
    assert [(row["code"], row["name"]) for row in draft.rows["Đơn vị"]] == [
        ("PNV", "Phòng Nghiệp vụ"), ("VP", "Văn phòng"),
    ]  # fmt: skip
    assert tasks(draft, "lead", "coordinating")[0] == ("PNV", "phòng chuyên môn")


def test_a_plural_that_is_no_group_is_one_name_and_marked(tmp_path: Path) -> None:
    document = new_document()
    add_table(document, [(*ONE[:3], "UBND các xã, thị trấn", "Các khoa, phòng", ONE[5])])
    draft = drafted(document, tmp_path)
    assert [row["name"] for row in draft.rows["Đơn vị"]] == ["UBND các xã, thị trấn", "Các khoa, phòng"]
    assert "nhiều đơn vị" in reasons(draft, "lead") and "nhiều đơn vị" in reasons(draft, "coordinating")


def test_a_stroke_between_two_units_parts_them(tmp_path: Path) -> None:
    document = new_document()
    rows = [(*ONE[:3], "Phòng Kế hoạch/Phòng Điều dưỡng", ONE[5]), (*TWO[:3], "Phòng VH/TT", TWO[5])]
    add_table(document, rows, ("TT", "Nhiệm vụ", "Thời gian", "Thành phần (chủ trì/phối hợp)", "Kết quả"))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "lead_text", "coordinating_text") == [
        ("Phòng Kế hoạch", "Phòng Điều dưỡng"), ("Phòng VH/TT", None),
    ]  # fmt: skip
    assert "ghi đầu" in reasons(draft, "lead_text")


# --- times, tables of their own ---------------------------------------------------------------------------


def test_months_may_be_columns_with_a_mark(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    headings = ("TT", "Nội dung công việc", "Người phụ trách", *(f"Tháng {n}" for n in range(1, 13)))
    ticks = ["x" if n in (3, 5, 12) else "" for n in range(1, 13)]
    add_table(document, [("1", "Kiểm tra hồ sơ", "Tổ Toán", *ticks), ("2", "Họp", "Tổ Văn", *[""] * 12)], headings)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "timing") == [("Tháng 3, 5, 12",), (None,)]
    assert reasons(draft, "timing", 0) == "" and "không thấy dấu" in reasons(draft, "timing", 1)
    assert draft.notes == ()


def test_quarters_under_one_wider_heading_and_a_mark_over_two(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    above = ("TT", "Công việc", "Chủ trì", "Thời gian theo quý", "", "", "")
    below = ("", "", "", "I", "II", "III", "IV")
    table = add_table(document, [above, below, ("1", *ONE[1:2], ONE[3], "", "x", "", "")], None)
    table.cell(0, 3).merge(table.cell(0, 6))
    table.cell(2, 4).merge(table.cell(2, 5))
    for column in range(3):
        table.cell(0, column).merge(table.cell(1, column))
    assert tasks(drafted(document, tmp_path), "code", "timing", "lead_text") == [("I.1", "Quý II, III", ONE[3])]


def test_begin_and_end_may_be_two_columns(tmp_path: Path) -> None:
    document = new_document()
    headings = ("TT", "Nhiệm vụ", "Bắt đầu", "Kết thúc", "Chủ trì", "Kết quả")
    add_table(document, [("1", ONE[1], "01/02/2023", "30/6/2023", ONE[3], ONE[5])], headings)
    draft = drafted(document, tmp_path)
    assert tasks(draft, "timing") == [("Từ 01/02/2023 đến 30/6/2023",)]
    assert [str(row["due"]) for row in draft.rows["Chỉ tiêu"]] == ["2023-06-30"]


def test_a_table_of_another_shape_does_not_go_on_with_the_row_above(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(document, [ONE, TWO])
    document.add_paragraph("III. Tiến độ")
    rows = [("05/01/2023", "Ban hành kế hoạch", "Văn phòng Sở"), ("15/12/2023", "Tổng kết", "Thanh tra Sở")]
    add_table(document, rows, ("Mốc thời gian", "Công việc", "Bộ phận chủ trì"))
    draft = drafted(document, tmp_path)
    assert tasks(draft, "code", "name", "timing") == [
        ("I.1", ONE[1], ONE[2]), ("I.2", TWO[1], TWO[2]),
        ("I.3", "Ban hành kế hoạch", "05/01/2023"), ("I.4", "Tổng kết", "15/12/2023"),
    ]  # fmt: skip


def test_a_table_of_targets_before_the_tasks_is_said(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    add_table(document, [("1", "Tỷ lệ hồ sơ", "%", "95")], ("TT", "Chỉ số", "Đơn vị tính", "Năm 2023"))
    add_table(document, [ONE, TWO])
    assert drafted(document, tmp_path).notes == ("Không đọc bảng bắt đầu bằng “Chỉ số” (bảng 2).",)


def test_a_task_told_in_a_sentence_after_the_others_is_a_task_to_review(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    for text in (
        "II. NHIỆM VỤ",
        "1. Kiểm kê tài sản. Chủ trì: Văn phòng Sở. Thời gian: Quý I/2023. Kết quả: Báo cáo kiểm kê.",
        "2. Thanh lý xe: giao Thanh tra Sở chủ trì, hoàn thành trong quý III/2023.",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Văn phòng Sở theo dõi việc thực hiện.",
    ):
        document.add_paragraph(text)
    draft = drafted(document, tmp_path)
    assert [code for (code,) in tasks(draft, "code")] == ["II.1", "II.2"]
    assert reasons(draft, "lead", 1) and reasons(draft, "product", 1)


@pytest.mark.parametrize(
    ("timing", "day", "marked"),
    [
        ("Trước ngày 25 tháng 6 năm 2023", "2023-06-24", True),
        ("Ngày 25 tháng 6", "2023-06-25", False),
        ("Trước 20/12", "2023-12-19", True),
        ("10/6-14/6", "2023-06-14", False),
        ("Tuần 2 tháng 3", "2023-03-31", True),
    ],
)
def test_days_without_a_year_are_of_the_plans_year(timing: str, day: str, marked: bool) -> None:
    (made,) = propose(Goal("Kiểm tra", "Báo cáo kiểm tra", timing, 2023))
    assert (str(made.targets[0].due.day), bool(made.targets[0].due.doubt)) == (day, marked)


def test_a_second_figure_is_not_lost_in_silence() -> None:
    (made,) = propose(Goal("Tập huấn", "04 lớp, ít nhất 120 học viên", "Trong năm 2023", 2023))
    assert "nhiều con số" in made.doubts["target"]


@pytest.mark.parametrize(
    "row",
    [
        ("1", "Rµ so¸t thñ tôc hµnh chÝnh", "Quý II/2023", "V¨n phßng Së", "", "B¸o c¸o rµ so¸t"),
        ("1", "Raø soaùt thuû tuïc haønh chính", "Quý II/2023", "Vaên phoøng Sôû", "", "Baùo caùo raø soaùt"),
    ],
)
def test_old_fonts_are_refused(tmp_path: Path, row: tuple[str, ...]) -> None:
    document = new_document()
    head(document)
    add_table(document, [row, TWO])
    with pytest.raises(PipelineError, match="phông chữ cũ"):
        drafted(document, tmp_path)


def test_what_is_struck_out_is_not_read_and_what_is_put_in_is(tmp_path: Path) -> None:
    document = new_document()
    head(document)
    table = add_table(document, [ONE, TWO])
    paragraph = table.cell(1, 1).paragraphs[0]._p
    for tag, text_tag, text in (("w:ins", "w:t", " cấp xã"), ("w:del", "w:delText", " bỏ")):
        change, run_, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(text_tag)
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run_.append(words)
        change.append(run_)
        paragraph.append(change)
    table.rows[2]._tr.get_or_add_trPr().append(OxmlElement("w:del"))
    assert tasks(drafted(document, tmp_path), "name") == [(f"{ONE[1]} cấp xã",)]
