"""Who reads the sheets, and who keeps them true."""

from django.db.models import Q
from wagtail.models import PagePermissionTester

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role

WRITERS = (Role.EDITOR, Role.HEAD, Role.ADMINISTRATOR)


def readable(agent: User) -> Q:
    """The sheets shared by all organisations, and those of the agent's own."""
    return Q(shared=True) | Q(service__in=coverage_of(agent).whole())


def writes_somewhere(agent: User) -> bool:
    return coverage_of(agent).anywhere(*WRITERS)


def may_write(agent: User, service_id: int | None) -> bool:
    """Whether the agent writes and publishes the sheets of that service."""
    return coverage_of(agent).has(service_id, *WRITERS)


class SheetPermissions(PagePermissionTester):
    """Wagtail's own pages (editor, history, comparison) follow the roles held in the service.

    Nobody has a right on the tree: what Wagtail would read there is put aside. Only superusers
    delete, copy or move; a sheet that is no longer true is withdrawn, and its history stays.
    """

    def __init__(self, user: User, page: object, *, writes: bool) -> None:
        super().__init__(user, page)
        if not user.is_superuser:
            self.permissions = {"change", "publish", "lock", "unlock"} if writes else set()

    def can_edit(self) -> bool:
        return self.user.is_superuser or ("change" in self.permissions and self.user.is_active)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return bool(self.user.is_superuser and super().can_delete(ignore_bulk))

    def can_copy(self) -> bool:
        return bool(self.user.is_superuser and super().can_copy())

    def can_submit_for_moderation(self) -> bool:
        return False  # who writes publishes, the others propose

    def can_move(self) -> bool:
        return bool(self.user.is_superuser and super().can_move())
