"""Issues the invoices of a file: `manage.py import_invoices --regie CANT FILE [--dry-run]`.

Exit status: 0 when all is issued or was already, 1 when rows are refused (nothing is issued then,
unless `--leave-refused`), 2 when the file or the régie can't be read.
"""

import sys
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from payments.importing import checking, issuing
from payments.importing.reading import MOST_BYTES
from payments.importing.workflow import HEAVY, named
from payments.models import ImportState, InvoiceImport, Regie
from portal.text import money

SHOWN = 50


class Command(BaseCommand):
    help = "Imports a file of invoices (docs/payments-import.md), for a nightly deposit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--regie", required=True, help="its code")
        parser.add_argument("--dry-run", action="store_true", help="check, issue nothing")
        parser.add_argument(
            "--leave-refused", action="store_true", help="issue the others when some are refused"
        )

    def handle(self, *_args: Any, file: Path, regie: str, **options: Any) -> None:
        owner = self._checked(file, regie)
        wanted = options["leave_refused"] or not owner.faults.exists()
        if wanted and owner.may_be_issued and not options["dry_run"]:
            InvoiceImport.objects.filter(pk=owner.pk).update(state=ImportState.ISSUING)
            issuing.issue(owner)
        self._report(owner)
        if owner.faults.exists():
            sys.exit(2 if owner.state == ImportState.UNREADABLE else 1)

    def _checked(self, path: Path, code: str) -> InvoiceImport:
        found = Regie.objects.select_related("organisation").filter(code=code).first()
        if found is None:
            raise CommandError(f"Aucune régie n’a le code {code[:10]}.", returncode=2)
        try:
            name = named(path.name)
            with path.open("rb") as file:
                return self._check(found, name, file)
        except (OSError, ValidationError) as error:
            words = error.messages[0] if isinstance(error, ValidationError) else str(error)
            raise CommandError(words, returncode=2) from None

    def _check(self, regie: Regie, name: str, file: IO[bytes]) -> InvoiceImport:
        if file.seek(0, 2) > MOST_BYTES:
            raise ValidationError(HEAVY)
        file.seek(0)
        owner = InvoiceImport.objects.create(regie=regie, file_name=name)
        checking.check(owner, file)
        return owner

    def _report(self, owner: InvoiceImport) -> None:
        total = money.display(owner.total, owner.regie.currency)
        self.stdout.write(
            f"{owner.read} lues, {owner.fresh} à émettre ({total}), {owner.issued} émises, "
            f"{owner.same} déjà émises, {owner.refused} refusées"
        )
        for fault in owner.faults.order_by("row", "pk")[:SHOWN]:
            where = f"ligne {fault.row}, {fault.external_id or '-'}, {fault.column or '-'}"
            self.stderr.write(f"{where} : {fault.sentence}")
        if (count := owner.faults.count()) > SHOWN:
            self.stderr.write(f"… et {count - SHOWN} autres\u00a0: voir la page de l’import.")
