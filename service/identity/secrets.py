"""Tokens, passwords and PINs. Tokens are 256 bits and kept as their hash."""

import hashlib
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(2)  # hashing is expensive: a burst waits, the machine does not
_nobody = _hasher.hash("nobody has this password")


def new_token() -> str:
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def hashed(secret: str) -> str:
    with _at_once:
        return _hasher.hash(secret)


def matches(stored: str | None, secret: str) -> bool:
    """Compare in the same time whether or not there is anything to compare with."""
    with _at_once:
        try:
            _hasher.verify(stored or _nobody, secret)
        except VerifyMismatchError:
            return False
    return stored is not None


CODE_LENGTH = 10
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is taken for another


def new_code() -> str:
    """Return a code that is typed by hand and lives for minutes: 49 bits."""
    return "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
