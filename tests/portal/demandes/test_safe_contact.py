"""Cautions: every message that the software can write honours them, and agents see them."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from portal.demandes import reach, slip
from portal.demandes.models import CAUTIONS, Demande
from portal.demandes.states import Action, State
from portal.demandes.workflow import exchanges, filing, protecting
from portal.demandes.workflow.deed import ChangedMeanwhile, NotAllowed
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.messaging.states import Medium
from portal.messaging.states import State as Sending
from tests.builders import ANSWERS, make_demande, make_draft, make_member, make_procedure
from tests.portal.demandes.verbs import MAILS, VERBS

pytestmark = pytest.mark.django_db
CONSOLE = "portal.messaging.sms.console.ConsoleProvider"
STATES = {
    Action.REOPEN: State.CLOSED,
    Action.TAKE_IN: State.AWAITING_PAYMENT,
    Action.DROP: State.AWAITING_PAYMENT,
}
NAMES = ("Voirie secrète", "Ville cachée", "Démarche tue", "Un trou profond")


@pytest.fixture(autouse=True)
def _sms(settings: Any) -> None:
    settings.SMS_PROVIDER = CONSOLE


def protected(action: Action | None = None, **fields: Any) -> Demande:
    """A demande with these columns, in a state where the action may happen; nothing was sent."""
    state = STATES.get(action, State.ASSIGNED) if action else State.FILED
    demande = make_demande(make_procedure(title=NAMES[2]), state=state)
    demande.service.name, demande.service.organisation.name = NAMES[:2]
    demande.service.save()
    demande.service.organisation.save()
    Demande.objects.filter(pk=demande.pk).update(**fields)
    OutboundMessage.objects.all().delete()
    return Demande.objects.get(pk=demande.pk)


def sent(demande: Demande) -> list[OutboundMessage]:
    return list(OutboundMessage.objects.for_topic(demande.topic))


def do(action: Action, demande: Demande) -> None:
    agent = make_member(demande.service, Role.HEAD, Role.OFFICER)
    VERBS[action](demande, agent)


each_notice = pytest.mark.parametrize("action", MAILS)


@each_notice
def test_no_e_mail_means_none_and_a_text_message_takes_its_place(action: Action) -> None:
    demande = protected(action, no_email=True)
    do(action, demande)
    assert {message.medium for message in sent(demande)} == {Medium.SMS}


@each_notice
def test_neither_e_mail_nor_text_message_means_nothing_at_all(action: Action) -> None:
    demande = protected(action, no_email=True, no_sms=True)
    do(action, demande)
    assert not sent(demande)


@each_notice
@pytest.mark.parametrize("no_email", [False, True])
def test_neutral_words_name_nothing(action: Action, no_email: bool) -> None:
    demande = protected(action, neutral=True, no_email=no_email)
    do(action, demande)
    (message,) = sent(demande)
    everything = f"{message.sender_name} {message.subject} {message.text} {message.html}"
    apart = re.sub(r"/suivi/\S+", "", everything)
    assert not [name for name in (*NAMES, demande.reference) if name in apart]
    assert demande.tracking_code not in everything
    assert reach.NEUTRAL_SUBJECT in everything
    assert "/suivi/" in message.text


@each_notice
def test_without_a_caution_the_e_mail_is_the_usual_one(action: Action) -> None:
    demande = protected(action)
    do(action, demande)
    (message,) = sent(demande)
    assert (message.medium, message.sender_name) == (Medium.EMAIL, NAMES[1])


@pytest.mark.parametrize("caution", CAUTIONS)
def test_filing_copies_the_cautions_before_it_writes(caution: str) -> None:
    demande = filing.file(draft=make_draft(**{caution: True}))
    assert demande.cautions == [caution]
    mails = [each for each in sent(demande) if each.medium == Medium.EMAIL]
    assert len(mails) == (0 if caution == "no_email" else 1)
    if caution == "neutral":
        assert mails[0].sender_name == reach.NEUTRAL_SENDER


def test_who_has_a_mobile_and_no_e_mail_gets_a_text_message() -> None:
    identity = ANSWERS["identite"] | {"email": ""}
    demande = make_demande(answers=ANSWERS | {"identite": identity})
    (message,) = sent(demande)
    assert (message.medium, message.recipient) == (Medium.SMS, "+33612345678")
    assert demande.reference in message.text
    assert "/suivi/" in message.text


def test_a_landline_gets_no_text_message() -> None:
    identity = ANSWERS["identite"] | {"email": "", "phone": "+33321216216"}
    assert not sent(make_demande(answers=ANSWERS | {"identite": identity}))


def test_an_installation_without_a_provider_sends_no_text_message(settings: Any) -> None:
    settings.SMS_PROVIDER = ""
    assert not sent(filing.file(draft=make_draft(no_email=True)))


@pytest.mark.parametrize(
    ("fields", "ways"),
    [
        ({}, "par téléphone ou par courrier"),
        ({"no_letter": True}, "par téléphone"),
        ({"filer_phone": ""}, "par courrier"),
        ({"filer_phone": "", "no_letter": True}, ""),
    ],
)
def test_agents_are_told_what_is_left(fields: dict[str, Any], ways: str) -> None:
    assert reach.other_ways(protected(**fields)) == ways


@pytest.mark.parametrize("neutral", [False, True])
def test_the_slip_honours_neutral_words(neutral: bool) -> None:
    words = slip.context(protected(neutral=neutral))
    shown = {True: ("", NAMES[1]), False: (NAMES[0], NAMES[1])}[neutral]
    assert words["neutral"] is neutral
    assert (words["service"] if not neutral else "", words["organisation"].name) == shown


def protect(demande: Demande, *cautions: str, role: Role = Role.ADVISER) -> None:
    agent = make_member(demande.service, role)
    protecting.protect(demande, cautions=cautions, agent=agent, version=demande.version)


def test_a_change_is_in_the_journal_with_what_was_before() -> None:
    demande = protected(no_sms=True)
    protect(demande, "no_email", "neutral")
    entry = demande.journal.order_by("number").last()
    assert entry is not None
    assert entry.action == Action.PROTECT
    assert entry.data == {"before": ["no_sms"], "after": ["no_email", "neutral"]}
    assert demande.cautions == ["no_email", "neutral"]
    protect(demande)
    assert demande.cautions == []


def test_an_adviser_protects_a_confidential_demande_without_reading_it() -> None:
    demande = make_demande(confidential=True)
    protect(demande, "no_voicemail")
    assert demande.no_voicemail


def test_nobody_protects_from_an_old_page_nor_from_elsewhere() -> None:
    demande = protected()
    agent = make_member(demande.service, Role.ADVISER)
    with pytest.raises(ChangedMeanwhile):
        protecting.protect(demande, cautions=[], agent=agent, version=demande.version + 1)
    stranger = make_member(make_demande().service, Role.ADVISER)
    with pytest.raises(NotAllowed):
        protecting.protect(demande, cautions=[], agent=stranger, version=demande.version)


def tell(demande: Demande) -> OutboundMessage:
    agent = make_member(demande.service, Role.OFFICER)
    exchanges.tell(demande, body="Bonjour.", agent=agent, key=uuid4())
    return sent(demande)[0]


@pytest.mark.parametrize(
    ("caution", "stopped"), [("no_email", True), ("neutral", True), ("no_sms", False)]
)
def test_what_waits_to_leave_is_stopped(caution: str, stopped: bool) -> None:
    demande = protected()
    message = tell(demande)
    protect(demande, caution)
    message.refresh_from_db()
    assert (message.state, message.error) == (
        (Sending.FAILED, "withheld") if stopped else (Sending.QUEUED, "")
    )
    assert reach.may_leave(demande, message) is not stopped


def test_a_neutral_message_may_leave_again() -> None:
    demande = protected(neutral=True)
    assert reach.may_leave(demande, tell(demande))


def test_no_other_module_writes_to_a_filer() -> None:
    """Whoever adds a notice goes through the place that honours the cautions."""
    to_agents = {"portal/demandes/chasing.py", "portal/demandes/mentions.py"}
    apart = {"portal/demandes/reach.py", "portal/demandes/beneficiaries.py", *to_agents}
    looked_at = ("portal/demandes", "portal/replies", "backoffice", "citizen/tracking")
    files = [each for folder in looked_at for each in (settings.BASE_DIR / folder).rglob("*.py")]
    writing = {
        each.relative_to(settings.BASE_DIR).as_posix()
        for each in files
        if "enqueue_email" in (text := each.read_text(encoding="utf-8")) or "enqueue_sms" in text
    }
    assert writing == apart
