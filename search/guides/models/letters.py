"""A kind of letter that people bring: what it says, what it means, what to do and by when."""

from datetime import date, timedelta

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, RevisionMixin

from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.text.dates import add_months
from search.guides import publishing
from search.guides.models.guides import Guide
from search.guides.models.kept import KeptByService
from search.guides.querysets import LetterKindQuerySet

FEATURES = ["bold", "ol", "ul", "link"]


class DelayUnit(models.TextChoices):
    """What the delay of a letter is counted in."""

    DAYS = "days", "jours"
    MONTHS = "months", "mois"


class LetterKind(KeptByService, DraftStateMixin, RevisionMixin, models.Model):
    """One kind of letter. `delay` counts from the date written on it: the prudent reading, since
    the law mostly counts from the day when it was received."""

    code = models.SlugField(
        "code", max_length=60, unique=True, help_text="Fait l’adresse publique."
    )
    title = models.CharField("courrier", max_length=120)
    senders = models.TextField(
        "qui l’envoie", max_length=600, blank=True, help_text="Un par ligne\u00a0: CAF, MDPH…"
    )
    sentences = models.TextField(
        "ce qu’il dit",
        max_length=3000,
        help_text="Une phrase ou quelques mots par ligne, tels qu’ils sont écrits.",
    )
    meaning = RichTextField("ce qu’il veut dire", features=FEATURES)
    steps = models.TextField("que faire", max_length=3000, help_text="Une étape par ligne.")
    traps = models.TextField("attention", max_length=1500, blank=True, help_text="Un par ligne.")
    delay = models.PositiveSmallIntegerField(
        "délai", null=True, blank=True, validators=[MaxValueValidator(366)]
    )
    delay_unit = models.CharField("en", max_length=6, choices=DelayUnit, default=DelayUnit.MONTHS)
    delay_note = models.CharField(
        "pour", max_length=160, blank=True, help_text="Par exemple\u00a0: pour contester."
    )
    legal = models.BooleanField(
        "délai fixé par la loi", default=False, help_text="La page appelle à la prudence."
    )
    danger_words = models.TextField(
        "mots qui pressent",
        max_length=600,
        blank=True,
        help_text="Un par ligne\u00a0: huissier, coupure… S’ils y sont, l’alerte vient d’abord.",
    )
    danger = models.CharField("alerte", max_length=300, blank=True)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="letter_kinds",
        verbose_name="service qui aide, et tient cette page à jour",
    )
    procedure = models.ForeignKey(
        Procedure, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="démarche"
    )
    guide = models.ForeignKey(
        Guide, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="guide"
    )
    sheet = models.CharField("fiche de l’État", max_length=12, blank=True)

    objects = LetterKindQuerySet.as_manager()

    class Meta:
        verbose_name = "courrier expliqué"
        verbose_name_plural = "courriers expliqués"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delay__isnull=True) | ~Q(delay_note=""), name="a_delay_says_for_what"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("letter", args=[self.code])

    @property
    def phrases(self) -> list[str]:
        return _lines(self.sentences)

    @property
    def sender_names(self) -> list[str]:
        return _lines(self.senders)

    @property
    def step_lines(self) -> list[str]:
        return _lines(self.steps)

    @property
    def trap_lines(self) -> list[str]:
        return _lines(self.traps)

    @property
    def danger_phrases(self) -> list[str]:
        return _lines(self.danger_words)

    def deadline(self, written_on: date) -> date | None:
        """The last day, counted from the letter's date; None where nothing presses.

        Months end on the same day of the month, or on the last one of a shorter month.
        """
        if not self.delay:
            return None
        if self.delay_unit == DelayUnit.DAYS:
            return written_on + timedelta(days=self.delay)
        return add_months(written_on, self.delay)

    def refusals_of(self, draft: "LetterKind") -> list[str]:
        return publishing.letter_refusals(draft)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
