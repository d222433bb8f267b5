"""One town: Accueil above everything, Voirie with its demandes, and who works there."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.models import Role, Service
from portal.procedures.models import Procedure
from tests.builders import make_demande, make_member, make_procedure, make_service

BACKEND = "portal.accounts.backends.AgentBackend"


@dataclass
class Town:
    top: Service
    roads: Service
    procedure: Procedure
    adviser: User
    officer: User
    head: User
    administrator: User

    def agent(self, name: str) -> User:
        found: User = getattr(self, name)
        return found

    def file(self, **fields: object) -> Demande:
        """A demande of the roads."""
        return make_demande(self.procedure, **fields)  # type: ignore[arg-type]  # the builder's own


@pytest.fixture
def town(db: None) -> Town:
    top = make_service("Direction générale")
    roads = make_service("Voirie", parent=top)
    return Town(
        top=top,
        roads=roads,
        procedure=make_procedure(service=roads, title="Signaler un nid-de-poule"),
        adviser=make_member(top, Role.ADVISER, first_name="Ana", last_name="Petit"),
        officer=make_member(roads, Role.OFFICER, first_name="Nadia", last_name="Ferrand"),
        head=make_member(roads, Role.HEAD, first_name="Karim", last_name="Lemoine"),
        administrator=make_member(roads, Role.ADMINISTRATOR, last_name="Roussel"),
    )


@pytest.fixture
def secret(town: Town) -> Demande:
    """A confidential demande of the roads."""
    return make_demande(
        make_procedure(service=town.roads, title="Demander une aide", confidential=True)
    )


@pytest.fixture
def references(client: Client) -> Callable[..., list[str]]:
    """`references(agent, "mon-service", q="…")`: those on the first page, in its order."""

    def read(agent: User, slug: str, **query: object) -> list[str]:
        client.force_login(agent, backend=BACKEND)
        response = client.get(f"/gestion/files/{slug}/", query)
        assert response.status_code == 200
        return [row.reference for row in response.context["list"].page.rows]

    return read
