"""`manage.py search_run QUERIES.jsonl`: what the search answers, to be scored (docs/search.md)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from search.index import embedding
from search.index.finding import Asked
from search.index.learning import unlearned
from search.index.models import Kind, SearchDocument
from search.index.searching import find
from search.index.sources import source_of
from search.index.writing import rebuild

SHEETS: Final = frozenset([Kind.STATE_SHEET])


class Command(BaseCommand):
    help = "Écrit le classement des fiches de l’État pour chaque question d’un fichier JSONL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("queries", type=Path, help='des lignes {"qid": …, "query": …}')
        parser.add_argument("--words", action="store_true", help="par les mots seuls")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            lines = options["queries"].read_text(encoding="utf-8").splitlines()
            asked = [json.loads(line) for line in lines if line.strip()]
            queries = [(query["qid"], query["query"]) for query in asked]
        except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Ce fichier ne peut pas être lu : {error}") from None
        if _is_behind():
            self.stderr.write("L’index est refait : des fiches n’y étaient pas encore.")
            rebuild()
        meaning = embedding.is_on() and not options["words"]
        self.stderr.write(_how(meaning=meaning))
        for qid, query in queries:
            hits = find(Asked(query, kinds=SHEETS, meaning=meaning)).hits
            ranking = [hit.document.key for hit in hits]
            self.stdout.write(json.dumps({"qid": qid, "ranking": ranking}))


def _how(*, meaning: bool) -> str:
    """By what the sheets are ranked, and what is missing for it."""
    if not meaning:
        return "Classement par les mots seuls."
    left = unlearned().filter(kind=Kind.STATE_SHEET).count()
    missing = f" {left} fiches n’ont pas de vecteurs : manage.py learn_meaning." if left else ""
    return f"Classement par les mots et le sens.{missing}"


def _is_behind() -> bool:
    """Whether sheets were imported that no worker has indexed yet."""
    documents = SearchDocument.objects.filter(kind=Kind.STATE_SHEET)
    indexed = set(documents.values_list("key", flat=True))
    return set(source_of(Kind.STATE_SHEET).keys()) != indexed
