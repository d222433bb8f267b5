"""Addresses of the book, below a régie."""

from django.urls import path

from backoffice.treasury.journal import views

urlpatterns = [
    path("journal/", views.journal, name="regie_journal"),
    path("releve/", views.statement, name="regie_statement"),
    path("releve/pdf/", views.statement_pdf, name="regie_statement_pdf"),
    path("journal/exporter/", views.export, name="regie_export_ask"),
    path("journal/exports/<uuid:pk>/", views.export_state, name="regie_export"),
    path("journal/exports/<uuid:pk>/fichier/", views.export_file, name="regie_export_file"),
]
