"""What editors write around a service of the directory."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from wagtail.admin.panels import FieldPanel

from home.models.base import WrittenPage
from home.service_details import details
from portal.directory.models import Service

TAKEN = "Ce service a déjà sa page\u00a0: «\u00a0%s\u00a0». Modifiez-la plutôt."
MISSING = "Choisissez le service dont cette page parle."


class ServicePage(WrittenPage):
    """The editors' text about a service; hours, numbers and closings stay the directory's.

    Its `service` is the one it speaks of, which keeps it true as well. The two have one address,
    the directory's.
    """

    content_panels = [
        *WrittenPage.content_panels[:1],
        FieldPanel("service", help_text="Ses horaires et ses coordonnées viennent de l’annuaire."),
        *WrittenPage.content_panels[1:],
    ]
    settings_panels = WrittenPage.settings_panels[:-1]
    subpage_types: list[str] = []
    template = "home/directory_service.html"

    class Meta:
        verbose_name = "page de service"
        verbose_name_plural = "pages de service"

    def clean(self) -> None:
        super().clean()
        if self.service is None:
            raise ValidationError({"service": MISSING})
        others = ServicePage.objects.filter(service=self.service).exclude(pk=self.pk)
        if other := others.first():
            raise ValidationError({"service": TAKEN % other.title})

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """The directory's address; the tree's for a service that is gone."""
        parts = super().get_url_parts(request)
        shown = self.shown
        return (parts[0], parts[1], shown.get_absolute_url()) if parts and shown else parts

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Leads to the service's address, unless this is a preview."""
        shown = self.shown
        if shown is not None and not getattr(request, "is_preview", False):
            return redirect(shown)
        return TemplateResponse(
            request, self.get_template(request), self.get_context(request, *args, **kwargs)
        )

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        return self.template if self.shown else "home/content_page.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds what the directory knows of the service."""
        known = details(request, self.shown) if self.shown else {"below": []}
        return super().get_context(request, *args, **kwargs) | known

    @property
    def shown(self) -> Service | None:
        """The service that the directory shows with this text."""
        return self.service if self.service and self.service.active else None
