"""Ledgers and rosters uploaded, watched, and given back with what is wrong."""
