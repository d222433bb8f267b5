"""Every verb in every state: what may happen does, with its trace; what may not writes nothing."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import journal, notices
from portal.demandes.models import (
    Demande,
    DocumentRequest,
    ExceptionalAccess,
    FormerFiling,
    JournalEntry,
    Message,
    Note,
)
from portal.demandes.states import OPEN, OVER, TRANSITIONS, Action, State, after, allowed
from portal.demandes.workflow import exchanges, handling
from portal.demandes.workflow.deed import ChangedMeanwhile, NotAllowed, WrongState, deed
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from portal.replies.models import Reply
from tests.builders import ask, make_demande, make_member, make_service
from tests.portal.demandes.verbs import MAILS, OF_TWO, VERBS, bare

pytestmark = pytest.mark.django_db
CASES = [(action, state) for action in TRANSITIONS for state in State]
ALLOWED = [case for case in CASES if allowed(*case)]
REFUSED = [case for case in CASES if not allowed(*case)]
BY_ADVISERS = {
    Action.OPEN_EXCEPTIONALLY,
    Action.KEEP,
    Action.ENTRUST,
    Action.LEAVE,
    Action.CHASE,
}
BY_CITIZEN = {Action.HEAR, Action.WITHDRAW}
BY_SYSTEM = {Action.TAKE_IN, Action.DROP}
WRITTEN = (
    Demande,
    JournalEntry,
    Message,
    Note,
    DocumentRequest,
    ExceptionalAccess,
    FormerFiling,
    Reply,
)


def officer_of(demande: Demande) -> User:
    return make_member(demande.service, Role.OFFICER)


def actor_for(action: Action, demande: Demande) -> User:
    """Who may do it: exceptional access is for those who can't read, drafts for who writes them."""
    if action == Action.PROPOSE_PROCEDURE:
        return make_member(demande.service, Role.HEAD)
    if action not in BY_ADVISERS:
        return officer_of(demande)
    return make_member(demande.service, Role.ADVISER)


def acted(action: Action, agent: User) -> tuple[str, User | None]:
    """Who the journal says did it."""
    if action in BY_CITIZEN:
        return JournalEntry.Actor.CITIZEN, None
    return (JournalEntry.Actor.SYSTEM, None) if action in BY_SYSTEM else ("agent", agent)


def mails_of(demande: Demande) -> list[str]:
    """The events that the person was written about, in order."""
    sent = OutboundMessage.objects.for_topic(demande.topic).order_by("pk")
    return [key.split(":")[2] for key in sent.values_list("key", flat=True)]


def everything() -> list[list[tuple[Any, ...]]]:
    kinds = (*WRITTEN, OutboundMessage)
    return [sorted(kind.objects.values_list(), key=str) for kind in kinds]


def test_every_action_but_filing_is_in_the_table_and_tried_here() -> None:
    assert set(TRANSITIONS) == set(VERBS) == set(Action) - {Action.FILE}


@pytest.mark.parametrize(("action", "state"), ALLOWED)
def test_what_may_happen_leaves_state_version_journal_with_who_acted_and_mail(
    action: Action, state: State
) -> None:
    demande = make_demande(state=state, confidential=action == Action.OPEN_EXCEPTIONALLY)
    version, entries, mails = demande.version, demande.journal.count(), mails_of(demande)
    actor = actor_for(action, demande)

    VERBS[action](demande, actor)

    entry = demande.journal.get(number=version + 1)
    assert (entry.action, entry.from_state) == (action, state)
    assert (entry.actor_kind, entry.agent) == acted(action, actor)
    expected = after(action, state)
    if expected == State.ASSIGNED and demande.assignee is None:
        expected = State.FILED
    assert entry.to_state == expected
    completes = action == Action.PROVIDE_DOCUMENT and state == State.AWAITING_CITIZEN
    assert demande.journal.count() == entries + 1 + completes
    assert demande.version == demande.journal.count()
    assert journal.first_broken(demande) is None
    assert mails_of(demande) == mails + ([MAILS[action]] if action in MAILS else [])


