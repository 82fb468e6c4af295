"""What is said of a file as such, of whose report it is, and of single cells, by code."""

from __future__ import annotations

from pipeline.message import Message, error, info, warning

_SAVE_AS = (
    "Mở bằng Excel hoặc LibreOffice, chọn Lưu dưới dạng (Save As), kiểu Excel Workbook (.xlsx), "
    "rồi gửi tệp mới; chỉ đổi đuôi tên tệp thì không được."
)
_FORM = "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."

INTAKE_MESSAGES: dict[str, Message] = {
    # --- the gate: what kind of file is it
    "GATE_EMPTY": error("Tệp rỗng (0 byte).", "Đề nghị gửi lại tệp đã điền."),
    "GATE_LOCK_FILE": error(
        "Đây là tệp khóa tạm của Excel hoặc LibreOffice, không phải bảng số liệu.",
        "Đóng phần mềm rồi gửi tệp gốc (tên không bắt đầu bằng ~$ hay .~lock).",
    ),
    "GATE_BLANK": error(
        "Tệp không có nội dung, chỉ gồm khoảng trắng hoặc byte 0; thường do chép hoặc tải lên dở dang.",
        "Mở tệp gốc trên máy đã điền, kiểm tra còn số liệu rồi gửi lại tệp ấy.",
    ),
    "GATE_OLE": error("Tệp ở dạng Office cũ, không đọc được.", _SAVE_AS),
    "GATE_XLS": error("Tệp ở dạng Excel cũ (.xls).", _SAVE_AS),
    "GATE_PASSWORD": error(
        "Tệp được đặt mật khẩu nên không mở được.",
        "Bỏ mật khẩu rồi gửi lại; ví dụ trong Excel: Tệp (File) > Thông tin (Info) > Bảo vệ sổ làm việc "
        "(Protect Workbook) > Mã hóa bằng mật khẩu (Encrypt with Password), xóa hết ô mật khẩu, lưu lại.",
    ),
    "GATE_XLSB": error("Tệp ở dạng nhị phân (.xlsb).", _SAVE_AS),
    "GATE_ODS": error("Tệp ở dạng OpenDocument (.ods).", _SAVE_AS),
    "GATE_NUMBERS": error(
        "Tệp ở dạng Numbers của Apple.",
        "Trong Numbers chọn Tệp > Xuất sang > Excel, được tệp .xlsx, rồi gửi tệp ấy.",
    ),
    "GATE_STRICT": error("Tệp ở dạng Strict Open XML.", _SAVE_AS),
    "GATE_CSV": error("Tệp chỉ chứa chữ và dấu phân cách (CSV), dù mang đuôi nào.", _FORM),
    "GATE_HTML": error("Tệp là một trang web (HTML), không phải bảng tính Excel, dù mang đuôi nào.", _FORM),
    "GATE_XML": error("Tệp ở dạng XML, không phải bảng tính .xlsx, dù mang đuôi nào.", _SAVE_AS),
    "GATE_TEXT": error("Tệp chỉ chứa văn bản, không phải bảng tính Excel.", _FORM),
    "GATE_MAIL": error(
        "Đây là thư điện tử; tệp đính kèm trong thư chưa được đọc.",
        "Chạy python -m pipeline collect với tệp thư này (make collect SOURCE=…) rồi chuyển tệp thư ra khỏi hộp nhận; "
        "hoặc mở thư, lưu tệp .xlsx đính kèm vào hộp nhận.",
    ),
    "GATE_UNKNOWN": error("Tệp không phải là bảng tính Excel.", _FORM),
    "GATE_NOT_A_BOOK": error("Tệp không chứa bảng tính Excel.", _FORM),
    "GATE_WORD": error("Đây là tệp Word, PowerPoint hoặc Visio, không phải bảng tính.", _FORM),
    "GATE_PDF": error("Đây là tệp PDF, không phải bảng tính.", "Gửi tệp .xlsx đã điền thay cho bản in hoặc bản chụp."),
    "GATE_PICTURE": error(
        "Đây là tệp ảnh, không phải bảng tính.", "Gửi tệp .xlsx đã điền thay cho ảnh chụp bảng số liệu."
    ),
    "GATE_ARCHIVE": error(
        "Đây là tệp nén; các tệp bên trong chưa được đọc.",
        "Với tệp .zip: chạy python -m pipeline collect (make collect SOURCE=…) rồi chuyển tệp ấy ra khỏi hộp nhận. "
        "Dạng khác (.rar, .7z…) hoặc không mở được: giải nén rồi đặt từng tệp .xlsx vào hộp nhận; "
        "ví dụ trên Windows: bấm chuột phải vào tệp, chọn Extract All.",
    ),
    "GATE_SYSTEM_FILE": error("Đây là tệp phụ của hệ điều hành, không phải báo cáo.", "Có thể xóa tệp này."),
    "GATE_DAMAGED": error(
        "Tệp bị hỏng, không mở được.",
        "Thường do tải lên dở dang: gửi lại tệp gốc. Nếu tệp gốc cũng hỏng, mở bằng Excel hoặc LibreOffice, "
        "để phần mềm sửa, lưu lại dạng .xlsx, soát số liệu rồi gửi lại.",
    ),
    "GATE_CRAFTED": error(
        "Tệp có cấu trúc mà phần mềm bảng tính không tạo ra ({found}) nên không được mở.",
        "Nếu tệp là của đơn vị: mở bằng Excel, chép số liệu sang mẫu mới rồi gửi lại. "
        "Nếu không rõ nguồn: không mở tệp.",
    ),
    "GATE_SLOW": error(
        "Đọc tệp quá {found} vẫn chưa xong nên đã dừng.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành (chỉ chép giá trị) rồi gửi lại.",
    ),
    "GATE_DIED": error(
        "Phần mềm dừng giữa chừng khi đọc tệp này ({found}); các tệp khác không bị ảnh hưởng.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành (chỉ chép giá trị) rồi gửi lại.",
    ),
    "GATE_MACRO": warning(
        "Tệp có macro. Macro không được chạy, số liệu lấy như đã lưu trong ô.",
        "Lưu lại dạng Excel Workbook (.xlsx), không có macro, để dùng cho kỳ sau.",
    ),
    "GATE_LINKED_BOOK": warning(
        "Tệp có liên kết tới sổ hoặc chương trình khác. Liên kết không được mở, số liệu lấy như đã lưu trong ô.",
        "Gõ số thay cho công thức lấy từ tệp khác; ví dụ chép vùng ô rồi dán đặc biệt, chọn Giá trị (Values).",
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
    "ID_NAME_FOUND": warning(
        "Mẫu bị mất tên vùng “{found}”; đã tìm được ô theo nhãn, tiêu đề ghi trên trang và đọc số liệu ở đó.",
        "Kiểm tra lại số liệu; lần sau dùng mẫu mới do Văn phòng phát hành.",
    ),
    "ID_NAME_MOVED": warning(
        "Tên vùng của mẫu dẫn tới ô {found}, không phải ô của nhãn này; đã đọc theo nhãn.",
        "Kiểm tra lại số liệu; lần sau dùng mẫu mới do Văn phòng phát hành.",
    ),
    "ID_TWO_PLACES": error(
        "Có số liệu cả ở ô này và ở ô {found} bên cạnh nhãn, không biết ô nào đúng.",
        "Chỉ giữ số liệu ở ô bên cạnh nhãn, xóa ô kia rồi gửi lại.",
    ),
    "ID_HEADING": error(
        "Không xác định được cột “{found}” của danh sách vì tiêu đề cột bị sửa, bị xóa hoặc lặp lại.",
        "Ghi lại tiêu đề các cột như mẫu, mỗi tiêu đề một cột, rồi gửi lại.",
    ),
    "ID_COLUMNS_MOVED": warning(
        "Các cột của danh sách đã được chuyển chỗ; đã đọc theo tiêu đề, lần lượt ở các cột {found}.",
        "Kiểm tra lại số liệu; nên giữ nguyên thứ tự cột của mẫu.",
    ),
    "ID_ROWS_ABOVE": warning("Có dòng được chèn giữa tiêu đề và dòng đầu của danh sách; số liệu ở đó vẫn được tính."),
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
    "CELL_NO_NUMBER": error(
        "“{found}” có thể là bằng không, cũng có thể là chưa có số liệu.",
        "Nếu bằng không thì gõ số 0; nếu chưa có số liệu thì để trống ô.",
    ),
    "CELL_SHARE": error(
        "Số {found} có thể là {found}% hoặc là tỷ lệ chưa nhân với 100.",
        "Gõ kèm dấu phần trăm, ví dụ 92,5%.",
    ),
    "CELL_LOOKALIKE": error(
        "“{found}” có chữ cái giống chữ số (O giống 0, l và I giống 1) nên không đọc được chắc chắn.",
        "Gõ lại bằng chữ số, ví dụ 10 hoặc 05/9/2022.",
    ),
    "CELL_OLD_LETTERS": warning(
        "Nội dung gõ bằng bảng mã cũ {encoding} “{found}”, đã đọc là “{read}”.",
        "Kiểm tra lại nội dung; nên gõ bằng bảng mã Unicode.",
    ),
    "CELL_OLD_DOUBT": warning(
        "Nội dung “{found}” có vẻ gõ bằng bảng mã cũ nhưng không chuyển được chắc chắn; giữ nguyên như trong tệp.",
        "Gõ lại nội dung bằng bảng mã Unicode.",
    ),
    "CELL_LETTERS": info("Nội dung có ký tự của bảng chữ khác trông giống chữ Việt “{found}”, đã đọc là “{read}”."),
    "CELL_NEGATIVE": error("Số “{found}” là số âm.", "Gõ số không âm."),
    "CELL_WHOLE": error("“{found}” không phải là số nguyên.", "Gõ số nguyên, ví dụ 12."),
    "CELL_TEXT_NUMBER": warning(
        "Số được gõ dạng chữ “{found}”, đã đọc là {read}.",
        "Nên gõ số trực tiếp, không kèm chữ hay dấu cách.",
    ),
    "CELL_DATE": error("“{found}” không đọc được là ngày.", "Gõ ngày dạng dd/mm/yyyy, ví dụ 05/9/2022."),
    "CELL_DATE_NO_DAY": error(
        "“{found}” không nêu ngày cụ thể.", "Gõ đủ ngày, tháng, năm dạng dd/mm/yyyy, ví dụ 05/9/2022."
    ),
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
    "CELL_MERGED": error(
        "Ô nhập bị gộp với ô {found} nên không biết số liệu thuộc ô nào.",
        "Bỏ gộp ô (Unmerge Cells), gõ số liệu vào từng ô.",
    ),
    "COLUMN_HIDDEN": warning(
        "Cột {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn cột để kiểm tra lại.",
    ),
    "SHEET_HIDDEN": warning(
        "Trang này bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn trang để kiểm tra lại.",
    ),
    "ROW_HIDDEN": warning(
        "Dòng {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn dòng để kiểm tra lại.",
    ),
}
