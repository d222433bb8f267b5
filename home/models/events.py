"""What happens, where and when."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.models.base import PublicPage, WrittenPage
from home.page_cache.routes import means_cursor
from portal.directory.sites import organisation_of
from portal.text.dates import time_of_day, weekday_and_date
from portal.ui.keyset import Keyset
from portal.ui.lasting import lasts_until

ORDER = ("first_day", "pk")
SIZE = 12  # events on a page


class EventQuerySet(PageQuerySet["EventPage"]):
    def upcoming_below(self, page: Page, today: date) -> "EventQuerySet":
        """What anybody may read below a page and isn't over that day, the nearest first."""
        found = self.descendant_of(page).live().public().filter(last_day__gte=today)
        return found.select_related("place").order_by(*ORDER)


class EventsPage(PublicPage):
    """The events to come, paged, and their calendar."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.EventPage"]
    max_count_per_parent = 1
    template = "home/events_page.html"

    class Meta:
        verbose_name = "agenda"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `events`, a page by key."""
        found = EventPage.objects.upcoming_below(self, today(request))
        events = Keyset(found, ORDER).page(request.GET, SIZE)
        means_cursor(request, events)
        return super().get_context(request, *args, **kwargs) | {"events": events}


class EventPage(WrittenPage):
    """An event, by the clock on the wall of where it happens.

    Invariant: it ends on the day it begins or later. Without a first hour it lasts whole days.
    """

    first_day = models.DateField("premier jour")
    first_time = models.TimeField(
        "à partir de", null=True, blank=True, help_text="Vide\u00a0: toute la journée."
    )
    last_day = models.DateField("dernier jour", blank=True, help_text="Vide\u00a0: le même jour.")
    last_time = models.TimeField("jusqu’à", null=True, blank=True)
    place = models.ForeignKey(
        "home.PlacePage",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="lieu",
    )
    address = models.TextField(
        "autre adresse", max_length=400, blank=True, help_text="Si le lieu n’a pas de page ici."
    )
    price = models.CharField(
        "prix", max_length=80, blank=True, help_text="Par exemple\u00a0: Gratuit."
    )
    cancelled = models.BooleanField("annulé", default=False)

    objects = PageManager.from_queryset(EventQuerySet)()

    content_panels = [
        *WrittenPage.content_panels[:-1],
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("first_time")]),
        FieldRowPanel([FieldPanel("last_day"), FieldPanel("last_time")]),
        FieldPanel("place"),
        FieldPanel("address"),
        FieldRowPanel([FieldPanel("price"), FieldPanel("cancelled")]),
        *WrittenPage.content_panels[-1:],
    ]
    parent_page_types = ["home.EventsPage"]
    subpage_types: list[str] = []
    template = "home/event_page.html"

    class Meta:
        verbose_name = "événement"
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="event_ends_after_it_begins"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A blank last day is the first one, of a draft as well, which nothing checks."""
        self.last_day = self.last_day or self.first_day
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        self.last_day = self.last_day or self.first_day
        if not self.first_day:
            return
        if self.last_day < self.first_day:
            raise ValidationError({"last_day": "Le dernier jour ne peut pas précéder le premier."})
        if self.last_time and not self.first_time:
            raise ValidationError({"first_time": "Dites aussi à quelle heure cela commence."})
        same_day = self.last_day == self.first_day
        if same_day and self.first_time and self.last_time and self.last_time <= self.first_time:
            raise ValidationError({"last_time": "L’heure de fin doit suivre celle du début."})

    def when(self, seen_from: date | None = None) -> str:
        """« samedi 5 décembre, de 14 h à 18 h », « du samedi 5 au dimanche… »."""
        seen_from = seen_from or timezone.localdate()
        first = weekday_and_date(self.first_day, seen_from=seen_from)
        if self.last_day > self.first_day:
            last = weekday_and_date(self.last_day, seen_from=seen_from)
            return f"du {first}{_at(self.first_time)} au {last}{_at(self.last_time)}"
        if self.first_time and self.last_time:
            return f"{first}, de {time_of_day(self.first_time)} à {time_of_day(self.last_time)}"
        return f"{first}{_at(self.first_time)}"

    @property
    def where(self) -> str:
        """In one line: the name of the place once it is online, or the other address."""
        here = self.place if self.place and self.place.live else None
        return here.title if here else " ".join(self.address.split())


def today(request: HttpRequest) -> date:
    """The day that it is where the site's organisation is, which the page lasts for."""
    organisation = organisation_of(request)
    zone = ZoneInfo(organisation.time_zone if organisation else settings.TIME_ZONE)
    day = datetime.now(zone).date()
    lasts_until(request, datetime.combine(day + timedelta(days=1), time(0), zone))
    return day


def _at(hour: time | None) -> str:
    return f" à {time_of_day(hour)}" if hour else ""
