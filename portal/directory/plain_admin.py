"""Plain lists in Wagtail's admin: our French, and nothing shown beyond the list."""

from typing import Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.db.models import AutoField, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.text import capfirst
from wagtail_modeladmin.helpers import AdminURLHelper, ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, HistoryView, IndexView

ADD = "Ajouter"


class GenderlessButtons(ButtonHelper):
    """Wagtail's French would say « Ajouter un(e) service »: the page's title names the thing."""

    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().add_button(*args, **kwargs) | {"label": ADD, "title": ADD}


class PlainIndexView(IndexView):
    def get_heading(self, queryset: QuerySet[Any], field: str) -> str:
        """« Service de rattachement »: the package writes capitals as English titles do."""
        label = label_for_field(field, model=self.model, model_admin=self.model_admin)
        return capfirst(str(label))


class GenderlessCreateView(CreateView):
    page_title = ADD


class SeenHistoryView(HistoryView):
    """What happened to a row, for those whose list shows it: Wagtail's own shows any row's."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        lists = self.permission_helper.user_can_list(request.user)
        rows = self.model_admin.get_queryset(request)
        if not (lists and rows.filter(pk=self.instance.pk).exists()):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class NumberedAddresses(AdminURLHelper):
    """Wagtail takes any word for a row's key, then fails on one that is no number."""

    def _get_object_specific_action_url_pattern(self, action: str) -> str:
        pattern: str = super()._get_object_specific_action_url_pattern(action)
        numbered = isinstance(self.opts.pk, AutoField)
        return pattern.replace(r"[-\w]+", "[0-9]{1,18}") if numbered else pattern


class PlainAdmin(ModelAdmin):
    """A plain list in Wagtail's admin, in our French."""

    url_helper_class = NumberedAddresses
    button_helper_class = GenderlessButtons
    create_view_class = GenderlessCreateView
    index_view_class = PlainIndexView
    history_view_class = SeenHistoryView
