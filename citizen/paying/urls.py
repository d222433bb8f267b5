"""Addresses of online payment."""

from django.urls import path

from citizen.paying import views

urlpatterns = [
    path("paiement/", views.find, name="pay"),
    path("paiement/oublier/", views.forget, name="pay_forget"),
    path("paiement/lien/<str:token>/", views.link, name="invoice_link"),
    path("paiement/facture/<slug:number>/", views.invoice, name="invoice"),
    path("paiement/facture/<slug:number>/autres/", views.add, name="invoice_add"),
    path("paiement/panier/<slug:code>/", views.basket, name="basket"),
    path("paiement/retour/<uuid:key>/", views.back, name="payment_return"),
    path("paiement/recu/<uuid:key>/", views.receipt, name="payment_receipt"),
]
