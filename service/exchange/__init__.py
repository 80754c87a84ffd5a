"""Excel in and out: any layout in, findings by row, the error workbook back. Start at workbook.py."""
