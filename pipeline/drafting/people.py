"""Names in the columns "chủ trì", "phối hợp" come in; codes and groups of the roster go out.

Where there is no roster one is proposed from those names. A name that is one letter off is taken for
the unit and marked; a name that nobody bears stays as it is and is marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.drafting.passage import Passage
from pipeline.drafting.table import Line
from pipeline.model import Unit
from pipeline.roster import find_unit
from pipeline.vietnamese import bare, clean_text, fold, upper_first

DEPARTMENTS, INSTITUTIONS = "phòng chuyên môn", "đơn vị sự nghiệp"
_SLASH = (  # between two units; VH/TT is one
    r"\s*/\s*(?=(?:Phòng|P\.|Văn phòng|Thanh tra|Ban|Tổ|Khoa|Trung tâm|Đội|Bộ phận|Công đoàn|Sở|UBND|Các|các) )"
)
_SEPARATORS = re.compile(rf"(\s*[;\n]\s*|\s*,\s*|\s+và\s+|\s*&\s+|\s+\+\s+|{_SLASH})")
_GROUP_FIRST = re.compile(r"^(?:tất cả |toàn thể )?(?:các |những )?")
_GROUP_LAST = re.compile(r" (?:trực thuộc(?: sở)?|thuộc sở|của sở|thuộc và trực thuộc|có liên quan|liên quan)$")
_GROUPS = {
    DEPARTMENTS: ("phòng", "phòng chuyên môn", "phòng nghiệp vụ", "phòng chuyên môn, nghiệp vụ", "pcm", "phòng cm",
                  "phòng chức năng", "phòng, ban", "phòng ban"),
    INSTITUTIONS: ("đơn vị sự nghiệp", "đơn vị sự nghiệp công lập", "đvsn", "đơn vị", "đvsn công lập", "đơn vị sn"),
}  # fmt: skip
_CHARGED = re.compile(r"^(.{2,60}?)\s+(?:là đơn vị |làm đầu mối )?chủ trì[, ].+$", re.IGNORECASE | re.DOTALL)
_ROLES = re.compile(
    r"(?P<lead>(?:đơn vị |cơ quan )?chủ trì)\s*:|(?P<coordinating>(?:đơn vị |cơ quan )?phối hợp)\s*:", re.IGNORECASE
)
_LED = r"(?P<lead>[^()]{2,}?)\s*(?:\(\s*chủ trì\s*\)|(?<=\s)chủ trì)\s*"
_HELPED = r"(?:[,;.\n]|và)\s*(?P<coordinating>(?!phối hợp).{2,}?)\s*(?:\(\s*phối hợp\s*\)|(?<=\s)phối hợp)\s*"
_ROLES_BEHIND = re.compile(rf"{_LED}(?:{_HELPED})?[.;]?", re.IGNORECASE | re.DOTALL)  # A chủ trì; B, C phối hợp
_PLURAL = re.compile(r"\b(?:các|những)\b", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"trung tâm|bảo tàng|thư viện|nhà hát|ban quản lý|đoàn |trường |bệnh viện|tt |viện |cung |quỹ "
)
_DEPARTMENT = re.compile(r"phòng |p\. ?")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is meant: codes and groups as the workbook takes them, and the text as it should be written."""

    who: Passage
    text: Passage


@dataclass(frozen=True, slots=True)
class _Match:
    key: str  # code or group
    name: str  # as it should be written
    doubt: str = ""  # about who is meant
    slip: str = ""  # of the pen or the scan: only the writing is in doubt


