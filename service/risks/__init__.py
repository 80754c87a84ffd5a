"""Risk objects, units, events and control measures, and how they are graded. Start at rules.py."""
