"""The sheets that go with what an agent is looking at: one query, few rows."""

from collections.abc import Iterable

from django.db.models import Q

from home.knowledge.models import KnowledgePage
from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.models import Procedure

MOST = 6  # more would be no help to somebody on the telephone


def sheets_about(
    agent: User,
    *,
    procedures: Iterable[Procedure] = (),
    services: Iterable[Service] = (),
    typed: str = "",
) -> list[KnowledgePage]:
    """Those tied to the procedures or services, and those that say every word typed."""
    rows = KnowledgePage.objects.visible_to(agent)
    tied = Q(procedures__in=[one.pk for one in procedures])
    tied |= Q(services__in=[one.pk for one in services])
    if typed.strip():
        tied |= Q(pk__in=rows.matching(typed).values("pk"))
    found = rows.filter(pk__in=KnowledgePage.objects.filter(tied).values("pk"))
    return list(found.select_related("service").order_by("title", "pk")[:MOST])
