"""How an agent gets a password, forgets it and changes it."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from portal.accounts.invitations import invite
from portal.accounts.models import User
from portal.messaging.models import OutboundMessage
from tests.portal.directory.factories import PASSWORD, make_agent

pytestmark = pytest.mark.django_db
FORGOTTEN = "/gestion/mot-de-passe/oublie/"
NEW = "un tout nouveau mot de passe"


def forget(client: Client, email: str):
    return client.post(FORGOTTEN, {"email": email})


def link_in(message: OutboundMessage) -> str:
    return re.search(r"http://127\.0\.0\.1:8000(/gestion/mot-de-passe/nouveau/\S+)", message.text)[
        1
    ]


def choose(client: Client, link: str, password: str = NEW):
    form = client.get(link)
    return client.post(form.url, {"password1": password, "password2": password})


def test_a_forgotten_password_is_chosen_again_by_a_link(client: Client) -> None:
    agent = make_agent()
    assert forget(client, agent.email.upper()).url == f"{FORGOTTEN}envoye/"
    message = OutboundMessage.objects.get()
    assert message.recipient == agent.email

    response = choose(client, link_in(message))

    assert response.url == "/gestion/mot-de-passe/nouveau/fait/"
    agent.refresh_from_db()
    assert agent.check_password(NEW)
    assert "Votre mot de passe a été changé" in OutboundMessage.objects.first().subject


def test_the_link_serves_once(client: Client) -> None:
    agent = make_agent()
    forget(client, agent.email)
    link = link_in(OutboundMessage.objects.get())
    choose(client, link)

    page = Client().get(link)

    assert "Ce lien ne fonctionne plus" in page.content.decode()


def test_the_secret_leaves_the_address_before_the_page_is_shown(client: Client) -> None:
    agent = make_agent()
    forget(client, agent.email)
    link = link_in(OutboundMessage.objects.get())

    assert client.get(link).url.endswith("-set-password/")


def test_the_links_host_does_not_come_from_the_request(client: Client) -> None:
    agent = make_agent()
    client.post(FORGOTTEN, {"email": agent.email}, headers={"Host": "evil.example"})

    assert "evil.example" not in OutboundMessage.objects.get().text


@pytest.mark.parametrize("email", ["nobody@ville.example", "ana@example.org", "gone@ville.example"])
def test_the_same_is_said_of_an_address_that_is_no_agents(client: Client, email: str) -> None:
    User.objects.create_citizen("ana@example.org")
    make_agent("gone@ville.example", is_active=False)

    response = forget(client, email)

    assert response.url == f"{FORGOTTEN}envoye/"
    assert not OutboundMessage.objects.exists()


def test_nobodys_mailbox_can_be_flooded(client: Client) -> None:
    agent = make_agent()
    answers = {forget(client, agent.email).url for _ in range(8)}

    assert answers == {f"{FORGOTTEN}envoye/"}
    assert OutboundMessage.objects.count() <= 5


@pytest.mark.parametrize(
    ("password", "said"),
    [
        ("court", "trop court"),
        ("password1234", "trop courant"),
        ("agent.durand@v.example", "trop semblable"),
    ],
)
def test_weak_passwords_are_refused_in_french(client: Client, password: str, said: str) -> None:
    agent = make_agent("agent.durand@v.example")
    forget(client, agent.email)

    page = choose(client, link_in(OutboundMessage.objects.get()), password).content.decode()

    assert said in page


def test_a_password_is_changed_by_giving_the_present_one(client: Client) -> None:
    agent = make_agent()
    client.force_login(agent)
    wrong = client.post(
        "/gestion/mot-de-passe/", {"oldpassword": "x", "password1": NEW, "password2": NEW}
    )
    assert "Ce n’est pas votre mot de passe actuel" in wrong.content.decode()

    done = client.post(
        "/gestion/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert done.url == "/gestion/securite/"
    assert client.get("/gestion/securite/").status_code == 200  # still signed in here


def test_other_sessions_end_with_the_old_password(client: Client) -> None:
    agent = make_agent()
    elsewhere = Client()
    elsewhere.force_login(agent)
    client.force_login(agent)
    client.post(
        "/gestion/mot-de-passe/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )

    assert elsewhere.get("/gestion/securite/").status_code == 302


def test_an_invited_agent_chooses_the_first_password(client: Client) -> None:
    agent = make_agent(password=None)
    message = invite(agent=agent, by=make_agent(is_superuser=True, last_name="Haddad"))

    assert "Camille Haddad vous a ouvert un compte" in message.text
    choose(client, link_in(message))
    agent.refresh_from_db()
    assert agent.check_password(NEW)


def test_who_sets_the_installation_up_is_not_invited_in_their_own_name() -> None:
    founder = make_agent(
        is_superuser=True, first_name="", last_name="", email="maire@ville.example"
    )
    message = invite(agent=founder, by=founder)

    assert message.text.startswith("Bonjour,\n\nVotre compte d’agent est ouvert.")


def test_only_administrators_invite() -> None:
    with pytest.raises(PermissionDenied):
        invite(agent=make_agent(), by=make_agent())


@pytest.mark.parametrize(
    "path",
    [
        FORGOTTEN,
        f"{FORGOTTEN}envoye/",
        "/gestion/mot-de-passe/nouveau/fait/",
        "/gestion/connexion/",
    ],
)
def test_the_pages_before_sign_in_are_in_french(client: Client, path: str) -> None:
    page = client.get(path).content.decode()

    assert not re.search(r"\b(Password|Email|Sign|Please|Reset)\b", page)


@pytest.mark.parametrize("path", ["/gestion/securite/", "/gestion/mot-de-passe/"])
def test_an_agent_who_looks_after_their_account_keeps_the_queues_at_hand(
    client: Client, path: str
) -> None:
    client.force_login(make_agent(), backend="portal.accounts.backends.AgentBackend")
    page = client.get(path).content.decode()
    assert '<body class="staff">' in page
    assert 'href="/annuaire/"' in page
