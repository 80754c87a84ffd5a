"""Signing a phone in."""
