"""Agents' single sign-on, against a real provider over HTTP."""

import logging
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from portal.accounts.invitations import invite
from portal.accounts.models import Identity, User
from portal.accounts.oidc import views
from portal.accounts.oidc.refusals import SignOnRefused
from portal.accounts.oidc.tokens import validated
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from tests.portal.accounts.oidc_provider import CLIENT, SECRET, Provider, make_key, running_provider
from tests.portal.directory.factories import PASSWORD, make_agent, make_member, make_service

pytestmark = pytest.mark.django_db
LOGIN = "/gestion/connexion/"
START = "/gestion/connexion/compte-pro/"
CALLBACK = "/gestion/connexion/compte-pro/retour/"
SIMPLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(
    SIMPLE, lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside), max_leaves=4
)


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider, settings) -> Provider:
    """An honest provider that knows Léa, and our site configured for it."""
    Provider.__init__(running, running.issuer)
    running.person = {"sub": "u-17", "email": "lea@ville.example", "email_verified": True}
    settings.AGENT_OIDC_ISSUER = running.issuer
    settings.AGENT_OIDC_CLIENT_ID = CLIENT
    settings.AGENT_OIDC_CLIENT_SECRET = SECRET
    settings.WAGTAILADMIN_BASE_URL = "https://demarches.example"
    return running


@pytest.fixture
def lea(db: None) -> User:
    return make_agent("lea@ville.example", first_name="Léa", last_name="Roux")


