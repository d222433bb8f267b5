"""Snippets whose rights are on each row: Wagtail's views ask for rights on the model."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_datetime
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet


class GuardedIndexView(IndexView):
    add_item_label = "Ajouter"  # Wagtail's French would say « Ajouter un(e) démarche »


class GuardedViewSet(SnippetViewSet):
    """Lists and opens only what the model's registered permission policy grants, row by row."""

    index_view_class = GuardedIndexView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        policy = policy_registry.get_by_type(self.model)
        allowed: QuerySet[Any] = policy.instances_user_has_any_permission_for(
            request.user, ["change"]
        )
        return allowed

    def register_chooser_viewset(self) -> None:
        """None: a chooser lists every row, drafts of other services included, to whoever writes."""

    def construct_view(self, view_class: Any, **kwargs: Any) -> Callable[..., HttpResponseBase]:
        """Wagtail's view behind a look at the row that the address names."""
        view = super().construct_view(view_class, **kwargs)
        asked = getattr(view_class, "permission_required", None) or "change"

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if "pk" in kwargs:
                _check(self.model, request, kwargs["pk"], asked)
            return view(request, *args, **kwargs)

        return guarded


class GuardedDelete(DeleteBulkAction):
    """Wagtail's deletion of several rows, which names those that one may not delete."""

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, list[Model]]]:
        objects, _out_of_reach = super().get_actionable_objects()
        return objects, {"items_with_no_access": []}


def changed_by_another(view: Any) -> bool:
    """Whether somebody else wrote what this form of Wagtail's would publish over.

    Less than its `is_out_of_date`: Wagtail saves as one types, so the draft may be newer than the
    form by what one has typed oneself just before pressing « Publier ».
    """
    if not view.is_out_of_date:
        return False
    try:
        opened = parse_datetime(view.request.POST.get("loaded_revision_created_at", ""))
    except ValueError:
        opened = None
    if opened is None or opened.tzinfo is None:
        return True
    others = view.object.revisions.exclude(user=view.request.user)
    return bool(others.filter(created_at__gt=opened).exists())


def _check(model: type[Model], request: HttpRequest, pk: str, asked: str) -> None:
    if not str(pk).isdecimal():
        raise Http404
    row = get_object_or_404(model, pk=pk)
    wanted = {asked} | ({"publish"} if "action-publish" in request.POST else set())
    policy = policy_registry.get_by_type(model)
    for action in wanted:
        if not policy.user_has_permission_for_instance(request.user, action, row):
            raise PermissionDenied
