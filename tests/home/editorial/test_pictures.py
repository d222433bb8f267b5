"""No picture of a page goes without a text, or without being said decorative."""

from collections.abc import Iterator

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks import Block, RichTextBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock, ImageChooserBlock

from home.editorial.keeping import kinds
from home.models import SiteSettings
from portal.media.models import PortalImage

EMBEDS = {"image", "embed"}


def blocks_of(block: Block) -> Iterator[Block]:
    """The block and all those inside; a picture is looked at whole."""
    yield block
    if isinstance(block, ImageBlock):
        return
    children = getattr(block, "child_blocks", None) or {}
    for each in [*children.values(), *filter(None, [getattr(block, "child_block", None)])]:
        yield from blocks_of(each)


def fields() -> Iterator[object]:
    for model in (*kinds(), SiteSettings):
        yield from model._meta.get_fields()


def test_a_block_shows_a_picture_only_with_its_text() -> None:
    found = [
        each
        for field in fields()
        if isinstance(field, StreamField)
        for each in blocks_of(field.stream_block)
    ]
    assert any(isinstance(each, ImageBlock) for each in found)
    assert not [each for each in found if isinstance(each, ImageChooserBlock)]


def test_a_text_holds_no_picture() -> None:
    texts = [
        each
        for field in fields()
        if isinstance(field, StreamField)
        for each in blocks_of(field.stream_block)
        if isinstance(each, RichTextBlock)
    ]
    assert texts
    for text in texts:
        assert text.features is not None
        assert EMBEDS.isdisjoint(text.features)
    for field in fields():
        if isinstance(field, RichTextField):
            assert field.features is not None
            assert EMBEDS.isdisjoint(field.features)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("alt_text", "decorative", "valid"),
    [("", False, False), ("Un bac jaune", False, True), ("", True, True)],
)
def test_a_picture_says_what_it_shows_or_that_it_shows_nothing(alt_text, decorative, valid) -> None:
    block = ImageBlock()
    picture = PortalImage(title="bac", width=1, height=1, file="bac.png")
    picture.save()
    value = block.to_python({"image": picture.pk, "alt_text": alt_text, "decorative": decorative})
    if valid:
        block.clean(value)
        return
    with pytest.raises(ValidationError):
        block.clean(value)
