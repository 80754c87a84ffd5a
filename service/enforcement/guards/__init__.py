"""Why somebody may not do a verb now: each guard is pure, and stands in the tables of `lifecycle.py` alone."""
