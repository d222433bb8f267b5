"""manage.py import_communes FILE [--departements 14 51 62]."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.directory.commune_import import RefusedFile, import_communes

SHIPPED = Path(__file__).resolve().parents[2] / "data" / "communes.csv"


class Command(BaseCommand):
    help = "Importe les communes d’un fichier CSV (voir portal/directory/data/README.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default=str(SHIPPED), help="par défaut, celui du projet"
        )
        parser.add_argument(
            "--departements", nargs="+", default=[], metavar="CODE", help="seulement ceux-là"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            with Path(options["file"]).open(encoding="utf-8-sig", newline="") as lines:
                report = import_communes(lines, options["departements"])
        except OSError as error:
            raise CommandError(f"Ce fichier ne peut pas être lu : {error.strerror}.") from None
        except RefusedFile as error:
            raise CommandError(f"Rien n’a été importé.\n{error}") from None
        self.stdout.write(
            f"{report.created} communes ajoutées, {report.updated} mises à jour, "
            f"{report.left_out} laissées de côté."
        )
