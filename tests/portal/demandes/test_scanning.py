"""What a demande says and does when the antivirus refuses one of its files."""

from uuid import uuid4

import pytest

from portal.demandes import receipt
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Attachment, Demande
from portal.demandes.workflow import exchanges, filing, scanning
from portal.directory.models import Role
from portal.media import quarantine
from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.messaging.models import OutboundMessage
from tests.builders import (
    ANSWERS,
    SCHEMA,
    ask,
    make_demande,
    make_draft,
    make_draft_file,
    make_file,
    make_member,
    make_procedure,
)
from tests.portal.media.scanners import DANGEROUS, THREAT, Clamd

pytestmark = pytest.mark.django_db
NAME = "certificat-medical-awa.png"


def bad_file() -> StoredFile:
    return make_file(NAME, DANGEROUS)


def filed_with_a_bad_file(**fields: object) -> Demande:
    draft = make_draft(make_procedure(**fields))
    make_draft_file(draft, name=NAME, content=DANGEROUS)
    return filing.file(draft=draft)


def refuse(stored: StoredFile) -> None:
    """The verdict alone, before anything holds the file."""
    assert quarantine.settle(stored, quarantine.Verdict(Scan.INFECTED, THREAT))


def notices() -> list[OutboundMessage]:
    return list(OutboundMessage.objects.filter(key__contains=":file_refused:"))


def test_the_person_is_told_once_which_file_to_send_again(clamd: Clamd) -> None:
    demande = filed_with_a_bad_file()
    stored_id = demande.attachments.get().stored_id
    before = (demande.state, demande.version, demande.silence_on, demande.due_on)

    scanning.scan(stored_id)
    scanning.scan(stored_id)

    [mail] = notices()
    text = mail.text.replace("\u00a0", " ")
    assert f"Le fichier « {NAME} »" in text
    assert "il contient un programme dangereux" in text
    assert "depuis un autre appareil" in text
    demande.refresh_from_db()
    assert (demande.state, demande.version, demande.silence_on, demande.due_on) == before


def test_a_clean_file_is_nobodys_news(clamd: Clamd) -> None:
    draft = make_draft()
    make_draft_file(draft)
    scanning.scan(filing.file(draft=draft).attachments.get().stored_id)
    assert notices() == []


def test_a_confidential_demandes_e_mail_does_not_name_the_file(clamd: Clamd) -> None:
    demande = filed_with_a_bad_file(confidential=True, title="RSA contester")
    scanning.scan(demande.attachments.get().stored_id)
    [mail] = notices()
    said = mail.subject + mail.text + mail.html
    assert "Un fichier que vous avez envoyé" in said
    assert NAME not in said
    assert "RSA" not in said


def test_a_person_without_e_mail_is_written_to_in_vain_by_nobody(clamd: Clamd) -> None:
    identity = {**ANSWERS["identite"], "email": ""}
    draft = make_draft(answers=ANSWERS | {"identite": identity})
    make_draft_file(draft, content=DANGEROUS)
    demande = filing.file(draft=draft)
    scanning.scan(demande.attachments.get().stored_id)
    assert demande.attachments.get().stored.is_refused
    assert notices() == []


def test_a_file_that_an_agent_sent_is_not_asked_of_the_person(clamd: Clamd) -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)
    exchanges.tell(demande, body="Voici.", agent=officer, key=uuid4(), files=[bad_file()])
    scanning.scan(Attachment.objects.get().stored_id)
    assert Attachment.objects.get().stored.is_refused
    assert notices() == []


def test_a_required_document_that_was_refused_is_missing_when_filing(clamd: Clamd) -> None:
    lieu, vous = SCHEMA["steps"]
    photos = {"key": "photos", "type": "files", "label": "Photos", "required": True}
    schema = {"steps": [{**lieu, "fields": [*lieu["fields"][:-1], photos]}, vous]}
    draft = make_draft(make_procedure(schema))
    held = make_draft_file(draft, content=DANGEROUS)
    scanning.scan(held.stored_id)
    with pytest.raises(Incomplete):
        filing.file(draft=draft)
    assert notices() == [], "the step says it"
    make_draft_file(draft)
    assert filing.file(draft=draft).attachments.count() == 2


def test_a_verdict_that_came_just_before_filing_is_told_at_filing(clamd: Clamd) -> None:
    draft = make_draft()
    refuse(make_draft_file(draft, name=NAME).stored)
    filing.file(draft=draft)
    assert len(notices()) == 1


def test_a_verdict_that_came_before_the_file_was_attached_is_told_then(clamd: Clamd) -> None:
    demande = make_demande()
    stored = bad_file()
    refuse(stored)
    exchanges.hear(demande, body="Voici.", key=uuid4(), files=[stored, make_file()])
    assert len(notices()) == 1


def test_a_document_asked_for_and_refused_moves_no_clock(clamd: Clamd) -> None:
    demande = make_demande()
    asked = ask(demande, make_member(demande.service, Role.OFFICER))
    exchanges.provide_document(demande, request=asked, files=[bad_file()])
    before = (demande.state, demande.silence_on)
    scanning.scan(Attachment.objects.get().stored_id)
    demande.refresh_from_db()
    asked.refresh_from_db()
    assert (demande.state, demande.silence_on) == before
    assert asked.received_on
    assert len(notices()) == 1


def test_a_receipt_lists_no_refused_file(clamd: Clamd) -> None:
    demande = filed_with_a_bad_file()
    assert [file.name for file in receipt.context(demande)["files"]] == [NAME]
    scanning.scan(demande.attachments.get().stored_id)
    assert receipt.context(demande)["files"] == []
