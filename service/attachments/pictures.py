"""A photo as it came becomes a clean copy: decoded in a process that may die in our place."""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any
from zoneinfo import ZoneInfo

from service.attachments import rules
from service.core import clock
from service.core.problems import Problem, TooLarge, Unavailable, WrongKind, _

ROOT = Path(__file__).parents[2]
_turns = BoundedSemaphore(rules.AT_ONCE)


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


def cleaned(content: bytes, zone: str = clock.DEFAULT_ZONE) -> Picture:
    """Re-encode a photo. Takes up to a second, so never inside a transaction.

    `zone` is where the camera's clock stands when the photo does not say.
    Raises TooLarge, NotAPicture, TooManyPixels, or Unavailable when too many photos wait.
    """
    _weigh(content)
    facts, clean = _reencoded(content)
    if facts.get("refused") == TooManyPixels.code:
        raise TooManyPixels(
            _("照片最多 %(most)s 万像素：请在相机设置中调低分辨率后重拍"), most=rules.MAX_PIXELS // 10_000
        )
    if "refused" in facts:
        raise NotAPicture(
            _("请上传完整的 JPG、PNG 或 WEBP 照片；苹果手机请在“设置 → 相机 → 格式”中选“兼容性最佳”后重拍")
        )
    return Picture(
        clean=clean,
        width=facts["width"],
        height=facts["height"],
        taken_at=_moment(facts.get("taken"), facts.get("offset"), zone),
    )


def _weigh(content: bytes) -> None:
    if len(content) > rules.MAX_BYTES:
        raise TooLarge(
            _("照片最多 %(most)s MB：请在相机设置中调低分辨率后重拍，或压缩后再上传"),
            most=rules.MAX_BYTES // 1024 // 1024,
        )


def _reencoded(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Run the program with an empty environment; one that dies or dawdles has seen no picture."""
    command = [sys.executable, "-E", "-s", "-B", "-m", "service.attachments.reencode"]
    if not _turns.acquire(timeout=rules.WALL_S):
        raise Unavailable(_("正在处理的照片较多，请稍等片刻再提交"))
    try:
        ran = subprocess.run(
            command, input=content, capture_output=True, timeout=rules.WALL_S, cwd=ROOT, env={}, check=True
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {"refused": NotAPicture.code}, b""
    finally:
        _turns.release()
    facts, _newline, clean = ran.stdout.partition(b"\n")
    return json.loads(facts), clean


def _moment(taken: str | None, offset: str | None, zone: str) -> datetime | None:
    """Read EXIF's `2026:11:20 08:15:30` and, since Exif 2.31, `+08:00`; what cannot be read is unknown."""
    try:
        moment = datetime.strptime(taken or "", "%Y:%m:%d %H:%M:%S")
        if offset:
            return datetime.strptime(f"{taken} {offset}", "%Y:%m:%d %H:%M:%S %z").astimezone(UTC)
        return moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
