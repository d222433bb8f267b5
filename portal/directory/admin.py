"""The plain lists of the directory in Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup
from wagtail_modeladmin.views import DeleteView

from portal.accounts.models import User
from portal.directory.admin_forms import (
    AbsenceForm,
    ClosureForm,
    DirectoryForm,
    MembershipForm,
    ServiceForm,
    ZoneForm,
)
from portal.directory.admin_rights import (
    DirectoryAdmin,
    DirectoryPermissions,
    administered,
    administered_agents,
    administered_organisations,
)
from portal.directory.membership import revoke
from portal.directory.models import (
    Absence,
    ChannelTerms,
    Closure,
    Commune,
    Membership,
    OpeningHours,
    Organisation,
    Service,
    UsualWait,
    Zone,
)
from portal.text import phones


class OnlySuperusersCreate(DirectoryPermissions):
    def user_can_create(self, user: User) -> bool:
        return user.is_superuser

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser


class GivenAndTaken(DirectoryPermissions):
    """A role isn't edited: it is taken back and another one given."""

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return user.is_administrator and self._is_within(user, obj)


class ImportedRows(DirectoryPermissions):
    """Everybody in charge reads them; they come from a file."""

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return False


class OrganisationAdmin(DirectoryAdmin):
    model = Organisation
    menu_icon = "home"
    permission_helper_class = OnlySuperusersCreate
    list_display = ["name", "kind", "telephone", "email", "site"]
    list_select_related = ["site"]
    list_filter = ["kind", "territory"]
    list_export = ["name", "slug", "kind", "phone", "email", "address", "web"]
    search_fields = ["name", "slug", "email"]
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("kind"), FieldPanel("site")]),
            MultiFieldPanel(
                [
                    FieldPanel(name)
                    for name in ("address", "phone", "phone_price", "relay_url", "email", "web")
                ],
                heading="Contact",
            ),
            MultiFieldPanel(
                [FieldPanel("time_zone"), FieldPanel("territory")], heading="Jours et heures"
            ),
            MultiFieldPanel([FieldPanel("hue"), FieldPanel("logo")], heading="Apparence"),
            MultiFieldPanel(
                [FieldPanel("silence_months"), FieldPanel("appeal_route")],
                heading="Règles de droit",
            ),
            MultiFieldPanel(
                [
                    FieldPanel(name)
                    for name in (
                        "publication_director",
                        "host_name",
                        "host_address",
                        "host_phone",
                        "dpo_name",
                        "dpo_email",
                    )
                ],
                heading="Mentions obligatoires du site",
                help_text="La loi veut que chaque site public les donne : elles paraissent dans "
                "« Mentions légales » et « Données personnelles ».",
            ),
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q(pk__in=administered_organisations(agent))

    @display(description="téléphone", ordering="phone")
    def telephone(self, organisation: Organisation) -> str:
        """As it is read aloud."""
        return phones.display(organisation.phone)


class ServiceAdmin(DirectoryAdmin):
    model = Service
    menu_icon = "group"
    list_display = ["name", "organisation", "parent", "code", "in_activity"]
    list_select_related = ["organisation", "parent"]
    list_filter = ["organisation", "active"]
    list_export = [
        "code",
        "name",
        "organisation",
        "parent",
        "phone",
        "phone_price",
        "email",
        "address",
        "in_activity",
    ]
    search_fields = ["name", "former_names", "code", "summary", "email"]
    ordering = ["organisation__name", "name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("former_names"),
            FieldPanel("summary"),
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("parent"), FieldPanel("code")]),
            MultiFieldPanel(
                [FieldPanel(name) for name in ("phone", "phone_price", "email", "address", "web")],
                heading="Contact (vide : celui du service de rattachement)",
            ),
            FieldPanel("communes"),
            FieldPanel("active"),
        ],
        base_form_class=ServiceForm,
    )

    def within(self, agent: User) -> Q:
        return Q(pk__in=administered(agent))

    @display(description="en activité", ordering="active")
    def in_activity(self, service: Service) -> str:
        """In words: the icons are those of Django's admin, which isn't installed."""
        return "oui" if service.active else "non"


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


class CommuneAdmin(DirectoryAdmin):
    model = Commune
    menu_icon = "site"
    permission_helper_class = ImportedRows
    list_display = ["name", "insee", "department", "postal_codes", "population", "epci_name"]
    list_filter = ["department"]
    list_export = [*list_display, "siren", "epci_siren"]
    search_fields = ["name", "folded", "former_names", "insee", "postal_codes", "epci_name"]
    ordering = ["name", "insee"]
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in ("name", "former_names", "department", "postal_codes", "population")
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q()


class ZoneAdmin(DirectoryAdmin):
    model = Zone
    menu_icon = "crosshairs"
    menu_label = "Quartiers"
    list_display = ["name", "kind", "organisation", "code", "drawn"]
    list_select_related = ["organisation"]
    list_filter = ["organisation", "kind"]
    list_export = ["code", "name", "kind", "organisation", "drawn"]
    search_fields = ["name", "former_names", "code", "streets"]
    ordering = ["organisation__name", "kind", "name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("kind"), FieldPanel("code")]),
            FieldPanel("former_names"),
            FieldPanel("communes"),
            FieldPanel("outline"),
            FieldPanel("streets"),
        ],
        base_form_class=ZoneForm,
    )

    def within(self, agent: User) -> Q:
        return Q(organisation__in=administered_organisations(agent))

    @display(description="se reconnaît à", ordering="south")
    def drawn(self, zone: Zone) -> str:
        """What tells that a place is in it, beside its name."""
        known = {"contour": zone.has_outline, "rues": bool(zone.streets)}
        return ", ".join(word for word, there in known.items() if there) or "son nom"


class AbsenceAdmin(DirectoryAdmin):
    model = Absence
    menu_icon = "calendar-alt"
    list_display = ["agent", "until"]
    list_select_related = ["agent"]
    list_filter = ["until"]
    list_export = ["agent", "until"]
    search_fields = ["agent__last_name", "agent__first_name", "agent__email"]
    ordering = ["-until"]
    edit_handler = ObjectList(
        [FieldPanel("agent"), FieldPanel("until")], base_form_class=AbsenceForm
    )

    def within(self, agent: User) -> Q:
        return administered_agents(agent, "agent")


class RevokeView(DeleteView):
    """Takes a role back through the verb, which may refuse."""

    def delete_instance(self) -> None:
        taken = self.instance
        revoke(agent=taken.agent, service=taken.service, role=taken.role, by=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect(self.index_url)


class MembershipAdmin(DirectoryAdmin):
    model = Membership
    menu_icon = "user"
    permission_helper_class = GivenAndTaken
    delete_view_class = RevokeView
    list_display = ["agent", "role", "service"]
    list_select_related = ["agent", "service"]
    list_filter = ["role", "service"]
    list_export = ["agent", "role", "service"]
    search_fields = ["agent__last_name", "agent__first_name", "agent__email", "service__name"]
    ordering = ["agent__last_name", "service__name", "role"]
    edit_handler = ObjectList(
        [FieldPanel("agent"), FieldPanel("service"), FieldPanel("role")],
        base_form_class=MembershipForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


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
