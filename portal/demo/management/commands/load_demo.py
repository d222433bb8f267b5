"""Fills the demonstration: `manage.py load_demo [--port 8000] [--extent whole] [--scale N]`."""

import logging
import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from home.state_sheets.models import Sheet
from portal.demandes.references import display_code
from portal.demo import imported, invoices, loading, pages
from portal.demo.data import read
from portal.demo.fees import treasurers
from portal.demo.referential import Extent
from portal.demo.scale import filling
from portal.demo.staff import PASSWORD

EVERY = 50_000  # copies, a word
SHOWN_AGENTS = ("administrator", "adviser", "officer", "head")


class Command(BaseCommand):
    help = "Loads a fictional territory, once, and prints how to visit it."

    def add_arguments(self, parser: CommandParser) -> None:
        port = int(os.environ.get("PORT", "8000"))
        parser.add_argument("--port", type=int, default=port, help="that the sites are served on")
        parser.add_argument(
            "--extent", choices=list(Extent), default=Extent.WHOLE, help="of the referential"
        )
        parser.add_argument("--scale", type=int, default=0, help="demandes in all, by copying")
        parser.add_argument("--force", action="store_true", help="even where this is no demo")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not (settings.DEMO or options["force"]):
            raise CommandError(
                "Ce n’est pas une démonstration : rien n’est chargé. "
                "Ajoutez --force si vous voulez vraiment ce territoire imaginaire ici."
            )
        # Every publication is a line of Wagtail's log: a hundred of them would hide the addresses.
        logging.getLogger("wagtail").setLevel(logging.WARNING)
        loading.load(port=options["port"], extent=Extent(options["extent"]))
        filling.scale(options["scale"], progress=self._say)
        self.stdout.write("\n".join(self._guide()))

    def _say(self, written: int) -> None:
        if written % EVERY == 0:
            self.stdout.write(f"{written} demandes copiées")

    def _guide(self) -> list[str]:
        sites = pages.addresses()
        base = sites[0][1].rstrip("/")
        lines = ["", "Un territoire imaginaire vous attend.", ""]
        lines += [f"  {name} : {address}" for name, address in sites]
        lines += ["", f"Agents : {base}/gestion/, mot de passe {PASSWORD}"]
        lines += [f"  {row['email']} ({row['job_title']})" for row in _some_agents()]
        if demande := loading.shown():
            code = display_code(demande.tracking_code)
            lines += ["", f"À suivre : {base}/suivi/, {demande.reference}, code {code}"]
        for told in (invoices.typed_for(imported.shown()), invoices.told()):
            if told:
                typed = "{number}, {amount}, code {code}".format_map(told)
                lines += [f"À payer : {base}{reverse('pay')}, {typed}"]
        if not Sheet.objects.exists():
            lines += ['Fiches de l’État\u00a0: make demo FICHES="a.zip b.zip" (docs/demo.md)']
        lines += [f"Courriels envoyés : {base}{reverse('outbox')}"]
        lines += [f"Tous les comptes : {base}{reverse('demo')}", ""]
        return lines


def _some_agents() -> list[dict[str, Any]]:
    """The first agent of each of the main roles, and those who handle money."""
    rows = read("agents")
    first = [
        next(row for row in rows if row["roles"] and row["roles"][0]["role"] == role)
        for role in SHOWN_AGENTS
    ]
    return first + [row for row in rows if row["email"] in treasurers()]
