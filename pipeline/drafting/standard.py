"""Words of the trade, as data: titles that law gives to parts of such plans, phrases that all of them use.

They help to tell a slip of the scan from a word that is meant; they decide nothing by themselves.
"""

from __future__ import annotations

# Nghị quyết số 76/NQ-CP ngày 15/7/2021, six fields; their former names by Nghị quyết số 30c/NQ-CP.
FIELD_TITLES = (
    "Cải cách thể chế",
    "Cải cách thủ tục hành chính",
    "Cải cách tổ chức bộ máy hành chính",
    "Cải cách tổ chức bộ máy hành chính nhà nước",
    "Cải cách chế độ công vụ",
    "Cải cách chế độ công vụ, công chức",
    "Cải cách tài chính công",
    "Xây dựng và phát triển Chính phủ điện tử, Chính phủ số",
    "Xây dựng và phát triển chính quyền điện tử, chính quyền số",
    "Hiện đại hóa hành chính",
    "Hiện đại hóa nền hành chính",
    "Công tác chỉ đạo, điều hành cải cách hành chính",
    "Công tác thông tin, tuyên truyền",
)
PHRASES = (
    "cải cách hành chính", "thủ tục hành chính", "tổ chức bộ máy", "thủ tục hành chính nhà nước",
    "Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban nhân dân tỉnh giao", "UBND tỉnh giao", "HĐND tỉnh giao",
    "được kịp thời", "xử lý kịp thời", "kịp thời các", "thực hiện", "hoàn thành", "nhiệm vụ",
    "đơn vị sự nghiệp công lập",
    "quy phạm pháp luật", "văn bản quy phạm", "cơ quan hành chính nhà nước", "công chức, viên chức",
    "phản ánh, kiến nghị", "trên địa bàn tỉnh", "theo quy định", "đúng quy định", "thẩm quyền giải quyết",
    "tiếp nhận và giải quyết", "bộ phận một cửa", "cơ chế một cửa", "một cửa liên thông", "chỉ số hài lòng",
    "mức độ hài lòng", "người dân, doanh nghiệp", "tổ chức, cá nhân", "vị trí việc làm", "tinh giản biên chế",
    "đầu tư công", "tài chính công", "tài sản công", "ngân sách nhà nước", "chi thường xuyên",
    "dịch vụ công trực tuyến",
    "chuyển đổi số", "chính quyền điện tử", "quản lý nhà nước", "phòng chuyên môn", "kế hoạch", "báo cáo định kỳ",
    "kiểm tra, đôn đốc", "thanh tra, kiểm tra", "đào tạo, bồi dưỡng", "trong năm", "thường xuyên",
)  # fmt: skip
OPEN_WORDS = frozenset(  # no sentence of an official text ends with one of these
    ("và", "của", "các", "cho", "với", "theo", "tại", "về", "được", "để", "hoặc", "từ", "do", "những", "mỗi", "nhằm",
     "đối", "bị", "mà")
)  # fmt: skip
