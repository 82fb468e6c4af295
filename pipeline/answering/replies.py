"""The answers to a period's reports: Results and the workbooks come in, a folder of drafts with the templates to
be mended goes out, by path inside it.

    KHTC/KHTC__2022-09.eml, KHTC/A.VII.1__KHTC__2022-09__can-sua.xlsx, _chua-ro-don-vi/ten-a-co-quan.vn.eml
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain, count

from pipeline import carry
from pipeline.answering.copies import Copy, copies
from pipeline.answering.draft import Draft, to_eml
from pipeline.answering.needs import Need, addresses, needs
from pipeline.answering.texts import file_name
from pipeline.answering.words import office, reply_subject, reply_text
from pipeline.outcome import Results
from pipeline.roster import is_address
from pipeline.workbook import Book

FOLDER = "phan-hoi"
UNKNOWN = "_chua-ro-don-vi"  # folder of answers to senders whose unit nobody knows


@dataclass(frozen=True, slots=True)
class Replies:
    """Files by path; names of units whose draft has no address; how many files wait to be looked at."""

    files: Mapping[str, bytes]
    drafts: int
    without_address: tuple[str, ...]
    quarantined: int
    folder: str = FOLDER


def replies(results: Results, books: Mapping[str, Book]) -> Replies:
    """Every draft with what is attached to it; the same results give the same bytes."""
    plan = results.plan
    files: dict[str, bytes] = {}
    silent = []
    found = [need for need in needs(results) if need.unit or is_address(need.sender)]
    answered = [s for need in found for s in (*need.refused, *need.doubtful)]
    periods = sorted({s.period for s in answered if s.period in plan.calendar})
    formers = {key: carry.formers(plan, plan.calendar[key], results.submissions) for key in periods}
    for need in found:
        made = copies(plan, (*need.refused, *need.doubtful), books, formers)
        draft = _draft(need, results, made)
        files[_path(need, results, files)] = to_eml(draft)
        files |= {f"{file_name(need.unit)}/{copy.name}": copy.data for copy in made}
        if not draft.to:
            silent.append(plan.units[need.unit].short_name)
    waiting = {s.arrival for s in results.submissions if s.state == "quarantined"}
    return Replies(files, len(found), tuple(silent), len(waiting))


def _draft(need: Need, results: Results, made: tuple[Copy, ...]) -> Draft:
    agency = results.plan.agency
    unit = results.plan.units.get(need.unit)
    senders = [mail.sender for mail in need.mails]
    to = [address for address in senders or addresses(unit.email if unit else "") if is_address(address)]
    return Draft(
        agency.office_mail if is_address(agency.office_mail) else "", office(agency),
        tuple(dict.fromkeys(to)), unit.name if unit else "",
        reply_subject(need, results), reply_text(need, results, made),
        tuple((copy.name, copy.data) for copy in made), next(iter(need.mails), None),
    )  # fmt: skip


def _path(need: Need, results: Results, taken: Mapping[str, bytes]) -> str:
    if need.unit:
        name = file_name(need.unit)
        return f"{name}/{name}__{results.period.key}.eml"
    name = file_name(need.sender.replace("@", "-a-"))
    tails = chain(("",), (f"-{n}" for n in count(2)))
    names = (f"{UNKNOWN}/{name}{tail}__{results.period.key}.eml" for tail in tails)
    lying = {path.casefold() for path in taken}  # most systems tell no "A" from "a" in a name
    return next(path for path in names if path.casefold() not in lying)
