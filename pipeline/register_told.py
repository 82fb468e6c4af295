"""The register in words and for machines: what an inbox has on record comes in, lines and JSON values go out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime

from pipeline.intake.changes import words
from pipeline.intake.decisions import Decision, Verdict
from pipeline.model import Arrival, Mail, Submission
from pipeline.outcome import is_withdrawn, receipts
from pipeline.registering import Chosen, Decided, Kept, Link, chain
from pipeline.report.machine import receipt_json
from pipeline.states import GONE, STATE, WITHDRAWN
from pipeline.vietnamese import VIETNAM, show_date
from pipeline.wording import finding_line, state_words

SCHEMA = 1
VERDICT: dict[Verdict, str] = {"accept": "nhận", "withdraw": "rút"}


# --- all of it ------------------------------------------------------------------------------------


def lines(chosen: Chosen) -> Iterator[str]:
    """By unit and task, in order of receipt; then how many fared how."""
    plan, submissions = chosen.kept.plan, chosen.submissions
    yield f"Sổ tiếp nhận {chosen.kept.inbox}: {len(receipts(submissions))} tệp, {len(submissions)} báo cáo."
    tasks = list(plan.tasks)
    for code in (*plan.units, ""):
        own = [s for s in submissions if s.unit == code]
        if not own:
            continue
        name = f"{code} · {plan.units[code].name}" if code else "Không rõ đơn vị"
        yield f"{name}: {len(own)} ({_counted(own)})"
        own.sort(key=lambda s: (tasks.index(s.task) if s.task in tasks else len(tasks), s.period))
        yield from (f"  {_line(s)}" for s in own)
    if chosen.gone:
        yield f"Đã nhận nhưng {GONE}: {len(chosen.gone)}"
        yield from (f"  {_moment(a.received)} · {a.name} · {a.sha256[:12]}" for a in chosen.gone)
    if submissions:
        yield f"Theo tình trạng: {_counted(submissions)}."


def _counted(submissions: Iterable[Submission]) -> str:
    found = Counter(state_words(s) for s in submissions)
    return ", ".join(f"{found[w]} {w}" for w in (*STATE.values(), WITHDRAWN) if found[w])


def _line(submission: Submission) -> str:
    whose = [part for part in (submission.task, submission.period) if part] or ["không rõ nhiệm vụ, kỳ"]
    told = [*whose, _state(submission), _moment(submission.arrival.received), submission.arrival.name]
    mail = submission.arrival.mail
    return " · ".join([*told, *([f"từ {mail.sender}"] if mail else [])])


def _state(submission: Submission) -> str:
    late = f", muộn {submission.late_days} ngày" if submission.accepted and submission.late_days else ""
    return state_words(submission) + late


def _moment(moment: datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{show_date(local.date())} {local:%H:%M}"


# --- one file -------------------------------------------------------------------------------------


def history(kept: Kept, arrival: Arrival) -> Iterator[str]:
    """When a file came, from whom, what was decided; of each of its reports the verdict, the findings and the chain."""
    yield arrival.name
    yield f"  Mã SHA-256: {arrival.sha256}"
    yield f"  Nhận: {_moment(arrival.received)}, {_from_whom(arrival.mail)}"
    yield from (f"  Quyết định: {_decision(d)}" for d in kept.decided(arrival))
    parts = kept.parts(arrival)
    if not parts:
        yield f"  Tình trạng: {GONE}"
    for part in parts:
        yield f"  {' · '.join(filter(None, (part.task, part.unit, part.period, _state(part))))}"
        yield from (f"    {finding_line(found)}" for found in part.findings)
        links = list(chain(kept, part))
        if len(links) > 1:
            yield f"    Các bản của nhiệm vụ {part.task}, đơn vị {part.unit}, kỳ {part.period}:"
        for number, link in enumerate(links if len(links) > 1 else (), 1):
            yield f"      {number}. {_link(link, links)}{' ← tệp này' if link.submission is part else ''}"


def _from_whom(mail: Mail | None) -> str:
    if mail is None:
        return "đặt vào hộp nhận"
    sender = f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender
    return f"từ {sender}, thư “{mail.subject}” ({mail.message_id or 'không có Message-ID'}, SHA-256 {mail.sha256})"


def _decision(decision: Decision) -> str:
    return f"{VERDICT[decision.verdict]}, {_moment(decision.decided)}, {decision.by}: {decision.reason}"


def _link(link: Link, links: list[Link]) -> str:
    told = f"{_moment(link.submission.arrival.received)} · {link.submission.arrival.name} · {_state(link.submission)}"
    if link.against is None:
        return told
    number = 1 + next(n for n, other in enumerate(links) if other.submission is link.against)
    return f"{told}; so với bản {number}: {words(link.changes) if link.changes else 'không đổi số liệu'}"


# --- decisions ------------------------------------------------------------------------------------


def decided_lines(decided: Decided) -> Iterator[str]:
    """What a decision came to."""
    name = decided.arrival.name
    known = (
        "Đã ghi quyết định vào sổ tiếp nhận." if decided.new else "Quyết định này đã có trong sổ; không thay đổi gì."
    )
    states = dict.fromkeys(_state(p) for p in decided.parts)
    yield f"{known} Tệp “{name}”: {', '.join(states)}."
    for part in decided.parts:
        if part.state == "rejected":
            first = next(f for f in part.findings if f.severity == "error")
            yield f"  {part.task}: còn lỗi nên chưa được tính: {first.message}"
    for key in dict.fromkeys(p.key for p in decided.parts if p.task):
        counts = next((s.arrival.name for s in decided.counts if s.key == key), None)
        yield f"  {key}: " + (f"tính theo tệp “{counts}”." if counts else "nay không có bản nào được tính.")


# --- for machines ---------------------------------------------------------------------------------


def register_json(chosen: Chosen) -> dict[str, object]:
    """Every file with its mail, its decisions, its reports and their chains."""
    kept = chosen.kept
    files = [
        receipt_json(r) | _file_json(kept, r.arrival) | {"reports": [_report_json(kept, part) for part in r.parts]}
        for r in receipts(chosen.submissions)
    ]
    gone = [
        {"file": a.name, "sha256": a.sha256, "received": a.received.isoformat(), "state": None, **_file_json(kept, a)}
        for a in chosen.gone
    ]
    return {"schema": SCHEMA, "files": [*files, *gone]}


def _file_json(kept: Kept, arrival: Arrival) -> dict[str, object]:
    mail = arrival.mail
    return {
        "mail": mail and {
            "sender": mail.sender, "sender_name": mail.sender_name, "subject": mail.subject,
            "message_id": mail.message_id, "sha256": mail.sha256,
        },
        "decisions": [
            {"verdict": d.verdict, "file": d.name, "reason": d.reason, "by": d.by, "decided": d.decided.isoformat()}
            for d in kept.decided(arrival)
        ],
    }  # fmt: skip


def _report_json(kept: Kept, part: Submission) -> dict[str, object]:
    return {
        "task": part.task or None, "unit": part.unit or None, "period": part.period or None,
        "state": part.state, "withdrawn": is_withdrawn(part), "late_days": part.late_days,
        "chain": [_link_json(link) for link in chain(kept, part)],
    }  # fmt: skip


def _link_json(link: Link) -> dict[str, object]:
    submission = link.submission
    return {
        "file": submission.arrival.name, "sha256": submission.arrival.sha256,
        "received": submission.arrival.received.isoformat(), "state": submission.state,
        "against": link.against.arrival.name if link.against else None,
        "changes": [
            {"measure": c.measure or None, "label": c.label, "row": c.row or None, "from": c.former, "to": c.later}
            for c in link.changes
        ],
    }  # fmt: skip
