"""A printed code → (kind, target). It knows no target's table. Start at rules.py."""
