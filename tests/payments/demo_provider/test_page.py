"""The page of the demonstration's bank: what it says, and where each button leads."""

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from payments.demo_provider import workflow
from payments.demo_provider.models import Attempt, State
from tests.payments.demo_provider.conftest import SITE, Start, waiting

pytestmark = pytest.mark.django_db
CHOICES = ["payer", "plus-tard", "refuser", "abandonner"]


def choose(client: Client, attempt: Attempt, choice: str) -> str:
    """Where the button leads."""
    response = client.post(attempt.get_absolute_url(), {"choice": choice})
    assert response.status_code == 302
    return response.url


def state(attempt: Attempt) -> str:
    return Attempt.objects.get(pk=attempt.pk).state


def test_the_page_says_who_is_paid_how_much_and_that_no_money_moves(
    client: Client, start: Start
) -> None:
    response = client.get(start().get_absolute_url())
    assertContains(response, "aucun argent ne bouge")
    for said in ("Régie de la cantine", "Cantine d’octobre", "12,50\u00a0€"):
        assertContains(response, said)
    for choice in CHOICES:
        assertContains(response, f'value="{choice}"')
    assert "no-store" in response.headers["Cache-Control"]


def test_the_page_asks_for_no_card_number(client: Client, start: Start) -> None:
    assertNotContains(client.get(start().get_absolute_url()), 'type="text"')


@pytest.mark.parametrize(
    ("choice", "where", "becomes"),
    [
        ("payer", "retour/", State.PAID),
        ("refuser", "retour/", State.REFUSED),
        ("abandonner", "abandon/", State.ABANDONED),
    ],
)
def test_a_choice_leads_back_to_the_site(
    client: Client, start: Start, choice: str, where: str, becomes: State
) -> None:
    attempt = start()
    assert choose(client, attempt, choice) == f"{SITE}{where}"
    assert state(attempt) == becomes


def test_a_double_click_pays_once(client: Client, start: Start) -> None:
    attempt = start()
    assert choose(client, attempt, "payer") == choose(client, attempt, "payer")
    assert len(waiting()) == 1


@pytest.mark.parametrize("second", CHOICES)
def test_after_a_choice_no_other_counts(client: Client, start: Start, second: str) -> None:
    attempt = start()
    choose(client, attempt, "payer")
    assert choose(client, attempt, second) == f"{SITE}retour/"
    assert state(attempt) == State.PAID


def test_who_pays_with_a_delay_may_go_back_or_have_the_site_told_at_once(
    client: Client, start: Start
) -> None:
    attempt = start()
    waits = client.post(attempt.get_absolute_url(), {"choice": "plus-tard"}, follow=True)
    assertRedirects(waits, attempt.get_absolute_url())
    assertContains(waits, f"{SITE}retour/")
    assertContains(waits, 'value="prevenir"')
    assert choose(client, attempt, "prevenir") == f"{SITE}retour/"
    assert len(waiting()) == 2


@pytest.mark.parametrize(
    ("verb", "said", "where"),
    [
        (workflow.pay, "Ce paiement est fait", "retour/"),
        (workflow.refuse, "La carte a été refusée", "retour/"),
        (workflow.abandon, "Le paiement a été abandonné", "abandon/"),
        (workflow.close, "Ce paiement a été annulé", "abandon/"),
    ],
)
def test_a_page_opened_again_says_what_became_of_the_payment(
    client: Client, start: Start, verb: workflow.Verb, said: str, where: str
) -> None:
    response = client.get(verb(start().pk).get_absolute_url())
    assertContains(response, said)
    assertContains(response, f"{SITE}{where}")
    assertNotContains(response, 'name="choice"')


def test_a_page_opened_too_late_can_not_be_paid(client: Client, start: Start) -> None:
    attempt = start(expires_at=timezone.now())
    assertContains(client.get(attempt.get_absolute_url()), "Le délai pour payer est passé")
    assert choose(client, attempt, "payer") == f"{SITE}abandon/"
    assert state(attempt) == State.OPEN


@pytest.mark.parametrize("choice", ["", "rembourser"])
def test_an_unknown_choice_changes_nothing(client: Client, start: Start, choice: str) -> None:
    attempt = start()
    response = client.post(attempt.get_absolute_url(), {"choice": choice})
    assertContains(response, "Que doit faire la banque", status_code=400)
    assert state(attempt) == State.OPEN


def test_the_buttons_are_protected_against_forged_forms(start: Start) -> None:
    attempt = start()
    careful = Client(enforce_csrf_checks=True)
    response = careful.post(attempt.get_absolute_url(), {"choice": "payer"})
    assert response.status_code == 403
    assert state(attempt) == State.OPEN


@pytest.mark.parametrize("method", ["get", "post"])
def test_elsewhere_than_in_a_demonstration_there_is_no_such_page(
    client: Client, start: Start, settings: Settings, method: str
) -> None:
    attempt = start()
    settings.DEMO_PROVIDER_ENABLED = False
    response = getattr(client, method)(attempt.get_absolute_url(), {"choice": "payer"})
    assert response.status_code == 404
    assert state(attempt) == State.OPEN


def test_a_page_that_is_none_is_not_found(client: Client) -> None:
    missing = "/paiement/demonstration/00000000-0000-4000-8000-000000000000/"
    assert client.get(missing).status_code == 404
