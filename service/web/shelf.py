"""What a process keeps of pages: each is good for one edition of what its plant shows, the bytes have a limit.

A new duty phone or a revoked code shows after two seconds at most. Without Redis nobody knows the edition, and a page
is good for two seconds. What has not been asked for the longest goes first.
"""

import time
from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Any, NamedTuple

from service.core.acts.editions import Editions

LASTS_S = 2.0  # without Redis
MOST_BYTES = 48 * 1024 * 1024  # of bodies; beside a body stand half a KB of headers


class Laid(NamedTuple):
    page: Any
    size: int
    plant: str
    edition: str | None
    made_at: float  # of the monotonic clock


class Shelf:
    def __init__(self, editions: Editions) -> None:
        self.editions = editions
        self.laid: OrderedDict[Hashable, Laid] = OrderedDict()
        self.bytes = 0
        self.turn = Lock()  # for the sum of the bytes

    def good(self, key: Hashable) -> Any:
        """Return the page of a key, None where there is none of the edition of now."""
        laid = self.laid.get(key)
        if laid is None or not self._is_good(laid):
            return None
        try:
            self.laid.move_to_end(key)
        except KeyError:  # another thread has let go of it
            pass
        return laid.page

    def _is_good(self, laid: Laid) -> bool:
        edition = self.editions.current(laid.plant)
        if edition is None:
            return time.monotonic() - laid.made_at < LASTS_S
        return edition == laid.edition

    def lay(self, key: Hashable, page: Any, size: int, plant: str, began: float) -> None:
        """Keep a page of so many bytes, on which work began at a moment."""
        edition = self.editions.lasting(plant, began)
        with self.turn:
            former = self.laid.pop(key, None)
            self.laid[key] = Laid(page, size, plant, edition, began)
            self.bytes += size - (former.size if former else 0)
            while self.bytes > MOST_BYTES and len(self.laid) > 1:
                _key, oldest = self.laid.popitem(last=False)
                self.bytes -= oldest.size

    def clear(self) -> None:
        with self.turn:
            self.laid.clear()
            self.bytes = 0
