"""What Wagtail's admin shows of the upkeep of pages, and whom it lets write them."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets import Button
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import policy_registry, register_permission_policy

from home.editorial import moderation, reviews
from home.editorial.policies import CoveredPages, may_change, may_publish
from home.editorial.review_views import ReviewView, ToDecideView
from home.editorial.upkeep_views import LinksView, StillTrueView, ToReadView, UpkeepView
from home.models import PublicPage

register_permission_policy(Page, CoveredPages())
GIVEN = (
    "Cette page n’est pas publiée\u00a0: elle nomme un service que vous n’encadrez pas. "
    "Son brouillon est gardé\u00a0; proposez-le à qui encadre les deux."
)


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    one = "pages-a-relire/<int:pk>/"
    return [
        path("pages-a-valider/", ToDecideView.as_view(), name="pages_to_decide"),
        path("pages-a-valider/<int:pk>/", ReviewView.as_view(), name="page_review"),
        path("pages-a-relire/", ToReadView.as_view(), name="pages_to_read"),
        path(one, UpkeepView.as_view(), name="page_upkeep"),
        path(f"{one}toujours-vrai/", StillTrueView.as_view(), name="page_still_true"),
        path("liens-a-corriger/", LinksView.as_view(), name="links_to_mend"),
    ]


class WritersMenuItem(MenuItem):
    """In the menu of those who write some page."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(policy_registry.get_by_type(Page).user_has_permission(request.user, "change"))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    address = reverse("pages_to_read")
    return WritersMenuItem(
        "Suivi des pages", address, name="upkeep", icon_name="history", order=105
    )


class WaitingPanel(Component):
    """How many pages wait for the agent, on the admin's home; nothing when none does."""

    name = "pages_to_decide"
    order = 49
    template_name = "editorial/home_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        waiting = moderation.waiting_for(parent_context["request"].user).count()
        return {"waiting": waiting, "url": reverse("pages_to_decide")}


@hooks.register("construct_homepage_panels")
def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    if policy_registry.get_by_type(Page).user_has_permission(request.user, "publish"):
        panels.append(WaitingPanel())


class Decide(ActionMenuItem):
    """A proposal is decided on its own page, on what was read."""

    name = "action-decide"
    label = "Relire et décider"
    icon_name = "success"
    template_name = "procedures/menu_link.html"

    def is_shown(self, context: Any) -> bool:
        page = context.get("page")
        if page is None or moderation.waiting_proposal(page) is None:
            return False
        return may_publish(context["request"].user, page)

    def get_url(self, context: Any) -> str:
        return reverse("page_review", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def decide() -> ActionMenuItem:
    return Decide(order=5)


@hooks.register("before_publish_page")
def give_to_none_of_others(request: HttpRequest, page: Page) -> HttpResponse | None:
    """From the editor: the rule of the moderation, which publishing directly would go round."""
    if moderation.may_put_online(request.user, page):  # type: ignore[arg-type]  # an agent
        return None
    if page.live and page.first_published_at is None:  # Wagtail has just made it, online
        page.unpublish(log_action=None)
    messages.error(request, GIVEN)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def give_none_of_many(
    request: HttpRequest, action: str, chosen: Collection[Any], _view: Any
) -> HttpResponse | None:
    """The same of drafts published together: none is if one may not be."""
    pages = [each for each in chosen if isinstance(each, Page)] if action == "publish" else []
    if request.POST.get("include_descendants"):
        pages += [below for each in pages for below in each.get_descendants().not_live()]
    drafts = (each.specific.get_latest_revision_as_object() for each in pages)
    if all(moderation.may_put_online(request.user, each) for each in drafts):  # type: ignore[arg-type]  # an agent
        return None
    messages.error(request, GIVEN)
    return redirect("wagtailadmin_explore_root")


class ReadPages(PagesAdminAPIViewSet):
    """Pages as Wagtail's admin reads them; its actions would go round the hooks above."""

    actions: dict[str, Any] = {}


@hooks.register("construct_admin_api")
def only_read(router: WagtailAPIRouter) -> None:
    router.register_endpoint("pages", ReadPages)


@hooks.register("register_page_header_buttons")
def reading_again(page: Page, user: Any, view_name: str, next_url: Any = None) -> list[Button]:
    if not (page.live and isinstance(page.specific, PublicPage) and may_change(user, page)):
        return []
    address = reverse("page_upkeep", args=[page.pk])
    return [Button("Relecture", address, icon_name="history", priority=90)]


@hooks.register("register_log_actions")
def name_actions(actions: LogActionRegistry) -> None:
    actions.register_action(reviews.ACTION, "Toujours vraie", "Relue\u00a0: toujours vraie")
