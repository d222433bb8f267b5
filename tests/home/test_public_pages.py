"""The editors' pages: what each kind shows, at what cost."""

import re
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from home.models import (
    AskedProcedure,
    ContactPage,
    ContentPage,
    EventPage,
    EventsPage,
    HomePage,
    NewsIndexPage,
    NewsPage,
    PlacePage,
    PlacesPage,
    Publication,
    PublicationsPage,
    SiteSettings,
    ThemePage,
)
from home.state_sheets.models import Audience, Sheet
from portal.media.models import PortalDocument
from portal.procedures.models import Theme
from tests.builders import make_procedure
from tests.home.builders import first_page, make_site, publish, text
from tests.portal.directory.factories import make_organisation, make_service

pytestmark = pytest.mark.django_db
MOST_QUERIES, MOST_BYTES = 10, 100_000


def in_order(html: str) -> bool:
    """One h1, and no level skipped on the way down."""
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    steps = pairwise(levels)
    return levels.count(1) == 1 and all(after - before <= 1 for before, after in steps)


def test_a_page_of_text_costs_ten_queries_at_most_however_deep_it_is(client: Client) -> None:
    service = make_service(organisation=make_site())
    page: Any = publish(ContentPage(title="Un", slug="un", service=service))
    for number in range(3):
        page = publish(ContentPage(title=f"Sous {number}", service=service), below=page)
    page.body = [("heading", "Titre"), ("text", "<p>Bonjour</p>"), ("notice", {"text": "Oui"})]
    page.save_revision().publish()
    link = {"label": "", "page": page, "address": ""}
    menus = {"menu": [("link", link)], "footer": [("column", {"title": "A", "links": [link]})]}
    SiteSettings.objects.create(site=service.organisation.site, **menus)

    client.get(page.url)  # the addresses of the sites are kept
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page.url)
    assert len(queries) <= MOST_QUERIES, "\n".join(each["sql"][:200] for each in queries)
    assert len(response.content) < MOST_BYTES
    assert in_order(response.content.decode())


def test_a_page_tells_where_it_is_who_keeps_it_and_since_when(client: Client) -> None:
    service = make_service("Espace famille", organisation=make_site())
    above = publish(ContentPage(title="Enfance", slug="enfance"))
    page = ContentPage(title="Cantine", slug="cantine", summary="Prix et menus.", service=service)
    publish(page, below=above).save_revision().publish()

    html = text(client, "/enfance/cantine/")
    assert '<li><a href="/">Accueil</a></li><li><a href="/enfance/">Enfance</a></li>' in html
    assert '<meta name="description" content="Prix et menus.">' in html
    assert f'Page tenue par <a href="/annuaire/{service.code}/">Espace famille</a>' in html
    assert "mise à jour le" in html
    assert "Prix et menus." in text(client, "/enfance/"), "the page above lists it"


@pytest.mark.parametrize("address", ["/rien/", "/enfance/rien/", "/rien/enfance/", "/a" * 40 + "/"])
def test_an_address_of_no_page_is_not_found(client: Client, address: str) -> None:
    publish(ContentPage(title="Enfance", slug="enfance"))
    response = client.get(address)
    assert response.status_code == 404
    assert "Cette page n’existe pas" in response.content.decode()


def test_a_page_that_is_not_published_or_is_below_another_site_is_not_found(client: Client) -> None:
    publish(ContentPage(title="Brouillon", slug="brouillon", live=False))
    root = Page.get_first_root_node()
    root.add_child(instance=ContentPage(title="Ailleurs", slug="ailleurs"))
    assert client.get("/brouillon/").status_code == 404
    assert client.get("/ailleurs/").status_code == 404


def test_a_page_kept_for_some_asks_for_the_word(client: Client) -> None:
    page = publish(ContentPage(title="Agents", slug="agents"))
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="mot")
    below = publish(ContentPage(title="Note", slug="note"), below=page)
    assert 'type="password"' in client.get(below.url).content.decode()


def test_a_theme_shows_its_procedures_its_pages_and_the_states_sheets(client: Client) -> None:
    service = make_service(organisation=make_site())
    theme = Theme.objects.create(name="École", slug="ecole", sector="childhood")
    make_procedure(title="Payer la cantine", theme=theme, service=service)
    elsewhere = make_service(organisation=make_organisation())
    make_procedure(title="D’une autre ville", theme=theme, service=elsewhere)
    Sheet.objects.create(
        code="F1",
        audience=Audience.PERSONS,
        kind="Fiche",
        title="L’école obligatoire",
        digest="x",
        changed_at=timezone.now(),
    )
    page = publish(ThemePage(title="Enfance", slug="enfance", theme=theme, sheets="F1 F2"))
    publish(ContentPage(title="S’inscrire", slug="inscription"), below=page)

    html = text(client, "/enfance/")
    assert 'href="/fiches/F1/"' in html
    assert "L’école obligatoire" in html
    assert "Payer la cantine" in html
    assert "D’une autre ville" not in html
    assert 'href="/enfance/inscription/"' in html
    assert 'href="/demarches/?theme=ecole"' in html
    assert in_order(html)


