"""What people searched, for whoever writes the pages and the sheets: read, never changed."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import modeladmin_register

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service
from portal.directory.plain_admin import PlainAdmin
from portal.procedures.policies import EDITORS
from search.results.models import Searched


class EditorsRead(PermissionHelper):
    """Editors and administrators look; nobody writes: the rows come and go by themselves."""

    def user_has_any_permissions(self, user: User) -> bool:
        return user.is_superuser or coverage_of(user).anywhere(*EDITORS)

    def user_can_list(self, user: User) -> bool:
        return self.user_has_any_permissions(user)

    def user_has_specific_permission(self, user: User, perm_codename: str) -> bool:
        return False


class Outcome(admin.SimpleListFilter):
    """What these words led to."""

    title = "résultat"
    parameter_name = "issue"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("rien", "Rien n’est trouvé"), ("aucun", "Aucun résultat n’est ouvert")]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        shown = {"rien": rows.filter(found=0), "aucun": rows.filter(found__gt=0, chosen=0)}
        return shown.get(str(self.value()), rows)


class Searcher(admin.SimpleListFilter):
    """Who searched: never anybody in particular."""

    title = "qui a cherché"
    parameter_name = "qui"

    def lookups(self, _request: HttpRequest, _admin: Any) -> list[tuple[str, str]]:
        return [("public", "Le public"), ("agents", "Les agents")]

    def queryset(self, _request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(staff=self.value() == "agents") if self.value() else rows


@modeladmin_register
class SearchedWords(PlainAdmin):
    model = Searched
    base_url_path = "recherches"
    menu_label = "Mots cherchés"
    menu_icon = "search"
    menu_order = 300
    permission_helper_class = EditorsRead
    list_display = ["words", "asked", "found", "chosen", "who"]
    list_filter = [Outcome, Searcher]
    search_fields = ["words"]
    list_per_page = 50
    list_select_related = ["organisation"]
    ordering = ["-asked", "pk"]

    @admin.display(description="par qui")
    def who(self, searched: Searched) -> str:
        if searched.staff:
            return "Agents"
        return f"Public, {searched.organisation}" if searched.organisation else "Public"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of the sites that the agent writes for, and what agents searched."""
        rows = super().get_queryset(request).exclude(words="")
        assert isinstance(request.user, User)  # noqa: S101 (Wagtail's admin lets in nobody else)
        if request.user.is_superuser:
            return rows
        written = Service.objects.covered_by(request.user, *EDITORS).values("organisation")
        return rows.filter(Q(organisation__in=written) | Q(organisation=None))
