"""The commands that a user is told to run next, in the words by which they call the program.

What calls it and the places that are not the usual ones come in, commands that can be copied go out.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

_WAYS: dict[str, tuple[str, str, tuple[str, ...]]] = {  # by make, by the program itself, which places they take
    "accept": ('accept FILE={file} REASON={reason}', 'register accept {file} --reason {reason}', ("PLAN", "INBOX")),
    "withdraw": (
        'withdraw FILE={file} REASON={reason}', 'register withdraw {file} --reason {reason}', ("PLAN", "INBOX"),
    ),
    "collect": ("collect SOURCE=…", "collect …", ("INBOX",)),
    "plan-check": ("plan-check PLAN={plan}", "plan check {plan}", ()),
    "plan-new": ("plan-new", "plan new", ()),
    "remind": ("remind PERIOD={period}", "remind --period {period}", ("PLAN", "INBOX", "OUT")),
    "send": ("send PERIOD={period}", "send --period {period}", ("INBOX", "OUT")),
    "templates": ("templates PERIOD={period}", "templates --period {period}", ("PLAN", "INBOX")),
    "verify-log": ("verify CHAIN=1", "verify --chain", ("INBOX", "OUT")),
}  # fmt: skip
_MAKE = "make"
_PLAIN = re.compile(r"[\w@+=:,./-]+")
_ALIVE = re.compile(r'["$`!\\]')  # what shells look for also between double quotes


@dataclass(frozen=True, slots=True)
class Commands:
    """program: what is typed to call it, or make. places: PLAN, INBOX, OUT where they are not the usual ones."""

    program: str = _MAKE
    places: Mapping[str, str] = field(default_factory=dict)

    def tell(self, what: str, **given: str) -> str:
        """A command of `_WAYS`, with what it is given."""
        by_make, by_itself, known = _WAYS[what]
        makes = self.program == _MAKE
        words = (by_make if makes else by_itself).format_map({name: quoted(text) for name, text in given.items()})
        places = ((name, quoted(self.places[name])) for name in known if name in self.places)
        told = (f" {name}={place}" if makes else f" --{name.lower()} {place}" for name, place in places)
        return f"{self.program} {words}" + "".join(told)


BY_MAKE = Commands()


def quoted(text: str) -> str:
    """A text as one word of a command line."""
    if _PLAIN.fullmatch(text):
        return text
    return f'"{text}"' if sys.platform == "win32" or not _ALIVE.search(text) else shlex.quote(text)
