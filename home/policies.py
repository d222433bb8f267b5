"""Who may change what is said once for a whole site."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from wagtail.models import Site
from wagtail.permission_policies.sites import SitePermissionPolicy

from portal.accounts.models import User
from portal.directory.admin_rights import administered_organisations


class OwnSites(SitePermissionPolicy):
    """Those who administer the whole organisation of the site, whatever groups they are in."""

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return self.sites_user_has_any_permission_for(user, actions).exists()

    def sites_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Site]:
        if not (user.is_authenticated and user.is_active):
            return Site.objects.none()
        if user.is_superuser:
            return Site.objects.all()
        return Site.objects.filter(organisation__in=administered_organisations(user))

    def user_has_any_permission_for_instance(
        self, user: User, actions: Iterable[str], instance: Any
    ) -> bool:
        site = instance.pk if isinstance(instance, Site) else instance.site_id
        return self.sites_user_has_any_permission_for(user, actions).filter(pk=site).exists()
