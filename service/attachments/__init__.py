"""Photos and files as rows of a tenant: hash, original, clean copy.

Start at pictures.py: how a photo is looked at, confined, and drawn anew by reencode.py, a program that may die alone.
rules.py       sizes, kinds, budgets
commands.py    received under a form's id, then attached to what the form made; nothing sent is lost or doubled
queries.py     who may see which; jobs.py clears what belongs to nothing
"""
