"""The risk register (风险分级管控): objects, units, events and control measures, and how they are graded.

Start at rules.py: levels and how an event's inherent level is reckoned; profiles.py has the scales of each industry.
entries.py     a register as handed in: what differs is added, changed, raised or proposed to be lowered
commands.py    applies it; a lower level than major waits for a second person (guards.py)
queries.py, register_rows.py   the register of a plant, the card of a unit, levels and counts
accident_types.py   the types of GB 6441 and how older ledgers name them
Each control measure has a tier and a name; a checklist's item descends from it.
"""
