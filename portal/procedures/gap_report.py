"""The report « Démarches à compléter » of Wagtail's admin."""

from typing import Any

import django_filters
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from portal.directory.models import Service
from portal.procedures.gaps import Gap, examined, gaps_of, lacking
from portal.procedures.models import Procedure, Theme
from portal.procedures.policies import EDITORS, ProcedurePolicy
from portal.procedures.querysets import ProcedureQuerySet
from portal.procedures.trial_view import edit_url

TITLE = "Démarches à compléter"
# The panel of the editing page where each gap is mended; its tab opens with it.
PANELS = {
    Gap.CLOSED_SERVICE: "aiguillage-service",
    Gap.CLOSED_RULE: "aiguillage-regles_dans_lordre",
    Gap.NO_IDENTITY: "formulaire-steps",
    Gap.NO_APPEAL: "delais_et_droit-regime_legal",
    Gap.NO_DELAY: "delais_et_droit-delais_annonces",
    Gap.NO_REASON: "documents_et_canaux-documents_demandes",
    Gap.NO_BACKUP: "aiguillage-backup_officer",
    Gap.NO_HUMAN: "documents_et_canaux-autres_canaux",
    Gap.STALE: "presentation-summary",
    Gap.UNUSED: "presentation-words",
}


class GapsColumn(Column):
    """Each gap, as a link to where it is mended."""

    cell_template_name = "procedures/gaps_cell.html"

    def get_value(self, instance: Procedure) -> list[tuple[str, str]]:
        address = edit_url(instance)
        return [
            (gap.label, f"{address}#panel-child-{PANELS[gap]}-section") for gap in gaps_of(instance)
        ]


def covered_services(request: Any) -> Any:
    """The services whose procedures the agent answers for."""
    return Service.objects.covered_by(request.user, *EDITORS).select_related("organisation")


class GapFilters(WagtailFilterSet):
    gap = django_filters.ChoiceFilter(label="Manque", choices=Gap, method="lacking")
    theme = django_filters.ModelChoiceFilter(label="Thème", queryset=Theme.objects.all())
    service = django_filters.ModelChoiceFilter(
        label="Service", queryset=covered_services, method="within"
    )

    class Meta:
        model = Procedure
        fields = ("gap", "theme", "service")

    def lacking(self, procedures: Any, _name: str, gap: str) -> ProcedureQuerySet:
        return lacking(procedures, Gap(gap))

    def within(self, procedures: Any, _name: str, service: Service) -> ProcedureQuerySet:
        """Those of the service and of all below it."""
        found: ProcedureQuerySet = procedures.filter(
            service__in=Service.objects.descendant_ids([service.pk])
        )
        return found


class GapReport(ReportView):
    """The live procedures that lack something, among those that the agent answers for."""

    model = Procedure
    page_title = TITLE
    header_icon = "warning"
    template_name = "procedures/gap_report.html"
    index_url_name = "procedure_gaps"
    index_results_url_name = "procedure_gaps_results"
    permission_required = "report"
    filterset_class = GapFilters
    default_ordering = "title"
    no_results_message = "Aucune démarche à compléter."
    columns = (
        TitleColumn("title", label="Démarche", get_url=edit_url, sort_key="title"),
        GapsColumn("gaps", label="Manque"),
        Column("theme", label="Thème", sort_key="theme__name"),
        Column("service", label="Service", sort_key="service__name"),
        Column("state", label="État"),
    )
    list_export = ("code", "title", "theme", "service", "state", "gaps")
    export_headings = {"state": "État", "gaps": "Manque"}  # Wagtail's own

    def get_base_queryset(self) -> ProcedureQuerySet:
        return examined(self.editable(), timezone.now()).select_related("theme", "service")

    def editable(self) -> Any:
        policy = ProcedurePolicy(Procedure)
        return policy.instances_user_has_any_permission_for(self.request.user, ["report"])

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        counted = {
            "incomplete": self.get_base_queryset().count(),
            "total": self.editable().live().count(),
        }
        return super().get_context_data(*args, **kwargs) | counted

    def get_filename(self) -> str:
        return f"demarches-a-completer-{timezone.localdate():%Y-%m-%d}"

    def to_row_dict(self, item: Procedure) -> Any:
        item.gaps = [gap.label for gap in gaps_of(item)]  # type: ignore[attr-defined]  # a column
        return super().to_row_dict(item)


class GapMenuItem(MenuItem):
    """Shown to whoever answers for procedures somewhere: not to officers, who only propose."""

    def is_shown(self, request: Any) -> bool:
        return ProcedurePolicy(Procedure).user_has_permission(request.user, "report")


def menu_item() -> MenuItem:
    return GapMenuItem(
        TITLE, reverse("procedure_gaps"), name="procedure-gaps", icon_name="warning", order=100
    )
