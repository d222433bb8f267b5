"""Which procedures: the trade's words."""

import hashlib
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from django.db.models import Case, F, IntegerField, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from portal.directory.models import Service
from portal.directory.querysets import ABOVE
from portal.text.french import stems

if TYPE_CHECKING:
    from portal.directory.models import Organisation
    from portal.procedures.models import FormVersion, Procedure, Publication, Responsibility
    from portal.procedures.schema import FormSchema


MOST_WORDS = 8  # of what is typed; the others are not looked for


class ProcedureQuerySet(QuerySet["Procedure"]):
    def live(self) -> "ProcedureQuerySet":
        return self.filter(live=True)

    def for_site_of(self, organisation: "Organisation | None") -> "ProcedureQuerySet":
        """What one organisation's site lists: its own procedures and the shared ones."""
        if organisation is None:
            return self
        return self.filter(Q(service__organisation=organisation) | Q(shared=True))

    def around(self, services: Collection[int]) -> "ProcedureQuerySet":
        """What the organisations of these services offer, shared ones included; none for none."""
        if not services:
            return self.none()
        organisations = Service.objects.filter(pk__in=services).values("organisation")
        return self.filter(Q(service__organisation__in=organisations) | Q(shared=True))

    def for_catalogue(self) -> "ProcedureQuerySet":
        """What a list of the catalogue shows, in one query."""
        return (
            self.live().select_related("theme", "service").order_by("theme__order", "title", "pk")
        )

    def matching(self, typed: str) -> "ProcedureQuerySet":
        """Those that say one of the words typed, accents and endings apart, best first.

        A word of the title weighs three of the rest, a whole word four that only begin like it
        (« trou » isn't « trouvé »); the oldest, more general, breaks a tie. Nothing typed: all, as
        they are ordered.
        """
        if not typed.strip():
            return self
        wanted = list(dict.fromkeys(stems(typed)))[:MOST_WORDS]
        if not wanted:
            return self.none()
        anywhere = Q()
        score: Combinable = Value(0)
        for stem in wanted:
            said = Q(search_text__contains=f" {stem}")
            anywhere |= said
            score = score + Case(
                When(Q(search_title__contains=f" {stem} "), then=12),
                When(Q(search_text__contains=f" {stem} "), then=4),
                When(Q(search_title__contains=f" {stem}"), then=3),
                When(said, then=1),
                default=0,
                output_field=IntegerField(),
            )
        return self.filter(anywhere).annotate(score=score).order_by(F("score").desc(), "pk")


class FormVersionQuerySet(QuerySet["FormVersion"]):
    def freeze(self, schema: "FormSchema") -> "FormVersion":
        """The one version that holds this form, written if it is new."""
        data = schema.as_json()
        canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        return self.get_or_create(sha256=digest, defaults={"schema": data})[0]

    def with_field(self, kind: str) -> "FormVersionQuerySet":
        """Those whose form has a question of this type; both engines write a space after colons."""
        written = self.annotate(written=Cast("schema", TextField()))
        return written.filter(written__contains=f'"type": "{kind}"')


class PublicationQuerySet(QuerySet["Publication"]):
    def in_force(self) -> "Publication | None":
        """The last one, with its version; None before the first."""
        return self.select_related("version").last()


class ResponsibilityQuerySet(QuerySet["Responsibility"]):
    def about(self, procedures: "Iterable[Procedure]") -> "ResponsibilityQuerySet":
        """Those whose subject is one of the procedures, or the theme of one."""
        asked = list(procedures)
        return self.filter(
            Q(procedure__in=[procedure.pk for procedure in asked])
            | Q(theme__in={procedure.theme_id for procedure in asked})
        )

    def with_people(self) -> "ResponsibilityQuerySet":
        """Joined with who answers, who stands in, and how to reach the service."""
        above = [f"service__{name}" for name in ABOVE]
        return self.select_related(
            "theme", "procedure", "agent__absence", "stand_in", "service__organisation", *above
        )
