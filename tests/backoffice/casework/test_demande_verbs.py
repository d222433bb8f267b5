"""Every verb, in every state, for every role: the buttons tell the truth, and so do refusals."""

import pytest
from django.db import transaction
from django.test import Client

from backoffice.casework.verb import Verb
from backoffice.casework.verbs import BY_SLUG, VERBS
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Demande, JournalEntry, Message
from portal.demandes.querysets import CONFIDENTIAL_ROLES, ENVELOPE_ROLES
from portal.demandes.states import SEEN, Action, State
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests import builders
from tests.backoffice.casework.reading import (
    PAYLOADS,
    a_file,
    buttons,
    officer_of,
    page_url,
    text_of,
    verb_url,
)

pytestmark = pytest.mark.django_db
ENVELOPE_ONLY = [role for role in ENVELOPE_ROLES if role not in CONFIDENTIAL_ROLES]
# Confidential or not, it is the same to those who handle it: see test_rights.
DEGREES = [(role, False) for role in ENVELOPE_ROLES] + [(role, True) for role in ENVELOPE_ONLY]
CASES = [(*degree, state) for degree in DEGREES for state in sorted(SEEN)]
# The verbs themselves are tried in full by test_rights and test_transitions; through the pages, one
# role goes through all states and each other role through two.
SENT = [
    case for case in CASES if case[0] == Role.OFFICER or case[2] in {State.FILED, State.ANSWERED}
]
POLITE = {403, 409}


def footprint() -> tuple[int, ...]:
    counted = (JournalEntry, OutboundMessage, Message)
    return tuple(model.objects.count() for model in counted)


def does(agent: User, verb: Verb, demande: Demande) -> bool:
    """Whether the verb would be done: the right to it, and what it is done with.

    A document to receive is awaited; a demande that has its own procedure makes none; what a
    keeper does alone (test_keeper_page), or to what was joined (test_other_demandes), nobody does
    here.
    """
    if verb.slug in {"confirmer-la-cloture", "ne-plus-suivre", "pas-la-meme-personne"}:
        return False
    awaited = verb.slug != "document-recu" or demande.state == State.AWAITING_CITIZEN
    fits = verb.slug != "en-faire-une-demarche" or demande.procedure.catch_all
    return awaited and fits and rights.may(agent, verb.action, demande)


def test_every_verb_of_an_agent_has_a_page_and_a_test():
    offered = {verb.action for verb in VERBS}
    elsewhere = {Action.ASK_EXTRA, Action.COMPLETE}  # done by asking, and by the last document
    assert offered == set(rights.ROLES) - elsewhere
    assert PAYLOADS.keys() == BY_SLUG.keys()


@pytest.mark.parametrize(("role", "confidential", "state"), CASES)
def test_the_buttons_are_what_the_agent_may_do_and_no_more(browser_of, role, state, confidential):
    demande = builders.make_demande(state=state, confidential=confidential)
    agent = officer_of(demande, role)

    shown = buttons(browser_of(agent).get(page_url(demande)), demande)

    assert shown == {verb.slug for verb in VERBS if does(agent, verb, demande)}


@pytest.mark.parametrize(("role", "confidential", "state"), SENT)
def test_what_may_be_done_is_done_and_the_rest_is_refused_politely(
    browser_of, role, state, confidential
):
    demande = builders.make_demande(state=state, confidential=confidential)
    agent = officer_of(demande, role)
    browser = browser_of(agent)
    for verb in VERBS:
        with transaction.atomic():
            data, before = PAYLOADS[verb.slug](demande), footprint()
            # Confirming is closing: sent by who may close, it is done.
            closes = verb.action == Action.CLOSE and rights.may(agent, verb.action, demande)
            expected = does(agent, verb, demande) or closes
            response = browser.post(verb_url(demande, verb.slug), data)
            written = demande.journal.filter(number__gt=demande.version)
            if expected:
                assert response.status_code == 302, (verb.slug, text_of(response))
                assert verb.action in {entry.action for entry in written}
            else:
                assert response.status_code in POLITE | {400}, verb.slug
                assert footprint() == before
                assert 'role="alert"' in text_of(response)
            transaction.set_rollback(True)


