"""A régie: the account that payments are made to, and the keys of its provider."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from payments import secrets
from portal.directory.models import Organisation
from portal.text.money import CURRENCIES, EUR


class Provider(models.TextChoices):
    NONE = "", "Aucun (guichet seulement)"
    PAYFIP = "payfip", "PayFiP (Trésor public)"
    STRIPE = "stripe", "Stripe"
    DEMO = "demo", "Démonstration"


class Regie(models.Model):
    """Who is paid (régie de recettes, CGCT R1617-1 and following). Sums are in minor units.

    Stripe is allowed only with its legal basis, the accountant's opinion and the Treasury account
    on record: public money may leave the Treasury's hands by exception only.
    """

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="regies", verbose_name="collectivité"
    )
    code = models.CharField(
        "code",
        max_length=6,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,6}\Z", "De 2 à 6 lettres majuscules, sans accent.")],
        help_text="De 2 à 6 lettres majuscules. Il ouvre le numéro de chaque facture.",
    )
    name = models.CharField("nom", max_length=120)
    legal_mentions = models.TextField(
        "mentions légales", blank=True, max_length=2000, help_text="Acte de création, recours…"
    )
    currency = models.CharField(
        "monnaie", max_length=3, choices=[(code, code) for code in CURRENCIES], default=EUR
    )
    provider = models.CharField(
        "prestataire", max_length=8, choices=Provider, blank=True, default=Provider.NONE
    )
    sealed_keys = models.TextField("clés du prestataire, chiffrées", blank=True, editable=False)
    minimum = models.PositiveBigIntegerField("paiement en ligne, minimum", default=100)
    maximum = models.PositiveBigIntegerField("paiement en ligne, maximum", default=10_000_000)
    cash_maximum = models.PositiveBigIntegerField("encaisse maximale autorisée", default=122_000)
    treasury_account = models.CharField("compte de dépôt au Trésor", max_length=40, blank=True)
    legal_basis = models.TextField("base légale du prestataire privé", blank=True, max_length=1000)
    accountant_opinion = models.TextField("avis du comptable public", blank=True, max_length=1000)
    remind_before = models.PositiveSmallIntegerField("rappel avant l’échéance, en jours", default=5)
    remind_after = models.PositiveSmallIntegerField(
        "relance après l’échéance, en jours", default=10
    )
    is_active = models.BooleanField("ouverte", default=True)

    class Meta:
        verbose_name = "régie"
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(provider__in=Provider.values), name="regie_provider_known"
            ),
            models.CheckConstraint(
                condition=models.Q(minimum__lte=models.F("maximum")), name="regie_bounds_ordered"
            ),
            models.CheckConstraint(
                condition=~models.Q(provider=Provider.STRIPE)
                | ~(
                    models.Q(legal_basis="")
                    | models.Q(accountant_opinion="")
                    | models.Q(treasury_account="")
                ),
                name="stripe_needs_its_legal_basis",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def keys_of(self, provider: str) -> Mapping[str, str]:
        """A provider's keys in clear: only for its gateway, never for a page."""
        return secrets.opened(self.sealed_keys).get(provider, {})

    def set_keys(self, provider: str, keys: Mapping[str, str]) -> None:
        """Seal a provider's keys; those of others stay, for the payments they still know."""
        vault, saved = secrets.opened(self.sealed_keys), _saved(provider)
        before, days = vault.get(provider, {}), vault.get(saved, {})
        today = timezone.localdate().isoformat()
        vault[provider] = dict(keys)
        vault[saved] = {
            name: days.get(name, today) if before.get(name) == value else today
            for name, value in keys.items()
        }
        self.sealed_keys = secrets.sealed({name: each for name, each in vault.items() if each})

    def keys_saved_on(self, provider: str) -> Mapping[str, str]:
        """The day (ISO) each of a provider's keys was written: all that a page may say of it."""
        return secrets.opened(self.sealed_keys).get(_saved(provider), {})

    @property
    def takes_online(self) -> bool:
        """Whether its invoices may be paid on the site; else at the counter."""
        return bool(self.provider) and self.is_active

    @property
    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.time_zone)


def _saved(provider: str) -> str:
    """Where the vault keeps the days of a provider's keys."""
    return f"{provider}:saved"
