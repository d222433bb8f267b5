"""Addresses of exports."""

from django.urls import path

from backoffice.exports import views

urlpatterns = [
    path("gestion/files/<slug:slug>/exporter/", views.start, name="export_start"),
    path("gestion/exports/<uuid:pk>/", views.export, name="export"),
    path("gestion/exports/<uuid:pk>/fichier/", views.file, name="export_file"),
]
