"""Which procedures: the trade's words."""

import hashlib
import json
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

if TYPE_CHECKING:
    from portal.directory.models import Organisation
    from portal.procedures.models import FormVersion, Procedure
    from portal.procedures.schema import FormSchema


class ProcedureQuerySet(QuerySet["Procedure"]):
    def live(self) -> "ProcedureQuerySet":
        return self.filter(live=True)

    def for_site_of(self, organisation: "Organisation | None") -> "ProcedureQuerySet":
        """What one organisation's site lists: its own procedures and the shared ones."""
        if organisation is None:
            return self
        return self.filter(Q(service__organisation=organisation) | Q(shared=True))


class FormVersionQuerySet(QuerySet["FormVersion"]):
    def freeze(self, schema: "FormSchema") -> "FormVersion":
        """The one version that holds this form, written if it is new."""
        data = schema.as_json()
        canonical = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        return self.get_or_create(sha256=digest, defaults={"schema": data})[0]
