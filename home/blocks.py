"""The few blocks that public pages are made of."""

from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    TextBlock,
)

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
