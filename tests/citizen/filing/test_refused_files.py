"""A draft's files and the antivirus: one goes on meanwhile, and hears what to send again."""

import pytest
from django.core.files.base import File
from pytest_django import Settings

from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.media.storage import PrivateFileSystemStorage, Unavailable
from tests.builders import SCHEMA
from tests.citizen.filing.person import IDENTITY, PLACE, Person, live_procedure, main_of
from tests.portal.media import samples

pytestmark = pytest.mark.django_db
REFUSED = (
    "Le fichier « un.txt » a été écarté : il contient un programme dangereux. "
    "Envoyez-le de nouveau depuis un autre appareil."
)


@pytest.fixture
def _with_antivirus(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = "/nobody/answers"


def send(person: Person, name: str = "un.txt") -> None:
    person.answer("lieu", PLACE | {"photos": [samples.upload(name, b"bonjour")]})


def settle(scan: Scan, threat: str = "") -> None:
    StoredFile.objects.update(scan=scan, threat=threat)


@pytest.fixture
def strict() -> Person:
    """In front of a form that requires its files."""
    lieu, vous = SCHEMA["steps"]
    photos = {"key": "photos", "type": "files", "label": "Photos", "required": True, "max_files": 1}
    return Person(
        live_procedure({"steps": [{**lieu, "fields": [*lieu["fields"][:-1], photos]}, vous]})
    )


@pytest.mark.usefixtures("_with_antivirus")
def test_one_goes_on_and_files_while_a_file_waits_which_nobody_opens(strict: Person) -> None:
    send(strict)
    page = main_of(strict.page("draft_step", "lieu"))
    assert "En cours de vérification" in page
    held = strict.draft.files.get()
    response = strict.page("draft_file", held.stored_id)
    assert response.status_code == 409
    assert "en cours de vérification" in main_of(response)
    strict.answer("vous", IDENTITY)
    assert "un.txt (En cours de vérification)" in main_of(strict.page("draft_check"))
    assert strict.file().url == strict.at("draft_filed")


def test_the_step_says_what_to_do_of_a_refused_file_and_takes_another(strict: Person) -> None:
    send(strict)
    strict.answer("vous", IDENTITY)
    settle(Scan.INFECTED, "Bad.Thing")
    page = main_of(strict.page("draft_step", "lieu"))
    assert REFUSED in page
    assert strict.page("draft_check").url == strict.step("lieu")
    assert strict.file().url == strict.step("lieu"), "a required file is missing"
    send(strict)  # the very same content, once more
    assert strict.names_of_files() == ["un.txt", "un.txt"]
    assert strict.file().url == strict.at("draft_filed")


def test_a_refused_file_can_be_removed(strict: Person) -> None:
    send(strict)
    settle(Scan.INFECTED, "Bad.Thing")
    strict.answer("lieu", PLACE | {"retirer": str(strict.draft.files.get().stored_id)})
    assert not StoredFile.objects.exists()


class Full(PrivateFileSystemStorage):
    """A disk without room."""

    def _save(self, name: str, content: File) -> str:
        raise Unavailable


def test_a_file_that_can_not_be_written_keeps_what_was_typed_and_says_what_to_do(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", Full())
    files = {"photos": [samples.upload("un.txt", b"bonjour")]}
    response = person.answer("lieu", PLACE | files)
    assert response.status_code == 400
    assert "Le fichier « un.txt » n’a pas pu être gardé" in main_of(response)
    assert person.answers()["quoi"] == PLACE["quoi"]
    assert not StoredFile.objects.exists()
