"""How the public reaches a service."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.text import phones

if TYPE_CHECKING:
    from portal.directory.models import Organisation, Service


@dataclass(frozen=True)
class ContactDetails:
    """A service's telephone, e-mail and address, with the relay shown beside each number.

    `phone` is in E.164 form, for links; `phone_display` as it is read aloud.
    """

    phone: str
    phone_price: str
    relay_url: str
    email: str
    address: str
    web: str

    @property
    def phone_display(self) -> str:
        return phones.display(self.phone) if self.phone else ""


def contact_of(service: "Service") -> ContactDetails:
    """Each detail from the nearest of: the service, the services above it, the organisation."""
    sources: list[Service | Organisation] = [*service.lineage, service.organisation]

    def nearest(name: str) -> str:
        return next(filter(None, (getattr(source, name) for source in sources)), "")

    answers = next((source for source in sources if source.phone), service.organisation)
    return ContactDetails(
        phone=answers.phone,
        phone_price=answers.phone_price or service.organisation.phone_price,
        relay_url=service.organisation.relay_url,
        email=nearest("email"),
        address=nearest("address"),
        web=nearest("web"),
    )


def contact_at(organisation: "Organisation") -> ContactDetails:
    """How to reach the organisation itself, when its service isn't to be named."""
    return ContactDetails(
        phone=organisation.phone,
        phone_price=organisation.phone_price,
        relay_url=organisation.relay_url,
        email=organisation.email,
        address=organisation.address,
        web=organisation.web,
    )
