"""Answering: from a template, read again as the person will, then sent."""

import html
import re
from typing import Any

import pytest
from django.test import Client

from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.messaging.models import OutboundMessage
from portal.replies.models import AnswerTemplate, Decision, Reply
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, text_of, verb_url

pytestmark = pytest.mark.django_db
ROUTE = "Vous pouvez saisir le tribunal administratif dans les deux mois."


@pytest.fixture
def demande() -> Demande:
    return builders.make_demande(appeal_route=ROUTE)


@pytest.fixture
def browser(browser_of, demande):
    agent = officer_of(demande, first_name="Nadia", last_name="Ferrand", job_title="référente")
    return browser_of(agent)


def answer(demande: Demande, **fields: Any) -> dict[str, Any]:
    filled = {"version": demande.version, "decision": "favourable", "body": "C’est d’accord."}
    return filled | fields


def hidden(page: str) -> dict[str, str]:
    """What the preview would send."""
    inputs = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(value) for name, value in inputs}


def template(**fields: Any) -> AnswerTemplate:
    defaults = {"title": "Accord", "body": "Bonjour {{ prenom }}, à {{ commune }}.", "live": True}
    return AnswerTemplate.objects.create(**defaults | fields)


def start(browser: Client, demande: Demande, chosen: AnswerTemplate, **typed: Any) -> str:
    """The page once the template was pressed."""
    sent = typed | {"modele": chosen.pk}
    return text_of(browser.post(verb_url(demande, "repondre"), sent))


def test_a_template_fills_the_answer_with_what_the_demande_says(browser, demande):
    chosen = template(decision=Decision.PARTIAL)

    page = start(browser, demande, chosen)

    assert "Bonjour Awa, à Arras (62)." in page
    assert re.search(r'value="partial"[^>]*checked', page)
    assert ROUTE in page


def test_a_template_goes_below_what_was_typed_which_stays(browser, demande):
    chosen = template(decision=Decision.REFUSED)

    page = start(browser, demande, chosen, **answer(demande, reasons="Route privée."))

    assert re.search(r"<textarea[^>]*>\s*C’est d’accord.\s+Bonjour Awa, à Arras", page)
    assert re.search(r'value="favourable"[^>]*checked', page)
    assert "Route privée." in page
    assert 'role="alert"' not in page
    assert not Reply.objects.exists()


def test_another_template_replaces_one_that_was_left_as_it_was(browser, demande):
    template(decision=Decision.FAVOURABLE)
    chosen = template(title="Refus", body="Désolés.", decision=Decision.REFUSED)
    untouched = answer(demande, body="Bonjour Awa,\r\nà Arras (62).")

    page = start(browser, demande, chosen, **untouched)

    assert re.search(r"<textarea[^>]*>\s*Désolés.</textarea>", page)
    assert re.search(r'value="refused"[^>]*checked', page)


def test_the_templates_are_still_there_after_a_mistake(browser, demande):
    template()

    page = text_of(browser.post(verb_url(demande, "repondre"), answer(demande, body="")))

    assert 'name="modele"' in page


def test_only_the_templates_of_the_procedure_are_offered(browser, demande):
    template(title="Pour tous")
    template(title="Le sien", procedure=demande.procedure)
    template(title="Pas encore", live=False)
    foreign = template(title="D’ailleurs", procedure=builders.make_procedure())

    page = start(browser, demande, foreign)

    assert page.index("Le sien") < page.index("Pour tous")
    assert "Pas encore" not in page
    assert "D’ailleurs" not in page
    assert "Bonjour Awa" not in page


def test_the_preview_shows_what_will_be_read_and_sends_nothing(browser, demande):
    mails = OutboundMessage.objects.count()

    response = browser.post(verb_url(demande, "repondre"), answer(demande))

    page = text_of(response)
    assert response.status_code == 200
    assert "Relisez avant d’envoyer" in page
    assert "C’est d’accord." in page
    assert "Nadia Ferrand, référente" in page
    assert "Favorable" in page
    assert not Reply.objects.exists()
    assert OutboundMessage.objects.count() == mails
    demande.refresh_from_db()
    assert (demande.state, demande.version) == (State.FILED, 1)


