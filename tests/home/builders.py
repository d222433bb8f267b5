"""A site with its organisation, and pages below its first one."""

from typing import Any, TypeVar

from django.test import Client
from wagtail.models import Page, Site

from home.models import HomePage, PublicPage
from portal.directory.models import Organisation
from tests.portal.directory.factories import make_organisation

AnyPage = TypeVar("AnyPage", bound=PublicPage)


def make_site(**fields: Any) -> Organisation:
    """The organisation of the site that the migrations leave."""
    return make_organisation(site=Site.objects.get(is_default_site=True), **fields)


def first_page() -> HomePage:
    return HomePage.objects.get()


def publish(page: AnyPage, below: Page | None = None) -> AnyPage:
    """The page, written below another (the first one when none is named), for all to read."""
    page.title = page.title or f"Page {Page.objects.count()}"
    parent: Page = below or first_page()
    parent.refresh_from_db()
    parent.add_child(instance=page)
    return page


def text(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return response.content.decode().replace("\u00a0", " ")
