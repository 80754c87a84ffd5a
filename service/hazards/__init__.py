"""The rectification loop (隐患排查治理): a defect is reported, confirmed, rectified, accepted, closed.

Start at lifecycle.py: one row a verb, from which come buttons, forms, checks, titles and tests.
guards.py      who may not do a verb now, and why; pure
commands/      what each verb changes; reporting.py is how a hazard comes to be, registry.py has them all by name
case.py        a hazard with all that was written about it: what guards look at
schemas.py     what a person sends
states.py, titles.py, limits.py   what it can be, how that reads, its days
queries/       cases.py reads one, lists.py many
jobs.py, deadlines.py   who hears of what happens, and of what is due
Two people stand behind every major grade and every acceptance.
"""
