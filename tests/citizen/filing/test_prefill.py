"""Answers that an address proposes: seen, changed, judged like any other, and never recorded."""

import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Draft
from portal.procedures.prefill import LONGEST
from portal.procedures.schema import FormSchema
from portal.procedures.validation import problems
from tests.citizen.filing.person import Person, live_procedure, text_of

OPTIONS = [{"value": "gaz", "label": "Le gaz"}, {"value": "eau", "label": "L’eau"}]


def asked(key: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": key.title(), "prefill": True} | more


FORM = {
    "steps": [
        {
            "key": "un",
            "title": "Un",
            "fields": [
                asked("besoin", "choice", options=OPTIONS, required=True),
                asked("montant", "amount", required=True),
                asked("secret", "text", prefill=False),
            ],
        },
        {
            "key": "deux",
            "title": "Deux",
            "fields": [asked("jour", "date"), asked("mot", "long_text")],
        },
    ]
}


@pytest.fixture
def procedure(db: None) -> Any:
    return live_procedure(FORM)


def begun(procedure: Any, query: str, **more: str) -> Person:
    """Somebody who follows the address, then presses the button."""
    browser = Client()
    page = browser.get(reverse("start", args=[procedure.code]) + query, follow=True)
    proposed = page.context["proposed"]
    person = Person.__new__(Person)
    person.browser, person.procedure = browser, procedure
    started = browser.post(reverse("start", args=[procedure.code]), {"proposed": proposed} | more)
    person.first = started.url
    person.draft = Draft.objects.get(token=started.url.split("/")[4])
    return person


def test_what_the_address_proposes_is_shown_and_is_no_answer_yet(procedure):
    person = begun(procedure, "?besoin=eau&montant=12,50&jour=27/3/1985")
    assert person.first == person.step("un")
    page = text_of(person.browser.get(person.first))
    assert 'value="12,50"' in page
    assert 'value="eau" required id="id_besoin_1" checked' in page or "checked" in page
    assert person.answers() == {}
    assert person.page("draft_check").url == person.step("un")
    person.answer("un", {"besoin": "gaz", "montant": "13"})
    assert person.answers() == {"besoin": "gaz", "montant": {"minor": 1300, "currency": "EUR"}}
    assert 'value="27/3/1985"' in text_of(person.page("draft_step", "deux"))


def test_a_wrong_proposal_is_judged_with_the_page_like_what_is_typed(procedure):
    person = begun(procedure, "?besoin=or&montant=beaucoup")
    page = text_of(person.page("draft_step", "un"))
    assert 'value="beaucoup"' in page
    assert "à corriger" not in page
    assert "checked" not in page
    assert person.answer("un", {"montant": "beaucoup"}).status_code == 400


def test_only_what_the_form_allows_is_taken_and_never_at_length(procedure):
    long = "x" * (LONGEST + 1)
    page = Client().get(procedure.get_absolute_url() + f"?secret=a&inconnu=b&mot={long}&besoin=")
    assert page.context["proposed"] == ""
    assert 'name="proposed"' not in text_of(page)
    person = begun(procedure, "?montant=1&secret=non")
    forged = {"proposed": "secret=oui&identite__email=a@b.fr&montant=2"}
    again = person.browser.post(reverse("start", args=[procedure.code]), forged)
    shown = text_of(person.browser.get(again.url))
    assert 'value="2"' in shown
    assert "oui" not in shown
    too_long = {"proposed": "montant=" + "1" * 30_000}
    assert person.browser.post(reverse("start", args=[procedure.code]), too_long).status_code == 302


def test_what_was_said_in_the_search_stays(procedure):
    person = begun(procedure, "?mot=propos%C3%A9", words="Ce que j’ai dit")
    person.answer("un", {"besoin": "gaz", "montant": "1"})
    assert "Ce que j’ai dit" in text_of(person.page("draft_step", "deux"))


def test_a_page_that_proposes_is_in_no_cache_and_a_value_is_no_markup(procedure):
    page = Client().get(procedure.get_absolute_url() + '?mot="><script>')
    assert "no-store" in page["Cache-Control"]
    assert "<script>" not in text_of(page).split("<main")[1]


def test_no_log_line_has_what_an_address_proposes(procedure, caplog):
    with caplog.at_level(logging.DEBUG):
        begun(procedure, "?mot=Confidence")
    lines = " ".join(
        f"{record.getMessage()} {record.__dict__}"
        for record in caplog.records
        if record.name.startswith(("portal", "citizen"))
    )
    assert "Confidence" not in lines


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (asked("q", "identity"), "ne peut pas être prérempli"),
        (asked("q", "files"), "ne peut pas être prérempli"),
        (asked("q", "email"), "ne peut pas être prérempli"),
        (asked("q", "phone"), "ne peut pas être prérempli"),
        (asked("q", "address"), "ne peut pas être prérempli"),
        (asked("q", "info"), "ne peut pas être prérempli"),
        (
            asked("q", "yes_no", label="Acceptez-vous la transmission ?"),
            "un accord se donne soi-même",
        ),
        (
            asked(
                "q",
                "multiple_choice",
                options=[{"value": "a", "label": "J’autorise la photo"}, *OPTIONS],
            ),
            "un accord",
        ),
        (asked("mots", "text"), "l’adresse se sert déjà"),
    ],
)
def test_who_one_is_and_what_one_consents_to_are_never_proposed(field, said):
    form = FormSchema.read({"steps": [{"key": "s", "title": "S", "fields": [field]}]})
    assert said in " ".join(problems(form))
