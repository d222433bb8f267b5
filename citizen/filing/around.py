"""What the step of the identity also asks: for whom it is, and how to reach the filer safely."""

import json
from typing import Any

from django import forms
from django.http import QueryDict

from citizen.filing import workflow
from citizen.filing.forms import put_back
from portal.demandes.models import CAUTIONS, Draft
from portal.procedures.field_types.identity import NAME
from portal.procedures.field_types.written import PhoneField, email_field
from portal.procedures.models import ForWhom
from portal.procedures.schema import Condition, Criterion, Step
from portal.text import phones

PREFIX = "autour"
ME, OTHER, TELL, SAFE, UNSAFE = "me", "other", "tell", "safe", "unsafe"
CHOICES = {
    "no_voicemail": "Ne pas laisser de message vocal",
    "no_sms": "Ne pas m’envoyer de SMS",
    "no_letter": "Ne pas écrire à mon domicile",
    "no_email": "Ne pas m’envoyer d’e-mail",
    "neutral": "Employer des mots neutres\u00a0: ni le nom du service, ni celui de la démarche",
}
# The inputs shown once another answer calls for them: which one, and what it must be.
SHOWN_IF = {
    **dict.fromkeys(
        ("link", "last_name", "first_name", "email", "phone", "untold"), ("whom", OTHER)
    ),
    "untold_why": ("untold", Draft.Untold.OTHER),
    "cautions": ("safe", UNSAFE),
}


def _name(label: str, missing: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=80,
        validators=[NAME],
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": missing},
    )


