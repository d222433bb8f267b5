"""The town of the journeys: two procedures, the people who answer them, and a resident's ways."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, expect
from wagtail.models import Site

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.models import Organisation, Role, Service
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.models import Procedure, RequiredDocument, Silence
from portal.replies.models import AnswerTemplate, Decision
from tests import builders
from tests.portal.media.samples import drawing, exif, saved
from tests.portal.messaging.mail_server import MailServer
from tests.portal.tasks.workers import run_tasks
from tests.search.indexing import index_all

WHEN_DANGEROUS = {"match": "all", "tests": [{"field": "danger", "op": "is", "value": "oui"}]}
POTHOLE = {
    "steps": [
        {
            "key": "lieu",
            "title": "Où est le trou ?",
            "fields": [
                {"key": "commune", "type": "commune", "label": "Commune", "required": True},
                {"key": "rue", "type": "text", "label": "Rue ou route", "required": True},
            ],
        },
        {
            "key": "etat",
            "title": "Est-il dangereux ?",
            "fields": [
                {
                    "key": "danger",
                    "type": "yes_no",
                    "label": "Peut-il causer un accident ?",
                    "required": True,
                },
                {
                    "key": "pourquoi",
                    "type": "long_text",
                    "label": "Qu’avez-vous vu ?",
                    "required": True,
                    "show_if": WHEN_DANGEROUS,
                },
            ],
        },
        {
            "key": "photo",
            "title": "Une photo",
            "fields": [{"key": "photos", "type": "files", "label": "Photos", "max_files": 3}],
        },
        {
            "key": "vous",
            "title": "Vous",
            "fields": [
                {
                    "key": "identite",
                    "type": "identity",
                    "label": "Qui êtes-vous ?",
                    "required": True,
                    "kinds": ["person"],
                }
            ],
        },
    ]
}
RSA = {
    "steps": [
        {
            "key": "decision",
            "title": "La décision contestée",
            "fields": [
                {
                    "key": "motif",
                    "type": "choice",
                    "label": "Que contestez-vous ?",
                    "required": True,
                    "options": [
                        {"value": "indu", "label": "Une somme à rembourser"},
                        {"value": "refus", "label": "Un refus de RSA"},
                    ],
                },
                {
                    "key": "montant",
                    "type": "number",
                    "label": "Quelle somme vous demande-t-on, en euros ?",
                    "required": True,
                    "min": 1,
                    "max": 50000,
                    "show_if": {
                        "match": "all",
                        "tests": [{"field": "motif", "op": "is", "value": "indu"}],
                    },
                },
                {
                    "key": "raisons",
                    "type": "long_text",
                    "label": "Pourquoi n’êtes-vous pas d’accord ?",
                    "required": True,
                },
            ],
        },
        POTHOLE["steps"][-1],
    ]
}
APPEAL = (
    "Vous pouvez saisir le tribunal administratif de Lille dans les deux mois "
    "qui suivent cette décision."
)


@dataclass(frozen=True)
class Town:
    """What the journeys meet."""

    organisation: Organisation
    roads: Service
    social: Service
    officer: User
    adviser: User
    social_officer: User
    pothole: Procedure
    rsa: Procedure


def build() -> Town:
    """The town, on the default site."""
    builders.make_commune("62041", "Arras", folded="arras", population=42000)
    builders.make_commune("62498", "Lens", folded="lens", population=32000)
    organisation = builders.make_organisation(
        "Ville d’Arlencourt",
        site=Site.objects.get(is_default_site=True),
        appeal_route=APPEAL,
    )
    reception = builders.make_service("Accueil", organisation=organisation)
    ensure_catch_all(reception)
    roads = builders.make_service("Voirie", organisation=organisation, parent=reception)
    social = builders.make_service("Solidarités", organisation=organisation, parent=reception)
    pothole = builders.make_procedure(
        POTHOLE,
        title="Signaler un nid-de-poule",
        code="nid-de-poule",
        summary="Un trou dans la route ? Dites-nous où il est.",
        words="trou dans la route",
        emergency="Un danger immédiat ? Appelez le 112.",
        service=roads,
        theme=builders.make_theme(name="Rues et routes", slug="rues"),
    )
    rsa = builders.make_procedure(
        RSA,
        title="RSA : contester une décision",
        code="rsa-contester",
        summary="Vous n’êtes pas d’accord avec une décision sur votre RSA.",
        service=social,
        theme=builders.make_theme(name="Aides et solidarité", slug="aides"),
        confidential=True,
        silence=Silence.REJECT,
        legal_basis="CASF, L262-47",
    )
    RequiredDocument.objects.create(
        procedure=rsa, label="Décision contestée", why="Pour lire ce qui vous a été répondu."
    )
    index_all()
    AnswerTemplate.objects.create(
        title="Travaux programmés",
        procedure=pothole,
        decision=Decision.FAVOURABLE,
        body="Bonjour,\n\nLe trou sera rebouché sous dix jours.",
        live=True,
    )
    return Town(
        organisation,
        roads,
        social,
        builders.make_member(roads, Role.OFFICER, first_name="Nadia", last_name="Ferrand"),
        builders.make_member(reception, Role.ADVISER, first_name="Karim", last_name="Lemoine"),
        builders.make_member(social, Role.OFFICER, first_name="Lucie", last_name="Marchal"),
        pothole,
        rsa,
    )


def photo() -> bytes:
    """What a telephone's camera makes: a JPEG that says where it was taken."""
    return saved(drawing(size=(800, 600)), "JPEG", exif=exif())


