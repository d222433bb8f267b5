"""Addresses of the directory."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView

from portal.accounts.access import superuser
from portal.directory import views


def journal(**options: object) -> Callable[..., HttpResponseBase]:
    """Wagtail's report of what everybody wrote, in whatever service: superusers only."""
    return superuser(require_admin_access(LogEntriesView.as_view(**options)))


urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("admin/reports/site-history/", journal()),
    path("admin/reports/site-history/results/", journal(results_only=True)),
]
