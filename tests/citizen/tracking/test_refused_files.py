"""What somebody who follows a demande sees of the antivirus, and of a storage out of order."""

import pytest
from django.core.files.base import File
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Demande, Message
from portal.demandes.states import State
from portal.demandes.workflow import exchanges, filing
from portal.directory.models import Role
from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.media.storage import PrivateFileSystemStorage, Unavailable
from tests import builders
from tests.citizen.tracking.test_tracking import follow, text_of
from tests.portal.media import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def demande() -> Demande:
    draft = builders.make_draft()
    builders.make_draft_file(draft, name="photo.png")
    return filing.file(draft=draft)


def settle(scan: Scan, threat: str = "") -> None:
    StoredFile.objects.update(scan=scan, threat=threat)


def test_a_refused_file_is_named_with_what_to_do_and_opens_no_more(
    client: Client, demande: Demande
) -> None:
    settle(Scan.INFECTED, "Bad.Thing")
    address = reverse(
        "tracked_attachment", args=[demande.reference, demande.attachments.get().stored_id]
    )
    page = text_of(client.get(follow(client, demande)))
    assert "Un de vos fichiers a été écarté : photo.png." in page
    assert "Envoyez-le de nouveau depuis un autre appareil" in page
    assert address not in page
    assert "photo.png (Écarté : dangereux)" in page
    assert client.get(address).status_code == 410


def test_a_waiting_file_is_said_to_be_and_does_not_open_yet(
    client: Client, demande: Demande
) -> None:
    settle(Scan.WAITING)
    page = text_of(client.get(follow(client, demande)))
    assert "photo.png (En cours de vérification)" in page
    assert "a été écarté" not in page


def test_a_file_that_the_service_sent_is_not_asked_again_of_the_person(
    client: Client, demande: Demande
) -> None:
    officer = builders.make_member(demande.service, Role.OFFICER)
    key = "7d6f0b1c-0000-4000-8000-000000000001"
    sent = builders.make_file("plan.pdf")
    exchanges.tell(demande, body="Voici.", agent=officer, key=key, files=[sent])
    StoredFile.objects.filter(pk=sent.pk).update(scan=Scan.INFECTED, threat="Bad.Thing")
    page = text_of(client.get(follow(client, demande)))
    assert "plan.pdf" in page
    assert "Un de vos fichiers" not in page


def test_once_all_is_over_the_person_is_not_told_to_write(client: Client, demande: Demande) -> None:
    settle(Scan.INFECTED, "Bad.Thing")
    builders.bring(demande, State.WITHDRAWN, builders.make_member(demande.service, Role.OFFICER))
    page = text_of(client.get(follow(client, demande)))
    assert "Si le service en a encore besoin, il vous le dira." in page


class SecondFails(PrivateFileSystemStorage):
    """Out of order from the second file on."""

    written = 0

    def _save(self, name: str, content: File) -> str:
        self.written += 1
        if self.written > 1:
            raise Unavailable
        return super()._save(name, content)


def test_a_message_whose_files_can_not_be_written_is_kept_in_the_form_and_sent_by_no_half(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks
) -> None:
    demande = builders.make_demande()
    follow(client, demande)
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", SecondFails())
    data = {
        "body": "Voici mes photos.",
        "key": "7d6f0b1c-0000-4000-8000-000000000001",
        "attachments": [samples.upload("un.txt", b"un"), samples.upload("deux.txt", b"deux")],
    }
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(reverse("tracked_message", args=[demande.reference]), data)
    assert response.status_code == 503
    assert "Le fichier « deux.txt » n’a pas pu être gardé" in text_of(response)
    assert "Voici mes photos.</textarea>" in text_of(response)
    assert not Message.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_receipt_that_can_not_be_kept_is_offered_later(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    demande = builders.make_demande()
    follow(client, demande)
    broken = SecondFails()
    broken.written = 1
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", broken)
    response = client.get(reverse("receipt", args=[demande.reference]), follow=True)
    assert "L’accusé de réception n’a pas pu être préparé" in text_of(response)
