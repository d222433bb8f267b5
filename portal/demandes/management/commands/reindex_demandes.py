"""Write the words of every demande again, after an upgrade that changes what is looked for."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demandes.models import Demande
from portal.demandes.wording import search_text_of

BATCH = 500


class Command(BaseCommand):
    help = "Réécrit les mots par lesquels on trouve les demandes. Peut être relancée sans risque."

    def handle(self, *_args: Any, **_options: Any) -> None:
        last = changed = 0
        while batch := _after(last):
            stale = [each for each in batch if each.search_text != search_text_of(each)]
            for each in stale:
                # One row at a time, and only if nobody requalified it since it was read.
                row = Demande.objects.filter(pk=each.pk, version=each.version)
                changed += row.update(search_text=search_text_of(each))
            last = batch[-1].pk
        self.stdout.write(f"{changed} demandes réécrites.")


def _after(last: int) -> list[Demande]:
    rows = Demande.objects.filter(pk__gt=last).select_related("procedure", "form_version")
    return list(rows.order_by("pk")[:BATCH])
