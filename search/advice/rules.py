"""What raises, lowers or removes a channel for a need, and why; each rule looks at one thing.

A rule says nothing where it doesn't apply. Points only order: 10 is a nudge, 100 decides.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from portal.directory.channels import Availability, Channel, Terms
from portal.directory.wall_clock import utc
from portal.text.dates import NBSP
from search.advice.advice import Ease
from search.advice.cases import Case

AT_FIRST = {
    Channel.ONLINE: 100,
    Channel.TELEPHONE: 80,
    Channel.CHAT: 75,
    Channel.APPOINTMENT: 70,
    Channel.CALLBACK: 65,
    Channel.DESK: 60,
    Channel.EMAIL: 40,
    Channel.LETTER: 20,
}
ON_A_SCREEN = frozenset({Channel.ONLINE, Channel.EMAIL, Channel.CHAT})
AT_ONCE = frozenset({Channel.TELEPHONE, Channel.DESK})


@dataclass(frozen=True)
class Ruling:
    """What a rule does to a channel: points (None removes it), why, and what is then said of it.

    `later`: it isn't to be taken as open at once. `bends`: what it removes comes back when nobody
    would be left to speak to.
    """

    points: int | None
    why: str
    said: str = ""
    later: bool = False
    bends: bool = False

    @property
    def signed(self) -> str:
        """« +40 », « −35 »."""
        return f"{self.points or 0:+}".replace("-", "−")


Rule = Callable[[Case, Channel, Availability], Ruling | None]


def rulings(case: Case, channel: Channel, available: Availability) -> Iterator[Ruling]:
    """All that the rules say of a channel, in order."""
    for rule in RULES:
        ruling = rule(case, channel, available)
        if ruling is not None:
            yield ruling


def offered(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """A procedure that names its channels offers those, beside the online form."""
    named = {one for one, offer in case.offers.items() if offer.terms != Terms.REFUSED}
    if not named or channel in case.offers or channel == Channel.ONLINE:
        return None
    return Ruling(None, "La démarche ne propose pas ce canal.", bends=True)


def terms(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """What the procedure says of the channel, else the service or the nearest above it."""
    told, who = case.terms(channel)
    if told == Terms.REFUSED:
        return Ruling(None, f"{who} ne veut pas de ce canal.")
    if told == Terms.PREFERRED:
        return Ruling(40, f"{who} préfère ce canal.")
    if told == Terms.APPOINTMENT and Channel.APPOINTMENT in case.available:
        return Ruling(None, f"{who} reçoit sur rendez-vous : ce canal est proposé.", bends=True)
    if told == Terms.APPOINTMENT:
        said = "Sur rendez-vous seulement : appelez pour le prendre"
        return Ruling(-30, f"{who} reçoit sur rendez-vous.", said, later=True)
    return None


def ease(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """Somebody before a screen, for those who aren't at ease with one."""
    how = case.need.ease
    if how == Ease.ALONE:
        return None
    if channel in ON_A_SCREEN:
        points = -10 if how == Ease.HELPED else -100
        said = "Avec l’aide d’un proche" if how == Ease.NONE and channel == Channel.ONLINE else ""
        return Ruling(points, "Pas à l’aise avec internet.", said)
    if channel.is_human:
        return Ruling(40, "Une personne aide mieux qu’un écran.")
    return None


def urgent(case: Case, channel: Channel, available: Availability) -> Ruling | None:
    """What is pressing is said to somebody who is there."""
    if not case.need.urgent:
        return None
    if channel in AT_ONCE and available.now:
        return Ruling(60, "C’est urgent et ce canal répond tout de suite.")
    if channel in {Channel.EMAIL, Channel.LETTER}:
        return Ruling(-30, "C’est urgent : un écrit attend sa réponse.")
    return None


def closed(_: Case, channel: Channel, available: Availability) -> Ruling | None:
    """What doesn't answer now comes after what does."""
    if available.now or channel not in AT_ONCE | {Channel.CHAT}:
        return None
    return Ruling(-35, "Fermé à cette heure, ou horaires inconnus.")


def closing(case: Case, channel: Channel, available: Availability) -> Ruling | None:
    """The last minutes before closing are too few; what is sure is said when there is some."""
    if not available.now or available.closes_at is None:
        return None
    left = utc(available.closes_at) - utc(case.need.at)
    if left > timedelta(minutes=case.last_minutes(channel)):
        return None
    minutes = ceil(left / timedelta(minutes=1))
    said = f"Le service ferme dans {minutes}{NBSP}minute{'s' if minutes > 1 else ''}"
    called = case.available.get(Channel.CALLBACK)
    if called and called.then and channel == Channel.TELEPHONE:
        said = f"{said}{NBSP}; un rappel {called.then} est plus sûr"
    return Ruling(-30, "Ferme bientôt.", said, later=True)


def waiting(_: Case, __: Channel, available: Availability) -> Ruling | None:
    """A usual wait is told; a long one counts."""
    if not available.now or available.wait is None:
        return None
    words = f"environ {available.wait}{NBSP}minutes d’attente"
    if available.quieter:
        said = f"{words.capitalize()}{NBSP}; moins d’attente {available.quieter}"
    else:
        said = f"{available.reason}, {words}"
    points = -min(available.wait, 40) if available.wait > 10 else 0
    return Ruling(points, f"Attente habituelle : {available.wait} minutes.", said)


def elsewhere(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """A desk that receives other communes is far."""
    if not case.elsewhere or channel != Channel.DESK:
        return None
    return Ruling(-30, "La commune n’est pas du territoire de ce service.")


def confidential(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """What is confidential doesn't travel by e-mail."""
    procedure = case.need.procedure
    if procedure is None or not procedure.confidential or channel != Channel.EMAIL:
        return None
    return Ruling(None, "Démarche confidentielle : rien par e-mail.")


def sensitive(case: Case, channel: Channel, _: Availability) -> Ruling | None:
    """What nobody at home must surprise isn't sent there; somebody listens first."""
    procedure = case.need.procedure
    if procedure is None or not procedure.sensitive:
        return None
    if channel in {Channel.LETTER, Channel.CALLBACK}:
        return Ruling(-60, "Quelqu’un d’autre pourrait le voir à la maison.")
    return Ruling(30, "Mieux vaut en parler à quelqu’un.") if channel.is_human else None


RULES: tuple[Rule, ...] = (
    offered,
    terms,
    confidential,
    ease,
    urgent,
    closed,
    waiting,
    closing,  # what is said last is read: that it shuts, rather than how long one waits
    elsewhere,
    sensitive,
)
