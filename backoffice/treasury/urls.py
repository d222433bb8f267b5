"""Addresses of the régies, below /gestion/regies/<code>/."""

from django.urls import include, path

from backoffice.treasury import views

urlpatterns = [
    path("gestion/regies/", views.regies, name="regies"),
    path("gestion/regies/<slug:code>/", views.home, name="regie"),
    path("gestion/regies/<slug:code>/", include("backoffice.treasury.imports.urls")),
    path("gestion/regies/<slug:code>/", include("backoffice.treasury.refunds.urls")),
    path("gestion/regies/<slug:code>/", include("backoffice.treasury.handing.urls")),
    path("gestion/regies/<slug:code>/", include("backoffice.treasury.journal.urls")),
    path("gestion/regies/<slug:code>/", include("backoffice.treasury.differences.urls")),
    path("", include("backoffice.treasury.invoices.urls")),
    path("", include("backoffice.treasury.counter.urls")),
]
