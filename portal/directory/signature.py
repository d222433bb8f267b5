"""How an agent signs what they write to the public (CRPA, L111-2)."""

from dataclasses import dataclass
from typing import Self

from django.conf import settings

from portal.accounts.models import User
from portal.directory.models import Service


def is_hidden(agent: User) -> bool:
    """Whether safety asks that the public shouldn't learn the agent's name."""
    return agent.hide_name or bool(settings.HIDE_AGENT_NAMES)


@dataclass(frozen=True)
class Signature:
    """First name and name, role, service and administrative address, as plain words."""

    name: str
    role: str
    service: str
    address: str

    @classmethod
    def of(cls, agent: User, service: Service) -> Self:
        """The agent's signature in a service; without the name where safety asks for it."""
        return cls(
            name="" if is_hidden(agent) else agent.get_full_name(),
            role=agent.job_title,
            service=service.name,
            address=service.contact.address,
        )

    @property
    def line(self) -> str:
        """`Nadia Ferrand, référente voirie, Voirie`; without the name, `Référente voirie, …`."""
        line = ", ".join(filter(None, (self.name, self.role, self.service)))
        return line[:1].upper() + line[1:]
