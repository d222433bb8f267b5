"""What a cell of a file of invoices means. Each reader raises ValueError with what to do."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Final

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from portal.text import money

Read = Callable[[str, str], object]  # a cell's text and the currency, to a value that JSON keeps
YEARS: Final = range(2000, 2101)
_LINES = re.compile(r"\s*\n\s*")
_FRENCH_DAY = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_QUANTITY = re.compile(r"[0-9]{1,6}(?:[.,][0-9]{1,3})?")
_RATE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,2})?)%?")
DAY: Final = "Cette date n’existe pas\u00a0: écrivez le jour, le mois et l’année, comme 31/12/2026."
QUANTITY: Final = (
    "Écrivez une quantité au-dessus de zéro, comme 12 ou 1,5 (trois décimales au plus)."
)
RATE: Final = "Écrivez un taux entre 0 et 100, comme 20 ou 5,5."
EMAIL: Final = "Cette adresse n’est pas un courriel\u00a0: corrigez-la ou videz la cellule."
PRICES: Final = {
    money.EUR: "Écrivez un montant en euros, comme 12,50 (deux décimales au plus).",
    money.XPF: "Écrivez un montant en francs CFP, sans décimale, comme 1500.",
}


def text(most: int, *, lines: bool = False) -> Read:
    """Up to so many characters, on one line unless `lines`."""

    def read(typed: str, _currency: str) -> str:
        kept = _LINES.sub(" ", typed) if "\n" in typed and not lines else typed
        if len(kept) > most:
            raise ValueError(f"Raccourcissez\u00a0: {most} caractères au plus, ici {len(kept)}.")
        return kept

    return read


def email(typed: str, _currency: str) -> str:
    try:
        if typed:
            validate_email(typed)
    except ValidationError:
        raise ValueError(EMAIL) from None
    if len(typed) > 254:
        raise ValueError(EMAIL)
    return typed


def day(typed: str, _currency: str) -> str | None:
    """31/12/2026 or 2026-12-31, as ISO writes it."""
    if not typed:
        return None
    if found := _FRENCH_DAY.fullmatch(typed):
        parts = found.groups()[::-1]
    elif found := _ISO_DAY.fullmatch(typed):
        parts = found.groups()
    else:
        raise ValueError(DAY)
    year, month, number = map(int, parts)
    try:
        read = date(year, month, number)
    except ValueError:
        raise ValueError(DAY) from None
    if year not in YEARS:
        raise ValueError(f"Écrivez une année entre {YEARS[0]} et {YEARS[-1]}.")
    return read.isoformat()


def quantity(typed: str, _currency: str) -> str:
    """A decimal number, without the zeros that say nothing; one when nothing is typed."""
    bare = "".join(typed.split()) or "1"
    if not _QUANTITY.fullmatch(bare) or not (number := Decimal(bare.replace(",", "."))):
        raise ValueError(QUANTITY)
    return plain(number)


def plain(number: Decimal) -> str:
    """`12` for 12.000: one number has one text."""
    return f"{number.normalize():f}"


def rate(typed: str, _currency: str) -> int:
    """Hundredths of a per cent; zero when nothing is typed."""
    found = _RATE.fullmatch("".join(typed.split()) or "0")
    read = Decimal(found[1].replace(",", ".")) if found else Decimal(101)
    if read > 100:
        raise ValueError(RATE)
    return int(read * 100)


def price(typed: str, currency: str) -> int:
    """Minor units; below zero for a discount."""
    try:
        return money.parse(typed, currency)
    except ValueError:
        raise ValueError(PRICES[currency]) from None
