"""What every room looks up: areas, industries, working days, laws and bases, criteria, rule profiles.

The same for all tenants, read by everybody, versioned and with a source; what nobody verified says so.
Start at rules.py, then models.py.
commands.py    loads and corrects; shipped.py reads what comes with the service (data/), law_library.py laws
queries/       areas.py, laws.py, rulebook.py (profiles, criteria, calendar, templates)
credit_code.py GB 32100; working_days.py; former_counties.py where old county codes lead
"""
