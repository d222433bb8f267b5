"""Somebody is stuck in the form, calls, reads a code aloud: the adviser fills it in with them."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from portal.demandes.models import SharedFilling
from portal.demandes.workflow.sharing import End
from tests.journeys import town
from tests.journeys.town import Town


def read_code(phone: Page, arlencourt: Town) -> str:
    """Begin, ask for help, accept; the code on the screen."""
    phone.goto(arlencourt.pothole.get_absolute_url())
    phone.get_by_role("button", name="Commencer la demande").click()
    town.at(phone, "Où est le trou ?")
    phone.get_by_role("button", name="Besoin d’aide pour remplir").click()
    town.at(phone, "Besoin d’aide pour remplir ?")
    phone.get_by_role("button", name="J’accepte").click()
    return phone.locator(".read-aloud").inner_text()


def come(desk: Page, arlencourt: Town, code: str) -> None:
    """Sign in as the adviser and type the code, on a page whose field waits for it."""
    town.become(desk, arlencourt.adviser, desk.url)
    desk.goto("/gestion/remplir-ensemble/")
    desk.get_by_role("textbox", name="Code affiché").fill(code.lower())
    desk.keyboard.press("Enter")
    town.at(desk, arlencourt.pothole.title)


def say_street(page: Page, street: str) -> None:
    page.get_by_role("textbox", name="Rue ou route").fill(street)


def save(desk: Page) -> None:
    desk.get_by_role("button", name="Enregistrer et continuer").last.click()


def test_an_adviser_fills_in_the_form_with_the_person_who_calls(
    phone: Page,
    desk: Page,
    arlencourt: Town,
    axe: Callable[[Page], None],
    page_problems: list[str],
) -> None:
    code = read_code(phone, arlencourt)
    axe(phone)
    desk.goto("/")
    come(desk, arlencourt, code)
    axe(desk)
    expect(phone.get_by_text("Karim L. remplit avec vous")).to_be_visible()  # by itself
    axe(phone)

    desk.get_by_role("link", name="Modifier : Rue ou route").click()
    town.at(desk, "Où est le trou ?")
    desk.get_by_role("combobox", name="Commune").fill("Arras")
    desk.get_by_role("option", name="Arras (62)").click()
    say_street(desk, "Rue de la Paix")
    axe(desk)
    save(desk)
    town.at(desk, "Est-il dangereux ?")
    expect(phone.get_by_text("Rue de la Paix")).to_be_visible()  # by itself

    # Both change the same step: nobody's answer is lost unseen.
    desk.goto(desk.url.replace("etat", "lieu"))
    phone.goto(phone.url.replace("aide/", "etape/lieu/"))
    say_street(phone, "Rue de la Gare")
    town.go_on(phone, title="Est-il dangereux ?")
    expect(desk.get_by_text("Elle vient de changer ces réponses")).to_be_visible()  # by itself
    say_street(desk, "Rue du Port")
    save(desk)
    expect(desk.get_by_text("Ces réponses ont changé pendant que vous écriviez")).to_be_visible()
    town.refused(page_problems, 409)
    axe(desk)
    desk.get_by_role("link", name="gardez celles de la demande").click()
    expect(desk.get_by_role("textbox", name="Rue ou route")).to_have_value("Rue de la Gare")

    phone.get_by_role("radio", name="Non").check()
    town.go_on(phone, title="Une photo")
    phone.get_by_role("button", name="Arrêter l’aide").click()
    town.at(desk, "Remplir avec une personne")  # by itself
    expect(desk.get_by_text("La personne a arrêté l’aide")).to_be_visible()
    axe(desk)
    expect(phone.get_by_text("L’aide est terminée")).to_be_visible()
    assert SharedFilling.objects.get().ended == End.STOPPED

    town.go_on(phone, title="Vous")
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    demande = town.filed(phone)
    assert demande.answers["rue"] == "Rue de la Gare"
    assert demande.journal.get().data["helped_by"] == [arlencourt.adviser.pk]


def test_without_a_script_links_do_the_same(
    open_page: Callable[..., Page], arlencourt: Town
) -> None:
    phone, desk = open_page(javascript=False), open_page(javascript=False)
    code = read_code(phone, arlencourt)
    desk.goto("/")
    come(desk, arlencourt, code)
    desk.get_by_role("link", name="Modifier : Rue ou route").click()
    say_street(desk, "Rue de la Paix")
    desk.get_by_role("button", name="Enregistrer et voir toutes les réponses").click()

    phone.get_by_role("link", name="Revenir à votre demande").click()
    phone.get_by_role("link", name="Voir ce qui a été rempli").click()
    expect(phone.get_by_text("Rue de la Paix")).to_be_visible()
    desk.get_by_role("button", name="Quitter l’aide").click()
    town.at(desk, "Remplir avec une personne")
    phone.reload()
    expect(phone.get_by_text("remplit avec vous")).to_have_count(0)
