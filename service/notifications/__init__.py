"""A person's inbox. The words are written by the rooms' jobs.

Start at models.py; commands.tell writes, queries.py reads and counts, deadlines.py tells what is due, once.
"""
