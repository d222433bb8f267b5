"""What a person types to follow a demande, and on its page."""

import uuid
from typing import Any

from django import forms

from portal.demandes import references
from portal.media.forms import PhotosInput, SafeFilesField


class TrackingForm(forms.Form):
    """Reference and code, as they were read from a letter or heard on the telephone."""

    reference = forms.CharField(
        label="Référence",
        help_text="Elle commence par D. Par exemple\u00a0: D\u20117K3F\u20119QX8.",
        max_length=40,
        error_messages={"required": "Indiquez la référence de votre demande."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    code = forms.CharField(
        label="Code de suivi",
        help_text="Huit lettres, dans l’e-mail reçu au dépôt de votre demande.",
        max_length=40,
        error_messages={"required": "Indiquez le code de suivi."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    # A message typed before the session ended comes along, so that it isn't lost.
    unsent = forms.CharField(required=False, max_length=5000, widget=forms.HiddenInput)

    def clean_reference(self) -> str:
        """The reference as we write it, or blank: what is no reference is simply not found."""
        return references.normalise(self.cleaned_data["reference"]) or ""

    def clean_code(self) -> str:
        return references.normalise_code(self.cleaned_data["code"]) or ""


class MessageForm(forms.Form):
    """A message to the service; its key makes a double click write once."""

    body = forms.CharField(
        label="Votre message",
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Écrivez votre message."},
    )
    attachments = SafeFilesField(
        label="Joindre des fichiers", required=False, widget=PhotosInput(most=5)
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class DocumentForm(forms.Form):
    """The files of one document that was asked for."""

    attachments = SafeFilesField(
        label="Vos fichiers",
        widget=PhotosInput(most=5),
        error_messages={"required": "Choisissez au moins un fichier."},
    )

    def __init__(self, data: Any = None, files: Any = None, *, request_id: int) -> None:
        super().__init__(data, files, prefix=f"document-{request_id}")


class WithdrawForm(forms.Form):
    version = forms.IntegerField(min_value=1, max_value=1_000_000, widget=forms.HiddenInput)
