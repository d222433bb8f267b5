"""An answer by e-mail becomes a message on its demande; anything else waits for a person."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from portal.accounts.models import User
from portal.demandes.hearing import MESSAGES_AN_HOUR
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow import exchanges
from portal.directory.models import Role
from portal.media.models import StoredFile
from portal.messaging import tasks
from portal.messaging.inbound import intake
from portal.messaging.inbound.states import REASONS, Sorting
from portal.messaging.models import InboundMessage, OutboundMessage
from tests import builders
from tests.portal.messaging.letters import answer_to, letter
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _mailbox(settings: Settings) -> None:
    settings.INBOUND_ADDRESS = "reponse@ville.example"


@pytest.fixture
def demande() -> Demande:
    return builders.make_demande()


def receipt_of(demande: Demande) -> OutboundMessage:
    return OutboundMessage.objects.for_topic(demande.topic).earliest("pk")


def sort(raw: bytes) -> InboundMessage:
    """What becomes of an e-mail once it is kept and sorted."""
    message = intake.keep(raw)
    assert message is not None
    tasks.sort.enqueue(message.pk)
    run_tasks()
    message.refresh_from_db()
    return message


def test_an_answer_becomes_a_message_of_the_person(demande: Demande) -> None:
    found = sort(answer_to(receipt_of(demande), "Le trou est devant le 12.").as_bytes())
    assert (found.state, found.topic) == (Sorting.ATTACHED, demande.topic)
    [message] = demande.messages.all()
    assert message.body == "Le trou est devant le 12."
    assert message.from_citizen


def test_the_same_e_mail_is_kept_once_and_sorted_once(demande: Demande) -> None:
    raw = answer_to(receipt_of(demande), "Une fois.").as_bytes()
    message = sort(raw)
    assert intake.keep(raw) is None
    tasks.sort.enqueue(message.pk)
    InboundMessage.objects.update(state=Sorting.NEW, settled_at=None)  # killed before it was said
    run_tasks()
    assert demande.messages.count() == 1
    assert InboundMessage.objects.get().state == Sorting.ATTACHED


def test_files_come_with_the_answer_and_those_refused_are_named(demande: Demande) -> None:
    mail = answer_to(receipt_of(demande), "Voici.")
    mail.add_attachment(b"Bonjour", maintype="text", subtype="plain", filename="mot.txt")
    mail.add_attachment(b"MZ\x90", maintype="application", subtype="x-exe", filename="photo.exe")
    assert sort(mail.as_bytes()).state == Sorting.ATTACHED
    [message] = demande.messages.all()
    assert [each.stored.name for each in message.attachments.all()] == ["mot.txt"]
    assert "photo.exe" in message.body
    told = OutboundMessage.objects.get(key__contains="files_refused")
    assert told.recipient == demande.filer_email
    assert "photo.exe" in told.text


def test_an_answer_from_another_address_says_so(demande: Demande) -> None:
    sort(answer_to(receipt_of(demande), "C’est moi.", sender="bureau@exemple.fr").as_bytes())
    assert "[Envoyé depuis l’adresse bureau@exemple.fr.]" in demande.messages.get().body


def test_words_too_long_for_a_message_come_whole_as_a_file(demande: Demande) -> None:
    sort(answer_to(receipt_of(demande), "Mot. " * 2000).as_bytes())
    message = demande.messages.get()
    assert len(message.body) <= 5000
    assert message.attachments.get().stored.size >= 9_999


def test_a_mail_program_that_says_nothing_of_the_thread_is_understood(demande: Demande) -> None:
    mail = answer_to(receipt_of(demande), "Bonjour.")
    del mail["In-Reply-To"], mail["References"]
    assert sort(mail.as_bytes()).state == Sorting.ATTACHED


def test_an_answer_without_our_address_is_known_by_what_it_answers(demande: Demande) -> None:
    mail = answer_to(receipt_of(demande), "Bonjour.", to="reponse@ville.example")
    assert sort(mail.as_bytes()).state == Sorting.ATTACHED


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"subject": "Une autre question", "answers": ""}, "new_subject"),
        ({"subject": "Re: Les poubelles", "answers": "<autre@exemple.fr>"}, "new_subject"),
        ({"to": "reponse@ville.example", "answers": ""}, "unknown"),
        ({"to": "reponse@ville.example", "sender": "autre@exemple.fr"}, "other_sender"),
    ],
)
def test_what_may_be_about_something_else_waits_for_a_person(
    demande: Demande, changes: dict[str, str], reason: str
) -> None:
    found = sort(answer_to(receipt_of(demande), "Bonjour.", **changes).as_bytes())
    assert (found.state, found.reason) == (Sorting.UNSORTED, reason)
    assert found.text.startswith("Bonjour.")
    assert not demande.messages.exists()
    assert found.topic == ("" if reason == "unknown" else demande.topic)


def test_a_known_address_with_a_new_subject_is_not_glued_to_an_old_demande(
    demande: Demande,
) -> None:
    found = sort(letter("J’ai une autre question.", sender=demande.filer_email).as_bytes())
    assert (found.state, found.reason) == (Sorting.UNSORTED, "unknown")


def test_an_address_made_up_opens_nothing(demande: Demande) -> None:
    key = demande.reference.replace("-", "").lower()
    forged = f"reponse+d-{key}-aaaaaaaaaaaaaaaa@ville.example"
    assert sort(letter("x", to=forged).as_bytes()).reason == "unknown"


def test_an_answer_to_a_demande_that_is_over_waits_for_a_person() -> None:
    demande = builders.make_demande(state=State.CLOSED)
    found = sort(answer_to(receipt_of(demande), "Encore une chose.").as_bytes())
    assert (found.state, found.reason) == (Sorting.UNSORTED, "over")


def test_an_answer_beyond_the_hours_limit_waits_for_a_person(demande: Demande) -> None:
    for number in range(MESSAGES_AN_HOUR):
        sort(answer_to(receipt_of(demande), f"Message {number}").as_bytes())
    assert sort(answer_to(receipt_of(demande), "De trop").as_bytes()).reason == "too_many"
    assert demande.messages.count() == MESSAGES_AN_HOUR


def test_a_confidential_demande_invites_and_takes_no_answer_by_e_mail() -> None:
    demande = builders.make_demande(confidential=True)
    receipt = receipt_of(demande)
    assert receipt.reply_to == ""
    assert "ne sont pas lues" in receipt.text
    found = sort(answer_to(receipt, "Ma santé.", to="reponse@ville.example").as_bytes())
    assert (found.state, found.reason) == (Sorting.UNSORTED, "confidential")


@pytest.mark.parametrize(
    ("header", "value"), [("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")]
)
def test_machines_are_not_listened_to(demande: Demande, header: str, value: str) -> None:
    mail = answer_to(receipt_of(demande), "Je suis en congé.")
    mail[header] = value
    assert sort(mail.as_bytes()).state == Sorting.IGNORED
    assert not demande.messages.exists()


def test_our_own_mail_that_comes_back_makes_no_loop(demande: Demande) -> None:
    before = OutboundMessage.objects.count()
    mail = answer_to(receipt_of(demande), "x", sender="ne-pas-repondre@localhost")
    found = sort(mail.as_bytes())
    assert (found.state, found.reason) == (Sorting.IGNORED, "loop")
    assert OutboundMessage.objects.count() == before


def test_what_is_no_e_mail_is_kept_and_shown() -> None:
    found = sort(b"\x00\x01 nothing of an e-mail")
    assert found.state == Sorting.UNREADABLE
    assert found.raw is not None
    assert found.explanation


def test_every_reason_has_its_sentence(demande: Demande) -> None:
    assert all(REASONS.values())
    exchanges.tell(demande, body="Bonjour.", agent=officer_of(demande), key=uuid4())
    told = OutboundMessage.objects.for_topic(demande.topic).latest("pk")
    assert "Répondez à cet e-mail, ou ouvrez" in told.text
    assert "Répondez au-dessus de cette ligne" in told.text
    assert "Répondez au-dessus de cette ligne" in told.html


def officer_of(demande: Demande) -> User:
    return builders.make_member(demande.service, Role.OFFICER)


def test_a_month_after_it_is_settled_an_e_mail_names_nobody(demande: Demande) -> None:
    found = sort(answer_to(receipt_of(demande), "Bonjour.").as_bytes())
    InboundMessage.objects.update(settled_at=timezone.now() - timedelta(days=31))
    assert intake.erase_settled() == 1
    found.refresh_from_db()
    assert (found.sender, found.subject, found.text, found.raw) == ("", "", "", None)
    assert not StoredFile.objects.filter(content_type="message/rfc822").exists()
    assert intake.erase_settled() == 0


def test_a_crash_before_the_sorting_is_made_good(demande: Demande) -> None:
    message = intake.keep(answer_to(receipt_of(demande), "Bonjour.").as_bytes())
    assert message is not None
    InboundMessage.objects.update(received_at=timezone.now() - timedelta(minutes=20))
    tasks.sweep_inbound()
    run_tasks()
    assert demande.messages.count() == 1
