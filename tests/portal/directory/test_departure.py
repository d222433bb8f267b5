"""An agent leaves: their work goes to colleagues and their account closes, in one go."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from backoffice.casework.chronicle import chronicle
from portal.accounts.invitations import invite
from portal.accounts.models import User
from portal.demandes import journal
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.demandes.workflow.deed import NotAllowed, Refused
from portal.demandes.workflow.handling import open_exceptionally
from portal.demandes.workflow.leaving import hand_over, hand_over_keeping
from portal.directory import handing_over, leaving
from portal.directory.departures import lots
from portal.directory.leaving import depart, may_leave
from portal.directory.membership import grant
from portal.directory.models import Departure, Service
from portal.directory.roles import Role
from portal.directory.tasks import finish_departure
from portal.messaging.models import OutboundMessage
from portal.procedures.models import Procedure
from tests.builders import ask, ask_partner, make_demande, make_procedure, take
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Service:
    return make_service("Voirie")


@pytest.fixture
def administrator(service: Service) -> User:
    agent = make_agent(first_name="Ada", last_name="Ministre")
    grant(agent=agent, service=service, role=Role.ADMINISTRATOR, by=make_agent(is_superuser=True))
    return agent


@pytest.fixture
def leaver(service: Service) -> User:
    return make_member(service, Role.OFFICER, first_name="Léa", last_name="Partante")


@pytest.fixture
def head(service: Service) -> User:
    return make_member(service, Role.HEAD, first_name="Hugo", last_name="Chef")


def held_by(officer: User, procedure: Procedure, **fields: Any) -> Demande:
    demande = make_demande(procedure, **fields)
    take(demande, officer)
    return demande


def fresh(agent: User) -> User:
    """As the next request reads it."""
    return User.objects.get(pk=agent.pk)


class TestWhatTheyKeep:
    """The adviser's part, beside whoever works on it."""

    @pytest.fixture
    def adviser(self, service) -> User:
        return make_member(service, Role.ADVISER, first_name="Ana", last_name="Partante")

    def kept(self, service: Service, by: User, state: State = State.FILED) -> Demande:
        demande = make_demande(make_procedure(service=service), state=state)
        Demande.objects.filter(pk=demande.pk).update(keeper=by)
        return demande

    def test_goes_to_the_adviser_who_is_chosen(self, service, administrator, adviser) -> None:
        annex = make_service("Annexe", organisation=service.organisation)
        takers = [make_member(place, Role.ADVISER) for place in (service, annex)]
        make_member(make_service(), Role.ADVISER)
        make_member(service, Role.OFFICER)
        demandes = [self.kept(service, adviser, state) for state in ("filed", "answered")]
        over = self.kept(service, adviser, State.CLOSED)

        (lot,) = lots(adviser, administrator)
        assert (lot.heading, lot.label, lot.count) == ("Suivi de demandes", "Voirie", 2)
        assert (set(lot.takers), lot.proposed) == (set(takers), None)
        depart(agent=adviser, choices={lot.code: takers[1].pk}, by=administrator)

        for demande in demandes:
            demande.refresh_from_db()
            assert demande.keeper == takers[1]
            last = demande.journal.order_by("number").last()
            assert last.data == {"keeper": takers[1].pk, "leaver": adviser.pk}
            assert journal.first_broken(demande) is None
        over.refresh_from_db()
        assert over.keeper == adviser
        assert lots(fresh(adviser), administrator) == []

    def test_else_waits_for_an_adviser(self, service, administrator, adviser, head) -> None:
        demande = self.kept(service, adviser)

        depart(agent=adviser, choices={}, by=administrator)

        demande.refresh_from_db()
        assert demande.keeper is None
        assert list(Demande.objects.to_keep()) == [demande]
        said = chronicle(demande, head)[-1]
        assert (said.what, said.detail) == ("Suivi rendu", "départ de Ana Partante")

    def test_of_what_the_administrator_does_not_administer_goes_to_nobody(
        self, service, administrator, adviser
    ) -> None:
        elsewhere = make_service("Culture")
        outsider = make_member(elsewhere, Role.ADVISER)
        demande = self.kept(elsewhere, adviser)
        (lot,) = lots(adviser, administrator)
        assert lot.takers == ()

        depart(agent=adviser, choices={}, by=administrator)

        demande.refresh_from_db()
        assert demande.keeper is None
        with pytest.raises(Refused):
            hand_over_keeping(demande, leaver=fresh(adviser), to=outsider, agent=administrator)

    def test_is_not_taken_while_their_account_is_open(
        self, service, administrator, adviser
    ) -> None:
        demande = self.kept(service, adviser)
        with pytest.raises(NotAllowed):
            hand_over_keeping(demande, leaver=adviser, to=None, agent=administrator)


