"""Two agents of a régie give half of a payment back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.models import MandateRole, Refund, RefundState
from payments.workflow import refunding
from tests.journeys import town
from tests.journeys.regie_pages import paid_online
from tests.payments.builders import make_mandate, make_regie


def test_half_of_a_payment_goes_back_by_two_persons(
    desk: Page,
    live_server: LiveServer,
    page_problems: list[str],
    axe: Callable[[Page], None],
) -> None:
    regie = make_regie()
    asker = make_mandate(regie, MandateRole.DEPUTY)
    approver = make_mandate(regie)
    payment = paid_online(regie)
    town.become(desk, asker, live_server.url)
    desk.goto(f"/gestion/regies/{regie.code}/paiements/")
    desk.get_by_role("link", name="42,50").click()
    desk.get_by_role("link", name="Demander un remboursement").click()
    desk.get_by_label("Montant").fill("21,25")
    desk.get_by_role("button", name="Demander").click()
    expect(desk.get_by_role("heading", name="Il y a un point à corriger")).to_be_visible()
    town.refused(page_problems)
    axe(desk)
    assert desk.get_by_label("Montant").input_value() == "21,25"
    desk.get_by_label("Motif").fill("Absence de deux semaines")
    desk.get_by_role("button", name="Demander").click()
    expect(desk.get_by_text("Vous l’avez demandé")).to_be_visible()
    expect(desk.get_by_role("button", name="Approuver")).to_have_count(0)
    axe(desk)

    town.become(desk, approver, live_server.url)
    desk.goto(f"/gestion/regies/{regie.code}/")
    desk.get_by_role("link", name="Remboursements à approuver").click()
    desk.get_by_role("link", name="21,25").click()
    axe(desk)
    desk.get_by_role("button", name="Approuver").click()
    expect(desk.get_by_text("Le remboursement est approuvé.")).to_be_visible()
    refund = Refund.objects.select_related("payment__regie__organisation", "invoice").get()
    refunding.send(refund)  # what the worker does
    desk.reload()
    expect(desk.locator(".state", has_text="Remboursé")).to_be_visible()
    refund.refresh_from_db()
    assert refund.state == RefundState.SETTLED
    desk.get_by_role("link", name="Voir le paiement").click()
    expect(desk.get_by_text("Remboursé").first).to_be_visible()
    desk.goto(f"/gestion/regies/{regie.code}/journal/")
    expect(desk.get_by_role("row", name="En ligne").first).to_contain_text("21,25")
    assert payment.amount == 4_250
