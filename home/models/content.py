"""Plain pages of text, and the page of a theme."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel

from home.models.base import ANYWHERE, WrittenPage
from home.state_sheets.models import Sheet
from portal.directory.sites import organisation_of
from portal.procedures.models import Procedure, Theme

MOST = 24  # procedures on the page of a theme; the catalogue has them all
CODES = RegexValidator(
    r"\A[A-Z]\d{1,9}(\s+[A-Z]\d{1,9}){0,19}\Z",
    "Écrivez les identifiants des fiches, séparés par des espaces\u00a0: F1342 N19811.",
)


class ContentPage(WrittenPage):
    """A plain page of text: information, legal notices, terms."""

    class Meta:
        verbose_name = "page d’information"
        verbose_name_plural = "pages d’information"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `below`, the pages right below; no query for a page that has none."""
        below = self.children if self.numchild else []
        return super().get_context(request, *args, **kwargs) | {"below": below}


class ThemePage(WrittenPage):
    """A theme of the referential: its procedures, the pages below this one, the State's sheets."""

    theme = models.ForeignKey(
        Theme, models.SET_NULL, null=True, related_name="+", verbose_name="thème"
    )
    sheets = models.CharField(
        "fiches de l’État",
        max_length=240,
        blank=True,
        validators=[CODES],
        help_text="Leurs identifiants, séparés par des espaces. Par exemple\u00a0: F1342 N19811.",
    )

    content_panels = [
        *WrittenPage.content_panels[:1],
        FieldPanel("theme"),
        *WrittenPage.content_panels[1:],
        FieldPanel("sheets"),
    ]
    parent_page_types = ANYWHERE
    template = "home/theme_page.html"

    class Meta:
        verbose_name = "page de thème"
        verbose_name_plural = "pages de thème"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `procedures` of the site, `below` (pages) and `linked` (the State's sheets)."""
        procedures = Procedure.objects.for_catalogue().for_site_of(organisation_of(request))
        return super().get_context(request, *args, **kwargs) | {
            "procedures": procedures.filter(theme=self.theme_id)[:MOST] if self.theme_id else [],
            "below": self.children if self.numchild else [],
            "linked": self.linked,
        }

    @property
    def linked(self) -> list[Sheet]:
        """The State's sheets named here that are in, one of each, in the order they are named."""
        codes = self.sheets.split()
        found = Sheet.objects.titled(codes)
        return [found[code] for code in dict.fromkeys(codes) if code in found]
