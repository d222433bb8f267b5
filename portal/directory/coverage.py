"""What one agent covers: in which services, with which roles."""

from collections.abc import Iterable

from django.apps import apps

from portal.accounts.models import User
from portal.directory import tree
from portal.directory.roles import Role


class Coverage:
    """An agent's roles by service, those below included; a superuser is administrator everywhere.

    Running the installation gives no right to read what people confide: that takes a membership
    as officer or head. Two queries at most, the first time something is asked.
    """

    def __init__(self, agent: User) -> None:
        self._everything = agent.is_superuser
        self._held = agent.roles_held
        self._units: dict[int, tuple[int | None, int]] | None = None
        self._services: dict[tuple[str, ...], frozenset[int]] = {}

    def services(self, *roles: str) -> frozenset[int]:
        """The ids of the services covered with one of the roles (any role when none is named)."""
        key = tuple(sorted(map(str, roles)))
        if key not in self._services:
            self._services[key] = frozenset(self._below(self._roots(key)))
        return self._services[key]

    def whole(self, *roles: str) -> frozenset[int]:
        """The ids of all services of the organisations where one of the roles is held."""
        if not (roots := set(self._roots(roles))):
            return frozenset()
        units = self._outline()
        organisations = {units[root][1] for root in roots}
        return frozenset(pk for pk, unit in units.items() if unit[1] in organisations)

    def has(self, service_id: int | None, *roles: str) -> bool:
        """Whether the agent covers the service with one of the roles (any when none is named)."""
        if service_id is None or not (self._everything or self._held):
            return False
        return self._administers(roles) or service_id in self.services(*roles)

    def anywhere(self, *roles: str) -> bool:
        """Whether the agent holds one of the roles in some service."""
        return self._administers(roles) or any(role in roles for _service, role in self._held)

    def at_the_top(self, *roles: str) -> bool:
        """Whether the agent holds one of the roles in the first service of an organisation."""
        if self._administers(roles):
            return True
        held = [service for service, role in self._held if role in roles]
        return bool(held) and any(self._tree().get(service) is None for service in held)

    def _roots(self, roles: tuple[str, ...]) -> Iterable[int]:
        if self._administers(roles):
            return self._tree().keys()
        return {service for service, role in self._held if not roles or role in roles}

    def _administers(self, roles: Iterable[str]) -> bool:
        """Whether this is a superuser, of whom any role or that of administrator is asked."""
        return self._everything and (not roles or Role.ADMINISTRATOR in roles)

    def _below(self, roots: Iterable[int]) -> set[int]:
        return tree.descendants(roots, self._tree()) if roots else set()

    def _tree(self) -> dict[int, int | None]:
        return {pk: parent for pk, (parent, _organisation) in self._outline().items()}

    def _outline(self) -> dict[int, tuple[int | None, int]]:
        if self._units is None:
            self._units = apps.get_model("directory", "Service").objects.outline()
        return self._units


def coverage_of(agent: User) -> Coverage:
    """The agent's coverage, kept with the object: a request reads it once.

    An agent read again from the database is asked again; `grant` and `revoke` call `forget`.
    """
    if not isinstance(kept := agent.__dict__.get("_coverage"), Coverage):
        kept = agent.__dict__["_coverage"] = Coverage(agent)
    return kept


def forget(agent: User) -> None:
    """Drop what was kept, after a change of memberships."""
    agent.__dict__.pop("_coverage", None)
    agent.__dict__.pop("roles_held", None)
