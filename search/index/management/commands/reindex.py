"""`manage.py reindex`: make the whole index again, without stopping the site."""

from typing import Any

from django.core.management.base import BaseCommand

from search.index.writing import rebuild


class Command(BaseCommand):
    help = "Refait l’index de recherche ; l’ancien sert jusqu’à ce que le nouveau soit prêt."

    def handle(self, *_args: Any, **_options: Any) -> None:
        self.stdout.write(f"{rebuild()} documents dans l’index.")
