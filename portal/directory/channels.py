"""The channels through which a resident reaches a service, and who provides each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core import checks
from django.db import models


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


HUMAN_CHANNELS = frozenset(
    {Channel.TELEPHONE, Channel.DESK, Channel.CALLBACK, Channel.APPOINTMENT, Channel.CHAT}
)
WRITTEN_CHANNELS = frozenset({Channel.LETTER, Channel.EMAIL})


@dataclass(frozen=True)
class Provider:
    """What makes a channel work: the package that registered it, for messages to developers."""

    channel: Channel
    name: str


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
for _channel in (
    Channel.ONLINE,
    Channel.TELEPHONE,
    Channel.DESK,
    Channel.EMAIL,
    Channel.LETTER,
):
    registry.register(Provider(_channel, "portal.directory"))


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
