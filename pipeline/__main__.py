"""`python -m pipeline`: hands the command line to `cli`; where a package is missing for that, to `unready`."""

from pipeline.libraries import is_ours
from pipeline.processes import ends_at_once

try:
    from pipeline.cli import main as command
except ImportError as error:
    if is_ours(error):
        raise
    from pipeline.unready import main as command


def main() -> None:
    """Runs a command; ends the process with its exit code."""
    with ends_at_once():
        command()


if __name__ == "__main__":
    main()
