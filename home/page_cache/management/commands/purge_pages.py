"""Forget the public pages that are kept."""

from typing import Any

from django.core.management.base import BaseCommand

from home.page_cache.versions import purge


class Command(BaseCommand):
    help = "Oublie les pages publiques gardées, sur toutes les machines."

    def handle(self, *_args: Any, **_options: Any) -> None:
        purge()
        self.stdout.write("Les pages seront dessinées de nouveau.")
