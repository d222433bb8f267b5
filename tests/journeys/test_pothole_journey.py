"""« Signaler un nid-de-poule », from a telephone to the answer, with and without JavaScript."""

from playwright.sync_api import Page, expect

from portal.demandes.models import Demande
from portal.demandes.references import display_code
from portal.demandes.states import State
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.journeys.town import Town
from tests.portal.media.samples import SECRET
from tests.portal.messaging.mail_server import MailServer

PHOTO = {"name": "trou.jpg", "mimeType": "image/jpeg"}


def find_the_procedure(page: Page) -> None:
    """From the home page, with one's own words."""
    page.goto("/demarches/")
    page.get_by_label("Décrivez votre besoin").fill("trou dans la route")
    page.get_by_label("Décrivez votre besoin").press("Enter")
    page.get_by_role("link", name="Signaler un nid-de-poule").click()
    town.at(page, "Signaler un nid-de-poule")
    expect(page.get_by_text("Appelez le 112")).to_be_visible()
    page.get_by_role("button", name="Commencer la demande").click()


def add_a_photo(page: Page) -> None:
    page.get_by_label("Photos").set_input_files([PHOTO | {"buffer": town.photo()}])


def test_a_resident_files_from_a_telephone_and_reads_the_answer(
    open_page: OpenPage, page_problems: list[str], smtp: MailServer, arlencourt: Town, axe
) -> None:
    phone = open_page()
    find_the_procedure(phone)

    town.at(phone, "Où est le trou ?")
    axe(phone)
    phone.get_by_role("combobox", name="Commune").press_sequentially("arr")
    expect(phone.get_by_role("option", name="Arras (62)")).to_be_visible()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    phone.get_by_label("Rue ou route").fill("Rue de la Paix")
    town.go_on(phone, title="Est-il dangereux ?")
    expect(phone.get_by_label("Qu’avez-vous vu ?")).to_be_hidden()
    phone.get_by_label("Oui").check()
    phone.get_by_label("Qu’avez-vous vu ?").fill("Un vélo est tombé.")
    town.go_on(phone, title="Une photo")
    add_a_photo(phone)
    town.go_on(phone, title="Vous")
    phone.get_by_role("button", name="Continuer", exact=True).click()
    expect(phone.get_by_role("alert")).to_contain_text("Indiquez votre nom")
    town.refused(page_problems)
    axe(phone)
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    axe(phone)
    phone.get_by_role("link", name="Rue ou route").click()
    phone.get_by_label("Rue ou route").fill("Rue de la Paix, devant le 12")
    phone.get_by_role("button", name="Enregistrer et revenir à la relecture").click()
    expect(phone.get_by_text("devant le 12")).to_be_visible()
    demande = town.filed(phone)
    axe(phone)
    with demande.attachments.get().stored.file.open() as stored:
        assert SECRET not in stored.read()

    answer_it(open_page, arlencourt, demande, axe)

    town.last_mail(smtp)
    [receipt, *_, answer] = [town.text_of(mail) for mail in smtp.desk.received]
    assert demande.tracking_code in town.spelled(receipt)
    assert "rebouché sous dix jours" in answer
    read_it(open_page, answer, demande, axe)


def answer_it(open_page: OpenPage, arlencourt: Town, demande: Demande, axe) -> None:
    """An officer signs in, finds the demande in the queue, takes it and answers it."""
    desk = open_page(size=(1280, 900))
    desk.goto("/gestion/")
    desk.get_by_role("textbox", name="Adresse e-mail").fill(arlencourt.officer.email)
    desk.get_by_label("Mot de passe").fill(builders.PASSWORD)
    desk.get_by_role("button", name="Se connecter").click()
    desk.get_by_role("link", name="À affecter").click()
    axe(desk)
    desk.get_by_role("main").get_by_role("link", name="Signaler un nid-de-poule").click()
    expect(desk.get_by_text("Un vélo est tombé.")).to_be_visible()
    photo = desk.get_by_role("link", name="trou.jpg")  # from its answer, and among the files
    expect(photo).to_have_count(2)
    axe(desk)
    desk.get_by_role("button", name="Prendre en charge").click()
    expect(desk.get_by_text("La demande est à vous.")).to_be_visible()
    desk.get_by_role("link", name="Répondre").click()
    desk.get_by_role("button", name="Travaux programmés").click()
    desk.get_by_role("button", name="Relire avant d’envoyer").click()
    town.at(desk, "Relisez avant d’envoyer")
    axe(desk)
    desk.get_by_role("button", name="Envoyer la réponse").click()
    expect(desk.get_by_text("La réponse est envoyée.")).to_be_visible()
    demande.refresh_from_db()
    assert demande.state == State.ANSWERED


def read_it(open_page: OpenPage, mail: str, demande: Demande, axe) -> None:
    """By the e-mail's link on one device, with the reference and the code on another."""
    by_link = open_page()
    by_link.goto(town.path_in(mail, "/suivi/lien/"))
    expect(by_link.get_by_text("rebouché sous dix jours")).to_be_visible()
    assert "lien" not in by_link.url
    axe(by_link)
    by_code = open_page(javascript=False)
    by_code.goto("/suivi/")
    by_code.get_by_label("Référence").fill(demande.reference.lower())
    by_code.get_by_label("Code de suivi").fill(display_code(demande.tracking_code))
    by_code.get_by_role("button", name="Suivre ma demande").click()
    expect(by_code.get_by_text("rebouché sous dix jours")).to_be_visible()


def test_the_same_is_filed_without_javascript(
    open_page: OpenPage, page_problems: list[str], arlencourt: Town
) -> None:
    phone = open_page(javascript=False)
    find_the_procedure(phone)
    phone.get_by_role("textbox", name="Commune").fill("arras")
    phone.get_by_label("Rue ou route").fill("Rue de la Paix")
    town.go_on(phone, title="Est-il dangereux ?")
    phone.get_by_label("Oui").check()
    phone.get_by_role("button", name="Continuer", exact=True).click()
    expect(phone.get_by_role("alert")).to_be_visible()
    town.refused(page_problems)  # the server asks what no script could show
    phone.get_by_label("Qu’avez-vous vu ?").fill("Un vélo est tombé.")
    town.go_on(phone, title="Une photo")
    add_a_photo(phone)
    phone.get_by_role("button", name="Envoyer maintenant et rester ici").click()
    expect(phone.get_by_role("link", name="trou.jpg")).to_be_visible()
    phone.get_by_role("button", name="Retirer trou.jpg").click()
    expect(phone.get_by_role("link", name="trou.jpg")).to_have_count(0)
    add_a_photo(phone)
    town.go_on(phone, title="Vous")
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    demande = town.filed(phone)
    assert demande.answers["commune"] == "62041"
    assert demande.attachments.count() == 1
    phone.go_back()
    phone.reload()
    assert Demande.objects.count() == 1
