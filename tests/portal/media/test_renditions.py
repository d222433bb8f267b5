"""Images of pages, at the sizes shown."""

import gc
import warnings
from io import BytesIO

import pytest
from django.core.files.images import ImageFile
from PIL import Image

from portal.media.models import PortalImage, PortalRendition

pytestmark = pytest.mark.django_db


@pytest.fixture
def square(settings, tmp_path) -> PortalImage:
    settings.MEDIA_ROOT = tmp_path
    content = BytesIO()
    Image.new("RGB", (80, 80), "teal").save(content, "PNG")
    return PortalImage.objects.create(title="Place", file=ImageFile(content, name="place.png"))


@pytest.mark.parametrize("filters", [["width-40"], ["width-40", "width-20"]])
def test_the_sizes_of_an_image_are_made_and_leave_no_file_open(square, filters):
    with warnings.catch_warnings(record=True) as left:
        warnings.simplefilter("always", ResourceWarning)
        sizes = [made.width for made in square.get_renditions(*filters).values()]
        gc.collect()
    assert sizes == [int(each.partition("-")[2]) for each in filters]
    assert [str(each.message) for each in left if each.category is ResourceWarning] == []
    for made in PortalRendition.objects.all():
        with made.file.open() as file, Image.open(file) as image:
            assert (image.format, image.width) == ("PNG", made.width)
