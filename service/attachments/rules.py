"""What a photo may be, and how long one waits. All figures are our defaults."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from service.core.ids import named_after

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONG_SIDE_PX = 1600  # of the clean copy: a gauge can be read, a page of four photos stays under 1.5 MB
QUALITY = 80  # JPEG, of the clean copy

# One re-encoding, in a process of its own.
MEMORY_BYTES = 512 * 1024 * 1024
CPU_S = 10
WALL_S = 15
AT_ONCE = 2  # re-encodings side by side, per web process

MAX_PER_FORM = 9  # photos
KEPT = timedelta(hours=24)  # a photo that no act has taken yet: the sender may have to sign in again first


class Source(StrEnum):
    PHONE = "phone"
    DESK = "desk"


def photo_id(form_id: UUID, clean_sha256: str) -> UUID:
    """Name a photo after its form and its content: sent twice it is the same row, and nobody need look.

    A UUIDv7 of the form's moment, so that it sorts among the others.
    """
    return named_after(form_id, bytes.fromhex(clean_sha256))
