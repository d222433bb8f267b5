"""An officer takes the demandes of a queue out to a spreadsheet."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backoffice.exports import processing
from backoffice.exports.models import Export
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import PHONE
from tests.journeys.town import Town


def test_from_a_filtered_queue_to_its_file(
    desk: Page, live_server: LiveServer, arlencourt: Town, axe: Callable[[Page], None]
) -> None:
    demande = builders.make_demande(service=arlencourt.roads)
    town.become(desk, arlencourt.officer, live_server.url)
    desk.goto("/gestion/files/mon-service/?channel=online")
    desk.get_by_role("link", name="Exporter").click()
    town.at(desk, "Exporter «\u00a0Mon service\u00a0»")
    expect(desk.get_by_text("Canal\u00a0: ")).to_be_visible()
    axe(desk)
    desk.get_by_role("button", name="Fichier CSV").click()
    expect(desk.get_by_text("L’export attend son tour.")).to_be_visible()
    axe(desk)
    export = Export.objects.get()
    processing.write(str(export.pk))
    expect(desk.get_by_text("Le fichier est prêt")).to_be_visible()  # the page comes back by itself
    for size in (desk.viewport_size, {"width": PHONE[0], "height": PHONE[1]}):
        desk.set_viewport_size(size)  # type: ignore[arg-type]  # a size of both sides
        axe(desk)
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Télécharger").click()
    assert demande.reference in download.value.path().read_text(encoding="utf-8-sig")