class TestWhoTakesOver:
    def test_the_back_up_officer_of_the_procedure_is_proposed(
        self, service, administrator, leaver, head
    ) -> None:
        backup = make_member(service, Role.OFFICER)
        held_by(leaver, make_procedure(service=service, backup_officer=backup))

        assert [lot.proposed for lot in lots(leaver, administrator)] == [backup]

    def test_else_the_head_of_the_service(self, service, administrator, leaver, head) -> None:
        held_by(leaver, make_procedure(service=service))

        assert [lot.proposed for lot in lots(leaver, administrator)] == [head]

    def test_else_the_head_above(self, service, administrator, leaver, head) -> None:
        below = make_service("Signalisation", parent=service)
        held_by(leaver, make_procedure(service=below))

        assert [lot.proposed for lot in lots(leaver, administrator)] == [head]

    def test_else_the_queue_of_the_service(self, service, administrator, leaver) -> None:
        demande = held_by(leaver, make_procedure(service=service))

        depart(agent=leaver, choices={}, by=administrator)

        demande.refresh_from_db()
        assert (demande.state, demande.assignee) == (State.FILED, None)

    def test_a_back_up_officer_without_the_right_is_passed_over(
        self, service, administrator, leaver, head
    ) -> None:
        outsider = make_member(make_service(), Role.OFFICER)
        held_by(leaver, make_procedure(service=service, backup_officer=outsider))

        (lot,) = lots(leaver, administrator)
        assert lot.proposed == head
        assert outsider not in lot.takers

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.EDITOR, Role.ADMINISTRATOR])
    def test_only_those_who_handle_demandes_there_can_take_over(
        self, service, administrator, leaver, role
    ) -> None:
        held_by(leaver, make_procedure(service=service))
        make_member(service, role)
        make_member(service, Role.OFFICER, is_active=False)

        (lot,) = lots(leaver, administrator)
        assert lot.takers == ()

    def test_nobody_takes_over_a_choice_that_is_not_theirs(
        self, service, administrator, leaver, head
    ) -> None:
        held_by(leaver, make_procedure(service=service))
        (lot,) = lots(leaver, administrator)
        outsider = make_member(make_service(), Role.OFFICER)

        with pytest.raises(ValidationError, match="ne peut plus reprendre"):
            depart(agent=leaver, choices={lot.code: outsider.pk}, by=administrator)
        assert fresh(leaver).is_active

    def test_what_the_administrator_does_not_administer_goes_back_to_its_queue(
        self, service, administrator, leaver
    ) -> None:
        elsewhere = make_service("Culture")
        make_member(elsewhere, Role.HEAD)
        former = make_member(elsewhere, Role.OFFICER)
        demande = held_by(former, make_procedure(service=elsewhere))
        former.memberships.all().delete()

        depart(agent=former, choices={}, by=administrator)

        demande.refresh_from_db()
        assert (demande.state, demande.assignee) == (State.FILED, None)

    def test_of_what_the_administrator_does_not_administer_only_the_number_is_shown(
        self, client: Client, administrator
    ) -> None:
        elsewhere = make_service("Culture")
        former = make_member(elsewhere, Role.OFFICER)
        secret = make_procedure(service=elsewhere, title="Secrète", backup_officer=former)
        held_by(former, secret)
        draft = make_procedure(service=elsewhere, live=False, title="Cachée")
        draft.save_revision(user=former)
        former.memberships.all().delete()
        path = f"/admin/users/depart/{former.pk}/"

        client.force_login(administrator)
        before = client.get(path).content.decode()
        depart(agent=former, choices={}, by=make_agent(is_superuser=True))
        after = client.get(path).content.decode()

        for text in (before, after):
            assert "service que vous n’administrez pas" in text
            assert not {word for word in ("Secrète", "Cachée", "Culture") if word in text}


