"""One action closes a place: who may, what follows at once, and how it opens again."""

import re
from datetime import UTC, date, datetime, time
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.directory import closing
from portal.directory.models import Closure, OpeningHours, Organisation, Role, Service
from portal.procedures.models import Offer
from tests import builders

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 13, tzinfo=UTC)  # 14:00 in Paris


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def top() -> Service:
    service = builders.make_service("Ville de Brume")
    for weekday in range(5):
        OpeningHours.objects.create(service=service, weekday=weekday, opens="08:00", closes="18:00")
    return service


@pytest.fixture
def roads(top: Service) -> Service:
    return builders.make_service("Voirie", parent=top, address="3 quai des Brumes")


@pytest.fixture
def signs(roads: Service) -> Service:
    return builders.make_service("Panneaux", parent=roads)


@pytest.fixture
def green(top: Service) -> Service:
    """At the address of the roads, and not below them."""
    return builders.make_service("Espaces verts", parent=top, address="3  Quai des brumes")


def told(**fields: object) -> dict[str, object]:
    """Closed from now until further notice."""
    now = {"first_day": date(2026, 11, 23), "first_time": time(14), "last_day": None}
    return {**now, "reason": "inondation"} | fields


def shut(*services: Service, by: User, **fields: object) -> list[Closure]:
    return closing.close(
        act=uuid4(),
        organisation=services[0].organisation,
        services=services,
        by=by,
        **told(**fields),
    )


def is_open(service: Service) -> bool:
    fresh = Service.objects.with_hours().get(pk=service.pk)
    return fresh.schedule().is_open(datetime.now(UTC))


def signed_in(client: Client, agent: User) -> Client:
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


def address(place: str) -> str:
    return f"{reverse('closing')}?lieu={place}"


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def typed(**fields: object) -> dict[str, object]:
    form = {"act": str(uuid4()), "begins": "now", "ends": "open", "why": "inondation"}
    return {**form, **fields}


class TestWhoMay:
    @pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
    def test_heads_and_administrators_close_what_they_cover(self, roads, signs, role) -> None:
        agent = builders.make_member(roads, role)
        shut(roads, signs, by=agent)
        assert not is_open(roads)
        assert not is_open(signs)

    @pytest.mark.parametrize("role", [Role.ADVISER, Role.OFFICER, Role.EDITOR])
    def test_the_other_roles_close_nothing(self, client, roads, role) -> None:
        agent = builders.make_member(roads, role)
        with pytest.raises(PermissionDenied):
            shut(roads, by=agent)
        for path in (reverse("closures"), address(roads.code)):
            assert signed_in(client, agent).get(path).status_code == 403

    @pytest.mark.parametrize("role", [Role.HEAD, Role.ADMINISTRATOR])
    def test_nobody_closes_what_they_do_not_cover(self, client, top, roads, green, role) -> None:
        agent = builders.make_member(roads, role)
        for service in (top, green):
            with pytest.raises(PermissionDenied):
                shut(roads, service, by=agent)
            assert signed_in(client, agent).get(address(service.code)).status_code == 404
        assert not Closure.objects.exists()

    @pytest.mark.parametrize(
        ("role", "may"), [(Role.HEAD, False), (Role.ADMINISTRATOR, True), (Role.OFFICER, False)]
    )
    def test_a_whole_organisation_is_closed_by_its_administrators(
        self, client, top, role, may
    ) -> None:
        agent = builders.make_member(top, role)
        asked = {"act": uuid4(), "organisation": top.organisation, "services": [], "by": agent}
        if may:
            assert closing.close(**asked, **told())
            assert not is_open(top)
        else:
            with pytest.raises(PermissionDenied):
                closing.close(**asked, **told())
            path = address(f"tout:{top.organisation.slug}")
            assert signed_in(client, agent).get(path).status_code in {403, 404}

    def test_an_administrator_of_one_service_does_not_close_the_organisation(self, roads) -> None:
        agent = builders.make_member(roads, Role.ADMINISTRATOR)
        with pytest.raises(PermissionDenied):
            closing.close(
                act=uuid4(), organisation=roads.organisation, services=[], by=agent, **told()
            )

    def test_who_may_not_close_may_not_reopen(self, client, top, roads, green) -> None:
        [closure] = shut(roads, by=builders.make_member(top, Role.HEAD))
        for agent in (
            builders.make_member(roads, Role.OFFICER),
            builders.make_member(green, "head"),
        ):
            with pytest.raises(PermissionDenied):
                closing.reopen(closure, by=agent)
            path = reverse("reopening", args=[closure.pk])
            assert signed_in(client, agent).post(path).status_code in {403, 404}
        assert not is_open(roads)


