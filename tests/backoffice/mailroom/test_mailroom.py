"""The e-mails that wait for somebody: who reads them, and what can be done."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from portal.messaging.inbound import intake, sorting
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage
from tests import builders
from tests.portal.messaging.letters import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def top() -> Service:
    return builders.make_service()


@pytest.fixture
def demande(top: Service) -> Demande:
    return builders.make_demande(service=builders.make_service(parent=top))


@pytest.fixture
def adviser(top: Service) -> User:
    return builders.make_member(top, Role.ADVISER)


@pytest.fixture
def browser(client: Client, adviser: User) -> Client:
    client.force_login(adviser, backend="portal.accounts.backends.AgentBackend")
    return client


@pytest.fixture
def mail() -> InboundMessage:
    message = intake.keep(letter("Ma question.", subject="Une question").as_bytes())
    assert message is not None
    sorting.sort(message.pk)
    message.refresh_from_db()
    return message


def page(browser: Client, name: str, *args: object, status: int = 200) -> str:
    response = browser.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def test_the_list_shows_what_waits_and_why(browser: Client, mail: InboundMessage) -> None:
    shown = page(browser, "mailroom")
    assert "Une question" in shown
    assert "awa@exemple.fr" in shown
    assert "ne répond à aucun des nôtres" in shown


def test_reading_one_shows_its_words_escaped(browser: Client) -> None:
    raw = letter("<script>x()</script> & moi", subject="<b>Moi</b>").as_bytes()
    message = intake.keep(raw)
    assert message is not None
    sorting.sort(message.pk)
    shown = page(browser, "mail", message.pk)
    assert "&lt;script&gt;" in shown
    assert "<b>Moi" not in shown


def test_an_e_mail_is_attached_to_a_demande_by_its_reference(
    browser: Client, adviser: User, mail: InboundMessage, demande: Demande
) -> None:
    data = {"reference": demande.reference.lower()}
    response = browser.post(reverse("mail_attach", args=[mail.pk]), data)
    assert response.status_code == 302
    assert "Ma question." in demande.messages.get().body
    mail.refresh_from_db()
    assert (mail.state, mail.settled_by) == (Sorting.ATTACHED, adviser.pk)
    again = browser.post(reverse("mail_attach", args=[mail.pk]), data, follow=True)
    assert "déjà été traité" in again.content.decode()
    assert demande.messages.count() == 1


@pytest.mark.parametrize("typed", ["", "D-0000-0000", "n’importe quoi", "x" * 61])
def test_a_reference_that_leads_nowhere_is_said_and_kept(
    browser: Client, mail: InboundMessage, typed: str
) -> None:
    response = browser.post(reverse("mail_attach", args=[mail.pk]), {"reference": typed})
    assert response.status_code == 400
    assert "errorlist" in response.content.decode() or "erreur" in response.content.decode().lower()
    mail.refresh_from_db()
    assert mail.waits


def test_a_demande_of_another_organisation_cannot_be_reached(
    browser: Client, mail: InboundMessage
) -> None:
    elsewhere = builders.make_demande(
        service=builders.make_service(organisation=builders.make_organisation())
    )
    data = {"reference": elsewhere.reference}
    assert browser.post(reverse("mail_attach", args=[mail.pk]), data).status_code == 400
    assert not elsewhere.messages.exists()


def test_a_confidential_demande_takes_no_e_mail(
    browser: Client, mail: InboundMessage, top: Service
) -> None:
    demande = builders.make_demande(service=top, confidential=True)
    response = browser.post(
        reverse("mail_attach", args=[mail.pk]), {"reference": demande.reference}
    )
    assert response.status_code == 400
    assert "confidentielle" in response.content.decode()


def test_what_went_to_its_demande_is_read_there_and_not_in_the_mailroom(
    browser: Client, mail: InboundMessage
) -> None:
    InboundMessage.objects.update(state=Sorting.ATTACHED, settled_at=timezone.now())
    page(browser, "mail", mail.pk, status=404)


def test_an_answer_about_a_confidential_demande_is_read_by_its_service_alone(
    browser: Client, client: Client, mail: InboundMessage, top: Service
) -> None:
    demande = builders.make_demande(service=top, confidential=True)
    InboundMessage.objects.update(topic=demande.topic, reason="confidential")
    assert "Ma question." not in page(browser, "mail", mail.pk)

    handler = builders.make_member(top, Role.OFFICER)
    grant(agent=handler, service=top, role=Role.ADVISER, by=builders.make_agent(is_superuser=True))
    client.force_login(handler, backend="portal.accounts.backends.AgentBackend")
    assert "Ma question." in page(client, "mail", mail.pk)


def test_an_e_mail_closed_leaves_the_list_once(browser: Client, mail: InboundMessage) -> None:
    for sentence in ("est classé", "déjà été traité"):
        response = browser.post(reverse("mail_close", args=[mail.pk]), follow=True)
        assert sentence in response.content.decode()
    mail.refresh_from_db()
    assert mail.state == Sorting.CLOSED
    assert "Une question" not in page(browser, "mailroom")


def test_the_demande_that_it_may_be_about_is_offered(
    browser: Client, mail: InboundMessage, demande: Demande
) -> None:
    InboundMessage.objects.update(topic=demande.topic)
    shown = page(browser, "mail", mail.pk)
    assert f'value="{demande.reference}"' in shown


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.ADVISER, Role.ADMINISTRATOR}]
)
def test_other_roles_do_not_read_the_mail(
    client: Client, top: Service, mail: InboundMessage, role: Role
) -> None:
    member = builders.make_member(top, role)
    client.force_login(member, backend="portal.accounts.backends.AgentBackend")
    for name, args in (("mailroom", []), ("mail", [mail.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403
    assert client.post(reverse("mail_close", args=[mail.pk])).status_code == 403


def test_an_adviser_below_the_top_does_not_read_the_mail(client: Client, top: Service) -> None:
    below = builders.make_member(builders.make_service(parent=top), Role.ADVISER)
    client.force_login(below, backend="portal.accounts.backends.AgentBackend")
    assert client.get(reverse("mailroom")).status_code == 403


def test_the_side_counts_the_mail_where_there_is_a_mailbox(
    browser: Client, mail: InboundMessage, settings: Settings
) -> None:
    assert reverse("mailroom") not in page(browser, "queue", "toutes")
    settings.IMAP_HOST = "imap.example.org"
    assert reverse("mailroom") in page(browser, "queue", "toutes")


def test_the_list_costs_the_same_however_long(browser: Client, query_budget, settings) -> None:
    def more() -> None:
        for number in range(45):
            sort_one(number)

    for number in range(100, 105):
        sort_one(number)
    query_budget(lambda: browser.get(reverse("mailroom")), more, at_most=12)


def sort_one(number: int) -> None:
    message = intake.keep(letter(f"Question {number}").as_bytes())
    assert message is not None
    sorting.sort(message.pk)


def test_what_one_keeps_from_afar_takes_no_mail(
    browser: Client, mail: InboundMessage, adviser: User, top: Service
) -> None:
    elsewhere = builders.make_service(organisation=top.organisation)
    kept = builders.make_demande(service=elsewhere)
    Demande.objects.filter(pk=kept.pk).update(keeper=adviser)
    path = reverse("mail_attach", args=[mail.pk])
    response = browser.post(path, {"reference": kept.reference})
    assert "Aucune demande de vos services" in response.content.decode()
    assert not kept.messages.exists()
