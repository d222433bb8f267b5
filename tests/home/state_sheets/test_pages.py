"""The public pages of the State's sheets."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from home.state_sheets.importing import import_archive
from home.state_sheets.local import services
from home.state_sheets.models import LocalProcedure, LocalService, Sheet
from portal.directory.models import Service
from tests.builders import make_procedure
from tests.home.state_sheets.archives import archive, publication, sheets
from tests.home.state_sheets.whole import DOCUMENTS, SHEET
from tests.portal.directory.factories import make_organisation, make_service

pytestmark = pytest.mark.django_db


@pytest.fixture
def whole() -> None:
    import_archive(archive(DOCUMENTS))


def text(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode().replace("\u00a0", " ")


@pytest.mark.usefixtures("whole")
@pytest.mark.parametrize("code", ["%00", "N1%00x", "'", "x" * 999])
def test_a_theme_that_is_none_is_not_found_whatever_is_typed(client: Client, code) -> None:
    assert client.get(f"/fiches/?theme={code}").status_code in {200, 404}


@pytest.mark.usefixtures("whole")
def test_a_sheet_is_drawn_with_plain_accessible_html(client: Client) -> None:
    page = text(client, "/fiches/F1/")
    for part in (
        "<h1>Élever un dragon</h1>",
        '<h2 id="partie-1">À la campagne</h2>',
        '<a href="#partie-1">À la campagne</a>',
        '<h3 id="partie-1-1">Qui peut en avoir ?</h3>',
        '<a href="#partie-1-1">Qui peut en avoir ?</a>',
        "<h4>Leurs devoirs</h4>",
        "<details><summary>Vous avez une tour</summary>",
        "<strong>Attention :</strong> il mord",
        "<ul><li>Les mages</li></ul><ol><li>Les rois</li></ol>",
        "<caption>Âge et taille",
        '<th scope="col">Âge</th>',
        '<th scope="row" rowspan="2">Un an</th><td>Deux mètres</td></tr><tr><td>Ou trois</td>',
        "au 1<sup>er</sup> cri",
        "CO<sub>2</sub>",
        '<i lang="en">fire</i>',
        '<a href="https://dragons.example/">ce site</a>.',
        '<a href="/fiches/F2/">les œufs</a>',
        '<a href="https://www.service-public.fr/professionnels-entreprises/vosdroits/F404">',
        '<a class="term" href="#mot-R70">BDR</a>',
        '<dt id="mot-R70">BDR</dt>',
        "Crédit : Le scribe",
        "Déclarer un dragon <small>(PDF, 12.0 KB)</small></a>",
        "Formulaire · n° 99999*01 · Le royaume",
    ):
        assert part in page, part


@pytest.mark.usefixtures("whole")
def test_a_sheet_says_whose_it_is_how_old_and_where_it_stands(client: Client) -> None:
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC)):
        page = text(client, "/fiches/F1/")
    assert "Direction de l’information légale et administrative (Premier ministre)" in page
    assert "Licence Ouverte" in page
    assert 'href="https://www.service-public.fr/particuliers/vosdroits/F1"' in page
    assert "2 mars 2026" in page
    assert "plus d’un an" not in page
    assert '<a href="/fiches/?public=particuliers&amp;theme=N900">Animaux fabuleux</a>' in page
    assert '<a href="/fiches/N901/?public=particuliers">Dragons</a>' in page
    with time_machine.travel(datetime(2027, 3, 4, tzinfo=UTC)):
        assert "Cette fiche a plus d’un an." in text(client, "/fiches/F1/")


@pytest.mark.usefixtures("whole")
def test_a_form_opens_what_it_is_about(client: Client) -> None:
    page = text(client, "/fiches/R4/")
    assert 'href="https://feu.example/formulaire">Ouvrir le document (PDF, 1.0 MB)</a>' in page
    assert "Cerfa n° 99999*01" in page
    assert '<a href="/fiches/F1/">Élever un dragon</a>' in page


@pytest.mark.usefixtures("whole")
def test_themes_lead_to_dossiers_and_dossiers_to_sheets(client: Client) -> None:
    assert "theme=N900" in text(client, "/fiches/")
    theme = text(client, "/fiches/?theme=N900")
    assert "Écailles" in theme
    assert 'href="/fiches/N901/?public=particuliers"' in theme
    assert '<a href="/fiches/F1/">Élever</a>' in text(client, "/fiches/N901/")
    assert client.get("/fiches/?theme=N1").status_code == 404


def test_a_code_that_speaks_to_two_audiences_offers_the_choice(client: Client) -> None:
    import_archive(sheets("F1", title="Élever"))
    import_archive(sheets("F1", audience="associations", title="Adopter ensemble"))
    assert "<h1>Élever</h1>" in text(client, "/fiches/F1/")
    assert "<h1>Élever</h1>" in text(client, "/fiches/F1/?public=licornes")
    page = text(client, "/fiches/F1/?public=associations")
    assert "<h1>Adopter ensemble</h1>" in page
    assert 'href="/fiches/F1/?public=particuliers"' in page


def test_a_code_is_told_by_the_title_of_the_page_that_it_opens(
    django_assert_num_queries: Any,
) -> None:
    import_archive(sheets("F1", audience="associations", title="Adopter ensemble"))
    import_archive(sheets("F1", "F2", title="Élever"))
    with django_assert_num_queries(1):
        found = Sheet.objects.titled(["F1", "F2", "", "F404"])
        assert [found[code].title for code in ("F1", "F2")] == ["Élever", "Élever"]
    with django_assert_num_queries(0):
        assert Sheet.objects.titled([""]) == {}


def test_a_withdrawn_sheet_says_so_and_an_unknown_one_is_not_found(client: Client) -> None:
    import_archive(sheets("F1", "F2"))
    import_archive(sheets("F2"))
    page = text(client, "/fiches/F1/", 410)
    assert "Élever un dragon" in page
    assert client.get("/fiches/F3/").status_code == 404
    for odd in ("X1", "F", "F1'", "F٣", "F" + "1" * 40):
        assert client.get(f"/fiches/{odd}/").status_code == 404


def test_without_an_archive_the_page_says_what_to_do(client: Client) -> None:
    page = text(client, "/fiches/")
    assert "pas encore chargées" in page
    assert "import_fiches" in page


@pytest.mark.usefixtures("whole")
def test_our_own_services_answer_where_we_have_that_kind(client: Client) -> None:
    assert "https://annuaire.example/" in text(client, "/fiches/F1/")
    town = make_organisation("Ville de Brume")
    service = make_service("Accueil de Brume", organisation=town, phone="+33321216216")
    LocalService.objects.create(kind="mairie", service=service)
    page = text(client, "/fiches/F1/")
    assert "https://annuaire.example/" not in page
    assert page.count(f'<a href="{service.get_absolute_url()}">Accueil de Brume</a>') == 2
    assert 'href="tel:+33321216216"' in page

    Service.objects.update(active=False)
    assert "https://annuaire.example/" in text(client, "/fiches/F1/")


def test_the_site_s_own_services_come_before_its_neighbours(client: Client) -> None:
    import_archive(archive({"F1": SHEET}))
    own = make_organisation("Ville de Brume")
    other = make_organisation("Département")
    mine = make_service("Accueil de Brume", organisation=own)
    theirs = make_service("Maison du département", organisation=other)
    LocalService.objects.create(kind="mairie", service=theirs)
    assert services(["mairie", "mairie"], own) == {"mairie": [theirs]}
    LocalService.objects.create(kind="mairie", service=mine)
    assert services(["mairie"], own) == {"mairie": [mine]}


@pytest.mark.usefixtures("whole")
def test_a_sheet_leads_to_our_procedures_and_they_to_it(client: Client) -> None:
    procedure = make_procedure(title="Déclarer un dragon ici")
    LocalProcedure.objects.create(code="F1", procedure=procedure)
    LocalProcedure.objects.create(code="F404", procedure=procedure)
    page = text(client, "/fiches/F1/")
    assert "Faire la démarche ici" in page
    assert f'href="{procedure.get_absolute_url()}"' in page
    page = text(client, procedure.get_absolute_url())
    assert '<a href="/fiches/F1/">Élever un dragon</a>' in page
    assert "F404" not in page

    procedure.live = False
    procedure.save()
    assert "Faire la démarche ici" not in text(client, "/fiches/F1/")


def a_long_sheet(chapters: int, **of: str) -> str:
    """Some 20 kB a chapter, that don't compress as bombs do."""
    numbers = [str(n * n % 100_003) for n in range(1_000, 4_500)]
    lines = [" ".join(numbers[place : place + 100]) for place in range(0, len(numbers), 100)]
    said = "".join(f"<Paragraphe>{line}</Paragraphe>" for line in lines)
    body = "".join(
        f"<Chapitre><Titre><Paragraphe>Chapitre {each}</Paragraphe></Titre>"
        f"<SousChapitre><Titre><Paragraphe>Détail {each}</Paragraphe></Titre>{said}"
        "</SousChapitre></Chapitre>"
        for each in range(1, chapters + 1)
    )
    return publication("F1", f"<Texte><Paragraphe>D’abord.</Paragraphe>{body}</Texte>", **of)


