"""The enterprise and its file: one enterprise, one code, one file. Start at models.py."""
