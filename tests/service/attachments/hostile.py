"""Files that an attacker, or a broken phone, would send."""

import struct
import zlib
from io import BytesIO
from zipfile import ZipFile

from PIL import Image

PAYLOAD = b"<script>alert(document.domain)</script>"


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(size: tuple[int, int] = (320, 240), **options: object) -> bytes:
    """A JPEG that is red on the left and blue on the right, so that a turn shows."""
    image = Image.new("RGB", size, "red")
    image.paste("blue", (size[0] // 2, 0, *size))
    return encoded(image, **options)


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A one-bit grey PNG whose header says what it likes."""
    header = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + png_chunk(b"IEND", b"")


def zeros(size: int) -> bytes:
    """`size` zero bytes as a whole and correct zlib stream, made of one deflated mebibyte repeated."""
    deflate = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    adler = (size % 65521) << 16 | 1
    return b"\x78\xda" + block * (size >> 20) + deflate.flush() + struct.pack(">I", adler)


def bomb(side: int) -> bytes:
    """A whole and correct black square: 30,000 pixels a side are 110 KB."""
    return png(side, side, png_chunk(b"IDAT", zlib.compress(bytes((side // 8 + 1) * side), 9)))


def zipped() -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("../../evil.html", PAYLOAD)
    return out.getvalue()


def fits(width: int = 16) -> bytes:
    cards = ("SIMPLE  = T", "BITPIX  = 8", "NAXIS   = 2", f"NAXIS1  = {width}", f"NAXIS2  = {width}", "END")
    return "".join(card.ljust(80) for card in cards).ljust(2880).encode() + bytes(2880)


def psd() -> bytes:
    return b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, 16, 16, 8, 3) + bytes(12) + bytes(2 + 3 * 256)


def mpo() -> bytes:
    """Two pictures in one file, as many phones write them: red and blue first, a green one behind it."""
    first, second = Image.open(BytesIO(photo())), Image.new("RGB", (320, 240), "green")
    return encoded(first, "MPO", save_all=True, append_images=[second])


def gif(tail: bytes = b"") -> bytes:
    return encoded(Image.new("P", (16, 16)), "GIF") + tail


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">' + PAYLOAD + b"</svg>"
HTML = b"<!doctype html><html><body>" + PAYLOAD + b"</body></html>"
SCRIPT_AS_GIF = b"GIF89a/*" + bytes(64) + b"*/=1;alert(document.domain)//"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(256)

NOT_PICTURES = {
    "nothing": b"",
    "html": HTML,
    "svg": SVG,
    "script as gif": SCRIPT_AS_GIF,
    "gif": gif(),
    "gif and html": gif(HTML),
    "gif and zip": gif(zipped()),
    "zip": zipped(),
    "psd": psd(),
    "fits": fits(),
    "heic": HEIC,
    "bmp": encoded(Image.new("RGB", (16, 16)), "BMP"),
    "tiff": encoded(Image.new("RGB", (16, 16)), "TIFF"),
    "pdf": encoded(Image.new("RGB", (16, 16)), "PDF"),
    "cut jpeg": photo()[:-300],
    "cut png": encoded(Image.effect_noise((64, 64), 9), "PNG")[:-500],
    "cut webp": encoded(Image.effect_noise((64, 64), 9), "WEBP")[:-500],
    "jpeg header only": photo()[:20],
    "png of no size": png(0, 0, png_chunk(b"IDAT", zlib.compress(b""))),
    "text chunk bomb": png(8, 8, png_chunk(b"zTXt", b"a\0\0" + zeros(256 << 20)), png_chunk(b"IDAT", b"")),
}