def resolve_people(said: Passage, units: Mapping[str, Unit]) -> Resolved:
    """Who a cell of names means."""
    text = replace(said, text=_on_one_line(said.text))
    if text.text != said.text:
        text = replace(text, found=said.found or said.text)
    if not said.text:
        return Resolved(Passage(at=said.at, doubts=said.doubts), text)
    blank = Passage("", said.at, said.found or said.text)
    matched = _split(text.text, units)
    if matched is None and (charged := _CHARGED.match(text.text)):
        charge = _match(charged[1], units)
        if charge:
            rule = "câu giao việc: đơn vị đứng trước “chủ trì” là đơn vị chủ trì"
            who = replace(blank, text=charge.key, rule=rule)
            helped = "phối hợp" in fold(text.text)
            return Resolved(who.doubted("câu này còn nêu đơn vị phối hợp") if helped else who, text)
    if matched is None:
        pieces = [p for p in _SEPARATORS.split(text.text)[::2] if p.strip()]
        known = [m for piece in pieces if (m := _match(piece, units))]
        unknown = [piece for piece in pieces if not _match(piece, units)]
        named = "; ".join(dict.fromkeys([*(m.key for m in known), *unknown]))
        return Resolved(replace(blank, text=named).doubted(f"chưa rõ “{', '.join(unknown)}” là đơn vị nào"), text)
    matches, right = matched
    doubts = list(dict.fromkeys(m.doubt for m in matches if m.doubt))
    keys = "; ".join(dict.fromkeys(m.key for m in matches))
    who = replace(blank, text=keys, rule="tên gọi đối chiếu với trang “Đơn vị”")
    if right != text.text:
        slips = [m.slip or m.doubt for m in matches if m.slip or m.doubt]
        text = text.mended(right, slips[0]).doubted(*slips)
    return Resolved(who.doubted(*doubts), text)


def apart(line: Line) -> Line:
    """The line with lead and coordinating units each in a cell of their own, where one cell holds both."""
    both, helping = line.cell("both"), line.cell("coordinating")
    said = both if both.text else line.cell("lead")
    told = _told_roles(said) or (split_roles(both) if both.text else None)
    if told is None:
        return line
    lead, others = told
    if helping.text and others.text:
        others = replace(helping, text=f"{helping.text}, {others.text}").doubted("đơn vị phối hợp ghi ở hai cột")
    elif helping.text:
        others = helping
    cells = {**line.cells, "lead": lead, "coordinating": others}
    cells.pop("both", None)
    return replace(line, cells=cells)


def _told_roles(said: Passage) -> tuple[Passage, Passage] | None:
    """Who leads and who helps, where the words of the cell say so: before the names or behind them."""
    parts = {"lead": "", "coordinating": ""}
    marks = list(_ROLES.finditer(said.text))
    before = said.text[: marks[0].start()].strip(" \n;,.-") if marks else ""
    if marks and (not before or marks[0].lastgroup == "coordinating"):
        parts["lead"] = before
        for mark, after in zip(marks, [*marks[1:], None], strict=True):
            parts[str(mark.lastgroup)] = said.text[mark.end() : after.start() if after else None].strip(" \n;,.-")
    elif match := _ROLES_BEHIND.fullmatch(said.text):
        parts = {role: (text or "").strip(" \n;,.-") for role, text in match.groupdict().items()}
    else:
        return None
    found = replace(said, found=said.text)
    return replace(found, text=parts["lead"]), replace(
        found if parts["coordinating"] else said, text=parts["coordinating"]
    )


def split_roles(said: Passage) -> tuple[Passage, Passage]:
    """Lead and coordinating units out of one cell whose words do not say who leads: the first name does."""
    pieces = [p.strip(" -") for p in re.split(rf"[;\n]|{_SLASH}", said.text) if p.strip(" -")]
    if len(pieces) == 1:
        pieces = [p.strip() for p in said.text.split(",") if p.strip()]
    doubt = "một cột ghi cả chủ trì và phối hợp: hiểu đơn vị ghi đầu là chủ trì"
    lead = replace(said, text=pieces[0] if pieces else "", found=said.text)
    others = replace(said, text=", ".join(pieces[1:]), found=said.text)
    return (lead.doubted(doubt), others.doubted(doubt)) if len(pieces) > 1 else (lead, replace(others, found=""))


def _on_one_line(text: str) -> str:
    lines = [line.strip(" ;") for line in clean_text(text).split("\n")]
    lines = [re.sub(r"^[-+•]\s*", "", line) for line in lines if line.strip(" ;-+•")]
    return "".join(line + ("" if line is lines[-1] else " " if line.endswith(",") else ", ") for line in lines)


# --- matching ---------------------------------------------------------------------------------


