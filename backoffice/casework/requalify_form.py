"""Changing a demande's procedure: the choice, and what it will change."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone

from backoffice.casework import requalify_money
from backoffice.casework.envelope import legal
from backoffice.casework.forms import VersionForm
from backoffice.fields import words
from portal.demandes import answers, deadlines, requalification, rights
from portal.demandes.completeness import Incomplete, complete_answers
from portal.demandes.models import Demande
from portal.procedures.forms import summary
from portal.procedures.models import Procedure
from portal.text.dates import full_date

Line = dict[str, str]  # as components/answers.html draws it


class RequalifyForm(VersionForm):
    """A procedure of the organisation's site and why; then what the demande would become."""

    procedure = forms.TypedChoiceField(
        label="Nouvelle démarche",
        help_text="La personne est prévenue par e-mail, avec le service et les nouvelles dates.",
        error_messages={"required": "Choisissez une démarche."},
        widget=forms.Select({"data-filtered": "Chercher une démarche"}),
    )
    reason = words(
        "Pourquoi cette démarche ?", most=1000, missing="Dites à vos collègues pourquoi."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["procedure"]
        field.coerce = lambda pk: Procedure.objects.select_related("theme", "service").get(pk=pk)
        field.choices = [("", "Choisissez"), *_by_theme(self.demande)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if chosen := data.get("procedure"):
            sentence = requalification.refusal(self.demande, chosen, at=timezone.now())
            if sentence:
                self.add_error("procedure", sentence)
        return data

    @cached_property
    def after(self) -> Demande:
        """The demande as it would be, not written anywhere."""
        after = copy(self.demande)
        requalification.change(after, self.cleaned_data["procedure"], at=timezone.now())
        return after

    @property
    def changes(self) -> list[Line]:
        """What the envelope would say, and what it says until now."""
        pairs = zip(_facts(self.demande), _facts(self.after), strict=True)
        return [
            {
                "label": label,
                "value": now if now == before else f"{now} (jusqu’ici\u00a0: {before})",
            }
            | {"url": ""}
            for (label, before), (_label, now) in pairs
        ]

    @property
    def carried(self) -> list[Line]:
        """The answers that the new form takes."""
        return _lines(self.after, self.after.answers)

    @property
    def dropped(self) -> list[Line]:
        """Those that it doesn't: they stay readable apart."""
        return _lines(self.demande, self.demande.answers.keys() - self.after.answers.keys())

    @property
    def missing(self) -> list[str]:
        """The questions that the new form requires and that nobody has answered."""
        files = {each.field_key for each in self.demande.attachments.all()}
        try:
            complete_answers(self.after.form_version.form, self.after.answers, files)
        except Incomplete as incomplete:
            return [field.label for _step, field in incomplete.missing]
        return []

    @property
    def silence_is_past(self) -> bool:
        """Whether the silence of the new procedure would already be worth a decision."""
        today = deadlines.day_of(timezone.now(), self.after)
        return deadlines.legal_clock(self.after).elapsed(today)

    @property
    def money(self) -> list[requalify_money.Told]:
        """What is paid for, before or after, and that nothing changes by itself."""
        return requalify_money.told(self.demande, self.cleaned_data["procedure"])

    @property
    def leaves_sight(self) -> bool:
        """Whether the agent would no longer read the demande."""
        return not rights.may_read(self.agent, self.after)


def _by_theme(demande: Demande) -> list[tuple[str, list[tuple[int, str]]]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    rows = requalification.offered_to(demande).order_by("theme__order", "title", "pk")
    for pk, title, theme in rows.values_list("pk", "title", "theme__name"):
        groups.setdefault(theme, []).append((pk, title))
    return list(groups.items())


def _facts(demande: Demande) -> Iterator[tuple[str, str]]:
    yield "Démarche", demande.procedure.title
    yield "Service", f"{demande.service.name}, {demande.service.organisation.name}"
    yield "Réponse promise", full_date(demande.due_on)
    yield "Délai légal", legal(demande) or "Sans objet"
    yield "Confidentielle", "Oui" if demande.confidential else "Non"


def _lines(demande: Demande, keys: Any) -> list[Line]:
    found = summary(demande.form_version.form, demande.answers)
    rows = (row for section in found for row in section.rows if row.key in keys)
    return [{"label": row.label, "value": answers.text(row.display), "url": ""} for row in rows]
