"""Addresses of the State's sheets."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from home.state_sheets import views


class SheetCodeConverter(StringConverter):
    """F17, N47, R1281: what else stands below /fiches/ is left to the pages of the site."""

    regex = "[FNR][0-9]{1,9}"


register_converter(SheetCodeConverter, "sheet_code")

urlpatterns = [
    path("fiches/", views.state_sheets, name="state_sheets"),
    path("fiches/<sheet_code:code>/", views.state_sheet, name="state_sheet"),
]