def test_a_very_long_sheet_is_read_a_chapter_at_a_time(client: Client) -> None:
    import_archive(archive({"F1": a_long_sheet(9)}))
    first = text(client, "/fiches/F1/")
    for part in (
        "Partie 1 sur 9",
        "<p>D’abord.</p>",
        '<a href="#partie-1" aria-current="true">Chapitre 1</a>',
        '<a href="?partie=2#partie-2">Chapitre 2</a>',
        '<a href="?partie=9#partie-9-1">Détail 9</a>',
        'rel="next" href="?partie=2#partie-2">Chapitre 2 →',
    ):
        assert part in first, part
    assert 'rel="prev"' not in first
    read = [text(client, "/fiches/F1/?partie=" + str(each)) for each in range(1, 10)]
    for number, page in enumerate(read, 1):
        assert [each for each in range(1, 10) if f'<h3 id="partie-{each}-1">' in page] == [number]
        assert len(page.encode()) < 100_000
    assert 'rel="prev" href="?partie=8#partie-8"' in read[8]
    assert 'rel="next"' not in read[8]


@pytest.mark.parametrize(
    ("asked", "shown"), [("0", 1), ("10", 9), ("x", 1), ("²", 1), ("9" * 99, 1), ("%00", 1)]
)
def test_a_chapter_that_is_none_is_the_nearest_or_the_first(client: Client, asked, shown) -> None:
    import_archive(archive({"F1": a_long_sheet(9)}))
    assert f"Partie {shown} sur 9" in text(client, f"/fiches/F1/?partie={asked}")


