"""How the person came, and how the draft's form is built for an agent."""

import json
from datetime import timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from backoffice.entry.whole import WholeForm
from citizen.filing.forms import put_back
from citizen.filing.held import counts
from portal.demandes.models import Draft
from portal.directory.channels import Channel
from portal.procedures.conditions import prune
from portal.procedures.schema import Condition, Criterion

OFFERED = (Channel.TELEPHONE, Channel.DESK, Channel.LETTER, Channel.EMAIL)
LONGEST_AGO = timedelta(days=365)


class ChannelForm(forms.Form):
    """By which channel; of a letter or an e-mail also when it came."""

    use_required_attribute = False
    prefix = "_venue"  # a name of the page's own, which no question bears

    channel = forms.ChoiceField(
        label="Comment la personne s’adresse-t-elle à vous ?",
        choices=[(channel.value, channel.label) for channel in OFFERED],
        error_messages={"required": "Choisissez un canal."},
    )
    arrived_on = forms.DateField(
        label="Reçu le",
        help_text="Les délais partent de ce jour.",
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Choisissez une date, par exemple 15/01/2027."},
    )

    def clean(self) -> dict[str, Any]:
        """A call or a visit is of this very moment: no date of another one is kept."""
        channel, day = self.cleaned_data.get("channel"), self.cleaned_data.get("arrived_on")
        if not channel or not Channel(channel).is_written:
            self.errors.pop("arrived_on", None)
            return {"channel": channel, "arrived_on": None}
        today = timezone.localdate()
        if day is None and "arrived_on" not in self.errors:
            self.add_error("arrived_on", "Indiquez le jour où vous l’avez reçu.")
        elif day and not today - LONGEST_AGO <= day <= today:
            sentence = "Choisissez un jour passé, de moins d’un an."
            self.add_error("arrived_on", sentence)
        return self.cleaned_data

    @property
    def shows_date_if(self) -> str:
        """For conditions.js."""
        written = [each.value for each in OFFERED if each.is_written]
        tests = tuple(Criterion(self.add_prefix("channel"), "is", value) for value in written)
        return json.dumps(Condition("any", tests).as_json())


def channel_form(draft: Draft, data: QueryDict | None = None) -> ChannelForm:
    arrived_on = draft.arrived_on or timezone.localdate()
    return ChannelForm(data, initial={"channel": draft.channel, "arrived_on": arrived_on})


def bound_form(draft: Draft, data: QueryDict, files: Any) -> WholeForm:
    """With what has just been sent."""
    return WholeForm(
        draft.form_version.form,
        answers=_answers(draft),
        stored=counts(draft),
        data=data,
        files=files,
    )


def filled_form(draft: Draft, typed: QueryDict | None = None) -> WholeForm:
    """With what the draft holds, and over it what was left unfinished."""
    form = WholeForm(
        draft.form_version.form, answers=_answers(draft), stored=counts(draft), typed=typed
    )
    put_back(form, typed)
    return form


def _answers(draft: Draft) -> dict[str, Any]:
    return prune(draft.form_version.form, draft.answers)
