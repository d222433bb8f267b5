"""What a demande's page says to those who may read it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, handling, receipts
from portal.demandes.workflow.filing import file
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as Mail
from portal.procedures.models import Silence
from portal.replies import workflow as replies
from portal.replies.models import Decision
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, text_of

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


def shown(browser_of, demande: Demande, *roles: str) -> str:
    response = browser_of(officer_of(demande, *roles)).get(page_url(demande))
    assert response.status_code == 200
    return text_of(response)


def test_an_adviser_finds_the_person_the_script_and_the_promise_on_one_page(browser_of):
    demande = builders.make_demande(script="Demandez où est le trou.")

    page = shown(browser_of, demande, Role.ADVISER)

    assert 'href="tel:+33612345678"' in page
    assert "06 12 34 56 78" in page
    assert "Awa Delattre" in page
    assert "Demandez où est le trou." in page
    assert "Réponse promise" in page
    assert "Un trou profond devant l’école." in page
    assert "Qu’avez-vous vu ?" in page


def test_a_demande_out_of_reach_leads_an_agent_back_to_the_queues(browser_of):
    demande, elsewhere = builders.make_demande(), builders.make_demande()
    browser = browser_of(officer_of(demande))

    for url in (page_url(elsewhere), "/gestion/demandes/D-2222-2222/"):
        response = browser.get(url)
        page = text_of(response)
        assert response.status_code == 404
        assert "Cette demande n’est pas dans vos services" in page
        assert 'aria-label="Files"' in page
        assert "Rien n’a été enregistré" not in page


def test_the_page_is_never_kept_by_a_browser(browser_of):
    demande = builders.make_demande()

    response = browser_of(officer_of(demande)).get(page_url(demande))

    assert "no-store" in response["Cache-Control"]


def test_messages_notes_and_files_stand_in_the_order_of_their_writing(browser_of):
    demande = builders.make_demande(state=State.ASSIGNED)
    agent = demande.assignee
    builders.say(demande, agent, "Où est-ce exactement ?")
    exchanges.hear(demande, body="Près du parking.", key=uuid4(), files=[builders.make_file()])
    exchanges.note(demande, body="Voir avec l’eau.", agent=agent, key=uuid4())

    page = shown(browser_of, demande)

    places = [page.index(words) for words in ("Où est-ce", "Près du parking", "Voir avec l’eau")]
    assert places == sorted(places)
    assert "photo.png" in page
    assert "note interne" in page


def test_the_journal_names_agents_services_and_documents(browser_of):
    demande = builders.make_demande()
    head = officer_of(demande, Role.HEAD, first_name="Inès", last_name="Caron")
    colleague = officer_of(demande, first_name="Paul", last_name="Wallart")
    there = builders.make_service("Propreté", parent=demande.service)
    handling.assign(demande, to=colleague, agent=head, version=demande.version)
    builders.ask(demande, head)
    handling.forward(demande, service=there, reason="À vous.", agent=head, version=demande.version)

    page = text_of(browser_of(head).get(page_url(demande)))
    journal = page[page.index("Journal (") :]

    assert "Confiée à un agent : à Paul Wallart" in journal
    assert "à Propreté" in journal
    assert "Document indispensable demandé : Justificatif de domicile" in journal
    assert "Inès Caron" in journal
    assert '<span class="when">Awa Delattre' in journal


@pytest.mark.parametrize(
    ("silence", "sentence"),
    [
        (Silence.ACCEPT, "Silence vaut acceptation le 24 janvier 2027."),
        (Silence.REJECT, "Silence vaut rejet le 24 janvier 2027."),
        (Silence.NONE, ""),
    ],
)
@time_machine.travel("2026-11-24T10:00:00+01:00", tick=False)
def test_the_legal_clock_is_one_sentence(browser_of, silence, sentence):
    demande = builders.make_demande(silence=silence, appeal_route="Le tribunal.")

    page = shown(browser_of, demande)

    assert sentence in page
    assert ("Délai légal" in page) == bool(sentence)


def test_a_missing_document_holds_the_clock_and_the_page_says_so(browser_of):
    accepted = builders.make_demande(silence=Silence.ACCEPT, state=State.AWAITING_CITIZEN)
    rejected = builders.make_demande(silence=Silence.REJECT, state=State.AWAITING_CITIZEN)

    assert "le délai partira de l’arrivée des pièces" in shown(browser_of, accepted)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert "Le délai est suspendu." in shown(browser_of, rejected)


def test_an_elapsed_clock_says_what_was_decided(browser_of):
    demande = builders.make_demande(silence=Silence.REJECT)

    with time_machine.travel(timezone.now() + timedelta(days=90)):
        page = shown(browser_of, demande)

    assert "Faute de réponse, rejetée depuis le" in page
    assert "en retard" in page


def test_an_answer_is_shown_as_it_was_sent(browser_of):
    demande = builders.make_demande()
    replies.send(
        demande,
        decision=Decision.REFUSED,
        body="Nous ne pouvons pas.",
        reasons="La route est privée.",
        appeal_route="Le tribunal, dans les deux mois.",
        agent=officer_of(demande),
        version=demande.version,
    )

    page = shown(browser_of, demande)

    for words in ("Refus", "Nous ne pouvons pas.", "La route est privée.", "dans les deux mois"):
        assert words in page


def test_who_left_no_email_is_to_be_told_otherwise(browser_of):
    demande = builders.make_demande()
    Demande.objects.filter(pk=demande.pk).update(filer_email="")

    assert "prévenez la personne par téléphone ou par courrier" in shown(browser_of, demande)


def test_a_duplicate_leads_to_the_demande_that_goes_on(browser_of):
    demande = builders.make_demande(state=State.DUPLICATE)

    assert page_url(demande.duplicate_of) in shown(browser_of, demande)


def test_whatever_people_write_stays_text(browser_of):
    service = builders.make_service(name=SCRIPT)
    identity = builders.IDENTITY | {"last_name": SCRIPT}
    procedure = builders.make_procedure(service=service, title=SCRIPT, script=SCRIPT)
    answers = builders.ANSWERS | {"quoi": SCRIPT, "identite": identity}
    demande = builders.make_demande(procedure, answers=answers)
    agent = officer_of(demande, first_name=SCRIPT, job_title=SCRIPT)
    builders.say(demande, agent, SCRIPT)
    exchanges.note(demande, body=SCRIPT, agent=agent, key=uuid4())
    builders.ask(demande, agent, label=SCRIPT, why=SCRIPT)

    page = shown(browser_of, demande)

    assert SCRIPT not in page
    assert page.count("&lt;script&gt;") > 8


def test_the_page_has_no_style_nor_script_of_its_own(browser_of):
    page = shown(browser_of, builders.make_demande())

    assert not re.search(r"<style|style=|<script(?! type=\"module\" src=)|\son\w+=", page)


def test_the_page_costs_the_same_whatever_was_said_and_done(browser_of, query_budget):
    demande = builders.make_demande(state=State.ASSIGNED, confidential=True)
    agent = demande.assignee
    browser = browser_of(agent)

    def much_happens(times: int = 10) -> None:
        """The page is drawn at the end: what changed is counted again once in the menu."""
        for _ in range(times):
            builders.say(demande, agent)
            exchanges.hear(demande, body="Oui.", key=uuid4(), files=[builders.make_file()])
            exchanges.note(demande, body="Bien.", agent=agent, key=uuid4())
            builders.ask(demande, agent)
            colleague = officer_of(demande)
            handling.assign(demande, to=colleague, agent=agent, version=demande.version)
        browser.get(page_url(demande))

    much_happens(1)
    query_budget(lambda: browser.get(page_url(demande)), much_happens, at_most=23)


class TestEmails:
    """What left by e-mail, and sending it again."""

    @pytest.fixture
    def demande(self) -> Demande:
        return builders.make_demande()

    def fail(self, demande: Demande, state: str = Mail.FAILED) -> OutboundMessage:
        message = OutboundMessage.objects.for_topic(demande.topic).get()
        message.state, message.error, message.next_try_at = state, "smtp_550", None
        message.sending_at = timezone.now()
        message.save()
        return message

    def resend(self, browser, demande: Demande, message: OutboundMessage):
        return browser.post(f"{page_url(demande)}courriels/{message.pk}/renvoyer/", follow=True)

    @pytest.mark.parametrize("state", [Mail.FAILED, Mail.UNCERTAIN])
    def test_one_that_did_not_arrive_is_seen_at_once_and_sent_again(
        self, browser_of, demande, state
    ):
        message = self.fail(demande, state)
        browser = browser_of(officer_of(demande, Role.ADVISER))
        assert "Un e-mail n’est peut-être pas arrivé." in text_of(browser.get(page_url(demande)))

        page = text_of(self.resend(browser, demande, message))

        assert "Le message part à nouveau." in page
        assert "Renvoyer" not in page
        message.refresh_from_db()
        assert message.state == Mail.QUEUED

    def test_a_second_click_sends_nothing_more(self, browser_of, demande):
        message = self.fail(demande)
        browser = browser_of(officer_of(demande))
        self.resend(browser, demande, message)

        assert "ne peut plus être renvoyé" in text_of(self.resend(browser, demande, message))

    def test_one_of_another_demande_is_not_found(self, browser_of, demande):
        other = builders.make_demande()
        message = self.fail(other)

        response = self.resend(browser_of(officer_of(demande)), demande, message)

        assert response.status_code == 404
        message.refresh_from_db()
        assert message.state == Mail.FAILED

    def test_who_sees_the_envelope_only_sends_nothing(self, browser_of):
        demande = builders.make_demande(confidential=True)
        message = self.fail(demande)

        response = self.resend(browser_of(officer_of(demande, Role.ADVISER)), demande, message)

        assert response.status_code == 403
        message.refresh_from_db()
        assert message.state == Mail.FAILED


class TestDownloads:
    """Files are handed over to those who read the content, and to nobody else."""

    def url(self, demande: Demande, stored: object) -> str:
        return f"{page_url(demande)}pieces/{stored.pk}/"

    @pytest.fixture
    def demande(self) -> Demande:
        demande = builders.make_demande(confidential=True)
        exchanges.hear(demande, body="Voici.", key=uuid4(), files=[builders.make_file()])
        return demande

    def read(self, browser, demande: Demande, stored: object):
        response = browser.get(self.url(demande, stored))
        content = b"".join(response.streaming_content) if response.streaming else b""
        return response, content

    def test_an_officer_gets_the_file_and_the_browser_keeps_nothing(self, browser_of, demande):
        stored = demande.attachments.get().stored

        response, content = self.read(browser_of(officer_of(demande)), demande, stored)

        assert content == b"not really a picture"
        assert response["Content-Disposition"].startswith("attachment")
        assert "no-store" in response["Cache-Control"]

    def test_the_receipt_too(self, browser_of, demande):
        receipts.issue(demande.pk)
        demande.refresh_from_db()
        browser = browser_of(officer_of(demande))
        assert "Accusé de réception (PDF)" in text_of(browser.get(page_url(demande)))

        _, content = self.read(browser, demande, demande.receipt)

        assert content.startswith(b"%PDF")
        refused = browser_of(officer_of(demande, Role.ADVISER))
        assert refused.get(self.url(demande, demande.receipt)).status_code == 403

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.ADMINISTRATOR])
    def test_who_sees_the_envelope_only_gets_none(self, browser_of, demande, role):
        browser = browser_of(officer_of(demande, role))

        assert browser.get(self.url(demande, demande.attachments.get().stored)).status_code == 403

    def test_a_file_of_another_demande_is_not_found(self, browser_of, demande):
        other = builders.make_demande(demande.procedure)
        browser = browser_of(officer_of(other))

        assert browser.get(self.url(other, demande.attachments.get().stored)).status_code == 404

    def test_a_file_of_another_service_is_not_found(self, browser_of, demande):
        browser = browser_of(officer_of(builders.make_demande()))

        assert browser.get(self.url(demande, demande.attachments.get().stored)).status_code == 404


def test_a_file_is_opened_from_the_answer_that_it_is(browser_of):
    draft = builders.make_draft()
    builders.make_draft_file(draft, name="trou <b>.png")
    demande = file(draft=draft)
    stored = demande.attachments.get().stored

    page = shown(browser_of, demande)

    link = f'<a href="{page_url(demande)}pieces/{stored.pk}/">trou &lt;b&gt;.png</a>'
    assert f"<dd>{link}</dd>" in page


def test_a_message_says_who_wrote_it(browser_of):
    identity = builders.IDENTITY | {"kind": "company", "name": "Fleurs d’Artois"}
    demande = builders.make_demande(answers=builders.ANSWERS | {"identite": identity})
    exchanges.hear(demande, body="Bonjour.", key=uuid4())
    alone = builders.make_demande(demande.procedure)
    exchanges.hear(alone, body="Bonjour.", key=uuid4())

    for each, name, role in (
        (demande, "Fleurs d’Artois", "Awa Delattre"),
        (alone, "Awa Delattre", "a déposé la demande"),
    ):
        assert f"<strong>{name}</strong><span>{role}</span>" in shown(browser_of, each)
