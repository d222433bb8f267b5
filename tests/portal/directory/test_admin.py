"""The directory in Wagtail's admin: plain lists, each administrator within their coverage."""

import csv
import io

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import (
    Absence,
    ChannelTerms,
    Closure,
    Commune,
    Membership,
    OpeningHours,
    Organisation,
    Service,
    UsualWait,
)
from portal.directory.roles import Role
from portal.messaging.models import OutboundMessage
from tests.builders import make_theme
from tests.portal.directory.factories import (
    make_agent,
    make_member,
    make_organisation,
    make_service,
)
from tests.portal.directory.zones import make_zone

pytestmark = pytest.mark.django_db
LISTS = [
    "organisation", "service", "openinghours", "closure", "commune", "zone", "membership",
    "absence", "channelterms", "usualwait",
]  # fmt: skip


@pytest.fixture
def superuser() -> User:
    return make_agent(is_superuser=True)


@pytest.fixture
def top() -> Service:
    return make_service("Solidarités")


@pytest.fixture
def administrator(top: Service, superuser: User) -> User:
    agent = make_agent()
    grant(agent=agent, service=top, role=Role.ADMINISTRATOR, by=superuser)
    return agent


def page(client: Client, agent: User, path: str) -> str:
    client.force_login(agent)
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def status(client: Client, agent: User, path: str) -> int:
    client.force_login(agent)
    return client.get(path).status_code


@pytest.mark.parametrize("name", LISTS)
def test_each_list_opens_for_administrators(client: Client, administrator, superuser, name) -> None:
    for agent in (administrator, superuser):
        assert status(client, agent, f"/admin/directory/{name}/") == 200


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_no_other_role_enters(client: Client, top, superuser, name, role) -> None:
    agent = make_agent()
    grant(agent=agent, service=top, role=role, by=superuser)

    assert status(client, agent, f"/admin/directory/{name}/") == 302


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("action", ["edit", "delete", "history"])
@pytest.mark.parametrize("word", ["abc", "9" * 19, "0"])
def test_what_names_no_row_is_not_found(client: Client, superuser, name, action, word) -> None:
    assert status(client, superuser, f"/admin/directory/{name}/{action}/{word}/") == 404


def test_the_menu_is_in_french(client: Client, administrator) -> None:
    text = page(client, administrator, "/admin/")

    assert "Annuaire" in text
    assert "Habilitations" in text
    assert "Agents" in text


@pytest.mark.parametrize("path", ["directory/service/", "snippets/procedures/procedure/"])
def test_what_is_added_has_no_gender_to_guess(client: Client, administrator, path) -> None:
    text = page(client, administrator, f"/admin/{path}")
    assert "Ajouter" in text
    assert "un(e)" not in text


def test_an_export_is_in_french(client: Client, superuser, top) -> None:
    client.force_login(superuser)
    text = b"".join(client.get("/admin/directory/service/?export=csv").streaming_content)
    headings, row = list(csv.reader(io.StringIO(text.decode())))
    assert headings[3] == "Service de rattachement"
    assert row[-1] == "oui"


def test_a_new_membership_isn_t_a_new_he(client: Client, administrator) -> None:
    assert "Nouveau" not in page(client, administrator, "/admin/directory/membership/create/")


def test_an_organisation_s_telephone_is_listed_as_it_is_read(client: Client, superuser) -> None:
    make_organisation(phone="+33353014060")
    text = page(client, superuser, "/admin/directory/organisation/")
    assert "03\u00a053\u00a001\u00a040\u00a060" in text
    assert "+33353014060" not in text


def test_lists_are_searched_and_filtered(client: Client, superuser, top) -> None:
    make_service("Voirie", code="voirie")

    found = page(client, superuser, "/admin/directory/service/?q=voirie")
    assert "Voirie" in found
    assert ">Solidarités<" not in found
    filtered = f"/admin/directory/service/?organisation__id__exact={top.organisation_id}"
    assert "/service/edit/" in page(client, superuser, filtered)


