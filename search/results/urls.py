"""Addresses of the public search."""

from django.urls import path

from search.results import views

urlpatterns = [
    path("recherche/", views.search, name="search"),
    path("recherche/suggestions/", views.suggestions, name="search_suggestions"),
    path("recherche/vers/<int:pk>/", views.choice, name="search_choice"),
]
