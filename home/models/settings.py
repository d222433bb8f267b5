"""What the editors of a site say once for all its pages: menus, footer, accessibility."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting

from home.blocks import ContentField
from home.menu_blocks import FooterBlock, MenuBlock, SocialBlock


class Conformity(models.TextChoices):
    """The three states that the law lets a site declare (décret 2019-768, art. 4)."""

    NONE = "none", "non conforme"
    PARTIAL = "partial", "partiellement conforme"
    FULL = "full", "totalement conforme"


class SiteSettings(BaseSiteSetting):
    """The menu, the footer and the accessibility statement of one site.

    Invariant: a site that declares a conformity rate says who measured it and when, and one that
    is wholly conforming has a rate of 100.
    """

    menu = ContentField(
        MenuBlock(max_num=6),
        verbose_name="menu",
        blank=True,
        help_text="Après « Accueil ». Vide\u00a0: les démarches, le suivi et le paiement.",
    )
    footer = ContentField(FooterBlock(max_num=4), verbose_name="pied de page", blank=True)
    social = ContentField(SocialBlock(max_num=6), verbose_name="réseaux sociaux", blank=True)
    conformity = models.CharField(
        "conformité au RGAA",
        max_length=7,
        choices=Conformity,
        default=Conformity.PARTIAL,
        help_text="Dite en bas de chaque page.",
    )
    rate = models.PositiveSmallIntegerField(
        "taux de conformité, en %", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    audited_on = models.DateField("date de l’audit", null=True, blank=True)
    auditor = models.CharField("audit mené par", max_length=160, blank=True)
    not_accessible = models.TextField(
        "ce qui n’est pas accessible",
        max_length=4000,
        blank=True,
        help_text="Une chose par ligne.",
    )
    disproportionate = models.TextField(
        "charges disproportionnées ou contenus non soumis",
        max_length=4000,
        blank=True,
        help_text="Une chose par ligne, avec sa raison.",
    )
    accessibility_email = models.EmailField(
        "adresse pour signaler une difficulté",
        blank=True,
        help_text="Vide\u00a0: l’e-mail de la collectivité.",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("menu"), FieldPanel("footer"), FieldPanel("social")],
            heading="Menus",
        ),
        MultiFieldPanel(
            [
                FieldPanel("conformity"),
                FieldRowPanel([FieldPanel("rate"), FieldPanel("audited_on")]),
                FieldPanel("auditor"),
                FieldPanel("not_accessible"),
                FieldPanel("disproportionate"),
                FieldPanel("accessibility_email"),
            ],
            heading="Déclaration d’accessibilité",
        ),
    ]

    class Meta:
        verbose_name = "menus, pied de page et accessibilité"

    def __str__(self) -> str:
        return f"menus de {self.site}"

    def clean(self) -> None:
        super().clean()
        measured = self.rate is not None
        if measured and not (self.audited_on and self.auditor):
            message = "Dites aussi qui a mené l’audit, et à quelle date."
            raise ValidationError({"auditor": message})
        if self.conformity == Conformity.FULL and self.rate != 100:
            message = "« Totalement conforme » veut un audit dont le taux est de 100\u00a0%."
            raise ValidationError({"conformity": message})

    @property
    def conformity_words(self) -> str:
        return str(Conformity(self.conformity).label)

    @property
    def faults(self) -> list[str]:
        """What isn't accessible, one thing each."""
        return self.not_accessible.splitlines()

    @property
    def exempt(self) -> list[str]:
        """What is out of reach or out of scope, one thing each."""
        return self.disproportionate.splitlines()
