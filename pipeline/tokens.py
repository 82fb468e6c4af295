"""The mark of a form that the office issued: whose it is and the office's secret come in, its token goes out.

Whoever does not hold the secret cannot make the token of another unit, task or period. A unit's
workbook of many tasks has one token, with no task in it: tasks may be taken out of such a workbook.
"""

from __future__ import annotations

import hashlib
import hmac
import json

NAME = "meta_token"  # the defined name and the document property that carry it


def token_of(secret: bytes, *, plan: str, task: str, unit: str, period: str, layout: str) -> str:
    """The token of the form of a task (of a unit's workbook: "") for a unit and a period, in 64 hex digits."""
    said = json.dumps([plan, task, unit, period, layout])
    return hmac.digest(secret, said.encode(), hashlib.sha256).hex()


def is_token(given: str, token: str) -> bool:
    """Whether a text is a token, told without giving away how much of it is right."""
    return hmac.compare_digest(given.encode(), token.encode())