def test_what_was_previewed_is_what_is_sent(browser, demande):
    typed = answer(
        demande,
        decision="refused",
        body="Non.\n\nDésolés, « l’école » & vous.",
        reasons="La route est privée.",
        appeal_route=ROUTE,
    )
    previewed = hidden(browser.post(verb_url(demande, "repondre"), typed).content.decode())

    response = browser.post(verb_url(demande, "repondre"), previewed | {"stage": "send"})

    assert response.url == page_url(demande)
    reply = Reply.objects.get()
    assert reply.body.split() == typed["body"].split()
    assert (reply.decision, reply.reasons) == ("refused", "La route est privée.")
    assert reply.appeal_route == ROUTE
    mail = OutboundMessage.objects.for_topic(demande.topic).get(key__contains="answered")
    assert "La route est privée." in mail.text


def test_one_can_go_back_and_change_the_answer(browser, demande):
    page = text_of(browser.post(verb_url(demande, "repondre"), answer(demande, stage="edit")))

    assert re.search(r"<textarea[^>]*>\s*C’est d’accord.</textarea>", page)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("decision", ["refused", "partial"])
@pytest.mark.parametrize("missing", ["reasons", "appeal_route"])
@pytest.mark.parametrize("stage", ["", "send", "edit"])
def test_a_refusal_without_reasons_or_appeal_is_sent_back_with_what_was_typed(
    browser, demande, decision, missing, stage
):
    typed = answer(demande, decision=decision, reasons="Route privée.", appeal_route=ROUTE)

    response = browser.post(verb_url(demande, "repondre"), typed | {missing: "  ", "stage": stage})

    page = text_of(response)
    assert response.status_code == 400
    assert f'href="#id_{missing}"' in page
    assert "C’est d’accord." in page
    assert not Reply.objects.exists()


def test_reasons_typed_for_another_decision_are_left_out(browser, demande):
    typed = answer(demande, reasons="Route privée.", appeal_route=ROUTE, stage="send")

    browser.post(verb_url(demande, "repondre"), typed)

    reply = Reply.objects.get()
    assert (reply.reasons, reply.appeal_route) == ("", "")


def test_words_left_to_complete_are_pointed_out(browser, demande):
    typed = answer(demande, body="Sous [delai], à [lieu-dit], voir [1].")

    page = text_of(browser.post(verb_url(demande, "repondre"), typed))

    assert "Il reste à compléter : [delai], [lieu-dit]" in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "recevra cette réponse par e-mail"),
        ({"filer_email": ""}, "Rien ne parvient tout seul"),
        ({"no_email": True}, "Rien ne parvient tout seul"),
        ({"neutral": True}, "sans son contenu"),
        ({"confidential": True}, "sans son contenu"),
    ],
)
def test_the_preview_says_how_the_person_will_know(browser, demande, change, sentence):
    Demande.objects.filter(pk=demande.pk).update(**change)

    assert sentence in text_of(browser.post(verb_url(demande, "repondre"), answer(demande)))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("decision", "maybe"),
        ("body", ""),
        ("body", "x" * 10_001),
        ("reasons", "x" * 5_001),
        ("appeal_route", "x" * 2_001),
        ("version", "x"),
    ],
)
def test_nothing_beyond_its_limits_is_taken(browser, demande, field, value):
    typed = answer(demande, decision="refused", reasons="Non.", appeal_route=ROUTE, stage="send")

    response = browser.post(verb_url(demande, "repondre"), typed | {field: value})

    assert response.status_code == 400
    assert not Reply.objects.exists()


def test_a_preview_out_of_date_is_refused_and_the_answer_kept(browser, browser_of, demande):
    typed = answer(demande)
    browser.post(verb_url(demande, "repondre"), typed)
    other = browser_of(officer_of(demande))
    other.post(verb_url(demande, "prendre"), {"version": demande.version})

    response = browser.post(verb_url(demande, "repondre"), typed | {"stage": "send"})

    page = text_of(response)
    assert response.status_code == 409
    assert re.search(r"<textarea[^>]*>\s*C’est d’accord.</textarea>", page)
    assert 'name="version" value="2"' in page
    assert not Reply.objects.exists()


def test_an_answer_holds_no_script(browser, demande):
    typed = answer(demande, body="<script>alert(1)</script>")

    assert "<script>alert" not in text_of(browser.post(verb_url(demande, "repondre"), typed))
