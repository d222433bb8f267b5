"""manage.py import_fiches ZIP… [--force]."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from home.state_sheets import records
from home.state_sheets.archive import RefusedArchive
from home.state_sheets.importing import import_archive
from home.state_sheets.staging import Report


class Command(BaseCommand):
    help = "Importe les fiches de l’État (archives XML « Vos droits et démarches » de la DILA)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("archives", nargs="+", metavar="ZIP", help="une archive par public")
        parser.add_argument(
            "--force",
            action="store_true",
            help="même si l’archive retire plus d’un cinquième des fiches de son public",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        refused = [
            path for path in options["archives"] if not self._bring_in(path, options["force"])
        ]
        if refused:
            raise CommandError(f"Archives refusées\u00a0: {', '.join(refused)}.")

    def _bring_in(self, path: str, force: bool) -> bool:
        """Import one archive and say what it did; False when it is refused: the others go in."""
        try:
            report = import_archive(path, force=force)
        except (RefusedArchive, OSError) as error:
            why = (error.strerror or "illisible") if isinstance(error, OSError) else str(error)
            records.refused(records.file_name(path), why)
            self.stderr.write(f"{path}\u00a0: rien n’a été importé. {why}")
            return False
        records.done(records.file_name(path), report)
        self.stdout.write(f"{path}\u00a0: {_sentence(report)}")
        for line in records.problems(report):
            self.stderr.write(f"  {line}")
        return True


def _sentence(report: Report) -> str:
    others = f", {report.others} autres fichiers ignorés" if report.others else ""
    return (
        f"{report.audience.label}, {len(report.added)} fiches ajoutées,"
        f" {len(report.changed)} changées, {len(report.withdrawn)} retirées,"
        f" {report.unchanged} inchangées, {len(report.errors)} en erreur{others}."
    )
