"""A queue costs the same however many demandes there are."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from backoffice.queues import search, tables
from backoffice.queues.queues import ADVISERS, BY_SLUG, QUEUES, kept
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import make_agent, make_demande, make_member, make_service

STATES = {
    "repondues": State.ANSWERED,
    "a-confirmer": State.ANSWERED,
    "closes": State.CLOSED,
    "attente-usager": State.AWAITING_CITIZEN,
}


FILTERS = "?filtres=1&commune=arras&q=nid&channel=online"


@pytest.mark.parametrize(("query", "few", "budget"), [("", 5, 12), (FILTERS, 30, 15)])
@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.slug)
def test_as_many_queries_for_few_rows_as_for_50(
    client: Client,
    town: Town,
    query_budget: Callable[..., None],
    queue: object,
    query: str,
    few: int,
    budget: int,
) -> None:
    """Words ask for one more, whether the first rows say them, and for a second where few do."""
    slug = queue.slug  # type: ignore[attr-defined]  # a parameter
    agent = town.adviser if queue.roles == ADVISERS else town.officer  # type: ignore[attr-defined]  # a parameter
    state = State.ASSIGNED if slug == "a-moi" else STATES.get(slug, State.FILED)
    model = town.file(state=state, officer=town.officer)
    late: dict[str, object] = (
        {"due_on": timezone.localdate() - timedelta(days=1)} if slug == "en-retard" else {}
    )
    late |= {"keeper": town.adviser} if queue.scope == kept else {}  # type: ignore[attr-defined]  # a parameter
    copies(model, few - 1, **late)
    client.force_login(agent, backend=BACKEND)

    def draw() -> None:
        cache.clear()
        assert client.get(f"/gestion/files/{slug}/{query}").status_code == 200

    query_budget(draw, lambda: copies(model, 50 - few, **late), at_most=budget)


def test_words_that_few_say_ask_as_many_for_1_row_as_for_20(
    client: Client, town: Town, query_budget: Callable[..., None]
) -> None:
    model = town.file()
    client.force_login(town.officer, backend=BACKEND)

    def draw() -> None:
        cache.clear()
        assert client.get(f"/gestion/files/mon-service/{FILTERS}").status_code == 200

    query_budget(draw, lambda: copies(model, 19), at_most=15)


# Who looks at which queue, and the index that it is read by.
INDEXES = [
    ("officer", "mon-service", "demande_service_due"),
    ("officer", "a-moi", "demande_assignee"),  # few rows: either of two indexes
    ("officer", "repondues", "demande_service_answered"),
    ("officer", "closes", "demande_service_closed"),
    ("officer", "recherche", "demande_service_filed"),
    ("adviser", "toutes", "demande_open_by_due"),
    ("adviser", "a-suivre", "demande_to_keep"),
    ("adviser", "je-les-suis", "demande_keeper_due"),
    ("adviser", "a-confirmer", "demande_keeper_due"),
    ("annex", "je-les-suis", "demande_keeper_due"),
    ("annex", "a-confirmer", "demande_keeper_due"),
    ("adviser", "closes", "demande_over_by_end"),
    ("adviser", "recherche", "demande_by_filing"),
]


def test_the_plan_of_a_full_queue_goes_through_its_index(town: Town) -> None:
    """The officer has one service of many, the adviser all, the annex none of those it keeps.

    Several filters are asked of the index itself: no row is read to be left out.
    """
    annex = make_member(make_service(organisation=town.top.organisation), Role.ADVISER)
    crowd(town, keepers=[town.adviser, annex])
    for who, slug, index in INDEXES:
        found = plan(annex if who == "annex" else town.agent(who), slug)
        if connection.vendor == "postgresql":
            assert index in found, (who, slug, found)
        else:
            # SQLite, which is for a village, may start from another table of a join, and reads
            # through all the demandes for who sees them all: any of our indexes will do, for one
            # service.
            assert who != "officer" or "USING INDEX demande" in found, (who, slug, found)
    rare = town.file()
    Demande.objects.filter(pk=rare.pk).update(search_text="zanzibar", channel="letter")
    for wanted, index in filters(rare):
        found = plan(town.adviser, "recherche", **wanted)
        if connection.vendor == "postgresql":
            assert index in found, (wanted, found)
    found = plan(town.adviser, "toutes", procedure=rare.procedure_id, assignee=search.NOBODY)
    if connection.vendor == "postgresql":
        both = r"Index Cond: .*procedure_id = \d+.* AND .*assignee_id IS NULL"
        assert re.search(rf"demande_open_by_due on .*\n *{both}", found), found
    for wanted, index in over(rare):
        found = plan(town.adviser, "closes", **wanted)
        if connection.vendor == "postgresql":
            assert index in found, (wanted, found)
    everything = BY_SLUG["recherche"].demandes(town.adviser)
    found = str(everything.saying(["zanzibar"]).values("pk").explain())
    assert ("demande_words" if connection.vendor == "postgresql" else "demandes_words") in found


def filters(rare: Demande) -> list[tuple[dict[str, object], str]]:
    """What is asked of all demandes, and the index that spares a walk through them."""
    return [
        ({"procedure": rare.procedure_id}, "demande_procedure_by_filing"),
        ({"theme": rare.procedure.theme_id}, "demande_procedure_by_filing"),
        ({"state": State.WITHDRAWN}, "demande_rare_state_by_filing"),
        ({"channel": "letter"}, "demande_channel_filed"),
        ({"filed_to": timezone.localdate() - timedelta(days=900)}, "demande_by_filing"),
    ]


def over(rare: Demande) -> list[tuple[dict[str, object], str]]:
    """The same of those that are over."""
    procedure = {"procedure": rare.procedure_id}
    return [
        (procedure | {"channel": "online"}, "demande_over_by_end"),
        (procedure | {"assignee": search.NOBODY}, "demande_over_by_nobody"),
        (procedure | {"state": State.WITHDRAWN}, "demande_over_by_rare_state"),
    ]


@pytest.mark.parametrize(
    ("number", "first", "many"),
    [(30, 4_000, 1_000), (3, 4_000, 1_000), (30, 10, 1_000), (30, 10, 2)],
    ids=["near", "in a short list", "far in a long one", "too many to name"],
)
def test_words_said_once_or_often_find_the_same_whatever_way_is_taken(
    town: Town, monkeypatch: pytest.MonkeyPatch, number: int, first: int, many: int
) -> None:
    monkeypatch.setattr(search, "FIRST", first)
    monkeypatch.setattr(search, "MANY", many)
    queue, model = BY_SLUG["mon-service"], town.file()
    made = copies(model, number)
    elsewhere = copies(make_demande(), 30)
    unsaid = copies(model, 15, due_on=timezone.localdate() - timedelta(days=1))
    told = Demande.objects.exclude(pk__in=[each.pk for each in (model, *unsaid)])
    told.update(search_text="zanzibar piscin")
    assert told.count() > len(made) + len(elsewhere)  # the very demande that was copied elsewhere
    Demande.objects.filter(pk__in=[each.pk for each in unsaid]).update(search_text="barzanzibar")
    rows = queue.demandes(town.officer)
    for typed in ("zanzibar", "piscine zanz"):
        found = search.by_words(rows, typed, town.officer, queue.order)
        assert set(found) == set(made)
        assert list(found.order_by(*queue.order)) == made


def crowd(town: Town, keepers: list[User]) -> None:
    """Thousands of demandes: one in six of the roads, the others of elsewhere; half are closed.

    Colleagues keep most of those that are open.
    """
    ours = town.file()
    elsewhere = [make_demande(service=make_service(parent=town.top)) for _ in range(5)]
    colleague = make_agent()
    for model in (ours, *elsewhere):
        copies(model, 60)
        copies(model, 240, keeper=colleague)
        copies(model, 300, state=State.ASSIGNED, assignee=colleague, keeper=colleague)
        copies(model, 60, state=State.ANSWERED)
        copies(model, 60, state=State.CLOSED)
        copies(model, 540, state=State.CLOSED, assignee=colleague)
    copies(ours, 60, state=State.ASSIGNED, assignee=town.officer)
    for keeper in keepers:
        copies(ours, 60, keeper=keeper)
        copies(ours, 30, state=State.ANSWERED, keeper=keeper)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def plan(agent: User, slug: str, **wanted: object) -> str:
    queue = BY_SLUG[slug]
    kept = search.narrow(queue.demandes(agent), wanted, agent, queue.order)
    rows = tables.shown(kept, queue.columns).order_by(*queue.order)
    return str(rows[:26].explain())


def test_the_rows_ask_nothing_of_the_database_when_drawn(
    town: Town, django_assert_num_queries: Callable[..., object]
) -> None:
    town.file()
    queue = BY_SLUG["recherche"]
    rows = list(tables.shown(queue.demandes(town.officer), queue.columns))
    with django_assert_num_queries(0):  # type: ignore[attr-defined]  # a context manager
        assert [column.of(row) for row in rows for column in queue.columns]


def test_only_what_is_shown_is_read(town: Town) -> None:
    sql = str(tables.shown(Demande.objects.all(), tables.WITH_SERVICE).query)
    assert "answers" not in sql
    assert "filer_" not in sql
    assert "search_text" not in sql
