"""Who keeps a demande, what keeping lets one see and do, and when it ends."""

from datetime import datetime
from itertools import product
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.demandes import keeping as rules
from portal.demandes import rights
from portal.demandes.models import Demande, JournalEntry, Note
from portal.demandes.states import KEPT, SEEN, TRANSITIONS, Action, State, allowed
from portal.demandes.tasks import give_back_kept
from portal.demandes.workflow import exchanges, filing, handling, keeping, requalifying
from portal.demandes.workflow.deed import NotAllowed, Refused
from portal.directory.channels import Channel
from portal.directory.coverage import forget
from portal.directory.models import Role, Service
from portal.messaging.models import OutboundMessage
from tests.builders import (
    bring,
    make_agent,
    make_demande,
    make_draft,
    make_member,
    make_procedure,
    make_service,
)

pytestmark = pytest.mark.django_db
KEEPERS_OWN = {Action.ENTRUST, Action.LEAVE, Action.CHASE, Action.TELL, Action.CLOSE}
MONDAY, TUESDAY, FRIDAY = (datetime(2026, 11, day, 10) for day in (23, 24, 27))  # noqa: DTZ001 (on the wall)
SATURDAY, NEXT_MONDAY = (datetime(2026, 11, day, 10) for day in (28, 30))  # noqa: DTZ001 (on the wall)
EASTER_EVE, EASTER_MONDAY, EASTER_TUESDAY = (
    datetime(2027, month, day, 10)  # noqa: DTZ001 (on the wall)
    for month, day in ((3, 26), (3, 29), (3, 30))
)


@pytest.fixture
def roads() -> Service:
    return make_service("Voirie", parent=make_service("Direction"))


@pytest.fixture
def annex(roads: Service) -> Service:
    """Another service of the same organisation."""
    return make_service("Mairie annexe", organisation=roads.organisation)


@pytest.fixture
def adviser(annex: Service) -> User:
    return make_member(annex, Role.ADVISER, first_name="Ana", last_name="Petit")


def kept(demande: Demande, by: User) -> Demande:
    """Kept by an adviser, wherever it is now."""
    Demande.objects.filter(pk=demande.pk).update(keeper=by)
    demande.refresh_from_db()
    return demande


def keep(demande: Demande, agent: User) -> None:
    keeping.keep(demande, agent=agent, version=demande.version)


def chase(demande: Demande, agent: User, body: str = "") -> None:
    keeping.chase(demande, body=body, agent=agent, key=uuid4())


def sees(agent: User, demande: Demande) -> bool:
    return Demande.objects.visible_to(agent).filter(pk=demande.pk).exists()


def reads(agent: User, demande: Demande) -> bool:
    found = Demande.objects.readable_by(agent).filter(pk=demande.pk).exists()
    assert rights.may_read(agent, demande) is found
    return found


