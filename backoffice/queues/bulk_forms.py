"""What is typed once for many demandes. Cleaned data are the verb's own arguments, by name."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from backoffice.fields import colleagues, offer, words
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.models import Service


class BulkForm(forms.Form):
    """A form for the demandes chosen; nothing to type in a form that is only a button.

    `warned`: the choice for which the page has already said what can't be done.
    """

    warned = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    chooses = ""  # the field whose choice may suit some demandes and not others

    def __init__(self, *args: Any, demandes: Sequence[Demande], **kwargs: Any) -> None:
        self.demandes = demandes
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        """What the verb takes; nothing while nothing is typed."""
        typed = self.cleaned_data if self.is_bound else {}
        return {name: value for name, value in typed.items() if name != "warned"}

    def warns(self) -> bool:
        """Whether its choice is new since the page last said what can't be done; said from now."""
        choice = str(self.cleaned_data[self.chooses].pk)
        known = self.cleaned_data["warned"] == choice
        typed: Any = self.data  # the request's, which can't be changed
        self.data = typed = typed.copy()
        typed["warned"] = choice
        return not known


class BulkAssign(BulkForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Agent",
        empty_label="Choisissez",
        error_messages={
            "required": "Choisissez un agent.",
            "invalid_choice": "Cet agent ne traite plus ces demandes\u00a0: "
            "choisissez-en un autre.",
        },
    )
    chooses = "to"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        services = {each.service_id: each.service for each in self.demandes}
        field.queryset = colleagues(*services.values())


class BulkForward(BulkForm):
    service = forms.TypedChoiceField(
        label="Service compétent",
        help_text="Les personnes sont prévenues du changement de service.",
        error_messages={"required": "Choisissez un service."},
        widget=forms.Select({"data-filtered": "Chercher un service"}),
    )
    reason = words(
        "Pourquoi ce service\u00a0?", most=1000, missing="Dites au service pourquoi il les reçoit."
    )
    chooses = "service"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self.fields["service"], Service.objects.active())


class BulkNote(BulkForm):
    body = words(
        "Note pour vos collègues",
        most=5000,
        missing="Écrivez votre note.",
        help_text="La même dans chaque demande. Les personnes ne la voient jamais.",
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
