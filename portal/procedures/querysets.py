"""Which procedures: the trade's words."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from portal.directory.models import Organisation
    from portal.procedures.models import Procedure


class ProcedureQuerySet(QuerySet["Procedure"]):
    def live(self) -> "ProcedureQuerySet":
        return self.filter(live=True)

    def for_site_of(self, organisation: "Organisation | None") -> "ProcedureQuerySet":
        """What one organisation's site lists: its own procedures and the shared ones."""
        if organisation is None:
            return self
        return self.filter(Q(service__organisation=organisation) | Q(shared=True))