class AroundForm(forms.Form):
    """Every part may be left as it stands: for oneself, and no caution."""

    use_required_attribute = False
    prefix = PREFIX

    whom = forms.ChoiceField(
        label="Pour qui faites-vous cette demande\u00a0?",
        choices=[(ME, "Pour moi"), (OTHER, "Pour une autre personne")],
        widget=forms.RadioSelect,
    )
    link = forms.ChoiceField(
        label="Vous êtes",
        choices=[("", "Choisissez"), *Draft.Link.choices],
        error_messages={"required": "Dites quel est votre lien avec cette personne."},
    )
    last_name = _name("Son nom", "Indiquez son nom.")
    first_name = _name("Son prénom", "Indiquez son prénom.")
    email = email_field(label="Son adresse e-mail", required=False)
    phone = PhoneField(label="Son téléphone", required=False)
    untold = forms.ChoiceField(
        label="Pouvons-nous la prévenir qu’une demande existe\u00a0?",
        help_text="Elle apprend qu’une demande existe et qui appeler. Jamais ce qu’elle contient.",
        choices=[
            (TELL, "Oui, si vous donnez son e-mail ou son téléphone"),
            *((value, f"Non. {label}") for value, label in Draft.Untold.choices),
        ],
    )
    untold_why = forms.CharField(
        label="Laquelle\u00a0?",
        help_text="Le service qui traite la demande lit cette raison.",
        max_length=300,
        error_messages={"required": "Dites cette raison."},
    )
    safe = forms.ChoiceField(
        label="Pouvons-nous vous écrire et vous appeler sans risque\u00a0?",
        help_text="Par exemple, si quelqu’un d’autre lit vos messages ou votre courrier.",
        choices=[(SAFE, "Oui"), (UNSAFE, "Non, prenez des précautions")],
        widget=forms.RadioSelect,
    )
    cautions = forms.MultipleChoiceField(
        label="Quelles précautions\u00a0?",
        choices=list(CHOICES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une précaution."},
    )

    def __init__(self, data: QueryDict | None = None, *, draft: Draft) -> None:
        super().__init__(data if data is None else _whole(data, self.prefix or ""))
        if draft.procedure.for_whom != ForWhom.ANYBODY:
            for name in ("whom", *(each for each in SHOWN_IF if each != "cautions")):
                del self.fields[name]
        self.initial = _initial(draft)
        for name in self.fields.keys() & {"email", "phone"}:
            self.fields[name].widget.attrs["autocomplete"] = "off"  # somebody else's

    def clean(self) -> dict[str, Any]:
        """What another answer hides is neither judged nor kept."""
        for name, (other, value) in SHOWN_IF.items():
            if name in self.fields and self.cleaned_data.get(other) != value:
                self.errors.pop(name, None)
                self.cleaned_data.pop(name, None)
        return self.cleaned_data

    def columns(self) -> dict[str, Any]:
        """The draft's columns as what is right says them."""
        kept = self.cleaned_data
        cautions = kept.get("cautions") or []
        names = ("first_name", "last_name", "email", "phone")
        return {
            "for_other": kept.get("whom") == OTHER,
            "link": kept.get("link") or "",
            **{f"beneficiary_{name}": kept.get(name) or "" for name in names},
            "untold": kept.get("untold", "").removeprefix(TELL),
            "untold_why": kept.get("untold_why") or "",
            **{name: name in cautions for name in CAUTIONS},
        }

    def questions(self) -> list[tuple[forms.BoundField, str]]:
        """Each input with the condition that shows it, as JSON for conditions.js."""
        return [(field, self._shown_if(field.name)) for field in self]

    def _shown_if(self, name: str) -> str:
        if name not in SHOWN_IF:
            return ""
        other, value = SHOWN_IF[name]
        test = Criterion(self.add_prefix(other), "is", value)
        return json.dumps(Condition("all", (test,)).as_json())


def around_form(
    draft: Draft, step: Step, data: QueryDict | None = None, *, typed: QueryDict | None = None
) -> AroundForm | None:
    """The form of this step; None elsewhere than where the person says who they are.

    With what has just been sent (`data`), or what was left unfinished (`typed`).
    """
    asking = next((field for field in step.fields if field.type == "identity"), None)
    first = next(
        (field for field in draft.form_version.form.fields() if field.type == "identity"), None
    )
    if asking is None or first is None or asking.key != first.key:
        return None
    form = AroundForm(data, draft=draft)
    if typed is not None:
        put_back(form, typed)
    return form


def _whole(data: QueryDict, prefix: str) -> QueryDict:
    """What was sent, with the answer that changes nothing where none was chosen."""
    whole = data.copy()
    for name, usual in {"whom": ME, "untold": TELL, "safe": SAFE}.items():
        whole.setdefault(f"{prefix}-{name}", usual)
    return whole


def _initial(draft: Draft) -> dict[str, Any]:
    return {
        "whom": OTHER if draft.for_other else ME,
        "link": draft.link,
        "last_name": draft.beneficiary_last_name,
        "first_name": draft.beneficiary_first_name,
        "email": draft.beneficiary_email,
        "phone": phones.display(draft.beneficiary_phone) if draft.beneficiary_phone else "",
        "untold": draft.untold or TELL,
        "untold_why": draft.untold_why,
        "safe": UNSAFE if draft.cautions else SAFE,
        "cautions": draft.cautions,
    }


def kept_around(draft: Draft, step: Step, data: QueryDict) -> AroundForm | None:
    """The same with what has just been sent, of which the draft keeps what is right."""
    form = around_form(draft, step, data)
    if form is not None:
        form.is_valid()
        workflow.keep_around(draft, form.columns())
    return form


def said(draft: Draft) -> list[tuple[str, str]]:
    """What was answered here, in words, for the page of the check; nothing where nothing is."""
    lines = []
    if draft.procedure.for_whom == ForWhom.ANYBODY:
        lines.append(("Pour qui", draft.beneficiary_name if draft.for_other else "Pour moi"))
    if draft.for_other:
        contact = [draft.beneficiary_email, phones.display(draft.beneficiary_phone or "")]
        lines += [
            ("Votre lien", draft.get_link_display()),
            ("Pour la prévenir", _told(draft) or "\n".join(filter(None, contact))),
        ]
    if draft.cautions:
        chosen = "\n".join(CHOICES[name] for name in draft.cautions)
        lines.append(("Vos précautions", chosen))
    return lines


def _told(draft: Draft) -> str:
    if draft.untold == Draft.Untold.OTHER:
        return f"Non\u00a0: {draft.untold_why}"
    return f"Non. {draft.get_untold_display()}" if draft.untold else ""
