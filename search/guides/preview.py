"""What an editor sees of a draft: a try question by question, or the drawing of all its ways."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from search.guides import checking, publishing
from search.guides.models import Guide
from search.guides.sources import draft, in_force
from search.guides.structure import DONT_KNOW, Node, Question, Structure
from search.guides.walking import walk

KEPT = ("mode", "in_preview_panel")  # the admin's own parameters


def draw(request: HttpRequest, guide: Guide, mode: str) -> HttpResponse:
    """One mode of the preview: nothing is counted, nothing is written."""
    structure = guide.structure
    context = {
        "guide": guide,
        "refusals": publishing.refusals(guide) if guide.service_id else [],
        "warnings": checking.warnings(structure),
    }
    if mode == "dessin":
        context["drawing"] = drawing(structure)
        return render(request, "search/guides/drawing.html", context)
    return render(request, "search/guides/trial.html", context | _tried(request, guide))


def _tried(request: HttpRequest, guide: Guide) -> dict[str, object]:
    walked = walk(draft(guide), request.GET.get("chemin", ""), in_force)
    kept = {name: request.GET[name] for name in KEPT if name in request.GET}

    def address(way: str) -> str:
        return f"?{urlencode(kept | {'chemin': way})}"

    choices = walked.question.choices if walked.question else ()
    return {
        "walk": walked,
        "answers": [(choice.label, address(walked.way_on(choice.key))) for choice in choices],
        "dont_know": address(walked.way_on(DONT_KNOW)),
        "back": address(walked.way_back) if walked.steps else "",
    }


@dataclass
class Branch:
    """A node of the drawing below the answer that leads to it; `again` when it is drawn above."""

    answer: str
    title: str
    question: bool
    again: bool = False
    guide: str = ""
    below: list["Branch"] = field(default_factory=list)


def drawing(structure: Structure) -> Branch | None:
    """The tree from the first node; a node drawn once is only named after that."""
    return _branch(structure, structure.start, "", set()) if structure.start else None


def _branch(structure: Structure, node: Node | None, answer: str, drawn: set[str]) -> Branch:
    if node is None:
        return Branch(answer, "ne mène nulle part", question=False)
    branch = Branch(answer, node.title, isinstance(node, Question), again=node.key in drawn)
    if branch.again or not isinstance(node, Question):
        return branch
    drawn.add(node.key)
    for choice in node.choices:
        if choice.guide:
            branch.below.append(Branch(choice.label, "", question=False, guide=choice.guide))
        else:
            below = _branch(structure, structure.node(choice.node), choice.label, drawn)
            branch.below.append(below)
    return branch
