"""The enterprise and its file: one enterprise, one code, one file (一企一码一档).

Start at models.py. Its id is the id of its organisation. entries.py is a plant as a roster names it; commands.py
registers and takes in rosters of thousands by sets; queries.py finds and lists in sight of a viewer; rules.py has its
acts.
"""
