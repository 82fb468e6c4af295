"""What became of drafts, in words for people and as JSON for machines."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pipeline import limits
from pipeline.sending.deliver import Delivery, State
from pipeline.sending.draft import Draft
from pipeline.vietnamese import show_number

_SUMMARY: dict[State, str] = {
    "sent": "đã gửi",
    "already": "đã gửi từ trước",
    "ready": "sẽ gửi",
    "refused": "bị máy chủ từ chối",
    "postponed": "máy chủ chưa nhận",
    "unsure": "không rõ đã đi chưa",
    "left": "chưa gửi được",
}
DONE: tuple[State, ...] = ("sent", "already", "ready")


def lines(delivery: Delivery) -> list[str]:
    """What a person is told of a mail: a line, and one more for each recipient with whom something is amiss."""
    draft, state = delivery.draft, delivery.state
    told = [f"{draft.file}: {_SUMMARY[state]}{_more(delivery, state)}"]
    for recipient in draft.recipients:
        answer = delivery.answers.get(recipient)
        if answer and delivery.state_of(recipient) in ("refused", "postponed"):
            told.append(f"  {recipient}: {f'{answer.code}: ' if answer.code else ''}{answer.words}")
        elif delivery.state_of(recipient) == "unsure":
            told.append(
                f"  {recipient}: lần gửi lúc {_time(delivery.history.unsure[recipient])} chưa có kết quả (bị ngắt giữa "
                "chừng, hoặc còn đang chạy ở nơi khác). Hỏi nơi nhận; chưa nhận được thì gửi lại với --again-unsure."
            )
    return told


def _more(delivery: Delivery, state: State) -> str:
    if state == "left":
        return f": {delivery.problem}."
    if state == "already":
        return f", lúc {_time(max(delivery.history.sent.values()))}."
    return f" đến {', '.join(delivery.draft.recipients)}: “{delivery.draft.subject}”." if state == "sent" else "."


def _time(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%H:%M:%S ngày %d/%m/%Y}"


def preview(delivery: Delivery) -> list[str]:
    """What would be sent: to whom, what, how heavy."""
    draft = delivery.draft
    attached = "; ".join(f"{name} ({_size(size)})" for name, size in draft.attachments)
    return [
        *lines(delivery),
        f"  Đến: {', '.join(draft.recipients) or 'chưa có'}",
        f"  Tiêu đề: {draft.subject or 'chưa có'}",
        f"  Tệp kèm: {attached or 'không có'}",
        f"  Dung lượng: {_size(len(draft.data))}",
    ]


def _size(size: int) -> str:
    return limits.megabytes(size) if size >= limits.MEGABYTE else f"{show_number(-(-size // 1_000))} KB"


def summary(deliveries: Iterable[Delivery]) -> str:
    """All mails in a sentence."""
    states = [d.state for d in deliveries]
    counted = [f"{states.count(state)} {words}" for state, words in _SUMMARY.items() if state in states]
    return f"{len(states)} thư: {', '.join(counted)}." if states else "Không có thư nháp nào cần gửi."


def deliveries_json(deliveries: Iterable[Delivery]) -> dict[str, object]:
    """The same for machines."""
    return {"schema": 1, "mails": [_mail_json(d.draft, d) for d in deliveries]}


def _mail_json(draft: Draft, delivery: Delivery) -> dict[str, object]:
    return {
        "file": draft.file,
        "sha256": draft.sha256,
        "message_id": draft.message_id,
        "subject": draft.subject,
        "bytes": len(draft.data),
        "attachments": [{"name": name, "bytes": size} for name, size in draft.attachments],
        "state": delivery.state,
        "problem": delivery.problem,
        "recipients": [_recipient_json(recipient, delivery) for recipient in draft.recipients],
    }


def _recipient_json(recipient: str, delivery: Delivery) -> dict[str, object]:
    answer = delivery.answers.get(recipient)
    return {
        "address": recipient,
        "state": delivery.state_of(recipient),
        "sent": delivery.history.sent.get(recipient),
        "unsure_since": delivery.history.unsure.get(recipient),
        "code": answer.code if answer else None,
        "words": answer.words if answer else "",
    }
