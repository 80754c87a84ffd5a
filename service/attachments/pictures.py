"""A photo as it came becomes a clean copy: decoded in a process that may die in our place."""

import json
import logging
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO
from zoneinfo import ZoneInfo

from service.attachments import rules
from service.core import clock
from service.core.acts.problems import Problem, TooLarge, Unavailable, WrongKind, _

ROOT = Path(__file__).parents[2]
log = logging.getLogger(__name__)
OVERWORKED = {-signal.SIGKILL, -signal.SIGXCPU}  # for too little memory or time, whatever the photo is


class Turns:
    """Who decodes now, and who may wait for it: more than that would take the threads of everybody else."""

    def __init__(self, budget: rules.Budget) -> None:
        self.budget = budget
        self._places = BoundedSemaphore(budget.at_once + budget.waiting)
        self._turns = BoundedSemaphore(budget.at_once)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Unavailable where too many wait, or one's own turn does not come."""
        if not self._places.acquire(blocking=False):
            raise Unavailable(BUSY)
        try:
            if not self._turns.acquire(timeout=self.budget.wait_s):
                raise Unavailable(BUSY)
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._places.release()


BUSY = _("正在处理的照片较多，您填写的内容没有丢，请稍等片刻再提交一次")
TURNS = {budget: Turns(budget) for budget in (rules.KNOWN, rules.UNKNOWN)}


class NotAPicture(WrongKind):
    code = "NOT_A_PICTURE"
    title = _("这不是能读取的照片")


class TooManyPixels(Problem):
    code, status = "TOO_MANY_PIXELS", 422
    title = _("照片像素太多")


@dataclass(frozen=True)
class Picture:
    """The clean copy is a JPEG of pixels alone; its time is what the original claims, not proof.

    Where it was taken stays in the original, as a person's whereabouts are not asked for.
    """

    clean: bytes
    width: int
    height: int
    taken_at: datetime | None


def read(upload: IO[bytes]) -> bytes:
    """Read an upload to its end; raises TooLarge after the first byte too many."""
    content = upload.read(rules.MAX_BYTES + 1)
    _weigh(content)
    return content


def cleaned(content: bytes, budget: rules.Budget = rules.KNOWN) -> Picture:
    """Re-encode a photo. Takes up to a second, so never inside a transaction.

    Where the photo does not say it, the camera's clock stands in the site's zone.
    Raises TooLarge, NotAPicture, TooManyPixels, or Unavailable when there is no time or memory for it.
    """
    _weigh(content)
    facts, clean = _reencoded(content, budget)
    if facts.get("refused") == Unavailable.code:
        raise Unavailable(BUSY)
    if facts.get("refused") == TooManyPixels.code:
        raise _too_many(budget)
    if "refused" in facts:
        raise NotAPicture(
            _("请上传完整的 JPG、PNG 或 WEBP 照片；苹果手机请在“设置 → 相机 → 格式”中选“兼容性最佳”后重拍")
        )
    return Picture(
        clean=clean,
        width=facts["width"],
        height=facts["height"],
        taken_at=_moment(facts.get("taken"), facts.get("offset")),
    )


def _too_many(budget: rules.Budget) -> TooManyPixels:
    most, others = budget.jpeg_pixels // 10_000, budget.pixels // 10_000
    if budget is rules.KNOWN:
        return TooManyPixels(_("照片最多 %(most)s 万像素：请在相机设置中调低分辨率后重拍"), most=most)
    return TooManyPixels(
        _("没有登录时，照片最多 %(most)s 万像素，截图等图片最多 %(others)s 万：请调低分辨率，或登录后再提交"),
        most=most,
        others=others,
    )


def _weigh(content: bytes) -> None:
    if len(content) > rules.MAX_BYTES:
        raise TooLarge(
            _("照片最多 %(most)s MB：请在相机设置中调低分辨率后重拍，或压缩后再上传"),
            most=rules.MAX_BYTES // 1024 // 1024,
        )


def _reencoded(content: bytes, budget: rules.Budget) -> tuple[rules.Answer, bytes]:
    """Run the program with an empty environment; of a photo that it died of nothing is known but that it did."""
    program = [sys.executable, "-E", "-s", "-B", "-m", "service.attachments.reencode"]
    command = [*program, str(budget.jpeg_pixels), str(budget.pixels)]
    with TURNS[budget].taken():
        try:
            ran = subprocess.run(
                command,
                input=content,
                capture_output=True,
                timeout=rules.WALL_S,
                cwd=ROOT,
                env={},
                check=True,
            )
        except subprocess.CalledProcessError as error:
            log.warning("a photo could not be decoded: %s", error.stderr.decode(errors="replace")[-500:])
            is_overworked = error.returncode in OVERWORKED or b"MemoryError" in error.stderr
            return {"refused": Unavailable.code if is_overworked else NotAPicture.code}, b""
        except (subprocess.TimeoutExpired, OSError) as error:  # OSError: no process, no memory to start it
            log.warning("a photo could not be decoded: %s", error)
            return {"refused": Unavailable.code}, b""
    facts, _newline, clean = ran.stdout.partition(b"\n")
    return json.loads(facts), clean


def _moment(taken: str | None, offset: str | None) -> datetime | None:
    """Read EXIF's `2026:11:20 08:15:30` and, since Exif 2.31, `+08:00`; what cannot be read is unknown."""
    try:
        moment = datetime.strptime(taken or "", "%Y:%m:%d %H:%M:%S")
        if offset:
            return datetime.strptime(f"{taken} {offset}", "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
        return moment.replace(tzinfo=ZoneInfo(clock.DEFAULT_ZONE)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
