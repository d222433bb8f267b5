"""« Partenaires » in Wagtail's admin: who writes sheets keeps the partners of their services."""

from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper

from home.knowledge.models import Partner
from home.knowledge.rights import WRITERS, writes_somewhere
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service
from portal.directory.plain_admin import PlainAdmin


class PartnerPermissions(PermissionHelper):
    """Writers list and add; they change what is their service's, or nobody's yet."""

    def user_can_list(self, user: User) -> bool:
        return writes_somewhere(user)

    def user_can_create(self, user: User) -> bool:
        return writes_somewhere(user)

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        owned = getattr(obj, "service_id", None)
        if owned is None:
            return writes_somewhere(user)
        return coverage_of(user).has(owned, *WRITERS)

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return self.user_can_edit_obj(user, obj)


class PartnerForm(WagtailAdminModelForm):
    """A partner is kept by a service for which its writer writes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = coverage_of(self.for_user).services(*WRITERS)
        self.fields["service"].queryset = Service.objects.filter(pk__in=mine)


class PartnerAdmin(PlainAdmin):
    model = Partner
    permission_helper_class = PartnerPermissions
    menu_label = "Partenaires"
    menu_icon = "group"
    menu_order = 113
    list_display = ["name", "kind", "territory", "service", "checked_on"]
    list_select_related = ["service"]
    list_filter = ["kind"]
    list_per_page = 50
    list_export = [
        "name", "kind", "summary", "skills", "phone", "email", "web", "address", "hours",
        "territory", "service", "checked_on",
    ]  # fmt: skip
    search_fields = ["name", "summary", "words", "skills"]
    prepopulated_fields = {"slug": ("name",)}
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("name"), FieldPanel("slug"), FieldPanel("kind")]),
            FieldPanel("summary"),
            FieldPanel("skills"),
            FieldPanel("words"),
            FieldPanel("themes"),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("phone"), FieldPanel("phone_price")]),
                    FieldPanel("relay_url"),
                    FieldPanel("staff_line"),
                    FieldRowPanel([FieldPanel("email"), FieldPanel("web")]),
                    FieldPanel("address"),
                    FieldPanel("hours"),
                    FieldPanel("territory"),
                ],
                heading="Comment les joindre",
            ),
            FieldRowPanel([FieldPanel("service"), FieldPanel("checked_on")]),
        ],
        base_form_class=PartnerForm,
    )

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Partner]":
        """Those that the writer may change: the others are read at /gestion/partenaires/."""
        rows: QuerySet[Partner] = super().get_queryset(request)
        mine = coverage_of(request.user).services(*WRITERS)  # type: ignore[arg-type]  # an agent
        return rows.filter(Q(service=None) | Q(service__in=mine))
