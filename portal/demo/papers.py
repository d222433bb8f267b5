"""The files that residents send: drawn here, taken in like any other."""

from io import BytesIO
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.media import intake
from portal.media.models import StoredFile

PHOTO, PAGE = (640, 480), (595, 842)  # pixels; A4 at 72 dots an inch
ASPHALT, WALL = "#57595c", "#d8d2c4"
HOLE, STAIN = "#1f2022", "#8b8a6d"


def received(name: str) -> StoredFile:
    """A file of this name, always drawn the same: a photo, or a page that says it is a sample."""
    content = _page(name) if name.endswith(".pdf") else _photo(name)
    return intake.store(SimpleUploadedFile(name, content))


def _photo(name: str) -> bytes:
    """A hole in the road, or stains on a wall. Pillow is imported here, for its weight."""
    from PIL import Image, ImageDraw, ImageFilter  # noqa: PLC0415 (weight)

    chance = Random(name)  # noqa: S311 (no secret)
    road = name.startswith("route")
    picture = Image.new("RGB", PHOTO, ASPHALT if road else WALL)
    draw = ImageDraw.Draw(picture)
    for _ in range(1 if road else 9):
        wide = chance.randint(170, 280) if road else chance.randint(30, 110)
        left, top = chance.randint(40, PHOTO[0] - wide), chance.randint(40, PHOTO[1] - wide)
        draw.ellipse((left, top, left + wide, top + wide // 2), fill=HOLE if road else STAIN)
    grain = Image.effect_noise(PHOTO, 60).convert("RGB")
    picture = Image.blend(picture.filter(ImageFilter.GaussianBlur(6)), grain, 0.18)
    return _saved(picture, "JPEG")


def _page(name: str) -> bytes:
    from PIL import Image, ImageDraw, ImageFont  # noqa: PLC0415 (weight)

    page = Image.new("RGB", PAGE, "white")
    draw = ImageDraw.Draw(page)
    title = name.removesuffix(".pdf").replace("-", " ").capitalize()
    draw.text((72, 90), title, "black", ImageFont.load_default(28))
    draw.text((72, 140), "Exemple de la démonstration, sans valeur.", "black")
    for line in range(20):
        draw.line((72, 200 + 26 * line, 523 - 60 * (line % 3), 200 + 26 * line), "#b8b8b8", 3)
    return _saved(page, "PDF")


def _saved(picture: object, form: str) -> bytes:
    content = BytesIO()
    picture.save(content, form)  # type: ignore[attr-defined]  # a Pillow image, imported late
    return content.getvalue()
