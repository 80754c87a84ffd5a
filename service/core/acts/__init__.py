"""What is done and leaves a trace: life cycles, refusals, the ledger. Start at lifecycle.py, then ledger.py."""
