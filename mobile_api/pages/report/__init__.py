"""Reporting a hazard where one stands, and what became of it."""
