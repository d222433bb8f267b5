"""The e-mails: what they owe the person, and what a confidential demande never says."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from portal.demandes import clock, links, notices
from portal.demandes.models import Demande
from portal.demandes.references import display_code
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, filing, handling, requalifying
from portal.directory.models import Role, Service
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Silence
from portal.replies import workflow as replies
from portal.replies.models import Decision
from portal.text.dates import full_date
from tests.builders import (
    ANSWERS,
    ask,
    make_demande,
    make_member,
    make_organisation,
    make_procedure,
    make_service,
)

pytestmark = pytest.mark.django_db
EVENTS = {
    "filed",
    "forwarded",
    "requalified",
    "message",
    "document_asked",
    "reopened",
    "withdrawn",
    "to_pay",
    "dropped",
    "duplicate",
    "answered",
}
# Words of the procedure, the answers, the agents: none may leave by e-mail when confidential.
SECRETS = {
    "title": "RSA contester une décision",
    "entered": "Demander une pension",
    "answer": "Je suis séparée depuis mars",
    "message": "Votre dossier RSA est relu",
    "label": "Jugement de divorce",
    "why": "Pour recalculer vos droits",
    "reply": "Le revenu est rétabli",
    "reasons": "Ressources au-dessus du plafond",
    "appeal": "Recours préalable RSA au président",
}


def service_with_relay() -> Service:
    organisation = make_organisation(
        "Ville d’Arras", relay_url="https://relais.example/arras", phone="+33321444444"
    )
    return make_service("Solidarités", organisation=organisation, phone="+33321555555")


def live(service: Service, *, confidential: bool) -> Demande:
    """A demande that has known every event but withdrawal and doubling."""
    demande = make_demande(
        title=SECRETS["title"],
        confidential=confidential,
        service=service,
        silence=Silence.REJECT,
        appeal_route=SECRETS["appeal"],
        answers=ANSWERS | {"quoi": SECRETS["answer"]},
        subject_field="quoi",
    )
    officer = make_member(
        demande.service,
        Role.OFFICER,
        job_title="référente",
        first_name="Nadia",
        last_name="Ferrand",
    )
    exchanges.tell(demande, body=SECRETS["message"], agent=officer, key=uuid4())
    ask(demande, officer, label=SECRETS["label"], why=SECRETS["why"])
    replies.send(
        demande,
        decision=Decision.REFUSED,
        body=SECRETS["reply"],
        reasons=SECRETS["reasons"],
        appeal_route=SECRETS["appeal"],
        agent=officer,
        version=demande.version,
    )
    handling.reopen(demande, agent=officer, version=demande.version)
    near = make_service("Logement", parent=demande.service)
    head = make_member(demande.service, Role.HEAD)
    handling.forward(demande, service=near, reason="À vous.", agent=head, version=demande.version)
    entered = make_procedure(title=SECRETS["entered"], service=near, confidential=confidential)
    requalifying.requalify(
        demande, procedure=entered, reason="À vous.", agent=head, version=demande.version
    )
    return demande


def every_mail(*, confidential: bool) -> dict[str, OutboundMessage]:
    """One e-mail per event."""
    service = service_with_relay()
    demande, double = [live(service, confidential=confidential) for _ in range(2)]
    exchanges.withdraw(demande, version=demande.version)
    other = make_demande(double.procedure)
    head = make_member(service, Role.HEAD)
    handling.mark_duplicate(double, of=other, agent=head, version=double.version)
    unpaid = make_demande(other.procedure, state=State.AWAITING_PAYMENT)
    notices.to_pay(unpaid, amount="42,50\u00a0€", until=date(2026, 3, 1))
    filing.drop(unpaid)
    topics = [each.topic for each in (demande, double, unpaid)]
    sent = OutboundMessage.objects.filter(topic__in=topics)
    return {message.key.split(":")[2]: message for message in sent}


@pytest.mark.parametrize("confidential", [False, True])
def test_every_mail_says_where_to_call_write_and_go(confidential: bool) -> None:
    mails = every_mail(confidential=confidential)
    number = "03 21 44 44 44" if confidential else "03 21 55 55 55"
    assert set(mails) == EVENTS
    for mail in mails.values():
        for body in (mail.text, mail.html):
            assert number.replace(" ", "\u00a0") in body
            assert "https://relais.example/arras" in body
            assert "1 place de la Mairie" in body
            assert "/suivi/lien/" in body
            assert "Bonjour" in body
            assert "None" not in body
            assert "{" not in body
        assert mail.sender_name == "Ville d’Arras"
        reference = re.search(r"D-\w{4}-\w{4}", mail.subject)
        assert reference is not None
        assert reference[0] in mail.text
        assert "\n\n\n" not in mail.text


def test_a_confidential_demande_sends_news_and_never_content() -> None:
    for event, mail in every_mail(confidential=True).items():
        for part in (mail.subject, mail.text, mail.html):
            for secret in SECRETS.values():
                assert secret not in part, event
            assert "Refus" not in part, event
            assert "Delattre" not in part, event
            # The service's name, or the agent's role, would say what it is about.
            assert "Solidarités" not in part, event
            assert "référente" not in part, event


def test_a_common_demande_says_everything_that_matters() -> None:
    mails = every_mail(confidential=False)
    assert SECRETS["message"] in mails["message"].text
    assert "Nadia Ferrand, référente, Solidarités" in mails["message"].text
    assert SECRETS["label"] in mails["document_asked"].text
    assert SECRETS["why"] in mails["document_asked"].text
    for said in ("reply", "reasons", "appeal"):
        assert SECRETS[said] in mails["answered"].text
        assert SECRETS[said] in mails["answered"].html
    assert "Décision\u00a0: Refus" in mails["answered"].text
    assert SECRETS["appeal"] in mails["filed"].text
    assert "Logement" in mails["forwarded"].text
    assert SECRETS["entered"] in mails["requalified"].text
    # No envelope of a conversation holds what the person wrote.
    assert all(SECRETS["answer"] not in mail.text for mail in mails.values())


def test_the_first_mail_acknowledges_with_all_that_the_law_wants() -> None:
    demande = make_demande(silence=Silence.REJECT, appeal_route="Le tribunal, sous deux mois.")
    text = OutboundMessage.objects.get().text
    for owed in (
        full_date(demande.received_on),
        full_date(demande.due_on),
        f"Sans réponse le\u00a0{full_date(demande.silence_on)}, votre demande sera rejetée",
        "Le tribunal, sous deux mois.",
        demande.reference,
        display_code(demande.tracking_code),
        links.tracking_link(demande),
        demande.service.name,
        demande.service.contact.email,
    ):
        assert owed in text


def test_acceptance_by_silence_is_announced_with_its_attestation() -> None:
    make_demande(silence=Silence.ACCEPT, appeal_route="Le tribunal.")
    text = OutboundMessage.objects.get().text
    assert "sera acceptée" in text
    assert "attestation" in text
    assert "tribunal" not in text


def test_a_report_says_nothing_of_silence() -> None:
    make_demande(silence=Silence.NONE, appeal_route="Le tribunal.")
    text = OutboundMessage.objects.get().text
    assert "Si nous ne répondons pas" not in text
    assert "tribunal" not in text


@pytest.mark.parametrize(
    ("indispensable", "words"), [(True, "reprendrons"), (False, "sans l’attendre")]
)
def test_a_document_asked_says_whether_work_goes_on(indispensable: bool, words: str) -> None:
    demande = make_demande(silence=Silence.ACCEPT)
    ask(demande, make_member(demande.service, Role.OFFICER), indispensable=indispensable)
    text = OutboundMessage.objects.get(key__contains=":document_asked:").text
    assert words in text
    assert ("commencera quand" in text) is indispensable


def test_what_a_person_types_is_escaped_in_html_and_whole_in_text() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)
    exchanges.tell(demande, body="<b>L’eau</b> & l’air {{ code }}", agent=officer, key=uuid4())
    mail = OutboundMessage.objects.get(key__contains=":message:")
    assert "<b>L’eau</b> & l’air {{ code }}" in mail.text
    assert "&lt;b&gt;L’eau&lt;/b&gt; &amp; l’air {{ code }}" in mail.html


def test_an_agent_whose_name_is_hidden_signs_by_role() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER, hide_name=True, job_title="référente")
    exchanges.tell(demande, body="Bonjour.", agent=officer, key=uuid4())
    mail = OutboundMessage.objects.get(key__contains=":message:")
    assert officer.last_name not in mail.text
    assert f"Référente, {demande.service.name}" in mail.text


def test_a_verb_undone_sends_nothing() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)

    @transaction.atomic
    def tell_and_fail() -> None:
        exchanges.tell(demande, body="…", agent=officer, key=uuid4())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_fail()
    assert OutboundMessage.objects.count() == 1


def test_every_event_has_both_templates_and_each_is_sent_once() -> None:
    demande = make_demande(state=State.CLOSED)
    officer = make_member(demande.service, Role.OFFICER)
    for _ in range(2):
        handling.reopen(demande, agent=officer, version=demande.version)
        replies.send(
            demande, decision=Decision.NONE, body="Oui.", agent=officer, version=demande.version
        )
    keys = list(OutboundMessage.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 6


def test_an_agent_who_greets_is_not_preceded_by_another_greeting() -> None:
    demande = make_demande(state=State.ASSIGNED)
    officer = demande.assignee
    exchanges.tell(demande, body="Bonjour Awa,\n\nC’est en route.", agent=officer, key=uuid4())
    replies.send(
        demande,
        decision=Decision.NONE,
        body="Bonjour,\n\nC’est réparé.",
        agent=officer,
        version=demande.version,
    )
    for event in ("message", "answered"):
        mail = OutboundMessage.objects.get(key__contains=f":{event}:")
        assert mail.text.count("Bonjour") == 1
        assert mail.html.count("Bonjour") == 1


def test_a_document_that_is_only_useful_is_not_said_to_be_missing() -> None:
    demande = make_demande(state=State.ASSIGNED)
    ask(demande, demande.assignee, indispensable=False)
    mail = OutboundMessage.objects.get(key__contains=":document_asked:")
    assert mail.subject == f"Un document utile pour votre demande {demande.reference}"
    assert "Il nous faut" not in mail.text + mail.html


@pytest.mark.parametrize("event", ["forwarded", "document_asked"])
def test_a_mail_sent_after_the_date_of_silence_says_what_silence_was_worth(event: str) -> None:
    with clock.at(timezone.now() - timedelta(days=100)):
        demande = make_demande(silence=Silence.ACCEPT)
    head = make_member(demande.service, Role.HEAD)
    if event == "forwarded":
        near = make_service("Logement", parent=demande.service)
        handling.forward(
            demande, service=near, reason="À vous.", agent=head, version=demande.version
        )
    else:
        ask(demande, head)
    assert demande.silence_on is not None
    text = OutboundMessage.objects.get(key__contains=f":{event}:").text
    assert f"votre demande est acceptée depuis le\u00a0{full_date(demande.silence_on)}" in text
    assert "sera acceptée" not in text
