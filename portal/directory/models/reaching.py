"""What is said of the channels of a service: its terms, and how long one usually waits."""

from datetime import time

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from portal.directory.channels import Channel, Terms
from portal.directory.models.opening import OpeningHours
from portal.directory.models.services import Service


class ChannelTerms(models.Model):
    """How a service takes one channel; those below it do the same unless they say otherwise."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="channel_terms", verbose_name="service"
    )
    channel = models.CharField("canal", max_length=12, choices=Channel)
    terms = models.CharField("conditions", max_length=12, choices=Terms, default=Terms.OFFERED)
    last_minutes = models.PositiveSmallIntegerField(
        "minutes avant la fermeture",
        null=True,
        blank=True,
        validators=[MaxValueValidator(240)],
        help_text="Dans ces dernières minutes, le canal n’est plus conseillé pour tout de suite. "
        "Vide\u00a0: 20 au téléphone, 30 au guichet.",
    )

    class Meta:
        verbose_name = "condition d’un canal"
        verbose_name_plural = "conditions des canaux"
        ordering = ["service", "channel"]
        constraints = [
            models.UniqueConstraint(fields=["service", "channel"], name="channel_has_terms_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}\u00a0: {self.get_terms_display()}"


class UsualWait(models.Model):
    """How long one usually waits on a channel of a service, on a weekday from one hour to another.

    Hours are those of the organisation's clock; ending at 00:00 means the end of that day.
    """

    CHANNELS = [(each.value, each.label) for each in (Channel.TELEPHONE, Channel.DESK)]

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="usual_waits", verbose_name="service"
    )
    channel = models.CharField("canal", max_length=12, choices=CHANNELS)
    weekday = models.PositiveSmallIntegerField("jour", choices=OpeningHours.Weekday)
    starts = models.TimeField("de")
    ends = models.TimeField("à", help_text="00:00 pour la fin de la journée.")
    minutes = models.PositiveSmallIntegerField(
        "minutes d’attente", validators=[MinValueValidator(1), MaxValueValidator(240)]
    )

    class Meta:
        verbose_name = "attente habituelle"
        verbose_name_plural = "attentes habituelles"
        ordering = ["service", "channel", "weekday", "starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends=time(0)),
                name="wait_ends_after_it_starts",
                violation_error_message="La fin doit suivre le début.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6), name="waits_are_of_a_day_of_the_week"
            ),
            models.UniqueConstraint(
                fields=["service", "channel", "weekday", "starts"], name="wait_starts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"

    def clean(self) -> None:
        if None in {self.service_id, self.weekday, self.starts, self.ends}:
            return
        others = UsualWait.objects.filter(
            service=self.service_id, channel=self.channel, weekday=self.weekday
        )
        if any(self.overlaps(other) for other in others.exclude(pk=self.pk)):
            raise ValidationError({"starts": "Ces heures en recouvrent d’autres du même jour."})

    def overlaps(self, other: "UsualWait") -> bool:
        first, last = sorted([self, other], key=lambda wait: wait.starts)
        return first.ends == time(0) or first.ends > last.starts

    def covers(self, weekday: int, clock: time) -> bool:
        """Whether it speaks of that time of that day."""
        return (
            self.weekday == weekday
            and self.starts <= clock
            and (self.ends == time(0) or clock < self.ends)
        )
