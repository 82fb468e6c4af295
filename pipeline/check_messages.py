"""What is said of the sense of submissions: within one, against earlier periods, between several, by code."""

from __future__ import annotations

from datetime import date

from pipeline.message import Message, error, info, warning

CHECK_MESSAGES: dict[str, Message] = {
    # --- what a submission says
    "DATA_EMPTY": error(
        "Mẫu chưa điền nội dung nào.",
        "Điền số liệu, hoặc chọn “Không phát sinh” nếu được phép.",
        "đã làm 3 trong 5 việc: gõ 3 và 5; chưa làm việc nào: gõ 0 và 5.",
    ),
    "DATA_INCOMPLETE": error(
        "“{name}” chưa điền trong khi các ô cùng chỉ tiêu đã điền.",
        "Điền đủ; nếu bằng không thì gõ số 0.",
        "tử số 0, mẫu số 12.",
    ),
    "DATA_MISSING": warning(
        "Chưa có số liệu của chỉ tiêu {found}.",
        "Bổ sung số liệu trong lần gửi sau.",
        "đã kiểm tra 5 trong 7 đơn vị: gõ 5 và 7.",
        waivable=True,
    ),
    "DATA_NO_BASELINE": warning(
        "Chưa có số liệu năm {found} để so sánh.",
        "Điền số liệu của năm {found}.",
        "năm trước có 50 biên chế thì gõ 50.",
        waivable=True,
    ),
    "DATA_OVER_WHOLE": error(
        "Tử số {found} lớn hơn mẫu số {whole}.",
        "Kiểm tra lại hai số, có thể đã gõ nhầm ô.",
        "tử số 9, mẫu số 10.",
        waivable=True,
    ),
    "DATA_ZERO_WHOLE": error(
        "Mẫu số bằng 0 mà chỉ tiêu này không thuộc loại “nếu có”.",
        "Kiểm tra lại mẫu số; nếu thực sự không phát sinh, đề nghị trao đổi với Văn phòng.",
        "kế hoạch giao 12 việc thì mẫu số là 12.",
    ),
    "DATA_RATE": warning(
        "Tử số {found} và mẫu số {whole} giống một tỷ lệ phần trăm hơn là hai số đếm; số liệu vẫn được tính.",
        "Gõ số thực tế đã đạt và tổng số; tỷ lệ do hệ thống tự tính.",
        "tử số 37, mẫu số 40, không phải 92,5 và 100.",
        waivable=True,
    ),
    "DATA_NOT_ASKED": warning(
        "Chỉ tiêu {found} không thuộc phần báo cáo của đơn vị nên không được tính.",
        "Chỉ điền số liệu của đơn vị mình.",
        "đơn vị làm 3 việc, đơn vị khác làm 4 việc: chỉ gõ 3.",
    ),
    "DATA_MORE": error(
        "Danh sách còn {found} lỗi khác cùng loại.",
        "Sửa theo các lỗi đã nêu ở trên.",
        "lỗi đã nêu là ngày trả trước ngày tiếp nhận ở dòng 5: soát ngày ở mọi dòng.",
    ),
    "DATA_ROW_INCOMPLETE": error(
        "Dòng thiếu “{name}”.",
        "Điền đủ các cột của dòng hoặc xóa cả dòng.",
        "văn bản ghi đủ 125/KH-VP, 05/9/2022, Kế hoạch đối thoại; dự án ghi đủ Nhà kho, 5.000.000.000, 4.200.000.000.",
    ),
    "DATA_ITEM_BLANK": warning(
        "Chưa trả lời nội dung “{found}”.",
        "Chọn Có hoặc Không; để trống không được hiểu là Không.",
        "chưa có máy photocopy: chọn “Không” ở dòng “Máy photocopy”.",
        waivable=True,
    ),
    "DATA_FACTOR_BLANK": warning(
        "Chưa có số liệu của nhân tố “{found}”.",
        "Gõ số lượt trả lời ở từng mức; mức nào không có thì gõ 0.",
        "năm mức lần lượt là 0, 5, 20, 60, 40.",
        waivable=True,
    ),
    "DATA_LEVEL_BLANK": error(
        "Nhân tố “{found}” chưa ghi số lượt “{name}”.",
        "Gõ số lượt trả lời; nếu không có thì gõ 0.",
        "không ai trả lời “Rất không hài lòng”: gõ 0.",
    ),
    "DATA_GIVEN_ROW": error(
        "Dòng cho sẵn “{expected}” đã bị sửa thành “{found}”.",
        "Giữ nguyên các dòng cho sẵn của mẫu.",
        "để nguyên dòng “Máy photocopy”, muốn nói rõ thì ghi ở cột “Ghi chú”.",
    ),
    "DATA_OVERSPENT": error(
        "Giải ngân {found} đồng lớn hơn vốn được giao {whole} đồng.",
        "Kiểm tra lại hai số của dự án; nếu vốn đã điều chỉnh thì ghi vốn và quyết định mới.",
        "vốn được giao 5.000.000.000, đã giải ngân 4.200.000.000.",
        waivable=True,
    ),
    "DATA_NO_DECISION": warning(
        "Chưa ghi số, ngày quyết định giao vốn.",
        "Ghi số và ngày của quyết định giao hoặc điều chỉnh vốn.",
        "1234/QĐ-UBND ngày 05/7/2022.",
        waivable=True,
    ),
    "DATA_SMALL_MONEY": warning(
        "Vốn được giao {found} đồng nhỏ bất thường, có thể đã gõ theo triệu đồng.",
        "Gõ số tiền theo đơn vị đồng.",
        "5 tỷ đồng gõ là 5000000000.",
        waivable=True,
    ),
    "DATA_DUPLICATE_ROW": warning(
        "“{found}” xuất hiện nhiều dòng.",
        "Kiểm tra lại để không tính trùng.",
        "văn bản 125/KH-VP ngày 05/9/2022 chỉ ghi một dòng.",
        waivable=True,
    ),
    "DATA_CASE_DATES": error(
        "Hồ sơ “{found}” có ngày {later} trước ngày tiếp nhận.",
        "Kiểm tra lại các ngày của hồ sơ.",
        "tiếp nhận 01/9/2022, hẹn trả 15/9/2022.",
        waivable=True,
    ),
    "DATA_CASE_OPEN_LIST": warning(
        "Danh sách chưa có hồ sơ nào đã trả kết quả nên chưa tính được tỷ lệ.",
        "Cập nhật cột ngày trả kết quả nếu đã có.",
        "hồ sơ trả ngày 09/9/2022: gõ 09/9/2022 ở cột “Ngày trả kết quả”.",
        waivable=True,
    ),
    "DATA_CASE_AFTER_WINDOW": warning(
        "Danh sách có {found} hồ sơ tiếp nhận hoặc trả kết quả sau kỳ báo cáo (kết thúc {end}); hồ sơ vẫn được tính.",
        "Kết xuất danh sách đến ngày cuối kỳ, hoặc ghi ngày chốt số liệu vào ô “Số liệu tính đến ngày”.",
        "danh sách kết xuất ngày 20/9/2022: ghi 20/9/2022.",
        waivable=True,
    ),
    "DATE_AFTER_WINDOW": warning(
        "Ngày {found} sau kỳ báo cáo (kết thúc {end}); số liệu vẫn được tính và ghi kèm ngày.",
        "Kiểm tra lại ngày, hoặc chuyển sang báo cáo kỳ sau.",
        "kỳ kết thúc 14/9/2022 thì văn bản ngày 20/9/2022 kê ở kỳ sau.",
        waivable=True,
    ),
    "DATE_BEFORE_YEAR": warning(
        "Ngày {found} trước khi bắt đầu năm kế hoạch ({start}); số liệu vẫn được tính và ghi kèm ngày.",
        "Kiểm tra lại ngày.",
        "05/9/2022, không phải 05/9/2012.",
        waivable=True,
    ),
    "DATE_NOT_YET": warning(
        "Văn bản đề ngày {found}, sau ngày tệp được nhận ({received}).",
        "Kiểm tra lại ngày; văn bản chưa ban hành thì kê ở kỳ sau.",
        "gửi báo cáo ngày 16/9/2022 thì chỉ kê văn bản đã ban hành đến ngày 16/9/2022.",
        error_from=date(2024, 1, 1),
    ),
    "NIL_NOT_ALLOWED": error(
        "Nhiệm vụ này không thuộc loại “nếu có” nên không được báo “Không phát sinh”.",
        "Điền số liệu của kỳ báo cáo.",
        "chưa làm việc nào trong 12 việc: tử số 0, mẫu số 12.",
    ),
    "NIL_WITH_DATA": error(
        "Đã chọn “Không phát sinh” nhưng vẫn có số liệu của chỉ tiêu {found}.",
        "Bỏ chọn “Không phát sinh” hoặc xóa số liệu.",
        "đã gõ 2 và 3 thì để trống ô “Không phát sinh”.",
    ),
    "NIL_AFTER_DATA": warning(
        "Báo “Không phát sinh” nhưng kỳ {period} đã có số liệu của chỉ tiêu {found}; số liệu cũ được giữ nguyên.",
        "Nếu số liệu cũ sai, đề nghị gửi lại báo cáo của kỳ đó.",
        "số liệu tháng 8 sai: gửi lại mẫu của tháng 8.",
        waivable=True,
    ),
    "STATUS_DONE_TOO_EARLY": warning(
        "Ghi “Hoàn thành” nhưng số liệu của đơn vị chưa đạt mục tiêu {target} của chỉ tiêu {found}.",
        "Kiểm tra lại tình trạng hoặc số liệu.",
        "mới đạt 8 trên 10 việc thì chọn “Đang thực hiện”.",
        waivable=True,
    ),
    "STATUS_NOT_BEGUN": warning(
        "Ghi “Chưa thực hiện” nhưng đã có số liệu của chỉ tiêu {found}.",
        "Kiểm tra lại tình trạng hoặc số liệu.",
        "đã đạt 1 trên 10 việc thì chọn “Đang thực hiện”.",
        waivable=True,
    ),
    "CHECK_SKIPPED": info(
        "Chưa kiểm tra được: {names}.", "Các nội dung này được kiểm tra khi tệp gửi lại không còn lỗi nêu trên."
    ),
    # --- rules that the plan workbook lifts
    "WAIVER_APPLIED": info(
        "Được miễn áp dụng quy tắc {rule} ({approver} duyệt; lý do: {reason}; đến hết ngày {expires}).",
        "Quy tắc nêu: {said}.",
    ),
    "WAIVER_EXPIRED": info(
        "Quy tắc {found} đã được miễn đến hết ngày {expires} ({approver} duyệt), nay hết hạn nên áp dụng trở lại.",
        "Sửa số liệu theo quy tắc; nếu cần miễn tiếp, đề nghị trao đổi với Văn phòng.",
    ),
    # --- against the unit's own earlier reports
    "CARRY_LOST": error(
        "Đã chọn “Không thay đổi so với kỳ trước” nhưng tệp không còn trang ẩn ghi số liệu kỳ trước.",
        "Gõ trực tiếp số liệu và bỏ chọn ô này, hoặc chọn lại trên mẫu mới do Văn phòng phát hành.",
        "gõ 45 và 50, để trống ô “Không thay đổi so với kỳ trước”.",
    ),
    "CARRY_CHANGED": warning(
        "Đã chọn “Không thay đổi so với kỳ trước” nhưng số liệu của chỉ tiêu {found} khác kỳ trước; lấy số liệu mới.",
        "Kiểm tra lại; nếu số liệu đã thay đổi thì bỏ chọn ô này.",
        "kỳ trước 45, nay 47: gõ 47, để trống ô “Không thay đổi so với kỳ trước”.",
    ),
    "CARRY_UNKNOWN": warning(
        "Số liệu điền sẵn “{found}” ghi là lấy từ báo cáo trước hoặc tệp kế hoạch, nhưng nay ở đó không có số ấy.",
        "Đề nghị đơn vị xác nhận; nếu đúng thì gõ trực tiếp số liệu rồi gửi lại.",
        "đúng là 50 biên chế thì gõ đè 50 lên số điền sẵn.",
    ),
    "CARRY_OLD": warning(
        "Số liệu điền sẵn “{found}” lấy từ tệp “{other}”, tệp này đã được thay bằng số liệu khác.",
        "Đề nghị đơn vị xác nhận số liệu nào đúng.",
        "bản gửi sau ghi 47, ô điền sẵn còn ghi 45; đúng là 47 thì gõ 47 rồi gửi lại.",
    ),
    "PAST_FELL": warning(
        "Số lũy kế {found} nhỏ hơn {former} của {period}.",
        "Kiểm tra lại; nếu đã đính chính, đề nghị nêu lý do ở ô “Kết quả nổi bật” hoặc “Khó khăn, vướng mắc”.",
        "rà soát lại, trừ 2 nhiệm vụ đã tính trùng ở kỳ trước.",
        waivable=True,
    ),
    "PAST_UNDONE": warning(
        "Nội dung “{found}” nay ghi Không, trong khi {period} đã ghi Có.",
        "Kiểm tra lại; nếu đúng, đề nghị nêu lý do ở cột “Ghi chú”.",
        "“Máy photocopy hỏng từ ngày 05/9/2022, đang sửa”.",
        waivable=True,
    ),
    "PAST_LEAPT": warning(
        "Số {found} gấp 10 lần trở lên số {former} của {period}.",
        "Kiểm tra đơn vị tính và số chữ số; nếu đúng, đề nghị nêu lý do ở ô “Kết quả nổi bật” hoặc "
        "“Khó khăn, vướng mắc”.",
        "45 gõ nhầm thành 450 thì gõ lại 45.",
        waivable=True,
    ),
    "PAST_DROPPED": warning(
        "Số {found} chỉ bằng một phần mười hoặc ít hơn số {former} của {period}.",
        "Kiểm tra đơn vị tính và số chữ số; nếu đúng, đề nghị nêu lý do ở ô “Kết quả nổi bật” hoặc "
        "“Khó khăn, vướng mắc”.",
        "450 gõ nhầm thành 45 thì gõ lại 450.",
        waivable=True,
    ),
    "PAST_BASELINE": warning(
        "Số của năm so sánh là {found}, khác số {former} đã báo cáo ở {period}.",
        "Số của năm đã qua không đổi; kiểm tra lại, nếu đính chính thì nêu căn cứ.",
        "các kỳ trước đã ghi năm 2021 có 50 biên chế thì kỳ này vẫn ghi 50.",
        waivable=True,
    ),
    "PAST_CAPITAL": warning(
        "Vốn được giao {found} đồng khác {former} đồng của {period} mà quyết định giao vốn vẫn như cũ.",
        "Kiểm tra lại; nếu vốn đã điều chỉnh thì ghi số, ngày của quyết định mới.",
        "1890/QĐ-UBND ngày 12/9/2022.",
        waivable=True,
    ),
    "PAST_PROJECT_LOST": warning(
        "Dự án “{found}” có ở {period} nay không còn trong danh sách.",
        "Danh sách ghi lũy kế từ đầu năm: giữ lại mọi dự án, giữ nguyên tên đã ghi.",
        "dự án “Sửa chữa nhà kho” đã giải ngân xong vẫn ghi một dòng.",
        waivable=True,
    ),
    "PAST_CASES_LOST": warning(
        "Danh sách thiếu {count} hồ sơ đã có ở {period}, trong đó có “{found}”; số tiếp nhận phải gồm hồ sơ kỳ trước "
        "và hồ sơ mới.",
        "Kết xuất lại danh sách từ đầu năm; hồ sơ rút hoặc trả lại vẫn giữ trong danh sách.",
        "kỳ trước có 120 hồ sơ, kỳ này tiếp nhận thêm 30: danh sách có 150 hồ sơ.",
        waivable=True,
    ),
    "PAST_CASES_REOPENED": warning(
        "{count} hồ sơ đã trả kết quả theo báo cáo {period} nay ghi chưa trả, trong đó có “{found}”.",
        "Kiểm tra lại cột ngày trả kết quả.",
        "hồ sơ đã trả ngày 09/8/2022 thì ghi lại 09/8/2022.",
        waivable=True,
    ),
    # --- between submissions
    "MERGE_MISSING": warning(
        "Chưa có báo cáo hợp lệ của nhiệm vụ được giao.",
        "Gửi báo cáo về Văn phòng, hoặc sửa theo nội dung đã trả lại; báo cáo được miễn nộp thì không bị đôn đốc, "
        "không tính vào tỷ lệ nộp.",
        "gửi “A.I.1__VP__2022-09.xlsx” trước hạn ghi ở đầu trang “Nhập liệu”.",
        waivable=True,
    ),
    "MERGE_SUPERSEDED": info("Đã được thay bằng bản gửi sau “{found}”."),
    "MERGE_CHANGED": info("So với bản trước “{found}”: {changes}."),
    "MERGE_WITHDRAWN": info("Đã rút, không được tính, theo quyết định của {by} lúc {when}: {reason}."),
    "MERGE_DUPLICATE": info("Giống hệt tệp “{found}” đã nhận; chỉ tính một lần."),
    "MERGE_RETURNED": warning(
        "Giống hệt tệp “{found}” đã được thay trước đó; nay được tính trở lại, thay cho tệp “{other}”.",
        "Nếu gửi nhầm bản cũ, đề nghị đơn vị gửi lại bản đúng.",
        "bản đúng có số 47, bản vừa gửi lại có số 45: gửi lại bản có số 47.",
    ),
    "MERGE_SAME_TIME": warning(
        "Cùng lúc có hai bản khác nhau của một đơn vị; lấy bản này, bỏ bản “{found}”.",
        "Đề nghị đơn vị xác nhận bản nào đúng; nếu cần thì gửi lại bản đúng.",
        "bản đúng có số 47: gửi lại bản có số 47.",
    ),
    "MERGE_TWO_REPORTERS": warning(
        "Bản này do {found} báo cáo, thay bản “{other}” có số liệu khác do {former} báo cáo.",
        "Đề nghị đơn vị xác nhận ai là người báo cáo và số liệu nào đúng.",
        "đơn vị giao bà Lan báo cáo, số đúng là 47: bà Lan gửi lại bản có số 47.",
    ),
    "MERGE_SAME_PROJECT": warning(
        "Dự án “{found}” cũng có trong báo cáo của {other}; cả hai đều được tính.",
        "Mỗi đơn vị chỉ báo cáo số liệu của mình; kiểm tra để không tính trùng.",
        "dự án “Sửa chữa nhà kho” chỉ do đơn vị làm chủ đầu tư báo cáo.",
        waivable=True,
    ),
    "MERGE_SAME_DOCUMENT": warning(
        "Văn bản “{found}” cũng được kê ở nhiệm vụ {other}.",
        "Kiểm tra xem văn bản thuộc nhiệm vụ nào.",
        "125/KH-VP là kế hoạch đối thoại thì chỉ kê ở nhiệm vụ về đối thoại.",
        waivable=True,
    ),
    "MERGE_SAME_FORM": warning(
        "Mọi số liệu của mẫu giống hệt báo cáo của {found}; cả hai đều được tính.",
        "Mỗi đơn vị chỉ báo cáo số liệu của mình; kiểm tra để không tính trùng.",
        "hai đơn vị cùng ghi 37 trên 41 việc: mỗi đơn vị soát lại số của mình.",
        waivable=True,
    ),
    "MERGE_SAME_REPORTER": warning(
        "Người báo cáo “{found}” cũng đứng tên trong báo cáo của {other}.",
        "Kiểm tra xem báo cáo có đúng của đơn vị không; mỗi đơn vị tự báo cáo số liệu của mình.",
        "mẫu “A.I.1__VP__2022-09.xlsx” do người của đơn vị có mã VP điền.",
        waivable=True,
    ),
    "MERGE_OTHER_PERIOD": info("Báo cáo của kỳ {found}, sau kỳ đang tổng hợp; sẽ tính ở kỳ đó."),
}
