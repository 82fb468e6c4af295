"""What was told of something once, kept for the next that says the same: a key comes in, what is known of it goes out.

Only what the key alone decides may be kept, and what is kept is never changed. Every memory has a bound in bytes,
roughly counted, and gives up what nobody asked for longest.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property, lru_cache, wraps
from typing import Any, Generic, TypeVar
from weakref import WeakSet

ENTRY = 200  # bytes that an entry takes, however small what it holds
ALIKE = 200_000  # bytes of a part that may be kept for the next file
SHORT, TEXTS = 1_000, 8_192  # characters of a text that may be; how many of them

Key = TypeVar("Key", bound=Hashable)
Told = TypeVar("Told")


class Kept(Generic[Key, Told]):
    """A bounded memory of two generations: what is asked for again in time moves into the younger one.

    most: bytes; weigh: about how many bytes an entry takes beside itself. None cannot be kept.
    """

    def __init__(self, most: int, weigh: Callable[[Key, Told], int]) -> None:
        self.most, self.weigh = most // 2, weigh
        self.forget()
        _ALL.add(self)

    def forget(self) -> None:
        """Forgets everything."""
        self.young: dict[Key, Told] = {}
        self.old: dict[Key, Told] = {}
        self.weight = 0

    def get(self, key: Key) -> Told | None:
        """What is known; None where nothing is."""
        told = self.young.get(key)
        if told is None and (told := self.old.get(key)) is not None:
            self.put(key, told)
        return told

    def put(self, key: Key, told: Told) -> Told:
        """Keeps what is told, where it is not too much by itself; the same goes out."""
        weight = ENTRY + self.weigh(key, told)
        if weight <= self.most // 4:
            if self.weight + weight > self.most:
                self.old, self.young, self.weight = self.young, {}, 0
            self.young[key] = told
            self.weight += weight
        return told

    def get_all(self, keys: list[Key], tell: Callable[[Key], Told | None]) -> list[Told] | None:
        """What is known of each key, and is told of the others; None where one of them cannot be told."""
        found = list(map(self.young.get, keys))
        for place in [place for place, told in enumerate(found) if told is None] if None in found else ():
            told = self.get(keys[place])
            if told is None:
                told = tell(keys[place])
                if told is None:
                    return None
                self.put(keys[place], told)
            found[place] = told
        return found  # type: ignore[return-value]


_ALL: WeakSet[Kept[Any, Any]] = WeakSet()


def forget_all() -> None:
    """Forgets everything that is kept anywhere."""
    for kept in _ALL:
        kept.forget()


class Asked:
    """A base for what many files may share and nobody changes: with it is kept what was told of it."""

    @cached_property
    def _known(self) -> dict[tuple[Hashable, ...], Any]:
        return {}

    def once(self, tell: Callable[..., Told], *others: Hashable) -> Told:
        """What a function tells of it and others, asked once. It must not be, nor hold, the thing itself."""
        known, key = self._known, (tell, *others)
        if key not in known:
            known[key] = tell(self, *others)
        return known[key]  # type: ignore[no-any-return]


def told_once(read: Callable[..., Told]) -> Callable[..., Told]:
    """`read` for parts that many files share: what a small one says is kept, beside the other arguments.

    It must not be changed, and may take ten times the part's bytes.
    """
    kept: Kept[tuple[Hashable, ...], Told] = Kept(32_000_000, lambda key, _: 10 * len(key[0]))  # type: ignore[arg-type]

    @wraps(read)
    def told(data: bytes, *others: Hashable) -> Told:
        if len(data) > ALIKE:
            return read(data, *others)
        key = (data, *others)
        found = kept.get(key)
        return kept.put(key, read(*key)) if found is None else found

    return told


def text_once(read: Callable[..., Told]) -> Callable[..., Told]:
    """`read` for texts that many cells share: what a short one says is kept, beside the other arguments."""
    kept = lru_cache(maxsize=TEXTS)(read)

    @wraps(read)
    def told(text: str, *others: Hashable) -> Told:
        return kept(text, *others) if len(text) <= SHORT else read(text, *others)

    return told
