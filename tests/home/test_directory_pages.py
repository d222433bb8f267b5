"""The public directory."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.test import Client

from portal.directory.models import Closure, OpeningHours, Service
from tests.portal.directory.factories import make_organisation, make_service

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10:00 in Paris


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ")


def make_open(service: Service) -> Service:
    for opens, closes in ((time(8, 30), time(12)), (time(13, 30), time(17))):
        OpeningHours.objects.create(service=service, weekday=0, opens=opens, closes=closes)
    return service


def test_the_list_shows_each_service_with_its_number_and_whether_it_is_open(client: Client) -> None:
    organisation = make_organisation("Ville de Brume", relay_url="https://relais.example/")
    top = make_open(make_service("Solidarités", organisation=organisation, phone="+33321216216"))
    make_service("Aide à domicile", parent=top)

    page = text(client, "/annuaire/")
    assert "Ville de Brume" in page
    assert page.count("03 21 21 62 16") == 2  # the service below answers at the same number
    assert page.count("Ouvert jusqu’à 12 h") == 2
    assert page.count('href="https://relais.example/"') == page.count('href="tel:')


def test_a_service_that_is_no_more_is_not_shown(client: Client) -> None:
    gone = make_service("Ancien", active=False)

    assert "Ancien" not in text(client, "/annuaire/")
    assert client.get(f"/annuaire/{gone.code}/").status_code == 404
    assert client.get("/annuaire/nothing/").status_code == 404


def test_an_empty_directory_says_so(client: Client) -> None:
    assert "Aucun service" in text(client, "/annuaire/")


def test_a_service_page_has_the_week_today_and_the_closings_to_come(client: Client) -> None:
    service = make_open(make_service("Accueil", summary="Nous répondons à tout."))
    Closure.objects.create(
        service=service, first_day=date(2026, 12, 1), last_day=date(2026, 12, 3), reason="Travaux"
    )
    Closure.objects.create(
        service=service, first_day=date(2026, 1, 1), last_day=date(2026, 1, 2), reason="Passée"
    )

    page = text(client, f"/annuaire/{service.code}/")
    assert "Nous répondons à tout." in page
    assert "8 h 30 – 12 h et 13 h 30 – 17 h" in page
    assert "Lundi (aujourd’hui)" in page
    assert page.count("Fermé") >= 6
    assert "Du mardi 1er décembre au jeudi 3 décembre inclus : Travaux" in page
    assert "Le vendredi 25 décembre : Noël" in page
    assert "Passée" not in page
    assert "1 place de la Mairie<br>" in page


def test_a_closed_service_says_when_it_opens(client: Client) -> None:
    service = make_open(make_service())
    with time_machine.travel(datetime(2026, 11, 24, 9, tzinfo=UTC), tick=False):
        assert "Fermé, ouvre lundi 30 novembre à 8 h 30" in text(
            client, f"/annuaire/{service.code}/"
        )


def test_a_service_without_hours_says_nothing_of_them(client: Client) -> None:
    service = make_service()

    page = text(client, f"/annuaire/{service.code}/")
    assert "Horaires" not in page
    assert "Fermé" not in page


def test_the_services_below_are_listed(client: Client) -> None:
    top = make_service("Solidarités")
    make_service("Aide à domicile", parent=top)

    assert "Aide à domicile" in text(client, f"/annuaire/{top.code}/")


@pytest.mark.parametrize("name", ["list", "service"])
def test_the_pages_cost_the_same_at_5_and_at_50_services(client, name, query_budget) -> None:
    top = make_open(make_service())
    path = "/annuaire/" if name == "list" else f"/annuaire/{top.code}/"

    def add(count: int) -> None:
        for _ in range(count):
            make_open(make_service(parent=top))

    add(5)
    query_budget(lambda: client.get(path), lambda: add(45), at_most=22)


def test_a_former_name_is_shown_to_who_looks_for_the_one_they_know(client: Client) -> None:
    make_service("Petite enfance", code="enfance", former_names="Bureau des crèches")
    for page in ("/annuaire/", "/annuaire/enfance/"):
        assert "anciennement Bureau des crèches" in client.get(page).content.decode()
