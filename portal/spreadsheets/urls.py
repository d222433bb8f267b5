"""Addresses of imports and exports, in Wagtail's admin."""

from django.urls import path

from portal.spreadsheets import views

urlpatterns = [
    path("admin/tableurs/", views.Index.as_view(), name="spreadsheets"),
    path("admin/tableurs/import/<uuid:pk>/", views.Check.as_view(), name="spreadsheet_import"),
    path("admin/tableurs/<slug:slug>/", views.Sheet.as_view(), name="spreadsheet"),
    path("admin/tableurs/<slug:slug>/<slug:kind>/", views.download, name="spreadsheet_download"),
]
