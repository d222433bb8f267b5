"""The channels through which a resident reaches a service, and who provides each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.core import checks
from django.db import models

if TYPE_CHECKING:
    from portal.directory.models import Service


class Channel(models.TextChoices):
    """A way to reach a service."""

    ONLINE = "online", "En ligne"
    TELEPHONE = "telephone", "Téléphone"
    DESK = "desk", "Guichet"
    EMAIL = "email", "E-mail"
    LETTER = "letter", "Courrier"
    CALLBACK = "callback", "Rappel"
    APPOINTMENT = "appointment", "Rendez-vous"
    CHAT = "chat", "Tchat"
    INSPECTION = "inspection", "Constat sur place"

    @property
    def is_human(self) -> bool:
        """Whether the resident speaks with somebody (Services Publics+ wants one such channel)."""
        return self in HUMAN_CHANNELS

    @property
    def is_written(self) -> bool:
        """Whether what came this way has a day of arrival of its own."""
        return self in WRITTEN_CHANNELS


class Terms(models.TextChoices):
    """How a procedure or a service takes a channel."""

    OFFERED = "offered", "proposé"
    PREFERRED = "preferred", "à privilégier"
    APPOINTMENT = "appointment", "sur rendez-vous seulement"
    REFUSED = "refused", "jamais"


HUMAN_CHANNELS = frozenset(
    {Channel.TELEPHONE, Channel.DESK, Channel.CALLBACK, Channel.APPOINTMENT, Channel.CHAT}
)
WRITTEN_CHANNELS = frozenset({Channel.LETTER, Channel.EMAIL})


@dataclass(frozen=True)
class Action:
    """What one presses: a link of ours, `mailto:`, or `tel:` with its price and the relay."""

    label: str
    url: str
    price: str = ""
    relay_url: str = ""


@dataclass(frozen=True)
class Enquiry:
    """What a provider is asked: may this service be reached by its channel at that instant?

    `procedure`: the code of that which somebody wants, when it is open to them; else empty.
    """

    service: "Service"
    at: datetime
    procedure: str = ""


@dataclass(frozen=True)
class Availability:
    """What a provider answers, in French without a full stop: « Ouvert jusqu’à 17 h ».

    `now` only when somebody or something answers at that instant; `closes_at` ends it, if known.
    `then` says the next moment when it isn't now (« demain entre 9 h et 10 h »), `wait` the usual
    minutes at that hour, and `quieter` when it is shorter the same day (« après 14 h »).
    """

    now: bool
    reason: str
    action: Action | None = None
    closes_at: datetime | None = None
    then: str = ""
    wait: int | None = None
    quieter: str = ""


@dataclass(frozen=True)
class Provider:
    """What makes a channel work: the package that registered it, and how to ask it.

    `availability` answers None where the service can't be reached so; it makes no query for a
    service read with its hours.
    """

    channel: Channel
    name: str
    availability: Callable[[Enquiry], Availability | None] | None = None


class Registry:
    """The providers by channel: one each, registered by the apps when Django starts."""

    def __init__(self) -> None:
        self._providers: dict[Channel, Provider] = {}

    def register(self, provider: Provider) -> Provider:
        """Add a provider; raises ValueError when another one already serves its channel."""
        taken = self._providers.setdefault(provider.channel, provider)
        if taken != provider:
            message = f"channel {provider.channel.value} is already provided by {taken.name}"
            raise ValueError(message)
        return provider

    def get(self, channel: str) -> Provider | None:
        """The provider of a channel, or None; raises ValueError for what isn't a channel."""
        return self._providers.get(Channel(channel))

    def missing(self, offered: Iterable[str]) -> list[Channel]:
        """The channels offered that nobody provides, in the order of `Channel`."""
        wanted = {Channel(channel) for channel in offered}
        return [channel for channel in Channel if channel in wanted - self._providers.keys()]


registry = Registry()


def check_offered(
    offered: Callable[[], Iterable[str]], providers: Registry = registry
) -> list[checks.CheckMessage]:
    """A system check's errors: one per channel offered (by procedures, services) with no provider.

    `offered` is called late, since the rows it reads may not exist yet when the check is declared.
    """
    return [
        checks.Error(
            f"The channel “{channel.value}” is offered, but no app provides it.",
            hint="Register a Provider in the ready() of an app, or stop offering the channel.",
            id="directory.E001",
        )
        for channel in providers.missing(offered())
    ]
