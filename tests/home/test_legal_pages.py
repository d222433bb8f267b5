"""The pages that the law wants on every site: whom they name, and what they say until they can."""

from datetime import date

import pytest
from django.test import Client
from wagtail.models import Site

from home.models import Conformity, SiteSettings
from portal.directory.models import Organisation
from tests.portal.directory.factories import make_agent, make_organisation

pytestmark = pytest.mark.django_db
NAMED = {
    "publication_director": "Jeanne Caron, maire",
    "host_name": "Hébergeur du Nord",
    "host_address": "5 rue du Quai\n59000 Lille",
    "host_phone": "+33320000000",
    "dpo_name": "Paul Roux",
    "dpo_email": "donnees@ville.example",
}


def text(client: Client, slug: str) -> str:
    return client.get(f"/{slug}/").content.decode().replace("\u00a0", " ")


def site_of(**fields: str) -> Organisation:
    return make_organisation(site=Site.objects.get(is_default_site=True), **fields)


def test_the_legal_notice_names_who_publishes_and_who_hosts(client: Client) -> None:
    site_of(**NAMED)
    page = text(client, "mentions-legales")
    for owed in ("Jeanne Caron, maire", "Hébergeur du Nord", "59000 Lille", "03 20 00 00 00"):
        assert owed in page
    assert "pas encore" not in page


def test_the_data_page_names_the_data_protection_officer(client: Client) -> None:
    site_of(**NAMED)
    page = text(client, "donnees-personnelles")
    assert "Paul Roux" in page
    assert 'href="mailto:donnees@ville.example"' in page
    assert "pas encore" not in page


@pytest.mark.parametrize(("slug", "blanks"), [("mentions-legales", 2), ("donnees-personnelles", 1)])
@pytest.mark.parametrize("known", [True, False], ids=["an organisation", "a bare install"])
def test_what_is_blank_says_whom_to_ask(
    client: Client, slug: str, blanks: int, known: bool
) -> None:
    if known:
        site_of()
    page = text(client, slug)
    assert page.count("pas encore indiqué") == page.count("à la collectivité, par") == blanks


def test_an_administrator_fills_them_in_the_organisations_form(client: Client) -> None:
    organisation = site_of()
    client.force_login(make_agent(is_superuser=True))
    form = client.get(f"/admin/directory/organisation/edit/{organisation.pk}/").content.decode()
    assert "Mentions obligatoires du site" in form
    for name in NAMED:
        assert f'name="{name}"' in form


def declared(**fields: object) -> SiteSettings:
    return SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), **fields)


def test_the_statement_has_what_the_law_asks_whatever_was_written(client: Client) -> None:
    site_of(relay_url="https://relais.example/")
    page = text(client, "accessibilite")
    assert "partiellement conforme" in page
    assert "Aucun audit complet" in page
    assert "Contenus non accessibles" in page
    assert 'href="mailto:mairie@ville.example"' in page
    assert 'href="https://relais.example/"' in page
    assert "https://formulaire.defenseurdesdroits.fr/" in page
    assert "Libre réponse 71120, 75342 Paris CEDEX 07" in page


def test_the_statement_and_every_footer_say_what_the_editors_declared(client: Client) -> None:
    site_of()
    declared(
        conformity=Conformity.NONE,
        rate=42,
        audited_on=date(2026, 9, 1),
        auditor="Atelier du Nord",
        not_accessible="Les cartes\nLes vidéos",
        disproportionate="Les archives d’avant 2019",
        accessibility_email="acces@ville.example",
    )
    page = text(client, "accessibilite")
    assert "<strong>non conforme</strong>" in page
    assert "Atelier du Nord le" in page
    assert "42 % des critères" in page
    assert page.count("<li>Les cartes</li>") == page.count("<li>Les vidéos</li>") == 1
    assert "Les archives d’avant 2019" in page
    assert 'href="mailto:acces@ville.example"' in page
    assert "Accessibilité : non conforme" in text(client, "mentions-legales")
