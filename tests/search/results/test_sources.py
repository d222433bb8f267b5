"""What the index is told of procedures, services and pages."""

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from home.models import ContentPage, HomePage
from portal.procedures.catch_all import ensure_catch_all
from search.sources.knowledge import Partners, Sheets
from search.sources.pages import Pages
from search.sources.procedures import Procedures
from search.sources.service_source import Services
from tests import builders
from tests.home.knowledge.builders import make_partner, make_sheet

pytestmark = pytest.mark.django_db


def contents(source):
    return list(source.read(list(source.keys())))


def make_page(parent=None, **fields):
    parent = parent or Site.objects.get(is_default_site=True).root_page
    number = Page.objects.count()
    return parent.add_child(
        instance=ContentPage(**{"title": "Collecte", "slug": f"page-{number}"} | fields)
    )


def test_a_procedure_is_told_with_residents_words_and_those_of_its_page():
    theme = builders.make_theme(name="Rues")
    procedure = builders.make_procedure(
        title="Signaler un nid-de-poule",
        summary="Un trou ?",
        words="chaussée abîmée\nbosse",
        audience="Tous les habitants",
        description="<p>Un agent passe.</p><p>Il répare.</p>",
        theme=theme,
    )
    (told,) = contents(Procedures())
    assert (told.key, told.url) == (str(procedure.pk), procedure.get_absolute_url())
    assert (told.title, told.summary, told.theme_id) == (
        "Signaler un nid-de-poule", "Un trou ?", theme.pk,
    )  # fmt: skip
    assert "chaussée abîmée" in told.words
    assert "Rues" in told.headings
    assert [word in told.body for word in ("Tous les habitants", "passe", "répare")] == [True] * 3
    assert "<p>" not in told.body
    assert not told.internal


def test_a_shared_procedure_is_every_sites_and_another_its_organisations():
    organisation = builders.make_organisation()
    service = builders.make_service(organisation=organisation)
    builders.make_procedure(title="Celle de tous", service=service, shared=True)
    builders.make_procedure(title="La nôtre", service=service)
    owners = {told.title: told.organisation_id for told in contents(Procedures())}
    assert owners == {"Celle de tous": None, "La nôtre": organisation.pk}


def test_a_draft_and_the_procedure_for_everything_else_are_not_found():
    ensure_catch_all(builders.make_service())
    builders.make_procedure(live=False)
    assert contents(Procedures()) == []


def test_a_service_is_told_with_its_former_names_and_only_while_it_works():
    builders.make_service("Voirie", former_names="Ponts et chaussées", summary="Les rues.")
    builders.make_service("Ancien", active=False)
    (told,) = contents(Services())
    assert (told.title, told.words) == ("Voirie", "Ponts et chaussées")
    assert told.summary.startswith("Les rues. (")
    assert told.organisation_id is None


def test_a_page_is_told_with_its_headings_and_its_blocks_on_its_own_site():
    organisation = builders.make_organisation(site=Site.objects.get(is_default_site=True))
    body = [("heading", "Le verre"), ("text", "<p>Apportez vos <b>bouteilles</b>.</p>")]
    page = make_page(summary="Jours et bacs.", body=body)
    (told,) = [each for each in contents(Pages()) if each.key == str(page.pk)]
    assert (told.title, told.summary, told.url) == ("Collecte", "Jours et bacs.", page.url)
    assert told.headings == "Le verre"
    assert "bouteilles" in told.body
    assert "<b>" not in told.body
    assert told.organisation_id == organisation.pk


def test_a_page_that_the_public_may_not_read_is_not_found_nor_is_what_is_below():
    closed = make_page(title="Réservée")
    make_page(parent=closed, title="Dessous")
    make_page(title="Brouillon", live=False)
    opened = make_page(title="Publique")
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    assert {told.title for told in contents(Pages())} == {opened.title}


def test_a_sheet_is_for_agents_and_one_that_is_not_shared_for_its_organisations():
    shared = make_sheet(title="RSA", in_short="Le département paie.", words="socle", traps="Indus")
    own = make_sheet(title="Entre nous", shared=False)
    told = {each.title: each for each in contents(Sheets())}
    sheet = told["RSA"]
    assert (sheet.url, sheet.summary, sheet.words) == (
        shared.get_absolute_url(), "Le département paie.", "socle",
    )  # fmt: skip
    assert "Indus" in sheet.body
    assert all(each.internal for each in told.values())
    assert sheet.organisation_id is None
    assert told["Entre nous"].organisation_id == own.service.organisation_id


def test_a_sheet_that_was_withdrawn_is_not_found():
    make_sheet().unpublish()
    assert contents(Sheets()) == []


def test_a_partner_is_for_agents_with_what_it_does():
    partner = make_partner(name="CAF", words="allocs", skills="Aides au logement")
    (told,) = contents(Partners())
    assert (told.title, told.words, told.headings) == ("CAF", "allocs", "Aides au logement")
    assert (told.url, told.internal) == (partner.get_absolute_url(), True)


def test_a_home_page_leads_elsewhere_and_is_not_found():
    Page.get_first_root_node().add_child(instance=HomePage(title="Accueil", slug="accueil-2"))
    assert contents(Pages()) == []
