"""Public pages are kept for strangers, and never a moment too long."""

import re
from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from home.models import ContentPage, HomePage, NewsIndexPage, NewsPage
from home.page_cache import versions
from home.page_cache.models import Purge
from home.page_cache.tasks import MANY, OLD, prune
from home.state_sheets.importing import import_archive
from portal.directory.models import Closure, OpeningHours, Service
from portal.procedures.models import Procedure
from portal.ui.keyset import Keyset
from search import catalogue
from tests import builders
from tests.home.state_sheets.archives import archive, publication

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)  # 10:00 in Paris


@pytest.fixture(autouse=True)
def _kept(settings):
    settings.PAGE_CACHE_SECONDS = 600
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture
def page() -> ContentPage:
    home = HomePage.objects.get()
    return home.add_child(instance=ContentPage(title="Déchets", slug="dechets"))


def silently(page: ContentPage, title: str) -> None:
    """Change the row behind everybody's back, so that a kept page is told from a drawn one."""
    ContentPage.objects.filter(pk=page.pk).update(title=title)


def title_seen(client: Client, path: str = "/dechets/", **request) -> str:
    response = client.get(path, **request)
    assert response.status_code == 200
    return response.content.decode().split("<h1>")[1].split("</h1>")[0].strip()


def is_kept(client: Client, page: ContentPage, path: str = "/dechets/", **request) -> bool:
    """Whether a first reading served a second one."""
    silently(page, "Avant")
    client.get(path, **request)
    silently(page, "Après")
    return title_seen(client, path, **request) == "Avant"


def kept_pages() -> int:
    return sum(":page:" in key for key in cache._cache)


