"""What the public pages add to Wagtail's admin."""

from wagtail import hooks
from wagtail.contrib.settings.registry import register_setting
from wagtail.permissions import register_permission_policy

from home.choosers import (
    ProcedureChooserViewSet,
    ServiceChooserViewSet,
    procedure_chooser,
    service_chooser,
)
from home.models import SiteSettings
from home.policies import OwnSites

register_setting(SiteSettings, icon="list-ul")
register_permission_policy(SiteSettings, OwnSites(SiteSettings))  # in place of Wagtail's own


@hooks.register("register_admin_viewset")
def choose_services() -> ServiceChooserViewSet:
    return service_chooser


@hooks.register("register_admin_viewset")
def choose_procedures() -> ProcedureChooserViewSet:
    return procedure_chooser
