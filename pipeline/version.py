"""What made a report: the program's version, and that of the rules by which cells become figures."""

PROGRAM = "1.0"
RULES = 1  # raised when the same cells can come to another figure
