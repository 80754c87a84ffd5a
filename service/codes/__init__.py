"""A printed code → (kind, target). It knows no target's table.

Start at rules.py: how codes and claims are drawn and checked. A code never names a plant to who only guesses.
"""
