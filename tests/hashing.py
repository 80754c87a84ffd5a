"""Passwords and PINs cost a test nearly nothing; what they cost in production is `test_secrets.py`'s matter."""

from argon2 import PasswordHasher

from service.identity import secrets


def make_cheap() -> None:
    """Let this process hash with the least parameters that there are; no setting of the product can."""
    secrets._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    secrets._nobody = secrets._hasher.hash("nobody has this password")
