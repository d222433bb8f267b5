"""Who files the copies: people enough for a département, and what is secret or unique to each."""

import secrets
from itertools import product
from random import Random
from uuid import uuid4

from portal.demandes import references
from portal.demo.data import read
from portal.text.french import analyse, fold

SPACE = len(references.SYMBOLS) ** (references.LENGTH - 1)
STRIDE = 1_000_000_007  # prime, so that each number gives a reference of its own
CODES = bytes(ord(references.CODE_SYMBOLS[n % len(references.CODE_SYMBOLS)]) for n in range(256))


class People:
    """Draws somebody for each copy: most names are borne by many, double ones by few."""

    def __init__(self, chance: Random) -> None:
        names = read("people")
        single = names["last_names"]
        double = [f"{one}-{other}" for one, other in product(single, single) if one != other]
        self._chance = chance
        self._named = [
            (first, last, f"{fold(first)}.{fold(last)}", analyse(f"{first} {last}"))
            for last in (*(single * 12), *double)
            for first in names["first_names"]
        ]

    def draw(self, number: int) -> dict[str, str]:
        """What fills the holes that name the person and the demande."""
        first, last, address, stems = self._chance.choice(self._named)
        reference, phone = reference_of(number), f"{number % 10_000:04d}"
        return {
            "reference": reference,
            "bare": reference.replace("-", ""),
            "key": uuid4().hex,
            "first": first,
            "last": last,
            "stems": stems,
            "email": f"{address}.{number}@courriel.example",
            "phone": f"+3335301{phone}",
            "shown_phone": f"03\u00a053\u00a001\u00a0{phone[:2]}\u00a0{phone[2:]}",
            **_code(),
        }


def _code() -> dict[str, str]:
    code = secrets.token_bytes(references.CODE_LENGTH).translate(CODES).decode()
    return {"code": code, "shown_code": references.display_code(code)}


def reference_of(number: int) -> str:
    """Scattered over all the references, never twice the same."""
    rest, drawn = number * STRIDE % SPACE, ""
    for _ in range(references.LENGTH - 1):
        rest, index = divmod(rest, len(references.SYMBOLS))
        drawn += references.SYMBOLS[index]
    return references.normalise(drawn + references.check_symbol(drawn)) or ""
