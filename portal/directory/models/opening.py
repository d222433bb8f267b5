"""The rows that opening hours are made of."""

from datetime import time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from portal.directory.models.organisations import Organisation
from portal.directory.models.services import Service


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
    """Days on which a service, or a whole organisation (service blank), is closed."""

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
    last_day = models.DateField("dernier jour")
    reason = models.CharField("raison", max_length=120)

    class Meta:
        verbose_name = "fermeture"
        ordering = ["-first_day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="closure_ends_after_it_begins",
                violation_error_message="Le dernier jour doit suivre le premier.",
            )
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
