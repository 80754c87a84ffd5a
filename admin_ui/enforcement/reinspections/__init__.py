"""A bureau's re-inspections."""
