"""Addresses of the State's sheets."""

from django.urls import path, re_path

from home.state_sheets import views

urlpatterns = [
    path("fiches/", views.state_sheets, name="state_sheets"),
    re_path(r"^fiches/(?P<code>[FNR][0-9]{1,9})/$", views.state_sheet, name="state_sheet"),
]
