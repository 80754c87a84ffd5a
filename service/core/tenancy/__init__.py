"""Whose rows may be touched, and by whom. Start at scope.py; the two walls are session_guard.py and db/postgres.py."""
