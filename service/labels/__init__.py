"""Labels of many risk units: printed at once where they are few, in parts behind the page where they are many.

Start at commands.py; drawing.py draws one part between two transactions, jobs.py goes from part to part.
"""
