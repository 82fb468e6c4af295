"""What is said of who sent a file and whom its form was issued to, by code."""

from __future__ import annotations

from pipeline.message import Message, info, warning

_ASK = "Hỏi lại đơn vị qua số điện thoại đã biết, không qua thư này."
_CALL = "gọi số ghi trong danh bạ của Sở, đọc tên tệp và hỏi “đơn vị có gửi báo cáo này không”."

TRUST_MESSAGES: dict[str, Message] = {
    "TRUST_TOKEN_OTHER": warning(
        "Mã xác thực là của mẫu phát cho {owner}, trong khi tệp ghi là báo cáo của {claimed}.",
        "Hỏi lại đơn vị; mỗi đơn vị chỉ điền mẫu phát cho mình, đúng nhiệm vụ và kỳ, không sửa phần nhận dạng.",
        "Phòng Kế hoạch - Tài chính chỉ điền mẫu “A.VII.1__KHTC__2022-09.xlsx”.",
    ),
    "TRUST_TOKEN_FORGED": warning(
        "Mã xác thực “{found}” không do Văn phòng cấp cho mẫu nào của kế hoạch này, hoặc đã bị sửa.",
        f"{_ASK} Nếu đúng là của đơn vị: đề nghị điền lại vào mẫu đã phát.",
        _CALL,
    ),
    "TRUST_SENDER_OTHER": warning(
        "Thư gửi từ “{found}” là địa chỉ của {owner}, trong khi tệp ghi là báo cáo của {claimed}.",
        _ASK,
        _CALL,
    ),
    "TRUST_SENDER_UNKNOWN": warning(
        "Thư gửi từ “{found}”, không có trong các địa chỉ của {claimed} ở danh sách đơn vị.",
        f"{_ASK} Nếu đúng là địa chỉ của đơn vị: ghi thêm vào cột “Thư điện tử” ở trang “Đơn vị” của tệp kế hoạch.",
        "“khtc@vhtt.khanhhoa.gov.vn; ketoan.khtc@vhtt.khanhhoa.gov.vn”.",
    ),
    "TRUST_ACCEPTED": info("Được nhận theo quyết định của {by} lúc {when}: {reason}."),
}
