"""The site's addresses with the gallery's, which otherwise exist only while developing."""

from django.urls import path

from portal.accounts.access import public
from portal.ui import views
from portal.urls import urlpatterns as site_urls

urlpatterns = [
    path("galerie/", public(views.show_gallery)),
    path("galerie/<slug:name>/", public(views.show_page)),
    *site_urls,
]
