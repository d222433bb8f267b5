"""Régies and mandates in Wagtail's admin: keys are written there and never read back."""

from datetime import date
from typing import Any, ClassVar

from cryptography.fernet import InvalidToken
from django import forms
from django.conf import settings
from django.db.models import Q

from payments.gateways.registry import class_of
from payments.models import Mandate, MandateRole, Provider, Regie
from payments.money_field import MoneyField
from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm
from portal.directory.admin_rights import administered_agents, administered_organisations
from portal.text.dates import full_date

LONGEST_KEY = 500
LEGAL = {
    "legal_basis": "la base légale",
    "accountant_opinion": "l’avis du comptable",
    "treasury_account": "le compte de dépôt au Trésor",
}
SEALED_ELSE = (
    "Les clés ne se lisent plus\u00a0: la clé secrète du site a changé. Écrivez-les toutes."
)


class RegieForm(DirectoryForm):
    """`keys` are its fields for the providers' keys; blank keeps what is there."""

    minimum = MoneyField(label="Paiement en ligne, minimum")
    maximum = MoneyField(label="Paiement en ligne, maximum")
    cash_maximum = MoneyField(label="Encaisse maximale autorisée", least=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        settled = bool(self.instance.pk and self.instance.invoices.exists())
        for name in ("code", "currency", "organisation"):
            if name in self.fields:
                self.fields[name].disabled = settled
        currency = self.instance.currency if settled else self._currency()
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = currency
        self.fields["provider"].choices = [  # type: ignore[attr-defined]  # a choice
            (code, label)
            for code, label in Provider.choices
            if code != Provider.DEMO or _demo_is_offered(self.instance)
        ]
        self.key_names: dict[str, tuple[str, str]] = {}
        for provider in _with_keys(self.instance):
            self._add_keys(provider)

    def organisations(self) -> Any:
        return administered_organisations(self.for_user)

    @property
    def keys(self) -> list[Any]:
        return [self[name] for name in self.key_names]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        minimum, maximum = told.get("minimum"), told.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            self.add_error("maximum", "Le maximum est plus petit que le minimum.")
        provider = told.get("provider") or ""
        if provider == Provider.STRIPE:
            self._require_legal(told)
        self._require_keys(provider, told)
        return told

    def save(self, commit: bool = True) -> Regie:
        for provider in {provider for provider, _ in self.key_names.values()}:
            if typed := self._typed(provider):
                self.instance.set_keys(provider, {**_keys(self.instance, provider), **typed})
        saved: Regie = super().save(commit)
        return saved

    def _currency(self) -> str:
        typed = self.data.get("currency") if self.is_bound else ""
        known = {code for code, _ in Regie._meta.get_field("currency").choices or []}
        return typed if typed in known else self.instance.currency

    def _add_keys(self, provider: str) -> None:
        saved = _saved_on(self.instance, provider)
        for key, label in class_of(provider).needs.items():
            name = f"key_{provider}_{key}"
            self.key_names[name] = provider, key
            self.fields[name] = forms.CharField(
                label=f"{Provider(provider).label}\u00a0: {label}",
                required=False,
                max_length=LONGEST_KEY,
                help_text=_is_there(saved.get(key)),
                widget=forms.PasswordInput({"autocomplete": "off", "spellcheck": "false"}),
            )

    def _typed(self, provider: str) -> dict[str, str]:
        return {
            key: self.cleaned_data[name]
            for name, (of, key) in self.key_names.items()
            if of == provider and self.cleaned_data.get(name)
        }

    def _require_legal(self, told: dict[str, Any]) -> None:
        for name, what in LEGAL.items():
            if not told.get(name):
                self.add_error(
                    name,
                    f"Écrivez {what}, ou choisissez un autre prestataire\u00a0: sans cela, la loi "
                    "réserve le paiement en ligne au Trésor public.",
                )

    def _require_keys(self, provider: str, told: dict[str, Any]) -> None:
        kept = _keys(self.instance, provider)
        for name, (of, key) in self.key_names.items():
            if of == provider and not told.get(name) and key not in kept:
                self.add_error(name, "Ce prestataire ne marche pas sans cette clé.")


class MandateForm(DirectoryForm):
    """Somebody is appointed; then only the end of the mandate may change."""

    class Meta:
        model = Mandate
        fields: ClassVar = ["regie", "agent", "role", "since", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        regies, agents = Regie.objects.all(), User.objects.working_agents()
        if not self.for_user.is_superuser:
            mine = administered_organisations(self.for_user)
            regies = regies.filter(organisation__in=mine)
            agents = agents.filter(administered_agents(self.for_user)).exclude(pk=self.for_user.pk)
        if self.instance.pk:
            for name in ("regie", "agent", "role", "since"):
                self.fields[name].disabled = True
            return
        self.fields["regie"].queryset = regies
        self.fields["agent"].queryset = agents.order_by("last_name", "first_name")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        since, until = told.get("since"), told.get("until")
        if since and until and until < since:
            self.add_error("until", "La fin vient avant le début.")
        elif since and told.get("regie"):
            self._refuse_two(told, since, until)
        return told

    def _refuse_two(self, told: dict[str, Any], since: date, until: date | None) -> None:
        """One mandate at a time for an agent, one treasurer at a time."""
        overlap = Q(until=None) | Q(until__gte=since)
        others = Mandate.objects.filter(overlap, regie=told["regie"]).exclude(pk=self.instance.pk)
        others = others.filter(since__lte=until) if until else others
        if agent := told.get("agent"):
            if others.filter(agent=agent).exists():
                self.add_error("agent", "Cet agent a déjà un mandat dans cette régie ces jours-là.")
            elif told.get("role") == MandateRole.TREASURER:
                held = others.filter(role=MandateRole.TREASURER).select_related("agent").first()
                if held:
                    self.add_error(
                        "role", f"{held.agent} l’est déjà\u00a0: mettez d’abord fin à son mandat."
                    )


def _with_keys(regie: Regie) -> list[str]:
    offered = [Provider.PAYFIP, Provider.STRIPE]
    return [*offered, Provider.DEMO] if _demo_is_offered(regie) else [*offered]


def _demo_is_offered(regie: Regie) -> bool:
    return settings.DEMO_PROVIDER_ENABLED or regie.provider == Provider.DEMO


def _keys(regie: Regie, provider: str) -> dict[str, str]:
    try:
        return dict(regie.keys_of(provider))
    except InvalidToken:
        return {}


def _saved_on(regie: Regie, provider: str) -> dict[str, str]:
    try:
        return dict(regie.keys_saved_on(provider))
    except InvalidToken:
        return dict.fromkeys(class_of(provider).needs, "")


def _is_there(saved: str | None) -> str:
    if saved is None:
        return "Pas encore enregistrée."
    if not saved:
        return SEALED_ELSE
    on = full_date(date.fromisoformat(saved))
    return f"Enregistrée le {on}. Elle ne se relit pas\u00a0: laissez vide pour la garder."
