"""Writes themes and procedures as JSON: `manage.py export_referential [FILE]`."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from portal.procedures.description import export
from portal.procedures.models import Procedure


class Command(BaseCommand):
    help = "Writes the referential (themes, procedures, forms) as JSON, to a file or to the screen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--code", action="append", help="only this procedure (repeatable)")

    def handle(self, *_args: Any, **options: Any) -> None:
        codes = options["code"]
        data = export(Procedure.objects.filter(code__in=codes) if codes else None)
        text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
        if options["file"]:
            options["file"].write_text(text, encoding="utf-8")
            self.stdout.write(f"{len(data['procedures'])} démarches écrites.")
        else:
            self.stdout.write(text, ending="")
