"""Plain pages of text."""

from home.models.base import WrittenPage


class ContentPage(WrittenPage):
    """A plain page of text: information, legal notices, terms."""

    class Meta:
        verbose_name = "page d’information"
        verbose_name_plural = "pages d’information"
