"""What agents say and ask: documents, messages, notes."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from backoffice.casework.forms import CaseForm, VersionForm
from backoffice.fields import words
from portal.demandes.models import DocumentRequest
from portal.media.forms import SafeFilesField
from portal.media.states import Scan
from portal.procedures.models import RequiredDocument, Silence

DOCUMENT_DAYS = 15  # what a person is given to send a document, unless the agent says otherwise


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
        label="À envoyer au plus tard le",
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

    @property
    def offered(self) -> list[tuple[RequiredDocument, str]]:
        """The same, each with what is already known of it: received, or asked for."""
        good = self.demande.attachments.exclude(stored__scan=Scan.INFECTED)
        sent = set(good.values_list("field_key", flat=True)) - {""}
        asked = {each.label: each.received_on for each in self.demande.document_requests.all()}

        def known(document: RequiredDocument) -> str:
            if document.field_key in sent or asked.get(document.label):
                return "déjà reçu"
            return "déjà demandé" if document.label in asked else ""

        return [(document, known(document)) for document in self.documents]

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


class MessageForm(CaseForm):
    body = words("Votre message", most=5000, rows=6, missing="Écrivez votre message.")
    files = SafeFilesField(  # type: ignore[assignment]  # the field's name, taken off the class
        label="Joindre des fichiers", required=False
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class ChaseForm(CaseForm):
    body = words(
        "Un mot pour le service",
        most=1000,
        missing="",
        required=False,
        help_text="Il devient une note interne. Un e-mail part à l’agent qui traite la demande, "
        "sinon à l’encadrement du service.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
