"""The internal sheets, the partners, and what agents say of them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from home.knowledge.models import Day, KnowledgePage, Partner
from home.knowledge.workflow import serving, sheets, suggestions
from portal.accounts.models import User
from portal.demo.data import read
from portal.directory.models import Service
from portal.procedures.models import Procedure, Theme

TEXTS = (
    "title", "in_short", "say", "who", "steps", "pieces", "delays", "traps", "contacts", "sources",
    "words",
)  # fmt: skip
LINKED: tuple[tuple[str, Any, str], ...] = (
    ("procedures", Procedure, "code"),
    ("partners", Partner, "slug"),
    ("services", Service, "code"),
)
AGO = timedelta(days=200)  # since an overdue sheet was read


def write() -> None:
    """Partners, then sheets and their links, then votes, counts, proposals and a kept answer.

    Where only the told procedures are there, the sheets lead to those.
    """
    told = read("knowledge")
    for row in told["partners"]:
        _partner(row)
    for row in told["sheets"]:
        _sheet(row)
    for row in told["sheets"]:
        _tie(row)
    _use(told)
    for row in told["suggestions"]:
        _suggest(row)
    for row in told["answers"]:
        _keep(row)


def _partner(row: dict[str, Any]) -> None:
    plain = {name: value for name, value in row.items() if name not in {"themes", "service"}}
    service = Service.objects.get(code=row["service"])
    partner = Partner.objects.create(**plain, service=service, checked_on=timezone.localdate())
    partner.themes.set(Theme.objects.filter(slug__in=row["themes"]))


def _sheet(row: dict[str, Any]) -> None:
    values: dict[str, Any] = {name: row.get(name, "") for name in TEXTS}
    keeper = User.objects.get(email=row["kept_by"]) if row["kept_by"] else None
    values |= {
        "service": Service.objects.get(code=row["service"]),
        "kept_by": keeper,
        "shared": row.get("shared", True),
        "review_months": 6,
    }
    sheets.create(act=uuid4(), by=User.objects.get(email=row["by"]), values=values)


def _tie(row: dict[str, Any]) -> None:
    """All its links, in one more version."""
    sheet, by = _named(row["title"]), User.objects.get(email=row["by"])
    for name, model, key in LINKED:
        for target in model._default_manager.filter(**{f"{key}__in": row[name]}):
            sheets.link(sheet, by=by, name=name, target=target)
    for title in row.get("see", ()):
        sheets.link(sheet, by=by, name="see_also", target=_named(title))
    if "state" in row:
        sheets.cite(sheet, by=by, codes=[row["state"]])


def _use(told: dict[str, Any]) -> None:
    """Votes of the first agents, a month of consultations, and reviews that were missed."""
    agents = list(User.objects.working_agents().order_by("pk"))
    for title, helped, not_helped in told["votes"]:
        for number, agent in enumerate(agents[: helped + not_helped]):
            serving.vote(_named(title), by=agent, helped=number < helped, act=uuid4())
    today = timezone.localdate()
    for title, times in told["opened"].items():
        sheet = _named(title)
        for number in range(times):
            day = today - timedelta(days=number % 20)
            made, _created = Day.objects.get_or_create(sheet=sheet, day=day)
            Day.objects.filter(pk=made.pk).update(opened=F("opened") + 1)
    for title, late in told["overdue"].items():
        KnowledgePage.objects.filter(pk=_named(title).pk).update(
            review_by=today - timedelta(days=late),
            reviewed_on=today - AGO,
            last_published_at=timezone.now() - AGO,
        )


def _suggest(row: dict[str, Any]) -> None:
    suggestions.propose(
        act=uuid4(),
        by=User.objects.get(email=row["by"]),
        words=row["words"],
        sheet=_named(row["sheet"]) if "sheet" in row else None,
        title=row.get("title", ""),
        service=Service.objects.get(code=row["service"]) if "service" in row else None,
    )


def _keep(row: dict[str, Any]) -> None:
    procedure = Procedure.objects.filter(code=row["procedure"], confidential=False).first()
    if procedure is not None and procedure.service is not None:
        serving.keep(
            act=uuid4(),
            by=User.objects.get(email=row["by"]),
            title=row["title"],
            text=row["text"],
            procedure=procedure,
            service=procedure.service,
        )


def _named(title: str) -> KnowledgePage:
    return KnowledgePage.objects.get(title=title)
