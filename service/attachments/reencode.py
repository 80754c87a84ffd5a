"""One photo in, its clean copy out: a program that runs alone and may be lost without harm.

Takes how many pixels a JPEG, and any other picture, may have. Reads the photo from standard input. Writes one
line of JSON and, unless that names a refusal, the clean JPEG after it. It imports nothing of the service but the
limits, to start fast and to hold nothing of worth.
"""

import json
import resource
import struct
import sys
import warnings
from io import BytesIO
from typing import NamedTuple

from PIL import ExifTags, Image

# Named one by one: to find WEBP by its name Pillow would import all it can read.
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from service.attachments import rules

FORMATS = [kind.format for kind in (JpegImageFile, PngImageFile, WebPImageFile)]
SHRUNK = {"JPEG", "MPO"}
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# What Pillow raises over an EXIF block that somebody made up.
BAD_EXIF = (ArithmeticError, LookupError, OSError, SyntaxError, TypeError, ValueError, struct.error)
BAD_PICTURE = (*BAD_EXIF, EOFError)


class Exif(NamedTuple):
    orientation: object
    taken: str | None
    offset: str | None


def main() -> None:
    _confine()
    jpeg_pixels, pixels = map(int, sys.argv[1:])
    facts, clean = answer(sys.stdin.buffer.read(rules.MAX_BYTES + 1), jpeg_pixels, pixels)
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n" + clean)


def answer(content: bytes, jpeg_pixels: int, pixels: int) -> tuple[rules.Answer, bytes]:
    """Give what is known of a photo with the clean copy, or why it is refused with nothing."""
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as photo:  # reads the header alone
            if photo.width * photo.height > (jpeg_pixels if photo.format in SHRUNK else pixels):
                return {"refused": "TOO_MANY_PIXELS"}, b""
            return _cleaned(photo)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        return {"refused": "TOO_MANY_PIXELS"}, b""
    except MemoryError:
        return {"refused": "UNAVAILABLE"}, b""
    except BAD_PICTURE:
        return {"refused": "NOT_A_PICTURE"}, b""


def _confine() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, rules.MEMORY_BYTES),
        (resource.RLIMIT_CPU, rules.CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    # Pillow only warns until twice its limit; it looks at the size before it decodes.
    Image.MAX_IMAGE_PIXELS = rules.MAX_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)


def _cleaned(photo: Image.Image) -> tuple[rules.Answer, bytes]:
    exif = _exif(photo)
    picture = _upright(_shrunk(photo), exif.orientation)
    # A fresh canvas takes pixels alone: no EXIF, comment, profile or second file rides along.
    clean = Image.new("RGB", picture.size, "white")
    clean.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    out = BytesIO()
    clean.save(out, "JPEG", quality=rules.QUALITY, optimize=True, progressive=True)
    known: rules.Answer = {
        "width": clean.width,
        "height": clean.height,
        "taken": exif.taken,
        "offset": exif.offset,
    }
    return known, out.getvalue()


def _shrunk(photo: Image.Image) -> Image.Image:
    """Shrink to the long side; a JPEG does most of it while it is decoded."""
    picture: Image.Image = photo
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    elif picture.mode not in {"RGB", "RGBA", "L", "CMYK"}:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    picture.thumbnail((rules.LONG_SIDE_PX, rules.LONG_SIDE_PX), Image.Resampling.LANCZOS)
    return picture if picture.mode in {"RGB", "RGBA"} else picture.convert("RGB")


def _upright(picture: Image.Image, orientation: object) -> Image.Image:
    turn = TURNED.get(orientation) if isinstance(orientation, int) else None
    return picture if turn is None else picture.transpose(turn)


def _exif(photo: Image.Image) -> Exif:
    """Give orientation and time as far as they can be read: bad EXIF does not spoil a good photo."""
    orientation: object = 1
    taken = offset = None
    try:
        exif = photo.getexif()
        orientation = exif.get(ExifTags.Base.Orientation, 1)
        tags = exif.get_ifd(ExifTags.IFD.Exif)
        taken = _text(tags.get(ExifTags.Base.DateTimeOriginal))
        offset = _text(tags.get(ExifTags.Base.OffsetTimeOriginal))
    except BAD_EXIF:
        pass
    return Exif(orientation, taken, offset)


def _text(value: object) -> str | None:
    return value.strip("\0 ")[:32] if isinstance(value, str) else None


if __name__ == "__main__":
    main()
