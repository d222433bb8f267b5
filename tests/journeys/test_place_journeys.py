"""Where it is, and what it looks like: the map by keyboard, the camera, a network that fails."""

from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portal.demandes.models import Demande, DraftFile
from portal.procedures.models import Procedure
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.journeys.town import Town
from tests.portal.media.samples import SECRET, drawing, exif, saved

LAMP = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où est-ce ?",
            "fields": [
                {"key": "ou", "type": "place", "label": "Où est le lampadaire ?", "required": True}
            ],
        },
        {
            "key": "vue",
            "title": "À quoi ressemble-t-il ?",
            "fields": [
                {"key": "photos", "type": "files", "label": "Photos", "max_files": 3},
                {"key": "mots", "type": "text", "label": "En quelques mots"},
            ],
        },
    ]
}
TILE = "/static/ui/favicon.svg?{z}/{x}/{y}"
LIGHTEST_PAGE = 100_000  # bytes, all that it loads included
LOADED = """["navigation", "resource"].flatMap((kind) => performance.getEntriesByType(kind))
    .map((each) => [each.name, each.decodedBodySize])"""


@pytest.fixture
def lamp(arlencourt: Town, settings: Any) -> Procedure:
    settings.MAP_TILES = TILE
    settings.MAP_BOUNDS = (50.24, 2.68, 50.34, 2.88)
    return builders.make_procedure(
        LAMP, title="Signaler un lampadaire", code="lampadaire", service=arlencourt.roads
    )


def begin(page: Page, lamp: Procedure) -> None:
    page.goto(lamp.get_absolute_url())
    page.get_by_role("button", name="Commencer la demande").click()
    town.at(page, "Où est-ce ?")


def point(page: Page) -> str:
    return str(page.locator("[name=ou__point]").input_value())


def test_a_place_is_pointed_at_with_the_keyboard_and_seen_by_the_officer(
    open_page: OpenPage, lamp: Procedure, arlencourt: Town, live_server: Any, axe
) -> None:
    page = open_page()
    begin(page, lamp)
    page.wait_for_load_state("networkidle")
    loaded: dict[str, int] = dict(page.evaluate(LOADED))
    assert not [url for url in loaded if "leaflet" in url or "map.js" in url]
    assert sum(loaded.values()) < LIGHTEST_PAGE, loaded

    page.get_by_label("Où est le lampadaire ?").fill("Devant le 12 rue Basse")
    opener = page.get_by_role("button", name="Montrer sur une carte")
    opener.focus()
    page.keyboard.press("Enter")
    frame = page.get_by_role("application", name="Carte")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    axe(page)
    frame.focus()
    page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="Position")
    expect(said).to_contain_text("Repère placé au centre de la carte.")
    placed = point(page)

    page.locator(".pin").focus()
    page.keyboard.press("ArrowUp")
    expect(said).to_contain_text("vers le nord")
    assert float(point(page).split(",")[0]) > float(placed.split(",")[0])
    page.keyboard.press("Shift+ArrowRight")
    expect(said).to_contain_text("vers l’est")

    typed = page.get_by_label("Coordonnées (latitude, longitude)")
    typed.fill("ici")
    typed.press("Enter")
    expect(page.locator(".place-said")).to_contain_text("Écrivez la latitude puis la longitude")
    typed.fill("50,291002 ; 2,777535")
    typed.press("Enter")
    assert point(page) == "50.291002, 2.777535"
    axe(page)

    town.go_on(page, title="À quoi ressemble-t-il ?")
    town.go_on(page, title="Vérifiez vos réponses")
    expect(page.get_by_text("Position : 50.291002, 2.777535")).to_be_visible()
    demande = town.filed(page)
    assert demande.answers["ou"] == {
        "label": "Devant le 12 rue Basse",
        "lat": 50.291002,
        "lon": 2.777535,
    }

    desk = open_page(size=(1280, 900))
    town.become(desk, arlencourt.officer, live_server.url)
    desk.goto(demande.get_absolute_url())
    desk.get_by_role("link", name="Voir sur la carte").click()
    town.at(desk, "Devant le 12 rue Basse")
    expect(desk.locator(".pin")).to_be_visible()
    axe(desk)


def test_the_telephone_says_where_it_is_only_when_asked(
    open_page: OpenPage, lamp: Procedure
) -> None:
    page = open_page()
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 50.2923, "longitude": 2.779, "accuracy": 12})
    begin(page, lamp)
    assert point(page) == ""
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.get_by_text("Position : 50.292300, 2.779000 (à 12 mètres près).")).to_be_visible()
    page.get_by_role("button", name="Retirer la position").click()
    expect(page.get_by_text("Position retirée.")).to_be_visible()
    assert point(page) == ""