class TestDemandes:
    def test_each_is_handed_over_with_an_entry_of_its_journal(
        self, service, administrator, leaver, head
    ) -> None:
        procedure = make_procedure(service=service)
        taken, waiting, asked = (held_by(leaver, procedure) for _ in range(3))
        ask(waiting, leaver)
        ask_partner(asked, leaver)
        states = [State.ASSIGNED, State.AWAITING_CITIZEN, State.AWAITING_PARTNER]

        depart(agent=leaver, choices={}, by=administrator)

        for demande, state in zip((taken, waiting, asked), states, strict=True):
            demande.refresh_from_db()
            assert (demande.assignee, demande.state) == (head, state)
            entry = demande.journal.last()
            assert entry.agent == administrator
            assert entry.data == {"assignee": head.pk, "leaver": leaver.pk}
            assert journal.first_broken(demande) is None

    def test_the_journal_is_read_in_words(self, service, administrator, leaver, head) -> None:
        given, returned = (held_by(leaver, make_procedure(service=service)) for _ in range(2))
        codes = {lot.label: lot.code for lot in lots(leaver, administrator)}
        code = codes[f"Voirie\u00a0: {returned.procedure.title}"]

        depart(agent=leaver, choices={code: None}, by=administrator)

        lines = [chronicle(each, head)[-1] for each in (given, returned)]
        assert [(line.what, line.detail) for line in lines] == [
            ("Confiée à un agent", "à Hugo Chef, départ de Léa Partante"),
            ("Rendue à la file du service", "départ de Léa Partante"),
        ]
        assert {line.who for line in lines} == {"Ada Ministre"}

    def test_a_confidential_one_is_handed_over_without_being_read(
        self, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service, confidential=True))

        depart(agent=leaver, choices={}, by=administrator)

        demande.refresh_from_db()
        assert demande.assignee == head
        assert not Demande.objects.readable_by(fresh(administrator)).exists()

    def test_those_already_answered_stay_signed(self, service, administrator, leaver, head) -> None:
        demande = make_demande(
            make_procedure(service=service), state=State.ANSWERED, officer=leaver
        )
        before = demande.version

        depart(agent=leaver, choices={}, by=administrator)

        demande.refresh_from_db()
        assert demande.version == before

    def test_one_is_never_taken_from_an_open_account(
        self, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service))

        with pytest.raises(NotAllowed):
            hand_over(demande, leaver=leaver, to=head, agent=administrator)

    def test_one_that_a_colleague_took_meanwhile_stays_with_the_colleague(
        self, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service))
        User.objects.filter(pk=leaver.pk).update(is_active=False)
        take(demande, head)

        with pytest.raises(Refused):
            hand_over(demande, leaver=fresh(leaver), to=None, agent=administrator)
        assert demande.assignee == head

    def test_a_taker_who_lost_the_right_meanwhile_leaves_it_to_the_queue(
        self, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service, confidential=True))
        User.objects.filter(pk=leaver.pk).update(is_active=False)
        head.memberships.all().delete()

        hand_over(demande, leaver=fresh(leaver), to=fresh(head), agent=administrator)

        assert demande.assignee is None

    def test_exceptional_accesses_end_with_the_account(
        self, service, administrator, leaver, head
    ) -> None:
        grant(agent=leaver, service=service, role=Role.ADVISER, by=administrator)
        leaver.memberships.filter(role=Role.OFFICER).delete()
        adviser = fresh(leaver)
        demande = make_demande(make_procedure(service=service, confidential=True))
        open_exceptionally(demande, reason="Urgence", agent=adviser)

        (told,) = lots(adviser, administrator)
        assert (told.label, told.count) == ("Consultations exceptionnelles en cours", 1)


