"""The territory: communes, quartiers, organisations, their services with hours and closings."""

import json
from collections.abc import Iterator
from datetime import time, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from portal.demo.data import read
from portal.directory.models import (
    ChannelTerms,
    Closure,
    Commune,
    OpeningHours,
    Organisation,
    Service,
    UsualWait,
)
from portal.directory.zone_import import import_zones

DETAILS = (
    "slug", "name", "kind", "hue", "address", "phone", "phone_price", "relay_url", "email", "web",
    "appeal_route", "publication_director", "host_name", "host_address", "host_phone", "dpo_name",
    "dpo_email",
)  # fmt: skip


def found() -> None:
    """Write the whole territory: the invented town among real communes of Pas-de-Calais."""
    territory = read("territory")
    call_command("import_communes", departements=["62"], stdout=StringIO())
    Commune.objects.create(**territory["commune"])
    for row in territory["organisations"]:
        organisation = Organisation(**{name: row[name] for name in DETAILS})
        organisation.full_clean()
        organisation.save()
    for row in territory["services"]:
        _service(row, territory["hours"])
    for row in territory["closures"]:
        (_flood if "hours_ago" in row else _closure)(row)
    import_zones(json.dumps(read("zones")), Organisation.objects.get(slug="ville"))


def _service(row: dict[str, Any], timetables: dict[str, Any]) -> None:
    """One service; its parent comes before it in the file."""
    texts = {name: row[name] for name in ("code", "name", "summary", "phone", "email", "address")}
    service = Service(
        organisation=Organisation.objects.get(slug=row["organisation"]),
        parent=Service.objects.get(code=row["parent"]) if row["parent"] else None,
        former_names=row.get("former_names", ""),
        **texts,
    )
    service.full_clean()
    service.save()
    service.communes.set(row["communes"].split())
    OpeningHours.objects.bulk_create(
        OpeningHours(service=service, weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in _stretches(timetables.get(row["hours"], {}))
    )
    _channels(service, row)


def _channels(service: Service, row: dict[str, Any]) -> None:
    """How the service takes its channels, and how long one usually waits on them."""
    ChannelTerms.objects.bulk_create(
        ChannelTerms(service=service, **terms) for terms in row.get("terms", ())
    )
    UsualWait.objects.bulk_create(
        UsualWait(
            service=service,
            channel=channel,
            weekday=weekday,
            starts=starts,
            ends=ends,
            minutes=minutes,
        )
        for channel, usual in row.get("waits", {}).items()
        for minutes, timetable in usual.items()
        for weekday, starts, ends in _stretches(timetable)
    )


def _stretches(timetable: dict[str, list[str]]) -> Iterator[tuple[int, time, time]]:
    """(weekday, opens, closes) from {"0-4": ["08:30-12:00", …]}, days counted from Monday."""
    for days, stretches in timetable.items():
        first, _, last = days.partition("-")
        for weekday in range(int(first), int(last or first) + 1):
            for stretch in stretches:
                opens, closes = map(time.fromisoformat, stretch.split("-"))
                yield weekday, opens, closes


def _closure(row: dict[str, Any]) -> None:
    """Days to come on which a service, or a whole organisation, is closed."""
    service = Service.objects.filter(code=row.get("service")).first()
    first_day = timezone.localdate() + timedelta(days=row["in_days"])
    Closure.objects.create(
        organisation=service.organisation
        if service
        else Organisation.objects.get(slug=row["organisation"]),
        service=service,
        first_day=first_day,
        last_day=first_day + timedelta(days=row["days"] - 1),
        reason=row["reason"],
    )


def _flood(row: dict[str, Any]) -> None:
    """A service closed some hours ago by surprise, for some days, and where to turn meanwhile."""
    service = Service.objects.get(code=row["service"])
    began = timezone.localtime() - timedelta(hours=row["hours_ago"])
    Closure.objects.create(
        service=service,
        first_day=began.date(),
        first_time=began.time().replace(second=0, microsecond=0),
        last_day=began.date() + timedelta(days=row["days"]),
        last_time=time.fromisoformat(row["until"]),
        reason=row["reason"],
        instead=row["instead"],
        instead_service=Service.objects.get(code=row["instead_service"]),
        closed_at=began,
    )
