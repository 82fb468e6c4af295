"""One entry of the catalogue of messages: severity, what is wrong, what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model import Severity


@dataclass(frozen=True, slots=True)
class Message:
    severity: Severity
    text: str
    advice: str = ""


def error(text: str, advice: str = "") -> Message:
    """What keeps data from being used."""
    return Message("error", text, advice)


def warning(text: str, advice: str = "") -> Message:
    """What is used, and worth asking about."""
    return Message("warning", text, advice)


def info(text: str, advice: str = "") -> Message:
    """What is good to know."""
    return Message("info", text, advice)