def test_a_refused_position_leaves_the_words(open_page: OpenPage, lamp: Procedure) -> None:
    page = open_page()
    page.context.clear_permissions()
    begin(page, lamp)
    page.get_by_label("Où est le lampadaire ?").fill("Rue Basse")
    page.get_by_role("button", name="Utiliser ma position").click()
    expect(page.locator(".place-said")).to_contain_text("Décrivez l’endroit avec des mots.")
    town.go_on(page, title="À quoi ressemble-t-il ?")


def test_words_are_enough_without_javascript(open_page: OpenPage, lamp: Procedure) -> None:
    page = open_page(javascript=False)
    begin(page, lamp)
    expect(page.get_by_role("button", name="Montrer sur une carte")).to_have_count(0)
    page.get_by_label("Où est le lampadaire ?").fill("Rue Basse, devant l’école")
    town.go_on(page, title="À quoi ressemble-t-il ?")
    page.locator("input[capture]").set_input_files(
        [{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": town.photo()}]
    )
    town.go_on(page, title="Vérifiez vos réponses")
    assert town.filed(page).attachments.count() == 1


def heavy_photo() -> bytes:
    """What a camera held upright makes: large, lying on its side, with its position."""
    noise = Image.effect_noise((3200, 2400), 90).convert("RGB")
    noise.paste(drawing(size=(1600, 1200)), (0, 0))
    return saved(noise, "JPEG", quality=92, exif=exif(6))


def test_photos_are_taken_one_by_one_made_lighter_and_kept_when_the_network_fails(
    open_page: OpenPage, lamp: Procedure, page_problems: list[str], axe
) -> None:
    page = open_page()
    begin(page, lamp)
    page.get_by_label("Où est le lampadaire ?").fill("Rue Basse")
    town.go_on(page, title="À quoi ressemble-t-il ?")
    camera, content = page.locator("input[capture]"), heavy_photo()
    assert len(content) > 2_000_000
    photo = {"name": "image.jpg", "mimeType": "image/jpeg"}
    camera.set_input_files([photo | {"buffer": content}])
    expect(page.get_by_text("1 fichier prêt à envoyer.")).to_be_visible()
    camera.set_input_files([photo | {"buffer": town.photo()}])
    expect(page.get_by_text("2 fichiers prêts à envoyer.")).to_be_visible()
    expect(page.locator(".gathered img")).to_have_count(2)
    assert page.evaluate(
        "[...document.querySelectorAll('.gathered img')].every(i => i.naturalWidth)"
    )
    sizes = page.evaluate("[...document.querySelector('[data-gather]').files].map(f => f.size)")
    assert sizes[0] < len(content)
    axe(page)

    page.get_by_label("En quelques mots").fill("Il penche.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Continuer", exact=True).click()
    expect(page.get_by_text("L’envoi n’a pas abouti")).to_be_visible()
    expect(page.get_by_label("En quelques mots")).to_have_value("Il penche.")
    expect(page.locator(".gathered li")).to_have_count(2)
    assert all("ERR_INTERNET_DISCONNECTED" in problem for problem in page_problems)
    page_problems.clear()

    page.context.set_offline(False)
    town.go_on(page, title="Vérifiez vos réponses")
    expect(page.get_by_text("Il penche.")).to_be_visible()
    kept = [held.stored for held in DraftFile.objects.order_by("pk")]
    assert len(kept) == 2
    with Image.open(kept[0].file) as drawn:
        assert drawn.height > drawn.width, "upright"
        assert max(drawn.size) <= 2560
    for stored in kept:
        with stored.file.open("rb") as file:
            assert SECRET not in file.read()
    assert not Demande.objects.exists()


def test_a_photo_that_is_not_wanted_is_taken_out_before_it_is_sent(
    open_page: OpenPage, lamp: Procedure
) -> None:
    page = open_page()
    begin(page, lamp)
    page.get_by_label("Où est le lampadaire ?").fill("Rue Basse")
    town.go_on(page, title="À quoi ressemble-t-il ?")
    files = [
        {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": town.photo()} for name in "ab"
    ]
    page.locator("[data-gather]").set_input_files(files)
    page.get_by_role("button", name="Retirer a.jpg").click()
    expect(page.get_by_text("1 fichier prêt à envoyer.")).to_be_visible()
    town.go_on(page, title="Vérifiez vos réponses")
    assert [held.stored.name for held in DraftFile.objects.all()] == ["b.jpg"]