@pytest.mark.parametrize("name", LISTS)
def test_each_list_is_exported(client: Client, superuser, top, name) -> None:
    OpeningHours.objects.create(service=top, weekday=0, opens="08:00", closes="12:00")
    Closure.objects.create(
        service=top, first_day="2026-12-24", last_day="2026-12-24", reason="Fête"
    )
    Commune.objects.create(insee="62041", name="Arras", department="62", postal_codes="62000")
    make_zone("ouest", organisation=top.organisation)
    officer = make_member(top, "officer")
    Absence.objects.create(agent=officer, until="2026-12-24")
    ChannelTerms.objects.create(service=top, channel="desk")
    UsualWait.objects.create(
        service=top, channel="desk", weekday=0, starts="08:00", ends="12:00", minutes=20
    )
    client.force_login(superuser)

    text = b"".join(client.get(f"/admin/directory/{name}/?export=csv").streaming_content)
    rows = list(csv.reader(io.StringIO(text.decode())))
    assert len(rows) == 2
    sheet = b"".join(client.get(f"/admin/directory/{name}/?export=xlsx").streaming_content)
    assert load_workbook(io.BytesIO(sheet)).active.max_row == 2


class TestWithinCoverage:
    def test_one_lists_and_edits_only_what_one_administers(
        self, client: Client, administrator, top
    ) -> None:
        mine, other = make_service("Aide à domicile", parent=top), make_service("Voirie")

        text = page(client, administrator, "/admin/directory/service/")
        assert "Aide à domicile" in text
        assert "Voirie" not in text
        assert status(client, administrator, f"/admin/directory/service/edit/{mine.pk}/") == 200
        assert status(client, administrator, f"/admin/directory/service/edit/{other.pk}/") == 302
        assert status(client, administrator, f"/admin/directory/service/delete/{other.pk}/") == 302

    def test_a_new_service_goes_below_one_that_one_administers(
        self, client: Client, administrator, top
    ) -> None:
        client.force_login(administrator)
        other = make_service("Voirie")
        new = {"name": "Nouveau", "code": "nouveau", "organisation": top.organisation_id}
        for parent in ("", other.pk):
            client.post("/admin/directory/service/create/", new | {"parent": parent})
        assert not Service.objects.filter(code="nouveau").exists()

        client.post("/admin/directory/service/create/", new | {"parent": top.pk, "active": "on"})
        assert Service.objects.get(code="nouveau").parent == top

    def test_an_organisation_is_edited_by_who_administers_all_of_it(
        self, client: Client, administrator, top
    ) -> None:
        path = f"/admin/directory/organisation/edit/{top.organisation_id}/"
        assert status(client, administrator, path) == 200
        make_service("Culture", organisation=top.organisation)
        assert status(client, administrator, path) == 302

    def test_only_a_superuser_makes_an_organisation(
        self, client: Client, administrator, superuser
    ) -> None:
        assert status(client, administrator, "/admin/directory/organisation/create/") == 302
        assert status(client, superuser, "/admin/directory/organisation/create/") == 200

    def test_the_whole_organisation_is_closed_by_who_administers_all_of_it(
        self, client: Client, administrator, top
    ) -> None:
        make_service("Culture", organisation=top.organisation)
        client.force_login(administrator)
        days = {"first_day": "2026-12-24", "last_day": "2026-12-24", "reason": "Fête"}
        days |= {"first_time": "00:00", "last_time": "00:00"}
        days |= {"organisation": top.organisation_id}
        client.post("/admin/directory/closure/create/", days)
        assert not Closure.objects.exists()

        client.post("/admin/directory/closure/create/", days | {"service": top.pk})
        closure = Closure.objects.get()
        assert closure.service == top
        assert closure.closed_by == administrator
        assert closure.closed_at

    def test_the_list_of_closures_leads_to_closing_a_place(
        self, client: Client, administrator
    ) -> None:
        text = page(client, administrator, "/admin/directory/closure/")
        assert 'href="/gestion/fermetures/"' in text

    def test_hours_that_overlap_are_refused(self, client: Client, administrator, top) -> None:
        client.force_login(administrator)
        hours = {"service": top.pk, "weekday": 0, "opens": "08:00", "closes": "12:00"}
        client.post("/admin/directory/openinghours/create/", hours)
        again = client.post("/admin/directory/openinghours/create/", hours | {"opens": "11:00"})

        assert "Ces heures en recouvrent d’autres du même jour." in again.content.decode()
        assert OpeningHours.objects.count() == 1

    def test_communes_are_read_not_written(self, client: Client, administrator) -> None:
        Commune.objects.create(insee="62041", name="Arras", department="62", postal_codes="62000")

        assert "Arras" in page(client, administrator, "/admin/directory/commune/")
        assert status(client, administrator, "/admin/directory/commune/create/") == 302
        assert status(client, administrator, "/admin/directory/commune/edit/62041/") == 302


