"""Guides, letters and what wasn't understood of them in Wagtail's admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from search.guides import unread_report
from search.guides.editing import GuideViewSet, LetterViewSet
from search.guides.models import Guide, LetterKind, Unread
from search.guides.policies import GuidePolicy

for _model in (Guide, LetterKind):
    register_permission_policy(_model, GuidePolicy(_model))
register_permission_policy(Unread, unread_report.UnreadPolicy(Unread))
for _viewset in (GuideViewSet, LetterViewSet):
    register_snippet(_viewset)


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
