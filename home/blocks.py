"""The few blocks that public pages are made of, and the field that holds them."""

from typing import Any

from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)
from wagtail.fields import StreamField

TEXT_FEATURES = ["bold", "ol", "ul", "link", "document-link"]


class NoticeBlock(StructBlock):
    tone = ChoiceBlock(
        label="Ton",
        choices=[("info", "Information"), ("good", "Bonne nouvelle"), ("warn", "Attention")],
        default="info",
    )
    text = TextBlock(label="Texte", max_length=600)

    class Meta:
        label = "Encadré"
        icon = "info-circle"
        template = "home/blocks/notice.html"


class ContentBlock(StreamBlock):
    heading = CharBlock(
        label="Titre", max_length=120, icon="title", template="home/blocks/heading.html"
    )
    text = RichTextBlock(label="Texte", features=TEXT_FEATURES)
    notice = NoticeBlock()


class ContentField(StreamField):
    """A StreamField of content, its blocks kept out of migrations: editing one makes none."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or ContentBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
