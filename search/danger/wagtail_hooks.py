"""The list « Numéros d’urgence » of Wagtail's admin."""

from wagtail_modeladmin.options import modeladmin_register

from search.danger.admin import EmergencyNumberAdmin

modeladmin_register(EmergencyNumberAdmin)
