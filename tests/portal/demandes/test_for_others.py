"""Somebody files for somebody else: who is told, by which way, and of what."""

from typing import Any

import pytest

from portal.demandes import beneficiaries
from portal.demandes.completeness import Incomplete
from portal.demandes.models import Demande, Draft
from portal.demandes.workflow import filing, requalifying
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.messaging.states import Medium
from portal.procedures.models import ForWhom
from tests.builders import IDENTITY, make_draft, make_member, make_procedure

pytestmark = pytest.mark.django_db
LEA = {
    "for_other": True,
    "link": Draft.Link.PARENT,
    "beneficiary_first_name": "Léa",
    "beneficiary_last_name": "Marchand",
    "beneficiary_email": "lea@courriel.example",
}
CONSOLE = "portal.messaging.sms.console.ConsoleProvider"
MOBILE = "+33698765432"


def filed(for_whom: ForWhom = ForWhom.ANYBODY, procedure: Any = None, **fields: Any) -> Demande:
    procedure = procedure or make_procedure(for_whom=for_whom, title="Demander une aide")
    return filing.file(draft=make_draft(procedure, **LEA | fields))


def told(demande: Demande) -> OutboundMessage | None:
    """What the beneficiary was sent."""
    sent = OutboundMessage.objects.for_topic(demande.topic)
    return sent.filter(key__endswith=":beneficiary").first()


def test_the_beneficiary_is_copied_on_the_demande_and_found_by_name() -> None:
    demande = filed()
    assert (demande.beneficiary_name, demande.link) == ("Léa Marchand", "parent")
    assert demande.filer_name == "Awa Delattre"
    assert "marchand" in demande.search_text


@pytest.mark.parametrize("neutral", [False, True])
def test_the_beneficiary_learns_that_it_exists_and_nothing_more(neutral: bool) -> None:
    demande = filed(neutral=neutral)
    mail = told(demande)
    assert mail is not None
    assert mail.recipient == "lea@courriel.example"
    everything = f"{mail.subject} {mail.text} {mail.html} {mail.sender_name}"
    secrets = ["Awa", "Delattre", "Demander une aide", "trou", "/suivi/", demande.tracking_code]
    secrets += [demande.service.name]
    secrets += [demande.service.organisation.name] if neutral else []
    assert not [secret for secret in secrets if secret in everything]
    assert demande.reference in mail.text
    assert "03 21 00 00 00" in mail.text.replace("\u00a0", " ")


@pytest.mark.parametrize("untold", Draft.Untold)
def test_the_filer_can_say_why_not_to_tell(untold: Draft.Untold) -> None:
    assert told(filed(untold=untold)) is None


def test_who_a_report_is_about_is_never_told() -> None:
    demande = filed(ForWhom.REPORT)
    assert told(demande) is None
    assert beneficiaries.way_to(demande) == ""


def test_nobody_else_is_told_of_ones_own_demande() -> None:
    assert told(filed(for_other=False)) is None


@pytest.mark.parametrize(
    ("fields", "way"),
    [
        ({}, "email"),
        ({"beneficiary_phone": MOBILE}, "email"),
        ({"beneficiary_email": "", "beneficiary_phone": MOBILE}, "sms"),
        ({"beneficiary_email": "", "beneficiary_phone": "+33321216216"}, "letter"),
        ({"beneficiary_email": ""}, "letter"),
        ({"beneficiary_email": IDENTITY["email"]}, "letter"),
        ({"beneficiary_email": "", "beneficiary_phone": IDENTITY["phone"]}, "letter"),
        ({"untold": "safety"}, ""),
    ],
)
def test_each_beneficiary_is_told_by_the_best_way(
    fields: dict[str, Any], way: str, settings: Any
) -> None:
    settings.SMS_PROVIDER = CONSOLE
    demande = filed(**fields)
    assert beneficiaries.way_to(demande) == way
    message = told(demande)
    assert (message.medium if message else "letter") == (way or "letter")


def test_a_text_message_to_the_beneficiary_names_nothing(settings: Any) -> None:
    settings.SMS_PROVIDER = CONSOLE
    message = told(filed(beneficiary_email="", beneficiary_phone=MOBILE))
    assert message is not None
    assert message.medium == Medium.SMS
    assert "aide" not in message.text
    assert "Awa" not in message.text


@pytest.mark.parametrize("lost", ["link", "beneficiary_first_name", "beneficiary_last_name"])
def test_who_files_for_somebody_says_for_whom(lost: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        filed(**{lost: ""})
    assert [step.key for step, _field in refusal.value.missing] == ["vous"]
    assert not Demande.objects.exists()


def test_requalifying_keeps_the_beneficiary_and_tells_nobody_again() -> None:
    demande = filed()
    other = make_procedure(service=demande.service, for_whom=ForWhom.OWN)
    head = make_member(demande.service, Role.HEAD)
    requalifying.requalify(
        demande, procedure=other, reason="À vous.", agent=head, version=demande.version
    )
    assert demande.beneficiary_name == "Léa Marchand"
    assert "marchand" in demande.search_text
    sent = OutboundMessage.objects.for_topic(demande.topic)
    assert sent.filter(key__endswith=":beneficiary").count() == 1
