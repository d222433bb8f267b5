"""« Quitter vite ce site »: on every page of a sensitive procedure, to one that tells nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.demandes.models import Draft
from tests.citizen.filing.person import Person, live_procedure, text_of

pytestmark = pytest.mark.django_db
BUTTON = "data-quit"


def pages(person: Person) -> list[Any]:
    """Every public page of a procedure, from its presentation to the confirmation."""
    shown = [
        person.browser.get(person.procedure.get_absolute_url()),
        person.browser.get(person.step("lieu")),
        person.page("draft_help"),
    ]
    person.fill()
    shown.append(person.page("draft_check"))
    return [*shown, person.browser.get(person.file().url)]


def test_it_leads_away_at_once_for_anybody(settings: Any) -> None:
    settings.QUICK_EXIT_URL = "https://meteo.example/"
    response = Client().get(reverse("quit"))
    assert (response.status_code, response.url) == (302, "https://meteo.example/")
    assert not response.cookies


def test_it_tells_the_other_site_nothing_of_where_one_came_from() -> None:
    page = text_of(Client().get(live_procedure(sensitive=True, live=True).get_absolute_url()))
    assert 'rel="noreferrer"' in page.split(BUTTON)[0].rsplit("<a", 1)[1]


def test_it_works_without_a_script() -> None:
    page = text_of(Client().get(live_procedure(sensitive=True, live=True).get_absolute_url()))
    assert f'href="{reverse("quit")}"' in page


def test_every_page_of_a_sensitive_procedure_bears_it() -> None:
    for page in pages(Person(live_procedure(sensitive=True, live=True))):
        assert BUTTON in text_of(page), page.request["PATH_INFO"]


def test_no_page_of_the_others_does() -> None:
    for page in pages(Person(live_procedure(live=True))):
        assert BUTTON not in text_of(page), page.request["PATH_INFO"]


def test_what_was_typed_stays_for_whoever_comes_back() -> None:
    person = Person(live_procedure(sensitive=True, live=True))
    person.answer("lieu", {"danger": "non"})
    person.browser.get(reverse("quit"))
    assert Draft.objects.get().answers == {"danger": "non"}
