"""An upload in the format of Excel 97 to 2003 becomes one in today's, in a process that may die in our place."""

import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

from service.core.acts.problems import Unavailable, _
from service.exchange.unreadable import SAVE_AS, UnreadableWorkbook

MAX_BYTES = 20 * 1024 * 1024
WALL_S = 60
AT_ONCE = 2
ROOT = Path(__file__).parents[2]
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and .xlsx under a password
_COMMAND = [sys.executable, "-E", "-s", "-B", "-m", "service.exchange.old_reader"]
_turns = BoundedSemaphore(AT_ONCE)


def is_old(content: bytes) -> bool:
    """Tell by the first bytes whether it would have to be converted, which a request does not wait for."""
    return content.startswith(_COMPOUND_FILE)


def as_xlsx(content: bytes) -> bytes:
    """Return a workbook as .xlsx, what is none in the old format as it is. Raises UnreadableWorkbook, Unavailable."""
    if not is_old(content):
        return content
    if len(content) > MAX_BYTES:
        raise _unreadable()
    if not _turns.acquire(timeout=WALL_S):
        raise _busy()
    try:
        with TemporaryDirectory(prefix="old-") as place:  # whatever the program leaves goes with it
            ran = subprocess.run(
                _COMMAND,
                input=content,
                capture_output=True,
                timeout=WALL_S,
                cwd=ROOT,
                env={"TMPDIR": place},
                check=True,
            )
    except subprocess.TimeoutExpired as failure:  # a busy machine: within its CPU seconds it would have ended
        raise _busy() from failure
    except subprocess.CalledProcessError as failure:
        raise (_busy() if failure.returncode == -signal.SIGKILL else _unreadable()) from failure
    finally:
        _turns.release()
    return ran.stdout


def _busy() -> Unavailable:
    return Unavailable(_("正在读取的旧版表格较多，请稍等片刻再上传"))


def _unreadable() -> UnreadableWorkbook:
    return UnreadableWorkbook(
        _("这个旧版 .xls 文件无法读取：已损坏、太大，或者加了密码。%(save_as)s有密码的请先取消密码。"),
        code="WORKBOOK_IS_XLS",
        save_as=SAVE_AS,
    )
