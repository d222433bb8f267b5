"""Who touches what of the directory in Wagtail's admin: administrators, within their coverage."""

from typing import Any

from django.contrib.admin.sites import AdminSite
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from wagtail_modeladmin.helpers import PermissionHelper

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Membership, Organisation, Service
from portal.directory.plain_admin import PlainAdmin
from portal.directory.roles import Role


def administered(agent: User) -> frozenset[int]:
    """The ids of the services that the agent administers."""
    return coverage_of(agent).services(Role.ADMINISTRATOR)


def administered_organisations(agent: User) -> QuerySet[Organisation]:
    """Those whose every top service the agent administers; all of them for a superuser."""
    if agent.is_superuser:
        return Organisation.objects.all()
    others = Service.objects.filter(parent=None).exclude(pk__in=administered(agent))
    mine = Organisation.objects.filter(services__in=administered(agent))
    return mine.exclude(services__in=others).distinct()


def administered_agents(agent: User, path: str = "pk") -> Q:
    """To be, at the end of that path, somebody with a role in a service that the agent runs."""
    held = Membership.objects.filter(service__in=administered(agent))
    return Q(**{f"{path}__in": held.values("agent")})


class DirectoryPermissions(PermissionHelper):
    """Administrators list; `DirectoryAdmin.within` says which rows are theirs."""

    within: Any = None  # set by the list

    def user_can_list(self, user: User) -> bool:
        return user.is_administrator

    def user_can_create(self, user: User) -> bool:
        return user.is_administrator

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return user.is_administrator and self._is_within(user, obj)

    def user_can_delete_obj(self, user: User, obj: Model) -> bool:
        return self.user_can_edit_obj(user, obj)

    def _is_within(self, user: User, obj: Model) -> bool:
        return user.is_superuser or obj.pk in self._rows_of(user)

    def _rows_of(self, agent: User) -> set[Any]:
        """The keys of the agent's rows, read once per request for all the buttons of a list."""
        kept = agent.__dict__.setdefault("_administered_rows", {})
        if self.model not in kept:
            rows = self.model._default_manager.filter(self.within(agent))
            kept[self.model] = set(rows.values_list("pk", flat=True))
        return kept[self.model]  # type: ignore[no-any-return]  # kept in the object's dictionary


class DirectoryAdmin(PlainAdmin):
    """A plain list of the directory: searched, filtered, exported, within one's coverage."""

    permission_helper_class = DirectoryPermissions
    list_per_page = 50

    def __init__(self, parent: Any = None) -> None:
        super().__init__(parent)
        self.permission_helper.within = self.within
        self.admin_site = AdminSite()  # Django's own, which its filters look up, isn't installed

    def within(self, agent: User) -> Q:
        """Which rows the agent administers; only called for those who aren't superusers."""
        raise NotImplementedError  # each list says it

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        agent = request.user
        if not agent.is_authenticated:
            return rows.none()
        return rows if agent.is_superuser else rows.filter(self.within(agent))
