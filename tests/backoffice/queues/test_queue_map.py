"""The map of a queue: points of the demandes that one may read, and the table beside it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from backoffice.queues import places
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.models import Role
from tests.backoffice.queues.conftest import BACKEND, Town
from tests.backoffice.queues.rows import copies
from tests.builders import make_agent, make_demande, make_member, make_procedure

TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
SCHEMA = {
    "steps": [
        {
            "key": "lieu",
            "title": "Lieu",
            "fields": [{"key": "ou", "type": "place", "label": "Où ?"}],
        }
    ]
}
HERE = {"ou": {"label": "devant le <12>", "lat": 50.291002, "lon": 2.777535}}
WORDS = {"ou": {"label": "derrière l’école"}}


@pytest.fixture
def shown(client: Client, settings: Any) -> Callable[..., Any]:
    """`shown(agent, "mon-service", state="filed")`: the page's answer."""
    settings.MAP_TILES = TILES

    def read(agent: User, slug: str = "mon-service", **query: str) -> Any:
        client.force_login(agent, backend=BACKEND)
        return client.get(f"/gestion/files/{slug}/carte/", query)

    return read


def a_place(town: Town, answers: dict[str, Any] = HERE, **fields: Any) -> Demande:
    procedure = make_procedure(SCHEMA, service=town.roads, **fields)
    return make_demande(procedure, answers=answers)


def test_each_point_is_a_number_of_the_map_and_a_row_of_the_table(
    town: Town, shown: Callable[..., Any]
) -> None:
    demande = a_place(town)
    page = shown(town.officer).content.decode()
    assert f'data-tiles="{TILES}"' in page
    assert '<span class="dot" data-point="50.291002, 2.777535">1</span>' in page
    assert "devant le &lt;12&gt;" in page
    assert demande.get_absolute_url() in page


def test_words_without_a_point_stay_in_the_queue(town: Town, shown: Callable[..., Any]) -> None:
    a_place(town, WORDS)
    town.file()  # asks for no place
    page = shown(town.officer).content.decode()
    assert "data-point=" not in page
    assert "Aucun point à montrer" in page


def test_the_filters_of_the_queue_hold_on_its_map(town: Town, shown: Callable[..., Any]) -> None:
    a_place(town)
    assert "data-point=" in shown(town.officer, state=State.FILED).content.decode()
    assert "data-point=" not in shown(town.officer, state=State.ASSIGNED).content.decode()


def test_a_confidential_place_is_shown_to_its_readers_only(
    town: Town, shown: Callable[..., Any]
) -> None:
    a_place(town, confidential=True)
    assert "data-point=" in shown(town.officer).content.decode()
    for agent in (town.adviser, town.administrator):
        assert "data-point=" not in shown(agent, "recherche").content.decode()


def test_services_of_others_have_their_own_map(town: Town, shown: Callable[..., Any]) -> None:
    a_place(town)
    stranger = make_member(make_demande().service, Role.OFFICER)
    assert "data-point=" not in shown(stranger, "recherche").content.decode()


@pytest.mark.parametrize(("slug", "status"), [("zzz", 404), ("toutes", 403)])
def test_a_queue_that_is_not_ones_own_has_no_map(
    town: Town, shown: Callable[..., Any], slug: str, status: int
) -> None:
    assert shown(town.officer, slug).status_code == status


def test_nobody_comes_without_a_role(town: Town, shown: Callable[..., Any]) -> None:
    assert shown(make_agent()).status_code == 403


def test_without_a_background_the_table_stays(
    town: Town, shown: Callable[..., Any], settings: Any
) -> None:
    a_place(town)
    settings.MAP_TILES = ""
    page = shown(town.officer).content.decode()
    assert "data-points" not in page
    assert "devant le &lt;12&gt;" in page


def test_beyond_the_first_ones_it_says_so(
    town: Town, shown: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST", 3)
    copies(a_place(town), 2)
    assert "Seules les premières" not in shown(town.officer).content.decode()
    copies(a_place(town), 1)
    page = shown(town.officer).content.decode()
    assert page.count("data-point=") == 3
    assert "Seules les premières" in page


def test_as_many_queries_for_5_points_as_for_50(
    town: Town, client: Client, query_budget: Callable[..., None]
) -> None:
    model = a_place(town)
    copies(model, 4)
    client.force_login(town.officer, backend=BACKEND)

    def draw() -> None:
        cache.clear()
        assert client.get("/gestion/files/mon-service/carte/").status_code == 200

    query_budget(draw, lambda: copies(model, 45), at_most=13)
