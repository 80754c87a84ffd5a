"""How large a long proof is: small in the suite, whole under `make torture`."""

import os

TORTURE = bool(os.environ.get("TORTURE"))


def size(small: int, whole: int) -> int:
    return whole if TORTURE else small
