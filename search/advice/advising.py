"""By which channel to go, now: `advise(need)`; `weigh(needs)` keeps why."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.directory.answering import call
from portal.directory.channels import Action, Availability, Channel, Registry, registry
from portal.directory.contact import contact_at
from portal.directory.models import Service
from portal.text.dates import NBSP
from search.advice.advice import Advice, Need
from search.advice.cases import Case, cases
from search.advice.rules import AT_FIRST, Ruling, rulings

NOBODY = Advice(Channel.DESK, now=False, reason="Adressez-vous à l’accueil de votre mairie")


@dataclass(frozen=True)
class Weighed:
    """A channel that could serve, and all that was said for and against it."""

    channel: Channel
    available: Availability
    rulings: tuple[Ruling, ...]
    note: str = ""

    @property
    def removed(self) -> bool:
        return any(ruling.points is None for ruling in self.rulings)

    @property
    def bends(self) -> bool:
        """Whether all that removes it gives way when nobody else is left to speak to."""
        return all(ruling.bends for ruling in self.rulings if ruling.points is None)

    @property
    def points(self) -> int:
        return AT_FIRST.get(self.channel, 0) + sum(one.points or 0 for one in self.rulings)

    @property
    def advice(self) -> Advice:
        said = [one.said for one in self.rulings if one.said]
        later = any(one.later for one in self.rulings)
        return Advice(
            self.channel,
            now=self.available.now and not later,
            reason=said[-1] if said else self.available.reason,
            action=self.available.action,
            note=self.note,
        )


@dataclass(frozen=True)
class Weighing:
    """The answer to a need with its explanation: channels kept, in order, then those removed.

    `restored` was removed, and comes back because nobody was left to speak to; without one,
    `reception` is the organisation's own.
    """

    case: Case
    kept: tuple[Weighed, ...]
    removed: tuple[Weighed, ...]
    restored: Weighed | None = None
    reception: Advice | None = None

    @property
    def service(self) -> Service | None:
        """Who answers, read with its contact details and hours."""
        return self.case.service

    @property
    def advice(self) -> list[Advice]:
        found = [each.advice for each in self.kept]
        extra = self.restored.advice if self.restored else self.reception
        return [*found, extra] if extra else found


def advise(need: Need, providers: Registry = registry) -> list[Advice]:
    """The channels to use, best first: never empty, a human one always among them."""
    return advise_all([need], providers)[0]


def advise_all(needs: Sequence[Need], providers: Registry = registry) -> list[list[Advice]]:
    """The advice for each need, in order; queries don't grow with how many there are."""
    return [weighing.advice for weighing in weigh(needs, providers)]


def weigh(needs: Sequence[Need], providers: Registry = registry) -> list[Weighing]:
    """The same with each channel's reasons."""
    return [_weigh(case) for case in cases(needs, providers)]


def _weigh(case: Case) -> Weighing:
    all_of_them = [
        Weighed(channel, available, tuple(rulings(case, channel, available)), _note(case, channel))
        for channel, available in case.available.items()
    ]
    order = list(Channel)
    all_of_them.sort(key=lambda each: (-each.points, order.index(each.channel)))
    kept = tuple(each for each in all_of_them if not each.removed)
    removed = tuple(each for each in all_of_them if each.removed)
    if any(each.channel.is_human for each in kept):
        return Weighing(case, kept, removed)
    human = (each for each in removed if each.channel.is_human and each.bends)
    if restored := next(human, None):
        return Weighing(case, kept, removed, restored)
    return Weighing(case, kept, removed, reception=_reception(case))


def _note(case: Case, channel: Channel) -> str:
    offer = case.offers.get(channel)
    return offer.note if offer else ""


def _reception(case: Case) -> Advice:
    """Somebody to speak to all the same: the organisation's own number, else its address."""
    if case.service is None:
        return NOBODY
    organisation, top = case.service.organisation, case.service.lineage[-1]
    contact, status = contact_at(organisation), top.schedule().status_if_told(case.need.at)
    hours = f"{status.sentence[0].lower()}{status.sentence[1:]}" if status else ""
    reason = f"L’accueil de {organisation}" + (f"{NBSP}: {hours}" if hours else "")
    if contact.phone:
        return Advice(Channel.TELEPHONE, bool(status and status.is_open), reason, call(contact))
    return Advice(Channel.DESK, False, reason, _where(top))


def _where(service: Service) -> Action:
    return Action("Voir l’adresse et les horaires", service.get_absolute_url())
