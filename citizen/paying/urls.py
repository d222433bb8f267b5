"""Addresses of online payment."""

from django.urls import path

from citizen.paying import views

urlpatterns = [path("paiement/retour/<uuid:key>/", views.back, name="payment_return")]
