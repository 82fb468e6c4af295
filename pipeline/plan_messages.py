"""What `plan check` says of a plan workbook, by code."""

from __future__ import annotations

from pipeline.message import Message, error, warning

PLAN_MESSAGES: dict[str, Message] = {
    "PLAN_SHEET_MISSING": error(
        "Tệp kế hoạch thiếu trang “{name}”.",
        "Chép lại trang này từ tệp kế hoạch mẫu.",
        "bấm chuột phải vào tên trang, chọn Di chuyển hoặc Sao chép (Move or Copy) > Tạo bản sao (Create a copy).",
    ),
    "PLAN_HEADING_MISSING": error(
        "Trang “{sheet_name}” thiếu cột “{name}”.",
        "Ghi lại tiêu đề cột đúng như tệp kế hoạch mẫu.",
        "“Mục tiêu”, không phải “Chỉ số”.",
    ),
    "PLAN_BLANK": error("Chưa điền “{name}”.", "Điền nội dung vào ô này.", "16/9/2022 ở ô “Hạn nộp”."),
    "PLAN_DUPLICATE": error(
        "Mã “{found}” đã dùng ở ô {other}.",
        "Mỗi mã chỉ dùng một lần; đổi một trong hai mã.",
        "có hai mã A.I.1 thì đổi mã sau thành A.I.2.",
    ),
    "PLAN_CODE": error(
        "Mã “{found}” có ký tự không dùng được.", "Mã chỉ gồm chữ cái không dấu, chữ số và dấu chấm.", "A.VII.1.1."
    ),
    "PLAN_UNKNOWN_UNIT": error(
        "Không có đơn vị hoặc nhóm nào tên là “{found}”.",
        "Dùng mã, tên, tên gọi khác hoặc nhóm đã ghi ở trang “Đơn vị”.",
        "“VP”, “Văn phòng” hoặc “các phòng chuyên môn”.",
    ),
    "PLAN_EMPTY_GROUP": error(
        "Nhóm “{found}” không có đơn vị nào.",
        "Ghi tên nhóm cho các đơn vị ở trang “Đơn vị”.",
        "“phòng chuyên môn” ở cột “Nhóm”.",
    ),
    "PLAN_ALIAS": error(
        "Tên gọi “{found}” đã chỉ đơn vị {other}.",
        "Mỗi tên gọi chỉ dùng cho một đơn vị; bỏ tên gọi này ở một trong hai đơn vị.",
        "“Văn phòng Sở” chỉ ghi ở dòng của Văn phòng.",
    ),
    "PLAN_EMAIL": warning(
        "“{found}” không phải là địa chỉ thư điện tử nên không dùng để nhận ra người gửi.",
        "Ghi địa chỉ, nhiều địa chỉ cách nhau bằng dấu chấm phẩy; chấp nhận cả một tên miền thì ghi từ dấu @.",
        "“khtc@vhtt.khanhhoa.gov.vn; @vhtt.khanhhoa.gov.vn”.",
    ),
    "PLAN_UNKNOWN_TASK": error("Không có nhiệm vụ mã “{found}”.", "Dùng mã đã ghi ở trang “Nhiệm vụ”.", "A.I.1."),
    "PLAN_UNKNOWN_MEASURE": error("Không có chỉ tiêu mã “{found}”.", "Dùng mã đã ghi ở trang “Chỉ tiêu”.", "A.I.1.1."),
    "PLAN_UNKNOWN_SECTION": error(
        "Không có mục “{found}” trong kế hoạch.", "Dùng mã mục đã ghi ở trang “Nhiệm vụ”.", "A.I."
    ),
    "PLAN_CHOICE": error(
        "“{found}” không phải là lựa chọn hợp lệ.",
        "Chọn một trong: {choices}.",
        "ở cột “Loại” chọn “tỷ lệ”, không gõ “phần trăm”.",
    ),
    "PLAN_YEAR": error("“{found}” không phải là năm.", "Ghi năm bằng bốn chữ số.", "2022."),
    "PLAN_DATE": error("“{found}” không phải là ngày.", "Ghi ngày dạng dd/mm/yyyy.", "31/12/2022."),
    "PLAN_TARGET": error(
        "Không đọc được mục tiêu “{found}”.",
        "Ghi một số, tỷ lệ, số mỗi kỳ, năm so sánh hoặc một câu cho biết ai sẽ giao số.",
        "90%, 2, 1/tháng, 1/quý, năm 2021 hoặc UBND tỉnh giao.",
    ),
    "PLAN_TARGET_KIND": error(
        "Mục tiêu “{found}” không hợp với loại chỉ tiêu “{kind}”.",
        "Loại đo bằng tỷ lệ cần mục tiêu là tỷ lệ; loại đếm cần số nguyên hoặc số mỗi kỳ; loại so với năm trước cần "
        "năm so sánh.",
        "90% với loại tỷ lệ; 2 hoặc 1/tháng với loại số lượng; năm 2021 với loại so với năm trước.",
    ),
    "PLAN_TARGET_OP": error(
        "Mục tiêu “{found}” chưa có phép so sánh.",
        "Chọn ≥, >, ≤, < hoặc = ở cột “So sánh”.",
        "tối thiểu 90% thì chọn “≥”.",
    ),
    "PLAN_CELL": error(
        "Ô có lỗi hoặc công thức chưa được tính ({found}).",
        "Gõ trực tiếp nội dung vào ô này.",
        "90%, không phải =B2/C2.",
    ),
    "PLAN_SAME_TARGET": error(
        "Mục tiêu này lặp lại dòng ở ô {other}.",
        "Xóa một trong hai dòng.",
        "hai dòng cùng ghi ≥ 90% đến 31/12/2022: giữ một dòng.",
    ),
    "PLAN_SAME_ITEM": error(
        "Nội dung “{found}” lặp lại trong cùng chỉ tiêu.",
        "Xóa một trong hai dòng.",
        "“Máy photocopy” ghi ở hai dòng: giữ một dòng.",
    ),
    "PLAN_TWO_YEARS": error(
        "Chỉ tiêu {found} so sánh với hai năm khác nhau.",
        "Mỗi chỉ tiêu chỉ so với một năm; tách thành hai chỉ tiêu nếu cần.",
        "A.V.4.1 so với năm 2021, A.V.4.2 so với năm 2020.",
    ),
    "PLAN_REPEAT": error(
        "Dòng này lặp lại mã “{found}” nhưng cột “{name}” khác dòng trên.",
        "Một chỉ tiêu có nhiều mục tiêu thì các dòng chỉ khác nhau ở so sánh, mục tiêu và thời hạn.",
        "A.VII.1.1 có hai dòng: ≥ 90% đến 31/12/2022 và ≥ 100% đến 31/01/2023, các cột khác như nhau.",
    ),
    "PLAN_SAME_AS": error(
        "“Lấy theo chỉ tiêu” dẫn tới “{found}” nhưng không lấy được số liệu.",
        "Ghi mã một chỉ tiêu có thật, cùng loại, không lấy vòng trở lại chỉ tiêu này.",
        "A.I.1.1.",
    ),
    "PLAN_ITEMS": error(
        "Chỉ tiêu {found} cần các nội dung cho sẵn nhưng chưa có dòng nào.",
        "Thêm các dòng của chỉ tiêu này vào trang “Nội dung cho sẵn”.",
        "A.VII.2.1, thứ tự 1, “Quy chế chi tiêu nội bộ”.",
    ),
    "PLAN_NO_MEASURE": warning(
        "Nhiệm vụ {found} không có chỉ tiêu nào.",
        "Thêm ít nhất một chỉ tiêu nếu cần theo dõi bằng số.",
        "A.I.3.1, “Tỷ lệ nhiệm vụ hoàn thành”, loại tỷ lệ.",
    ),
    "PLAN_NO_REPORTER": error(
        "Chỉ tiêu {found} không có đơn vị nào báo cáo.",
        "Ghi “chủ trì”, “chủ trì và phối hợp”, “từng đơn vị chủ trì” hoặc mã đơn vị.",
        "“chủ trì” hoặc “VP”.",
    ),
    "PLAN_PERIOD_KEY": error(
        "Kỳ “{found}” không đúng cách ghi.",
        "Ghi năm, kèm tháng, quý hoặc số tháng của kỳ.",
        "2022-09, 2022-Q3, 2022-6T, 2022-9T hoặc 2022.",
    ),
    "PLAN_WINDOW": error(
        "Kỳ {found} có ngày kết thúc trước ngày bắt đầu.",
        "Sửa lại “Từ ngày” hoặc “Đến ngày”.",
        "từ 15/8/2022 đến 14/9/2022.",
    ),
    "PLAN_OVERLAP": error(
        "Kỳ {found} chồng lên kỳ {other}.",
        "Hai kỳ cùng loại tháng hoặc quý không được có ngày chung.",
        "kỳ trước đến hết 14/8/2022 thì kỳ sau từ 15/8/2022.",
    ),
    "PLAN_GAP": warning(
        "Giữa kỳ {other} và kỳ {found} có ngày không thuộc kỳ nào.",
        "Kiểm tra lại “Từ ngày”, “Đến ngày” của hai kỳ.",
        "kỳ trước đến hết 14/8/2022 thì kỳ sau từ 15/8/2022.",
    ),
    "PLAN_YEAR_MISSING": error(
        "Lịch báo cáo không có kỳ năm “{found}” của kế hoạch.",
        "Thêm dòng cho kỳ năm.",
        "2022, loại “năm”, từ 15/12/2021 đến 14/12/2022.",
    ),
    "PLAN_OUTLINE": error(
        "Không có loại nội dung “{found}”.",
        "Chọn một loại nội dung trong danh sách của cột này.",
        "“nhiệm vụ” hoặc “tổng quan”.",
    ),
    "PLAN_SECTION_UNREPORTED": warning(
        "Mục {found} không nằm trong phần nào của báo cáo.",
        "Ghi mã mục vào cột “Các mục của kế hoạch” ở trang “Bố cục báo cáo”.",
        "A.I; A.II.",
    ),
    "PLAN_NUMBER": error("“{found}” không phải là số.", "Ghi một số từ 0 trở lên, chỉ dùng chữ số.", "276."),
    "PLAN_BASELINE_ZERO": error(
        "Mẫu số bằng 0 nên không có tỷ lệ để so sánh.",
        "Ghi mẫu số lớn hơn 0, hoặc xóa dòng này nếu năm đó không phát sinh.",
        "tử số 271, mẫu số 276.",
    ),
    "PLAN_BASELINE_TWICE": error(
        "Chỉ tiêu {found} của đơn vị này đã có số liệu ở ô {other}.",
        "Xóa một trong hai dòng.",
        "một dòng ghi 50, một dòng ghi 48: giữ dòng có số đúng.",
    ),
    "PLAN_BASELINE_YEAR": warning(
        "Chỉ tiêu {measure} không so sánh với năm “{found}” nên dòng này không được dùng.",
        "Sửa năm ở dòng này hoặc mục tiêu ở trang “Chỉ tiêu”; không cần nữa thì xóa dòng.",
        "mục tiêu là “năm 2021” thì năm ghi 2021.",
    ),
    "PLAN_SCORE_POINTS": error("“{found}” không phải là số điểm.", "Ghi một số lớn hơn 0.", "2 hoặc 0,5."),
    "PLAN_SCORE_STEPS": error(
        "Không đọc được các bậc điểm “{found}”.",
        "Ghi mỗi bậc một mức và số điểm, cách nhau bằng dấu chấm phẩy.",
        "“> 90%: 2; ≥ 70%: 1; còn lại: 0” hoặc “≥ 2: 1; ≥ 1: 0,5”.",
    ),
    "PLAN_SCORE_ORDER": error(
        "Các bậc điểm “{found}” chưa giảm dần.",
        "Ghi bậc cao trước: bậc sau có mức thấp hơn và ít điểm hơn bậc trước.",
        "“> 90%: 2; ≥ 70%: 1; còn lại: 0”.",
    ),
    "PLAN_SCORE_OVER": error(
        "Bậc cao nhất cho {found} điểm, nhiều hơn điểm tối đa {maximum}.",
        "Sửa “Các bậc” hoặc “Điểm tối đa”.",
        "bậc cao nhất 2 điểm thì điểm tối đa là 2.",
    ),
    "PLAN_SCORE_FLOOR": error("Mức sàn “{found}” không phải là tỷ lệ.", "Ghi tỷ lệ từ 0% đến 100%.", "70%."),
    "PLAN_SCORE_MEASURE": error(
        "Chỉ tiêu {found} không hợp với cách chấm của dòng này.",
        "Theo tỷ lệ và bậc thang ghi bằng % cần chỉ tiêu đo bằng tỷ lệ; bậc thang ghi bằng số cần chỉ tiêu đếm; "
        "có/không cần chỉ tiêu có mục tiêu.",
        "bậc thang “> 90%: 2” dùng cho chỉ tiêu loại tỷ lệ.",
    ),
    "PLAN_SCORE_UNUSED": error(
        "“{name}” không dùng cùng “Cách chấm”, “Chỉ tiêu” đã ghi ở dòng này.",
        "Xóa nội dung ô này, hoặc sửa cách chấm, chỉ tiêu.",
        "chấm “theo tỷ lệ” thì để trống cột “Các bậc”.",
    ),
    "PLAN_WAIVER_RULE": error(
        "Không có quy tắc mã “{found}”.",
        "Dùng mã ghi trong danh sách quy tắc kiểm tra (docs/quy-tac.md).",
        "DATA_OVER_WHOLE.",
    ),
    "PLAN_WAIVER_FORBIDDEN": error(
        "Quy tắc {found} không được miễn vì bảo đảm đúng người, đúng kỳ, đúng số liệu.",
        "Xóa dòng này; danh sách quy tắc kiểm tra (docs/quy-tac.md) ghi rõ quy tắc nào được miễn.",
        "DATA_OVER_WHOLE được miễn, CELL_NUMBER không được miễn.",
    ),
    "PLAN_WAIVER_PERIOD": error("Không có kỳ “{found}”.", "Dùng mã kỳ đã ghi ở trang “Lịch báo cáo”.", "2022-09."),
    "PLAN_WAIVER_ENDED": warning(
        "Miễn quy tắc {found} hết hạn ngày {expires}, trước hạn nộp của mọi kỳ được miễn, nên không có tác dụng.",
        "Sửa ngày hết hạn, hoặc xóa dòng này.",
        "kỳ 2022-09 có hạn nộp 16/9/2022: ghi hết hạn từ 16/9/2022 trở đi.",
    ),
}
