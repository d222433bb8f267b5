"""Addresses of what an agent fills in with a resident."""

from django.urls import path

from backoffice.together import steps, views

HELD = "gestion/remplir-ensemble/<uuid:pk>/"
urlpatterns = [
    path("gestion/remplir-ensemble/", views.join, name="together"),
    path(HELD, views.form, name="together_form"),
    path(f"{HELD}etape/<slug:key>/", steps.step, name="together_step"),
    path(f"{HELD}etat/", views.state, name="together_state"),
    path(f"{HELD}quitter/", views.leave, name="together_leave"),
]
