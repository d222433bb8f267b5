"""Who could take over an agent's work: those in activity, by service and role."""

from collections import defaultdict
from collections.abc import Collection

from portal.accounts.models import Kind, User
from portal.directory import tree
from portal.directory.models import Membership, Service
from portal.directory.roles import Role

HANDLERS = (Role.OFFICER, Role.HEAD)
WRITERS = (Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR)  # of what agents read and say


class Colleagues:
    """The agents who handle demandes, welcome people or write, but for who leaves: two queries."""

    def __init__(self, *, of: User) -> None:
        self._units = Service.objects.outline()
        self._parents = {pk: parent for pk, (parent, _organisation) in self._units.items()}
        self._by_service: dict[int, list[Membership]] = defaultdict(list)
        active = Membership.objects.filter(agent__is_active=True, agent__kind=Kind.AGENT)
        names = ("agent__last_name", "agent__first_name", "agent_id", "role")
        held = (
            active.with_role(*{*HANDLERS, *WRITERS, Role.ADVISER})
            .exclude(agent=of)
            .select_related("agent")
            .order_by(*names)
        )
        for membership in held:
            self._by_service[membership.service_id].append(membership)

    def handling(self, service_id: int) -> tuple[User, ...]:
        """Who handles the service's demandes, its own people first, each once."""
        return self._with(HANDLERS, service_id)

    def writing(self, service_id: int) -> tuple[User, ...]:
        """Who writes the service's sheets, its own people first, each once."""
        return self._with(WRITERS, service_id)

    def advising(self, service_id: int) -> tuple[User, ...]:
        """The advisers of the service's organisation, each once."""
        organisation = self._units[service_id][1]
        found = {
            one.agent_id: one.agent
            for pk, held in self._by_service.items()
            if self._units[pk][1] == organisation
            for one in held
            if one.role == Role.ADVISER
        }
        return tuple(found.values())

    def head_of(self, service_id: int) -> User | None:
        """The head of the service, or of the nearest service above that has one."""
        heads = (held.agent for held in self._above(service_id) if held.role == Role.HEAD)
        return next(heads, None)

    def _with(self, roles: Collection[Role], service_id: int) -> tuple[User, ...]:
        held = (each for each in self._above(service_id) if each.role in roles)
        return tuple({each.agent_id: each.agent for each in held}.values())

    def _above(self, service_id: int) -> list[Membership]:
        line = tree.ancestors(service_id, self._parents)
        return [held for level in line for held in self._by_service.get(level, ())]
