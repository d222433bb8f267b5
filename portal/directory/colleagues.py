"""Who could take over an agent's work: those in activity, by service and role."""

from collections import defaultdict

from portal.accounts.models import Kind, User
from portal.directory import tree
from portal.directory.models import Membership, Service
from portal.directory.roles import Role

HANDLERS = (Role.OFFICER, Role.HEAD)


class Colleagues:
    """The agents who handle demandes, but for the one who leaves, in two queries."""

    def __init__(self, *, of: User) -> None:
        self._parents = Service.objects.parents()
        self._by_service: dict[int, list[Membership]] = defaultdict(list)
        active = Membership.objects.filter(agent__is_active=True, agent__kind=Kind.AGENT)
        names = ("agent__last_name", "agent__first_name", "agent_id", "role")
        held = (
            active.with_role(*HANDLERS).exclude(agent=of).select_related("agent").order_by(*names)
        )
        for membership in held:
            self._by_service[membership.service_id].append(membership)

    def handling(self, service_id: int) -> tuple[User, ...]:
        """Who handles the service's demandes, its own people first, each once."""
        found = {held.agent_id: held.agent for held in self._above(service_id)}
        return tuple(found.values())

    def head_of(self, service_id: int) -> User | None:
        """The head of the service, or of the nearest service above that has one."""
        heads = (held.agent for held in self._above(service_id) if held.role == Role.HEAD)
        return next(heads, None)

    def _above(self, service_id: int) -> list[Membership]:
        line = tree.ancestors(service_id, self._parents)
        return [held for level in line for held in self._by_service.get(level, ())]
