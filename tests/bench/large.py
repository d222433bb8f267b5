"""What is measured again once there are a hundred times more demandes."""

from collections.abc import Iterator
from itertools import combinations
from statistics import median, quantiles
from urllib.parse import urlencode

from portal.directory.channels import Channel
from portal.procedures.models import Procedure
from tests.bench.figures import Figure
from tests.bench.measures import QUEUE, SAMPLES, expect
from tests.bench.meter import cost_of
from tests.visitor import Visitor

EVERYWHERE = "/gestion/files/recherche/"
OVER = "/gestion/files/closes/"
TIMES = 5  # each search and each combination of filters
# Words of titles, names that thousands bear, few or nobody, beginnings, several at once.
WORDS = [
    *("voirie", "urbanisme", "delattre", "awa", "awa delattre", "lefeb", "état civil"),
    *("jean carpentier sports", "logement haddad", "paul leroy-ba", "introuvable", "éco"),
]
SLOWER = 1.5  # times the page with few demandes
SEARCH_P50, SEARCH_P95, FILTERS = 60, 200, 100  # milliseconds
SHOWN = 5  # filters, the slowest ones


def queue_times(head: Visitor) -> dict[str, float]:
    """The median time of the page of each queue, in milliseconds."""
    return {path: median(_times(head, path, SAMPLES)) for path in (QUEUE, OVER, EVERYWHERE)}


def figures(head: Visitor, before: dict[str, float]) -> Iterator[Figure]:
    """Queue pages, searches and filters, as an agent who covers every service sees them."""
    after = queue_times(head)
    queries = max(cost_of(head.get(path)).queries for path in after)
    slower = max(after[path] / before[path] for path in after)
    yield Figure("many: queue page, times that with few", slower, SLOWER)
    yield Figure("many: queue page", max(after.values()), None, "ms")
    yield Figure("many: queue page: queries", queries, 12)
    yield from _searches(head)
    yield from _filters(head)


def _searches(head: Visitor) -> Iterator[Figure]:
    found = [
        time
        for path in (QUEUE, EVERYWHERE)
        for words in WORDS
        for time in _times(head, _address(path, {"q": words}), TIMES)
    ]
    yield Figure("many: search, p50", median(found), SEARCH_P50, "ms")
    yield Figure("many: search, p95", quantiles(found, n=20)[-1], SEARCH_P95, "ms")


def _filters(head: Visitor) -> Iterator[Figure]:
    """The slowest filters and pairs of them, over queues: those over the limit, five at least."""
    wanted = _wanted()
    chosen = [*((one,) for one in wanted), *combinations(wanted, 2)]
    slowest_first = sorted(
        (
            (median(_times(head, address, TIMES)), address)
            for path in (QUEUE, OVER, EVERYWHERE)
            for filters in chosen
            for address in [_address(path, {name: wanted[name] for name in filters})]
        ),
        reverse=True,
    )
    over = sum(time > FILTERS for time, _which in slowest_first)
    for time, address in slowest_first[: max(over, SHOWN)]:
        yield Figure(f"many: filters, p50 ({address})", time, FILTERS, "ms")


def _wanted() -> dict[str, str]:
    """A value for each filter, none of which keeps everything."""
    procedure = Procedure.objects.order_by("pk").last()
    assert procedure
    return {
        "q": "delattre",
        "procedure": str(procedure.pk),
        "theme": str(procedure.theme_id),
        "state": "withdrawn",
        "assignee": "personne",
        "commune": "Lens",
        "channel": Channel.ONLINE.value,
        "filed_from": "2026-01-01",
        "filed_to": "2026-03-01",
    }


def _times(head: Visitor, path: str, times: int) -> list[float]:
    expect(head.get(path), 200)
    return [cost_of(expect(head.get(path), 200)).total for _ in range(times)]


def _address(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}"
