"""Excel in and out: any layout in, findings by row, the error workbook back.

Start at commands.py: a run is begun, read, asked about, carried on step by step, settled; jobs.py drives it.
package_check.py, package_parts.py, sheet_extent.py   what a file must be before it is read; unreadable.py why not
old_format.py, old_reader.py   an .xls made an .xlsx by a program that may die alone
workbook.py, tables.py, headers.py, titles.py, cells.py   any sheet: opened, its columns found, its cells read
risk_ledger.py, ledger_*.py, roster*.py   what our two kinds of sheet mean
parsed_files.py, risk_import.py, enterprise_import.py   how their rows land
findings.py, wording.py, error_workbook.py   what an import says of a row, and the workbook given back
Nothing lands before every column that is not known was named, and a title of another company confirmed.
"""
