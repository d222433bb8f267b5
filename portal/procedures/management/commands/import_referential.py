"""Loads themes and procedures from JSON: `manage.py import_referential FILE`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.procedures.exchange import ImportRefused, load


class Command(BaseCommand):
    help = "Loads a referential; all of it or, when a procedure is refused, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            imported = load(json.loads(options["file"].read_text(encoding="utf-8")))
        except (OSError, ValueError, RecursionError) as error:  # the last: nested without end
            raise CommandError(_told(error)) from error
        self.stdout.write(
            f"Démarches : {len(imported.created)} créées, {len(imported.changed)} modifiées, "
            f"{len(imported.unchanged)} déjà à jour."
        )


def _told(error: Exception) -> str:
    if not isinstance(error, ImportRefused):
        return f"Ce fichier ne peut pas être lu : {error}"
    lines = (f"{name} : {' '.join(messages)}" for name, messages in error.problems.items())
    return "\n".join(["Rien n’est importé.", *lines])