class TestClosing:
    def test_it_shows_from_its_hour_and_until_its_hour(self, roads, clock) -> None:
        by = builders.make_member(roads, Role.HEAD)
        shut(roads, by=by, first_time=time(15), last_day=date(2026, 11, 24), last_time=time(9))
        for at, expected in (
            (datetime(2026, 11, 23, 13, 59, tzinfo=UTC), True),
            (datetime(2026, 11, 23, 14, tzinfo=UTC), False),
            (datetime(2026, 11, 24, 7, 59, tzinfo=UTC), False),
            (datetime(2026, 11, 24, 8, tzinfo=UTC), True),
        ):
            clock.move_to(at)
            assert is_open(roads) == expected

    def test_only_what_is_named_closes_even_where_hours_are_shared(self, roads, signs) -> None:
        shut(roads, by=builders.make_member(roads, Role.HEAD))
        assert not is_open(roads)
        assert is_open(signs)  # it was unticked, though it has the hours of the service above

    def test_two_clicks_make_one_closure(self, client, roads, signs) -> None:
        agent = builders.make_member(roads, Role.HEAD)
        form = typed(together=[signs.code])
        for _ in range(2):
            response = signed_in(client, agent).post(address(roads.code), form)
            assert response.status_code == 302
        assert Closure.objects.count() == 2  # one for each service
        with pytest.raises(IntegrityError), transaction.atomic():
            Closure.objects.create(
                act=form["act"], service=roads, first_day="2026-12-01", reason="encore"
            )

    def test_what_runs_backwards_closes_nothing(self, roads, signs) -> None:
        by = builders.make_member(roads, Role.HEAD)
        with pytest.raises(ValidationError):
            shut(roads, signs, by=by, last_day=date(2026, 11, 23), last_time=time(14))
        assert not Closure.objects.exists()

    def test_promised_and_legal_dates_do_not_move(self, roads) -> None:
        before = builders.make_demande(service=roads)
        shut(roads, by=builders.make_member(roads, Role.HEAD))
        kept = (before.due_on, before.silence_on)
        before.refresh_from_db()
        after = builders.make_demande(service=roads)
        assert (before.due_on, before.silence_on) == kept
        assert after.due_on == before.due_on


class TestReopening:
    def test_all_that_was_closed_together_opens_now_and_says_by_whom(self, roads, signs) -> None:
        by = builders.make_member(roads, Role.HEAD)
        [closure, _] = shut(roads, signs, by=by)
        assert len(closing.reopen(closure, by=by)) == 2
        assert is_open(roads)
        assert is_open(signs)
        closure.refresh_from_db()
        assert (closure.closed_by, closure.closed_at) == (by, MONDAY)
        assert (closure.reopened_by, closure.reopened_at) == (by, MONDAY)
        assert closing.reopen(closure, by=by) == []

    def test_each_opens_what_they_cover(self, top, roads, green) -> None:
        [closure, _] = shut(roads, green, by=builders.make_member(top, Role.HEAD))
        closing.reopen(closure, by=builders.make_member(roads, Role.HEAD))
        assert is_open(roads)
        assert not is_open(green)

    def test_a_place_stays_closed_by_its_other_closures(self, client, roads) -> None:
        by = builders.make_member(roads, Role.HEAD)
        [flood] = shut(roads, by=by)
        shut(roads, by=by, reason="grève", last_day=date(2026, 11, 23))
        fresh = Service.objects.with_hours().get(pk=roads.pk)
        assert fresh.closure(MONDAY) == flood  # which lasts longest

        response = signed_in(client, by).post(reverse("reopening", args=[flood.pk]), follow=True)
        assert "Voirie reste fermé" in response.content.decode()
        assert not is_open(roads)

    def test_what_had_not_begun_is_called_off(self, roads, clock) -> None:
        by = builders.make_member(roads, Role.HEAD)
        [closure] = shut(roads, by=by, first_day=date(2026, 11, 24))
        closing.reopen(closure, by=by)
        clock.move_to(datetime(2026, 11, 24, 14, tzinfo=UTC))
        assert is_open(roads)


