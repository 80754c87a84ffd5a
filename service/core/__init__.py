"""What every room stands on: database, scope, problems, life cycles, ledger, jobs, clock. Start at db.py."""
