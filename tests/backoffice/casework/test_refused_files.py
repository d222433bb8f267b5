"""What an agent sees of the antivirus."""

import pytest
from django.urls import reverse

from portal.demandes.models import Demande
from portal.demandes.workflow import filing
from portal.directory.models import Role
from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.media.storage import PrivateFileSystemStorage, Unavailable
from portal.procedures.models import RequiredDocument
from tests import builders
from tests.backoffice.casework.reading import officer_of, page_url, text_of, verb_url
from tests.portal.media import samples

pytestmark = pytest.mark.django_db
WARNING = "L’antivirus a écarté un fichier : photo.png."


def filed(scan: Scan, threat: str = "", **fields: object) -> Demande:
    draft = builders.make_draft(builders.make_procedure(**fields))
    builders.make_draft_file(draft, name="photo.png")
    StoredFile.objects.update(scan=scan, threat=threat)
    return filing.file(draft=draft)


def address(demande: Demande) -> str:
    stored_id = demande.attachments.get().stored_id
    return reverse("demande_attachment", args=[demande.reference, stored_id])


@pytest.mark.parametrize(
    ("scan", "threat", "status", "said"),
    [
        (Scan.WAITING, "", 409, "En cours de vérification"),
        (Scan.FAILED, "", 409, "Non vérifiable"),
        (Scan.INFECTED, "Bad.Thing", 410, "Écarté : dangereux"),
    ],
)
def test_an_agent_reads_why_a_file_does_not_open(browser_of, scan, threat, status, said):
    demande = filed(scan, threat)
    browser = browser_of(officer_of(demande))
    page = text_of(browser.get(page_url(demande)))
    assert page.count(said) == 2, "beside the answer, and among the files"
    assert address(demande) not in page
    assert (WARNING in page) == (scan == Scan.INFECTED)
    assert browser.get(address(demande)).status_code == status


def test_a_clean_file_opens_as_ever(browser_of):
    demande = filed(Scan.CLEAN)
    response = browser_of(officer_of(demande)).get(address(demande))
    assert response.getvalue()
    assert response["Content-Disposition"] == 'attachment; filename="photo.png"'


def test_the_envelope_of_a_confidential_demande_says_nothing_of_its_files(browser_of):
    demande = filed(Scan.INFECTED, "Bad.Thing", confidential=True)
    page = text_of(browser_of(officer_of(demande, Role.ADVISER)).get(page_url(demande)))
    assert "photo.png" not in page


def test_a_refused_document_can_be_asked_for_as_if_it_never_came(browser_of):
    demande = filed(Scan.INFECTED, "Bad.Thing")
    RequiredDocument.objects.create(
        procedure=demande.procedure, label="Photo", why="Pour voir.", field_key="photos"
    )
    url = verb_url(demande, "demander-un-document")
    page = text_of(browser_of(officer_of(demande)).get(url))
    assert "Documents de la démarche" in page
    assert "déjà reçu" not in page
    StoredFile.objects.update(scan=Scan.CLEAN, threat="")
    assert "déjà reçu" in text_of(browser_of(officer_of(demande)).get(url))


class Down(PrivateFileSystemStorage):
    """Out of order."""

    def _save(self, name, content):
        raise Unavailable


def test_an_agents_document_that_can_not_be_written_leaves_the_form_as_it_was(
    browser_of, monkeypatch
):
    demande = builders.make_demande()
    officer = officer_of(demande)
    asked = builders.ask(demande, officer)
    monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", Down())
    url = verb_url(demande, "document-recu")
    data = {"request": asked.pk, "files": [samples.upload("un.txt", b"un")]}
    response = browser_of(officer).post(url, data)
    assert response.status_code == 503
    assert "n’a pas pu être gardé" in text_of(response)
    asked.refresh_from_db()
    assert asked.received_on is None
