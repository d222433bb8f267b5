"""« RSA : contester une décision »: what is confidential stays so, from filing to refusal."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Demande, ExceptionalAccess
from tests.journeys import town
from tests.journeys.conftest import DESK, PHONE, OpenPage
from tests.journeys.town import Town
from tests.portal.media.samples import PDF
from tests.portal.messaging.mail_server import MailServer

SECRETS = ("élever seule mes enfants", "Delattre", "awa.delattre")
DECISION = {"name": "decision-caf.pdf", "mimeType": "application/pdf", "buffer": PDF}


def test_a_confidential_demande_is_asked_about_and_refused_with_its_ways_of_appeal(
    open_page: OpenPage, live_server: LiveServer, smtp: MailServer, arlencourt: Town, axe
) -> None:
    phone = open_page(size=PHONE)
    demande = contest(phone)

    desk = open_page(size=DESK)
    town.become(desk, arlencourt.adviser, live_server.url)
    read_exceptionally(desk, demande, axe)

    desk = open_page(size=DESK)
    town.become(desk, arlencourt.social_officer, live_server.url)
    ask_for_the_decision(desk, demande, axe)

    phone.goto(town.path_in(town.last_mail(smtp), "/suivi/lien/"))
    send_it(phone, axe)

    refuse(desk, demande, axe)

    phone.goto(town.path_in(town.last_mail(smtp), "/suivi/lien/"))
    expect(phone.get_by_text("Décision : Refus")).to_be_visible()
    expect(phone.get_by_text("La somme a bien été versée deux fois.")).to_be_visible()
    expect(phone.get_by_text(town.APPEAL)).to_be_visible()
    axe(phone)
    said = "\n".join(town.text_of(mail) for mail in smtp.desk.received)
    for secret in (*SECRETS, "RSA", "versée deux fois", "decision-caf", "Décision contestée"):
        assert secret not in said, secret


def contest(phone: Page) -> Demande:
    phone.goto("/demarches/rsa-contester/")
    expect(phone.get_by_text("votre demande est rejetée")).to_be_visible()
    phone.get_by_role("button", name="Commencer la demande").click()
    town.at(phone, "La décision contestée")
    phone.get_by_label("Un refus de RSA").check()
    expect(phone.get_by_label("Quelle somme")).to_be_hidden()
    phone.get_by_label("Une somme à rembourser").check()
    phone.get_by_label("Quelle somme").fill("1 240,50")
    phone.get_by_label("Pourquoi n’êtes-vous pas d’accord").fill(f"Je dois {SECRETS[0]}.")
    town.go_on(phone, title="Vous")
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    return town.filed(phone)


def read_exceptionally(desk: Page, demande: Demande, axe) -> None:
    """An adviser sees the envelope; a reason opens the rest, and is written down."""
    desk.goto("/gestion/files/toutes/")
    for secret in SECRETS:
        expect(desk.get_by_text(secret)).to_have_count(0)
    desk.get_by_role("main").get_by_role("link", name="RSA : contester une décision").click()
    expect(desk.get_by_text("Cette demande est confidentielle.")).to_be_visible()
    assert not [secret for secret in SECRETS if secret in desk.content()]
    axe(desk)
    desk.get_by_label("Pourquoi devez-vous la lire ?").fill("Elle est au guichet et pleure.")
    desk.get_by_role("button", name="Consulter pendant 4 heures").click()
    expect(desk.get_by_text(SECRETS[0])).to_be_visible()
    expect(desk.get_by_text("Consultation exceptionnelle").first).to_be_visible()
    assert ExceptionalAccess.objects.filter(demande=demande).count() == 1


def ask_for_the_decision(desk: Page, demande: Demande, axe) -> None:
    desk.goto(demande.get_absolute_url())
    desk.get_by_role("button", name="Prendre en charge").click()
    desk.get_by_role("link", name="Demander un document", exact=True).click()
    desk.get_by_role("link", name="Décision contestée").click()
    expect(desk.get_by_label("Oui : le délai légal est suspendu")).to_be_checked()
    axe(desk)
    desk.get_by_role("button", name="Demander un document").click()
    expect(desk.get_by_text("Le document est demandé à la personne.")).to_be_visible()


def send_it(phone: Page, axe) -> None:
    wanted = phone.get_by_role("region", name="Document à envoyer : Décision contestée")
    expect(wanted).to_be_visible()
    axe(phone)
    wanted.get_by_label("Vos fichiers").set_input_files([DECISION])
    wanted.get_by_role("button", name="Envoyer le document").click()
    expect(wanted).to_have_count(0)


def refuse(desk: Page, demande: Demande, axe) -> None:
    desk.goto(demande.get_absolute_url())
    expect(desk.get_by_role("link", name="decision-caf.pdf").first).to_be_visible()
    desk.get_by_role("link", name="Répondre").click()
    desk.get_by_role("radio", name="Refus", exact=True).check()
    desk.get_by_label("Réponse", exact=True).fill("Nous maintenons la décision.")
    desk.get_by_label("Motifs du refus").fill("La somme a bien été versée deux fois.")
    expect(desk.get_by_label("Voies et délais de recours")).to_have_value(town.APPEAL)
    desk.get_by_role("button", name="Relire avant d’envoyer").click()
    axe(desk)
    desk.get_by_role("button", name="Envoyer la réponse").click()
    expect(desk.get_by_text("La réponse est envoyée.")).to_be_visible()
