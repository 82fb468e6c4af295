"""The body of a plan comes in, its objectives go out: clauses of the aims that a figure or a year measures.

Objectives are headlines written in prose, so that each is only a proposal, to be reviewed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.drafting.passage import Passage
from pipeline.drafting.table import split_label
from pipeline.vietnamese import fold, upper_first

_AIMS = re.compile(r"^(?:\S{1,5}[.)]\s*)?(?:mục đích|mục tiêu)\b", re.I)
_OTHER = re.compile(
    r"^(?:\S{1,5}[.)]\s*)?(?:yêu cầu|nhiệm vụ|nội dung|tổ chức thực hiện|giải pháp|phạm vi|đối tượng)\b", re.I
)
_FIGURE = re.compile(
    r"((?:đạt |hoàn thành )?(?:trên |tối thiểu |ít nhất |từ )?\d{1,3}(?:,\d+)?\s*%(?: trở lên)?)", re.IGNORECASE
)
_OF_YEAR = re.compile(r"(?:đã )?(?:đạt được |so với |của )?năm (20\d\d)", re.I)
_STANDING = re.compile(r"xếp hạng|thứ hạng|vị trí|thứ bậc", re.I)
_URGING = re.compile(r"^(?:phấn đấu|đảm bảo|bảo đảm|nhằm|góp phần|và|để)\s+", re.I)


@dataclass(frozen=True, slots=True)
class Objective:
    name: Passage
    product: Passage


def read_objectives(paragraphs: Sequence[Passage], year: int) -> list[Objective]:
    """The objectives that the aims of a plan name, in the order of the text."""
    found: list[Objective] = []
    for passage in _aims(paragraphs):
        for clause in re.split(r";\s*|(?<=[^\d\W])\.\s+(?=[A-ZĐ])", passage.text):
            objective = _objective(clause.strip(" .-+"), passage, year)
            if objective and all(fold(objective.name.text) != fold(o.name.text) for o in found):
                found.append(objective)
    return found


def _aims(paragraphs: Sequence[Passage]) -> Iterator[Passage]:
    """The paragraphs under "Mục đích", "Mục tiêu", up to the next heading of another kind."""
    inside = False
    for passage in paragraphs:
        heading = len(passage.text) < 90 and not re.search(r"\d\s*%", passage.text)
        numbered = bool(re.match(r"[IVXL]+\s*[.)]|\d{1,2}\s*[.)]", passage.text))
        if heading and _AIMS.match(passage.text):
            inside = True
        elif heading and (_OTHER.match(passage.text) or (numbered and passage.text.isupper())):
            inside = False
        elif inside:
            yield passage


def _objective(clause: str, passage: Passage, year: int) -> Objective | None:
    figure = _FIGURE.search(clause)
    of_year = next((m for m in _OF_YEAR.finditer(clause) if int(m[1]) < year), None)
    turn = re.search(r"\b(?:tăng|giảm)\b", clause, re.IGNORECASE)
    if figure:
        name, product = _measured(clause, figure)
    elif of_year and _STANDING.search(clause):
        name, product = clause, f"Không thấp hơn thứ hạng năm {of_year[1]}"
    elif of_year and turn:
        name, product = _URGING.sub("", clause), clause[turn.start() :]
    else:
        return None
    if len(name.split()) < 3:
        return None
    doubt = "mục tiêu rút ra từ lời văn của kế hoạch: cơ quan xác nhận câu chữ, đơn vị theo dõi"
    said = replace(passage, found=passage.text).doubted(doubt)
    return Objective(replace(said, text=upper_first(name)), replace(said, text=upper_first(product)))


def _measured(clause: str, figure: re.Match[str]) -> tuple[str, str]:
    """What is to be reached, and how much: "mức độ hài lòng … đạt trên 83%"."""
    before, after = clause[: figure.start()].rstrip(" ,"), clause[figure.end() :].strip(" ,.")
    product = figure[1].strip()
    if len(after.split()) >= 3:  # "hoàn thành 100% mục tiêu, nhiệm vụ …"
        verb = "" if not re.search(r"hoàn thành", figure[0], re.I) else "Hoàn thành "
        return verb + (after if verb else upper_first(after)), product
    start = re.search(r"(?:mức độ|tỷ lệ|tỉ lệ|chỉ số|số lượng|số)\s", before, re.I)
    name = before[start.start() :] if start else split_label(before)[1]
    return _URGING.sub("", name), product
