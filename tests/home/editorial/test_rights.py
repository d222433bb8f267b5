"""Who may do what with a public page, in forms and by direct addresses."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from home.models import ContentPage, ServicePage
from portal.accounts.models import User
from portal.directory.membership import revoke
from portal.directory.roles import Role
from tests import builders
from tests.home.editorial import writing
from tests.home.editorial.writing import Town, agent, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Town:
    return writing.build()


WRITES, DECIDES = "writes", "decides"
PEOPLE: dict[str, tuple[Callable[[Town], User], str]] = {
    "editor": (lambda t: agent(t.waste, Role.EDITOR), WRITES),
    "head": (lambda t: agent(t.waste, Role.HEAD), DECIDES),
    "administrator": (lambda t: agent(t.waste, Role.ADMINISTRATOR), DECIDES),
    "editor from above": (lambda t: agent(t.top, Role.EDITOR), WRITES),
    "head from above": (lambda t: agent(t.top, Role.HEAD), DECIDES),
    "superuser": (lambda _t: builders.make_agent(is_superuser=True), DECIDES),
    "editor of another service": (lambda t: agent(t.culture, Role.EDITOR), ""),
    "head of another service": (lambda t: agent(t.culture, Role.HEAD), ""),
    "administrator without coverage": (lambda t: agent(t.culture, Role.ADMINISTRATOR), ""),
    "officer": (lambda t: agent(t.waste, Role.OFFICER), ""),
    "adviser": (lambda t: agent(t.waste, Role.ADVISER), ""),
    "approver": (lambda t: agent(t.waste, Role.APPROVER), ""),
    "patroller": (lambda t: agent(t.waste, Role.PATROLLER), ""),
    "treasurer": (lambda t: agent(t.waste, Role.TREASURER), ""),
}


@pytest.fixture(params=PEOPLE)
def person(request, town) -> tuple[User, str]:
    make, level = PEOPLE[request.param]
    return make(town), level


class TestWhatWagtailIsTold:
    def test_each_on_the_pages_of_their_services(self, town, person) -> None:
        who, level = person
        for page in (town.page, town.below):
            perms = page.permissions_for_user(who)
            told = (perms.can_edit(), perms.can_add_subpage(), perms.can_copy())
            assert set(told) == {bool(level)}
            decided = (
                perms.can_publish(),
                perms.can_unpublish(),
                perms.can_publish_subpage(),
                perms.can_set_view_restrictions(),
                perms.can_unschedule(),
                perms.can_lock(),
                perms.can_reorder_children(),
            )
            assert set(decided) == {level == DECIDES}
        moves = town.below.permissions_for_user(who)
        assert (moves.can_delete(), moves.can_move()) == (level == DECIDES, level == DECIDES)

    def test_a_role_that_is_taken_back_takes_the_pages_with_it(self, town) -> None:
        who, by = agent(town.waste, Role.EDITOR), builders.make_agent(is_superuser=True)
        revoke(agent=who, service=town.waste, role=Role.EDITOR, by=by)
        who = User.objects.get(pk=who.pk)
        assert not town.page.permissions_for_user(who).can_edit()

    def test_a_page_that_changes_service_changes_hands_with_what_is_below(self, town) -> None:
        editor = agent(town.culture, Role.EDITOR)
        assert not town.below.permissions_for_user(editor).can_edit()
        town.page.service = town.culture
        town.page.save_revision().publish()
        editor = User.objects.get(pk=editor.pk)
        below = Page.objects.get(pk=town.below.pk)
        assert below.permissions_for_user(editor).can_edit()
        former = agent(town.waste, Role.EDITOR)
        assert not below.permissions_for_user(former).can_edit()

    def test_a_page_of_a_service_in_the_section_of_another_belongs_to_both(self, town) -> None:
        page = writing.online(
            town.page, ContentPage(title="Concerts", slug="concerts", service=town.culture)
        )
        for service in (town.waste, town.culture):
            assert page.permissions_for_user(agent(service, Role.EDITOR)).can_edit()

    def test_a_head_puts_nothing_online_in_the_name_of_a_service_of_others(self, town) -> None:
        client = signed_in(agent(town.waste, Role.HEAD))
        path = reverse("wagtailadmin_pages:add", args=["home", "servicepage", town.page.pk])
        given = _edit(ServicePage(slug="volee", service=town.culture), **{"action-publish": "1"})
        client.post(path, given)
        stolen = ServicePage.objects.get()
        assert not stolen.live
        bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        client.post(f"{bulk}?id={stolen.pk}", {"include_descendants": "", "chooser": 1})
        client.post(f"{bulk}?id={town.page.pk}", {"include_descendants": "on", "chooser": 1})
        asked = client.post(f"/admin/api/main/pages/{stolen.pk}/action/publish/")
        assert asked.status_code == 404
        assert client.get(f"/admin/api/main/pages/{stolen.pk}/").status_code == 200
        assert not ServicePage.objects.live().exists()
        path = reverse("wagtailadmin_pages:edit", args=[town.page.pk])
        given = _edit(town.page, service=town.culture.pk, **{"action-publish": "1"})
        client.post(path, given)
        assert ContentPage.objects.get(pk=town.page.pk).service == town.waste
        client.post(path, _edit(town.page, **{"action-publish": "1"}))
        assert ContentPage.objects.get(pk=town.page.pk).title == "Changée"

    def test_who_covers_a_whole_organisation_has_its_whole_site(self, town) -> None:
        assert town.home.permissions_for_user(agent(town.top, Role.HEAD)).can_publish()
        assert not town.home.permissions_for_user(agent(town.waste, Role.HEAD)).can_edit()
        builders.make_service("Autre direction", organisation=town.organisation)
        assert not town.home.permissions_for_user(agent(town.top, Role.HEAD)).can_edit()

    def test_a_superuser_s_group_gives_nothing_memberships_do(self, town) -> None:
        from django.contrib.auth.models import Group  # noqa: PLC0415 (only here)

        who = agent(town.culture, Role.EDITOR)
        who.groups.add(Group.objects.get(name="Moderators"))
        assert not town.page.permissions_for_user(User.objects.get(pk=who.pk)).can_edit()

    def test_many_pages_cost_what_one_does(self, town, query_budget) -> None:
        who = agent(town.top, Role.HEAD)

        def look() -> None:
            town.below.permissions_for_user(User.objects.get(pk=who.pk)).can_publish()

        def more() -> None:
            for number in range(20):
                page = ContentPage(title="P", slug=f"p{number}", service=town.waste)
                town.home.add_child(instance=page)

        query_budget(look, more, at_most=12)


def _edit(page: Any, **more: Any) -> dict[str, Any]:
    """What the form of a page sends."""
    return {
        "title": "Changée",
        "slug": page.slug,
        "summary": "",
        "service": page.service_id or "",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **more,
    }


def _bulk(action: str) -> Callable[[Client, Town], Any]:
    def do(client: Client, town: Town) -> Any:
        path = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        return client.post(f"{path}?id={town.below.pk}", {"include_descendants": "", "chooser": 1})

    return do


def _post(name: str, *more: Any, data: dict[str, Any] | None = None) -> Callable[..., Any]:
    def do(client: Client, town: Town) -> Any:
        args = [town.below.pk, *(each(town) if callable(each) else each for each in more)]
        return client.post(reverse(f"wagtailadmin_pages:{name}", args=args), data or {})

    return do


def _revision(town: Town) -> int:
    return int(town.below.latest_revision_id)


def _add(client: Client, town: Town) -> Any:
    path = reverse("wagtailadmin_pages:add", args=["home", "contentpage", town.below.pk])
    given = _edit(ContentPage(slug="neuve"), **{"action-publish": "1"})
    return client.post(path, given)


# Each address that changes what is online or who reads it, and its direct POST.
DIRECT: dict[str, Callable[[Client, Town], Any]] = {
    "publish": lambda c, t: _post("edit", data=_edit(t.below, **{"action-publish": "1"}))(c, t),
    "publish a new page": _add,
    "unpublish": _post("unpublish"),
    "delete": _post("delete"),
    "move": lambda c, t: _post("move_confirm", t.other.pk)(c, t),
    "order": _post("set_page_position"),
    "privacy": _post("set_privacy", data={"restriction_type": "login"}),
    "unschedule": lambda c, t: _post("revisions_unschedule", _revision(t))(c, t),
    "lock": _post("lock"),
    "publish a copy": lambda c, t: _post(
        "copy",
        data={
            "new_title": "Copie",
            "new_slug": "copie",
            "new_parent_page": str(t.page.pk),
            "publish_copies": "1",
        },
    )(c, t),
    "publish an old revision": lambda c, t: c.post(
        reverse("wagtailadmin_pages:edit", args=[t.below.pk]),
        _edit(t.below, revision=str(_revision(t)), **{"action-publish": "1"}),
    ),
    "schedule": lambda c, t: _post(
        "edit",
        data=_edit(t.below, go_live_at="2030-01-01 10:00", **{"action-publish": "1"}),
    )(c, t),
    "alias": lambda c, t: _post(
        "copy",
        data={
            "new_title": "Alias",
            "new_slug": "alias",
            "new_parent_page": str(t.page.pk),
            "publish_copies": "1",
            "alias": "1",
        },
    )(c, t),
    "bulk publish": _bulk("publish"),
    "bulk unpublish": _bulk("unpublish"),
    "bulk delete": _bulk("delete"),
    "bulk move": _bulk("move"),
}


def _online(town: Town) -> list[Any]:
    """All that strangers could see change, and who may read it."""
    return [
        list(
            Page.objects.order_by("pk").values_list(
                "pk", "path", "live", "title", "live_revision", "locked", "go_live_at"
            )
        ),
        list(Page.objects.exclude(view_restrictions=None).values_list("pk", flat=True)),
    ]


class TestDirectAddresses:
    @pytest.mark.parametrize(
        "name", [name for name, (_make, level) in PEOPLE.items() if level != DECIDES]
    )
    def test_whoever_does_not_decide_changes_nothing_that_is_online(self, town, name) -> None:
        make, level = PEOPLE[name]
        client, before = signed_in(make(town)), _online(town)
        for what, act in DIRECT.items():
            response = act(client, town)
            after = _online(town)
            if level == WRITES:  # drafts are theirs: nothing of them is online
                drafts = set(Page.objects.filter(live=False).values_list("pk", flat=True))
                after[0] = [row for row in after[0] if row[0] not in drafts]
            assert after == before, (what, response.status_code)

    def test_the_head_does_what_the_others_could_not(self, town) -> None:
        client = signed_in(agent(town.waste, Role.HEAD))
        DIRECT["publish"](client, town)
        assert ContentPage.objects.get(pk=town.below.pk).title == "Changée"
        DIRECT["unpublish"](client, town)
        assert not Page.objects.get(pk=town.below.pk).live

    def test_an_editor_saves_a_draft_below_their_page_and_nowhere_else(self, town) -> None:
        client = signed_in(agent(town.waste, Role.EDITOR))
        path = reverse("wagtailadmin_pages:edit", args=[town.below.pk])
        assert client.post(path, _edit(town.below)).status_code == 302
        below = ContentPage.objects.get(pk=town.below.pk)
        assert (below.title, below.get_latest_revision_as_object().title) == ("Tri", "Changée")
        path = reverse("wagtailadmin_pages:edit", args=[town.other.pk])
        client.post(path, _edit(town.other))
        assert town.other.get_latest_revision_as_object().title == "Culture"

    @pytest.mark.parametrize("name", [name for name, (_m, level) in PEOPLE.items() if not level])
    @pytest.mark.parametrize(
        "path",
        [
            "edit",
            "delete",
            "copy",
            "unpublish",
            "move",
            "history",
            "view_draft",
            "privacy",
        ],
    )
    def test_strangers_to_the_service_do_not_even_open_the_page(self, town, name, path) -> None:
        client = signed_in(PEOPLE[name][0](town))
        url_name = "set_privacy" if path == "privacy" else path
        response = client.get(reverse(f"wagtailadmin_pages:{url_name}", args=[town.below.pk]))
        assert response.status_code in {302, 403}
