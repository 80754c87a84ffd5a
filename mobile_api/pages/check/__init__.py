"""A day's check, answered where one stands."""
