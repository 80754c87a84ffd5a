"""Visits, orders and re-inspections at the bureau's desk, and what the plant reads and answers of them."""
