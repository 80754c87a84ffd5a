"""Verbs of checks: lists are made, days are planned, checks are answered."""
