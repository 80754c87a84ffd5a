"""Checks: what is due today and how it stands, the lists, the plans, the records."""