def test_the_chapters_of_an_audience_stay_with_it(client: Client) -> None:
    import_archive(archive({"F1": a_long_sheet(9, audience="associations")}))
    import_archive(sheets("F1"))
    page = text(client, "/fiches/F1/?public=associations")
    assert 'href="?public=associations&amp;partie=2#partie-2"' in page


def test_a_sheet_that_is_not_very_long_is_read_whole(client: Client) -> None:
    import_archive(archive({"F1": a_long_sheet(2)}))
    page = text(client, "/fiches/F1/?partie=2")
    assert "Partie" not in page
    assert '<a href="#partie-2">Chapitre 2</a>' in page
    assert '<h2 id="partie-1">' in page


@pytest.mark.usefixtures("whole")
def test_a_browser_that_has_the_page_is_told_so(client: Client) -> None:
    etag = client.get("/fiches/F1/")["ETag"]
    assert client.get("/fiches/F1/", headers={"If-None-Match": etag}).status_code == 304
    import_archive(archive({"F1": SHEET.replace("Les mages", "Les fées")}))
    assert client.get("/fiches/F1/", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.usefixtures("whole")
def test_queries_don_t_grow_with_what_a_sheet_says(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/fiches/")  # what every page shows is read once
    with django_assert_max_num_queries(9):
        client.get("/fiches/F1/")
    with django_assert_max_num_queries(9):
        client.get("/fiches/?theme=N900")