def _split(text: str, units: Mapping[str, Unit]) -> tuple[list[_Match], str] | None:
    """The names of a text, each of which is known; names may hold commas, "và" and " - " themselves."""
    tokens = _SEPARATORS.split(text.rstrip(" .;,"))
    pieces, separators = tokens[::2], [*tokens[1::2], ""]

    def from_(start: int) -> tuple[list[_Match], str] | None:
        if start == len(pieces):
            return [], ""
        for stop in range(len(pieces), start, -1):
            name = "".join(p + s for p, s in zip(pieces[start:stop], [*separators[start : stop - 1], ""], strict=True))
            match = _match(name, units) if len(name) < 120 else None
            if match and (rest := from_(stop)) is not None:
                separator = separators[stop - 1] if stop < len(pieces) else ""
                return [match, *rest[0]], match.name + separator + rest[1]
        return None

    return from_(0) if len(pieces) < 25 else None


def _match(name: str, units: Mapping[str, Unit]) -> _Match | None:
    """The unit or group that a name stands for: as written, by a group's other names, one letter off."""
    name = name.strip(" .;,")
    if not name:
        return None
    if code := find_unit(units, name):
        written = _initials_mended(name, units[code])
        slip = f"đọc được “{name}”, hiểu là “{written}”" if written != name else ""
        many = _PLURAL.search(units[code].name) and not units[code].group
        doubt = f"“{name}” là tên chung của nhiều đơn vị: ghi tên từng đơn vị hoặc tên nhóm" if many else ""
        return _Match(code, written, doubt, slip)
    if group := _group(name, units):
        loose = "liên quan" in fold(name)
        return _Match(group, name, f"“{name}”: cần ghi rõ đơn vị nào" if loose else "")
    near = [(alias, unit) for unit in units.values() for alias in _names(unit) if one_off(name, alias)]
    if len({unit.code for _, unit in near}) == 1 and len(name) > 4:
        alias, unit = near[0]
        written = alias if name[:1].isupper() == alias[:1].isupper() else upper_first(alias)
        written = _initials_mended(written, unit)
        return _Match(unit.code, written, f"đọc được “{name}”, hiểu là “{written}”")
    return None


def _names(unit: Unit) -> list[str]:
    return [unit.name, unit.short_name, *unit.aliases]


def _group(name: str, units: Mapping[str, Unit]) -> str:
    key = fold(name)
    core = _GROUP_LAST.sub("", _GROUP_FIRST.sub("", key))
    groups = {fold(u.group): u.group for u in units.values() if u.group}
    if core in groups:
        return groups[core]
    usual = _usual_group(name)
    return usual if usual in groups.values() else ""


def _usual_group(name: str) -> str:
    """The group that a plural stands for: "các phòng nghiệp vụ", while "Phòng Nghiệp vụ" is one unit."""
    key = fold(name)
    opened = _GROUP_FIRST.sub("", key)
    core = _GROUP_LAST.sub("", opened)
    plural = opened != key or key in ("pcm", "đvsn") or (core != key and core in ("phòng", "đơn vị"))
    return next((g for g, words in _GROUPS.items() if core in words and (plural or core == fold(g))), "")


def _initials_mended(name: str, unit: Unit) -> str:
    """D for Đ in an abbreviation, where the unit's full name says which: VH&GD → VH&GĐ."""
    initials = "".join(word[0] for word in re.findall(r"\w+", unit.name)).upper()

    def mended(match: re.Match[str]) -> str:
        letters = re.sub(r"\W", "", match[0])
        if _within(letters, initials) or not _within(letters.replace("Đ", "D"), initials.replace("Đ", "D")):
            return match[0]
        place, kept = 0, ""
        for letter in match[0]:
            if letter.isalpha():
                place = next(i for i in range(place, len(initials)) if bare(initials[i]) == bare(letter))
                letter, place = initials[place], place + 1
            kept += letter
        return kept

    return re.sub(r"\b[A-ZĐ]+(?:[&-][A-ZĐ]+)*\b", lambda m: mended(m) if len(m[0]) > 2 else m[0], name)


def _within(letters: str, initials: str) -> bool:
    rest = iter(initials)
    return all(letter in rest for letter in letters)


def one_off(first: str, second: str) -> bool:
    """Whether two names differ by one letter or one mark."""
    a, b = fold(first), fold(second)
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) == 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


