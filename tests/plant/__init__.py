"""Planted bugs: what a tired engineer would write, one at a time, against the tests that should see it."""
