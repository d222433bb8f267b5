"""What is said, asked and given: once each, and the dates that it moves."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from portal.accounts.models import User
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import Action, State
from portal.demandes.workflow import exchanges, handling
from portal.demandes.workflow.deed import Refused
from portal.directory.models import Role, Service
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Silence
from tests.builders import (
    ask,
    make_demande,
    make_file,
    make_member,
    make_organisation,
    make_service,
)

pytestmark = pytest.mark.django_db
FILED = datetime(2026, 3, 2, 9, tzinfo=UTC)


def at(day: date, hour: int = 10) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, hour, tzinfo=UTC), tick=False)


@pytest.fixture
def filed_in_march(request: pytest.FixtureRequest) -> Demande:
    with time_machine.travel(FILED, tick=False):
        return make_demande(silence=request.param)


def officer_of(demande: Demande) -> User:
    return make_member(demande.service, Role.OFFICER)


def send(demande: Demande, service: Service, *, on: date, hour: int = 10) -> None:
    """Forward the demande to the service on that day."""
    with at(on, hour):
        agent, version = officer_of(demande), demande.version
        handling.forward(
            demande, service=service, reason="Compétence.", agent=agent, version=version
        )


ACCEPT = pytest.mark.parametrize("filed_in_march", [Silence.ACCEPT], indirect=True)
REJECT = pytest.mark.parametrize("filed_in_march", [Silence.REJECT], indirect=True)
NONE = pytest.mark.parametrize("filed_in_march", [Silence.NONE], indirect=True)


@ACCEPT
def test_acceptance_starts_again_when_the_document_has_come(filed_in_march: Demande) -> None:
    """CRPA, L114-3 and L114-5."""
    demande = filed_in_march
    assert demande.silence_on == date(2026, 5, 2)
    with at(date(2026, 3, 10)):
        asked = ask(demande, officer_of(demande))
    assert demande.silence_on is None
    with at(date(2026, 3, 20)):
        exchanges.provide_document(demande, request=asked, files=[make_file()])
    assert demande.silence_on == date(2026, 5, 20)


@REJECT
def test_rejection_is_put_off_while_the_document_is_awaited(filed_in_march: Demande) -> None:
    """CRPA, L114-5: suspended for the delay given, or up to the arrival."""
    demande = filed_in_march
    with at(date(2026, 3, 10)):
        asked = ask(demande, officer_of(demande), deadline=date(2026, 3, 25))
    assert demande.silence_on == date(2026, 5, 2) + timedelta(days=15)
    with at(date(2026, 3, 14)):
        exchanges.provide_document(demande, request=asked, files=[make_file()])
    assert demande.silence_on == date(2026, 5, 2) + timedelta(days=4)


@REJECT
def test_what_comes_on_the_last_day_is_in_time(filed_in_march: Demande) -> None:
    """« Au plus tard le 25 mars »: the 25th counts."""
    demande = filed_in_march
    with at(date(2026, 3, 10)):
        asked = ask(demande, officer_of(demande), deadline=date(2026, 3, 25))
    with at(date(2026, 3, 25), hour=22):
        exchanges.provide_document(demande, request=asked, files=[make_file()])
    assert (asked.deadline, demande.state) == (date(2026, 3, 25), State.FILED)
    assert demande.silence_on == date(2026, 5, 2) + timedelta(days=15)


@ACCEPT
def test_what_is_not_indispensable_moves_nothing(filed_in_march: Demande) -> None:
    demande = filed_in_march
    with at(date(2026, 3, 10)):
        asked = ask(demande, officer_of(demande), indispensable=False)
    assert (demande.silence_on, demande.state) == (date(2026, 5, 2), State.FILED)
    with at(date(2026, 3, 20)):
        exchanges.provide_document(demande, request=asked, files=[make_file()])
    assert demande.silence_on == date(2026, 5, 2)


@NONE
def test_silence_that_is_worth_nothing_has_no_date(filed_in_march: Demande) -> None:
    with at(date(2026, 3, 10)):
        ask(filed_in_march, officer_of(filed_in_march))
    assert filed_in_march.silence_on is None


@pytest.mark.parametrize(
    ("filed_in_march", "expected"),
    [(Silence.ACCEPT, date(2026, 5, 12)), (Silence.REJECT, date(2026, 5, 2))],
    indirect=["filed_in_march"],
)
def test_another_organisation_restarts_acceptance_and_not_rejection(
    filed_in_march: Demande, expected: date
) -> None:
    """CRPA, L114-3."""
    demande = filed_in_march
    send(demande, make_service(), on=date(2026, 3, 12))
    assert demande.competent_since == date(2026, 3, 12)
    assert demande.silence_on == expected


@ACCEPT
def test_another_service_of_the_same_organisation_moves_no_date(filed_in_march: Demande) -> None:
    demande = filed_in_march
    send(demande, make_service(organisation=demande.service.organisation), on=date(2026, 3, 12))
    assert (demande.competent_since, demande.silence_on) == (date(2026, 3, 2), date(2026, 5, 2))


@ACCEPT
def test_acceptance_counts_from_the_first_time_that_the_organisation_had_it(
    filed_in_march: Demande,
) -> None:
    """CRPA, L114-2 and L114-3: sending a demande to and fro lengthens no delay."""
    demande, city = filed_in_march, filed_in_march.service
    town_hall, county = make_service(organisation=city.organisation), make_service()
    other = make_service()
    journey = [
        (county, date(2026, 3, 12), date(2026, 3, 12), date(2026, 5, 12)),
        (city, date(2026, 3, 20), date(2026, 3, 2), date(2026, 5, 2)),
        (other, date(2026, 3, 24), date(2026, 3, 24), date(2026, 5, 24)),
        (county, date(2026, 4, 1), date(2026, 3, 12), date(2026, 5, 12)),
        (town_hall, date(2026, 4, 8), date(2026, 3, 2), date(2026, 5, 2)),
    ]
    for service, day, since, silence in journey:
        send(demande, service, on=day)
        assert (demande.competent_since, demande.silence_on) == (since, silence)


def test_each_organisation_reads_its_first_day_on_its_own_calendar() -> None:
    """Nouméa has it on the 26th, when Paris is still on the 25th; Paris had it on the 24th."""
    paris = make_service()
    noumea = make_service(
        organisation=make_organisation(time_zone="Pacific/Noumea", territory="FR-NC")
    )
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False):
        demande = make_demande(service=paris, silence=Silence.ACCEPT)
    send(demande, noumea, on=date(2026, 11, 25), hour=15)
    assert demande.competent_since == date(2026, 11, 26)
    send(demande, paris, on=date(2026, 12, 4))
    assert demande.competent_since == date(2026, 11, 24)
    send(demande, noumea, on=date(2026, 12, 5))
    assert (demande.competent_since, demande.silence_on) == (
        date(2026, 11, 26),
        date(2027, 1, 26),
    )


def test_a_calendar_behind_the_first_one_breaks_no_clock() -> None:
    """Filed in Nouméa on the 25th, sent at once to Paris where it is still the 24th."""
    noumea = make_organisation(time_zone="Pacific/Noumea", territory="FR-NC")
    paris = make_service()
    with time_machine.travel(datetime(2026, 11, 24, 15, tzinfo=UTC), tick=False):
        demande = make_demande(service=make_service(organisation=noumea), silence=Silence.ACCEPT)
        officer = officer_of(demande)
        handling.forward(
            demande, service=paris, reason="Paris.", agent=officer, version=demande.version
        )
        asked = ask(demande, officer_of(demande), deadline=date(2026, 12, 1))
        exchanges.provide_document(demande, request=asked, files=[])
    received = date(2026, 11, 25)
    assert demande.received_on == demande.competent_since == received
    asked.refresh_from_db()
    assert asked.asked_on == asked.received_on == received


def test_the_last_indispensable_document_ends_the_wait_by_itself() -> None:
    demande = make_demande(state=State.ASSIGNED)
    officer = officer_of(demande)
    first, second = ask(demande, officer), ask(demande, officer)
    ask(demande, officer, indispensable=False)
    exchanges.provide_document(demande, request=first, files=[make_file()])
    assert demande.state == State.AWAITING_CITIZEN
    assert exchanges.is_incomplete(demande)
    exchanges.provide_document(demande, request=second, files=[make_file()])
    assert (demande.state, demande.assignee is not None) == (State.ASSIGNED, True)
    last = demande.journal.last()
    assert (last.action, last.actor_kind) == (Action.COMPLETE, JournalEntry.Actor.SYSTEM)


def test_a_complete_demande_that_nobody_has_is_to_take() -> None:
    demande = make_demande()
    asked = ask(demande, officer_of(demande))
    exchanges.provide_document(demande, request=asked, files=[make_file()])
    assert (demande.state, demande.assignee) == (State.FILED, None)


def test_files_belong_to_the_message_or_the_document_they_came_with() -> None:
    demande = make_demande()
    asked = ask(demande, officer_of(demande))
    exchanges.provide_document(demande, request=asked, files=[make_file("piece.png")])
    exchanges.hear(demande, body="Voici.", key=uuid4(), files=[make_file("suite.png")])
    names = {a.stored.name: (a.message_id, a.document_request) for a in demande.attachments.all()}
    assert names == {"piece.png": (None, asked), "suite.png": (demande.messages.get().pk, None)}


def test_a_document_of_another_demande_is_not_taken() -> None:
    demande, other = make_demande(), make_demande()
    asked = ask(other, officer_of(other))
    with pytest.raises(type(asked).DoesNotExist):
        exchanges.provide_document(demande, request=asked, files=[])
    assert demande.journal.count() == 1


def test_one_key_sent_to_two_demandes_writes_to_both() -> None:
    demande, other = make_demande(), make_demande()
    key = uuid4()
    for each in (demande, other):
        exchanges.hear(each, body="Bonjour.", key=key)
        exchanges.note(each, body="À suivre.", agent=officer_of(each), key=key)
    for each in (demande, other):
        assert (each.messages.count(), each.notes.count()) == (1, 1)


def test_a_double_click_says_it_once() -> None:
    demande = make_demande()
    officer, told, heard, noted = officer_of(demande), uuid4(), uuid4(), uuid4()
    for _ in range(2):
        exchanges.tell(demande, body="Bonjour.", agent=officer, key=told, files=[make_file()])
        exchanges.hear(demande, body="Merci.", key=heard)
        exchanges.note(demande, body="Rappeler.", agent=officer, key=noted)
    assert [message.body for message in demande.messages.all()] == ["Bonjour.", "Merci."]
    assert [message.from_citizen for message in demande.messages.all()] == [False, True]
    assert demande.notes.count() == demande.attachments.count() == 1
    assert demande.version == demande.journal.count() == 4
    assert OutboundMessage.objects.filter(key__contains=":message:").count() == 1


def test_a_withdrawn_demande_is_over_and_the_person_has_it_in_writing() -> None:
    demande = make_demande(state=State.AWAITING_CITIZEN)
    exchanges.withdraw(demande, version=demande.version)
    assert demande.status.is_over
    assert demande.closed_at is not None
    assert demande.journal.last().actor_kind == JournalEntry.Actor.CITIZEN
    assert OutboundMessage.objects.filter(key__contains=":withdrawn:").count() == 1


def test_a_document_asked_without_a_day_to_come_is_refused() -> None:
    demande = make_demande()
    with pytest.raises(Refused):
        ask(demande, officer_of(demande), days=0)
    assert not demande.document_requests.exists()
