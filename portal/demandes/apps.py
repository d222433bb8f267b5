from datetime import datetime
from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models import QuerySet
from django.db.models.signals import post_migrate

from portal.demandes.fulltext import lay_sqlite
from portal.demandes.states import State
from portal.messaging.inbound import handlers
from portal.procedures import usage


def keep_words(using: str, **_: object) -> None:
    """After each `migrate`, what SQLite may have lost; not while going back before 0011."""
    connection = connections[using]
    if connection.vendor == "sqlite" and "demandes_words" in connection.introspection.table_names():
        lay_sqlite(connection)


class DemandesConfig(AppConfig):
    name = "portal.demandes"
    label = "demandes"
    verbose_name = "Demandes"

    def ready(self) -> None:
        usage.register(self._filed_since)
        post_migrate.connect(keep_words, sender=self)
        from portal.demandes.inbound import HANDLER  # noqa: PLC0415 (it needs the models)

        handlers.register(HANDLER)

    def _filed_since(self, moment: datetime) -> QuerySet[Any]:
        filed = self.get_model("Demande")._default_manager.filter(filed_at__gte=moment)
        return filed.exclude(state=State.AWAITING_PAYMENT)
