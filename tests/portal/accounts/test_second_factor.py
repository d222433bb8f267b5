"""The second factor: compulsory for administrators, possible for everybody."""

import hashlib
import hmac
import io
import re
import struct
import time
from base64 import b32decode

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from portal.accounts.invitations import drop_second_factor
from portal.accounts.models import User
from portal.accounts.second_factor import EncryptedSecrets
from portal.messaging.models import OutboundMessage
from tests.portal.directory.factories import PASSWORD, make_agent, make_member, make_service

pytestmark = pytest.mark.django_db
LOGIN = "/gestion/connexion/"
ENROL = "/gestion/securite/application/"
VERIFY = "/gestion/securite/verification/"
SECURITY = "/gestion/securite/"


@pytest.fixture(autouse=True)
def _compulsory(settings) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True


@pytest.fixture
def administrator() -> User:
    return make_member(make_service(), "administrator")


def code_of(secret: str, steps: int = 0) -> str:
    """The code of RFC 6238, worked out here: what a telephone shows, `steps` half-minutes away."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.new(b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 0xF
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(client: Client, agent: User):
    return client.post(LOGIN, {"login": agent.email, "password": PASSWORD})


def secret_on(page: str) -> str:
    return re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]


def enrol(client: Client, agent: User) -> str:
    sign_in(client, agent)
    secret = secret_on(client.get(ENROL).content.decode())
    assert client.post(ENROL, {"code": code_of(secret)}).status_code == 302
    return secret


@pytest.mark.parametrize(
    "path",
    [SECURITY, "/admin/", "/admin/pages/", "/gestion/mot-de-passe/", "/gestion/securite/codes/"],
)
def test_an_administrator_without_one_is_sent_to_enrol(client: Client, administrator, path) -> None:
    sign_in(client, administrator)

    assert client.get(path).url == ENROL


def test_a_superuser_too(client: Client) -> None:
    sign_in(client, make_agent(is_superuser=True))

    assert client.get("/admin/").url == ENROL


def test_an_officer_is_left_in_peace(client: Client) -> None:
    sign_in(client, make_member(make_service(), "officer"))

    assert client.get(SECURITY).status_code == 200


def test_enrolment_follows_sign_in_without_asking_for_the_password_again(
    client: Client, administrator
) -> None:
    sign_in(client, administrator)
    page = client.get(ENROL)

    assert page.status_code == 200
    assert "Activez votre second facteur" in page.content.decode()
    assert "data:image/svg+xml;base64," in page.content.decode()


def test_one_may_leave_without_enrolling(client: Client, administrator) -> None:
    sign_in(client, administrator)

    assert client.post("/gestion/deconnexion/").url == LOGIN


def test_once_enrolled_the_staff_pages_open_and_recovery_codes_are_shown(
    client: Client, administrator, django_capture_on_commit_callbacks
) -> None:
    sign_in(client, administrator)
    secret = secret_on(client.get(ENROL).content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ENROL, {"code": code_of(secret)})

    assert response.url == "/gestion/securite/codes/"
    page = client.get(response.url).content.decode()
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    assert client.get(SECURITY).status_code == 200


def test_a_wrong_code_enrols_nobody(client: Client, administrator) -> None:
    sign_in(client, administrator)
    secret = secret_on(client.get(ENROL).content.decode())
    wrong = f"{(int(code_of(secret)) + 500_000) % 1_000_000:06}"

    page = client.post(ENROL, {"code": wrong}).content.decode()

    assert "Ce code n’est pas le bon" in page
    assert secret_on(page) == secret  # the telephone has it already
    assert not Authenticator.objects.exists()


def test_the_next_sign_in_asks_for_a_code(client: Client, administrator) -> None:
    secret = enrol(client, administrator)
    stranger = Client()

    assert sign_in(stranger, administrator).url == VERIFY
    assert stranger.get("/gestion/securite/").url.startswith(LOGIN)  # not in yet
    assert "Saisissez votre code" in stranger.get(VERIFY).content.decode()
    assert stranger.post(VERIFY, {"code": code_of(secret, 1)}).url == "/gestion/"
    assert stranger.get(SECURITY).status_code == 200


def test_a_recovery_code_serves_once(client: Client, administrator) -> None:
    enrol(client, administrator)
    codes = client.get("/gestion/securite/codes/telecharger/").content.decode().split()

    for expected in (302, 200):
        stranger = Client()
        sign_in(stranger, administrator)
        assert stranger.post(VERIFY, {"code": codes[0]}).status_code == expected


def test_codes_cannot_be_guessed_one_after_the_other(client: Client, administrator) -> None:
    secret = enrol(client, administrator)
    stranger = Client()
    sign_in(stranger, administrator)
    for _ in range(5):
        assert "pas le bon" in stranger.post(VERIFY, {"code": "x"}).content.decode()

    page = stranger.post(VERIFY, {"code": code_of(secret, 1)}).content.decode()

    assert "Trop d’essais" in page


def test_the_secret_is_encrypted_in_the_database(client: Client, administrator) -> None:
    secret = enrol(client, administrator)

    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert EncryptedSecrets().decrypt(stored) == secret


def test_a_new_secret_key_still_opens_what_the_old_one_closed(settings) -> None:
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old", []
    closed = EncryptedSecrets().encrypt("JBSWY3DP")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]

    assert EncryptedSecrets().decrypt(closed) == "JBSWY3DP"


def test_changes_are_told_by_e_mail(
    client: Client, administrator, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        enrol(client, administrator)

    subjects = set(OutboundMessage.objects.values_list("subject", flat=True))
    assert "La double authentification est activée" in subjects


def test_an_officer_may_remove_the_factor_again(client: Client) -> None:
    officer = make_member(make_service(), "officer")
    enrol(client, officer)

    assert "Retirer l’application" in client.get(f"{ENROL}retirer/").content.decode()
    assert client.post(f"{ENROL}retirer/").url == SECURITY
    assert not Authenticator.objects.exists()


def test_new_recovery_codes_replace_the_old_ones(client: Client) -> None:
    enrol(client, make_agent())
    before = client.get("/gestion/securite/codes/telecharger/").content
    assert "codes qui vous restent" in client.get(f"{SECURITY}codes/nouveaux/").content.decode()
    client.post(f"{SECURITY}codes/nouveaux/")

    assert client.get("/gestion/securite/codes/telecharger/").content != before


def test_later_the_password_or_a_code_is_asked_for_again(client: Client, settings) -> None:
    agent = make_agent()
    enrol(client, agent)
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = -1

    assert client.get(f"{ENROL}retirer/").url.startswith(f"{SECURITY}confirmation/")
    assert (
        "Confirmez que c’est bien vous" in client.get(f"{SECURITY}confirmation/").content.decode()
    )
    assert client.get(f"{SECURITY}confirmation/code/").status_code == 200
    wrong = client.post(f"{SECURITY}confirmation/", {"password": "non"}).content.decode()
    assert "Ce n’est pas votre mot de passe." in wrong
    assert client.post(f"{SECURITY}confirmation/", {"password": PASSWORD}).status_code == 302


class TestALostTelephone:
    def test_an_administrator_removes_an_officers_factor(self, administrator) -> None:
        officer = make_agent()
        Authenticator.objects.create(user=officer, type="totp", data={})
        drop_second_factor(agent=officer, by=administrator)

        assert not Authenticator.objects.exists()
        assert OutboundMessage.objects.get().recipient == officer.email

    def test_but_neither_their_own_nor_another_administrators(self, administrator) -> None:
        other = make_member(make_service(), "administrator")
        for agent in (administrator, other):
            with pytest.raises(PermissionDenied):
                drop_second_factor(agent=agent, by=administrator)
        drop_second_factor(agent=other, by=make_agent(is_superuser=True))

    def test_and_an_officer_nobodys(self) -> None:
        with pytest.raises(PermissionDenied):
            drop_second_factor(agent=make_agent(), by=make_agent())

    def test_the_last_superuser_is_helped_from_the_server(self) -> None:
        superuser = make_agent(is_superuser=True)
        Authenticator.objects.create(user=superuser, type="totp", data={})
        call_command("drop_second_factor", superuser.email.upper(), stdout=io.StringIO())
        assert not Authenticator.objects.exists()

        with pytest.raises(CommandError, match="Aucun agent"):
            call_command("drop_second_factor", "nobody@ville.example")
