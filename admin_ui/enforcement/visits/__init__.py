"""A bureau's visits."""
