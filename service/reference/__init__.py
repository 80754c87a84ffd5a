"""What every room looks up: areas, industries, working days, laws and bases, criteria, rule profiles.

The same for all tenants, read by everybody, versioned and with a source. Start at rules.py.
"""
