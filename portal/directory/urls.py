"""Addresses of the directory."""

from collections.abc import Callable

from django.http.response import HttpResponseBase
from django.urls import path
from django.views import View
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.workflows import WorkflowTasksView, WorkflowView

from portal.accounts.access import superuser
from portal.directory import views

# Wagtail's reports that show what is written in all services: superusers only.
REPORTS = {
    "site-history": LogEntriesView,
    "workflow": WorkflowView,
    "workflow_tasks": WorkflowTasksView,
}


def closed(view: type[View], **options: object) -> Callable[..., HttpResponseBase]:
    return superuser(require_admin_access(view.as_view(**options)))


urlpatterns = [
    path("communes/", views.communes, name="communes"),
]
for name, view in REPORTS.items():
    urlpatterns += [
        path(f"admin/reports/{name}/", closed(view)),
        path(f"admin/reports/{name}/results/", closed(view, results_only=True)),
    ]
