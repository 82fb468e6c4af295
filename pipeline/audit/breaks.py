"""What was changed in the log of runs since it was written: the log and the reports that bear witness
to it come in, every place where they do not hold together goes out, in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pipeline.audit.chain import Entry, Log
from pipeline.audit.runs import is_hash, run_hash, sha256
from pipeline.vietnamese import show_date

BreakKind = Literal["changed", "removed", "unlinked", "cut", "counter"]
_MEANING: dict[BreakKind, str] = {
    "changed": "Không còn dựa được vào bản ghi này để biết báo cáo đã dùng những tệp nào.",
    "removed": "Không còn biết báo cáo lập khi đó đã dùng những tệp nào.",
    "unlinked": "Không bảo đảm được phần nhật ký trước chỗ này còn như khi được ghi.",
    "cut": "Không còn biết các báo cáo lập sau chỗ đó đã dùng những tệp nào.",
    "counter": "Không bảo đảm được phần cuối nhật ký còn đủ.",
}


@dataclass(frozen=True, slots=True)
class Witness:
    """A report made from the inbox: the head it printed, and what the log must have kept of it.

    Whoever signs or saves the file again changes its bytes, but not its registry of figures: one of
    the two hashes must be on record, and the run itself where the report tells its hash. Of a report
    that says that it was not entered only the head is looked for.
    """

    name: str
    head: str
    sha256: str
    registry: str
    run: str = ""
    entered: bool = True


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the log is not what the runs wrote; `position` is the record's number, 0 for none."""

    kind: BreakKind
    position: int
    made: datetime | None
    found: str

    @property
    def words(self) -> str:
        """What is wrong and what it means."""
        return f"{self.found} {_MEANING[self.kind]}"


def check(log: Log, witnesses: Iterable[Witness] = ()) -> tuple[Break, ...]:
    """Every place where the log was changed, or a record taken out, put in or cut off."""
    return (*_chain(log), *_tail(log), *(b for w in witnesses for b in _testify(log, w)))


def _chain(log: Log) -> Iterator[Break]:
    due, before = 1, ""
    for entry in log.entries:
        gap = entry.position > due
        if gap:
            last = entry.position - 1
            missing = f"bản ghi số {due}" if last == due else f"các bản ghi từ số {due} đến số {last}"
            yield Break("removed", due, None, f"Nhật ký thiếu {missing}: đã bị xóa.")
        wrong = _wrong(entry)
        if wrong:
            yield _at(entry, "changed", wrong)
        elif not gap and entry.record and entry.record.previous != before:
            former = f"không nối tiếp bản ghi số {due - 1}: một trong hai bản ghi đã bị thay hoặc chèn vào"
            yield _at(entry, "unlinked", former if due > 1 else "không phải bản ghi đầu tiên mà phần mềm đã ghi")
        due, before = max(due, entry.position + 1), entry.digest


def _wrong(entry: Entry) -> str:
    """What of a row does not agree with itself."""
    if entry.record is None:
        return "đã bị sửa: nội dung không còn đúng khuôn mẫu của nhật ký"
    if sha256(entry.text) != entry.digest:
        return "đã bị sửa: nội dung không khớp mã băm ghi bên cạnh"
    if entry.record.position != entry.position:
        return f"đã bị đổi chỗ: nội dung là của bản ghi số {entry.record.position}"
    if entry.position < 1:
        return "bị chèn vào: nhật ký đánh số từ 1"
    return ""


def _tail(log: Log) -> Iterator[Break]:
    if log.counter > log.last:
        found = f"Nhật ký đã ghi đến bản ghi số {log.counter} nhưng chỉ còn đến số {log.last}: phần cuối đã bị cắt."
        yield Break("cut", log.last + 1, None, found)
    elif log.counter != log.last:
        found = f"Bộ đếm của nhật ký không khớp bản ghi cuối (số {log.last}): tệp đã bị sửa ngoài phần mềm này."
        yield Break("counter", 0, None, found)


def _testify(log: Log, witness: Witness) -> Iterator[Break]:
    at = next((e.position for e in log.entries if e.digest == witness.head), None) if witness.head else 0
    if at is None:
        yield _contradict(
            witness, "cut", 0, "nhật ký không có bản ghi nào mang mã đó: phần cuối đã bị cắt hoặc viết lại"
        )
    elif witness.entered and not any(_is_of(e, witness) for e in log.entries):
        own = f"lần lập đó phải là bản ghi số {at + 1}"
        if at >= log.last:
            yield _contradict(witness, "cut", at + 1, f"{own} nhưng nhật ký không có: phần cuối đã bị cắt")
        else:
            yield _contradict(witness, "removed", at + 1, f"{own} nhưng nay không phải: đã bị xóa hoặc thay")


def _contradict(witness: Witness, kind: BreakKind, position: int, against: str) -> Break:
    head = f"in mã băm {witness.head[:12]}…" if is_hash(witness.head) else "in mã băm không hợp lệ"
    made = f"“{witness.name}” {head if witness.head else 'được lập khi nhật ký còn trống'}"
    return Break(kind, position, None, f"{made}, {against}, hoặc tệp này không phải báo cáo lập từ hộp nhận này.")


def _is_of(entry: Entry, witness: Witness) -> bool:
    """Whether a record is the one of the report: behind the head it printed, with its inputs and its bytes."""
    if entry.record is None or entry.record.previous != witness.head:
        return False
    if witness.run and witness.run != run_hash(entry.record.run):
        return False
    return not {witness.sha256, witness.registry}.isdisjoint(entry.record.outputs.values())


def _at(entry: Entry, kind: BreakKind, found: str) -> Break:
    made = entry.made
    when = f" (lập lúc {made:%H:%M} ngày {show_date(made.date())})" if made else ""
    return Break(kind, entry.position, made, f"Bản ghi số {entry.position}{when} {found}.")
