"""Attacks A41, A43 and A44: files that are not what they seem."""

import time
from hashlib import sha256
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from service.attachments import pictures, rules
from service.core.storage import DirectoryStorage
from tests.service.attachments import hostile
from tests.service.attachments.hostile import PAYLOAD, photo


@pytest.mark.parametrize("name", hostile.NOT_PICTURES)
def test_a41_what_is_no_whole_picture_is_refused_with_415(name):
    with pytest.raises(pictures.NotAPicture) as refused:
        pictures.cleaned(hostile.NOT_PICTURES[name])
    assert (refused.value.status, refused.value.code) == (415, "NOT_A_PICTURE")
    assert "JPG" in refused.value.detail


@pytest.mark.parametrize("side", [30_000, 14_143, 6_400])
def test_a41_a_bomb_of_many_pixels_is_refused_with_422(side):
    started = time.monotonic()
    with pytest.raises(pictures.TooManyPixels) as refused:
        pictures.cleaned(hostile.bomb(side))
    assert time.monotonic() - started < 10
    assert (refused.value.status, refused.value.code) == (422, "TOO_MANY_PIXELS")
    assert "4000" in refused.value.detail


@pytest.mark.parametrize("side", [8, 4000])
def test_a41_a_gigabyte_of_idat_costs_neither_memory_nor_time(side):
    # The program has 512 MiB: had it inflated the gigabyte, it would have refused.
    bomb = hostile.png(side, side, hostile.png_chunk(b"IDAT", hostile.zeros(1 << 30)))
    started = time.monotonic()
    assert pictures.cleaned(bomb).width == min(side, rules.LONG_SIDE_PX)
    assert time.monotonic() - started < 10


def test_a41_a_byte_too_many_is_refused_with_413_and_the_rest_is_not_read():
    upload = BytesIO(bytes(rules.MAX_BYTES + 4096))
    with pytest.raises(pictures.TooLarge) as refused:
        pictures.read(upload)
    assert refused.value.status == 413
    assert upload.tell() == rules.MAX_BYTES + 1


@pytest.mark.parametrize("tail", [hostile.HTML, hostile.zipped(), PAYLOAD], ids=["html", "zip", "script"])
def test_a41_of_a_polyglot_only_the_picture_is_left(tail):
    polyglot = photo(comment=PAYLOAD) + tail
    clean = pictures.cleaned(polyglot).clean
    assert b"script" in polyglot
    assert b"script" not in clean and b"PK\x03\x04" not in clean
    assert "comment" not in Image.open(BytesIO(clean)).info


def test_a41_of_two_pictures_in_one_file_the_first_is_kept():
    # Many phones write such files: to refuse them would refuse good photos.
    content = hostile.mpo()
    assert Image.open(BytesIO(content)).n_frames == 2
    clean = Image.open(BytesIO(pictures.cleaned(content).clean))
    assert clean.format == "JPEG"
    assert clean.getpixel((40, 120))[0] > 200


def test_a43_no_place_is_in_the_clean_copy_and_the_original_keeps_its_hash(tmp_path):
    exif = Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:11:20 08:15:30"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            ExifTags.GPS.GPSLatitudeRef: "N",
            ExifTags.GPS.GPSLatitude: (36.0, 10.0, 12.3456),
            ExifTags.GPS.GPSLongitudeRef: "E",
            ExifTags.GPS.GPSLongitude: (114.0, 15.0, 45.6789),
        }
    )
    original = photo(exif=exif)
    storage = DirectoryStorage(tmp_path)
    kept = storage.put(original)
    picture = pictures.cleaned(original)
    assert picture.taken_at is not None
    assert b"Exif" in original and b"Exif" not in picture.clean
    assert not Image.open(BytesIO(picture.clean)).getexif()
    with storage.open(kept.sha256) as file:
        assert sha256(file.read()).hexdigest() == sha256(original).hexdigest()
