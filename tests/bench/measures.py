"""What is measured, in the order that it is."""

from collections.abc import Callable, Iterator
from functools import reduce
from operator import add
from statistics import median

from django.urls import reverse

from portal.procedures.models import Procedure
from tests.bench.figures import Figure
from tests.bench.load import rate
from tests.bench.meter import PROCESS, Cost, cost_of
from tests.bench.world import World
from tests.builders import IDENTITY, PASSWORD
from tests.visitor import Reply, Visitor
from tests.web_process import WebProcess

FIRST_REPLY = 8  # seconds
MEMORY, GROWTH = 190 + 60, 10  # MB per worker (60 for the search), per cent
QUEUE = "/gestion/files/mon-service/"
CONTENT = "/trier/"
ROUNDS = 9  # of each page, one after the other, so that a passing load weighs on both
SAMPLES = 40  # single requests; the median is kept
FILINGS = 20
STEPS = {
    "lieu": {"commune": "62041", "adresse": "3 rue des Lilas"},
    "quoi": {"danger": "oui", "details": "Un trou profond devant l’école."},
    "vous": {f"identite__{part}": value for part, value in IDENTITY.items()},
}


def figures(web: WebProcess, world: World) -> Iterator[Figure]:
    """Every figure; the server is already started."""
    yield Figure("first reply (home page) after the start", web.wait("/"), FIRST_REPLY, "s")
    yield Figure("first reply: processor, all processes", web.processor(), None, "s")
    head = signed_in(web.port, world.head.email)
    bare = f"/nu/{world.offers[0][0].service_id}/"
    warm_up(web, head, bare)
    before = memory(web)
    yield from queue_page(head, bare)
    yield from filing(web, world.offers[0][0])
    yield from public_page(web, "catalogue", reverse("catalogue"))
    yield from public_page(web, "home page", "/")
    yield from public_page(web, "content page", CONTENT)
    yield from kept_page(web, bare)
    after = memory(web)
    yield Figure("memory of the largest worker, warm", after, MEMORY, "MB")
    yield Figure("growth of memory over the run", (after / before - 1) * 100, GROWTH, "%")


def signed_in(port: int, email: str) -> Visitor:
    """An agent who has just signed in by the page that all use."""
    agent = Visitor(port)
    page = reverse("account_login")
    form = expect(agent.get(page), 200).hidden
    expect(agent.post(page, form | {"login": email, "password": PASSWORD}), 302)
    return agent


def warm_up(web: WebProcess, head: Visitor, bare: str) -> None:
    """Every worker has answered each page, its threads hold their connections."""
    stranger = Visitor(web.port)
    pages = [(stranger, bare), (stranger, "/?x=1"), (stranger, reverse("catalogue")), (head, QUEUE)]
    for visitor, path in pages:
        rate(visitor, path, seconds=2)
        cold = {str(worker.pid) for worker in web.workers()}
        while cold:
            cold.discard(expect(visitor.get(path), 200).headers[PROCESS])


def queue_page(head: Visitor, bare: str) -> Iterator[Figure]:
    cost = sample(lambda: expect(head.get(QUEUE), 200))
    rates = [(rate(Visitor(head.port), bare), rate(head, QUEUE)) for _ in range(ROUNDS)]
    best, ours = (median(column) for column in zip(*rates, strict=True))
    share = median(queue / reference for reference, queue in rates) * 100
    yield Figure("bare view: rate", best, None, "/s")
    yield Figure("queue page: rate", ours, None, "/s")
    yield Figure("queue page: rate against the bare view", share, 25, "%", at_least=True)
    yield Figure("queue page: queries", cost.queries, 12)
    yield Figure("queue page: processor", cost.cpu, None, "ms")


def filing(web: WebProcess, procedure: Procedure) -> Iterator[Figure]:
    costs = [file_once(web.port, procedure.code, number) for number in range(FILINGS)]
    yield Figure("whole filing: queries", max(cost.queries for cost in costs), 60)
    yield Figure("whole filing: server time", median(cost.total for cost in costs), 200, "ms")
    yield Figure("whole filing: processor", median(cost.cpu for cost in costs), None, "ms")


def file_once(port: int, code: str, number: int) -> Cost:
    """Start, three steps, check, file, confirmation: what all its requests cost together."""
    resident = Visitor(port, address=f"203.0.113.{number + 1}")
    # Not yet filing: it presents.
    form = expect(resident.get(reverse("procedure", args=[code])), 200).hidden
    replies = [expect(resident.post(reverse("start", args=[code]), form), 302)]
    for answers in (*STEPS.values(), {}):  # the last is the check page
        path = replies[-1].goes_to
        page = expect(resident.get(path), 200)
        replies += [page, expect(resident.post(path, page.hidden | answers), 302)]
    confirmation = replies[-1].goes_to
    assert confirmation.endswith("/deposee/"), confirmation
    replies.append(expect(resident.get(confirmation), 200))
    return reduce(add, map(cost_of, replies), Cost())


def public_page(
    web: WebProcess, name: str, path: str, stranger: Visitor | None = None
) -> Iterator[Figure]:
    """What a page costs, asked by somebody without an account."""
    stranger = stranger or Visitor(web.port)
    drawn = f"{path}?x=1"  # a key that no page reads: drawn each time
    cost = sample(lambda: expect(stranger.get(drawn), 200))
    yield Figure(f"{name}: queries", cost.queries, 10)
    yield Figure(f"{name}: processor", cost.cpu, 25, "ms")


def kept_page(web: WebProcess, bare: str) -> Iterator[Figure]:
    """The same page from the cache, against the bare view; both alternate under the same load."""
    stranger = Visitor(web.port)
    rate(stranger, CONTENT, seconds=2)  # each worker keeps it from its first drawing on
    cost = sample(lambda: expect(stranger.get(CONTENT), 200))
    rates = [(rate(Visitor(web.port), bare), rate(stranger, CONTENT)) for _ in range(ROUNDS)]
    share = median(kept / reference for reference, kept in rates) * 100
    yield Figure("kept page: queries", cost.queries, 1)
    yield Figure("kept page: processor", cost.cpu, None, "ms")
    yield Figure("kept page: rate", median(kept for _, kept in rates), None, "/s")
    yield Figure("kept page: rate against the bare view", share, 100 / 3, "%", at_least=True)


def sample(ask: Callable[[], Reply]) -> Cost:
    """The most queries and the median times of a page."""
    costs = [cost_of(ask()) for _ in range(SAMPLES)]
    return Cost(
        max(cost.queries for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.total for cost in costs),
    )


def memory(web: WebProcess) -> float:
    """Megabytes of the largest worker: its resident set, shared pages counted in full."""
    return max(worker.memory_info().rss for worker in web.workers()) / 1e6


def expect(reply: Reply, status: int) -> Reply:
    """The reply, when it ends as it must; an error page would be measured as a quick success."""
    assert reply.status == status, f"{reply.status} for {status}\n{reply.text[:2000]}"
    return reply
