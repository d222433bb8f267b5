"""The demonstration's bank in a real browser: on a telephone, without script, and for everybody."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.demo_provider.models import Attempt
from payments.gateways.base import Standing
from payments.gateways.demo import DemoGateway
from tests.payments.demo_provider.conftest import order, waiting


def to_pay(live_server: LiveServer) -> tuple[str, Attempt]:
    """The address of the bank's page, and the attempt."""
    back = f"{live_server.url}/suivi/"
    asked = order(return_url=back, cancel_url=back, notify_url=back)
    started = DemoGateway({"account": "Régie de la cantine"}).start(asked)
    return started.url, Attempt.objects.get(pk=started.provider_id)


def standing(attempt: Attempt) -> Standing:
    attempt.refresh_from_db()
    return attempt.standing


def test_a_late_payment_is_made_and_told_on_a_telephone(
    phone: Page, live_server: LiveServer, axe: Callable[[Page], None]
) -> None:
    address, attempt = to_pay(live_server)
    phone.goto(address)
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    phone.get_by_role("button", name="Payer avec du retard").click()
    expect(phone.get_by_role("heading", name="La banque a accepté")).to_be_visible()
    axe(phone)
    assert standing(attempt) == Standing.PENDING
    phone.get_by_role("button", name="Prévenir maintenant").click()
    phone.wait_for_url("**/suivi/")
    assert standing(attempt) == Standing.PAID
    phone.goto(address)
    expect(phone.get_by_role("heading", name="Ce paiement est fait")).to_be_visible()
    axe(phone)


def test_everything_works_without_script_and_a_double_click_pays_once(
    open_page: Callable[..., Page], live_server: LiveServer
) -> None:
    page = open_page(javascript=False)
    address, attempt = to_pay(live_server)
    page.goto(address)
    page.get_by_role("button", name="Payer", exact=True).dblclick()
    page.wait_for_url("**/suivi/")
    assert standing(attempt) == Standing.PAID
    assert len(waiting()) == 1
