"""`make docs`: takes the screenshots of README.md and docs/ in a demo of its own, in a browser."""

import sys
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.journeys.chromium import ARGUMENTS, CHROMIUM, DESK, PHONE
from tests.screenshots.demo import served
from tests.screenshots.staff import Shoot, administrator, adviser, officer
from tests.web_process import ROOT

FOLDER = ROOT / "docs" / "screenshots"
MOST_BYTES = 150_000
COLOURS = 96  # of the palette: our pages have few
PATIENCE = 60_000  # milliseconds: a machine that does much else may be slow


def resident(page: Page, shoot: Shoot) -> None:
    """From the home page to the check of a form, then the tracking of another demande."""
    page.goto("/")
    shoot("home")
    page.goto("/demarches/")
    shoot("catalogue")
    page.goto("/demarches/nid-de-poule/")
    shoot("procedure")
    page.get_by_role("button", name="Commencer la demande").click()
    fill(page, shoot)
    track(page)
    shoot("tracking")


def fill(page: Page, shoot: Shoot) -> None:
    """« Signaler un nid-de-poule », up to the page where one reads one's answers again."""
    place = page.get_by_role("combobox", name="Commune")
    place.fill("Arras")
    page.get_by_role("option", name="Arras").first.click()
    page.get_by_label("Rue, et ce qui aide").fill("rue des Tanneurs, devant le 12")
    page.get_by_label("Une rue ou un chemin de la commune").check()
    go_on(page)
    page.get_by_label("Un trou dans la chaussée").check()
    page.get_by_role("group", name="Est-ce dangereux").get_by_label("Oui").check()
    page.get_by_role("group", name="Votre véhicule").get_by_label("Non").check()
    page.evaluate("scrollTo(0, 0)")
    shoot("step")
    go_on(page)
    page.get_by_label("Non", exact=True).check()
    go_on(page)
    shoot("check")


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continuer", exact=True).click()


def track(page: Page) -> None:
    """The demande that the demo's guide shows."""
    page.goto("/demonstration/")
    item = page.get_by_role("listitem").filter(has_text="Suivez une demande")
    reference, code = item.locator("strong").all_inner_texts()
    page.goto("/suivi/")
    page.get_by_label("Référence").fill(reference)
    page.get_by_label("Code de suivi").fill(code)
    page.get_by_role("button", name="Suivre ma demande").click()


def small(picture: bytes) -> bytes:
    """The PNG with a palette. Raises ValueError when it is still too heavy for a README."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    file = BytesIO()
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, "PNG", optimize=True)
    if file.tell() > MOST_BYTES:
        raise ValueError(f"{file.tell()} bytes, {MOST_BYTES} at most")
    return file.getvalue()


WALKS = {PHONE: (resident, officer), DESK: (resident, officer, adviser, administrator)}


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for size, walks in WALKS.items():
            for walk in walks:
                page = browser.new_page(
                    base_url=address,
                    viewport={"width": size[0], "height": size[1]},
                    locale="fr-FR",
                    timezone_id="Europe/Paris",
                    reduced_motion="reduce",
                )
                page.set_default_timeout(PATIENCE)

                def shoot(name: str, page: Page = page, width: int = size[0]) -> None:
                    page.wait_for_load_state("networkidle")
                    path = FOLDER / f"{name}-{width}.png"
                    path.write_bytes(small(page.screenshot()))

                walk(page, shoot)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
