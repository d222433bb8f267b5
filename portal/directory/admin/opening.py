"""When services are reached, and how: hours, waits, channels, closings."""

from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from portal.accounts.models import User
from portal.directory.admin_forms import ClosureForm, DirectoryForm
from portal.directory.admin_rights import (
    DirectoryAdmin,
    administered,
    administered_organisations,
)
from portal.directory.models import ChannelTerms, Closure, OpeningHours, UsualWait


class OpeningHoursAdmin(DirectoryAdmin):
    model = OpeningHours
    menu_icon = "time"
    list_display = ["service", "weekday", "opens", "closes"]
    list_select_related = ["service"]
    list_filter = ["weekday", "service"]
    list_export = ["service", "weekday", "opens", "closes"]
    search_fields = ["service__name", "service__code"]
    ordering = ["service__name", "weekday", "opens"]
    edit_handler = ObjectList(
        [
            FieldPanel("service"),
            FieldRowPanel([FieldPanel("weekday"), FieldPanel("opens"), FieldPanel("closes")]),
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


class UsualWaitAdmin(DirectoryAdmin):
    model = UsualWait
    menu_icon = "history"
    list_display = ["service", "channel", "weekday", "starts", "ends", "minutes"]
    list_select_related = ["service"]
    list_filter = ["channel", "weekday", "service"]
    list_export = ["service", "channel", "weekday", "starts", "ends", "minutes"]
    search_fields = ["service__name", "service__code"]
    ordering = ["service__name", "channel", "weekday", "starts"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("service"), FieldPanel("channel")]),
            FieldRowPanel([FieldPanel(name) for name in ("weekday", "starts", "ends", "minutes")]),
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


class ChannelTermsAdmin(DirectoryAdmin):
    model = ChannelTerms
    menu_icon = "crosshairs"
    list_display = ["service", "channel", "terms", "last_minutes"]
    list_select_related = ["service"]
    list_filter = ["channel", "terms", "service"]
    list_export = ["service", "channel", "terms", "last_minutes"]
    search_fields = ["service__name", "service__code"]
    ordering = ["service__name", "channel"]
    edit_handler = ObjectList(
        [
            FieldPanel("service"),
            FieldRowPanel([FieldPanel(name) for name in ("channel", "terms", "last_minutes")]),
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


class ClosureAdmin(DirectoryAdmin):
    model = Closure
    menu_icon = "calendar"
    index_template_name = "directory/closures.html"  # with the way to « Fermer un lieu »
    list_display = ["reason", "organisation", "service", "first_day", "last_day", "closed_by"]
    list_select_related = ["organisation", "service", "closed_by"]
    list_filter = ["organisation", "first_day"]
    list_export = [
        "reason",
        "organisation",
        "service",
        "first_day",
        "first_time",
        "last_day",
        "last_time",
        "closed_by",
        "closed_at",
        "reopened_by",
        "reopened_at",
    ]
    search_fields = ["reason", "service__name", "organisation__name"]
    ordering = ["-first_day"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("service")]),
            FieldRowPanel([FieldPanel("first_day"), FieldPanel("first_time")]),
            FieldRowPanel([FieldPanel("last_day"), FieldPanel("last_time")]),
            FieldPanel("reason"),
            FieldPanel("instead"),
            FieldRowPanel([FieldPanel("instead_service"), FieldPanel("instead_link")]),
        ],
        base_form_class=ClosureForm,
    )

    def within(self, agent: User) -> Q:
        whole = Q(service=None, organisation__in=administered_organisations(agent))
        return Q(service__in=administered(agent)) | whole
