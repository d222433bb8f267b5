"""The demandes of a queue as a file: what it says, to whom, and for how long."""

import tracemalloc
from collections.abc import Callable
from datetime import date, timedelta
from tempfile import TemporaryFile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backoffice.exports import files, processing, tasks, workflow
from backoffice.exports.columns import CONTENT, ENVELOPE
from backoffice.exports.models import Export, Kind, State
from backoffice.queues.queues import BY_SLUG, QUEUES
from portal.accounts.models import User
from portal.demandes.models import Demande, ExceptionalAccess
from portal.directory.membership import revoke
from portal.directory.models import Role
from portal.media.models import StoredFile
from tests.backoffice.exports.conftest import lines
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import IDENTITY, make_agent, make_demande, make_member, make_service

Ask = Callable[..., Export]
NAME = str(IDENTITY["last_name"])


@pytest.mark.parametrize("kind", Kind.values)
def test_a_line_says_envelope_and_content(town: Town, ask: Ask, kind: str) -> None:
    demande = town.file()
    export = ask(town.officer, "mon-service", kind)
    assert (export.state, export.total, export.written) == (State.DONE, 1, 1)
    (line,) = lines(export)
    assert list(line) == [column.label for column in (*ENVELOPE, *CONTENT)]
    assert (line["Référence"], line["Nom"], line["État"]) == (demande.reference, NAME, "À prendre")
    due = line["Réponse promise le"]
    assert due == f"{demande.due_on:%d/%m/%Y}" if kind == "csv" else due.date() == demande.due_on


def test_the_lines_are_those_of_the_queue_under_its_filters_in_its_order(
    town: Town, ask: Ask
) -> None:
    model = town.file()
    made = copies(model, processing.BATCH + 1)
    copies(model, 2, channel="telephone")
    make_demande(service=town.roads)
    export = ask(town.officer, "mon-service", channel="online", procedure=model.procedure_id)
    found = [line["Référence"] for line in lines(export)]
    ordered = Demande.objects.filter(procedure=model.procedure_id, channel="online")
    assert len(found) == len(made) + 1
    assert found == [demande.reference for demande in ordered.order_by("due_on", "pk")]


def test_the_answers_are_columns_when_one_procedure_is_chosen(town: Town, ask: Ask) -> None:
    demande = town.file()
    (line,) = lines(ask(town.officer, "mon-service", procedure=demande.procedure_id))
    assert line["Qu’avez-vous vu ?"] == "Un trou profond devant l’école."
    assert (line["Commune"], line["Commune (formulaire)"]) == ("Arras", "Arras (62)")
    assert "Photos" not in line
    (line,) = lines(ask(town.officer, "mon-service"))
    assert len(line) == len(ENVELOPE) + len(CONTENT)


@pytest.mark.parametrize(
    ("name", "reads"),
    [("adviser", False), ("administrator", False), ("officer", True), ("head", True)],
)
def test_of_a_confidential_demande_only_its_handlers_take_the_content(
    town: Town, ask: Ask, secret: Demande, name: str, reads: bool
) -> None:
    (line,) = lines(ask(town.agent(name), "recherche", procedure=secret.procedure_id))
    content = [value for label, value in list(line.items())[len(ENVELOPE) :] if value]
    assert line["Référence"] == secret.reference
    assert line["Démarche"] == secret.procedure.title
    assert bool(content) == reads
    assert (NAME in line.values()) == reads


def test_an_exceptional_access_takes_nothing_out(town: Town, ask: Ask, secret: Demande) -> None:
    later = timezone.now() + timedelta(hours=1)
    ExceptionalAccess.objects.create(demande=secret, agent=town.adviser, expires_at=later)
    (line,) = lines(ask(town.adviser, "recherche"))
    assert NAME not in line.values()


def test_of_a_demande_kept_from_afar_only_the_envelope_is_taken(town: Town, ask: Ask) -> None:
    adviser = make_member(make_service(organisation=town.top.organisation), Role.ADVISER)
    demande = town.file()
    Demande.objects.filter(pk=demande.pk).update(keeper=adviser)
    (line,) = lines(ask(adviser, "je-les-suis", procedure=demande.procedure_id))
    assert line["Référence"] == demande.reference
    assert not any(list(line.values())[len(ENVELOPE) :])


@pytest.mark.parametrize("kind", Kind.values)
def test_what_no_spreadsheet_holds_is_left_out(town: Town, ask: Ask, kind: str) -> None:
    town.file()
    Demande.objects.update(filer_last_name="Le\uffffroy", filer_first_name="Ana,=1+1")
    (line,) = lines(ask(town.officer, "mon-service", kind))
    assert (line["Nom"], line["Prénom"]) == ("Leroy", "Ana,=1+1")


