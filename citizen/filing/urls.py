"""Addresses of the catalogue and of filing."""

from django.urls import path

from citizen.filing import catalogue, resume, views

FORM = "demarches/<slug:code>/saisie/<str:token>/"

urlpatterns = [
    path("demarches/", catalogue.catalogue, name="catalogue"),
    path("demarches/<slug:code>/", catalogue.procedure, name="procedure"),
    path("demarches/<slug:code>/commencer/", views.start, name="start"),
    path(FORM + "verifier/", views.check, name="draft_check"),
    path(FORM + "deposee/", views.filed, name="draft_filed"),
    path(FORM + "finir-plus-tard/", resume.later, name="draft_later"),
    path(FORM + "reprendre-ici/", resume.here, name="draft_here"),
    path(FORM + "envoyer-le-lien/", resume.send_link, name="draft_send_link"),
    path(FORM + "fichier/<uuid:pk>/", views.file, name="draft_file"),
    path(FORM + "fichier/<uuid:pk>/retirer/", views.remove_file, name="draft_remove_file"),
    path(FORM + "etape/<slug:key>/", views.step, name="draft_step"),
    path("reprendre/<str:secret>/", resume.resume, name="draft_resume"),
]
