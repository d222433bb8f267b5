"""The orientation guides and the letters explained, as an editor would write and publish them."""

import json
from typing import Any

from portal.demo.data import read, read_all
from portal.directory.models import Service
from portal.procedures.models import Procedure, Theme
from search.guides.models import Guide, LetterKind

PLAIN = ("code", "title", "summary", "order")
Row = dict[str, Any]


def publish() -> None:
    """Those whose procedures are all there: the guides, then the letters that lead to them."""
    waiting = {code: row for code, row in read_all("guides").items() if _is_whole(row)}
    while ready := [row for row in waiting.values() if not _goes_on(row) & waiting.keys()]:
        for row in ready:
            _publish_guide(waiting.pop(row["code"]))
    for row in read("letters"):
        _publish_letter(dict(row))


def stream(nodes: list[Row]) -> list[Row]:
    """The blocks of a guide, from the short form of the file."""
    return [_question(node) if "question" in node else _outcome(node) for node in nodes]


def _question(node: Row) -> Row:
    choices = [
        {"label": each["label"], "node": each.get("to", ""), "guide": each.get("guide", "")}
        for each in node["answers"]
    ]
    value = {"key": node["question"], "text": node["text"], "help": node["help"]}
    return {"type": "question", "value": value | {"choices": choices}}


def _outcome(node: Row) -> Row:
    value = {name: value for name, value in node.items() if name not in {"outcome", "documents"}}
    documents = "\n".join(node.get("documents", ()))
    return {
        "type": "outcome",
        "value": value | {"key": node["outcome"], "documents": documents},
    }


def _goes_on(row: Row) -> set[str]:
    """The guides that this one goes on in."""
    answers = (each for node in row["nodes"] for each in node.get("answers", ()))
    return {each["guide"] for each in answers if "guide" in each}


def _is_whole(row: Row) -> bool:
    named = {node["procedure"] for node in row["nodes"] if node.get("procedure")}
    return Procedure.objects.live().filter(code__in=named).count() == len(named)


def _publish_guide(row: Row) -> None:
    if Guide.objects.live().filter(code__in=_goes_on(row)).count() < len(_goes_on(row)):
        return
    guide = Guide(
        theme=Theme.objects.get(slug=row["theme"]),
        service=Service.objects.get(code=row["service"]),
        words="\n".join(row["words"]),
        nodes=json.dumps(stream(row["nodes"])),
        live=False,
        **{name: row[name] for name in PLAIN},
    )
    guide.full_clean()
    guide.save()
    guide.save_revision().publish()


def _publish_letter(row: Row) -> None:
    lines = {
        name: "\n".join(row.pop(name, ()))
        for name in ("senders", "sentences", "steps", "traps", "danger_words")
    }
    letter = LetterKind(
        service=Service.objects.get(code=row.pop("service")),
        procedure=Procedure.objects.live().filter(code=row.pop("procedure", "")).first(),
        guide=Guide.objects.live().filter(code=row.pop("guide", "")).first(),
        live=False,
        **lines,
        **row,
    )
    letter.full_clean()
    letter.save()
    letter.save_revision().publish()
