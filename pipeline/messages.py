"""Every sentence about data that a user can meet, by code: severity, what is wrong, what to do.

`finding(code, …)` is the only way a Finding is made, so that no message stands anywhere else.
Placeholders are filled by name; a text from a unit is clipped before it enters a message.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pipeline.cell_messages import CELL_MESSAGES
from pipeline.check_messages import CHECK_MESSAGES
from pipeline.form_messages import FORM_MESSAGES
from pipeline.gate_messages import GATE_MESSAGES
from pipeline.mail_messages import MAIL_MESSAGES
from pipeline.message import Message
from pipeline.model import Finding
from pipeline.plan_messages import PLAN_MESSAGES
from pipeline.trust_messages import TRUST_MESSAGES
from pipeline.vietnamese import without_marks

CLIP = 120  # characters of a found value that a message shows
CATALOGUE: dict[str, Message] = {
    **PLAN_MESSAGES, **GATE_MESSAGES, **FORM_MESSAGES, **CELL_MESSAGES, **CHECK_MESSAGES,
    **MAIL_MESSAGES, **TRUST_MESSAGES,
}  # fmt: skip


def finding(
    code: str, *, sheet: str = "", cell: str = "", label: str = "", found: object = "", **fields: object
) -> Finding:
    """The finding of a code, its sentence filled in. KeyError where a code or a field is unknown."""
    message = CATALOGUE[code]
    shown = clip(str(found))
    text = message.text.format(found=shown, **fields)
    advice = message.advice.format(found=shown, **fields)
    said = (" ".join(filter(None, (text, advice, _example(message)))), sheet, cell, label, shown)
    whole, sheet, cell, label, shown = map(without_marks, said)
    return Finding(code, message.severity, whole, sheet, cell, label, shown)


def without_example(found: Finding) -> str:
    """What it says for a reader who has nothing to mend."""
    return found.message.removesuffix(f" {_example(CATALOGUE[found.code])}")


def _example(message: Message) -> str:
    return f"Ví dụ: {message.example}" if message.example else ""


def on_the_day(findings: Iterable[Finding], deadline: date | None) -> tuple[Finding, ...]:
    """The same, as grave as they are in a report due on a day: some rules start as warnings."""
    return tuple(
        replace(f, severity=CATALOGUE[f.code].severity_of(deadline)) if CATALOGUE[f.code].error_from else f
        for f in findings
    )


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether one of the findings is an error."""
    return any(f.severity == "error" for f in findings)


def clip(text: str, limit: int = CLIP) -> str:
    """At most `limit` characters, the cut marked by “…”."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