def test_a_comma_begins_no_cell_of_a_csv(town: Town, ask: Ask) -> None:
    town.file()
    Demande.objects.update(filer_last_name="x,=1+1")
    export = ask(town.officer, "mon-service")
    assert export.stored
    with export.stored.file.open("rb") as file:
        assert b'"x,=1+1"' in file.read()


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_in_a_cell_runs(town: Town, ask: Ask, kind: str) -> None:
    town.file()
    Demande.objects.update(
        filer_last_name="=1+1", filer_first_name="@SUM(A1)", filer_address="-2\x07+3"
    )
    (line,) = lines(ask(town.officer, "mon-service", kind))
    protected = "'" if kind == "csv" else ""
    assert line["Nom"] == f"{protected}=1+1"
    assert line["Prénom"] == f"{protected}@SUM(A1)"
    assert line["Adresse"] == f"{protected}-2+3"


def test_the_contact_to_protect_is_said_beside_the_coordinates(town: Town, ask: Ask) -> None:
    town.file()
    Demande.objects.update(no_voicemail=True)
    (line,) = lines(ask(town.officer, "mon-service"))
    assert line["Contact protégé"] == "ne laissez pas de message vocal"


@pytest.mark.parametrize("name", ["adviser", "officer", "head", "administrator"])
@pytest.mark.parametrize("queue", QUEUES, ids=lambda queue: queue.slug)
def test_whoever_sees_a_queue_may_export_it_and_nobody_else(
    client: Client, town: Town, name: str, queue: Any
) -> None:
    agent = town.agent(name)
    client.force_login(agent, backend=BACKEND)
    path = reverse("export_start", args=[queue.slug])
    expected = 200 if queue.is_of(agent) else 403
    assert client.get(path).status_code == expected
    assert client.post(path, {"format": "csv"}).status_code == (302 if expected == 200 else 403)
    assert Export.objects.filter(agent=agent).exists() == (expected == 200)
    if expected == 403:
        with pytest.raises(PermissionDenied):
            workflow.ask(queue=queue, query=QueryDict(), kind=Kind.CSV, agent=agent)


def test_only_who_asked_sees_the_export_and_takes_its_file(
    client: Client, town: Town, ask: Ask
) -> None:
    town.file()
    export = ask(town.officer, "mon-service")
    page, file = (reverse(name, args=[export.pk]) for name in ("export", "export_file"))
    assert client.get(page).status_code == 200
    response = client.get(file)
    assert b"D-" in b"".join(response)  # type: ignore[arg-type]  # streamed
    assert response["Content-Disposition"].startswith("attachment;")
    for other in (town.head, town.adviser, town.administrator, make_agent(is_superuser=True)):
        client.force_login(other, backend=BACKEND)
        assert [client.get(path).status_code for path in (page, file)] == [404, 404]


def test_the_file_is_closed_to_who_lost_the_queue(client: Client, town: Town, ask: Ask) -> None:
    town.file()
    export = ask(town.officer, "mon-service")
    town.officer.memberships.create(service=make_service(), role=Role.ADVISER)
    town.officer.memberships.filter(role=Role.OFFICER).delete()
    client.force_login(User.objects.get(pk=town.officer.pk), backend=BACKEND)
    assert client.get(reverse("export_file", args=[export.pk])).status_code == 403


def test_the_file_is_closed_to_who_changed_services(client: Client, town: Town, ask: Ask) -> None:
    """Still an officer, and so still with a queue of the same name, but elsewhere."""
    town.file()
    export = ask(town.officer, "mon-service")
    town.officer.memberships.update(service=make_service())
    client.force_login(User.objects.get(pk=town.officer.pk), backend=BACKEND)
    assert client.get(reverse("export_file", args=[export.pk])).status_code == 403


def test_an_export_whose_task_is_forgotten_keeps_nobody_from_another(
    client: Client, town: Town
) -> None:
    client.force_login(town.officer, backend=BACKEND)
    for _ in range(2):
        client.post("/gestion/files/mon-service/exporter/", {"format": "csv"})
        DBTaskResult.objects.all().delete()
    assert sorted(Export.objects.values_list("state", flat=True)) == ["refused", "waiting"]


