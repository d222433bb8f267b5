"""Following a demande: who gets in, what they read, and what nobody learns."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from citizen.tracking.views import TRIES_BY_REFERENCE
from portal.accounts import throttle
from portal.accounts.uploads import MEGABYTES, TOO_MUCH
from portal.demandes import links
from portal.demandes.hearing import MESSAGES_AN_HOUR
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.references import display_code, new_reference
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, handling
from portal.directory.models import Role
from portal.procedures.models import Silence
from portal.replies import workflow as replies
from portal.replies.models import Decision
from tests import builders

pytestmark = pytest.mark.django_db


def follow(client: Client, demande: Demande) -> str:
    """Open the demande by its link; returns the address of its page."""
    response = client.get(reverse("tracking_link", args=[links.token_of(demande)]))
    assert response.status_code == 302
    return response.url


def text_of(response: object) -> str:
    return response.content.decode().replace("&nbsp;", " ").replace("\u00a0", " ")


def try_code(client: Client, reference: str, code: str, **data: str):
    return client.post(reverse("tracking"), {"reference": reference, "code": code, **data})


def test_a_reference_and_its_code_open_the_demande_however_they_are_typed(client):
    demande = builders.make_demande()
    typed = demande.reference.lower().replace("-", " ")

    response = try_code(client, typed, display_code(demande.tracking_code).lower())

    assert response.url == reverse("tracked", args=[demande.reference])
    assert demande.subject in text_of(client.get(response.url))


def test_a_wrong_code_and_an_unknown_reference_say_the_same(client, django_assert_num_queries):
    demande = builders.make_demande()
    answers = []
    client.get(reverse("tracking"))  # what every page shows is read once
    for reference in (demande.reference, new_reference()):
        with django_assert_num_queries(6):  # two of them ask whether that changed
            response = try_code(client, reference, "BCDFGHJK")
        body = text_of(response).replace(reference, "R")
        answers.append((response.status_code, body.split("<main")[1].split("csrf")[0]))

    assert answers[0] == answers[1]
    assert answers[0][0] == 400


def test_guessing_codes_is_stopped_and_the_form_is_kept(client):
    demande = builders.make_demande()
    for _ in range(TRIES_BY_REFERENCE):
        try_code(client, demande.reference, "BCDFGHJK")

    response = try_code(client, demande.reference, demande.tracking_code)

    assert response.status_code == 429
    assert "Attendez un quart d’heure" in text_of(response)
    assert demande.reference in text_of(response)
    assert client.get(reverse("tracked", args=[demande.reference])).status_code == 403


def test_the_references_that_some_mistype_stop_nobody_else(client):
    for number in range(TRIES_BY_REFERENCE):
        client.post(
            reverse("tracking"),
            {"reference": "D-1111-1111", "code": "BCDFGHJK"},
            REMOTE_ADDR=f"192.0.2.{number}",
        )

    assert try_code(client, "un trou", "BCDFGHJK").status_code == 400


@pytest.mark.parametrize("reference", ["", "n’importe quoi", "D-0000", "\x00", "é" * 41])
def test_what_is_no_reference_gets_a_sentence(client, reference):
    response = try_code(client, reference, "BCDFGHJK")

    assert response.status_code == 400
    assert 'role="alert"' in text_of(response)


def test_the_link_of_an_email_opens_the_demande_and_changes_nothing(client):
    demande = builders.make_demande()
    before = (demande.version, demande.journal.count())

    page = client.get(follow(client, demande))

    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    demande.refresh_from_db()
    assert (demande.version, demande.journal.count()) == before


@pytest.mark.parametrize("spoil", [lambda t: t[:-1] + "x", lambda t: "x" + t, lambda t: "x"])
def test_a_forged_link_opens_nothing(client, spoil):
    token = spoil(links.token_of(builders.make_demande()))

    response = client.get(reverse("tracking_link", args=[token]), follow=True)

    assert response.redirect_chain[-1][0] == reverse("tracking")
    assert "n’ouvre plus" in text_of(response)


def test_a_link_and_an_opened_page_are_void_once_the_code_changes(client):
    demande = builders.make_demande()
    token, page = links.token_of(demande), follow(client, demande)
    Demande.objects.filter(pk=demande.pk).update(tracking_code="BCDFGHJK")

    assert links.demande_of(token) is None
    assert client.get(page).status_code == 403


def test_another_browser_gets_the_form_without_a_hint(client):
    demande = builders.make_demande(confidential=True)

    for reference in (demande.reference, new_reference()):
        response = client.get(reverse("tracked", args=[reference]))
        assert response.status_code == 403
        assert demande.subject not in text_of(response)


def test_the_page_costs_the_same_whatever_was_exchanged(client, query_budget):
    demande = builders.make_demande(state=State.ASSIGNED)
    page = follow(client, demande)

    def exchange_much() -> None:
        for _ in range(10):
            builders.say(demande, demande.assignee)
            builders.ask(demande, demande.assignee, version=demande.version)

    builders.say(demande, demande.assignee)
    builders.ask(demande, demande.assignee)
    query_budget(lambda: client.get(page), exchange_much, at_most=20)


def test_internal_life_is_hidden_from_the_person(client):
    demande = builders.make_demande(confidential=True, state=State.ASSIGNED)
    exchanges.note(demande, body="Dossier difficile", agent=demande.assignee, key=builders.uuid4())

    body = text_of(client.get(follow(client, demande)))

    assert "Dossier difficile" not in body
    assert "Note interne" not in body
    assert "Prise en charge par un agent" in body


def test_the_agent_is_named_with_their_role_unless_safety_asks_otherwise(client):
    demande = builders.make_demande(state=State.ASSIGNED)
    agent = demande.assignee
    agent.first_name, agent.last_name, agent.job_title = "Nadia", "Ferrand", "référente voirie"
    agent.save()
    page = follow(client, demande)
    assert "Nadia Ferrand" in text_of(client.get(page))

    agent.hide_name = True
    agent.save()

    body = text_of(client.get(page))
    assert "Ferrand" not in body
    assert "Suivie par un agent du service (référente voirie)" in body


def test_a_refusal_is_read_with_its_reasons_and_ways_of_appeal(client):
    demande = builders.make_demande(state=State.ASSIGNED, silence=Silence.REJECT)
    replies.send(
        demande,
        decision=Decision.REFUSED,
        body="Nous ne pouvons pas accepter.",
        reasons="Le terrain est privé.",
        appeal_route="Tribunal administratif de Lille, deux mois.",
        agent=demande.assignee,
        version=demande.version,
    )

    body = text_of(client.get(follow(client, demande)))

    for words in ("Refus", "Le terrain est privé.", "Tribunal administratif de Lille"):
        assert words in body


def test_silence_is_explained_while_no_answer_has_come(client):
    demande = builders.make_demande(silence=Silence.REJECT)

    assert "sera rejetée" in text_of(client.get(follow(client, demande)))


def test_a_message_reaches_the_service_once_even_on_a_double_click(client):
    demande = builders.make_demande()
    follow(client, demande)
    url = reverse("tracked_message", args=[demande.reference])
    data = {"body": "Le trou s’agrandit.", "key": str(builders.uuid4())}

    for _ in range(2):
        assert client.post(url, data).status_code == 302

    assert [message.body for message in demande.messages.all()] == ["Le trou s’agrandit."]


def test_a_message_with_a_refused_file_keeps_its_words_and_writes_nothing(client):
    demande = builders.make_demande()
    follow(client, demande)
    data = {
        "body": "Voici la photo.",
        "key": str(builders.uuid4()),
        "attachments": SimpleUploadedFile("photo.pdf", b"<script>alert(1)</script>"),
    }

    response = client.post(reverse("tracked_message", args=[demande.reference]), data)

    assert response.status_code == 400
    assert "Voici la photo." in text_of(response)
    assert "ne contient pas ce que son nom annonce" in text_of(response)
    assert not demande.messages.exists()


def test_too_many_messages_in_an_hour_are_refused_with_their_words_kept(client):
    demande, other = builders.make_demande(), builders.make_demande()
    for each in (demande, other):
        follow(client, each)

    def write(to: Demande):
        data = {"body": "Et maintenant ?", "key": str(builders.uuid4())}
        return client.post(reverse("tracked_message", args=[to.reference]), data)

    assert {write(demande).status_code for _ in range(MESSAGES_AN_HOUR)} == {302}
    refused = write(demande)

    assert refused.status_code == 429
    assert "dans une heure" in text_of(refused)
    assert ">\nEt maintenant ?</textarea>" in text_of(refused)
    assert demande.messages.count() == MESSAGES_AN_HOUR
    assert write(other).status_code == 302


def test_files_beyond_what_one_address_may_send_are_refused(client):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    page, asked = follow(client, demande), demande.document_requests.get()
    throttle.hit("upload:127.0.0.1", MEGABYTES, per=timedelta(hours=1), count=MEGABYTES)

    for url, name in (
        (f"{page}message/", "attachments"),
        (f"{page}document/{asked.pk}/", f"document-{asked.pk}-attachments"),
    ):
        data = {"body": "Voici.", "key": str(builders.uuid4())}
        file = SimpleUploadedFile("suite.txt", b"La suite.")
        refused = client.post(url, data | {name: file})
        assert refused.status_code == 429
        assert TOO_MUCH in text_of(refused)
    assert not demande.attachments.exists()
    assert client.post(f"{page}message/", data).status_code == 302


def test_a_message_typed_before_the_session_ended_is_found_again(client):
    demande = builders.make_demande()
    url = reverse("tracked_message", args=[demande.reference])

    asked = client.post(url, {"body": "Un long message.", "key": str(builders.uuid4())})
    assert asked.status_code == 403
    assert "n’est pas perdu" in text_of(asked)
    opened = try_code(client, demande.reference, demande.tracking_code, unsent="Un long message.")

    assert "Un long message." in text_of(client.get(opened.url))
    assert not demande.messages.exists()


def test_nothing_is_written_to_a_demande_that_is_over(client):
    demande = builders.make_demande(state=State.CLOSED)
    page = follow(client, demande)
    assert "Envoyer le message" not in text_of(client.get(page))

    data = {"body": "Encore.", "key": str(builders.uuid4())}
    response = client.post(reverse("tracked_message", args=[demande.reference]), data)

    assert response.status_code == 409
    assert "déposez une nouvelle demande" in text_of(response)
    assert not demande.messages.exists()


def test_a_document_that_was_asked_for_is_sent_and_the_service_goes_on(client):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    page = follow(client, demande)
    asked = demande.document_requests.get()
    assert asked.label in text_of(client.get(page))
    url = reverse("tracked_document", args=[demande.reference, asked.pk])
    name = f"document-{asked.pk}-attachments"

    assert client.post(url).status_code == 400
    sent = client.post(url, {name: SimpleUploadedFile("loyer.txt", b"Quittance de loyer")})

    assert sent.status_code == 302
    demande.refresh_from_db()
    assert demande.state in {State.FILED, State.ASSIGNED}
    again = client.post(url, {name: SimpleUploadedFile("loyer.txt", b"Quittance")})
    assert again.status_code == 409


def test_the_document_request_of_another_demande_is_not_found(client):
    mine, other = builders.make_demande(), builders.make_demande(state=State.AWAITING_CITIZEN)
    follow(client, mine)
    asked = other.document_requests.get()

    url = reverse("tracked_document", args=[mine.reference, asked.pk])

    assert client.post(url).status_code == 404


def test_withdrawing_asks_first_and_refuses_a_page_out_of_date(client):
    demande = builders.make_demande()
    follow(client, demande)
    url = reverse("tracked_withdraw", args=[demande.reference])
    assert "Retirer votre demande ?" in text_of(client.get(url))
    officer = builders.make_member(demande.service, Role.OFFICER)
    stale = demande.version
    handling.take(demande, agent=officer, version=stale)

    refused = client.post(url, {"version": stale}, follow=True)
    assert "a changé" in text_of(refused)
    client.post(url, {"version": demande.version})

    demande.refresh_from_db()
    assert demande.state == State.WITHDRAWN
    assert client.get(url).status_code == 302
    said = text_of(client.get(reverse("tracked", args=[demande.reference])))
    assert "Vous avez retiré votre demande" in said
    assert "Retirée à votre demande" not in said


def test_files_are_downloaded_by_who_follows_the_demande_and_nobody_else(client):
    procedure = builders.make_procedure()
    draft = builders.make_draft(procedure)
    stored = builders.make_draft_file(draft).stored
    demande = builders.filing.file(draft=draft)
    url = reverse("tracked_attachment", args=[demande.reference, stored.pk])
    assert client.get(url).status_code == 403

    follow(client, demande)

    handed_over = client.get(url)
    assert handed_over.getvalue() == b"not really a picture"
    assert "attachment" in handed_over["Content-Disposition"]
    other = builders.make_demande()
    follow(client, other)
    stolen = reverse("tracked_attachment", args=[other.reference, stored.pk])
    assert client.get(stolen).status_code == 404


def test_the_receipt_is_a_pdf_drawn_once(client):
    demande = builders.make_demande()
    follow(client, demande)
    url = reverse("receipt", args=[demande.reference])

    first, second = (client.get(url).getvalue() for _ in range(2))

    assert first.startswith(b"%PDF")
    assert first == second
    assert JournalEntry.objects.filter(demande=demande).count() == 1


def test_a_device_can_stop_following(client):
    demande = builders.make_demande()
    page = follow(client, demande)

    client.post(reverse("tracked_forget", args=[demande.reference]))

    assert client.get(page).status_code == 403


def test_a_get_on_what_writes_is_refused(client):
    demande = builders.make_demande()
    follow(client, demande)

    for name in ("tracked_message", "tracked_forget"):
        assert client.get(reverse(name, args=[demande.reference])).status_code == 405


@pytest.mark.parametrize("typed", ["x", "D", "D-2222-2222", "retirer"])
def test_what_is_no_reference_opens_no_demande_that_the_browser_follows(client, typed):
    demande = builders.make_demande()
    follow(client, demande)

    response = client.get(reverse("tracked", args=[typed]))

    assert response.status_code == 403
    assert demande.subject not in text_of(response)
    withdrawal = client.post(
        reverse("tracked_withdraw", args=[typed]), {"version": demande.version}
    )
    assert withdrawal.status_code == 403


def test_a_wrong_code_sends_nobody_to_the_receipt_which_never_bears_it(client):
    response = try_code(client, new_reference(), "BCDFGHJK")

    assert "l’e-mail reçu au dépôt" in text_of(response)
    assert "accusé de réception" not in text_of(response).split("<main")[1]


def test_what_is_wrong_is_said_first_on_the_page_and_in_its_title(client):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    follow(client, demande)
    asked = demande.document_requests.get()

    for url in (
        reverse("tracked_message", args=[demande.reference]),
        reverse("tracked_document", args=[demande.reference, asked.pk]),
    ):
        page = text_of(client.post(url))
        assert "<title>Erreur : Suivi" in page
        assert page.index('role="alert"') < page.index("<h1")
        assert page.count('role="alert"') == 1


def test_a_document_that_was_sent_stays_readable_by_whoever_sent_it(client):
    demande = builders.make_demande(state=State.AWAITING_CITIZEN)
    page = follow(client, demande)
    asked = demande.document_requests.get()
    url = reverse("tracked_document", args=[demande.reference, asked.pk])
    name = f"document-{asked.pk}-attachments"
    client.post(url, {name: SimpleUploadedFile("loyer.txt", b"Quittance de loyer")})

    body = text_of(client.get(page))

    sent = demande.attachments.get(document_request=asked).stored
    assert f"<h3>{asked.label}</h3>" in body
    assert reverse("tracked_attachment", args=[demande.reference, sent.pk]) in body


def test_an_answer_filed_begins_on_its_own_line_of_the_page(client):
    demande = builders.make_demande()

    body = text_of(client.get(follow(client, demande)))

    assert "<dd>" in body
    assert "<dd>\n" not in body
