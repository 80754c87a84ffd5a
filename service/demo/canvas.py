"""What a scene is drawn with: light, surfaces, shadows, and the grain of a phone's camera."""

from collections.abc import Sequence
from io import BytesIO
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1280, 960
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]  # left, top, right, bottom
Points = Sequence[tuple[float, float]]


def shade(colour: Colour, by: float) -> Colour:
    """Darken (`by` below 1) or brighten a colour."""
    red, green, blue = (min(255, round(part * by)) for part in colour)
    return red, green, blue


class Canvas:
    """A picture of 1280 × 960 pixels; the same seed draws the same bytes."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self.image = Image.new("RGB", (WIDTH, HEIGHT))

    def room(self, wall: Colour, floor: Colour, edge: int) -> None:
        """Paint a wall down to `edge` and the floor in front of it."""
        self.surface((0, 0, WIDTH, edge), [shade(wall, 0.8), wall, shade(wall, 1.06), shade(wall, 0.9)])
        self.surface((0, edge, WIDTH, HEIGHT), [shade(floor, 0.72), floor, shade(floor, 1.12)])
        self.grain((0, 0, WIDTH, HEIGHT), 26, 9)
        self.grain((0, edge, WIDTH, HEIGHT), 30, 3)
        self.shadow((-60, edge - 14, WIDTH + 60, edge + 22), 110, 12)

    def surface(self, box: Box, stops: Sequence[Colour], radius: int = 0, across: bool = False) -> None:
        """Fill a box with a run of colours, downwards or `across`: a wall, a pipe, a drum."""
        left, top, right, bottom = box
        ramp = Image.new("RGB", (len(stops), 1) if across else (1, len(stops)))
        ramp.putdata(list(stops))
        mask = Image.new("L", (right - left, bottom - top))
        ImageDraw.Draw(mask).rounded_rectangle((0, 0, right - left - 1, bottom - top - 1), radius, fill=255)
        self.image.paste(ramp.resize(mask.size, Image.Resampling.BICUBIC), (left, top), mask)

    def drum(self, box: Box, colour: Colour, radius: int = 0, lying: bool = False) -> None:
        """Draw something round, standing or lying: dark rims, a bright line left of the middle."""
        stops = [shade(colour, by) for by in (0.42, 0.8, 1.25, 1.05, 0.85, 0.6, 0.38)]
        self.surface(box, stops, radius, across=not lying)

    def disc(self, centre: tuple[int, int], radius: int, colour: Colour) -> None:
        """Draw a round face lit from the upper left."""
        size = radius * 2
        glow = ImageChops.offset(Image.radial_gradient("L").resize((size, size)), -radius // 4, -radius // 4)
        face = Image.composite(
            Image.new("RGB", (size, size), shade(colour, 0.62)),
            Image.new("RGB", (size, size), shade(colour, 1.15)),
            glow,
        )
        mask = Image.new("L", (size, size))
        ImageDraw.Draw(mask).ellipse((0, 0, size - 1, size - 1), fill=255)
        self.image.paste(face, (centre[0] - radius, centre[1] - radius), mask)

    def shadow(self, box: Box, depth: int, softness: int) -> None:
        """Darken a soft ellipse; `depth` 0 to 255."""
        # Soft things need no sharp mask: a quarter of the size is drawn in a sixteenth of the time.
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        ImageDraw.Draw(mask).ellipse([edge // 4 for edge in box], fill=depth)
        mask = mask.filter(ImageFilter.GaussianBlur(softness / 4))
        self.stain(mask.resize((WIDTH, HEIGHT)), (12, 12, 14))

    def stain(self, mask: Image.Image, colour: Colour) -> None:
        self.image.paste(Image.new("RGB", (WIDTH, HEIGHT), colour), (0, 0), mask)

    def blot(self, points: Points, depth: int, softness: float) -> Image.Image:
        """Give the mask of a soft-edged shape."""
        mask = Image.new("L", (WIDTH, HEIGHT))
        ImageDraw.Draw(mask).polygon(list(points), fill=depth)
        return mask.filter(ImageFilter.GaussianBlur(softness))

    def polygon(self, points: Points, colour: Colour) -> None:
        ImageDraw.Draw(self.image).polygon(list(points), fill=colour)

    def line(self, points: Points, colour: Colour, width: int = 3) -> None:
        ImageDraw.Draw(self.image).line(list(points), fill=colour, width=width, joint="curve")

    def ring(self, box: Box, colour: Colour, width: int) -> None:
        ImageDraw.Draw(self.image).ellipse(box, outline=colour, width=width)

    def arc(self, box: Box, sweep: tuple[int, int], colour: Colour, width: int) -> None:
        """Draw part of a ring, in degrees clockwise from three o'clock."""
        ImageDraw.Draw(self.image).arc(box, *sweep, fill=colour, width=width)

    def text(self, at: tuple[int, int], words: str, size: int, colour: Colour) -> None:
        ImageDraw.Draw(self.image).text(at, words, colour, ImageFont.load_default(size), anchor="mm")

    def grain(self, box: Box, strength: int, coarseness: int) -> None:
        """Roughen a surface: `strength` 0 to 255, `coarseness` in pixels."""
        left, top, right, bottom = box
        size = (right - left, bottom - top)
        small = (max(1, size[0] // coarseness), max(1, size[1] // coarseness))
        noise = Image.frombytes("L", small, self.random.randbytes(small[0] * small[1]))
        noise = noise.resize(size, Image.Resampling.BICUBIC).point(
            lambda level: 128 + (level - 128) * strength // 255
        )
        patch = self.image.crop(box)
        self.image.paste(ImageChops.overlay(patch, Image.merge("RGB", (noise,) * 3)), (left, top))

    def jpeg(self) -> bytes:
        """Develop the picture: lens blur, darker corners, sensor noise."""
        corners = (
            Image.radial_gradient("L").resize((WIDTH, HEIGHT)).point(lambda level: max(0, level - 70) // 2)
        )
        self.stain(corners, (8, 8, 12))
        self.image = self.image.filter(ImageFilter.GaussianBlur(0.9))
        self.grain((0, 0, WIDTH, HEIGHT), 30, 2)
        out = BytesIO()
        self.image.save(out, "JPEG", quality=85)
        return out.getvalue()
