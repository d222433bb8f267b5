"""Guides, letters and what wasn't understood of them in Wagtail's admin."""

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from search.guides import checking, publishing, unread_report
from search.guides.editing import GuideViewSet, LetterViewSet
from search.guides.models import Guide, LetterKind, Unread
from search.guides.policies import GuidePolicy

MOST_SAID = 6  # sentences; the preview has them all

for _model in (Guide, LetterKind):
    register_permission_policy(_model, GuidePolicy(_model))
register_permission_policy(Unread, unread_report.UnreadPolicy(Unread))
for _viewset in (GuideViewSet, LetterViewSet):
    register_snippet(_viewset)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def say_what_is_wrong(request: HttpRequest, saved: Model) -> None:
    """Saving tries the guide: what forbids publishing it, what nobody will see."""
    if not isinstance(saved, Guide) or not request.accepts("text/html"):  # saved by itself
        return
    found = [*publishing.refusals(saved), *checking.warnings(saved.structure)]
    for sentence in found[:MOST_SAID]:
        messages.warning(request, sentence)


@hooks.register("register_reports_menu_item")
def unread_menu_item() -> MenuItem:
    return unread_report.menu_item()


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    report = unread_report.UnreadReport
    return [
        path("reports/courriers/", report.as_view(), name="unread_letters"),
        path(
            "reports/courriers/resultats/",
            report.as_view(results_only=True),
            name="unread_letters_results",
        ),
    ]
