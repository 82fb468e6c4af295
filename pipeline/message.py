"""One entry of the catalogue of messages: severity, what is wrong, what to do about it, an example."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipeline.model import Severity


@dataclass(frozen=True, slots=True)
class Message:
    """A rule as the catalogue holds it.

    error_from: of a warning the day from which it is an error: of reports due on it or later.
    waivable: whether the plan workbook may lift it. What tells who reports what, and what keeps
    figures exact, may not be lifted.
    """

    severity: Severity
    text: str
    advice: str = ""
    example: str = ""
    error_from: date | None = None
    waivable: bool = False

    def severity_of(self, deadline: date | None) -> Severity:
        """How grave it is in a report that was due on a day; None: of no period."""
        risen = self.error_from is not None and deadline is not None and deadline >= self.error_from
        return "error" if risen else self.severity


def error(text: str, advice: str = "", example: str = "", *, waivable: bool = False) -> Message:
    """What keeps data from being used."""
    return Message("error", text, advice, example, waivable=waivable)


def warning(
    text: str, advice: str = "", example: str = "", *, error_from: date | None = None, waivable: bool = False
) -> Message:
    """What is used, and worth asking about; from a day on perhaps an error."""
    return Message("warning", text, advice, example, error_from, waivable)


def info(text: str, advice: str = "") -> Message:
    """What is good to know."""
    return Message("info", text, advice)
