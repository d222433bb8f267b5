"""« Essayer le conseil de canal »: what would be advised, and every rule that counted."""

from typing import Any

from django.views.generic import TemplateView
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.directory.channels import Channel
from portal.procedures.models import Procedure
from search.advice.advising import weigh
from search.advice.trial import TrialForm

TITLE = "Essayer le conseil de canal"


class TrialView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """For those who write procedures. Writes nothing."""

    model = Procedure
    permission_required = "change"
    page_title = TITLE
    header_icon = "help"
    template_name = "advice/trial.html"

    def get_breadcrumbs_items(self) -> Any:
        return [*super().get_breadcrumbs_items(), {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.request.GET if self.request.GET else None
        form = TrialForm(sent)
        context = super().get_context_data(**kwargs) | {"form": form, "weighing": None}
        if sent is None or not form.is_valid():
            return context
        [weighing] = weigh([form.need])
        return context | {
            "weighing": weighing,
            "silent": [each.label for each in Channel if each not in weighing.case.available],
            "before": form.at_another_hour(-1),
            "after": form.at_another_hour(1),
        }
