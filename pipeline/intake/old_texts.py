"""Texts in an old encoding made readable: a workbook and the words known come in, the workbook with
Unicode texts and a finding for each text changed go out.

Decided for a sheet as a whole, and only where the words that come out are known; a text with a letter
that no old encoding could have written stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

from pipeline import forms
from pipeline.kept import Kept, text_once
from pipeline.messages import clip, finding
from pipeline.model import Finding, Plan
from pipeline.old_letters import ENCODINGS, is_syllable
from pipeline.ooxml import Cell
from pipeline.vietnamese import clean_text, fold
from pipeline.workbook import Book, Sheet

_MODERN = re.compile("[\u1ea0-\u1ef9ăđơưĂĐƠƯ]|[A-Za-z][\u0300-\u036f]")  # of Unicode alone
_SUSPECT = re.compile("[\u00a1-\u00ff]")
# Inside a word of no language that is written here: signs, capitals after small letters, VNI's loose marks.
_ODD = re.compile("[A-Za-z][\u00a1-\u00ae\u00b5-\u00b9\u00bb-\u00be][a-z]|[a-z][Æ-Þ][a-z]|[aeouy][ùøûõ]|[ÑñÖö][ùøûï]")
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST, _SHARE = 2, 0.6  # known words that come out; their part of all that have marks
_COMMON = """và của là được trong các những với đã đang sẽ người việc năm tháng ngày số về đến tại từ để tốt bài tổ chức
công tác nhà văn phòng dự án quyết định báo cáo thông tư nghị đường trường trụ sở sửa chữa xây dựng huyện xã tỉnh phố
đồng chí cán bộ viên thủ tục hồ sơ giải quyết kết quả tiếp nhận còn chưa đủ thiếu kinh phí cấp trên đề nghị hướng dẫn"""


def read_old_texts(book: Book, plan: Plan) -> tuple[Book, tuple[Finding, ...]]:
    """The workbook with every text in Unicode, and what was changed or could not be."""
    known = _vocabulary(plan)
    read = {name: sheet.once(_read_sheet, known) for name, sheet in book.sheets.items()}
    findings = tuple(f for _, said in read.values() for f in said)
    if not findings:
        return book, ()
    return replace(book, sheets={n: read[n][0] or sheet for n, sheet in book.sheets.items()}), findings


@lru_cache(maxsize=8)
def _vocabulary(plan: Plan) -> frozenset[str]:
    """Words with marks that a report on this plan is likely to use."""
    fields = [f for k in forms.KINDS.values() for f in (*k.inputs, *k.columns)]
    texts = [
        plan.agency.name, plan.agency.plan_title, *(t.name for t in plan.tasks.values()),
        *(u.name for u in plan.units.values()), *(m.name for m in plan.measures.values()),
        *(m.uom for m in plan.measures.values()), *(i for m in plan.measures.values() for i in m.items),
        *(k.guide for k in forms.KINDS.values()), *(f"{f.label} {f.help}" for f in (*fields, *forms.STATUS_FIELDS)),
        *forms.STATUSES, forms.YES, forms.NO, _COMMON,
    ]  # fmt: skip
    return frozenset(word for text in texts for word in _marked(text))


def _marked(text: str) -> list[str]:
    """The words of a text that are not plain ASCII, folded."""
    return [fold(word) for word in _WORD.findall(clean_text(text)) if not word.isascii()]


def _known(text: str, known: Collection[str]) -> int:
    return sum(word in known for word in _marked(text))


def _read_sheet(sheet: Sheet, known: frozenset[str]) -> tuple[Sheet | None, tuple[Finding, ...]]:
    """The sheet in Unicode, None where it is already, and what there is to say."""
    suspects = _suspects(sheet)
    if not suspects:
        return None, ()
    encoding, is_odd = _judged(tuple([str(cell.value) for cell in suspects]), known)
    if not (encoding or is_odd):
        return None, ()
    mended, said = dict[tuple[int, int], Cell](), []
    for cell in suspects:
        text = str(cell.value)
        read = _converted(cell, ENCODINGS[encoding], known) if encoding else None
        if read is not None:
            mended[cell.row, cell.column] = cell._replace(value=read)
            shown = {"found": text, "read": clip(clean_text(read)), "encoding": encoding}
            said.append(finding("CELL_OLD_LETTERS", sheet=sheet.name, cell=cell.ref, **shown))
        elif _is_odd(text) and not _tally(text, "", known).known:
            said.append(finding("CELL_OLD_DOUBT", sheet=sheet.name, cell=cell.ref, found=clean_text(text)))
    return (replace(sheet, careful={**sheet.cells, **mended}) if mended else None), tuple(said)


def _suspects(sheet: Sheet) -> tuple[Cell, ...]:
    """The texts that may be in an old encoding, in order; none in a long plain list of cases and days."""
    texts = [cell for cell in (sheet.careful or {}).values() if isinstance(cell.value, str)]
    suspected = _SUSPECTED.get_all([str(cell.value) for cell in texts], _is_suspect) or ()
    return tuple(sorted(compress(texts, suspected)))


_SUSPECTED: Kept[str, bool] = Kept(8_000_000, lambda text, _: 4 * len(text))


def _is_suspect(text: str) -> bool:
    return bool(_SUSPECT.search(text)) and not _MODERN.search(text)


@text_once
def _is_odd(text: str) -> bool:
    return bool(_ODD.search(text))


class _Tally(NamedTuple):
    """How many words of a text have marks, and how many of them are known."""

    words: int
    known: int


@text_once
def _tally(text: str, encoding: str, known: Collection[str]) -> _Tally:
    """Of a text as an encoding reads it; "" as it stands."""
    words = _marked(ENCODINGS[encoding](text) if encoding else text)
    return _Tally(len(words), sum(word in known for word in words))


Judged = tuple[str, bool]  # the old encoding of a sheet's texts, "" where there is none; whether one of them is odd
_JUDGED: Kept[tuple[tuple[str, ...], frozenset[str]], Judged] = Kept(8_000_000, lambda key, _: sum(map(len, key[0])))


def _judged(texts: tuple[str, ...], known: frozenset[str]) -> Judged:
    told = _JUDGED.get((texts, known))
    return told or _JUDGED.put((texts, known), (_best(texts, known), any(map(_is_odd, texts))))


def _best(texts: tuple[str, ...], known: frozenset[str]) -> str:
    """The old encoding of a sheet's texts, taken together; "" where what comes out is not known."""
    best, most = "", max(_FEWEST - 1, sum(_tally(text, "", known).known for text in texts))
    for name in ENCODINGS:
        tallies = [_tally(text, name, known) for text in texts]
        count = sum(tally.known for tally in tallies)
        if count > most and count >= _SHARE * sum(tally.words for tally in tallies):
            best, most = name, count
    return best


def _converted(cell: Cell, convert: Callable[[str], str], known: Collection[str]) -> str | None:
    """One text of such a sheet; None where it makes more sense as it stands."""
    text = str(cell.value)
    read = convert(text)
    words = _marked(read)
    sound = bool(words) and all(map(is_syllable, words))
    is_better = _known(read, known) > _known(text, known) or (not _known(text, known) and bool(_ODD.search(text)))
    return read if sound and is_better else None
