"""A note for colleagues, and those whom it names."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backoffice.casework.forms import CaseForm
from backoffice.fields import words
from portal.accounts.models import User
from portal.demandes import mentions

MOST = 5000
MOST_NAMED = 20


class ColleagueField(forms.ModelChoiceField):
    """« Nadia Ferrand, référente voirie »: ui/js/mentions.js reads the name before the comma."""

    def label_from_instance(self, obj: User) -> str:
        return f"{obj}, {obj.job_title}" if obj.job_title else str(obj)


class NoteForm(CaseForm):
    """Colleagues are chosen in a list, or named in the text by « @Prénom Nom »."""

    body = words(
        "Note pour vos collègues",
        most=MOST,
        missing="Écrivez votre note.",
        help_text="La personne ne la voit jamais sur sa page de suivi.",
    )
    colleague = ColleagueField(
        User.objects.none(),
        label="Prévenir un ou une collègue",
        help_text="Ou tapez @ devant son prénom et son nom dans la note. "
        "Un e-mail part, sans le texte de la note.",
        required=False,
        empty_label="Personne",
        widget=forms.Select({"data-filtered": "Chercher un ou une collègue"}),
        error_messages={
            "invalid_choice": "Cette personne ne peut pas lire cette demande\u00a0: "
            "choisissez-en une autre."
        },
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].widget.attrs["data-mentions"] = "colleague"
        field: Any = self.fields["colleague"]
        others = mentions.readers(self.demande).exclude(pk=self.agent.pk)
        field.queryset = others.order_by("last_name", "first_name", "pk")

    def clean(self) -> dict[str, Any]:
        """Those named join the one chosen; the text shows everybody's name."""
        typed = self.cleaned_data
        body, chosen = typed.get("body", ""), typed.pop("colleague", None)
        typed["mentioned"] = self._named(body, chosen)
        if chosen and chosen not in typed["mentioned"]:
            typed["mentioned"].append(chosen)
            typed["body"] = f"@{chosen} {body}"
        if len(typed.get("body", "")) > MOST:
            self.add_error("body", f"Raccourcissez votre note\u00a0: au plus {MOST}\u00a0signes.")
        if len(typed["mentioned"]) > MOST_NAMED:
            self.add_error("body", f"Citez au plus {MOST_NAMED}\u00a0collègues.")
        return typed

    def _named(self, body: str, chosen: User | None) -> list[User]:
        """The colleagues whom the text names; an error says who can't be."""
        if "@" not in body:
            return []
        field: Any = self.fields["colleague"]
        allowed: dict[str, list[User]] = {}
        for agent in field.queryset:
            allowed.setdefault(mentions.plain(agent.get_full_name()), []).append(agent)
        everybody = self._everybody()
        found = []
        for name in sorted(mentions.named(body, everybody)):
            try:
                found += self._one(everybody[name], allowed.get(name, []), chosen)
            except ValidationError as error:
                self.add_error("body", error)
        return found

    def _everybody(self) -> dict[str, str]:
        """All agents' names by their plain letters: one who can't read isn't any other word."""
        agents = User.objects.working_agents().order_by("pk")
        names = agents.values_list("first_name", "last_name")
        whole = (f"{first} {last}".strip() for first, last in names)
        return {mentions.plain(name): name for name in whole}

    def _one(self, name: str, namesakes: list[User], chosen: User | None) -> list[User]:
        """Raises ValidationError when nobody of that name may read, or when several do."""
        if chosen in namesakes:
            return [chosen]
        if len(namesakes) > 1:
            raise ValidationError(
                f"Plusieurs collègues s’appellent {name}\u00a0: choisissez dans la liste."
            )
        if not namesakes and name != self.agent.get_full_name():
            raise ValidationError(mentions.refusal(name))
        return namesakes
