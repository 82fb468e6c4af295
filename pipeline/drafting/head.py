"""The head and the end of a plan come in, rows of the agency sheet go out: who issues and signs, to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.drafting.passage import Passage
from pipeline.drafting.word import Document
from pipeline.plan_sheets import SIGNING_DIRECTLY, SIGNING_FORMS
from pipeline.vietnamese import clean_text, fold, upper_first

_SYMBOL = re.compile(r"/\s*(KH|QĐ|CTr|ĐA)\s*-\s*([A-ZĐ&]{2,15})\b")
_PLACE = re.compile(r"^(.{2,40}?),\s*ngày\b.{0,12}?tháng.{0,8}?năm\s*(20\d\d)", re.I)
_YEAR = re.compile(r"năm (20\d\d)")
_POST = re.compile(
    r"((?:KT|TL|TUQ|Q|TM)\.\s*)?(PHÓ GIÁM ĐỐC|GIÁM ĐỐC|PHÓ CHỦ TỊCH|CHỦ TỊCH|CHÁNH VĂN PHÒNG|PHÓ CHÁNH VĂN PHÒNG|"
    r"CỤC TRƯỞNG|CHI CỤC TRƯỞNG|TRƯỞNG BAN|BỘ TRƯỞNG|HIỆU TRƯỞNG|VIỆN TRƯỞNG)"
)
_NAME = re.compile(r"([A-ZĐÀ-Ỹ][a-zà-ỹđ]+(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]+){1,4})\s*$")
_BODY = r"(Sở|Ban|Cục|Chi cục|Bộ|Ủy ban nhân dân|UBND|Văn phòng|Ngành)\s[^,.;:()\"“”]{3,80}?"
_DRAWS_UP = re.compile(rf"(?:^|,\s*){_BODY}(?=\s+(?:xây dựng|ban hành|triển khai|đề ra|lập)\b)")
_BASIS = re.compile(r"^\s*(?:-\s*)?(?:Căn cứ|Thực hiện|Thi hành)\s+", re.I)
_CITED = re.compile(
    r"(?:Nghị quyết|Quyết định|Kế hoạch|Chỉ thị|Nghị định|Thông tư|Luật|Công văn|Chương trình)\s+số\s+\S+"
    r"\s+ngày\s+\d{1,2}[/.-]\d{1,2}[/.-]\d{4}"
    r"(?:\s+của\s+(?:[A-ZĐỦ][^\s,;.]*)(?:\s+[^\s,;.]+){0,8}?(?=\s+(?:về|quy định|ban hành|phê duyệt)|[,;.]|$))?"
)


@dataclass(frozen=True, slots=True)
class Head:
    """What a plan says of itself; values by key of `plan_sheets.AGENCY_FIELDS`."""

    values: dict[str, Passage]
    year: int | None


def read_head(document: Document) -> Head:
    """The agency's rows as far as the document holds them."""
    lines = _lines(document)
    values: dict[str, Passage] = {}
    _names(lines, values)
    _symbol_and_place(lines, values)
    _title(lines, values)
    _bases(lines, values)
    _ending(lines, values)
    year = _year(values, lines)
    if "name" not in values:
        _name_in_text(lines, values)
    if "symbol" in values and year:
        symbol = values["symbol"]
        values["plan_id"] = replace(symbol, text=f"KH-{symbol.text}-{year}", rule="đặt theo ký hiệu cơ quan và năm")
    if year:
        said = values.get("plan_title", Passage(at=""))
        values["year"] = Passage(str(year), said.at, said.text, (), "năm ghi trong tên kế hoạch")
    return Head(values, year)


def _lines(document: Document) -> list[Passage]:
    """Every line of the head and the text; tables that only lay out the head are read by cells."""
    lines: list[Passage] = []
    for part in document.parts:
        if isinstance(part, Passage):
            lines += [replace(part, text=line) for line in part.text.split("\n")]
        elif part.columns <= 3:
            for number, row in enumerate(part.rows, 1):
                for place, box in enumerate(row, 1):
                    at = f"bảng {part.number}, dòng {number}, cột {place}"
                    lines += [Passage(clean_text(text), at) for text in box.text.split("\n") if text.strip()]
    return lines


