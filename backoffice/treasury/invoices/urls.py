"""Addresses of a régie's invoices."""

from django.urls import path

from backoffice.treasury.invoices import views

INVOICES = "gestion/regies/<slug:code>/factures/"

urlpatterns = [
    path(INVOICES, views.invoices, name="regie_invoices"),
    path(f"{INVOICES}nouvelle/", views.new, name="regie_invoice_new"),
    path(f"{INVOICES}<slug:number>/", views.invoice, name="regie_invoice"),
    path(f"{INVOICES}<slug:number>/avis/", views.notice, name="regie_notice"),
]
