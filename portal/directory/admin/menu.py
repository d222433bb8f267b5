"""The menu « Annuaire » of Wagtail's admin."""

from wagtail_modeladmin.options import ModelAdminGroup

from portal.directory.admin.agents import AbsenceAdmin, MembershipAdmin
from portal.directory.admin.opening import (
    ChannelTermsAdmin,
    ClosureAdmin,
    OpeningHoursAdmin,
    UsualWaitAdmin,
)
from portal.directory.admin.organisations import OrganisationAdmin, ServiceAdmin
from portal.directory.admin.territory import CommuneAdmin, ZoneAdmin


class DirectoryGroup(ModelAdminGroup):
    menu_label = "Annuaire"
    menu_icon = "group"
    menu_order = 200
    items = (
        OrganisationAdmin,
        ServiceAdmin,
        OpeningHoursAdmin,
        UsualWaitAdmin,
        ChannelTermsAdmin,
        ClosureAdmin,
        CommuneAdmin,
        ZoneAdmin,
        MembershipAdmin,
        AbsenceAdmin,
    )
