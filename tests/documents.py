"""An agency and a sentence, as the documents that the tests write need them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipeline.model import Agency, Signing

STAMP = datetime(2022, 9, 15, 8, 0, tzinfo=UTC)
AGENCY = Agency(
    parent="UBND tỉnh Khánh Hòa",
    name="SỞ VĂN HÓA VÀ THỂ THAO",
    running_name="Sở Văn hóa và Thể thao",
    short_name="Sở",
    symbol="SVHTT",
    drafter="VP",
    place="Khánh Hòa",
    signing=Signing("", "GIÁM ĐỐC", "", "Nguyễn Văn Thiện"),
    addressed=True,
    addressees=("Sở Nội vụ tỉnh Khánh Hòa",),
    recipients=("UBND tỉnh", "Sở Nội vụ", "Ban Giám đốc Sở"),
    archive="VT, VP",
    plan_id="",
    plan_title="",
    report_abstract="",
    plan_basis=(),
    year=2022,
    counted_from=date(2022, 8, 15),
    survey_mean_of_factors=False,
)
SENTENCE = (
    "Trong kỳ, Sở đã hoàn thành 17/54 nhiệm vụ, đạt 31,5%; các đơn vị trực thuộc tiếp tục rà soát, "
    "đơn giản hóa thủ tục hành chính và nâng cao mức độ hài lòng của người dân, tổ chức."
)
