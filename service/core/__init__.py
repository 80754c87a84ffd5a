"""What every room stands on; it knows no room.

acts/      what is done and leaves a trace: verbs, changes, refusals, the ledger. Start at verbs.py, then changes.py
tenancy/   whose rows may be touched: the open scope, the viewer, the first wall. Start at scope.py
db/        tables, transactions, and statements that mean the same on both databases. Start at transactions.py
jobs/      what follows an act (outbox.py), and what a clock starts (scheduler.py)
forms.py   what a person sends: frozen dataclasses, read by schemas made of their annotations
clock.py, ids.py, settings.py, storage.py, migrations.py; models.py has the ledger and the outbox

One transaction: a door or a job opens a scope, commands change and flush, transactions.py commits.
"""
