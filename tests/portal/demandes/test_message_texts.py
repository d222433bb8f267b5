"""Messages in an organisation's own words: where they apply, who writes them, what they say."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from portal.accounts.models import User
from portal.demandes import message_text_preview, message_texts
from portal.demandes.models import Demande, MessageText
from portal.demandes.models.message_text import Event
from portal.demandes.workflow import handling
from portal.directory.membership import grant
from portal.directory.models import Organisation, Role, Service
from portal.messaging.models import OutboundMessage
from portal.messaging.outbox import drawn
from portal.text.dates import full_date
from tests.builders import make_agent, make_demande, make_member, make_organisation, make_service

pytestmark = pytest.mark.django_db

SAID = "C’est noté. Reçue le {{ date_depot }}, réponse le {{ date_reponse }} par {{ service }}."


def text(organisation: Organisation, **fields: object) -> MessageText:
    values = {"event": Event.FILED, "subject": "Bien noté : {{ reference }}", "body": SAID}
    return MessageText.objects.create(organisation=organisation, **(values | fields))


def mail_of(demande: Demande, event: str = "filed") -> OutboundMessage:
    return OutboundMessage.objects.get(key__startswith=f"{demande.topic}:{event}:")


def test_a_published_text_stands_in_the_place_of_ours() -> None:
    service = make_service("Voirie")
    text(service.organisation)
    demande = make_demande(service=service)
    mail = mail_of(demande)
    days = full_date(demande.received_on), full_date(demande.due_on)
    said = f"C’est noté. Reçue le {days[0]}, réponse le {days[1]} par Voirie."
    assert mail.subject == f"Bien noté : {demande.reference}"
    assert said in mail.text
    assert f"<p>{escape(said)}</p>" in mail.html
    assert "Nous avons reçu" not in mail.text + mail.html


def test_what_the_law_wants_said_stays_under_any_text() -> None:
    service = make_service(phone="+33353010001")
    text(service.organisation)
    demande = make_demande(service=service, silence="reject", legal_basis="CRPA, L231-4")
    mail = mail_of(demande)
    assert "Si nous ne répondons pas" in mail.text
    assert "03\u00a053\u00a001\u00a000\u00a001" in mail.text
    assert "Code de suivi" in mail.text


def test_a_blank_subject_leaves_the_usual_one() -> None:
    service = make_service()
    text(service.organisation, subject="")
    assert mail_of(make_demande(service=service)).subject.startswith("Votre demande")


def test_a_draft_and_another_organisations_text_change_nothing() -> None:
    service = make_service()
    text(service.organisation, live=False)
    text(make_organisation("Ailleurs"))
    assert "Nous avons reçu" in mail_of(make_demande(service=service)).text


def test_a_confidential_demande_keeps_the_usual_words() -> None:
    service = make_service("Protection de l’enfance")
    text(service.organisation)
    mail = mail_of(make_demande(service=service, confidential=True))
    assert service.name not in mail.text
    assert "C’est noté" not in mail.text


def test_words_that_a_person_typed_cannot_become_tags() -> None:
    service = make_service()
    text(service.organisation, body=f"<b>Gras</b> {SAID}")
    assert "<b>Gras</b>" not in mail_of(make_demande(service=service)).html


@pytest.mark.parametrize("event", Event)
def test_every_message_that_can_be_written_has_both_templates(event: Event) -> None:
    written = text(make_organisation(), event=event, body="Nos mots.")
    for part in ("txt", "html"):
        found = drawn(f"emails/demandes/{event}.{part}", message_text_preview.context(written))
        assert found.count("Nos mots.") == 1


def test_another_event_of_the_same_organisation_has_its_own_text() -> None:
    service = make_service()
    text(service.organisation, event=Event.FORWARDED, body="Voyez avec {{ service }}.")
    water = make_service("Eau", organisation=service.organisation)
    demande = make_demande(service=service)
    officer, version = make_member(service, Role.OFFICER), demande.version
    handling.forward(demande, service=water, reason="L’eau", agent=officer, version=version)
    assert "Voyez avec Eau." in mail_of(demande, "forwarded").text


@pytest.mark.parametrize(
    ("event", "body", "lacks"),
    [
        (Event.FILED, "Reçue le {{ date_depot }}.", "date_reponse"),
        (Event.FORWARDED, "Elle est partie.", "service"),
        (Event.REOPENED, "Bonjour {{ prenom }}", "prenom"),
        (Event.REOPENED, "{% load x %}{{ a.b }}", "a.b"),
    ],
)
def test_a_text_that_says_too_little_or_names_what_does_not_exist_is_refused(
    event: Event, body: str, lacks: str
) -> None:
    assert any(
        lacks in each for each in message_texts.problems(MessageText(event=event, body=body))
    )


def url(name: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_demandes_messagetext:{name}", args=args)


def signed_in(service: Service, role: Role) -> Client:
    agent = make_agent()
    grant(agent=agent, service=service, role=role, by=make_agent(is_superuser=True))
    return client_of(agent)


def client_of(agent: User) -> Client:
    client = Client()
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


def posted(organisation: Organisation, **more: str) -> dict[str, str]:
    fields = {"organisation": str(organisation.pk), "event": "filed", "subject": "", "body": SAID}
    return fields | {"action-publish": "1"} | more


def test_an_administrator_of_the_organisation_publishes_and_it_applies_at_once(
    django_capture_on_commit_callbacks: object,
) -> None:
    service = make_service()
    make_demande(service=service)  # the texts of the organisation are kept from now on
    admin = signed_in(service, Role.ADMINISTRATOR)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        assert admin.post(url("add"), posted(service.organisation)).status_code == 302
    assert "C’est noté" in mail_of(make_demande(service=service)).text


def test_nobody_writes_for_another_organisation() -> None:
    mine, theirs = make_service(), make_service(organisation=make_organisation("Ailleurs"))
    admin = signed_in(mine, Role.ADMINISTRATOR)
    assert admin.post(url("add"), posted(theirs.organisation)).status_code == 200
    there = text(theirs.organisation)
    for name in ("edit", "delete", "history"):
        assert admin.get(url(name, there.pk)).status_code == 302
    assert str(there) not in admin.get(url("list")).content.decode()
    assert MessageText.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ADVISER, Role.OFFICER, Role.HEAD, Role.EDITOR])
def test_no_other_role_writes_messages(role: Role) -> None:
    service = make_service()
    agent = signed_in(service, role)
    assert agent.post(url("add"), posted(service.organisation)).status_code in {302, 403}
    assert not MessageText.objects.exists()


def test_a_wrong_variable_is_said_and_nothing_is_written() -> None:
    service = make_service()
    superuser = client_of(make_agent(is_superuser=True))
    page = superuser.post(url("add"), posted(service.organisation, subject="{{ prenom }}"))
    assert "n’existe pas" in page.content.decode()
    assert not MessageText.objects.exists()


@pytest.mark.parametrize("event", Event)
def test_the_preview_is_the_e_mail_of_an_imaginary_person(event: Event) -> None:
    written = text(make_organisation("Ville d’Arras"), event=event, body="Voyez {{ service }}.")
    page = written.make_preview_request().content.decode()
    assert "Voyez Service de l’exemple." in page
    assert "Ville d’Arras" in page


def test_the_list_leads_to_each_text() -> None:
    written = text(make_organisation("Ville d’Arras"))
    page = client_of(make_agent(is_superuser=True)).get(url("list")).content.decode()
    assert url("edit", written.pk) in page
