"""What a photo may be, and how long one waits. All figures are our defaults."""

from datetime import timedelta
from enum import StrEnum

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
