"""Compares the providers' accounts with ours, now: the nightly job, by hand."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from payments import books
from payments.gateways.base import GatewayError
from payments.models import Difference, ReconciliationRun, Regie
from payments.reconciliation import reconcile


class Command(BaseCommand):
    help = "Compares a day of the providers' accounts with ours (yesterday if none is named)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--day", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--regie", metavar="CODE", help="only that régie")

    def handle(self, *_args: Any, **options: Any) -> None:
        regies = Regie.objects.select_related("organisation").order_by("code")
        if code := options["regie"]:
            regies = regies.filter(code=code)
            if not regies.exists():
                raise CommandError(f"Aucune régie n’a le code {code}.")
        silent = [regie.code for regie in regies if not self._reconcile(regie, options["day"])]
        waiting = Difference.objects.filter(regie__in=regies, closed_at=None).count()
        if silent:
            raise CommandError(f"Le prestataire n’a pas répondu\u00a0: {', '.join(silent)}.")
        if waiting:
            raise CommandError(f"Écarts à régler\u00a0: {waiting}.")

    def _reconcile(self, regie: Regie, day: date | None) -> bool:
        """False when its provider didn't answer."""
        yesterday = books.day_of(regie, timezone.now()) - timedelta(days=1)
        try:
            runs = reconcile(regie=regie, day=day or yesterday)
        except GatewayError:
            return False
        for run in runs:
            self.stdout.write(told(run))
        return True


def told(run: ReconciliationRun) -> str:
    return (
        f"{run.regie.code}, {run.get_provider_display()}, {run.first:%d/%m/%Y}\u00a0: "
        f"{run.listed} mouvements, {run.matched} identiques, {run.repaired} réparés, "
        f"{run.differing} écarts."
    )
