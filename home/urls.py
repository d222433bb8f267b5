"""Addresses of the legal pages; all other public pages are Wagtail's."""

from django.urls import path

from home.legal import PAGES, legal_page
from home.page_cache.routes import keep

keep("wagtail_serve", *PAGES.values())
urlpatterns = [
    path(f"{slug}/", legal_page, {"slug": slug}, name=name) for slug, name in PAGES.items()
]
