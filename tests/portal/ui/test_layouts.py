"""The frame, the two layouts and the error pages."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.views import defaults

from portal.ui.gallery import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.portal.ui.gallery_urls")]
ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html"]
TEMPLATES = settings.BASE_DIR / "templates"


def drawn(client: Client, name: str = "") -> str:
    response = client.get(f"/galerie/{name}/" if name else "/galerie/")
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", ["", *PAGES])
def test_a_page_is_in_french_with_one_title_and_a_way_to_its_content(
    client: Client, name: str
) -> None:
    page = drawn(client, name)
    assert '<html lang="fr">' in page
    assert re.search(r"<title>[^<]+ – [^<]+</title>", page)
    assert '<a class="skip" href="#contenu">Aller au contenu</a>' in page
    assert page.count('id="contenu"') == page.count("<main") == 1


def test_the_menu_says_where_one_is(client: Client) -> None:
    page = Template('{% current "/suivi/" %}|{% current "/" exact=True %}|{% current "/" %}')
    context = Context({"request": RequestFactory().get("/suivi/code/")})
    assert page.render(context) == "page||page"


def test_the_foot_states_the_conformity(client: Client) -> None:
    assert "Accessibilité\u00a0: partiellement conforme" in drawn(client, "accueil")


def test_the_staff_s_side_shows_the_queues_and_their_counts(client: Client) -> None:
    page = drawn(client, "file")
    assert '<a href="#" aria-current="page">Mon service <b>41</b></a>' in page
    assert '<b class="late">2</b>' in page
    assert "Nadia Ferrand" in page


def test_there_is_no_other_page_in_the_gallery(client: Client) -> None:
    assert client.get("/galerie/rien/").status_code == 404


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_style_or_script_inside_the_page(path: Path) -> None:
    if "emails" in str(path):  # mail programs know no style sheet
        return
    source = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", source)
    assert not re.search(r"<script(?![^>]*\bsrc=)", source)


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_says_what_to_do_next(name: str) -> None:
    page = render_to_string(name, {"demo": False}, RequestFactory().get("/rien/"))
    assert "<h1>" in page
    assert 'href="/demarches/"' in page


def test_the_page_of_a_failure_needs_nothing() -> None:
    response = defaults.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "n’est pas perdu" in response.content.decode()
