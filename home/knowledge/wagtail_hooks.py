"""Partners in Wagtail's admin, and the way from what is edited there to the sheets about it."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.widgets import Button, ListingButton
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail_modeladmin.options import modeladmin_register

from home.knowledge.models.sheets import Unserved
from home.knowledge.partners_admin import PartnerAdmin
from portal.accounts.models import User
from portal.procedures.models import Procedure

LABEL = "Fiches internes"
modeladmin_register(PartnerAdmin)


def _about(**asked: object) -> str:
    return f"{reverse('knowledge')}?{urlencode(asked)}"


@hooks.register("register_snippet_listing_buttons")
def sheets_of_procedure(
    snippet: Any, _user: User, _next_url: str | None = None
) -> Iterator[ListingButton]:
    """In the list of procedures."""
    if isinstance(snippet, Procedure):
        yield ListingButton(LABEL, _about(demarche=snippet.code), icon_name="doc-full", priority=60)


@hooks.register("construct_page_chooser_queryset")
def choose_no_sheet(pages: PageQuerySet[Page], request: HttpRequest) -> PageQuerySet[Page]:
    """A link to a sheet is dead on a public page, and its title is for those who may read it."""
    if request.user.is_superuser and request.GET.get("user_perms"):  # who copies or moves one
        return pages
    return pages.not_type(Unserved)


@hooks.register("register_page_header_buttons")
def sheets_of_page(page: Page, **_how: Any) -> Iterator[Button]:
    """At the top of a public page's editor."""
    if not isinstance(page.specific_deferred, Unserved):
        yield Button(LABEL, _about(page_publique=page.pk), icon_name="doc-full", priority=60)
