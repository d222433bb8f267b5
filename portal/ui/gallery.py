"""What the gallery shows: every component with invented content, in each of its states."""

import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from portal.ui import atoms
from portal.ui.identity import Identity
from portal.ui.keyset import Count, Page
from portal.ui.lists import Column, Shown, Table

CONTENT = Path(__file__).with_suffix(".json")
PAGES = {
    "accueil": "gallery/home.html",
    "etape": "gallery/step.html",
    "suivi": "gallery/track.html",
    "file": "gallery/queue.html",
    "demande": "gallery/case.html",
}
DANGER = [("yes", "Oui, quelqu’un peut se blesser"), ("no", "Non"), ("unsure", "Je ne sais pas")]
PLACES = [("path", "Sur le trottoir"), ("road", "Sur la chaussée"), ("bike", "Sur la piste")]
TOWNS = [("", "Choisissez"), ("62041", "Arlencourt"), ("62764", "Saint-Vaast")]
PROCEDURES = [("", "Toutes"), ("road", "Signaler un problème dans la rue"), ("rsa", "RSA")]
COLUMNS = (
    Column("Demande", lambda row: atoms.title("#", row.subject, row.procedure)),
    Column("Échéance", lambda row: atoms.due(row.due)),
    Column("État", lambda row: atoms.state(*row.state)),
    Column("Référence", lambda row: atoms.reference(row.reference)),
    Column("Reçue", lambda row: atoms.when(row.filed, "short"), "wide"),
    Column("Agent", lambda row: atoms.stacked(row.agent or atoms.NOTHING, row.town), "wide"),
)

SINGLE_NUMBER = SimpleNamespace(phone="+33321216216", phone_price="Appel gratuit", relay_url="#")
CLOSING = SimpleNamespace(
    place="Déchèterie",
    reason="inondation",
    until="jusqu’à demain, 12 h",
    instead="Gardez vos déchets jusqu’à la réouverture.",
)


class EveryWidget(forms.Form):
    """One field of each kind, with help where it helps."""

    street = forms.CharField(
        label="Rue et numéro le plus proche",
        help_text="Par exemple : 12 rue des Tanneurs",
        error_messages={"required": "Indiquez la rue ou placez le repère sur la carte"},
    )
    danger = forms.ChoiceField(
        label="Est-ce dangereux en ce moment ?",
        help_text="En cas de danger immédiat, appelez le 112.",
        choices=DANGER,
        widget=forms.RadioSelect,
        error_messages={"required": "Dites si c’est dangereux en ce moment"},
    )
    words = forms.CharField(
        label="Que se passe-t-il ?", widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    places = forms.MultipleChoiceField(
        label="Où est l’obstacle ?",
        choices=PLACES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    since = forms.DateField(
        label="Depuis quand ?", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    town = forms.ChoiceField(
        label="Commune",
        choices=TOWNS,
        error_messages={"required": "Choisissez la commune"},
    )
    photo = forms.FileField(label="Photo", help_text="JPEG ou PNG, 10 Mo au plus.", required=False)
    email = forms.EmailField(
        label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    agreed = forms.BooleanField(label="J’accepte d’être recontacté à ce sujet", required=False)


class Filters(forms.Form):
    """A queue's filters."""

    q = forms.CharField(
        label="Rechercher",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )
    procedure = forms.ChoiceField(label="Démarche", choices=PROCEDURES, required=False)
    town = forms.ChoiceField(label="Commune", choices=TOWNS, required=False)


def samples(request: HttpRequest) -> dict[str, Any]:
    """The context of the gallery's pages; the invented words are in gallery.json."""
    content = json.loads(CONTENT.read_text(encoding="utf-8"))
    today = timezone.localdate()
    return content | {
        "who": Identity("Val-de-Scarpe"),
        "empty_form": EveryWidget(prefix="a"),
        "wrong_form": EveryWidget(QueryDict("b-words=Un trou&b-email=moi"), prefix="b"),
        "step_form": step_form(),
        "filters": Filters(request.GET or None, auto_id="f_%s"),
        "list": listing(content["rows"]),
        "no_rows": Shown(Table("Rappels", (), []), Page([]), "Aucun rappel à faire"),
        "count": Count(1_000, capped=True),
        "events": [
            Message(constants.SUCCESS, "La demande est prise."),
            Message(constants.INFO, "Le service ferme dans dix minutes."),
            Message(constants.WARNING, "La photo était trop grande : elle a été réduite."),
            Message(constants.ERROR, "La demande a changé entre-temps. Rien n’a été écrasé."),
        ],
        "no_files": [],
        "single_number": SINGLE_NUMBER,
        "closing": CLOSING,
        "advice": nested(content["advice"]),
        "day_alerts": nested(content["day_alerts"]),
        "emergencies": nested(content["emergencies"]),
        "now": timezone.now(),
        "days": [today + timedelta(days) for days in (-3, -1, 0, 1, 8)],
    }


def nested(rows: list[dict[str, Any]]) -> list[SimpleNamespace]:
    """Rows as objects, and what they hold in turn."""
    return json.loads(json.dumps(rows), object_hook=lambda found: SimpleNamespace(**found))  # type: ignore[no-any-return]  # the hook makes them


def step_form() -> EveryWidget:
    """A form refused for its first field only."""
    form = EveryWidget(QueryDict("danger=yes"))
    form.fields = {name: form.fields[name] for name in ("street", "danger", "photo")}
    return form


def listing(rows: list[list[Any]]) -> Shown:
    """A queue, its due dates counted from today."""
    today = timezone.localdate()
    demandes = [
        SimpleNamespace(
            subject=subject,
            procedure=procedure,
            due=None if days is None else today + timedelta(days),
            state=state,
            reference=reference,
            town=town,
            agent=agent,
            filed=today - timedelta(6),
        )
        for subject, procedure, days, state, reference, town, agent in rows
    ]
    page: Page[Any] = Page(demandes, next="?page=suivante")
    return Shown(Table("Demandes du service Voirie", COLUMNS, demandes), page, "")
