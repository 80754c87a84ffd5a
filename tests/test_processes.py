"""A child that does not heed a signal is killed with its children, and waited for."""

import subprocess
import sys

from tests.processes import end, runs

STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pid = os.fork()
os.write(1, b"%d\\n" % os.getpid())
time.sleep(60)
"""


def test_who_does_not_end_is_killed_with_his_children() -> None:
    with subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout
        pids = [int(child.stdout.readline()) for _ in range(2)]
        assert end([child], patience_s=0.1) == [child.args]
        assert [pid for pid in pids if runs(pid)] == []
        assert child.returncode == -9


def test_who_ends_by_himself_is_not_killed() -> None:
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    assert end([child]) == []
    assert child.returncode == -15
