"""The receipt (ARE), read back from the PDF: its form, and every item that the law wants on it."""

import io
import re
import subprocess
import sys

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from portal.demandes import receipt
from portal.demandes.models import Demande
from portal.demandes.references import display_code
from portal.demandes.tasks import issue_receipt
from portal.demandes.workflow import filing
from portal.directory.models import Role
from portal.media.models import StoredFile
from portal.procedures.models import RequiredDocument, Silence
from portal.text.dates import full_date
from tests.builders import (
    ANSWERS,
    IDENTITY,
    SCHEMA,
    ask,
    make_demande,
    make_draft,
    make_draft_file,
    make_member,
    make_organisation,
    make_procedure,
    make_service,
)

pytestmark = pytest.mark.django_db
APPEAL = (
    "D’abord un recours préalable au président du département, sous deux mois.\n\n"
    "Puis le tribunal administratif."
)


def read(demande: Demande) -> PdfReader:
    return PdfReader(io.BytesIO(receipt.draw(Demande.objects.with_service().get(pk=demande.pk))))


def words(reader: PdfReader) -> str:
    """The text, whatever breaks its lines."""
    text = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", text)


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def structure(reader: PdfReader) -> list[str]:
    """The tags of the PDF's structure tree, in reading order."""
    found: list[str] = []

    def walk(node: object) -> None:
        node = node.get_object() if isinstance(node, IndirectObject) else node
        if isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(str(node["/S"]))
            children = node.get("/K", [])
            for child in children if isinstance(children, list) else [children]:
                walk(child)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


@pytest.fixture
def demande() -> Demande:
    """One where silence means rejection, with files, from a service with its own telephone."""
    organisation = make_organisation(
        "Département de la Lys", phone_price="Appel gratuit", relay_url="https://relais.example/"
    )
    service = make_service(
        "Action sociale",
        organisation=organisation,
        phone="+33321555555",
        email="social@lys.example",
        address="4 rue du Quai\n62000 Arras",
    )
    procedure = make_procedure(
        service=service,
        title="Contester une décision",
        silence=Silence.REJECT,
        legal_basis="CASF, article L262-47",
        appeal_route=APPEAL,
    )
    RequiredDocument.objects.create(
        procedure=procedure,
        label="Photo du lieu",
        why="Pour préparer la visite.",
        field_key="photos",
    )
    RequiredDocument.objects.create(
        procedure=procedure,
        label="Avis d’imposition",
        why="Pour vos ressources.",
        obtainable=True,
    )
    draft = make_draft(procedure)
    make_draft_file(draft, name="trou-1.png")
    return filing.file(draft=draft)


def test_it_is_tagged_in_french_with_a_title_and_says_that_it_is_pdf_ua(demande: Demande) -> None:
    reader = read(demande)
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "fr"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert reader.metadata is not None
    assert reader.metadata.title == f"Accusé de réception {demande.reference}"
    assert reader.metadata.author == "Département de la Lys"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_object().get_data()


def test_its_headings_lists_and_tables_are_tagged(demande: Demande) -> None:
    tags = structure(read(demande))
    assert tags.count("/H1") == 1
    for tag in ("/H2", "/H3", "/P", "/L", "/LI", "/Table", "/TR", "/TH", "/TD", "/Link"):
        assert tag in tags, tag
    assert tags.index("/H1") < tags.index("/H2")


def test_every_item_owed_is_there(demande: Demande) -> None:
    text = words(read(demande))
    owed = [
        demande.reference,
        full_date(demande.received_on),
        "Action sociale",
        "4 rue du Quai 62000 Arras",
        "03 21 55 55 55",
        "Appel gratuit",
        "https://relais.example/",
        "social@lys.example",
        f"Sans réponse le {full_date(demande.silence_on)}, votre demande sera rejetée",
        "recours préalable au président du département",
        "Puis le tribunal administratif",
        "CASF, article L262-47",
        f"au plus tard le {full_date(demande.due_on)}",
        "Awa Delattre",
        "Qu’avez-vous vu ? Un trou profond devant l’école.",
        "Est-ce dangereux ? Oui",
        "trou-1.png",
        "Pour préparer la visite. Reçu",
        "Pour vos ressources. Nous nous le procurons nous-mêmes",
        "Un agent du service lit votre demande",
    ]
    missing = [item for item in owed if plain(item) not in text]
    assert missing == [], text


def test_the_tracking_code_is_not_printed(demande: Demande) -> None:
    text = words(read(demande))
    assert demande.tracking_code not in text
    assert plain(display_code(demande.tracking_code)) not in text


def test_where_silence_means_acceptance_an_attestation_can_be_had() -> None:
    demande = make_demande(silence=Silence.ACCEPT, appeal_route="Le tribunal.")
    text = words(read(demande))
    sentence = f"Sans réponse le {full_date(demande.silence_on)}, votre demande sera acceptée"
    assert plain(sentence) in text
    assert "si votre dossier est complet" in text
    assert "attestation" in text
    assert "L232-3" in text
    assert "Le tribunal." not in text


def test_a_report_says_nothing_of_silence_nor_appeal() -> None:
    demande = make_demande(silence=Silence.NONE, appeal_route="Le tribunal.")
    text = words(read(demande))
    for absent in ("Si nous ne répondons pas", "Sans réponse le", "Contester", "tribunal"):
        assert absent not in text
    assert plain(demande.service.contact.phone_display) in text


def test_missing_documents_are_listed_with_their_deadline(demande: Demande) -> None:
    asked = ask(demande, make_member(demande.service, Role.OFFICER))
    text = words(read(demande))
    assert plain(f"{asked.label}, à envoyer au plus tard le {full_date(asked.deadline)}") in text
    assert asked.why in text


def test_what_people_type_stays_text_and_fetches_nothing() -> None:
    typed = '<img src="file:///etc/passwd"><script>x</script> <b>gras</b> & co'
    identity = IDENTITY | {"last_name": "<u>Delattre</u>"}
    demande = make_demande(answers=ANSWERS | {"quoi": typed, "identite": identity})
    reader = read(demande)
    assert plain(typed) in words(reader)
    assert "<u>Delattre</u>" in words(reader)
    assert all(not page.images for page in reader.pages)


def test_it_is_issued_once_kept_privately_and_is_no_event() -> None:
    demande = make_demande()
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    first = demande.receipt
    assert first is not None
    assert first.name == f"accuse-de-reception-{demande.reference}.pdf"
    assert first.content_type == "application/pdf"
    with first.file.open() as kept:
        assert kept.read(5) == b"%PDF-"
    issue_receipt.call(demande.pk)
    demande.refresh_from_db()
    assert demande.receipt == first
    assert StoredFile.objects.count() == 1
    assert (demande.version, demande.journal.count()) == (1, 1)


def test_nothing_here_loads_the_pdf_library_before_it_draws() -> None:
    code = (
        "import django, sys; django.setup(); import portal.urls, portal.demandes.tasks; "
        "sys.exit('weasyprint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_it_says_where_to_follow_and_counts_sizes_in_the_page_s_words(demande: Demande) -> None:
    reader = read(demande)
    text = words(reader)
    assert "/suivi/, avec sa référence" in text
    assert "trou-1.png, 20 octets" in text
    assert all(plain(demande.reference) in plain(page.extract_text()) for page in reader.pages)


def test_whoever_gave_no_address_is_told_where_the_answer_will_be() -> None:
    demande = make_demande(make_procedure({"steps": [SCHEMA["steps"][0]]}))
    assert not demande.filer_email
    assert "Le service vous répond, sur la page de suivi, au plus tard" in words(read(demande))
