"""Links that lead nowhere, and pages that nothing leads to."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex, Site

from home.editorial import inside, links, outside
from home.editorial.link_finding import links_of
from home.editorial.models import Link, PageLink
from home.editorial.orphans import orphans
from home.editorial.tasks import look_at_what_was_published
from home.models import ContentPage, SiteSettings
from portal.directory.roles import Role
from tests import builders
from tests.home.editorial import writing
from tests.home.editorial.servers import somebody_else
from tests.home.editorial.writing import Town, agent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return writing.build()


@pytest.fixture
def site(settings):
    settings.LINKS_ALLOW_LOOPBACK = True
    with somebody_else() as found:
        yield found


def written(town: Town, html: str, slug: str = "texte") -> Any:
    """A page online whose text is this."""
    page: Any = ContentPage(title="Texte", slug=slug, body=[("text", html)])
    return writing.online(town.page, page)


class TestGathering:
    def test_links_of_texts_pages_and_documents_are_found_without_their_fragments(
        self, town
    ) -> None:
        page = written(
            town,
            f'<p><a href="https://caf.example/aides?x=1&amp;y=2#haut">CAF</a>'
            f'<a linktype="page" id="{town.other.pk}">Culture</a>'
            '<a linktype="document" id="12">Notice</a><a href="/annuaire/">Annuaire</a>'
            '<a href="mailto:a@b.example">Écrire</a><a href="tel:+33321">Appeler</a></p>',
        )
        assert links_of(page) == [
            "/annuaire/",
            "/document:12",
            f"/page:{town.other.pk}",
            "https://caf.example/aides?x=1&y=2",
        ]

    def test_the_links_follow_the_page(self, town) -> None:
        page = written(town, '<p><a href="https://un.example/">1</a></p>')
        look_at_what_was_published()
        page.body = [("text", '<p><a href="https://deux.example/">2</a></p>')]
        page.save_revision().publish()
        look_at_what_was_published()
        assert list(Link.objects.values_list("url", flat=True)) == ["https://deux.example/"]
        ContentPage.objects.get(pk=page.pk).unpublish()
        look_at_what_was_published()
        assert not Link.objects.exists()

    def test_a_link_of_two_pages_is_tried_once(self, town) -> None:
        for slug in ("a", "b"):
            written(town, '<p><a href="https://un.example/">1</a></p>', slug)
        look_at_what_was_published()
        assert (Link.objects.count(), PageLink.objects.count()) == (1, 2)


class TestOurs:
    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("/annuaire/", ""),
            ("/dechets/tri/", ""),
            ("/annuaire", ""),  # redirected
            ("/dechets/jamais/", "Page introuvable (404)"),
            ("/annuaire/jamais/", "Page introuvable (404)"),
            ("/demarches/jamais/", "Page introuvable (404)"),
            ("/document:99", "Document retiré"),
            ("/page:9999", "Page dépubliée ou retirée"),
            ("/media/images/photo.jpg", ""),
        ],
    )
    def test_an_address_of_ours_is_asked_to_the_site_itself(self, town, path, error) -> None:
        assert inside.look(path) == error

    def test_a_procedure_that_is_withdrawn_is_seen(self, town) -> None:
        procedure = builders.make_procedure(live=False)
        assert inside.look(procedure.get_absolute_url()) == "Page introuvable (404)"

    def test_a_page_that_is_withdrawn_is_seen(self, town) -> None:
        assert inside.look(f"/page:{town.other.pk}") == ""
        town.other.unpublish()
        assert inside.look(f"/page:{town.other.pk}") == "Page dépubliée ou retirée"

    def test_the_name_of_one_of_our_sites_is_ours(self, town) -> None:
        Site.objects.update(hostname="ville.example")
        assert inside.is_ours("https://ville.example/annuaire/")
        assert not inside.is_ours("https://autre.example/annuaire/")
        assert inside.look("https://ville.example/annuaire/jamais/") == "Page introuvable (404)"


class TestOutside:
    @pytest.mark.parametrize(
        ("path", "error"),
        [
            ("/", ""),
            ("/404", "Page introuvable (404)"),
            ("/410", "Page introuvable (410)"),
            ("/500", "Erreur du site (500)"),
            ("/403", ""),  # there, but not for machines
            ("/429", ""),
            ("/get-only", ""),
            ("/to//404", "Page introuvable (404)"),
            ("/to//", ""),
            ("/cut", "Site injoignable"),
        ],
    )
    def test_what_a_site_answers(self, site, path, error) -> None:
        assert outside.look(site[0] + path) == error

    def test_a_head_is_enough_where_it_is_answered(self, site) -> None:
        outside.look(site[0] + "/page")
        assert site[1] == [("HEAD", "/page")]

    def test_an_address_with_accents_is_asked_as_browsers_do(self, site) -> None:
        assert outside.look(site[0] + "/été/a%20b?q=où") == ""
        assert site[1] == [("HEAD", "/%C3%A9t%C3%A9/a%20b?q=o%C3%B9")]

    def test_a_reply_that_comes_drop_by_drop_is_not_waited_for(self, site, monkeypatch) -> None:
        monkeypatch.setattr(outside, "LONGEST", 0.3)
        start = time.monotonic()
        assert outside.look(site[0] + "/drip") == "Ne répond pas à temps"
        assert time.monotonic() - start < 5

    def test_a_circle_of_redirections_ends(self, site) -> None:
        address, asked = site
        assert outside.look(f"{address}/round") == "Trop de redirections"
        assert len(asked) == outside.REDIRECTIONS + 1

    @pytest.mark.parametrize(
        "url",
        [
            "http://127.0.0.1/",
            "http://localhost/",
            "http://[::1]/",
            "http://10.0.0.1/",
            "http://192.168.1.1/",
            "http://172.16.0.1/",
            "http://169.254.169.254/latest/meta-data/",
            "http://0.0.0.0/",
            "http://100.64.0.1/",
            "http://[fd00::1]/",
            "http://[fe80::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://2130706433/",
            "http://224.0.0.1/",
            "https://8.8.8.8:22/",
        ],
    )
    def test_our_own_network_is_never_called(self, url) -> None:
        assert outside.look(url) == "Adresse d’un réseau privé"

    @pytest.mark.parametrize(
        "url", ["file:///etc/passwd", "ftp://x.example/", "http:///", "https://a:b@x.example/"]
    )
    def test_what_is_no_page_is_not_called(self, url) -> None:
        assert outside.look(url) == "Adresse qui n’est pas celle d’une page"

    def test_a_redirection_to_our_own_network_is_refused(self, site) -> None:
        assert outside.look(f"{site[0]}/to/http://10.0.0.1/") == "Adresse d’un réseau privé"
        assert outside.look(f"{site[0]}/to/file:///etc/passwd") != ""

    def test_without_the_allowance_of_the_tests_this_machine_is_not_called(
        self, site, settings
    ) -> None:
        settings.LINKS_ALLOW_LOOPBACK = False
        assert outside.look(site[0] + "/") == "Adresse d’un réseau privé"
        assert site[1] == []

    def test_a_name_that_nobody_knows(self) -> None:
        assert outside.look("http://rien.invalid/") == "Nom de site inconnu"


class TestTrying:
    @pytest.mark.parametrize(
        "url", ["https://[mettre-ici]/a#b", "https://ville.example:99999/", "/œuvres/?q=œ"]
    )
    def test_what_is_no_address_stops_neither_gathering_nor_trying(self, town, url) -> None:
        Site.objects.update(hostname="ville.example")
        written(town, f'<p><a href="{url}">Ici</a></p>')
        look_at_what_was_published()
        assert links.check_some(timezone.now()) == 1
        assert Link.objects.get().error != ""

    def broken_link(self, site) -> Link:
        return Link.objects.create(
            url=f"{site[0]}/404", internal=False, next_check=timezone.now() - timedelta(hours=1)
        )

    def test_a_failure_is_tried_again_sooner_then_later_and_its_beginning_is_kept(
        self, site
    ) -> None:
        link = self.broken_link(site)
        waits = []
        for _ in range(6):
            links.note(link, outside.look(link.url))
            since = link.failing_since
            waits.append(link.next_check - link.checked_at)
        assert waits == [*links.WAITS, links.AGAIN, links.AGAIN]
        assert Link.objects.get().failing_since == since
        links.note(link, "")
        assert (link.failing_since, link.failures) == (None, 0)
        assert link.next_check - link.checked_at == links.AGAIN

    def test_few_of_one_site_are_tried_at_once_and_the_rest_at_the_next(
        self, site, settings
    ) -> None:
        now = timezone.now()
        for number in range(links.PER_HOST + 2):
            Link.objects.create(url=f"{site[0]}/a{number}", internal=False, next_check=now)
        assert links.check_some(now) == links.PER_HOST
        assert links.check_some(now) == 2
        assert links.check_some(now) == 0


class TestReport:
    def test_broken_links_are_told_by_page_and_service_to_those_who_mend(self, town) -> None:
        written(town, '<p><a href="/jamais/">Perdu</a></p>')
        look_at_what_was_published()
        links.check_some(timezone.now() + timedelta(seconds=1))
        page = signed_in(agent(town.waste, Role.EDITOR)).get(reverse("links_to_mend"))
        text = page.content.decode()
        assert "/jamais/" in text
        assert "Page introuvable (404)" in text
        assert "<p>Déchets</p>" in text
        other = signed_in(agent(town.culture, Role.EDITOR)).get(reverse("links_to_mend"))
        assert "/jamais/" not in other.content.decode()

    def test_a_site_that_failed_once_is_not_yet_accused(self, town) -> None:
        written(town, '<p><a href="https://un.example/">1</a></p>')
        look_at_what_was_published()
        link = Link.objects.get()
        links.note(link, "Site injoignable")
        assert not links.broken()
        links.note(link, "Site injoignable")
        assert [row.link for row in links.broken()] == [link]

    @pytest.mark.parametrize("role", [Role.OFFICER, Role.ADVISER])
    def test_those_who_write_no_page_do_not_see_it(self, town, role) -> None:
        client = signed_in(agent(town.waste, role))
        for name in ("links_to_mend", "pages_to_read", "pages_to_decide"):
            assert client.get(reverse(name)).status_code in {302, 403}


def alone() -> set[str]:
    return {each.slug for each in orphans()}


def test_what_is_listed_takes_no_orphan_s_place(town, monkeypatch) -> None:
    monkeypatch.setattr("home.editorial.orphans.MOST", 1)
    for number in range(3):
        writing.online(town.page, ContentPage(title=f"A{number}", slug=f"a{number}"))
    found = orphans(ContentPage.objects.filter(pk=town.other.pk))
    assert [each.pk for each in found] == [town.other.pk]
    assert orphans()[0].title > "A2"


class TestOrphans:
    def test_a_page_is_alone_until_a_text_leads_to_it(self, town) -> None:
        assert "culture" in alone()
        written(town, f'<p><a linktype="page" id="{town.other.pk}">Culture</a></p>')
        look_at_what_was_published()
        assert "culture" not in alone()

    def test_an_address_written_by_hand_leads_too(self, town) -> None:
        written(town, '<p><a href="/culture/">Culture</a></p>')
        look_at_what_was_published()
        assert "culture" not in alone()

    def test_what_the_page_above_lists_is_found_until_that_one_is_withdrawn(self, town) -> None:
        assert "tri" not in alone()
        town.page.unpublish()
        assert "tri" in alone()

    def test_a_page_of_a_menu_or_a_footer_is_found_before_any_task(self, town) -> None:
        link = {"page": town.other, "label": "", "address": ""}
        for kept in (
            {"menu": [("link", link)]},
            {"footer": [("column", {"title": "Ici", "links": [link]})]},
        ):
            SiteSettings.objects.all().delete()
            SiteSettings.objects.create(site=Site.objects.get(), **kept)
            ReferenceIndex.objects.all().delete()
            assert "culture" not in alone()

    def test_a_page_of_the_menu_is_found(self, town, django_capture_on_commit_callbacks) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            kept = SiteSettings.for_site(Site.objects.get())
            kept.menu = [("link", {"page": town.other, "label": "", "address": ""})]
            kept.save()
        ReferenceIndex.create_or_update_for_object(kept)  # the worker's, in life
        assert "culture" not in alone()

    def test_the_home_page_and_those_of_the_footer_are_not_alone(self, town) -> None:
        writing.online(town.home, ContentPage(title="A", slug="accessibilite"))
        assert {"home", "accessibilite"}.isdisjoint(alone())

    def test_what_keeps_pages_true_leads_nobody_to_them(self, town) -> None:
        look_at_what_was_published()
        assert "culture" in alone()