@pytest.mark.parametrize("typed", ["f1", "F1,F2", "F1 <b>", "F" + "1" * 10, "F1 " * 21])
def test_the_states_sheets_are_named_by_their_codes(typed: str) -> None:
    page = ThemePage(title="Enfance", slug="enfance", sheets=typed)
    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert "sheets" in refused.value.message_dict


def test_the_list_of_places_says_all_that_the_map_does(client: Client, settings) -> None:
    settings.MAP_TILES = "/plan/{z}/{x}/{y}.svg"
    make_site()
    places = publish(PlacesPage(title="Lieux", slug="lieux"))
    publish(PlacePage(title="Piscine", position="50.29, 2.77", address="1 rue Haute"), below=places)
    publish(PlacePage(title="Gymnase", address="2 rue Basse"), below=places)

    html = text(client, "/lieux/")
    assert html.index("Gymnase") < html.index("Piscine")
    assert "1 rue Haute" in html
    assert 'data-place-at="50.290000,2.770000"' in html
    assert "data-places" in html
    assert in_order(html)
    settings.MAP_TILES = ""
    assert "data-places" not in text(client, "/lieux/"), "no map where there is no background"


def test_a_place_says_how_to_come_and_whether_it_is_open(client: Client) -> None:
    service = make_service(organisation=make_site(), phone="+33321216216")
    places = publish(PlacesPage(title="Lieux", slug="lieux"))
    place = PlacePage(title="Piscine", slug="piscine", access="Bus 2.", service=service)
    publish(place, below=places)

    html = text(client, "/lieux/piscine/")
    assert "Bus 2." in html
    assert "03 21 21 62 16" in html
    assert "1 place de la Mairie" in html, "the service's address where it has none of its own"
    assert in_order(html)


def test_a_position_is_written_in_one_way_and_within_the_territory(settings) -> None:
    settings.MAP_BOUNDS = (50.0, 2.0, 51.0, 3.0)
    place = PlacePage(title="Piscine", slug="piscine", position="50,29 ; 2,77")
    place.clean()
    assert place.position == "50.290000, 2.770000"
    for wrong, said in (
        ("ici", "latitude puis la longitude"),
        ("48.10, 2.50", "hors du territoire"),
    ):
        place.position = wrong
        with pytest.raises(ValidationError, match=said):
            place.clean()


def test_news_come_the_newest_first_and_page_by_page(client: Client, query_budget) -> None:
    make_site()
    index = publish(NewsIndexPage(title="Actualités", slug="actualites"))

    def add(count: int) -> None:
        for number in range(count):
            day = date(2026, 1, 1) + timedelta(days=number)
            publish(NewsPage(title=f"Le {day}", published_on=day), below=index)

    def more(count: int) -> None:
        add(count)
        client.get("/mentions-legales/")  # the alerts of the day are kept again

    assert "Pas encore d’actualité" in text(client, "/actualites/")
    add(5)
    html = text(client, "/actualites/")
    assert html.index("Le 2026-01-05") < html.index("Le 2026-01-01")
    assert 'type="application/atom+xml"' in html
    assert in_order(html)
    query_budget(lambda: client.get("/actualites/"), lambda: more(20), at_most=MOST_QUERIES + 2)
    assert 'rel="next"' in text(client, "/actualites/")


def test_the_home_page_shows_the_first_news_and_events(client: Client) -> None:
    make_site()
    index = publish(NewsIndexPage(title="Actualités", slug="actualites"))
    events = publish(EventsPage(title="Agenda", slug="agenda"))
    for number in range(1, 6):
        day = timezone.localdate() - timedelta(days=number)
        publish(NewsPage(title=f"Nouvelle {number}", published_on=day), below=index)
    publish(EventPage(title="Marché", first_day=timezone.localdate()), below=events)

    html = text(client, "/")
    assert "Nouvelle 3" in html
    assert "Nouvelle 4" not in html
    assert 'href="/agenda/"' in html
    assert in_order(html)


def test_the_home_page_costs_ten_queries_and_shows_at_once_what_is_published(
    client: Client, settings: Any
) -> None:
    """Drawn for this visitor (the key forbids keeping the page), from parts that are kept."""
    settings.PAGE_CACHE_SECONDS = 600
    reception = make_service(organisation=make_site())
    home = first_page()
    HomePage.objects.filter(pk=home.pk).update(reception=reception)
    AskedProcedure.objects.create(
        page=home, procedure=make_procedure(title="Cantine"), word="cantine"
    )
    index = publish(NewsIndexPage(title="Actualités", slug="actualites"))
    publish(NewsPage(title="Neige"), below=index)

    text(client, "/?x=1")
    with CaptureQueriesContext(connection) as queries:
        html = text(client, "/?x=1")
    assert "Neige" in html
    assert html.lower().count("cantine") >= 2
    asked = [each["sql"] for each in queries if "page_cache_purge" not in each["sql"]]
    assert len(asked) < MOST_QUERIES, "\n".join(sql[:200] for sql in asked)  # and the version

    publish(NewsPage(title="Dégel"), below=index)
    assert "Dégel" in text(client, "/?x=1")


