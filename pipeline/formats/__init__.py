"""Every kind of spreadsheet file that is read, each to the same `Book`."""