class TestWhatIsKept:
    def test_a_page_is_drawn_once_for_all_strangers(self, client, page) -> None:
        assert is_kept(client, page)
        silently(page, "Autre")
        assert title_seen(Client()) == "Avant"

    def test_a_kept_page_costs_one_query(self, client, page, django_assert_num_queries) -> None:
        client.get("/dechets/")
        with django_assert_num_queries(1):  # the version
            client.get("/dechets/")

    def test_the_log_names_the_route_of_a_kept_page(self, client, page, caplog) -> None:
        for _drawn_then_kept in range(2):
            client.get("/dechets/")
        lines = [each for each in caplog.records if each.message == "request"]
        assert [each.route for each in lines] == ["wagtail_serve", "wagtail_serve"]

    def test_the_headers_are_those_of_a_drawn_page(self, client, page) -> None:
        first, second = client.get("/dechets/"), client.get("/dechets/")
        ours = {"X-Request-ID"}
        assert {k: v for k, v in first.items() if k not in ours} == {
            k: v for k, v in second.items() if k not in ours
        }
        assert second["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in second["Content-Security-Policy"]
        assert second["Cache-Control"] == "no-cache"

    def test_a_browser_that_has_the_page_is_told_so(self, client, page) -> None:
        for _drawn_then_kept in range(2):
            tag = client.get("/dechets/")["ETag"]
            again = client.get("/dechets/", headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
            assert again["ETag"] == tag
        other = client.get("/dechets/", headers={"If-None-Match": '"other"'})
        assert other.status_code == 200

    def test_a_head_is_answered_from_what_is_kept_and_keeps_nothing(self, client, page) -> None:
        client.head("/dechets/")
        silently(page, "Après")
        assert title_seen(client) == "Après"
        assert client.head("/dechets/")["ETag"] == client.get("/dechets/")["ETag"]

    @pytest.mark.parametrize("path", ["/", "/annuaire/", "/accessibilite/", "/mentions-legales/"])
    def test_the_pages_of_the_site_are_kept(self, client, path) -> None:
        assert "ETag" in client.get(path)

    def test_no_kept_page_holds_a_token_nor_sets_a_cookie(self, client, page) -> None:
        for path in ("/", "/dechets/", "/annuaire/", "/accessibilite/"):
            response = client.get(path)
            assert b"csrfmiddlewaretoken" not in response.content
            assert not response.cookies

    @pytest.mark.parametrize(
        "path",
        ["/demarches/?q=route", "/suivi/", "/paiement/", "/gestion/connexion/", "/healthz"],
    )
    def test_pages_with_a_form_and_what_is_private_are_not(self, client, path) -> None:
        client.get(path)
        assert not kept_pages()

    def test_a_missing_page_is_not_kept(self, client, page) -> None:
        assert client.get("/bientot/").status_code == 404
        page.copy(update_attrs={"slug": "bientot", "title": "Bientôt"})
        assert client.get("/bientot/").status_code == 200

    def test_nothing_is_kept_when_the_setting_says_so(self, client, page, settings) -> None:
        settings.PAGE_CACHE_SECONDS = 0
        assert not is_kept(client, page)
        assert "ETag" not in client.get("/dechets/")


class TestForWhom:
    def test_an_agent_who_is_signed_in_gets_a_fresh_page(self, client, page) -> None:
        assert is_kept(Client(), page)
        client.force_login(builders.make_agent())
        assert title_seen(client) == "Après"
        assert title_seen(Client()) == "Avant"  # theirs was not kept

    @pytest.mark.parametrize("name", ["sessionid", "messages"])
    def test_whoever_has_a_cookie_of_ours_is_neither_served_nor_kept(self, page, name) -> None:
        client = Client()
        client.cookies[name] = "something"
        assert not is_kept(client, page)

    def test_whoever_has_a_token_is_served_but_nothing_of_theirs_is_kept(self, page) -> None:
        holder = Client()
        holder.cookies["csrftoken"] = "a" * 32
        assert not is_kept(holder, page)
        assert is_kept(Client(), page)
        silently(page, "Autre")
        assert title_seen(holder) == "Avant"

    def test_the_cookie_of_somebody_else_changes_nothing(self, page) -> None:
        client = Client()
        client.cookies["_pk_id"] = "1234"
        assert is_kept(client, page)

    @pytest.mark.parametrize("header", ["Authorization", "HX-Request", "Range"])
    def test_a_request_that_wants_something_else_passes_by(self, client, page, header) -> None:
        assert not is_kept(client, page, headers={header: "x"})

    def test_a_post_is_never_answered_from_what_is_kept(self, client, page) -> None:
        client.get("/dechets/")
        silently(page, "Après")
        assert "Avant" not in client.post("/dechets/").content.decode()

    def test_a_preview_is_not_kept(self, page) -> None:
        head = builders.make_agent(is_superuser=True)
        client = Client()
        client.force_login(head)
        client.get(f"/admin/pages/{page.pk}/edit/preview/?mode=")
        revision = page.save_revision()
        assert (
            client.get(f"/admin/pages/{page.pk}/revisions/{revision.pk}/view/").status_code == 200
        )
        assert not kept_pages()

    def test_a_page_that_became_private_is_not_served(self, client, page) -> None:
        assert is_kept(client, page)
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        assert client.get("/dechets/").status_code == 302


class TestTheQueryAndTheHost:
    def test_an_unknown_key_passes_by(self, client, page) -> None:
        assert not is_kept(client, page, "/dechets/?x=1")
        assert not is_kept(client, page, "/dechets/?page=2&x=1")

    def test_a_page_of_a_list_is_kept_by_its_cursor_alone(self, client) -> None:
        index = NewsIndexPage(title="Actualités", slug="actualites")
        HomePage.objects.get().add_child(instance=index)
        for number in range(11):
            index.add_child(instance=NewsPage(title=f"N{number}", slug=f"n{number}"))
        first = client.get("/actualites/").content.decode()
        [older] = re.findall(r'href="\?(page=[^"]+)"', first)
        for junk in ("page=", "page=2", older[:-1], f"{older}&page=x", f"page=x&{older}"):
            assert client.get(f"/actualites/?{junk}").status_code == 200
        assert kept_pages() == 1
        client.get(f"/actualites/?{older}")
        assert kept_pages() == 2

    def test_the_address_of_a_page_of_a_list_is_always_the_same(self, client) -> None:
        """Else each drawing would be kept apart."""
        rows = [builders.make_theme() for _ in range(3)]
        keyset = Keyset(type(rows[0]).objects.all(), ("pk",))
        with time_machine.travel(MONDAY, tick=False) as clock:
            link = keyset.page(QueryDict(), 1).next
            clock.shift(60)
            assert keyset.page(QueryDict(), 1).next == link

    def test_a_sheet_is_kept_by_the_audiences_that_it_has(self, client) -> None:
        for audience in ("particuliers", "associations"):
            folder = publication("N901", audience=audience, kind="Dossier", folder=None)
            sheet = publication("F1", audience=audience)
            import_archive(archive({"F1": sheet, "N901": folder}))
        for path in ("/fiches/", "/fiches/F1/"):
            for query in (
                "public=x",
                "public=professionnels",
                "x=1",
                "public=particuliers&public=",
            ):
                assert client.get(f"{path}?{query}").status_code == 200
        for path in ("/fiches/F1/?theme=N900", "/fiches/?theme=N9%0000"):
            assert client.get(path).status_code == 200
        assert not kept_pages()
        for path in ("/fiches/?public=associations", "/fiches/F1/?public=particuliers"):
            client.get(path)
        client.get("/fiches/?public=particuliers&theme=N900")
        assert kept_pages() == 3

    def test_the_catalogue_is_kept_by_theme_and_by_page_until_a_procedure_changes(
        self, client
    ) -> None:
        theme = builders.make_theme(slug="voirie")
        procedure, *_ = [builders.make_procedure(theme=theme) for _ in range(catalogue.PAGE + 1)]
        for junk in ("theme=voirie&q=", "theme=voirie%00", "theme=", "theme=voirie&page=2"):
            assert client.get(f"/demarches/?{junk}").status_code == 200
        assert client.get("/demarches/?theme=absent").status_code == 404
        assert not kept_pages()
        first = client.get("/demarches/?theme=voirie").content.decode()
        [after] = re.findall(r'href="\?([^"]*page=[^"]+)"', first)
        client.get(f"/demarches/?{after.replace('&amp;', '&')}")
        client.get("/demarches/")
        assert kept_pages() == 3
        procedure.title = "Autrement dit"
        procedure.save()
        assert "Autrement dit" in client.get("/demarches/?theme=voirie").content.decode()

    def test_what_only_follows_people_is_served_but_poisons_nothing(self, client, page) -> None:
        assert not is_kept(client, page, "/dechets/?utm_source=lettre")
        assert is_kept(client, page)
        silently(page, "Autre")
        assert title_seen(client, "/dechets/?utm_source=lettre&fbclid=1") == "Avant"

    def test_an_endless_address_passes_by(self, client, page) -> None:
        assert not is_kept(client, page, "/dechets/?utm_source=" + "x" * 400)

    def test_only_hosts_of_ours_are_kept(self, client, page, settings) -> None:
        settings.ALLOWED_HOSTS = ["testserver", ".exemple.fr"]
        assert not is_kept(client, page, headers={"Host": "attaque.exemple.fr"})
        Site.objects.update(hostname="ville.exemple.fr")
        assert is_kept(client, page, headers={"Host": "ville.exemple.fr"})

    def test_a_port_that_somebody_invents_is_not_kept(self, client, page) -> None:
        assert not is_kept(client, page, headers={"Host": "testserver:8081"})
        assert not any("testserver:8081" in key for key in cache._cache)  # nor its menus
        assert is_kept(client, page, headers={"Host": "testserver:80"})

    def test_a_host_that_is_refused_is_refused(self, client, page) -> None:
        client.get("/dechets/")
        assert client.get("/dechets/", headers={"Host": "evil.example"}).status_code == 400

    def test_one_host_is_never_served_the_page_of_another(self, client, page, settings) -> None:
        settings.ALLOWED_HOSTS = ["testserver", "autre.exemple.fr"]
        assert is_kept(client, page)
        assert title_seen(client, headers={"Host": "autre.exemple.fr"}) == "Après"

    def test_http_and_https_are_apart(self, client, page) -> None:
        assert is_kept(client, page)
        assert title_seen(client, secure=True) == "Après"

    def test_headers_that_a_stranger_invents_change_nothing(self, client, page) -> None:
        invented = {"X-Forwarded-Host": "evil.example", "Accept-Language": "ru"}
        client.get("/dechets/", headers=invented)
        assert "evil.example" not in client.get("/dechets/").content.decode()


def _publish(page: ContentPage) -> None:
    page.title = "Publiée"
    page.save_revision().publish()


CHANGES = {
    "published": _publish,
    "unpublished and back": lambda page: (page.unpublish(), page.save_revision().publish()),
    "moved": lambda page: page.move(HomePage.objects.get(), "first-child"),
    "another deleted": lambda page: page.copy(update_attrs={"slug": "b"}).delete(),
    "service": lambda _page: builders.make_service().save(),
    "service deleted": lambda _page: Service.objects.get(code="voirie").delete(),
    "hours": lambda _page: OpeningHours.objects.create(
        service=Service.objects.get(code="voirie"), weekday=1, opens=time(9), closes=time(12)
    ),
    "closing": lambda _page: Closure.objects.create(
        service=Service.objects.get(code="voirie"), first_day="2026-12-01", reason="Travaux"
    ),
    "organisation": lambda _page: Service.objects.get(code="voirie").organisation.save(),
    "theme": lambda _page: builders.make_theme(),
    "procedure": lambda _page: Procedure.objects.first().save(),
    "site": lambda _page: Site.objects.get().save(),
}


class TestPurging:
    @pytest.mark.parametrize("change", CHANGES)
    def test_whatever_pages_show_purges_them(self, client, page, change) -> None:
        builders.make_procedure(service=builders.make_service())
        builders.make_service(code="voirie")
        assert is_kept(client, page)
        CHANGES[change](page)
        assert title_seen(client) != "Avant"

    def test_whoever_writes_in_the_database_by_other_means_purges_by_hand(
        self, client, page
    ) -> None:
        assert is_kept(client, page)
        call_command("purge_pages", stdout=StringIO())
        assert title_seen(client) == "Après"

    def test_a_draft_does_not(self, client, page) -> None:
        assert is_kept(client, page)
        page.title = "Brouillon"
        page.save_revision()
        assert title_seen(client) == "Avant"

    def test_the_version_changes_with_the_transaction_or_not_at_all(self) -> None:
        before = Purge.objects.version()
        with transaction.atomic():
            builders.make_theme()
            assert Purge.objects.version() != before
            transaction.set_rollback(True)
        assert Purge.objects.version() == before

    def test_a_lower_number_committed_later_changes_the_version(self) -> None:
        """Two transactions at once: the sequence gave 1 to the first, which ends last."""
        Purge.objects.create(pk=1002)
        before = Purge.objects.version()
        Purge.objects.create(pk=1001)
        assert Purge.objects.version() != before

    def test_a_process_trusts_what_it_read_for_two_seconds_but_not_over_its_own_change(
        self, settings, django_capture_on_commit_callbacks
    ) -> None:
        settings.PAGE_CACHE_VERSION_SECONDS = 2
        versions._seen.forget()
        known = versions.current()
        Purge.objects.create()  # another process
        assert versions.current() == known
        with django_capture_on_commit_callbacks(execute=True):
            versions.purge()
        assert versions.current() != known

    def test_old_rows_are_pruned_once_there_are_many_but_never_the_last(self) -> None:
        rows = [Purge() for _ in range(MANY)]
        Purge.objects.bulk_create(rows)
        prune()
        assert Purge.objects.count() >= MANY
        Purge.objects.create()
        Purge.objects.update(at=timezone.now() - OLD - timedelta(minutes=1))
        last = Purge.objects.latest("pk")
        prune()
        assert Purge.objects.get() == last


class TestForHowLong:
    def test_no_longer_than_the_setting_says(self, client, page, settings) -> None:
        settings.PAGE_CACHE_SECONDS = 60
        with time_machine.travel(MONDAY, tick=False) as clock:
            assert is_kept(client, page)
            clock.shift(59)
            assert title_seen(client) == "Avant"
            clock.shift(1)
            assert title_seen(client) == "Après"

    @pytest.mark.parametrize("path", ["/annuaire/", "/annuaire/voirie/", "/"])
    def test_a_page_that_shows_hours_is_drawn_again_when_they_change(
        self, client, path, settings
    ) -> None:
        settings.PAGE_CACHE_SECONDS = 86400
        service = builders.make_service(code="voirie", name="Voirie")
        OpeningHours.objects.create(service=service, weekday=0, opens=time(9), closes=time(12))
        HomePage.objects.update(reception=service)
        with time_machine.travel(MONDAY, tick=False) as clock:
            assert "Ouvert jusqu’à" in client.get(path).content.decode()
            clock.move_to(MONDAY + timedelta(hours=2) - timedelta(seconds=1))
            assert "Ouvert jusqu’à" in client.get(path).content.decode()
            clock.move_to(MONDAY + timedelta(hours=2))
            assert "Fermé" in client.get(path).content.decode()

    def test_the_closing_of_the_whole_organisation_comes_and_goes_by_itself(
        self, client, page, settings
    ) -> None:
        settings.PAGE_CACHE_SECONDS = 86400
        organisation = builders.make_organisation(site=Site.objects.get())
        Closure.objects.create(
            organisation=organisation,
            first_day="2026-11-23",
            first_time=time(11),
            last_day="2026-11-23",
            last_time=time(12),
            reason="Alerte aux inondations",
        )
        with time_machine.travel(MONDAY, tick=False) as clock:
            seen = []
            for hour in (10, 11, 12):
                clock.move_to(datetime(2026, 11, 23, hour - 1, tzinfo=UTC))
                seen.append("inondations" in client.get("/dechets/").content.decode())
        assert seen == [False, True, False]
