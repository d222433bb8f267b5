"""Who sees what, who may do what: every action, role, place and degree of confidence."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Demande
from portal.demandes.states import TRANSITIONS, Action, State, allowed
from portal.demandes.workflow import handling
from portal.demandes.workflow.deed import NotAllowed, Refused, deed
from portal.directory.coverage import forget
from portal.directory.models import Membership, Role
from tests.builders import bring, make_agent, make_demande, make_member, make_service

pytestmark = pytest.mark.django_db
HANDLERS = {Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR}
EVERYBODY = HANDLERS | {Role.ADVISER}
READERS = {Role.OFFICER, Role.HEAD}
# Written out apart from the code: the right of each role when nothing is confidential.
RIGHTS: dict[Action, set[Role]] = {
    Action.TAKE: READERS,
    Action.ASSIGN: HANDLERS,
    Action.FORWARD: EVERYBODY,
    Action.REQUALIFY: EVERYBODY,
    Action.PROPOSE_PROCEDURE: HANDLERS,
    Action.ASK_DOCUMENT: HANDLERS,
    Action.ASK_EXTRA: HANDLERS,
    Action.PROVIDE_DOCUMENT: HANDLERS,
    Action.COMPLETE: HANDLERS,
    Action.ASK_PARTNER: HANDLERS,
    Action.RESUME: HANDLERS,
    Action.TELL: EVERYBODY,
    Action.NOTE: EVERYBODY,
    Action.ANSWER: HANDLERS,
    Action.CLOSE: HANDLERS,
    Action.REOPEN: HANDLERS,
    Action.MARK_DUPLICATE: HANDLERS,
    Action.KEEP: {Role.ADVISER},
    Action.ENTRUST: {Role.ADVISER, Role.HEAD, Role.ADMINISTRATOR},
    Action.LEAVE: {Role.ADVISER},
    Action.CHASE: {Role.ADVISER},
    Action.PROTECT: EVERYBODY,
    Action.SAME_PERSON: EVERYBODY,
    Action.NOT_SAME_PERSON: EVERYBODY,
}

UNREAD = {Action.PROTECT}  # how to reach somebody is on the envelope


class LetThrough(Exception):
    """The block of the verb was reached."""


COVERING = {"in the service", "in its parent"}


def members(demande: Demande) -> Iterator[tuple[str, Role, User]]:
    """An agent of each role in each place: the place, the role, the agent."""
    service = demande.service
    places = {
        "in the service": service,
        "in its parent": service.parent,
        "below it": make_service(parent=service),
        "elsewhere": make_service(),
    }
    for (place, at), role in product(places.items(), Role):
        yield place, role, make_member(at, role, password=None)


def demande_for(action: Action, *, confidential: bool) -> Demande:
    """A demande in a state where the action may happen, in a service that has a parent."""
    service = make_service(parent=make_service())
    demande = make_demande(service=service, confidential=confidential)
    state = next(s for s in State if allowed(action, s) and s != State.AWAITING_PAYMENT)
    if state != State.FILED:
        bring(demande, state, make_member(service, Role.OFFICER))
    return demande


def may_really(agent: User, action: Action, demande: Demande) -> bool:
    """Whether the frame of every verb lets the agent through; undone at once."""
    try:
        with transaction.atomic(), deed(demande, action, agent=agent, version=demande.version):
            raise LetThrough
    except NotAllowed:
        return False
    except LetThrough:
        return True


@pytest.mark.parametrize("confidential", [False, True])
@pytest.mark.parametrize("action", RIGHTS)
def test_each_action_is_for_its_roles_where_they_hold(action: Action, confidential: bool) -> None:
    demande = demande_for(action, confidential=confidential)
    for place, role, agent in members(demande):
        expected = place in COVERING and role in RIGHTS[action]
        if confidential and action not in UNREAD:
            expected = expected and role in READERS
        assert rights.may(agent, action, demande) is expected, (place, role)
        assert may_really(agent, action, demande) is expected, (place, role)


def test_every_action_of_agents_is_tried_above() -> None:
    by_the_person = {Action.HEAR, Action.WITHDRAW}
    by_payment, apart = {Action.TAKE_IN, Action.DROP}, {Action.OPEN_EXCEPTIONALLY}
    assert set(RIGHTS) | by_the_person | by_payment | apart == set(TRANSITIONS)
    assert set(rights.ROLES) == set(RIGHTS) | apart


@pytest.mark.parametrize("confidential", [False, True])
def test_who_sees_and_who_reads(confidential: bool) -> None:
    demande = demande_for(Action.NOTE, confidential=confidential)
    for place, role, agent in members(demande):
        sees = place in COVERING and role in EVERYBODY
        reads = sees and (not confidential or role in READERS)
        found = Demande.objects.filter(pk=demande.pk)
        assert found.visible_to(agent).exists() is sees, (place, role)
        assert found.readable_by(agent).exists() is reads, (place, role)
        assert rights.may_read(agent, demande) is reads, (place, role)


@pytest.mark.parametrize("confidential", [False, True])
def test_exceptional_access_is_for_who_sees_but_does_not_read(confidential: bool) -> None:
    demande = demande_for(Action.OPEN_EXCEPTIONALLY, confidential=confidential)
    for place, role, agent in members(demande):
        expected = confidential and place in COVERING and role in EVERYBODY - READERS
        assert rights.may(agent, Action.OPEN_EXCEPTIONALLY, demande) is expected, (place, role)


def test_a_stranger_and_an_agent_without_a_role_see_nothing() -> None:
    demande = make_demande()
    assert not Demande.objects.visible_to(make_agent()).exists()
    assert not rights.may_read(make_agent(), demande)


@pytest.mark.parametrize("role", Role)
def test_what_waits_for_its_payment_is_invisible_and_out_of_reach(role: Role) -> None:
    demande = make_demande(state=State.AWAITING_PAYMENT, confidential=True)
    agent = make_member(demande.service, role)
    assert not Demande.objects.visible_to(agent).exists()
    assert not Demande.objects.readable_by(agent).exists()
    assert not any(rights.may(agent, action, demande) for action in rights.ROLES)


def test_exceptional_access_opens_one_demande_for_four_hours() -> None:
    demande = make_demande(confidential=True)
    other = make_demande(demande.procedure)
    adviser = make_member(demande.service, Role.ADVISER)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        access = handling.open_exceptionally(demande, reason="Mise à l’abri.", agent=adviser)
        assert rights.may_read(adviser, demande)
        assert rights.may(adviser, Action.TELL, demande)
        assert not rights.may(adviser, Action.ANSWER, demande)
        assert not rights.may_read(adviser, other)
        assert demande.journal.last().data == {"access": access.pk}
        clock.shift(timedelta(hours=4))
        assert not rights.may_read(adviser, demande)


def test_an_administrator_let_in_exceptionally_is_out_again_even_as_assignee() -> None:
    demande = make_demande(confidential=True)
    administrator = make_member(demande.service, Role.ADMINISTRATOR)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        handling.open_exceptionally(demande, reason="Signalement.", agent=administrator)
        handling.ask_partner(demande, partner="CAF", agent=administrator, version=demande.version)
        assert demande.assignee == administrator
        clock.shift(timedelta(hours=4, minutes=1))
        assert not rights.may_read(administrator, demande)


def test_an_exceptional_access_ends_where_the_demande_leaves_the_agents_services() -> None:
    demande = make_demande(confidential=True)
    adviser = make_member(demande.service, Role.ADVISER)
    officer = make_member(demande.service, Role.OFFICER)
    handling.open_exceptionally(demande, reason="Mise à l’abri.", agent=adviser)
    elsewhere = make_service()
    handling.forward(
        demande, service=elsewhere, reason="À vous.", agent=officer, version=demande.version
    )
    assert not rights.may_read(adviser, demande)


def test_a_membership_taken_back_takes_the_demandes_with_it() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)
    handling.take(demande, agent=officer, version=demande.version)
    Membership.objects.filter(agent=officer).delete()
    forget(officer)
    assert not rights.may_read(officer, demande)
    assert not Demande.objects.visible_to(officer).exists()
    with pytest.raises(NotAllowed, match="habilitations"):
        handling.resume(demande, agent=officer, version=demande.version)


def test_a_confidential_demande_says_why_it_refuses() -> None:
    demande = make_demande(confidential=True)
    adviser = make_member(demande.service, Role.ADVISER)
    with pytest.raises(NotAllowed, match="enveloppe") as refusal:
        handling.forward(
            demande, service=make_service(), reason="?", agent=adviser, version=demande.version
        )
    assert refusal.value.status == 403


@pytest.mark.parametrize("role", Role)
def test_a_demande_is_assigned_to_officers_and_heads_only(role: Role) -> None:
    demande = make_demande()
    head, colleague = make_member(demande.service, Role.HEAD), make_member(demande.service, role)
    if role in READERS:
        handling.assign(demande, to=colleague, agent=head, version=demande.version)
        assert demande.assignee == colleague
    else:
        with pytest.raises(Refused, match="ne traite pas"):
            handling.assign(demande, to=colleague, agent=head, version=demande.version)


def test_a_demande_is_not_assigned_to_a_closed_account() -> None:
    demande = make_demande()
    head, gone = make_member(demande.service, Role.HEAD), make_member(demande.service, Role.OFFICER)
    gone.is_active = False
    with pytest.raises(Refused):
        handling.assign(demande, to=gone, agent=head, version=demande.version)


def test_a_demande_goes_neither_to_its_own_service_nor_to_one_that_is_closed() -> None:
    demande = make_demande()
    head = make_member(demande.service, Role.HEAD)
    for service, words in (
        (demande.service, "déjà"),
        (make_service(active=False), "plus en activité"),
    ):
        with pytest.raises(Refused, match=words):
            handling.forward(
                demande, service=service, reason="?", agent=head, version=demande.version
            )


def test_a_duplicate_is_of_another_demande_that_lives_and_is_in_sight() -> None:
    demande = make_demande()
    officer = make_member(demande.service, Role.OFFICER)
    withdrawn = make_demande(demande.procedure, state=State.WITHDRAWN)
    double = make_demande(demande.procedure, state=State.DUPLICATE)
    unpaid = make_demande(demande.procedure, state=State.AWAITING_PAYMENT)
    wrong = [(demande, Refused), (withdrawn, Refused), (double, Refused), (unpaid, NotAllowed)]
    for of, error in [*wrong, (make_demande(), NotAllowed)]:
        with pytest.raises(error):
            handling.mark_duplicate(demande, of=of, agent=officer, version=demande.version)
    assert demande.journal.count() == 1


def test_a_superuser_sees_only_the_envelope_of_a_confidential_demande() -> None:
    demande = make_demande(confidential=True)
    superuser = make_agent(is_superuser=True)
    assert Demande.objects.visible_to(superuser).count() == 1
    assert not Demande.objects.readable_by(superuser).exists()
    assert not rights.may(superuser, Action.ANSWER, demande)
    assert rights.may(superuser, Action.OPEN_EXCEPTIONALLY, demande)
