"""Addresses of online payment."""

from django.urls import path

from citizen.paying import views

urlpatterns = [
    path("paiement/retour/<uuid:key>/", views.back, name="payment_return"),
    path("paiement/facture/<slug:number>/", views.invoice_page, name="invoice_page"),
]
