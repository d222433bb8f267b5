"""What the State's sheets say of this territory: our services, our procedures."""

from collections import defaultdict
from collections.abc import Iterable

from home.state_sheets.models import LocalProcedure, LocalService, Sheet
from portal.directory.models import Organisation, Service
from portal.procedures.models import Procedure

MOST = 5  # services of one kind that a box names


def services(kinds: Iterable[str], organisation: Organisation | None) -> dict[str, list[Service]]:
    """By kind, the site's own services; those of its neighbours for a kind it has none of."""
    rows = LocalService.objects.filter(kind__in=set(kinds)).values_list("kind", "service")
    found = Service.objects.active().with_contact().in_bulk({pk for _kind, pk in rows})
    own: dict[str, list[Service]] = defaultdict(list)
    others: dict[str, list[Service]] = defaultdict(list)
    for kind, pk in rows:
        if service := found.get(pk):
            mine = organisation is None or service.organisation_id == organisation.pk
            (own if mine else others)[kind].append(service)
    return {kind: each[:MOST] for kind, each in {**others, **own}.items()}


def procedures(code: str, organisation: Organisation | None) -> list[Procedure]:
    """Those of the site that do what the sheet speaks of."""
    linked = LocalProcedure.objects.filter(code=code).values("procedure")
    live = Procedure.objects.live().for_site_of(organisation)
    return list(live.filter(pk__in=linked).order_by("title", "pk"))


def rights(procedure: Procedure) -> list[Sheet]:
    """The sheets to read about a procedure, each once; one query."""
    codes = LocalProcedure.objects.filter(procedure=procedure).values("code")
    sheets = Sheet.objects.filter(code__in=codes).for_list().order_by("title", "pk")
    return list({sheet.code: sheet for sheet in sheets}.values())
