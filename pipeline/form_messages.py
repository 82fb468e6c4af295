"""What is said of whose report a file is, and of what became of its template, by code."""

from __future__ import annotations

from pipeline.message import Message, error, info, warning

_RETYPED = "mở mẫu mới “A.I.1.xlsx”, gõ lại từng số liệu."
_NEW_FORM = "chép số 45 ở ô “Số đã đạt (tử số)” của mẫu cũ vào ô cùng tên của mẫu mới."
_UNIT = "“VP - Văn phòng”."
_PERIOD = "“2022-09 - tháng 9 năm 2022”."
_COMPARED = "đơn vị đạt 45 việc thì ô “Số đã đạt (tử số)” phải ghi 45."

FORM_MESSAGES: dict[str, Message] = {
    # --- identity
    "ID_NOT_OURS": error(
        "Tệp không phải mẫu báo cáo của kế hoạch (không có thông tin nhận dạng).",
        "Dùng mẫu do Văn phòng phát hành; không chép số liệu sang tệp khác.",
        "mẫu của kế hoạch có trang “Hướng dẫn” và trang “Nhập liệu”.",
    ),
    "ID_LAYOUT": error(
        "Mẫu ghi phiên bản “{found}”, không có phiên bản này; nay dùng phiên bản {expected}.",
        "Tải mẫu mới do Văn phòng phát hành, chép số liệu sang rồi gửi lại.",
        _NEW_FORM,
    ),
    "ID_LAYOUT_NEWER": error(
        "Mẫu thuộc phiên bản “{found}”, do chương trình mới hơn lập; chương trình này chỉ đọc được đến phiên bản "
        "{expected}.",
        "Văn phòng cập nhật chương trình rồi chạy lại; đơn vị không phải gửi lại.",
        "chép bản chương trình mới vào thư mục đang dùng rồi chạy lại “make report”.",
    ),
    "ID_LAYOUT_REFUSED": error(
        "Mẫu thuộc phiên bản “{found}”, không còn được nhận vì {why}; nay dùng phiên bản {expected}.",
        "{remedy}.",
        _NEW_FORM,
    ),
    "ID_LAYOUT_ENDED": error(
        "Mẫu thuộc phiên bản “{found}”, chỉ được nhận với báo cáo có hạn nộp đến {until}; nay dùng phiên bản "
        "{expected}.",
        "Tải mẫu mới do Văn phòng phát hành, chép số liệu sang rồi gửi lại.",
        _NEW_FORM,
    ),
    "ID_LAYOUT_OLD": info(
        "Mẫu thuộc phiên bản “{found}”, nay dùng phiên bản {expected}; mẫu cũ vẫn được nhận{until}.",
    ),
    "ID_LAYOUT_MAPPED": info(
        "Mẫu thuộc phiên bản “{found}”; đã đọc theo bảng chuyển sang phiên bản {expected}{until}.",
    ),
    "ID_PLAN": error(
        "Mẫu thuộc kế hoạch “{found}”, không phải kế hoạch {expected}.",
        "Dùng mẫu của kế hoạch đang thực hiện.",
        "báo cáo năm 2022 dùng mẫu phát năm 2022, không dùng mẫu phát năm 2021.",
    ),
    "ID_TASK": error(
        "Mẫu ghi nhiệm vụ “{found}”, kế hoạch không có nhiệm vụ này.",
        "Dùng mẫu do Văn phòng phát hành.",
        "nhiệm vụ A.I.1 của đơn vị VP, kỳ 2022-09: mẫu “A.I.1__VP__2022-09.xlsx”.",
    ),
    "ID_UNIT_BLANK": error(
        "Chưa chọn đơn vị báo cáo.", "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu.", _UNIT
    ),
    "ID_UNIT": error(
        "Không có đơn vị “{found}” trong danh sách đơn vị.",
        "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu.",
        _UNIT,
    ),
    "ID_UNIT_NOT_ASKED": error(
        "{found} không được giao báo cáo nhiệm vụ {task}.",
        "Kiểm tra lại mẫu; nếu đúng nhiệm vụ, đề nghị liên hệ Văn phòng.",
        "mẫu “A.I.1__VP__2022-09.xlsx” là của đơn vị có mã VP, đơn vị khác không gửi mẫu này.",
    ),
    "ID_PERIOD_BLANK": error("Chưa chọn kỳ báo cáo.", "Chọn kỳ trong danh sách ở đầu trang nhập liệu.", _PERIOD),
    "ID_PERIOD": error(
        "Kỳ báo cáo “{found}” không có trong lịch báo cáo.",
        "Chọn kỳ trong danh sách ở đầu trang nhập liệu.",
        _PERIOD,
    ),
    "ID_CONTRADICTION": error(
        "Thông tin nhận dạng mâu thuẫn: trang tính ghi “{found}”, thuộc tính tệp ghi “{expected}”.",
        "Dùng đúng mẫu đã phát cho đơn vị, nhiệm vụ và kỳ này; không sửa phần nhận dạng.",
        "báo cáo tháng 9 dùng mẫu phát cho tháng 9, không sửa mẫu tháng 8 thành tháng 9.",
    ),
    "ID_TASK_TWICE": error(
        "Trang này lặp lại nhiệm vụ của trang “{found}”.",
        "Chỉ giữ một trang cho mỗi nhiệm vụ rồi gửi lại; không nhân bản trang.",
        "có trang “A.I.1” và “A.I.1 (2)”: giữ trang “A.I.1”, xóa trang “A.I.1 (2)”.",
    ),
    "ID_SHEET_LOST": error(
        "Trang này là mẫu của nhiệm vụ {found} nhưng đã mất phần nhận dạng nên không đọc được.",
        "Điền lại trên mẫu do Văn phòng phát hành; không chép trang từ tệp khác sang.",
        "mở sổ mới, gõ số liệu vào trang “A.I.1” có sẵn.",
    ),
    "ID_NAME_BROKEN": warning(
        "Mẫu bị sửa nên không tìm được ô cần đọc (tên vùng “{found}”).",
        "Không xóa dòng, cột của mẫu; đề nghị dùng mẫu mới nếu ô này cần điền.",
        "dòng “Tổng số (mẫu số)” đã bị xóa: mở mẫu mới, điền đủ cả dòng ấy.",
    ),
    "ID_NAME_LOST": error(
        "Mẫu bị sửa nên số liệu đã gõ ở ô này không đọc được chắc chắn (tên vùng “{found}”).",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành rồi gửi lại.",
        "chép số 45 ở ô “Số đã đạt (tử số)” vào ô cùng tên của mẫu mới.",
    ),
    "ID_NAME_FOUND": warning(
        "Mẫu bị sửa (mất tên vùng “{found}”); đã tìm được ô theo nhãn, tiêu đề ghi trên trang và đọc số liệu ở đó.",
        "Kiểm tra lại số liệu; lần sau dùng mẫu mới do Văn phòng phát hành.",
        _COMPARED,
    ),
    "ID_NAME_MOVED": warning(
        "Mẫu bị sửa: tên vùng dẫn tới ô {found}, không phải ô của nhãn này; đã đọc theo nhãn.",
        "Kiểm tra lại số liệu; lần sau dùng mẫu mới do Văn phòng phát hành.",
        _COMPARED,
    ),
    "ID_TWO_PLACES": error(
        "Có số liệu cả ở ô này và ở ô {found} bên cạnh nhãn, không biết ô nào đúng.",
        "Chỉ giữ số liệu ở ô bên cạnh nhãn, xóa ô kia rồi gửi lại.",
        "giữ số 45 ở ô C14 cạnh nhãn “Số đã đạt (tử số)”, xóa số 54 ở ô D14.",
    ),
    "ID_HEADING": error(
        "Không xác định được cột “{found}” của danh sách vì tiêu đề cột bị sửa, bị xóa hoặc lặp lại.",
        "Ghi lại tiêu đề các cột như mẫu, mỗi tiêu đề một cột, rồi gửi lại.",
        "“Số, ký hiệu”, “Ngày ban hành”, “Trích yếu nội dung”.",
    ),
    "ID_COLUMNS_MOVED": warning(
        "Các cột của danh sách đã được chuyển chỗ; đã đọc theo tiêu đề, lần lượt ở các cột {found}.",
        "Kiểm tra lại số liệu; nên giữ nguyên thứ tự cột của mẫu.",
        "cột “Số, ký hiệu” đứng trước cột “Ngày ban hành”.",
    ),
    "ID_ROWS_ABOVE": warning(
        "Có dòng được chèn giữa tiêu đề và dòng đầu của danh sách; số liệu ở đó vẫn được tính.",
        "Cần thêm dòng thì chèn vào giữa danh sách.",
        "danh sách bắt đầu từ dòng 14 thì chèn từ dòng 15 trở đi.",
    ),
    # --- the template: is it still as it was issued
    "FORM_FACE": warning(
        "{name} in trên mẫu đã bị sửa thành “{found}”, trong khi mẫu được phát cho “{expected}”; số liệu được tính "
        "theo mẫu đã phát.",
        "Nếu “{found}” mới đúng thì điền vào mẫu đã phát cho đúng đơn vị, nhiệm vụ và kỳ ấy rồi gửi lại.",
        "mẫu phát cho “VP - Văn phòng” thì chỉ Văn phòng điền; đơn vị khác dùng mẫu phát cho mình.",
    ),
    "FORM_MEANING": warning(
        "Chữ in sẵn cho biết phải điền số liệu gì đã bị sửa: mẫu ghi “{expected}”, nay là “{found}”; số liệu vẫn "
        "được hiểu theo mẫu.",
        "Kiểm tra số liệu có đúng nội dung mà mẫu hỏi không; cần giải thích thì ghi vào ô nhập, không ghi đè lên mẫu.",
        "mẫu hỏi “đồng” mà gõ theo triệu đồng thì phải gõ lại theo đồng.",
    ),
    "FORM_TEXT": info("Chữ in sẵn của mẫu đã bị sửa: mẫu ghi “{expected}”, nay là “{found}”."),
    "FORM_TEXT_GONE": info("Chữ in sẵn của mẫu đã bị xóa: “{found}”."),
    "FORM_MORE": info("Còn {found} chỗ in sẵn khác trên trang này bị sửa hoặc bị xóa."),
    "FORM_GIVEN_GONE": warning(
        "Tệp không có dòng cho sẵn “{found}” của mẫu; nội dung ấy coi như chưa trả lời.",
        "Điền trên mẫu còn đủ các dòng cho sẵn rồi gửi lại.",
        _RETYPED,
    ),
    "FORM_FORMER_GONE": warning(
        "Tệp không còn trang ẩn ghi số liệu kỳ trước; mọi ô điền sẵn được coi là đơn vị tự gõ.",
        "Kiểm tra các ô điền sẵn; lần sau giữ nguyên các trang của mẫu.",
        "điền trực tiếp vào tệp Văn phòng đã gửi, không chép riêng trang “Nhập liệu” sang tệp khác.",
    ),
    "FORM_ROWS_ADDED": info("Danh sách được chèn thêm {found} dòng{where}; các dòng ấy được tính như dòng khác."),
    "FORM_ROWS_GONE": info("Đã xóa {found} dòng của mẫu{where}."),
    "FORM_COLUMNS_ADDED": info("Đã chèn thêm {found} cột từ cột {place}; số liệu vẫn được đọc đúng chỗ."),
    "FORM_COLUMN_GONE": info("Chữ in sẵn ở cột {found} của mẫu không còn chữ nào, trong đó có “{expected}”."),
    "FORM_READY": info(
        "Dòng “Kiểm tra trước khi gửi” không còn công thức của mẫu, nay là “{found}”; báo cáo vẫn được kiểm tra đủ.",
    ),
    "FORM_RULES_LOST": info(
        "Các ô {found} không còn danh sách chọn hoặc giới hạn của mẫu, thường do dán đè; nội dung vẫn được kiểm tra "
        "khi nhận.",
        "Lần sau chỉ dán giá trị (Paste Special, Values).",
    ),
    "FORM_UNLOCKED": info("Đã bỏ khóa các trang {found} của mẫu."),
    "FORM_GUIDE": info("Hướng dẫn kèm mẫu có {found} dòng bị sửa hoặc bị xóa, trong đó có “{line}”."),
    "FORM_SHEET_GONE": info("Trang “{found}” của mẫu đã bị xóa."),
    "FORM_TASKS_GONE": info("Đã xóa khỏi sổ các trang của nhiệm vụ {found}; nhiệm vụ ấy coi như chưa báo cáo."),
    "FORM_SHEETS_ADDED": info(
        "Tệp có thêm các trang không phải của mẫu: {found}; nội dung ở đó không được tổng hợp.",
    ),
}
