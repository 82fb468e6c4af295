"""Workbooks written part by part: what a drawing says of a sheet becomes XML, and no more than that is done."""
