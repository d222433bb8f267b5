"""Organisations and their services in Wagtail's admin."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm, ServiceForm
from portal.directory.admin_rights import (
    DirectoryAdmin,
    DirectoryPermissions,
    administered,
    administered_organisations,
)
from portal.directory.models import Organisation, Service
from portal.text import phones


class OnlySuperusersCreate(DirectoryPermissions):
    def user_can_create(self, user: User) -> bool:
        return user.is_superuser

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser


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
