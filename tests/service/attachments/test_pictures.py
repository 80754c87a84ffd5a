"""What becomes of a photo that a phone sends."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from io import BytesIO
from threading import Thread

import pytest
from PIL import ExifTags, Image

from service.attachments import pictures, rules
from tests.service.attachments.hostile import encoded, photo

# What the sensor saw: the turn that the orientation flag asks to be undone.
SEEN = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def opened(picture: pictures.Picture) -> Image.Image:
    image = Image.open(BytesIO(picture.clean))
    image.load()
    return image


def exif(taken: str = "2026:11:20 08:15:30", offset: str = "", orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[ExifTags.Base.Orientation] = orientation
    found.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    if offset:
        found.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.OffsetTimeOriginal] = offset
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_at_most_1600_pixels(kind):
    picture = pictures.cleaned(encoded(Image.new("RGB", (2400, 1200), "grey"), kind))
    image = opened(picture)
    assert (image.format, image.size) == ("JPEG", (1600, 800))
    assert (picture.width, picture.height) == (1600, 800)


def test_a_small_photo_keeps_its_size():
    assert opened(pictures.cleaned(photo())).size == (320, 240)


@pytest.mark.parametrize("mode", ["L", "RGBA", "LA", "P", "1", "I;16", "CMYK"])
def test_every_kind_of_pixel_can_be_read(mode):
    content = encoded(Image.new(mode, (64, 48)), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(pictures.cleaned(content)).size == (64, 48)


def test_what_is_transparent_becomes_white():
    image = opened(pictures.cleaned(encoded(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), "PNG")))
    assert image.getpixel((8, 8)) == (255, 255, 255)


@pytest.mark.slow
def test_forty_million_pixels_are_taken():
    assert pictures.cleaned(photo((7296, 5472))).width == rules.LONG_SIDE_PX


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_phone_was_held(orientation):
    upright = Image.open(BytesIO(photo()))
    upright.paste("white", (0, 0, 320, 60))
    seen = upright if orientation == 1 else upright.transpose(SEEN[orientation])
    image = opened(pictures.cleaned(encoded(seen, exif=exif(orientation=orientation))))
    assert image.size == (320, 240)
    sky, red, blue = (image.getpixel(point) for point in ((160, 20), (40, 160), (280, 160)))
    assert min(sky) > 200 and red[0] > 200 > 60 > red[2] and blue[2] > 200 > 60 > blue[0]


@pytest.mark.parametrize(
    ("offset", "hour"), [("", 0), ("+08:00", 0), ("+00:00", 8)], ids=["the site's zone", "Beijing", "UTC"]
)
def test_the_time_is_read_as_data(offset, hour):
    picture = pictures.cleaned(photo(exif=exif(offset=offset)))
    assert picture.taken_at == datetime(2026, 11, 20, hour, 15, 30, tzinfo=UTC)


@pytest.mark.parametrize("taken", ["", "0000:00:00 00:00:00", "yesterday", "2026:11:20 08:15:30" * 9])
def test_a_time_that_cannot_be_read_is_unknown(taken):
    assert pictures.cleaned(photo(exif=exif(taken))).taken_at is None


def test_spoilt_exif_does_not_spoil_the_photo():
    whole = exif().tobytes()
    for spoilt in (whole[:30], whole[:50] + bytes(range(40, 90)), b"Exif\0\0" + bytes(range(60))):
        assert pictures.cleaned(photo(exif=spoilt)).width == 320


def test_the_program_limits_its_memory_before_it_reads():
    ran = _python("from service.attachments import reencode; reencode._confine(); bytearray(600 << 20)")
    assert ran.stderr.strip().endswith("MemoryError")


def test_the_program_imports_nothing_of_the_service_but_its_limits():
    ran = _python("import sys; from service.attachments import reencode; print(*sys.modules)")
    assert {name for name in ran.stdout.split() if name.startswith("service.")} == {
        "service.attachments",
        "service.attachments.reencode",
        "service.attachments.rules",
    }


@pytest.mark.slow
def test_a_burst_of_photos_is_worked_off_two_at_a_time():
    threads = [Thread(target=pictures.cleaned, args=(photo((2000, 1500)),)) for _ in range(5)]
    most = 0
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        most = max(most, _children())
        time.sleep(0.01)
    assert most == 2


def _children() -> int:
    """Count the processes that this one has running."""
    ran = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )
    return ran.stdout.count("service.attachments.reencode")


def _python(program: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", program], cwd=pictures.ROOT, capture_output=True, text=True, check=False
    )
