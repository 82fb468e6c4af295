"""One clause of a product comes in, the measures that it promises go out: one rule for each way of promising.

The first rule of `RULES` that fits is taken. Every field says how it was inferred; what the words leave
open is marked for a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.drafting.clauses import Clauses, Due, due_of
from pipeline.drafting.proposals import Goal, Proposal, TargetProposal
from pipeline.vietnamese import fold, upper_first

_SHARE = re.compile(r"(\d{1,3}(?:[,.]\d+)?)\s*%")
_AT_LEAST = re.compile(
    r"(?:ít nhất|tối thiểu|không ít hơn|không dưới)\s+(?:là\s+|có\s+|từ\s+)?0*(\d{1,5})\s+([^\d,.;()]+)", re.I
)
_NUMBER_FIRST = re.compile(
    r"^(?:có |đạt |tổ chức |ban hành |xây dựng |thực hiện )?0*(\d{1,4})\s+([^\W\d][^\d,.;()%]*)", re.I
)
_COUNTS = re.compile(r"(?<!hoặc )(?<![\d/.,-])\d{1,5}\s+(?!tháng|quý|năm|ngày|giờ|tuần)[^\W\d]", re.I)
_YEARLY = re.compile(
    r"(?:so với|của|đã đạt được|so) (?:cùng kỳ )?(?:năm|năm kế hoạch) (20\d\d)|so với (năm trước)", re.I
)
_CHANGE = re.compile(r"\b(?:tăng|giảm)\b[^;.]{0,40}\d[^;]*\bso với\b", re.I)  # by how much against a year
_RANGE = re.compile(r"\d\s*%?\s*(?:-|–|đến)\s*\d+(?:[,.]\d+)?\s*%")
_TIMES = re.compile(r"định kỳ|6 tháng|9 tháng|(?:hàng|hằng|từng) (?:năm|tuần)|quý", re.I)
_OCCASIONS = (("đánh giá", "kỳ đánh giá"), ("báo cáo", "báo cáo"))  # what is done each month: how it is counted
_FEWER, _MORE = re.compile(r"\bgiảm\b", re.I), re.compile(r"\b(?:tăng|nâng)\b", re.I)
_MONTHLY = re.compile(r"(?:hàng|hằng|mỗi) tháng|/tháng|1 tháng/lần|tháng một lần", re.I)
_QUARTERLY = re.compile(r"(?:hàng|hằng|mỗi|từng) quý|/quý", re.I)
ASSIGNED = re.compile(
    r"(?:chỉ tiêu|mức|tỷ lệ|kế hoạch)[^.;]*?(?:do|được)?\s*((?:UBND|HĐND|Thủ tướng|Bộ|Chính phủ)[^.,;]{0,25}?giao)",
    re.I,
)
_DOCUMENT = re.compile(
    r"^(?:(?:các|những|có|ban hành|xây dựng|hoàn thành|trình)\s+)*"
    r"(quyết định|kế hoạch|báo cáo|quy chế|văn bản|nghị quyết|tờ trình|công văn|hướng dẫn|đề án|chương trình|hội nghị|"
    r"biên bản|thông báo|dự thảo|quy định|quy trình|danh mục|bản mô tả|hồ sơ trình|chỉ thị|đề cương|phương án)\b",
    re.I,
)
_PROPERLY = re.compile(
    r"(?:đúng|kịp) (?:quy định|thời gian|thời hạn|tiến độ|trình tự|hạn|thời)|đảm bảo|bảo đảm|nghiêm túc|đầy đủ", re.I
)
_COUNTED_AS_DOCUMENTS = re.compile(
    r"sáng kiến|giải pháp|hội nghị|cuộc|văn bản|kế hoạch|quyết định|báo cáo|lần|đợt|lớp|đề án|chuyên đề|buổi|quy chế",
    re.I,
)
_NOUNS = (  # what a share is a share of: (words, unit of measure)
    ("mục tiêu, nhiệm vụ", "mục tiêu, nhiệm vụ"), ("nhiệm vụ", "nhiệm vụ"), ("vấn đề", "vấn đề"),
    ("phản ánh", "phản ánh, kiến nghị"), ("kiến nghị", "kiến nghị"),
    ("thủ tục hành chính", "TTHC"), ("công chức", "người"), ("viên chức", "người"), ("cán bộ", "người"),
    ("hồ sơ", "hồ sơ"), ("tthc", "TTHC"), ("văn bản", "văn bản"), ("vị trí", "vị trí"), ("trường hợp", "trường hợp"),
    ("đơn vị", "đơn vị"), ("quyết định", "quyết định"), ("báo cáo", "báo cáo"),
    ("chỉ tiêu", "chỉ tiêu"), ("mục tiêu", "mục tiêu"),
    ("dự án", "dự án"), ("người", "người"), ("biên chế", "biên chế"), ("kế hoạch", "nội dung"),
)  # fmt: skip


# --- the rules: a clause and its task come in, proposals or None go out -----------------------------


def _share(clause: str, goal: Goal) -> list[Proposal] | None:
    """100% nhiệm vụ … · tối thiểu 90% … · đạt trên 83%."""
    match = _SHARE.search(clause)
    if not match or _CHANGE.search(clause):
        return None
    op, rule = _comparison(clause[: match.start()], clause[match.end() :])
    about = f"{goal.name} {clause}"
    kind = "tỷ lệ"
    if re.search(r"giải ngân", about, re.I):
        kind = "giải ngân"
    elif goal.objective and re.search(r"hài lòng", about, re.I):
        kind = "khảo sát"
    elif re.search(r"hồ sơ.*(?:đúng|trước|sớm) hạn", clause, re.I):
        kind = "hồ sơ"
    rest = _clean_name(_UNTIL_HEAD.sub("", clause[: match.start()]), clause[match.end() :]) or goal.name
    completes = bool(re.search("hoàn thành", clause[: match.start()], re.I))
    if kind in ("giải ngân", "khảo sát") or len(rest.split()) < 5 - completes:
        rest = re.sub(r"^(?:thực hiện|hoàn thành|tổ chức|triển khai)\s+", "", goal.headline, flags=re.I)
    verb = "hoàn thành " if completes and kind == "tỷ lệ" and not fold(rest).startswith("hoàn thành") else ""
    rest = re.sub(r"^(?:tỷ|tỉ) lệ\s+", "", rest, flags=re.I)
    names = [rest] if kind == "khảo sát" else [f"Tỷ lệ {verb}{_lower(piece)}" for piece in _one_by_one(rest)]
    target = TargetProposal(op, match[1].replace(".", ",") + "%", due_of(clause, goal.timing, goal.year))
    unit = {"giải ngân": "đồng", "khảo sát": "lượt trả lời"}.get(kind) or _uom(rest)
    rules = {"op": rule, "kind": f"có tỷ lệ phần trăm: loại “{kind}”"}
    doubts = {"uom": "kế hoạch không ghi đếm theo đơn vị nào"} if unit == "nội dung" else {}
    if len(_SHARE.findall(clause)) > 1 or _RANGE.search(clause):
        doubts["target"] = "câu có nhiều con số: mới lấy một, có thể phải tách thành nhiều chỉ tiêu"
    return [Proposal(upper_first(name), kind, unit, (target,), rules=rules, doubts=doubts) for name in names]


def _one_by_one(about: str) -> list[str]:
    """Two owners or two places of one share are two shares: "của tỉnh và của Sở", "tại A, trên B"."""
    for pattern in (r"^(.*) (của [^,;]+?) và (của [^,;]+)$", r"^(.*) (tại [^,;]+?)(?:,| và) (trên [^,;]+)$"):
        if match := re.match(pattern, about):
            return [f"{match[1]} {match[2]}", f"{match[1]} {match[3]}"]
    return [about]


def _for_each(clause: str, goal: Goal) -> list[Proposal] | None:
    """Bản mô tả cho từng vị trí: the share of those that have it."""
    match = re.match(r"(.{5,120}?) (?:cho|của) (?:từng|mỗi) (.{3,60})$", clause, re.I)
    if not match or not _DOCUMENT.match(clause):
        return None
    target = TargetProposal("≥", "100%", due_of(clause, goal.timing, goal.year))
    rules = {"kind": "mỗi đối tượng một văn bản: tỷ lệ đối tượng đã có", "target": "mọi đối tượng đều phải có"}
    return [Proposal(f"Tỷ lệ {match[2]} có {_lower(match[1])}", "tỷ lệ", _uom(match[2]), (target,), rules=rules)]


def _standing(clause: str, goal: Goal) -> list[Proposal] | None:
    """Không thấp hơn thứ hạng năm 2021: the smaller the rank, the better."""
    match = re.search(r"không thấp hơn (?:thứ hạng|vị trí|xếp hạng) năm (20\d\d)", clause, re.I)
    if not match:
        return None
    start = re.search(r"thứ hạng|kết quả xếp hạng|xếp hạng|vị trí", goal.name, re.I)
    about = goal.name[start.start() :] if start else goal.name
    name = re.sub(r"\s*(?:đã )?đạt được.*$|\s*năm 20\d\d.*$", "", about)
    rules = {"kind": "so sánh với một năm", "op": "thứ hạng: số nhỏ hơn là tốt hơn", "target": "năm ghi trong kế hoạch"}
    doubts = {"due": "kết quả xếp hạng công bố sau năm kế hoạch: không đặt thời hạn"}
    due = Due(None, "kết quả xếp hạng công bố sau năm kế hoạch")
    return [
        Proposal(upper_first(name), "so với năm trước", "hạng", (TargetProposal("≤", f"năm {match[1]}", due),),
                 rules=rules, doubts=doubts)
    ]  # fmt: skip


_UNTIL_HEAD = re.compile(r"^(?:trước|đến hết|đến|chậm nhất)[^:]*:\s*", re.I)


def _comparison(before: str, after: str) -> tuple[str, str]:
    head = fold(before).split(",")[-1]
    if re.search(r"(?:trên|hơn|vượt)\s*$", head):
        return ">", "“trên” là lớn hơn, không kể bằng"
    if re.search(r"(?:dưới|ít hơn|thấp hơn)\s*$", head) and not re.search(r"không (?:dưới|ít hơn|thấp hơn)\s*$", head):
        return "<", "“dưới” là nhỏ hơn, không kể bằng"
    if re.search(r"(?:không quá|tối đa|không vượt quá)\s*$", head):
        return "≤", "“không quá”, “tối đa”"
    return "≥", "đạt mức này trở lên"


def _against_a_year(clause: str, goal: Goal) -> list[Proposal] | None:
    """giảm so với năm 2021 · tăng tỷ lệ hồ sơ đúng hạn."""
    year = _YEARLY.search(clause)
    directed = re.match(r"(?:giảm|tăng)(?: dần)? (?:tỷ lệ|tỉ lệ|số)", clause, re.I)
    if not (directed or (year and (_FEWER.search(clause) or _MORE.search(clause)))):
        return None
    op = "<" if _FEWER.search(clause) else ">"
    given = year[1] if year and year[1] else str(goal.year - 1)
    subject = clause[: year.start()] if year else clause
    subject = re.sub(r"\b(?:giảm|tăng)(?: dần)?\b\s*", "", subject, flags=re.I)
    subject = re.split(r",\s*(?:góp phần|nhằm|để) ", subject)[0].strip(" ,.").removesuffix(" và")
    cases = bool(re.search(r"hồ sơ.*(?:đúng|sớm|trước) hạn", clause, re.I))
    target = TargetProposal(op, f"năm {given}", due_of(clause, goal.timing, goal.year))
    said = "so với năm ghi trong kế hoạch" if year and year[1] else "kế hoạch không ghi năm: so với năm trước"
    rules = {"kind": "“tăng”, “giảm” so với một năm", "op": "“giảm” là nhỏ hơn, “tăng” là lớn hơn", "target": said}
    doubts = {} if year and year[1] else {"target": said}
    if _CHANGE.search(clause):
        doubts["target"] = "câu ghi tăng, giảm bao nhiêu: mục tiêu chỉ so với năm ấy, chưa tính mức tăng, giảm"
    kind = "hồ sơ" if cases else "tỷ lệ" if re.search(r"\b(?:tỷ|tỉ) lệ\b", clause, re.I) else "so với năm trước"
    pieces = re.split(r"\s+và\s+(?=(?:tự )?(?:bảo|đảm) )", subject) if not cases else [subject]
    head = re.match(r"((?:tổng )?số(?: lượng)?(?: các)? \S+ \S+)\b", pieces[0], re.I)
    named = [pieces[0], *(f"{head[1]} {p}" if head else p for p in pieces[1:])]
    return [Proposal(upper_first(name), kind, _uom(name), (target,), rules=rules, doubts=doubts) for name in named]


def _counted(clause: str, goal: Goal) -> list[Proposal] | None:
    """ít nhất 01 sáng kiến · 02 đơn vị … · ít nhất 01 tin, bài hàng tháng."""
    match = _AT_LEAST.search(clause) or _NUMBER_FIRST.match(clause)
    if not match or _CHANGE.search(clause) or re.match(r"(?:ngày|tháng|giờ|phút|tuần|năm|quý)\b", match[2], re.I):
        return None
    words = match[2].strip()
    after = clause[match.start(2) :]
    noun = re.match(r"tin, bài|bài, tin", after, re.I)
    uom = noun[0] if noun else _short_noun(words)
    kind = "văn bản" if _COUNTED_AS_DOCUMENTS.search(uom) else "số lượng"
    subject = re.split(r"\s+(?:gửi|để|nhằm|phục vụ|trong năm)\s|;", after)[0] if not noun else after
    per = "/tháng" if _MONTHLY.search(clause) else "/quý" if _QUARTERLY.search(clause) else ""
    target = TargetProposal("≥", f"{int(match[1])}{per}", due_of(clause, goal.timing, goal.year))
    rules = {
        "kind": "có số lượng phải đạt",
        "op": "“ít nhất”, “tối thiểu”, hoặc số phải đạt",
        "uom": "danh từ đứng sau số",
    }
    nature = "trong kỳ" if per else "lũy kế"
    further = len(_COUNTS.findall(clause)) > 1
    doubts = {"target": "câu có nhiều con số: mới lấy một, có thể phải tách thành nhiều chỉ tiêu"} if further else {}
    return [Proposal(upper_first(f"Số {_lower(subject)}"), kind, uom, (target,), nature, rules=rules, doubts=doubts)]


def _periodic(clause: str, goal: Goal) -> list[Proposal] | None:
    """thực hiện đánh giá hàng quý và năm · được thực hiện hàng tháng."""
    per = "tháng" if _MONTHLY.search(clause) else "quý" if _QUARTERLY.search(clause) else ""
    if not per:
        return None
    about = re.sub(
        r"\s*(?:được thực hiện|thực hiện|định kỳ)?\s*(?:hàng|hằng|mỗi)\s+(?:tháng|quý)(?:\s+và\s+năm)?\s*",
        " ",
        clause,
        flags=re.I,
    )
    about = re.sub(r"^(?:việc|thực hiện)\s+", "", about.strip(" ,."), flags=re.I)
    about = about if len(about.split()) > 2 else goal.headline
    uom = next((uom for words, uom in _OCCASIONS if words in fold(clause)), "lần")
    rules = {"kind": f"việc làm hằng {per}: mỗi kỳ một văn bản", "target": f"mỗi {per} một lần"}
    due = due_of("", goal.timing, goal.year)
    made = [
        Proposal(
            f"Số {uom}: {_lower(about)}",
            "văn bản",
            uom,
            (TargetProposal("≥", f"1/{per}", due),),
            "trong kỳ",
            rules=rules,
        )
    ]
    if re.search(r"và (?:hàng |hằng |cả )?năm\b", clause, re.I):
        yearly = {**rules, "target": "thêm một lần của cả năm"}
        made.append(
            Proposal(f"{upper_first(about)} của năm", "văn bản", uom, (TargetProposal("≥", "1", due),), rules=yearly)
        )
    return made


def _assigned(clause: str, goal: Goal) -> list[Proposal] | None:
    """hoàn thành các chỉ tiêu do UBND tỉnh giao: the number is still to come."""
    match = ASSIGNED.search(clause)
    if not match or "nhiệm vụ" in fold(clause):
        return None
    due = due_of(clause, goal.timing, goal.year)
    shares = re.search(
        r"tỷ lệ ((?:\S+ ){1,3}?)((?:giải quyết|thanh toán|tiếp nhận|nộp|số hóa)[^,.;]*(?:,\s*[^,.;]+)*)",
        goal.name,
        re.I,
    )
    names = [f"Tỷ lệ {shares[1]}{p.strip()}" for p in shares[2].split(",")] if shares else [f"Tỷ lệ {_lower(clause)}"]
    rules = {"target": "con số do cấp trên giao, điền khi có", "kind": "chỉ tiêu được giao: tỷ lệ"}
    doubts = {"target": "kế hoạch không ghi con số: điền khi được giao"}
    return [
        Proposal(n, "tỷ lệ", _uom(n), (TargetProposal("≥", match[1], due),), rules=rules, doubts=doubts) for n in names
    ]


def _document(clause: str, goal: Goal) -> list[Proposal] | None:
    """Kế hoạch · Quyết định của UBND tỉnh · Ban hành Quy chế …"""
    match = _DOCUMENT.match(clause)
    if not match or (
        _PROPERLY.search(clause)
        and "dự thảo" not in fold(clause)
        and not clause[:1].islower()
        and len(clause.split()) > 5
    ):
        return None
    name = re.sub(r"^(?:ban hành|xây dựng|trình)\s+", "", clause, flags=re.I)
    if len(name.split()) < 3:
        name = f"{name}: {_lower(goal.headline)}"
    noun = fold(match[1])
    uom = noun if noun in ("quyết định", "hội nghị", "báo cáo") else "văn bản"
    target = TargetProposal("≥", "1", due_of(clause, goal.timing, goal.year))
    rules = {"kind": "sản phẩm là văn bản", "target": "kế hoạch nêu văn bản, không nêu số: ít nhất một"}
    vague = bool(re.match(r"(?:các|những) |dự thảo|báo cáo$|văn bản (?:kiến nghị|quy định)", fold(clause)))
    why = "kế hoạch không ghi số lượng; có thể đo bằng tỷ lệ hoặc tính theo từng kỳ"
    doubts = dict.fromkeys(("kind", "uom", "target"), why) if vague or _TIMES.search(clause) else {}
    return [Proposal(upper_first(name), "văn bản", uom, (target,), rules=rules, doubts=doubts)]


def _listed_as_posted(clause: str, goal: Goal) -> list[Proposal] | None:
    """niêm yết công khai A và B: each is there or is not."""
    if not re.match(r"niêm yết|công khai (?:đơn giá|số điện thoại|đường dây)", clause, re.I):
        return None
    rules = {"kind": "những nội dung phải niêm yết: có hoặc chưa có"}
    doubts = {"kind": "không có con số trong kế hoạch", "items": "tách từ câu của kế hoạch"}
    target = TargetProposal("≥", "100%", due_of(clause, goal.timing, goal.year))
    halves = re.split(
        r"\s+và\s+", re.sub(r"^(?:niêm yết|công khai)(?: công khai)?\s+", "", clause, flags=re.I), maxsplit=1
    )
    items = tuple(upper_first(f"niêm yết {half}") for half in halves)
    return [Proposal(clause, "danh mục", "nội dung", (target,), items=items, rules=rules, doubts=doubts)]


RULES: tuple[Callable[[str, Goal], list[Proposal] | None], ...] = (
    _standing, _share, _counted, _against_a_year, _periodic, _assigned, _listed_as_posted, _for_each, _document,
)  # fmt: skip


def followed(clause: str, goal: Goal) -> Proposal:
    """đúng quy định and other words without a number: a share of 100%, for a person to decide."""
    target = TargetProposal("≥", "100%", due_of(clause, goal.timing, goal.year))
    about = clause if len(clause.split()) > 5 else goal.headline
    about = re.sub(r"^thực hiện\s+", "", about, flags=re.I)
    why = "kế hoạch không ghi con số: đề xuất tỷ lệ 100%; có thể để trống mục tiêu để chỉ theo dõi"
    doubts = dict.fromkeys(("kind", "uom", "op", "target", "due", "if_any"), why)
    return Proposal(f"Tỷ lệ thực hiện: {_lower(about)}", "tỷ lệ", _uom(about), (target,), doubts=doubts)


def nothing_said(goal: Goal) -> Proposal:
    """No product at all: a person has to say how the task is measured."""
    why = "ô sản phẩm để trống: chưa rõ đo bằng gì"
    doubts = dict.fromkeys(("kind", "uom", "op", "target", "due", "if_any"), why)
    name = goal.headline
    return Proposal(f"Kết quả thực hiện: {_lower(name)}" if name else "", "văn bản", "văn bản", doubts=doubts)


def checklist(clauses: Clauses) -> Proposal:
    """các yêu cầu: … · …: each thing is there or is not."""
    rules = {"kind": "danh sách những thứ phải có", "target": "phải có đủ"}
    doubts = {"items": "tách từ các ý của ô sản phẩm"}
    target = TargetProposal("≥", "100%")
    return Proposal(
        upper_first(clauses.heading), "danh mục", "yêu cầu", (target,), items=clauses.items, rules=rules, doubts=doubts
    )


# --- words ---------------------------------------------------------------------------------------


def _clean_name(before: str, after: str) -> str:
    """What a share is a share of: the words around the figure without those that say how much."""
    head = re.sub(
        r"\b(?:hoàn thành|đạt|tối thiểu|ít nhất|trên|dưới|không dưới|từ|phấn đấu|hơn|bảo đảm|đảm bảo)\b",
        "",
        before,
        flags=re.I,
    )
    tail = re.sub(r"^\s*(?:trở lên\s*)?(?:tổng số|số|các)?\s+", "", after)
    tail = re.split(r",?\s+(?:góp phần|nhằm|theo (?:đúng )?quy định tại)\s", tail)[0]
    return re.sub(r"\s+", " ", f"{head.strip(' ,;:-')} {tail.strip(' ,;:.-')}").strip(" ,;:")


def _uom(text: str) -> str:
    key = fold(text)
    found = [(key.find(words), order, unit) for order, (words, unit) in enumerate(_NOUNS) if words in key]
    return min(found)[2] if found else "nội dung"


def _short_noun(words: str) -> str:
    kept = re.split(r"\s+(?:hoặc|được|gửi|về|trong|có|của|cho|là|tại|theo|với|và|mới|do|ở)\b", words)[0].split()
    return " ".join(kept[:2]).lower() if kept else words


def _lower(text: str) -> str:
    head = text.split(" ", 1)[0]
    return text if len(head) > 1 and (head.isupper() or head[1:2].isupper()) else text[:1].lower() + text[1:]