class TestWhoBecomesKeeper:
    @pytest.mark.parametrize(
        ("role", "confidential", "keeps"),
        [
            (Role.ADVISER, False, True),
            (Role.ADVISER, True, False),
            (Role.OFFICER, False, False),
            (Role.HEAD, False, False),
        ],
    )
    def test_an_adviser_who_files_an_ordinary_demande_keeps_it(
        self, role: Role, confidential: bool, keeps: bool
    ) -> None:
        procedure = make_procedure(confidential=confidential, live=True)
        agent = make_member(procedure.service, role)
        draft = make_draft(procedure, agent=agent, channel=Channel.TELEPHONE)

        demande = filing.file(draft=draft)

        assert demande.keeper == (agent if keeps else None)
        assert demande.journal.get().data.get("keeper") == (agent.pk if keeps else None)

    def test_what_a_person_files_waits_for_a_keeper(self) -> None:
        demande = make_demande()
        assert demande.keeper is None
        assert list(Demande.objects.to_keep()) == [demande]

    def test_an_adviser_takes_it_and_a_colleague_may_take_over(self) -> None:
        demande = make_demande()
        ana, bea = (make_member(demande.service, Role.ADVISER) for _ in range(2))
        keep(demande, ana)
        assert demande.keeper == ana
        keep(demande, bea)
        assert demande.keeper == bea
        assert demande.journal.last().data == {"from": ana.pk}
        assert not Demande.objects.to_keep().exists()
        assert demande.state == State.FILED

    @pytest.mark.parametrize("role", Role)
    def test_only_an_adviser_of_the_organisation_is_named(
        self, roads: Service, annex: Service, role: Role
    ) -> None:
        demande = make_demande(service=roads)
        head, named = make_member(roads, Role.HEAD), make_member(annex, role)
        if role == Role.ADVISER:
            keeping.entrust(demande, to=named, agent=head, version=demande.version)
            assert demande.keeper == named
            assert demande.journal.last().data == {"keeper": named.pk}
        else:
            with pytest.raises(Refused, match="accueil"):
                keeping.entrust(demande, to=named, agent=head, version=demande.version)

    @pytest.mark.parametrize(
        "fields", [{"is_active": False}, {"elsewhere": True}], ids=["gone", "elsewhere"]
    )
    def test_nobody_gone_or_of_another_organisation_is_named(
        self, roads: Service, fields: dict[str, Any]
    ) -> None:
        at = make_service() if fields.pop("elsewhere", False) else roads
        demande, head = make_demande(service=roads), make_member(roads, Role.HEAD)
        named = make_member(at, Role.ADVISER, **fields)
        with pytest.raises(Refused):
            keeping.entrust(demande, to=named, agent=head, version=demande.version)
        assert named not in rules.advisers_of(roads.organisation)

    def test_a_confidential_demande_has_no_keeper_whoever_asks(self) -> None:
        demande = make_demande(confidential=True)
        adviser = make_member(demande.service, Role.ADVISER)
        head = make_member(demande.service, Role.HEAD, Role.ADVISER)
        with pytest.raises(NotAllowed):
            keep(demande, adviser)
        with pytest.raises(Refused, match="confidentielle"):
            keep(demande, head)
        with pytest.raises(Refused, match="confidentielle"):
            keeping.entrust(demande, to=adviser, agent=head, version=demande.version)
        assert not Demande.objects.to_keep().exists()
        with pytest.raises(IntegrityError), transaction.atomic():
            kept(demande, adviser)

    def test_the_keeper_gives_it_back_and_nobody_else_does(self) -> None:
        demande = make_demande()
        ana, bea = (make_member(demande.service, Role.ADVISER) for _ in range(2))
        keep(demande, ana)
        with pytest.raises(Refused, match="ne suivez pas"):
            keeping.leave(demande, agent=bea, version=demande.version)
        keeping.leave(demande, agent=ana, version=demande.version)
        assert demande.keeper is None


class TestWhatTheKeeperSees:
    def test_the_envelope_only_of_what_went_out_of_their_services(
        self, roads: Service, annex: Service, adviser: User
    ) -> None:
        demande = make_demande(service=annex)
        keep(demande, adviser)
        assert reads(adviser, demande)
        handling.forward(
            demande, service=roads, reason="À vous.", agent=adviser, version=demande.version
        )
        assert demande.keeper == adviser
        assert sees(adviser, demande)
        assert not reads(adviser, demande)
        assert not sees(make_member(annex, Role.ADVISER), demande)

    @pytest.mark.parametrize("state", sorted(State))
    def test_from_receipt_to_its_end(self, roads: Service, adviser: User, state: State) -> None:
        demande = kept(make_demande(service=roads, state=state), adviser)
        assert sees(adviser, demande) is (state in KEPT)
        assert not reads(adviser, demande)

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADVISER])
    def test_not_without_the_role_of_adviser_any_more(
        self, roads: Service, annex: Service, adviser: User, role: Role
    ) -> None:
        demande = kept(make_demande(service=roads), adviser)
        adviser.memberships.update(role=role)
        forget(adviser)
        assert not sees(adviser, demande)
        assert not any(rights.may(adviser, action, demande) for action in rights.ROLES)

    def test_not_as_an_adviser_of_another_organisation(self, roads: Service, adviser: User) -> None:
        demande = kept(make_demande(service=roads), adviser)
        adviser.memberships.update(service=make_service())
        forget(adviser)
        assert not sees(adviser, demande)

    def test_a_superuser_keeps_nothing_by_being_one(self, roads: Service) -> None:
        assert not rules.may_keep(make_agent(is_superuser=True), make_demande(service=roads))


