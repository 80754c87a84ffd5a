"""Visits, orders and documents in sight of a viewer: a bureau names the plant by finding the row in its region."""
