"""Procedures in the index: the live ones, « Autre demande » left out (it fits everything)."""

from collections.abc import Iterable, Iterator

from wagtail.rich_text import get_text_for_indexing

from portal.procedures.models import Procedure
from portal.procedures.querysets import ProcedureQuerySet
from search.index.models import Kind
from search.index.sources import Content


class Procedures:
    """By their own words, those of residents, their theme, and the titles of their form's steps."""

    kind = Kind.PROCEDURE

    def keys(self) -> Iterator[str]:
        return (str(pk) for pk in _findable().order_by().values_list("pk", flat=True))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        rows = _findable().filter(pk__in=list(keys)).select_related("theme", "service")
        return (_content(procedure) for procedure in rows)


def _findable() -> ProcedureQuerySet:
    return Procedure.objects.live().filter(catch_all=False)


def _content(procedure: Procedure) -> Content:
    description = get_text_for_indexing(procedure.description)
    return Content(
        kind=Kind.PROCEDURE,
        key=str(procedure.pk),
        url=procedure.get_absolute_url(),
        title=procedure.title,
        summary=procedure.summary,
        words=procedure.words,
        headings=procedure.theme.name,
        body="\n".join(filter(None, (procedure.audience, description, *_steps(procedure)))),
        organisation_id=_organisation(procedure),
        theme_id=procedure.theme_id,
    )


def _organisation(procedure: Procedure) -> int | None:
    """Whose sites propose it; None for all of them."""
    if procedure.shared or procedure.service is None:
        return None
    return procedure.service.organisation_id


def _steps(procedure: Procedure) -> list[str]:
    """The titles of its form's steps: « Où est le trou ? »."""
    return [str(step["value"].get("title", "")) for step in procedure.steps.raw_data]
