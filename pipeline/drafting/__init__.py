"""A plan's Word file comes in, the draft of a plan workbook goes out, every field with its source."""
