"""What goes wrong in real life: a session that ends, another device, a finger that clicks twice."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Demande
from portal.demandes.states import State
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import DESK, OpenPage
from tests.journeys.town import Town
from tests.portal.messaging.mail_server import MailServer


def begin(page: Page) -> None:
    page.goto("/demarches/nid-de-poule/")
    page.get_by_role("button", name="Commencer la demande").click()
    town.at(page, "Où est le trou ?")
    page.get_by_role("combobox", name="Commune").fill("Arras")
    page.get_by_label("Rue ou route").fill("Rue de la Paix")


def harmless(page: Page) -> None:
    town.go_on(page, title="Est-il dangereux ?")
    page.get_by_label("Non", exact=True).check()
    town.go_on(page, title="Une photo")
    town.go_on(page, title="Vous")
    town.identify(page)
    town.go_on(page, title="Vérifiez vos réponses")


def test_an_expired_session_says_so_and_loses_nothing(
    phone: Page, page_problems: list[str], arlencourt: Town, axe
) -> None:
    begin(phone)
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Continuer", exact=True).click()
    town.at(phone, "Votre session a expiré")
    expect(phone.get_by_text("ce que vous venez d’envoyer est enregistré")).to_be_visible()
    town.refused(page_problems, 403)
    axe(phone)
    phone.get_by_role("button", name="Reprendre sur cet appareil").click()
    town.at(phone, "Est-il dangereux ?")
    phone.get_by_role("button", name="Retour").click()
    expect(phone.get_by_label("Rue ou route")).to_have_value("Rue de la Paix")


def test_a_form_is_finished_on_another_device_by_the_link_of_an_e_mail(
    open_page: OpenPage, smtp: MailServer, arlencourt: Town, axe
) -> None:
    phone = open_page()
    begin(phone)
    phone.get_by_role("button", name="Enregistrer et finir plus tard").click()
    town.at(phone, "Finir plus tard")
    axe(phone)
    phone.get_by_label("Votre adresse e-mail").fill(builders.IDENTITY["email"])
    phone.get_by_role("button", name="Recevoir le lien").click()
    expect(phone.get_by_text("le lien y arrive dans quelques minutes")).to_be_visible()

    desk = open_page(size=DESK)
    desk.goto(town.path_in(town.last_mail(smtp), "/reprendre/"))
    assert "reprendre" not in desk.url
    while not desk.get_by_label("Rue ou route").is_visible():
        desk.get_by_role("button", name="Retour").click()
    expect(desk.get_by_label("Rue ou route")).to_have_value("Rue de la Paix")
    harmless(desk)
    demande = town.filed(desk)
    assert demande.answers["rue"] == "Rue de la Paix"


def test_a_double_click_and_the_back_button_file_once(phone: Page, arlencourt: Town) -> None:
    begin(phone)
    harmless(phone)
    phone.get_by_role("button", name="Déposer la demande").dblclick()
    town.at(phone, "Votre demande est déposée")
    phone.go_back()
    town.at(phone, "Votre demande est déposée")
    phone.reload()
    assert Demande.objects.count() == 1


def test_two_agents_on_one_demande_are_told_and_overwrite_nothing(
    open_page: OpenPage, live_server: LiveServer, page_problems: list[str], arlencourt: Town
) -> None:
    demande = builders.make_demande(arlencourt.pothole, answers=answers())
    second = builders.make_member(arlencourt.roads, "officer", first_name="Hugo")
    desks = []
    for agent in (arlencourt.officer, second):
        desks.append(open_page(size=DESK))
        town.become(desks[-1], agent, live_server.url)
        desks[-1].goto(demande.get_absolute_url())
    first, late = desks
    late.get_by_role("link", name="Répondre").click()
    late.get_by_role("radio", name="Favorable", exact=True).check()
    late.get_by_label("Réponse", exact=True).fill("Nous le rebouchons demain.")

    first.get_by_role("button", name="Prendre en charge").click()
    expect(first.get_by_text("La demande est à vous.")).to_be_visible()
    late.get_by_role("button", name="Relire avant d’envoyer").click()
    late.get_by_role("button", name="Envoyer la réponse").click()

    alert = late.get_by_role("alert")
    expect(alert).to_contain_text("Rien n’a été modifié")
    expect(alert).to_contain_text("Nadia Ferrand")
    expect(late.get_by_label("Réponse", exact=True)).to_have_value("Nous le rebouchons demain.")
    town.refused(page_problems, 409)
    demande.refresh_from_db()
    assert (demande.state, demande.assignee) == (State.ASSIGNED, arlencourt.officer)


def answers() -> dict[str, object]:
    return {
        "commune": "62041",
        "rue": "Rue de la Paix",
        "danger": "non",
        "identite": builders.IDENTITY,
    }
