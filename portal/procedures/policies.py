"""Who may do what with which procedure: rights come from memberships, service by service."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Membership
from portal.directory.roles import Role

WRITERS = (Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR)
PUBLISHERS = (Role.HEAD, Role.ADMINISTRATOR)
ROLES = {
    "view": WRITERS,
    "add": WRITERS,
    "change": WRITERS,
    "publish": PUBLISHERS,
    "lock": PUBLISHERS,
    "unlock": PUBLISHERS,
    "delete": (Role.ADMINISTRATOR,),
}


class ProcedurePolicy(BasePermissionPolicy):
    """Editors write, heads publish, administrators delete, each in the services they cover.

    A procedure without a service belongs to nobody yet: whoever may write somewhere may take it.
    The catch-all procedure can't be deleted.
    """

    def user_has_permission(self, user: Any, action: str) -> bool:
        return _is_agent(user) and coverage_of(user).anywhere(*ROLES.get(action, ()))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        if action == "delete" and instance.catch_all:
            return False
        if not self.user_has_permission(user, action):
            return False
        coverage = coverage_of(user)
        return instance.service_id is None or coverage.has(instance.service_id, *ROLES[action])

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> QuerySet[Any]:
        roles = {role for action in actions for role in ROLES.get(action, ())}
        procedures = self.model.objects.all()
        if not _is_agent(user) or not coverage_of(user).anywhere(*roles):
            return procedures.none()
        if user.is_superuser:
            return procedures
        covered = coverage_of(user).services(*roles)
        return procedures.filter(Q(service__in=covered) | Q(service=None))

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        roles = {role for action in actions for role in ROLES.get(action, ())}
        members = Membership.objects.with_role(*roles).values("agent")
        return User.objects.filter(Q(is_superuser=True) | Q(pk__in=members), is_active=True)


def _is_agent(user: Any) -> bool:
    return user.is_authenticated and user.is_active and user.is_agent
