"""Wagtail's admin on a telephone: nothing cut, nothing out of reach."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from tests import builders
from tests.journeys import town
from tests.journeys.town import Town

LISTS = ["/admin/directory/service/", "/admin/snippets/procedures/procedure/"]
# A list's first cells and, above it, its buttons: where they begin and end across the screen.
OUT_OF_SIGHT = """nodes => nodes
    .map(node => [node.innerText.trim(), node.getBoundingClientRect()])
    .filter(([words, box]) => words && box.width && (box.left < 0 || box.right > innerWidth))
    .map(([words]) => words)"""
TALLEST = "nodes => Math.max(...nodes.map(node => node.getBoundingClientRect().height))"


@pytest.mark.parametrize("path", LISTS)
def test_a_list_s_buttons_stay_on_the_screen_and_its_words_whole(
    phone: Page, live_server: LiveServer, arlencourt: Town, path: str
) -> None:
    assert arlencourt
    town.become(phone, builders.make_agent(is_superuser=True), live_server.url)
    phone.goto(path)
    shown = phone.locator(".w-header .button, .listing td:has(.title-wrapper) a")
    assert shown.count() > 1
    assert shown.evaluate_all(OUT_OF_SIGHT) == []
    assert phone.locator(".listing .title-wrapper").evaluate_all(TALLEST) < 120  # CSS pixels


def test_the_choices_of_a_form_stay_on_the_screen(
    desk: Page, live_server: LiveServer, arlencourt: Town
) -> None:
    builders.make_service("Un service dont le nom est si long qu’il pousse le reste " * 2)
    assert arlencourt
    town.become(desk, builders.make_agent(is_superuser=True), live_server.url)
    desk.goto("/admin/directory/closure/create/")
    assert desk.locator("select").count() > 1
    assert desk.locator("select").evaluate_all(OUT_OF_SIGHT) == []
