"""Every view says whom it is for, and every address is tried as a stranger and as each role."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, reverse

from portal.accounts.models import User
from portal.directory.models import Membership, Organisation, Service
from portal.directory.roles import Role
from tests.architecture.addresses import Address, addresses, is_hidden, walk

STRANGER, CITIZEN, NEWCOMER, SUPERUSER = "stranger", "citizen", "newcomer", "superuser"
PERSONAE = [STRANGER, CITIZEN, NEWCOMER, *Role.values, SUPERUSER]
OPEN = {"public", "secret_link"}
# Not tried below, each with its reason.
EXCUSED = {
    "account_logout": "ends the session that the next address would need",
    "mfa_reauthenticate": "refuses who has no application to give a code",
}
# Addresses of the admin that tell a stranger nothing: icons and words for its scripts.
ADMIN_OPEN = {"/admin/sprite/", "/admin/jsi18n/"}


def test_every_view_declares_its_access_or_is_excused_with_a_reason() -> None:
    silent = [
        f"{address.path} ({address.view.__module__}.{address.view.__name__})"
        for address in addresses()
        if address.access is None and not address.reason
    ]
    assert not silent, "\n".join(silent)


def test_no_address_of_ours_is_left_out_because_its_sample_leads_elsewhere() -> None:
    ours = [address for address in walk(get_resolver(), "/") if address.access]
    assert [address.path for address in ours if is_hidden(address)] == []


def test_every_access_is_one_that_these_tests_know() -> None:
    known = OPEN | {"agent", "administrator", "superuser"}
    declared = {address.access for address in addresses() if address.access} - known
    assert all(access.startswith("role:") for access in declared)
    codes = {code for access in declared for code in access.removeprefix("role:").split("|")}
    assert codes <= set(Role.values)


def may_enter(persona: str, access: str) -> bool:
    """Whether a person of that kind may call a view of that access."""
    if access in OPEN:
        return True
    if persona in {STRANGER, CITIZEN}:
        return False
    if persona == SUPERUSER or access == "agent":
        return True
    wanted = {"administrator"} if access == "administrator" else access[5:].split("|")
    return persona in wanted


@pytest.fixture
def service(db: None) -> Service:
    city = Organisation.objects.create(name="Ville", slug="ville", kind=Organisation.Kind.CITY)
    return Service.objects.create(organisation=city, code="accueil", name="Accueil")


def visitor(persona: str, service: Service) -> Client:
    """A signed-in client of that kind; one service, and the role in it."""
    client = Client(raise_request_exception=False)
    if persona == STRANGER:
        return client
    if persona == CITIZEN:
        user = User.objects.create_citizen("citizen@example.org")
    else:
        user = User.objects.create_agent(
            f"{persona}@example.org", "a passphrase", is_superuser=persona == SUPERUSER
        )
    if persona in Role.values:
        Membership.objects.create(agent=user, service=service, role=persona)
    client.force_login(user, backend="portal.accounts.backends.AgentBackend")
    return client


def outcome(client: Client, address: Address) -> Any:
    """The answer to a GET, or to a POST where nothing else is taken."""
    response = client.get(address.path)
    return client.post(address.path) if response.status_code == 405 else response


def turned_away(response: HttpResponse) -> bool:
    """Refused, or sent to sign in."""
    location = response.headers.get("Location", "")
    return response.status_code == 403 or location.startswith(f"{reverse('account_login')}?")


def fault(client: Client, persona: str, address: Address) -> str:
    """What is wrong with the answer, if anything."""
    response = outcome(client, address)
    enters = may_enter(persona, address.access or "")
    if response.status_code == 500:
        return f"{address.path} breaks"
    if enters and turned_away(response) and address.access not in OPEN:
        return f"{address.path} turns away ({address.access}, {response.status_code})"
    if not enters and not turned_away(response):
        return f"{address.path} lets in ({address.access}, {response.status_code})"
    return ""


@pytest.mark.parametrize("persona", PERSONAE)
def test_each_address_lets_in_whom_it_declares(
    persona: str, service: Service, settings: object
) -> None:
    settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False  # type: ignore[attr-defined]  # tested apart
    client = visitor(persona, service)
    ours = [each for each in addresses() if each.access and each.name not in EXCUSED]
    faults = [found for each in ours if (found := fault(client, persona, each))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("persona", [STRANGER, CITIZEN, NEWCOMER])
def test_who_has_no_business_in_the_admin_is_turned_away_from_all_of_it(
    persona: str, service: Service
) -> None:
    client = visitor(persona, service)
    paths = {address.path for address in addresses() if address.is_admin}
    entered = {path for path in paths if client.get(path).status_code < 300}
    assert entered <= ADMIN_OPEN
