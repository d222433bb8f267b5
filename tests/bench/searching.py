"""Search: how long one takes over as many documents as the State publishes, and a change.

SEARCH_ARCHIVES may name the State's archives, separated by colons: they are imported then, and the
titles of sheets are searched besides. A corpus is made otherwise: words as rare as in a language.
With meaning, vectors are made by chance: they take as long as true ones, which take 20 minutes.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from statistics import median, quantiles
from typing import Final

from django.core.management import call_command
from django.test import override_settings

from search.index.embedding import MODEL, SIZE
from search.index.finding import Asked
from search.index.models import Index, Kind, SearchDocument, Vector
from search.index.searching import find
from search.index.sources import Content
from search.index.synonyms import SAID
from search.index.writing import put, rebuild
from tests.bench.figures import Figure

DOCUMENTS: Final = 3_600
VOCABULARY: Final = 20_000  # words
BODY: Final = 480
SEARCHES: Final = 300
TYPICAL: Final = 15.0  # milliseconds
IMPORTED: Final = 180.0  # seconds
WITH_MEANING: Final = 50.0  # the same
SETTLED: Final = 5.0  # seconds until a change is found


def figures() -> Iterator[Figure]:
    """The index made, searches of two to twenty words, one document changed."""
    if archives := os.environ.get("SEARCH_ARCHIVES"):
        names = archives.split(":")
        imported = seconds(lambda: call_command("import_fiches", *names, verbosity=0))
        yield Figure("the State's sheets imported", imported, IMPORTED, "s")
        spent = seconds(rebuild)
        titles = list(SearchDocument.objects.order_by("?").values_list("title", flat=True))
        asked = titles[:SEARCHES]
    else:
        spent = seconds(lambda: put_all(made()))
        asked = [said(random.Random(number), 2 + number % 19) for number in range(SEARCHES)]  # noqa: S311 (no secret)
    find(Asked(asked[0]))
    yield Figure("search: the whole index made", spent, None, "s")
    yield from timed("search: one", asked, TYPICAL)
    give_vectors()
    with override_settings(SEARCH_MEANING=True):
        find(Asked(asked[0]))
        yield from timed("search with meaning: one", sentences(), WITH_MEANING)
    yield Figure("search: one document changed", seconds(lambda: put([one(0)])), SETTLED, "s")


def timed(name: str, asked: list[str], typical: float) -> Iterator[Figure]:
    times = [1_000 * seconds(lambda typed=typed: find(Asked(typed))) for typed in asked]
    yield Figure(f"{name}, p50", median(times), typical, "ms")
    yield Figure(f"{name}, p95", quantiles(times, n=20)[-1], 2 * typical, "ms")


def give_vectors() -> None:
    chance = random.Random("vectors")  # noqa: S311 (no secret)
    Vector.objects.bulk_create(
        [
            Vector(document=each, said="", model=MODEL, packed=chance.randbytes(2 * SIZE))
            for each in SearchDocument.objects.all()
        ],
        batch_size=500,
    )
    Index.objects.update(learned=1)


def sentences() -> list[str]:
    """Of two to ten words of French: what a vector costs depends on how they are spelt."""
    chance, known = random.Random("sentences"), " ".join([*SAID, *SAID.values()]).split()  # noqa: S311 (no secret)
    return [" ".join(chance.choices(known, k=2 + number % 9)) for number in range(SEARCHES)]


def made() -> Iterator[Content]:
    return (one(number) for number in range(DOCUMENTS))


def one(number: int) -> Content:
    chance = random.Random(f"document {number}")  # noqa: S311 (no secret)
    return Content(
        kind=Kind.PAGE,
        key=f"bench-{number}",
        url="/",
        title=said(chance, 5),
        summary=said(chance, 18),
        headings=said(chance, 25),
        body=said(chance, BODY),
    )


def said(chance: random.Random, length: int) -> str:
    """Words, the common ones far more often: the rank of each falls like that of a language."""
    ranks = (int(VOCABULARY ** chance.random()) for _word in range(length))
    return " ".join(f"mot{rank:05}x" for rank in ranks)


def put_all(contents: Iterator[Content]) -> None:
    """A hundred at a time, as an import would."""
    told = list(contents)
    for start in range(0, len(told), 100):
        put(told[start : start + 100])


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
