"""The State's sheets in the index, and the command that is scored."""

import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from home.state_sheets.models import Audience, Sheet
from search.index.finding import Asked
from search.index.models import Kind, SearchDocument
from search.index.searching import find
from search.index.state_sheets import OLD_WEIGHT, TOO_OLD, StateSheets
from search.index.tasks import sink_old_sheets
from search.index.writing import put, rebuild
from tests.portal.tasks.workers import run_tasks
from tests.search.index.corpus import content

pytestmark = pytest.mark.django_db

SAYING = {"body": [{"is": "p", "of": ["Deux jours et demi par mois."]}]}


def make_sheet(code: str = "F2258", **fields: Any) -> Sheet:
    defaults: dict[str, Any] = {
        "audience": Audience.PERSONS,
        "kind": "Fiche d'information",
        "title": "Congés payés",
        "breadcrumb": [["N19806", "Travail"]],
        "content": SAYING,
        "modified_on": date(2020, 7, 6),
        "changed_at": timezone.now(),
    }
    return Sheet.objects.create(code=code, **defaults | fields)


def keys(typed: str) -> list[str]:
    return [hit.document.key for hit in find(Asked(typed)).hits]


def test_a_sheet_is_found_by_its_title_its_folder_and_its_text() -> None:
    make_sheet()
    rebuild()
    for typed in ("congés", "travail", "deux jours et demi"):
        assert keys(typed) == ["F2258"]


def test_a_code_of_two_audiences_is_one_document_that_says_what_both_say() -> None:
    make_sheet()
    make_sheet(audience=Audience.COMPANIES, title="Congés du personnel")
    rebuild()
    assert SearchDocument.objects.count() == 1
    assert keys("payés") == ["F2258"]
    told = next(StateSheets().read(["F2258"]))
    assert told.body == "Deux jours et demi par mois."


def test_addresses_and_forms_are_not_documents_to_find() -> None:
    make_sheet("R1234", title="Modèle de lettre")
    rebuild()
    assert SearchDocument.objects.count() == 0
    assert list(StateSheets().read(["R1234"])) == []


def test_the_links_to_other_sheets_bring_nobody_here() -> None:
    see = [{"code": "F1", "audience": "particuliers", "title": "Un salarié peut-il refuser ?"}]
    make_sheet(content=SAYING | {"see": see})
    rebuild()
    assert keys("refuser") == []


def test_a_sheet_older_than_a_year_ranks_below_a_page_that_says_the_same() -> None:
    make_sheet()
    make_sheet("F1", modified_on=timezone.localdate() - TOO_OLD + timedelta(days=1))
    rebuild()
    put([content("page", "Congés payés", words="Travail", body="Deux jours et demi par mois.")])
    assert keys("congés payés") == ["F1", "page", "F2258"]
    weights = dict(SearchDocument.objects.values_list("key", "weight"))
    assert weights == {"F2258": OLD_WEIGHT, "F1": 1.0, "page": 1.0}


def test_a_sheet_that_grows_old_sinks_without_any_import() -> None:
    make_sheet(modified_on=timezone.localdate() - TOO_OLD)
    rebuild()
    assert SearchDocument.objects.get().weight == 1.0
    tomorrow = timezone.now() + timedelta(days=1)
    with time_machine.travel(tomorrow):
        sink_old_sheets()
        run_tasks()
    assert SearchDocument.objects.get().weight == OLD_WEIGHT


def run(path: Path) -> list[dict[str, Any]]:
    written = StringIO()
    call_command("search_run", str(path), stdout=written, stderr=StringIO())
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_the_scored_command_answers_sheets_only_and_indexes_what_was_just_imported(
    tmp_path: Path,
) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text('{"qid": "1", "query": "congés"}\n\n{"qid": "2", "query": "xylophone"}\n')
    make_sheet()
    put([content("page", "Congés des élus", kind=Kind.PAGE)])
    assert run(queries) == [{"qid": "1", "ranking": ["F2258"]}, {"qid": "2", "ranking": []}]


@pytest.mark.parametrize("text", ["{", '{"qid": 1}', "[1]", "12"])
def test_a_file_that_holds_no_questions_is_refused(tmp_path: Path, text: str) -> None:
    queries = tmp_path / "queries.jsonl"
    queries.write_text(text)
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        run(queries)