@pytest.mark.parametrize("state", sorted(SEEN))
def test_out_of_their_services_the_keeper_does_what_keepers_do_and_nothing_else(
    roads: Service, annex: Service, adviser: User, state: State
) -> None:
    demande = kept(make_demande(service=roads, state=state), adviser)
    colleague = make_member(annex, Role.ADVISER)
    for action in rights.ROLES:
        expected = action in KEEPERS_OWN and allowed(action, state)
        assert rights.may(adviser, action, demande) is expected, action
        assert not rights.may(colleague, action, demande), action
    assert rights.possible(adviser, demande) == {
        action for action in KEEPERS_OWN if allowed(action, state)
    }


@pytest.mark.parametrize(("role", "keeper"), list(product(Role, [True, False])))
def test_closing_is_for_handlers_and_the_keeper(roads: Service, role: Role, keeper: bool) -> None:
    demande = make_demande(service=roads, state=State.ANSWERED)
    agent = make_member(roads, role)
    if keeper:
        kept(demande, agent)
    handles = role in {Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR}
    may = handles or (keeper and role == Role.ADVISER)
    assert rights.may(agent, Action.CLOSE, demande) is may
    if may:
        handling.close(demande, agent=agent, version=demande.version)
        assert demande.journal.last().data == ({"confirmed": True} if keeper else {})


def test_the_keeper_tells_the_person_without_reading(roads: Service, adviser: User) -> None:
    demande = kept(make_demande(service=roads), adviser)
    exchanges.tell(demande, body="J’ai relancé le service.", agent=adviser, key=uuid4())
    assert demande.messages.get().agent == adviser


class TestItLosesItsKeeper:
    def test_when_it_goes_to_an_organisation_where_they_are_no_adviser(
        self, annex: Service, adviser: User
    ) -> None:
        demande = kept(make_demande(service=annex), adviser)
        handling.forward(
            demande, service=make_service(), reason="?", agent=adviser, version=demande.version
        )
        assert demande.keeper is None
        assert demande.journal.last().data["unkept"] == adviser.pk
        assert not sees(adviser, demande)

    def test_when_it_becomes_confidential(self, annex: Service, adviser: User) -> None:
        demande = kept(make_demande(service=annex), adviser)
        secret = make_procedure(service=annex, confidential=True, live=True)
        officer = make_member(annex, Role.OFFICER)
        requalifying.requalify(
            demande, procedure=secret, reason="?", agent=officer, version=demande.version
        )
        assert demande.confidential
        assert demande.keeper is None
        assert demande.journal.last().data["unkept"] == adviser.pk

    def test_and_not_when_it_stays_in_their_organisation(
        self, roads: Service, annex: Service, adviser: User
    ) -> None:
        demande = kept(make_demande(service=annex), adviser)
        ordinary = make_procedure(service=roads, live=True)
        officer = make_member(annex, Role.OFFICER)
        requalifying.requalify(
            demande, procedure=ordinary, reason="?", agent=officer, version=demande.version
        )
        assert (demande.service, demande.keeper) == (roads, adviser)

    @pytest.mark.parametrize("state", sorted(KEPT))
    def test_the_night_after_their_role_was_taken_back(
        self, annex: Service, adviser: User, state: State
    ) -> None:
        stays = kept(make_demande(service=annex), make_member(annex, Role.ADVISER))
        demande = kept(make_demande(service=annex, state=state), adviser)
        over = kept(make_demande(service=annex, state=State.CLOSED), adviser)
        give_back_kept()
        adviser.memberships.update(role=Role.OFFICER)
        for _night in range(2):
            give_back_kept()
        for each in (stays, demande, over):
            each.refresh_from_db()
        assert (demande.keeper, over.keeper) == (None, adviser)
        assert stays.keeper is not None
        entry = demande.journal.order_by("number").last()
        assert (entry.action, entry.actor_kind) == (Action.LEAVE, JournalEntry.Actor.SYSTEM)
        assert demande.version == entry.number
        assert demande.journal.filter(action=Action.LEAVE).count() == 1

    def test_but_not_that_of_a_departure_under_way(self, annex: Service, adviser: User) -> None:
        demande = kept(make_demande(service=annex), adviser)
        adviser.memberships.all().delete()
        User.objects.filter(pk=adviser.pk).update(is_active=False)
        give_back_kept()
        demande.refresh_from_db()
        assert demande.keeper == adviser


