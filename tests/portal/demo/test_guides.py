"""The guides and letters of the demonstration: whole, without dead ends, and found by their words.

Nothing is loaded: they are checked as files, against the files of what they lead to.
"""

from typing import Any

import pytest

from portal.demo.data import read, read_all
from portal.demo.guides import stream
from search.guides import checking
from search.guides.blocks import NodesBlock, compiled
from search.guides.letters import recognise
from search.guides.matching import Phrases
from search.guides.models import LetterKind
from search.guides.structure import Structure

GUIDES: dict[str, dict[str, Any]] = read_all("guides")
LETTERS = read("letters")
KNOWN = {
    "procedure": set(read_all("procedures")),
    "service": {service["code"] for service in read("territory")["services"]},
    "partner": {partner["slug"] for partner in read("knowledge")["partners"]},
}
THEMES = {theme["slug"] for theme in read("themes")}


def structure_of(code: str) -> Structure:
    return compiled(NodesBlock().to_python(stream(GUIDES[code]["nodes"])))


STRUCTURES = {code: structure_of(code) for code in GUIDES}


@pytest.mark.parametrize("code", GUIDES)
def test_every_way_of_a_guide_ends_and_every_node_is_reached(code: str) -> None:
    assert checking.refusals(code, STRUCTURES[code], STRUCTURES.get) == []
    assert checking.warnings(STRUCTURES[code]) == []


@pytest.mark.parametrize("code", GUIDES)
def test_what_a_guide_leads_to_is_in_the_demonstration(code: str) -> None:
    assert GUIDES[code]["service"] in KNOWN["service"]
    for end in STRUCTURES[code].outcomes:
        for name, known in KNOWN.items():
            assert getattr(end, name) in known | {""}, (code, end.key)


def test_every_theme_has_an_entrance() -> None:
    assert {guide["theme"] for guide in GUIDES.values()} == THEMES


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jai perdu mon boulot", "perte-revenus"),
        ("trou dans la route", "rue"),
        ("ma mere peut plus rester seule", "vivre-a-domicile"),
        ("mon fils est autiste", "handicap"),
        ("j'arrive plus a payer le loyer", "payer-logement"),
        ("moisisure dans l'appartement", "logement"),
        ("place en creche", "enfants"),
        ("RSA", "perte-revenus"),
        ("titre de séjour", None),
        ("bonjour", None),
    ],
)
def test_residents_words_lead_into_the_right_guide(typed: str, meant: str | None) -> None:
    phrases = {code: [guide["title"], *guide["words"]] for code, guide in GUIDES.items()}
    close = Phrases(phrases).close_to(typed)
    best = max(close, key=lambda code: close[code], default=None)
    assert (best if best and close[best] >= 0.5 else None) == meant


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["code"])
def test_each_sentence_of_a_letter_is_recognised(letter: dict[str, Any]) -> None:
    kinds = [
        LetterKind(pk=number, code=each["code"], sentences="\n".join(each["sentences"]))
        for number, each in enumerate(LETTERS)
    ]
    for sentence in letter["sentences"]:
        found = recognise(f"Madame, Monsieur, {sentence}. Cordialement.", kinds)
        assert letter["code"] in [each.letter.code for each in found], sentence


@pytest.mark.parametrize("letter", LETTERS, ids=lambda letter: letter["code"])
def test_a_letter_says_what_to_do_with_what_is_in_the_demonstration(letter: dict[str, Any]) -> None:
    assert letter["steps"]
    assert letter["service"] in KNOWN["service"]
    assert letter["procedure"] in KNOWN["procedure"] | {""}
    assert letter["guide"] in GUIDES.keys() | {""}
    assert bool(letter["danger_words"]) == bool(letter["danger"])
