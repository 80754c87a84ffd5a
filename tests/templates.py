"""Databases as `migrate` leaves them, kept between runs in the user's cache directory.

What is kept is named by a digest of all that makes it: the migrations, the reference data and who loads it, the
libraries, and this code. Of each kind the newest few stay.
"""

import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

ROOT = Path(os.environ.get("TEMPLATES_OF") or Path(__file__).resolve().parent.parent)
MAKE_IT = (
    "migrations",
    "service/reference",
    "service/core",
    "service/identity",
    "service/commands_line",
    "tests/templates.py",
    "tests/databases.py",
    "tests/servers.py",
    "requirements.txt",
    "wsgi.py",
)
MOST = 3  # of a kind


def directory() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "dual-prevention" / "templates"


def sources(root: Path = ROOT) -> Iterator[Path]:
    for name in MAKE_IT:
        place = root / name
        for path in [place] if place.is_file() else sorted(place.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                yield path


def digest(version: str, root: Path = ROOT) -> str:
    """Return what stands for a template made by a server of this version."""
    made = sha256(f"{version} {platform.python_version()} {os.getuid()}".encode())
    for path in sources(root):
        made.update(f"\0{path.relative_to(root)}\0".encode() + sha256(path.read_bytes()).digest())
    return made.hexdigest()[:24]


def place(kind: str, version: str) -> Path:
    return directory() / f"{kind}-{digest(version)}"


def copy(source: Path, target: Path) -> None:
    """Copy a file or a tree with its owners and rights."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def keep(source: Path, kept: Path) -> None:
    """Keep a copy under its name, whole or not at all; let go of the oldest."""
    kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=kept.parent))
    try:
        copy(source, draft / kept.name)
        if not kept.exists():
            (draft / kept.name).rename(kept)
            os.utime(kept)
    finally:
        shutil.rmtree(draft)
    kind = kept.name.partition("-")[0]
    for old in sorted(kept.parent.glob(f"{kind}-*"), key=lambda one: -one.stat().st_mtime)[MOST:]:
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
