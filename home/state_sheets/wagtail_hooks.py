"""The menu « Fiches de l’État » of Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from home.state_sheets.admin import StateSheetsGroup

modeladmin_register(StateSheetsGroup)
