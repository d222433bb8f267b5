"""Régies and mandates in Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from payments.regies_admin import RegieGroup

modeladmin_register(RegieGroup)
