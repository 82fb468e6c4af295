"""What is said of mails, attachments and archives as they are taken in, by code."""

from __future__ import annotations

from pipeline.message import Message, error, info, warning

_AGAIN = "Đề nghị đơn vị gửi lại từng tệp .xlsx đính kèm trực tiếp vào thư."

_ONE_BY_ONE = "đính kèm ba tệp “A.I.1.xlsx”, “A.I.2.xlsx”, “A.I.3.xlsx” vào một thư."
_TAKE_IN = "lưu “A.I.1.xlsx” vào máy rồi chạy make collect SOURCE=A.I.1.xlsx."

MAIL_MESSAGES: dict[str, Message] = {
    "MAIL_NO_ATTACHMENT": info(
        "Thư không có tệp đính kèm nào có thể là báo cáo.", "Đọc thư; nếu đơn vị quên đính kèm, đề nghị gửi lại."
    ),
    "MAIL_ASIDE": info("Phần này ({found}) không phải báo cáo nên không đưa vào hộp nhận; vẫn còn trong bản gốc."),
    "MAIL_BOUNCE": info(
        "Đây là thư báo của hệ thống (không gửi được, đã đọc…), không phải thư của đơn vị; nội dung không được nhận.",
        "Nếu là thư báo không gửi được: kiểm tra địa chỉ của đơn vị rồi gửi lại.",
    ),
    "MAIL_NAME_CHANGED": info("Tên tệp “{found}” có ký tự hoặc độ dài không dùng được; tệp được lưu là “{name}”."),
    "MAIL_NO_DATE": warning(
        "Thư không ghi thời gian đáng tin; giờ nhận là lúc chạy lệnh.",
        "Nếu thư đến trước đó, ghi nhận ngày nộp bằng cách khác khi xét đúng hạn.",
        "thư không có dòng “Date” thì hỏi đơn vị ngày gửi, ghi vào “Ý kiến” khi trình báo cáo.",
    ),
    "MAIL_CUT": warning(
        "Nội dung đính kèm bị thiếu hoặc mã hóa sai; chỉ giữ được phần đọc được.",
        "Mở thử tệp; nếu hỏng, đề nghị đơn vị gửi lại.",
        "tệp “A.I.1.xlsx” mở báo lỗi thì đề nghị đơn vị gửi lại “A.I.1.xlsx”.",
    ),
    "MAIL_BROKEN": error("Một phần của thư bị hỏng cấu trúc nên không tách được tệp đính kèm.", _AGAIN, _ONE_BY_ONE),
    "MAIL_ELSEWHERE": error(
        "Tệp không nằm trong thư, thư chỉ có đường dẫn hoặc một mẩu của tệp.",
        "Đề nghị đơn vị đính kèm chính tệp .xlsx, không gửi đường dẫn tới OneDrive, Google Drive hay ổ mạng.",
        "đính kèm “A.I.1.xlsx” dung lượng 14 KB, không chia sẻ đường dẫn.",
    ),
    "MAIL_ENCRYPTED": error(
        "Thư được mã hóa nên không đọc được nội dung.",
        "Mở thư bằng phần mềm thư, lưu tệp đính kèm rồi nhận tệp ấy.",
        _TAKE_IN,
    ),
    "MAIL_SIGNED": error(
        "Thư được ký số theo kiểu gói kín nên không tách được tệp đính kèm.",
        "Mở thư bằng phần mềm thư, lưu tệp đính kèm rồi nhận tệp ấy.",
        _TAKE_IN,
    ),
    "MAIL_MSG": error(
        "Tệp thư Outlook (.msg) bị hỏng, không mở được ({found}).",
        "Mở thư bằng Outlook, lưu tệp đính kèm rồi nhận tệp ấy; hoặc đề nghị đơn vị gửi lại.",
        _TAKE_IN,
    ),
    "MAIL_MSG_PART": error(
        "Một đối tượng trong thư Outlook không lấy ra được ({found}).",
        "Mở thư bằng Outlook, lưu tệp đính kèm rồi nhận tệp ấy.",
        _TAKE_IN,
    ),
    "MAIL_TNEF": error(
        "Gói winmail.dat của Outlook bị hỏng ({found}).",
        "Đề nghị đơn vị gửi lại, chọn định dạng thư HTML hoặc văn bản thường, không chọn Rich Text.",
        "trong Outlook chọn Định dạng văn bản (Format Text) > HTML rồi gửi lại.",
    ),
    "MAIL_ZIP_PASSWORD": error(
        "Tệp nén được đặt mật khẩu nên không mở được.",
        "Đề nghị đơn vị gửi lại từng tệp .xlsx hoặc tệp nén không đặt mật khẩu; không gửi mật khẩu qua thư.",
        "đính kèm “A.I.1.xlsx” thay cho “bao-cao.zip” có mật khẩu.",
    ),
    "MAIL_ZIP_DAMAGED": error("Tệp nén bị hỏng, không mở được ({found}).", _AGAIN, _ONE_BY_ONE),
    "MAIL_ZIP_CRAFTED": error(
        "Tệp nén có cấu trúc bất thường ({found}) nên không được mở.",
        "Nếu tệp là của đơn vị: đề nghị gửi lại từng tệp .xlsx. Nếu không rõ nguồn: không mở tệp.",
        "đính kèm ba tệp “A.I.1.xlsx”, “A.I.2.xlsx”, “A.I.3.xlsx” thay cho “bao-cao.zip”.",
    ),
    "MAIL_MEMBER": error("Tệp này trong tệp nén bị hỏng nên không lấy ra được ({found}).", _AGAIN, _ONE_BY_ONE),
    "MAIL_ARCHIVE": error("Tệp nén không phải dạng .zip (.rar, .7z, .gz…) nên không mở được.", _AGAIN, _ONE_BY_ONE),
    "MAIL_TOO_DEEP": error(
        "Tệp nằm trong quá nhiều lớp thư chuyển tiếp và tệp nén nên không được mở.", _AGAIN, _ONE_BY_ONE
    ),
    "MAIL_TOO_BIG": error("Vượt giới hạn an toàn ({found}) nên không được mở hết.", _AGAIN, _ONE_BY_ONE),
    "MAIL_UNREADABLE": error(
        "Không đọc được tệp này ({found}).",
        "Kiểm tra quyền đọc rồi chạy lại.",
        "bấm chuột phải vào tệp, chọn Thuộc tính (Properties) > Bảo mật (Security).",
    ),
    "MAIL_LINK": error(
        "Đây là liên kết, không phải tệp; liên kết không được mở.",
        "Chỉ tới tệp thật.",
        "chép “A.I.1.xlsx” từ ổ mạng về thư mục “bao-cao” rồi nhận thư mục ấy.",
    ),
}
