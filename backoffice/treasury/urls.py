"""Addresses of the régies, below /gestion/regies/<code>/."""

from django.urls import path

from backoffice.treasury import views
from backoffice.treasury.imports.urls import urlpatterns as imports

urlpatterns = [
    path("gestion/regies/", views.regies, name="regies"),
    path("gestion/regies/<slug:code>/", views.home, name="regie"),
    *imports,
]
