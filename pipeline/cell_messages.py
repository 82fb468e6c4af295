"""What is said of single cells, and of rows, columns and sheets that are hidden, by code."""

from __future__ import annotations

from pipeline.message import Message, error, info, warning

_UNICODE = "trong Unikey chọn bảng mã “Unicode”, gõ bằng phông chữ Times New Roman."

CELL_MESSAGES: dict[str, Message] = {
    "CELL_ERROR": error(
        "Ô có lỗi công thức {found}.",
        "Gõ số trực tiếp vào ô này thay cho công thức.",
        "gõ 45, không để #REF! hay #DIV/0!.",
    ),
    "CELL_NOT_CALCULATED": error(
        "Ô có công thức chưa được tính.",
        "Mở tệp bằng Excel, lưu lại; hoặc gõ số trực tiếp vào ô này.",
        "gõ 45 thay cho =40+5.",
    ),
    "CELL_FORMULA": warning(
        "Ô có công thức; lấy kết quả đã lưu là “{found}”.", "Nên gõ số trực tiếp vào ô này.", "gõ 45 thay cho =40+5."
    ),
    "CELL_NUMBER": error("“{found}” không đọc được là một số.", "Chỉ gõ chữ số, dùng dấu phẩy cho phần lẻ.", "1234,5."),
    "CELL_PERCENT": error(
        "Ô cần con số, không phải tỷ lệ “{found}”.",
        "Gõ con số vào ô này; tỷ lệ do hệ thống tự tính.",
        "đạt 37 trên 40 việc thì gõ 37 và 40, không gõ 92,5%.",
    ),
    "CELL_NO_NUMBER": error(
        "“{found}” có thể là bằng không, cũng có thể là chưa có số liệu.",
        "Nếu bằng không thì gõ số 0; nếu chưa có số liệu thì để trống ô.",
        "gõ 0, không gõ “-” hay “không có”.",
    ),
    "CELL_SHARE": error(
        "Số {found} có thể là {found}% hoặc là tỷ lệ chưa nhân với 100.", "Gõ kèm dấu phần trăm.", "92,5%."
    ),
    "CELL_LOOKALIKE": error(
        "“{found}” có chữ cái giống chữ số (O giống 0, l và I giống 1) nên không đọc được chắc chắn.",
        "Gõ lại bằng chữ số.",
        "10 hoặc 05/9/2022.",
    ),
    "CELL_OLD_LETTERS": warning(
        "Nội dung gõ bằng bảng mã cũ {encoding} “{found}”, đã đọc là “{read}”.",
        "Kiểm tra lại nội dung; nên gõ bằng bảng mã Unicode.",
        _UNICODE,
    ),
    "CELL_OLD_DOUBT": warning(
        "Nội dung “{found}” có vẻ gõ bằng bảng mã cũ nhưng không chuyển được chắc chắn; giữ nguyên như trong tệp.",
        "Gõ lại nội dung bằng bảng mã Unicode.",
        _UNICODE,
    ),
    "CELL_LETTERS": info("Nội dung có ký tự của bảng chữ khác trông giống chữ Việt “{found}”, đã đọc là “{read}”."),
    "CELL_NEGATIVE": error("Số “{found}” là số âm.", "Gõ số không âm.", "5, không phải -5."),
    "CELL_WHOLE": error("“{found}” không phải là số nguyên.", "Gõ số nguyên.", "12."),
    "CELL_TEXT_NUMBER": warning(
        "Số được gõ dạng chữ “{found}”, đã đọc là {read}.",
        "Nên gõ số trực tiếp, không kèm chữ hay dấu cách.",
        "gõ 1234, không gõ “1234 hồ sơ”.",
    ),
    "CELL_DATE": error("“{found}” không đọc được là ngày.", "Gõ ngày dạng dd/mm/yyyy.", "05/9/2022."),
    "CELL_DATE_NO_DAY": error(
        "“{found}” không nêu ngày cụ thể.", "Gõ đủ ngày, tháng, năm dạng dd/mm/yyyy.", "05/9/2022."
    ),
    "CELL_TEXT_DATE": info("Ngày được gõ dạng chữ “{found}”, đã đọc là {read}."),
    "CELL_CHOICE": error(
        "“{found}” không có trong danh sách.",
        "Chọn một trong: {choices}.",
        "bấm mũi tên ở ô rồi chọn, không gõ “có rồi” hay “đã xong”.",
    ),
    "CELL_LONG": warning(
        "Nội dung dài {found} ký tự, vượt {limit} ký tự; báo cáo chỉ trích phần đầu.",
        "Viết gọn những ý chính.",
        "“Đã ban hành 03 văn bản, kiểm tra 05 đơn vị; còn 02 đơn vị chưa kiểm tra”.",
    ),
    "CELL_STRAY": warning(
        "Có nội dung “{found}” ngoài các ô nhập, không được tổng hợp.",
        "Chuyển nội dung vào ô nhập phù hợp.",
        "ghi chú ở ô H30 thì chuyển vào ô “Khó khăn, vướng mắc”.",
    ),
    "CELL_MERGED": error(
        "Ô nhập bị gộp với ô {found} nên không biết số liệu thuộc ô nào.",
        "Bỏ gộp ô, gõ số liệu vào từng ô.",
        "chọn ô, bấm Home > Merge & Center > Unmerge Cells, gõ 45 vào ô “Số đã đạt (tử số)”.",
    ),
    "COLUMN_HIDDEN": warning(
        "Cột {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn cột để kiểm tra lại.",
        "chọn hai cột bên cạnh, bấm chuột phải, chọn “Bỏ ẩn” (Unhide).",
    ),
    "SHEET_HIDDEN": warning(
        "Trang này bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn trang để kiểm tra lại.",
        "bấm chuột phải vào tên một trang bất kỳ, chọn “Bỏ ẩn” (Unhide).",
    ),
    "ROW_HIDDEN": warning(
        "Dòng {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn dòng để kiểm tra lại.",
        "chọn hai dòng bên cạnh, bấm chuột phải, chọn “Bỏ ẩn” (Unhide).",
    ),
}