class TestForm:
    def test_it_shows_what_closes_too_and_each_can_be_unticked(
        self, client, top, roads, signs, green
    ) -> None:
        agent = builders.make_member(top, Role.HEAD)
        page = text(signed_in(client, agent), address(roads.code))
        assert "Panneaux (dépend de Voirie)" in page
        assert "Espaces verts (à la même adresse)" in page
        assert len(re.findall('name="together"[^>]* checked', page)) == 2

        client.post(address(roads.code), typed(together=[green.code]))
        assert {closure.service for closure in Closure.objects.all()} == {roads, green}
        assert is_open(signs)

    def test_it_closes_from_the_minute_that_it_is_sent(self, client, roads) -> None:
        agent = builders.make_member(roads, Role.HEAD)
        signed_in(client, agent).post(address(roads.code), typed())
        closure = Closure.objects.get()
        assert (closure.first_day, closure.first_time) == (date(2026, 11, 23), time(14))
        assert closure.last_day is None

    def test_now_is_the_hour_of_the_place(self, client) -> None:
        noumea = builders.make_organisation(time_zone="Pacific/Noumea")
        service = builders.make_service(organisation=noumea)
        agent = builders.make_member(service, Role.HEAD)
        signed_in(client, agent).post(address(service.code), typed())
        closure = Closure.objects.get()
        assert (closure.first_day, closure.first_time) == (date(2026, 11, 24), time(0))

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"begins": "later"}, "Choisissez le premier jour"),
            ({"begins": "later", "first_day": "2026-11-22"}, "Ce jour est passé"),
            ({"begins": "later", "first_day": "demain"}, "Choisissez une date"),
            ({"ends": "day"}, "Choisissez le dernier jour"),
            ({"ends": "day", "last_day": "2026-11-23", "last_time": "13:00"}, "doit suivre"),
            ({"ends": "day", "last_day": "2026-11-22"}, "doit suivre"),
            ({"ends": "day", "last_day": "2030-01-01"}, "dans les deux ans"),
            ({"ends": "day", "last_day": "2026-11-24", "last_time": "25:00"}, "Écrivez une heure"),
            ({"why": ""}, "Dites pourquoi"),
            ({"why": "autre"}, "le public lira ces mots"),
            ({"why": "peste"}, "choix"),
            ({"words": "x" * 121}, "120"),
            ({"instead_link": "pas un lien"}, "URL"),
            ({"together": ["autre"]}, "Cette liste a changé"),
            ({"act": "deux"}, "UUID"),
        ],
    )
    def test_what_is_wrong_is_said_and_closes_nothing(
        self, client, roads, signs, fields, words
    ) -> None:
        agent = builders.make_member(roads, Role.HEAD)
        response = signed_in(client, agent).post(address(roads.code), typed(**fields))
        assert response.status_code == 400
        assert words in response.content.decode()
        assert not Closure.objects.exists()

    def test_one_does_not_send_to_what_closes_too(self, client, roads, signs) -> None:
        agent = builders.make_member(roads, Role.HEAD)
        form = typed(together=[signs.code], instead_service=signs.pk)
        response = signed_in(client, agent).post(address(roads.code), form)
        assert "Ce service ferme aussi" in response.content.decode()

    def test_the_list_costs_the_same_at_2_and_at_20_closures(
        self, client, top, query_budget
    ) -> None:
        agent = builders.make_member(top, Role.ADMINISTRATOR)
        signed_in(client, agent)

        def add(count: int) -> None:
            for _ in range(count):
                shut(top, by=agent)
                [past] = shut(top, by=agent)
                closing.reopen(past, by=agent)

        add(1)
        query_budget(lambda: client.get(reverse("closures")), lambda: add(9), at_most=26)


