"""A bureau's orders."""
