"""Files by hash."""

import os
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from service.core import clock
from service.core.storage import Corrupt, DirectoryStorage, Missing, Stored, from_url

LATER = clock.now() + timedelta(days=1)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "files"


@pytest.fixture
def storage(root: Path) -> DirectoryStorage:
    return DirectoryStorage(root)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_the_age_of_a_file_is_reckoned_by_our_clock(storage):
    moment, second = datetime(2024, 2, 29, tzinfo=UTC), timedelta(seconds=1)
    with clock.frozen(moment):
        stored = storage.put(b"a photo")
    storage.delete(stored.sha256, unless_put_after=moment - second)
    assert storage.exists(stored.sha256)
    storage.delete(stored.sha256, unless_put_after=moment + second)
    assert not storage.exists(stored.sha256)


@pytest.mark.parametrize("wrap", [bytes, BytesIO])
def test_what_is_put_comes_back_by_its_hash(storage, wrap):
    content = os.urandom(3_000_000)
    stored = storage.put(wrap(content))
    assert stored == Stored(sha256(content).hexdigest(), 3_000_000)
    with storage.open(stored.sha256) as file:
        assert file.read() == content


def test_the_same_content_is_kept_once(storage, root):
    assert storage.put(b"once") == storage.put(BytesIO(b"once"))
    assert len(files(root)) == 1


def test_only_the_owner_may_read_files_and_folders(storage, root):
    path = root / (stored := storage.put(b"secret").sha256)[:2] / stored
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (root, path.parent)} == {0o700}


def test_a_spoilt_file_is_never_served_and_a_new_upload_heals_it(storage, root):
    hash_ = storage.put(b"before").sha256
    (root / hash_[:2] / hash_).write_bytes(b"beforE")
    with pytest.raises(Corrupt):
        storage.open(hash_)
    storage.put(b"before")
    with storage.open(hash_) as file:
        assert file.read() == b"before"


def test_a_source_that_breaks_off_leaves_nothing_behind(storage, root):
    class BreaksOff(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise OSError("connection lost")
            return super().read(size)

    with pytest.raises(OSError, match="connection lost"):
        storage.put(BreaksOff(os.urandom(2 << 20)))
    assert files(root) == []


def test_what_was_put_again_is_not_deleted(storage):
    hash_ = storage.put(b"again").sha256
    storage.delete(hash_, clock.now() - timedelta(hours=1))
    assert storage.exists(hash_)


def test_deleted_content_is_missing_and_may_be_deleted_again(storage):
    hash_ = storage.put(b"gone").sha256
    storage.delete(hash_, LATER)
    storage.delete(hash_, LATER)
    assert not storage.exists(hash_)
    with pytest.raises(Missing):
        storage.open(hash_)


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "a" * 63,
        "A" * 64,
        "a" * 64 + "\n",
        "a\x00" * 32,
        "\u202egpj.exe",
        "",
    ],
)
@pytest.mark.parametrize(
    "verb",
    [DirectoryStorage.open, DirectoryStorage.exists, lambda kept, name: kept.delete(name, LATER)],
    ids=["open", "exists", "delete"],
)
def test_a44_nothing_but_a_hash_reaches_the_disk(storage, verb, name):
    with pytest.raises(ValueError):
        verb(storage, name)


def test_a_storage_url_names_a_directory(tmp_path):
    storage = from_url(f"dir://{tmp_path}/with%20space")
    storage.put(b"here")
    assert (tmp_path / "with space").is_dir()


@pytest.mark.parametrize("url", ["", "dir:", "dir:///", "dir://host/path", "/srv/files", "s3://bucket"])
def test_another_storage_url_is_refused(url):
    with pytest.raises(ValueError, match="STORAGE_URL"):
        from_url(url)
