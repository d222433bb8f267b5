"""An administrator builds a procedure by hand in Wagtail's admin; a resident files it."""

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.membership import grant
from portal.directory.models import Role
from portal.procedures.models import Procedure
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import DESK, OpenPage
from tests.journeys.town import Town

ADD = "/admin/snippets/procedures/procedure/add/"
FRAME = "#w-preview-iframe"
BRIEF = 5_000  # milliseconds
LISTED = "/admin/snippets/procedures/procedure/"


@pytest.fixture
def administrator(arlencourt: Town) -> User:
    """Whose rights come from the verb that gives them, and from nothing else."""
    founder = builders.make_agent(is_superuser=True)
    agent = builders.make_agent(first_name="Inès")
    for role in (Role.ADMINISTRATOR, Role.EDITOR):
        grant(agent=agent, service=arlencourt.roads.parent, role=role, by=founder)
    return agent


def test_a_procedure_built_by_hand_is_previewed_published_and_filed(
    open_page: OpenPage,
    live_server: LiveServer,
    page_problems: list[str],
    arlencourt: Town,
    administrator: User,
) -> None:
    desk = open_page(size=DESK)
    town.become(desk, administrator, live_server.url)
    desk.goto(ADD)
    present(desk)
    build_the_form(desk)
    route(desk)
    give_it_a_regime(desk)
    with desk.expect_event("load"):  # not `wait_for_url`: Wagtail saves as one types, same address
        desk.get_by_role("button", name="Enregistrer le brouillon").click()
    preview(desk)
    assert not Procedure.objects.live().filter(code="banc-abime").exists()

    desk.get_by_role("button", name="Plus d'actions").click()
    desk.get_by_role("button", name="Publier").click()
    desk.wait_for_url(f"**{LISTED}")
    assert Procedure.objects.get(code="banc-abime").live
    if page_problems:  # Wagtail saves as one types, and refuses a question without its words
        town.refused(page_problems)

    phone = open_page()
    file(phone)
    demande = Demande.objects.get()
    assert demande.service == arlencourt.social, "the rule looks at the answer"
    assert demande.answers["recit"] == "Un enfant s’est coupé."


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()


def named(page: Page, name: str) -> Locator:
    """The input of the admin's form that is posted under this name."""
    return page.locator(f"[name='{name}']")


def present(page: Page) -> None:
    named(page, "title").fill("Signaler un banc abîmé")
    named(page, "code").fill("banc-abime")
    named(page, "theme").select_option(label="Rues et routes")
    named(page, "summary").fill("Un banc cassé dans un parc ou une rue.")


def build_the_form(page: Page) -> None:
    """Two steps; a question is shown when the answer to another one is yes."""
    tab(page, "Formulaire")
    add(page, "steps")
    named(page, "steps-0-value-title").fill("Le banc")
    ask(page, "steps-0-value-fields", "Commune", "Où est le banc ?")
    ask(page, "steps-0-value-fields", "Oui ou non", "Quelqu’un est-il blessé ?")
    named(page, "steps-0-value-fields-1-value-key").fill("blesse")
    ask(page, "steps-0-value-fields", "Texte long", "Que s’est-il passé ?")
    named(page, "steps-0-value-fields-2-value-key").fill("recit")
    condition = "steps-0-value-fields-2-value-show_if"
    page.locator(f"[aria-controls='block_group-{condition}-content']").click()
    add(page, f"{condition}-tests")
    named(page, f"{condition}-tests-0-value-field").fill("Quelqu’un est-il blessé ?")
    named(page, f"{condition}-tests-0-value-value").fill("oui")
    add(page, "steps")
    named(page, "steps-1-value-title").fill("Vous")
    ask(page, "steps-1-value-fields", "Identité", "Qui êtes-vous ?")


def add(page: Page, stream: str, kind: str = "") -> None:
    """Press the last « + » of this list of blocks, and choose the kind of block."""
    block = named(page, f"{stream}-count").locator("xpath=..")
    plus = block.locator(".c-sf-add-button").last
    plus.click()
    if kind:
        option = page.get_by_role("option", name=kind, exact=True)
        try:
            expect(option).to_be_visible(timeout=BRIEF)
        except AssertionError:  # Wagtail was still settling the block before, and closed the list
            plus.click()
        option.click()


def ask(page: Page, stream: str, kind: str, label: str) -> None:
    number = named(page, f"{stream}-count").input_value()
    add(page, stream, kind)
    named(page, f"{stream}-{number}-value-label").fill(label)


def route(page: Page) -> None:
    """To the roads, but to the social service when somebody is hurt."""
    tab(page, "Aiguillage")
    choose(named(page, "service"), "Voirie")
    page.locator("#id_routing_rules-ADD").click()
    named(page, "routing_rules-0-field_key").fill("blesse")
    named(page, "routing_rules-0-field_value").fill("oui")
    choose(named(page, "routing_rules-0-service"), "Solidarités")


def choose(select: Locator, text: str) -> None:
    value = select.locator("option", has_text=text).first.get_attribute("value")
    select.select_option(value)


def give_it_a_regime(page: Page) -> None:
    tab(page, "Délais et droit")
    named(page, "silence").select_option("none")
    named(page, "legal_basis").fill("CRPA, L231-4")


def preview(page: Page) -> None:
    """The form is tried in the side panel, and files nothing."""
    page.get_by_role("button", name="Afficher/masquer la prévisualisation").click()
    expect(page.frame_locator(FRAME).get_by_text("Un banc cassé dans un parc")).to_be_visible()
    page.locator("#id_preview_mode").select_option("formulaire")
    shown = page.frame_locator(FRAME)
    expect(shown.get_by_text("rien n’est déposé ni enregistré")).to_be_visible()
    expect(shown.get_by_label("Où est le banc ?")).to_be_visible()


def file(phone: Page) -> None:
    phone.goto("/demarches/banc-abime/")
    phone.get_by_role("button", name="Commencer la demande").click()
    town.at(phone, "Le banc")
    phone.get_by_role("combobox", name="Où est le banc ?").fill("Lens")
    expect(phone.get_by_label("Que s’est-il passé ?")).to_be_hidden()
    phone.get_by_label("Oui").check()
    phone.get_by_label("Que s’est-il passé ?").fill("Un enfant s’est coupé.")
    town.go_on(phone, title="Vous")
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    town.filed(phone)
