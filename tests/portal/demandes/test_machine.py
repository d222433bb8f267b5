"""Whatever agents and the person do, in any order: the journal holds and nothing contradicts."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.models import User
from portal.demandes import deadlines, journal, rights
from portal.demandes.models import Demande
from portal.demandes.states import OVER, Action, State, allowed
from portal.demandes.workflow import exchanges, handling
from portal.demandes.workflow.deed import Refused
from portal.directory.models import Role, Service
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure, Silence
from tests.builders import make_demande, make_member, make_procedure, make_service
from tests.portal.demandes.verbs import MAILS, VERBS

pytestmark = pytest.mark.django_db
AGENTS = range(4)
ACTIONS = st.sampled_from([action for action in Action if action != Action.FILE])
STEPS = st.lists(
    st.tuples(ACTIONS, st.sampled_from(AGENTS), st.booleans()), min_size=4, max_size=25
)


class World:
    """Two services of two organisations, their agents, one demande."""

    def __init__(self, procedure: Procedure, services: list[Service], agents: list[User]) -> None:
        self.services, self.agents = services, agents
        self.demande = make_demande(procedure)

    def act(self, action: Action, agent: User, stale: bool) -> None:
        """Do it, or be refused as people are."""
        seen = Demande.objects.get(pk=self.demande.pk)
        seen.version -= stale
        if action == Action.FORWARD:
            self.forward(seen, agent)
        elif action != Action.PROVIDE_DOCUMENT:
            VERBS[action](seen, agent)
        elif asked := seen.document_requests.first():
            exchanges.provide_document(seen, request=asked, files=[])

    def forward(self, seen: Demande, agent: User) -> None:
        """To the service of the other organisation."""
        other = next(one for one in self.services if one.pk != seen.service_id)
        handling.forward(
            seen, service=other, reason="Pour vous.", agent=agent, version=seen.version
        )

    def check(self) -> None:
        demande = Demande.objects.get(pk=self.demande.pk)
        entries = list(demande.journal.order_by("number"))
        assert journal.first_broken(demande) is None
        assert len(entries) == demande.version
        assert entries[-1].to_state == demande.state
        for before, entry in pairwise(entries):
            assert entry.from_state == before.to_state
            assert allowed(Action(entry.action), entry.from_state)
        assert (demande.state == State.ASSIGNED) <= (demande.assignee_id is not None)
        assert (demande.state == State.FILED) <= (demande.assignee_id is None)
        assert (demande.state == State.ANSWERED) <= (demande.answered_at is not None)
        assert (demande.status in OVER) == (demande.closed_at is not None)
        assert (demande.duplicate_of_id is not None) == (demande.state == State.DUPLICATE)
        assert not (demande.keeper_id and demande.confidential)
        moves = sum("from_service" in entry.data for entry in entries)
        assert demande.handoffs >= moves
        assert demande.silence_on == deadlines.legal_clock(demande).silence_on
        keys = OutboundMessage.objects.for_topic(demande.topic).values_list("key", flat=True)
        told = [entry for entry in entries if entry.action in {Action.FILE, *MAILS}]
        assert len(keys) == len(told)
        for agent in self.agents:
            sees = Demande.objects.visible_to(agent).filter(pk=demande.pk).exists()
            assert rights.may_read(agent, demande) <= sees


@pytest.fixture
def services() -> list[Service]:
    return [make_service(), make_service()]


@pytest.fixture
def agents(services: list[Service]) -> list[User]:
    """An officer here, one there, an adviser here, and a head of both."""
    here, there = services
    both = make_member(here, Role.HEAD)
    both.memberships.create(service=there, role=Role.HEAD)
    return [
        make_member(here, Role.OFFICER),
        make_member(there, Role.OFFICER),
        make_member(here, Role.ADVISER),
        User.objects.get(pk=both.pk),
    ]


@pytest.mark.parametrize("silence", [Silence.ACCEPT, Silence.REJECT])
@pytest.mark.parametrize("confidential", [False, True])
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_any_sequence_of_verbs_leaves_a_demande_that_makes_sense(
    services: list[Service],
    agents: list[User],
    silence: Silence,
    confidential: bool,
    steps: list[tuple[Action, int, bool]],
) -> None:
    procedure = make_procedure(service=services[0], silence=silence, confidential=confidential)
    world = World(procedure, services, agents)
    for action, number, stale in steps:
        before = Demande.objects.get(pk=world.demande.pk).version
        try:
            world.act(action, agents[number], stale)
        except Refused:
            assert Demande.objects.get(pk=world.demande.pk).version == before
    world.check()
