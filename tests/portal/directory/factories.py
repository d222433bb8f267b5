"""Small rows for tests: an organisation, its services, its agents."""

from itertools import count
from typing import Any

from portal.accounts.models import User
from portal.directory.models import Membership, Organisation, Service

PASSWORD = "une phrase assez longue"
_numbers = count(1)


def make_organisation(name: str = "", **fields: Any) -> Organisation:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "name": name or f"Ville {number}",
        "slug": f"ville-{number}",
        "kind": Organisation.Kind.CITY,
        "address": "1 place de la Mairie\n62000 Ville",
        "phone": "+33321000000",
        "email": "mairie@ville.example",
    }
    return Organisation.objects.create(**defaults | fields)


def make_service(
    name: str = "", *, organisation: Organisation | None = None, **fields: Any
) -> Service:
    number = next(_numbers)
    parent = fields.get("parent")
    organisation = organisation or (parent.organisation if parent else make_organisation())
    defaults: dict[str, Any] = {"name": name or f"Service {number}", "code": f"service-{number}"}
    return Service.objects.create(organisation=organisation, **defaults | fields)


def make_agent(email: str = "", *, password: str | None = PASSWORD, **fields: Any) -> User:
    email = email or f"agent{next(_numbers)}@ville.example"
    return User.objects.create_agent(
        email, password, **{"first_name": "Camille", "last_name": "Morel"} | fields
    )


def make_member(service: Service, *roles: str, **fields: Any) -> User:
    """An agent with these roles in the service, written without going through the verbs."""
    agent = make_agent(**fields)
    Membership.objects.bulk_create(
        Membership(agent=agent, service=service, role=role) for role in roles
    )
    return agent
