"""Reads of reference data: the same answer for every viewer, so none is asked for.

What is chosen by date takes the day of the act: the finding's for a law, the sealing's for a template.
"""
