"""What is said of a file as such: what kind it is, and why it is not read, by code."""

from __future__ import annotations

from pipeline.message import Message, error, warning

_RETYPED = "mở mẫu mới “A.I.1.xlsx”, gõ lại từng số liệu."
_SAVE_AS = (
    "Mở bằng Excel hoặc LibreOffice, chọn Lưu dưới dạng (Save As), kiểu Excel Workbook (.xlsx), "
    "rồi gửi tệp mới; chỉ đổi đuôi tên tệp thì không được."
)
_NEXT_TIME = "Kiểm tra lại số liệu đã đọc; lần sau gửi tệp .xlsx."
_FORM = "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."
_PASTED = "chọn vùng số liệu, bấm Ctrl+C, sang mẫu mới chọn Dán đặc biệt (Paste Special) > Giá trị (Values)."
_SAVED_NEXT = "trong Excel chọn Tệp (File) > Lưu dưới dạng (Save As), ô kiểu tệp chọn “Excel Workbook (*.xlsx)”."
_SAVED = "mở “bao-cao.xls”, lưu thành “bao-cao.xlsx” rồi gửi “bao-cao.xlsx”."

GATE_MESSAGES: dict[str, Message] = {
    "GATE_EMPTY": error(
        "Tệp rỗng (0 byte).", "Đề nghị gửi lại tệp đã điền.", "mẫu đã điền thường có dung lượng trên 10 KB."
    ),
    "GATE_LOCK_FILE": error(
        "Đây là tệp khóa tạm của Excel hoặc LibreOffice, không phải bảng số liệu.",
        "Đóng phần mềm rồi gửi tệp gốc.",
        "gửi “A.I.1.xlsx”, không gửi “~$A.I.1.xlsx” hay “.~lock.A.I.1.xlsx#”.",
    ),
    "GATE_BLANK": error(
        "Tệp không có nội dung, chỉ gồm khoảng trắng hoặc byte 0; thường do chép hoặc tải lên dở dang.",
        "Mở tệp gốc trên máy đã điền, kiểm tra còn số liệu rồi gửi lại tệp ấy.",
        "tệp chép qua USB bị trống thì gửi tệp “A.I.1.xlsx” trên máy đã điền.",
    ),
    "GATE_OLE": error(
        "Tệp ở dạng Office cũ, không đọc được.",
        _SAVE_AS,
        _SAVED,
    ),
    "GATE_XLS": warning("Tệp ở dạng Excel cũ (.xls); số liệu trong tệp đã được đọc.", _NEXT_TIME, _SAVED_NEXT),
    "GATE_XLS_OLD": error("Tệp ở dạng Excel 95 hoặc cũ hơn, không đọc được.", _SAVE_AS, _SAVED),
    "GATE_PASSWORD": error(
        "Tệp được đặt mật khẩu nên không mở được.",
        "Bỏ mật khẩu rồi gửi lại.",
        "trong Excel chọn Tệp (File) > Thông tin (Info) > Bảo vệ sổ làm việc (Protect Workbook) > Mã hóa bằng mật khẩu "
        "(Encrypt with Password), xóa hết ô mật khẩu, lưu lại.",
    ),
    "GATE_XLSB": warning("Tệp ở dạng nhị phân (.xlsb); số liệu trong tệp đã được đọc.", _NEXT_TIME, _SAVED_NEXT),
    "GATE_ODS": warning("Tệp ở dạng OpenDocument (.ods); số liệu trong tệp đã được đọc.", _NEXT_TIME, _SAVED_NEXT),
    "GATE_FODS": error(
        "Tệp ở dạng OpenDocument một tệp XML (.fods), không đọc được.",
        _SAVE_AS,
        "mở “bao-cao.fods”, lưu thành “bao-cao.xlsx” rồi gửi “bao-cao.xlsx”.",
    ),
    "GATE_OPEN_DOCUMENT": error(
        "Đây là tệp OpenDocument khác (văn bản, trình chiếu hoặc bản vẽ), không phải bảng tính.",
        _FORM,
        "chép số liệu trong “bao-cao.odt” vào mẫu “A.I.1.xlsx”, gửi “A.I.1.xlsx”.",
    ),
    "GATE_NUMBERS": error(
        "Tệp ở dạng Numbers của Apple.",
        "Xuất ra dạng Excel (.xlsx) rồi gửi tệp ấy.",
        "trong Numbers chọn Tệp > Xuất sang > Excel, được “bao-cao.xlsx”.",
    ),
    "GATE_STRICT": warning(
        "Tệp ở dạng Strict Open XML; số liệu trong tệp đã được đọc.",
        "Kiểm tra lại số liệu đã đọc; lần sau lưu ở dạng thường.",
        "ở ô kiểu tệp chọn “Excel Workbook (*.xlsx)”, không chọn “Strict Open XML Spreadsheet (*.xlsx)”.",
    ),
    "GATE_CSV": error(
        "Tệp chỉ chứa chữ và dấu phân cách (CSV), dù mang đuôi nào.",
        _FORM,
        "chép số liệu trong “thong-ke.csv” vào mẫu “A.I.1.xlsx”, gửi “A.I.1.xlsx”.",
    ),
    "GATE_HTML": error(
        "Tệp là một trang web (HTML), không phải bảng tính Excel, dù mang đuôi nào.",
        _FORM,
        "chép số liệu trong “thong-ke.xls” tải từ trang web vào mẫu “A.I.1.xlsx”, gửi “A.I.1.xlsx”.",
    ),
    "GATE_XML": error(
        "Tệp ở dạng XML, không phải bảng tính .xlsx, dù mang đuôi nào.",
        _SAVE_AS,
        "mở “bao-cao.xml”, lưu thành “bao-cao.xlsx” rồi gửi “bao-cao.xlsx”.",
    ),
    "GATE_TEXT": error(
        "Tệp chỉ chứa văn bản, không phải bảng tính Excel.",
        _FORM,
        "chép số liệu trong “ghi-chu.txt” vào mẫu “A.I.1.xlsx”, gửi “A.I.1.xlsx”.",
    ),
    "GATE_MAIL": error(
        "Đây là thư điện tử; tệp đính kèm trong thư chưa được đọc.",
        "Chạy lệnh collect với tệp thư này rồi chuyển tệp thư ra khỏi hộp nhận; hoặc mở thư, lưu tệp "
        "đính kèm vào hộp nhận.",
        "make collect SOURCE=thu-bao-cao.eml; hoặc lưu “A.I.1.xlsx” đính kèm vào hộp nhận.",
    ),
    "GATE_UNKNOWN": error(
        "Tệp không phải là bảng tính Excel.",
        _FORM,
        "gửi “A.I.1.xlsx” là mẫu Văn phòng đã phát và đơn vị đã điền.",
    ),
    "GATE_NOT_A_BOOK": error(
        "Tệp không chứa bảng tính Excel.",
        _FORM,
        "gửi “A.I.1.xlsx” là mẫu đã phát, không đổi đuôi tệp khác thành “.xlsx”.",
    ),
    "GATE_WORD": error(
        "Đây là tệp Word, PowerPoint hoặc Visio, không phải bảng tính.",
        _FORM,
        "chép số liệu trong “bao-cao.docx” vào mẫu “A.I.1.xlsx”, gửi “A.I.1.xlsx”.",
    ),
    "GATE_PDF": error(
        "Đây là tệp PDF, không phải bảng tính.",
        "Gửi tệp .xlsx đã điền thay cho bản in hoặc bản chụp.",
        "gửi “A.I.1.xlsx”, không gửi “A.I.1.pdf”.",
    ),
    "GATE_PICTURE": error(
        "Đây là tệp ảnh, không phải bảng tính.",
        "Gửi tệp .xlsx đã điền thay cho ảnh chụp bảng số liệu.",
        "gửi “A.I.1.xlsx”, không gửi “A.I.1.jpg”.",
    ),
    "GATE_ARCHIVE": error(
        "Đây là tệp nén; các tệp bên trong chưa được đọc.",
        "Với tệp .zip: chạy lệnh collect rồi chuyển tệp ấy ra khỏi hộp nhận. Dạng khác hoặc không mở "
        "được: giải nén rồi đặt từng tệp .xlsx vào hộp nhận.",
        "make collect SOURCE=bao-cao.zip; hoặc bấm chuột phải vào “bao-cao.rar”, chọn “Extract All”.",
    ),
    "GATE_SYSTEM_FILE": error(
        "Đây là tệp phụ của hệ điều hành, không phải báo cáo.",
        "Có thể xóa tệp này.",
        "“Thumbs.db”, “desktop.ini” do Windows tự tạo.",
    ),
    "GATE_DAMAGED": error(
        "Tệp bị hỏng, không mở được.",
        "Thường do tải lên dở dang: gửi lại tệp gốc. Nếu tệp gốc cũng hỏng, mở bằng Excel hoặc LibreOffice, "
        "để phần mềm sửa, lưu lại dạng .xlsx, soát số liệu rồi gửi lại.",
        "trong Excel chọn Tệp (File) > Mở (Open), chọn tệp, bấm mũi tên ở nút Mở (Open), chọn “Mở và sửa chữa” "
        "(Open and Repair).",
    ),
    "GATE_CRAFTED": error(
        "Tệp có cấu trúc mà phần mềm bảng tính không tạo ra ({found}) nên không được mở.",
        "Nếu tệp là của đơn vị: mở bằng Excel, chép số liệu sang mẫu mới rồi gửi lại. "
        "Nếu không rõ nguồn: không mở tệp.",
        _RETYPED,
    ),
    "GATE_SLOW": error(
        "Đọc tệp quá {found} vẫn chưa xong nên đã dừng.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành (chỉ chép giá trị) rồi gửi lại.",
        _PASTED,
    ),
    "GATE_DIED": error(
        "Phần mềm dừng giữa chừng khi đọc tệp này ({found}); các tệp khác không bị ảnh hưởng.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành (chỉ chép giá trị) rồi gửi lại.",
        _PASTED,
    ),
    "GATE_MACRO": warning(
        "Tệp có macro. Macro không được chạy, số liệu lấy như đã lưu trong ô.",
        "Lưu lại dạng Excel Workbook (.xlsx), không có macro, để dùng cho kỳ sau.",
        "lưu “A.I.1.xlsm” thành “A.I.1.xlsx”.",
    ),
    "GATE_LINKED_BOOK": warning(
        "Tệp có liên kết tới sổ hoặc chương trình khác. Liên kết không được mở, số liệu lấy như đã lưu trong ô.",
        "Gõ số thay cho công thức lấy từ tệp khác.",
        "chọn vùng ô, bấm Ctrl+C rồi chọn Dán đặc biệt (Paste Special) > Giá trị (Values).",
    ),
    "GATE_DTD": error(
        "Tệp chứa khai báo XML không an toàn nên không được mở.",
        "Điền vào mẫu mới do Văn phòng phát hành rồi gửi lại.",
        _RETYPED,
    ),
    "GATE_TOO_BIG": error(
        "Tệp vượt giới hạn an toàn ({found}).",
        "Xóa các trang, hình ảnh không cần thiết hoặc chép số liệu sang mẫu mới rồi gửi lại.",
        "xóa ảnh chụp màn hình, xóa trang “Sheet2” tự thêm vào mẫu.",
    ),
    "GATE_UNREADABLE": error(
        "Không đọc được tệp trong hộp nhận ({found}).",
        "Kiểm tra quyền đọc tệp này.",
        "trên Windows, bấm chuột phải vào tệp, chọn Properties > Security, cho tài khoản đang dùng quyền Read.",
    ),
    "GATE_LINK": error(
        "Đây là liên kết, không phải tệp; liên kết không được mở.",
        "Chép tệp thật vào hộp nhận.",
        "thay lối tắt “A.I.1 - Shortcut” bằng chính tệp “A.I.1.xlsx”.",
    ),
}
