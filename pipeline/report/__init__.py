"""Results become what people read: the Word report, the workbook, the JSON."""