def become(page: Page, agent: User, address: str) -> None:
    """Sign the agent in, in this browser, without the sign-in page that other journeys walk."""
    client = Client()
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def go_on(page: Page, *, title: str) -> None:
    """Press « Continuer » and wait for the page of that title."""
    page.get_by_role("button", name="Continuer", exact=True).click()
    at(page, title)


def at(page: Page, title: str) -> None:
    """The page of that title, told apart from the others by its only h1."""
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def identify(page: Page, **changes: str) -> None:
    """Say who one is."""
    words = {
        "Nom": "Delattre",
        "Prénom": "Awa",
        "Adresse e-mail": builders.IDENTITY["email"],
        "Numéro et rue": "12 rue des Lilas",
        "Code postal": "62000",
        "Ville": "Arras",
    }
    for label, value in (words | changes).items():
        page.get_by_role("textbox", name=label, exact=True).fill(value)


def filed(page: Page) -> Demande:
    """File from the page of the check; the demande that the confirmation names."""
    page.get_by_role("button", name="Déposer la demande").click()
    at(page, "Votre demande est déposée")
    demande = Demande.objects.order_by("-pk").first()
    assert demande is not None
    assert spelled(demande.reference) in spelled(page.locator(".receipt").inner_text())
    return demande


def refused(problems: list[str], status: int = 400) -> None:
    """The browser noted this refusal and nothing else, as it should: forget it."""
    assert problems, "nothing was refused"
    assert all(f"status of {status}" in problem for problem in problems), problems
    problems.clear()


def spelled(text: str) -> str:
    """Letters and digits only: spaces and hyphens only help to read."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def last_mail(server: MailServer) -> str:
    """The text of the last e-mail received, once the workers have done what is due."""
    run_tasks()
    return text_of(server.desk.received[-1])


def text_of(mail: Any) -> str:
    """What a person reads of an e-mail, its subject first."""
    return f"{mail['Subject']}\n{mail.get_body(('plain',)).get_content()}"


def path_in(text: str, start: str) -> str:
    """The path of the address in the text that begins so."""
    found = re.search(rf"https?://\S+{start}\S*", text)
    assert found is not None, text
    return urlsplit(found.group()).path
