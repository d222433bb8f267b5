"""Addresses of the catalogue and of filing."""

from django.urls import path

from citizen.filing import catalogue, helping, resume, steps, views
from home.page_cache.routes import keep

keep("catalogue")
FORM = "demarches/<slug:code>/saisie/<slug:token>/"

urlpatterns = [
    path("demarches/", catalogue.catalogue, name="catalogue"),
    path("demarches/<slug:code>/", catalogue.procedure, name="procedure"),
    path("demarches/<slug:code>/formulaire.pdf", catalogue.paper, name="paper_form"),
    path("demarches/<slug:code>/commencer/", views.start, name="start"),
    path(FORM + "etape/<slug:key>/", steps.step, name="draft_step"),
    path(FORM + "verifier/", views.check, name="draft_check"),
    path(FORM + "deposee/", views.filed, name="draft_filed"),
    path(FORM + "fichier/<uuid:pk>/", views.file, name="draft_file"),
    path(FORM + "finir-plus-tard/", resume.later, name="draft_later"),
    path(FORM + "envoyer-le-lien/", resume.send_link, name="draft_send_link"),
    path(FORM + "reprendre-ici/", resume.here, name="draft_here"),
    path(FORM + "aide/", helping.ask, name="draft_help"),
    path(FORM + "aide/arreter/", helping.stop, name="draft_help_stop"),
    path(FORM + "aide/etat/", helping.state, name="draft_help_state"),
    path("quitter/", catalogue.quit_site, name="quit"),
    path("reprendre/<str:secret>/", resume.resume, name="draft_resume"),
]
