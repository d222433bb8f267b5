"""manage.py import_zones FILE.geojson --organisation SLUG [--dry-run]."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.directory.models import Organisation
from portal.directory.zone_import import LARGEST_FILE, RefusedZones, import_zones


class Command(BaseCommand):
    help = "Importe les quartiers et circonscriptions d’un fichier GeoJSON (WGS84)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--organisation", required=True, help="identifiant de la collectivité")
        parser.add_argument("--dry-run", action="store_true", help="vérifie sans rien écrire")

    def handle(self, *_args: Any, **options: Any) -> None:
        organisation = Organisation.objects.filter(slug=options["organisation"]).first()
        if organisation is None:
            raise CommandError(f"La collectivité « {options['organisation']} » n’existe pas.")
        try:
            report = import_zones(_text(options["file"]), organisation, dry_run=options["dry_run"])
        except RefusedZones as error:
            raise CommandError(f"Rien n’a été importé.\n{error}") from None
        said = "Essai, rien n’est écrit : " if options["dry_run"] else ""
        self.stdout.write(
            f"{said}{len(report.created)} zones ajoutées, {len(report.updated)} mises à jour, "
            f"{len(report.unchanged)} déjà à jour."
        )


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise CommandError(f"Ce fichier dépasse {LARGEST_FILE // 1_000_000} Mo.")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandError(f"Ce fichier ne peut pas être lu : {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError("Ce fichier n’est pas en UTF-8.") from None
