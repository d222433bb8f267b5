"""« Régies » in Wagtail's admin: who is paid, through whom, and who may handle it.

To open a régie or to appoint gives no right on its money: that comes from a mandate.
"""

from typing import Any

from django.contrib.admin import display
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, Panel
from wagtail_modeladmin.options import ModelAdminGroup

from payments.models import Mandate, Regie
from payments.regie_forms import MandateForm, RegieForm
from portal.accounts.models import User
from portal.directory.admin_rights import (
    DirectoryAdmin,
    DirectoryPermissions,
    administered_organisations,
)
from portal.text.money import display as money


class KeptRows(DirectoryPermissions):
    """Money was handled under them: they are closed or ended, never deleted."""

    def user_can_list(self, user: User) -> bool:
        """Who administers a whole organisation: the head of one service has no régie to found."""
        return user.is_superuser or (
            user.is_administrator and administered_organisations(user).exists()
        )

    def user_can_create(self, user: User) -> bool:
        return self.user_can_list(user)

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return False


class KeysPanel(Panel):
    """The form's fields for keys: which they are is known only when the form is made."""

    class BoundPanel(Panel.BoundPanel):  # type: ignore[misc]  # wagtail has no types
        template_name = "payments/admin/keys.html"


class RegieAdmin(DirectoryAdmin):
    model = Regie
    menu_icon = "lock"
    permission_helper_class = KeptRows
    list_display = ["name", "code", "organisation", "provider_name", "is_open", "handover"]
    list_select_related = ["organisation"]
    list_filter = ["organisation", "provider"]
    list_export = ["code", "name", "organisation", "provider_name", "bounds", "is_open"]
    search_fields = ["name", "code"]
    ordering = ["name"]
    edit_handler = ObjectList(
        [
            FieldPanel("organisation"),
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("currency")]),
            FieldPanel("legal_mentions"),
            MultiFieldPanel(
                [
                    FieldPanel("provider"),
                    FieldRowPanel([FieldPanel("minimum"), FieldPanel("maximum")]),
                    KeysPanel(),
                ],
                heading="Paiement en ligne",
            ),
            MultiFieldPanel(
                [
                    FieldPanel("treasury_account"),
                    FieldPanel("legal_basis"),
                    FieldPanel("accountant_opinion"),
                ],
                heading="Ce qu’il faut pour un prestataire privé (Stripe)",
            ),
            MultiFieldPanel([FieldPanel("cash_maximum")], heading="Guichet"),
            MultiFieldPanel(
                [FieldRowPanel([FieldPanel("remind_before"), FieldPanel("remind_after")])],
                heading="Rappels aux payeurs",
            ),
            FieldPanel("is_active"),
        ],
        base_form_class=RegieForm,
    )

    def within(self, agent: User) -> Q:
        return Q(organisation__in=administered_organisations(agent))

    @display(description="prestataire", ordering="provider")
    def provider_name(self, regie: Regie) -> str:
        return regie.get_provider_display()

    @display(description="en ligne, de … à …")
    def bounds(self, regie: Regie) -> str:
        return " à ".join(money(each, regie.currency) for each in (regie.minimum, regie.maximum))

    @display(description="ouverte", ordering="is_active")
    def is_open(self, regie: Regie) -> str:
        return "oui" if regie.is_active else "non"

    @display(description="en cas d’absence")
    def handover(self, regie: Regie) -> str:
        """For a holder who can't come any more: without a mandate there is no other way to it."""
        address = reverse("regie_handover", args=[regie.code])
        return format_html('<a href="{}">Remise de service</a>', address)


class MandateAdmin(DirectoryAdmin):
    model = Mandate
    menu_icon = "user"
    permission_helper_class = KeptRows
    list_display = ["agent", "role", "regie", "since", "until"]
    list_select_related = ["agent", "regie"]
    list_filter = ["role", "regie"]
    list_export = ["agent", "role", "regie", "since", "until"]
    search_fields = ["agent__last_name", "agent__first_name", "agent__email", "regie__name"]
    ordering = ["regie__name", "-since", "agent__last_name"]
    edit_handler = ObjectList(
        [
            FieldPanel("regie"),
            FieldPanel("agent"),
            FieldPanel("role"),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
        ],
        base_form_class=MandateForm,
    )

    def within(self, agent: User) -> Q:
        return Q(regie__organisation__in=administered_organisations(agent))


class RegieGroup(ModelAdminGroup):
    menu_label = "Régies"
    menu_icon = "lock"
    menu_order = 220
    items = (RegieAdmin, MandateAdmin)
