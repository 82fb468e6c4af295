"""A package that is missing or broken: the error of an import comes in, whose it is and a sentence go out."""

from __future__ import annotations


def is_ours(error: ImportError) -> bool:
    """Whether it is a module of the house itself that cannot be imported: a bug of ours, or half an installation."""
    return (error.name or "").split(".")[0] == "pipeline"


def unloaded(error: ImportError) -> str:
    """Which package is meant."""
    return f"Thiếu hoặc hỏng gói thư viện “{error.name or error}”."
