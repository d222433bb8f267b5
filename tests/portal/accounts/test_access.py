"""What each view asks of its caller."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views import View

from portal.accounts import access
from portal.accounts.models import User
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db


def show(request: HttpRequest) -> HttpResponse:
    return HttpResponse("vu")


def ask(view, user, path: str = "/gestion/liste/?page=2", method: str = "get", **headers):
    request = getattr(RequestFactory(), method)(path, **headers)
    request.user = user
    request.htmx = bool(headers)
    return view(request)


@pytest.mark.parametrize(
    ("decorator", "name"),
    [
        (access.public, "public"),
        (access.secret_link, "secret_link"),
        (access.agent, "agent"),
        (access.administrator, "administrator"),
        (access.superuser, "superuser"),
        (access.role("officer", "head"), "role:officer|head"),
    ],
)
def test_a_view_says_what_it_asks(decorator, name: str) -> None:
    @decorator
    class Page(View):
        def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse("vu")

    assert decorator(show).access == name
    assert decorator(show).__name__ == "show"
    assert Page.as_view().access == name
    assert decorator(Page.as_view()).access == name


@pytest.mark.parametrize("decorator", [access.public, access.secret_link])
def test_a_stranger_sees_what_is_public_or_has_its_own_secret(decorator) -> None:
    assert ask(decorator(show), AnonymousUser()).content == b"vu"


@pytest.mark.parametrize("decorator", [access.agent, access.administrator, access.role("officer")])
def test_a_stranger_is_sent_to_sign_in_and_back(decorator) -> None:
    response = ask(decorator(show), AnonymousUser())

    assert response.status_code == 302
    assert response.url == "/gestion/connexion/?next=/gestion/liste/%3Fpage%3D2"


def test_a_stranger_who_posts_comes_back_to_the_home_of_the_staff_pages() -> None:
    response = ask(access.agent(show), AnonymousUser(), "/gestion/prendre/", "post")

    assert response.url == "/gestion/connexion/?next=/gestion/"


def test_a_fragment_asked_for_after_the_session_ended_reloads_the_whole_page() -> None:
    response = ask(access.agent(show), AnonymousUser(), headers={"HX-Request": "true"})

    assert response["HX-Redirect"].startswith("/gestion/connexion/")


@pytest.mark.parametrize("decorator", [access.agent, access.administrator, access.role("officer")])
def test_a_citizen_is_no_agent(decorator) -> None:
    citizen = User.objects.create_citizen("ana@example.org")

    with pytest.raises(PermissionDenied):
        ask(decorator(show), citizen)


def test_a_role_somewhere_opens_the_views_of_that_role_only() -> None:
    officer = make_member(make_service(), "officer")

    assert ask(access.agent(show), officer).status_code == 200
    assert ask(access.role("officer", "head")(show), officer).status_code == 200
    with pytest.raises(PermissionDenied):
        ask(access.role("head")(show), officer)
    with pytest.raises(PermissionDenied):
        ask(access.administrator(show), officer)


def test_an_agent_without_a_role_enters_only_what_is_every_agents() -> None:
    agent = make_agent()

    assert ask(access.agent(show), agent).status_code == 200
    with pytest.raises(PermissionDenied):
        ask(access.role("adviser")(show), agent)


def test_an_administrator_is_one_by_membership_or_by_being_superuser() -> None:
    member = make_member(make_service(), "administrator")
    root = make_agent(is_superuser=True)

    assert ask(access.administrator(show), member).status_code == 200
    assert ask(access.administrator(show), root).status_code == 200
    assert ask(access.role("officer")(show), root).status_code == 200


def test_roles_are_read_once_per_request(django_assert_num_queries) -> None:
    officer = make_member(make_service(), "officer")
    view = access.role("officer")(access.role("officer", "adviser")(access.agent(show)))

    with django_assert_num_queries(1):
        ask(view, officer)


@pytest.mark.parametrize("decorator", [access.agent, access.role("officer")])
def test_what_agents_see_is_not_left_in_the_browser(decorator) -> None:
    agent = make_member(make_service(), "officer")

    assert "no-store" in ask(decorator(show), agent)["Cache-Control"]
    assert "Cache-Control" not in ask(access.public(show), AnonymousUser()).headers


@pytest.mark.parametrize("cookie", [r'"\000abcdefghij"', "é" * 32, "x" * 5000, "A" * 32])
def test_a_session_cookie_that_is_none_of_ours_is_nobodys(client, cookie: str) -> None:
    response = client.get("/gestion/", HTTP_COOKIE=f"sessionid={cookie}")

    assert response.status_code == 302
