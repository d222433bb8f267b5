"""Which demande an e-mail is about."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backoffice.mailroom.rights import may_take_mail
from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.models import Demande
from portal.demandes.references import LONGEST_TYPED


class AttachForm(forms.Form):
    reference = forms.CharField(
        label="Référence de la demande",
        help_text="Par exemple D-7K3F-9QX8.",
        max_length=LONGEST_TYPED,
        error_messages={"required": "Écrivez la référence de la demande."},
    )

    def __init__(self, *args: Any, agent: User, **kwargs: Any) -> None:
        self.agent = agent
        super().__init__(*args, **kwargs)

    def clean_reference(self) -> Demande:
        """The demande, among those that the agent sees."""
        meant = references.normalise(self.cleaned_data["reference"])
        found = may_take_mail(self.agent).filter(reference=meant).first()
        if found is None:
            raise ValidationError("Aucune demande de vos services n’a cette référence.")
        return found
