"""Addresses of the agents' search."""

from django.urls import path

from backoffice.lookup import views

urlpatterns = [
    path("gestion/recherche/", views.lookup, name="lookup"),
    path("gestion/recherche/suggestions/", views.suggestions, name="lookup_suggestions"),
    path("gestion/recherche/vers/<int:pk>/", views.choice, name="lookup_choice"),
]
