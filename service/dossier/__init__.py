"""The file of an enterprise, assembled from what the other rooms keep, and its timeline from the ledger alone.

Start at queries.py; rules.py says which acts stand on the timeline and how they read.
"""
