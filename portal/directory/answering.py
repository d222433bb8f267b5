"""What the directory says of its own channels: telephone, desk, e-mail, letter.

No query for a service read with its hours.
"""

from datetime import datetime

from portal.directory.channels import Action, Availability, Channel, Enquiry, Provider
from portal.directory.contact import ContactDetails
from portal.directory.hours import OpeningStatus
from portal.directory.models import Service
from portal.directory.waits import usual_wait

UNTOLD = "Horaires non indiqués"


def telephone(enquiry: Enquiry) -> Availability | None:
    """Open when the service is, and whoever answers at that number when it isn't its own.

    The organisation's own number is answered at its reception: the top of the lineage.
    """
    service, contact = enquiry.service, enquiry.service.contact
    if not contact.phone:
        return None
    answers = next((each for each in service.lineage if each.phone), service.lineage[-1])
    status = _strictest(service, answers, enquiry.at)
    return _open(status, call(contact), enquiry, Channel.TELEPHONE)


def desk(enquiry: Enquiry) -> Availability | None:
    service = enquiry.service
    if not service.contact.address:
        return None
    action = Action("Voir l’adresse et les horaires", service.get_absolute_url())
    status = service.schedule().status_if_told(enquiry.at)
    return _open(status, action, enquiry, Channel.DESK)


def email(enquiry: Enquiry) -> Availability | None:
    address = enquiry.service.contact.email
    if not address:
        return None
    return Availability(
        False, "Réponse par écrit, en différé", Action("Écrire un e-mail", f"mailto:{address}")
    )


def letter(enquiry: Enquiry) -> Availability | None:
    service = enquiry.service
    if not service.contact.address:
        return None
    action = Action("Voir l’adresse", service.get_absolute_url())
    return Availability(False, "Sans internet, comptez quelques jours", action)


def call(contact: ContactDetails) -> Action:
    """The link that dials, with what the call costs and the relay for deaf callers."""
    label = f"Appeler le {contact.phone_display}"
    return Action(label, f"tel:{contact.phone}", contact.phone_price, contact.relay_url)


def _strictest(service: Service, answers: Service, at: datetime) -> OpeningStatus | None:
    """Of two that must both be open, what is closed, else what closes first."""
    places = [service] if service == answers else [service, answers]
    told = [status for each in places if (status := each.schedule().status_if_told(at))]
    shut = next((status for status in told if not status.is_open), None)
    return shut or min(told, key=lambda one: (one.changes_at is None, one.changes_at), default=None)


def _open(
    status: OpeningStatus | None, action: Action, enquiry: Enquiry, channel: Channel
) -> Availability:
    if status is None:
        return Availability(False, UNTOLD, action)
    if not status.is_open:
        return Availability(False, status.sentence, action)
    schedule = enquiry.service.schedule()
    wait, quieter = usual_wait(enquiry.service, channel, enquiry.at, schedule)
    return Availability(
        True, status.sentence, action, status.changes_at, wait=wait, quieter=quieter
    )


PROVIDERS = (
    Provider(Channel.TELEPHONE, "portal.directory", telephone),
    Provider(Channel.DESK, "portal.directory", desk),
    Provider(Channel.EMAIL, "portal.directory", email),
    Provider(Channel.LETTER, "portal.directory", letter),
)
