"""Addresses of the queues."""

from django.urls import path

from backoffice.queues import bulk_views, saved_views, views

urlpatterns = [
    path("gestion/", views.home, name="queue_home"),
    path("gestion/files/<slug:slug>/", views.queue, name="queue"),
    path(
        "gestion/files/<slug:slug>/ensemble/<slug:verb>/",
        bulk_views.bulk,
        name="queue_bulk",
    ),
    path("gestion/files/<slug:slug>/carte/", views.on_map, name="queue_map"),
    path("gestion/files/<slug:slug>/enregistrer/", saved_views.save, name="queue_save"),
    path("gestion/filtres/", saved_views.saved, name="saved_filters"),
    path("gestion/filtres/<int:pk>/", saved_views.change, name="saved_filter"),
    path("gestion/filtres/<int:pk>/supprimer/", saved_views.remove, name="saved_filter_remove"),
]
