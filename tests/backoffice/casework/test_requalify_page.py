"""Changing a demande's procedure on its page: the choice, what it changes, what is kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from portal.demandes.models import Demande
from portal.demandes.tasks import issue_receipt
from portal.demandes.workflow import filing, requalifying
from portal.directory.models import Role
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.models import Procedure, Silence
from tests import builders
from tests.backoffice.casework.reading import buttons, officer_of, page_url, text_of, verb_url

pytestmark = pytest.mark.django_db
SLUG, PROPOSE = "requalifier", "en-faire-une-demarche"
PLACE, PERSON = builders.SCHEMA["steps"]
ASKED = {"key": "largeur", "type": "number", "label": "Largeur du trou", "required": True}
FORM = {"steps": [{"key": "x", "title": "Lieu", "fields": [PLACE["fields"][0], ASKED]}, PERSON]}


def chosen(demande: Demande, procedure: Procedure, **more: Any) -> dict[str, Any]:
    asked = {"procedure": procedure.pk, "reason": "C’est une voirie."}
    return {"version": demande.version} | asked | more


def test_the_list_holds_what_the_organisations_site_offers_by_theme(browser_of):
    demande = builders.make_demande()
    mine = builders.make_procedure(service=demande.service, title="Réparer la route")
    foreign = builders.make_service(organisation=builders.make_organisation("Autre"))
    builders.make_procedure(service=foreign, title="Ailleurs seulement")
    builders.make_procedure(service=foreign, title="Partout", shared=True)
    builders.make_procedure(service=demande.service, title="Pas encore", live=False)

    page = text_of(browser_of(officer_of(demande)).get(verb_url(demande, SLUG)))

    assert f'<optgroup label="{mine.theme.name}">' in page
    listed = [title for title in ("Réparer la route", "Partout") if f">{title}</option>" in page]
    assert listed == ["Réparer la route", "Partout"]
    for absent in ("Ailleurs seulement", "Pas encore", demande.procedure.title):
        assert f">{absent}</option>" not in page
    assert 'data-filtered="Chercher une démarche"' in page
    assert "Voir ce qui change" in page


def test_what_will_change_is_shown_before_and_written_nowhere(browser_of):
    demande = builders.make_demande()
    there = builders.make_service("Ponts", organisation=demande.service.organisation)
    procedure = builders.make_procedure(FORM, service=there, silence=Silence.REJECT)
    browser = browser_of(officer_of(demande))

    page = text_of(browser.post(verb_url(demande, SLUG), chosen(demande, procedure)))

    for words in (
        f"{procedure.title} (jusqu’ici : {demande.procedure.title})",
        "Ponts, ",
        "Silence vaut rejet le",
        "Réponses reprises",
        "Awa Delattre",
        "Réponses qui ne sont pas reprises",
        "Un trou profond devant l’école.",
        "<li>Largeur du trou</li>",
    ):
        assert words in page, words
    demande.refresh_from_db()
    assert demande.version == 1
    assert not demande.former_filings.exists()

    again = text_of(browser.post(verb_url(demande, SLUG), chosen(demande, procedure, stage="edit")))
    assert "C’est une voirie.</textarea>" in again

    browser.post(verb_url(demande, SLUG), chosen(demande, procedure, stage="send"))
    demande.refresh_from_db()
    assert (demande.procedure, demande.service) == (procedure, there)


def test_what_was_filed_first_is_read_with_its_receipt_by_those_who_may(browser_of):
    demande = builders.make_demande(confidential=True)
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    left, receipt = demande.procedure, demande.receipt
    officer = officer_of(demande)
    requalifying.requalify(
        demande,
        procedure=builders.make_procedure(FORM, service=demande.service),
        reason="Oui.",
        agent=officer,
        version=demande.version,
    )

    page = text_of(browser_of(officer).get(page_url(demande)))
    # Open: nobody misses the person's own words when the new form asks for others.
    assert re.search(rf"<details open>\s*<summary>Déposée d’abord pour « {left.title} »", page)
    assert "Un trou profond devant l’école." in page
    assert f"de « {left.title} » à « {demande.procedure.title} »" in page
    url = f"{page_url(demande)}pieces/{receipt.pk}/"
    assert url in page
    kept = browser_of(officer).get(url)
    assert kept.getvalue().startswith(b"%PDF-")

    adviser = browser_of(officer_of(demande, Role.ADVISER))
    page = text_of(adviser.get(page_url(demande)))
    assert left.title not in page
    assert "Un trou profond" not in page
    assert adviser.get(url).status_code == 403


def test_who_will_no_longer_read_it_is_warned(browser_of):
    demande = builders.make_demande()
    procedure = builders.make_procedure(service=demande.service, confidential=True)

    def page(role: str) -> str:
        browser = browser_of(officer_of(demande, role))
        return text_of(browser.post(verb_url(demande, SLUG), chosen(demande, procedure)))

    assert "Vous ne pourrez plus lire cette demande" in page(Role.ADVISER)
    officer = page(Role.OFFICER)
    assert "Vous ne pourrez plus lire" not in officer
    assert "sans le nom de la démarche" in officer
    assert "Oui (jusqu’ici : Non)" in officer


def test_a_silence_that_is_already_past_is_said_before(browser_of):
    with time_machine.travel(timezone.now() - timedelta(days=100)):
        demande = builders.make_demande()
    procedure = builders.make_procedure(service=demande.service, silence=Silence.REJECT)

    page = text_of(
        browser_of(officer_of(demande)).post(verb_url(demande, SLUG), chosen(demande, procedure))
    )

    assert "Le délai légal de cette démarche est déjà passé" in page


def test_a_demande_accepted_by_silence_says_why_it_stays(browser_of):
    with time_machine.travel(timezone.now() - timedelta(days=100)):
        demande = builders.make_demande(silence=Silence.ACCEPT)
    procedure = builders.make_procedure(service=demande.service)

    response = browser_of(officer_of(demande)).post(
        verb_url(demande, SLUG), chosen(demande, procedure)
    )

    assert response.status_code == 400
    assert "elle ne change plus de démarche" in text_of(response)


@pytest.fixture
def other() -> Demande:
    """An « Autre demande »."""
    procedure = ensure_catch_all(builders.make_service())
    answers = {"sujet": "Un vélo", "message": "un vélo cargo", "identite": builders.IDENTITY}
    return filing.file(draft=builders.make_draft(procedure, answers=answers))


def test_one_click_makes_a_draft_and_leads_to_its_page_twice_to_the_same(browser_of, other):
    head = officer_of(other, Role.HEAD)
    builders.make_member(other.service, Role.HEAD)
    browser = browser_of(head)
    assert PROPOSE in buttons(browser.get(page_url(other)), other)

    first = browser.post(verb_url(other, PROPOSE), {"version": 1})
    second = browser.post(verb_url(other, PROPOSE), {"version": 1})

    draft = Procedure.objects.get(live=False)
    assert first.url == second.url
    assert first.url.endswith(f"/procedures/procedure/edit/{draft.pk}/")
    assert "« Démarche à nommer »" not in text_of(browser.get(first.url))
    assert "Démarche proposée à partir d’elle" in text_of(browser.get(page_url(other)))


def test_only_those_who_write_procedures_find_the_button_and_on_such_a_demande_only(
    browser_of, other
):
    ordinary = builders.make_demande()
    browser = browser_of(officer_of(other, Role.ADVISER))
    assert PROPOSE not in buttons(browser.get(page_url(other)), other)
    assert browser.post(verb_url(other, PROPOSE)).status_code == 403
    browser = browser_of(officer_of(ordinary, Role.HEAD))
    assert PROPOSE not in buttons(browser.get(page_url(ordinary)), ordinary)
    assert not Procedure.objects.filter(live=False).exists()
