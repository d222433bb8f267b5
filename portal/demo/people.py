"""The residents of the demonstration: names, addresses, telephone numbers kept for fiction."""

from itertools import count
from random import Random
from typing import Any

from portal.demo.data import read
from portal.procedures.schema import Field, FormSchema
from portal.text.french import fold

Person = dict[str, str]
PHONES = "+3335301"  # 03 53 01: a range that ARCEP keeps for films and books
FIRST_PHONE = 7000  # after the services' own
HERE = "62999"
ELSEWHERE = ("62323", "62753", "62764", "62865", "62128", "62718")
MINE = "@name"  # in a case: the name of whoever files


class People:
    """An endless queue of residents, each different, the same ones in the same order each time."""

    def __init__(self, chance: Random) -> None:
        names = read("people")
        self._chance = chance
        self._streets = names["streets"]
        pairs = [(first, last) for first in names["first_names"] for last in names["last_names"]]
        self._names = iter(chance.sample(pairs, len(pairs)))
        self._phones = count(FIRST_PHONE)

    def next(self) -> Person:
        first, last = next(self._names)
        return {
            "first_name": first,
            "last_name": last,
            "email": f"{fold(first)}.{fold(last)}@courriel.example",
            "phone": f"{PHONES}{next(self._phones):04d}",
            "address": f"{self._chance.randint(1, 90)} {self._chance.choice(self._streets)}",
            "postal_code": HERE,
            "city": "Arlencourt",
        }

    def commune(self) -> str:
        """Where something happens: in the town three times out of four."""
        return HERE if self._chance.random() < 0.75 else self._chance.choice(ELSEWHERE)


def signed(
    answers: dict[str, Any], schema: FormSchema, person: Person, commune: str
) -> dict[str, Any]:
    """A case's answers with what only whoever files can say: who and where they are."""
    name = f"{person['last_name']} {person['first_name']}"
    known: dict[str, Any] = {
        key: name if value == MINE else value for key, value in answers.items()
    }
    for field in schema.fields():
        if field.type == "identity":
            known[field.key] = _identity(field, known.get(field.key, {}), person)
        elif field.type == "address":
            known.setdefault(field.key, _address(person))
        elif field.type == "commune":
            known.setdefault(field.key, commune)
    return known


def _identity(field: Field, given: dict[str, str], person: Person) -> dict[str, str]:
    """A body has somebody to write to, and no postal address of theirs."""
    identity = {"kind": "person"} | person | given
    if identity["kind"] != "person":
        return {k: v for k, v in identity.items() if k not in {"address", "postal_code", "city"}}
    return identity


def _address(person: Person) -> dict[str, str]:
    street = person["address"]
    return {"street": street, "postal_code": person["postal_code"], "city": person["city"]}
