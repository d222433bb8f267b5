"""Alerts in the menu of Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from home.alerts.admin import AlertAdmin

modeladmin_register(AlertAdmin)
