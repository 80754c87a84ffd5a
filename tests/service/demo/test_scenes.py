"""The photos of the demo world."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from service.attachments import pictures
from service.demo import scenes

pytestmark = pytest.mark.days


@pytest.mark.parametrize("scene", scenes.SCENES)
def test_before_and_after_are_the_same_place_and_differ_in_the_hazard(scene):
    before, after = (
        Image.open(BytesIO(scenes.photo(scene, rectified=rectified))) for rectified in (False, True)
    )
    assert before.size == after.size == (1280, 960)
    difference = ImageChops.difference(before, after).convert("L").point(lambda level: 255 * (level > 48))
    changed = ImageStat.Stat(difference).mean[0] / 255
    assert 0.001 < changed < 0.4


def test_a_scene_is_drawn_the_same_every_time():
    assert scenes.photo("oil", rectified=False) == scenes.photo("oil", rectified=False)


def test_a_scene_passes_as_a_photo():
    assert pictures.cleaned(scenes.photo("detector", rectified=True)).width == 1280
