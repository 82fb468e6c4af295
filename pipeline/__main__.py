"""`python -m pipeline`: hands the command line to `cli`; where a package is missing for that, to `unready`."""

from pipeline.libraries import is_ours

try:
    from pipeline.cli import main
except ImportError as error:
    if is_ours(error):
        raise
    from pipeline.unready import main

if __name__ == "__main__":
    main()