# --- a roster where there is none ------------------------------------------------------------------


def propose_units(lines: Iterable[Line]) -> list[tuple[Unit, Passage]]:
    """Units for the names that the columns hold, each with the place where it was first read."""
    found: dict[str, tuple[Unit, Passage]] = {}
    groups: dict[str, Passage] = {}
    taken: set[str] = set()
    for line in lines:
        for cell in (line.cell("lead"), line.cell("coordinating")):
            for name in _pieces(_on_one_line(cell.text)):
                if group := _usual_group(name):
                    groups.setdefault(group, cell)
                elif same := next((u for u, _ in found.values() if _same_unit(name, u)), None):
                    _add_alias(found, same, name)
                else:
                    unit = _unit(name, taken)
                    found[unit.code] = (unit, replace(cell, text=name, found=cell.text))
    for group, cell in groups.items():
        if not any(unit.group == group for unit, _ in found.values()):
            name = f"{upper_first(group)} (ghi tên từng đơn vị)"
            code = {DEPARTMENTS: "PCM", INSTITUTIONS: "DVSN"}[group]
            said = replace(cell, text=name, found=cell.text)
            found[code] = (Unit(code, name, name, group, (), "", None, None), said)
    return list(found.values())


def _same_unit(name: str, unit: Unit) -> bool:
    """Whether a name is a unit's own, but for one letter or for "Sở", "tỉnh" behind it."""
    written = (re.sub(r"\s*&\s*", " và ", n) for n in (name, unit.name, *unit.aliases))
    names = (re.sub(r"^p(?:\. ?| (?=\S))", "phòng ", fold(n)) for n in written)
    keys = [re.sub(r" (sở|tỉnh|huyện|xã)$", "", n) for n in names]
    if name.isupper() and " " not in name and name == "".join(word[0] for word in keys[1].split()).upper():
        return True
    return keys[0] in keys[1:] or any(one_off(keys[0], other) for other in keys[1:] if len(other) > 6)


def _add_alias(found: dict[str, tuple[Unit, Passage]], unit: Unit, name: str) -> None:
    if all(fold(name) != fold(known) for known in (unit.name, *unit.aliases)):
        former, said = found[unit.code]
        found[unit.code] = (replace(former, aliases=(*former.aliases, name)), said)


def _pieces(text: str) -> list[str]:
    """Names between commas; "và" parts names only where each begins with a capital letter."""
    charged = _CHARGED.match(text)
    kept: list[str] = []
    for clause in re.split(r"\s*;\s*", charged[1] if charged else text):
        start = len(kept)
        for piece in re.split(rf"\s*,\s*|{_SLASH}", clause):
            halves = re.split(r"\s+và\s+", piece)
            if kept[start:] and _PLURAL.search(kept[-1]) and _goes_on(piece):  # UBND các xã, thị trấn
                kept[-1] += f", {piece}"
            else:
                kept += halves if all(_heads_unit(half) for half in halves) else [piece]
    return [name.strip(" .") for name in kept if name.strip(" .")]


def _goes_on(piece: str) -> bool:
    """Whether a name in lower case goes on with the plural before it."""
    return piece[:1].islower() and not _heads_unit(piece) and not _usual_group(piece)


def _heads_unit(name: str) -> bool:
    key = fold(name)
    return bool(_DEPARTMENT.match(key) or _INSTITUTION.match(key)) or key.startswith(("văn phòng", "thanh tra", "các "))


def _unit(name: str, taken: set[str]) -> Unit:
    key = fold(name) + " "
    group = DEPARTMENTS if _DEPARTMENT.match(key) else INSTITUTIONS if _INSTITUTION.match(key) else ""
    words = re.findall(r"[^\W_]+", bare(name).upper())
    rest = words[1:] if words and words[0] in ("PHONG", "P") and len(words) > 1 else words
    plain = name.replace("Đ", "D")
    stem = "".join(word if word in plain else word[0] for word in rest) or "DV"  # TDTT stays, Quản is Q
    stem = f"P{stem}" if rest is not words and len(stem) < 3 else stem
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}{number}", number + 1
    taken.add(code)
    return Unit(code, upper_first(name), upper_first(name), group, (), "", None, None)
