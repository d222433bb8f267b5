"""A confidential demande: the envelope for some, the content by exception, for a while."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from portal.demandes.models import Demande, ExceptionalAccess
from portal.demandes.states import Action, State
from portal.demandes.workflow import exchanges
from portal.directory.models import Role
from portal.replies import workflow as replies
from portal.replies.models import Decision
from tests import builders
from tests.backoffice.casework.reading import (
    PAYLOADS,
    buttons,
    officer_of,
    page_url,
    text_of,
    verb_url,
)

pytestmark = pytest.mark.django_db
ENVELOPE_ONLY = [Role.ADVISER, Role.ADMINISTRATOR]
REASON = "L’agente en charge est absente et la personne attend au guichet."
SLUG = "consultation-exceptionnelle"
SECRETS = (
    "Awa", "Delattre", "courriel.example", "12 34 56 78", "+33612345678", "12 rue des Lilas",
    "Un trou profond", "Arras", "photo.png", "Je suis malade", "Situation difficile",
    "Certificat médical", "Décision du comité", "Votre demande D-",
)  # fmt: skip


@pytest.fixture
def demande() -> Demande:
    """One that holds a secret of each kind."""
    demande = builders.make_demande(confidential=True, title="Demander une aide")
    officer = officer_of(demande)
    exchanges.hear(demande, body="Je suis malade.", key=uuid4(), files=[builders.make_file()])
    exchanges.note(demande, body="Situation difficile", agent=officer, key=uuid4())
    builders.ask(demande, officer, label="Certificat médical", why="Situation difficile")
    replies.send(
        demande,
        decision=Decision.FAVOURABLE,
        body="Décision du comité.",
        agent=officer,
        version=demande.version,
    )
    return demande


@pytest.mark.parametrize("role", ENVELOPE_ONLY)
def test_an_adviser_or_an_administrator_sees_the_envelope_and_nothing_else(
    browser_of, demande, role
):
    page = text_of(browser_of(officer_of(demande, role)).get(page_url(demande)))

    for words in (demande.reference, "Demander une aide", "Répondue", "Réponse promise"):
        assert words in page
    leaked = [secret for secret in SECRETS if secret in page.split("<main")[1]]
    assert not leaked


@pytest.mark.parametrize("role", ENVELOPE_ONLY)
@pytest.mark.parametrize("slug", sorted(PAYLOADS.keys() - {SLUG}))
def test_no_address_tells_them_more(browser_of, demande, role, slug):
    browser = browser_of(officer_of(demande, role))

    for response in (
        browser.get(verb_url(demande, slug)),
        browser.post(verb_url(demande, slug)),
        browser.post(verb_url(demande, slug), PAYLOADS[slug](demande)),
    ):
        # How to reach the person without harm is on the envelope, and theirs to mend.
        assert slug == "precautions" or response.status_code in {403, 409}
        shown = text_of(response).partition("<main")[2]  # nothing when it leads elsewhere
        assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.parametrize("role", [Role.OFFICER, Role.HEAD])
def test_those_who_handle_it_read_it_without_asking(browser_of, demande, role):
    response = browser_of(officer_of(demande, role)).get(page_url(demande))

    assert "Je suis malade." in text_of(response)
    assert "Consultation exceptionnelle</strong>" not in text_of(response)
    assert SLUG not in buttons(response, demande)


@pytest.mark.parametrize("role", ENVELOPE_ONLY)
def test_a_reason_opens_the_content_for_four_hours_and_is_in_the_journal(browser_of, demande, role):
    agent = officer_of(demande, role)
    browser = browser_of(agent)

    response = browser.post(verb_url(demande, SLUG), {"reason": REASON}, follow=True)

    page = text_of(response)
    assert "Je suis malade." in page
    assert "Consultation exceptionnelle</strong> jusqu’au" in page
    assert REASON in page[page.index("Journal (") :]
    access = ExceptionalAccess.objects.get()
    assert (access.agent, access.reason) == (agent, REASON)
    assert demande.journal.last().action == Action.OPEN_EXCEPTIONALLY
    with time_machine.travel(timezone.now() + timedelta(hours=4, minutes=1)):
        again = text_of(browser_of(agent).get(page_url(demande)))
    assert "Je suis malade." not in again
    assert "Demander une consultation exceptionnelle" in again


def test_access_opens_one_demande_for_one_agent(browser_of, demande):
    other = builders.make_demande(demande.procedure)
    agent = officer_of(demande, Role.ADVISER)
    browser = browser_of(agent)
    browser.post(verb_url(demande, SLUG), {"reason": REASON})

    assert "Un trou profond" not in text_of(browser.get(page_url(other)))
    colleague = browser_of(officer_of(demande, Role.ADVISER))
    assert "Je suis malade." not in text_of(colleague.get(page_url(demande)))


@pytest.mark.parametrize("reason", ["", "Trop court", " " * 40, "x" * 1001])
def test_no_reason_no_access(browser_of, demande, reason):
    reason = reason if reason != "Trop court" else "Court"

    response = browser_of(officer_of(demande, Role.ADVISER)).post(
        verb_url(demande, SLUG), {"reason": reason}
    )

    assert response.status_code == 400
    assert not ExceptionalAccess.objects.exists()
    assert "Je suis malade." not in text_of(response)


def test_a_second_click_opens_once(browser_of, demande):
    browser = browser_of(officer_of(demande, Role.ADVISER))
    for _ in range(2):
        response = browser.post(verb_url(demande, SLUG), {"reason": REASON})
        assert response.url == page_url(demande)

    assert ExceptionalAccess.objects.count() == 1


def test_what_was_being_written_when_access_ended_can_be_copied(browser_of):
    demande = builders.make_demande(confidential=True, state=State.ASSIGNED)
    agent = officer_of(demande, Role.ADVISER)
    browser_of(agent).post(verb_url(demande, SLUG), {"reason": REASON})

    with time_machine.travel(timezone.now() + timedelta(hours=5)):
        response = browser_of(agent).post(
            verb_url(demande, "message"), {"body": "Bonjour, voici.", "key": uuid4()}
        )

    assert response.status_code == 403
    assert "Bonjour, voici." in text_of(response)
    assert "Un trou profond" not in text_of(response)
    assert not demande.messages.exists()
