"""Addresses of the public directory."""

from django.urls import path

from home import directory_views as views
from home.page_cache.routes import keep

keep("directory", "service")
urlpatterns = [
    path("annuaire/", views.directory, name="directory"),
    path("annuaire/<slug:code>/", views.service, name="service"),
]
