"""Who may do what with which pages: rights come from memberships, as for procedures."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.auth.models import Permission
from wagtail.models import GroupPagePermission, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from home.editorial.keeping import sections
from home.knowledge.models import KnowledgePage
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.roles import Role

FEW = 20  # sheets
DECIDERS = (Role.HEAD, Role.ADMINISTRATOR)
WRITERS = (Role.EDITOR, *DECIDERS)
# Who holds a role below a page of the service does this; of what is online, deciders alone.
ACTIONS: dict[str, tuple[Role, ...]] = {
    "add": WRITERS,
    "change": WRITERS,
    "publish": DECIDERS,
    "lock": DECIDERS,
    "unlock": DECIDERS,
    "bulk_delete": (Role.ADMINISTRATOR,),
}


class CoveredPages(PagePermissionPolicy):
    """Editors write, heads and administrators publish, below the pages of services they cover.

    Wagtail asks everything of a list of rows (page, permission) that it reads in its groups; here
    they are made from the coverage, so that no group is to be kept in step with the tree of pages.
    """

    def get_all_permissions_for_user(self, user: Any) -> Collection[GroupPagePermission]:
        if not (user.is_authenticated and user.is_active and user.is_agent) or user.is_superuser:
            return []
        return list(_rights_of(user))

    def users_with_any_permission(self, actions: Any, include_superusers: bool = True) -> Any:
        return User.objects.filter(is_active=True, is_superuser=True)  # who is told: see notices

    def users_with_any_permission_for_instance(
        self, actions: Any, instance: Page, include_superusers: bool = True
    ) -> Any:
        return self.users_with_any_permission(actions)


def may_publish(user: Any, page: Page) -> bool:
    """Whether the agent publishes this page."""
    return bool(page.permissions_for_user(user).can_publish())


def may_change(user: Any, page: Page) -> bool:
    return bool(page.permissions_for_user(user).can_edit())


def _rights_of(agent: User) -> Iterator[GroupPagePermission]:
    """A row for each action on each topmost page, without those below another with the same.

    Wagtail compares versions for those alone who have a right on some page: writers of internal
    sheets who have none get the least, on a few of theirs. More, and Wagtail's actions on many
    pages, which look at the tree alone, would delete sheets.
    """
    coverage = coverage_of(agent)
    if not coverage.anywhere(*WRITERS):
        return
    around = sections(coverage.services(*WRITERS))
    if not around:
        least = Permission(codename="add_page")  # nothing stands below a sheet
        for sheet in KnowledgePage.objects.written_by(agent).order_by("pk")[:FEW]:
            yield GroupPagePermission(page=sheet, permission=least)
    around = sorted(around, key=lambda each: each[0].path)
    for action, roles in ACTIONS.items():
        covered = coverage.services(*roles) if coverage.anywhere(*roles) else frozenset()
        permission, last = Permission(codename=f"{action}_page"), "-"
        for page, needed in around:
            if needed <= covered and not page.path.startswith(last):
                last = page.path
                yield GroupPagePermission(page=page, permission=permission)
