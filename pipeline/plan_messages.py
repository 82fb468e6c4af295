"""What `plan check` says of a plan workbook, by code."""

from __future__ import annotations

from pipeline.message import Message, error, warning

PLAN_MESSAGES: dict[str, Message] = {
    "PLAN_SHEET_MISSING": error("Tệp kế hoạch thiếu trang “{name}”.", "Chép lại trang này từ tệp kế hoạch mẫu."),
    "PLAN_HEADING_MISSING": error(
        "Trang “{sheet_name}” thiếu cột “{name}”.",
        "Ghi lại tiêu đề cột đúng như tệp kế hoạch mẫu.",
    ),
    "PLAN_BLANK": error("Chưa điền “{name}”.", "Điền nội dung vào ô này."),
    "PLAN_DUPLICATE": error("Mã “{found}” đã dùng ở ô {other}.", "Mỗi mã chỉ dùng một lần; đổi một trong hai mã."),
    "PLAN_CODE": error(
        "Mã “{found}” có ký tự không dùng được.",
        "Mã chỉ gồm chữ cái không dấu, chữ số và dấu chấm, ví dụ A.VII.1.1.",
    ),
    "PLAN_UNKNOWN_UNIT": error(
        "Không có đơn vị hoặc nhóm nào tên là “{found}”.",
        "Dùng mã, tên, tên gọi khác hoặc nhóm đã ghi ở trang “Đơn vị”.",
    ),
    "PLAN_EMPTY_GROUP": error("Nhóm “{found}” không có đơn vị nào.", "Ghi tên nhóm cho các đơn vị ở trang “Đơn vị”."),
    "PLAN_ALIAS": error(
        "Tên gọi “{found}” đã chỉ đơn vị {other}.",
        "Mỗi tên gọi chỉ dùng cho một đơn vị; bỏ tên gọi này ở một trong hai đơn vị.",
    ),
    "PLAN_EMAIL": warning(
        "“{found}” không phải là địa chỉ thư điện tử nên không dùng để nhận ra người gửi.",
        "Ghi địa chỉ, nhiều địa chỉ cách nhau bằng dấu chấm phẩy; chấp nhận cả một tên miền thì ghi từ dấu @.",
        "khtc@vhtt.khanhhoa.gov.vn; @vhtt.khanhhoa.gov.vn.",
    ),
    "PLAN_UNKNOWN_TASK": error("Không có nhiệm vụ mã “{found}”.", "Dùng mã đã ghi ở trang “Nhiệm vụ”."),
    "PLAN_UNKNOWN_MEASURE": error("Không có chỉ tiêu mã “{found}”.", "Dùng mã đã ghi ở trang “Chỉ tiêu”."),
    "PLAN_UNKNOWN_SECTION": error("Không có mục “{found}” trong kế hoạch.", "Dùng mã mục đã ghi ở trang “Nhiệm vụ”."),
    "PLAN_CHOICE": error("“{found}” không phải là lựa chọn hợp lệ.", "Chọn một trong: {choices}."),
    "PLAN_DATE": error("“{found}” không phải là ngày.", "Ghi ngày dạng dd/mm/yyyy, ví dụ 31/12/2022."),
    "PLAN_TARGET": error(
        "Không đọc được mục tiêu “{found}”.",
        "Ghi một số (2), tỷ lệ (90%), số mỗi kỳ (1/tháng, 1/quý), năm so sánh (năm 2021), "
        "hoặc một câu cho biết ai sẽ giao số.",
    ),
    "PLAN_TARGET_KIND": error(
        "Mục tiêu “{found}” không hợp với loại chỉ tiêu “{kind}”.",
        "Loại đo bằng tỷ lệ cần mục tiêu dạng 90%; loại đếm cần số nguyên hoặc số mỗi kỳ; "
        "loại so với năm trước cần mục tiêu dạng “năm 2021”.",
    ),
    "PLAN_TARGET_OP": error("Mục tiêu “{found}” chưa có phép so sánh.", "Chọn ≥, >, ≤, < hoặc = ở cột “So sánh”."),
    "PLAN_CELL": error("Ô có lỗi hoặc công thức chưa được tính ({found}).", "Gõ trực tiếp nội dung vào ô này."),
    "PLAN_SAME_TARGET": error("Mục tiêu này lặp lại dòng ở ô {other}.", "Xóa một trong hai dòng."),
    "PLAN_SAME_ITEM": error("Nội dung “{found}” lặp lại trong cùng chỉ tiêu.", "Xóa một trong hai dòng."),
    "PLAN_TWO_YEARS": error(
        "Chỉ tiêu {found} so sánh với hai năm khác nhau.",
        "Mỗi chỉ tiêu chỉ so với một năm; tách thành hai chỉ tiêu nếu cần.",
    ),
    "PLAN_REPEAT": error(
        "Dòng này lặp lại mã “{found}” nhưng cột “{name}” khác dòng trên.",
        "Một chỉ tiêu có nhiều mục tiêu thì các dòng chỉ khác nhau ở so sánh, mục tiêu và thời hạn.",
    ),
    "PLAN_SAME_AS": error(
        "“Lấy theo chỉ tiêu” dẫn tới “{found}” nhưng không lấy được số liệu.",
        "Ghi mã một chỉ tiêu có thật, cùng loại, không lấy vòng trở lại chỉ tiêu này.",
    ),
    "PLAN_ITEMS": error(
        "Chỉ tiêu {found} cần các nội dung cho sẵn nhưng chưa có dòng nào.",
        "Thêm các dòng của chỉ tiêu này vào trang “Nội dung cho sẵn”.",
    ),
    "PLAN_NO_MEASURE": warning(
        "Nhiệm vụ {found} không có chỉ tiêu nào.",
        "Thêm ít nhất một chỉ tiêu nếu cần theo dõi bằng số.",
    ),
    "PLAN_NO_REPORTER": error(
        "Chỉ tiêu {found} không có đơn vị nào báo cáo.",
        "Ghi “chủ trì”, “chủ trì và phối hợp”, “từng đơn vị chủ trì” hoặc mã đơn vị.",
    ),
    "PLAN_PERIOD_KEY": error("Kỳ “{found}” không đúng cách ghi.", "Ví dụ: 2022-09, 2022-Q3, 2022-6T, 2022-9T, 2022."),
    "PLAN_WINDOW": error("Kỳ {found} có ngày kết thúc trước ngày bắt đầu.", "Sửa lại “Từ ngày” hoặc “Đến ngày”."),
    "PLAN_OVERLAP": error(
        "Kỳ {found} chồng lên kỳ {other}.",
        "Hai kỳ cùng loại tháng hoặc quý không được có ngày chung.",
    ),
    "PLAN_GAP": warning(
        "Giữa kỳ {other} và kỳ {found} có ngày không thuộc kỳ nào.",
        "Kiểm tra lại “Từ ngày”, “Đến ngày” của hai kỳ.",
    ),
    "PLAN_YEAR_MISSING": error("Lịch báo cáo không có kỳ năm “{found}” của kế hoạch.", "Thêm dòng cho kỳ năm."),
    "PLAN_OUTLINE": error("Không có loại nội dung “{found}”.", "Chọn một loại nội dung trong danh sách của cột này."),
    "PLAN_SECTION_UNREPORTED": warning(
        "Mục {found} không nằm trong phần nào của báo cáo.",
        "Ghi mã mục vào cột “Các mục của kế hoạch” ở trang “Bố cục báo cáo”.",
    ),
    "PLAN_NUMBER": error("“{found}” không phải là số.", "Ghi một số từ 0 trở lên, chỉ dùng chữ số, ví dụ 276."),
    "PLAN_BASELINE_ZERO": error(
        "Mẫu số bằng 0 nên không có tỷ lệ để so sánh.",
        "Ghi mẫu số lớn hơn 0, hoặc xóa dòng này nếu năm đó không phát sinh.",
    ),
    "PLAN_BASELINE_TWICE": error(
        "Chỉ tiêu {found} của đơn vị này đã có số liệu ở ô {other}.", "Xóa một trong hai dòng."
    ),
    "PLAN_BASELINE_YEAR": warning(
        "Chỉ tiêu {measure} không so sánh với năm “{found}” nên dòng này không được dùng.",
        "Sửa năm ở dòng này hoặc mục tiêu ở trang “Chỉ tiêu”; không cần nữa thì xóa dòng.",
    ),
    "PLAN_SCORE_POINTS": error("“{found}” không phải là số điểm.", "Ghi một số lớn hơn 0, ví dụ 2 hoặc 0,5."),
    "PLAN_SCORE_STEPS": error(
        "Không đọc được các bậc điểm “{found}”.",
        "Ghi mỗi bậc một mức và số điểm, cách nhau bằng dấu chấm phẩy, ví dụ “> 90%: 2; ≥ 70%: 1; còn lại: 0” "
        "hoặc “≥ 2: 1; ≥ 1: 0,5”.",
    ),
    "PLAN_SCORE_ORDER": error(
        "Các bậc điểm “{found}” chưa giảm dần.",
        "Ghi bậc cao trước: bậc sau có mức thấp hơn và ít điểm hơn bậc trước.",
    ),
    "PLAN_SCORE_OVER": error(
        "Bậc cao nhất cho {found} điểm, nhiều hơn điểm tối đa {maximum}.", "Sửa “Các bậc” hoặc “Điểm tối đa”."
    ),
    "PLAN_SCORE_FLOOR": error("Mức sàn “{found}” không phải là tỷ lệ.", "Ghi tỷ lệ từ 0% đến 100%, ví dụ 70%."),
    "PLAN_SCORE_MEASURE": error(
        "Chỉ tiêu {found} không hợp với cách chấm của dòng này.",
        "Theo tỷ lệ và bậc thang ghi bằng % cần chỉ tiêu đo bằng tỷ lệ; bậc thang ghi bằng số cần chỉ tiêu đếm; "
        "có/không cần chỉ tiêu có mục tiêu.",
    ),
    "PLAN_SCORE_UNUSED": error(
        "“{name}” không dùng cùng “Cách chấm”, “Chỉ tiêu” đã ghi ở dòng này.",
        "Xóa nội dung ô này, hoặc sửa cách chấm, chỉ tiêu.",
    ),
    "PLAN_WAIVER_RULE": error(
        "Không có quy tắc mã “{found}”.",
        "Dùng mã ghi trong danh sách quy tắc kiểm tra (docs/quy-tac.md).",
        "DATA_OVER_WHOLE.",
    ),
    "PLAN_WAIVER_FORBIDDEN": error(
        "Quy tắc {found} không được miễn vì bảo đảm đúng người, đúng kỳ, đúng số liệu.",
        "Xóa dòng này; danh sách quy tắc kiểm tra (docs/quy-tac.md) ghi rõ quy tắc nào được miễn.",
    ),
    "PLAN_WAIVER_PERIOD": error("Không có kỳ “{found}”.", "Dùng mã kỳ đã ghi ở trang “Lịch báo cáo”.", "2022-09."),
    "PLAN_WAIVER_ENDED": warning(
        "Miễn quy tắc {found} hết hạn ngày {expires}, trước hạn nộp của mọi kỳ được miễn, nên không có tác dụng.",
        "Sửa ngày hết hạn, hoặc xóa dòng này.",
    ),
}
