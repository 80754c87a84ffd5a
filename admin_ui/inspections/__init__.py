"""A plant's checks: today, the lists, the plans, the records."""
