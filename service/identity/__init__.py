"""People, organisations, roles and sign-in. Start at rules.py."""
