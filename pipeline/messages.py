"""Every sentence about data that a user can meet, by code: severity, what is wrong, what to do.

`finding(code, …)` is the only way a Finding is made, so that no message stands anywhere else.
Placeholders are filled by name; a text from a unit is clipped before it enters a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.model import Finding, Severity

CLIP = 120  # characters of a found value that a message shows


@dataclass(frozen=True, slots=True)
class Message:
    severity: Severity
    text: str
    advice: str = ""


def _error(text: str, advice: str = "") -> Message:
    return Message("error", text, advice)


def _warning(text: str, advice: str = "") -> Message:
    return Message("warning", text, advice)


def _info(text: str, advice: str = "") -> Message:
    return Message("info", text, advice)


CATALOGUE: dict[str, Message] = {
    # --- the plan workbook (plan check)
    "PLAN_SHEET_MISSING": _error("Tệp kế hoạch thiếu trang “{name}”.", "Chép lại trang này từ tệp kế hoạch mẫu."),
    "PLAN_HEADING_MISSING": _error(
        "Trang “{sheet_name}” thiếu cột “{name}”.",
        "Ghi lại tiêu đề cột đúng như tệp kế hoạch mẫu.",
    ),
    "PLAN_BLANK": _error("Chưa điền “{name}”.", "Điền nội dung vào ô này."),
    "PLAN_DUPLICATE": _error("Mã “{found}” đã dùng ở ô {other}.", "Mỗi mã chỉ dùng một lần; đổi một trong hai mã."),
    "PLAN_CODE": _error(
        "Mã “{found}” có ký tự không dùng được.",
        "Mã chỉ gồm chữ cái không dấu, chữ số và dấu chấm, ví dụ A.VII.1.1.",
    ),
    "PLAN_UNKNOWN_UNIT": _error(
        "Không có đơn vị hoặc nhóm nào tên là “{found}”.",
        "Dùng mã, tên, tên gọi khác hoặc nhóm đã ghi ở trang “Đơn vị”.",
    ),
    "PLAN_EMPTY_GROUP": _error("Nhóm “{found}” không có đơn vị nào.", "Ghi tên nhóm cho các đơn vị ở trang “Đơn vị”."),
    "PLAN_ALIAS": _error(
        "Tên gọi “{found}” đã chỉ đơn vị {other}.",
        "Mỗi tên gọi chỉ dùng cho một đơn vị; bỏ tên gọi này ở một trong hai đơn vị.",
    ),
    "PLAN_UNKNOWN_TASK": _error("Không có nhiệm vụ mã “{found}”.", "Dùng mã đã ghi ở trang “Nhiệm vụ”."),
    "PLAN_UNKNOWN_MEASURE": _error("Không có chỉ tiêu mã “{found}”.", "Dùng mã đã ghi ở trang “Chỉ tiêu”."),
    "PLAN_UNKNOWN_SECTION": _error("Không có mục “{found}” trong kế hoạch.", "Dùng mã mục đã ghi ở trang “Nhiệm vụ”."),
    "PLAN_CHOICE": _error("“{found}” không phải là lựa chọn hợp lệ.", "Chọn một trong: {choices}."),
    "PLAN_DATE": _error("“{found}” không phải là ngày.", "Ghi ngày dạng dd/mm/yyyy, ví dụ 31/12/2022."),
    "PLAN_TARGET": _error(
        "Không đọc được mục tiêu “{found}”.",
        "Ghi một số (2), tỷ lệ (90%), số mỗi kỳ (1/tháng, 1/quý), năm so sánh (năm 2021), "
        "hoặc một câu cho biết ai sẽ giao số.",
    ),
    "PLAN_TARGET_KIND": _error(
        "Mục tiêu “{found}” không hợp với loại chỉ tiêu “{kind}”.",
        "Loại đo bằng tỷ lệ cần mục tiêu dạng 90%; loại đếm cần số nguyên hoặc số mỗi kỳ; "
        "loại so với năm trước cần mục tiêu dạng “năm 2021”.",
    ),
    "PLAN_TARGET_OP": _error("Mục tiêu “{found}” chưa có phép so sánh.", "Chọn ≥, >, ≤, < hoặc = ở cột “So sánh”."),
    "PLAN_CELL": _error("Ô có lỗi hoặc công thức chưa được tính ({found}).", "Gõ trực tiếp nội dung vào ô này."),
    "PLAN_SAME_TARGET": _error("Mục tiêu này lặp lại dòng ở ô {other}.", "Xóa một trong hai dòng."),
    "PLAN_SAME_ITEM": _error("Nội dung “{found}” lặp lại trong cùng chỉ tiêu.", "Xóa một trong hai dòng."),
    "PLAN_TWO_YEARS": _error(
        "Chỉ tiêu {found} so sánh với hai năm khác nhau.",
        "Mỗi chỉ tiêu chỉ so với một năm; tách thành hai chỉ tiêu nếu cần.",
    ),
    "PLAN_REPEAT": _error(
        "Dòng này lặp lại mã “{found}” nhưng cột “{name}” khác dòng trên.",
        "Một chỉ tiêu có nhiều mục tiêu thì các dòng chỉ khác nhau ở so sánh, mục tiêu và thời hạn.",
    ),
    "PLAN_SAME_AS": _error(
        "“Lấy theo chỉ tiêu” dẫn tới “{found}” nhưng không lấy được số liệu.",
        "Ghi mã một chỉ tiêu có thật, cùng loại, không lấy vòng trở lại chỉ tiêu này.",
    ),
    "PLAN_ITEMS": _error(
        "Chỉ tiêu {found} cần các nội dung cho sẵn nhưng chưa có dòng nào.",
        "Thêm các dòng của chỉ tiêu này vào trang “Nội dung cho sẵn”.",
    ),
    "PLAN_NO_MEASURE": _warning(
        "Nhiệm vụ {found} không có chỉ tiêu nào.",
        "Thêm ít nhất một chỉ tiêu nếu cần theo dõi bằng số.",
    ),
    "PLAN_NO_REPORTER": _error(
        "Chỉ tiêu {found} không có đơn vị nào báo cáo.",
        "Ghi “chủ trì”, “chủ trì và phối hợp”, “từng đơn vị chủ trì” hoặc mã đơn vị.",
    ),
    "PLAN_PERIOD_KEY": _error("Kỳ “{found}” không đúng cách ghi.", "Ví dụ: 2022-09, 2022-Q3, 2022-6T, 2022-9T, 2022."),
    "PLAN_WINDOW": _error("Kỳ {found} có ngày kết thúc trước ngày bắt đầu.", "Sửa lại “Từ ngày” hoặc “Đến ngày”."),
    "PLAN_OVERLAP": _error(
        "Kỳ {found} chồng lên kỳ {other}.",
        "Hai kỳ cùng loại tháng hoặc quý không được có ngày chung.",
    ),
    "PLAN_GAP": _warning(
        "Giữa kỳ {other} và kỳ {found} có ngày không thuộc kỳ nào.",
        "Kiểm tra lại “Từ ngày”, “Đến ngày” của hai kỳ.",
    ),
    "PLAN_YEAR_MISSING": _error("Lịch báo cáo không có kỳ năm “{found}” của kế hoạch.", "Thêm dòng cho kỳ năm."),
    "PLAN_OUTLINE": _error("Không có loại nội dung “{found}”.", "Chọn một loại nội dung trong danh sách của cột này."),
    "PLAN_SECTION_UNREPORTED": _warning(
        "Mục {found} không nằm trong phần nào của báo cáo.",
        "Ghi mã mục vào cột “Các mục của kế hoạch” ở trang “Bố cục báo cáo”.",
    ),
    "PLAN_SCORE_POINTS": _error("“{found}” không phải là số điểm.", "Ghi một số lớn hơn 0, ví dụ 2 hoặc 0,5."),
    "PLAN_SCORE_STEPS": _error(
        "Không đọc được các bậc điểm “{found}”.",
        "Ghi mỗi bậc một mức và số điểm, cách nhau bằng dấu chấm phẩy, ví dụ “> 90%: 2; ≥ 70%: 1; còn lại: 0” "
        "hoặc “≥ 2: 1; ≥ 1: 0,5”.",
    ),
    "PLAN_SCORE_ORDER": _error(
        "Các bậc điểm “{found}” chưa giảm dần.",
        "Ghi bậc cao trước: bậc sau có mức thấp hơn và ít điểm hơn bậc trước.",
    ),
    "PLAN_SCORE_OVER": _error(
        "Bậc cao nhất cho {found} điểm, nhiều hơn điểm tối đa {maximum}.", "Sửa “Các bậc” hoặc “Điểm tối đa”."
    ),
    "PLAN_SCORE_FLOOR": _error("Mức sàn “{found}” không phải là tỷ lệ.", "Ghi tỷ lệ từ 0% đến 100%, ví dụ 70%."),
    "PLAN_SCORE_MEASURE": _error(
        "Chỉ tiêu {found} không hợp với cách chấm của dòng này.",
        "Theo tỷ lệ và bậc thang ghi bằng % cần chỉ tiêu đo bằng tỷ lệ; bậc thang ghi bằng số cần chỉ tiêu đếm; "
        "có/không cần chỉ tiêu có mục tiêu.",
    ),
    "PLAN_SCORE_UNUSED": _error(
        "“{name}” không dùng cùng “Cách chấm”, “Chỉ tiêu” đã ghi ở dòng này.",
        "Xóa nội dung ô này, hoặc sửa cách chấm, chỉ tiêu.",
    ),
    # --- the gate: what kind of file is it
    "GATE_EMPTY": _error("Tệp rỗng (0 byte).", "Đề nghị gửi lại tệp đã điền."),
    "GATE_LOCK_FILE": _error(
        "Đây là tệp khóa tạm của Excel hoặc LibreOffice, không phải bảng số liệu.",
        "Đóng phần mềm rồi gửi tệp gốc (tên không bắt đầu bằng ~$ hay .~lock).",
    ),
    "GATE_OLE": _error(
        "Tệp ở dạng Office cũ (.xls).",
        "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại.",
    ),
    "GATE_PASSWORD": _error("Tệp được đặt mật khẩu.", "Bỏ mật khẩu rồi gửi lại."),
    "GATE_XLSB": _error("Tệp ở dạng nhị phân (.xlsb).", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_ODS": _error("Tệp ở dạng OpenDocument (.ods).", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_STRICT": _error("Tệp ở dạng Strict Open XML.", "Lưu lại dạng Excel Workbook (.xlsx) rồi gửi lại."),
    "GATE_TEXT": _error(
        "Tệp chỉ chứa văn bản (CSV, HTML…), không phải bảng tính Excel.",
        "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_UNKNOWN": _error(
        "Tệp không phải là bảng tính Excel.", "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."
    ),
    "GATE_NOT_A_BOOK": _error(
        "Tệp không chứa bảng tính Excel.", "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại."
    ),
    "GATE_WORD": _error(
        "Đây là tệp Word hoặc PowerPoint, không phải bảng tính.",
        "Điền vào mẫu .xlsx do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_PDF": _error("Đây là tệp PDF, không phải bảng tính.", "Gửi tệp .xlsx đã điền thay cho bản in hoặc bản chụp."),
    "GATE_ARCHIVE": _error(
        "Đây là tệp nén; các tệp bên trong chưa được đọc.", "Giải nén rồi đặt từng tệp .xlsx vào hộp nhận."
    ),
    "GATE_SYSTEM_FILE": _error("Đây là tệp phụ của hệ điều hành, không phải báo cáo.", "Có thể xóa tệp này."),
    "GATE_DAMAGED": _error(
        "Tệp bị hỏng, không mở được.",
        "Mở tệp bằng Excel hoặc LibreOffice, lưu lại rồi gửi lại.",
    ),
    "GATE_DTD": _error(
        "Tệp chứa khai báo XML không an toàn nên không được mở.",
        "Điền vào mẫu mới do Văn phòng phát hành rồi gửi lại.",
    ),
    "GATE_TOO_BIG": _error(
        "Tệp vượt giới hạn an toàn ({found}).",
        "Xóa các trang, hình ảnh không cần thiết hoặc chép số liệu sang mẫu mới rồi gửi lại.",
    ),
    "GATE_UNREADABLE": _error("Không đọc được tệp trong hộp nhận ({found}).", "Kiểm tra quyền đọc tệp này."),
    "GATE_LINK": _error(
        "Đây là liên kết, không phải tệp; liên kết không được mở.",
        "Chép tệp thật vào hộp nhận.",
    ),
    # --- identity
    "ID_NOT_OURS": _error(
        "Tệp không phải mẫu báo cáo của kế hoạch (không có thông tin nhận dạng).",
        "Dùng mẫu do Văn phòng phát hành; không chép số liệu sang tệp khác.",
    ),
    "ID_LAYOUT": _error(
        "Mẫu thuộc phiên bản “{found}”, nay dùng phiên bản {expected}.",
        "Tải mẫu mới do Văn phòng phát hành, chép số liệu sang rồi gửi lại.",
    ),
    "ID_PLAN": _error(
        "Mẫu thuộc kế hoạch “{found}”, không phải kế hoạch {expected}.",
        "Dùng mẫu của kế hoạch đang thực hiện.",
    ),
    "ID_TASK": _error(
        "Mẫu ghi nhiệm vụ “{found}”, kế hoạch không có nhiệm vụ này.",
        "Dùng mẫu do Văn phòng phát hành.",
    ),
    "ID_UNIT_BLANK": _error("Chưa chọn đơn vị báo cáo.", "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu."),
    "ID_UNIT": _error(
        "Không có đơn vị “{found}” trong danh sách đơn vị.",
        "Chọn tên đơn vị trong danh sách ở đầu trang nhập liệu.",
    ),
    "ID_UNIT_NOT_ASKED": _error(
        "{found} không được giao báo cáo nhiệm vụ {task}.",
        "Kiểm tra lại mẫu; nếu đúng nhiệm vụ, đề nghị liên hệ Văn phòng.",
    ),
    "ID_PERIOD_BLANK": _error("Chưa chọn kỳ báo cáo.", "Chọn kỳ trong danh sách ở đầu trang nhập liệu."),
    "ID_PERIOD": _error(
        "Kỳ báo cáo “{found}” không có trong lịch báo cáo.",
        "Chọn kỳ trong danh sách ở đầu trang nhập liệu.",
    ),
    "ID_CONTRADICTION": _error(
        "Thông tin nhận dạng mâu thuẫn: trang tính ghi “{found}”, thuộc tính tệp ghi “{expected}”.",
        "Dùng đúng mẫu đã phát cho đơn vị, nhiệm vụ và kỳ này; không sửa phần nhận dạng.",
    ),
    "ID_NAME_BROKEN": _warning(
        "Mẫu bị mất tên vùng “{found}” nên không tìm được ô tương ứng.",
        "Không xóa dòng, cột của mẫu; đề nghị dùng mẫu mới nếu ô này cần điền.",
    ),
    "ID_NAME_LOST": _error(
        "Mẫu bị mất tên vùng “{found}” nên số liệu đã gõ ở đó không đọc được chắc chắn.",
        "Chép số liệu sang mẫu mới do Văn phòng phát hành rồi gửi lại.",
    ),
    # --- cells
    "CELL_ERROR": _error("Ô có lỗi công thức {found}.", "Gõ số trực tiếp vào ô này thay cho công thức."),
    "CELL_NOT_CALCULATED": _error(
        "Ô có công thức chưa được tính.",
        "Mở tệp bằng Excel, lưu lại; hoặc gõ số trực tiếp vào ô này.",
    ),
    "CELL_FORMULA": _warning("Ô có công thức; lấy kết quả đã lưu là “{found}”.", "Nên gõ số trực tiếp vào ô này."),
    "CELL_NUMBER": _error(
        "“{found}” không đọc được là một số.",
        "Chỉ gõ chữ số, dùng dấu phẩy cho phần lẻ, ví dụ 1234,5.",
    ),
    "CELL_PERCENT": _error(
        "Ô cần con số, không phải tỷ lệ “{found}”.",
        "Gõ con số vào ô này; tỷ lệ do hệ thống tự tính.",
    ),
    "CELL_NEGATIVE": _error("Số “{found}” là số âm.", "Gõ số không âm."),
    "CELL_WHOLE": _error("“{found}” không phải là số nguyên.", "Gõ số nguyên, ví dụ 12."),
    "CELL_TEXT_NUMBER": _warning(
        "Số được gõ dạng chữ “{found}”, đã đọc là {read}.",
        "Nên gõ số trực tiếp, không kèm chữ hay dấu cách.",
    ),
    "CELL_DATE": _error("“{found}” không đọc được là ngày.", "Gõ ngày dạng dd/mm/yyyy, ví dụ 05/9/2022."),
    "CELL_TEXT_DATE": _info("Ngày được gõ dạng chữ “{found}”, đã đọc là {read}."),
    "CELL_CHOICE": _error("“{found}” không có trong danh sách.", "Chọn một trong: {choices}."),
    "CELL_LONG": _warning(
        "Nội dung dài {found} ký tự, vượt {limit} ký tự; báo cáo chỉ trích phần đầu.",
        "Viết gọn những ý chính.",
    ),
    "CELL_STRAY": _warning(
        "Có nội dung “{found}” ngoài các ô nhập, không được tổng hợp.",
        "Chuyển nội dung vào ô nhập phù hợp.",
    ),
    "ROW_HIDDEN": _warning(
        "Dòng {found} bị ẩn nhưng có số liệu; số liệu vẫn được tính.",
        "Bỏ ẩn dòng để kiểm tra lại.",
    ),
    # --- what a submission says
    "DATA_EMPTY": _error("Mẫu chưa điền nội dung nào.", "Điền số liệu, hoặc chọn “Không phát sinh” nếu được phép."),
    "DATA_INCOMPLETE": _error(
        "“{name}” chưa điền trong khi các ô cùng chỉ tiêu đã điền.",
        "Điền đủ; nếu bằng không thì gõ số 0.",
    ),
    "DATA_MISSING": _warning("Chưa có số liệu của chỉ tiêu {found}.", "Bổ sung số liệu trong lần gửi sau."),
    "DATA_NO_BASELINE": _warning("Chưa có số liệu năm {found} để so sánh.", "Điền số liệu của năm {found}."),
    "DATA_OVER_WHOLE": _error("Tử số {found} lớn hơn mẫu số {whole}.", "Kiểm tra lại hai số, có thể đã gõ nhầm ô."),
    "DATA_ZERO_WHOLE": _error("Mẫu số bằng 0 mà chỉ tiêu này không thuộc loại “nếu có”.", "Kiểm tra lại mẫu số."),
    "DATA_NOT_ASKED": _warning(
        "Chỉ tiêu {found} không thuộc phần báo cáo của đơn vị nên không được tính.",
        "Chỉ điền số liệu của đơn vị mình.",
    ),
    "DATA_MORE": _error("Danh sách còn {found} lỗi khác cùng loại.", "Sửa theo các lỗi đã nêu ở trên."),
    "DATA_ROW_INCOMPLETE": _error("Dòng thiếu “{name}”.", "Điền đủ các cột của dòng hoặc xóa cả dòng."),
    "DATA_ITEM_BLANK": _warning(
        "Chưa trả lời nội dung “{found}”.", "Chọn Có hoặc Không; để trống không được hiểu là Không."
    ),
    "DATA_FACTOR_BLANK": _warning(
        "Chưa có số liệu của nhân tố “{found}”.", "Gõ số lượt trả lời ở từng mức; mức nào không có thì gõ 0."
    ),
    "DATA_LEVEL_BLANK": _error(
        "Nhân tố “{found}” chưa ghi số lượt “{name}”.", "Gõ số lượt trả lời; nếu không có thì gõ 0."
    ),
    "DATA_GIVEN_ROW": _error(
        "Dòng cho sẵn “{expected}” đã bị sửa thành “{found}”.",
        "Giữ nguyên các dòng cho sẵn của mẫu.",
    ),
    "DATA_OVERSPENT": _error(
        "Giải ngân {found} đồng lớn hơn vốn được giao {whole} đồng.", "Kiểm tra lại hai số của dự án."
    ),
    "DATA_NO_DECISION": _warning(
        "Chưa ghi số, ngày quyết định giao vốn.", "Ghi số và ngày của quyết định giao hoặc điều chỉnh vốn."
    ),
    "DATA_SMALL_MONEY": _warning(
        "Vốn được giao {found} đồng nhỏ bất thường, có thể đã gõ theo triệu đồng.",
        "Gõ số tiền theo đơn vị đồng.",
    ),
    "DATA_DUPLICATE_ROW": _warning("“{found}” xuất hiện nhiều dòng.", "Kiểm tra lại để không tính trùng."),
    "DATA_CASE_DATES": _error(
        "Hồ sơ “{found}” có ngày {later} trước ngày tiếp nhận.", "Kiểm tra lại các ngày của hồ sơ."
    ),
    "DATA_CASE_OPEN_LIST": _warning(
        "Danh sách chưa có hồ sơ nào đã trả kết quả nên chưa tính được tỷ lệ.",
        "Cập nhật cột ngày trả kết quả nếu đã có.",
    ),
    "DATE_AFTER_WINDOW": _warning(
        "Ngày {found} sau kỳ báo cáo (kết thúc {end}); số liệu vẫn được tính và ghi kèm ngày.",
        "Kiểm tra lại ngày, hoặc chuyển sang báo cáo kỳ sau.",
    ),
    "DATE_BEFORE_YEAR": _warning(
        "Ngày {found} trước khi bắt đầu năm kế hoạch ({start}); số liệu vẫn được tính và ghi kèm ngày.",
        "Kiểm tra lại ngày.",
    ),
    "NIL_NOT_ALLOWED": _error(
        "Nhiệm vụ này không thuộc loại “nếu có” nên không được báo “Không phát sinh”.",
        "Điền số liệu của kỳ báo cáo.",
    ),
    "NIL_WITH_DATA": _error(
        "Đã chọn “Không phát sinh” nhưng vẫn có số liệu của chỉ tiêu {found}.",
        "Bỏ chọn “Không phát sinh” hoặc xóa số liệu.",
    ),
    "NIL_AFTER_DATA": _warning(
        "Báo “Không phát sinh” nhưng kỳ {period} đã có số liệu của chỉ tiêu {found}; số liệu cũ được giữ nguyên.",
        "Nếu số liệu cũ sai, đề nghị gửi lại báo cáo của kỳ đó.",
    ),
    "STATUS_DONE_TOO_EARLY": _warning(
        "Ghi “Hoàn thành” nhưng số liệu của đơn vị chưa đạt mục tiêu {target} của chỉ tiêu {found}.",
        "Kiểm tra lại tình trạng hoặc số liệu.",
    ),
    "STATUS_NOT_BEGUN": _warning(
        "Ghi “Chưa thực hiện” nhưng đã có số liệu của chỉ tiêu {found}.",
        "Kiểm tra lại tình trạng hoặc số liệu.",
    ),
    # --- between submissions
    "MERGE_SUPERSEDED": _info("Đã được thay bằng bản gửi sau “{found}”."),
    "MERGE_DUPLICATE": _info("Giống hệt tệp “{found}” đã nhận; chỉ tính một lần."),
    "MERGE_RETURNED": _warning(
        "Giống hệt tệp “{found}” đã được thay trước đó; nay được tính trở lại, thay cho tệp “{other}”.",
        "Hỏi lại đơn vị nếu việc gửi lại bản cũ là nhầm.",
    ),
    "MERGE_SAME_TIME": _warning(
        "Cùng lúc có hai bản khác nhau của một đơn vị; lấy bản này, bỏ bản “{found}”.",
        "Hỏi lại đơn vị xem bản nào đúng; nếu cần, đề nghị gửi lại bản đúng.",
    ),
    "MERGE_SAME_PROJECT": _warning(
        "Dự án “{found}” cũng có trong báo cáo của {other}; cả hai đều được tính.",
        "Mỗi đơn vị chỉ báo cáo số liệu của mình; kiểm tra để không tính trùng.",
    ),
    "MERGE_SAME_DOCUMENT": _warning(
        "Văn bản “{found}” cũng được kê ở nhiệm vụ {other}.",
        "Kiểm tra xem văn bản thuộc nhiệm vụ nào.",
    ),
    "MERGE_OTHER_PERIOD": _info("Báo cáo của kỳ {found}, sau kỳ đang tổng hợp; sẽ tính ở kỳ đó."),
}


def finding(
    code: str, *, sheet: str = "", cell: str = "", label: str = "", found: object = "", **fields: object
) -> Finding:
    """The finding of a code, its sentence filled in. KeyError where a code or a field is unknown."""
    message = CATALOGUE[code]
    shown = clip(str(found))
    text = message.text.format(found=shown, **fields)
    advice = message.advice.format(found=shown, **fields)
    return Finding(code, message.severity, f"{text} {advice}".strip(), sheet, cell, label, shown)


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is an error."""
    return any(f.severity == "error" for f in findings)


def clip(text: str, limit: int = CLIP) -> str:
    """At most `limit` characters, the cut marked by “…”."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
