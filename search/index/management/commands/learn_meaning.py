"""`manage.py learn_meaning`: make here and now the vectors that the workers have not made yet."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.index import embedding
from search.index.learning import learn, unlearned
from search.index.models import SearchDocument
from search.index.writing import rebuild


class Command(BaseCommand):
    help = "Calcule ce qui manque à la recherche par le sens ; peut être interrompue et relancée."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not embedding.is_on():
            raise CommandError(
                "La recherche par le sens n’est pas installée, ou SEARCH_MEANING vaut 0\u00a0: "
                "voir docs/guides/exploitation.md."
            )
        if SearchDocument.objects.filter(passages="").exists():
            self.stdout.write("L’index est refait\u00a0: il date d’avant la recherche par le sens.")
            rebuild()
        while left := unlearned().count():
            self.stdout.write(f"{left} documents à lire.")
            for _batch in range(10):
                learn()
        self.stdout.write("Tous les documents sont lus.")
