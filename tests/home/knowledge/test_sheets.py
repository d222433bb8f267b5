"""A sheet is written by its service, read by agents, and shown to nobody else."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from home.knowledge.models import KnowledgePage, KnowledgeRoot
from home.knowledge.workflow import sheets
from home.models import ContentPage
from portal.accounts.models import User
from portal.directory.editorial import administrators
from portal.directory.models import Role
from tests.builders import make_agent, make_member, make_procedure, make_service
from tests.home.knowledge.builders import make_editor, make_partner, make_sheet, values

pytestmark = pytest.mark.django_db
WRITERS = [Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR]
OTHERS = [role for role in Role if role not in WRITERS]


def _editor_form(sheet: KnowledgePage, agent: User, **typed: Any) -> Any:
    """Wagtail's form of the sheet as that agent sees it; sent, when something is typed in it."""
    make = KnowledgePage.get_edit_handler().get_form_class()
    comments = {"comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    shown = make(instance=sheet, for_user=agent).initial
    kept = {
        name: [row.pk for row in value] if isinstance(value, list) else value
        for name, value in shown.items()
        if value is not None
    }
    return make(comments | kept | typed if typed else None, instance=sheet, for_user=agent)


class TestTheTree:
    def test_is_beside_the_sites_and_made_once(self) -> None:
        make_sheet()
        make_sheet()
        root = KnowledgeRoot.objects.get()
        assert root.depth == 2
        for site in Site.objects.all():
            assert not root.is_descendant_of(site.root_page)
            assert root != site.root_page

    def test_takes_sheets_only_and_no_other_page_takes_a_sheet(self) -> None:
        sheet = make_sheet()
        home = Site.objects.get(is_default_site=True).root_page.specific
        assert KnowledgePage not in type(home).creatable_subpage_models()
        assert not sheet.can_move_to(home)
        assert KnowledgeRoot.creatable_subpage_models() == [KnowledgePage]


class TestThePublic:
    """Whatever the address."""

    @pytest.fixture
    def sheet(self) -> KnowledgePage:
        return make_sheet(title="Zanzibar secret", in_short="Rien que pour nous.")

    @pytest.mark.parametrize("who", ["a stranger", "an agent"])
    def test_gets_it_by_no_address_of_a_site(self, sheet, who) -> None:
        client = Client()
        if who == "an agent":
            client.force_login(make_agent())
        for path in (
            f"/{sheet.slug}/",
            f"/fiches-internes/{sheet.slug}/",
            "/fiches-internes/",
            f"{sheet.url_path}",
            f"/pages/{sheet.pk}/",
            f"/api/v2/pages/{sheet.pk}/",
            "/sitemap.xml",
            "/rss/",
        ):
            response = client.get(path)
            assert response.status_code == 404 or b"Zanzibar" not in response.content, path

    def test_gets_it_by_no_site_even_one_that_would_start_there(self, sheet) -> None:
        root = KnowledgeRoot.objects.get()
        for top in (root, root.get_parent(), Page.objects.get(pk=sheet.pk)):
            site = Site.objects.get(is_default_site=True)
            site.root_page = top
            site.save()
            for path in ("/", f"/{sheet.slug}/", f"/fiches-internes/{sheet.slug}/"):
                assert b"Zanzibar" not in Client().get(path).content

    def test_has_no_address_of_wagtails_nor_place_in_a_map(self, sheet) -> None:
        assert sheet.url is None
        assert sheet.full_url is None
        assert sheet.get_sitemap_urls() == []
        assert not sheet.is_previewable()

    def test_finds_it_in_no_search_nor_list(self, sheet) -> None:
        for path in ("/demarches/?q=Zanzibar", "/annuaire/?q=Zanzibar", "/recherche/?q=Zanzibar"):
            content = Client().get(path).content
            assert b"Rien que pour nous" not in content
            assert sheet.get_absolute_url().encode() not in content

    def test_is_sent_to_sign_in_from_every_page_of_agents(self, sheet) -> None:
        for path in (
            sheet.get_absolute_url(),
            reverse("knowledge"),
            reverse("wagtailadmin_pages:view_draft", args=[sheet.pk]),
            reverse("wagtailadmin_pages:history", args=[sheet.pk]),
            reverse("wagtailadmin_pages:preview_on_edit", args=[sheet.pk]),
        ):
            response = Client().get(path)
            assert response.status_code in {302, 403}
            assert b"Zanzibar" not in response.content


class TestWhoWrites:
    @pytest.mark.parametrize("role", WRITERS)
    def test_editors_heads_and_administrators_in_their_services_and_below(self, role) -> None:
        top = make_service()
        below = make_service(parent=top)
        agent = make_member(top, role)
        sheet = sheets.create(act=uuid4(), by=agent, values=values(below))
        sheets.write(
            sheet, by=agent, seen=sheet.latest_revision_id, values=values(top, title="Autre")
        )
        sheets.confirm(sheet, by=agent)
        assert KnowledgePage.objects.get().title == "Autre"

    @pytest.mark.parametrize("role", [*OTHERS, "none", "elsewhere", "below"])
    def test_nobody_else_does_anything_to_a_sheet(self, role) -> None:
        top = make_service()
        service = make_service(parent=top)
        sheet = make_sheet(service)
        if role == "elsewhere":
            agent = make_member(make_service(parent=top), *WRITERS)
        elif role == "below":
            agent = make_member(make_service(parent=service), *WRITERS)
        elif role == "none":
            agent = make_agent()
        else:
            agent = make_member(service, role)
        partner = make_partner()
        for verb in (
            lambda: sheets.create(act=uuid4(), by=agent, values=values(service)),
            lambda: sheets.write(
                sheet, by=agent, seen=sheet.latest_revision_id, values=values(service)
            ),
            lambda: sheets.confirm(sheet, by=agent),
            lambda: sheets.withdraw(sheet, by=agent),
            lambda: sheets.link(sheet, by=agent, name="partners", target=partner),
            lambda: sheets.unlink(sheet, by=agent, name="partners", target=partner),
            lambda: sheets.cite(sheet, by=agent, codes=["F1"]),
        ):
            with pytest.raises(PermissionDenied):
                verb()
        assert KnowledgePage.objects.get().latest_revision_id == sheet.latest_revision_id

    def test_nobody_gives_a_sheet_to_a_service_they_do_not_write_for(self) -> None:
        sheet = make_sheet(make_service())
        agent = make_editor(sheet.service)
        with pytest.raises(PermissionDenied):
            sheets.write(
                sheet, by=agent, seen=sheet.latest_revision_id, values=values(make_service())
            )

    @pytest.mark.parametrize("role", [*Role, "elsewhere"])
    def test_wagtails_editor_and_history_open_for_the_same(self, client, role, settings) -> None:
        settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False
        sheet = make_sheet()
        if role == "elsewhere":
            agent, may = make_editor(make_service()), False
        else:
            agent, may = make_member(sheet.service, role), role in WRITERS
        agent.groups.add(administrators())  # it opens the admin
        client.force_login(agent)
        for wagtail in ("edit", "history"):
            response = client.get(reverse(f"wagtailadmin_pages:{wagtail}", args=[sheet.pk]))
            assert (response.status_code == 200) == may, wagtail
        permissions = sheet.permissions_for_user(agent)
        assert permissions.can_publish() == may
        assert permissions.can_unpublish() == may
        assert not permissions.can_delete()
        assert not permissions.can_move()

    @pytest.mark.parametrize("role", WRITERS)
    @pytest.mark.parametrize("live", [True, False])
    @pytest.mark.parametrize("action", ["delete", "move"])
    def test_wagtail_does_nothing_to_sheets_among_others(
        self, client, role, live, action, settings
    ) -> None:
        settings.MFA_REQUIRED_FOR_ADMINISTRATORS = False
        sheet = make_sheet()
        if not live:
            sheet.unpublish()
        agent = make_member(sheet.service, role)
        agent.groups.add(administrators())
        client.force_login(agent)
        path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        client.post(
            f"{path}?id={sheet.pk}", {"include_descendants": "", "chooser": Page.objects.first().pk}
        )
        assert KnowledgePage.objects.get().live == live

    def test_many_sheets_are_no_more_rights_to_read(self) -> None:
        sheet = make_sheet()
        agent = make_editor(sheet.service)
        for _ in range(3):
            make_sheet(sheet.service)
        rights = policy_registry.get_by_type(Page).get_all_permissions_for_user(agent)
        assert {each.permission.codename for each in rights} == {"add_page"}
        top = make_service(organisation=sheet.service.organisation)
        Site.objects.get().root_page.add_child(
            instance=ContentPage(title="P", slug="p", service=top)
        )
        agent = make_member(top, Role.HEAD)
        few = len(policy_registry.get_by_type(Page).get_all_permissions_for_user(agent))
        for _ in range(3):
            make_sheet(top)
        agent = make_member(top, Role.HEAD)
        rights = policy_registry.get_by_type(Page).get_all_permissions_for_user(agent)
        assert len(rights) == few


class TestWhoReads:
    def test_every_agent_a_shared_sheet(self) -> None:
        sheet = make_sheet()
        assert list(KnowledgePage.objects.visible_to(make_agent())) == [sheet]

    def test_only_its_organisation_a_sheet_that_is_not(self) -> None:
        service = make_service()
        sheet = make_sheet(service, shared=False)
        neighbour = make_service(organisation=service.organisation)
        for agent, reads in (
            (make_member(neighbour, Role.ADVISER), True),
            (make_member(make_service(), Role.EDITOR), False),
            (make_agent(), False),
            (make_agent(is_superuser=True), True),
        ):
            assert (sheet in KnowledgePage.objects.visible_to(agent)) == reads

    def test_wagtail_offers_no_sheet_to_link_a_page_to(self, client) -> None:
        make_sheet(title="Girafe")
        root = KnowledgeRoot.objects.get()
        agent = make_editor(make_service())
        agent.groups.add(administrators())
        client.force_login(agent)
        for address in (
            reverse("wagtailadmin_choose_page_search") + "?q=girafe",
            reverse("wagtailadmin_choose_page_child", args=[root.pk]),
        ):
            response = client.get(address)
            assert response.status_code == 200
            assert "Girafe" not in response.content.decode(), address

    def test_wagtails_editor_offers_what_its_writer_reads_and_keeps_the_other_links(self) -> None:
        service = make_service()
        hidden, read = make_sheet(title="Cachée", shared=False), make_sheet(title="Lue")
        sheet = make_sheet(service)
        sheet.see_also.set([hidden])
        sheet.save()
        editor = make_editor(service)

        form = _editor_form(sheet, editor)
        offered = form.fields["see_also"].queryset
        assert (read in offered, hidden in offered) == (True, False)
        assert set(form.fields["pages"].queryset) == {Site.objects.get().root_page}

        form = _editor_form(sheet, editor, see_also=[read.pk])
        assert form.is_valid(), form.errors
        form.save()
        assert set(KnowledgePage.objects.get(pk=sheet.pk).see_also.all()) == {hidden, read}

    def test_nobody_a_sheet_that_was_withdrawn(self) -> None:
        sheet = make_sheet()
        editor = make_editor(sheet.service)
        sheets.withdraw(sheet, by=editor)
        sheets.withdraw(sheet, by=editor)
        assert not KnowledgePage.objects.visible_to(editor).exists()
        assert sheet.revisions.exists()


class TestWriting:
    def test_a_double_click_makes_one_sheet(self) -> None:
        service, act = make_service(), uuid4()
        agent = make_editor(service)
        first = sheets.create(act=act, by=agent, values=values(service))
        assert sheets.create(act=act, by=agent, values=values(service)) == first
        assert KnowledgePage.objects.count() == 1

    def test_two_writers_at_once_do_not_lose_the_first_ones_words(self) -> None:
        sheet = make_sheet()
        agent, seen = make_editor(sheet.service), sheet.latest_revision_id
        sheets.write(sheet, by=agent, seen=seen, values=values(sheet.service, title="Première"))
        with pytest.raises(ValidationError, match="modifié cette fiche"):
            sheets.write(sheet, by=agent, seen=seen, values=values(sheet.service, title="Seconde"))
        assert KnowledgePage.objects.get().title == "Première"

    def test_every_version_is_kept_and_signed(self) -> None:
        sheet = make_sheet(say="Avant")
        agent = make_editor(sheet.service)
        sheets.write(
            sheet,
            by=agent,
            seen=sheet.latest_revision_id,
            values=values(sheet.service, say="Après"),
        )
        old, new = sheet.revisions.order_by("pk")
        assert (old.as_object().say, new.as_object().say) == ("Avant", "Après")
        assert new.user == agent

    def test_a_title_that_is_an_address_of_ours_is_refused(self) -> None:
        for title in ("Propositions", "Nouvelle", "Mes propositions"):
            with pytest.raises(ValidationError):
                make_sheet(title=title)

    def test_two_sheets_may_have_one_title_and_two_addresses(self) -> None:
        first, second = make_sheet(title="RSA"), make_sheet(title="RSA")
        assert first.get_absolute_url() != second.get_absolute_url()

    def test_a_link_is_tied_once_untied_once_and_seen_from_both_sides(self) -> None:
        sheet, procedure = make_sheet(), make_procedure()
        agent = make_editor(sheet.service)
        for _ in range(2):
            sheets.link(sheet, by=agent, name="procedures", target=procedure)
        assert list(procedure.sheets.all()) == [sheet]
        assert sheet.revisions.count() == 2
        sheets.unlink(sheet, by=agent, name="procedures", target=procedure)
        sheets.unlink(sheet, by=agent, name="procedures", target=procedure)
        assert not procedure.sheets.exists()
        assert sheet.revisions.count() == 3

    def test_a_correction_of_the_text_keeps_the_links(self) -> None:
        sheet, partner = make_sheet(), make_partner()
        agent = make_editor(sheet.service)
        sheets.link(sheet, by=agent, name="partners", target=partner)
        fresh = KnowledgePage.objects.get()
        sheets.write(fresh, by=agent, seen=fresh.latest_revision_id, values=values(sheet.service))
        assert list(KnowledgePage.objects.get().partners.all()) == [partner]

    def test_what_a_colleague_left_as_a_draft_is_published_with_the_next_version(self) -> None:
        sheet, partner = make_sheet(), make_partner()
        draft = sheet.get_latest_revision_as_object()
        draft.partners.add(partner)
        draft.state_codes = "F1234"
        seen = draft.save_revision().pk
        agent = make_editor(sheet.service)
        sheets.write(sheet, by=agent, seen=seen, values=values(sheet.service, say="Autre"))
        fresh = KnowledgePage.objects.get()
        assert (list(fresh.partners.all()), fresh.codes) == ([partner], ["F1234"])
        assert fresh.say == "Autre"
        assert not fresh.has_unpublished_changes

    @pytest.mark.parametrize("codes", [["f1"], ["F1\n"], ["F1", "<b>"], ["F12345678"]])
    def test_codes_of_the_state_are_codes(self, codes) -> None:
        sheet = make_sheet()
        with pytest.raises(ValidationError):
            sheets.cite(sheet, by=make_editor(sheet.service), codes=codes)

    def test_words_of_residents_find_it_accents_and_endings_apart(self) -> None:
        sheet = make_sheet(title="RSA", words="plus de travail\nchômeuse")
        make_sheet()
        found = KnowledgePage.objects.matching
        assert list(found("chômeuses travail")) == [sheet]
        assert not found("travail piscine").exists()
        assert found("   ").count() == 2


class TestReview:
    @time_machine.travel("2026-11-28", tick=False)
    def test_writing_or_confirming_puts_the_next_date_off(self) -> None:
        sheet = make_sheet(review_months=3)
        assert KnowledgePage.objects.get().review_by == date(2027, 2, 27)
        with time_machine.travel("2027-03-01", tick=False):
            assert KnowledgePage.objects.get().is_overdue
            agent = make_editor(sheet.service)
            assert sheets.confirm(sheet, by=agent) == date(2027, 5, 31)
        fresh = KnowledgePage.objects.get()
        assert (fresh.reviewed_on, fresh.reviewed_by) == (date(2027, 3, 1), agent)
        assert fresh.revisions.count() == 1

    @time_machine.travel("2026-11-28", tick=False)
    def test_a_sheet_published_in_wagtails_editor_is_to_be_read_again_too(self) -> None:
        service = make_sheet().service
        written = {"in_short": "L’essentiel.", "service": service, "live": False}
        sheet = KnowledgeRoot.objects.get().add_child(instance=KnowledgePage(title="A", **written))
        assert sheet.review_by is None
        sheet.save_revision().publish()
        assert KnowledgePage.objects.get(pk=sheet.pk).review_by == date(2027, 5, 29)

    def test_an_older_version_does_not_bring_its_date_back(self) -> None:
        with time_machine.travel("2026-01-10", tick=False):
            sheet = make_sheet()
        agent = make_editor(sheet.service)
        with time_machine.travel("2026-11-28", tick=False):
            due = sheets.confirm(sheet, by=agent)
        KnowledgePage.objects.get().revisions.first().publish(user=agent)
        assert KnowledgePage.objects.get().review_by == due
