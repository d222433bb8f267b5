"""What agents type about sheets."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from backoffice.fields import offer, words
from backoffice.knowledge.answers import personal_in
from home.knowledge.models import KnowledgePage
from home.knowledge.rights import WRITERS
from home.knowledge.workflow.sheets import FIELDS
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.coverage import coverage_of
from portal.directory.models import Service

SHORT = {"say", "who", "delays", "contacts", "sources", "words"}  # lines of their boxes
NO_SERVICE = {
    "required": "Choisissez un service.",
    "invalid_choice": "Choisissez un service de la liste.",
}


class Once(forms.Form):
    """A form that is done once, however often it is sent."""

    act = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid4,
        error_messages={"required": "Rechargez la page.", "invalid": "Rechargez la page."},
    )


def services_field(label: str, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        widget=forms.Select({"data-filtered": "Chercher un service"}),
        error_messages=NO_SERVICE,
        **kwargs,
    )


class SheetForm(Once):
    """A whole sheet, as `KnowledgePage` describes its fields."""

    def __init__(self, *args: Any, agent: User, sheet: KnowledgePage | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields.update(forms.fields_for_model(KnowledgePage, FIELDS) or {})
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3 if name in SHORT | {"in_short"} else 5
        self._words()
        self.fields["service"] = services_field("Service qui la tient")
        mine = coverage_of(agent).services(*WRITERS)
        offer(self.fields["service"], Service.objects.active().filter(pk__in=mine))
        self._keepers(mine)
        if sheet is not None:
            self.initial.update({name: getattr(sheet, name) for name in FIELDS})
            self.initial.update(service=sheet.service_id, kept_by=sheet.kept_by_id)
        elif len(mine) == 1:
            self.initial.setdefault("service", next(iter(mine)))

    def _words(self) -> None:
        labels = {
            "title": "Titre",
            "who": "Qui peut en bénéficier\u00a0?",
            "contacts": "À qui s’adresser\u00a0?",
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["title"].help_text = "Le mot que l’on cherche d’abord\u00a0: « RSA\u00a0: … »."
        for name, message in (
            ("title", "Donnez un titre à la fiche."),
            ("in_short", "Écrivez l’essentiel en une ou deux phrases."),
        ):
            self.fields[name].error_messages["required"] = message

    def _keepers(self, services: frozenset[int]) -> None:
        keepers: Any = self.fields["kept_by"]
        agents = User.objects.working_agents().filter(memberships__service__in=services)
        keepers.queryset = agents.distinct().order_by("last_name", "first_name", "pk")
        keepers.empty_label = "Tout le service"

    def values(self) -> dict[str, Any]:
        """What the verb writes."""
        return {name: self.cleaned_data[name] for name in FIELDS}


class CorrectionForm(Once):
    """What is wrong or missing in a sheet."""

    words = words(
        "Ce qu’il faut corriger",
        most=3000,
        missing="Dites ce qu’il faut corriger.",
        help_text="Écrivez comme vous le diriez à un ou une collègue. Aucun nom d’usager.",
    )


class NewSheetForm(Once):
    """A sheet that is missing: its subject, what one knows, who should keep it."""

    title = forms.CharField(
        label="Sujet de la fiche",
        max_length=160,
        error_messages={"required": "Dites de quoi la fiche doit parler."},
    )
    words = words(
        "Ce que vous savez, ou ce qui vous manque",
        most=3000,
        missing="Écrivez une phrase au moins.",
        help_text="Aucun nom d’usager.",
    )
    service = services_field("Service qui connaît le sujet")

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["service"], Service.objects.active())
        held = sorted(service for service, _role in agent.roles_held)
        if held:
            self.initial.setdefault("service", held[0])


class VersionForm(forms.Form):
    """Which state of a proposal was read."""

    version = forms.IntegerField(
        min_value=0, max_value=1_000_000, widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Rechargez la page."
        ),
    )  # fmt: skip


class RefusalForm(VersionForm):
    answer = words(
        "Votre réponse à la personne qui propose",
        most=600,
        rows=3,
        missing="Dites pourquoi\u00a0: la personne qui a proposé lira ces mots.",
    )


class VoteForm(Once):
    helped = forms.TypedChoiceField(
        label="Cette fiche m’a aidé",
        choices=[("oui", "Oui"), ("non", "Non")],
        coerce=lambda value: value == "oui",
        error_messages={
            "required": "Répondez par oui ou par non.",
            "invalid_choice": "Oui ou non\u00a0?",
        },
    )
    word = words(
        "Que manque-t-il\u00a0?",
        most=3000,
        rows=2,
        missing="",
        required=False,
    )


class KeepForm(Once):
    """A good answer, once nothing tells whom it was given to."""

    title = forms.CharField(
        label="Sujet",
        max_length=160,
        error_messages={"required": "Dites de quoi parle cette réponse."},
    )
    text = words(
        "Réponse à garder, sans rien de la personne",
        most=5000,
        rows=12,
        missing="Il ne reste rien à garder.",
    )

    def __init__(self, *args: Any, demande: Demande, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.demande = demande

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("title", "text"):
            if left := personal_in(cleaned.get(name, ""), self.demande):
                told = ", ".join(left)
                self.add_error(
                    name, ValidationError(f"Retirez ce qui désigne la personne\u00a0: {told}.")
                )
        return cleaned
