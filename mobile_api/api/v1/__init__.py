"""/api/v1/: the first version, kept for ever."""
