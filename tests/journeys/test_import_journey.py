"""A treasurer imports invoices: the file, its check, the issue, numbers and codes."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.importing import processing
from payments.models import Invoice, InvoiceImport
from tests.journeys import town
from tests.journeys.conftest import PHONE
from tests.payments.builders import make_mandate, make_regie
from tests.payments.importing.files import A_ROW, csv_of

BAD = A_ROW | {"external_id": "CANT-2", "due_on": "31/02/2026"}


def test_from_a_file_to_numbers_and_codes(
    desk: Page, live_server: LiveServer, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    def seen() -> None:
        """At both sizes, nothing too wide."""
        for size in ({"width": PHONE[0], "height": PHONE[1]}, desk.viewport_size):
            desk.set_viewport_size(size)  # type: ignore[arg-type]  # a size of both sides
            axe(desk)
            wide = desk.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0

    regie, path = make_regie(), tmp_path / "factures.csv"
    path.write_bytes(csv_of([A_ROW, BAD]))
    town.become(desk, make_mandate(regie), live_server.url)
    desk.goto(f"/gestion/regies/{regie.code}/imports/")
    desk.get_by_text("Ce que le fichier contient").click()
    seen()
    desk.get_by_label("Votre fichier").set_input_files(path)
    desk.get_by_role("button", name="Contrôler le fichier").click()
    expect(desk.get_by_text("Contrôle en cours")).to_be_visible()
    axe(desk)
    owner = InvoiceImport.objects.get()
    processing.check(str(owner.pk))
    issue = desk.get_by_role("button", name="Émettre 1 facture")
    expect(issue).to_be_visible()  # the page comes back by itself
    desk.reload()  # its errors are below
    expect(desk.get_by_text("Cette date n’existe pas")).to_be_visible()
    seen()
    issue.click()
    expect(desk.get_by_text("Émission en cours")).to_be_visible()
    axe(desk)
    processing.issue(str(owner.pk))
    expect(desk.get_by_text("L’import est terminé")).to_be_visible()
    seen()
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Télécharger les numéros").click()
    assert Invoice.objects.get().number in download.value.path().read_text(encoding="utf-8-sig")
