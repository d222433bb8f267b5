"""Sheets, partners and proposals made by the real verbs."""

from itertools import count
from typing import Any
from uuid import uuid4

from home.knowledge.models import KnowledgePage, Partner, Suggestion
from home.knowledge.workflow import sheets, suggestions
from portal.accounts.models import User
from portal.directory.models import Role, Service
from tests.builders import make_member, make_service

_numbers = count(1)
EMPTY = dict.fromkeys(
    ("say", "who", "steps", "pieces", "delays", "traps", "contacts", "sources", "words"), ""
)


def values(service: Service, **fields: Any) -> dict[str, Any]:
    """All that a form would give."""
    defaults = {
        "title": f"Fiche {next(_numbers)}",
        "in_short": "L’essentiel en une phrase.",
        "service": service,
        "kept_by": None,
        "shared": True,
        "review_months": 6,
    }
    return EMPTY | defaults | fields


def make_editor(service: Service, **fields: Any) -> User:
    return make_member(service, Role.EDITOR, **fields)


def make_sheet(
    service: Service | None = None, *, by: User | None = None, **fields: Any
) -> KnowledgePage:
    """Published, by an editor of its service."""
    service = service or make_service()
    by = by or make_editor(service)
    return sheets.create(act=uuid4(), by=by, values=values(service, **fields))


def make_partner(**fields: Any) -> Partner:
    number = next(_numbers)
    defaults = {"name": f"Partenaire {number}", "slug": f"partenaire-{number}", "kind": "social"}
    return Partner.objects.create(**defaults | {"summary": "Verse des aides."} | fields)


def make_suggestion(
    sheet: KnowledgePage | None = None, *, by: User | None = None, **fields: Any
) -> Suggestion:
    """A correction of the sheet; or with `service` and `title`, a new one."""
    defaults = {"words": "Le délai a changé."}
    if sheet is None and "service" not in fields:
        sheet = make_sheet()
    by = by or make_member(
        (sheet or fields["service"]).service if sheet else fields["service"], Role.ADVISER
    )
    return suggestions.propose(act=uuid4(), by=by, sheet=sheet, **defaults | fields)
