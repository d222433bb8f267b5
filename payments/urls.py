"""Addresses that providers call; those of people are in citizen/paying and backoffice/treasury."""

from django.urls import path

from payments import views

urlpatterns = [
    path(
        "paiement/notifications/<slug:provider>/<slug:code>/",
        views.notification,
        name="payment_notification",
    ),
]
