"""An agent's page of a demande in a real browser: axe, sizes, with and without scripts."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backoffice.casework.verbs import VERBS
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, handling
from portal.directory.models import Role
from portal.procedures.models import RequiredDocument
from portal.replies.models import AnswerTemplate
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, verb_url
from tests.journeys.conftest import DESK, PHONE, OpenPage

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


@pytest.fixture
def sign_in(open_page: OpenPage, live_server: LiveServer) -> Callable[..., Page]:
    """`sign_in(agent, size=…)`: a new page in a browser where the agent is signed in."""

    def opened(agent: User, **options: object) -> Page:
        client = Client()
        client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        page = open_page(**options)
        page.context.add_cookies([cookie])
        return page

    return opened


def fits(page: Page) -> bool:
    """Whether nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def lived_in() -> Demande:
    """A demande with something of everything."""
    demande = builders.make_demande(state=State.ASSIGNED, script="Demandez où est le trou.")
    agent = demande.assignee
    RequiredDocument.objects.create(procedure=demande.procedure, label="Plan", why="Pour situer.")
    builders.say(demande, agent, "Où est-ce ?")
    exchanges.hear(demande, body="Là.", key=uuid4(), files=[builders.make_file()])
    exchanges.note(demande, body="Voir avec l’eau.", agent=agent, key=uuid4())
    builders.ask(demande, agent, indispensable=False)
    return demande


@SIZES
def test_the_page_and_each_form_are_accessible_and_fit(sign_in, axe, size):
    demande = lived_in()
    page = sign_in(demande.assignee, size=size)
    possible = rights.possible(demande.assignee, demande)
    addresses = [verb_url(demande, verb.slug) for verb in VERBS if verb.action in possible]
    for address in [page_url(demande), *addresses]:
        page.goto(address)
        axe(page)
        assert fits(page), address


@SIZES
def test_the_envelope_is_accessible_and_the_actions_are_within_reach(sign_in, axe, size):
    demande = builders.make_demande(confidential=True)
    page = sign_in(officer_of(demande, Role.ADVISER), size=size)

    page.goto(page_url(demande))

    axe(page)
    assert fits(page)
    page.get_by_label("Pourquoi devez-vous la lire ?").fill("La personne attend au guichet.")
    page.get_by_role("button", name="Consulter pendant 4 heures").click()
    expect(page.get_by_text("Un trou profond devant l’école.").first).to_be_visible()
    axe(page)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_demande_is_taken_answered_and_closed(sign_in, axe, javascript):
    demande = builders.make_demande()
    AnswerTemplate.objects.create(title="Accord", body="Bonjour {{ prenom }}.", live=True)
    page = sign_in(officer_of(demande), size=DESK, javascript=javascript)
    page.goto(page_url(demande))

    page.get_by_role("button", name="Prendre en charge").click()
    page.get_by_role("link", name="Répondre").click()
    page.get_by_label("Réponse", exact=True).fill("Merci de votre patience.")
    page.get_by_role("button", name="Accord").click()
    expect(page.get_by_label("Réponse", exact=True)).to_have_value(
        "Merci de votre patience.\n\nBonjour Awa."
    )
    page.get_by_role("radio", name="Favorable", exact=True).check()
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(page.get_by_text("Bonjour Awa.")).to_be_visible()
    if javascript:
        axe(page)
    page.get_by_role("button", name="Envoyer la réponse").click()
    page.get_by_role("button", name="Clore la demande").click()

    expect(page.get_by_text("La demande est close.")).to_be_visible()
    demande.refresh_from_db()
    assert demande.state == State.CLOSED


def test_on_a_telephone_the_form_asked_for_stands_in_place_of_the_verbs(sign_in):
    demande = builders.make_demande(state=State.ASSIGNED)
    page = sign_in(demande.assignee, size=PHONE)
    page.goto(page_url(demande))
    verbs = page.locator(".head .actions")
    expect(verbs).to_be_visible()

    page.get_by_role("link", name="Ajouter une note").click()

    expect(page.get_by_role("heading", name="Ajouter une note")).to_be_visible()
    expect(verbs).to_be_hidden()
    page.get_by_role("link", name="Annuler").click()
    expect(verbs).to_be_visible()


def test_a_service_is_found_by_a_few_letters(sign_in):
    demande = builders.make_demande()
    far = builders.make_organisation("Communauté de la Scarpe")
    water = builders.make_service("Eau et assainissement", organisation=far)
    builders.make_service("Éclairage public")
    page = sign_in(officer_of(demande), size=DESK)
    page.goto(verb_url(demande, "transmettre"))

    page.get_by_label("Chercher un service").fill("scarpe eau")

    chosen = page.get_by_label("Service compétent")
    expect(chosen).to_have_value(str(water.pk))
    page.get_by_label("Chercher un service").fill("eclair")
    expect(chosen).not_to_have_value(str(water.pk))


def test_the_refusal_takes_the_focus_and_keeps_the_words(sign_in, axe, page_problems):
    demande = builders.make_demande()
    agent = officer_of(demande)
    page = sign_in(agent, size=PHONE)
    page.goto(verb_url(demande, "avis-partenaire"))
    page.get_by_label("Organisme consulté").fill("Préfecture")
    handling.take(demande, agent=agent, version=demande.version)

    page.get_by_role("button", name="Attendre l’avis d’un partenaire").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Organisme consulté")).to_have_value("Préfecture")
    axe(page)
    page_problems.clear()  # the browser notes the 409 in its console
    page.get_by_role("button", name="Attendre l’avis d’un partenaire").click()
    demande.refresh_from_db()
    assert demande.state == State.AWAITING_PARTNER
