"""The formal answer: started from a template, judged, shown as it will be read."""

import re
from typing import Any

from django import forms
from django.utils import timezone

from backoffice.casework.forms import VersionForm
from backoffice.fields import words
from portal.directory.signature import Signature
from portal.replies.models import AnswerTemplate, Decision, Reply
from portal.replies.variables import fill

BLANK = re.compile(r"\[[a-z][\w-]*\]")  # what `fill` leaves where it has no value


class AnswerForm(VersionForm):
    """A reply in the making; reasons and ways of appeal count for refusals only (L211-5)."""

    decision = forms.TypedChoiceField(
        label="Décision",
        choices=Decision.choices,
        coerce=Decision,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez une décision."},
    )
    body = words("Réponse", most=10_000, rows=12, missing="Écrivez la réponse.")
    reasons = words(
        "Motifs du refus",
        most=5000,
        missing="",
        required=False,
        help_text="Pour un refus, même partiel : les faits et les règles qui le justifient.",
    )
    appeal_route = words(
        "Voies et délais de recours",
        most=2000,
        rows=6,
        missing="",
        required=False,
        help_text="Pour un refus, même partiel. Texte de la démarche, à relire.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("appeal_route", self.demande.appeal_route)

    def started(self) -> "AnswerForm | None":
        """What was typed, not judged yet, and below it the text of the template that was pressed.

        The text of another template, when nothing was changed in it, gives way to the new one.
        """
        texts = {each: fill(each.body, self.demande) for each in self.templates}
        chosen = next((each for each in texts if str(each.pk) == self.data.get("modele")), None)
        if chosen is None:
            return None
        typed = {name: self.data[name] for name in self.fields if name in self.data}
        body, decision = typed.get("body", ""), typed.get("decision", "")
        for left, text in texts.items():
            if body.split() == text.split():
                body, decision = "", "" if decision == left.decision else decision
        body = f"{body.rstrip()}\n\n{texts[chosen]}".lstrip()
        typed |= {"body": body, "decision": decision or chosen.decision}
        return AnswerForm(initial=typed, demande=self.demande, agent=self.agent)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "decision" in data and not data["decision"].needs_reasons:
            return data | {"reasons": "", "appeal_route": ""}
        missing = {
            "reasons": "Un refus donne ses motifs : écrivez-les.",
            "appeal_route": "Un refus dit comment le contester : indiquez les voies de recours.",
        }
        for name, sentence in missing.items():
            if "decision" in data and not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data

    @property
    def templates(self) -> list[AnswerTemplate]:
        """The texts to start from."""
        return list(AnswerTemplate.objects.offered_for(self.demande.procedure))

    @property
    def reply(self) -> Reply:
        """The reply as it would be sent, not written anywhere."""
        names = ("decision", "body", "reasons", "appeal_route")
        return Reply(
            demande=self.demande,
            signatory=self.agent,
            signature=Signature.of(self.agent, self.demande.service).line,
            sent_at=timezone.now(),
            **{name: self.cleaned_data[name] for name in names},
        )

    @property
    def blanks(self) -> list[str]:
        """The variables that were left without a value."""
        return sorted(set(BLANK.findall(self.cleaned_data["body"])))
