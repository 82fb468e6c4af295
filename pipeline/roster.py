"""Who is meant: names, aliases, codes and groups as people write them → unit codes."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline import plan_sheets as ps
from pipeline.model import Unit
from pipeline.plan_table import Entry, Reading
from pipeline.vietnamese import fold


def split_names(text: str) -> list[str]:
    """Names in a cell, apart by ; or line breaks."""
    return [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]


_ADDRESS = re.compile(r"[^@\s]*@[^@\s]+\.[^@\s]+")
_MAILBOX = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?", re.ASCII)


def addresses(text: str) -> tuple[list[str], list[str]]:
    """Mail addresses in a cell, apart by ; , or line breaks, in small letters: a@b.vn, or @b.vn for a whole domain.

    And what stands there and is no address.
    """
    parts = [part.strip().casefold() for part in re.split(r"[;,\n]", text) if part.strip()]
    return [p for p in parts if _ADDRESS.fullmatch(p)], [p for p in parts if not _ADDRESS.fullmatch(p)]


def is_address(text: str) -> bool:
    """Whether a text is a mail address as the header of a mail can hold it."""
    return _MAILBOX.fullmatch(text) is not None and ".." not in text


def find_unit(units: Mapping[str, Unit], text: str) -> str | None:
    """The code of the unit that a code, name, short name or alias stands for."""
    key = fold(text)
    for unit in units.values():
        if key == fold(unit.code):
            return unit.code
    for unit in units.values():
        if key in (fold(unit.name), fold(unit.short_name), *map(fold, unit.aliases)):
            return unit.code
    return None


_GROUP_LEAD = re.compile(r"^(các|những) ")


def resolve(reading: Reading, sheet: ps.PlanSheet, entry: Entry, units: Mapping[str, Unit]) -> tuple[str, ...]:
    """Unit codes, in roster order, that a cell of names, codes and groups stands for."""
    found: set[str] = set()
    for name in split_names(entry.text):
        if code := find_unit(units, name):
            found.add(code)
            continue
        group = _GROUP_LEAD.sub("", fold(name))
        members = [u.code for u in units.values() if u.group and fold(u.group) == group]
        if members:
            found.update(members)
        else:
            code = "PLAN_EMPTY_GROUP" if _GROUP_LEAD.match(fold(name)) else "PLAN_UNKNOWN_UNIT"
            reading.say(code, sheet, entry, found=name)
    return tuple(code for code in units if code in found)
