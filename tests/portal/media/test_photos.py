"""Photos: drawn again the right way up, and nothing else in them."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from portal.media import photos
from tests.portal.media import samples


def reread(content: bytes) -> Image.Image:
    image = Image.open(BytesIO(content))
    image.load()
    return image


def colour(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    found = image.getpixel(at)
    assert isinstance(found, tuple)
    return found


def test_the_samples_do_tell_a_position():
    image = reread(samples.talkative_jpeg(6))
    assert image.getexif().get_ifd(0x8825)
    assert {"exif", "xmp", "comment", "photoshop"} <= set(image.info)


@pytest.mark.parametrize("content", [samples.talkative_jpeg(), samples.talkative_png()])
def test_nothing_that_the_photo_told_remains(content):
    drawn, _ = photos.redraw(content, "a")
    image = reread(drawn)
    assert b"SECRET" in content
    assert b"SECRET" not in drawn
    assert not image.getexif()
    assert not set(image.info) & {"exif", "xmp", "comment", "photoshop", "Location"}
    assert not image.getxmp()


def test_a_heic_photo_loses_its_position_too():
    heif = samples.heic(exif=samples.exif().tobytes())
    drawn, extension = photos.redraw(heif, "a")
    assert extension == "jpg"
    assert b"SECRET" in heif
    assert b"SECRET" not in drawn
    assert not reread(drawn).getexif()


@pytest.mark.parametrize(
    ("orientation", "size", "dark_corner"),
    [
        (1, (60, 40), (5, 5)),
        (3, (60, 40), (55, 35)),
        (6, (40, 60), (35, 5)),
        (8, (40, 60), (5, 55)),
    ],
)
def test_a_photo_is_turned_the_right_way_up(orientation, size, dark_corner):
    drawn, _ = photos.redraw(samples.talkative_jpeg(orientation), "a")
    image = reread(drawn).convert("RGB")
    assert image.size == size
    for corner in ((5, 5), (size[0] - 5, 5), (5, size[1] - 5), (size[0] - 5, size[1] - 5)):
        assert (colour(image, corner)[1] < 100) == (corner == dark_corner)


@pytest.mark.parametrize("mode", photos.PNG_MODES)
def test_a_png_stays_a_png_in_its_own_colours(mode):
    drawn, extension = photos.redraw(samples.saved(samples.drawing(mode), "PNG"), "a")
    assert extension == "png"
    assert reread(drawn).format == "PNG"


def test_a_png_keeps_what_is_transparent():
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    drawn, _ = photos.redraw(samples.saved(clear, "PNG"), "a")
    assert colour(reread(drawn), (5, 5))[3] == 0


def test_what_was_transparent_becomes_white_in_a_jpeg():
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    drawn, extension = photos.redraw(samples.saved(clear, "WEBP", lossless=True), "a")
    assert extension == "jpg"
    assert min(colour(reread(drawn), (5, 5))) > 250


def test_a_jpeg_in_printers_colours_becomes_one_that_screens_show():
    drawn, _ = photos.redraw(samples.saved(samples.drawing("CMYK"), "JPEG"), "a")
    assert reread(drawn).mode == "RGB"


def test_a_photo_of_several_pictures_keeps_the_first():
    both = samples.saved(
        samples.drawing(), "MPO", save_all=True, append_images=[samples.drawing("L")]
    )
    drawn, extension = photos.redraw(both, "a")
    assert extension == "jpg"
    assert reread(drawn).format == "JPEG"


@pytest.mark.parametrize(
    ("kind", "size"),
    [("PNG", (8_000, 2_000)), ("JPEG", (8_160, 2_000)), ("JPEG", (5_000, 2_000))],
)
def test_a_very_large_photo_is_made_smaller_but_stays_readable(kind, size):
    drawn, _ = photos.redraw(samples.saved(samples.drawing("L", size), kind), "a")
    small = reread(drawn).size
    assert 3_072 <= max(small) <= photos.LONGEST_SIDE
    assert small[0] / small[1] == pytest.approx(size[0] / size[1], abs=0.01)


def test_a_photo_of_common_size_is_not_made_smaller():
    drawn, _ = photos.redraw(samples.saved(samples.drawing("L", (4_000, 3_000)), "JPEG"), "a")
    assert reread(drawn).size == (4_000, 3_000)


def test_a_photo_of_very_many_scans_would_take_minutes_and_is_refused():
    progressive = samples.saved(samples.drawing(), "JPEG", progressive=True)
    last = progressive[progressive.rindex(b"\xff\xda") : -2]

    with pytest.raises(ValidationError) as refused:
        photos.redraw(progressive[:-2] + last * 60 + progressive[-2:], "a")

    assert refused.value.code == "damaged"


def test_the_film_that_some_telephones_write_after_a_photo_is_not_taken_for_scans():
    progressive = samples.saved(samples.drawing(), "JPEG", progressive=True, exif=samples.exif())
    drawn, _ = photos.redraw(progressive + b"\xff\xda\x00\x08" * 1_000, "a")
    assert reread(drawn).size == (60, 40)
