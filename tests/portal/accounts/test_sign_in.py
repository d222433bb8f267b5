"""Agents sign in with their e-mail address and a password."""

import logging
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from portal.accounts.models import User
from tests.portal.directory.factories import PASSWORD, make_agent

pytestmark = pytest.mark.django_db
LOGIN = "/gestion/connexion/"
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # 12:00 in Paris


def sign_in(client: Client, email: str, password: str = PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_an_agent_signs_in_whatever_the_case_of_the_address(client: Client) -> None:
    make_agent("Lea.Dupont@Ville.example")

    response = sign_in(client, "LEA.dupont@ville.EXAMPLE")

    assert response.status_code == 302
    assert response.url == "/gestion/"
    assert signed_in(client)


def test_sign_in_leads_back_to_the_page_asked_for(client: Client) -> None:
    agent = make_agent()

    assert sign_in(client, agent.email, next="/gestion/liste/").url == "/gestion/liste/"


def test_sign_in_leads_to_no_other_site(client: Client) -> None:
    agent = make_agent()

    assert sign_in(client, agent.email, next="https://evil.example/").url == "/gestion/"


def test_the_session_gets_a_new_key(client: Client) -> None:
    agent = make_agent()
    client.get(LOGIN)
    session = client.session
    session["before"] = "1"
    session.save()
    before = session.session_key

    sign_in(client, agent.email)

    assert client.session.session_key != before


def test_a_citizen_has_no_password_and_no_way_in(client: Client) -> None:
    citizen = User.objects.create_citizen("ana@example.org")
    citizen.set_password(PASSWORD)
    citizen.save()

    assert sign_in(client, "ana@example.org").status_code == 200
    assert not signed_in(client)


def test_a_closed_account_stays_out(client: Client) -> None:
    agent = make_agent(is_active=False)

    assert sign_in(client, agent.email).status_code == 200
    assert not signed_in(client)


def test_an_agent_who_was_invited_and_has_no_password_yet_stays_out(client: Client) -> None:
    agent = make_agent(password=None)

    sign_in(client, agent.email, "!")

    assert not signed_in(client)


def test_unknown_address_and_wrong_password_look_the_same(client: Client) -> None:
    agent = make_agent()

    wrong = sign_in(client, agent.email, "pas le bon mot de passe").content.decode()
    unknown = sign_in(client, "nobody@ville.example", "pas le bon mot de passe").content.decode()

    assert "L’adresse e-mail ou le mot de passe n’est pas le bon" in wrong
    assert _neutral(wrong, agent.email) == _neutral(unknown, "nobody@ville.example")


def _neutral(page: str, email: str) -> list[str]:
    lines = page.replace(email, "…").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


class CountingHasher(MD5PasswordHasher):
    """Remembers what it was asked to hash."""

    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        return super().encode(password, salt)


@pytest.mark.parametrize("email", ["known@v.example", "nobody@v.example", "invited@v.example"])
def test_each_try_hashes_one_password(email: str, settings) -> None:
    """The time of the answer tells nothing: known, unknown or invited, one hash is computed."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    make_agent("known@v.example")
    make_agent("invited@v.example", password=None)
    CountingHasher.hashed.clear()

    authenticate(RequestFactory().post(LOGIN), email=email, password="pas le bon")

    assert CountingHasher.hashed == ["pas le bon"]


def test_a_user_name_is_no_way_in() -> None:
    agent = make_agent()

    assert (
        authenticate(RequestFactory().post("/"), username=agent.username, password=PASSWORD) is None
    )


def test_two_agents_never_share_an_address_but_citizens_may() -> None:
    make_agent("a@ville.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(username="other", email="A@ville.example")

    couple = [User.objects.create_citizen("couple@example.org") for _ in range(2)]
    assert couple[0].username != couple[1].username


class TestLockout:
    def fail(self, client: Client, email: str, times: int):
        for _ in range(times):
            response = sign_in(client, email, "pas le bon mot de passe")
        return response

    def test_five_failures_lock_the_address_and_say_until_when(self, client: Client) -> None:
        agent = make_agent()
        with time_machine.travel(NOON, tick=False):
            assert self.fail(client, agent.email, 4).status_code == 200
            response = self.fail(client, agent.email, 1)

        assert response.status_code == 429
        assert "Réessayez à partir de 12 h 16" in response.content.decode().replace("\u00a0", " ")
        assert response["Retry-After"] == "960"

    def test_the_right_password_is_refused_while_it_lasts(self, client: Client) -> None:
        agent = make_agent()
        self.fail(client, agent.email, 5)

        assert sign_in(client, agent.email).status_code == 429
        assert not signed_in(client)

    def test_an_unknown_address_is_locked_all_the_same(self, client: Client) -> None:
        assert self.fail(client, "nobody@ville.example", 5).status_code == 429

    def test_another_account_is_not_locked(self, client: Client) -> None:
        agent, other = make_agent(), make_agent()
        self.fail(client, agent.email, 5)

        assert sign_in(client, other.email).status_code == 302

    def test_the_same_account_is_not_locked_elsewhere(self, client: Client) -> None:
        agent = make_agent()
        self.fail(client, agent.email, 5)

        assert sign_in(Client(REMOTE_ADDR="192.0.2.1"), agent.email).status_code == 302

    def test_changing_the_case_of_the_address_gives_no_more_tries(self, client: Client) -> None:
        agent = make_agent("lea@ville.example")
        self.fail(client, agent.email, 3)

        assert self.fail(client, "LEA@ville.example", 2).status_code == 429

    def test_the_lockout_ends_when_the_page_said(self, client: Client) -> None:
        agent = make_agent()
        with time_machine.travel(NOON, tick=False) as clock:
            self.fail(client, agent.email, 5)
            clock.shift(timedelta(minutes=10))
            assert sign_in(client, agent.email).status_code == 429  # trying doesn't put it off
            clock.shift(timedelta(minutes=6))
            assert sign_in(client, agent.email).status_code == 302

    def test_a_success_wipes_the_failures(self, client: Client) -> None:
        agent = make_agent()
        self.fail(client, agent.email, 4)
        sign_in(client, agent.email)

        assert not AccessAttempt.objects.exists()

    def test_what_is_kept_of_a_failure_holds_no_password(self, client: Client) -> None:
        self.fail(client, "nobody@ville.example", 2)

        attempt = AccessAttempt.objects.get()
        assert "pas le bon" not in attempt.post_data + attempt.get_data

    def test_no_address_reaches_the_log(self, client: Client, caplog) -> None:
        caplog.set_level(logging.getLogger("axes").level or logging.INFO)
        self.fail(client, "nobody@ville.example", 5)

        assert "nobody@ville.example" not in caplog.text


def test_looking_at_the_sign_out_page_signs_nobody_out(client: Client) -> None:
    client.force_login(make_agent())

    assert "Voulez-vous vous déconnecter" in client.get("/gestion/deconnexion/").content.decode()
    assert signed_in(client)
    assert client.post("/gestion/deconnexion/").url == LOGIN
    assert not signed_in(client)


@pytest.mark.parametrize("path", ["/admin/login/", "/_util/login/"])
def test_wagtails_own_ways_in_lead_to_ours(client: Client, path: str) -> None:
    assert client.get(f"{path}?next=/admin/").url == f"{LOGIN}?next=/admin/"
    agent = make_agent(is_superuser=True)
    client.post(path, {"username": agent.username, "password": PASSWORD})
    assert not signed_in(client)


def test_the_admin_sends_strangers_to_our_sign_in(client: Client) -> None:
    assert client.get("/admin/").url.startswith(LOGIN)


def test_wagtails_password_reset_is_closed(client: Client) -> None:
    assert client.get("/admin/password_reset/").status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_set_password"])
def test_what_we_do_not_want_of_allauth_has_no_address(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_the_sign_in_page_offers_no_placeholder_and_names_its_fields(client: Client) -> None:
    page = client.get(LOGIN).content.decode()

    assert "placeholder" not in page
    assert "Adresse e-mail professionnelle" in page
    assert 'autocomplete="current-password"' in page
