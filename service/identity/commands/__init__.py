"""Verbs of identity: people come to exist, sign in, are corrected and go."""
