"""What `python -m pipeline` does where a package is missing: it says which; `doctor` still looks at everything else.

Nothing is needed here but the standard library.
"""

from __future__ import annotations

import sys

from pipeline.doctor import machine
from pipeline.doctor.told import lines
from pipeline.libraries import unloaded

_COULD_NOT_RUN = 3


def main(args: list[str] | None = None) -> None:
    """Runs `doctor` where click is there; else says what is missing, and ends with 3."""
    asked = sys.argv[1:] if args is None else args
    if asked[:1] == ["doctor"]:
        try:
            from pipeline.cli_doctor import doctor
            from pipeline.terminal import run_command
        except ImportError:
            pass
        else:
            run_command(doctor, asked[1:])
    if hasattr(sys.stderr, "reconfigure"):
        sys.stderr.reconfigure(encoding="utf-8", errors="replace")
    try:
        import pipeline.cli  # noqa: F401
    except ImportError as error:
        print(unloaded(error), file=sys.stderr)
    for line in (*machine.python(None), *machine.packages(None)):
        print(*lines(line), sep="\n", file=sys.stderr)
    sys.exit(_COULD_NOT_RUN)
