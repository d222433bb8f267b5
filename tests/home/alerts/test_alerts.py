"""The banner of a busy day: on every public page, from one instant to another."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from wagtail.models import Site

from home.alerts.models import Alert
from portal.directory.membership import grant
from portal.directory.roles import Role
from tests import builders

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
PATHS = ("/", "/annuaire/", "/accessibilite/", "/demarches/", "/suivi/", "/paiement/")
TEXT = "Vigilance rouge : restez chez vous"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moving:
        yield moving


@pytest.fixture
def organisation():
    return builders.make_organisation(site=Site.objects.get())


def alert(**fields) -> Alert:
    defaults = {"text": TEXT, "since": NOON, "until": NOON + timedelta(hours=2)}
    return Alert.objects.create(**defaults | fields)


def shown(path: str = "/annuaire/") -> bool:
    response = Client().get(path)
    assert response.status_code == 200
    return TEXT in response.content.decode()


@pytest.fixture
def kept(settings):
    settings.PAGE_CACHE_SECONDS = 86400
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.mark.parametrize("path", PATHS)
def test_it_stands_on_every_public_page(organisation, path) -> None:
    alert()
    assert shown(path)


def test_it_comes_and_goes_by_itself_on_pages_that_are_kept(organisation, kept, clock) -> None:
    alert(since=NOON + timedelta(hours=1))
    seen = []
    for minutes in (0, 59, 60, 119, 120):
        clock.move_to(NOON + timedelta(minutes=minutes))
        seen.append(shown())
    assert seen == [False, False, True, True, False]


def test_a_new_one_and_one_taken_away_are_seen_at_once_on_pages_that_are_kept(
    organisation, kept
) -> None:
    assert not shown()
    made = alert()
    assert shown()
    made.delete()
    assert not shown()


def test_one_organisation_alerts_on_its_own_site_and_the_installation_on_all(organisation) -> None:
    other = builders.make_organisation()
    theirs = alert(organisation=other)
    assert not shown()
    theirs.organisation = organisation
    theirs.save()
    assert shown()


def test_the_urgent_one_comes_first_with_its_link(organisation) -> None:
    alert(text="Marché déplacé")
    alert(tone="bad", link="/annuaire/")
    page = Client().get("/annuaire/").content.decode()
    assert page.index(TEXT) < page.index("Marché déplacé")
    assert '<a href="/annuaire/">En savoir plus</a>' in page


def test_many_alerts_cost_what_one_does_and_nothing_the_second_time(
    organisation, query_budget
) -> None:
    alert()
    client = Client()
    query_budget(
        lambda: client.get("/accessibilite/"),
        lambda: Alert.objects.bulk_create(
            Alert(text=TEXT, since=NOON, until=NOON + timedelta(days=1)) for _ in range(40)
        ),
        at_most=12,
    )


def test_what_is_written_is_never_read_as_a_page(organisation) -> None:
    alert(text="<script>alert(1)</script>")
    assert "<script>alert" not in Client().get("/annuaire/").content.decode()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "//ailleurs.example", "ftp://x.example"])
def test_a_link_leads_to_a_page(link) -> None:
    with pytest.raises(ValidationError):
        Alert(text=TEXT, until=NOON + timedelta(hours=1), link=link).full_clean()


def test_it_ends_after_it_begins_and_is_short() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        alert(until=NOON)
    with pytest.raises(ValidationError):
        Alert(text="x" * 201, until=NOON + timedelta(hours=1)).full_clean()


class TestWhoAlerts:
    LIST = "/admin/alerts/alert/"

    def signed_in(self, service, role) -> Client:
        agent = builders.make_agent()
        superuser = builders.make_agent(is_superuser=True)
        grant(agent=agent, service=service, role=role, by=superuser)
        client = Client()
        client.force_login(agent)
        return client

    def statuses(self, client: Client, row: Alert) -> set[int]:
        paths = (self.LIST, f"{self.LIST}create/", f"{self.LIST}edit/{row.pk}/")
        return {client.get(path).status_code for path in paths}

    @pytest.mark.parametrize("role", list(Role))
    def test_administrators_and_heads_of_the_top_alert_nobody_else(self, organisation, role):
        top = builders.make_service(organisation=organisation)
        allowed = role in {Role.ADMINISTRATOR, Role.HEAD}
        found = self.statuses(self.signed_in(top, role), alert(organisation=organisation))
        assert found == ({200} if allowed else {302})

    def test_the_head_of_a_service_below_does_not(self, organisation) -> None:
        top = builders.make_service(organisation=organisation)
        below = builders.make_service(parent=top)
        client = self.signed_in(below, Role.HEAD)
        assert self.statuses(client, alert(organisation=organisation)) == {302}

    def test_each_within_their_organisation(self, organisation) -> None:
        client = self.signed_in(
            builders.make_service(organisation=organisation), Role.ADMINISTRATOR
        )
        for row in (alert(organisation=builders.make_organisation()), alert()):
            assert client.get(f"{self.LIST}edit/{row.pk}/").status_code in {302, 403, 404}
            assert client.post(f"{self.LIST}delete/{row.pk}/").status_code in {302, 403, 404}
            assert Alert.objects.filter(pk=row.pk).exists()

    def test_an_administrator_writes_one_on_their_site_and_not_on_another(
        self, organisation
    ) -> None:
        other = builders.make_organisation()
        client = self.signed_in(
            builders.make_service(organisation=organisation), Role.ADMINISTRATOR
        )
        given = {
            "text": TEXT,
            "tone": "bad",
            "link": "",
            "since": "2026-11-23 12:00",
            "until": "2026-11-23 18:00",
        }
        for refused in ("", other.pk):
            client.post(f"{self.LIST}create/", given | {"organisation": refused})
            assert not Alert.objects.exists()
        assert (
            client.post(
                f"{self.LIST}create/", given | {"organisation": organisation.pk}
            ).status_code
            == 302
        )
        assert shown()
