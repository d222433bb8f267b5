"""What agents type for each verb. Cleaned data are the verb's own arguments, by name."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.models import Demande, DocumentRequest
from portal.directory.models import Role, Service
from portal.media import intake
from portal.media.forms import SafeFilesField
from portal.procedures.models import RequiredDocument, Silence

DOCUMENT_DAYS = 15  # what a person is given to send a document, unless the agent says otherwise


def words(label: str, *, most: int, missing: str, rows: int = 4, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=most,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
        **kwargs,
    )


class CaseForm(forms.Form):
    """A form of one demande, filled by one agent; `query` may prefill it."""

    def __init__(
        self, *args: Any, demande: Demande, agent: User, query: QueryDict | None = None, **kw: Any
    ) -> None:
        self.demande, self.agent, self.query = demande, agent, query or QueryDict()
        super().__init__(*args, **kw)

    def arguments(self) -> dict[str, Any]:
        """What the verb takes; files are kept only now that all the rest is right."""
        files = self.cleaned_data.get("files", ())
        kept = {"files": [intake.keep(safe) for safe in files]} if "files" in self.fields else {}
        return self.cleaned_data | kept

    def renew(self, version: int) -> None:
        """Go on from the demande as it now stands, with what was typed kept."""
        typed: Any = self.data  # the request's, which can't be changed
        self.data = typed = typed.copy()
        typed["version"] = version


class VersionForm(CaseForm):
    """A button, or the basis of a form: carries the version of the page that it was shown on."""

    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.demande.version


class AssignForm(VersionForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Agent",
        empty_label="Choisissez",
        error_messages={"required": "Choisissez un agent."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = colleagues(self.demande.service)


def colleagues(service: Service) -> Any:
    """The active agents who handle the service's demandes, by a role there or above."""
    line = [above.pk for above in service.lineage]
    handling = User.objects.filter(
        is_active=True,
        memberships__role__in=(Role.OFFICER, Role.HEAD),
        memberships__service__in=line,
    )
    return handling.distinct().order_by("last_name", "first_name", "pk")


class ForwardForm(VersionForm):
    service = forms.TypedChoiceField(
        label="Service compétent",
        help_text="La personne est prévenue par e-mail du changement de service.",
        error_messages={"required": "Choisissez un service."},
        widget=forms.Select({"data-filtered": "Chercher un service"}),
    )
    reason = words(
        "Pourquoi ce service ?", most=1000, missing="Dites au service pourquoi il la reçoit."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        services = self._services()
        field: Any = self.fields["service"]
        field.coerce = lambda pk: services[int(pk)]
        field.choices = [("", "Choisissez"), *_grouped(services.values())]

    def _services(self) -> dict[int, Service]:
        others = Service.objects.active().exclude(pk=self.demande.service_id)
        rows = others.select_related("organisation").order_by("organisation__name", "name", "pk")
        return {service.pk: service for service in rows}


def _grouped(services: Any) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for service in services:
        groups.setdefault(service.organisation.name, []).append((service.pk, service.name))
    return list(groups.items())


class AskDocumentForm(VersionForm):
    """Prefilled from one of the procedure's documents when the address names it."""

    label = forms.CharField(
        label="Quel document ?",
        max_length=160,
        error_messages={"required": "Nommez le document."},
    )
    why = forms.CharField(
        label="Pourquoi le demander ?",
        help_text="La personne lira cette phrase.",
        max_length=300,
        error_messages={"required": "Dites à quoi il sert."},
    )
    deadline = forms.DateField(
        label="À envoyer avant le",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choisissez une date limite.",
            "invalid": "Choisissez une date, par exemple 15/01/2027.",
        },
    )
    indispensable = forms.TypedChoiceField(
        label="Est-il indispensable pour répondre ?",
        coerce=lambda value: value == "oui",
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si le document est indispensable."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["indispensable"]
        field.choices = [
            ("oui", CONSEQUENCES[Silence(self.demande.silence)]),
            ("non", "Non : nous continuons sans l’attendre, aucun délai ne change"),
        ]
        self.initial.setdefault("deadline", timezone.localdate() + timedelta(days=DOCUMENT_DAYS))
        if (wanted := self._wanted()) is not None:
            indispensable = "oui" if wanted.indispensable else "non"
            self.initial.update(label=wanted.label, why=wanted.why, indispensable=indispensable)

    @property
    def documents(self) -> list[RequiredDocument]:
        """What the procedure asks for, to start from."""
        return list(self.demande.procedure.required_documents.all())

    def clean_deadline(self) -> Any:
        deadline = self.cleaned_data["deadline"]
        if deadline <= timezone.localdate():
            raise ValidationError("Choisissez une date limite à venir.")
        return deadline

    def _wanted(self) -> RequiredDocument | None:
        chosen = self.query.get("piece", "")
        return next((each for each in self.documents if str(each.pk) == chosen), None)


CONSEQUENCES = {
    Silence.ACCEPT: "Oui : le délai légal recommencera à zéro à son arrivée",
    Silence.REJECT: "Oui : le délai légal est suspendu jusqu’à son arrivée ou la date limite",
    Silence.NONE: "Oui : la demande attend ce document",
}


class ReceivedForm(CaseForm):
    """A document brought to the counter or sent by post: the agent adds it for the person."""

    request = forms.ModelChoiceField(
        DocumentRequest.objects.none(),
        label="Document reçu",
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez le document qui est arrivé.",
            "invalid_choice": "Ce document n’est plus attendu : choisissez-en un autre.",
        },
    )
    files = SafeFilesField(  # type: ignore[assignment]  # the field's name, taken off the class
        label="Fichiers", error_messages={"required": "Ajoutez au moins un fichier."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["request"]
        field.queryset = self.demande.document_requests.filter(received_on=None)
        awaited = [each for each in self.demande.document_requests.all() if not each.received_on]
        field.initial = awaited[0] if len(awaited) == 1 else None


class PartnerForm(VersionForm):
    partner = forms.CharField(
        label="Organisme consulté",
        help_text="La demande attendra son avis. La personne voit qu’un autre organisme est "
        "consulté, sans son nom.",
        max_length=200,
        error_messages={"required": "Nommez l’organisme."},
    )


class MessageForm(CaseForm):
    body = words("Votre message", most=5000, rows=6, missing="Écrivez votre message.")
    files = SafeFilesField(  # type: ignore[assignment]  # the field's name, taken off the class
        label="Joindre des fichiers", required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class NoteForm(CaseForm):
    body = words(
        "Note pour vos collègues",
        most=5000,
        missing="Écrivez votre note.",
        help_text="La personne ne la voit jamais sur sa page de suivi.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class DuplicateForm(VersionForm):
    of = forms.CharField(
        label="Référence de l’autre demande",
        help_text="Celle qui continue. La personne est prévenue que les deux sont jointes.",
        max_length=60,
        error_messages={"required": "Indiquez la référence de l’autre demande."},
    )

    def clean_of(self) -> Demande:
        """The other demande, among those that the agent sees."""
        reference = references.normalise(self.cleaned_data["of"]) or ""
        other = Demande.objects.visible_to(self.agent).filter(reference=reference).first()
        if other is None:
            raise ValidationError("Aucune demande de vos services n’a cette référence.")
        return other


class ExceptionalForm(CaseForm):
    reason = words(
        "Pourquoi devez-vous la lire ?",
        most=1000,
        missing="Dites pourquoi vous devez lire cette demande.",
        min_length=10,
        help_text="Votre nom, l’heure et cette raison sont inscrits au journal.",
    )
