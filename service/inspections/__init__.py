"""What is checked, when and by whom, and what was found: each item descends from a control measure.

Start at rules.py, then models.py: checklist → plan → occurrence (one due check) → record (its answers).
commands/      planning.py makes lists and plans; materialising.py lays out the days up to the horizon;
               answering.py keeps a record, at_once.py does so in one statement for a whole shift of phones
queries/       checks.py (today, missed), lists.py, records.py, scans.py (what a scanned unit has due)
deadlines.py   what was missed is told once
A failed item becomes a hazard in the same transaction; a record is kept once however often it is sent.
"""
