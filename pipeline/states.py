"""How submissions fare, in the words of the office: a state comes in, what people call it goes out.

It loads nothing, so that the help of a command may name the states and be quick all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model import State

STATE: dict[State, str] = {
    "accepted": "đã tiếp nhận",
    "accepted_with_warnings": "đã tiếp nhận, có lưu ý",
    "rejected": "chưa hợp lệ",
    "superseded": "đã thay bằng bản sau",
    "duplicate": "trùng tệp đã nhận",
    "quarantined": "chờ xác minh",
    "not_for_this_run": "thuộc kỳ sau",
}
WITHDRAWN, GONE = "đã rút", "không còn trong hộp nhận"
TOLD = {  # what the register may be asked for: also what was taken back, and what lies there no more
    "accepted": STATE["accepted"],
    "accepted_with_warnings": STATE["accepted_with_warnings"],
    "rejected": STATE["rejected"],
    "superseded": STATE["superseded"],
    "withdrawn": WITHDRAWN,
    "duplicate": STATE["duplicate"],
    "quarantined": STATE["quarantined"],
    "gone": GONE,
}
