"""Serve the whole product from one terminal: Redis, web, worker and scheduler, until Ctrl-C.

Web and Redis are the service: when one dies, all stops. Worker and scheduler are started again.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, suppress
from pathlib import Path

import local_redis

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from service.core.settings import DEMO_FILE, SET_FROM_OUTSIDE  # noqa: E402

PORT = os.environ.get("PORT") or "8000"
URL = f"http://127.0.0.1:{PORT}"
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WEB = [
    *(sys.executable, "-m", "gunicorn", "wsgi:create_app()"),
    *("--config", "scripts/serve.py", "--bind", f"127.0.0.1:{PORT}"),
]
RESTARTED = {"worker": [*FLASK, "work"], "planner": [*FLASK, "plan"]}
READY_WITHIN = 300  # seconds: the first time the demo world is made before
PATIENCE = 8  # seconds for a child to finish what it holds

Children = dict[str, subprocess.Popen[bytes]]


class Stopped(Exception):
    """Why everything stops; the message is for the terminal."""


def main() -> int:
    os.chdir(ROOT)
    Path("instance").mkdir(exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    children: Children = {}
    with ExitStack() as stack:
        stack.callback(stop, children)
        try:
            serve(children, stack)
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)
            return 0
        except (Stopped, local_redis.NoRedis) as reason:
            print(f"Stopping: {reason}", file=sys.stderr, flush=True)
            return 1


def serve(children: Children, stack: ExitStack) -> None:
    refuse_taken_port()
    os.environ.setdefault("DEMO", "1")
    os.environ.setdefault("PUBLIC_BASE_URL", URL)
    if not os.environ.get("REDIS_URL"):
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="redis-", dir="instance")))
        stack.callback(stop, children)  # before its directory goes
        children["redis"], os.environ["REDIS_URL"] = local_redis.started(directory.resolve())
    write_demo_file()
    children["web"] = start(WEB)
    wait_until_ready(children)
    for name, command in RESTARTED.items():
        children[name] = start(command)
    print(f"Serving {URL}  (Ctrl-C stops it)", flush=True)
    while True:
        watch(children)
        time.sleep(0.5)


def write_demo_file() -> None:
    """Let `flask` commands find the demo world that is served; for its owner's eyes, for it may hold a password."""
    DEMO_FILE.unlink(missing_ok=True)
    if os.environ["DEMO"] != "1":
        return
    DEMO_FILE.touch(mode=0o600)
    lines = [f"{name}={os.environ[name]}" for name in SET_FROM_OUTSIDE if name in os.environ]
    DEMO_FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def refuse_taken_port() -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(PORT)))
        except OSError as error:
            raise Stopped(f"port {PORT} is taken; choose another: make run PORT=8001") from error


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own: the terminal's Ctrl-C reaches this process alone."""
    return subprocess.Popen([*local_redis.TIED, *command], start_new_session=True)


def wait_until_ready(children: Children) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(READY_WITHIN * 10):
        watch(children)
        try:
            direct.open(f"{URL}/healthz", timeout=5).close()
            return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise Stopped(f"the web process does not answer after {READY_WITHIN} seconds")


def watch(children: Children) -> None:
    for name, child in children.items():
        if child.poll() is None:
            continue
        if name not in RESTARTED:
            raise Stopped(f"{name} died with exit code {child.returncode}")
        print(
            f"{name} died with exit code {child.returncode}; starting it again", file=sys.stderr, flush=True
        )
        time.sleep(1)
        children[name] = start(RESTARTED[name])


def stop(children: Children) -> None:
    """Redis last; who does not end in time is asked again, then killed with all of its group."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    redis = children.pop("redis", None)
    for group in (list(children.values()), [redis] if redis else []):
        for patience in (PATIENCE, 2):
            alive = [child for child in group if child.poll() is None]
            for child in alive:
                child.terminate()
            end_by(alive, time.monotonic() + patience)
        for child in group:
            with suppress(ProcessLookupError):  # also what a dead child left behind
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    children.clear()


def end_by(children: list[subprocess.Popen[bytes]], deadline: float) -> None:
    for child in children:
        try:
            child.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    sys.exit(main())
