"""Régies, mandates and fees in Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from payments.fees_admin import FeeAdmin
from payments.regies_admin import RegieGroup

modeladmin_register(RegieGroup)
modeladmin_register(FeeAdmin)
