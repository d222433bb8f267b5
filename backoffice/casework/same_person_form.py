"""What an agent types to say that another demande is of the same person."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from backoffice.casework.forms import VersionForm
from portal.demandes import persons, references
from portal.demandes.models import Demande


class SamePersonForm(VersionForm):
    other = forms.CharField(
        label="Référence de l’autre demande",
        help_text="Une demande du même secteur, que vous pouvez lire.",
        max_length=60,
        error_messages={"required": "Indiquez la référence de l’autre demande."},
    )
    reason = forms.CharField(
        label="Comment le savez-vous\u00a0?",
        help_text="Par exemple\u00a0: la personne l’a dit au guichet, pièce d’identité en main.",
        max_length=300,
        error_messages={"required": "Dites comment vous le savez."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("other", self.query.get("autre", "")[:60])

    def clean_other(self) -> Demande:
        """The other demande; one that the agent may not read is as one that never was."""
        reference = references.normalise(self.cleaned_data["other"]) or ""
        readable = Demande.objects.readable_by(self.agent).exclude(pk=self.demande.pk)
        if (other := readable.filter(reference=reference).first()) is None:
            raise ValidationError("Aucune autre demande que vous pouvez lire n’a cette référence.")
        return other

    @cached_property
    def offered(self) -> list[Demande]:
        """Those with the same e-mail or telephone, to be looked at."""
        return persons.alike(self.demande, self.agent)
