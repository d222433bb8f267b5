"""Who may do what with which procedure: rights come from memberships, service by service."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Membership
from portal.directory.roles import Role

PUBLISHERS = (Role.HEAD, Role.ADMINISTRATOR)
EDITORS = (Role.EDITOR, *PUBLISHERS)
WRITERS = (Role.OFFICER, *EDITORS)
Roles = Mapping[str, tuple[Role, ...]]


def roles_where(*writers: Role) -> Roles:
    """Who does what, where these roles write."""
    return {
        "view": writers,
        "add": writers,
        "change": writers,
        "report": EDITORS,
        "publish": PUBLISHERS,
        "lock": PUBLISHERS,
        "unlock": PUBLISHERS,
        "delete": (Role.ADMINISTRATOR,),
    }


class ServicePolicy(BasePermissionPolicy):
    """Editors write, heads publish, administrators delete, in the services that they cover.

    A row without a service belongs to nobody yet: whoever edits somewhere may take it.
    """

    roles = roles_where(*EDITORS)

    def user_has_permission(self, user: Any, action: str) -> bool:
        return _is_agent(user) and coverage_of(user).anywhere(*self.roles.get(action, ()))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if not self.user_has_permission(user, action):
            return False
        coverage, roles = coverage_of(user), self.roles[action]
        if instance.service_id is None:
            return coverage.anywhere(*_who_take(roles))
        return coverage.has(instance.service_id, *roles)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        roles = {role for action in actions for role in self.roles.get(action, ())}
        rows = self.model.objects.all()
        if not _is_agent(user) or not coverage_of(user).anywhere(*roles):
            return rows.none()
        if user.is_superuser:
            return rows
        within = Q(service__in=coverage_of(user).services(*roles))
        if coverage_of(user).anywhere(*_who_take(roles)):
            within |= Q(service=None)
        return rows.filter(within)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        roles = {role for action in actions for role in self.roles.get(action, ())}
        members = Membership.objects.with_role(*roles).values("agent")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=members), is_active=True)


class ProcedurePolicy(ServicePolicy):
    """The same, and officers write too, where they know the service; the catch-all stays."""

    roles = roles_where(*WRITERS)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and instance.catch_all:
            return False
        return super().user_has_permission_for_instance(user, action, instance)


class EditorialPolicy(ProcedurePolicy):
    """The same without officers, who propose procedures and write nothing else."""

    roles = roles_where(*EDITORS)


def may_publish(user: Any, row: Any) -> bool:
    """Whether the agent publishes what this row's service keeps: procedures, guides, letters."""
    return ServicePolicy(type(row)).user_has_permission_for_instance(user, "publish", row)


def _who_take(roles: Iterable[Role]) -> set[Role]:
    """Those among these roles who may take a procedure that has no service."""
    return set(roles) & set(EDITORS)


def _is_agent(user: Any) -> bool:
    return user.is_authenticated and user.is_active and user.is_agent
