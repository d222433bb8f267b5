from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.db.models import QuerySet

from portal.messaging.inbound import handlers
from portal.procedures import usage


class DemandesConfig(AppConfig):
    name = "portal.demandes"
    label = "demandes"
    verbose_name = "Demandes"

    def ready(self) -> None:
        usage.register(self._filed_since)
        from portal.demandes.inbound import HANDLER  # noqa: PLC0415 (it needs the models)

        handlers.register(HANDLER)

    def _filed_since(self, moment: datetime) -> QuerySet[Any]:
        return self.get_model("Demande")._default_manager.filter(filed_at__gte=moment)
