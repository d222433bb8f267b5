"""Addresses of the queues."""

from django.urls import path

from backoffice.queues import together_views, views

urlpatterns = [
    path("gestion/", views.home, name="queue_home"),
    path("gestion/files/<slug:slug>/", views.queue, name="queue"),
    path(
        "gestion/files/<slug:slug>/ensemble/<slug:verb>/",
        together_views.together,
        name="queue_together",
    ),
]
