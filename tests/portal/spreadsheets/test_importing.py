"""An import: shown before it is written, all or nothing, harmless when done again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.accounts.models import User
from portal.directory.models import Service
from portal.directory.roles import Role
from portal.directory.service_sheet import SERVICES, ServiceBook
from portal.media.models import StoredFile
from portal.spreadsheets import keeping, processing, subjects, workflow
from portal.spreadsheets.models import Import, Outcome, State
from portal.spreadsheets.subjects import Row, Subject
from tests.portal.directory.factories import make_agent, make_member, make_service
from tests.portal.spreadsheets.books import (
    checked,
    csv_file,
    faults,
    imported,
    outcomes,
    rows,
    written,
)

pytestmark = pytest.mark.django_db
RENAMED = [["Code", "Nom"], ["mairie", "Hôtel de ville"], ["voirie", "Voirie"]]


@pytest.fixture
def superuser() -> User:
    top = make_service("Mairie", code="mairie")
    make_service("Voirie", code="voirie", parent=top)
    return make_agent(is_superuser=True)


def name() -> str:
    return Service.objects.get(code="mairie").name


def test_nothing_is_written_by_the_check(superuser: User) -> None:
    owner = checked(SERVICES, superuser, RENAMED)
    assert owner.state == State.CHECKED
    assert outcomes(owner) == {"mairie": Outcome.CHANGED, "voirie": Outcome.UNCHANGED}
    assert name() == "Mairie"


def test_what_was_shown_is_written_once_and_the_file_goes(superuser: User) -> None:
    owner = imported(SERVICES, superuser, RENAMED)
    assert (owner.state, owner.stored, StoredFile.objects.count()) == (State.DONE, None, 0)
    assert name() == "Hôtel de ville"

    Service.objects.update(name="Autre")
    written(owner)  # a second click, a task run twice
    assert name() == "Autre"


def test_the_same_file_again_changes_nothing_and_has_no_button(superuser: User) -> None:
    imported(SERVICES, superuser, RENAMED)
    owner = checked(SERVICES, superuser, RENAMED)
    assert set(outcomes(owner).values()) == {Outcome.UNCHANGED}
    assert written(owner).state == State.CHECKED


def test_one_wrong_row_holds_the_whole_file_back(superuser: User) -> None:
    owner = checked(SERVICES, superuser, [*RENAMED, ["inconnu", ""]])
    assert faults(owner) == [
        (4, "Collectivité", "Ajoutez cette colonne et remplissez-la."),
        (4, "Nom", "Remplissez cette cellule."),
    ]
    assert written(owner).state == State.CHECKED
    assert name() == "Mairie"


def test_rows_changed_meanwhile_are_not_overwritten(superuser: User) -> None:
    owner = checked(SERVICES, superuser, RENAMED)
    Service.objects.filter(code="mairie").update(name="Maison commune")
    assert written(owner).state == State.OUTDATED
    assert name() == "Maison commune"

    workflow.check_again(owner=owner, agent=superuser)
    processing.check(str(owner.pk))
    owner.refresh_from_db()
    assert rows(owner)["mairie"].changes == [["Nom", "Maison commune", "Hôtel de ville"]]
    assert written(owner).state == State.DONE


def test_rows_that_the_file_leaves_alone_may_change_meanwhile(superuser: User) -> None:
    owner = checked(SERVICES, superuser, [["Code", "Nom"], ["mairie", "Hôtel de ville"]])
    Service.objects.filter(code="voirie").update(name="Voirie et réseaux")
    assert written(owner).state == State.DONE


def test_a_row_created_meanwhile_is_seen(superuser: User) -> None:
    slug = Service.objects.get(code="mairie").organisation.slug
    table = [["Code", "Collectivité", "Service de rattachement", "Nom"], ["a", slug, "mairie", "A"]]
    owner = checked(SERVICES, superuser, table)
    make_service("Autre", code="a", parent=Service.objects.get(code="mairie"))
    assert written(owner).state == State.OUTDATED


class FragileBook(ServiceBook):
    """Dies after the first row, as a worker that is killed, as often as it is told."""

    deaths = 0

    def write(self, rows: list[Row]) -> None:  # type: ignore[override]  # a list is enough here
        super().write(rows[:1])
        if FragileBook.deaths:
            FragileBook.deaths -= 1
            raise SystemExit
        super().write(rows[1:])


FRAGILE = Subject("fragile", "Fragile", SERVICES.columns, FragileBook, "group")


@pytest.fixture
def fragile() -> Iterator[Subject]:
    yield subjects.register(FRAGILE)
    del subjects._subjects["fragile"]


def test_a_worker_killed_in_the_middle_leaves_nothing_half_written(
    superuser: User, fragile: Subject
) -> None:
    FragileBook.deaths = 1
    owner = checked(fragile, superuser, [["Code", "Nom"], ["mairie", "Un"], ["voirie", "Deux"]])
    workflow.confirm(owner=owner, agent=superuser)
    with pytest.raises(SystemExit):
        processing.write(str(owner.pk))
    assert set(Service.objects.values_list("name", flat=True)) == {"Mairie", "Voirie"}

    processing.write(str(owner.pk))  # the task, given to another worker
    owner.refresh_from_db()
    assert owner.state == State.DONE
    assert set(Service.objects.values_list("name", flat=True)) == {"Un", "Deux"}


def test_a_task_that_gave_up_is_started_again(superuser: User) -> None:
    owner = checked(SERVICES, superuser, RENAMED)
    workflow.confirm(owner=owner, agent=superuser)
    owner.refresh_from_db()
    assert not owner.has_failed()
    DBTaskResult.objects.filter(pk=owner.task_id).update(status=TaskResultStatus.FAILED)
    assert owner.has_failed()
    assert workflow.check_again(owner=owner, agent=superuser).state == State.CHECKING


@pytest.mark.parametrize(
    ("headers", "column", "words"),
    [
        (["Nom"], "Code", "manque"),
        (["Code", "Surnom"], "Surnom", "pas reconnue"),
        (["Code", "Nom", "NOM"], "Nom", "deux fois"),
    ],
)
def test_wrong_headers_are_told_at_line_one(superuser: User, headers, column, words) -> None:
    owner = checked(SERVICES, superuser, [headers, ["mairie"] * len(headers)])
    assert owner.state == State.UNREADABLE
    ((number, where, sentence),) = faults(owner)
    assert (number, where) == (1, column)
    assert words in sentence


def test_headers_are_known_without_accents_nor_capitals(superuser: User) -> None:
    owner = checked(SERVICES, superuser, [["CODE", " telephone "], ["mairie", "03 21 21 62 16"]])
    assert outcomes(owner) == {"mairie": Outcome.CHANGED}


def test_a_key_given_twice_is_told_with_the_first_line(superuser: User) -> None:
    table = [["Code", "Nom"], ["mairie", "Un"], ["mairie", "Deux"]]
    ((number, _, sentence),) = faults(checked(SERVICES, superuser, table))
    assert number == 3
    assert "déjà à la ligne 2" in sentence


def test_only_an_administrator_sends_and_only_who_sent_imports(superuser: User) -> None:
    top = Service.objects.get(code="mairie")
    file = SimpleUploadedFile("a.csv", csv_file(RENAMED))
    for role in (role for role in Role if role != Role.ADMINISTRATOR):
        with pytest.raises(PermissionDenied):
            workflow.receive(subject=SERVICES, uploaded=file, agent=make_member(top, role))
    owner = checked(SERVICES, superuser, RENAMED)
    other = make_agent(is_superuser=True)
    for verb in (workflow.confirm, workflow.check_again):
        with pytest.raises(PermissionDenied):
            verb(owner=owner, agent=other)


def test_what_is_no_workbook_is_refused_at_the_door(superuser: User) -> None:
    with pytest.raises(ValidationError, match=r"ce que son nom annonce|abîmé"):
        workflow.receive(
            subject=SERVICES, uploaded=SimpleUploadedFile("a.xlsx", b"PK no"), agent=superuser
        )
    assert not Import.objects.exists()


def test_a_file_that_the_antivirus_threw_away_is_refused(superuser: User) -> None:
    owner = checked(SERVICES, superuser, RENAMED)
    owner.stored.file.storage.delete(owner.stored.file.name)
    workflow.check_again(owner=owner, agent=superuser)
    processing.check(str(owner.pk))
    ((number, _, sentence),) = faults(owner)
    assert number == 1
    assert "écarté" in sentence


def test_what_was_sent_goes_after_two_days(superuser: User) -> None:
    old, new = checked(SERVICES, superuser, RENAMED), checked(SERVICES, superuser, RENAMED)
    Import.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    assert keeping.forget(before=timezone.now() - timedelta(days=2)) == 1
    assert list(Import.objects.all()) == [new]
    assert list(StoredFile.objects.all()) == [new.stored]
