"""What a sheet is tied to, and what it may be tied to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import Page

from home.knowledge.models import KnowledgePage, KnowledgeRoot, Partner
from home.state_sheets.models import Sheet
from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.models import Procedure

MOST_PAGES = 500  # of a site's pages, offered


@dataclass(frozen=True)
class Tie:
    """One thing that a sheet leads to; `key` names it in a form (« partner:12 »)."""

    label: str
    url: str
    key: str
    detail: str = ""


@dataclass(frozen=True)
class Kind:
    """A field of the sheet that ties it to others, and the words above them."""

    code: str
    name: str
    heading: str
    model: Any

    def rows(self, agent: User) -> "QuerySet[Any]":
        """What an agent may tie a sheet to."""
        if self.model is KnowledgePage:
            return KnowledgePage.objects.visible_to(agent).order_by("title", "pk")
        if self.model is Procedure:
            return Procedure.objects.live().order_by("title", "pk")
        if self.model is Service:
            return Service.objects.active().order_by("name", "pk")
        if self.model is Page:
            return _public_pages()
        return Partner.objects.order_by("name", "pk")


KINDS = [
    Kind("procedure", "procedures", "Démarches", Procedure),
    Kind("partner", "partners", "Partenaires", Partner),
    Kind("service", "services", "Services", Service),
    Kind("fiche", "see_also", "Autres fiches", KnowledgePage),
    Kind("page", "pages", "Pages publiques", Page),
]
BY_CODE = {kind.code: kind for kind in KINDS}


def ties(sheet: KnowledgePage, agent: User) -> list[tuple[str, list[Tie]]]:
    """All that it leads to and that the agent may read, by kind; one query for each kind."""
    groups = [
        (kind.heading, [_tie(kind, one) for one in _held(sheet, kind, agent)]) for kind in KINDS
    ]
    groups.append(("Fiches de l’État", list(_state_sheets(sheet))))
    return [(heading, found) for heading, found in groups if found]


def choices(agent: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """All that a sheet may be tied to, for a list to choose from."""
    return [
        (kind.heading, [(f"{kind.code}:{one.pk}", str(one)) for one in kind.rows(agent)])
        for kind in KINDS
    ]


def meant(key: str, agent: User) -> tuple[str, Any] | None:
    """(field, row) that « partner:12 » names, when the agent may tie a sheet to it."""
    code, _, pk = key.partition(":")
    kind = BY_CODE.get(code)
    if kind is None or not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    row = kind.rows(agent).model._default_manager.filter(pk__in=_keys(kind, agent), pk=pk).first()
    return (kind.name, row) if row else None


def held(key: str, sheet: KnowledgePage) -> tuple[str, Any] | None:
    """(field, row) that « partner:12 » names among what the sheet is tied to, offered or not."""
    code, _, pk = key.partition(":")
    kind = BY_CODE.get(code)
    rows = getattr(sheet, kind.name).all() if kind else ()
    row = next((one for one in rows if str(one.pk) == pk), None)
    return (kind.name, row) if kind and row else None


def _keys(kind: Kind, agent: User) -> Any:
    return (
        [row.pk for row in kind.rows(agent)]
        if kind.model is Page
        else kind.rows(agent).values("pk")
    )


def _held(sheet: KnowledgePage, kind: Kind, agent: User) -> list[Any]:
    held = getattr(sheet, kind.name).all()
    if kind.model is KnowledgePage:
        return list(KnowledgePage.objects.visible_to(agent).filter(pk__in=[one.pk for one in held]))
    if kind.model is Page:
        return [page for page in held if page.live]
    return list(held)


def _tie(kind: Kind, row: Any) -> Tie:
    url = row.url or "" if kind.model is Page else row.get_absolute_url()
    detail = getattr(row, "summary", "") if kind.model is Partner else ""
    return Tie(str(row), url, f"{kind.code}:{row.pk}", detail)


def _state_sheets(sheet: KnowledgePage) -> Iterator[Tie]:
    """In the order of the codes; one per code, whoever it speaks to."""
    found = Sheet.objects.titled(sheet.codes)
    for code in sheet.codes:
        if code in found:
            yield Tie(found[code].title, found[code].get_absolute_url(), f"etat:{code}", code)


def _public_pages() -> "QuerySet[Any]":
    rows = Page.objects.live().filter(depth__gt=1)
    if root := KnowledgeRoot.objects.first():
        rows = rows.not_descendant_of(root, inclusive=True)
    return rows.order_by("title", "pk")[:MOST_PAGES]


def new_correction(sheet: KnowledgePage) -> str:
    return f"{reverse('knowledge_propose')}?fiche={sheet.slug}"
