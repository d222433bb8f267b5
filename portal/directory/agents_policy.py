"""Who opens and changes agents' accounts."""

from collections.abc import Iterable

from django.db.models import QuerySet
from wagtail.permission_policies import ModelPermissionPolicy

from portal.accounts.models import Kind, User
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role

ACTIONS = {"add", "change", "view"}  # an account is closed, never deleted


def may_manage(by: User, agent: User) -> bool:
    """A superuser any account; an administrator those whose every role is within their coverage."""
    if by.is_superuser:
        return True
    if not by.is_administrator or not agent.is_agent or agent.is_superuser:
        return False
    covered = coverage_of(by).services(Role.ADMINISTRATOR)
    return all(service in covered for service, _role in agent.roles_held)


class AgentPolicy(ModelPermissionPolicy):
    """Administrators, without Django's model permissions: those would open Wagtail's bulk actions,
    which put anybody in any group.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return user.is_superuser or (action in ACTIONS and user.is_administrator)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: User) -> bool:
        return self.user_has_permission(user, action) and may_manage(user, instance)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.filter(kind=Kind.AGENT, memberships__role=Role.ADMINISTRATOR).distinct()
