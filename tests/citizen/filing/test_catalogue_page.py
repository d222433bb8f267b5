"""The catalogue and the page of a procedure."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from portal.directory.channels import Channel
from portal.procedures.catch_all import ensure_catch_all
from portal.procedures.models import Offer, Procedure, RequiredDocument, Silence
from tests import builders
from tests.citizen.filing.person import live_procedure, main_of, text_of
from tests.search.indexing import index_all

pytestmark = pytest.mark.django_db


def catalogue(client, **query):
    if "q" in query:
        index_all()
    return main_of(client.get(reverse("catalogue"), query))


def test_procedures_stand_under_their_theme(client):
    theme = builders.make_theme(name="Rue et déchets")
    live_procedure(title="Signaler un nid-de-poule", theme=theme)
    builders.make_procedure(title="Pas encore prête", live=False)

    page = catalogue(client)

    assert page.index("Rue et déchets") < page.index("Signaler un nid-de-poule")
    assert "Pas encore prête" not in page


@pytest.mark.parametrize("typed", ["élections", "ELECTION", "  listes électorales ", "elections?"])
def test_a_search_forgives_accents_capitals_and_endings(client, typed):
    found = live_procedure(title="S’inscrire sur les listes électorales", words="élection\nvoter")
    found.save()
    live_procedure(title="Signaler un nid-de-poule").save()

    page = catalogue(client, q=typed)

    assert "listes électorales" in page
    assert "nid-de-poule" not in page


@pytest.mark.parametrize("typed", ["girafe", "\x00", "%", "'; DROP TABLE", "<script>", "é" * 5_000])
def test_nothing_found_leads_to_the_procedure_for_everything_else(client, typed):
    ensure_catch_all(builders.make_service())

    response = client.get(reverse("catalogue"), {"q": typed})

    assert response.status_code == 200
    assert "Autre demande" in main_of(response)
    assert "<script>" not in text_of(response).split("<main")[1]


def test_a_site_lists_its_own_procedures_and_the_shared_ones(client):
    ours = builders.make_organisation(name="Ville")
    theirs = builders.make_organisation(name="CCAS")
    site = a_site_of(ours)
    for title, organisation, shared in (
        ("La nôtre", ours, False),
        ("La leur", theirs, False),
        ("Celle de tous", theirs, True),
    ):
        service = builders.make_service(organisation=organisation)
        live_procedure(title=title, service=service, shared=shared)

    page = main_of(client.get(reverse("catalogue"), headers={"host": site}))

    assert "La nôtre" in page
    assert "Celle de tous" in page
    assert "La leur" not in page
    other = Procedure.objects.get(title="La leur")
    for address in (other.get_absolute_url(), reverse("start", args=[other.code])):
        assert client.get(address, headers={"host": site}).status_code == 404


def a_site_of(organisation) -> str:
    """A Wagtail site of the organisation's own; gives its host."""
    site = Site.objects.create(hostname="ville.example", root_page=Page.get_first_root_node())
    organisation.site = site
    organisation.save()
    return site.hostname


def test_the_catalogue_costs_the_same_with_five_and_with_fifty_procedures(client, query_budget):
    def add(number: int) -> None:
        for _ in range(number):
            live_procedure()

    add(5)
    query_budget(lambda: client.get(reverse("catalogue")), lambda: add(45), at_most=10)
    index_all()
    danger = {"q": "danger"}

    def more() -> None:
        add(5)
        index_all()
        client.get(reverse("catalogue"), danger)  # what every process keeps is read again once

    query_budget(lambda: client.get(reverse("catalogue"), danger), more, at_most=12)


def test_a_procedures_page_says_all_that_one_needs_before_beginning(client):
    service = builders.make_service(phone="+33321500000", name="Voirie")
    procedure = live_procedure(
        service=service,
        emergency="Appelez le 112.",
        audience="Tout le monde",
        cost="Gratuit",
        silence=Silence.REJECT,
        silence_months=2,
        appeal_route="Tribunal administratif de Lille",
    )
    Offer.objects.create(procedure=procedure, channel=Channel.DESK, note="Hôtel de Ville")
    RequiredDocument.objects.create(
        procedure=procedure, label="Avis d’impôt", why="Pour le tarif.", obtainable=True
    )

    response = client.get(procedure.get_absolute_url())

    page = main_of(response)
    said = [
        procedure.title, procedure.summary, "Appelez le 112", "Tout le monde", "Avis d’impôt",
        "Pour le tarif.", "Nous pouvons l’obtenir nous-mêmes", "10 jours ouvrés", "Gratuit",
        "Hôtel de Ville", "Voirie", "03 21 50 00 00", "dans les 2 mois", "rejetée",
        "Tribunal administratif de Lille",
    ]  # fmt: skip
    assert [words for words in said if words not in page] == []
    assert page.index("Appelez le 112") < page.index("Commencer la demande")
    assert 'href="tel:112"' in text_of(response)


def test_a_report_says_nothing_of_silence(client):
    page = main_of(client.get(live_procedure().get_absolute_url()))

    assert "Si nous ne répondons pas" not in page


def test_an_unpublished_or_unknown_procedure_has_no_page(client):
    hidden = builders.make_procedure(live=False)

    for code in (hidden.code, "inconnue"):
        assert client.get(reverse("procedure", args=[code])).status_code == 404
        assert client.post(reverse("start", args=[code])).status_code == 404


@pytest.mark.parametrize("count", [6, 7])
def test_a_theme_with_many_procedures_shows_six_and_leads_to_all_of_them(client, count):
    theme = builders.make_theme(name="Rue et déchets", slug="rue")
    for number in range(count):
        live_procedure(title=f"Démarche {number}", theme=theme)

    page = client.get(reverse("catalogue")).content.decode()

    assert page.count('class="card"') == 6
    assert ("voir les 7 démarches" in page) == (count == 7)
    assert "Démarche 6" not in page


def test_the_procedures_of_a_theme_are_read_page_after_page(client):
    theme = builders.make_theme(name="Rue et déchets", slug="rue")
    for number in range(30):
        live_procedure(title=f"Démarche {number:02}", theme=theme)
    live_procedure(title="D’un autre thème")

    first = client.get(reverse("catalogue"), {"theme": "rue"}).content.decode()

    assert "Démarche 23" in first
    assert "Démarche 24" not in first
    following = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = main_of(client.get(reverse("catalogue") + following))
    assert "Démarche 24" in second
    assert "Démarche 29" in second
    assert "D’un autre thème" not in first + second


def test_the_catalogue_costs_as_much_with_many_procedures(client, query_budget):
    themes = [builders.make_theme(name=f"Thème {number}", slug=f"t{number}") for number in range(3)]
    live_procedure(title="Une", theme=themes[0])

    def more():
        for number in range(12):
            live_procedure(title=f"Démarche {number}", theme=themes[number % 3])

    query_budget(lambda: catalogue(client), more, at_most=12)


@pytest.mark.parametrize("theme", ["inconnu", "\x00", "é" * 5_000])
def test_a_theme_that_does_not_exist_is_not_found(client, theme):
    assert client.get(reverse("catalogue"), {"theme": theme}).status_code == 404


def test_a_theme_without_procedures_on_this_site_says_so(client):
    builders.make_theme(name="Rue et déchets", slug="rue")
    assert "Aucune démarche" in catalogue(client, theme="rue")
