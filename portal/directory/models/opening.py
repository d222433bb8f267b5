"""The rows that opening hours are made of."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.directory.closings import MIDNIGHT, Closing
from portal.directory.models.organisations import Organisation
from portal.directory.models.services import Service
from portal.directory.querysets import ClosureQuerySet


class OpeningHours(models.Model):
    """One stretch of a weekday during which a service is open, in its organisation's time zone.

    Closing at 00:00 means the end of that day.
    """

    class Weekday(models.IntegerChoices):
        MONDAY = 0, "lundi"
        TUESDAY = 1, "mardi"
        WEDNESDAY = 2, "mercredi"
        THURSDAY = 3, "jeudi"
        FRIDAY = 4, "vendredi"
        SATURDAY = 5, "samedi"
        SUNDAY = 6, "dimanche"

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="opening_hours", verbose_name="service"
    )
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    opens = models.TimeField("ouvre à")
    closes = models.TimeField("ferme à", help_text="00:00 pour la fin de la journée.")

    class Meta:
        verbose_name = "horaire d’ouverture"
        verbose_name_plural = "horaires d’ouverture"
        ordering = ["service", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes=time(0)),
                name="hours_close_after_they_open",
                violation_error_message="L’heure de fermeture doit suivre l’heure d’ouverture.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="hours_are_of_a_day_of_the_week"
            ),
            models.UniqueConstraint(fields=["service", "weekday", "opens"], name="hours_open_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"

    def clean(self) -> None:
        if None in {self.service_id, self.weekday, self.opens, self.closes}:
            return
        others = OpeningHours.objects.filter(service=self.service_id, weekday=self.weekday)
        if any(self.overlaps(other) for other in others.exclude(pk=self.pk)):
            message = "Ces heures en recouvrent d’autres du même jour."
            raise ValidationError({"opens": message})

    def overlaps(self, other: "OpeningHours") -> bool:
        first, last = sorted([self, other], key=lambda hours: hours.opens)
        return first.closes == time(0) or first.closes > last.opens


class Closure(models.Model):
    """Days and hours during which a service, or a whole organisation (service blank), is closed.

    Hours are those of the organisation's clock; 00:00 as last hour is the end of the last day.
    Rows of one `act` were closed together, and reopen together.
    """

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="closures", verbose_name="collectivité"
    )
    service = models.ForeignKey(
        Service,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name="service",
        help_text="Vide : toute la collectivité ferme.",
    )
    first_day = models.DateField("premier jour")
    first_time = models.TimeField(
        "à partir de", default=MIDNIGHT, help_text="00:00 pour toute la journée."
    )
    last_day = models.DateField(
        "dernier jour", null=True, blank=True, help_text="Vide : jusqu’à nouvel ordre."
    )
    last_time = models.TimeField(
        "jusqu’à", default=MIDNIGHT, help_text="00:00 pour la fin de la journée."
    )
    reason = models.CharField("raison", max_length=120)
    instead = models.TextField(
        "que faire à la place",
        max_length=300,
        blank=True,
        help_text="Le public le lit. Par exemple\u00a0: les rendez-vous ont lieu à l’annexe.",
    )
    instead_service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service à joindre à la place",
    )
    instead_link = models.URLField("lien utile", blank=True)
    spreads = models.BooleanField(
        "ferme aussi les services rattachés qui suivent ses horaires", default=True
    )
    act = models.UUIDField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="fermé par",
    )
    closed_at = models.DateTimeField("fermé le", null=True, editable=False)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name="rouvert par",
    )
    reopened_at = models.DateTimeField("rouvert le", null=True, editable=False)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day=None)
                | Q(last_day__gt=F("first_day"))
                | Q(last_day=F("first_day"), last_time=MIDNIGHT)
                | Q(last_day=F("first_day"), last_time__gt=F("first_time")),
                name="closure_ends_after_it_begins",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.UniqueConstraint(fields=["act", "service"], name="service_closed_once_per_act"),
            models.UniqueConstraint(
                fields=["act"], condition=Q(service=None), name="organisation_closed_once_per_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} ({self.first_day:%d/%m/%Y})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.service is not None:
            self.organisation_id = self.service.organisation_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.service and self.service.organisation_id != self.organisation_id:
            raise ValidationError({"service": "Ce service est d’une autre collectivité."})

    @property
    def place(self) -> str:
        return str(self.service or self.organisation)

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.time_zone)

    @property
    def closing(self) -> Closing:
        """The stretch that was planned, reopened or not."""
        return Closing(self.first_day, self.last_day, self.reason, self.first_time, self.last_time)

    def covers(self, at: datetime) -> bool:
        """Whether the place is closed by it at that instant."""
        return self.reopened_at is None and self.closing.covers(at, self.tz)

    def is_over(self, at: datetime) -> bool:
        return self.reopened_at is not None or self.closing.stretch(self.tz)[1] <= at