class TestWhatFollows:
    @pytest.fixture
    def closed(self, top, roads, signs) -> Closure:
        [closure] = shut(
            roads,
            by=builders.make_member(roads, Role.HEAD, first_name="Ana", last_name="Petit"),
            last_day=date(2026, 11, 24),
            last_time=time(9),
            instead="Vos rendez-vous sont reportés.",
            instead_service=top,
            instead_link="https://brume.example/crue",
        )
        return closure

    WORDS = "Voirie : fermé jusqu’à demain, 9 h."

    def test_its_public_page_and_the_directory_say_so(self, client, closed) -> None:
        page = text(client, closed.service.get_absolute_url())
        assert self.WORDS in page
        assert "Fermé : inondation, ouvre demain à 9 h" in page
        assert "Vos rendez-vous sont reportés." in page
        assert "https://brume.example/crue" in page
        assert "Du lundi 23 novembre à 14 h au mardi 24 novembre, 9 h : inondation" in page
        listed = text(client, "/annuaire/")
        assert listed.count("Fermé : inondation") == 1

    def test_a_closed_service_without_hours_says_so_too(self, client) -> None:
        bare = builders.make_service("Bac")
        shut(bare, by=builders.make_member(bare, Role.HEAD))
        assert "Fermé : inondation" in text(client, "/annuaire/")
        assert "Bac : fermé jusqu’à nouvel ordre." in text(client, bare.get_absolute_url())

    def test_a_procedure_says_which_channels_are_closed(self, client, closed) -> None:
        procedure = builders.make_procedure(service=closed.service)
        for channel in ("desk", "letter"):
            Offer.objects.create(procedure=procedure, channel=channel)
        page = text(client, procedure.get_absolute_url())
        assert self.WORDS in page
        assert "Fermé : inondation, ouvre demain à 9 h" in page
        assert "Maintenant" not in page.split("Guichet")[1].split("</li>")[0]

    def test_agents_see_it_on_a_demande(self, client, closed) -> None:
        demande = builders.make_demande(service=closed.service)
        officer = builders.make_member(closed.service, Role.OFFICER)
        assert self.WORDS in text(signed_in(client, officer), demande.get_absolute_url())

    def test_a_whole_organisation_says_so_on_every_page(self, client, top) -> None:
        agent = builders.make_member(top, Role.ADMINISTRATOR)
        assert "Les demandes en ligne restent ouvertes" not in text(client, "/suivi/")
        closing.close(act=uuid4(), organisation=top.organisation, services=[], by=agent, **told())
        words = f"{top.organisation} : fermé jusqu’à nouvel ordre."
        for path in ("/suivi/", "/annuaire/", "/demarches/"):
            assert words in text(client, path)
        assert words in text(signed_in(client, agent), reverse("closures"))

    def test_pages_without_hours_cost_nothing_more(self, client, top, django_assert_num_queries):
        client.get("/suivi/")
        # Whose site it is: its row says whether it may be closed; and twice whether pages changed.
        with django_assert_num_queries(3):
            client.get("/suivi/")

    def test_the_list_says_who_closed_and_who_reopened(self, client, closed, roads) -> None:
        head = builders.make_member(roads, Role.HEAD, first_name="Zoé", last_name="Roy")
        page = text(signed_in(client, head), reverse("closures"))
        assert "Fermé par Ana Petit" in page
        client.post(reverse("reopening", args=[closed.pk]))
        page = text(client, reverse("closures"))
        assert "Zoé Roy" in page
        assert "Aucun de vos lieux n’est fermé" in page


def test_an_organisation_row_is_closed_once_per_act() -> None:
    organisation: Organisation = builders.make_organisation()
    act, fields = uuid4(), {"first_day": "2026-12-01", "reason": "grève"}
    Closure.objects.create(organisation=organisation, act=act, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Closure.objects.create(organisation=organisation, act=act, **fields)
