"""How editors choose a service of the directory, and a procedure of the catalogue."""

from django.db.models import QuerySet
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.procedures.models import Procedure


class ServiceChooserViewSet(ChooserViewSet):
    """All the services: naming one on a page gives no right over it."""

    model = "directory.Service"
    icon = "group"
    choose_one_text = "Choisir un service"
    choose_another_text = "Choisir un autre service"
    edit_item_text = "Modifier ce service"
    per_page = 50
    register_widget = False  # the directory's own forms narrow their choices


class OfferedProcedures:
    """Those that the public sees: drafts are for those who cover their service."""

    def get_object_list(self) -> "QuerySet[Procedure]":
        return Procedure.objects.live().order_by("title", "pk")


class ProcedureChooseView(OfferedProcedures, ChooseView):
    """The first page of the choice."""


class ProcedureChooseResultsView(OfferedProcedures, ChooseResultsView):
    """What is found."""


class ProcedureChooserViewSet(ChooserViewSet):
    """The procedures in the catalogue: the referential has no chooser of its own (guarded.py)."""

    model = Procedure
    icon = "form"
    choose_view_class = ProcedureChooseView
    choose_results_view_class = ProcedureChooseResultsView
    choose_one_text = "Choisir une démarche"
    choose_another_text = "Choisir une autre démarche"
    edit_item_text = "Modifier cette démarche"
    per_page = 50
    register_widget = False


procedure_chooser = ProcedureChooserViewSet("procedure_chooser")
ProcedureChooserBlock = procedure_chooser.get_block_class(
    name="ProcedureChooserBlock", module_path="home.choosers"
)
service_chooser = ServiceChooserViewSet("service_chooser")
ServiceChooserBlock = service_chooser.get_block_class(
    name="ServiceChooserBlock", module_path="home.choosers"
)
