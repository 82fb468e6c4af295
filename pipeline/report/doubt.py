"""A report whose figures are in doubt: a Document and what disagrees come in, the marked Document goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.outcome import Disagreement
from pipeline.report import nd30
from pipeline.report.document import Appendix, Column, Document, Paragraph, Row, Table
from pipeline.report.figures import mark
from pipeline.vietnamese import show_number

MARK = "DỰ THẢO - SỐ LIỆU CHƯA KHỚP"
_COLUMNS = (
    Column("Số liệu", 150), Column("Báo cáo ghi", 45, "center"), Column("Tính lại từ các tệp đã nhận", 45, "center"),
)  # fmt: skip
_NOTE = (
    "Ghi chú: mỗi số liệu được tính hai lần, độc lập với nhau, từ các tệp đã nhận. Số liệu có hai kết quả khác nhau "
    "là do lỗi của phần mềm, không phải do đơn vị; không trình ký báo cáo này trước khi lỗi được xử lý."
)


def marked(document: Document, disagreements: Sequence[Disagreement]) -> Document:
    """The document with the mark above its title, a sentence that says why, and a last appendix of the figures."""
    if not disagreements:
        return document
    last = len(document.appendices) + 1
    label = nd30.appendix_label(last, last)
    differing = mark(show_number(len(disagreements)), "count", "số liệu chưa khớp", len(disagreements))
    why = Paragraph(
        f"Bản này chưa được trình ký, chưa được gửi đi: có {differing} số liệu khác với kết quả "
        f"tính lại độc lập từ các tệp đã nhận, nêu tại {label}."
    )
    rows = tuple(
        Row((d.place, _said(d.main, "in_report", number), _said(d.second, "reckoned_again", number)))
        for number, d in enumerate(disagreements, 1)
    )
    appendix = Appendix("SỐ LIỆU CHƯA KHỚP", (Table("", _COLUMNS, rows), Paragraph(_NOTE)))
    return replace(document, mark=MARK, body=(why, *document.body), appendices=(*document.appendices, appendix))


def _said(words: str, concept: str, number: int) -> str:
    """What one of the two reckonings came to; a word such as "đạt" is no figure."""
    return mark(words, concept, str(number), words) if any(c.isdigit() for c in words) else words