def test_rights_are_those_of_the_moment_of_writing(client: Client, town: Town) -> None:
    town.file()
    client.force_login(town.officer, backend=BACKEND)
    client.post("/gestion/files/mon-service/exporter/", {"format": "csv"})
    chief = make_agent(is_superuser=True)
    revoke(agent=town.officer, service=town.roads, role=Role.OFFICER, by=chief)
    export = Export.objects.get()
    processing.write(str(export.pk))
    export.refresh_from_db()
    assert (export.state, export.stored) == (State.REFUSED, None)


def test_too_many_demandes_are_refused_and_nothing_is_written(
    client: Client, town: Town, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies(town.file(), 3)
    monkeypatch.setattr(processing, "MOST", 3)
    export = ask(town.officer, "mon-service")
    assert (export.state, export.stored) == (State.TOO_MANY, None)
    assert "ajoutez un filtre" in client.get(reverse("export", args=[export.pk])).content.decode()


def test_one_export_at_a_time(client: Client, town: Town) -> None:
    town.file()
    client.force_login(town.officer, backend=BACKEND)
    path = "/gestion/files/mon-service/exporter/"
    first = client.post(path, {"format": "csv"})["Location"]
    assert client.post(path, {"format": "xlsx"})["Location"] == first
    assert "attend son tour" in client.get(first).content.decode()
    assert Export.objects.count() == 1


def test_written_twice_it_is_kept_once(town: Town, ask: Ask) -> None:
    town.file()
    export = ask(town.officer, "mon-service")
    processing.write(str(export.pk))
    assert StoredFile.objects.filter(name__startswith="demandes-").count() == 1


def test_after_seven_days_the_file_goes_and_the_line_stays_without_a_word_typed(
    client: Client, town: Town, ask: Ask
) -> None:
    town.file()
    export = ask(town.officer, "mon-service", q=NAME, channel="online")
    assert export.filters == {"q": True, "channel": "online"}
    Export.objects.update(asked_at=timezone.now() - timedelta(days=6, hours=23))
    tasks.forget()
    export.refresh_from_db()
    assert export.stored
    Export.objects.update(asked_at=timezone.now() - timedelta(days=7, hours=1))
    tasks.forget()
    export.refresh_from_db()
    assert (export.stored, export.query, export.written) == (None, "", 1)
    assert not StoredFile.objects.filter(name__startswith="demandes-").exists()
    assert "effacé" in client.get(reverse("export", args=[export.pk])).content.decode()
    assert client.get(reverse("export_file", args=[export.pk])).status_code == 404


def test_the_log_says_who_which_filters_and_how_many_and_names_nobody(
    town: Town, ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    town.file()
    with caplog.at_level("INFO", logger="backoffice.exports"):
        export = ask(town.officer, "mon-service", q=NAME)
    said = " ".join(record.getMessage() for record in caplog.records)
    assert f"agent={town.officer.pk}" in said
    assert "filters=['q'] rows=1" in said
    assert str(export.pk) in said
    assert NAME.lower() not in said.lower()


def test_as_many_queries_for_5_demandes_as_for_50(
    town: Town, query_budget: Callable[..., None]
) -> None:
    model = town.file()
    copies(model, 4)
    query = QueryDict(f"procedure={model.procedure_id}")

    def export() -> None:
        made = workflow.ask(
            queue=BY_SLUG["mon-service"], query=query, kind=Kind.CSV, agent=town.officer
        )
        processing.write(str(made.pk))

    query_budget(export, lambda: copies(model, 45), at_most=45)


@pytest.mark.parametrize("kind", Kind)
def test_a_long_file_takes_no_more_memory_than_a_short_one(kind: Kind) -> None:
    """Twenty times as many lines, each with words of its own."""

    def peak(count: int) -> int:
        made = ([f"D-{n}", f"objet {n} " * 10, date(2026, 1, 1)] for n in range(count))
        tracemalloc.start()
        with TemporaryFile() as out:
            files.write(kind, ["a", "b", "c"], made, out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    peak(10)  # what is imported
    assert peak(10_000) < peak(500) + 1_500_000


def test_a_format_that_is_none_shows_the_page_again(client: Client, town: Town) -> None:
    client.force_login(town.officer, backend=BACKEND)
    path = "/gestion/files/mon-service/exporter/?channel=online"
    assert client.post(path, {"format": "exe"})["Location"] == path
    page = client.get(path).content.decode()
    assert "Aucune demande à exporter" in page
    make_demande(service=town.roads)
    make_member(town.roads, Role.OFFICER)
    assert "1 demande</strong>" in client.get(path).content.decode()
