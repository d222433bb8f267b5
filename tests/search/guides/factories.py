"""Guides and letters for tests, published by the real verb."""

import json
from itertools import count
from typing import Any

from search.guides.models import Guide, LetterKind
from tests.builders import make_service, make_theme

_numbers = count(1)


def question(
    key: str, *answers: tuple[str, str], text: str = "", help_: str = ""
) -> dict[str, Any]:
    """`("Oui", "fin")` leads to a node, `("Oui", "@autre")` goes on in another guide."""
    choices = [
        {"label": label, "node": "" if to[:1] == "@" else to, "guide": to[1:] * (to[:1] == "@")}
        for label, to in answers
    ]
    value = {"key": key, "text": text or f"Question {key} ?", "help": help_, "choices": choices}
    return {"type": "question", "value": value}


def outcome(key: str, **fields: str) -> dict[str, Any]:
    value = {"key": key, "title": f"Fin {key}", "text": "<p>Voilà.</p>"} | fields
    return {"type": "outcome", "value": value}


NODES = [
    question("age", ("25 ans ou plus", "droit"), ("Moins de 25 ans", "enfant")),
    question("enfant", ("Oui", "droit"), ("Non", "jeune")),
    outcome("droit"),
    outcome("jeune"),
]


def make_guide(*nodes: dict[str, Any], live: bool = True, **fields: Any) -> Guide:
    number = next(_numbers)
    defaults: dict[str, Any] = {"code": f"guide-{number}", "title": f"Besoin {number}"}
    if "service" not in fields:
        fields["service"] = make_service()
    if "theme" not in fields:
        fields["theme"] = make_theme()
    guide = Guide(**defaults | fields, nodes=json.dumps(list(nodes or NODES)), live=False)
    guide.save()
    revision = guide.save_revision()
    if live:
        revision.publish()
        guide.refresh_from_db()
    return guide


def redraw(guide: Guide, nodes: list[dict[str, Any]]) -> None:
    """Put other nodes in a guide, not saved yet."""
    guide.nodes = json.dumps(nodes)  # type: ignore[assignment]  # a StreamField reads its JSON


def make_letter(*, live: bool = True, **fields: Any) -> LetterKind:
    number = next(_numbers)
    defaults: dict[str, Any] = {
        "code": f"courrier-{number}",
        "title": f"Courrier {number}",
        "sentences": "trop-perçu\nvous avez perçu à tort",
        "meaning": "<p>La caisse pense vous avoir trop versé.</p>",
        "steps": "Lisez.\nÉcrivez.",
    }
    if "service" not in fields:
        fields["service"] = make_service()
    letter = LetterKind(**defaults | fields, live=False)
    letter.save()
    revision = letter.save_revision()
    if live:
        revision.publish()
        letter.refresh_from_db()
    return letter
