"""Addresses of a demande's page."""

from django.urls import path

from backoffice.casework import places, views

FOLDER = "gestion/demandes/<slug:reference>/"
urlpatterns = [
    path(FOLDER, views.demande, name="demande"),
    path(f"{FOLDER}pieces/<uuid:pk>/", views.attachment, name="demande_attachment"),
    path(f"{FOLDER}lieux/<slug:key>/", places.place, name="demande_place"),
    path(f"{FOLDER}courriels/<int:pk>/renvoyer/", views.resend, name="demande_resend"),
    path(
        f"{FOLDER}lettre-au-beneficiaire/",
        views.beneficiary_letter,
        name="demande_beneficiary_letter",
    ),
    path(f"{FOLDER}<slug:verb>/", views.act, name="demande_verb"),
]
