"""From « j’ai perdu mon travail » to the RSA: by a resident, and by an adviser with the keys."""

import time

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Draft
from search.guides.counting import figures
from tests.journeys import orientation, town
from tests.journeys.town import Town

WORDS = "j’ai perdu mon travail"
LONGEST_PASS = 30  # seconds


def test_a_resident_is_led_from_their_words_to_the_channel_to_use_now(
    phone: Page, arlencourt: Town, axe
) -> None:
    guide, _letter = orientation.made(arlencourt)
    phone.goto("/orientation/")
    phone.get_by_label("Décrivez votre besoin").fill(WORDS)
    phone.get_by_role("button", name="Chercher").click()
    phone.get_by_role("link", name="J’ai perdu mes revenus").first.click()

    town.at(phone, "Que se passe-t-il ?")
    axe(phone)
    phone.get_by_role("link", name="J’ai perdu mon travail").click()
    town.at(phone, "Quel âge avez-vous ?")
    phone.get_by_role("link", name="Moins de 25 ans").click()
    town.at(phone, "La mission locale")
    phone.get_by_role("link", name="Revenir à la question d’avant").click()
    town.at(phone, "Quel âge avez-vous ?")
    phone.go_back()
    town.at(phone, "La mission locale")
    phone.go_back()
    phone.get_by_role("link", name="25 ans ou plus").click()
    phone.get_by_role("link", name="Française").click()

    town.at(phone, "Demander le RSA")
    expect(phone.locator("ol.advice li").first).to_be_visible()
    expect(phone.get_by_text("Un relevé d’identité bancaire")).to_be_visible()
    phone.get_by_text("Préciser pour être mieux conseillé").click()
    phone.get_by_label("Je n’utilise pas internet").check()
    axe(phone)
    phone.get_by_role("button", name="Mettre à jour").click()
    town.at(phone, "Demander le RSA")
    assert "aisance=none" in phone.url
    assert phone.context.cookies() == []
    assert figures(guide)[0].public >= 1


def test_an_adviser_walks_it_with_the_keys_in_less_than_a_call_can_spare(
    desk: Page, live_server: LiveServer, arlencourt: Town, axe
) -> None:
    orientation.made(arlencourt)
    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/orienter/")
    began, keys = time.monotonic(), 0

    def press(key: str, heading: str) -> None:
        nonlocal keys
        desk.wait_for_load_state()  # the title is drawn before the script that listens to keys runs
        desk.keyboard.press(key)
        keys += 1
        town.at(desk, heading)

    desk.keyboard.type("perdu boulot")  # the field has the focus
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Guides à suivre avec la personne")).to_be_visible()
    keys += len("perdu boulot") + 1
    press("1", "Que se passe-t-il ?")
    press("1", "Quel âge avez-vous ?")
    press("2", "La mission locale")
    press("Backspace", "Quel âge avez-vous ?")
    press("1", "Quelle nationalité ?")
    press("1", "Demander le RSA")
    expect(desk.get_by_text("Le droit part du mois de la demande.")).to_be_visible()
    axe(desk)
    press("1", "RSA : contester une décision")
    assert time.monotonic() - began < LONGEST_PASS
    assert keys <= 20
    assert Draft.objects.get().procedure == arlencourt.rsa
