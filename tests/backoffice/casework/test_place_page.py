"""A place on a map: for those who read the content, where maps have a background."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.models import Role
from tests import builders

pytestmark = pytest.mark.django_db
TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
SCHEMA = {
    "steps": [
        {
            "key": "lieu",
            "title": "Lieu",
            "fields": [
                {"key": "ou", "type": "place", "label": "Où ?"},
                {"key": "aussi", "type": "place", "label": "Et où encore ?"},
                {"key": "rue", "type": "text", "label": "Rue"},
            ],
        }
    ]
}
ANSWERS = {
    "ou": {"label": "devant le <12>", "lat": 50.291002, "lon": 2.777535, "accuracy": 8},
    "aussi": {"label": "derrière l’école"},
    "rue": "rue Basse",
}


@pytest.fixture
def demande(settings: Any) -> Demande:
    settings.MAP_TILES = TILES
    return a_demande()


def a_demande(**procedure: Any) -> Demande:
    return builders.make_demande(builders.make_procedure(SCHEMA, **procedure), answers=ANSWERS)


def address(demande: Demande, key: str = "ou") -> str:
    return reverse("demande_place", args=[demande.reference, key])


def officer(demande: Demande, role: Role = Role.OFFICER) -> User:
    return builders.make_member(demande.service, role)


def test_an_officer_reads_the_point_and_goes_to_its_map(
    demande: Demande, browser_of: Callable[[User], Client]
) -> None:
    browser = browser_of(officer(demande))
    text = browser.get(demande.get_absolute_url()).content.decode()
    assert "devant le &lt;12&gt;" in text
    assert "50.291002, 2.777535 (à 8\u00a0mètres près)" in text
    assert text.count("Voir sur la carte") == 1
    assert address(demande) in text

    shown = browser.get(address(demande)).content.decode()
    assert 'data-place-shown="50.291002, 2.777535"' in shown
    assert f'data-tiles="{TILES}"' in shown
    assert "geo:50.291002,2.777535" in shown


@pytest.mark.parametrize("key", ["aussi", "rue", "ailleurs"])
def test_what_has_no_point_has_no_map(
    demande: Demande, browser_of: Callable[[User], Client], key: str
) -> None:
    assert browser_of(officer(demande)).get(address(demande, key)).status_code == 404


def test_without_a_background_the_point_is_read_not_drawn(
    demande: Demande, browser_of: Callable[[User], Client], settings: Any
) -> None:
    settings.MAP_TILES = ""
    browser = browser_of(officer(demande))
    assert "Voir sur la carte" not in browser.get(demande.get_absolute_url()).content.decode()
    shown = browser.get(address(demande)).content.decode()
    assert "50.291002, 2.777535" in shown
    assert "data-place-shown" not in shown


def test_an_adviser_sees_no_place_of_a_confidential_demande(
    settings: Any, browser_of: Callable[[User], Client]
) -> None:
    settings.MAP_TILES = TILES
    demande = a_demande(confidential=True)
    assert browser_of(officer(demande, Role.ADVISER)).get(address(demande)).status_code == 403
    assert browser_of(officer(demande)).get(address(demande)).status_code == 200


def test_an_agent_of_another_service_and_a_stranger_see_no_place(
    demande: Demande, browser_of: Callable[[User], Client]
) -> None:
    elsewhere = builders.make_member(builders.make_service("Ailleurs"), Role.OFFICER)
    assert browser_of(elsewhere).get(address(demande)).status_code == 404
    assert Client().get(address(demande)).status_code == 302
