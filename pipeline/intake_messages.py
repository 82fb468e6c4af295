"""What is said of a file as such, of whose report it is, and of single cells, by code."""

from __future__ import annotations

from pipeline.message import Message, error, info, warning

INTAKE_MESSAGES: dict[str, Message] = {
    # --- the gate: what kind of file is it
    "GATE_EMPTY": error("Tệp rỗng (0 byte).", "Đề nghị gửi lại tệp đã điền."),
    "GATE_LOCK_FILE": error(
        "Đây là tệp khóa tạm của Excel hoặc LibreOffice, không phải bảng số liệu.",
        "Đóng phần mềm rồi gửi tệp gốc (tên không bắt đầu bằng ~$ hay .~lock).",
    ),
    "GATE_OLE": error(
        "Tệp ở dạng Office cũ (.xls).",
        "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại.",
    ),
    "GATE_PASSWORD": error("Tệp được đặt mật khẩu.", "Bỏ mật khẩu rồi gửi lại."),
    "GATE_XLSB": error("Tệp ở dạng nhị phân (.xlsb).", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_ODS": error("Tệp ở dạng OpenDocument (.ods).", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_STRICT": error("Tệp ở dạng Strict Open XML.", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_TEXT": error(
        "Tệp chỉ chứa văn bản (CSV, HTML…), không phải bảng tính Excel.",
        "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_UNKNOWN": error(
        "Tệp không phải là bảng tính Excel.", "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."
    ),
    "GATE_NOT_A_BOOK": error(
        "Tệp không chứa bảng tính Excel.", "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."
    ),
    "GATE_WORD": error(
        "Đây là tệp Word hoặc PowerPoint, không phải bảng tính.",
        "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_PDF": error("Đây là tệp PDF, không phải bảng tính.", "Gửi tệp .xlsx đã điền thay cho bản in hoặc bản chụp."),
    "GATE_ARCHIVE": error(
        "Đây là tệp nén; các tệp bên trong chưa được đọc.", "Giải nén rồi đặt từng tệp .xlsx vào hộp nhận."
    ),
    "GATE_SYSTEM_FILE": error("Đây là tệp phụ của hệ điều hành, không phải báo cáo.", "Có thể xóa tệp này."),
    "GATE_DAMAGED": error(
        "Tệp bị hỏng, không mở được.",
        "Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi gửi lại.",
    ),
    "GATE_DTD": error(
        "Tệp chứa khai báo XML không an toàn nên không được mở.",
        "Điền vào mẫu mới do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_TOO_BIG": error(
        "Tệp vượt giới hạn an toàn ({found}).",
        "Xóa các trang, hình ảnh không cần thiết hoặc chép số liệu sang mẫu mới rồi gửi lại.",
    ),
    "GATE_UNREADABLE": error("Không đọc được tệp trong hộp nhận ({found}).", "Kiểm tra quyền đọc tệp này."),
    "GATE_LINK": error(
        "Đây là liên kết, không phải tệp; liên kết không được mở.",
        "Chép tệp thật vào hộp nhận.",
    ),
    # --- identity
    "ID_NOT_OURS": error(
        "Tệp không phải mẫu báo cáo của kế hoạch (không có thông tin nhận dạng).",
        "Dùng mẫu do Văn phòng phát hành; không chép số liệu sang tệp khác.",
    ),
    "ID_LAYOUT": error(
        "Mẫu thuộc phiên bản “{found}”, nay dùng phiên bản {expected}.",
        "Tải mẫu mới do Văn phòng phát hành, chép số liệu sang rồi gửi lại.",
    ),
    "ID_PLAN": error(
        "Mẫu thuộc kế hoạch “{found}”, không phải kế hoạch {expected}.",
        "Dùng mẫu của kế hoạch đang thực hiện.",
    ),
    "ID_TASK": error(
        "Mẫu ghi nhiệm vụ “{found}”, kế hoạch không có nhiệm vụ này.",
        "Dùng mẫu do Văn phòng phát hành.",
    ),
    "ID_UNIT_BLANK": error("Chưa chọn đơn vị báo cáo.", "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu."),
    "ID_UNIT": error(
        "Không có đơn vị “{found}” trong danh sách đơn vị.",
        "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu.",
    ),
    "ID_UNIT_NOT_ASKED": error(
        "{found} không được giao báo cáo nhiệm vụ {task}.",
        "Kiểm tra lại mẫu; nếu đúng nhiệm vụ, đề nghị liên hệ Văn phòng.",
    ),
    "ID_PERIOD_BLANK": error("Chưa chọn kỳ báo cáo.", "Chọn kỳ trong danh sách ở đầu trang nhập liệu."),
    "ID_PERIOD": error(
        "Kỳ báo cáo “{found}” không có trong lịch báo cáo.",
        "Chọn kỳ trong danh sách ở đầu trang nhập liệu.",
    ),
    "ID_CONTRADICTION": error(
        "Thông tin nhận dạng mâu thuẫn: trang tính ghi “{found}”, thuộc tính tệp ghi “{expected}”.",
        "Dùng đúng mẫu đã phát cho đơn vị, nhiệm vụ và kỳ này; không sửa phần nhận dạng.",
    ),
    "ID_TASK_TWICE": error(
        "Trang này lặp lại nhiệm vụ của trang “{found}”.",
        "Chỉ giữ một trang cho mỗi nhiệm vụ rồi gửi lại; không nhân bản trang.",
    ),
    "ID_SHEET_LOST": error(
        "Trang này là mẫu của nhiệm vụ {found} nhưng đã mất tên vùng nên không đọc được.",
        "Điền lại trên mẫu do Văn phòng phát hành; không chép trang từ tệp khác sang.",
    ),
    "ID_NAME_BROKEN": warning(
        "Mẫu bị mất tên vùng “{found}” nên không tìm được ô tương ứng.",
        "Không xóa dòng, cột của mẫu; đề nghị dùng mẫu mới nếu ô này cần điền.",
    ),
    "ID_NAME_LOST": error(
        "Mẫu bị mất tên vùng “{found}” nên số liệu đã gõ ở đó không đọc được chắc chắn.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành rồi gửi lại.",
    ),
    # --- cells
    "CELL_ERROR": error("Ô có lỗi công thức {found}.", "Gõ số trực tiếp vào ô này thay cho công thức."),
    "CELL_NOT_CALCULATED": error(
        "Ô có công thức chưa được tính.",
        "Mở tệp bằng Excel, lưu lại; hoặc gõ số trực tiếp vào ô này.",
    ),
    "CELL_FORMULA": warning("Ô có công thức; lấy kết quả đã lưu là “{found}”.", "Nên gõ số trực tiếp vào ô này."),
    "CELL_NUMBER": error(
        "“{found}” không đọc được là một số.",
        "Chỉ gõ chữ số, dùng dấu phẩy cho phần lẻ, ví dụ 1234,5.",
    ),
    "CELL_PERCENT": error(
        "Ô cần con số, không phải tỷ lệ “{found}”.",
        "Gõ con số vào ô này; tỷ lệ do hệ thống tự tính.",
    ),
    "CELL_NEGATIVE": error("Số “{found}” là số âm.", "Gõ số không âm."),
    "CELL_WHOLE": error("“{found}” không phải là số nguyên.", "Gõ số nguyên, ví dụ 12."),
    "CELL_TEXT_NUMBER": warning(
        "Số được gõ dạng chữ “{found}”, đã đọc là {read}.",
        "Nên gõ số trực tiếp, không kèm chữ hay dấu cách.",
    ),
    "CELL_DATE": error("“{found}” không đọc được là ngày.", "Gõ ngày dạng dd/mm/yyyy, ví dụ 05/9/2022."),
    "CELL_TEXT_DATE": info("Ngày được gõ dạng chữ “{found}”, đã đọc là {read}."),
    "CELL_CHOICE": error("“{found}” không có trong danh sách.", "Chọn một trong: {choices}."),
    "CELL_LONG": warning(
        "Nội dung dài {found} ký tự, vượt {limit} ký tự; báo cáo chỉ trích phần đầu.",
        "Viết gọn những ý chính.",
    ),
    "CELL_STRAY": warning(
        "Có nội dung “{found}” ngoài các ô nhập, không được tổng hợp.",
        "Chuyển nội dung vào ô nhập phù hợp.",
    ),
    "ROW_HIDDEN": warning(
        "Dòng {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn dòng để kiểm tra lại.",
    ),
}
