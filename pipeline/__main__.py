"""`python -m pipeline`: hands the command line to `cli`."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
