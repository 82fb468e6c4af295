"""Answers and reminders as a unit gets them: an office comes in, its drafts read by the standard library go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import parseaddr

from pipeline import run
from pipeline.answering.reminders import reminders
from pipeline.answering.replies import Replies, replies
from pipeline.model import Mail, Plan, State, Submission
from pipeline.outcome import Results
from pipeline.workbook import Book
from tests.office import Office


@dataclass(frozen=True)
class Letter:
    """A draft: decoded headers, the address it comes from, text, attachments by name."""

    headers: dict[str, str]
    sender: str
    text: str
    attached: dict[str, bytes]


def read_letter(eml: bytes) -> Letter:
    """An .eml as a mail program reads it."""
    mail = message_from_bytes(eml, policy=default)
    assert isinstance(mail, EmailMessage) and not mail.defects
    raw = message_from_bytes(eml)
    headers = {name: str(make_header(decode_header(str(value)))) for name, value in raw.items()}
    body = mail.get_body()
    assert body is not None
    files = {}
    for part in mail.iter_attachments():
        assert part.get_content_type() == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        files[str(part.get_filename())] = part.get_content()
    return Letter(headers, parseaddr(str(raw["From"] or ""))[1], body.get_content(), files)


def with_address(plan: Plan, unit: str, address: str) -> Plan:
    """The plan with a unit's address in its roster; plans are shared between tests, and never changed."""
    return replace(plan, units={**plan.units, unit: replace(plan.units[unit], email=address)})


def settled(office: Office, period: str = "2022-09") -> tuple[Results, Mapping[str, Book]]:
    """The results of an office, and the workbooks that were read for them."""
    came = run.taken(office.sent, office.plan)
    window = office.plan.calendar[period]
    return run.compute(office.plan, window, window.end, came.submissions)[0], came.books


def answer(office: Office, period: str = "2022-09") -> Replies:
    return replies(*settled(office, period))


def letters(office: Office, period: str = "2022-09") -> dict[str, Letter]:
    """The answers by the folder in which they lie."""
    files = answer(office, period).files
    mails = {name: read_letter(data) for name, data in files.items() if name.endswith(".eml")}
    assert len({name.partition("/")[0] for name in mails if not name.startswith("_")}) == len(
        [name for name in mails if not name.startswith("_")]
    )
    return {name if name.startswith("_") else name.partition("/")[0]: mail for name, mail in mails.items()}


def reminded(office: Office, today: date, period: str = "2022-09") -> dict[str, Letter]:
    files = reminders(*settled(office, period), today)
    return {name.removesuffix(".eml"): read_letter(data) for name, data in files.items()}


def mail(
    sender: str = "khtc@tinh.gov.vn", message_id: str = "<1@tinh.gov.vn>", references: tuple[str, ...] = ()
) -> Mail:
    return Mail(message_id, sender, "", "Báo cáo", references, "ab" * 32)


def came_by_mail(office: Office, by: Mail, number: int = -1) -> Office:
    """The last file of the office came with a mail."""
    received = office.sent[number]
    office.sent[number] = received._replace(arrival=received.arrival._replace(mail=by))
    return office


def with_state(results: Results, state: State, of: str) -> Results:
    """The same results with the submissions of one file in another state."""

    def judged(submission: Submission) -> Submission:
        return replace(submission, state=state) if submission.arrival.name == of else submission

    return replace(results, submissions=tuple(map(judged, results.submissions)))


def files_of(replies_of: Mapping[str, bytes], ending: str = ".xlsx") -> dict[str, bytes]:
    return {name.rpartition("/")[2]: data for name, data in replies_of.items() if name.endswith(ending)}