@pytest.mark.parametrize("slug", [verb.slug for verb in VERBS if not verb.button])
def test_each_form_opens_on_the_page_and_changes_nothing(browser_of, slug):
    demande = builders.make_demande(
        state=State.AWAITING_CITIZEN if slug == "document-recu" else State.FILED,
        confidential=slug == "consultation-exceptionnelle",
    )
    advisers = {"consultation-exceptionnelle", "relancer", "confier-le-suivi"}
    role = Role.ADVISER if slug in advisers else Role.OFFICER
    before = demande.version

    response = browser_of(officer_of(demande, role)).get(verb_url(demande, slug))

    assert response.status_code == 200
    assert f'action="{verb_url(demande, slug)}"' in text_of(response)
    demande.refresh_from_db()
    assert demande.version == before


@pytest.mark.parametrize("slug", sorted(PAYLOADS))
def test_a_verb_wants_the_token_of_its_page(slug):
    demande = builders.make_demande()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(officer_of(demande), backend="portal.accounts.backends.AgentBackend")

    response = browser.post(verb_url(demande, slug), PAYLOADS[slug](demande))

    assert response.status_code == 403
    demande.refresh_from_db()
    assert demande.version == 1


@pytest.mark.parametrize("role", [Role.PATROLLER, Role.EDITOR, Role.APPROVER, Role.TREASURER])
def test_roles_that_have_no_business_with_demandes_are_turned_away(browser_of, role):
    demande = builders.make_demande()

    browser = browser_of(officer_of(demande, role))

    assert browser.get(page_url(demande)).status_code == 403
    assert browser.post(verb_url(demande, "note"), {"body": "Moi"}).status_code == 403


def test_a_demande_of_another_service_does_not_exist(browser_of):
    demande, elsewhere = builders.make_demande(), builders.make_demande()
    browser = browser_of(officer_of(elsewhere))

    for url in (page_url(demande), verb_url(demande, "prendre")):
        response = browser.get(url)
        assert response.status_code == 404
        assert demande.subject not in text_of(response)


def test_a_demande_that_waits_for_its_payment_is_nobodys(browser_of):
    demande = builders.make_demande(state=State.AWAITING_PAYMENT)

    assert browser_of(officer_of(demande, Role.HEAD)).get(page_url(demande)).status_code == 404


def test_an_unknown_verb_is_not_found(browser_of):
    demande = builders.make_demande()

    assert browser_of(officer_of(demande)).get(verb_url(demande, "effacer")).status_code == 404


def test_a_stranger_is_sent_to_sign_in(client):
    demande = builders.make_demande()

    for url in (page_url(demande), verb_url(demande, "prendre")):
        response = client.get(url)
        assert response.status_code == 302
        assert response.url.startswith("/gestion/connexion/")


def test_a_reference_typed_in_lower_case_finds_the_demande(browser_of):
    demande = builders.make_demande()

    address = page_url(demande).replace(demande.reference, demande.reference.lower())

    assert browser_of(officer_of(demande)).get(address).status_code == 200


def test_forwarding_out_of_ones_services_leads_back_to_the_queues(browser_of):
    demande = builders.make_demande()
    other = builders.make_service()

    response = browser_of(officer_of(demande)).post(
        verb_url(demande, "transmettre"),
        {"version": 1, "service": other.pk, "reason": "C’est leur route."},
    )

    assert response.status_code == 302
    assert response.url == "/gestion/"
    demande.refresh_from_db()
    assert demande.service == other
    assert OutboundMessage.objects.for_topic(demande.topic).filter(key__contains="forwarded")


def test_a_brought_document_is_added_for_the_person_and_ends_the_wait(browser_of):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    asked = demande.document_requests.get()

    browser_of(officer_of(demande)).post(
        verb_url(demande, "document-recu"), {"request": asked.pk, "files": a_file()}
    )

    demande.refresh_from_db()
    assert demande.state == State.FILED  # no longer waiting; nobody had taken it
    assert [each.stored.name for each in asked.attachments.all()] == ["attestation.txt"]


def test_a_message_goes_with_its_files(browser_of):
    demande = builders.make_demande()
    data = PAYLOADS["message"](demande) | {"files": [a_file("un.txt"), a_file("deux.txt")]}

    response = browser_of(officer_of(demande)).post(verb_url(demande, "message"), data, follow=True)

    assert "Le message est envoyé." in text_of(response)
    assert "un.txt" in text_of(response)
    assert "deux.txt" in text_of(response)
    assert Demande.objects.get().messages.get().attachments.count() == 2
