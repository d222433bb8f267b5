"""Addresses of « Orienter »."""

from django.urls import path

from backoffice.who import guiding, views

urlpatterns = [
    path("gestion/orienter/", views.orient, name="orient"),
    path("gestion/orienter/guide/<slug:code>/", guiding.guided, name="guided"),
    path("gestion/orienter/guide/<slug:code>/<path:way>/", guiding.guided, name="guided_step"),
]
