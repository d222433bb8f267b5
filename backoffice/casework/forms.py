"""What agents type for each verb. Cleaned data are the verb's own arguments, by name."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from backoffice.fields import colleagues, offer, words
from portal.accounts.models import User
from portal.demandes import keeping, reach, references
from portal.demandes.models import CAUTIONS, Demande
from portal.demandes.workflow.deed import Refused
from portal.directory.models import Service
from portal.media import intake


class NotKept(Refused):
    """The storage of files is out of order."""

    status = 503


class CaseForm(forms.Form):
    """A form of one demande, filled by one agent; `query` may prefill it."""

    def __init__(
        self, *args: Any, demande: Demande, agent: User, query: QueryDict | None = None, **kw: Any
    ) -> None:
        self.demande, self.agent, self.query = demande, agent, query or QueryDict()
        super().__init__(*args, **kw)

    def started(self) -> "CaseForm | None":
        """The form again, when it was sent only to be filled further; not judged yet."""
        return None

    @property
    def leaves(self) -> bool:
        """Whether a message reaches the person by itself."""
        return reach.leaves(self.demande)

    @property
    def texted(self) -> bool:
        return reach.by_sms(self.demande)

    @property
    def ways(self) -> str:
        """How else to tell them."""
        return reach.other_ways(self.demande)

    def arguments(self) -> dict[str, Any]:
        """What the verb takes; files are kept only now that all the rest is right.

        Raises NotKept, which the form says too, when they can't be written.
        """
        if "files" not in self.fields:
            return self.cleaned_data
        try:
            return self.cleaned_data | {"files": intake.keep_all(self.cleaned_data["files"])}
        except ValidationError as error:
            self.add_error("files", error)
            raise NotKept(error.message) from error

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


class EntrustForm(VersionForm):
    to = forms.ModelChoiceField(
        User.objects.none(),
        label="Qui suit la demande\u00a0?",
        help_text="Une personne de l’accueil. Elle en voit l’enveloppe, relance le service et "
        "confirme la clôture.",
        empty_label="Choisissez",
        error_messages={"required": "Choisissez une personne."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advisers = keeping.advisers_of(self.demande.service.organisation)
        field: Any = self.fields["to"]
        field.queryset = advisers.exclude(pk=self.demande.keeper_id or 0)


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
        others = Service.objects.active().exclude(pk=self.demande.service_id)
        offer(self.fields["service"], others)


class PartnerForm(VersionForm):
    partner = forms.CharField(
        label="Organisme consulté",
        help_text="La demande attendra son avis. La personne voit qu’un autre organisme est "
        "consulté, sans son nom.",
        max_length=200,
        error_messages={"required": "Nommez l’organisme."},
    )


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


class ProtectForm(VersionForm):
    cautions = forms.MultipleChoiceField(
        label="Ce qu’il ne faut pas faire",
        help_text="Rien de coché\u00a0: aucune précaution. Le journal garde chaque changement.",
        choices=[(name, f"{said[:1].upper()}{said[1:]}") for name, said in CAUTIONS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("cautions", self.demande.cautions)


class ExceptionalForm(CaseForm):
    reason = words(
        "Pourquoi devez-vous la lire ?",
        most=1000,
        missing="Dites pourquoi vous devez lire cette demande.",
        min_length=10,
        help_text="Votre nom, l’heure et cette raison sont inscrits au journal.",
    )