class TestMemberships:
    def test_saving_one_grants_it(self, client: Client, administrator, top) -> None:
        agent = make_agent()
        client.force_login(administrator)
        client.post(
            "/admin/directory/membership/create/",
            {"agent": agent.pk, "service": top.pk, "role": "editor"},
        )

        assert Membership.objects.filter(agent=agent, role="editor").exists()
        assert agent.groups.get().name == f"Rédaction : {top.code}"

    def test_not_in_a_service_that_one_does_not_administer(
        self, client: Client, administrator
    ) -> None:
        client.force_login(administrator)
        other = make_service()
        client.post(
            "/admin/directory/membership/create/",
            {"agent": administrator.pk, "service": other.pk, "role": "head"},
        )

        assert not Membership.objects.filter(service=other).exists()

    def test_deleting_one_revokes_it(self, client: Client, administrator, top, superuser) -> None:
        agent = make_agent()
        membership = grant(agent=agent, service=top, role=Role.EDITOR, by=superuser)
        client.force_login(administrator)
        client.post(f"/admin/directory/membership/delete/{membership.pk}/")

        assert not agent.memberships.exists()
        assert not agent.groups.exists()

    def test_ones_own_administration_stays(self, client: Client, administrator) -> None:
        own = administrator.memberships.get()
        client.force_login(administrator)
        response = client.post(f"/admin/directory/membership/delete/{own.pk}/", follow=True)

        assert "Demandez à une autre personne" in response.content.decode()
        assert administrator.memberships.exists()

    def test_one_is_never_edited(self, client: Client, superuser, top) -> None:
        membership = grant(agent=make_agent(), service=top, role=Role.HEAD, by=superuser)

        assert (
            status(client, superuser, f"/admin/directory/membership/edit/{membership.pk}/") == 302
        )


class TestAgents:
    def test_the_list_shows_agents_with_their_roles_and_no_citizen(
        self, client: Client, administrator, top
    ) -> None:
        make_member(top, "officer", last_name="Haddad")
        User.objects.create_citizen("ana@example.org", last_name="Silva")

        text = page(client, administrator, "/admin/users/")
        assert "Haddad" in text
        assert "Traitement des demandes (Solidarités)" in text
        assert "Silva" not in text
        assert "bulk" not in text.split("<main", 1)[1].split("</main", 1)[0].lower()

    def test_opening_an_account_sends_an_invitation(self, client: Client, administrator) -> None:
        client.force_login(administrator)
        client.post(
            "/admin/users/new/",
            {"email": "Lea@Ville.example", "first_name": "Léa", "last_name": "Roux"},
        )

        agent = User.objects.get(email="lea@ville.example")
        assert agent.is_agent
        assert not agent.has_usable_password()
        assert OutboundMessage.objects.get().recipient == "lea@ville.example"

    def test_two_accounts_never_share_an_address(self, client: Client, administrator) -> None:
        client.force_login(administrator)
        response = client.post(
            "/admin/users/new/",
            {"email": administrator.email.upper(), "first_name": "Léa", "last_name": "Roux"},
        )

        assert "Un agent a déjà cette adresse." in response.content.decode()

    def test_the_form_gives_no_right(self, client: Client, administrator) -> None:
        agent = make_agent()
        client.force_login(administrator)
        client.post(
            f"/admin/users/edit/{agent.pk}/",
            {
                "email": agent.email,
                "first_name": "Ana",
                "last_name": "Roux",
                "is_active": "on",
                "is_superuser": "on",
                "groups": [Group.objects.first().pk],
            },
        )

        agent = User.objects.get(pk=agent.pk)
        assert agent.first_name == "Ana"
        assert not agent.is_superuser
        assert not agent.groups.exists()

    def test_accounts_of_superusers_and_of_other_services_are_out_of_reach(
        self, client: Client, administrator, superuser
    ) -> None:
        elsewhere = make_member(make_service(), "officer")

        for agent in (superuser, elsewhere):
            assert status(client, administrator, f"/admin/users/edit/{agent.pk}/") == 302
        assert status(client, superuser, f"/admin/users/edit/{elsewhere.pk}/") == 200

    def test_a_lost_telephone_is_taken_off_and_a_new_link_sent(
        self, client: Client, administrator
    ) -> None:
        agent = make_agent()
        Authenticator.objects.create(user=agent, type="totp", data={})
        client.force_login(administrator)
        path = f"/admin/users/edit/{agent.pk}/"
        assert "Retirer le second facteur" in client.get(path).content.decode()
        known = {"email": agent.email, "first_name": "Ana", "last_name": "Roux", "is_active": "on"}
        client.post(path, known | {"invite_again": "on", "lost_telephone": "on"})

        assert not Authenticator.objects.exists()
        assert OutboundMessage.objects.count() == 2
        assert "Retirer le second facteur" not in client.get(path).content.decode()

    def test_nobody_is_put_in_a_group_by_a_bulk_action(self, client: Client, administrator) -> None:
        agent = make_agent()
        group = Group.objects.get(name="Administration")
        client.force_login(administrator)
        client.post(
            f"/admin/bulk/accounts/user/assign_role/?id={agent.pk}&next=/admin/", {"role": group.pk}
        )

        assert not agent.groups.exists()

    def test_groups_are_not_for_administrators_to_change(
        self, client: Client, administrator
    ) -> None:
        assert status(client, administrator, "/admin/groups/") == 302