class TestChasing:
    def told(self) -> list[str]:
        chased = OutboundMessage.objects.filter(key__startswith="chase:")
        return list(chased.order_by("pk").values_list("recipient", flat=True))

    def test_leaves_a_note_and_writes_to_the_agent_who_has_it(
        self, roads: Service, adviser: User
    ) -> None:
        demande = kept(make_demande(service=roads), adviser)
        officer = make_member(roads, Role.OFFICER)
        make_member(roads, Role.HEAD)
        handling.take(demande, agent=officer, version=demande.version)
        chase(demande, adviser, "Elle rappelle pour la deuxième fois.")

        note = demande.notes.get()
        assert note.body == "Relance du service. Elle rappelle pour la deuxième fois."
        assert self.told() == [officer.email]
        assert demande.journal.last().data == {"note": note.pk, "told": [officer.pk]}
        (mail,) = OutboundMessage.objects.filter(key__startswith="chase:")
        assert demande.reference in mail.text
        assert f"/gestion/demandes/{demande.reference}/" in mail.text
        assert "Elle rappelle" not in mail.text
        assert demande.filer_last_name not in mail.text

    def test_without_an_agent_writes_to_the_nearest_heads(self, roads: Service) -> None:
        demande = make_demande(service=roads)
        adviser = make_member(roads, Role.ADVISER)
        above = make_member(roads.parent, Role.HEAD)
        make_member(roads, Role.HEAD, is_active=False)
        chase(demande, adviser)
        assert self.told() == [above.email]

        other = make_demande(service=roads)
        heads = [make_member(roads, Role.HEAD) for _ in range(2)]
        chase(other, adviser)
        assert self.told()[1:] == [head.email for head in heads]

    @pytest.mark.parametrize("gone", ["closed", "moved"])
    def test_an_agent_who_has_left_gives_way_to_the_heads(self, roads: Service, gone: str) -> None:
        officer, head = make_member(roads, Role.OFFICER), make_member(roads, Role.HEAD)
        demande = make_demande(service=roads, state=State.ASSIGNED, officer=officer)
        if gone == "closed":
            User.objects.filter(pk=officer.pk).update(is_active=False)
        else:
            officer.memberships.update(service=make_service())
        chase(demande, make_member(roads, Role.ADVISER))
        assert self.told() == [head.email]

    def test_says_so_where_nobody_could_be_told(self, roads: Service) -> None:
        demande = make_demande(service=roads)
        with pytest.raises(Refused, match="appelez-le"):
            chase(demande, make_member(roads, Role.ADVISER))
        assert not Note.objects.exists()

    @pytest.mark.parametrize(
        ("first", "then", "refused"),
        [
            (MONDAY, MONDAY.replace(hour=17), True),
            (MONDAY, TUESDAY, False),
            (FRIDAY, SATURDAY, True),
            (FRIDAY, NEXT_MONDAY, False),
            (SATURDAY, NEXT_MONDAY, False),
            (EASTER_EVE, EASTER_MONDAY, True),
            (EASTER_EVE, EASTER_TUESDAY, False),
        ],
    )
    def test_happens_once_a_working_day(
        self, roads: Service, first: datetime, then: datetime, refused: bool
    ) -> None:
        make_member(roads, Role.HEAD)
        advisers = [make_member(roads, Role.ADVISER) for _ in range(2)]
        with time_machine.travel(first, tick=False):
            demande = make_demande(service=roads)
            chase(demande, advisers[0])
        with time_machine.travel(then, tick=False):
            if refused:
                with pytest.raises(Refused, match="déjà été relancé"):
                    chase(demande, advisers[1])
            else:
                chase(demande, advisers[1])
        chased = demande.journal.filter(action=Action.CHASE).count()
        assert chased == demande.notes.count() == len(self.told()) == 2 - refused

    def test_twice_with_one_key_is_once(self, roads: Service) -> None:
        make_member(roads, Role.HEAD)
        demande, adviser, key = make_demande(service=roads), make_member(roads, "adviser"), uuid4()
        for _ in range(2):
            keeping.chase(demande, body="", agent=adviser, key=key)
        assert demande.journal.count() == 2


