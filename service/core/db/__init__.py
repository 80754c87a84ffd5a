"""The database: tables, transactions, and statements that mean the same on both databases. Start at transactions.py."""
