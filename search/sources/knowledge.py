"""What agents know, in the index: internal sheets and partners, never told to the public."""

from collections.abc import Iterable, Iterator

from home.knowledge.models import KnowledgePage, Partner
from search.index.models import Kind
from search.index.sources import Content


class Sheets:
    """Published sheets: shared ones for every agent, the others for their organisation's."""

    kind = Kind.KNOWLEDGE

    def keys(self) -> Iterator[str]:
        rows = KnowledgePage.objects.live().order_by()
        return (str(pk) for pk in rows.values_list("pk", flat=True))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        rows = KnowledgePage.objects.live().filter(pk__in=list(keys)).select_related("service")
        return (_sheet(row) for row in rows)


class Partners:
    """By their name, the words of residents, and what they do."""

    kind = Kind.PARTNER

    def keys(self) -> Iterator[str]:
        return (str(pk) for pk in Partner.objects.order_by().values_list("pk", flat=True))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        return (_partner(row) for row in Partner.objects.filter(pk__in=list(keys)))


def _sheet(sheet: KnowledgePage) -> Content:
    said = (sheet.say, sheet.who, sheet.steps, sheet.pieces, sheet.delays, sheet.traps)
    return Content(
        kind=Kind.KNOWLEDGE,
        key=str(sheet.pk),
        url=sheet.get_absolute_url(),
        title=sheet.title,
        summary=sheet.in_short,
        words=sheet.words,
        body="\n".join(filter(None, said)),
        organisation_id=None if sheet.shared else sheet.service.organisation_id,
        internal=True,
        dated=sheet.since,
    )


def _partner(partner: Partner) -> Content:
    return Content(
        kind=Kind.PARTNER,
        key=str(partner.pk),
        url=partner.get_absolute_url(),
        title=partner.name,
        summary=partner.summary,
        words=partner.words,
        headings=partner.skills,
        body=partner.territory,
        internal=True,
        dated=partner.checked_on,
    )
