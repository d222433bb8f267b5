"""Sums of money as people write and read them: whole minor units (cents), never a float."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from portal.text.dates import NBSP
from portal.text.numbers import spaced


class Currency(NamedTuple):
    """How many decimals its minor unit has, what follows a sum, and what people type for that."""

    decimals: int
    sign: str
    name: str


EUR, XPF = "EUR", "XPF"
CURRENCIES = {EUR: Currency(2, "€", "euros"), XPF: Currency(0, "F\u00a0CFP", "francs CFP")}
LARGEST = 10**12  # in minor units: ten billion euros
_TYPED = re.compile(r"([-−]?)([0-9]{1,13})(?:[.,]([0-9]{1,2}))?(?:€|euros?|eur|f|fcfp|xpf|cfp)?")


def parse(typed: str, currency: str) -> int:
    """The minor units in « 1 234,50 », « 1234.5 », « 12 € ». Raises ValueError."""
    found = _TYPED.fullmatch("".join(typed.split()).casefold())
    if found is None:
        raise ValueError(typed)
    minus, whole, cents = found.groups(default="")
    decimals = CURRENCIES[currency].decimals
    if len(cents) > decimals and cents.strip("0"):
        raise ValueError(typed)
    minor = int(whole + cents[:decimals].ljust(decimals, "0"))
    if minor > LARGEST:
        raise ValueError(typed)
    return -minor if minus else minor


def written(minor: int, currency: str) -> str:
    """`1 234,50`, as one would type it again; `-` before what is owed."""
    decimals = CURRENCIES[currency].decimals
    whole, cents = divmod(abs(minor), 10**decimals)
    figures = spaced(whole) + (f",{cents:0{decimals}}" if decimals else "")
    return f"-{figures}" if minor < 0 else figures


def display(minor: int, currency: str) -> str:
    """`1 234,50 €`."""
    return f"{written(minor, currency)}{NBSP}{CURRENCIES[currency].sign}"


def major(minor: int, currency: str) -> Decimal:
    """The same in euros or francs, to compare and to count with."""
    return Decimal(minor).scaleb(-CURRENCIES[currency].decimals)


def minor_of(sum_: Decimal, currency: str) -> int:
    """The nearest minor units: half a cent is rounded up, as one does in shops."""
    units = sum_.scaleb(CURRENCIES[currency].decimals)
    return int(units.quantize(Decimal(1), rounding=ROUND_HALF_UP))
