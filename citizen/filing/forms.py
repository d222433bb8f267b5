"""The form of a step as a draft stands, and the one for the link to come back."""

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from citizen.filing.held import counts
from portal.demandes.models import Draft
from portal.procedures.conditions import prune
from portal.procedures.forms import StepForm, step_form
from portal.procedures.schema import Step


class EmailForm(forms.Form):
    use_required_attribute = False

    email = forms.EmailField(
        label="Votre adresse e-mail",
        max_length=254,
        help_text="Elle ne sert qu’à vous envoyer ce lien.",
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": "Indiquez votre adresse e-mail.",
            "invalid": "Vérifiez l’adresse e-mail : par exemple, nom@exemple.fr.",
        },
    )


def bound_form(step: Step, draft: Draft, request: HttpRequest, sent: QueryDict) -> StepForm:
    """With what has just been sent, as the buttons of its rows leave it."""
    return step_form(
        step,
        answers=_answers(draft),
        stored=_stored(step, draft),
        data=sent,
        files=request.FILES,
    )


def filled_form(step: Step, draft: Draft, typed: QueryDict | None = None) -> StepForm:
    """With what the draft holds, and over it what was left unfinished."""
    form = step_form(step, answers=_answers(draft), stored=_stored(step, draft), typed=typed)
    put_back(form, typed)
    return form


def put_back(form: forms.Form, typed: QueryDict | None) -> None:
    """Show again what was left unfinished."""
    for name, field in form.fields.items():
        sent = form.add_prefix(name)
        if typed is not None and sent in typed:
            form.initial[name] = field.widget.value_from_datadict(typed, {}, sent)


def _answers(draft: Draft) -> dict[str, Any]:
    """Those that count: an answer to what is hidden now must not show anything."""
    return prune(draft.form_version.form, draft.answers)


def _stored(step: Step, draft: Draft) -> dict[str, int]:
    return counts(draft) if any(field.type == "files" for field in step.fields) else {}
