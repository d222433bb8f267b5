"""The channel to use now for the first results."""

from collections.abc import Iterable

from django.utils import timezone

from portal.directory.models import Service
from portal.procedures.models import Procedure
from search.advice.advice import Advice, Need
from search.advice.advising import advise_all
from search.index.models import Kind, SearchDocument


def advice_for(documents: Iterable[SearchDocument]) -> dict[int, list[Advice]]:
    """By the document's key, the ways to reach who answers, the best first, now.

    Only for procedures and services; the same queries whatever the number of documents.
    """
    rows = list(documents)
    found: dict[Kind, dict[int, Procedure] | dict[int, Service]] = {
        Kind.PROCEDURE: Procedure.objects.live().in_bulk(_keys(rows, Kind.PROCEDURE)),
        Kind.SERVICE: Service.objects.active().in_bulk(_keys(rows, Kind.SERVICE)),
    }
    now, needs = timezone.now(), {}
    for document in rows:
        of_kind = found.get(Kind(document.kind))
        thing = of_kind.get(int(document.key)) if of_kind else None
        if isinstance(thing, Procedure):
            needs[document.pk] = Need(now, procedure=thing)
        elif thing is not None:
            needs[document.pk] = Need(now, service=thing)
    return dict(zip(needs, advise_all(list(needs.values())), strict=True))


def _keys(documents: Iterable[SearchDocument], kind: Kind) -> list[int]:
    return [int(document.key) for document in documents if document.kind == kind]