@pytest.mark.parametrize("name", ["service", "membership", "openinghours"])
def test_a_list_costs_the_same_at_5_and_at_50_rows(
    client: Client, administrator, top, name, query_budget
) -> None:
    client.force_login(administrator)

    def add(count: int) -> None:
        for _ in range(count):
            service = make_service(parent=top)
            OpeningHours.objects.create(service=service, weekday=0, opens="08:00", closes="12:00")
            make_member(service, "officer")

    add(5)
    query_budget(lambda: client.get(f"/admin/directory/{name}/"), lambda: add(45), at_most=30)


def test_the_list_of_agents_costs_the_same_at_5_and_at_50_rows(
    client: Client, administrator, top, query_budget
) -> None:
    client.force_login(administrator)

    def add(count: int) -> None:
        for _ in range(count):
            make_member(top, "officer")

    add(5)
    query_budget(lambda: client.get("/admin/users/"), lambda: add(10), at_most=30)


def test_an_organisation_is_written_in_the_admin(client: Client, superuser) -> None:
    client.force_login(superuser)
    response = client.post(
        "/admin/directory/organisation/create/",
        {
            "name": "Ville de Brume",
            "slug": "brume",
            "kind": "city",
            "time_zone": "Europe/Paris",
            "territory": "FR",
            "hue": 205,
            "address": "1 place",
            "phone": "03 21 21 62 16",
            "phone_price": "Appel gratuit",
            "email": "mairie@brume.example",
            "silence_months": 2,
        },
    )

    assert response.status_code == 302
    assert Organisation.objects.get(slug="brume").phone == "+33321216216"
    assert make_organisation().pk


@pytest.mark.parametrize("name", ["edit", "history", "history-results", "usage"])
def test_an_account_out_of_reach_shows_nothing_of_its_past(
    client, administrator, superuser, name
) -> None:
    other = make_member(make_service("Ailleurs"), Role.OFFICER)

    for agent in (other, superuser):
        assert status(client, administrator, f"/admin/users/{name}/{agent.pk}/") != 200
    assert status(client, superuser, f"/admin/users/{name}/{other.pk}/") == 200


@pytest.mark.parametrize("report", ["site-history", "workflow", "workflow_tasks"])
def test_reports_of_what_everybody_writes_are_for_superusers(
    client, administrator, superuser, report
) -> None:
    for path in (f"/admin/reports/{report}/", f"/admin/reports/{report}/results/"):
        assert status(client, administrator, path) == 403
        assert status(client, superuser, path) == 200
        assert status(client, superuser, f"{path}?export=csv") == 200
    assert f"/reports/{report}/" not in page(client, administrator, "/admin/")
    assert f"/reports/{report}/" in page(client, superuser, "/admin/")


def test_the_past_of_a_row_is_for_those_whose_list_shows_it(
    client, administrator, superuser, top
) -> None:
    editor, other = make_agent(), make_service("Ailleurs")
    grant(agent=editor, service=top, role=Role.EDITOR, by=superuser)
    held = make_member(other, Role.OFFICER).memberships.get()
    theme = make_theme()

    for row in (f"membership/history/{held.pk}", f"service/history/{other.pk}"):
        assert status(client, editor, f"/admin/directory/{row}/") != 200
        assert status(client, administrator, f"/admin/directory/{row}/") != 200
        assert status(client, superuser, f"/admin/directory/{row}/") == 200
    assert status(client, administrator, f"/admin/directory/service/history/{top.pk}/") == 200
    assert status(client, editor, f"/admin/procedures/theme/history/{theme.pk}/") != 200
    assert status(client, administrator, f"/admin/procedures/theme/history/{theme.pk}/") == 200
