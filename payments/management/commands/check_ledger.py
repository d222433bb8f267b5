"""Whether the book and the sums that rows carry agree: to run every night, or in doubt."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments import integrity
from payments.models import Regie


class Command(BaseCommand):
    help = "Compares the ledger with invoices, payments and refunds; prints each break."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--regie", metavar="CODE", help="only that régie")

    def handle(self, *_args: Any, **options: Any) -> None:
        regies = Regie.objects.order_by("code")
        if code := options["regie"]:
            regies = regies.filter(code=code)
            if not regies.exists():
                raise CommandError(f"Aucune régie n’a le code {code}.")
        found = 0
        for sentence in integrity.breaks(regies):
            self.stdout.write(sentence)
            found += 1
        if found:
            raise CommandError(f"{found} rupture{'s' if found > 1 else ''} dans le livre.")
        self.stdout.write("Le livre et les sommes disent la même chose.")
