"""temp"""


def page_of(rollup) -> bytes:
    return b""
