"""Procedures and themes in Wagtail's admin."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, ObjectList
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet
from wagtail_modeladmin.options import modeladmin_register

from portal.directory.plain_admin import PlainAdmin
from portal.procedures import action_menu, moderation_list
from portal.procedures.editing import ProcedureViewSet
from portal.procedures.gap_report import GapReport, menu_item
from portal.procedures.guarded import GuardedDelete
from portal.procedures.models import Procedure, Theme
from portal.procedures.policies import ProcedurePolicy
from portal.procedures.responsibilities_admin import ResponsibilityAdmin

register_permission_policy(Procedure, ProcedurePolicy(Procedure))
register_snippet(ProcedureViewSet)
modeladmin_register(ResponsibilityAdmin)
hooks.register("register_bulk_action", GuardedDelete, order=1)  # after Wagtail's, in its place
hooks.register("register_reports_menu_item", menu_item)
hooks.register("register_admin_menu_item", moderation_list.menu_item)
hooks.register("construct_homepage_panels", moderation_list.add_panel)
hooks.register("construct_snippet_action_menu", action_menu.buttons)


@hooks.register("register_admin_urls")
def addresses_of_reports() -> list[URLPattern]:
    results = GapReport.as_view(results_only=True)
    return [
        path("reports/demarches/", GapReport.as_view(), name="procedure_gaps"),
        path("reports/demarches/resultats/", results, name="procedure_gaps_results"),
        path(
            "demarches/a-valider/",
            moderation_list.ToValidateView.as_view(),
            name="procedure_moderation",
        ),
    ]


@modeladmin_register
class ThemeAdmin(PlainAdmin):
    model = Theme
    menu_label = "Thèmes"
    menu_icon = "tag"
    menu_order = 111
    list_display = ("name", "sector", "order")
    list_filter = ("sector",)
    search_fields = ("name", "summary")
    list_export = ("name", "slug", "sector", "summary", "order")
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("sector"), FieldPanel("order")]),
            FieldPanel("summary"),
            InlinePanel(
                "rules",
                heading="Règles d’aiguillage, dans l’ordre",
                label="Règle",
                help_text="Pour toutes les démarches du thème, après les règles de chacune.",
                panels=[
                    FieldPanel(name)
                    for name in ("commune_codes", "zone_codes", "channel", "service")
                ],
            ),
        ]
    )