@pytest.mark.parametrize(("action", "state"), REFUSED)
def test_what_may_not_happen_is_refused_politely_and_writes_nothing(
    action: Action, state: State
) -> None:
    demande = make_demande(state=state)
    actor = officer_of(demande)
    act = bare(action) if action in OF_TWO else VERBS[action]
    if action == Action.PROVIDE_DOCUMENT:
        today = timezone.localdate()
        DocumentRequest.objects.create(
            demande=demande, label="Plan", why="…", asked_by=actor, asked_on=today, deadline=today
        )
    if action in BY_ADVISERS | {Action.PROPOSE_PROCEDURE}:
        actor = actor_for(action, demande)
    before = everything()
    with pytest.raises(WrongState) as refusal:
        act(demande, actor)
    assert demande.status.label in str(refusal.value)
    assert everything() == before


VERSIONED = sorted(
    set(VERBS)
    - {
        Action.TELL,
        Action.HEAR,
        Action.NOTE,
        Action.CHASE,
        Action.PROVIDE_DOCUMENT,
        Action.OPEN_EXCEPTIONALLY,
        Action.PROPOSE_PROCEDURE,
    }
    - BY_SYSTEM
)


@pytest.mark.parametrize("action", VERSIONED)
def test_a_verb_on_a_page_that_is_out_of_date_overwrites_nothing(action: Action) -> None:
    state = next(state for state in State if allowed(action, state) and state != "awaiting_payment")
    demande = make_demande(state=state)
    actor, officer = actor_for(action, demande), officer_of(demande)
    stale = Demande.objects.get(pk=demande.pk)
    exchanges.note(demande, body="Je m’en occupe.", agent=officer, key=uuid4())
    before = everything()[0]
    act = bare(action) if action in OF_TWO else VERBS[action]
    with pytest.raises(ChangedMeanwhile, match="a changé depuis"):
        act(stale, actor)
    assert everything()[0] == before


def test_states_are_open_over_or_in_between() -> None:
    assert frozenset() == OPEN & OVER
    assert set(State) - OPEN - OVER == {State.AWAITING_PAYMENT, State.ANSWERED}
    for state in State:
        assert state.public_label
        assert (state.is_open, state.is_over) == (state in OPEN, state in OVER)
        assert state.tone in {"", "good", "warn"}


def test_nothing_but_reopening_leads_out_of_what_is_over() -> None:
    for action, ways in TRANSITIONS.items():
        leaving = {source for source, target in ways.items() if source in OVER and target != source}
        assert leaving <= ({State.CLOSED} if action == Action.REOPEN else set())


def test_a_crash_inside_a_verb_leaves_nothing() -> None:
    demande = make_demande()
    officer = officer_of(demande)
    before = everything()

    def crash() -> None:
        with deed(demande, Action.TAKE, agent=officer) as done:
            done.demande.assignee = officer
            notices.reopened(done.demande)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crash()
    assert everything() == before


def test_forwarding_out_of_a_wait_makes_the_demande_anew_to_take() -> None:
    demande = make_demande(state=State.AWAITING_PARTNER)
    officer, other = officer_of(demande), make_service()
    handling.forward(
        demande, service=other, reason="À vous.", agent=officer, version=demande.version
    )
    assert (demande.state, demande.assignee, demande.service) == (State.FILED, None, other)
    assert demande.notes.get(body="À vous.").agent == officer
    with pytest.raises(NotAllowed):
        handling.take(demande, agent=officer, version=demande.version)


def test_a_deadline_must_be_to_come() -> None:
    demande = make_demande()
    with pytest.raises(exchanges.Refused, match="à venir"):
        ask(demande, officer_of(demande), deadline=timezone.localdate())
    assert demande.journal.count() == 1


def test_a_document_is_received_once() -> None:
    demande = make_demande()
    asked = ask(demande, officer_of(demande), deadline=timezone.localdate() + timedelta(days=2))
    exchanges.provide_document(demande, request=asked, files=[])
    with pytest.raises(exchanges.Refused, match="déjà"):
        exchanges.provide_document(demande, request=asked, files=[])