class TestProcedures:
    def test_another_back_up_officer_is_named_live(
        self, service, administrator, leaver, head
    ) -> None:
        procedure = make_procedure(service=service, backup_officer=leaver)

        depart(agent=leaver, choices={}, by=administrator)

        procedure.refresh_from_db()
        assert procedure.backup_officer == head

    def test_a_draft_is_mended_in_place_and_nothing_is_published(
        self, service, administrator, leaver, head
    ) -> None:
        procedure = make_procedure(service=service)
        procedure.backup_officer = leaver
        procedure.title = "Titre en cours"
        revision = procedure.save_revision(user=head)

        depart(agent=leaver, choices={}, by=administrator)

        procedure = Procedure.objects.get(pk=procedure.pk)
        draft = procedure.get_latest_revision_as_object()
        assert draft.backup_officer == head
        assert draft.title == "Titre en cours"
        assert procedure.title != "Titre en cours"
        assert procedure.backup_officer is None
        assert procedure.latest_revision_id == revision.pk
        assert procedure.has_unpublished_changes

    def test_a_publication_to_come_does_not_bring_the_agent_back(
        self, service, administrator, leaver, head
    ) -> None:
        procedure = make_procedure(service=service)
        procedure.backup_officer = leaver
        soon = timezone.now() + timedelta(days=1)
        scheduled = procedure.save_revision(user=head, approved_go_live_at=soon)
        procedure.backup_officer = None
        procedure.save_revision(user=head)

        depart(agent=leaver, choices={}, by=administrator)

        scheduled.refresh_from_db()
        assert scheduled.content["backup_officer"] == head.pk

    def test_without_a_taker_there_is_no_back_up(self, service, administrator, leaver) -> None:
        procedure = make_procedure(service=service, backup_officer=leaver)

        depart(agent=leaver, choices={}, by=administrator)

        procedure.refresh_from_db()
        assert procedure.backup_officer is None

    def test_drafts_begun_are_told_and_stay(self, service, administrator, leaver) -> None:
        procedure = make_procedure(service=service, live=False, title="Ébauche")
        procedure.save_revision(user=leaver)

        (told,) = lots(leaver, administrator)
        assert (told.hand_over, told.details) == (None, ("Ébauche",))


class TestTheAccount:
    def test_every_way_in_is_shut(self, client: Client, administrator, leaver) -> None:
        Authenticator.objects.create(user=leaver, type=Authenticator.Type.TOTP, data={})
        invite(agent=leaver, by=administrator)
        link = default_token_generator.make_token(leaver)
        client.force_login(leaver)
        assert client.get("/gestion/securite/").status_code == 200

        depart(agent=leaver, choices={}, by=administrator)

        gone = fresh(leaver)
        assert not gone.is_active
        assert not gone.has_usable_password()
        assert not gone.memberships.exists()
        assert not gone.authenticator_set.exists()
        assert not default_token_generator.check_token(gone, link)
        assert client.get("/gestion/securite/").url.startswith("/gestion/connexion/")

    def test_reopened_it_still_knows_no_former_session(
        self, client: Client, administrator, leaver
    ) -> None:
        client.force_login(leaver)
        depart(agent=leaver, choices={}, by=administrator)
        User.objects.filter(pk=leaver.pk).update(is_active=True)

        assert client.get("/gestion/securite/").status_code == 302

    def test_the_rights_of_the_admin_go_too(self, service, administrator, leaver) -> None:
        grant(agent=leaver, service=service, role=Role.EDITOR, by=administrator)

        departure = depart(agent=leaver, choices={}, by=administrator)

        assert not leaver.groups.exists()
        assert departure.roles == ["Rédaction (Voirie)", "Traitement des demandes (Voirie)"]

    def test_pages_that_the_agent_locked_are_unlocked(self, administrator, leaver) -> None:
        page = Page.objects.get(depth=2)
        Page.objects.filter(pk=page.pk).update(locked=True, locked_by=leaver)

        depart(agent=leaver, choices={}, by=administrator)

        page.refresh_from_db()
        assert not page.locked

    def test_a_superuser_is_one_no_more(self) -> None:
        one, other = make_agent(is_superuser=True), make_agent(is_superuser=True)

        depart(agent=one, choices={}, by=other)

        assert not fresh(one).is_superuser


