"""Signing in and out at a desk, and one's own account."""