def _names(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    """The two names above each other at the top: whose agency, and the agency."""
    top = [p for p in lines[:14] if p.text.isupper() and not re.search(r"CỘNG H|SỐ\s*:|KẾ HOẠCH|PHỤ LỤC", p.text)]
    named = [
        p
        for p in top
        if re.match(r"(SỞ|BAN|CỤC|CHI CỤC|BỘ|UBND|ỦY BAN|UỶ BAN|VĂN PHÒNG|THANH TRA|TỔNG CỤC|TỈNH|THÀNH PHỐ)\b", p.text)
    ]
    if len(named) > 1:
        values["parent"], values["name"] = named[0], named[1]
    elif named:
        values["name"] = named[0]
    if "name" in values:
        _running(values["name"], values, "tên cơ quan viết thường, cần xem chữ hoa")


def _name_in_text(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    """Where the head was lost: the agency that draws up the plan, as the text says it."""
    for line in lines[:25]:
        if match := _DRAWS_UP.search(line.text):
            name = match[0].strip(" ,")
            said = replace(line, text=name.upper(), found=line.text)
            values["name"] = said.doubted("không thấy phần đầu văn bản, lấy tên trong câu văn")
            values["running_name"] = replace(line, text=name, found=line.text, rule="tên trong câu văn")
            values["short_name"] = replace(line, text=match[1], found=line.text, rule="chữ đầu của tên")
            return


def _running(name: Passage, values: dict[str, Passage], doubt: str) -> None:
    words = upper_first(name.text.lower())
    values["running_name"] = replace(name, text=words, found=name.text).doubted(doubt)
    first = re.match(r"(chi cục|ủy ban nhân dân|\w+)", name.text.lower())
    values["short_name"] = replace(
        name, text=upper_first(first[0]) if first else words, found=name.text, rule="chữ đầu của tên"
    )


def _symbol_and_place(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    for line in lines[:20]:
        if "symbol" not in values and (match := _SYMBOL.search(line.text)):
            values["symbol"] = replace(line, text=match[2], found=line.text)
        if "place" not in values and (match := _PLACE.match(line.text)):
            values["place"] = replace(line, text=match[1].strip(), found=line.text)


def _title(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    """The kind of document and what it is about, on the lines under it."""
    for index, line in enumerate(lines[:25]):
        if fold(line.text) in ("kế hoạch", "chương trình", "đề án"):
            below = []
            for following in lines[index + 1 : index + 4]:
                if _BASIS.match(following.text) or following.text.startswith("Kính") or len(following.text) > 400:
                    break
                below.append(following)
                if not following.text.isupper() and not following.text.endswith(","):
                    break
            text = " ".join(p.text for p in below)
            title = f"{upper_first(fold(line.text))} {text}".strip()
            values["plan_title"] = Passage(title, below[0].at if below else line.at, text, (), "tên loại và trích yếu")
            return


def _bases(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    cited: dict[str, Passage] = {}
    for line in lines[:40]:
        if _BASIS.match(line.text):
            for match in _CITED.finditer(line.text):
                cited.setdefault(fold(match[0]), replace(line, text=match[0].strip(), found=line.text))
    if not cited:
        return
    first = next(iter(cited.values()))
    text = "\n".join(p.text for p in cited.values())
    said = replace(
        first, text=text, at="; ".join(dict.fromkeys(p.at for p in cited.values())), rule="các văn bản ghi sau “Căn cứ”"
    )
    odd = [
        p.text
        for p in cited.values()
        if re.match(r"Quyết định số \S*KH-", p.text) or re.match(r"Kế hoạch số \S*QĐ-", p.text)
    ]
    values["plan_basis"] = said.doubted(*(f"“{text}”: tên loại và ký hiệu không khớp" for text in odd))


def _ending(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    """Recipients, archive, signer."""
    start = next((i for i, p in enumerate(lines) if re.match(r"nơi nhận", p.text, re.I)), None)
    if start is None:
        return
    recipients: list[Passage] = []
    for line in lines[start + 1 : start + 25]:
        text = line.text.strip(" -•+;.")
        if match := re.match(r"lưu\s*:?\s*(.+)", text, re.I):
            archive = re.sub(r"\s*\([^)]*\)", "", match[1]).strip(" .")
            values["archive"] = replace(line, text=archive, found=line.text)
            break
        if text and not _POST.search(line.text):
            recipients.append(replace(line, text=text))
    if recipients:
        text = "\n".join(p.text for p in recipients if not re.match(r"như trên", p.text, re.I))
        at = f"{recipients[0].at} – {recipients[-1].at}"
        doubt = "nơi nhận của kế hoạch; nơi nhận của báo cáo có thể khác"
        values["recipients"] = Passage(text, at, text, (doubt,))
    _signer(lines[max(0, start - 4) : start + 30], values)


def _signer(lines: Sequence[Passage], values: dict[str, Passage]) -> None:
    for index, line in enumerate(lines):
        match = _POST.search(line.text)
        if not match or len(line.text) > 90:
            continue
        posts = [match[2]]
        name = _NAME.search(line.text[match.end() :])
        for following in lines[index + 1 : index + 8]:
            if name:
                break
            if (other := _POST.fullmatch(following.text.strip())) and match[1]:
                posts.append(other[2])
            else:
                name = _NAME.fullmatch(following.text.strip())
        form = (match[1] or "").strip()
        head = posts[0]
        signed = replace(line, text=form or SIGNING_DIRECTLY, found=line.text, rule="chữ trước chức vụ người ký")
        known = signed.text in SIGNING_FORMS
        values["signer_form"] = signed if known else signed.doubted("hình thức ký không có trong danh sách")
        values["signer_head"] = replace(line, text=head, found=line.text)
        if len(posts) > 1:
            values["signer_post"] = replace(line, text=posts[1], found=line.text)
        if name:
            doubt = "người ký kế hoạch; người ký báo cáo có thể khác"
            values["signer_name"] = replace(line, text=name[1].strip(), found=line.text).doubted(doubt)
        return


def _year(values: dict[str, Passage], lines: Sequence[Passage]) -> int | None:
    """The year in the title, else the one that is named most."""
    if "plan_title" in values and (years := _YEAR.findall(values["plan_title"].text)):
        return int(years[-1])
    years = [y for p in lines for y in _YEAR.findall(p.text)]
    return int(max(sorted(set(years)), key=years.count)) if years else None
