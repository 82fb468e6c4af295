"""Numbers of a document that are no figures: its texts come in, each such number with its kind goes out.

Dates, codes, numbers of documents, the words of the plan and of the units, names of files, and what
the form says in every report: an auditor sees in one list that nothing else is without a source.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.messages import without_example
from pipeline.model import Agency, Plan
from pipeline.outcome import Results
from pipeline.report.document import Chart, Document, Table
from pipeline.report.figures import blanked
from pipeline.report.words import LETTER_LIMIT, QUOTE_LIMIT, TABLE_LIMIT, quote
from pipeline.rule_list import rule_words
from pipeline.vietnamese import clean_text, one_line

Number = tuple[str, str]  # kind, text
_has_digit = re.compile(r"\d").search
_Sign = tuple[str, str, str]
_Cuts = dict[int, list[tuple[int, int, int]]]  # by letters before: first and last digit, letters behind
_TAKEN = "\ufdd4"  # a noncharacter where words were taken out: none are found across it
_SIGN = re.compile(r"(?<=(..))(\d+)(?=(.?))", re.DOTALL)  # of a text behind two of those
_DIGITS = re.compile(r"\d+(?:[.,/:]\d+)*")
_QUOTED = re.compile("“[^”]*”?")
_HASH = re.compile("[0-9a-f]{12}")  # as a file's stands in a table
_KINDS = (  # what is told by its form alone, in this order, in small letters; one of which stands in each such number
    ("hash", ("",), re.compile(r"\b[0-9a-f]{8}(?:[0-9a-f]{4}|(?: [0-9a-f]{8}){7})\b")),
    ("date", ("/",), re.compile(r"\b\d{2}/\d{2}/\d{4}(?: \d{2}:\d{2})?")),
    ("date", ("-",), re.compile(r"\b\d{4}-(?:\d{2}|q[1-4]|[69]t)\b")),
    (
        "date", ("năm ", "tháng "),
        re.compile(r"(?:(?:ngày \d{1,2} )?tháng \d{1,2}|\d tháng(?: đầu| cuối)?)? ?năm \d{4}|tháng \d{1,2}\b"),
    ),
    (
        "law", ("/", "điều ", "khoản ", "phần ", "mục "),
        re.compile(r"\b\d+/(?:\d{4}/)?[^\W\d_][\w-]*|(?:điều|khoản|phần|mục) \d+"),
    ),
    ("code", ("#", "bậc "), re.compile(r"#\d+|\bbậc \d+")),  # of a target behind its measure, of a step of the scale
    ("place", ("",), re.compile(r"\b(?:s\d+(?:-s\d+)?\b|tệp \d+|[a-z]{1,3}\d+(?::[a-z]{1,3}\d+)?\b)")),
)  # fmt: skip
_HEXADECIMAL = set("0123456789abcdef")
_ROW_NUMBER = "TT"  # rows are counted, nobody takes their numbers for figures
_SAID_ALWAYS = "form"  # what stands in every report: notes, "tính bằng 0%", names of appendices


def numbers_apart(document: Document, results: Results) -> dict[Number, int]:
    """Every number outside figures, by kind: how often it stands in the text and tables."""
    known = _Known(results)
    found: dict[Number, int] = {}
    for text, times in Counter(filter(_has_digit, texts(document))).items():
        for number in _numbers(text, known):
            found[number] = found.get(number, 0) + times
    return found


def texts(document: Document) -> Iterator[str]:
    """The words between the figures, paragraph by paragraph and cell by cell, titles of charts and columns too."""
    appended = (b for a in document.appendices for b in a.blocks)
    charts = 0
    for block in (*document.body, *appended):
        if isinstance(block, Table):
            numbered = block.columns[0].title == _ROW_NUMBER
            cells = (cell for row in block.rows for cell in row.cells[numbered and row.style == "body" :])
            for text in (block.caption, *(c.title for c in block.columns), *cells):
                yield blanked(text)
        elif isinstance(block, Chart):
            charts += 1
            yield blanked(f"Hình {charts}. {block.caption}")
        else:
            yield blanked(block.text)


def _numbers(text: str, known: _Known) -> Iterator[Number]:
    """Kind by kind what is told is taken out of the text, until no digit is left."""
    if "“" in text:
        text, found = _taken("quoted", _QUOTED, text)
        yield from found
    text = text.casefold()
    if text in known.whole:
        yield from ((known.whole[text], number) for number in _DIGITS.findall(text))
        return
    if _HASH.fullmatch(text) and not any(words in text for words in known.in_hashes):
        yield "hash", text
        return
    for kind, words in known.perhaps_in(text):
        if words in text:
            yield from ((kind, number) for number in _DIGITS.findall(words) * text.count(words))
            text = text.replace(words, _TAKEN)
    text = text.replace(_TAKEN, " ")
    for kind, signs, form in _KINDS:
        if not _has_digit(text):
            return
        if any(sign in text for sign in signs):
            text, found = _taken(kind, form, text)
            yield from found
    yield from ((_SAID_ALWAYS, number) for number in _DIGITS.findall(text))


def _taken(kind: str, form: re.Pattern[str], text: str) -> tuple[str, list[Number]]:
    said = form.findall(text)
    found = [(kind, words) for words in said if _has_digit(words)]
    if not found:
        return text, found
    if len(found) == len(said):
        return form.sub(" ", text), found
    return form.sub(lambda match: " " if _has_digit(match[0]) else match[0], text), found


class _Known:
    """Texts with digits that come from outside, each by one of its signs: few can stand in a given text."""

    def __init__(self, results: Results) -> None:
        kinds = _known(results)
        self.told = sorted(((kind, words) for words, kind in kinds.items()), key=lambda told: -len(told[1]))
        self.whole = kinds
        self.in_hashes = [words for words in kinds if set(words) <= _HEXADECIMAL]
        signs = [_signs(words) for _, words in self.told]
        often = Counter(sign for own in signs for sign in set(own))
        self.by_sign: dict[_Sign, list[int]] = {}
        for place, own in enumerate(signs):
            self.by_sign.setdefault(min(own, key=lambda sign: (often[sign], sign)), []).append(place)
        self.befores = {before for before, _, _ in self.by_sign}
        self.shapes = sorted({(len(before), len(digits), len(after)) for before, digits, after in self.by_sign})
        self.cuts: dict[int, _Cuts] = {}  # by the number of digits of a sign
        self.within: dict[_Sign, list[int]] = {}  # by a sign of a text

    def perhaps_in(self, text: str) -> list[Number]:
        """Those of which a sign stands in the text, the longest first."""
        found = {place for sign in set(_SIGN.findall(2 * _TAKEN + text)) for place in self._of(sign)}
        return [self.told[place] for place in sorted(found)]

    def _of(self, sign: _Sign) -> list[int]:
        if sign not in self.within:
            before, digits, after = sign
            cuts = self.cuts.get(len(digits)) or self._cuts(len(digits))
            parts = {
                (head, digits[at:end], after[:behind])
                for beside, spans in cuts.items()
                if (head := before[len(before) - beside :]) in self.befores
                for at, end, behind in spans
            }
            self.within[sign] = [place for part in parts for place in self.by_sign.get(part, ())]
        return self.within[sign]

    def _cuts(self, length: int) -> _Cuts:
        """What of a sign of so many digits may be one of known words, which may begin or end within its digits."""
        cuts = self.cuts[length] = {}
        for beside, size, behind in self.shapes:
            for at in range(length - size + 1):
                if (at == 0 or not beside) and (at + size == length or not behind):
                    cuts.setdefault(beside, []).append((at, at + size, behind))
        return cuts


def _signs(words: str) -> list[_Sign]:
    """Of each run of digits what stands right before it, the run, and what stands right behind it."""
    found = _SIGN.findall(2 * _TAKEN + words)
    return [(before.lstrip(_TAKEN), digits, after) for before, digits, after in found]


def _known(results: Results) -> dict[str, str]:
    """The kinds of those texts by their words, in small letters."""
    plan = results.plan
    kinds = {
        "file": (*(s.arrival.name for s in results.submissions), f"tong-hop-{results.period.key}.xlsx"),
        "plan": _plan_texts(plan),
        "unit": (t for m in results.measures for t in (*(p.label for p in m.figure.parts), *m.figure.decisions)),
        "code": (*plan.tasks, *plan.measures, *plan.sections, *plan.units, *(r.code for r in plan.scores)),
        "message": (
            *(without_example(f) for s in results.submissions for f in s.findings),
            *(rule_words(w.rule) for w in plan.waivers),
        ),
    }
    found: dict[str, str] = {}
    for kind, said in kinds.items():
        for text in dict.fromkeys(filter(_has_digit, said)):
            for form in filter(_has_digit, _forms(text)):
                found.setdefault(form, kind)
    return found


def _plan_texts(plan: Plan) -> Iterator[str]:
    agency: Agency = plan.agency
    yield from (agency.plan_title, agency.report_abstract, *agency.plan_basis, *agency.recipients, agency.running_name)
    for task in plan.tasks.values():
        yield from (task.name, task.lead_text)
    for measure in plan.measures.values():
        yield from (measure.name, measure.uom, *(t.text for t in measure.targets if t.number is None))
    yield from (s.title for s in plan.sections.values())
    yield from (name for u in plan.units.values() for name in (u.name, u.short_name))
    yield from (item.title for item in plan.outline)
    for waiver in plan.waivers:
        yield from (waiver.approver, waiver.reason)
    for rule in plan.scores:
        yield from (rule.name, rule.evidence, rule.section.title)


def _forms(text: str) -> set[str]:
    """The ways in which a text from outside stands in a report: whole, on one line, cut."""
    whole = clean_text(text)
    line = one_line(whole)
    cut = (
        quote(line, limit) for limit in {min(limit, len(line)) for limit in (TABLE_LIMIT, LETTER_LIMIT, QUOTE_LIMIT)}
    )
    return {form.casefold() for form in (whole, line, *cut) if form}
