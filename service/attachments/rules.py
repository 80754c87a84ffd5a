"""What a photo may be, and how long one waits. All figures are our defaults."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TypedDict

MAX_BYTES = 12 * 1024 * 1024
MAX_PIXELS = 40_000_000
LONG_SIDE_PX = 1600  # of the clean copy: a gauge can be read, a page of four photos stays under 1.5 MB
QUALITY = 80  # JPEG, of the clean copy

# One re-encoding, in a process of its own.
MEMORY_BYTES = 512 * 1024 * 1024
CPU_S = 10
WALL_S = 15


@dataclass(frozen=True)
class Budget:
    """What the photos of some senders may take of one web process."""

    at_once: int  # re-encodings side by side
    waiting: int  # requests that wait for their turn; one more is told to come again
    wait_s: float
    jpeg_pixels: int  # a JPEG is shrunk while it is read
    pixels: int  # PNG and WEBP are read whole


KNOWN = Budget(at_once=2, waiting=64, wait_s=WALL_S, jpeg_pixels=MAX_PIXELS, pixels=MAX_PIXELS)
# Of nobody known: what phones take unless told otherwise (24 megapixels), and a screenshot in 4K.
UNKNOWN = Budget(at_once=1, waiting=1, wait_s=5, jpeg_pixels=25_000_000, pixels=9_000_000)

MAX_PER_FORM = 9  # photos
KEPT = timedelta(hours=24)  # a photo that no act has taken yet: the sender may have to sign in again first


class Source(StrEnum):
    PHONE = "phone"
    DESK = "desk"


class Answer(TypedDict, total=False):
    """What the re-encoding says of a photo: why it was refused, or its size and the time it claims."""

    refused: str
    width: int
    height: int
    taken: str | None
    offset: str | None
