"""Who answers for what, where, and who stands in for them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from portal.accounts.models import User
from portal.directory.models import Absence, Service
from portal.directory.roles import Role
from portal.procedures.models import Procedure, Responsibility
from portal.procedures.referents import best, referent
from tests.portal.directory.zones import make_zone
from tests.portal.procedures.factories import a_procedure, a_service, a_theme, an_agent

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 30)


@pytest.fixture
def procedure() -> Procedure:
    return a_procedure()


def held(procedure: Procedure, **fields: Any) -> Responsibility:
    if "theme" not in fields:
        fields.setdefault("procedure", procedure)
    return Responsibility.objects.create(service=procedure.service, **fields)


def chosen(procedure: Procedure, *, commune: str = "", zone: str = "") -> Responsibility | None:
    found = Responsibility.objects.about([procedure]).with_people()
    return best(found, procedure, communes=[commune], zones=lambda: [zone])


class TestTheOneThatAnswers:
    def test_is_the_closest_the_procedure_before_the_theme_and_the_zone_before_the_commune(
        self, procedure: Procedure
    ) -> None:
        theme = held(procedure, theme=procedure.theme)
        assert chosen(procedure, commune="62041", zone="ouest") == theme
        themes_zone = held(procedure, theme=procedure.theme, zone_codes="ouest")
        assert chosen(procedure, zone="ouest") == themes_zone
        everywhere = held(procedure)
        assert chosen(procedure, zone="ouest") == everywhere
        commune = held(procedure, commune_codes="62041 62498")
        assert chosen(procedure, commune="62498") == commune
        zone = held(procedure, zone_codes="ouest est", commune_codes="62498")
        assert chosen(procedure, commune="62041", zone="est") == zone
        assert chosen(procedure, commune="59350", zone="nord") == everywhere

    def test_is_nobody_s_elsewhere_nor_for_something_else(self, procedure: Procedure) -> None:
        held(procedure, commune_codes="62041")
        held(procedure, theme=a_theme("autre", "Autre"))
        assert chosen(procedure, commune="62498") is None

    def test_of_two_that_are_as_close_is_the_first_written(self, procedure: Procedure) -> None:
        first = held(procedure)
        held(procedure)
        assert chosen(procedure) == first

    def test_is_found_without_looking_for_zones_when_none_is_held_by_zone(
        self, procedure: Procedure
    ) -> None:
        def never() -> list[str]:
            raise AssertionError

        one = held(procedure, commune_codes="62041")
        assert best([one], procedure, communes=["62041"], zones=never) == one


class TestThePerson:
    @pytest.fixture
    def julie(self) -> User:
        return an_agent(first_name="Julie", last_name="Petit", email="julie@ville.fr")

    @pytest.fixture
    def marc(self) -> User:
        return an_agent(first_name="Marc", last_name="Roux", email="marc@ville.fr")

    def who(self, one: Responsibility) -> Any:
        joined = Responsibility.objects.with_people().get(pk=one.pk)
        return referent(joined, on=TODAY)

    @pytest.mark.parametrize(("days", "away"), [(-1, False), (0, True), (5, True)])
    def test_is_away_until_that_day_included(
        self, procedure: Procedure, julie: User, marc: User, days: int, away: bool
    ) -> None:
        until = TODAY + timedelta(days)
        Absence.objects.create(agent=julie, until=until)
        phones = {"phone": "+33353010001", "stand_in_phone": "+33353010002"}
        who = self.who(held(procedure, agent=julie, stand_in=marc, **phones))
        if away:
            assert (who.person, who.instead_of, who.until) == (marc, julie, until)
            assert (who.reached_at, who.email) == ("+33353010002", "marc@ville.fr")
        else:
            assert (who.person, who.instead_of, who.until) == (julie, None, None)
            assert who.reached_at == "+33353010001"

    def test_away_without_a_stand_in_leaves_it_to_the_service(
        self, procedure: Procedure, julie: User
    ) -> None:
        Service.objects.filter(pk=procedure.service_id).update(phone="+33353010009")
        Absence.objects.create(agent=julie, until=TODAY)
        who = self.who(held(procedure, agent=julie, phone="+33353010001"))
        assert (who.person, who.instead_of) == (None, julie)
        assert (who.reached_at, who.email) == ("+33353010009", "v@v.fr")

    def test_whose_account_is_closed_is_replaced(
        self, procedure: Procedure, julie: User, marc: User
    ) -> None:
        one = held(procedure, agent=julie, stand_in=marc)
        User.objects.filter(pk=julie.pk).update(is_active=False)
        assert self.who(one).person == marc
        User.objects.filter(pk=marc.pk).update(is_active=False)
        assert self.who(one).person is None

    def test_is_read_with_everything_in_one_query(
        self, procedure: Procedure, julie: User, django_assert_num_queries: Any
    ) -> None:
        for _ in range(4):
            held(procedure, agent=julie)
        with django_assert_num_queries(1):
            for one in Responsibility.objects.about([procedure]).with_people():
                assert referent(one, on=TODAY).reached_at == ""


def test_the_subject_is_a_theme_or_a_procedure(procedure: Procedure) -> None:
    for subject in ({}, {"theme": procedure.theme, "procedure": procedure}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Responsibility.objects.create(service=procedure.service, **subject)
        with pytest.raises(ValidationError, match="l’un des deux"):
            Responsibility(service=procedure.service, **subject).full_clean()


def test_nobody_stands_in_for_themselves(procedure: Procedure) -> None:
    agent = an_agent()
    with pytest.raises(IntegrityError), transaction.atomic():
        held(procedure, agent=agent, stand_in=agent)


class TestInTheAdmin:
    CREATE = "/admin/procedures/responsibility/create/"

    def typed(self, procedure: Procedure, /, **more: Any) -> dict[str, Any]:
        return {"procedure": procedure.pk, "service": procedure.service_id} | more

    def test_an_administrator_names_who_answers_in_their_services(
        self, client: Client, procedure: Procedure
    ) -> None:
        julie = an_agent(first_name="Julie", last_name="Petit")
        make_zone("ouest")
        client.force_login(an_agent(procedure.service, Role.ADMINISTRATOR))
        sent = self.typed(procedure, agent=julie.pk, zone_codes=["ouest"], phone="03 53 01 00 01")
        client.post(self.CREATE, sent)
        one = Responsibility.objects.get()
        assert (one.agent, one.zone_codes, one.phone) == (julie, "ouest", "+33353010001")
        listed = client.get("/admin/procedures/responsibility/").content.decode()
        assert "Julie Petit" in listed
        assert "ouest" in listed

    def test_not_in_those_of_others(self, client: Client, procedure: Procedure) -> None:
        one = held(procedure)
        client.force_login(an_agent(a_service("parcs"), Role.ADMINISTRATOR))
        client.post(self.CREATE, self.typed(procedure))
        assert Responsibility.objects.count() == 1
        address = f"/admin/procedures/responsibility/edit/{one.pk}/"
        assert client.get(address).status_code == 302

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
    def test_no_other_role_names_anybody(
        self, client: Client, procedure: Procedure, role: str
    ) -> None:
        client.force_login(an_agent(procedure.service, role))
        assert client.get(self.CREATE).status_code == 302

    @pytest.mark.parametrize(
        ("more", "said"),
        [
            ({"procedure": ""}, "Choisissez un thème ou une démarche"),
            ({"phone": "12"}, "Ce numéro n’est pas reconnu"),
            ({"stand_in": "me"}, "Dites qui est remplacé."),
        ],
    )
    def test_what_is_wrong_is_said(
        self, client: Client, procedure: Procedure, more: dict[str, Any], said: str
    ) -> None:
        administrator = an_agent(procedure.service, Role.ADMINISTRATOR)
        client.force_login(administrator)
        more = {name: administrator.pk if value == "me" else value for name, value in more.items()}
        page = client.post(self.CREATE, self.typed(procedure, **more)).content.decode()
        assert said in page
        assert not Responsibility.objects.exists()

    def test_an_administrator_declares_the_absence_of_their_own_agents_only(
        self, client: Client, procedure: Procedure
    ) -> None:
        mine = an_agent(procedure.service, Role.OFFICER)
        other = an_agent(a_service("parcs"), Role.OFFICER)
        client.force_login(an_agent(procedure.service, Role.ADMINISTRATOR))
        for agent in (mine, other):
            sent = {"agent": agent.pk, "until": "2026-12-12"}
            client.post("/admin/directory/absence/create/", sent)
        assert [absence.agent for absence in Absence.objects.all()] == [mine]