class TestTelling:
    def test_each_taker_gets_one_e_mail_that_sums_up(
        self, service, administrator, leaver, head
    ) -> None:
        procedure = make_procedure(service=service, backup_officer=leaver)
        for _ in range(3):
            held_by(leaver, procedure)
        OutboundMessage.objects.all().delete()

        depart(agent=leaver, choices={}, by=administrator)

        message = OutboundMessage.objects.get()
        assert message.recipient == head.email
        assert "Léa Partante quitte ses fonctions. Ada Ministre vous confie" in message.text
        assert f"Demandes en cours, Voirie\u00a0: {procedure.title}\u00a0: 3" in message.text
        assert "Suppléance de démarches, Voirie\u00a0: 1" in message.text

    def test_nothing_to_take_over_writes_to_nobody(self, administrator, leaver) -> None:
        depart(agent=leaver, choices={}, by=administrator)

        assert not OutboundMessage.objects.exists()


class TestMany:
    @pytest.fixture
    def departure(self, service, administrator, leaver, head, monkeypatch) -> Departure:
        """Five demandes, of which the administrator waits for none."""
        monkeypatch.setattr(leaving, "AT_ONCE", 4)
        monkeypatch.setattr(handing_over, "STEP", 2)
        procedure = make_procedure(service=service)
        for _ in range(5):
            held_by(leaver, procedure)
        OutboundMessage.objects.all().delete()
        return depart(agent=leaver, choices={}, by=administrator)

    def test_a_task_hands_over_what_is_too_much_to_wait_for(self, departure, leaver, head) -> None:
        assert not fresh(leaver).is_active
        assert departure.handed == 0
        assert DBTaskResult.objects.filter(task_path="portal.directory.tasks.finish_departure")

        finish_departure.call(departure.pk)

        departure.refresh_from_db()
        assert departure.handed == departure.total == 5
        assert departure.ended_at
        assert Demande.objects.assigned_to(head).count() == 5
        assert OutboundMessage.objects.count() == 1

    def test_killed_between_two_steps_it_goes_on_where_it_stopped(self, departure, head) -> None:
        handing_over._step(departure.pk)
        departure.refresh_from_db()
        assert departure.handed == 2

        finish_departure.call(departure.pk)

        departure.refresh_from_db()
        assert departure.handed == 5
        assert Demande.objects.assigned_to(head).count() == 5

    def test_run_twice_it_does_nothing_twice(self, departure, head) -> None:
        finish_departure.call(departure.pk)
        finish_departure.call(departure.pk)

        departure.refresh_from_db()
        assert departure.handed == 5
        assert OutboundMessage.objects.count() == 1
        assert {each.journal.count() for each in Demande.objects.assigned_to(head)} == {3}

    def test_two_clicks_make_one_departure(self, departure, leaver, administrator) -> None:
        assert depart(agent=leaver, choices={}, by=administrator) == departure
        with pytest.raises(IntegrityError), transaction.atomic():
            Departure.objects.create(agent=leaver, by=administrator, begun_at=timezone.now())

    def test_the_page_says_how_far_it_is(
        self, client: Client, departure, leaver, administrator
    ) -> None:
        client.force_login(administrator)
        handing_over._step(departure.pk)

        text = client.get(f"/admin/users/depart/{leaver.pk}/").content.decode()

        assert "2 sur 5" in text
        assert "Confirmer le départ" not in text


