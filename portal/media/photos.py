"""Pictures drawn again from their pixels: nothing that was hidden in the file remains."""

import re
from io import BytesIO
from threading import Lock
from typing import Final

from PIL import Image, ImageOps

from portal.media.refusals import refusal

# The best telephones take 50 million; libwebp needs five times the memory of the others.
MOST_PIXELS: Final = {
    "JPEG": 64_000_000,
    "PNG": 50_000_000,
    "HEIF": 50_000_000,
    "WEBP": 25_000_000,
}
# A progressive JPEG passes over all its pixels at each scan: cameras and programs write about ten.
MOST_SCANS: Final = 50
LONGEST_SIDE: Final = 4_096  # pixels: an A4 page scanned at 350 dots an inch
JPEG_QUALITY: Final = 88
PNG_MODES: Final = ("1", "L", "LA", "P", "RGB", "RGBA")
# What a picture needs to look right; all else (position, device, date, texts) is left behind.
KEPT: Final = ("icc_profile", "transparency")
_MARKER: Final = re.compile(rb"\xff[\xc0-\xcf\xd9-\xfe]")  # of a JPEG, but those without a length
_END, _SCAN = b"\xff\xd9", b"\xff\xda"
# Unpacked, the largest takes hundreds of megabytes: the threads of a process take turns.
_ONE_AT_A_TIME: Final = Lock()


def redraw(content: bytes, name: str) -> tuple[bytes, str]:
    """The picture upright, at most 4,096 pixels a side, and its new extension.

    PNG stays PNG; everything else becomes JPEG, which every agent's computer can show. Raises
    ValidationError when it can't be opened or is large enough to exhaust the machine.
    """
    try:
        with _ONE_AT_A_TIME:
            return _redraw(content, name)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refusal("too_many_pixels", name) from error
    except (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError) as error:
        # Decoders fed with a forged file fail in all these ways.
        raise refusal("damaged", name) from error


def _redraw(content: bytes, name: str) -> tuple[bytes, str]:
    with _open(content) as image:
        was = "JPEG" if image.format == "MPO" else str(image.format)  # several JPEG in one file
        if image.width * image.height > MOST_PIXELS[was]:
            raise refusal("too_many_pixels", name)
        if was == "JPEG" and _scans(content) > MOST_SCANS:
            raise refusal("damaged", name)
        return _save(_upright(image), was)


def _open(content: bytes) -> Image.Image:
    if content[4:8] == b"ftyp":
        # The HEIF library is heavy: imported only when somebody sends such a photo.
        from pillow_heif import register_heif_opener  # noqa: PLC0415 (see above)

        register_heif_opener()
        return Image.open(BytesIO(content), formats=("HEIF",))
    return Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP"))


def _scans(jpeg: bytes) -> int:
    """How many scans the first picture has: what follows its end isn't decoded, nor counted."""
    scans, marker = 0, _MARKER.search(jpeg)
    while marker and marker[0] != _END:
        scans += marker[0] == _SCAN
        length = int.from_bytes(jpeg[marker.end() : marker.end() + 2])
        marker = _MARKER.search(jpeg, marker.end() + length)
    return scans


def _upright(image: Image.Image) -> Image.Image:
    # A JPEG of twice the size or more is decoded at a half or a quarter: less memory.
    ratio = 0.75 * LONGEST_SIDE / max(image.size)
    if ratio < 1:
        image.draft(None, (int(image.width * ratio), int(image.height * ratio)))
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(image, in_place=True)
    return image


def _save(image: Image.Image, was: str) -> tuple[bytes, str]:
    image.info = {key: value for key, value in image.info.items() if key in KEPT}
    drawn = BytesIO()
    if was == "PNG" and image.mode in PNG_MODES:
        image.save(drawn, "PNG")
        return drawn.getvalue(), "png"
    _flat(image).save(drawn, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return drawn.getvalue(), "jpg"


def _flat(image: Image.Image) -> Image.Image:
    """In colours that JPEG knows, what was transparent turned white."""
    if image.mode in ("RGB", "L"):
        return image
    image.info.pop("icc_profile", None)  # made for the colours that are about to change
    if not image.has_transparency_data:
        return image.convert("RGB")
    layers = image.convert("RGBA")
    paper = Image.new("RGBA", layers.size, "white")
    return Image.alpha_composite(paper, layers).convert("RGB")
