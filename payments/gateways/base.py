"""The contract of every provider: plain values in, plain values out, no model and no right.

A gateway speaks to one provider for one régie, with that régie's keys. It decides nothing: what it
brings back (a `Fact`) is proof, because it was signed or fetched by the server; what a browser
brings back never passes through here.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar


class GatewayError(Exception):
    """The provider can't be reached, or failed: the same call may be tried again later."""


class Refused(Exception):
    """What was asked can't be: trying again changes nothing. Its text is French, for the caller."""


class TooEarly(Refused):
    """A try on the same debt came too soon after another; `at` is when the next may start."""

    def __init__(self, message: str, at: datetime) -> None:
        super().__init__(message)
        self.at = at


class BadNotification(Exception):
    """Not from the provider: no signature, a wrong or stale one, or nothing that can be read."""


class Standing(StrEnum):
    """Where an attempt to pay stands at the provider."""

    PENDING = "pending"
    PAID = "paid"
    REFUSED = "refused"  # the person may try again
    EXPIRED = "expired"  # left, or closed by the provider: nothing was charged


class RefundStanding(StrEnum):
    """Where a refund stands at the provider."""

    PENDING = "pending"
    SETTLED = "settled"
    FAILED = "failed"


@dataclass(frozen=True)
class Order:
    """What is to be charged: minor units of the currency, and where to come back to.

    `key` (ours, unguessable, never used twice) makes the call idempotent. `reference` is 1 to 30
    ASCII letters and digits; `earlier` is when the last try on the same debt began.
    """

    key: str
    reference: str
    subject: str
    amount: int
    currency: str
    email: str
    year: int
    return_url: str
    cancel_url: str
    notify_url: str
    expires_at: datetime
    earlier: datetime | None = None


@dataclass(frozen=True)
class Started:
    """The attempt as the provider knows it, and the page to send the browser to."""

    provider_id: str
    url: str


@dataclass(frozen=True)
class Fact:
    """What a provider says of an attempt. `charged` and `refunded`: minor units, all told.

    A notification may come late and tell only a part: then `refunded` is 0, and `provider_id` is
    empty where it names the charge alone. A status call tells everything.
    """

    provider_id: str
    standing: Standing
    charged: int = 0
    currency: str = ""
    charge_id: str = ""  # what a refund is asked on
    at_bank: bool = False  # pending, but the person has done their part: the bank is to answer
    paid_at: datetime | None = None
    refunded: int = 0
    detail: str = ""  # the provider's own code or word for it: no name, no address


@dataclass(frozen=True)
class RefundFact:
    """What a provider says of a refund, in minor units."""

    refund_id: str
    standing: RefundStanding
    amount: int
    currency: str
    charge_id: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Notice:
    """A notification, once it is known to be the provider's.

    `fact` or `refund` when it carries its proof; a `provider_id` alone asks for a status call.
    What it is about is found by `provider_id`, else by `charge_id`, else by `key`.
    """

    event_id: str  # the same when the same notification comes again
    kind: str
    provider_id: str = ""
    key: str = ""  # ours, when the provider gives it back: what came before its answer is known
    charge_id: str = ""
    fact: Fact | None = None
    refund: RefundFact | None = None
    contested: int = 0  # what the payer disputes at their bank, in minor units


@dataclass(frozen=True)
class Transaction:
    """A line of the provider's own account of a day: charges positive, refunds negative."""

    provider_id: str
    charge_id: str
    amount: int
    currency: str
    at: datetime
    key: str = ""  # ours, of the order or of the refund, where the provider carries it
    refund_id: str = ""  # the provider's, when it is about a refund


class Gateway(ABC):
    """One provider, for one régie. `secrets`: its keys by the names of `needs`."""

    code: ClassVar[str]
    label: ClassVar[str]  # French
    needs: ClassVar[Mapping[str, str]] = {}  # the keys it wants, with a French label for each
    lasts: ClassVar[timedelta] = timedelta(minutes=45)  # how long a person has to pay
    origins: ClassVar[tuple[str, ...]] = ()  # where its pages are, if not here (CSP form-action)
    can_refund: ClassVar[bool] = False
    can_list: ClassVar[bool] = False

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = secrets

    @abstractmethod
    def check(self, order: Order) -> None:
        """Look at the order before any call. Raises Refused (TooEarly) with a clear sentence."""

    @abstractmethod
    def start(self, order: Order) -> Started:
        """Open an attempt: the same for the same key. Raises Refused, GatewayError."""

    @abstractmethod
    def status(self, provider_id: str, *, started_at: datetime) -> Fact:
        """Ask the provider where an attempt stands. Raises GatewayError."""

    @abstractmethod
    def read_notification(self, body: bytes, headers: Mapping[str, str]) -> Notice:
        """Check and read a notification, without any call. Raises BadNotification."""

    @abstractmethod
    def cancel(self, provider_id: str) -> None:
        """Close an attempt that nobody is to pay any more; nothing where it can't be.

        Raises GatewayError. The person may have paid meanwhile: the next fact tells.
        """

    def refund(self, *, key: str, charge_id: str, amount: int, currency: str) -> RefundFact:
        """Give back part or all of a charge: once for a key. Raises Refused, GatewayError."""
        raise NotImplementedError  # those that say `can_refund`

    def refund_status(self, refund_id: str) -> RefundFact:
        """Where a refund stands. Raises GatewayError."""
        raise NotImplementedError  # those that say `can_refund`

    def transactions(self, day: date, time_zone: str) -> Iterator[Transaction]:
        """Everything the provider moved on that local day. Raises GatewayError."""
        raise NotImplementedError  # those that say `can_list`
