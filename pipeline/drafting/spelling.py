"""All texts of a plan come in; what the scan misspelt goes out corrected and marked, or only marked.

The document itself is the dictionary: a syllable beside its neighbours that occurs once, and that is
one letter or one mark away from a syllable which often stands between the same neighbours.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property, lru_cache
from itertools import pairwise

from pipeline.drafting.passage import Passage
from pipeline.drafting.standard import FIELD_TITLES, OPEN_WORDS, PHRASES
from pipeline.vietnamese import bare, fold

_WORD = re.compile(r"[^\W\d_]+")
_TONELESS_STOP = re.compile(r"[b-df-hj-np-tvxđ]{0,3}[aăâeêioôơuưy]{1,3}(?:ch|[cpt])")
_SURE, _SUSPECT = 4, 5  # how often the usual word stands beside the same neighbours
_FIXED = 3  # what a phrase of the trade is worth
_OLD_FONT = re.compile(  # letters of TCVN3 and VNI that no word in Unicode holds
    r"[^\W\d_][µ¶¸¹»¼½¾¨©®¦§]|[µ¶¸¹»¼½¾¨©®¦§][^\W\d_]|[^\W\d_][øûïäåöëüÿ]|[ñøûïäåöëüÿ][^\W\d_]"
)
_OLD_WORDS = 4  # a foreign name or two is no old font


def in_old_font(texts: Iterable[str]) -> bool:
    """Whether texts were typed for fonts of TCVN3 or VNI, whose letters are other letters in Unicode."""
    return sum(bool(_OLD_FONT.search(word)) for text in texts for word in text.split()) >= _OLD_WORDS


class Dictionary:
    """Which syllables stand beside each other in the texts of one document."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.singles: Counter[str] = Counter()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.fixed: set[tuple[str, str]] = set()
        for text in texts:
            self._add(text, 1)
        for phrase in PHRASES:
            self._add(phrase, _FIXED)

    def _add(self, text: str, weight: int) -> None:
        words = [w.casefold() for w in _WORD.findall(fold(text))]
        for word in words:
            self.singles[word] += weight
        for pair in pairwise(words):
            self.pairs[pair] += weight

    @cached_property
    def _near(self) -> dict[str, list[str]]:
        """Syllables by what is left of them without one letter, or without marks."""
        near: defaultdict[str, list[str]] = defaultdict(list)
        for word in self.singles:
            for key in _keys(word):
                near[key].append(word)
        return near

    def look_alikes(self, word: str) -> list[str]:
        """Syllables of the document that are one letter or one mark away."""
        found = {other for key in _keys(word) for other in self._near.get(key, ()) if other != word}
        return sorted(found, key=lambda w: (-self.singles[w], w))

    def meant(self, left: str, word: str, right: str) -> tuple[str, bool] | None:
        """What a syllable between two others was meant to be, and whether that is clear."""
        if len(word) < 2 or self._usual(left, word, right):
            return None
        misspelt = not possible(word)
        best: tuple[str, bool] | None = None
        for other in self.look_alikes(word):
            before, after = self.pairs[left, other], self.pairs[other, right]
            inside = bool(left and right)
            both = min(before, after) >= inside and before + after >= (_SURE if inside else 2 * _SURE)
            if both or (misspelt and before + after >= 2):
                return other, True
            lone = self.singles[word] == 1 and bare(other) == bare(word)
            if lone and best is None and max(before, after) >= _SUSPECT:
                best = (other, False)
        return best

    def _usual(self, left: str, word: str, right: str) -> bool:
        return self.pairs[left, word] > 1 or self.pairs[word, right] > 1


def _keys(word: str) -> set[str]:
    """Two syllables share a key where one letter differs, is missing, or only marks differ."""
    return {"=" + bare(word), *(f"{word[:i]}.{word[i + 1 :]}" for i in range(len(word))), *(
        f"{word[:i]}.{word[i:]}" for i in range(len(word) + 1)
    )}  # fmt: skip


@lru_cache(maxsize=8_192)
def possible(word: str) -> bool:
    """False for what cannot be a Vietnamese syllable though it looks like one: a stop without its tone."""
    return _TONELESS_STOP.fullmatch(word) is None or word in ("ac", "et")


def mend(passage: Passage, dictionary: Dictionary) -> Passage:
    """The passage with slips of the scan corrected and marked; what is only odd is marked."""
    text, doubts = passage.text, []
    words = list(_WORD.finditer(text))
    keys = [fold(w[0]) for w in words]
    for index in range(len(words) - 1, -1, -1):
        word = words[index][0]
        if word.isupper() and len(word) < 6 and not text.isupper():  # an abbreviation
            continue
        left = keys[index - 1] if index else ""
        right = keys[index + 1] if index + 1 < len(keys) else ""
        found = dictionary.meant(left, keys[index], right)
        if found is None:
            continue
        other = _like(word, found[0])
        if found[1]:
            doubts.append(f"đọc được “{word}”, hiểu là “{other}” (chữ quét sai)")
            text = text[: words[index].start()] + other + text[words[index].end() :]
        else:
            doubts.append(f"“{word}” có thể là “{other}”, cần đối chiếu bản gốc")
    if not doubts:
        return passage
    return passage.mended(text, doubts[-1]).doubted(*doubts[::-1]) if text != passage.text else passage.doubted(*doubts)


def mend_title(passage: Passage) -> Passage:
    """A title that is one or two letters away from a standard one becomes it, marked."""
    key = fold(passage.text)
    if not key or any(fold(title) == key for title in FIELD_TITLES):
        return passage
    for title in FIELD_TITLES:
        other = fold(title)
        if len(key) == len(other) and sum(a != b for a, b in zip(key, other, strict=True)) <= 1 + len(key) // 25:
            shown = title.upper() if passage.text.isupper() else title
            return passage.mended(shown, f"đọc được “{passage.text}”, tên chuẩn của lĩnh vực là “{shown}”")
    return passage


def mark_unfinished(passage: Passage) -> Passage:
    """A text that breaks off in the middle of a sentence is marked."""
    text = passage.text.rstrip()
    words = _WORD.findall(text)
    open_word = bool(words) and text.endswith(words[-1]) and fold(words[-1]) in OPEN_WORDS
    if open_word or text.endswith((",", "-", "(", "“", "/")):
        return passage.doubted(f"câu dừng ở “{' '.join(text.split()[-3:])}”, có thể bản quét đã mất phần sau")
    if text.count("(") != text.count(")") or text.count("“") != text.count("”"):
        return passage.doubted("dấu ngoặc mở mà không đóng hoặc đóng mà không mở")
    return passage


def _like(word: str, other: str) -> str:
    """A syllable in the letter case of another."""
    if word.isupper() and len(word) > 1:
        return other.upper()
    return other[:1].upper() + other[1:] if word[:1].isupper() else other
