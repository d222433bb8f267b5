"""Addresses of the closures."""

from django.urls import path

from backoffice.closing import views

urlpatterns = [
    path("gestion/fermetures/", views.closures, name="closures"),
    path("gestion/fermetures/fermer/", views.close, name="closing"),
    path("gestion/fermetures/<int:pk>/rouvrir/", views.reopen, name="reopening"),
]
