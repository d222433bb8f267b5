"""Addresses of imports, below /gestion/regies/<code>/imports/."""

from django.urls import path

from backoffice.treasury.imports import views

BASE = "imports/"

urlpatterns = [
    path(BASE, views.imports, name="invoice_imports"),
    path(f"{BASE}modele.csv", views.sample, name="invoice_import_sample"),
    path(f"{BASE}<uuid:pk>/", views.one, name="invoice_import"),
    path(f"{BASE}<uuid:pk>/erreurs.csv", views.faults, name="invoice_import_faults"),
    path(f"{BASE}<uuid:pk>/numeros.csv", views.numbers, name="invoice_import_numbers"),
]
