"""The index follows what there is to find, piece by piece or all at once."""

from dataclasses import replace

import pytest
from django_tasks_db.models import DBTaskResult

from search.index import postings, rebuilding
from search.index.finding import Asked
from search.index.models import Entry, Index, Kind, Posting, SearchDocument
from search.index.searching import find
from search.index.tasks import index_later, sheets_later
from search.index.writing import forget, put, rebuild, refresh
from tests.portal.tasks.workers import run_tasks
from tests.search.index.corpus import CONGE, CORPUS, POUBELLE, TROU, Shelf, content

pytestmark = pytest.mark.django_db

Shelves = dict[Kind, Shelf]


def lists() -> dict[str, dict[str, int]]:
    """What the lists that are read say: for each stem, the impact of each document."""
    names = dict(SearchDocument.objects.values_list("pk", "key"))
    generation = Index.objects.get().generation
    stems = Posting.objects.filter(generation=generation).values_list("stem", flat=True)
    return {
        stem: {names[pk]: impact for pk, impact in zip(*packed, strict=True)}
        for stem, packed in postings.read(generation, list(stems)).items()
    }


def keys(typed: str) -> list[str]:
    return [hit.document.key for hit in find(Asked(typed)).hits]


def test_an_index_changed_piece_by_piece_equals_one_made_anew(shelves: Shelves) -> None:
    put([TROU, replace(CONGE, title="Tout autre chose", body="xylophone")])
    put(CORPUS)
    put([content("passing", "De passage")])
    forget(Kind.PAGE, ["passing"])
    piece_by_piece = lists()
    assert rebuild() == len(CORPUS)
    assert lists() == piece_by_piece
    assert keys("xylophone") == keys("passage") == []


def test_what_is_put_twice_is_there_once() -> None:
    put(CORPUS)
    before = lists()
    put(CORPUS + CORPUS)
    assert lists() == before
    assert SearchDocument.objects.count() == Entry.objects.count() == len(CORPUS)


def test_a_change_is_found_at_once_and_the_old_words_no_longer() -> None:
    put(CORPUS)
    put([replace(POUBELLE, title="Demander un composteur", summary="", body="")])
    assert keys("composteur") == ["poubelle"]
    assert keys("camion") == []


def test_forgetting_what_is_not_there_does_nothing() -> None:
    put(CORPUS)
    before = lists()
    forget(Kind.PAGE, ["nowhere"])
    assert lists() == before


def test_the_documents_keep_their_keys_through_a_rebuild(shelves: Shelves) -> None:
    put(CORPUS)
    before = list(SearchDocument.objects.values_list("pk", "key"))
    rebuild()
    assert list(SearchDocument.objects.values_list("pk", "key")) == before


def test_a_rebuild_drops_what_no_source_knows_and_leaves_one_generation(shelves: Shelves) -> None:
    put([*CORPUS, content("gone", "Piscine")])
    rebuild()
    rebuild()
    assert keys("piscine") == []
    for model in (Entry, Posting):
        assert model.objects.values("generation").distinct().count() == 1


def test_a_rebuild_that_stops_midway_changes_nothing_and_the_next_clears_it(
    shelves: Shelves,
) -> None:
    rebuild()
    before = lists()
    generation, _since = rebuilding._started()
    rebuilding._enter(shelves[Kind.PROCEDURE], ["trou"], generation)
    assert lists() == before
    assert keys("lampadaire") == ["trou"]
    rebuild()
    assert lists() == before
    assert not Entry.objects.filter(generation=generation).exists()


def test_what_changes_during_a_rebuild_is_in_the_new_index(shelves: Shelves) -> None:
    rebuild()
    generation, since = rebuilding._started()
    for shelf in shelves.values():
        rebuilding._enter(shelf, list(shelf.keys()), generation)
    put([content("new", "Piscine"), replace(POUBELLE, title="Composteur")])
    forget(Kind.PROCEDURE, ["trou"])
    rebuilding._list(generation)
    rebuilding._switch(generation, since)
    assert Index.objects.get().generation == generation
    assert keys("piscine") == ["new"]
    assert keys("composteur") == ["poubelle"]
    assert keys("lampadaire") == []


def test_of_two_rebuilds_at_once_the_later_counts(shelves: Shelves) -> None:
    generation, since = rebuilding._started()
    rebuild()
    switched = Index.objects.get().generation
    rebuilding._switch(generation, since)
    assert Index.objects.get().generation == switched != generation
    assert keys("lampadaire") == ["trou"]


def test_a_task_indexes_what_the_source_says_then_and_forgets_what_it_no_longer_says(
    shelves: Shelves,
) -> None:
    index_later(Kind.PROCEDURE, "trou")
    assert keys("lampadaire") == []
    run_tasks()
    assert keys("lampadaire") == ["trou"]
    del shelves[Kind.PROCEDURE].contents["trou"]
    index_later(Kind.PROCEDURE, "trou")
    run_tasks()
    assert keys("lampadaire") == []


def test_an_import_of_a_few_sheets_indexes_them_and_a_large_one_makes_the_index_anew(
    shelves: Shelves,
) -> None:
    sheets_later(None, added={"F2280"}, changed={"F2258"}, withdrawn={"F1"})
    assert DBTaskResult.objects.count() == 1
    run_tasks()
    assert keys("congé parental") == ["F2280", "F2258"]
    sheets_later(
        None, added={f"F{number}" for number in range(501)}, changed=set(), withdrawn=set()
    )
    run_tasks()
    assert keys("lampadaire") == ["trou"]


def test_what_its_source_no_longer_tells_is_forgotten(shelves: Shelves) -> None:
    put([content("page", "Piscine")])
    refresh(Kind.PAGE, ["page"])
    assert keys("piscine") == []


def test_one_change_costs_as_many_queries_whatever_the_size_of_the_index(query_budget) -> None:  # type: ignore[no-untyped-def]  # the fixture has no type
    put([content("p", "Piscine municipale")])
    query_budget(
        lambda: put([content("p", "Piscine municipale")]),
        lambda: put([content(f"p{number}", "Piscine municipale") for number in range(50)]),
        at_most=14,
    )
