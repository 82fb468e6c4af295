"""What was taken in, in words and for machines: the outcome of each source comes in, lines and JSON values go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.collecting.collect import Outcome, Taken
from pipeline.wording import SEVERITY


def lines(outcomes: Sequence[Outcome], inbox: str) -> Iterator[str]:
    """What came from each source, what of it needs a look, and how much it is together."""
    for outcome in outcomes:
        yield f"{outcome.source}: {_counts(outcome)}."
        for taken in outcome.taken:
            yield f"  {taken.file}{_origin(taken)}"
        for found in outcome.findings:
            if found.severity != "info":
                place = f"{found.label}: " if found.label else ""
                yield f"  [{SEVERITY[found.severity]}] {place}{found.message} ({found.code})"
    files = sum(len(o.taken) for o in outcomes)
    mails = sum(o.mails for o in outcomes)
    known = sum(o.known for o in outcomes)
    worth = sum(f.severity != "info" for o in outcomes for f in o.findings)
    yield f"Hộp nhận {inbox}: thêm {files} tệp, {mails} thư; {known} đã có từ trước; {worth} điều cần xem."


def _counts(outcome: Outcome) -> str:
    empty = sum(f.code == "MAIL_NO_ATTACHMENT" for f in outcome.findings)
    parts = [
        f"{outcome.mails} thư mới" if outcome.mails else "",
        f"{empty} thư không có tệp đính kèm" if empty else "",
        f"{len(outcome.taken)} tệp mới",
        f"{outcome.known} đã có từ trước" if outcome.known else "",
        "chưa đọc được hết nguồn này" if outcome.problem else "",
    ]
    return ", ".join(filter(None, parts))


def _origin(taken: Taken) -> str:
    """As " ← bao cao.zip › KHTC/a.xlsx, thư của a@so.vn": where it was, where its place does not say so."""
    way = "" if taken.file.endswith(taken.way) else taken.way
    sender = f"thư của {taken.mail.sender}" if taken.mail and taken.mail.sender else ""
    told = ", ".join(filter(None, (way, sender)))
    return f"  ← {told}" if told else ""


def outcomes_json(outcomes: Sequence[Outcome], inbox: str) -> dict[str, object]:
    """All of it, for machines."""
    return {"schema": 1, "inbox": inbox, "sources": [_outcome(o) for o in outcomes]}


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {
        "source": outcome.source,
        "problem": outcome.problem or None,
        "mails": outcome.mails,
        "known": outcome.known,
        "files": [_file(taken) for taken in outcome.taken],
        "findings": [
            {"code": f.code, "severity": f.severity, "where": f.label, "found": f.found, "message": f.message}
            for f in outcome.findings
        ],
    }


def _file(taken: Taken) -> dict[str, object]:
    mail = taken.mail
    sent = {
        "message_id": mail.message_id, "sender": mail.sender, "sender_name": mail.sender_name,
        "subject": mail.subject, "sha256": mail.sha256,
    } if mail else None  # fmt: skip
    return {
        "file": taken.file, "sha256": taken.sha256, "received": taken.received.isoformat(timespec="seconds"),
        "way": taken.way, "mail": sent,
    }  # fmt: skip
