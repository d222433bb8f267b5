"""Addresses of the directory."""

from django.urls import path

from portal.directory import views

urlpatterns = [path("communes/", views.communes, name="communes")]
