"""Wagtail's groups, in step with memberships: a service's editors, officers, heads."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission

from portal.directory.models import Membership, Service
from portal.directory.roles import Role

ADMINISTRATORS = "Administration"
HEADS = "Encadrement"
OFFICERS = "Traitement des demandes"
OWN_APPS = {
    "directory",
    "procedures",
    "replies",
    "home",
    "search",
    "media",
    "wagtailsearchpromotions",
}
EDITOR_FILES = {"add_image", "choose_image", "add_document", "choose_document"}


def editors_of(service: Service) -> Group:
    """The service's group of editors: it opens the admin and brings pictures and files.

    Which pages they write follows from the membership itself: see home.editorial.
    """
    group, _ = Group.objects.get_or_create(name=f"Rédaction : {service.code}")
    group.permissions.add(_admin_access())
    _grant_files(group, EDITOR_FILES)
    return group


def administrators() -> Group:
    """The one group of administrators: what each may touch is then filtered by their coverage."""
    group, _ = Group.objects.get_or_create(name=ADMINISTRATORS)
    rights = Permission.objects.filter(content_type__app_label__in=OWN_APPS)
    group.permissions.add(_admin_access(), *rights)
    return group


def heads() -> Group:
    """The one group of heads: it opens the admin; policies give them the rows of their services."""
    group, _ = Group.objects.get_or_create(name=HEADS)
    group.permissions.add(_admin_access())
    return group


def officers() -> Group:
    """The one group of officers: it opens the admin, where policies let them propose procedures."""
    group, _ = Group.objects.get_or_create(name=OFFICERS)
    group.permissions.add(_admin_access())
    return group


SHARED = {Role.ADMINISTRATOR: administrators, Role.HEAD: heads, Role.OFFICER: officers}


def follow(membership: Membership) -> None:
    """Put the agent in the group that the membership calls for, if it calls for one."""
    role = Role(membership.role)
    if role == Role.EDITOR:
        membership.agent.groups.add(editors_of(membership.service))
    elif role in SHARED:
        membership.agent.groups.add(SHARED[role]())


def unfollow(membership: Membership) -> None:
    """Take the agent out of the group, once the membership is gone and no other calls for it."""
    role = Role(membership.role)
    if role == Role.EDITOR:
        membership.agent.groups.remove(editors_of(membership.service))
    elif role in SHARED:
        others = membership.agent.memberships.filter(role=role)
        if not others.exclude(pk=membership.pk).exists():
            membership.agent.groups.remove(SHARED[role]())


def _admin_access() -> Permission:
    return Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")


def _grant_files(group: Group, codenames: set[str]) -> None:
    root = Collection.get_first_root_node()
    for permission in Permission.objects.filter(codename__in=codenames):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission
        )
