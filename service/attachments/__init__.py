"""Photos and files as rows of a tenant. Start at pictures.py."""
