"""Addresses of the queues."""

from django.urls import path

from backoffice.queues import views

urlpatterns = [
    path("gestion/", views.home, name="queue_home"),
    path("gestion/files/<slug:slug>/", views.queue, name="queue"),
]
