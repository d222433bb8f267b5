"""The rest of a referential of 503: what one office does for many halls, schools, colleges…

A family of variations.json derives procedures from one that was written: each has its own title,
the words that residents would type, and a question of its own in place of those that no longer
make sense. The same ones every time.
"""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from django.utils.text import slugify

from portal.demo.data import read
from portal.text.french import fold

Data = dict[str, Any]
LONGEST_CODE = 60
CONTRACTED = {"à le ": "au ", "à les ": "aux ", "de le ": "du ", "de les ": "des "}
VOWELS = "aeiouéêœ"
FEWEST_OPTIONS = 3


def variations(written: Mapping[str, Data]) -> Iterator[Data]:
    """Every procedure of every family, derived from those written, by their codes."""
    for family in read("variations"):
        for name in family["names"]:
            yield _derived(written[family["base"]], family, name)


def _derived(base: Data, family: Data, name: str) -> Data:
    code = f"{base['code']}-{slugify(fold(name.replace('’', ' ')))}"[:LONGEST_CODE].rstrip("-")
    question = _question(family, name, Random(code))  # noqa: S311 (no secret: the same each time)
    without = {*family["without"], question["key"]}
    words = [_told(word, name) for word in family["words"]]
    return {
        **base,
        "code": code,
        "title": _capital(_told(family["title"], name)),
        "summary": _capital(_told(family["about"], name)),
        "words": "\n".join([*words, base["words"]]),
        "subject_field": _kept(base.get("subject_field", ""), without),
        "required_documents": [
            document
            for document in base["required_documents"]
            if document["field_key"] not in without
        ],
        "routing_rules": [
            rule for rule in base.get("routing_rules", ()) if rule.get("field_key") not in without
        ],
        "form": _form(base["form"], without, question),
    }


def _kept(key: str, without: set[str]) -> str:
    return "" if key in without else key


def _question(family: Data, name: str, chance: Random) -> Data:
    """The family's question about this one, with what it offers of the family's options."""
    told = family["options"]
    kept = set(chance.sample(told, chance.randint(FEWEST_OPTIONS, len(told))))
    return {
        **family["question"],
        "label": _told(family["question"]["label"], name),
        "options": [
            {"value": slugify(fold(label)), "label": label} for label in told if label in kept
        ],
    }


def _form(form: Data, without: set[str], question: Data) -> Data:
    """The written form, the question first, without those that it replaces."""
    first, *others = (
        {**step, "fields": [field for field in step["fields"] if field["key"] not in without]}
        for step in form["steps"]
    )
    return {"steps": [{**first, "fields": [question, *first["fields"]]}, *others]}


def _told(sentence: str, name: str) -> str:
    """The sentence about this one: « à le stade » is said « au stade », « de un bar » « d’un »."""
    if name[0].lower() in VOWELS:
        sentence = sentence.replace("de {name}", "d’{name}")
    said = sentence.replace("{name}", name)
    for apart, together in CONTRACTED.items():
        said = said.replace(f" {apart}", f" {together}")
    return said


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
