"""What is checked, when, by whom, and what was found: each item descends from a measure. Start at rules.py."""