def there(address: str) -> str:
    """Visit the provider as a browser does; where it sends back to, without our host."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc)
    connection.request("GET", f"{parts.path}?{parts.query}")
    back = connection.getresponse().headers["Location"]
    connection.close()
    return urlsplit(back)._replace(scheme="", netloc="").geturl()


def sign_on(client: Client, next_page: str = "") -> HttpResponse:
    started = client.get(START, {"next": next_page})
    assert started.status_code == 302, started.content.decode()
    return client.get(there(started.url))


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_an_agent_who_is_known_enters_without_a_password(client: Client, provider, lea) -> None:
    response = sign_on(client)

    assert (response.status_code, response.url) == (302, "/gestion/")
    assert signed_in(client) == str(lea.pk)
    assert lea.identities.get().sub == "u-17"


def test_the_provider_is_asked_for_a_code_bound_to_this_browser(client, provider, lea) -> None:
    address = client.get(START).url

    assert address.startswith(f"{provider.issuer}/authorize?")
    asked = {name: value for name, (value,) in parse_qs(urlsplit(address).query).items()}
    assert asked["response_type"] == "code"
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == f"https://demarches.example{CALLBACK}"
    assert asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    assert "prompt" not in asked


def test_the_secret_can_be_posted_where_the_provider_wants_it_so(client, provider, lea) -> None:
    provider.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    sign_on(client)
    assert signed_in(client)


def test_it_leads_to_the_page_asked_for(client: Client, provider, lea) -> None:
    assert sign_on(client, "/gestion/file/a-moi/").url == "/gestion/file/a-moi/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.fr"]
)
def test_it_leads_to_no_other_site(client: Client, provider, lea, elsewhere) -> None:
    assert sign_on(client, elsewhere).url == "/gestion/"


def test_nobody_fills_the_sessions_by_asking_again_and_again(client, provider) -> None:
    asked = [client.get(START).status_code for _ in range(views.PER_MINUTE + 1)]
    assert asked == [302] * views.PER_MINUTE + [429]


def test_two_tabs_both_arrive(client: Client, provider, lea) -> None:
    first, second = client.get(START).url, client.get(START).url

    assert client.get(there(second)).status_code == 302
    assert client.get(there(first)).status_code == 302
    assert Identity.objects.count() == 1


class TestAnswersThatAreRefused:
    def refused(self, client: Client, response: HttpResponse, sentence: str, status: int) -> None:
        assert response.status_code == status
        assert sentence in response.content.decode()
        assert not signed_in(client)
        assert not Identity.objects.exists()

    def test_another_state(self, client: Client, provider, lea) -> None:
        back = there(client.get(START).url)
        state = parse_qs(urlsplit(back).query)["state"][0]
        response = client.get(back.replace(state, "another"))
        self.refused(client, response, "Cette connexion n’est plus valable", 400)

    def test_the_answer_to_another_browser(self, client: Client, provider, lea) -> None:
        back = there(Client().get(START).url)
        self.refused(client, client.get(back), "Cette connexion n’est plus valable", 400)

    def test_the_same_answer_twice(self, client: Client, provider, lea) -> None:
        back = there(client.get(START).url)
        client.get(back)
        client.logout()
        assert client.get(back).status_code == 400

    def test_an_answer_that_took_too_long(self, client: Client, provider, lea) -> None:
        back = there(client.get(START).url)
        with time_machine.travel(timezone.now() + timedelta(minutes=11)):
            self.refused(client, client.get(back), "Cette connexion n’est plus valable", 400)

    def test_a_person_who_gives_up(self, client: Client, provider, lea) -> None:
        provider.cancels = True
        self.refused(client, sign_on(client), "Connexion annulée", 403)

    def test_an_answer_without_end(self, client: Client, provider, lea) -> None:
        back = there(client.get(START).url)
        self.refused(client, client.get(f"{back}&code={'a' * 4001}"), "Connexion annulée", 403)

    @pytest.mark.parametrize(
        "claims",
        [
            {"nonce": "another"},
            {"aud": "another"},
            {"aud": [CLIENT, "another"]},
            {"aud": [CLIENT, "another"], "azp": "another"},
            {"azp": "another"},
            {"iss": "https://another.example"},
            {"exp": timedelta(hours=-1)},
            {"iat": timedelta(hours=-1)},
            {"iat": timedelta(hours=1)},
            {"iat": "now"},
            {"sub": ""},
            {"sub": "s" * 256},
            {"sub": 17},
            {"sub": "u\x00"},
            {"sub": "é"},
        ],
        ids=str,
    )
    def test_a_token_that_is_not_the_answer_to_what_we_asked(
        self, client: Client, provider, lea, claims
    ) -> None:
        now = datetime.now(UTC)  # a delay is counted from the test, not from its collection
        provider.claims = {
            name: int((now + value).timestamp()) if isinstance(value, timedelta) else value
            for name, value in claims.items()
        }
        self.refused(client, sign_on(client), "Votre identité n’a pas pu être vérifiée", 403)

    @given(
        name=st.sampled_from(["iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce"]),
        value=JSON,
    )
    def test_a_token_that_says_anything_at_all_never_breaks(self, name: str, value: Any) -> None:
        """Only a token like the honest one is accepted, whatever the others say."""
        now, key = int(time.time()), make_key("one")
        honest: dict[str, Any] = {
            "iss": "https://a.example",
            "aud": CLIENT,
            "sub": "u-17",
            "nonce": "n",
        }
        honest |= {"iat": now, "exp": now + 300}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, honest | {name: value}, key)
        keys = {"keys": [key.as_dict(private=False)]}
        expected = {"nonce": "n", "issuer": "https://a.example", "client_id": CLIENT}
        try:
            claims = validated(token, keys=keys, **expected)
        except SignOnRefused:
            return
        assert claims[name] == value
        assert name not in {"iss", "nonce"} or value == honest[name]

    @given(keys=JSON, token=st.text() | st.just("a.b.c"))
    def test_keys_and_tokens_that_are_none_never_break(self, keys: Any, token: str) -> None:
        with pytest.raises(SignOnRefused):
            validated(token, keys={"keys": keys}, nonce="n", issuer="i", client_id=CLIENT)

    def test_a_token_signed_by_an_unknown_key(self, client: Client, provider, lea) -> None:
        provider.key = make_key("two")
        self.refused(client, sign_on(client), "Votre identité n’a pas pu être vérifiée", 403)

    def test_a_token_signed_by_a_stranger_under_a_known_name(self, client, provider, lea) -> None:
        stranger = make_key("two").as_dict(private=True) | {"kid": "one"}
        provider.key = type(make_key("two")).import_key(stranger)
        self.refused(client, sign_on(client), "Votre identité n’a pas pu être vérifiée", 403)

    def test_a_token_signed_with_our_own_secret(self, client: Client, provider, lea) -> None:
        provider.key, provider.header = OctKey.import_key(SECRET * 2), {"alg": "HS256"}
        self.refused(client, sign_on(client), "Votre identité n’a pas pu être vérifiée", 403)

    def test_a_token_that_nobody_signed(self, client: Client, provider, lea) -> None:
        provider.key = None
        self.refused(client, sign_on(client), "Votre identité n’a pas pu être vérifiée", 403)

    def test_a_code_that_was_never_given(self, client: Client, provider, lea) -> None:
        back = there(client.get(START).url)
        provider.codes.clear()
        self.refused(client, client.get(back), "Le service de connexion ne répond pas", 503)

    def test_the_description_of_another_issuer(self, client: Client, provider, lea) -> None:
        provider.metadata = {"issuer": "https://another.example"}
        response = client.get(START)
        self.refused(client, response, "Le service de connexion ne répond pas", 503)

    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
    @pytest.mark.parametrize(
        "address", ["http://idp.example/x", "file:///etc/passwd", "", "https://["]
    )
    def test_an_address_in_clear(self, client: Client, provider, lea, name, address) -> None:
        provider.metadata = {name: address}
        started = client.get(START)
        response = started if started.status_code != 302 else client.get(there(started.url))
        self.refused(client, response, "Le service de connexion ne répond pas", 503)

    def test_a_provider_that_is_down(self, client: Client, provider, lea, settings) -> None:
        settings.AGENT_OIDC_ISSUER = "http://127.0.0.1:9"
        response = client.get(START)
        self.refused(client, response, "Réessayez dans quelques minutes.", 503)

    def test_one_that_is_down_is_not_waited_for_again_within_half_a_minute(
        self, client: Client, provider, lea
    ) -> None:
        provider.down = True
        for _ in range(2):
            self.refused(client, client.get(START), "Le service de connexion ne répond pas", 503)
        assert provider.read == 1

        provider.down = False
        with time_machine.travel(timezone.now() + timedelta(seconds=31)):
            assert client.get(START).status_code == 302
        assert provider.read == 2

    def test_a_new_key_is_looked_for_once(self, client: Client, provider, lea) -> None:
        sign_on(client)
        client.logout()
        provider.key = make_key("two")
        provider.published = [make_key("two")]

        sign_on(client)

        assert signed_in(client)


class TestWhoIsRecognised:
    def test_the_identity_counts_and_no_longer_the_address(
        self, client: Client, provider, lea
    ) -> None:
        sign_on(client)
        client.logout()
        provider.person |= {"email": "lea.martin@ville.example", "email_verified": False}
        make_agent("lea.martin@ville.example")

        sign_on(client)

        assert signed_in(client) == str(lea.pk)

    def test_the_same_identity_at_another_provider_is_another(
        self, client: Client, provider, lea
    ) -> None:
        other = make_agent()
        Identity.objects.create(
            agent=other, issuer="https://other.example", sub="u-17", since=timezone.now()
        )

        sign_on(client)

        assert signed_in(client) == str(lea.pk)

    def test_the_case_of_the_address_does_not_matter(self, client: Client, provider, lea) -> None:
        provider.person["email"] = "Lea@Ville.EXAMPLE"
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    def test_two_people_with_one_address_are_not_one_agent(
        self, client: Client, provider, lea
    ) -> None:
        sign_on(client)
        client.logout()
        provider.person["sub"] = "u-18"

        response = sign_on(client)

        assert "lié à un autre compte professionnel" in response.content.decode()
        assert not signed_in(client)

    def test_two_agents_never_share_an_address_nor_an_identity(self, lea) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_agent("LEA@ville.example")
        mine = {"issuer": "https://a.example", "sub": "1", "since": timezone.now()}
        Identity.objects.create(agent=lea, **mine)
        with pytest.raises(IntegrityError), transaction.atomic():
            Identity.objects.create(agent=make_agent(), **mine)

    @pytest.mark.parametrize("verified", [False, "false", None, 1, "yes", ["true"], {}])
    def test_an_address_that_is_not_verified_recognises_nobody(
        self, client: Client, provider, lea, verified
    ) -> None:
        provider.person["email_verified"] = verified
        assert sign_on(client).status_code == 403
        assert not signed_in(client)

    def test_an_address_of_which_the_provider_says_nothing(
        self, client: Client, provider, lea, settings
    ) -> None:
        del provider.person["email_verified"]
        assert "n’est pas vérifiée" in sign_on(client).content.decode()

        settings.AGENT_OIDC_TRUST_EMAILS = True
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    def test_the_address_may_come_from_userinfo(self, client: Client, provider, lea) -> None:
        provider.person = {"sub": "u-17"}
        provider.info = {"email": "lea@ville.example", "email_verified": True}
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    def test_userinfo_of_somebody_else_is_refused(self, client: Client, provider, lea) -> None:
        provider.person = {"sub": "u-17"}
        provider.info = {"sub": "u-1", "email": "lea@ville.example", "email_verified": True}
        assert "n’a pas pu être vérifiée" in sign_on(client).content.decode()
        assert not signed_in(client)

    @pytest.mark.parametrize(
        "email", ["nobody@ville.example", "", "lea@ville.example\x00", ["lea@ville.example"]]
    )
    def test_a_stranger_reads_whom_to_ask_and_nothing_is_created(
        self, client: Client, provider, lea, email
    ) -> None:
        provider.person["email"] = email
        text = sign_on(client).content.decode()
        assert "Adressez-vous à votre chef de service" in text
        assert User.objects.count() == 1
        assert not Identity.objects.exists()

    def test_a_citizen_is_never_recognised(self, client: Client, provider) -> None:
        User.objects.create_citizen("lea@ville.example")
        assert "Aucun compte d’agent ne correspond" in sign_on(client).content.decode()
        assert not signed_in(client)

    def test_an_agent_is_recognised_beside_a_citizen_of_the_same_address(
        self, client: Client, provider, lea
    ) -> None:
        User.objects.create_citizen("lea@ville.example")
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    @pytest.mark.parametrize("known", [True, False])
    def test_a_closed_account_stays_closed(self, client: Client, provider, lea, known) -> None:
        if known:
            sign_on(client)
            client.logout()
        User.objects.filter(pk=lea.pk).update(is_active=False)
        assert "Votre compte d’agent est fermé" in sign_on(client).content.decode()
        assert not signed_in(client)

    def test_only_the_domains_allowed(self, client: Client, provider, lea, settings) -> None:
        settings.AGENT_OIDC_DOMAINS = ["departement.example"]
        assert "Aucun compte d’agent" in sign_on(client).content.decode()
        settings.AGENT_OIDC_DOMAINS = ["departement.example", "ville.example"]
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    def test_a_colleague_who_was_signed_in_is_so_no_more(
        self, client: Client, provider, lea
    ) -> None:
        client.force_login(make_agent())
        sign_on(client)
        assert signed_in(client) == str(lea.pk)

    def test_refusals_are_logged_without_anybody_s_name(
        self, client: Client, provider, caplog
    ) -> None:
        with caplog.at_level(logging.WARNING, "portal"):
            sign_on(client)
        assert "Single sign-on refused: UNKNOWN" in caplog.text
        assert "lea" not in caplog.text


class TestSecondFactor:
    @pytest.fixture(autouse=True)
    def _required(self, settings) -> None:
        settings.MFA_REQUIRED_FOR_ADMINISTRATORS = True
        settings.AGENT_OIDC_SECOND_FACTOR = ["mfa", "https://eidas.example/2"]

    @pytest.fixture
    def administrator(self) -> User:
        return make_member(make_service(), Role.ADMINISTRATOR, email="lea@ville.example")

    def test_an_administrator_still_needs_one(self, client, provider, administrator) -> None:
        sign_on(client)
        assert client.get("/gestion/").url == "/gestion/securite/application/"

    @pytest.mark.parametrize(
        "claims", [{"amr": ["pwd", "mfa"]}, {"acr": "https://eidas.example/2"}], ids=str
    )
    def test_unless_the_provider_says_that_it_asked_for_one(
        self, client: Client, provider, administrator, claims
    ) -> None:
        provider.claims = claims
        sign_on(client)
        assert client.get("/gestion/securite/").status_code == 200

    @pytest.mark.parametrize("claims", [{"amr": "mfa"}, {"amr": ["pwd"]}, {"acr": "1"}], ids=str)
    def test_other_words_say_nothing(self, client, provider, administrator, claims) -> None:
        provider.claims = claims
        sign_on(client)
        assert client.get("/gestion/securite/").url == "/gestion/securite/application/"

    def test_who_has_one_here_is_asked_for_it_when_the_provider_did_not(
        self, client: Client, provider, lea
    ) -> None:
        Authenticator.objects.create(user=lea, type=Authenticator.Type.TOTP, data={})
        assert sign_on(client).url == "/gestion/securite/verification/"
        assert not signed_in(client)

    def test_and_not_twice_when_it_did(self, client: Client, provider, lea) -> None:
        Authenticator.objects.create(user=lea, type=Authenticator.Type.TOTP, data={})
        provider.claims = {"amr": ["mfa"]}
        assert sign_on(client).url == "/gestion/"
        assert signed_in(client)

    def test_it_holds_for_that_session_only(self, client, provider, administrator) -> None:
        provider.claims = {"amr": ["mfa"]}
        sign_on(client)
        client.logout()
        client.force_login(administrator)
        assert client.get("/gestion/").url == "/gestion/securite/application/"

    def test_who_is_signed_in_proves_it_again_there(self, client: Client, provider, lea) -> None:
        sign_on(client)
        assert "prompt=login" in client.get(START).url


class TestSigningOut:
    def test_ends_our_session_and_offers_to_end_the_provider_s(
        self, client: Client, provider, lea
    ) -> None:
        sign_on(client)
        response = client.post("/gestion/deconnexion/", follow=True)

        assert not signed_in(client)
        assert "fermez aussi celle de votre compte professionnel" in response.content.decode()
        address = client.get("/gestion/connexion/compte-pro/fin/").url
        assert address.startswith(f"{provider.issuer}/logout?realm=ville&client_id=gps%3Acitoyen&")
        assert there(address) == LOGIN

    def test_leads_to_sign_in_where_the_provider_has_no_such_page(
        self, client: Client, provider, settings
    ) -> None:
        settings.AGENT_OIDC_ISSUER = "http://127.0.0.1:9"
        response = client.get("/gestion/connexion/compte-pro/fin/")
        assert response.url == f"https://demarches.example{LOGIN}"

    def test_who_came_by_a_password_is_offered_nothing(self, client: Client, provider, lea) -> None:
        client.post(LOGIN, {"login": lea.email, "password": PASSWORD})
        assert client.post("/gestion/deconnexion/").url == LOGIN


class TestPasswords:
    def sign_in(self, client: Client, agent: User) -> bool:
        client.post(LOGIN, {"login": agent.email, "password": PASSWORD})
        return bool(signed_in(client))

    def test_still_let_in_beside_the_provider(self, client: Client, provider, lea) -> None:
        text = client.get(LOGIN, {"next": "/gestion/liste/"}).content.decode()
        assert "Se connecter avec mon compte professionnel" in text
        assert f"{START}?next=%2Fgestion%2Fliste%2F" in text
        assert self.sign_in(client, lea)

    def test_let_in_superusers_only_where_it_is_the_only_way(
        self, client: Client, provider, lea, settings
    ) -> None:
        settings.AGENT_OIDC_ONLY = True
        assert "Accès de secours" in client.get(LOGIN).content.decode()
        assert not self.sign_in(client, lea)
        assert self.sign_in(client, make_agent(is_superuser=True))
        client.logout()
        sign_on(client)
        assert signed_in(client) == str(lea.pk)
        assert client.get("/gestion/").status_code == 200  # and stays in with the next page

    def test_are_not_chosen_by_those_whom_they_would_not_let_in(
        self, client: Client, provider, lea, settings
    ) -> None:
        settings.AGENT_OIDC_ONLY = True
        client.post("/gestion/mot-de-passe/oublie/", {"email": lea.email})
        assert not OutboundMessage.objects.exists()

        text = invite(agent=lea, by=make_agent(is_superuser=True)).text
        assert "Connectez-vous avec votre compte professionnel" in text
        assert "mot-de-passe" not in text

    def test_failures_lock_passwords_and_not_the_provider(
        self, client: Client, provider, lea
    ) -> None:
        for _ in range(5):
            client.post(LOGIN, {"login": lea.email, "password": "wrong"})
        assert client.post(LOGIN, {"login": lea.email, "password": PASSWORD}).status_code == 429

        sign_on(client)

        assert signed_in(client) == str(lea.pk)


class TestWithoutAProvider:
    @pytest.mark.parametrize("path", [START, CALLBACK, "/gestion/connexion/compte-pro/fin/"])
    def test_nothing_answers(self, client: Client, path) -> None:
        assert client.get(path).status_code == 404

    def test_nothing_is_offered(self, client: Client, settings) -> None:
        settings.AGENT_OIDC_ONLY = True  # means nothing then
        agent = make_agent()
        assert "compte professionnel" not in client.get(LOGIN).content.decode()
        client.post(LOGIN, {"login": agent.email, "password": PASSWORD})
        assert signed_in(client)


class TestForgettingAnIdentity:
    @pytest.fixture
    def edit(self, client: Client, lea) -> Callable[[User], None]:
        def post(by: User) -> None:
            client.force_login(by)
            fields: dict[str, Any] = {"email": lea.email, "is_active": "on", "other_identity": "on"}
            fields |= {"first_name": lea.first_name, "last_name": lea.last_name}
            client.post(f"/admin/users/edit/{lea.pk}/", fields)

        return post

    def test_an_administrator_lets_the_agent_be_matched_again(
        self, client: Client, provider, lea, edit
    ) -> None:
        sign_on(client)
        edit(make_agent(is_superuser=True))
        client.logout()
        provider.person["sub"] = "u-99"

        sign_on(client)

        assert signed_in(client) == str(lea.pk)

    def test_nobody_else_does(self, client: Client, provider, lea, edit) -> None:
        sign_on(client)
        edit(make_member(make_service(), Role.OFFICER))
        assert lea.identities.exists()
