"""Whether this container's process does its work, by the command it was started with: 0 if so.

The web answers, on its port for health where it has one; worker and scheduler have beaten lately. One beat in
the database stands for all workers, so each container looks at a file of its own.
"""

import os
import sys
import time
import urllib.request
from pathlib import Path

SILENT_AFTER_S = 60
HEALTH = "http://127.0.0.1:{port}/healthz"


def beats(file: Path) -> bool:
    return file.exists() and time.time() - file.stat().st_mtime < SILENT_AFTER_S


def answers(port: str) -> bool:
    try:
        with urllib.request.urlopen(HEALTH.format(port=port), timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def main(command: list[str]) -> int:
    if {"work", "plan"} & set(command):
        healthy = beats(Path(os.environ["HEARTBEAT_FILE"]))
    else:
        healthy = answers(os.environ.get("HEALTH_PORT") or os.environ.get("PORT") or "8000")
    return 0 if healthy else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or Path("/proc/1/cmdline").read_text().replace("\0", " ").split()))
