"""F35: a decoder without time or memory says so; of a good photo nobody hears that it is none."""

import subprocess
import threading
import time
from io import BytesIO

import pytest
from PIL import Image

from service.attachments import pictures, rules
from service.core.acts.problems import Unavailable
from tests.service.attachments import hostile

UNKNOWN = rules.UNKNOWN
GOOD = hostile.photo()


def of(kind: str, width: int, height: int) -> bytes:
    if kind == "PNG":
        return hostile.png(width, height, hostile.png_chunk(b"IDAT", hostile.zeros(1 << 24)))
    out = BytesIO()
    Image.new("L", (width, height)).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("limit", "value"), [("WALL_S", 0.01), ("CPU_S", 0), ("MEMORY_BYTES", 24 << 20)])
def test_f35_a_good_photo_without_time_or_memory_is_to_be_sent_again(
    limit: str, value: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = subprocess.run

    def confined(command: list[str], **options: object) -> object:
        program = "import sys; from service.attachments import rules, reencode; "
        program += f"rules.{limit} = {value}; sys.argv = ['x', *sys.argv[1:]]; reencode.main()"
        return run([command[0], "-c", program, *command[-2:]], **options)

    if limit == "WALL_S":
        monkeypatch.setattr(rules, limit, value)
    else:
        monkeypatch.setattr(subprocess, "run", confined)
    with pytest.raises(Unavailable) as told:
        pictures.cleaned(GOOD)
    assert told.value.status == 503 and "再提交一次" in told.value.detail


@pytest.mark.parametrize(
    ("kind", "size", "is_taken"),
    [
        ("PNG", (3000, 3000), True),
        ("PNG", (3001, 3000), False),
        ("PNG", (6300, 6300), False),
        ("JPEG", (5000, 5000), True),
        ("JPEG", (5001, 5000), False),
    ],
)
def test_a41_nobody_known_may_send_25_million_pixels_as_jpeg_and_9_million_else(
    kind: str, size: tuple[int, int], is_taken: bool
) -> None:
    content = of(kind, *size)
    if is_taken:
        assert pictures.cleaned(content, budget=UNKNOWN).width == 1600
        return
    with pytest.raises(pictures.TooManyPixels) as refused:
        pictures.cleaned(content, budget=UNKNOWN)
    assert "2500" in refused.value.detail and "900" in refused.value.detail


def test_f35_who_is_not_known_waits_with_one_other_and_takes_no_turn_of_the_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    go, running = threading.Event(), []
    run = subprocess.run

    def slow(*command: object, **options: object) -> object:
        running.append(threading.current_thread())
        go.wait(20)
        return run(*command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", slow)
    senders = [
        threading.Thread(target=pictures.cleaned, args=(GOOD,), kwargs={"budget": UNKNOWN}) for _ in range(2)
    ]
    for sender in senders:
        sender.start()
    while not running:
        time.sleep(0.01)
    time.sleep(0.1)
    before = time.monotonic()
    with pytest.raises(Unavailable):
        pictures.cleaned(GOOD, budget=UNKNOWN)
    assert time.monotonic() - before < 2  # at once
    known = threading.Thread(target=pictures.cleaned, args=(GOOD,))
    known.start()
    while known not in running:
        time.sleep(0.01)
    go.set()
    for thread in [*senders, known]:
        thread.join()
