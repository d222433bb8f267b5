"""People who came back: agents said so, once by mistake."""

from collections import defaultdict

from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import joining
from portal.demo.staff import Team

AT_THE_DESK = "La personne l’a dit au guichet, pièce d’identité en main."
BY_TELEPHONE = "Même nom au téléphone."


def join(team: Team) -> None:
    """Two people's demandes are joined; the second were of a mother and her daughter."""
    came_back = _who_came_back()
    for number, (one, other) in enumerate(came_back[:2]):
        agent = team.handler(one.service)
        reason = BY_TELEPHONE if number else AT_THE_DESK
        joining.join(one, other=other, reason=reason, agent=agent, version=one.version)
        if number:
            joining.separate(one, agent=agent, version=one.version)


def _who_came_back() -> list[tuple[Demande, Demande]]:
    """The first two demandes of each e-mail in a service and a sector."""
    found: dict[tuple[object, ...], list[Demande]] = defaultdict(list)
    written = Demande.objects.exclude(filer_email="").exclude(state=State.AWAITING_PAYMENT)
    for each in written.select_related("service").order_by("pk"):
        found[each.service_id, each.sector, each.filer_email].append(each)
    return [(both[0], both[1]) for both in found.values() if len(both) > 1]
