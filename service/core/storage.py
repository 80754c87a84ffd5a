"""Files by the hash of their content: a name can neither be chosen nor guessed, and a byte cannot change."""

import errno
import logging
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from service.core import clock
from service.core.acts.problems import NoRoom, Unavailable, _

log = logging.getLogger(__name__)
BLOCK = 1 << 20
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM = _("服务器存储空间不足，没有保存；您填写的内容没有丢，请稍后再提交一次")
HASH = re.compile(r"[0-9a-f]{64}")


class Corrupt(Exception):
    """The bytes kept under a hash no longer have that hash."""


class Missing(Exception):
    """Nothing is kept under a hash."""


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int


class Storage(Protocol):
    """Hashes are 64 lower-case hexadecimal digits; anything else is a ValueError before a file is touched."""

    def put(self, content: bytes | IO[bytes]) -> Stored:
        """Keep the content; once this returns it survives a power cut. The same content is kept once.

        Raises NoRoom where the disk is full; then nothing is left of it.
        """

    def open(self, sha256: str) -> IO[bytes]:
        """Raises Missing, or Corrupt before a single wrong byte is handed out."""

    def exists(self, sha256: str) -> bool: ...

    def free_share(self) -> float:
        """Return how much of the disk is free, between 0 and 1."""

    def delete(self, sha256: str, unless_put_after: datetime) -> None:
        """Delete what no row needs any more; what was put again since then may get its row any moment."""


class DirectoryStorage:
    def __init__(self, root: Path) -> None:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = root

    def put(self, content: bytes | IO[bytes]) -> Stored:
        source = BytesIO(content) if isinstance(content, bytes) else content
        try:
            return self._put(source)
        except OSError as error:
            if error.errno not in FULL:
                raise
            log.error("the disk is full: %s", self._root)
            raise NoRoom(NO_ROOM) from error

    def _put(self, source: IO[bytes]) -> Stored:
        # mkstemp makes the file 0600; on any failure (a full disk too) nothing but the exception is left.
        handle, draft = tempfile.mkstemp(prefix="draft-", dir=self._root)
        try:
            with os.fdopen(handle, "wb") as file:
                stored = _copied(source, file)
                file.flush()
                moment = clock.now().timestamp()
                os.utime(file.fileno(), (moment, moment))  # the sweep reckons its age by our clock
                os.fsync(file.fileno())
            self._publish(draft, self._path(stored.sha256))
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        return stored

    def open(self, sha256: str) -> IO[bytes]:
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError:
            raise Missing(sha256) from None
        try:
            if file_digest(file, "sha256").hexdigest() != sha256:
                raise Corrupt(sha256)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def free_share(self) -> float:
        disk = os.statvfs(self._root)
        return disk.f_bavail / disk.f_blocks if disk.f_blocks else 1.0

    def delete(self, sha256: str, unless_put_after: datetime) -> None:
        path = self._path(sha256)
        if path.is_file() and path.stat().st_mtime <= unless_put_after.timestamp():
            path.unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        if not HASH.fullmatch(sha256):
            raise ValueError("not a SHA-256 in hexadecimal")
        return self._root / sha256[:2] / sha256

    def _publish(self, draft: str, path: Path) -> None:
        """Rename over what may be there: a repeated upload heals a file that the disk has spoilt."""
        path.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(draft, path)
        _sync_directory(path.parent)
        _sync_directory(self._root)


def store() -> Storage:
    """Return the application's storage, where STORAGE_URL says."""
    storage: Storage | None = current_app.extensions.get("storage")
    if storage is None:
        storage = current_app.extensions["storage"] = from_url(current_app.config["SETTINGS"].storage_url)
    return storage


def opened(sha256: str, name: str, sentence: str) -> IO[bytes]:
    """Open a file that is shown; raise Unavailable with this sentence where its bytes are lost, `name` is logged."""
    try:
        return store().open(sha256)
    except (Corrupt, Missing) as error:
        log.error("%s cannot be served: %s", name, type(error).__name__)
        raise Unavailable(sentence) from error


def from_url(url: str) -> Storage:
    """`dir:/var/lib/files` or `dir:instance/files` keeps files in a directory; else ValueError."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if parts.scheme != "dir" or parts.netloc or path in {"", "/"}:
        raise ValueError("STORAGE_URL must name a directory, as in dir:///var/lib/files")
    return DirectoryStorage(Path(path))


def _copied(source: IO[bytes], target: IO[bytes]) -> Stored:
    digest, size = sha256(), 0
    while block := source.read(BLOCK):
        digest.update(block)
        size += target.write(block)
    return Stored(digest.hexdigest(), size)


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