class TestWhoMay:
    def test_an_administrator_of_all_their_services(self, administrator, leaver) -> None:
        assert may_leave(administrator, leaver)

    def test_nobody_sees_themselves_off(self, administrator) -> None:
        superuser = make_agent(is_superuser=True)

        assert not may_leave(administrator, administrator)
        assert not may_leave(superuser, superuser)

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_no_other_role(self, client: Client, service, leaver, role) -> None:
        colleague = make_member(service, role)
        client.force_login(colleague)

        with pytest.raises(PermissionDenied):
            depart(agent=leaver, choices={}, by=colleague)
        client.post(f"/admin/users/depart/{leaver.pk}/")
        assert fresh(leaver).is_active

    def test_not_an_agent_with_a_role_elsewhere_nor_a_superuser_nor_a_citizen(
        self, client: Client, service, administrator, leaver
    ) -> None:
        elsewhere = make_member(make_service(), Role.OFFICER)
        others = [elsewhere, make_agent(is_superuser=True), User.objects.create_citizen("a@b.fr")]
        client.force_login(administrator)

        for other in others:
            assert client.get(f"/admin/users/depart/{other.pk}/").status_code == 302
            with pytest.raises(PermissionDenied):
                depart(agent=other, choices={}, by=administrator)


class TestThePage:
    def test_it_shows_all_and_one_confirmation_does_all(
        self, client: Client, service, administrator, leaver, head
    ) -> None:
        colleague = make_member(service, Role.OFFICER, first_name="Inès", last_name="Relais")
        demande = held_by(leaver, make_procedure(service=service, backup_officer=leaver))
        client.force_login(administrator)
        path = f"/admin/users/depart/{leaver.pk}/"

        text = client.get(path).content.decode()
        assert "Traitement des demandes, Voirie" in text
        assert "Hugo Chef (proposé)" in text
        assert "Rendre à la file du service" in text
        code = f"demandes-{service.pk}-{demande.procedure_id}"
        after = client.post(path, {code: colleague.pk}, follow=True).content.decode()

        demande.refresh_from_db()
        assert demande.assignee == colleague
        assert "Le départ de Léa Partante est enregistré." in after
        assert "Décidé par Ada Ministre" in after
        assert "Confirmer le départ" not in after
        history = client.get(f"/admin/users/history/{leaver.pk}/").content.decode()
        assert "Départ enregistré, travail remis" in history

    def test_a_choice_that_is_none_is_refused_and_nothing_is_done(
        self, client: Client, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service))
        client.force_login(administrator)
        code = f"demandes-{service.pk}-{demande.procedure_id}"

        text = client.post(f"/admin/users/depart/{leaver.pk}/", {code: "9" * 30}).content.decode()

        assert "Cette personne ne peut plus reprendre ce travail" in text
        assert fresh(leaver).is_active

    def test_what_a_closed_account_still_holds_can_be_handed_over(
        self, client: Client, service, administrator, leaver, head
    ) -> None:
        demande = held_by(leaver, make_procedure(service=service))
        User.objects.filter(pk=leaver.pk).update(is_active=False)
        client.force_login(administrator)
        path = f"/admin/users/depart/{leaver.pk}/"
        assert "il détient encore" in client.get(path).content.decode()

        client.post(path)
        client.post(path)

        demande.refresh_from_db()
        assert demande.assignee == head
        assert Departure.objects.count() == 1

    def test_it_is_offered_from_the_account_to_who_may(
        self, client: Client, administrator, leaver
    ) -> None:
        client.force_login(administrator)
        path = f"/admin/users/depart/{leaver.pk}/"

        assert path in client.get(f"/admin/users/edit/{leaver.pk}/").content.decode()
        listed = client.get("/admin/users/").content.decode()
        assert path in listed
        assert f"/admin/users/depart/{administrator.pk}/" not in listed

    def test_as_many_queries_for_many_demandes(
        self, client: Client, service, administrator, leaver, head, query_budget
    ) -> None:
        procedure = make_procedure(service=service)
        held_by(leaver, procedure)
        client.force_login(administrator)

        def more() -> None:
            for _ in range(9):
                held_by(leaver, procedure)

        query_budget(lambda: client.get(f"/admin/users/depart/{leaver.pk}/"), more, at_most=40)