class TestHandOffs:
    def test_are_counted_from_service_to_service_and_from_agent_to_agent(
        self, roads: Service, annex: Service
    ) -> None:
        one, two = (make_member(roads, Role.OFFICER, Role.HEAD) for _ in range(2))
        there = make_member(annex, Role.OFFICER)
        demande = make_demande(service=roads)
        counted = []

        def now(verb: Any, agent: User, **arguments: Any) -> None:
            verb(demande, agent=agent, version=demande.version, **arguments)
            counted.append(demande.handoffs)

        now(handling.assign, one, to=one)  # in nobody's hands before
        now(handling.assign, one, to=two)
        now(handling.take, two)
        now(handling.take, one)
        now(handling.forward, one, service=annex, reason="?")
        now(handling.take, there)
        back = make_procedure(service=roads, live=True)
        now(requalifying.requalify, there, procedure=back, reason="?")
        now(handling.take, two)
        same = make_procedure(service=roads, live=True)
        now(requalifying.requalify, two, procedure=same, reason="?")
        assert counted == [0, 1, 1, 2, 3, 3, 4, 4, 4]

    @pytest.mark.parametrize("state", sorted(KEPT))
    def test_keeping_counts_for_nothing(self, roads: Service, state: State) -> None:
        demande = make_demande(service=roads, state=state)
        keep(demande, make_member(roads, Role.ADVISER))
        keep(demande, make_member(roads, Role.ADVISER))
        assert demande.handoffs == 0

    def test_are_never_fewer_than_none(self) -> None:
        demande = make_demande()
        with pytest.raises(IntegrityError), transaction.atomic():
            Demande.objects.filter(pk=demande.pk).update(handoffs=-1)


def test_the_journal_of_a_keeper_is_whole(roads: Service, adviser: User) -> None:
    demande = make_demande(service=roads)
    local = make_member(roads, Role.ADVISER)
    officer = make_member(roads, Role.OFFICER)
    keep(demande, local)
    keeping.entrust(demande, to=adviser, agent=local, version=demande.version)
    handling.take(demande, agent=officer, version=demande.version)
    chase(demande, adviser)
    bring(demande, State.ANSWERED, officer)
    handling.close(demande, agent=adviser, version=demande.version)
    actions = list(demande.journal.order_by("number").values_list("action", flat=True))
    assert actions == [
        *(Action.FILE, Action.KEEP, Action.ENTRUST, Action.TAKE, Action.CHASE),
        *(Action.ANSWER, Action.CLOSE),
    ]
    assert JournalEntry.objects.get(action=Action.CLOSE).agent == adviser
    assert set(TRANSITIONS[Action.KEEP]) == KEPT
