"""Places where one goes, and the page that shows them on a map."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from home.models.base import WrittenPage
from portal.directory.contact import ContactDetails
from portal.directory.hours import OpeningStatus
from portal.directory.models import Service
from portal.procedures.field_types.place import OUTSIDE, Point, map_settings
from portal.ui.lasting import lasts_until

MOST = 200  # places on a map, which its list shows whole
UNREADABLE = (
    "Écrivez la latitude puis la longitude. Par exemple\u00a0: 50.291002, 2.777535. "
    "Laissez vide si vous ne les connaissez pas."
)


class PlacesPage(WrittenPage):
    """The places below, as a list and on a map that says the same."""

    subpage_types = ["home.PlacePage"]
    parent_page_types = ["home.HomePage", "home.ContentPage"]
    template = "home/places_page.html"

    class Meta:
        verbose_name = "carte des lieux"
        verbose_name_plural = "cartes des lieux"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `places` and `map`, what its script reads (nothing without a background)."""
        places = PlacePage.objects.child_of(self).live().public().order_by("title", "pk")[:MOST]
        drawn = settings.MAP_TILES and any(each.point for each in places)
        return super().get_context(request, *args, **kwargs) | {
            "places": places,
            "map": map_settings() if drawn else {},
        }


class PlacePage(WrittenPage):
    """A place: where it is, how to come, and when it is open if a service keeps it."""

    address = models.TextField(
        "adresse", max_length=400, blank=True, help_text="Vide\u00a0: celle du service."
    )
    position = models.CharField(
        "coordonnées",
        max_length=60,
        blank=True,
        help_text="Latitude puis longitude. Par exemple\u00a0: 50.291002, 2.777535.",
    )
    access = models.TextField(
        "pour venir",
        max_length=600,
        blank=True,
        help_text="Bus, stationnement, entrée sans marche, boucle magnétique…",
    )

    content_panels = [
        *WrittenPage.content_panels[:-1],
        FieldPanel("address"),
        FieldPanel("position"),
        FieldPanel("access"),
        *WrittenPage.content_panels[-1:],
    ]
    parent_page_types = ["home.PlacesPage"]
    subpage_types: list[str] = []
    template = "home/place_page.html"

    class Meta:
        verbose_name = "lieu"
        verbose_name_plural = "lieux"

    def clean(self) -> None:
        """Writes the position in one way."""
        super().clean()
        if not self.position.strip():
            self.position = ""
            return
        try:
            point = Point.read(self.position)
        except ValueError:
            raise ValidationError({"position": UNREADABLE}) from None
        if not point.within(settings.MAP_BOUNDS):
            raise ValidationError({"position": OUTSIDE.partition(",")[0] + "."})
        self.position = str(point)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `contact` and `status` of the service that keeps it, and `map`."""
        drawn = settings.MAP_TILES and self.point
        contact, status = self.kept(request)
        return super().get_context(request, *args, **kwargs) | {
            "contact": contact,
            "status": status,
            "map": map_settings() if drawn else {},
        }

    def kept(self, request: HttpRequest) -> tuple[ContactDetails | None, OpeningStatus | None]:
        """How to reach the service that keeps it and whether it is open; nothing without one."""
        services = Service.objects.active().with_hours()
        service = services.filter(pk=self.service_id).first() if self.service_id else None
        if service is None:
            return None, None
        schedule, now = service.schedule(), timezone.now()
        lasts_until(request, schedule.lasts_until(now))
        return service.contact, schedule.status_if_told(now)

    @property
    def point(self) -> Point | None:
        return Point.read(self.position) if self.position else None
