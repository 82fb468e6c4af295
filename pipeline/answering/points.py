"""What a unit is told of a report of its own: findings come in, points in words for the unit go out.

Root cause first: what is wrong with the file, then with its form, then with single cells and their sense.
What only the office can act upon is not told, and what the catalogue asks of the office is asked of the unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.answering.texts import flat
from pipeline.messages import CATALOGUE, without_example
from pipeline.model import Finding, Severity

# Of the office's own place, or left behind by a program: nobody else can mend them.
FOR_THE_OFFICE = frozenset(
    {
        "GATE_LINK", "GATE_UNREADABLE", "GATE_LOCK_FILE", "GATE_SYSTEM_FILE", "WAIVER_EXPIRED",
        "TRUST_TOKEN_OTHER", "TRUST_TOKEN_FORGED", "TRUST_SENDER_OTHER", "TRUST_SENDER_UNKNOWN",
    }
)  # fmt: skip
# What the catalogue asks of the office in these, asked of the unit.
ASKED_OF_THE_UNIT: dict[str, str] = {
    "GATE_MAIL": "Gửi tệp .xlsx đính kèm trực tiếp vào thư gửi Văn phòng, không gửi thư trong thư.",
    "GATE_ARCHIVE": "Giải nén rồi gửi từng tệp .xlsx.",
    "CARRY_UNKNOWN": "Đề nghị kiểm tra; nếu số liệu đúng thì gõ trực tiếp rồi gửi lại.",
    "CARRY_OLD": "Đề nghị cho biết số liệu nào đúng.",
    "MERGE_RETURNED": "Đề nghị cho biết nếu việc gửi lại bản cũ là nhầm.",
    "MERGE_SAME_TIME": "Đề nghị cho biết bản nào đúng; nếu cần thì gửi lại bản đúng.",
    "MERGE_TWO_REPORTERS": "Đề nghị cho biết ai là người báo cáo và số liệu nào đúng.",
}
_ROOTS = ("GATE_", "ID_")  # beginnings of codes, what all else may follow from first
_TOLD_OF_INFO = "CHECK_SKIPPED"
_MOST_CELLS = 8


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to mend or to look at; `cells` of one sheet at which the same is to be said."""

    code: str
    severity: Severity
    sheet: str
    cells: tuple[str, ...]
    label: str
    found: str
    text: str

    def at(self, sheet: str, cells: Iterable[str]) -> str:
        """In words at a place: "Trang “Nhập liệu”, ô C14, Tổng số: “5 đơn vị” không đọc được là một số. …"."""
        named = list(cells)
        more = "…" if len(named) > _MOST_CELLS else ""
        place = [f"trang “{flat(sheet)}”"] if sheet else []
        place += [f"ô {', '.join(named[:_MOST_CELLS])}{more}"] if named else []
        place += [flat(self.label)] if self.label else []
        said = ", ".join(place)
        return f"{said[:1].upper()}{said[1:]}: {self.text}" if said else self.text

    @property
    def words(self) -> str:
        """In words, at its place in the unit's own file."""
        return self.at(self.sheet, self.cells)


def points(findings: Iterable[Finding]) -> tuple[Point, ...]:
    """What a unit is told: errors before warnings, root causes before what may follow from them."""
    told = [f for f in findings if _is_told(f)]
    told.sort(key=lambda f: (f.severity != "error", f.severity == "info", not f.code.startswith(_ROOTS)))
    grouped: dict[tuple[str, ...], list[Finding]] = {}
    for f in told:
        grouped.setdefault((f.code, f.sheet, f.label, f.message), []).append(f)
    return tuple(_point(same) for same in grouped.values())


def _is_told(finding: Finding) -> bool:
    if finding.code in FOR_THE_OFFICE:
        return False
    return finding.severity != "info" or finding.code == _TOLD_OF_INFO


def _point(same: list[Finding]) -> Point:
    first = same[0]
    cells = tuple(dict.fromkeys(f.cell for f in same if f.cell))
    return Point(first.code, first.severity, first.sheet, cells, first.label, first.found, _text(first))


def _text(finding: Finding) -> str:
    asked = ASKED_OF_THE_UNIT.get(finding.code)
    if asked is None:
        return flat(finding.message)
    return flat(f"{without_example(finding).removesuffix(CATALOGUE[finding.code].advice)} {asked}")