def test_a_preview_of_the_home_page_neither_shows_nor_leaves_what_is_kept(
    client: Client, settings: Any
) -> None:
    settings.PAGE_CACHE_SECONDS = 600
    make_site()
    home = first_page()
    asked = AskedProcedure.objects.create(
        page=home, procedure=make_procedure(title="Cantine"), word="cantine"
    )
    text(client, "/?x=1")

    home.asked.set([AskedProcedure(procedure=asked.procedure, word="repas")])
    preview = home.make_preview_request().render().content.decode()
    assert "repas" in preview
    assert "repas" not in text(client, "/?x=1")


def test_the_agenda_shows_what_is_not_over_where_the_organisation_is(client: Client) -> None:
    make_site(time_zone="Pacific/Noumea")
    events = publish(EventsPage(title="Agenda", slug="agenda"))
    for title, day in (("Hier", 23), ("Aujourd’hui", 24), ("Demain", 25)):
        publish(EventPage(title=title, first_day=date(2026, 11, day)), below=events)

    with time_machine.travel("2026-11-23T20:00:00+00:00", tick=False):  # the 24th in Nouméa
        html = text(client, "/agenda/")
    assert "Hier" not in html
    assert html.index("Aujourd’hui") < html.index("Demain")


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({}, "samedi 5 décembre"),
        ({"first_time": time(14)}, "samedi 5 décembre à 14 h"),
        (
            {"first_time": time(14), "last_time": time(18)},
            "samedi 5 décembre, de 14 h à 18 h",
        ),
        ({"last_day": date(2026, 12, 6)}, "du samedi 5 décembre au dimanche 6 décembre"),
        (
            {"first_time": time(9), "last_day": date(2026, 12, 6), "last_time": time(17)},
            "du samedi 5 décembre à 9 h au dimanche 6 décembre à 17 h",
        ),
    ],
)
def test_an_event_says_when_in_words(times: dict[str, object], words: str) -> None:
    event = EventPage(title="Fête", slug="fete", first_day=date(2026, 12, 5), **times)
    event.clean()
    assert event.when(date(2026, 11, 1)).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("times", "field"),
    [
        ({"last_day": date(2026, 12, 4)}, "last_day"),
        ({"last_time": time(9)}, "first_time"),
        ({"first_time": time(9), "last_time": time(9)}, "last_time"),
    ],
)
def test_an_event_ends_after_it_begins(times: dict[str, object], field: str) -> None:
    event = EventPage(title="Fête", slug="fete", first_day=date(2026, 12, 5), **times)
    with pytest.raises(ValidationError) as refused:
        event.clean()
    assert field in refused.value.message_dict


def test_a_cancelled_event_says_so(client: Client) -> None:
    make_site()
    events = publish(EventsPage(title="Agenda", slug="agenda"))
    day = timezone.localdate()
    publish(EventPage(title="Fête", slug="fete", first_day=day, cancelled=True), below=events)
    assert "Annulé" in text(client, "/agenda/")
    assert "n’aura pas lieu" in text(client, "/agenda/fete/")


def test_publications_say_their_format_and_weight_the_newest_first(client: Client) -> None:
    make_site()
    page = PublicationsPage(title="Publications", slug="publications")
    for name, day in (("ancien", date(2024, 1, 1)), ("nouveau", date(2026, 1, 1))):
        document = PortalDocument(title=f"Budget {name}", file_size=1_400_000)
        document.file.save(f"{name}.csv", ContentFile(b"a;b"), save=False)
        document.save()
        page.publications.add(Publication(document=document, published_on=day))
    publish(page)

    html = text(client, "/publications/")
    assert "Budget nouveau (CSV, 1,4 Mo)" in html
    assert html.index("Budget nouveau") < html.index("Budget ancien")


def test_the_first_page_tells_no_hours_that_it_was_not_told_nor_of_who_is_gone(
    client: Client,
) -> None:
    reception = make_service("Accueil", organisation=make_site(), phone="+33321219999")
    home = first_page()
    home.reception = reception
    home.save()
    html = text(client, "/")
    assert "03 21 21 99 99" in html
    assert "Fermé" not in html
    reception.active = False
    reception.save()
    assert "03 21 21 99 99" not in text(client, "/")


@pytest.mark.parametrize("written", [False, True], ids=["ours", "the editors'"])
def test_the_contact_page_gives_every_way_in(client: Client, written: bool) -> None:
    organisation = make_site(relay_url="https://relais.example/")
    home = first_page()
    home.reception = make_service("Accueil", organisation=organisation, phone="+33321216216")
    home.save()
    if written:
        publish(ContactPage(title="Nous écrire", slug="contact"))

    html = text(client, "/contact/")
    assert ("Nous écrire" in html) is written
    assert "03 21 21 62 16" in html
    assert 'href="https://relais.example/"' in html
    assert "mailto:mairie@ville.example" in html
    assert "1 place de la Mairie" in html
    assert 'href="/demarches/"' in html
    assert in_order(html)


def test_the_contact_page_of_a_bare_install_still_leads_somewhere(client: Client) -> None:
    assert 'href="/annuaire/"' in text(client, "/contact/")
