"""Addresses of what agents file for a person."""

from django.urls import path

from backoffice.entry import filed, start, views

DRAFT = "gestion/deposer/<slug:token>/"
urlpatterns = [
    path("gestion/deposer/", start.start, name="entry"),
    path(DRAFT, views.fill, name="entry_form"),
    path(f"{DRAFT}verifier/", views.check, name="entry_check"),
    path(f"{DRAFT}abandonner/", views.abandon, name="entry_abandon"),
    path(f"{DRAFT}fichier/<uuid:pk>/", views.file, name="entry_file"),
    path(f"{DRAFT}deposee/", filed.filed, name="entry_filed"),
    path(f"{DRAFT}recapitulatif/", filed.slip, name="entry_slip"),
]
