"""Addresses of what is not to be paid here any more, below a régie."""

from django.urls import path

from backoffice.treasury.handing import views

urlpatterns = [
    path("factures/<slug:number>/annuler/", views.cancel, name="regie_invoice_cancel"),
    path("factures/<slug:number>/transmettre/", views.transfer, name="regie_invoice_transfer"),
    path("titres/", views.transfer_many, name="regie_transfers"),
]
