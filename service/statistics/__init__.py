"""Indicators: what a row about a plant says besides its name. Start at queries.py."""
