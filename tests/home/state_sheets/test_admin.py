"""« Fiches de l’État » in Wagtail's admin: who sees imports, and who says what is local."""

import pytest
from django.test import Client

from home.state_sheets.models import Import, LocalProcedure, LocalService
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role, Service
from tests.builders import make_agent, make_procedure, make_service

pytestmark = pytest.mark.django_db
IMPORTS, SERVICES, PROCEDURES = (
    "/admin/imports-de-fiches/",
    "/admin/services-des-fiches/",
    "/admin/demarches-des-fiches/",
)
OTHERS = [role for role in Role.values if role != Role.ADMINISTRATOR]


def granted(service: Service, role: str) -> User:
    agent = make_agent()
    grant(agent=agent, service=service, role=Role(role), by=make_agent(is_superuser=True))
    return agent


def enter(client: Client, agent: User) -> None:
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")


@pytest.fixture
def brought() -> Import:
    return Import.objects.create(
        source="a.zip", audience="particuliers", outcome="done", added=41, problems="F2 : abîmée"
    )


def test_an_administrator_reads_what_imports_did(client: Client, brought: Import) -> None:
    enter(client, granted(make_service(), Role.ADMINISTRATOR))
    page = client.get(IMPORTS).content.decode()
    assert "Particuliers" in page
    assert "41, 0, 0" in page
    page = client.get(f"{IMPORTS}inspect/{brought.pk}/").content.decode()
    assert "F2 : abîmée" in page


@pytest.mark.parametrize("path", ["create/", "edit/{}/", "delete/{}/"])
def test_nobody_writes_an_import(client: Client, brought: Import, path: str) -> None:
    enter(client, make_agent(is_superuser=True))
    assert client.post(IMPORTS + path.format(brought.pk)).status_code != 200
    assert Import.objects.count() == 1


@pytest.mark.parametrize("role", OTHERS)
@pytest.mark.parametrize("path", [IMPORTS, SERVICES, PROCEDURES])
def test_who_administers_nothing_sees_none_of_it(client: Client, role: str, path: str) -> None:
    enter(client, granted(make_service(), role))
    assert client.get(path).status_code in {302, 403}


def test_an_administrator_names_their_own_services_only(client: Client) -> None:
    mine, other = make_service(), make_service()
    enter(client, granted(mine, Role.ADMINISTRATOR))
    client.post(f"{SERVICES}create/", {"kind": "mairie", "service": other.pk})
    assert not LocalService.objects.exists()
    client.post(f"{SERVICES}create/", {"kind": "mairie", "service": mine.pk})
    assert str(LocalService.objects.get()) == f"Mairie\u00a0: {mine}"

    page = client.post(f"{SERVICES}create/", {"kind": "mairie", "service": mine.pk})
    assert "Ce service répond déjà pour ce type." in page.content.decode()

    theirs = LocalService.objects.create(kind="cg", service=other)
    assert client.post(f"{SERVICES}delete/{theirs.pk}/").status_code in {302, 403}
    assert LocalService.objects.filter(pk=theirs.pk).exists()
    assert "Département" not in client.get(f"{SERVICES}").content.decode().split("<tbody")[-1]


def test_an_administrator_links_their_own_procedures_only(client: Client) -> None:
    mine = make_procedure()
    other = make_procedure()
    assert mine.service
    enter(client, granted(mine.service, Role.ADMINISTRATOR))
    client.post(f"{PROCEDURES}create/", {"code": "F1", "procedure": other.pk})
    client.post(f"{PROCEDURES}create/", {"code": "F1<b>", "procedure": mine.pk})
    assert not LocalProcedure.objects.exists()
    client.post(f"{PROCEDURES}create/", {"code": "F1", "procedure": mine.pk})
    assert LocalProcedure.objects.get().procedure == mine
